//! Decisions and their outcomes.

use std::collections::HashMap;

use countersign_formats::{digest::Digest, record::Record};

use super::report::{CheckName, Counts, Findings, Place};

/// The decisions seen so far.
#[derive(Debug, Default)]
pub struct Pairs(HashMap<String, Seen>);

#[derive(Debug)]
struct Seen {
    inst: String,
    leaf: Digest,
    is_final: bool,
    has_outcome: bool,
}

impl Pairs {
    /// Takes in a decision, checks an outcome; other records pass.
    pub fn check(&mut self, record: &Record, leaf: Digest, place: &Place, findings: &mut Findings) {
        match record.kind.as_str() {
            "decision" => {
                findings.counts.decisions += 1;
                let is_final = record.decision.as_ref().is_some_and(|d| d.is_final);
                let seen = Seen { inst: record.gw.inst.clone(), leaf, is_final, has_outcome: false };
                self.0.entry(record.id.clone()).or_insert(seen);
            }
            "outcome" => {
                findings.counts.outcomes += 1;
                if let Err(message) = self.outcome(record) {
                    findings.problem(CheckName::Pairing, place.clone(), message);
                }
            }
            _ => {}
        }
    }

    fn outcome(&mut self, record: &Record) -> Result<(), &'static str> {
        let decision = record.of.as_ref().and_then(|of| self.0.get_mut(of));
        let decision = decision.ok_or("the outcome names no earlier decision")?;
        if decision.inst != record.gw.inst {
            return Err("the outcome names a decision of another instance");
        }
        if record.of_leaf.as_deref().and_then(Digest::parse) != Some(decision.leaf) {
            return Err("of_leaf is not the digest of the decision that the outcome names");
        }
        if decision.is_final {
            return Err("the outcome names a decision that is final");
        }
        if std::mem::replace(&mut decision.has_outcome, true) {
            return Err("another outcome before names the same decision");
        }
        Ok(())
    }

    /// Counts what is open.
    pub fn finish(&self, counts: &mut Counts) {
        let open = self.0.values().filter(|d| !d.is_final && !d.has_outcome).count();
        counts.open_decisions = open as u64;
    }
}
