//! A log of two instances that is right until a test damages it.

use countersign_formats::{
    digest::Digest,
    dsse::Envelope,
    enrol::{CERTIFICATE_TYPE, InstanceCertificate},
    ids, jcs,
    keys::SigningKey,
    leaf,
    merkle::{Frontier, leaf_hash},
    note::{self, Checkpoint},
    record::{Decision, RECORD_VERSION, Record},
    time::Micros,
};

use crate::verify::{CheckName, LogLeaf, Pins, Report, Verifier};

pub(super) const T0: u64 = 1_795_332_972_000_000;

pub(super) fn signing(name: &str, seed: u8) -> SigningKey {
    SigningKey::from_seed(name, &[seed; 32]).unwrap()
}

pub(super) struct Instance {
    pub(super) boot: String,
    key: SigningKey,
    certificate: String,
    seq: u64,
    prev: Digest,
}

/// Log index, leaf, certificate, stored hash.
type Row = (u64, Vec<u8>, Option<String>, Option<Digest>);

/// A log that can be damaged.
#[derive(Clone)]
pub(super) struct Fixture {
    pub(super) rows: Vec<Row>,
    pub(super) checkpoint: String,
}

impl Instance {
    pub(super) fn new(n: u8) -> Self {
        let boot = ids::uuid_v7(Micros(T0), [n; 10]);
        let key = signing(&format!("gw.test/{boot}"), n);
        let certificate = InstanceCertificate {
            boot: boot.clone(),
            build: "sha256:x".into(),
            inst: key.verifying_key().name().into(),
            not_after: Micros(T0 + 1_000_000_000).to_rfc3339(),
            not_before: Micros(T0 - 1_000_000).to_rfc3339(),
            vkey: key.verifying_key().to_vkey(),
        };
        let payload = jcs::to_vec(&certificate).unwrap();
        let certificate =
            Envelope::sign(CERTIFICATE_TYPE, &payload, &[&signing("cp.test/enrolment", 100)]).to_json();
        Self { boot, key, certificate, seq: 0, prev: Digest::ZERO }
    }

    pub(super) fn record(&self, kind: &str) -> Record {
        let mut record =
            Record { v: RECORD_VERSION, kind: kind.into(), tenant: "acme".into(), ..Record::default() };
        record.id = format!("{}-{}", self.boot, self.seq);
        record.time = Micros(T0 + self.seq * 1000).to_rfc3339();
        record.gw.inst = self.key.verifying_key().name().into();
        record.gw.boot = self.boot.clone();
        record.gw.seq = self.seq;
        record.gw.prev = self.prev.to_text();
        record
    }

    pub(super) fn seal(&mut self, record: &Record) -> Vec<u8> {
        let leaf = leaf::seal(jcs::to_vec(record).unwrap(), &self.key);
        self.seq += 1;
        self.prev = Digest::of(&leaf);
        leaf
    }

    pub(super) fn decision(&mut self, verdict: &str) -> (Record, Vec<u8>) {
        let mut record = self.record("decision");
        let is_final = verdict == "block";
        record.decision = Some(Decision {
            is_final,
            verdict: verdict.into(),
            mode: "enforce".into(),
            ..Decision::default()
        });
        let leaf = self.seal(&record);
        (record, leaf)
    }

    pub(super) fn outcome(&mut self, decision: &(Record, Vec<u8>)) -> Vec<u8> {
        let of_leaf = Some(Digest::of(&decision.1).to_text());
        let outcome = Record { of: Some(decision.0.id.clone()), of_leaf, ..self.record("outcome") };
        self.seal(&outcome)
    }
}

impl Fixture {
    pub(super) fn of(leaves: &[(&Instance, &[u8])]) -> Self {
        let mut tree = Frontier::new();
        let rows = leaves.iter().zip(0..).map(|((instance, leaf), index)| {
            tree.push(leaf_hash(leaf));
            (index, leaf.to_vec(), Some(instance.certificate.clone()), Some(leaf_hash(leaf)))
        });
        let rows = rows.collect();
        Self { rows, checkpoint: checkpoint(&tree) }
    }

    pub(super) fn verify(&self) -> Report {
        let mut verifier = Verifier::new(pins());
        for (log_index, leaf, certificate, merkle_hash) in &self.rows {
            verifier.leaf(&LogLeaf {
                log_index: *log_index,
                leaf,
                certificate: certificate.as_deref(),
                merkle_hash: *merkle_hash,
                columns: None,
            });
        }
        verifier.finish(Some(&self.checkpoint))
    }

    /// Log indexes at which problems were found.
    pub(super) fn places(&self) -> Vec<(CheckName, Option<u64>)> {
        let report = self.verify();
        assert_eq!(report.valid, report.problems.is_empty());
        report.problems.into_iter().map(|p| (p.check, p.place.log_index)).collect()
    }

    pub(super) fn swap_leaves(mut self, a: usize, b: usize) -> Self {
        let (leaf_a, leaf_b) = (self.rows[a].clone(), self.rows[b].clone());
        (self.rows[a].1, self.rows[a].2) = (leaf_b.1, leaf_b.2);
        (self.rows[b].1, self.rows[b].2) = (leaf_a.1, leaf_a.2);
        self
    }
}

fn checkpoint(tree: &Frontier) -> String {
    let checkpoint = Checkpoint { origin: "cp.test/log".into(), size: tree.size(), root: tree.root() };
    note::sign(&checkpoint.to_text(), &signing("cp.test/log", 101))
}

pub(super) fn pins() -> Pins {
    Pins {
        enrolment: vec![signing("cp.test/enrolment", 100).verifying_key().clone()],
        log: signing("cp.test/log", 101).verifying_key().clone(),
        pinned: true,
    }
}

/// 0 decision of one; 1 decision of two; 2 outcome of 0; 3 blocked decision of two; 4 heartbeat of one; 5 open decision of one.
pub(super) fn good() -> Fixture {
    let (mut one, mut two) = (Instance::new(1), Instance::new(2));
    let first = one.decision("allow");
    let second = two.decision("redact");
    let outcome = one.outcome(&first);
    let blocked = two.decision("block");
    let heartbeat = one.record("heartbeat");
    let heartbeat = one.seal(&heartbeat);
    let open = one.decision("allow");
    Fixture::of(&[
        (&one, &first.1),
        (&two, &second.1),
        (&one, &outcome),
        (&two, &blocked.1),
        (&one, &heartbeat),
        (&one, &open.1),
    ])
}
