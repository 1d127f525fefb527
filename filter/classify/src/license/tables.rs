//! What an artifact knows of licences: ids and their families, names that stand for them, and phrases.

use alloc::{string::String, vec::Vec};

use super::Family;
use super::phrases::{LONGEST, Meaning};
use super::words::{BASIS, step};
use crate::{bytes::Reader, keyed::Keyed};

/// Most ids of an artifact.
const IDS_MAX: usize = 4096;

/// An id of the tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Id(pub(super) u16);

/// The tables, as [`crate::compile`] wrote them.
#[derive(Debug)]
pub(crate) struct Tables {
    /// The set of words of the lexicon around which licences are looked for.
    pub(crate) cues: u16,
    ids: Vec<(String, Family)>,
    names: Keyed,
    /// The id that each name stands for.
    named: Vec<u16>,
    ends: Keyed,
    /// Of each last word of phrases, a bit for each length of a phrase that ends with it.
    lengths: Vec<u16>,
    phrases: Keyed,
    /// What each phrase means.
    meanings: Vec<u16>,
    groups: Vec<Meaning>,
}

/// The hash of a row of bytes, in any case.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(BASIS, |state, byte| step(state, *byte))
}

/// What tells hashes apart in a table.
pub(super) fn short(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

impl Tables {
    /// Reads the sections of the tables. `None` for what the compiler did not write.
    pub(crate) fn read(section: &[u8]) -> Option<Self> {
        let mut reader = Reader(section);
        let cues = u16::try_from(reader.u32()?).ok()?;
        let ids = core::str::from_utf8(reader.section()?).ok()?.split(' ').map(String::from);
        let families = reader.section()?.iter().map(|number| Family::ALL.get(usize::from(*number)).copied());
        let families: Vec<Family> = families.take(IDS_MAX).collect::<Option<_>>()?;
        let count = families.len();
        let ids: Vec<(String, Family)> = ids.zip(families).collect();
        let (names, named) = (Keyed::read(&mut reader)?, reader.u16s()?);
        let (ends, lengths) = (Keyed::read(&mut reader)?, reader.u16s()?);
        let (phrases, meanings) = (Keyed::read(&mut reader)?, reader.u16s()?);
        let (rows, rest) = (reader.u16s()?, reader.is_empty());
        let groups =
            rows.as_chunks::<3>().0.iter().map(|row| Meaning::of(*row, count)).collect::<Option<_>>()?;
        let tables = Self { cues, ids, names, named, ends, lengths, phrases, meanings, groups };
        (rest && tables.ids.len() == count && tables.are_whole()).then_some(tables)
    }

    fn are_whole(&self) -> bool {
        let below = |list: &[u16], count: usize| list.iter().all(|at| usize::from(*at) < count);
        self.named.len() == self.names.len()
            && below(&self.named, self.ids.len())
            && self.lengths.len() == self.ends.len()
            && below(&self.lengths, 1 << LONGEST)
            && self.meanings.len() == self.phrases.len()
            && below(&self.meanings, self.groups.len())
    }

    /// The SPDX id and the family.
    pub(super) fn id(&self, id: Id) -> (&str, Family) {
        self.ids.get(usize::from(id.0)).map_or(("", Family::Other), |(name, family)| (name, *family))
    }

    /// The id that an SPDX id or a name of manifests stands for, in any case.
    pub(super) fn named(&self, name: &[u8]) -> Option<Id> {
        let at = self.names.find(short(hash(name)))?;
        self.named.get(at).copied().map(Id)
    }

    /// A bit for each length of a phrase that ends with a word.
    #[inline]
    pub(super) fn lengths(&self, word: u64) -> u16 {
        self.ends.find(short(word)).and_then(|at| self.lengths.get(at)).copied().unwrap_or(0)
    }

    /// What a phrase means.
    pub(super) fn phrase(&self, hash: u64) -> Option<Meaning> {
        let group = self.meanings.get(self.phrases.find(short(hash))?)?;
        self.groups.get(usize::from(*group)).copied()
    }
}
