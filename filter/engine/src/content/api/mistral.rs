//! What Mistral has beside the endpoints that it shares with OpenAI.

use super::{Api, Endpoint, Family::OpenAi, endpoint};
use crate::content::position::{
    Place::Is,
    Position::{Metadata, Prompt, Setting},
};

static FIM: Api = Api {
    name: "mistral.fim",
    operation: Some("text_completion"),
    family: OpenAi,
    places: &[
        ("prompt", Is(Prompt)),
        ("suffix", Is(Prompt)),
        ("stop", Is(Setting)),
        ("metadata", Is(Metadata)),
    ],
};

pub(super) const ENDPOINTS: &[Endpoint] = &[endpoint("POST", "fim/completions", &FIM)];
