//! Words near a candidate.

use alloc::vec::Vec;

use crate::{
    artifact::{Context, WINDOW_MAX},
    lexicon::{Hit, Lexicon},
};

/// How far behind a candidate its words may stand, bytes.
pub(crate) const AFTER: usize = 24;

/// Whether a word of the context's set stands within its window before `start`, or in a short one after `end`. `hits` are in order of place.
pub(crate) fn present(context: &Context, lexicon: &Lexicon, hits: &[Hit], start: usize, end: usize) -> bool {
    let from = start.saturating_sub(context.window as usize);
    near(hits, from, end + AFTER).iter().any(|hit| {
        let apart = hit.end as usize <= start || hit.start as usize >= end;
        apart && lexicon.meaning(hit.meaning).is_some_and(|m| m.sets.binary_search(&context.set).is_ok())
    })
}

/// Hits that begin in `from..to`.
fn near(hits: &[Hit], from: usize, to: usize) -> &[Hit] {
    let first = hits.partition_point(|hit| (hit.start as usize) < from);
    let last = hits.partition_point(|hit| (hit.start as usize) < to);
    hits.get(first..last).unwrap_or_default()
}

/// Sets of words that stand near a place: what could be context of a candidate there.
#[derive(Debug, Default)]
pub(crate) struct Around {
    bits: Vec<u64>,
    /// Where the first and the last hit begin that are collected, and how many there are.
    of: Option<(u32, u32, usize)>,
}

impl Around {
    /// Collects the sets around `at`, for candidates of at most [`WINDOW_MAX`] bytes.
    pub(crate) fn collect(&mut self, lexicon: &Lexicon, hits: &[Hit], at: usize) {
        let hits = near(hits, at.saturating_sub(WINDOW_MAX as usize), at + WINDOW_MAX as usize);
        let ends = hits.first().zip(hits.last()).map(|(first, last)| (first.start, last.start, hits.len()));
        if ends == self.of && ends.is_some() {
            return;
        }
        self.of = ends;
        self.bits.fill(0);
        for hit in hits {
            for set in lexicon.meaning(hit.meaning).into_iter().flat_map(|meaning| &meaning.sets) {
                let word = usize::from(*set) / 64;
                if word >= self.bits.len() {
                    self.bits.resize(word + 1, 0);
                }
                if let Some(word) = self.bits.get_mut(word) {
                    *word |= 1 << (set % 64);
                }
            }
        }
    }

    pub(crate) fn has(&self, set: u16) -> bool {
        self.bits.get(usize::from(set) / 64).is_some_and(|word| word >> (set % 64) & 1 == 1)
    }
}
