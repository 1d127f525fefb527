//! The best row of tags of a run: Viterbi over integer scores, with ties to the lower tag.

use super::{
    model::{Model, TAGS, WEIGHTS},
    run::{Class, RUN_MAX},
};

/// Tag 0 is `Outside`; kind `k` begins with `1 + 2k` and goes on with `2 + 2k`.
pub(crate) type Tag = u8;

/// Whether `tag` may follow `before`.
pub(crate) const fn may_follow(before: usize, tag: usize) -> bool {
    // inside only after begin or inside of its kind
    tag == 0 || tag % 2 == 1 || before == tag || before + 1 == tag
}

const BLOCKED: i32 = i32::MIN / 2;

/// One run's scores and its best tags.
#[derive(Debug)]
pub(crate) struct Lattice {
    pub scores: [[i16; WEIGHTS]; RUN_MAX],
    pub classes: [Class; RUN_MAX],
    back: [[Tag; TAGS]; RUN_MAX],
    pub tags: [Tag; RUN_MAX],
}

impl Lattice {
    pub(crate) const fn new() -> Self {
        Self {
            scores: [[0; WEIGHTS]; RUN_MAX],
            classes: [Class::Capital; RUN_MAX],
            back: [[0; TAGS]; RUN_MAX],
            tags: [0; RUN_MAX],
        }
    }

    /// Fills `tags` for the first `len` tokens.
    pub(crate) fn decode(&mut self, model: &Model, len: usize) {
        let mut best = [BLOCKED; TAGS];
        best[0] = 0;
        let steps = self.scores.iter().zip(&self.classes).zip(&mut self.back).take(len);
        for ((scores, class), back) in steps {
            let Some(transition) = model.transitions.get(*class as usize) else { return };
            let mut next = [BLOCKED; TAGS];
            for (tag, (cell, from)) in next.iter_mut().zip(back.iter_mut()).enumerate() {
                for (before, (score, row)) in best.iter().zip(transition).enumerate() {
                    let step = row.get(tag).copied().unwrap_or(0);
                    let total = score.saturating_add(i32::from(step));
                    if may_follow(before, tag) && total > *cell {
                        *cell = total;
                        *from = u8::try_from(before).unwrap_or(0);
                    }
                }
            }
            for (cell, score) in next.iter_mut().skip(1).zip(scores) {
                *cell = cell.saturating_add(i32::from(*score));
            }
            best = next;
        }
        let mut tag = 0;
        for (index, score) in best.iter().enumerate() {
            if *score > best.get(usize::from(tag)).copied().unwrap_or(BLOCKED) {
                tag = u8::try_from(index).unwrap_or(0);
            }
        }
        for (back, slot) in self.back.iter().zip(&mut self.tags).take(len).rev() {
            *slot = tag;
            tag = back.get(usize::from(tag)).copied().unwrap_or(0);
        }
    }
}
