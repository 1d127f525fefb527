//! OpenAI's chat, completions, embeddings, images, audio and files; Azure, Mistral and most routers speak the same.

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

use super::{Asked, Reply, arguments};
use crate::script::{Place, Script};

pub(super) fn answer(asked: &Asked<'_>) -> Reply {
    let (path, script) = (asked.path, &asked.script);
    let ends = |suffix: &str| path.ends_with(suffix);
    if ends("/embeddings") {
        let data = json!([{"object": "embedding", "index": 0, "embedding": [0.1, 0.2]}]);
        return Reply::json(
            &json!({"object": "list", "model": asked.served(), "data": data, "usage": usage()}),
        );
    }
    if ends("/images/generations") || ends("/images/edits") {
        let image = Base64::encode_string(b"\x89PNG\r\n\x1a\n and so on");
        return Reply::json(
            &json!({"created": 1, "data": [{"b64_json": image, "revised_prompt": script.text}]}),
        );
    }
    if ends("/audio/speech") {
        return Reply::whole("audio/mpeg", b"ID3\x04\x00 sound".to_vec());
    }
    if ends("/audio/transcriptions") || ends("/audio/translations") {
        return Reply::json(&json!({"text": script.text}));
    }
    if ends("/files") {
        return Reply::json(
            &json!({"id": "file-1", "object": "file", "bytes": 1, "filename": "x", "purpose": "batch"}),
        );
    }
    if ends("/batches") {
        return Reply::json(&json!({"id": "batch-1", "object": "batch", "status": "validating"}));
    }
    if ends("/completions") && !ends("/chat/completions") && !ends("/fim/completions") {
        return completions(asked);
    }
    if asked.stream() { stream(asked) } else { chat(asked) }
}

fn usage() -> Value {
    json!({"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15})
}

fn chat(asked: &Asked<'_>) -> Reply {
    let script = &asked.script;
    let choice = |index: usize| {
        let message = match script.place {
            Place::Text => json!({"role": "assistant", "content": script.text}),
            Place::Refusal => json!({"role": "assistant", "content": null, "refusal": script.text}),
            Place::Reasoning => {
                json!({"role": "assistant", "content": "Understood.", "reasoning_content": script.text})
            }
            Place::Tool => json!({"role": "assistant", "content": null, "tool_calls": [
                {"id": "call-1", "type": "function", "function": {"name": "first", "arguments": "{}"}},
                {"id": "call-2", "type": "function", "function": {"name": "second", "arguments": arguments(&script.text)}},
            ]}),
        };
        let logprobs = if script.place == Place::Text { logprobs(asked, &script.text) } else { Value::Null };
        json!({"index": index, "message": message, "finish_reason": reason(script), "logprobs": logprobs})
    };
    let choices: Vec<Value> = (0..script.choices.max(1)).map(choice).collect();
    Reply::json(&json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": asked.served(), "choices": choices, "usage": usage(),
    }))
}

/// What says the text once more, where it is asked for.
fn logprobs(asked: &Asked<'_>, text: &str) -> Value {
    if !asked.wants_tokens() {
        return Value::Null;
    }
    let token = |token: &String| json!({"token": token, "logprob": -0.1, "bytes": token.as_bytes(), "top_logprobs": [{"token": token, "logprob": -0.1}]});
    json!({"content": Asked::tokens(text).iter().map(token).collect::<Vec<_>>()})
}

fn reason(script: &Script) -> &'static str {
    if script.place == Place::Tool { "tool_calls" } else { "stop" }
}

fn stream(asked: &Asked<'_>) -> Reply {
    let script = &asked.script;
    let chunk = |choices: Value, usage: Value| {
        let chunk = json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": asked.served(), "choices": choices, "usage": usage,
        });
        format!("data: {chunk}\n\n")
    };
    let all = |delta: &dyn Fn(usize) -> Value, finish: Value| -> Vec<String> {
        (0..script.choices.max(1))
            .map(|index| {
                let delta = delta(index);
                let said = delta.get("content").and_then(Value::as_str).unwrap_or_default();
                let logprobs = logprobs(asked, said);
                let choice =
                    json!({"index": index, "delta": delta, "finish_reason": finish, "logprobs": logprobs});
                chunk(json!([choice]), Value::Null)
            })
            .collect()
    };
    let mut events = all(&|_| json!({"role": "assistant", "content": ""}), Value::Null);
    let call = |index: u32, function: Value| json!({"tool_calls": [{"index": index, "function": function}]});
    if script.place == Place::Tool {
        for (index, name) in [(0, "first"), (1, "second")] {
            let begin = json!({"tool_calls": [{"index": index, "id": format!("call-{index}"), "type": "function", "function": {"name": name, "arguments": ""}}]});
            events.extend(all(&|_| begin.clone(), Value::Null));
        }
    }
    let text = if script.place == Place::Tool { arguments(&script.text) } else { script.text.clone() };
    for piece in script.pieces(&text) {
        match script.place {
            Place::Text => events.extend(all(&|_| json!({"content": piece}), Value::Null)),
            Place::Refusal => events.extend(all(&|_| json!({"refusal": piece}), Value::Null)),
            Place::Reasoning => events.extend(all(&|_| json!({"reasoning_content": piece}), Value::Null)),
            Place::Tool => {
                // Two calls at once: pieces of one between pieces of the other.
                events.extend(all(&|_| call(0, json!({"arguments": " "})), Value::Null));
                events.extend(all(&|_| call(1, json!({"arguments": piece})), Value::Null));
            }
        }
    }
    events.extend(all(&|_| json!({}), reason(script).into()));
    events.push(chunk(json!([]), usage()));
    events.push("data: [DONE]\n\n".to_owned());
    Reply::events(events, script)
}

fn completions(asked: &Asked<'_>) -> Reply {
    let script = &asked.script;
    let body = |text: &str, finish: Value| {
        let choices: Vec<Value> = (0..script.choices.max(1))
            .map(|index| {
                let logprobs = asked.wants_tokens().then(|| json!({"tokens": Asked::tokens(text)}));
                json!({"index": index, "text": text, "finish_reason": finish, "logprobs": logprobs})
            })
            .collect();
        json!({"id": "cmpl-1", "object": "text_completion", "created": 1, "model": asked.served(), "choices": choices})
    };
    if !asked.stream() {
        return Reply::json(&body(&script.text, "stop".into()));
    }
    let pieces = script.pieces(&script.text);
    let events = pieces.iter().map(|piece| body(piece, Value::Null)).chain([body("", "stop".into())]);
    let events = events.map(|event| format!("data: {event}\n\n")).chain(["data: [DONE]\n\n".to_owned()]);
    Reply::events(events, script)
}
