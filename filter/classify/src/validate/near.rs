//! Words and numbers beside a place, for validators that read a little of a sentence. Every look is bounded.

pub(crate) use crate::lexicon::is_word;

/// Longest word that is looked at, bytes.
const WORD_BYTES_MAX: usize = 40;

/// The byte at `at`; zero outside of the text.
pub(crate) fn byte(text: &[u8], at: usize) -> u8 {
    text.get(at).copied().unwrap_or(0)
}

/// The byte before `at`; zero at the beginning.
pub(crate) fn before(text: &[u8], at: usize) -> u8 {
    at.checked_sub(1).map_or(0, |i| byte(text, i))
}

/// Whether the character that ends before `at` joins a word with what follows. Scripts without spaces (kana, Han, Hangul) do not.
pub(crate) fn joins_before(text: &[u8], at: usize) -> bool {
    let last = before(text, at);
    let lead = |back: usize| at.checked_sub(back).map_or(0, |i| byte(text, i));
    is_word(last) && !(last >= 0x80 && matches!(lead(3), 0xe3..=0xef))
}

/// Whether the character at `at` joins a word with what stands before it.
pub(crate) fn joins_after(text: &[u8], at: usize) -> bool {
    let next = byte(text, at);
    is_word(next) && !matches!(next, 0xe3..=0xef)
}

/// End of the word that begins at `at`; `at` itself where none does.
pub(crate) fn word_end(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take(WORD_BYTES_MAX).take_while(|b| is_word(**b)).count()
}

/// Beginning of the word that ends at `end`.
pub(crate) fn word_start(text: &[u8], end: usize) -> usize {
    let rest = text.get(..end).unwrap_or_default();
    end - rest.iter().rev().take(WORD_BYTES_MAX).take_while(|b| is_word(**b)).count()
}

/// End of the digits that begin at `at`, `max` at most.
pub(crate) fn digits_end(text: &[u8], at: usize, max: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take(max).take_while(|b| b.is_ascii_digit()).count()
}

/// First place at or after `at` whose byte is not one of `bytes`, `max` bytes on at most.
pub(crate) fn skip(text: &[u8], at: usize, bytes: &[u8], max: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take(max).take_while(|b| bytes.contains(b)).count()
}

/// First place before `at` behind a byte that is not one of `bytes`, `max` bytes back at most.
pub(crate) fn skip_back(text: &[u8], at: usize, bytes: &[u8], max: usize) -> usize {
    let rest = text.get(..at).unwrap_or_default();
    at - rest.iter().rev().take(max).take_while(|b| bytes.contains(b)).count()
}

/// The word before `at`, over spaces and `between`. Empty where none stands.
pub(crate) fn word_before<'t>(text: &'t [u8], at: usize, between: &[u8]) -> &'t [u8] {
    let end = skip_back(text, at, between, 3);
    text.get(word_start(text, end)..end).unwrap_or_default()
}

/// The word at or after `at`, over spaces and `between`.
pub(crate) fn word_after<'t>(text: &'t [u8], at: usize, between: &[u8]) -> &'t [u8] {
    let start = skip(text, at, between, 3);
    text.get(start..word_end(text, start)).unwrap_or_default()
}

/// Whether `word` is one of `words`, in any case of ASCII letters.
pub(crate) fn is_one(word: &[u8], words: &[&str]) -> bool {
    !word.is_empty() && words.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(word))
}

/// A long list of words, as hashes: looking one up costs a few wide comparisons. A word that is not in the list passes for one of it
/// once in tens of millions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words(pub &'static [u32]);

/// Hash of a word in any case of ASCII letters (FNV-1a).
pub(crate) const fn hash(word: &[u8]) -> u32 {
    let (mut sum, mut rest) = (0x811c_9dc5_u32, word);
    while let [first, tail @ ..] = rest {
        sum = (sum ^ first.to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193);
        rest = tail;
    }
    sum
}

impl Words {
    pub(crate) fn has(&self, word: &[u8]) -> bool {
        !word.is_empty() && self.0.contains(&hash(word))
    }
}

/// [`Words`] of literals.
macro_rules! words {
    ($($word:literal),* $(,)?) => {{
        const HASHES: &[u32] = &[$($crate::validate::near::hash($word.as_bytes())),*];
        $crate::validate::near::Words(HASHES)
    }};
}
pub(crate) use words;

/// Whether `text` goes on with `literal` at `at`, in any case of ASCII letters.
pub(crate) fn goes_on(text: &[u8], at: usize, literal: &str) -> bool {
    text.get(at..at.saturating_add(literal.len()))
        .is_some_and(|found| found.eq_ignore_ascii_case(literal.as_bytes()))
}

/// Value of a few ASCII digits; other bytes are passed over.
pub(crate) fn value(digits: &[u8]) -> u32 {
    digits
        .iter()
        .filter(|b| b.is_ascii_digit())
        .fold(0u32, |value, b| value.saturating_mul(10).saturating_add(u32::from(b - b'0')))
}

/// Whether the word that begins at `at` begins with a capital: an ASCII one, or a letter above ASCII that is one in the Latin-1,
/// Latin Extended-A, Greek and Cyrillic blocks.
pub(crate) fn is_capital(text: &[u8], at: usize) -> bool {
    let (first, second) = (byte(text, at), byte(text, at + 1));
    match first {
        b'A'..=b'Z' => true,
        0xc3 => (0x80..0x9f).contains(&second),
        // Latin Extended-A alternates capital and small; the parity changes at U+0139 and U+014A and U+0179.
        0xc4 if second < 0xb9 => second.is_multiple_of(2),
        0xc4 => !second.is_multiple_of(2),
        0xc5 if (0x8a..0xb9).contains(&second) => second.is_multiple_of(2),
        0xc5 => !second.is_multiple_of(2),
        0xce => second < 0xac || second == 0x8c,
        0xd0 => second < 0xb0,
        _ => false,
    }
}
