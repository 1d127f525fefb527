//! Answers of model providers, in the wire format of the API whose path was called.
//!
//! The model's name picks failures: `…-fails` answers 500, `…-limited` 429. What is said comes from the prompt ([`crate::script`]).

use std::{fmt::Write as _, time::Duration};

use serde_json::{Value, json};

use crate::{
    http::Recorded,
    script::{Cut, Place, Script},
};

mod anthropic;
mod bedrock;
mod cohere;
mod gemini;
mod openai;
mod responses;

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Media type.
    pub media: &'static str,
    /// More headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body, event by event where it is a stream.
    pub pieces: Vec<Vec<u8>>,
    /// Whether it is sent piece by piece.
    pub streams: bool,
    /// Pause between two pieces.
    pub gap: Duration,
}

impl Reply {
    fn whole(media: &'static str, body: Vec<u8>) -> Self {
        Self {
            status: 200,
            media,
            headers: Vec::new(),
            pieces: vec![body],
            streams: false,
            gap: Duration::ZERO,
        }
    }

    fn json(body: &Value) -> Self {
        Self::whole("application/json", body.to_string().into_bytes())
    }

    fn stream(media: &'static str, pieces: Vec<Vec<u8>>, script: &Script) -> Self {
        Self { streams: true, pieces, gap: script.gap, ..Self::whole(media, Vec::new()) }
    }

    /// Server-sent events.
    fn events(events: impl IntoIterator<Item = String>, script: &Script) -> Self {
        Self::stream("text/event-stream", events.into_iter().map(String::into_bytes).collect(), script)
    }

    fn error(status: u16, body: &Value) -> Self {
        Self { status, ..Self::json(body) }
    }

    /// The whole body.
    pub fn body(&self) -> Vec<u8> {
        self.pieces.concat()
    }

    /// Status line and headers.
    pub fn head(&self) -> String {
        let mut head = format!("HTTP/1.1 {} OK\r\ncontent-type: {}\r\n", self.status, self.media);
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        if self.streams {
            head + "transfer-encoding: chunked\r\n\r\n"
        } else {
            head + &format!("content-length: {}\r\n\r\n", self.body().len())
        }
    }
}

/// What a request asks for.
struct Asked<'r> {
    body: Value,
    model: String,
    /// Path without query.
    path: &'r str,
    query: &'r str,
    script: Script,
}

impl Asked<'_> {
    fn stream(&self) -> bool {
        self.body.get("stream").and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether the probabilities of tokens are asked for, which say the text once more.
    fn wants_tokens(&self) -> bool {
        let wanted = |value: Option<&Value>| value.is_some_and(|value| value == true || value.is_u64());
        let config = self.body.get("generationConfig");
        wanted(self.body.get("logprobs")) || wanted(config.and_then(|config| config.get("responseLogprobs")))
    }

    /// The tokens of a text: three characters each.
    fn tokens(text: &str) -> Vec<String> {
        Script { cut: Cut::Every(3), ..Script::new(Place::Text, text) }.pieces(text)
    }

    /// The model as a provider names what it served.
    fn served(&self) -> String {
        format!("{}-2026-01-01", self.model)
    }
}

/// The model that a request names, in its body or its path.
pub fn model(request: &Recorded) -> String {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    if let Some(model) = body.get("model").and_then(Value::as_str) {
        return model.to_owned();
    }
    let path = request.path.split('?').next().unwrap_or_default();
    let mut segments = path.split('/');
    while let Some(segment) = segments.next() {
        if matches!(segment, "models" | "model" | "deployments" | "engines") {
            let named = segments.next().unwrap_or_default();
            return named.split(':').next().unwrap_or_default().to_owned();
        }
    }
    "none".to_owned()
}

/// The answer to a request.
pub fn answer(request: &Recorded) -> Reply {
    let text = String::from_utf8_lossy(&request.body);
    let (path, query) = request.path.split_once('?').unwrap_or((&request.path, ""));
    let asked = Asked {
        body: serde_json::from_slice(&request.body).unwrap_or_default(),
        model: model(request),
        path,
        query,
        script: Script::of(&text),
    };
    if asked.model.ends_with("-fails") {
        let error = json!({"message": "boom", "type": "server_error", "param": null, "code": null});
        return Reply::error(500, &json!({"error": error, "message": "boom"}));
    }
    if asked.model.ends_with("-limited") {
        let error =
            json!({"message": "slow down", "type": "rate_limit_error", "param": null, "code": "rate_limit"});
        return Reply::error(429, &json!({"error": error, "message": "slow down"}));
    }
    let ends = |suffix: &str| path.ends_with(suffix);
    if request.method == "GET" {
        return Reply::json(&json!({"object": "list", "data": []}));
    }
    if ends("/messages") || ends(":rawPredict") || ends(":streamRawPredict") {
        anthropic::answer(&asked)
    } else if ends("/messages/count_tokens") {
        Reply::json(&json!({"input_tokens": 12}))
    } else if path.contains(":generateContent") || path.contains(":streamGenerateContent") {
        gemini::answer(&asked)
    } else if path.contains(":countTokens") {
        Reply::json(&json!({"totalTokens": 12}))
    } else if path.contains("/model/") {
        bedrock::answer(&asked)
    } else if ends("/v2/chat") {
        cohere::answer(&asked)
    } else if ends("/responses") {
        responses::answer(&asked)
    } else {
        openai::answer(&asked)
    }
}

/// Arguments of a tool call with a text in it.
fn arguments(text: &str) -> String {
    json!({"note": text}).to_string()
}
