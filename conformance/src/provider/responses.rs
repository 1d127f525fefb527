//! OpenAI Responses: the text comes in pieces, and once more as a whole in four places.

use serde_json::{Value, json};

use super::{Asked, Reply, arguments};
use crate::script::{Place, Script};

pub(super) fn answer(asked: &Asked<'_>) -> Reply {
    let whole = response(asked, "completed", &json!([item(&asked.script)]), &usage());
    if asked.stream() { stream(asked, whole) } else { Reply::json(&whole) }
}

fn usage() -> Value {
    json!({"input_tokens": 12, "output_tokens": 3, "total_tokens": 15})
}

fn response(asked: &Asked<'_>, status: &str, output: &Value, usage: &Value) -> Value {
    json!({
        "id": "resp_1", "object": "response", "created_at": 1, "status": status, "model": asked.served(), "output": output, "usage": usage,
        "parallel_tool_calls": true, "tool_choice": "auto", "tools": [], "error": null, "incomplete_details": null, "instructions": null,
        "metadata": {}, "temperature": 1.0, "top_p": 1.0,
    })
}

fn item(script: &Script) -> Value {
    match script.place {
        Place::Text => message(&json!({"type": "output_text", "text": script.text, "annotations": []})),
        Place::Refusal => message(&json!({"type": "refusal", "refusal": script.text})),
        Place::Reasoning => {
            json!({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": script.text}]})
        }
        Place::Tool => json!({
            "type": "function_call", "id": "fc_1", "call_id": "call-1", "name": "second", "arguments": arguments(&script.text),
            "status": "completed",
        }),
    }
}

fn message(part: &Value) -> Value {
    json!({"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": [part]})
}

fn stream(asked: &Asked<'_>, whole: Value) -> Reply {
    let script = &asked.script;
    let text = if script.place == Place::Tool { arguments(&script.text) } else { script.text.clone() };
    let mut number = 0;
    let mut event = |kind: &str, mut body: Value| {
        if let Some(members) = body.as_object_mut() {
            members.insert("type".into(), kind.into());
            members.insert("sequence_number".into(), number.into());
        }
        number += 1;
        format!("event: {kind}\ndata: {body}\n\n")
    };
    let (name, index, member) = match script.place {
        Place::Text => (
            "response.output_text",
            json!({"item_id": "msg_1", "output_index": 0, "content_index": 0}),
            "text",
        ),
        Place::Refusal => (
            "response.refusal",
            json!({"item_id": "msg_1", "output_index": 0, "content_index": 0}),
            "refusal",
        ),
        Place::Reasoning => (
            "response.reasoning_summary_text",
            json!({"item_id": "rs_1", "output_index": 0, "summary_index": 0}),
            "text",
        ),
        Place::Tool => {
            ("response.function_call_arguments", json!({"item_id": "fc_1", "output_index": 0}), "arguments")
        }
    };
    let with = |member: &str, text: &str| {
        let mut body = index.clone();
        if let Some(members) = body.as_object_mut() {
            members.insert(member.into(), text.into());
        }
        body
    };
    let created = response(asked, "in_progress", &json!([]), &Value::Null);
    let mut events = vec![event("response.created", json!({"response": created}))];
    let mut begun = item(&Script { text: String::new(), ..script.clone() });
    if let Some(members) = begun.as_object_mut() {
        members.insert("status".into(), "in_progress".into());
    }
    events.push(event("response.output_item.added", json!({"output_index": 0, "item": begun})));
    for piece in script.pieces(&text) {
        events.push(event(&format!("{name}.delta"), with("delta", &piece)));
    }
    events.push(event(&format!("{name}.done"), with(member, &text)));
    events.push(event("response.output_item.done", json!({"output_index": 0, "item": item(script)})));
    events.push(event("response.completed", json!({"response": whole})));
    Reply::events(events, script)
}
