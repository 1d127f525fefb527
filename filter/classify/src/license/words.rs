//! A text as a row of folded words.

/// Bytes of a word that are hashed; longer runs are no words of a licence.
const LONGEST: usize = 64;

/// A word: where it is, and the hash of its lower-case bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) hash: u64,
}

/// FNV-1a's 64-bit state before the first byte.
pub(super) const BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a over one byte, in lower case.
pub(super) const fn step(state: u64, byte: u8) -> u64 {
    (state ^ byte.to_ascii_lowercase() as u64).wrapping_mul(0x0100_0000_01b3)
}

/// Whether a byte belongs to a word: letters, digits, `_`, what is not ASCII; a `+` is a word of its own behind a letter or digit.
pub(super) const fn inner(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// The next word at or behind `at` that begins before `end`.
pub(super) fn next(text: &[u8], at: usize, end: usize) -> Option<Word> {
    let rest = text.get(at..end)?;
    if rest.first() == Some(&b'+')
        && at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_alphanumeric)
    {
        return Some(Word { start: at, end: at + 1, hash: step(BASIS, b'+') });
    }
    let start = at + rest.iter().position(|&byte| inner(byte))?;
    let mut hash = BASIS;
    let mut length = 0;
    for &byte in text.get(start..end)?.iter().take_while(|&&byte| inner(byte)) {
        if length < LONGEST {
            hash = step(hash, byte);
        }
        length += 1;
    }
    Some(Word { start, end: start + length, hash })
}
