//! Requests of every API with a text in every place that takes one.

use serde_json::{Value, json};

mod anthropic;
mod bedrock;
mod gemini;
mod openai;
mod other;

/// What a gateway can do about a secret at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// It is text: changed or refused, as policy wants.
    Readable,
    /// It is content that nobody can read: refused, where policy refuses such.
    Unreadable,
    /// It makes a router send something else, or to somewhere else: refused.
    Steering,
}

/// A request with a text at one place.
#[derive(Clone, Debug)]
pub struct Request {
    /// API.
    pub api: &'static str,
    /// Place, for people.
    pub position: &'static str,
    /// What can be done about it.
    pub sight: Sight,
    /// Path without route.
    pub path: String,
    /// Media type.
    pub media: &'static str,
    /// Body.
    pub body: Vec<u8>,
}

/// A JSON request: place, and body.
type Place = (&'static str, Value);

fn requests(api: &'static str, path: &str, places: Vec<Place>) -> Vec<Request> {
    let request = |(position, body): Place| {
        let unreadable =
            ["image", "audio", "pdf", "token ids", "file id", "url"].iter().any(|w| position.contains(w));
        let steering = ["extra_body", "fallback messages"].iter().any(|w| position.contains(w));
        let sight = match (unreadable, steering) {
            (true, _) => Sight::Unreadable,
            (_, true) => Sight::Steering,
            _ => Sight::Readable,
        };
        let body = body.to_string().into_bytes();
        Request { api, position, sight, path: path.to_owned(), media: "application/json", body }
    };
    places.into_iter().map(request).collect()
}

/// Every request, each with `text` at its place.
pub fn all(text: &str) -> Vec<Request> {
    [openai::all(text), anthropic::all(text), gemini::all(text), bedrock::all(text), other::all(text)]
        .concat()
}

/// A request that makes a provider say something: its path and body, streamed or not.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// API.
    pub api: &'static str,
    /// Path without route.
    pub path: &'static str,
    /// Body.
    pub body: Vec<u8>,
    /// Whether the answer is a stream.
    pub stream: bool,
}

/// One prompt an API and manner of answering, each with this content.
pub fn prompts(content: &str) -> Vec<Prompt> {
    let chat = |stream: bool| json!({"model": "gpt-5-mini", "stream": stream, "messages": [{"role": "user", "content": content}]});
    let messages = |stream: bool| json!({"model": "claude-sonnet", "max_tokens": 10, "stream": stream, "messages": [{"role": "user", "content": content}]});
    let gemini = json!({"contents": [{"role": "user", "parts": [{"text": content}]}]});
    let converse = json!({"messages": [{"role": "user", "content": [{"text": content}]}]});
    let invoke = json!({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 10, "messages": [{"role": "user", "content": content}]});
    let rows = [
        ("openai.chat", "/v1/chat/completions", chat(false), false),
        ("openai.chat", "/v1/chat/completions", chat(true), true),
        ("openai.completions", "/v1/completions", json!({"model": "gpt-5-mini", "prompt": content}), false),
        (
            "openai.completions",
            "/v1/completions",
            json!({"model": "gpt-5-mini", "prompt": content, "stream": true}),
            true,
        ),
        ("openai.responses", "/v1/responses", json!({"model": "gpt-5-mini", "input": content}), false),
        (
            "openai.responses",
            "/v1/responses",
            json!({"model": "gpt-5-mini", "input": content, "stream": true}),
            true,
        ),
        (
            "openai.azure",
            "/openai/deployments/gpt-5-mini/chat/completions?api-version=2025-01-01",
            chat(false),
            false,
        ),
        (
            "openai.azure",
            "/openai/deployments/gpt-5-mini/chat/completions?api-version=2025-01-01",
            chat(true),
            true,
        ),
        ("anthropic.messages", "/v1/messages", messages(false), false),
        ("anthropic.messages", "/v1/messages", messages(true), true),
        ("gemini.generate_content", "/v1beta/models/gpt-5-mini:generateContent", gemini.clone(), false),
        (
            "gemini.generate_content",
            "/v1beta/models/gpt-5-mini:streamGenerateContent?alt=sse",
            gemini.clone(),
            true,
        ),
        ("gemini.generate_content (array)", "/v1beta/models/gpt-5-mini:streamGenerateContent", gemini, true),
        (
            "vertex.raw_predict",
            "/v1/projects/p/locations/l/publishers/anthropic/models/gpt-5-mini:rawPredict",
            messages(false),
            false,
        ),
        (
            "vertex.raw_predict",
            "/v1/projects/p/locations/l/publishers/anthropic/models/gpt-5-mini:streamRawPredict",
            messages(true),
            true,
        ),
        ("bedrock.converse", "/model/gpt-5-mini/converse", converse.clone(), false),
        ("bedrock.converse", "/model/gpt-5-mini/converse-stream", converse, true),
        ("bedrock.invoke", "/model/gpt-5-mini/invoke", invoke.clone(), false),
        ("bedrock.invoke", "/model/gpt-5-mini/invoke-with-response-stream", invoke, true),
        ("cohere.chat", "/v2/chat", chat(false), false),
        ("cohere.chat", "/v2/chat", chat(true), true),
        ("mistral.fim", "/v1/fim/completions", json!({"model": "gpt-5-mini", "prompt": content}), false),
        (
            "mistral.fim",
            "/v1/fim/completions",
            json!({"model": "gpt-5-mini", "prompt": content, "stream": true}),
            true,
        ),
    ];
    let prompt = |(api, path, body, stream): (_, _, Value, _)| Prompt {
        api,
        path,
        body: body.to_string().into_bytes(),
        stream,
    };
    rows.into_iter().map(prompt).collect()
}
