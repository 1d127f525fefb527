//! How much of a growing text is certain: what follows can no longer change what a detector finds there.

use alloc::borrow::Cow;
use core::ops::Range;

/// Bytes after a number in which a word may say what it is: the detectors' window.
const CONTEXT_AFTER: usize = 24;
/// Digits from which a number may be an identifier.
const DIGITS_MIN: usize = 5;
/// Longest token that can be a group of a number.
const GROUP_MAX: usize = 40;
/// Longest number with all its groups: an IBAN in groups of four has 42 characters.
const NUMBER_MAX: usize = 64;
/// Separators between two groups of a number: `(555) 123`.
const GAP_MAX: usize = 2;

/// Whether no value that a detector knows goes on behind this byte. The local part of an address may hold quotes, braces and bars (RFC 5321
/// `atext`), so these are none.
fn is_break(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || b"\"[]()<>,;".contains(byte)
}

/// Bytes at the beginning of `text` that are certain. The rest is held: the last word, a number that may have more groups, a
/// number about which the next words may speak.
pub fn certain(text: &str) -> usize {
    let shape = shape(text);
    let bytes = shape.as_ref();
    let last = bytes.len() - bytes.iter().rev().take_while(|b| !is_break(b)).count();
    let mut certain = groups_before(bytes, last);
    // Numbers whose following words have not all come.
    let mut at = bytes.len();
    while at > bytes.len().saturating_sub(CONTEXT_AFTER + 1) {
        let Some(token) = token_before(bytes, at) else { break };
        let start = groups_before(bytes, token.start);
        let digits =
            bytes.get(start..token.end).unwrap_or_default().iter().filter(|b| b.is_ascii_digit()).count();
        if has_digit(bytes, &token) && digits >= DIGITS_MIN {
            certain = certain.min(start);
        }
        at = token.start;
    }
    // A pseudonym is replaced with its brackets.
    let opens = certain.checked_sub(1).filter(|before| bytes.get(*before) == Some(&b'['));
    opens.unwrap_or(certain)
}

/// The text with what belongs to no value as spaces: ideographs, kana and hangul, which are written without spaces between words.
fn shape(text: &str) -> Cow<'_, [u8]> {
    // First bytes of U+3000 to U+D7FF in UTF-8.
    let unspaced = |b: &u8| matches!(b, 0xe3..=0xed);
    if !text.as_bytes().iter().any(unspaced) {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut left = 0_u8;
    for byte in &mut bytes {
        if unspaced(byte) {
            left = 3;
        }
        if left > 0 {
            *byte = b' ';
            left -= 1;
        }
    }
    Cow::Owned(bytes)
}

/// Where the number begins whose last group may begin at `at`.
fn groups_before(bytes: &[u8], at: usize) -> usize {
    let (mut start, mut looked) = (at, at);
    while at - looked < NUMBER_MAX {
        let Some(token) = token_before(bytes, looked) else { break };
        let adjoins = looked - token.end <= GAP_MAX && token.len() < GROUP_MAX;
        if adjoins && has_digit(bytes, &token) {
            start = token.start;
        } else if !(adjoins && token.len() <= 6 && is_capitals(bytes, &token)) {
            break;
        }
        looked = token.start;
    }
    start
}

/// The last token that ends at or before `at`.
fn token_before(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let before = bytes.get(..at)?;
    let end = at - before.iter().rev().take_while(|b| is_break(b)).count();
    let length = before.get(..end)?.iter().rev().take_while(|b| !is_break(b)).count();
    (length > 0).then_some(end - length..end)
}

fn has_digit(bytes: &[u8], token: &Range<usize>) -> bool {
    bytes.get(token.clone()).unwrap_or_default().iter().any(u8::is_ascii_digit)
}

fn is_capitals(bytes: &[u8], token: &Range<usize>) -> bool {
    bytes.get(token.clone()).unwrap_or_default().iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_held_until_they_end() {
        for (text, held) in [
            ("", ""),
            ("Hello", "Hello"),
            ("Hello ", ""),
            ("Hello wor", "wor"),
            ("mail ada@example.c", "ada@example.c"),
            ("card 4111 1111 ", "4111 1111 "),
            ("card 4111 1111 1111 1111", "4111 1111 1111 1111"),
            ("call +1 (555) 12", "+1 (555) 12"),
            ("iban GB29 NWBK ", "GB29 NWBK "),
            ("iban GB29 NWBK 60", "GB29 NWBK 60"),
            ("see THE ", ""),
            ("I have 3 ", "3 "),
            ("I have 3 apples", "3 apples"),
            ("number 123456789 is", "123456789 is"),
            ("number 123456789 is the one that I look for", "for"),
            ("{\"a\":\"b\"}", "}"),
            ("from O'Bri", "O'Bri"),
            ("from a{b|c`d", "a{b|c`d"),
            ("naïve façade", "façade"),
            ("電話をかけて", ""),
            ("電話 ４１１１", "４１１１"),
            ("write to [", "["),
            ("write to [EMAIL_BCDF", "[EMAIL_BCDF"),
        ] {
            assert_eq!(&text[certain(text)..], held, "{text}");
        }
    }
}
