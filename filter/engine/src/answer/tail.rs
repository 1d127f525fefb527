//! How much of a growing text is certain: what follows can no longer change what a detector finds there.

use alloc::{borrow::Cow, vec::Vec};
use core::ops::Range;

use countersign_classify::{Folded, fold};

/// Bytes after a number in which a word may say what it is: the detectors' window.
const CONTEXT_AFTER: usize = 24;
/// Digits from which a number may be an identifier.
const DIGITS_MIN: usize = 5;
/// Most characters of a token that can be a group of a number; of a longer one the last are.
const GROUP_MAX: usize = 40;
/// Longest number with all its groups: an IBAN in groups of four has 42 characters.
const NUMBER_MAX: usize = 64;
/// Separators between two groups of a number: `(555) 123`.
const GAP_MAX: usize = 2;
/// In a shape: a byte that detectors do not see.
const UNSEEN: u8 = 0;

/// Whether no value that a detector knows goes on behind this byte. The local part of an address may hold quotes, braces and bars (RFC 5321
/// `atext`), so these are none.
fn is_break(byte: &u8) -> bool {
    byte.is_ascii_whitespace() || b"\"[]()<>,;".contains(byte)
}

/// Whether a piece of a text may end the word that it goes on with: a break, or a character that may stand for one.
pub fn may_end_word(text: &str) -> bool {
    text.bytes().any(|b| is_break(&b) || !b.is_ascii())
}

/// Whether a byte begins a character that detectors see.
fn is_seen(byte: &u8) -> bool {
    *byte != UNSEEN && !matches!(byte, 0x80..=0xbf)
}

/// Whether a text is short words and marks alone, so that nothing in it may be half of a value.
pub fn is_words(text: &str) -> bool {
    const LONGEST: usize = 24;
    let plain =
        |c: char| c.is_alphabetic() || c.is_whitespace() || ".,;:!?'\"()[]{}\u{2019}\u{2026}".contains(c);
    text.chars().all(plain) && text.split_whitespace().all(|word| word.len() <= LONGEST)
}

/// Bytes at the beginning of `text` that are certain. The rest is held: the last word, a number that may have more groups, a
/// number about which the next words may speak.
pub fn certain(text: &str) -> usize {
    let shape = shape(text);
    let bytes = shape.as_ref();
    let last = bytes.len() - bytes.iter().rev().take_while(|b| !is_break(b)).count();
    let mut certain = number_before(bytes, last);
    // Numbers whose following words have not all come.
    let (mut at, mut after) = (bytes.len(), 0);
    while after <= CONTEXT_AFTER {
        let Some(token) = token_before(bytes, at) else { break };
        let start = number_before(bytes, token.start).min(group(bytes, &token).start);
        let digits = count(bytes, start..token.end, u8::is_ascii_digit);
        if has_digit(bytes, &token) && digits >= DIGITS_MIN {
            certain = certain.min(start);
        }
        after += count(bytes, token.start..at, is_seen);
        at = token.start;
    }
    // A pseudonym is replaced with its brackets.
    let opens = certain.checked_sub(1).filter(|before| bytes.get(*before) == Some(&b'['));
    let certain = opens.unwrap_or(certain);
    (0..=certain).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The text as its detectors see it, in as many bytes: characters that stand for others as those, what is passed over as [`UNSEEN`], and
/// as spaces what belongs to no value: ideographs, kana and hangul, which are written without spaces between words.
fn shape(text: &str) -> Cow<'_, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text.as_bytes());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for char in text.chars() {
        let end = bytes.len() + char.len_utf8();
        match (char, fold(char)) {
            ('\u{3000}'..='\u{d7ff}', _) => bytes.resize(end, b' '),
            (_, Folded::Same) => bytes.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            (_, Folded::Gone) => bytes.resize(end, UNSEEN),
            // A token begins behind a break, at the next character.
            (_, Folded::To(' ')) => {
                bytes.resize(end - 1, UNSEEN);
                bytes.push(b' ');
            }
            (_, Folded::To(other)) => {
                bytes.push(u8::try_from(other).unwrap_or(UNSEEN));
                bytes.resize(end, UNSEEN);
            }
        }
    }
    Cow::Owned(bytes)
}

