//! Amazon Bedrock: Converse, InvokeModel with Anthropic's bodies, and both as binary event streams.

use base64ct::{Base64, Encoding as _};
use serde_json::{Value, json};

use super::{Asked, Reply, anthropic, arguments};
use crate::script::Place;

const STREAM: &str = "application/vnd.amazon.eventstream";

pub(super) fn answer(asked: &Asked<'_>) -> Reply {
    let ends = |suffix: &str| asked.path.ends_with(suffix);
    if ends("/converse") {
        return Reply::json(&converse(asked));
    }
    if ends("/converse-stream") {
        let frames =
            converse_events(asked).into_iter().map(|(kind, body)| frame(kind, body.to_string().as_bytes()));
        return Reply::stream(STREAM, frames.collect(), &asked.script);
    }
    if ends("/invoke-with-response-stream") {
        let chunks = anthropic::events(asked).into_iter().map(|event| {
            let bytes = Base64::encode_string(event.to_string().as_bytes());
            frame("chunk", json!({"bytes": bytes, "p": "abcdefgh"}).to_string().as_bytes())
        });
        return Reply::stream(STREAM, chunks.collect(), &asked.script);
    }
    if ends("/count-tokens") {
        return Reply::json(&json!({"inputTokens": 12}));
    }
    Reply::json(&anthropic::message(asked))
}

fn stop(asked: &Asked<'_>) -> &'static str {
    if asked.script.place == Place::Tool { "tool_use" } else { "end_turn" }
}

fn usage() -> Value {
    json!({"inputTokens": 12, "outputTokens": 3, "totalTokens": 15})
}

fn converse(asked: &Asked<'_>) -> Value {
    let text = &asked.script.text;
    let block = match asked.script.place {
        Place::Text | Place::Refusal => json!({"text": text}),
        Place::Reasoning => {
            json!({"reasoningContent": {"reasoningText": {"text": text, "signature": "c2ln"}}})
        }
        Place::Tool => json!({"toolUse": {"toolUseId": "tool-1", "name": "second", "input": {"note": text}}}),
    };
    json!({
        "output": {"message": {"role": "assistant", "content": [block]}}, "stopReason": stop(asked), "usage": usage(),
        "metrics": {"latencyMs": 5},
    })
}

fn converse_events(asked: &Asked<'_>) -> Vec<(&'static str, Value)> {
    let script = &asked.script;
    let mut events = vec![("messageStart", json!({"role": "assistant"}))];
    let tool = script.place == Place::Tool;
    if tool {
        let start = json!({"toolUse": {"toolUseId": "tool-1", "name": "second"}});
        events.push(("contentBlockStart", json!({"contentBlockIndex": 0, "start": start})));
    }
    let text = if tool { arguments(&script.text) } else { script.text.clone() };
    for piece in script.pieces(&text) {
        let delta = match script.place {
            Place::Text | Place::Refusal => json!({"text": piece}),
            Place::Reasoning => json!({"reasoningContent": {"text": piece}}),
            Place::Tool => json!({"toolUse": {"input": piece}}),
        };
        events.push(("contentBlockDelta", json!({"contentBlockIndex": 0, "delta": delta})));
    }
    events.push(("contentBlockStop", json!({"contentBlockIndex": 0})));
    events.push(("messageStop", json!({"stopReason": stop(asked)})));
    events.push(("metadata", json!({"usage": usage(), "metrics": {"latencyMs": 5}})));
    events
}

/// A frame of Amazon's event stream encoding.
fn frame(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut headers = Vec::new();
    for (name, value) in
        [(":message-type", "event"), (":event-type", kind), (":content-type", "application/json")]
    {
        headers.push(u8::try_from(name.len()).unwrap_or(0));
        headers.extend_from_slice(name.as_bytes());
        headers.push(7);
        headers.extend_from_slice(&u16::try_from(value.len()).unwrap_or(0).to_be_bytes());
        headers.extend_from_slice(value.as_bytes());
    }
    let size = |n: usize| u32::try_from(n).unwrap_or(0).to_be_bytes();
    let mut frame = [size(16 + headers.len() + payload.len()), size(headers.len())].concat();
    frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
    frame.extend_from_slice(&headers);
    frame.extend_from_slice(payload);
    frame.extend_from_slice(&crc32fast::hash(&frame).to_be_bytes());
    frame
}
