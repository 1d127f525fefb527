mod fixture;

use countersign_formats::time::Micros;
use serde_json::Value;

use self::fixture::{Fixture, Instance, T0, good, pins, signing};
use super::*;

#[test]
fn a_good_log_is_valid_and_says_what_was_not_looked_at() {
    let report = good().verify();
    assert!(report.valid, "{report:#?}");
    assert_eq!(report.counts, Counts { records: 6, decisions: 4, outcomes: 1, open_decisions: 2 });
    let state = |name| report.checks.iter().find(|c| c.check == name).unwrap().state;
    for name in [
        CheckName::PinnedKeys,
        CheckName::Signatures,
        CheckName::Chains,
        CheckName::MerkleRoot,
        CheckName::Pairing,
    ] {
        assert_eq!(state(name), State::Valid, "{name:?}");
    }
    for name in [CheckName::Witnesses, CheckName::Openings, CheckName::SearchColumns] {
        assert_eq!(state(name), State::NotSupplied, "{name:?}");
    }
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!((&json["valid"], &json["records"]), (&Value::Bool(true), &6.into()));
    assert_eq!(
        json["checks"][13],
        serde_json::json!({"check": "witnesses", "state": "not_supplied",
        "why": "no witness cosignatures were given", "problems": 0})
    );
}

#[test]
fn one_changed_byte_of_any_leaf_is_found_in_its_place() {
    let good = good();
    for row in 0..good.rows.len() {
        for byte in 0..good.rows[row].1.len() {
            let mut bad = good.clone();
            bad.rows[row].1[byte] ^= 1;
            let places = bad.places();
            let here = Some(row as u64);
            assert!(places.contains(&(CheckName::LeafHashes, here)), "row {row} byte {byte}: {places:?}");
            assert!(places.contains(&(CheckName::MerkleRoot, None)), "row {row} byte {byte}: {places:?}");
            // Without the stored hashes the record itself still tells, whatever byte it is.
            bad.rows.iter_mut().for_each(|row| row.3 = None);
            let by_itself = [CheckName::Leaves, CheckName::Signatures, CheckName::Certificates];
            let places = bad.places();
            assert!(
                places.iter().any(|(c, p)| by_itself.contains(c) && *p == here),
                "row {row} byte {byte}: {places:?}"
            );
        }
    }
}

#[test]
fn a_deleted_record_is_found_in_its_place() {
    for row in 0..6 {
        let mut bad = good();
        bad.rows.remove(row);
        let check = if row == 5 { CheckName::Checkpoint } else { CheckName::LogIndexes };
        assert!(bad.places().contains(&(check, Some(row as u64))), "row {row}: {:?}", bad.places());
        let report = bad.verify();
        let root = report.checks.iter().find(|c| c.check == CheckName::MerkleRoot).unwrap();
        assert_eq!(root.state, State::NotCheckable);
        // Hiding the hole by counting anew shows every later record as another than its hash, or the chain broken.
        bad.rows.iter_mut().zip(0..).for_each(|(row, index)| row.0 = index);
        let places = bad.places();
        assert!(places.contains(&(CheckName::Checkpoint, Some(5))), "row {row}: {places:?}");
    }
}

#[test]
fn swapped_records_are_found_in_both_places() {
    // Of one chain, of two chains, a decision with its outcome.
    for (a, b) in [(4, 5), (0, 1), (0, 2), (1, 4)] {
        let bad = good().swap_leaves(a, b);
        let places = bad.places();
        for row in [a, b] {
            assert!(places.contains(&(CheckName::LeafHashes, Some(row as u64))), "{a} {b}: {places:?}");
        }
    }
    // Whole rows, hashes and all: the root still tells, and so does the chain where it is one.
    let mut bad = good();
    bad.rows.swap(4, 5);
    (bad.rows[4].0, bad.rows[5].0) = (4, 5);
    let places = bad.places();
    assert!(
        places.contains(&(CheckName::MerkleRoot, None)) && places.contains(&(CheckName::Chains, Some(4))),
        "{places:?}"
    );
}

#[test]
fn a_duplicate_is_found_in_its_place() {
    let mut bad = good();
    let mut again = bad.rows[4].clone();
    again.0 = 6;
    bad.rows.push(again);
    let places = bad.places();
    assert!(places.contains(&(CheckName::Ids, Some(6))), "{places:?}");
    assert!(places.contains(&(CheckName::Chains, Some(6))), "{places:?}");
    assert!(places.contains(&(CheckName::Checkpoint, Some(6))), "{places:?}");
    let mut twice = good();
    twice.rows.insert(3, twice.rows[2].clone());
    assert!(twice.places().contains(&(CheckName::LogIndexes, Some(2))), "{:?}", twice.places());
}

