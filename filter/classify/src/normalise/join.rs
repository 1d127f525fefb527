//! Values that are glued apart: by comments and tags, by emphasis, by string concatenation, by line breaks.

use super::byte;

/// A comment between two parts is no longer than this.
const COMMENT_MAX: usize = 80;
/// Bytes to each side of a joint that tell whether it may lie in a value.
const SIDE: usize = 32;
/// Letters and digits of the shortest value around a joint.
const LENGTH_MIN: usize = 6;
/// Tags that do not break a word (HTML Living Standard, phrasing content).
const INLINE: &[&[u8]] = &[
    b"b", b"i", b"u", b"s", b"em", b"strong", b"span", b"wbr", b"font", b"code", b"kbd", b"mark", b"small",
    b"big", b"sub", b"sup", b"ins", b"del", b"tt", b"bdi", b"bdo", b"a", b"var", b"samp",
];

/// Bytes to take out so that two parts join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Joint {
    pub start: usize,
    pub end: usize,
}

/// The mark, comment or tag at `at`, if it stands in the middle of what may be a value.
pub(super) fn mark(text: &[u8], at: usize) -> Option<Joint> {
    let joint = match byte(text, at) {
        b'<' if is_left(text, at) || before(text, at) == b'>' => {
            Joint { start: at, end: comment(text, at, b"<!--", b"-->").or_else(|| tag(text, at))? }
        }
        b'*' if before(text, at) == b'/' && is_left(text, at - 1) => {
            Joint { start: at - 1, end: comment(text, at - 1, b"/*", b"*/")? }
        }
        b @ (b'*' | b'`' | b'~' | b'_') => {
            let end = at + (0..4).take_while(|i| byte(text, at + i) == b).count();
            let least = if matches!(b, b'~' | b'_') { 2 } else { 1 };
            if before(text, at) == b || !(least..4).contains(&(end - at)) || !is_paired(text, at, end, b) {
                return None;
            }
            Joint { start: at, end }
        }
        _ => return None,
    };
    let left = is_left(text, joint.start) || before(text, joint.start) == b'>';
    let tight = left && (is_right(text, joint.end) || byte(text, joint.end) == b'<');
    let least = if byte(text, at) == b'<' { 4 } else { LENGTH_MIN };
    (tight && may_be_value(text, joint.start, joint.end, least)).then_some(joint)
}

/// A single mark is a product or a quotation, unless the word has another.
fn is_paired(text: &[u8], start: usize, end: usize, mark: u8) -> bool {
    let in_word = |b: &&u8| b.is_ascii_graphic();
    end - start > 1
        || text.get(end..).unwrap_or_default().iter().take(SIDE).take_while(in_word).any(|b| *b == mark)
        || text
            .get(..start)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(SIDE)
            .take_while(in_word)
            .any(|b| *b == mark)
}

fn comment(text: &[u8], at: usize, open: &[u8], close: &[u8]) -> Option<usize> {
    let rest = text.get(at..(at + COMMENT_MAX).min(text.len()))?;
    let body = rest.strip_prefix(open)?;
    // Few bytes are the last one of what closes a comment.
    let (last, head) = close.split_last()?;
    let ends = body.iter().enumerate().filter(|(_, b)| *b == last).map(|(i, _)| i);
    let mut closing = ends.filter(|i| body.get(..*i).is_some_and(|body| body.ends_with(head)));
    closing.next().map(|i| at + open.len() + i + 1)
}

fn tag(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at + 1..(at + 64).min(text.len()))?;
    let inner = rest
        .get(..rest.iter().position(|b| matches!(b, b'>' | b'<')).filter(|i| rest.get(*i) == Some(&b'>'))?)?;
    let name = inner.strip_prefix(b"/").unwrap_or(inner);
    let name = name.get(..name.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len()))?;
    INLINE.iter().any(|known| name.eq_ignore_ascii_case(known)).then_some(at + 1 + inner.len() + 1)
}

/// What stands between two string literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Glue {
    /// An operator, or nothing but space.
    Operator,
    /// The comma of a list.
    Comma,
}

