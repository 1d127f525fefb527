//! The chain and its queue.

use alloc::{format, vec};

use countersign_formats::{leaf::Leaf, record::Decision};

use super::*;

const T: Micros = Micros(1_795_332_972_000_000);

fn ledger() -> Ledger {
    let key = SigningKey::from_seed("gw.test/one", &[7; 32]).unwrap();
    Ledger::new(Writer { boot: "boot".into(), build: "sha256:b".into(), key })
}

fn decision(id: &str) -> Record {
    Record {
        id: id.into(),
        kind: "decision".into(),
        decision: Some(Decision::default()),
        v: 1,
        ..Record::default()
    }
}

fn reply(next_seq: u64) -> Vec<u8> {
    format!("{{\"next_seq\":{next_seq}}}").into_bytes()
}

fn send(ledger: &mut Ledger, token: u32) -> Vec<Vec<u8>> {
    let body = ledger.next_batch(T).unwrap();
    assert_eq!(ledger.sent(Some(token), T), None);
    batch::parse(&body).unwrap().iter().map(|entry| entry.leaf.to_vec()).collect()
}

#[test]
fn records_are_chained_signed_and_sent_in_order() {
    let mut ledger = ledger();
    ledger.append(decision("a"), &Side::default()).unwrap();
    let sealed = ledger.append_now(decision("b"), &Side::default(), Some(5)).unwrap();
    let leaves = send(&mut ledger, 1);
    let parsed: Vec<Leaf<'_>> = leaves.iter().map(|leaf| Leaf::parse(leaf).unwrap()).collect();
    assert_eq!(parsed.iter().map(|l| l.record.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(parsed.iter().map(|l| l.record.gw.seq).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(parsed[0].record.gw.prev, Digest::ZERO.to_text());
    assert_eq!(parsed[1].record.gw.prev, Digest::of(&leaves[0]).to_text());
    assert_eq!(sealed, Digest::of(&leaves[1]));
    assert!(parsed.iter().all(|leaf| leaf.verify(ledger.writer().key.verifying_key())));
    assert_eq!(ledger.answered(200, &reply(2), T), Committed::Stored(vec![5]));
    assert!(ledger.is_empty());
}

#[test]
fn one_batch_is_away_at_a_time_and_the_next_takes_what_waited() {
    let mut ledger = ledger();
    ledger.append_now(decision("a"), &Side::default(), Some(1)).unwrap();
    assert_eq!(send(&mut ledger, 10).len(), 1);
    for id in ["b", "c"] {
        ledger.append_now(decision(id), &Side::default(), Some(2)).unwrap();
        assert_eq!(ledger.next_batch(T), None);
    }
    assert!(ledger.is_waiting_for(10) && !ledger.is_waiting_for(11));
    assert_eq!(ledger.answered(200, &reply(1), T), Committed::Stored(vec![1]));
    assert_eq!(send(&mut ledger, 11).len(), 2);
}

#[test]
fn a_failed_commit_refuses_its_waiters_keeps_the_records_and_closes_for_a_while() {
    for (status, body) in
        [(503, Vec::new()), (0, Vec::new()), (200, b"no reply".to_vec()), (200, reply(7)), (413, Vec::new())]
    {
        let mut ledger = ledger();
        ledger.append_now(decision("a"), &Side::default(), Some(1)).unwrap();
        send(&mut ledger, 10);
        ledger.append_now(decision("b"), &Side::default(), Some(2)).unwrap();
        assert_eq!(ledger.answered(status, &body, T), Committed::Failed(vec![1, 2]), "status {status}");
        assert_eq!(ledger.ready(T), Err(LedgerError::Unreachable));
        assert_eq!(ledger.next_batch(T), None);
        let later = Micros(T.0 + BACKOFF_MIN);
        assert_eq!(ledger.ready(later), Ok(()));
        let body = ledger.next_batch(later).unwrap();
        assert_eq!(batch::parse(&body).unwrap().len(), 2, "nothing is lost");
        assert_eq!(ledger.sent(Some(11), later), None);
        assert_eq!(ledger.answered(200, &reply(2), later), Committed::Stored(vec![]));
    }
}

#[test]
fn a_lost_acknowledgement_is_made_up_for() {
    let mut ledger = ledger();
    ledger.append_now(decision("a"), &Side::default(), None).unwrap();
    ledger.append_now(decision("b"), &Side::default(), Some(3)).unwrap();
    send(&mut ledger, 10);
    assert_eq!(ledger.answered(409, &reply(1), T), Committed::Stored(vec![]));
    assert_eq!(send(&mut ledger, 11).len(), 1);
    assert_eq!(ledger.answered(200, &reply(2), T), Committed::Stored(vec![3]));
}

#[test]
fn a_chain_that_cannot_continue_is_broken() {
    for (status, next) in [(409, 0), (409, 9), (401, 0), (422, 0)] {
        let mut ledger = ledger();
        ledger.append_now(decision("a"), &Side::default(), Some(1)).unwrap();
        send(&mut ledger, 10);
        assert_eq!(ledger.answered(status, &reply(next), T), Committed::Broken(vec![1]), "{status} {next}");
    }
}

#[test]
fn the_queue_is_bounded() {
    let mut ledger = ledger();
    let mut appended = 0;
    while ledger.ready(T).is_ok() {
        ledger.append(decision("x"), &Side::default()).unwrap();
        appended += 1;
    }
    assert!(appended <= QUEUE_RECORDS_MAX);
    assert_eq!(ledger.ready(T), Err(LedgerError::QueueFull));
    assert!(
        ledger.append(decision("outcome"), &Side::default()).is_ok(),
        "room is left for what must still be said"
    );
    while ledger.append(decision("x"), &Side::default()).is_ok() {
        appended += 1;
        assert!(appended <= 2 * QUEUE_RECORDS_MAX);
    }
}

#[test]
fn a_record_over_the_limit_is_counted_and_leaves_the_chain_whole() {
    let mut ledger = ledger();
    let mut large = decision("large");
    large.tenant = "t".repeat(LEAF_BYTES_MAX);
    assert_eq!(ledger.append_now(large, &Side::default(), Some(1)).unwrap_err(), LedgerError::TooLarge);
    assert_eq!(ledger.dropped(), 1);
    ledger.append_now(decision("next"), &Side::default(), None).unwrap();
    let leaves = send(&mut ledger, 1);
    assert_eq!(Leaf::parse(&leaves[0]).unwrap().record.gw.seq, 0);
}

#[test]
fn an_outcome_names_its_decision_sealed_or_not() {
    for sealed_first in [true, false] {
        let mut ledger = ledger();
        ledger.append(decision("a"), &Side::default()).unwrap();
        let mut first = Vec::new();
        if sealed_first {
            first = send(&mut ledger, 1);
            ledger.answered(200, &reply(1), T);
        }
        assert!(ledger.close("a") && !ledger.close("a"), "one outcome a decision");
        assert_eq!(ledger.open_decisions(), 0);
        let outcome = Record { kind: "outcome".into(), of: Some("a".into()), v: 1, ..Record::default() };
        ledger.append(outcome, &Side::default()).unwrap();
        first.extend(send(&mut ledger, 2));
        let outcome = Leaf::parse(&first[1]).unwrap().record;
        assert_eq!(outcome.of_leaf, Some(Digest::of(&first[0]).to_text()));
    }
}

#[test]
fn records_that_pile_up_are_sealed_by_whoever_appends() {
    let mut ledger = ledger();
    for _ in 0..2000 {
        ledger.append(decision("x"), &Side::default()).unwrap();
        assert!(ledger.unsealed.len() <= UNSEALED_MAX);
    }
    assert_eq!(ledger.len(), 2000);
}
