//! The one pass over a text: its words that mean something, and the places where anything could begin.

use alloc::vec::Vec;

use crate::{
    lexicon::{Hit, Lexicon, WORD_BYTES_MAX, eight, is_word},
    program::ByteSet,
    simd,
};

/// Longest token that is looked into behind its beginning, bytes.
const INNER_MAX: usize = 32;

/// Why a place is of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A token with a digit begins.
    Token,
    /// The first run of digits inside of a token begins.
    Digits,
    /// A literal head may begin.
    Head,
    /// `@`
    At,
    /// `:`
    Colon,
    /// A word or phrase that triggers detectors, by its meaning, and where it ends.
    Words { meaning: u16, end: u32 },
}

/// A place of interest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub at: u32,
    pub kind: Kind,
}

/// Which three bytes literal heads begin with, and what may follow each.
#[derive(Debug)]
pub(crate) struct Heads {
    table: Vec<u64>,
    /// Every head once, ascending, with the bytes that its programs take behind it.
    heads: Vec<([u8; 3], ByteSet)>,
}

const HEAD_BITS: u32 = 15;

/// Hash of the lowest three bytes.
#[inline]
fn head_hash(first: u64) -> u32 {
    (first as u32 & 0x00ff_ffff).wrapping_mul(0x9e37_79b1) >> (32 - HEAD_BITS)
}

impl Heads {
    /// From heads in ascending order, each with the bytes that may follow.
    pub(crate) fn new(all: impl Iterator<Item = ([u8; 3], ByteSet)>) -> Self {
        let mut table = alloc::vec![0; (1 << HEAD_BITS) / 64];
        let mut heads: Vec<([u8; 3], ByteSet)> = Vec::new();
        for (head, next) in all {
            let [a, b, c] = head;
            let bit = head_hash(u64::from_le_bytes([a, b, c, 0, 0, 0, 0, 0]));
            if let Some(word) = table.get_mut(bit as usize / 64) {
                *word |= 1 << (bit % 64);
            }
            match heads.last_mut().filter(|(known, _)| *known == head) {
                Some((_, known)) => known.0.iter_mut().zip(next.0).for_each(|(word, more)| *word |= more),
                None => heads.push((head, next)),
            }
        }
        Self { table, heads }
    }

    /// Whether a head may begin with these bytes.
    #[inline]
    fn may_begin(&self, first: u64) -> bool {
        let bit = head_hash(first);
        self.table.get(bit as usize / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
            && self.begins(first)
    }

    #[cold]
    fn begins(&self, first: u64) -> bool {
        let [a, b, c, next, ..] = first.to_le_bytes();
        let known = self.heads.binary_search_by_key(&[a, b, c], |(head, _)| *head);
        known.ok().and_then(|at| self.heads.get(at)).is_some_and(|(_, behind)| behind.has(next))
    }
}

/// How far the pass has come.
pub(crate) struct Pass<'t> {
    text: &'t [u8],
    lexicon: &'t Lexicon,
    heads: &'t Heads,
    at: usize,
    /// Whether the byte before is part of a word, and whether it is above ASCII.
    carry: bool,
    carry_high: bool,
}

impl<'t> Pass<'t> {
    pub(crate) fn new(text: &'t [u8], lexicon: &'t Lexicon, heads: &'t Heads) -> Self {
        Self { text, lexicon, heads, at: 0, carry: false, carry_high: false }
    }

    /// Goes on at least to `to`, or to the end of the text, and tells what it passes in order of place.
    pub(crate) fn advance(&mut self, to: usize, hits: &mut Vec<Hit>, places: &mut Vec<Place>) {
        while self.at < to.min(self.text.len()) {
            let masks = match self.text.get(self.at..).and_then(<[u8]>::first_chunk) {
                Some(block) => simd::masks(block),
                None => simd::masks(&simd::filled(self.text, self.at)),
            };
            self.block(masks, hits, places);
            self.carry = masks.word >> 63 == 1;
            self.carry_high = masks.high >> 63 == 1;
            self.at += 64;
        }
    }

