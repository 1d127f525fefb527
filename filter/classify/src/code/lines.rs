//! What the shape of one line says: code, prose, or a line of a data format.

use core::ops::Range;

use super::counts::{Counts, FUNCTION_WORDS, count};
use super::formats::{self, Format};
use super::tables::{First, Tables};
use super::words;

/// Bytes of a line that are looked at.
pub(super) const LONGEST: usize = 512;
/// The score of a line that is prose and nothing else.
const LEAST: i32 = -8;

/// What a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Above 0: technical; below: prose; in eighths of a line that is certain.
    pub(super) score: i32,
    /// The format whose lines look so.
    pub(super) format: Option<Format>,
    /// Nothing but white space.
    pub(super) blank: bool,
    /// Nothing but brackets and separators.
    pub(super) brackets: bool,
    /// Begins like a comment.
    pub(super) comment: bool,
    /// Has something that only code has: an operator, a call, a keyword, a line end of code.
    pub(super) code: bool,
    /// Whether there is a double quote.
    pub(super) quotes: bool,
    /// Whether there is a link of Markdown.
    pub(super) link: bool,
}

/// Reads a line of `text`. `separators` is their number in the line before, and gets that of this one.
pub(super) fn read(tables: &Tables, text: &[u8], line: Range<usize>, separators: &mut i32) -> Shape {
    let end = line.end.min(line.start + LONGEST);
    let line = text.get(line.start..end).unwrap_or_default();
    let body = line.trim_ascii_start();
    let start = end - body.len();
    let body = body.trim_ascii_end();
    let Some(&first) = body.first() else {
        return Shape { blank: true, ..Shape::default() };
    };
    let bracket = |byte: &u8| b"{}[](),;".contains(byte);
    if body.iter().all(bracket) {
        return Shape { score: 3, brackets: true, ..Shape::default() };
    }
    let counts = count(text, start, body, true);
    let before = core::mem::replace(separators, counts.separators);
    let link = (counts.brackets || first == b'!') && words::has_link(body);
    let format = formats::of(body, first, &counts, before, link);
    let mut shape = Shape { format, link, quotes: counts.quotes, comment: comment(body), ..Shape::default() };
    if shape.comment {
        // Prose in a comment says nothing; what is commented out may be code.
        let second = body.get(1).copied().unwrap_or(b' ');
        let doubled = matches!(first, b'/' | b';' | b'%') && second == first;
        shape.score =
            i32::from(doubled || matches!((first, second), (b'/', b'*') | (b'(', b'*') | (b'{', b'-')));
        return shape;
    }
    // A value on one long line is a document of its own.
    let long = body.len() > 80;
    let json = format == Some(Format::Json) && long && matches!(first, b'{' | b'[');
    let whole = json || long && words::begins_markup(body);
    let indented = line.starts_with(b"  ") || line.first() == Some(&b'\t');
    weigh(tables, body, indented, &counts, &mut shape);
    if counts.hurried && shape.score > LEAST {
        weigh(tables, body, indented, &count(text, start, body, false), &mut shape);
    }
    if whole {
        shape.score = 12;
    }
    shape
}

/// Sets the score of a line that is no comment.
fn weigh(tables: &Tables, body: &[u8], indented: bool, counts: &Counts, shape: &mut Shape) {
    let (Some(&first), Some(&last)) = (body.first(), body.last()) else { return };
    let keyword = keyword(tables, body, counts);
    let end = line_end(body, last, counts);
    let evidence =
        2 * counts.operators.min(3) + 2 * counts.calls.min(2) + counts.names.min(3) + keyword + end;
    shape.code = counts.operators > 0 || counts.calls > 0 || keyword > 1 || end > 1;
    let mut score = evidence + i32::from(counts.symbols * 8 > counts.words * 5 + 5);
    if indented {
        score += i32::from(score > 0);
    }
    score += match shape.format {
        Some(Format::Json | Format::Xml) => 4,
        Some(Format::Log | Format::Section) => 2,
        Some(Format::Pair) => 2,
        Some(Format::Yaml) if first.is_ascii_lowercase() => 2,
        Some(Format::Table) if counts.function_words == 0 => 2,
        _ => 0,
    };
    score -= prose(body, first, last, counts);
    shape.score = score.clamp(LEAST, -LEAST);
}

/// How much a line reads as prose.
fn prose(body: &[u8], first: u8, last: u8, counts: &Counts) -> i32 {
    let mut weight = 2 * counts.function_words.min(FUNCTION_WORDS);
    if counts.longest_run >= 6 {
        weight += (counts.longest_run - 4).min(5);
    }
    if counts.words >= 4 && matches!(last, b'.' | b'?' | b'!') && counts.function_words > 0 {
        weight += 3;
    }
    if first.is_ascii_uppercase() && body.get(1).is_some_and(u8::is_ascii_lowercase) && counts.words >= 3 {
        weight += 1;
    }
    weight
}

