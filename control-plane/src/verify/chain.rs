//! The chain of each VM start: numbers without holes, each record naming the one before.

use std::collections::HashMap;

use countersign_formats::{digest::Digest, record::Record};

use super::report::{CheckName, Findings, Place};

/// Where each chain stands.
#[derive(Debug, Default)]
pub struct Chains(HashMap<(String, String), (u64, Digest)>);

impl Chains {
    /// The next record of its chain. After a problem the chain is followed from the record as found, so that one hole is
    /// one problem.
    pub fn check(&mut self, record: &Record, digest: Digest, place: &Place, findings: &mut Findings) {
        let chain =
            self.0.entry((record.gw.inst.clone(), record.gw.boot.clone())).or_insert((0, Digest::ZERO));
        let (next, last) = *chain;
        if record.gw.seq != next {
            let message = format!("expected sequence number {next}, found {}", record.gw.seq);
            findings.problem(CheckName::Chains, place.clone(), message);
        } else if Digest::parse(&record.gw.prev) != Some(last) {
            findings.problem(CheckName::Chains, place.clone(), "prev is not the digest of the record before");
        }
        *chain = (record.gw.seq.saturating_add(1), digest);
    }
}
