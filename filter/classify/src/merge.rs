//! One finding a place.

use alloc::vec::Vec;
use core::cmp::{Ordering, Reverse};

use crate::classifier::Finding;

/// Below this confidence, per mille, a finding is a guess: a number that is a whole text could be an identifier of some country. Guesses are
/// for people who look at a text; they stand in the way of nothing surer.
pub const GUESS_PM: u16 = 550;

/// Sorts and resolves overlaps. Of two of one rank the longer finding stays, at equal length the surer one, and covers what the other one
/// covers. Where ranks differ, the higher one keeps its borders and the lower one what stands outside of them. Guesses give way to all else.
pub(crate) fn merge(findings: &mut Vec<Finding>, from: usize, rank: impl Fn(&Finding) -> u32) {
    let mut new = findings.split_off(from.min(findings.len()));
    new.sort_by_key(order);
    let rank = |f: &Finding| if f.confidence_pm < GUESS_PM { 0 } else { 1 + rank(f) };
    while let Some(finding) = new.pop() {
        let last = findings.get_mut(from..).and_then(|kept| kept.last_mut());
        let Some(last) = last.filter(|last| finding.start < last.end) else {
            findings.push(finding);
            continue;
        };
        match rank(&finding).cmp(&rank(last)) {
            Ordering::Equal => join(last, finding),
            Ordering::Less => put_back(&mut new, Finding { start: last.end, ..finding }),
            Ordering::Greater => {
                let behind = Finding { start: finding.end, ..*last };
                if finding.start > last.start {
                    last.end = finding.start;
                    findings.push(finding);
                } else {
                    *last = finding;
                }
                // Of a guess nothing stays behind what is surer.
                if behind.confidence_pm >= GUESS_PM {
                    put_back(&mut new, behind);
                }
            }
        }
    }
}

/// The next finding is the last of a list in this order.
fn order(finding: &Finding) -> (Reverse<u32>, u32) {
    (Reverse(finding.start), finding.end)
}

/// What a finding covers behind a higher one waits for its turn.
fn put_back(new: &mut Vec<Finding>, rest: Finding) {
    if rest.start < rest.end {
        let before = new.iter().rev().take_while(|f| order(f) > order(&rest)).count();
        new.insert(new.len() - before, rest);
    }
}

fn join(last: &mut Finding, finding: Finding) {
    let weight = |f: &Finding| (f.end - f.start, f.confidence_pm);
    let (start, end) = (last.start, finding.end.max(last.end));
    if weight(&finding) > weight(last) {
        *last = finding;
    }
    (last.start, last.end) = (start, end);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::LabelId;

    #[test]
    fn one_finding_a_place() {
        let finding =
            |label, start, end, confidence_pm| Finding { label: LabelId(label), start, end, confidence_pm };
        for (found, expected) in [
            // The longer of two covers both.
            (alloc::vec![(1, 0, 8, 900), (1, 4, 16, 800)], alloc::vec![(1, 0, 16, 800)]),
            // A higher rank keeps its borders; the rest of the lower one stays.
            (alloc::vec![(1, 0, 8, 900), (2, 4, 12, 900)], alloc::vec![(1, 0, 4, 900), (2, 4, 12, 900)]),
            (alloc::vec![(2, 0, 8, 900), (1, 4, 12, 900)], alloc::vec![(2, 0, 8, 900), (1, 8, 12, 900)]),
            (
                alloc::vec![(1, 0, 20, 900), (2, 4, 8, 900)],
                alloc::vec![(1, 0, 4, 900), (2, 4, 8, 900), (1, 8, 20, 900)],
            ),
            (
                alloc::vec![(1, 0, 20, 900), (2, 0, 8, 900), (2, 6, 12, 900)],
                alloc::vec![(2, 0, 12, 900), (1, 12, 20, 900)],
            ),
            // What is left of the lowest begins behind what follows it.
            (
                alloc::vec![(2, 0, 10, 900), (1, 2, 20, 900), (2, 8, 14, 900)],
                alloc::vec![(2, 0, 14, 900), (1, 14, 20, 900)],
            ),
            (
                alloc::vec![(3, 0, 10, 900), (1, 2, 20, 900), (2, 8, 14, 900)],
                alloc::vec![(3, 0, 10, 900), (2, 10, 14, 900), (1, 14, 20, 900)],
            ),
            // A guess gives way, however long.
            (alloc::vec![(1, 0, 20, 460), (1, 0, 9, 950)], alloc::vec![(1, 0, 9, 950)]),
        ] {
            let mut findings: Vec<Finding> =
                found.iter().map(|(l, s, e, c)| finding(*l, *s, *e, *c)).collect();
            merge(&mut findings, 0, |f| u32::from(f.label.0));
            let expected: Vec<Finding> =
                expected.iter().map(|(l, s, e, c)| finding(*l, *s, *e, *c)).collect();
            assert_eq!(findings, expected);
        }
    }
}
