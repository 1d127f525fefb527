//! Training of the weights: native, offline, reproducible.
//!
//! Stochastic gradient ascent on the likelihood of a linear-chain conditional random field, with AdaGrad steps (Duchi et al. 2011) and a
//! little L2 decay; one thread, a fixed seed, a fixed order. Floating point lives here only: the result is rounded to integers.
#![expect(clippy::indexing_slicing, reason = "a program of the developers, on data of their own")]

use alloc::{collections::BTreeMap, vec, vec::Vec};
use core::ops::Range;

use super::{
    Part, Work,
    decode::may_follow,
    lexicon::{Lexicon, PROBES, list, phrase, place},
    model::{CLASSES, MAGIC, Model, TAGS, WEIGHTS},
    token,
};

/// A text and its names: first byte, end, kind (0 person, 1 location, 2 organisation, 3 group).
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// The text.
    pub text: Vec<u8>,
    /// Its names.
    pub names: Vec<(u32, u32, u8)>,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Passes over the examples.
    pub epochs: u32,
    /// First step.
    pub rate: f32,
    /// Decay of weights.
    pub decay: f32,
    /// Exponent of the number of rows.
    pub log_rows: u8,
    /// Share of listed words that the lists forget at random, per cent: so that the words around a name are learnt as well.
    pub forget: u32,
    /// Added to the score of every tag but `Outside` after training.
    pub bias: f32,
}

/// Units of a weight in the file.
const SCALE: f32 = 24.0;

/// The lexicon's table from lines of `lists TAB phrase`.
///
/// # Errors
///
/// With the line that is none such.
pub fn lexicon(lines: &str) -> Result<Vec<u32>, &str> {
    let mut entries = BTreeMap::new();
    let mut tokens = Vec::new();
    for line in lines.lines() {
        let (lists, words) = line.split_once('\t').ok_or(line)?;
        let lists: u16 = lists.parse().map_err(|_| line)?;
        tokens.clear();
        token::read(words.as_bytes(), 0, 16, &mut tokens);
        let key = match tokens.as_slice() {
            [] => continue,
            [word] => word.hash,
            words => words.iter().fold(0, |key, word| phrase(key, word.hash)),
        };
        *entries.entry(key).or_insert(0) |= lists;
    }
    let mut size = (entries.len() * 4 / 3).next_power_of_two();
    loop {
        if let Some(slots) = fill(&entries, size) {
            return Ok(slots);
        }
        size *= 2;
    }
}

/// Puts the entries into a table; `None` when more than one in a thousand finds no slot.
fn fill(entries: &BTreeMap<u32, u16>, size: usize) -> Option<Vec<u32>> {
    let mut slots = vec![0_u32; size];
    let mut lost = 0;
    for (key, lists) in entries {
        let (start, print) = place(*key, size);
        let free = (0..PROBES).map(|offset| (start + offset) & (size - 1)).find(|slot| slots[*slot] == 0);
        match free {
            Some(slot) => slots[slot] = print << 16 | u32::from(*lists),
            None => lost += 1,
        }
    }
    (lost * 1000 <= entries.len()).then_some(slots)
}

/// A small generator of numbers (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 32) as u32
    }
}

type Row = [f32; WEIGHTS];
type Table = [[f32; TAGS]; TAGS];

struct Trainer {
    options: Options,
    rows: Vec<Row>,
    squares: Vec<Row>,
    transitions: Vec<Table>,
    transition_squares: Vec<Table>,
}

