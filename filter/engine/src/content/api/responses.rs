//! OpenAI Responses.

use super::{Api, Endpoint, Family::Responses, LISTING, endpoint};
use crate::content::position::{
    Place::{Is, OfRole},
    Position::{Assistant, Definition, Metadata, Prompt, System, ToolCall, ToolResult, User},
};

static RESPONSES: Api = Api {
    name: "openai.responses",
    operation: Some("chat"),
    family: Responses,
    places: &[
        ("instructions", Is(System)),
        ("input[].arguments", Is(ToolCall)),
        ("input[].action", Is(ToolCall)),
        ("input[].actions", Is(ToolCall)),
        ("input[].operation", Is(ToolCall)),
        ("input[].code", Is(ToolCall)),
        ("input[].input", Is(ToolCall)),
        ("input[].queries", Is(ToolCall)),
        ("input[].name", Is(ToolCall)),
        ("input[].output", Is(ToolResult)),
        ("input[].outputs", Is(ToolResult)),
        ("input[].results", Is(ToolResult)),
        ("input[].result", Is(ToolResult)),
        ("input[].error", Is(ToolResult)),
        ("input[].tools", Is(Definition)),
        ("input[].text", Is(Definition)),
        ("input[].summary", Is(Assistant)),
        ("input[]", OfRole),
        ("input", Is(User)),
        ("prompt", Is(Prompt)),
        ("tools", Is(Definition)),
        ("tool_choice", Is(Definition)),
        ("text", Is(Definition)),
        ("metadata", Is(Metadata)),
        ("user", Is(Metadata)),
        ("safety_identifier", Is(Metadata)),
        ("prompt_cache_key", Is(Metadata)),
    ],
};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("POST", "responses", &RESPONSES),
    endpoint("POST", "responses/input_tokens", &RESPONSES),
    endpoint("POST", "responses/compact", &RESPONSES),
    endpoint("GET", "responses/*", &RESPONSES),
    endpoint("DELETE", "responses/*", &LISTING),
    endpoint("POST", "responses/*/cancel", &LISTING),
    endpoint("GET", "responses/*/input_items", &RESPONSES),
];
