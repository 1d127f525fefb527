//! Exact data match: values of an organisation's own tables, kept as keyed hashes only.
//!
//! A set is one table: its values in canonical form ([`canonical`]) are hashed with SipHash-2-4 under the set's own 128-bit key, and the
//! hashes are in a binary fuse filter with entries of 32 bits, about 4.5 bytes a value. A text is hashed from every word that a value could
//! begin with, up to every border where one could end.
//!
//! # Limits
//!
//! A filter errs once in 2³² look-ups, and values cannot be read from it. The key is in the artifact, though: who holds the artifact can try
//! values, and finds those that are few enough to be tried one by one.

mod canonical;

use alloc::{boxed::Box, vec::Vec};

use siphasher::sip::SipHasher24;
use xorf::{BinaryFuse32, Filter as _};

pub(crate) use canonical::{LENGTH_MAX, Walk, first_letters};
#[cfg(feature = "compile")]
pub(crate) use canonical::{WORDS_MAX, canonical};

use crate::{
    artifact::{Detector, Trigger},
    bytes::Reader,
    fuse, simd,
};

/// Sets in one artifact.
pub(crate) const SETS_MAX: usize = 32;

/// How far from a value its companion may stand, bytes.
pub(crate) const NEAR_MAX: u32 = 512;

/// Findings in one text.
const FINDINGS_MAX: usize = 65_536;

/// What a scan may spend: bytes hashed, and some a look-up, this many a byte of text and some to begin with. Rows of single digits cost half.
const WORK_PER_BYTE: usize = 128;
const WORK_MIN: usize = 64 * 1024;
const LOOK_UP: usize = 16;

/// A value that stands in a text: its detector, first byte, byte after the last.
pub(crate) type Found = (u16, usize, usize);

/// Lengths of canonical forms, a bit each.
type Lengths = u128;

fn has(lengths: Lengths, length: usize) -> bool {
    length < 128 && lengths >> length & 1 == 1
}

/// A companion that a value needs.
#[derive(Clone, Copy, Debug)]
struct Near {
    window: usize,
    lengths: Lengths,
}

/// One table.
#[derive(Debug)]
struct Set {
    detector: u16,
    key: SipHasher24,
    lengths: Lengths,
    near: Option<Near>,
    filter: BinaryFuse32,
}

/// The sets of an artifact.
#[derive(Debug, Default)]
pub(crate) struct Exact {
    sets: Vec<Set>,
    /// Which letters values and companions begin with, by hash; a power of two of bytes.
    firsts: Vec<u8>,
    /// Longest canonical form.
    longest: usize,
}

impl Exact {
    /// Reads what [`crate::compile`] wrote. `None` for anything else.
    pub(crate) fn read(reader: &mut Reader<'_>, detectors: &[Detector]) -> Option<Self> {
        let section = reader.section()?;
        if section.is_empty() {
            return Some(Self::default());
        }
        let mut reader = Reader(section);
        let firsts = reader.section()?.to_vec();
        let mut sets = Vec::new();
        while !reader.is_empty() {
            sets.push(Set::read(&mut reader, detectors)?);
        }
        let mut lengths = 0;
        for set in &sets {
            lengths |= set.lengths | set.near.map_or(0, |near| near.lengths);
        }
        let longest = lengths.checked_ilog2().unwrap_or(0) as usize;
        let whole = firsts.len().is_power_of_two() && sets.len() <= SETS_MAX && longest <= LENGTH_MAX;
        whole.then_some(Self { sets, firsts, longest })
    }

    /// Calls `found` with the values that stand in `text`, in no order. Whether the text was read whole.
    pub(crate) fn find(&self, text: &[u8], mut found: impl FnMut(Found)) -> bool {
        if self.sets.is_empty() {
            return true;
        }
        let budget = WORK_MIN.saturating_add(text.len().saturating_mul(WORK_PER_BYTE));
        let (mut work, mut count) = (0, 0);
        let mut before = simd::Masks::default();
        let starts = simd::places(text, |block| {
            let masks = simd::masks(block);
            let starts = starts(&masks, &before);
            before = masks;
            starts
        });
        for at in starts {
            if !self.may_begin(text, at) {
                continue;
            }
            self.values(text, at, &mut work, &mut |value| {
                count += 1;
                found(value);
            });
            if work > budget || count > FINDINGS_MAX {
                return false;
            }
        }
        true
    }

