//! Builds the tables of an artifact: lexicon, programs, indexes, heads.

use std::{
    collections::{BTreeMap, HashMap},
    string::{String, ToString},
    vec::Vec,
};

use super::pattern::{self, Way};
use crate::{
    bytes::Writer,
    index::{self, FORMS, RUN_MAX, Sort},
    lexicon::{self, Meaning, WORD_BYTES_MAX, WORDS_MAX},
    program::ByteSet,
};

/// Words and phrases by what they mean.
#[derive(Debug, Default)]
pub(super) struct LexiconBuilder {
    /// Hashes of the words of a phrase to what it means.
    phrases: BTreeMap<Vec<u32>, Meaning>,
    sets: HashMap<Vec<String>, u16>,
}

impl LexiconBuilder {
    /// Number of the set of these words; equal sets are one.
    pub(super) fn set(&mut self, words: &[String]) -> Result<u16, String> {
        let mut key: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        key.sort();
        key.dedup();
        if let Some(set) = self.sets.get(&key) {
            return Ok(*set);
        }
        let set = u16::try_from(self.sets.len()).map_err(|_| "too many sets of context words".to_string())?;
        for word in &key {
            self.phrase(word)?.sets.push(set);
        }
        self.sets.insert(key, set);
        Ok(set)
    }

    /// Adds a trigger of a detector.
    pub(super) fn trigger(&mut self, words: &str, detector: u16) -> Result<(), String> {
        let meaning = self.phrase(words)?;
        if !meaning.triggers.contains(&detector) {
            meaning.triggers.push(detector);
        }
        Ok(())
    }

    fn phrase(&mut self, text: &str) -> Result<&mut Meaning, String> {
        let words = text.as_bytes().split(|byte| !lexicon::is_word(*byte)).filter(|word| !word.is_empty());
        let words: Vec<&[u8]> = words.collect();
        if words.is_empty() || words.len() > WORDS_MAX || words.iter().any(|word| word.len() > WORD_BYTES_MAX)
        {
            return Err(std::format!(
                "expected words of at most {WORD_BYTES_MAX} bytes, at most {WORDS_MAX} in a phrase, found {} words, the longest of {} bytes",
                words.len(),
                words.iter().map(|word| word.len()).max().unwrap_or(0),
            ));
        }
        Ok(self.phrases.entry(words.into_iter().map(lexicon::hash).collect()).or_default())
    }

    pub(super) fn write(&self, writer: &mut Writer) -> Result<(), String> {
        let mut meanings: Vec<&Meaning> = Vec::new();
        let mut known: HashMap<(&[u16], &[u16]), u16> = HashMap::new();
        let mut words: BTreeMap<u32, u16> = BTreeMap::new();
        let mut phrases: Vec<(u32, &[u32], u16)> = Vec::new();
        for (key, meaning) in &self.phrases {
            let index = *known.entry((&meaning.sets, &meaning.triggers)).or_insert_with(|| {
                meanings.push(meaning);
                u16::try_from(meanings.len() - 1).unwrap_or(u16::MAX)
            });
            let Some((first, rest)) = key.split_first() else { continue };
            let word = words.entry(*first).or_insert(u16::MAX);
            if rest.is_empty() {
                *word = index;
            } else {
                phrases.push((*first, rest, index));
            }
        }
        if words.len() >= usize::from(u16::MAX) || meanings.len() >= usize::from(u16::MAX) {
            return Err("too many words in the lexicon".to_string());
        }
        let entries: HashMap<u32, u16> = words.keys().copied().zip(0u16..).collect();
        let rows = phrases.iter().flat_map(|(first, rest, meaning)| {
            [entries.get(first).copied().unwrap_or(0), u16::try_from(rest.len()).unwrap_or(0), *meaning]
        });
        writer.u32s(&words.keys().copied().collect::<Vec<_>>());
        writer.u16s(&words.values().copied().collect::<Vec<_>>());
        writer.u16s(&rows.collect::<Vec<_>>());
        writer.u32s(&phrases.iter().flat_map(|(_, rest, _)| rest.iter().copied()).collect::<Vec<_>>());
        let mut rows = Vec::new();
        for meaning in meanings {
            for list in [&meaning.sets, &meaning.triggers] {
                rows.push(u16::try_from(list.len()).map_err(|e| e.to_string())?);
            }
            rows.extend(meaning.sets.iter().chain(&meaning.triggers));
        }
        writer.u16s(&rows);
        Ok(())
    }
}

/// Programs, and where each may begin.
#[derive(Debug, Default)]
pub(super) struct ProgramBuilder {
    classes: Vec<ByteSet>,
    steps: Vec<u16>,
    /// Where in the table the steps of a program begin.
    known: HashMap<Vec<u16>, usize>,
    rows: Vec<u32>,
    count: u16,
}

