//! Anthropic's requests.

use serde_json::{Value, json};

use super::{Place, Request, requests, with_member};

pub(super) fn all(text: &str) -> Vec<Request> {
    let mut all = requests("anthropic.messages", "/v1/messages", places(text));
    let user = || json!({"model": "claude-sonnet", "messages": [{"role": "user", "content": text}]});
    all.extend(requests("anthropic.count_tokens", "/v1/messages/count_tokens", vec![("user", user())]));
    let batch = json!({"requests": [{"custom_id": "1", "params": user()}]});
    all.extend(requests("anthropic.batches", "/v1/messages/batches", vec![("request of a batch", batch)]));
    let predict =
        vec![("user", json!({"anthropic_version": "x", "messages": [{"role": "user", "content": text}]}))];
    let path = "/v1/projects/p/locations/l/publishers/anthropic/models/claude-sonnet:rawPredict";
    all.extend(requests("vertex.raw_predict", path, predict));
    all
}

fn places(text: &str) -> Vec<Place> {
    [beside(text), turns(text), documents(text), unreadable(text)].concat()
}

fn message(role: &str, content: Value) -> Value {
    json!({"model": "claude-sonnet", "max_tokens": 10, "messages": [{"role": role, "content": content}]})
}

fn block(role: &str, block: Value) -> Value {
    message(role, json!([block]))
}

/// Members beside the messages.
fn beside(text: &str) -> Vec<Place> {
    let with = |name: &str, value: Value| with_member(message("user", "hi".into()), name, value);
    vec![
        ("system", with("system", text.into())),
        (
            "system block",
            with("system", json!([{"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}])),
        ),
        ("tool description", with("tools", json!([{"name": "f", "description": text, "input_schema": {}}]))),
        ("metadata", with("metadata", json!({"user_id": text}))),
        ("stop sequence", with("stop_sequences", json!([text]))),
    ]
}

/// What is said, thought, called and returned.
fn turns(text: &str) -> Vec<Place> {
    let result = |content: Value| {
        block("user", json!({"type": "tool_result", "tool_use_id": "t", "content": content}))
    };
    vec![
        ("user", message("user", text.into())),
        ("text block", block("user", json!({"type": "text", "text": text}))),
        ("assistant", message("assistant", text.into())),
        ("thinking", block("assistant", json!({"type": "thinking", "thinking": text, "signature": "c2ln"}))),
        (
            "tool use",
            block(
                "assistant",
                json!({"type": "tool_use", "id": "t", "name": "f", "input": {"deep": [{"note": text}]}}),
            ),
        ),
        (
            "tool use key",
            block("assistant", json!({"type": "tool_use", "id": "t", "name": "f", "input": {text: 1}})),
        ),
        ("tool result", result(text.into())),
        ("tool result block", result(json!([{"type": "text", "text": text}]))),
    ]
}

/// Documents that are text.
fn documents(text: &str) -> Vec<Place> {
    vec![
        (
            "document text",
            block(
                "user",
                json!({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": text}}),
            ),
        ),
        (
            "document title",
            block(
                "user",
                json!({"type": "document", "title": text, "source": {"type": "text", "data": "x"}}),
            ),
        ),
        (
            "search result",
            block(
                "user",
                json!({"type": "search_result", "source": "x", "title": "x", "content": [{"type": "text", "text": text}]}),
            ),
        ),
    ]
}

/// What nobody can read.
fn unreadable(text: &str) -> Vec<Place> {
    vec![
        (
            "image",
            block(
                "user",
                json!({"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="}, "note": text}),
            ),
        ),
        (
            "image url",
            block(
                "user",
                json!({"type": "image", "source": {"type": "url", "url": "https://example.com/x.png"}, "note": text}),
            ),
        ),
        (
            "pdf",
            block(
                "user",
                json!({"type": "document", "title": text, "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0xLjQKJcOkw7zDtsOf"}}),
            ),
        ),
        (
            "file id",
            block(
                "user",
                json!({"type": "document", "title": text, "source": {"type": "file", "file_id": "file-1"}}),
            ),
        ),
    ]
}
