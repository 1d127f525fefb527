//! Judging a log with nothing but pinned keys.
//!
//! Pure: whoever calls feeds the leaves in the order of the log and then the checkpoint. Every check ends as *valid*,
//! *invalid*, *not checkable* (and why) or *not supplied*; nothing is called valid that was not looked at.

mod certificates;
mod chain;
mod pairing;
mod report;

use std::collections::HashSet;

use countersign_formats::{
    digest::Digest,
    jcs,
    keys::VerifyingKey,
    leaf::Leaf,
    merkle::{Frontier, leaf_hash},
    note::{self, Checkpoint},
    record::Record,
};

pub use self::report::{Check, CheckName, Counts, Place, Problem, Report, State};
use self::{certificates::Certificates, chain::Chains, pairing::Pairs, report::Findings};

/// The keys that everything is judged by.
#[derive(Clone, Debug)]
pub struct Pins {
    /// Keys that may have signed instance certificates.
    pub enrolment: Vec<VerifyingKey>,
    /// Key that must have signed the checkpoint.
    pub log: VerifyingKey,
    /// Whether the keys came from elsewhere than the log.
    pub pinned: bool,
}

/// One leaf as it was found.
#[derive(Clone, Copy, Debug)]
pub struct LogLeaf<'a> {
    /// Place in the log, as stored.
    pub log_index: u64,
    /// Leaf data.
    pub leaf: &'a [u8],
    /// DSSE envelope of the writer's certificate.
    pub certificate: Option<&'a str>,
    /// Merkle leaf hash as stored apart from the leaf. With it, a changed leaf is found and not only noticed.
    pub merkle_hash: Option<Digest>,
    /// The search columns that repeat parts of the leaf, where the caller has them.
    pub columns: Option<Columns<'a>>,
}

/// Search columns of a stored record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns<'a> {
    /// `id`
    pub id: &'a str,
    /// `gw.inst`
    pub inst: &'a str,
    /// `gw.seq`
    pub seq: u64,
    /// `type`
    pub kind: &'a str,
    /// `tenant`
    pub tenant: &'a str,
    /// `target.route`
    pub route: Option<&'a str>,
    /// `decision.verdict`
    pub verdict: Option<&'a str>,
    /// `of`
    pub of: Option<&'a str>,
}

impl<'a> Columns<'a> {
    /// The columns that belong to a record.
    pub fn of(record: &'a Record) -> Self {
        Self {
            id: &record.id,
            inst: &record.gw.inst,
            seq: record.gw.seq,
            kind: &record.kind,
            tenant: &record.tenant,
            route: record.target.as_ref().map(|t| t.route.as_str()),
            verdict: record.decision.as_ref().map(|d| d.verdict.as_str()),
            of: record.of.as_deref(),
        }
    }
}

/// Takes in a log leaf by leaf.
#[derive(Debug)]
pub struct Verifier {
    pins: Pins,
    findings: Findings,
    certificates: Certificates,
    chains: Chains,
    pairs: Pairs,
    ids: HashSet<String>,
    next_index: u64,
    whole: bool,
    tree: Frontier,
    stored_tree: Frontier,
    hashes: u64,
    columns: u64,
}

impl Verifier {
    /// Nothing seen yet.
    pub fn new(pins: Pins) -> Self {
        Self {
            pins,
            findings: Findings::default(),
            certificates: Certificates::default(),
            chains: Chains::default(),
            pairs: Pairs::default(),
            ids: HashSet::new(),
            next_index: 0,
            whole: true,
            tree: Frontier::new(),
            stored_tree: Frontier::new(),
            hashes: 0,
            columns: 0,
        }
    }

    /// The next leaf in the order of the log.
    pub fn leaf(&mut self, found: &LogLeaf<'_>) {
        self.findings.counts.records += 1;
        self.place(found);
        let parsed = match Leaf::parse(found.leaf) {
            Ok(parsed) => parsed,
            Err(error) => {
                let place = Place { log_index: Some(found.log_index), ..Place::default() };
                self.findings.problem(CheckName::Leaves, place, error.to_string());
                return;
            }
        };
        let record = &parsed.record;
        let place = Place {
            log_index: Some(found.log_index),
            inst: Some(record.gw.inst.clone()),
            seq: Some(record.gw.seq),
            id: Some(record.id.clone()),
        };
        if !is_canonical(parsed.payload) {
            let message = "expected the payload in canonical form (rfc 8785)";
            self.findings.problem(CheckName::Canonical, place.clone(), message);
        }
        if let Some(columns) = &found.columns {
            self.columns += 1;
            if *columns != Columns::of(record) {
                let message = "the search columns differ from the record";
                self.findings.problem(CheckName::SearchColumns, place.clone(), message);
            }
        }
        self.certificates.check(&self.pins.enrolment, found.certificate, &parsed, &place, &mut self.findings);
        self.chains.check(record, Digest::of(found.leaf), &place, &mut self.findings);
        if !self.ids.insert(record.id.clone()) {
            self.findings.problem(CheckName::Ids, place.clone(), "another record before has the same id");
        }
        self.pairs.check(record, Digest::of(found.leaf), &place, &mut self.findings);
    }