impl ProgramBuilder {
    /// Adds a way of a detector; returns the number of its program.
    pub(super) fn add(&mut self, detector: u16, way: &Way) -> Result<u16, String> {
        let mut steps = Vec::new();
        for (set, min, max) in &way.steps {
            let class = self.classes.iter().position(|known| known == set).unwrap_or_else(|| {
                self.classes.push(*set);
                self.classes.len() - 1
            });
            steps.extend([u16::try_from(class).map_err(|e| e.to_string())?, *min, *max]);
        }
        let count = steps.len() / 3;
        let from = *self.known.entry(steps).or_insert_with_key(|steps| {
            self.steps.extend(steps);
            self.steps.len() / 3 - count
        });
        let (begins, ends) = way.value.unwrap_or((u16::MAX, u16::MAX));
        let range = [from, from + count].map(|at| u32::try_from(at).unwrap_or(u32::MAX));
        let value = u32::from(begins) | u32::from(ends) << 16;
        self.rows.extend([u32::from(detector), range[0], range[1], value]);
        self.count = self.count.checked_add(1).ok_or("too many patterns")?;
        Ok(self.count - 1)
    }

    /// Orders programs by what they do, so that equal ones are neighbours.
    fn order(&self, program: u16) -> (u32, u32, u32) {
        match self.rows.as_chunks::<4>().0.get(usize::from(program)) {
            Some([_, from, to, value]) => (*from, *to, *value),
            None => (u32::MAX, 0, 0),
        }
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        let halves = |word: u64| [word as u32, (word >> 32) as u32];
        writer.u32s(&self.classes.iter().flat_map(|set| set.0).flat_map(halves).collect::<Vec<_>>());
        writer.u16s(&self.steps);
        writer.u32s(&self.rows);
    }
}

/// Lists of programs by the form of a beginning.
#[derive(Debug)]
pub(super) struct IndexBuilder {
    lists: Vec<Vec<u16>>,
}

impl Default for IndexBuilder {
    fn default() -> Self {
        Self { lists: std::vec![Vec::new(); FORMS] }
    }
}

impl IndexBuilder {
    /// Adds a program to every form that a match of it can begin with.
    pub(super) fn add(&mut self, program: u16, way: &Way, open_end: bool) {
        use Sort::{Dash, Digit, Dot, Lower, Other, Slash, Space, Upper};
        let begin = pattern::begin(way);
        for first in [Digit, Upper, Lower] {
            let run = pattern::of_sort(first);
            let mut states = begin.clone();
            for length in 1..=RUN_MAX {
                let done_inside = open_end && pattern::is_done(way, &states);
                let after = pattern::step(way, &states, &run);
                if after.is_empty() && !done_inside {
                    break;
                }
                states = if done_inside { [after, states].concat() } else { after };
                if length == RUN_MAX {
                    self.put(index::form(first, length, Other, Other), program);
                    continue;
                }
                for next in [Other, Digit, Upper, Lower, Space, Dash, Dot, Slash] {
                    if next == first {
                        continue;
                    }
                    let behind = pattern::step(way, &states, &pattern::of_sort(next));
                    let ends = !matches!(next, Digit | Upper | Lower) || open_end;
                    let done = ends && pattern::is_done(way, &states);
                    if !index::separates(next) {
                        if done || !behind.is_empty() {
                            self.put(index::form(first, length, next, Other), program);
                        }
                        continue;
                    }
                    // A match may end at the separator, or behind it where that byte belongs to it.
                    let done = done || pattern::is_done(way, &behind);
                    for second in [Other, Digit, Upper, Lower, Space, Dash, Dot, Slash] {
                        let goes_on = || !pattern::step(way, &behind, &pattern::of_sort(second)).is_empty();
                        if done || goes_on() {
                            self.put(index::form(first, length, next, second), program);
                        }
                    }
                }
            }
        }
    }

    fn put(&mut self, form: Option<usize>, program: u16) {
        if let Some(list) = form.and_then(|form| self.lists.get_mut(form)) {
            list.push(program);
        }
    }

    pub(super) fn write(mut self, programs: &ProgramBuilder, writer: &mut Writer) {
        let mut known: HashMap<&[u16], u16> = HashMap::new();
        let (mut lists, mut offsets, mut all) = (Vec::new(), std::vec![0u32], Vec::new());
        for list in &mut self.lists {
            list.sort_by_key(|program| programs.order(*program));
        }
        for list in &self.lists {
            let next = u16::try_from(known.len()).unwrap_or(u16::MAX);
            let number = *known.entry(list).or_insert(next);
            if number == next {
                all.extend(list);
                offsets.push(u32::try_from(all.len()).unwrap_or(u32::MAX));
            }
            lists.push(number);
        }
        writer.u16s(&lists);
        writer.u32s(&offsets);
        writer.u16s(&all);
    }
}