    /// Whether a value or a companion could begin at `at`.
    #[inline]
    fn may_begin(&self, text: &[u8], at: usize) -> bool {
        let hash = first_letters(text.get(at..).unwrap_or_default()) as usize;
        let bit = hash & (self.firsts.len() * 8 - 1);
        self.firsts.get(bit / 8).is_some_and(|byte| byte >> (bit % 8) & 1 == 1)
    }

    /// Tells the values that begin at `at`.
    fn values(&self, text: &[u8], at: usize, work: &mut usize, found: &mut impl FnMut(Found)) {
        let mut walk = Walk::new(text, at, self.longest);
        while let Some((form, end)) = walk.next() {
            for set in self.sets.iter().filter(|set| has(set.lengths, form.len())) {
                *work += LOOK_UP + form.len();
                let is_value = set.filter.contains(&set.key.hash(form));
                if is_value
                    && set.near.is_none_or(|near| self.is_near(set, near, text, (form, at, end), work))
                {
                    found((set.detector, at, end));
                }
            }
        }
        *work += walk.cost();
    }

    /// Whether the companion of a value stands near it: in the same row of the table.
    fn is_near(
        &self,
        set: &Set,
        near: Near,
        text: &[u8],
        (form, start, end): (&[u8], usize, usize),
        work: &mut usize,
    ) -> bool {
        let from = start.saturating_sub(near.window);
        let to = end.saturating_add(near.window).min(text.len());
        *work += to - from;
        let mut row = [0; 2 * LENGTH_MAX + 1];
        for at in (from..to).filter(|at| *at < start || *at >= end) {
            if !canonical::may_start(text, at) || !self.may_begin(text, at) {
                continue;
            }
            let last = if at < start { start } else { to };
            let mut walk = Walk::new(text, at, self.longest);
            while let Some((other, end)) = walk.next() {
                let long = form.len() + 1 + other.len();
                let Some(row) = row.get_mut(..long).filter(|_| end <= last && has(near.lengths, other.len()))
                else {
                    continue;
                };
                join(row, form, other);
                *work += LOOK_UP + long;
                if set.filter.contains(&set.key.hash(row)) {
                    return true;
                }
            }
            *work += walk.cost();
        }
        false
    }
}

/// Where words begin in a block; `before` is the block before it. A number may begin behind a letter above ASCII: scripts without spaces leave
/// none before it either.
#[inline]
fn starts(masks: &simd::Masks, before: &simd::Masks) -> u64 {
    let behind = |mask: u64, last: u64| mask << 1 | last >> 63;
    let high = behind(masks.high, before.high);
    let word = behind(masks.word, before.word);
    masks.word & !word | masks.digit & high
}

/// A value and its companion in one form; no canonical form has the byte between them.
pub(crate) fn join(row: &mut [u8], value: &[u8], companion: &[u8]) {
    let bytes = value.iter().chain(&[0xff]).chain(companion);
    row.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
}

impl Set {
    fn read(reader: &mut Reader<'_>, detectors: &[Detector]) -> Option<Self> {
        let detector = u16::try_from(reader.u32()?).ok()?;
        let own = detectors.get(usize::from(detector))?.trigger == Trigger::Exact;
        let (key, of_values, of_companions) = (reader.u128()?, reader.u128()?, reader.u128()?);
        let window = reader.u32()?;
        let (descriptor, entries) = fuse::descriptor(reader.section()?, 4)?;
        let fingerprints: Box<[u32]> =
            entries.as_chunks::<4>().0.iter().map(|e| u32::from_le_bytes(*e)).collect();
        let near = (window > 0).then_some(Near { window: window as usize, lengths: of_companions });
        let key = SipHasher24::new_with_keys(key as u64, (key >> 64) as u64);
        let filter = BinaryFuse32 { descriptor, fingerprints };
        (own && window <= NEAR_MAX).then_some(Self { detector, key, lengths: of_values, near, filter })
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests;
