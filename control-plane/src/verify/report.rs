//! What a verification found.

use std::collections::BTreeMap;

use serde::Serialize;

/// Problems listed; what is above is counted.
const PROBLEMS_MAX: usize = 1000;

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckName {
    /// The keys came from elsewhere than the log.
    PinnedKeys,
    /// Log indexes run from 0 without holes.
    LogIndexes,
    /// Every leaf is a record and a signature line.
    Leaves,
    /// Every payload is canonical JSON.
    Canonical,
    /// Every record's instance has a certificate by a pinned enrolment key, for the record's time.
    Certificates,
    /// Every record is signed by its instance.
    Signatures,
    /// Sequence numbers run from 0 per VM start without holes, and each record names the one before.
    Chains,
    /// No two records have one id.
    Ids,
    /// Every outcome belongs to one earlier decision that is not final, and no decision has two.
    Pairing,
    /// The checkpoint is signed by the pinned log key and states the size of the log.
    Checkpoint,
    /// The records give the checkpoint's Merkle root.
    MerkleRoot,
    /// Every leaf is the one whose hash was put into the tree at its place.
    LeafHashes,
    /// The columns that records are searched by agree with the records.
    SearchColumns,
    /// Cosignatures of witnesses.
    Witnesses,
    /// Openings of commitments and disclosures.
    Openings,
}

impl CheckName {
    const ALL: [Self; 15] = [
        Self::PinnedKeys,
        Self::LogIndexes,
        Self::Leaves,
        Self::Canonical,
        Self::Certificates,
        Self::Signatures,
        Self::Chains,
        Self::Ids,
        Self::Pairing,
        Self::Checkpoint,
        Self::MerkleRoot,
        Self::LeafHashes,
        Self::SearchColumns,
        Self::Witnesses,
        Self::Openings,
    ];
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Looked at, and right.
    Valid,
    /// Looked at, and wrong.
    Invalid,
    /// Could not be looked at, at least in part.
    NotCheckable,
    /// What it needs was not given.
    NotSupplied,
}

pub(super) type Stated = (State, Option<String>);

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was looked at.
    pub check: CheckName,
    /// How it ended.
    pub state: State,
    /// Why it was not checkable or not supplied.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Number of problems.
    pub problems: u64,
}

/// Where a problem is, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Place in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_index: Option<u64>,
    /// Instance, as the record says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inst: Option<String>,
    /// Sequence number, as the record says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// Id, as the record says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The check that found it.
    pub check: CheckName,
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// What is wrong.
    pub message: String,
}

/// Numbers of what was seen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// All records.
    pub records: u64,
    /// Decision records.
    pub decisions: u64,
    /// Outcome records.
    pub outcomes: u64,
    /// Decisions that are not final and have no outcome (yet).
    pub open_decisions: u64,
}

/// The whole finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether nothing is invalid. Not a statement on what was not checkable or not supplied.
    pub valid: bool,
    /// Numbers of what was seen.
    #[serde(flatten)]
    pub counts: Counts,
    /// Every check with its state.
    pub checks: Vec<Check>,
    /// Problems in the order of the log, at most 1,000.
    pub problems: Vec<Problem>,
    /// Problems that are not listed.
    pub more_problems: u64,
}

/// Findings while they are collected.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub counts: Counts,
    problems: Vec<Problem>,
    by_check: BTreeMap<CheckName, u64>,
    more: u64,
}

impl Findings {
    pub fn problem(&mut self, check: CheckName, place: Place, message: impl Into<String>) {
        *self.by_check.entry(check).or_default() += 1;
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(Problem { check, place, message: message.into() });
        } else {
            self.more += 1;
        }
    }

    /// The report; `otherwise` gives the state of a check in which no problem was found.
    pub fn report(self, otherwise: impl Fn(CheckName) -> Stated) -> Report {
        let checks = CheckName::ALL.into_iter().map(|check| {
            let problems = self.by_check.get(&check).copied().unwrap_or(0);
            let (state, why) = if problems > 0 { (State::Invalid, None) } else { otherwise(check) };
            Check { check, state, why, problems }
        });
        Report {
            valid: self.by_check.is_empty(),
            checks: checks.collect(),
            counts: self.counts,
            problems: self.problems,
            more_problems: self.more,
        }
    }
}
