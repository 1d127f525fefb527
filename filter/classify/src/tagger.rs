//! Names of persons, places, organisations and groups of people in running text.
//!
//! A linear-chain conditional random field over hashed features (Lafferty et al. 2001; the hashing trick of Weinberger et al. 2009), with
//! gazetteers as features. It looks only at runs of capitalised words and of words that name lists know; each run is decoded by itself.
//! All arithmetic is on integers, so that every host gives the same answer. Training is native, by the feature `compile`; here weights
//! are only loaded. Time is linear in the text: a token asks a fixed number of questions, a run has a bounded length.
//!
//! # Limits
//!
//! English, Spanish, German and French were trained. Names in lower case are found only when a list knows them; names in other scripts
//! than the Latin one are not found.

mod decode;
mod feature;
mod lexicon;
mod model;
mod run;
#[cfg(test)]
mod tests;
mod token;
#[cfg(feature = "compile")]
pub mod train;

use alloc::{boxed::Box, vec::Vec};
use core::ops::Range;

use decode::Lattice;
use feature::{Memory, Seen, View};
use lexicon::list;
use model::Model;
pub use model::TaggerError;
use run::RUN_MAX;
use token::{Form, Token};

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A person.
    Person,
    /// A city, region, country, mountain, or a facility where people are treated.
    Location,
    /// A company, authority, school, club, band.
    Organization,
    /// A nationality, religion or political group.
    Group,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Person, Self::Location, Self::Organization, Self::Group];
}

/// A name found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entity {
    /// What it names.
    pub kind: Kind,
    /// Its first byte.
    pub start: u32,
    /// The byte behind its last one.
    pub end: u32,
    /// How sure the tagger is, per mille.
    pub confidence_pm: u16,
}

/// The tagger with its weights.
#[derive(Clone, Debug)]
pub struct Tagger {
    model: Model,
}

/// Tokens that are looked at together, and those that stay as context of the next such part.
const PART: usize = 4096;
const CONTEXT: usize = 8;

impl Tagger {
    /// Loads a weights file; copies its tables and builds nothing.
    ///
    /// # Errors
    ///
    /// When the bytes are not a weights file of this version, or cut.
    pub fn load(bytes: &[u8]) -> Result<Self, TaggerError> {
        Ok(Self { model: Model::load(bytes)? })
    }

    /// Appends the names of a text, in its order.
    pub fn tag(&self, text: &[u8], out: &mut Vec<Entity>) {
        let mut part = Part::new();
        let mut work = Work::new();
        let mut from = 0;
        while from < text.len() {
            from = part.read(&self.model, text, from);
            part.each_run(|part, run| {
                if part.is_plain(&run) {
                    return;
                }
                work.decode(&self.model, part, &run);
                work.collect(part, &run, out);
            });
        }
    }
}

/// A part of a text as tokens.
#[derive(Debug)]
struct Part {
    tokens: Vec<Token>,
    lists: Vec<u16>,
    seen: Seen,
    /// Hardly any capitals inside of sentences: names may be in lower case.
    lower: bool,
    /// Tokens at the beginning that are context only.
    done: usize,
}

impl Part {
    const fn new() -> Self {
        Self { tokens: Vec::new(), lists: Vec::new(), seen: Seen::new(), lower: false, done: 0 }
    }

    /// Keeps the last tokens as context and reads the next ones; says where it stopped.
    fn read(&mut self, model: &Model, text: &[u8], from: usize) -> usize {
        let drop = self.tokens.len().saturating_sub(CONTEXT);
        self.tokens.drain(..drop);
        self.lists.drain(..drop);
        self.done = self.tokens.len();
        let end = token::read(text, from, PART, &mut self.tokens);
        self.seen = Seen::new();
        for token in &self.tokens {
            if token.form == Form::Lower && token.hash != feature::POSSESSIVE {
                self.seen.insert(token.hash);
            }
        }
        let new = self.tokens.iter().skip(self.done);
        self.lists.extend(
            new.map(|token| if token.form == Form::Mark { 0 } else { model.lexicon.get(token.hash) }),
        );
        self.lower = self.is_lower();
        end
    }

    fn is_lower(&self) -> bool {
        let (mut capitals, mut lower) = (0, 0);
        let mut opening = true;
        for token in &self.tokens {
            match token.form {
                Form::Lower => lower += 1,
                Form::Capital | Form::Mixed | Form::Upper
                    if !opening && !token.line_start && token.end - token.start > 1 =>
                {
                    capitals += 1;
                }
                _ => {}
            }
            opening = matches!(token.mark, b'.' | b'!' | b'?' | b':' | b'"' | b'*' | b'-');
        }
        capitals * 40 <= lower
    }

    /// Whether a run is one common word that only opens a sentence: most are, and none is a name.
    fn is_plain(&self, run: &Range<usize>) -> bool {
        run.len() == 1
            && self.tokens.get(run.start).is_some_and(|token| token.form == Form::Capital)
            && self
                .lists
                .get(run.start)
                .is_some_and(|lists| lists & !(list::ROLE | list::CALENDAR) == list::COMMON)
            && feature::opens_sentence(&self.tokens, run.start)
    }

