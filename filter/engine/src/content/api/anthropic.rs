//! Anthropic Messages.

use super::{Api, Endpoint, Family::Anthropic, LISTING, endpoint};
use crate::content::position::{
    Place::{self, Is, OfRole},
    Position::{Definition, Document, Media, Metadata, Setting, System, ToolCall, ToolResult},
};

/// Also the body of Vertex AI's `rawPredict` and of Bedrock's `invoke` for Anthropic's models.
pub(super) const PLACES: &[(&str, Place)] = &[
    ("system", Is(System)),
    ("messages[].content[].input", Is(ToolCall)),
    ("messages[].content[].name", Is(ToolCall)),
    ("messages[].content[].content", Is(ToolResult)),
    ("messages[].content[].source", Is(Media)),
    ("messages[].content[].title", Is(Document)),
    ("messages[].content[].context", Is(Document)),
    ("messages[]", OfRole),
    ("tools", Is(Definition)),
    ("tool_choice", Is(Definition)),
    ("output_config", Is(Definition)),
    ("mcp_servers", Is(Definition)),
    ("context_management", Is(System)),
    ("stop_sequences", Is(Setting)),
    ("metadata", Is(Metadata)),
    ("container", Is(Metadata)),
];

static MESSAGES: Api =
    Api { name: "anthropic.messages", operation: Some("chat"), family: Anthropic, places: PLACES };
static COUNT_TOKENS: Api =
    Api { name: "anthropic.count_tokens", operation: None, family: Anthropic, places: PLACES };
static BATCHES: Api =
    Api { name: "anthropic.batches", operation: Some("chat"), family: Anthropic, places: PLACES };

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("POST", "messages", &MESSAGES),
    endpoint("POST", "messages/count_tokens", &COUNT_TOKENS),
    endpoint("POST", "messages/batches", &BATCHES),
    endpoint("GET", "messages/batches", &LISTING),
    endpoint("GET DELETE", "messages/batches/*", &LISTING),
    endpoint("POST", "messages/batches/*/cancel", &LISTING),
    endpoint("GET", "messages/batches/*/results", &BATCHES),
];