#[test]
fn outcomes_must_belong_to_an_earlier_open_decision_of_their_instance() {
    let problems = |make: &dyn Fn(&mut Instance, &mut Instance) -> Vec<Vec<u8>>| {
        let (mut one, mut two) = (Instance::new(1), Instance::new(2));
        let leaves = make(&mut one, &mut two);
        let owner =
            |leaf: &[u8]| if Leaf::parse(leaf).unwrap().record.gw.boot == one.boot { &one } else { &two };
        let rows: Vec<(&Instance, &[u8])> =
            leaves.iter().map(|leaf| (owner(leaf), leaf.as_slice())).collect();
        Fixture::of(&rows).places()
    };
    let pairing = |n| vec![(CheckName::Pairing, Some(n))];
    let twice = problems(&|one, _| {
        let decision = one.decision("allow");
        vec![decision.1.clone(), one.outcome(&decision), one.outcome(&decision)]
    });
    assert_eq!(twice, pairing(2));
    let of_final = problems(&|one, _| {
        let decision = one.decision("block");
        vec![decision.1.clone(), one.outcome(&decision)]
    });
    assert_eq!(of_final, pairing(1));
    let foreign = problems(&|one, two| {
        let decision = one.decision("allow");
        vec![decision.1.clone(), two.outcome(&decision)]
    });
    assert_eq!(foreign, pairing(1));
    let other_leaf = problems(&|one, _| {
        let mut decision = one.decision("allow");
        let leaf = std::mem::take(&mut decision.1);
        vec![leaf, one.outcome(&decision)]
    });
    assert_eq!(other_leaf, pairing(1));
    let none = problems(&|one, two| {
        let decision = two.decision("allow");
        vec![one.outcome(&decision), decision.1]
    });
    assert_eq!(none, pairing(0));
}

#[test]
fn certificates_must_be_by_the_pinned_key_for_the_instance_and_the_time() {
    let at = |fixture: &Fixture, row: u64| fixture.places().contains(&(CheckName::Certificates, Some(row)));
    let mut missing = good();
    missing.rows[3].2 = None;
    assert!(at(&missing, 3));
    let signatures = missing.verify().checks.into_iter().find(|c| c.check == CheckName::Signatures).unwrap();
    assert_eq!(signatures.state, State::NotCheckable);
    let mut foreign = good();
    foreign.rows[0].2 = foreign.rows[1].2.clone();
    assert!(at(&foreign, 0));
    let mut changed = good();
    changed.rows[0].2 =
        changed.rows[0].2.take().map(|c| c.replacen("\"payload\":\"ey", "\"payload\":\"fy", 1));
    assert!(at(&changed, 0));

    let mut early = Instance::new(1);
    let record = Record { time: Micros(T0 - 2_000_000).to_rfc3339(), ..early.record("heartbeat") };
    let leaf = early.seal(&record);
    assert!(at(&Fixture::of(&[(&early, &leaf)]), 0));

    let mut verifier = Verifier::new(Pins {
        enrolment: vec![signing("cp.test/enrolment", 9).verifying_key().clone()],
        ..pins()
    });
    let good = good();
    let (log_index, leaf, certificate, _) = &good.rows[0];
    let found = LogLeaf {
        log_index: *log_index,
        leaf,
        certificate: certificate.as_deref(),
        merkle_hash: None,
        columns: None,
    };
    verifier.leaf(&found);
    assert!(verifier.finish(None).problems.iter().any(|p| p.check == CheckName::Certificates));
}

#[test]
fn checkpoints_must_be_by_the_pinned_key_of_this_log() {
    let checks = |checkpoint: String| {
        let places = Fixture { checkpoint, ..good() }.places();
        places.into_iter().map(|(check, _)| check).collect::<Vec<_>>()
    };
    let text = |origin: &str| Checkpoint { origin: origin.into(), size: 6, root: Digest::ZERO }.to_text();
    let key = signing("cp.test/log", 101);
    assert_eq!(checks(note::sign(&text("cp.test/log"), &signing("cp.test/log", 1))), [CheckName::Checkpoint]);
    assert_eq!(checks(String::new()), [CheckName::Checkpoint]);
    assert_eq!(checks(note::sign(&text("other/log"), &key)), [CheckName::Checkpoint, CheckName::MerkleRoot]);
    assert_eq!(checks(note::sign(&text("cp.test/log"), &key)), [CheckName::MerkleRoot]);
}

#[test]
fn search_columns_must_agree() {
    let good = good();
    let (log_index, leaf, certificate, merkle_hash) = &good.rows[0];
    let record = Leaf::parse(leaf).unwrap().record;
    let right = Columns::of(&record);
    let check = |columns: Columns<'_>| {
        let mut verifier = Verifier::new(pins());
        verifier.leaf(&LogLeaf {
            log_index: *log_index,
            leaf,
            certificate: certificate.as_deref(),
            merkle_hash: *merkle_hash,
            columns: Some(columns),
        });
        verifier.finish(None).problems.into_iter().map(|p| p.check).collect::<Vec<_>>()
    };
    assert_eq!(check(right), []);
    assert_eq!(check(Columns { verdict: Some("block"), ..right }), [CheckName::SearchColumns]);
    assert_eq!(check(Columns { tenant: "umbrella", ..right }), [CheckName::SearchColumns]);
}

#[test]
fn only_canonical_bytes_are_canonical() {
    assert!(is_canonical(br#"{"a":1,"b":["x",null,true]}"#));
    for other in [
        &br#"{"b":1,"a":1}"#[..],
        br#"{"a":1,"a":1}"#,
        br#"{"a": 1}"#,
        br#"{"a":1.0}"#,
        br#"{"a":"\u0041"}"#,
        b"{",
        b"",
        br#"{"a":1e2}"#,
        br#"{"a":9007199254740992}"#,
        br#"{"a":1} "#,
    ] {
        assert!(!is_canonical(other), "{}", String::from_utf8_lossy(other));
    }
}
