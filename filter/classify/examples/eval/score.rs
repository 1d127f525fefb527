//! Scores predictions: precision, recall and F1 by label, with spans matched one to one where they overlap by half.

use std::collections::{BTreeMap, BTreeSet};

/// A labelled range of characters.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub start: usize,
    pub end: usize,
    pub label: String,
    /// Per mille; gold spans are certain.
    pub confidence_pm: u16,
}

/// True and false findings of a label.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub gold: u64,
    pub predicted: u64,
    pub right: u64,
}

impl Count {
    fn ratio(part: u64, whole: u64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
    }

    /// Precision, recall and their harmonic mean.
    pub fn figures(&self) -> (f64, f64, f64) {
        let (precision, recall) =
            (Self::ratio(self.right, self.predicted), Self::ratio(self.right, self.gold));
        let sum = precision + recall;
        (precision, recall, if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 })
    }

    fn add(&mut self, other: &Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.right += other.right;
    }
}

/// What the rows of a set come to.
#[derive(Debug, Default)]
pub struct Score {
    /// By label.
    pub labels: BTreeMap<String, Count>,
    /// By kind of disguise.
    pub kinds: BTreeMap<String, Count>,
    /// Rows, and rows without anything to find that were flagged.
    pub clean: Count,
}

/// Labels that corpora use for one thing.
pub fn group(label: &str) -> &str {
    match label {
        "ADDRESS" | "ZIP" => "LOCATION",
        "US_ITIN" => "NATIONAL_ID",
        "CRYPTO_KEY" | "API_KEY" | "PASSWORD_SECRET" => "SECRET",
        other if other.starts_with("ID_") => "NATIONAL_ID",
        other => other,
    }
}

impl Score {
    /// Adds a row. Labels outside of `inventory` are not asked for.
    pub fn add(&mut self, inventory: &BTreeSet<String>, gold: &[Span], found: &[Span], kind: Option<&str>) {
        let mut any = false;
        for label in inventory {
            let of = |spans: &[Span]| -> Vec<(usize, usize)> {
                let mut ranges: Vec<_> =
                    spans.iter().filter(|s| group(&s.label) == label).map(|s| (s.start, s.end)).collect();
                ranges.sort_unstable();
                ranges.dedup();
                ranges
            };
            let (wanted, found) = (of(gold), of(found));
            any |= !found.is_empty();
            let count = Count {
                gold: wanted.len() as u64,
                predicted: found.len() as u64,
                right: matched(&wanted, &found),
            };
            self.labels.entry(label.clone()).or_default().add(&count);
            if let Some(kind) = kind {
                self.kinds.entry(kind.to_owned()).or_default().add(&count);
            }
        }
        if !gold.iter().any(|span| inventory.contains(group(&span.label))) {
            self.clean.gold += 1;
            self.clean.predicted += u64::from(any);
        }
    }

    /// All labels together.
    pub fn micro(&self) -> Count {
        self.labels.values().fold(Count::default(), |mut sum, count| {
            sum.add(count);
            sum
        })
    }
}

/// Pairs of ranges that overlap by at least half of what they cover, the best pairs first.
fn matched(gold: &[(usize, usize)], found: &[(usize, usize)]) -> u64 {
    let mut pairs = Vec::new();
    for (i, a) in gold.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            let common = a.1.min(b.1).saturating_sub(a.0.max(b.0));
            let union = a.1.max(b.1) - a.0.min(b.0);
            if common * 2 >= union && common > 0 {
                pairs.push((common * 1_000_000 / union, i, j));
            }
        }
    }
    pairs.sort_unstable_by(|a, b| b.cmp(a));
    let (mut golds, mut founds) = (BTreeSet::new(), BTreeSet::new());
    for (_, i, j) in pairs {
        if !golds.contains(&i) && !founds.contains(&j) {
            golds.insert(i);
            founds.insert(j);
        }
    }
    golds.len() as u64
}
