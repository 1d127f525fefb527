//! Terms of dictionaries: the check behind the lexicon.
//!
//! The lexicon finds words by 32 bits of hash, in any case and in plural: enough to turn nearly every word of a text away, too little to say
//! that a term stands there. What it finds is compared once more, by 64 bits, in the case that the dictionary wants.

use alloc::vec::Vec;

use siphasher::sip::SipHasher24;

use crate::bytes::Reader;

/// The terms of all dictionaries, by hash.
#[derive(Debug, Default)]
pub(crate) struct Terms {
    /// Ascending.
    hashes: Vec<u64>,
}

impl Terms {
    /// Reads what [`crate::compile`] wrote. `None` for anything else.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let section = reader.section()?;
        let (rows, rest) = section.as_chunks::<8>();
        let hashes: Vec<u64> = rows.iter().map(|row| u64::from_le_bytes(*row)).collect();
        (rest.is_empty() && hashes.is_sorted()).then_some(Self { hashes })
    }

    /// Whether `start..end` is a term of a detector and stands free: an underscore belongs to the word, as it does in names of code.
    pub(crate) fn holds(
        &self,
        detector: u16,
        cased: bool,
        text: &[u8],
        (start, end): (usize, usize),
    ) -> bool {
        let before = start.checked_sub(1).and_then(|at| text.get(at));
        let free = ![before, text.get(end)].contains(&Some(&b'_'));
        let term = text.get(start..end).and_then(|term| core::str::from_utf8(term).ok());
        free && term.is_some_and(|term| self.hashes.binary_search(&hash(detector, cased, term)).is_ok())
    }
}

/// Hash of a term of a detector: its words without what lies between them, in lower case unless case counts. `blue-heron`, `Blue Heron` and
/// `blue_heron` are one term, `AT&T` and `AT T` are two.
pub(crate) fn hash(detector: u16, cased: bool, term: &str) -> u64 {
    let lower;
    let mut rest = if cased {
        term.as_bytes()
    } else {
        lower = term.to_lowercase();
        lower.as_bytes()
    };
    let mut normal = Vec::with_capacity(rest.len());
    let mut gap = false;
    while let Some((byte, behind)) = rest.split_first() {
        let apostrophe = rest.strip_prefix("\u{2019}".as_bytes());
        rest = apostrophe.unwrap_or(behind);
        if apostrophe.is_some() || byte.is_ascii_whitespace() || b"-_.'".contains(byte) {
            gap = true;
            continue;
        }
        let words = !byte.is_ascii_punctuation()
            && normal.last().is_some_and(|last: &u8| !last.is_ascii_punctuation());
        if core::mem::take(&mut gap) && words {
            normal.push(b' ');
        }
        normal.push(*byte);
    }
    SipHasher24::new_with_keys(u64::from(detector), u64::from(cased)).hash(&normal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_say_nothing_and_symbols_do() {
        let is = |a: &str, b: &str, cased| hash(0, cased, a) == hash(0, cased, b);
        for same in ["blue heron", "Blue-Heron", "BLUE_HERON", "blue\nheron", "Blue. Heron"] {
            assert!(is("Blue Heron", same, false), "{same}");
        }
        assert!(is("AT&T", "at & t", false) && !is("AT&T", "AT T", false) && !is("AT&T", "ATT", false));
        assert!(!is("Blue Heron", "BlueHeron", false) && !is("Blue Heron", "Blue, Heron", false));
        assert!(is("O'Neil", "O\u{2019}Neil", false) && is("ИВАНОВ", "Иванов", false));
        assert!(is("CAT", "CAT", true) && !is("CAT", "Cat", true) && !is("CAT", "cat", true));
        assert_ne!(hash(0, false, "cat"), hash(1, false, "cat"));
    }
}
