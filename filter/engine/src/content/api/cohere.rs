//! Cohere v2.

use super::{Api, Endpoint, Family::Cohere, endpoint};
use crate::content::position::{
    Place::{self, Is, OfRole},
    Position::{Assistant, Definition, Document, Media, Prompt, Setting, ToolCall},
};

const PLACES: &[(&str, Place)] = &[
    ("messages[].tool_calls", Is(ToolCall)),
    ("messages[].tool_plan", Is(Assistant)),
    ("messages[].content[].document", Is(Document)),
    ("messages[].content[].image_url", Is(Media)),
    ("messages[]", OfRole),
    ("documents", Is(Document)),
    ("tools", Is(Definition)),
    ("response_format", Is(Definition)),
    ("stop_sequences", Is(Setting)),
    ("texts", Is(Prompt)),
    ("inputs", Is(Prompt)),
    ("query", Is(Prompt)),
    ("images", Is(Media)),
];

static CHAT: Api = Api { name: "cohere.chat", operation: Some("chat"), family: Cohere, places: PLACES };
static EMBED: Api =
    Api { name: "cohere.embed", operation: Some("embeddings"), family: Cohere, places: PLACES };
static RERANK: Api = Api { name: "cohere.rerank", operation: None, family: Cohere, places: PLACES };

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("POST", "v2/chat", &CHAT),
    endpoint("POST", "v2/embed", &EMBED),
    endpoint("POST", "v2/rerank", &RERANK),
];
