//! The one pass over the text: where could anything be?

use alloc::{boxed::Box, vec, vec::Vec};

/// Digit, as a class bit.
const DIGIT: u8 = 1;
/// Letter or digit.
const WORD: u8 = 2;
/// `@` or `:`.
const MARK: u8 = 4;
/// First byte of a head.
const HEAD: u8 = 8;

/// Tables of the pass.
#[derive(Debug)]
pub(crate) struct Triggers {
    classes: Box<[u8; 256]>,
    /// Hashes of the first three bytes of every head.
    heads: Vec<bool>,
    /// For each of the first three bytes of the heads: which of eight groups of heads have a byte with this low nibble, and with
    /// this high nibble there.
    pub(crate) nibbles: [[[u8; 16]; 2]; 3],
}

const HASH_BITS: u32 = 12;

fn hash([a, b, c]: [u8; 3]) -> usize {
    let word = u32::from_le_bytes([a, b, c, 0]);
    (word.wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize
}

impl Triggers {
    /// Tables for these heads, of at least three bytes each.
    pub(crate) fn new<'h>(heads: impl Iterator<Item = &'h str>) -> Self {
        let mut classes = Box::new([0u8; 256]);
        for (class, byte) in classes.iter_mut().zip(0u8..=255) {
            *class = if byte.is_ascii_digit() { DIGIT } else { 0 }
                | if byte.is_ascii_alphanumeric() { WORD } else { 0 }
                | if matches!(byte, b'@' | b':') { MARK } else { 0 };
        }
        let mut triggers = Self { classes, heads: vec![false; 1 << HASH_BITS], nibbles: [[[0; 16]; 2]; 3] };
        for (index, head) in heads.enumerate() {
            if let Some(first) = head.as_bytes().first_chunk::<3>() {
                triggers.add(*first, 1 << (index % 8));
            }
        }
        triggers
    }

    fn add(&mut self, first: [u8; 3], group: u8) {
        if let Some(class) = self.classes.get_mut(usize::from(first[0])) {
            *class |= HEAD;
        }
        if let Some(entry) = self.heads.get_mut(hash(first)) {
            *entry = true;
        }
        for ([low, high], byte) in self.nibbles.iter_mut().zip(first) {
            for (table, nibble) in [(low, byte & 15), (high, byte >> 4)] {
                if let Some(entry) = table.get_mut(usize::from(nibble)) {
                    *entry |= group;
                }
            }
        }
    }

    /// Whether a head may begin with these bytes.
    pub(crate) fn may_be_head(&self, bytes: &[u8]) -> bool {
        bytes.first_chunk::<3>().is_some_and(|first| self.heads.get(hash(*first)) == Some(&true))
    }

    /// A head that begins with a letter or digit stands at the beginning of a token; one of dashes may stand anywhere.
    fn begins_head(class: u8, previous: u8) -> bool {
        class & HEAD != 0 && (class & WORD == 0 || previous & WORD == 0)
    }

    fn class(&self, byte: u8) -> u8 {
        self.classes.get(usize::from(byte)).copied().unwrap_or(0)
    }

    /// The first place at or after `from` where something could be. `previous` classes follow from the text itself.
    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    pub(crate) fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        self.next_scalar(text, from)
    }

    /// [`Self::next`] sixteen bytes at a time.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    pub(crate) fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut at = from;
        loop {
            match crate::simd::block(text, at, &self.nibbles) {
                None => return self.next_scalar(text, at),
                Some(mut mask) => {
                    while mask != 0 {
                        let place = at + mask.trailing_zeros() as usize;
                        if self.is_trigger(text, place) {
                            return Some(place);
                        }
                        mask &= mask - 1;
                    }
                    at += 16;
                }
            }
        }
    }

    /// The same, byte by byte.
    pub(crate) fn next_scalar(&self, text: &[u8], from: usize) -> Option<usize> {
        let mut previous = from.checked_sub(1).and_then(|i| text.get(i)).map_or(0, |b| self.class(*b));
        for (offset, byte) in text.get(from..)?.iter().enumerate() {
            let class = self.class(*byte);
            let at = from + offset;
            let digits = class & DIGIT != 0 && previous & DIGIT == 0;
            let head =
                Self::begins_head(class, previous) && self.may_be_head(text.get(at..).unwrap_or_default());
            if digits || class & MARK != 0 || head {
                return Some(at);
            }
            previous = class;
        }
        None
    }

    /// Whether a place that the wide pass found is one.
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    fn is_trigger(&self, text: &[u8], at: usize) -> bool {
        let class = text.get(at).map_or(0, |b| self.class(*b));
        let previous = at.checked_sub(1).and_then(|i| text.get(i)).map_or(0, |b| self.class(*b));
        (class & DIGIT != 0 && previous & DIGIT == 0)
            || class & MARK != 0
            || (Self::begins_head(class, previous) && self.may_be_head(text.get(at..).unwrap_or_default()))
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn the_pass_finds_what_a_plain_reading_finds(text in "[a-z0-9@:AKI_\\- é]{0,80}") {
            let heads = ["AKIA", "-----BEGIN", "sk-", "ghp_"];
            let triggers = Triggers::new(heads.into_iter());
            let bytes = text.as_bytes();
            let plain: Vec<usize> = (0..bytes.len())
                .filter(|at| {
                    let previous = at.checked_sub(1).map(|i| bytes[i]);
                    let digits = bytes[*at].is_ascii_digit() && !previous.is_some_and(|b| b.is_ascii_digit());
                    let start = !previous.is_some_and(|b| b.is_ascii_alphanumeric());
                    let head = (start || !bytes[*at].is_ascii_alphanumeric()) && triggers.may_be_head(&bytes[*at..]) && heads.iter().any(|h| h.as_bytes()[0] == bytes[*at]);
                    digits || head || matches!(bytes[*at], b'@' | b':')
                })
                .collect();
            let mut found = Vec::new();
            let mut from = 0;
            while let Some(at) = triggers.next(bytes, from) {
                found.push(at);
                from = at + 1;
            }
            proptest::prop_assert_eq!(&found, &plain);
            for head in heads {
                if let Some(at) = text.find(head) {
                    let start = !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric());
                    proptest::prop_assert!(!start || found.contains(&at));
                }
            }
        }
    }
}
