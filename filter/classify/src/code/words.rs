//! Words and small shapes that the reading of lines knows.

use crate::lexicon::eight;

/// Whether the first bytes of `rest` are a function word of English, Spanish, German or French that is no keyword of code.
#[inline]
pub(super) fn function_word(rest: &[u8], length: usize) -> bool {
    if length >= 8 {
        return false;
    }
    let key = short(eight(rest, 0) & ((1 << (8 * length)) - 1));
    let mut at = slot(key);
    loop {
        match FUNCTION_WORDS.get(at) {
            Some(0) | None => return false,
            Some(&known) if known == key => return true,
            Some(_) => at = (at + 1) % FUNCTION_WORDS.len(),
        }
    }
}

/// A word of up to eight bytes in lower case, as a number.
const fn short(bytes: u64) -> u64 {
    // The bit of lower case in every byte that is not zero.
    bytes | (bytes >> 1 & 0x2020_2020_2020_2020)
}

const fn slot(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize
}

/// The function words as numbers, with open addressing.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler")]
static FUNCTION_WORDS: [u64; 512] = {
    let mut slots = [0; 512];
    let mut rest = FUNCTION_WORDS_LIST.as_bytes();
    while !rest.is_empty() {
        let (mut key, mut shift) = (0, 0);
        while let [byte, tail @ ..] = rest {
            rest = tail;
            if *byte == b' ' {
                break;
            }
            key |= (*byte as u64) << shift;
            shift += 8;
        }
        let mut at = slot(short(key));
        while slots[at] != 0 {
            at = (at + 1) % 512;
        }
        slots[at] = short(key);
    }
    slots
};

/// What is in a word: letters, digits, `_` and bytes above ASCII.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) length: usize,
    /// A small letter first, and a capital behind it.
    pub(super) camel: bool,
    /// Nothing but letters.
    pub(super) letters: bool,
    /// A `_` in it, other than alone.
    pub(super) lined: bool,
}

/// Whether a word may begin with a byte.
#[inline]
pub(super) fn begins_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

impl Word {
    /// The word at the beginning of `rest`: its length, and which of its bytes are capitals, digits and `_`, unless none is.
    #[inline]
    pub(super) fn of(rest: &[u8], length: u32, odd: Option<[u64; 3]>) -> Self {
        let length = length as usize;
        match odd {
            None => Self { length, camel: false, letters: true, lined: false },
            Some([upper, digit, line]) => Self {
                length,
                camel: upper != 0 && rest.first().is_some_and(u8::is_ascii_lowercase),
                letters: digit | line == 0,
                lined: line != 0 && length > 1,
            },
        }
    }

    /// The word at the beginning of `rest`, byte by byte.
    pub(super) fn read(rest: &[u8]) -> Self {
        let small = rest.first().is_some_and(u8::is_ascii_lowercase);
        let length = rest.iter().take_while(|byte| begins_word(**byte) || byte.is_ascii_digit()).count();
        let word = rest.get(..length).unwrap_or_default();
        Self {
            length,
            camel: small && word.iter().any(u8::is_ascii_uppercase),
            letters: word.iter().all(|byte| byte.is_ascii_alphabetic() || *byte >= 0x80),
            lined: length > 1 && word.contains(&b'_'),
        }
    }
}

const FUNCTION_WORDS_LIST: &str = "the of to an that was were are be been has have had it its at his her he she they their you your we \
    our my which who what how can may will would should could about also but than these those there into \
    such please because is some very only el los las del una que por con para der die das und nicht ist \
    ein eine les des est une dans pour this with on by and a as";

/// Whether a line is a heading of Markdown: up to six `#`, a space, and a capital, a digit or a mark.
pub(super) fn heading(body: &[u8]) -> bool {
    let marks = body.iter().take_while(|&&b| b == b'#').count();
    let rest = body.get(marks..).unwrap_or_default();
    let [b' ', first, ..] = rest else { return false };
    marks <= 6
        && !first.is_ascii_whitespace()
        && (marks > 1 || first.is_ascii_uppercase() || !first.is_ascii_alphabetic())
}

/// The separator of a line `key: value` or `key = value` whose key is one plain word, or a dotted one.
pub(super) fn key(body: &[u8]) -> Option<u8> {
    let quoted = usize::from(matches!(body.first(), Some(b'"' | b'\'')));
    let name = body.get(quoted..)?;
    let length = name.iter().take_while(|&&b| b.is_ascii_alphanumeric() || b"_-./".contains(&b)).count();
    if length == 0 || length > 60 {
        return None;
    }
    let rest = name.get(length + quoted..)?;
    match rest.trim_ascii_start() {
        [b':'] => Some(b':'),
        [b':', b' ', ..] if rest.first() == Some(&b':') => Some(b':'),
        [b'=', next, ..] if !b"=>~<".contains(next) => Some(b'='),
        [b'='] => Some(b'='),
        _ => None,
    }
}

/// Whether a line begins with a date and a time, or with a clock.
pub(super) fn timestamp(body: &[u8]) -> bool {
    let digits =
        |at: usize, count: usize| body.get(at..at + count).is_some_and(|d| d.iter().all(u8::is_ascii_digit));
    let mark = |at: usize| body.get(at).is_some_and(|b| b"-/:.T".contains(b));
    let clock = |at: usize| digits(at, 2) && body.get(at + 2) == Some(&b':') && digits(at + 3, 2);
    (digits(0, 4) && mark(4) && digits(5, 2) && mark(7) && digits(8, 2) && clock(11))
        || (clock(0) && body.get(5) == Some(&b':') && digits(6, 2))
}

/// Whether a line begins a document of tags.
pub(super) fn begins_markup(body: &[u8]) -> bool {
    let begins = |tag: &[u8]| body.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag));
    begins(b"<!doctype") || begins(b"<html") || begins(b"<?xml ")
}

/// Whether a line holds a link of Markdown.
pub(super) fn has_link(body: &[u8]) -> bool {
    body.starts_with(b"![")
        || body.contains(&b']')
            && body.windows(3).any(|window| matches!(window, [b']', b'(', b'h' | b'#' | b'.']))
}
