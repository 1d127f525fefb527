//! Tables of exact values → keyed hashes in binary fuse filters.

use std::{
    collections::BTreeSet,
    string::{String, ToString},
    vec::Vec,
};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use siphasher::sip::SipHasher24;
use xorf::BinaryFuse32;

use super::{Compiler, DetectorProblem, OwnReport, description};
use crate::{
    artifact::{Detector, Trigger},
    bytes::Writer,
    exact::{self, LENGTH_MAX, NEAR_MAX, SETS_MAX, WORDS_MAX},
    fuse,
};

/// Hashes of all tables: at 4.5 bytes each, three quarters of what a blob may have.
const HASHES_MAX: usize = 1_400_000;

/// Hashes in one filter, at least; the construction is not made for fewer.
const HASHES_MIN: usize = 16;

/// Bytes of the table of first letters.
const FIRSTS_BYTES: (usize, usize) = (64, 128 * 1024);

/// What of a value counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Normalise {
    /// Letters in lower case and digits.
    #[default]
    Words,
    /// Digits only.
    Digits,
}

/// A value in canonical form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExactValue(Vec<u8>);

impl ExactValue {
    /// The canonical form of a value, without what does not count. It may be empty.
    ///
    /// # Errors
    ///
    /// If the value is over 8 words or 96 bytes; the message does not hold it.
    pub fn new(value: &str, normalise: Normalise) -> Result<Self, String> {
        let digits: String;
        let value = match normalise {
            Normalise::Words => value,
            Normalise::Digits => {
                digits = value.chars().filter(char::is_ascii_digit).collect();
                &digits
            }
        };
        let form = exact::canonical(value);
        form.map(Self).ok_or_else(|| {
            std::format!(
                "expected a value of at most {WORDS_MAX} words and {LENGTH_MAX} bytes, found a longer one"
            )
        })
    }

    /// Letters and digits.
    pub fn count(&self) -> usize {
        String::from_utf8_lossy(&self.0).chars().filter(|c| *c != ' ').count()
    }
}

/// A table of exact values.
#[derive(Clone, Debug)]
pub struct ExactSet {
    /// Its description's file, for messages; sets are in order of it.
    pub file: String,
    /// Label.
    pub label: String,
    /// `[A-Z_]+`
    pub placeholder: String,
    /// Per mille.
    pub confidence_pm: u16,
    /// How far from a value its companion may stand, bytes; 0 where values need none.
    pub near_bytes: u32,
    /// What the key of the hashes is made of, if not of the values.
    pub key: Option<String>,
    /// Values, with their companions where they need one.
    pub rows: Vec<(ExactValue, Option<ExactValue>)>,
}

/// What tables add to an artifact.
#[derive(Debug, Default)]
pub(super) struct Tables {
    count: usize,
    hashes: usize,
    firsts: BTreeSet<u32>,
    bytes: Vec<u8>,
}

impl Tables {
    /// The artifact's section: which letters values begin with, and the sets.
    pub(super) fn section(&self) -> Vec<u8> {
        if self.count == 0 {
            return Vec::new();
        }
        // One bit in sixteen is set, or fewer.
        let (least, most) = FIRSTS_BYTES;
        let size = (self.firsts.len() * 2).next_power_of_two().clamp(least, most);
        let mut firsts = std::vec![0u8; size];
        for hash in &self.firsts {
            let bit = *hash as usize & (size * 8 - 1);
            if let Some(byte) = firsts.get_mut(bit / 8) {
                *byte |= 1 << (bit % 8);
            }
        }
        let mut writer = Writer::default();
        writer.section(&firsts);
        writer.0.extend(&self.bytes);
        writer.0
    }
}

