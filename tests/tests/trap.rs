//! A filter that stops inside of a request: 503, nothing passes, and the VM recovers.

use countersign_tests::{
    stack::{Options, Stack},
    wait,
};
use serde_json::json;

#[test]
fn a_trap_is_refused_and_the_vm_recovers() {
    // A body that is let in, but whose masked copy does not fit into the gibibyte of a wasm VM.
    let limit: u64 = 800 * 1024 * 1024;
    let options =
        Options { plugin: json!({"body_bytes_max": limit}), buffer_bytes: limit, ..Options::default() };
    let stack = Stack::with("trap", &options);
    let token = stack.issuer.alice();
    let mut body =
        br#"{"model":"gpt-5-mini","messages":[{"role":"user","content":"4111 1111 1111 1111 "#.to_vec();
    // Blanks: a run of letters of that length would be refused as something encoded, before anything is masked.
    body.resize(620 * 1024 * 1024, b' ');
    body.extend_from_slice(br#""}]}"#);
    let response = stack.post("/support/v1/chat/completions", &token, &body);
    drop(body);
    assert_eq!(response.status, 503, "{}", response.text());
    assert_eq!(response.json()["error"]["code"], "internal");
    assert_eq!(response.header("x-should-retry"), Some("false"));
    assert!(stack.upstream.take().is_empty(), "nothing went upstream");
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hi"}]});
    wait::until("the vm to recover", 60, || {
        (stack.chat("/support", &token, &body).status == 200).then_some(())
    });
    let (valid, text) = stack.control_plane.verify();
    assert!(valid, "{text}");
}
