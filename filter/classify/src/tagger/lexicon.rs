//! Gazetteers: a hashed table from a word or a phrase to what lists name it.
//!
//! A slot is 16 bits of the hash and 16 list bits; a key lies in one of the [`PROBES`] slots from its place on. A stranger passes for a
//! listed word about once in ten thousand look-ups: the lists are evidence among other evidence, not verdicts.

use alloc::vec::Vec;

/// Lists, one bit each. The numbers are part of the file format.
pub(crate) mod list {
    /// Given names.
    pub const GIVEN: u16 = 1;
    /// Family names.
    pub const FAMILY: u16 = 1 << 1;
    /// Words of place names.
    pub const PLACE: u16 = 1 << 2;
    /// Large cities, countries, states.
    pub const BIG_PLACE: u16 = 1 << 3;
    /// Nationalities, religions, parties.
    pub const GROUP: u16 = 1 << 4;
    /// `Inc`, `GmbH`.
    pub const COMPANY_FORM: u16 = 1 << 5;
    /// `University`, `Bank`.
    pub const ORG_WORD: u16 = 1 << 6;
    /// `Hospital`, `Clinic`.
    pub const FACILITY: u16 = 1 << 7;
    /// `Mr`, `Dra`.
    pub const TITLE: u16 = 1 << 8;
    /// Common words, seen in lower case in prose.
    pub const COMMON: u16 = 1 << 9;
    /// Months, days of the week.
    pub const CALENDAR: u16 = 1 << 10;
    /// Words of organisations' names.
    #[cfg_attr(not(feature = "compile"), expect(dead_code, reason = "told apart in training only"))]
    pub const ORG: u16 = 1 << 11;
    /// `River`, `County`.
    pub const GEO_WORD: u16 = 1 << 12;
    /// Bynames of known persons.
    #[cfg_attr(not(feature = "compile"), expect(dead_code, reason = "told apart in training only"))]
    pub const PERSON: u16 = 1 << 13;
    /// Role words: `president`, `actor`.
    pub const ROLE: u16 = 1 << 14;
    /// Parties of agreements that stand for a name: `Borrower`.
    pub const PARTY: u16 = 1 << 15;
}

/// Slots that may hold a key.
pub(crate) const PROBES: usize = 16;

/// The table.
#[derive(Clone, Debug)]
pub(crate) struct Lexicon {
    slots: Vec<u32>,
}

/// Place and print of a key in a table of `slots` (a power of two).
pub(crate) const fn place(key: u32, slots: usize) -> (usize, u32) {
    let mixed = key.wrapping_mul(0x9e37_79b1) ^ key >> 15;
    let print = mixed.wrapping_mul(0x85eb_ca6b) >> 16;
    (mixed as usize & (slots - 1), if print == 0 { 1 } else { print })
}

impl Lexicon {
    /// `slots`: a power of two of them.
    pub(crate) const fn new(slots: Vec<u32>) -> Self {
        Self { slots }
    }

    /// Lists that name the key.
    pub(crate) fn get(&self, key: u32) -> u16 {
        let (start, print) = place(key, self.slots.len());
        for offset in 0..PROBES {
            let slot = self.slots.get((start + offset) & (self.slots.len() - 1)).copied().unwrap_or(0);
            if slot == 0 {
                return 0;
            }
            if slot >> 16 == print {
                return (slot & 0xffff) as u16;
            }
        }
        0
    }
}

/// Key of a phrase of several words.
pub(crate) const fn phrase(so_far: u32, next: u32) -> u32 {
    (so_far.rotate_left(7) ^ next).wrapping_mul(0x9e37_79b1) ^ 0x51ed_270b
}