/// Where the number begins that may go on at `at`: numbers in groups, and account numbers whose groups can be letters alone.
fn number_before(bytes: &[u8], at: usize) -> usize {
    let (mut start, mut looked, mut length) = (at, at, 0);
    // Groups of letters belong to a number only where an account number's head is before them.
    let mut letters = false;
    while length < NUMBER_MAX {
        let Some(token) = token_before(bytes, looked) else { break };
        let group = group(bytes, &token);
        if count(bytes, token.end..looked, is_seen) > GAP_MAX {
            break;
        }
        let digits = has_digit(bytes, &group);
        if digits && (!letters || has_account_head(bytes, &group)) {
            start = group.start;
            letters = false;
        } else if !digits {
            letters |= count(bytes, group.clone(), u8::is_ascii_alphanumeric) > 0;
        } else {
            break;
        }
        if group.start > token.start {
            break;
        }
        length += count(bytes, token.start..looked, is_seen);
        looked = token.start;
    }
    start
}

/// The last characters of a token, as many as a group of a number can have.
fn group(bytes: &[u8], token: &Range<usize>) -> Range<usize> {
    let seen = |at: &usize| bytes.get(*at).is_some_and(is_seen);
    let start = token.clone().rev().filter(seen).nth(GROUP_MAX - 1);
    start.unwrap_or(token.start)..token.end
}

/// The last token that ends at or before `at`.
fn token_before(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let before = bytes.get(..at)?;
    let end = at - before.iter().rev().take_while(|b| is_break(b)).count();
    let length = before.get(..end)?.iter().rev().take_while(|b| !is_break(b)).count();
    (length > 0).then_some(end - length..end)
}

fn count(bytes: &[u8], range: Range<usize>, wanted: impl Fn(&u8) -> bool) -> usize {
    bytes.get(range).unwrap_or_default().iter().filter(|b| wanted(b)).count()
}

fn has_digit(bytes: &[u8], token: &Range<usize>) -> bool {
    count(bytes, token.clone(), u8::is_ascii_digit) > 0
}

/// Two letters and two digits, such as an IBAN begins with (ISO 13616-1).
fn has_account_head(bytes: &[u8], token: &Range<usize>) -> bool {
    let seen: Vec<u8> =
        bytes.get(token.clone()).unwrap_or_default().iter().copied().filter(is_seen).collect();
    let is_head = |four: &[u8]| match four {
        [a, b, c, d] => {
            [a, b].iter().all(|b| b.is_ascii_alphabetic()) && [c, d].iter().all(|b| b.is_ascii_digit())
        }
        _ => false,
    };
    seen.windows(4).any(is_head)
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may fail loudly")]
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
            ("iban gb29 nwbk ", "gb29 nwbk "),
            ("iban gb29 nwbk 60", "gb29 nwbk 60"),
            ("I have 3 ", "3 "),
            ("I have 3 apples", "3 apples"),
            ("I have 3 apples ", ""),
            (
                "that-is-a-word-of-more-than-forty-characters`4111 1111 ",
                "-word-of-more-than-forty-characters`4111 1111 ",
            ),
            ("card 4111 \u{200b}\u{200b} 1111 1111 111", "4111 \u{200b}\u{200b} 1111 1111 111"),
            ("card 4111 and 1111 1111 111", "1111 1111 111"),
            ("card 4111 \u{200b}\u{200b}1111 1111 111", "4111 \u{200b}\u{200b}1111 1111 111"),
            ("number 123456789 is", "123456789 is"),
            ("number 123456789 is the one that I look for", "for"),
            ("{\"a\":\"b\"}", "}"),
            ("from O'Bri", "O'Bri"),
            ("from a{b|c`d", "a{b|c`d"),
            ("naïve façade", "façade"),
            ("電話をかけて", ""),
            ("電話 ４１１１", "４１１１"),
            ("card ４１１１ 1111\u{a0}", "４１１１ 1111\u{a0}"),
            ("ssn １２３４５６７８９ is", "１２３４５６７８９ is"),
            ("write to [", "["),
            ("write to [EMAIL_BCDF", "[EMAIL_BCDF"),
        ] {
            assert_eq!(&text[certain(text)..], held, "{text}");
        }
    }
}
