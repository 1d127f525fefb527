//! The filter as an artifact.

use countersign_wasm_host_tests::{
    driver::HOSTCALLS,
    gateway::{Gateway, manifest, policy_key, sign},
};
use serde_json::json;

const CARD: &str = "card 4111 1111 1111 1111";

#[test]
fn a_request_is_masked_and_recorded() {
    let mut gateway = Gateway::enforcing();
    let effects = gateway.chat("/support", CARD);
    assert!(effects.went_upstream);
    let body = String::from_utf8(effects.body.clone()).unwrap();
    assert!(body.contains("card [PAYMENT_CARD]") && !body.contains("4111"));
    let header = |name: &str| {
        effects.headers.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(header("content-length"), [effects.body.len().to_string()]);
    assert_eq!(header("authorization"), ["Bearer router-key"]);
    assert_eq!(header(":path"), ["/v1/chat/completions"]);
    let decisions = gateway.records_of("decision");
    let outcomes = gateway.records_of("outcome");
    assert_eq!((decisions.len(), outcomes.len()), (1, 1));
    assert_eq!(outcomes[0].of.as_deref(), Some(decisions[0].id.as_str()));
    assert_eq!(outcomes[0].upstream.as_ref().unwrap().model.as_deref(), Some("gpt-5-mini-1"));
    for (i, record) in gateway.records.iter().enumerate() {
        assert_eq!(record.gw.seq, i as u64);
    }
}

#[test]
fn chunks_make_no_difference() {
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": CARD}]})
        .to_string()
        .into_bytes();
    let mut gateway = Gateway::enforcing();
    let whole = gateway.send(&Gateway::headers("/support"), &[&body]).unwrap().body;
    for cut in [1, 10, body.len() - 1] {
        let (a, b) = body.split_at(cut);
        assert_eq!(gateway.send(&Gateway::headers("/support"), &[a, b, b""]).unwrap().body, whole);
    }
}

#[test]
fn nothing_passes_before_enrolment_and_bundle() {
    let mut gateway = Gateway::start();
    let refused = gateway.chat("/support", "hi").reply.expect("a refusal");
    assert_eq!(refused.status, 503);
    assert!(String::from_utf8_lossy(&refused.body).contains("no_bundle"));
}

#[test]
fn a_request_waits_for_its_record() {
    let mut gateway = Gateway::enforcing();
    gateway.hold_commits = true;
    let body = json!({"model": "gpt-5-mini", "messages": []}).to_string();
    let (context, continued) =
        gateway.driver.request(&Gateway::headers("/support"), &[body.as_bytes()]).unwrap();
    assert!(!continued && !gateway.driver.effects(context, continued).went_upstream);
    gateway.hold_commits = false;
    gateway.answer_calls().unwrap();
    assert!(gateway.driver.effects(context, continued).went_upstream);
}

#[test]
fn a_failed_commit_refuses_and_the_records_arrive_later() {
    for status in [500, 503, 504, 0] {
        let mut gateway = Gateway::enforcing();
        gateway.commit_status = status;
        let refused = gateway.chat("/support", "hi").reply.expect("a refusal");
        assert_eq!(refused.status, 503);
        gateway.commit_status = 200;
        gateway.run(5);
        let outcomes = gateway.records_of("outcome");
        assert_eq!(outcomes.len(), 1);
        assert_eq!(outcomes[0].status.as_deref(), Some("gateway_abort"));
        assert!(gateway.chat("/support", "hi").went_upstream);
    }
}

#[test]
fn a_caller_that_leaves_early_leaves_an_outcome() {
    let mut gateway = Gateway::enforcing();
    gateway.hold_commits = true;
    let body = json!({"model": "gpt-5-mini", "messages": []}).to_string();
    let (context, _) = gateway.driver.request(&Gateway::headers("/support"), &[body.as_bytes()]).unwrap();
    gateway.driver.finish(context).unwrap();
    gateway.hold_commits = false;
    gateway.run(2);
    assert_eq!(gateway.records_of("decision").len(), 1);
    assert_eq!(gateway.records_of("outcome").len(), 1);
}

#[test]
fn bad_bundles_are_refused_and_the_last_good_one_stays() {
    let mut gateway = Gateway::enforcing();
    let now = gateway.now();
    let mut changed = manifest(6, now);
    changed.channel = "canary".to_owned();
    let wrong_channel = sign(&changed, &policy_key(1));
    let mut changed = manifest(6, now);
    changed.expires_at = changed.issued_at.clone();
    let never_valid = sign(&changed, &policy_key(1));
    let mut changed = manifest(6, now);
    changed.issued_at = "2020-01-01T00:00:00Z".to_owned();
    changed.expires_at = "2020-01-02T00:00:00Z".to_owned();
    let expired = sign(&changed, &policy_key(1));
    let mut changed = manifest(5, now);
    changed.minimum_filter_version = "0.0.1".to_owned();
    let same_version = sign(&changed, &policy_key(1));
    let older = sign(&manifest(4, now), &policy_key(1));
    let wrong_key = sign(&manifest(6, now), &policy_key(7));
    let mut corrupt = sign(&manifest(6, now), &policy_key(1));
    corrupt.0 = corrupt.0.replacen("\"sig\":\"", "\"sig\":\"AAAA", 1);
    let garbage = ("not json".to_owned(), older.1);
    let mut seen = Vec::new();
    for bad in [wrong_channel, never_valid, expired, same_version, older, wrong_key, corrupt, garbage] {
        // The poller waits for a change; a control plane that answers at once shows it one.
        gateway.manifest = Some(bad);
        gateway.run(12);
        seen.extend(
            gateway
                .records_of("policy.refused")
                .last()
                .and_then(|r| r.policy.clone())
                .and_then(|p| p.refused),
        );
        assert!(gateway.chat("/support", CARD).went_upstream, "the last good bundle stays");
        let active = gateway.records_of("decision").pop().unwrap().policy.unwrap();
        assert_eq!(active.ver, 5);
    }
    seen.dedup();
    assert_eq!(
        seen,
        [
            "wrong_channel",
            "malformed",
            "expired",
            "same_version_other_content",
            "older_version",
            "unknown_key",
            "bad_signature"
        ]
    );
    gateway.manifest = Some(sign(&manifest(6, now), &policy_key(1)));
    gateway.run(12);
    gateway.chat("/support", "hi");
    assert_eq!(gateway.records_of("decision").pop().unwrap().policy.unwrap().ver, 6);
}

#[test]
fn corrupt_blobs_are_refused() {
    let mut gateway = Gateway::start();
    let now = gateway.now();
    gateway.corrupt_blobs = true;
    gateway.manifest = Some(sign(&manifest(5, now), &policy_key(1)));
    gateway.run(6);
    assert_eq!(gateway.chat("/support", "hi").reply.unwrap().status, 503);
    let refused = gateway.records_of("policy.refused").pop().unwrap();
    assert_eq!(refused.policy.unwrap().refused.as_deref(), Some("blob_mismatch"));
    gateway.corrupt_blobs = false;
    gateway.run(12);
    assert!(gateway.chat("/support", "hi").went_upstream);
}

#[test]
fn an_expired_bundle_blocks() {
    let mut gateway = Gateway::enforcing();
    gateway.driver.state().now += 3_601_000_000_000;
    let refused = gateway.chat("/support", "hi").reply.expect("a refusal");
    assert!(String::from_utf8_lossy(&refused.body).contains("bundle_expired"));
}

#[test]
fn a_hostcall_that_fails_never_lets_content_pass_unmasked() {
    let mut refused = 0;
    for name in HOSTCALLS {
        for status in [1, 2, 77] {
            let mut gateway = Gateway::enforcing();
            gateway.driver.state().faults.insert(name, status);
            let body =
                json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": CARD}]}).to_string();
            match gateway.send(&Gateway::headers("/support"), &[body.as_bytes()]) {
                Ok(effects) if effects.went_upstream => {
                    let body = String::from_utf8_lossy(&effects.body).into_owned();
                    assert!(!body.contains("4111"), "{name} with status {status} lets the card pass");
                    let credential =
                        effects.headers.iter().find(|(n, _)| n == "authorization").map(|(_, v)| v.as_str());
                    assert_eq!(credential, Some("Bearer router-key"), "{name} with status {status}");
                }
                Ok(_) => refused += 1,
                Err(trapped) => {
                    panic!("{name} with status {status} stops the filter in {}", trapped.callback)
                }
            }
        }
    }
    assert!(refused >= 6, "only {refused} refusals");
}

#[test]
fn a_trap_is_never_a_pass() {
    let mut gateway = Gateway::enforcing();
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": CARD.repeat(100)}]})
        .to_string();
    let mut stopped = 0;
    for steps in [10, 1_000, 10_000, 50_000, 100_000, 200_000, 400_000] {
        gateway.driver.limit_steps(steps);
        match gateway.send(&Gateway::headers("/support"), &[body.as_bytes()]) {
            Err(_) => stopped += 1,
            Ok(effects) => {
                assert!(!effects.went_upstream || !String::from_utf8_lossy(&effects.body).contains("4111"))
            }
        }
        // A VM that stopped is not called again.
        gateway = Gateway::enforcing();
    }
    assert!(stopped >= 4, "only {stopped} stops");
}

#[test]
fn memory_does_not_grow_with_requests() {
    let mut gateway = Gateway::enforcing();
    let content = "Words, and card 4111 1111 1111 1111.\n".repeat(1400);
    for _ in 0..20 {
        gateway.chat("/support", &content);
    }
    let before = gateway.driver.memory_bytes();
    for _ in 0..200 {
        gateway.chat("/support", &content);
    }
    assert_eq!(gateway.driver.memory_bytes(), before);
}

#[test]
fn logs_hold_no_content() {
    let mut gateway = Gateway::enforcing();
    gateway.chat("/support", CARD);
    gateway.commit_status = 500;
    gateway.chat("/support", "SSN 536-90-4399");
    let logs = gateway.driver.state().logs.join("\n");
    for secret in ["4111", "536-90", "alice", "fleet\"", "router-key", "eyJ"] {
        assert!(!logs.contains(secret), "{secret} in {logs}");
    }
}
