//! Bedrock's requests.

use serde_json::{Value, json};

use super::{Place, Request, requests, with_member};

pub(super) fn all(text: &str) -> Vec<Request> {
    let mut all = requests("bedrock.converse", "/model/gpt-5-mini/converse", places(text));
    let bodies = vec![
        ("user", json!({"anthropic_version": "x", "messages": [{"role": "user", "content": text}]})),
        ("inputText", json!({"inputText": text})),
        ("prompt", json!({"prompt": text})),
    ];
    all.extend(requests("bedrock.invoke", "/model/gpt-5-mini/invoke", bodies));
    all
}

fn places(text: &str) -> Vec<Place> {
    let block = |role: &str, block: Value| json!({"messages": [{"role": role, "content": [block]}]});
    let with = |name: &str, value: Value| with_member(block("user", json!({"text": "hi"})), name, value);
    let schema = json!({"description": text}).to_string();
    vec![
        ("system", with("system", json!([{"text": text}]))),
        ("user", block("user", json!({"text": text}))),
        ("assistant", block("assistant", json!({"text": text}))),
        (
            "tool use",
            block("assistant", json!({"toolUse": {"toolUseId": "t", "name": "f", "input": {"note": text}}})),
        ),
        (
            "tool result",
            block("user", json!({"toolResult": {"toolUseId": "t", "content": [{"json": {"rows": [text]}}]}})),
        ),
        (
            "reasoning",
            block(
                "assistant",
                json!({"reasoningContent": {"reasoningText": {"text": text, "signature": "c2ln"}}}),
            ),
        ),
        (
            "document name",
            block("user", json!({"document": {"name": text, "format": "txt", "source": {"text": "x"}}})),
        ),
        (
            "document text",
            block("user", json!({"document": {"name": "x", "format": "txt", "source": {"text": text}}})),
        ),
        ("guard content", block("user", json!({"guardContent": {"text": {"text": text}}}))),
        (
            "tool description",
            with("toolConfig", json!({"tools": [{"toolSpec": {"name": "f", "description": text}}]})),
        ),
        (
            "schema in a string",
            with("outputConfig", json!({"textFormat": {"structure": {"jsonSchema": {"schema": schema}}}})),
        ),
        ("model's own fields", with("additionalModelRequestFields", json!({"a": {"b": text}}))),
        ("prompt variables", with("promptVariables", json!({"a": {"text": text}}))),
        ("request metadata", with("requestMetadata", json!({"a": text}))),
        (
            "image",
            block(
                "user",
                json!({"image": {"format": "png", "source": {"bytes": "iVBORw0KGgo="}}, "note": text}),
            ),
        ),
        (
            "document url",
            block("user", json!({"document": {"name": text, "source": {"s3Location": {"uri": "s3://b/k"}}}})),
        ),
    ]
}