/// Whether a line begins with a comment mark of a usual language.
fn comment(body: &[u8]) -> bool {
    let second = body.get(1).copied().unwrap_or(b' ');
    match body.first() {
        Some(b'/') => second == b'/' || second == b'*',
        Some(b'*') => second == b' ' || second == b'/' || second == b'*',
        Some(b'#') => second == b' ' || second == b'#' || second == b'!',
        Some(b'-') => second == b'-' && body.get(2).is_none_or(|&b| b == b' ' || b == b'-' || b == b'|'),
        Some(b';') => second == b' ' || second == b';',
        Some(b'%') => second == b' ' || second == b'%',
        Some(b'!' | b'\'') => second == b' ' && body.len() > 2,
        Some(b'(') => second == b'*',
        Some(b'{') => second == b'-' && body.get(2) != Some(&b'}'),
        Some(b'<') => body.starts_with(b"<!--"),
        Some(b'R' | b'r') => body.get(..4).is_some_and(|w| w.eq_ignore_ascii_case(b"rem ")),
        _ => false,
    }
}

/// The line's end as evidence.
fn line_end(body: &[u8], last: u8, counts: &Counts) -> i32 {
    let before = body.len().checked_sub(2).and_then(|i| body.get(i)).copied().unwrap_or(b' ');
    match last {
        b';' => 4,
        b'{' => 4,
        b'}' => 2,
        b')' if before == b')' || before == b'(' => 2,
        b'.' if before == b')' || before == b']' => 2,
        b'\\' => 2,
        b'=' | b'[' | b'|' | b'&' => 2,
        b':' if counts.calls > 0 && counts.function_words == 0 => 2,
        b'(' => 2,
        b',' if counts.function_words == 0 => 1,
        _ => 0,
    }
}

/// The line's first words as evidence.
fn keyword(tables: &Tables, body: &[u8], counts: &Counts) -> i32 {
    let length = body
        .iter()
        .take_while(|&&b| b.is_ascii_alphanumeric() || b == b'_' || b == b'#' || b == b'@')
        .count();
    let next = body.get(length).copied().unwrap_or(b' ');
    if let [b'.', first, ..] = body
        && first.is_ascii_lowercase()
        && counts.words <= 4
    {
        return 3;
    }
    if counts.function_words == 0 && matches!(body, [b'(', b'a'..=b'z' | b':' | b'-' | b'+' | b'*', ..]) {
        return 3;
    }
    let known = tables.first(body, length);
    if counts.words <= 5
        && (known.is(First::MNEMONIC) || second_word(tables, body, length).is(First::MNEMONIC))
    {
        return 4;
    }
    if known.is(First::CODE)
        && matches!(next, b' ' | b'\t' | b'(' | b'{' | b':' | b'<' | b'"' | b';' | b'!' | b'.')
    {
        return 4;
    }
    let plain = counts.function_words == 0 || counts.operators + counts.calls > 0;
    match known.is(First::ENGLISH) {
        true if plain && counts.words <= 8 => 2,
        true if plain => 1,
        _ => 0,
    }
}

/// What the word behind the first one is, which may be a label.
fn second_word(tables: &Tables, body: &[u8], length: usize) -> First {
    let rest = body.get(length..).unwrap_or_default();
    let rest = rest.strip_prefix(b":").unwrap_or(rest).trim_ascii_start();
    let length = rest.iter().take(17).take_while(|byte| byte.is_ascii_alphabetic()).count();
    tables.first(rest, length)
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;
    use crate::code::starter::tables;

    fn score(line: &str) -> i32 {
        read(tables(), line.as_bytes(), 0..line.len(), &mut 0).score
    }

    #[test]
    fn lines_of_code_score_and_prose_does_not() {
        for code in [
            "    return self.total + other;",
            "if (a == b) {",
            "def area(width, height):",
            "#include <stdio.h>",
            "x <- mean(values)",
            "let total = items.iter().sum();",
            "SELECT name FROM users WHERE id = 3",
            "(defun square (x) (* x x))",
            "\tmov eax, [ebx+4]",
        ] {
            assert!(score(code) >= 3, "{code}: {}", score(code));
        }
        for prose in [
            "The committee met on Tuesday to review the proposal.",
            "If you want to import a car, let us know what the price of it is.",
            "Please write a short story about a dog (and its owner) in the style of Kafka.",
            "He said that the class was over; the return to the station took an hour.",
            "Name: John Smith",
        ] {
            assert!(score(prose) <= 0, "{prose}: {}", score(prose));
        }
    }

    #[test]
    fn formats_are_told_by_their_lines() {
        let format = |line: &str| read(tables(), line.as_bytes(), 0..line.len(), &mut 0).format;
        assert_eq!(format("  \"name\": \"widget\","), Some(Format::Json));
        assert_eq!(format("<tr><td>3</td></tr>"), Some(Format::Xml));
        assert_eq!(format("image: nginx"), Some(Format::Yaml));
        assert_eq!(format("[server]"), Some(Format::Section));
        assert_eq!(format("port = 80"), Some(Format::Pair));
        assert_eq!(format("## Usage"), Some(Format::Markdown));
        assert_eq!(format("2024-01-02 10:00:00 INFO started"), Some(Format::Log));
        assert_eq!(format("x = f(3);"), None);
    }
}
