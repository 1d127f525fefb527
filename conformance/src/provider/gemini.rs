//! Gemini and Vertex AI: events without names and without an end marker, or one array that grows.

use serde_json::{Value, json};

use super::{Asked, Reply};
use crate::script::{Place, Script};

pub(super) fn answer(asked: &Asked<'_>) -> Reply {
    let script = &asked.script;
    if !asked.path.contains(":streamGenerateContent") {
        return Reply::json(&body(asked, &part(script, &script.text), "STOP".into()));
    }
    // A call's arguments are an object, and come whole.
    let pieces =
        if script.place == Place::Tool { vec![script.text.clone()] } else { script.pieces(&script.text) };
    let mut bodies: Vec<Value> =
        pieces.iter().map(|piece| body(asked, &part(script, piece), Value::Null)).collect();
    bodies.push(body(asked, &json!({"text": ""}), "STOP".into()));
    if asked.query.contains("alt=sse") {
        return Reply::events(bodies.iter().map(|body| format!("data: {body}\r\n\r\n")), script);
    }
    let bodies: Vec<String> = bodies.iter().map(Value::to_string).collect();
    Reply::whole("application/json", format!("[{}\n]", bodies.join("\n,\r\n")).into_bytes())
}

fn part(script: &Script, text: &str) -> Value {
    match script.place {
        Place::Text | Place::Refusal => json!({"text": text}),
        Place::Reasoning => json!({"text": text, "thought": true}),
        Place::Tool => json!({"functionCall": {"name": "second", "args": {"note": text}}}),
    }
}

fn body(asked: &Asked<'_>, part: &Value, finish: Value) -> Value {
    let candidate = |index: usize| {
        let mut candidate =
            json!({"index": index, "content": {"role": "model", "parts": [part]}, "finishReason": finish});
        if asked.wants_tokens() {
            let tokens = Asked::tokens(part["text"].as_str().unwrap_or_default());
            let chosen: Vec<Value> =
                tokens.iter().map(|token| json!({"token": token, "logProbability": -0.1})).collect();
            if let Some(members) = candidate.as_object_mut() {
                members.insert("logprobsResult".to_owned(), json!({"chosenCandidates": chosen}));
            }
        }
        candidate
    };
    let candidates: Vec<Value> = (0..asked.script.choices.max(1)).map(candidate).collect();
    json!({
        "candidates": candidates, "modelVersion": asked.served(), "responseId": "r1",
        "usageMetadata": {"promptTokenCount": 12, "candidatesTokenCount": 3, "totalTokenCount": 15},
    })
}
