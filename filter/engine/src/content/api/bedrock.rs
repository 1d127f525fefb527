//! AWS Bedrock runtime. The model stands in the path; bodies of `invoke` are those of the model's vendor.

use super::{Api, Endpoint, Family::Bedrock, anthropic, endpoint, streaming};
use crate::content::position::{
    Place::{Is, OfRole},
    Position::{Definition, Document, Media, Metadata, Prompt, Setting, System, ToolCall, ToolResult},
};

static CONVERSE: Api = Api {
    name: "bedrock.converse",
    operation: Some("chat"),
    family: Bedrock,
    places: &[
        ("system", Is(System)),
        ("messages[].content[].toolUse", Is(ToolCall)),
        ("messages[].content[].toolResult", Is(ToolResult)),
        ("messages[].content[].image", Is(Media)),
        ("messages[].content[].video", Is(Media)),
        ("messages[].content[].audio", Is(Media)),
        ("messages[].content[].document", Is(Document)),
        ("messages[].content[].searchResult", Is(Document)),
        ("messages[]", OfRole),
        ("toolConfig", Is(Definition)),
        ("outputConfig", Is(Definition)),
        ("promptVariables", Is(Prompt)),
        ("additionalModelRequestFields", Is(Setting)),
        ("inferenceConfig", Is(Setting)),
        ("requestMetadata", Is(Metadata)),
    ],
};
static INVOKE: Api =
    Api { name: "bedrock.invoke", operation: Some("chat"), family: Bedrock, places: anthropic::PLACES };
static COUNT_TOKENS: Api =
    Api { name: "bedrock.count_tokens", operation: None, family: Bedrock, places: anthropic::PLACES };

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint("POST", "model/*/converse", &CONVERSE),
    streaming("model/*/converse-stream", &CONVERSE),
    endpoint("POST", "model/*/invoke", &INVOKE),
    streaming("model/*/invoke-with-response-stream", &INVOKE),
    endpoint("POST", "model/*/count-tokens", &COUNT_TOKENS),
];
