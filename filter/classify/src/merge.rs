//! One finding a place.

use alloc::vec::Vec;

use crate::classifier::Finding;

/// Sorts and resolves overlaps: the longer finding stays, at equal length the surer one. `rank` orders labels where that is
/// equal too.
pub(crate) fn merge(findings: &mut Vec<Finding>, from: usize, rank: impl Fn(&Finding) -> u32) {
    let mut new = findings.split_off(from.min(findings.len()));
    new.sort_by_key(|f| (f.start, core::cmp::Reverse(f.end)));
    for finding in new {
        let Some(last) =
            findings.get_mut(from..).and_then(|kept| kept.last_mut()).filter(|l| finding.start < l.end)
        else {
            findings.push(finding);
            continue;
        };
        let weight = |f: &Finding| (rank(f), f.end - f.start, f.confidence_pm);
        if weight(&finding) > weight(last) {
            let start = last.start;
            // What the weaker one covers alone stays covered.
            *last = Finding { start, end: finding.end.max(last.end), ..finding };
        } else {
            last.end = last.end.max(finding.end);
        }
    }
}
