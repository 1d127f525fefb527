//! OpenAI's requests.

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

use super::{Place, Request, Sight, requests, with_member};

pub(super) fn all(text: &str) -> Vec<Request> {
    let mut all = requests("openai.chat", "/v1/chat/completions", chat(text));
    all.extend(requests("openai.responses", "/v1/responses", responses(text)));
    let model = "gpt-5-mini";
    let completions = vec![
        ("prompt", json!({"model": model, "prompt": text})),
        ("prompts", json!({"model": model, "prompt": ["x", text]})),
        ("suffix", json!({"model": model, "prompt": "x", "suffix": text})),
        ("token ids", json!({"model": model, "prompt": [1, 2, 3], "user": text})),
    ];
    all.extend(requests("openai.completions", "/v1/completions", completions));
    let inputs = || {
        vec![
            ("input", json!({"model": model, "input": text})),
            ("inputs", json!({"model": model, "input": ["x", text]})),
        ]
    };
    all.extend(requests("openai.embeddings", "/v1/embeddings", inputs()));
    all.extend(requests("openai.moderations", "/v1/moderations", inputs()));
    all.extend(requests(
        "openai.images",
        "/v1/images/generations",
        vec![("prompt", json!({"model": model, "prompt": text}))],
    ));
    let speech = vec![
        ("input", json!({"model": model, "input": text, "voice": "x"})),
        ("instructions", json!({"model": model, "input": "x", "instructions": text})),
    ];
    all.extend(requests("openai.audio.speech", "/v1/audio/speech", speech));
    let batch =
        json!({"input_file_id": "file-1", "endpoint": "/v1/chat/completions", "metadata": {"note": text}});
    all.extend(requests("openai.batches", "/v1/batches", vec![("file id", batch)]));
    all.extend(forms(text));
    all
}

fn chat(text: &str) -> Vec<Place> {
    [turns(text), calls(text), beside(text), encoded(text), unreadable(text), steering(text)].concat()
}

fn message(message: Value) -> Value {
    json!({"model": "gpt-5-mini", "messages": [message]})
}

fn user(content: Value) -> Value {
    message(json!({"role": "user", "content": content}))
}

fn part(part: Value) -> Value {
    user(json!([part]))
}

/// A request with one more member.
fn with(name: &str, value: Value) -> Value {
    with_member(user("hi".into()), name, value)
}

/// What is said, by everybody who can say something.
fn turns(text: &str) -> Vec<Place> {
    vec![
        ("system", message(json!({"role": "system", "content": text}))),
        ("developer", message(json!({"role": "developer", "content": text}))),
        ("user", message(json!({"role": "user", "content": text}))),
        ("assistant", message(json!({"role": "assistant", "content": text}))),
        ("refusal", message(json!({"role": "assistant", "refusal": text}))),
        ("tool result", message(json!({"role": "tool", "tool_call_id": "c", "content": text}))),
        (
            "tool result part",
            message(
                json!({"role": "tool", "tool_call_id": "c", "content": [{"type": "text", "text": text}]}),
            ),
        ),
        ("content part", part(json!({"type": "text", "text": text}))),
        ("participant name", message(json!({"role": "user", "name": text, "content": "hi"}))),
    ]
}

/// What a model calls.
fn calls(text: &str) -> Vec<Place> {
    let arguments = json!({"note": text}).to_string();
    let deep = json!({"note": json!({"inner": text}).to_string()}).to_string();
    let call = |function: Value| {
        message(
            json!({"role": "assistant", "tool_calls": [{"id": "c", "type": "function", "function": function}]}),
        )
    };
    vec![
        ("tool arguments", call(json!({"name": "f", "arguments": arguments}))),
        ("tool arguments, JSON in JSON", call(json!({"name": "f", "arguments": deep}))),
        ("tool name", call(json!({"name": text, "arguments": "{}"}))),
        (
            "function call",
            message(json!({"role": "assistant", "function_call": {"name": "f", "arguments": arguments}})),
        ),
        (
            "custom tool input",
            message(
                json!({"role": "assistant", "tool_calls": [{"type": "custom", "custom": {"input": text}}]}),
            ),
        ),
    ]
}

/// Members beside the messages.
fn beside(text: &str) -> Vec<Place> {
    vec![
        (
            "tool description",
            with("tools", json!([{"type": "function", "function": {"name": "f", "description": text}}])),
        ),
        (
            "tool schema",
            with("tools", json!([{"function": {"parameters": {"properties": {"a": {"enum": [text]}}}}}])),
        ),
        (
            "response format",
            with("response_format", json!({"json_schema": {"schema": {"description": text}}})),
        ),
        ("prediction", with("prediction", json!({"type": "content", "content": text}))),
        ("stop", with("stop", json!([text]))),
        ("metadata value", with("metadata", json!({"ticket": text}))),
        ("metadata key", with("metadata", json!({text: "x"}))),
        ("user member", with("user", json!(text))),
        ("unknown member", with("x_unknown", json!([[{"y": text}]]))),
    ]
}

/// Text that must be decoded to be read.
fn encoded(text: &str) -> Vec<Place> {
    let encoded = Base64::encode_string(text.as_bytes());
    let hex: String = text.bytes().map(|b| format!("{b:02x}")).collect();
    let percent: String = text.bytes().map(|b| format!("%{b:02X}")).collect();
    vec![
        ("base64", user(format!("decode {encoded} please").into())),
        ("base64 of base64", user(Base64::encode_string(encoded.as_bytes()).into())),
        ("hex", user(format!("decode {hex} please").into())),
        ("percent", user(format!("decode {percent} please").into())),
        (
            "data: text",
            part(
                json!({"type": "image_url", "image_url": {"url": format!("data:text/plain;base64,{encoded}")}}),
            ),
        ),
    ]
}