    /// Place in the log, and the leaf's share of the tree.
    fn place(&mut self, found: &LogLeaf<'_>) {
        let at = |log_index| Place { log_index: Some(log_index), ..Place::default() };
        if found.log_index > self.next_index {
            let (first, last) = (self.next_index, found.log_index - 1);
            self.findings.problem(
                CheckName::LogIndexes,
                at(first),
                format!("no record from log index {first} to {last}"),
            );
            self.whole = false;
        } else if found.log_index < self.next_index {
            let message = format!("expected log index {}, found {}", self.next_index, found.log_index);
            self.findings.problem(CheckName::LogIndexes, at(found.log_index), message);
            self.whole = false;
        }
        self.next_index = found.log_index.saturating_add(1);
        let hash = leaf_hash(found.leaf);
        self.tree.push(hash);
        if let Some(stored) = found.merkle_hash {
            self.hashes += 1;
            self.stored_tree.push(stored);
            if stored != hash {
                let message = "the leaf is not the one whose hash was put into the tree at this place";
                self.findings.problem(CheckName::LeafHashes, at(found.log_index), message);
            }
        }
    }

    /// Everything was fed; `checkpoint` is the newest signed checkpoint.
    pub fn finish(mut self, checkpoint: Option<&str>) -> Report {
        self.pairs.finish(&mut self.findings.counts);
        let total = self.findings.counts.records;
        let (checkpoint_state, root_state) = self.tree(checkpoint);
        let supplied = |n: u64, what: &str| match n {
            0 if total > 0 => (State::NotSupplied, Some(format!("no {what} were given"))),
            n if n < total => (State::NotCheckable, Some(format!("{} records have none", total - n))),
            _ => (State::Valid, None),
        };
        let without_key = self.certificates.without_key();
        let signatures = match without_key {
            0 => (State::Valid, None),
            n => (
                State::NotCheckable,
                Some(format!("{n} records have no valid certificate to check them with")),
            ),
        };
        let pinned = if self.pins.pinned {
            (State::Valid, None)
        } else {
            (
                State::NotSupplied,
                Some("the keys come from the same place as the log; pin them with --trust".to_owned()),
            )
        };
        let by_name = |name| match name {
            CheckName::PinnedKeys => pinned.clone(),
            CheckName::Signatures => signatures.clone(),
            CheckName::Checkpoint => checkpoint_state.clone(),
            CheckName::MerkleRoot => root_state.clone(),
            CheckName::LeafHashes => supplied(self.hashes, "stored hashes"),
            CheckName::SearchColumns => supplied(self.columns, "search columns"),
            CheckName::Witnesses => {
                (State::NotSupplied, Some("no witness cosignatures were given".to_owned()))
            }
            CheckName::Openings => (
                State::NotSupplied,
                Some("commitments and disclosures are checked with their openings".to_owned()),
            ),
            _ => (State::Valid, None),
        };
        self.findings.report(by_name)
    }

    /// The checkpoint against the key, and the tree against the checkpoint.
    fn tree(&mut self, checkpoint: Option<&str>) -> (report::Stated, report::Stated) {
        let unstated = || {
            (State::NotCheckable, Some("without a valid checkpoint there is no root to compare".to_owned()))
        };
        let Some(checkpoint) = checkpoint else {
            return ((State::NotSupplied, Some("no checkpoint was given".to_owned())), unstated());
        };
        let read = note::verify(checkpoint, &self.pins.log).and_then(Checkpoint::parse);
        let checkpoint = match read {
            Ok(checkpoint) => checkpoint,
            Err(error) => {
                self.findings.problem(CheckName::Checkpoint, Place::default(), error.to_string());
                return ((State::Valid, None), unstated());
            }
        };
        if checkpoint.origin != self.pins.log.name() {
            self.findings.problem(
                CheckName::Checkpoint,
                Place::default(),
                "the checkpoint is of another log",
            );
        }
        let stated = Digest::to_text(checkpoint.root);
        if checkpoint.size != self.next_index {
            let place = Place { log_index: Some(checkpoint.size.min(self.next_index)), ..Place::default() };
            let message = format!(
                "the checkpoint states {} records, the log ends at {}",
                checkpoint.size, self.next_index
            );
            self.findings.problem(CheckName::Checkpoint, place, message);
        }
        if !self.whole || checkpoint.size != self.tree.size() {
            let why = "records are missing or out of place, so that their root cannot be the checkpoint's";
            return ((State::Valid, None), (State::NotCheckable, Some(why.to_owned())));
        }
        if checkpoint.root != self.tree.root() {
            let blame =
                if self.stored_tree.size() == checkpoint.size && self.stored_tree.root() == checkpoint.root {
                    "the stored hashes give it, so the records named under leaf_hashes were changed"
                } else {
                    "the stored hashes do not give it either"
                };
            let message = format!("expected the root {stated} of the checkpoint, found another; {blame}");
            self.findings.problem(CheckName::MerkleRoot, Place::default(), message);
        }
        ((State::Valid, None), (State::Valid, None))
    }
}

/// Whether bytes are the canonical form of the JSON that they hold. False for duplicate keys, spaces, another order, other
/// escapes, and numbers outside the profile.
pub fn is_canonical(payload: &[u8]) -> bool {
    let value: Result<serde_json::Value, _> = serde_json::from_slice(payload);
    value.is_ok_and(|value| jcs::canonicalise(&value).is_ok_and(|canonical| canonical == payload))
}

#[cfg(test)]
mod tests;
