//! What the shape of one line says: code, prose, or a line of a data format.

use super::formats::{self, Format};
use super::words;

/// Bytes of a line that are looked at.
pub(super) const LONGEST: usize = 512;

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
}

/// Counts over the bytes of a line.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) words: i32,
    function_words: i32,
    run: i32,
    longest_run: i32,
    pub(super) operators: i32,
    pub(super) calls: i32,
    names: i32,
    symbols: i32,
    pub(super) separators: i32,
}

/// Reads a line. `before` is the number of separators in the line before, `separators` gets those of this one.
pub(super) fn read(line: &[u8], separators: &mut i32) -> Shape {
    let line = line.get(..LONGEST).unwrap_or(line);
    let body = line.trim_ascii();
    let (Some(&first), Some(&last)) = (body.first(), body.last()) else {
        return Shape { blank: true, ..Shape::default() };
    };
    let mut shape = Shape::default();
    let bracket = |byte: &u8| b"{}[](),;".contains(byte);
    if body.iter().all(bracket) {
        return Shape { score: 3, brackets: true, ..shape };
    }
    shape.comment = comment(body);
    let counts = count(body);
    shape.format = formats::of(body, first, &counts, core::mem::replace(separators, counts.separators));
    if shape.comment {
        // Prose in a comment says nothing; what is commented out may be code.
        let second = body.get(1).copied().unwrap_or(b' ');
        let doubled = matches!(first, b'/' | b';' | b'%') && second == first;
        shape.score =
            i32::from(doubled || matches!((first, second), (b'/', b'*') | (b'(', b'*') | (b'{', b'-')));
        return shape;
    }
    let keyword = keyword(body, &counts);
    let end = line_end(body, last, &counts);
    let evidence =
        2 * counts.operators.min(3) + 2 * counts.calls.min(2) + counts.names.min(3) + keyword + end;
    shape.code = counts.operators > 0 || counts.calls > 0 || keyword > 1 || end > 1;
    let mut score = evidence + i32::from(counts.symbols * 8 > counts.words * 5 + 5);
    if line.starts_with(b"  ") || line.first() == Some(&b'\t') {
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
    score -= prose(body, first, last, &counts);
    // A value on one long line is a document of its own.
    let long = body.len() > 80;
    let json = shape.format == Some(Format::Json) && long && matches!(first, b'{' | b'[');
    let whole = json || long && words::begins_markup(body);
    shape.score = if whole { 12 } else { score.clamp(-8, 8) };
    shape
}

/// How much a line reads as prose.
fn prose(body: &[u8], first: u8, last: u8, counts: &Counts) -> i32 {
    let mut weight = 2 * counts.function_words.min(5);
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
fn keyword(body: &[u8], counts: &Counts) -> i32 {
    let length = body
        .iter()
        .take_while(|&&b| b.is_ascii_alphanumeric() || b == b'_' || b == b'#' || b == b'@')
        .count();
    let word = body.get(..length).unwrap_or_default();
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
    if counts.words <= 5 && (words::mnemonic(word) || words::mnemonic(second_word(body, length))) {
        return 4;
    }
    if words::only_code(word)
        && matches!(next, b' ' | b'\t' | b'(' | b'{' | b':' | b'<' | b'"' | b';' | b'!' | b'.')
    {
        return 4;
    }
    let plain = counts.function_words == 0 || counts.operators + counts.calls > 0;
    match words::code_and_english(word) {
        true if plain && counts.words <= 8 => 2,
        true if plain => 1,
        _ => 0,
    }
}

/// The word behind the first one, a label perhaps.
fn second_word(body: &[u8], length: usize) -> &[u8] {
    let rest = body.get(length..).unwrap_or_default();
    let rest = rest.strip_prefix(b":").unwrap_or(rest).trim_ascii_start();
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    rest.get(..length).unwrap_or_default()
}

/// Walks over the bytes of a line once. What stands in double quotes is not counted as words.
fn count(body: &[u8]) -> Counts {
    let mut counts = Counts::default();
    let mut at = 0;
    let mut quoted = false;
    while let Some(&byte) = body.get(at) {
        let next = body.get(at + 1).copied().unwrap_or(b' ');
        if byte == b'"' {
            quoted = !quoted;
            counts.run = 0;
            at += 1;
        } else if byte == b'\\' {
            counts.symbols += 1;
            at += 2;
        } else if words::begins_word(byte) {
            at = word(body, at, quoted, &mut counts);
        } else if quoted {
            at += 1;
        } else {
            if punctuation(body, at, byte, next, &mut counts) {
                break;
            }
            at += 1 + usize::from(operator(byte, next));
        }
    }
    counts.longest_run = counts.longest_run.max(counts.run);
    counts
}

/// Counts the word at `at`; the result is where it ends.
fn word(body: &[u8], at: usize, quoted: bool, counts: &mut Counts) -> usize {
    let rest = body.get(at..).unwrap_or_default();
    let word = words::Word::read(rest);
    let length = word.length;
    let end = at + length;
    let before = at.checked_sub(1).and_then(|i| body.get(i)).copied().unwrap_or(b' ');
    let next = body.get(end).copied().unwrap_or(b' ');
    if quoted {
        return end;
    }
    counts.words += 1;
    let camel = word.camel;
    let plain = !camel && word.letters;
    if camel || word.lined {
        counts.names += 1;
    }
    if next == b'(' && length > 1 && !(length < 4 && before == b'(') {
        let after = body.get(end + 1).copied().unwrap_or(b' ');
        // `word(s)` and its like are prose.
        let plural = after == b's' && body.get(end + 2) == Some(&b')');
        counts.calls += i32::from(!plural);
    }
    if next == b'.' && before != b'/' {
        let member = body.get(end + 1).is_some_and(u8::is_ascii_lowercase) && length > 1;
        counts.names += i32::from(member && before != b'@');
    }
    if plain && (before == b' ' || before == b'(' || at == 0) && matches!(next, b' ' | b',' | b'.' | b'\'') {
        counts.run += 1;
        counts.function_words += i32::from(words::function_word(rest.get(..length).unwrap_or_default()));
    } else {
        counts.longest_run = counts.longest_run.max(counts.run);
        counts.run = 0;
    }
    end
}

/// Counts a byte that is neither word nor quote. Whether the rest of the line is a comment.
fn punctuation(body: &[u8], at: usize, byte: u8, next: u8, counts: &mut Counts) -> bool {
    let before = at.checked_sub(1).and_then(|i| body.get(i)).copied().unwrap_or(b' ');
    if at > 0 && before == b' ' && (byte == b'/' && next == b'/' || byte == b'#' && next == b' ') {
        return true;
    }
    match byte {
        b' ' => return false,
        b',' => counts.separators += 1,
        b'.' | b'\'' | b'-' | b'0'..=b'9' => return false,
        b'\t' => counts.separators += i32::from(at > 0),
        b'=' => {
            counts.operators += 1;
            counts.symbols += 1;
        }
        b'$' | b'@' | b'#' | b'%' | b'&' if next.is_ascii_alphabetic() || next == b'{' || next == b'_' => {
            counts.names += 1;
            counts.symbols += 1;
        }
        b'[' | b'(' if next == b'\'' || next == b'"' || next == b'[' || next == b'(' => counts.operators += 1,
        _ => {
            counts.operators += i32::from(operator(byte, next));
            counts.symbols += i32::from(!matches!(byte, b'(' | b')' | b':' | b'?' | b'!'));
        }
    }
    counts.run = 0;
    false
}

/// Whether two bytes are an operator that prose has not.
fn operator(byte: u8, next: u8) -> bool {
    matches!(
        (byte, next),
        (b'=' | b'!' | b'<' | b'>' | b':' | b'+' | b'*' | b'|' | b'^' | b'~', b'=')
            | (b'-' | b'=', b'>')
            | (b'<', b'-' | b'<' | b'/' | b'?' | b'%')
            | (b'>', b'>')
            | (b':', b':' | b'-')
            | (b'&', b'&')
            | (b'|', b'|' | b'>')
            | (b'+', b'+')
            | (b'(', b')')
            | (b'[', b']')
            | (b'{', b'}' | b'{' | b'%')
            | (b'/' | b'?' | b'%', b'>')
            | (b')', b';' | b'{')
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(line: &str) -> i32 {
        read(line.as_bytes(), &mut 0).score
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
        let format = |line: &str| read(line.as_bytes(), &mut 0).format;
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