/// The end of one literal, and the beginning of the next, with what glues them: `" + "`.
pub(super) fn concatenation(text: &[u8], at: usize) -> Option<(Joint, Glue)> {
    let quote = byte(text, at);
    // Most quotes are followed by a letter.
    if byte(text, at + 1).is_ascii_alphanumeric() {
        return None;
    }
    let space = |from: usize, max: usize| {
        (0..max).take_while(|i| matches!(byte(text, from + i), b' ' | b'\t' | b'\n' | b'\r')).count()
    };
    let operator = at + 1 + space(at + 1, 32);
    let operator_end = operator
        + match [byte(text, operator), byte(text, operator + 1)] {
            [b'+', b'+'] | [b'.', b'.'] | [b'|', b'|'] | [b'<', b'>'] | [b'&', b'&'] | [b'<', b'<'] => 2,
            [b'+' | b'.' | b'&' | b'~' | b',' | b'\\' | b'^', _] => 1,
            _ => 0,
        };
    let mut next = operator_end + space(operator_end, 48);
    if next == at + 1 {
        return None;
    }
    // Prefixes of literals.
    if matches!(byte(text, next), b'f' | b'r' | b'b' | b'u' | b'L' | b'@') && byte(text, next + 1) == quote {
        next += 1;
    }
    let joint = Joint { start: at, end: next + 1 };
    let whole = byte(text, next) == quote
        && is_left(text, at)
        && byte(text, next + 1) != quote
        && before(text, at) != quote;
    let glue = if byte(text, operator) == b',' { Glue::Comma } else { Glue::Operator };
    if !whole || (glue == Glue::Comma && !is_item(text, joint.end, quote)) {
        return None;
    }
    may_be_value(text, joint.start, joint.end, LENGTH_MIN).then_some((joint, glue))
}

/// A short literal that is no key of a map.
fn is_item(text: &[u8], at: usize, quote: u8) -> bool {
    let rest = text.get(at..).unwrap_or_default();
    let Some(length) = rest.iter().take(64).position(|b| *b == quote) else { return false };
    let item = rest.get(..length).unwrap_or_default();
    let next = rest.iter().skip(length + 1).find(|b| !b.is_ascii_whitespace()).copied().unwrap_or(0);
    item.iter().all(u8::is_ascii_graphic) && next != b':' && next != b'='
}

/// The line break at `at`, if it may lie in a value: with the space or quote mark that begins the next line, and the hyphen, backslash or
/// `=` that ends this one.
pub(super) fn line_break(text: &[u8], at: usize) -> Option<Joint> {
    let start = if before(text, at) == b'\r' { at - 1 } else { at };
    let indent = |from: usize| (0..8).take_while(|i| matches!(byte(text, from + i), b' ' | b'\t')).count();
    let mut end = at + 1 + indent(at + 1);
    if byte(text, end) == b'>' {
        end += 1 + indent(end + 1);
    }
    let next = byte(text, end);
    let start = match before(text, start) {
        b'\\' | b'=' => start - 1,
        b'-' if !next.is_ascii_digit() || !before(text, start - 1).is_ascii_digit() => start - 1,
        _ => start,
    };
    let joint = Joint { start, end };
    let tight = is_left(text, start) && is_part(next) && next != b'*';
    (tight && may_be_value(text, start, end, LENGTH_MIN)).then_some(joint)
}

fn before(text: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(0, |at| byte(text, at))
}

/// Whether a value may go on before `at`: numbers have spaces in them.
fn is_left(text: &[u8], at: usize) -> bool {
    let b = before(text, at);
    is_part(b) || b == b' ' && is_group(before(text, at - 1))
}

fn is_right(text: &[u8], at: usize) -> bool {
    let b = byte(text, at);
    is_part(b) || b == b' ' && is_group(byte(text, at + 1))
}

/// What groups of digits begin and end with.
fn is_group(b: u8) -> bool {
    b.is_ascii_digit() || matches!(b, b'(' | b')' | b'+' | b'-' | b'.')
}

/// What values consist of.
fn is_part(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(b, b'-' | b'.' | b'@' | b'_' | b'+' | b'(' | b')' | b'/' | b'=')
        || b >= 0x80
}

/// Whether the word around a joint has digits or an `@` and some length, or is as long as only secrets are.
fn may_be_value(text: &[u8], start: usize, end: usize, least: usize) -> bool {
    let left = text.get(start.saturating_sub(SIDE)..start).unwrap_or_default();
    let right = text.get(end..(end + SIDE).min(text.len())).unwrap_or_default();
    let mut seen = Seen::default();
    seen.side(right.iter(), least) || seen.side(left.iter().rev(), least)
}

#[derive(Default)]
struct Seen {
    /// Digits or an `@`.
    signs: bool,
    /// Letters and digits.
    letters: usize,
}

impl Seen {
    /// One side, from the joint outwards, until there is enough. Digits may stand in groups.
    fn side<'b>(&mut self, bytes: impl Iterator<Item = &'b u8>, least: usize) -> bool {
        let mut last = b'0';
        for b in bytes {
            if matches!(b, b'"' | b'\'' | b'<' | b'>') || b.is_ascii_control() {
                break;
            }
            if last == b' ' && !is_group(*b) || *b == b' ' && !is_group(last) && !matches!(last, b'*' | b'`')
            {
                break;
            }
            self.signs |= b.is_ascii_digit() || *b == b'@';
            self.letters += usize::from(b.is_ascii_alphanumeric());
            if self.signs && self.letters >= least || self.letters >= 24 {
                return true;
            }
            last = *b;
        }
        false
    }
}
