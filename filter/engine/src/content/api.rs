//! The APIs that applications speak: their endpoints, and what their places are for.
//!
//! A request to an endpoint that no table names is refused, since nobody could say what becomes of it. What is scanned does not
//! depend on these tables: they name the API in records and policies, say what a finding's place is for, and know how an answer ends.

use alloc::vec::Vec;

use super::position::Place;

mod anthropic;
mod bedrock;
mod cohere;
mod gemini;
mod mistral;
mod openai;
mod responses;

/// An API of a provider or router.
#[derive(Debug)]
pub struct Api {
    /// As records and policies name it: `openai.chat`.
    pub name: &'static str,
    /// OpenTelemetry `gen_ai.operation.name`, where there is one.
    pub operation: Option<&'static str>,
    /// Whose conventions it follows.
    pub family: Family,
    /// What its places are for; the first entry that matches decides.
    pub places: &'static [(&'static str, Place)],
}

/// Conventions of error bodies and error events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// OpenAI's, which most routers follow.
    OpenAi,
    /// OpenAI Responses: events name their type.
    Responses,
    /// Anthropic.
    Anthropic,
    /// Gemini and Vertex AI.
    Gemini,
    /// Bedrock: binary event streams.
    Bedrock,
    /// Cohere v2.
    Cohere,
}

/// One or several methods of one path.
#[derive(Debug)]
pub struct Endpoint {
    /// Methods, separated by spaces.
    methods: &'static str,
    /// Segments without router mount; a version that stands first is optional in requests unless it is named here. `*` is any
    /// segment, `*:verb` any that ends so.
    path: &'static str,
    /// The API.
    pub api: &'static Api,
    /// Whether every answer is a stream.
    pub streams: bool,
}

const fn endpoint(methods: &'static str, path: &'static str, api: &'static Api) -> Endpoint {
    Endpoint { methods, path, api, streams: false }
}

const fn streaming(path: &'static str, api: &'static Api) -> Endpoint {
    Endpoint { methods: "POST", path, api, streams: true }
}

/// Lists without text of a prompt: models, files, batches and what became of them.
pub static LISTING: Api = Api { name: "listing", operation: None, family: Family::OpenAi, places: &[] };

static TABLES: [&[Endpoint]; 7] = [
    openai::ENDPOINTS,
    responses::ENDPOINTS,
    anthropic::ENDPOINTS,
    gemini::ENDPOINTS,
    bedrock::ENDPOINTS,
    cohere::ENDPOINTS,
    mistral::ENDPOINTS,
];

/// First segments under which routers mount providers' APIs, with the number of segments that they take: LiteLLM's pass-through
/// routes, Azure deployments, Helicone's and OpenRouter's roots, Vertex AI's resource names.
const MOUNTS: [(&[&str], usize); 24] = [
    (&["openai", "deployments"], 3),
    (&["engines"], 2),
    (&["router"], 2),
    (&["openai"], 1),
    (&["openai_passthrough"], 1),
    (&["azure"], 1),
    (&["azure_ai"], 1),
    (&["anthropic"], 1),
    (&["bedrock"], 1),
    (&["gemini"], 1),
    (&["vertex_ai"], 1),
    (&["vertex-ai"], 1),
    (&["cohere"], 1),
    (&["mistral"], 1),
    (&["openrouter"], 1),
    (&["vllm"], 1),
    (&["groq"], 1),
    (&["xai"], 1),
    (&["deepseek"], 1),
    (&["ai"], 1),
    (&["api"], 1),
    (&["proxy"], 1),
    (&["projects"], 2),
    (&["locations"], 2),
];

const VERSIONS: [&str; 5] = ["v1", "v2", "v1beta", "v1beta1", "v1alpha"];

