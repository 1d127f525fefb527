//! The main job.

use countersign_tests::stack::{Stack, UPSTREAM_KEY};
use serde_json::json;

#[test]
fn a_request_is_masked_recorded_and_answered() {
    let stack = Stack::start("smoke");
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Card 4111 1111 1111 1111, please"}]});
    let response = stack.chat("/support", &stack.issuer.alice(), &body);
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(response.json()["choices"][0]["message"]["content"], "Understood.");
    let received = stack.upstream.take().pop().unwrap();
    assert_eq!(received.path, "/v1/chat/completions");
    assert_eq!(received.header("authorization"), Some(format!("Bearer {UPSTREAM_KEY}").as_str()));
    let text = received.text();
    assert!(text.contains("Card [PAYMENT_CARD], please") && !text.contains("4111"), "{text}");

    let id = response.header("x-countersign-decision").unwrap();
    let record = stack.control_plane.record_with_outcome(id);
    assert_eq!(record["leaf_hash"].as_str(), response.header("x-countersign-leaf"));
    let (decision, outcome) = (&record["record"], &record["outcome"]["record"]);
    assert_eq!(decision["decision"]["verdict"], "redact");
    assert_eq!(decision["tenant"], "acme");
    assert_eq!(outcome["status"], "complete");
    assert_eq!(outcome["upstream"]["model"], "gpt-5-mini-2026-01-01");
    let (valid, text) = stack.control_plane.verify();
    assert!(valid, "{text}");
}
