//! Changes to the database behind the server's back, found by `countersign verify`.

use countersign_formats::digest::Digest;
use countersign_formats::record::Record;
use serde_json::Value;

use crate::support::{Gateway, Scratch, Server, binary, change, verify};

/// A stopped server's data: decisions of two tenants and two instances, one outcome; six records.
fn filled() -> Scratch {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let (mut one, mut two) = (Gateway::enrolled(&server), Gateway::enrolled(&server));
    let decision = one.decision("acme", "support", "allow");
    let leaf = one.store(&server, &decision);
    two.store(&server, &two.decision("umbrella", "support", "block"));
    let of_leaf = Some(Digest::of(&leaf).to_text());
    let outcome = Record { of: Some(decision.id), of_leaf, ..one.record("outcome", "acme") };
    one.store(&server, &outcome);
    two.store(&server, &two.decision("umbrella", "legal", "redact"));
    one.store(&server, &one.record("heartbeat", "acme"));
    one.store(&server, &one.decision("acme", "legal", "block"));
    assert!(server.terminate());
    scratch
}

/// The report on a log that was changed by `sql`.
fn changed(sql: &'static str) -> Value {
    let scratch = filled();
    let (passed, report) = verify(scratch.path());
    assert!(passed, "{report:#}");
    assert_eq!((&report["records"], &report["open_decisions"]), (&6.into(), &1.into()));
    change(scratch.path(), sql);
    let (passed, report) = verify(scratch.path());
    assert!(!passed && report["valid"] == false, "{sql}: {report:#}");
    report
}

fn has(report: &Value, check: &str, log_index: u64) -> bool {
    let problems = report["problems"].as_array().unwrap();
    problems.iter().any(|p| p["check"] == check && p["log_index"] == log_index)
}

#[test]
fn one_changed_byte_is_reported_with_its_place() {
    let report = changed(
        "UPDATE records SET leaf = CAST(replace(CAST(leaf AS TEXT), '\"verdict\":\"block\"', '\"verdict\":\"black\"') AS BLOB) \
         WHERE log_index = 1",
    );
    assert!(has(&report, "signatures", 1) && has(&report, "leaf_hashes", 1), "{report:#}");
    let problem = report["problems"].as_array().unwrap().iter().find(|p| p["check"] == "signatures").unwrap();
    assert!(problem["inst"].as_str().unwrap().starts_with("gw.test/eu1/"));
    assert_eq!(problem["seq"], 0);
}

#[test]
fn a_deleted_record_is_reported_with_its_place() {
    assert!(has(&changed("DELETE FROM records WHERE log_index = 0"), "log_indexes", 0));
    assert!(has(&changed("DELETE FROM records WHERE log_index = 3"), "log_indexes", 3));
    assert!(has(&changed("DELETE FROM records WHERE log_index = 5"), "checkpoint", 5));
    let hidden = changed(
        "DELETE FROM records WHERE log_index = 5; DELETE FROM leaf_hashes WHERE log_index = 5; \
         UPDATE log_state SET size = 5",
    );
    assert!(has(&hidden, "checkpoint", 5));
}

#[test]
fn two_swapped_records_are_reported_with_their_places() {
    let of_one_start = changed(
        "UPDATE records SET log_index = -1 WHERE log_index = 4; UPDATE records SET log_index = 4 WHERE log_index = 5; \
         UPDATE records SET log_index = 5 WHERE log_index = -1",
    );
    assert!(has(&of_one_start, "leaf_hashes", 4) && has(&of_one_start, "leaf_hashes", 5));
    assert!(has(&of_one_start, "chains", 4) && has(&of_one_start, "chains", 5));
    let of_two_starts = changed(
        "UPDATE records SET log_index = -1 WHERE log_index = 3; UPDATE records SET log_index = 3 WHERE log_index = 4; \
         UPDATE records SET log_index = 4 WHERE log_index = -1",
    );
    assert!(has(&of_two_starts, "leaf_hashes", 3) && has(&of_two_starts, "leaf_hashes", 4));
}

#[test]
fn search_columns_certificates_and_checkpoints_are_reported_too() {
    assert!(has(&changed("UPDATE records SET verdict = 'allow' WHERE log_index = 1"), "search_columns", 1));
    assert!(has(
        &changed("UPDATE instances SET certificate = replace(certificate, '\"sig\":\"', '\"sig\":\"AAAA')"),
        "certificates",
        0
    ));
    let report = changed(
        "UPDATE log_state SET checkpoint = replace(checkpoint, 'countersign.local/log', 'elsewhere')",
    );
    assert!(report["problems"].as_array().unwrap().iter().any(|p| p["check"] == "checkpoint"), "{report:#}");
}

#[test]
fn a_server_does_not_go_on_from_a_log_that_contradicts_itself() {
    for sql in [
        "DELETE FROM records WHERE log_index = 5",
        "UPDATE log_state SET subtrees = zeroblob(64)",
        "DELETE FROM log_state",
        "UPDATE log_state SET checkpoint = ''",
    ] {
        let scratch = filled();
        change(scratch.path(), sql);
        let out = binary().args(["serve", "--data-dir"]).arg(scratch.path()).output().unwrap();
        assert!(!out.status.success() && out.stdout.is_empty(), "{sql}");
        assert!(String::from_utf8_lossy(&out.stderr).contains("countersign verify"), "{sql}");
    }
}