/// Trains and gives the weights file. `progress` is told the mean loss of each pass.
pub fn train(
    slots: Vec<u32>,
    examples: &[Example],
    options: Options,
    mut progress: impl FnMut(u32, f64),
) -> Vec<u8> {
    let log_slots = slots.len().trailing_zeros() as u8;
    let words = slots.clone();
    let model = Model { lexicon: Lexicon::new(slots), transitions: Vec::new(), rows: Vec::new() };
    let count = 1_usize << options.log_rows;
    let mut trainer = Trainer {
        options,
        rows: vec![[0.0; WEIGHTS]; count],
        squares: vec![[0.0; WEIGHTS]; count],
        transitions: vec![[[0.0; TAGS]; TAGS]; CLASSES],
        transition_squares: vec![[[0.0; TAGS]; TAGS]; CLASSES],
    };
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    for epoch in 0..options.epochs {
        for last in (1..order.len()).rev() {
            order.swap(last, random.next() as usize % (last + 1));
        }
        let (mut loss, mut runs) = (0.0, 0_u32);
        for index in &order {
            trainer.learn(&model, &examples[*index], &mut random, &mut loss, &mut runs);
        }
        progress(epoch, loss / f64::from(runs.max(1)));
    }
    trainer.file(&words, log_slots)
}

impl Trainer {
    fn learn(
        &mut self,
        model: &Model,
        example: &Example,
        random: &mut Random,
        loss: &mut f64,
        runs: &mut u32,
    ) {
        let mut part = Part::new();
        let mut work = Work::new();
        part.read(model, &example.text, 0);
        let salt = random.next();
        // half of the texts keep their lists whole
        if salt & 1 == 0 {
            for (token, lists) in part.tokens.iter().zip(&mut part.lists) {
                let draw = (token.hash ^ salt).wrapping_mul(0x9e37_79b1) >> 8;
                if draw % 100 < self.options.forget && token.is_capital() {
                    *lists &= !(list::GIVEN
                        | list::FAMILY
                        | list::PLACE
                        | list::BIG_PLACE
                        | list::ORG
                        | list::PERSON);
                }
            }
        }
        let mut found = Vec::new();
        part.each_run(|_, run| found.push(run));
        for run in found {
            let gold = gold(&part, &run, example);
            *loss += self.step(model, &part, &mut work, &run, &gold);
            *runs += 1;
            work.lattice.tags[..gold.len()].copy_from_slice(&gold);
            work.remember(&part, &run);
        }
    }

    /// One gradient step on a run; returns its loss.
    fn step(&mut self, model: &Model, part: &Part, work: &mut Work, run: &Range<usize>, gold: &[u8]) -> f64 {
        let mask = self.rows.len() - 1;
        let mut features: Vec<Vec<usize>> = vec![Vec::new(); run.len()];
        work.ask(model, part, run, |_, offset, hashes| {
            features[offset].extend(hashes.iter().map(|hash| *hash as usize & mask))
        });
        let classes: Vec<usize> =
            work.lattice.classes[..run.len()].iter().map(|class| *class as usize).collect();
        let scores: Vec<[f32; TAGS]> = features
            .iter()
            .map(|features| {
                let mut score = [0.0; TAGS];
                for feature in features {
                    for (score, weight) in score[1..].iter_mut().zip(&self.rows[*feature]) {
                        *score += weight;
                    }
                }
                score
            })
            .collect();
        let (marginals, pairs, log_z, gold_score) = self.marginals(&scores, &classes, gold);
        let rate = self.options.rate;
        for (offset, features) in features.iter().enumerate() {
            let mut gradient = [0.0; WEIGHTS];
            for (tag, slot) in gradient.iter_mut().enumerate() {
                *slot =
                    f32::from(u8::from(usize::from(gold[offset]) == tag + 1)) - marginals[offset][tag + 1];
            }
            if gradient.iter().all(|slot| slot.abs() < 1e-3) {
                continue;
            }
            for feature in features {
                let (row, squares) = (&mut self.rows[*feature], &mut self.squares[*feature]);
                for ((weight, square), slope) in row.iter_mut().zip(squares).zip(gradient) {
                    let slope = slope - self.options.decay * *weight;
                    *square += slope * slope;
                    *weight += rate * slope / (1.0 + *square).sqrt();
                }
            }
        }
        for (offset, class) in classes.iter().enumerate() {
            let before = offset.checked_sub(1).map_or(0, |before| usize::from(gold[before]));
            for (from, to) in every_pair() {
                let hit = before == from && usize::from(gold[offset]) == to;
                let slope = f32::from(u8::from(hit)) - pairs[offset][from][to];
                let square = &mut self.transition_squares[*class][from][to];
                *square += slope * slope;
                self.transitions[*class][from][to] += rate * slope / (1.0 + *square).sqrt();
            }
        }
        f64::from(log_z - gold_score)
    }