    #[inline]
    fn block(&self, masks: simd::Masks, hits: &mut Vec<Hit>, places: &mut Vec<Place>) {
        let starts = masks.word & !(masks.word << 1 | u64::from(self.carry));
        // Scripts without spaces and letters of others may stand right before a number or a token.
        let behind = masks.word & !masks.high & (masks.high << 1 | u64::from(self.carry_high));
        let mut left = starts | masks.mark | behind;
        while left != 0 {
            let bit = left.trailing_zeros();
            let at = self.at + bit as usize;
            if starts >> bit & 1 == 1 {
                let length = (!(masks.word >> bit)).trailing_zeros().min(64 - bit);
                let digits = masks.digit >> bit & (u64::MAX >> (64 - length));
                let (end, digits) = if bit + length == 64 {
                    self.long_word(at, at + length as usize, digits)
                } else {
                    (at + length as usize, digits)
                };
                self.word(at, end, digits, hits, places);
            } else if behind >> bit & 1 == 1 {
                self.token(at, places);
            } else {
                self.mark(at, places);
            }
            left &= left - 1;
        }
    }

    /// End of a word that goes on behind the block, and where its digits are as far as it is looked into.
    fn long_word(&self, at: usize, known: usize, digits: u64) -> (usize, u64) {
        let rest = self.text.get(known..).unwrap_or_default();
        let more = rest.iter().take(WORD_BYTES_MAX + 64).take_while(|byte| is_word(**byte)).count();
        let mut digits = digits;
        for (offset, byte) in (known - at..64).zip(rest.iter().take(more)) {
            digits |= u64::from(byte.is_ascii_digit()) << offset;
        }
        (known + more, digits)
    }

    #[inline]
    fn word(&self, at: usize, end: usize, digits: u64, hits: &mut Vec<Hit>, places: &mut Vec<Place>) {
        let first = eight(self.text, at);
        let mut place = |at: usize, kind| {
            if let Ok(at) = u32::try_from(at) {
                places.push(Place { at, kind });
            }
        };
        if digits != 0 {
            place(at, Kind::Token);
            let inner = digits.trailing_zeros() as usize;
            if inner > 0 && end - at <= INNER_MAX && first as u8 <= 0x7f {
                place(at + inner, Kind::Digits);
            }
        } else if end - at <= 4 && (first as u8).is_ascii_uppercase() && self.leads_number(at, end) {
            place(at, Kind::Token);
        }
        if self.heads.may_begin(first) {
            place(at, Kind::Head);
        }
        if digits & 1 == 0 || self.lexicon.digits {
            self.lexicon.look(self.text, at, end, first, &mut |hit| {
                hits.push(hit);
                let triggers = self.lexicon.meaning(hit.meaning).is_some_and(|m| !m.triggers.is_empty());
                if triggers {
                    places.push(Place {
                        at: hit.start,
                        kind: Kind::Words { meaning: hit.meaning, end: hit.end },
                    });
                }
            });
        }
    }

    /// A token behind a byte above ASCII.
    fn token(&self, at: usize, places: &mut Vec<Place>) {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut token = rest.iter().take(INNER_MAX).take_while(|byte| byte.is_ascii_alphanumeric());
        let number = token.any(u8::is_ascii_digit);
        if let Ok(place) = u32::try_from(at) {
            let head = self.heads.may_begin(eight(self.text, at));
            let kinds = [(number, Kind::Token), (head, Kind::Head)];
            places.extend(kinds.into_iter().filter(|(is, _)| *is).map(|(_, kind)| Place { at: place, kind }));
        }
    }

    /// A few capitals that a number follows: `AB 123`, `X-1234567`.
    fn leads_number(&self, at: usize, end: usize) -> bool {
        let follows = self.text.get(end..).and_then(<[u8]>::first_chunk::<2>);
        follows.is_some_and(|[gap, next]| b" .-/".contains(gap) && next.is_ascii_digit())
            && self.text.get(at..end).is_some_and(|word| word.iter().all(u8::is_ascii_uppercase))
    }

    #[inline]
    fn mark(&self, at: usize, places: &mut Vec<Place>) {
        let byte = self.text.get(at).copied().unwrap_or(0);
        let kind = match byte {
            // Of a row of them the last one counts.
            b'@' if self.text.get(at + 1) == Some(&b'@') => return,
            b'@' => Kind::At,
            b':' => Kind::Colon,
            _ => {
                let again = at.checked_sub(1).and_then(|before| self.text.get(before)) == Some(&byte);
                if again || !self.heads.may_begin(eight(self.text, at)) {
                    return;
                }
                Kind::Head
            }
        };
        if let Ok(at) = u32::try_from(at) {
            places.push(Place { at, kind });
        }
    }
}
