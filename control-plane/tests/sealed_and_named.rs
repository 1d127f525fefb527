//! What no detector reads in an answer but every caller needs, and what stands in the names of headers, with the starter pack's policies.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use serde_json::{Value, json};

#[path = "support/gateway.rs"]
mod support;
use support::{Gateway, answer};

/// Status and body that the caller gets, and the headers that the provider got.
fn ask(path: &str, body: &Value, header: &str, (media, text): (&str, String)) -> (u32, String, Vec<String>) {
    let mut sent = Vec::new();
    let (more, body) = ([(header, "a")], body.to_string());
    let exchange = Gateway::start().post(path, "application/json", &more, body.as_bytes(), |headers, _| {
        sent = headers.iter().map(|(name, _)| name.clone()).collect();
        answer(200, media, vec![text.into_bytes()])
    });
    (exchange.status, String::from_utf8_lossy(&exchange.body).into_owned(), sent)
}

/// Base64 of bytes that are no text.
fn sealed() -> String {
    "/7+9".repeat(300)
}

#[test]
fn vectors_in_base64_pass() {
    let body = json!({"model": "gpt-5", "input": "hi"});
    let answer = |key: &str| {
        json!({"object": "list", "data": [{"object": "embedding", "index": 0, key: sealed()}]}).to_string()
    };
    let vectors = answer("embedding");
    let (status, passed, _) =
        ask("/support/v1/embeddings", &body, "x-note", ("application/json", vectors.clone()));
    assert_eq!((status, passed), (200, vectors));
    let (status, ..) = ask("/support/v1/embeddings", &body, "x-note", ("application/json", answer("other")));
    assert_eq!(status, 403);
}

#[test]
fn redacted_thinking_passes_in_both_directions() {
    let block = json!({"type": "redacted_thinking", "data": sealed()});
    let messages = json!([{"role": "user", "content": "hi"}, {"role": "assistant", "content": [block]}, {"role": "user", "content": "go on"}]);
    let body = json!({"model": "gpt-5", "max_tokens": 9, "messages": messages});
    let answer = json!({"type": "message", "role": "assistant", "content": [block]}).to_string();
    let whole = ask("/support/v1/messages", &body, "x-note", ("application/json", answer.clone()));
    assert_eq!((whole.0, whole.1), (200, answer));
    let start = json!({"type": "content_block_start", "index": 0, "content_block": block});
    let events = format!("event: content_block_start\ndata: {start}\n\n");
    let (status, passed, _) = ask("/support/v1/messages", &body, "x-note", ("text/event-stream", events));
    assert_eq!(status, 200);
    assert!(passed.contains(&sealed()), "{passed}");
}

#[test]
fn a_value_in_a_headers_name_stays_behind() {
    let body = json!({"model": "gpt-5", "messages": [{"role": "user", "content": "hi"}]});
    for (name, passes) in [("x-4111-1111-1111-1111", false), ("x-request-note", true)] {
        let (status, _, sent) =
            ask("/support/v1/chat/completions", &body, name, ("application/json", "{}".into()));
        assert_eq!((status, sent.iter().any(|sent| sent == name)), (200, passes), "{name}");
    }
}