    /// Forward and backward sums: marginals of tags and of pairs, the log of the total, the score of the gold row.
    fn marginals(
        &self,
        scores: &[[f32; TAGS]],
        classes: &[usize],
        gold: &[u8],
    ) -> (Vec<[f32; TAGS]>, Vec<Table>, f32, f32) {
        let len = scores.len();
        let step = |offset: usize, from: usize, to: usize| -> f32 {
            if may_follow(from, to) {
                self.transitions[classes[offset]][from][to] + scores[offset][to]
            } else {
                -1e9
            }
        };
        let mut forward = vec![[-1e9_f32; TAGS]; len + 1];
        forward[0][0] = 0.0;
        for offset in 0..len {
            for to in 0..TAGS {
                let parts: [f32; TAGS] =
                    core::array::from_fn(|from| forward[offset][from] + step(offset, from, to));
                forward[offset + 1][to] = log_sum(&parts);
            }
        }
        let mut backward = vec![[0.0_f32; TAGS]; len + 1];
        for offset in (0..len).rev() {
            for from in 0..TAGS {
                let parts: [f32; TAGS] =
                    core::array::from_fn(|to| backward[offset + 1][to] + step(offset, from, to));
                backward[offset][from] = log_sum(&parts);
            }
        }
        let log_z = log_sum(&forward[len]);
        let mut marginals = vec![[0.0; TAGS]; len];
        let mut pairs = vec![[[0.0; TAGS]; TAGS]; len];
        let (mut gold_score, mut before) = (0.0, 0);
        for offset in 0..len {
            for (from, to) in every_pair() {
                let log = forward[offset][from] + step(offset, from, to) + backward[offset + 1][to] - log_z;
                let share = log.exp();
                pairs[offset][from][to] = share;
                marginals[offset][to] += share;
            }
            gold_score += step(offset, before, usize::from(gold[offset]));
            before = usize::from(gold[offset]);
        }
        (marginals, pairs, log_z, gold_score)
    }

    /// Rounds everything into a weights file.
    fn file(&self, slots: &[u32], log_slots: u8) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend([self.options.log_rows, log_slots]);
        for table in &self.transitions {
            for (from, to) in every_pair() {
                let bias = if to == 0 { 0.0 } else { self.options.bias };
                let units = ((table[from][to] + bias) * SCALE).round().clamp(-2000.0, 2000.0);
                file.extend((units as i16).to_le_bytes());
            }
        }
        file.extend(slots.iter().flat_map(|slot| slot.to_le_bytes()));
        let unit = |weight: &f32| ((weight * SCALE).round().clamp(-127.0, 127.0) as i8).to_le_bytes()[0];
        file.extend(self.rows.iter().flatten().map(unit));
        file
    }
}

/// Tags before and tags, in order.
fn every_pair() -> impl Iterator<Item = (usize, usize)> {
    (0..TAGS).flat_map(|from| (0..TAGS).map(move |to| (from, to)))
}

fn log_sum(parts: &[f32; TAGS]) -> f32 {
    let top = parts.iter().copied().fold(f32::MIN, f32::max);
    top + parts.iter().map(|part| (part - top).exp()).sum::<f32>().ln()
}

/// The tags of a run by the example's names.
fn gold(part: &Part, run: &Range<usize>, example: &Example) -> Vec<u8> {
    let mut tags = Vec::with_capacity(run.len());
    let mut open = None;
    for token in &part.tokens[run.clone()] {
        let name = example.names.iter().find(|(start, end, _)| token.start < *end && *start < token.end);
        tags.push(match name {
            None => 0,
            Some(name) if open == Some(name) => 2 + 2 * name.2,
            Some(name) => 1 + 2 * name.2,
        });
        open = name;
    }
    tags
}