    fn each_run(&self, mut run: impl FnMut(&Self, Range<usize>)) {
        let mut from = self.done;
        while let Some(range) = run::next(&self.tokens, &self.lists, self.lower, from) {
            from = range.end;
            run(self, range);
        }
    }
}

/// What decoding a run needs, kept from run to run.
#[derive(Debug)]
struct Work {
    lattice: Box<Lattice>,
    phrases: [(u16, bool); RUN_MAX],
    memory: Memory,
}

impl Work {
    fn new() -> Self {
        Self { lattice: Box::new(Lattice::new()), phrases: [(0, false); RUN_MAX], memory: Memory::new() }
    }

    /// Asks for the features of every token of a run; `emit` gets them with the token's scores and its place in the run.
    fn ask(
        &mut self,
        model: &Model,
        part: &Part,
        run: &Range<usize>,
        mut emit: impl FnMut(&mut [i16; model::WEIGHTS], usize, &[u32]),
    ) {
        feature::phrases(&model.lexicon, &part.tokens, run.clone(), &mut self.phrases);
        let view = View { tokens: &part.tokens, lists: &part.lists, seen: &part.seen, memory: &self.memory };
        let mut segment = feature::segment(&view, run, run.start);
        let mut answers = feature::Answers::new();
        let Lattice { classes, scores, .. } = &mut *self.lattice;
        let places = run.clone().zip(&self.phrases).zip(classes.iter_mut().zip(scores)).enumerate();
        for (offset, ((index, phrase), (class, scores))) in places {
            if index >= segment.end {
                segment = feature::segment(&view, run, index);
            }
            let before = index.checked_sub(1).and_then(|before| part.tokens.get(before));
            let Some(token) = part.tokens.get(index) else { continue };
            *class = run::class(token, before).unwrap_or(run::Class::Lower);
            feature::ask(&view, &segment, index, *phrase, *class, &mut answers);
            emit(scores, offset, answers.hashes());
        }
    }

    /// Tags a run.
    fn decode(&mut self, model: &Model, part: &Part, run: &Range<usize>) {
        self.ask(model, part, run, |scores, _, features| *scores = model.sum(features));
        self.lattice.decode(model, run.len());
        self.remember(part, run);
    }

    /// Notes the kinds of the run's words for the rest of the text.
    fn remember(&mut self, part: &Part, run: &Range<usize>) {
        let tokens = part.tokens.get(run.clone()).unwrap_or_default();
        for (token, tag) in tokens.iter().zip(&self.lattice.tags) {
            if *tag > 0 && token.is_capital() {
                self.memory.insert(token.hash, tag.div_ceil(2));
            }
        }
    }

    /// Appends the names of a tagged run.
    fn collect(&self, part: &Part, run: &Range<usize>, out: &mut Vec<Entity>) {
        let tokens = part.tokens.get(run.clone()).unwrap_or_default();
        let lists = part.lists.get(run.clone()).unwrap_or_default();
        let mut margin = Margin::default();
        let mut open: Option<Entity> = None;
        let marks = self.lattice.tags.iter().zip(&self.lattice.scores);
        for ((token, lists), (tag, scores)) in tokens.iter().zip(lists).zip(marks) {
            let Some(kind) = tag.checked_sub(1).and_then(|tag| Kind::ALL.get(usize::from(tag / 2))) else {
                out.extend(open.take().map(|entity| margin.close(entity)));
                continue;
            };
            if tag % 2 == 1 {
                out.extend(open.take().map(|entity| margin.close(entity)));
                margin = Margin { party: lists & list::PARTY != 0, ..Margin::default() };
                open = Some(Entity { kind: *kind, start: token.start, end: token.end, confidence_pm: 0 });
            }
            if let Some(entity) = &mut open {
                entity.end = token.end;
            }
            margin.add(*tag, scores);
        }
        out.extend(open.map(|entity| margin.close(entity)));
    }
}

/// How far the tags of a name stand above the best tags of other kinds.
#[derive(Clone, Copy, Debug, Default)]
struct Margin {
    sum: i32,
    count: i32,
    /// It begins with the role of a party: who that is, stands elsewhere.
    party: bool,
}

/// Highest confidence of a party's role.
const PARTY_PM: i32 = 300;

impl Margin {
    fn add(&mut self, tag: u8, scores: &[i16; model::WEIGHTS]) {
        let kind = usize::from(tag.saturating_sub(1) / 2);
        let best = |own: bool| {
            let of_kind = scores.iter().enumerate().filter(|(index, _)| (index / 2 == kind) == own);
            of_kind.map(|(_, score)| i32::from(*score)).max().unwrap_or(0)
        };
        self.sum += (best(true) - best(false).max(0)).clamp(-1024, 1024);
        self.count += 1;
    }

    /// The mean margin as a confidence: 500 at 0, 900 at about four units of log odds.
    fn close(self, entity: Entity) -> Entity {
        let mean = self.sum / self.count.max(1);
        let share = 480 * mean / (mean.abs() + 64).max(1);
        Entity {
            confidence_pm: u16::try_from((500 + share).clamp(100, if self.party { PARTY_PM } else { 980 }))
                .unwrap_or(500),
            ..entity
        }
    }
}