impl Compiler {
    /// Adds a table.
    pub(super) fn exact(&mut self, set: &ExactSet) -> Result<(), DetectorProblem> {
        let source = description::Source { name: &set.file, text: "" };
        let problem = |message: String| source.problem(0, message);
        description::names(&set.label, &set.placeholder, set.confidence_pm).map_err(|e| problem(e.1))?;
        if set.near_bytes > NEAR_MAX {
            return Err(problem(std::format!("expected a companion within at most {NEAR_MAX} bytes")));
        }
        let index = u16::try_from(self.detectors.len()).map_err(|e| problem(e.to_string()))?;
        let mut rows: Vec<&(ExactValue, Option<ExactValue>)> = set.rows.iter().collect();
        rows.sort();
        rows.dedup();
        let values = rows.iter().map(|(value, _)| value).collect::<BTreeSet<_>>().len();
        if values == 0 {
            return Err(problem("expected values, found none".to_string()));
        }
        let key = key(set, &rows);
        let mut hashes = hashes(&key, set.near_bytes > 0, &rows);
        self.tables.count += 1;
        self.tables.hashes += hashes.len();
        if self.tables.count > SETS_MAX || self.tables.hashes > HASHES_MAX {
            return Err(problem(std::format!(
                "expected at most {SETS_MAX} tables and {HASHES_MAX} values in all of them (one with a companion counts twice), \
                found more"
            )));
        }
        let forms = rows.iter().flat_map(|(value, companion)| core::iter::once(value).chain(companion));
        self.tables.firsts.extend(forms.map(|form| exact::first_letters(&form.0)));
        pad(&key, &mut hashes);
        let filter = BinaryFuse32::try_from(&hashes)
            .map_err(|e| problem(std::format!("no filter could be built: {e}")))?;
        let before = self.tables.bytes.len();
        self.tables.write(index, set, &key, &rows, &filter);
        let bytes = self.tables.bytes.len() - before;
        self.own.push(OwnReport { label: set.label.clone(), table: true, count: values, bytes });
        self.detectors.push(Detector {
            label: set.label.clone(),
            placeholder: set.placeholder.clone(),
            trigger: Trigger::Exact,
            validator: None,
            confidence_pm: set.confidence_pm,
            context: None,
            keep_last: None,
            open_end: false,
        });
        Ok(())
    }
}

impl Tables {
    fn write(
        &mut self,
        detector: u16,
        set: &ExactSet,
        key: &[u8; 16],
        rows: &[&(ExactValue, Option<ExactValue>)],
        filter: &BinaryFuse32,
    ) {
        let bits = |forms: &mut dyn Iterator<Item = &ExactValue>| {
            forms.fold(0u128, |bits, form| bits | 1 << form.0.len().min(LENGTH_MAX)).to_le_bytes()
        };
        let mut writer = Writer(core::mem::take(&mut self.bytes));
        writer.u32(usize::from(detector));
        writer.0.extend(key);
        writer.0.extend(bits(&mut rows.iter().map(|(value, _)| value)));
        writer.0.extend(bits(&mut rows.iter().filter_map(|(_, companion)| companion.as_ref())));
        writer.u32(set.near_bytes as usize);
        let mut bytes = Vec::new();
        fuse::write(&filter.descriptor, &mut bytes);
        bytes.extend(filter.fingerprints.iter().flat_map(|entry| entry.to_le_bytes()));
        writer.section(&bytes);
        self.bytes = writer.0;
    }
}

/// The key of a set's hashes: of what its description says, or of its values. The same input gives the same key.
fn key(set: &ExactSet, rows: &[&(ExactValue, Option<ExactValue>)]) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(b"countersign exact values 1\0");
    hash.update(set.label.as_bytes());
    match &set.key {
        Some(key) => hash.update(key.as_bytes()),
        None => {
            for (value, companion) in rows {
                for form in [Some(value), companion.as_ref()].into_iter().flatten() {
                    hash.update(&form.0);
                    hash.update([0xff]);
                }
            }
        }
    }
    hash.finalize().first_chunk().copied().unwrap_or_default()
}

/// What the filter holds: every value, and every value with its companion. Ascending, each once.
fn hashes(key: &[u8; 16], near: bool, rows: &[&(ExactValue, Option<ExactValue>)]) -> Vec<u64> {
    let hasher = SipHasher24::new_with_key(key);
    let mut hashes = Vec::with_capacity(rows.len());
    for (value, companion) in rows {
        hashes.push(hasher.hash(&value.0));
        if let Some(companion) = companion.as_ref().filter(|_| near) {
            let mut row = std::vec![0; value.0.len() + 1 + companion.0.len()];
            exact::join(&mut row, &value.0, &companion.0);
            hashes.push(hasher.hash(&row));
        }
    }
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Adds hashes of nothing to a set that is too small for a filter.
fn pad(key: &[u8; 16], hashes: &mut Vec<u64>) {
    let hasher = SipHasher24::new_with_key(key);
    let missing = HASHES_MIN.saturating_sub(hashes.len());
    hashes.extend((0..missing).map(|i| hasher.hash(&[0xfe, u8::try_from(i).unwrap_or(0)])));
    hashes.sort_unstable();
    hashes.dedup();
}
