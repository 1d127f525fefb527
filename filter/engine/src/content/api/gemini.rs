//! Gemini and Vertex AI. Names stand in camelCase or in snake_case, also mixed in one object.

use super::{Api, Endpoint, Family, anthropic, endpoint, streaming};
use crate::content::position::{
    Place::{self, Is, OfRole},
    Position::{Definition, Document, Media, Metadata, Prompt, Setting, System, ToolCall, ToolResult},
};

const PLACES: &[(&str, Place)] = &[
    ("systemInstruction", Is(System)),
    ("system_instruction", Is(System)),
    ("contents[].parts[].functionCall", Is(ToolCall)),
    ("contents[].parts[].function_call", Is(ToolCall)),
    ("contents[].parts[].toolCall", Is(ToolCall)),
    ("contents[].parts[].executableCode", Is(ToolCall)),
    ("contents[].parts[].functionResponse", Is(ToolResult)),
    ("contents[].parts[].function_response", Is(ToolResult)),
    ("contents[].parts[].toolResponse", Is(ToolResult)),
    ("contents[].parts[].codeExecutionResult", Is(ToolResult)),
    ("contents[].parts[].inlineData", Is(Media)),
    ("contents[].parts[].inline_data", Is(Media)),
    ("contents[].parts[].fileData", Is(Document)),
    ("contents[].parts[].file_data", Is(Document)),
    ("contents[]", OfRole),
    ("content", Is(Prompt)),
    ("instances", Is(Prompt)),
    ("tools", Is(Definition)),
    ("toolConfig", Is(Definition)),
    ("tool_config", Is(Definition)),
    ("generationConfig", Is(Setting)),
    ("generation_config", Is(Setting)),
    ("labels", Is(Metadata)),
];

static GENERATE: Api = Api {
    name: "gemini.generate_content",
    operation: Some("generate_content"),
    family: Family::Gemini,
    places: PLACES,
};
static COUNT_TOKENS: Api =
    Api { name: "gemini.count_tokens", operation: None, family: Family::Gemini, places: PLACES };
static EMBED: Api = Api {
    name: "gemini.embed_content",
    operation: Some("embeddings"),
    family: Family::Gemini,
    places: PLACES,
};
static RAW_PREDICT: Api = Api {
    name: "vertex.raw_predict",
    operation: Some("chat"),
    family: Family::Anthropic,
    places: anthropic::PLACES,
};

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("POST", "models/*:generateContent", &GENERATE),
    streaming("models/*:streamGenerateContent", &GENERATE),
    endpoint("POST", "models/*:countTokens", &COUNT_TOKENS),
    endpoint("POST", "models/*:embedContent", &EMBED),
    endpoint("POST", "models/*:batchEmbedContents", &EMBED),
    endpoint("POST", "models/*:predict", &EMBED),
    endpoint("POST", "models/*:rawPredict", &RAW_PREDICT),
    streaming("models/*:streamRawPredict", &RAW_PREDICT),
];
