//! The canonical form of a value, read from a text word by word.
//!
//! Letters are in lower case; what separates words is one space between two letters and nothing elsewhere. `AB-12 34`, `ab1234` and
//! `AB 12/34` are one value, `john smith` and `johnsmith` are two.

use crate::lexicon::{GAP_MAX, eight, is_word};
#[cfg(feature = "compile")]
use crate::normalise::{self, Folded};

/// Longest canonical form, bytes.
pub(crate) const LENGTH_MAX: usize = 96;

/// Words of a value.
#[cfg(feature = "compile")]
pub(crate) const WORDS_MAX: usize = 8;

/// Gaps that a walk crosses: numbers may be written in more groups than values have words.
const GAPS_MAX: usize = 12;

/// Hash of the first letters at the beginning of `text`, in any case; what begins with a digit has one hash, and what begins with a letter above
/// ASCII has another one.
#[inline]
pub(crate) fn first_letters(text: &[u8]) -> u32 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let bytes = eight(text, 0) | (0x20 * ONES);
    let seven = bytes & (0x7f * ONES);
    // Eight bytes at once: the highest bit of each that is `a` or more, and of each that is more than `z`.
    let letters = (seven + 0x1f * ONES) & !(seven + 0x05 * ONES) & !bytes & (0x80 * ONES);
    let length = (letters ^ (0x80 * ONES)).trailing_zeros() / 8;
    let kept = match length {
        0 => u64::from(text.first().is_some_and(u8::is_ascii_digit)),
        1..8 => bytes & ((1 << (8 * length)) - 1),
        _ => bytes,
    };
    (kept.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as u32
}

/// Whether a word begins at `at`, or a number behind a letter above ASCII.
pub(super) fn may_start(text: &[u8], at: usize) -> bool {
    let byte = |at: Option<usize>| at.and_then(|at| text.get(at)).copied().unwrap_or(b' ');
    let (here, before) = (byte(Some(at)), byte(at.checked_sub(1)));
    is_word(here) && (!is_word(before) || here.is_ascii_digit() && before >= 0x80)
}

/// What ended last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Letter,
    Digit,
}

/// The canonical forms of what begins at one place, the shortest first.
pub(crate) struct Walk<'t> {
    text: &'t [u8],
    at: usize,
    form: [u8; LENGTH_MAX],
    length: usize,
    longest: usize,
    last: Last,
    /// Whether something stands between the last letter and the next one.
    apart: bool,
    gaps: usize,
}

impl<'t> Walk<'t> {
    /// Forms of at most `longest` bytes of what begins at `at`.
    pub(crate) fn new(text: &'t [u8], at: usize, longest: usize) -> Self {
        let longest = longest.min(LENGTH_MAX);
        Self {
            text,
            at,
            form: [0; LENGTH_MAX],
            length: 0,
            longest,
            last: Last::Nothing,
            apart: false,
            gaps: 0,
        }
    }

    /// What the walk cost, in bytes.
    pub(crate) fn cost(&self) -> usize {
        1 + self.length
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(b' ')
    }

    /// Goes on to the next border where a value could end: the form up to it, and where it is.
    pub(crate) fn next(&mut self) -> Option<(&[u8], usize)> {
        if self.last != Last::Nothing && !is_word(self.byte(0)) {
            self.cross()?;
        }
        let from = self.length;
        loop {
            let byte = self.byte(0);
            let border = !is_word(byte) || self.last == Last::Digit && byte >= 0x80 && self.length > from;
            if border {
                break;
            }
            match byte {
                b'0'..=b'9' => {
                    self.put(byte)?;
                    self.last = Last::Digit;
                    self.at += 1;
                }
                0x80.. => self.above_ascii()?,
                _ => {
                    self.letter()?;
                    self.put(byte.to_ascii_lowercase())?;
                    self.at += 1;
                }
            }
        }
        // Something was read: what stands at a border is a word.
        (self.length > from).then_some(())?;
        Some((self.form.get(..self.length)?, self.at))
    }

    /// Crosses what separates two words. Groups of one number are joined by what people write between them, not by commas or lines.
    fn cross(&mut self) -> Option<()> {
        let gap = (0..=GAP_MAX).find(|ahead| is_word(self.byte(*ahead)))?;
        let separators = self.text.get(self.at..self.at + gap)?;
        let number = self.last == Last::Digit && self.byte(gap).is_ascii_digit();
        let joins = !number || separators.iter().all(|byte| b" -./_()".contains(byte));
        self.gaps += 1;
        self.apart = true;
        self.at += gap;
        (joins && self.gaps <= GAPS_MAX).then_some(())
    }

    /// Begins or continues a run of letters.
    fn letter(&mut self) -> Option<()> {
        if core::mem::take(&mut self.apart) && self.last == Last::Letter {
            self.put(b' ')?;
        }
        self.last = Last::Letter;
        Some(())
    }

    fn above_ascii(&mut self) -> Option<()> {
        let bytes = self.text.get(self.at..(self.at + 4).min(self.text.len()))?;
        let valid = match core::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => core::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?,
        };
        let char = valid.chars().next()?;
        self.at += char.len_utf8();
        if char == '\u{2019}' {
            self.apart = true;
            return Some(());
        }
        self.letter()?;
        let mut utf8 = [0; 4];
        for char in char.to_lowercase() {
            char.encode_utf8(&mut utf8).bytes().try_for_each(|byte| self.put(byte))?;
        }
        Some(())
    }

    fn put(&mut self, byte: u8) -> Option<()> {
        if self.length >= self.longest {
            return None;
        }
        *self.form.get_mut(self.length)? = byte;
        self.length += 1;
        Some(())
    }
}

/// Canonical form of a whole value; `None` if it is over a limit. Empty for one without letters and digits.
#[cfg(feature = "compile")]
pub(crate) fn canonical(value: &str) -> Option<alloc::vec::Vec<u8>> {
    let plain: alloc::string::String = value
        .chars()
        .filter_map(|char| match normalise::fold(char) {
            Folded::Same => Some(char),
            Folded::To(plain) => Some(plain),
            Folded::Gone => None,
        })
        .collect();
    let words =
        plain.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let words: alloc::vec::Vec<&str> = words.collect();
    let plain = words.join(" ");
    let mut walk = Walk::new(plain.as_bytes(), 0, LENGTH_MAX);
    let mut form = alloc::vec::Vec::new();
    while let Some((longer, end)) = walk.next() {
        form.clear();
        form.extend_from_slice(longer);
        if end == plain.len() {
            return (words.len() <= WORDS_MAX).then_some(form);
        }
    }
    plain.is_empty().then_some(form)
}
