//! Phrases by the hashes of their words: one look-up per word says whether a phrase can end there.

use super::tables::{Id, Tables};
use super::words::Word;

/// Words of the longest phrase.
pub(super) const LONGEST: usize = 8;

/// GNU licences whose version follows their name.
pub(super) const GNU: [&str; 4] = ["GPL", "LGPL", "AGPL", "GFDL"];

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A licence, with this confidence.
    Id(Id, u16),
    /// One of [`GNU`], and its version if the name already holds it.
    Gnu(&'static str, u8),
    /// GNU licences named just behind this phrase belong to another licence's text.
    QuietNear,
    /// The text of a lesser licence, which speaks of the GPL throughout.
    QuietGpl,
}

impl Meaning {
    /// A meaning as an artifact has it; `None` for none, or an id that is not among the first `ids`.
    pub(super) fn of(row: [u16; 3], ids: usize) -> Option<Self> {
        match row {
            [0, id, confidence @ 0..=1000] if usize::from(id) < ids => Some(Self::Id(Id(id), confidence)),
            [1, name, version @ 0..=9] => Some(Self::Gnu(GNU.get(usize::from(name))?, version as u8)),
            [2, 0, 0] => Some(Self::QuietNear),
            [3, 0, 0] => Some(Self::QuietGpl),
            _ => None,
        }
    }
}

/// Adds the hash of the word before to that of a phrase.
pub(super) fn join(state: u64, word: u64) -> u64 {
    (state.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Calls `found` for every phrase that ends at the newest of the `last` words, newest first, with where it begins.
pub(super) fn ending_here(tables: &Tables, last: &[Word; LONGEST], mut found: impl FnMut(usize, Meaning)) {
    let Some(newest) = last.first() else { return };
    let lengths = tables.lengths(newest.hash);
    if lengths == 0 {
        return;
    }
    let mut state = 0;
    for (count, word) in last.iter().enumerate() {
        state = join(state, word.hash);
        if lengths & 1 << count != 0
            && let Some(meaning) = tables.phrase(state)
        {
            found(word.start, meaning);
        }
    }
}

/// Whether a word is one behind which manifests and headers put an SPDX expression.
pub(super) fn leads_expression(bytes: &[u8]) -> bool {
    const WORDS: [&[u8]; 5] = [b"license", b"licence", b"identifier", b"licenses", b"module_license"];
    WORDS.iter().any(|word| bytes.eq_ignore_ascii_case(word))
}
