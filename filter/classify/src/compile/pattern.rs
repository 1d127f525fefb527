//! Turns a pattern into programs, where it is a choice between sequences of byte classes with counts.

use std::{string::String, vec::Vec};

use regex_syntax::hir::{Class, Hir, HirKind};

use crate::{
    index::Sort,
    program::{ByteSet, COUNT_MAX},
};

/// Ways to match one pattern.
const WAYS_MAX: usize = 64;

/// Steps of one way.
const STEPS_MAX: usize = 64;

/// One step of a way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Bytes { set: ByteSet, min: u16, max: u16 },
    ValueBegins,
    ValueEnds,
}

/// One way to match a pattern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Way {
    pub steps: Vec<(ByteSet, u16, u16)>,
    /// Steps that are the finding.
    pub value: Option<(u16, u16)>,
}

/// The syntax tree of a pattern.
pub(super) fn parse(pattern: &str) -> Result<Hir, String> {
    regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .map_err(|error| std::format!("the pattern does not compile: {error}"))
}

/// Whether a capture group marks the finding.
pub(super) fn captures(hir: &Hir) -> bool {
    hir.properties().explicit_captures_len() > 0
}

/// Every way to match, or `None` for a pattern that is no such choice.
pub(super) fn ways(hir: &Hir) -> Option<Vec<Way>> {
    let mut ways: Vec<Way> = Vec::new();
    for parts in expand(hir)? {
        let way = way(parts)?;
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    Some(ways)
}

fn expand(hir: &Hir) -> Option<Vec<Vec<Part>>> {
    let one = |set: ByteSet| std::vec![Part::Bytes { set, min: 1, max: 1 }];
    Some(match hir.kind() {
        HirKind::Empty => std::vec![Vec::new()],
        HirKind::Literal(literal) => {
            let parts = literal.0.iter().map(|byte| {
                let mut set = ByteSet::default();
                set.add(*byte);
                Part::Bytes { set, min: 1, max: 1 }
            });
            std::vec![parts.collect()]
        }
        HirKind::Class(class) => std::vec![one(bytes(class)?)],
        HirKind::Capture(capture) => {
            let mut ways = expand(&capture.sub)?;
            for way in &mut ways {
                way.insert(0, Part::ValueBegins);
                way.push(Part::ValueEnds);
            }
            ways
        }
        HirKind::Repetition(repetition) => {
            let max = repetition.max.unwrap_or(u32::from(COUNT_MAX)).min(u32::from(COUNT_MAX));
            let sub = expand(&repetition.sub)?;
            if let [way] = sub.as_slice()
                && let [Part::Bytes { set, min: 1, max: 1 }] = way.as_slice()
            {
                let (min, max) = (u16::try_from(repetition.min).ok()?, u16::try_from(max).ok()?);
                std::vec![std::vec![Part::Bytes { set: *set, min, max }]]
            } else {
                let mut ways = Vec::new();
                for count in repetition.min..=max {
                    let times = (0..count).try_fold(std::vec![Vec::new()], |ways, _| joined(&ways, &sub))?;
                    ways.extend(times);
                    if ways.len() > WAYS_MAX {
                        return None;
                    }
                }
                ways
            }
        }
        HirKind::Concat(subs) => {
            let mut ways = std::vec![Vec::new()];
            for sub in subs {
                ways = joined(&ways, &expand(sub)?)?;
            }
            ways
        }
        HirKind::Alternation(subs) => {
            let mut ways = Vec::new();
            for sub in subs {
                ways.extend(expand(sub)?);
            }
            (ways.len() <= WAYS_MAX).then_some(ways)?
        }
        HirKind::Look(_) => return None,
    })
}

fn joined(heads: &[Vec<Part>], tails: &[Vec<Part>]) -> Option<Vec<Vec<Part>>> {
    if heads.len() * tails.len() > WAYS_MAX {
        return None;
    }
    let both = heads.iter().flat_map(|head| tails.iter().map(|tail| [head.as_slice(), tail].concat()));
    Some(both.collect())
}

fn bytes(class: &Class) -> Option<ByteSet> {
    let mut set = ByteSet::default();
    match class {
        Class::Bytes(ranges) => {
            for range in ranges.iter() {
                (range.start()..=range.end()).for_each(|byte| set.add(byte));
            }
        }
        Class::Unicode(ranges) => {
            for range in ranges.iter() {
                let (first, last) = (u8::try_from(range.start()).ok()?, u8::try_from(range.end()).ok()?);
                (first.is_ascii() && last.is_ascii())
                    .then(|| (first..=last).for_each(|byte| set.add(byte)))?;
            }
        }
    }
    Some(set)
}

/// Joins neighbours of one class, notes where the finding is, and refuses what a run without going back could miss.
fn way(parts: Vec<Part>) -> Option<Way> {
    let mut way = Way::default();
    let (mut begins, mut ends) = (None, None);
    for part in parts {
        let count = u16::try_from(way.steps.len()).ok()?;
        match part {
            Part::ValueBegins => begins = begins.or(Some(count)),
            Part::ValueEnds => ends = ends.or(Some(count)),
            Part::Bytes { max: 0, .. } => {}
            Part::Bytes { set, min, max } => match way.steps.last_mut() {
                Some((last, low, high))
                    if *last == set && begins != Some(count) && ends != Some(count) && *low == *high =>
                {
                    *low += min;
                    *high = high.checked_add(max).filter(|high| *high <= COUNT_MAX)?;
                }
                _ => way.steps.push((set, min, max)),
            },
        }
    }
    way.value = begins.zip(ends);
    (way.steps.len() <= STEPS_MAX && way.steps.iter().enumerate().all(|(at, step)| goes_on(&way, at, step)))
        .then_some(way)
}

/// Whether what may follow a step of variable count cannot be taken by the step itself.
fn goes_on(way: &Way, at: usize, (set, min, max): &(ByteSet, u16, u16)) -> bool {
    if min == max {
        return true;
    }
    for (next, min, _) in way.steps.iter().skip(at + 1) {
        if next.meets(set) {
            return false;
        }
        if *min > 0 {
            break;
        }
    }
    true
}

/// Bytes of a sort.
pub(super) fn of_sort(sort: Sort) -> ByteSet {
    let mut set = ByteSet::default();
    (0u8..=255).filter(|byte| crate::index::sort(*byte) == sort).for_each(|byte| set.add(byte));
    set
}

/// Where a way can be after some bytes: a step and how many bytes it has taken. Past the last step it is done.
pub(super) type State = (usize, u16);

/// The states before any byte.
pub(super) fn begin(way: &Way) -> Vec<State> {
    let mut states = Vec::new();
    enter(way, 0, &mut states);
    states
}

/// The states after one byte out of `bytes`.
pub(super) fn step(way: &Way, states: &[State], bytes: &ByteSet) -> Vec<State> {
    let mut after = Vec::new();
    for (at, count) in states {
        let Some((set, min, max)) = way.steps.get(*at) else { continue };
        if set.meets(bytes) && count < max {
            let count = count + 1;
            if !after.contains(&(*at, count)) {
                after.push((*at, count));
            }
            if count >= *min {
                enter(way, at + 1, &mut after);
            }
        }
    }
    after
}

fn enter(way: &Way, at: usize, states: &mut Vec<State>) {
    if states.contains(&(at, 0)) {
        return;
    }
    states.push((at, 0));
    if way.steps.get(at).is_some_and(|(_, min, _)| *min == 0) {
        enter(way, at + 1, states);
    }
}

/// Whether a way has matched in one of the states.
pub(super) fn is_done(way: &Way, states: &[State]) -> bool {
    states.iter().any(|(at, _)| *at >= way.steps.len())
}
