//! Cohere v2 chat.

use serde_json::{Value, json};

use super::{Asked, Reply, arguments};
use crate::script::Place;

pub(super) fn answer(asked: &Asked<'_>) -> Reply {
    let script = &asked.script;
    let usage = json!({"billed_units": {"input_tokens": 10, "output_tokens": 3}, "tokens": {"input_tokens": 12, "output_tokens": 3}});
    let finish = if script.place == Place::Tool { "TOOL_CALL" } else { "COMPLETE" };
    let call = |arguments: &str| json!({"id": "call-1", "type": "function", "function": {"name": "second", "arguments": arguments}});
    if !asked.stream() {
        let message = match script.place {
            Place::Text | Place::Refusal => {
                json!({"role": "assistant", "content": [{"type": "text", "text": script.text}]})
            }
            Place::Reasoning => {
                json!({"role": "assistant", "content": [{"type": "thinking", "thinking": script.text}]})
            }
            Place::Tool => {
                json!({"role": "assistant", "tool_plan": "Understood.", "tool_calls": [call(&arguments(&script.text))]})
            }
        };
        return Reply::json(
            &json!({"id": "c-1", "finish_reason": finish, "message": message, "usage": usage}),
        );
    }
    let message = |inner: Value| json!({"message": inner});
    let start =
        json!({"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []});
    let mut events = vec![json!({"type": "message-start", "id": "c-1", "delta": message(start)})];
    let tool = script.place == Place::Tool;
    let (kind, first) = match script.place {
        Place::Tool => ("tool-call", json!({"tool_calls": call("")})),
        Place::Reasoning => ("content", json!({"content": {"type": "thinking", "thinking": ""}})),
        _ => ("content", json!({"content": {"type": "text", "text": ""}})),
    };
    events.push(json!({"type": format!("{kind}-start"), "index": 0, "delta": message(first)}));
    let text = if tool { arguments(&script.text) } else { script.text.clone() };
    for piece in script.pieces(&text) {
        let delta = match script.place {
            Place::Tool => json!({"tool_calls": {"function": {"arguments": piece}}}),
            Place::Reasoning => json!({"content": {"thinking": piece}}),
            _ => json!({"content": {"text": piece}}),
        };
        events.push(json!({"type": format!("{kind}-delta"), "index": 0, "delta": message(delta)}));
    }
    events.push(json!({"type": format!("{kind}-end"), "index": 0}));
    events.push(json!({"type": "message-end", "delta": {"finish_reason": finish, "usage": usage}}));
    let events = events.into_iter().map(|event| {
        format!("event: {}\ndata: {event}\n\n", event.get("type").and_then(Value::as_str).unwrap_or_default())
    });
    Reply::events(events.chain(["data: [DONE]\n\n".to_owned()]), script)
}
