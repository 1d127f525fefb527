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

/// A body with one more member.
fn with_member(mut body: Value, name: &str, value: Value) -> Value {
    if let Some(members) = body.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
    body
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

/// What makes an API answer: its name, its body for a content, streamed or not, and its paths for a whole answer, where there is one, and
/// for a stream.
type Asked = (&'static str, fn(&str, bool) -> Value, Option<&'static str>, &'static str);

const AZURE: &str = "/openai/deployments/gpt-5-mini/chat/completions?api-version=2025-01-01";

const ASKED: [Asked; 12] = [
    ("openai.chat", chat, Some("/v1/chat/completions"), "/v1/chat/completions"),
    ("openai.completions", completion, Some("/v1/completions"), "/v1/completions"),
    ("openai.responses", response, Some("/v1/responses"), "/v1/responses"),
    ("openai.azure", chat, Some(AZURE), AZURE),
    ("anthropic.messages", messages, Some("/v1/messages"), "/v1/messages"),
    (
        "gemini.generate_content",
        contents,
        Some("/v1beta/models/gpt-5-mini:generateContent"),
        "/v1beta/models/gpt-5-mini:streamGenerateContent?alt=sse",
    ),
    // Without `alt=sse` a stream is an array, element by element.
    ("gemini.generate_content (array)", contents, None, "/v1beta/models/gpt-5-mini:streamGenerateContent"),
    (
        "vertex.raw_predict",
        messages,
        Some("/v1/projects/p/locations/l/publishers/anthropic/models/gpt-5-mini:rawPredict"),
        "/v1/projects/p/locations/l/publishers/anthropic/models/gpt-5-mini:streamRawPredict",
    ),
    ("bedrock.converse", converse, Some("/model/gpt-5-mini/converse"), "/model/gpt-5-mini/converse-stream"),
    (
        "bedrock.invoke",
        invoke,
        Some("/model/gpt-5-mini/invoke"),
        "/model/gpt-5-mini/invoke-with-response-stream",
    ),
    ("cohere.chat", chat, Some("/v2/chat"), "/v2/chat"),
    ("mistral.fim", completion, Some("/v1/fim/completions"), "/v1/fim/completions"),
];

/// One prompt an API and manner of answering, each with this content.
pub fn prompts(content: &str) -> Vec<Prompt> {
    let both = ASKED.into_iter().flat_map(|(api, body, whole, stream)| {
        let prompt = move |path, stream| {
            let body = body(content, stream).to_string().into_bytes();
            Prompt { api, path, body, stream }
        };
        whole.map(|path| prompt(path, false)).into_iter().chain([prompt(stream, true)])
    });
    both.collect()
}

fn chat(content: &str, stream: bool) -> Value {
    json!({"model": "gpt-5-mini", "stream": stream, "logprobs": true, "messages": [{"role": "user", "content": content}]})
}

fn completion(content: &str, stream: bool) -> Value {
    streamed(json!({"model": "gpt-5-mini", "logprobs": 2, "prompt": content}), stream)
}

fn response(content: &str, stream: bool) -> Value {
    streamed(json!({"model": "gpt-5-mini", "input": content}), stream)
}

fn messages(content: &str, stream: bool) -> Value {
    json!({"model": "claude-sonnet", "max_tokens": 10, "stream": stream, "messages": [{"role": "user", "content": content}]})
}

/// For Gemini and Bedrock the path alone says whether the answer is a stream.
fn contents(content: &str, _: bool) -> Value {
    json!({"contents": [{"role": "user", "parts": [{"text": content}]}], "generationConfig": {"responseLogprobs": true}})
}

fn converse(content: &str, _: bool) -> Value {
    json!({"messages": [{"role": "user", "content": [{"text": content}]}]})
}

fn invoke(content: &str, _: bool) -> Value {
    json!({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 10, "messages": [{"role": "user", "content": content}]})
}

/// Asks for a stream, or leaves the member out: that asks for a whole answer too.
fn streamed(body: Value, stream: bool) -> Value {
    if stream { with_member(body, "stream", true.into()) } else { body }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_place_has_a_cell_of_its_own() {
        let mut seen = BTreeSet::new();
        for request in all("x") {
            assert!(seen.insert((request.api, request.position)), "{} {}", request.api, request.position);
        }
    }
}
