//! OpenAI's API, with Azure's deployments and the routers that speak it.

use super::{Api, Endpoint, Family::OpenAi, LISTING, endpoint};
use crate::content::position::{
    Place::{self, Is, OfRole},
    Position::{Definition, Document, Media, Metadata, Name, Prompt, Setting, ToolCall},
};

const CHAT_PLACES: &[(&str, Place)] = &[
    ("messages[].tool_calls", Is(ToolCall)),
    ("messages[].function_call", Is(ToolCall)),
    ("messages[].name", Is(Name)),
    ("messages[].content[].image_url", Is(Media)),
    ("messages[].content[].input_audio", Is(Media)),
    ("messages[].content[].file", Is(Document)),
    ("messages[].audio", Is(Media)),
    ("messages[]", OfRole),
    ("tools", Is(Definition)),
    ("functions", Is(Definition)),
    ("tool_choice", Is(Definition)),
    ("function_call", Is(Definition)),
    ("response_format", Is(Definition)),
    ("prediction", Is(Prompt)),
    ("stop", Is(Setting)),
    ("metadata", Is(Metadata)),
    ("user", Is(Metadata)),
    ("safety_identifier", Is(Metadata)),
    ("prompt_cache_key", Is(Metadata)),
    ("session_id", Is(Metadata)),
    ("trace", Is(Metadata)),
];

const PROMPT_PLACES: &[(&str, Place)] = &[
    ("prompt", Is(Prompt)),
    ("suffix", Is(Prompt)),
    ("input", Is(Prompt)),
    ("instructions", Is(Prompt)),
    ("keywords", Is(Prompt)),
    ("known_speaker_names", Is(Name)),
    ("known_speaker_references", Is(Media)),
    ("query", Is(Prompt)),
    ("documents", Is(Document)),
    ("file", Is(Document)),
    ("image", Is(Media)),
    ("mask", Is(Media)),
    ("stop", Is(Setting)),
    ("metadata", Is(Metadata)),
    ("user", Is(Metadata)),
    ("safety_identifier", Is(Metadata)),
];

static CHAT: Api = Api { name: "openai.chat", operation: Some("chat"), family: OpenAi, places: CHAT_PLACES };
static COMPLETIONS: Api = prompt("openai.completions", Some("text_completion"));
static EMBEDDINGS: Api = prompt("openai.embeddings", Some("embeddings"));
static MODERATIONS: Api = prompt("openai.moderations", None);
static IMAGES: Api = prompt("openai.images", Some("generate_content"));
static SPEECH: Api = prompt("openai.audio.speech", Some("generate_content"));
static TRANSCRIPTION: Api = prompt("openai.audio.transcription", Some("generate_content"));
static FILES: Api = prompt("openai.files", None);
static BATCHES: Api = prompt("openai.batches", None);
static RERANK: Api = prompt("rerank", None);

const fn prompt(name: &'static str, operation: Option<&'static str>) -> Api {
    Api { name, operation, family: OpenAi, places: PROMPT_PLACES }
}

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("POST", "chat/completions", &CHAT),
    endpoint("POST", "completions", &COMPLETIONS),
    endpoint("POST", "embeddings", &EMBEDDINGS),
    endpoint("POST", "moderations", &MODERATIONS),
    endpoint("POST", "images/generations", &IMAGES),
    endpoint("POST", "images/edits", &IMAGES),
    endpoint("POST", "images/variations", &IMAGES),
    endpoint("POST", "audio/speech", &SPEECH),
    endpoint("POST", "audio/transcriptions", &TRANSCRIPTION),
    endpoint("POST", "audio/translations", &TRANSCRIPTION),
    endpoint("POST", "rerank", &RERANK),
    endpoint("POST", "files", &FILES),
    endpoint("GET", "files", &LISTING),
    endpoint("GET DELETE", "files/*", &LISTING),
    endpoint("GET", "files/*/content", &FILES),
    endpoint("POST", "batches", &BATCHES),
    endpoint("GET", "batches", &LISTING),
    endpoint("GET", "batches/*", &LISTING),
    endpoint("POST", "batches/*/cancel", &LISTING),
    endpoint("GET", "models", &LISTING),
    endpoint("GET", "models/*", &LISTING),
];
