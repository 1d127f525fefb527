//! Anthropic Messages, directly and through Vertex AI and Bedrock.

use serde_json::{Value, json};

use super::{Asked, Reply, arguments};
use crate::script::{Place, Script};

pub(super) fn answer(asked: &Asked<'_>) -> Reply {
    if asked.stream() || asked.path.ends_with(":streamRawPredict") {
        let events = events(asked).into_iter().map(|event| {
            format!(
                "event: {}\ndata: {event}\n\n",
                event.get("type").and_then(Value::as_str).unwrap_or_default()
            )
        });
        return Reply::events(events, &asked.script);
    }
    Reply::json(&message(asked))
}

/// The complete answer.
pub(super) fn message(asked: &Asked<'_>) -> Value {
    let script = &asked.script;
    let content = match script.place {
        Place::Text | Place::Refusal => json!([{"type": "text", "text": script.text}]),
        Place::Reasoning => {
            json!([{"type": "thinking", "thinking": script.text, "signature": "c2ln"}, {"type": "text", "text": "Understood."}])
        }
        Place::Tool => json!([
            {"type": "tool_use", "id": "tool-1", "name": "first", "input": {}},
            {"type": "tool_use", "id": "tool-2", "name": "second", "input": {"note": script.text}},
        ]),
    };
    json!({
        "id": "msg_1", "type": "message", "role": "assistant", "model": asked.served(), "content": content, "stop_reason": stop(script),
        "stop_sequence": null, "usage": {"input_tokens": 12, "output_tokens": 3},
    })
}

fn stop(script: &Script) -> &'static str {
    match script.place {
        Place::Tool => "tool_use",
        Place::Refusal => "refusal",
        _ => "end_turn",
    }
}

/// The events of a streamed answer.
pub(super) fn events(asked: &Asked<'_>) -> Vec<Value> {
    let script = &asked.script;
    let mut start = message(asked);
    if let Some(members) = start.as_object_mut() {
        members.insert("content".into(), json!([]));
        members.insert("stop_reason".into(), Value::Null);
    }
    let mut events = vec![json!({"type": "message_start", "message": start}), json!({"type": "ping"})];
    let (block, text): (Value, String) = match script.place {
        Place::Text | Place::Refusal => (json!({"type": "text", "text": ""}), script.text.clone()),
        Place::Reasoning => {
            (json!({"type": "thinking", "thinking": "", "signature": ""}), script.text.clone())
        }
        Place::Tool => (
            json!({"type": "tool_use", "id": "tool-1", "name": "second", "input": {}}),
            arguments(&script.text),
        ),
    };
    events.push(json!({"type": "content_block_start", "index": 0, "content_block": block}));
    for piece in script.pieces(&text) {
        let delta = match script.place {
            Place::Text | Place::Refusal => json!({"type": "text_delta", "text": piece}),
            Place::Reasoning => json!({"type": "thinking_delta", "thinking": piece}),
            Place::Tool => json!({"type": "input_json_delta", "partial_json": piece}),
        };
        events.push(json!({"type": "content_block_delta", "index": 0, "delta": delta}));
    }
    events.push(json!({"type": "content_block_stop", "index": 0}));
    events.push(json!({
        "type": "message_delta", "delta": {"stop_reason": stop(script), "stop_sequence": null}, "usage": {"output_tokens": 3},
    }));
    events.push(json!({"type": "message_stop"}));
    events
}
