//! Gemini's and Vertex AI's requests.

use serde_json::{Value, json};

use super::{Place, Request, requests, with_member};

pub(super) fn all(text: &str) -> Vec<Request> {
    let mut all =
        requests("gemini.generate_content", "/v1beta/models/gpt-5-mini:generateContent", places(text));
    let user = || json!({"contents": [{"role": "user", "parts": [{"text": text}]}]});
    let vertex = "/v1/projects/p/locations/l/publishers/google/models/gpt-5-mini:generateContent";
    all.extend(requests("gemini.generate_content (Vertex)", vertex, vec![("user", user())]));
    all.extend(requests(
        "gemini.count_tokens",
        "/v1beta/models/gpt-5-mini:countTokens",
        vec![("user", user())],
    ));
    let embed = json!({"content": {"parts": [{"text": text}]}});
    all.extend(requests(
        "gemini.embed_content",
        "/v1beta/models/gpt-5-mini:embedContent",
        vec![("content", embed)],
    ));
    all
}

fn places(text: &str) -> Vec<Place> {
    let part = |role: &str, part: Value| json!({"contents": [{"role": role, "parts": [part]}]});
    let with = |name: &str, value: Value| with_member(part("user", json!({"text": "hi"})), name, value);
    vec![
        ("system", with("systemInstruction", json!({"parts": [{"text": text}]}))),
        ("system, snake case", with("system_instruction", json!({"parts": [{"text": text}]}))),
        ("user", part("user", json!({"text": text}))),
        ("model", part("model", json!({"text": text}))),
        ("thought", part("model", json!({"text": text, "thought": true}))),
        ("function call", part("model", json!({"functionCall": {"name": "f", "args": {"note": text}}}))),
        (
            "function response",
            part("user", json!({"functionResponse": {"name": "f", "response": {"rows": [text]}}})),
        ),
        (
            "function response, snake case",
            part("user", json!({"function_response": {"name": "f", "response": {"rows": [text]}}})),
        ),
        ("code", part("model", json!({"executableCode": {"code": text, "language": "PYTHON"}}))),
        ("code output", part("model", json!({"codeExecutionResult": {"output": text}}))),
        (
            "function description",
            with("tools", json!([{"functionDeclarations": [{"name": "f", "description": text}]}])),
        ),
        ("response schema", with("generationConfig", json!({"responseSchema": {"description": text}}))),
        ("labels", with("labels", json!({"team": text}))),
        (
            "image",
            part(
                "user",
                json!({"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}, "displayName": text}),
            ),
        ),
        ("file url", part("user", json!({"fileData": {"fileUri": "gs://bucket/x"}, "displayName": text}))),
        ("cached content (file id)", with("cachedContent", "cachedContents/1".into())),
    ]
}