/// What nobody can read.
fn unreadable(text: &str) -> Vec<Place> {
    vec![
        (
            "image",
            part(
                json!({"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}, "note": text}),
            ),
        ),
        (
            "image url",
            part(
                json!({"type": "image_url", "image_url": {"url": "https://example.com/a.png"}, "note": text}),
            ),
        ),
        (
            "audio",
            part(
                json!({"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}, "note": text}),
            ),
        ),
        ("file id", part(json!({"type": "file", "file": {"file_id": "file-1"}, "note": text}))),
        (
            "pdf",
            part(
                json!({"type": "file", "file": {"file_data": "data:application/pdf;base64,JVBERi0xLjQK"}, "note": text}),
            ),
        ),
    ]
}

/// Members with which a router sends something else.
fn steering(text: &str) -> Vec<Place> {
    vec![
        ("extra_body", with("extra_body", json!({"messages": [{"role": "user", "content": text}]}))),
        (
            "fallback messages",
            with("fallbacks", json!([{"model": "gpt-5", "messages": [{"role": "user", "content": text}]}])),
        ),
    ]
}

fn responses(text: &str) -> Vec<Place> {
    let input = |item: Value| json!({"model": "gpt-5-mini", "input": [item]});
    let arguments = json!({"note": text}).to_string();
    vec![
        ("instructions", json!({"model": "gpt-5-mini", "input": "hi", "instructions": text})),
        ("input", json!({"model": "gpt-5-mini", "input": text})),
        (
            "input text",
            input(
                json!({"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}),
            ),
        ),
        (
            "function arguments",
            input(json!({"type": "function_call", "name": "f", "arguments": arguments, "call_id": "c"})),
        ),
        ("function output", input(json!({"type": "function_call_output", "call_id": "c", "output": text}))),
        (
            "shell output",
            input(json!({"type": "shell_call_output", "call_id": "c", "output": [{"stdout": text}]})),
        ),
        ("patch", input(json!({"type": "apply_patch_call", "operation": {"diff": text, "path": "x"}}))),
        (
            "reasoning",
            input(json!({"type": "reasoning", "summary": [{"type": "summary_text", "text": text}]})),
        ),
        (
            "prompt variables",
            json!({"model": "gpt-5-mini", "input": "x", "prompt": {"variables": {"a": text}}}),
        ),
        (
            "tool description",
            json!({"model": "gpt-5-mini", "input": "x", "tools": [{"type": "mcp", "server_description": text}]}),
        ),
        ("metadata value", json!({"model": "gpt-5-mini", "input": "x", "metadata": {"a": text}})),
        (
            "file id",
            input(
                json!({"role": "user", "content": [{"type": "input_file", "file_id": "file-1"}, {"type": "input_text", "text": text}]}),
            ),
        ),
        (
            "earlier response (file id)",
            json!({"model": "gpt-5-mini", "input": text, "previous_response_id": "resp_1"}),
        ),
    ]
}

const BOUNDARY: &str = "multipart/form-data; boundary=frontier";

/// Forms: transcriptions, image edits, files.
fn forms(text: &str) -> Vec<Request> {
    let form = |parts: &[(&str, &str)]| {
        let mut body = String::new();
        for (headers, content) in parts {
            body.push_str(&format!(
                "--frontier\r\nContent-Disposition: form-data; {headers}\r\n\r\n{content}\r\n"
            ));
        }
        body.push_str("--frontier--\r\n");
        body.into_bytes()
    };
    let request = |api, position, sight, path: &str, parts: &[(&str, &str)]| Request {
        api,
        position,
        sight,
        path: path.to_owned(),
        media: BOUNDARY,
        body: form(parts),
    };
    let wav = ("name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav", "RIFF\u{0}\u{1}\u{2}WAVE");
    let line = json!({"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-5-mini", "messages": [{"role": "user", "content": text}]}});
    let lines = format!("{line}\n{line}\n");
    let jsonl = "name=\"file\"; filename=\"batch.jsonl\"\r\nContent-Type: application/jsonl";
    let plain = "name=\"file\"; filename=\"notes.txt\"\r\nContent-Type: text/plain";
    vec![
        request(
            "openai.audio.transcription",
            "audio and prompt",
            Sight::Unreadable,
            "/v1/audio/transcriptions",
            &[("name=\"model\"", "gpt-5-mini"), ("name=\"prompt\"", text), wav],
        ),
        request(
            "openai.audio.transcription",
            "prompt",
            Sight::Readable,
            "/v1/audio/transcriptions",
            &[("name=\"prompt\"", text), ("name=\"model\"", "gpt-5-mini")],
        ),
        request(
            "openai.images",
            "form prompt",
            Sight::Readable,
            "/v1/images/edits",
            &[("name=\"model\"", "gpt-5-mini"), ("name=\"prompt\"", text)],
        ),
        request(
            "openai.files",
            "line of a batch file",
            Sight::Readable,
            "/v1/files",
            &[("name=\"purpose\"", "batch"), (jsonl, &lines)],
        ),
        request(
            "openai.files",
            "text file",
            Sight::Readable,
            "/v1/files",
            &[("name=\"purpose\"", "assistants"), (plain, text)],
        ),
        request(
            "openai.files",
            "file name",
            Sight::Readable,
            "/v1/files",
            &[(&format!("name=\"file\"; filename=\"{text}.txt\""), "x")],
        ),
    ]
}
