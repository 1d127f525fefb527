//! Patterns that are sequences of byte classes with counts: the form of nearly every identifier and token.
//!
//! A program runs once from its place, takes as much as each step allows, and never goes back: the compiler takes only patterns for which
//! this is the same as the pattern's language. Time is the length of the match.

use alloc::vec::Vec;

use crate::{
    artifact::{Detector, Required},
    bytes::Reader,
};

/// Longest match of a step, bytes.
pub(crate) const COUNT_MAX: u16 = 4096;

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ByteSet(pub [u64; 4]);

impl ByteSet {
    #[inline]
    pub(crate) fn has(&self, byte: u8) -> bool {
        self.0.get(usize::from(byte >> 6)).is_some_and(|word| word >> (byte & 63) & 1 == 1)
    }

    #[cfg(feature = "compile")]
    pub(crate) fn add(&mut self, byte: u8) {
        if let Some(word) = self.0.get_mut(usize::from(byte >> 6)) {
            *word |= 1 << (byte & 63);
        }
    }

    #[cfg(feature = "compile")]
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }
}

/// From `min` to `max` bytes of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Step {
    pub class: u16,
    pub min: u16,
    pub max: u16,
}

/// One way to match a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Program {
    pub detector: u16,
    /// Steps in the common table.
    pub steps: core::ops::Range<u32>,
    /// Steps whose bytes are the finding, counted from the first one.
    pub value: (u16, u16),
}

impl Program {
    /// Whether another program matches the same: equal steps are in the table once.
    pub(crate) fn does_the_same(&self, other: &Self) -> bool {
        self.steps == other.steps && self.value == other.value
    }
}

/// When a program runs at all: what of its detector is asked before, beside one another in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Condition {
    /// Whether the validator judges borders.
    pub open_end: bool,
    /// The set of words of which one must be near.
    pub always: Option<u16>,
    /// The same for matches that are digits alone.
    pub bare: Option<u16>,
}

impl Condition {
    pub(crate) fn of(detector: &Detector) -> Self {
        let of = |required| detector.context.as_ref().filter(|c| c.required == required).map(|c| c.set);
        Self { open_end: detector.open_end, always: of(Required::Always), bare: of(Required::Bare) }
    }
}

/// A match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub end: usize,
    /// The bytes that are the finding.
    pub value: (usize, usize),
}

/// Every program of an artifact.
#[derive(Debug, Default)]
pub(crate) struct Programs {
    pub classes: Vec<ByteSet>,
    pub steps: Vec<Step>,
    pub programs: Vec<Program>,
}

impl Programs {
    /// Reads and checks the tables. `None` where one leads out of another.
    pub(crate) fn read(reader: &mut Reader<'_>, detectors: usize) -> Option<Self> {
        let classes = reader.u32s()?;
        let classes: Vec<ByteSet> = classes
            .as_chunks::<8>()
            .0
            .iter()
            .map(|words| {
                let [a, b, c, d, e, f, g, h] = words.map(u64::from);
                ByteSet([a | b << 32, c | d << 32, e | f << 32, g | h << 32])
            })
            .collect();
        let steps = reader.u16s()?;
        let steps: Vec<Step> = steps
            .as_chunks::<3>()
            .0
            .iter()
            .map(|[class, min, max]| Step { class: *class, min: *min, max: *max })
            .collect();
        let rows = reader.u32s()?;
        let mut programs = Vec::new();
        for [detector, from, to, value] in rows.as_chunks::<4>().0 {
            let program = Program {
                detector: u16::try_from(*detector).ok()?,
                steps: *from..*to,
                value: ((*value & 0xffff) as u16, (*value >> 16) as u16),
            };
            let sound = (*detector as usize) < detectors && from <= to && (*to as usize) <= steps.len();
            if !sound {
                return None;
            }
            programs.push(program);
        }
        let sound = steps.iter().all(|step| {
            usize::from(step.class) < classes.len() && step.min <= step.max && step.max <= COUNT_MAX
        });
        (sound && programs.len() < usize::from(u16::MAX)).then_some(Self { classes, steps, programs })
    }

    pub(crate) fn get(&self, index: u16) -> Option<&Program> {
        self.programs.get(usize::from(index))
    }

    /// The bytes that a match can have at its place `at`, or behind its end.
    pub(crate) fn bytes_at(&self, program: u16, at: usize) -> ByteSet {
        const ANY: ByteSet = ByteSet([u64::MAX; 4]);
        let Some(program) = self.get(program) else { return ANY };
        let steps = self.steps.get(program.steps.start as usize..program.steps.end as usize);
        let mut before = 0;
        for step in steps.unwrap_or_default() {
            before += usize::from(step.min);
            if before > at {
                return self.classes.get(usize::from(step.class)).copied().unwrap_or(ANY);
            }
            if step.min != step.max {
                break;
            }
        }
        ANY
    }

    /// Runs a program at `at`; adds the bytes it looked at to `steps`.
    pub(crate) fn run(&self, program: &Program, text: &[u8], at: usize, work: &mut usize) -> Option<Match> {
        let mut rest = text.get(at..)?;
        let mut value = (at, at);
        let (from, to) = program.value;
        let steps = self.steps.get(program.steps.start as usize..program.steps.end as usize)?;
        for (index, step) in (0u16..).zip(steps) {
            let here = text.len() - rest.len();
            if index == from {
                value.0 = here;
            }
            let class = self.classes.get(usize::from(step.class))?;
            let most = rest.get(..usize::from(step.max)).unwrap_or(rest);
            let taken = most.iter().position(|byte| !class.has(*byte)).unwrap_or(most.len());
            *work += taken + 1;
            if taken < usize::from(step.min) {
                return None;
            }
            rest = rest.get(taken..)?;
            if index + 1 == to {
                value.1 = here + taken;
            }
        }
        let end = text.len() - rest.len();
        if usize::from(to) > steps.len() {
            value = (at, end);
        }
        Some(Match { end, value })
    }
}
