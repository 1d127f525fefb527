//! Load does not grow Envoy without bound.

use countersign_tests::{client::Connection, stack::Stack};
use serde_json::json;

#[test]
fn two_thousand_requests_of_50_kb() {
    let stack = Stack::start("memory");
    stack.upstream.set_quiet(true);
    let authorization = format!("Bearer {}", stack.issuer.alice());
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let content = "The quick brown fox, and card 4111 1111 1111 1111, and more words.\n".repeat(760);
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": content}]}).to_string();
    let mut connection = Connection::open(stack.envoy.port).unwrap();
    let mut after = Vec::new();
    for n in 1..=2000 {
        let response =
            connection.send("POST", "/support/v1/chat/completions", &headers, body.as_bytes()).unwrap();
        assert_eq!(response.status, 200);
        if n % 500 == 0 {
            after.push(stack.envoy.process.memory_kib());
        }
    }
    println!("envoy resident memory after each 500 requests, KiB: {after:?}");
    assert!(after[3] < after[0] + 16 * 1024, "memory grows: {after:?} KiB");
}
