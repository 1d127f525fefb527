//! One finding a place.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::classifier::Finding;

/// Below this confidence, per mille, a finding is a guess: a number that is a whole text could be an identifier of some country. Guesses are
/// for people who look at a text; they stand in the way of nothing surer.
pub const GUESS_PM: u16 = 550;

/// Sorts and resolves overlaps. Of two of one rank the longer finding stays, at equal length the surer one, and covers what the other one
/// covers. Where ranks differ, the higher one keeps its borders and the lower one what stands outside of them. Guesses give way to all else.
pub(crate) fn merge(findings: &mut Vec<Finding>, from: usize, rank: impl Fn(&Finding) -> u32) {
    let mut new = findings.split_off(from.min(findings.len()));
    let order = |f: &Finding| (core::cmp::Reverse(f.start), f.end);
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
            Ordering::Less if finding.end > last.end => {
                let start = last.end;
                findings.push(Finding { start, ..finding });
            }
            Ordering::Less => {}
            Ordering::Greater => {
                let behind = Finding { start: finding.end, ..*last };
                if finding.start > last.start {
                    last.end = finding.start;
                    findings.push(finding);
                } else {
                    *last = finding;
                }
                // What the lower one covers behind the higher one waits for its turn; of a guess nothing stays.
                if behind.start < behind.end && behind.confidence_pm >= GUESS_PM {
                    let before = new.iter().rev().take_while(|f| order(f) > order(&behind)).count();
                    new.insert(new.len() - before, behind);
                }
            }
        }
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