/// The endpoint of a method and a normalised path without its route prefix.
pub fn find(method: &str, path: &str) -> Option<&'static Endpoint> {
    let mut segments: Vec<&str> = path.trim_matches('/').split('/').collect();
    // Mounts and versions may alternate: `/vertex_ai/v1/projects/p/locations/l/publishers/google/models/m:verb`.
    for _ in 0..6 {
        if let Some(found) = exact(method, &segments) {
            return Some(found);
        }
        let skipped = skip(&segments)?;
        segments.drain(..skipped);
    }
    None
}

/// How many segments a mount or version at the beginning takes.
fn skip(segments: &[&str]) -> Option<usize> {
    let first = segments.first()?;
    if VERSIONS.contains(first) {
        return Some(1);
    }
    if *first == "publishers" {
        return (segments.len() > 2).then_some(2);
    }
    let mount = MOUNTS.iter().find(|(names, _)| segments.starts_with(names));
    mount.map(|(_, taken)| *taken).filter(|taken| *taken < segments.len())
}

fn exact(method: &str, segments: &[&str]) -> Option<&'static Endpoint> {
    TABLES.iter().flat_map(|table| table.iter()).find(|endpoint| {
        let pattern = endpoint.path.split('/');
        let same = pattern.clone().count() == segments.len();
        same && pattern.zip(segments).all(|(p, s)| fits(p, s))
            && endpoint.methods.split(' ').any(|known| known == method)
    })
}

fn fits(pattern: &str, segment: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some("") => !segment.is_empty(),
        Some(verb) => segment.len() > verb.len() && segment.ends_with(verb),
        None => pattern == segment,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_of_providers_and_routers() {
        let name = |method: &str, path: &str| find(method, path).map(|e| e.api.name);
        for (path, expected) in [
            ("/v1/chat/completions", "openai.chat"),
            ("/chat/completions/", "openai.chat"),
            ("/engines/gpt-5/chat/completions", "openai.chat"),
            ("/openai/deployments/gpt-5/chat/completions", "openai.chat"),
            ("/openai/v1/chat/completions", "openai.chat"),
            ("/openai/responses", "openai.responses"),
            ("/api/v1/chat/completions", "openai.chat"),
            ("/router/main/chat/completions", "openai.chat"),
            ("/v1/messages", "anthropic.messages"),
            ("/anthropic/v1/messages", "anthropic.messages"),
            ("/v1/messages/count_tokens", "anthropic.count_tokens"),
            ("/v1beta/models/gemini-x:generateContent", "gemini.generate_content"),
            ("/gemini/v1beta/models/gemini-x:streamGenerateContent", "gemini.generate_content"),
            (
                "/vertex_ai/v1/projects/p/locations/l/publishers/google/models/gemini-x:generateContent",
                "gemini.generate_content",
            ),
            ("/v1/projects/p/locations/l/publishers/anthropic/models/c@1:rawPredict", "vertex.raw_predict"),
            ("/model/anthropic.claude-x-v1:0/converse-stream", "bedrock.converse"),
            ("/bedrock/model/m/invoke", "bedrock.invoke"),
            ("/v2/chat", "cohere.chat"),
            ("/v1/fim/completions", "mistral.fim"),
        ] {
            assert_eq!(name("POST", path), Some(expected), "{path}");
        }
        assert_eq!(name("GET", "/v1/models"), Some("listing"));
    }

    #[test]
    fn everything_else_is_unknown() {
        for (method, path) in [
            ("POST", "/v1/models"),
            ("GET", "/v1/chat/completions"),
            ("DELETE", "/v1/chat/completions"),
            ("POST", "/"),
            ("POST", "/v1"),
            ("POST", "/v1/threads"),
            ("POST", "/v1/realtime"),
            ("POST", "/chat"),
            ("POST", "/v1/chat"),
            ("POST", "/x/chat/completions"),
            ("POST", "/v1/chat/completions/x"),
            ("POST", "/models/:generateContent"),
            ("POST", "/v1beta/cachedContents"),
            ("POST", "/utils/transform_request"),
        ] {
            assert!(find(method, path).is_none(), "{method} {path}");
        }
    }
}
