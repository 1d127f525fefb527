//! What policy must know of a body beside its labels.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use countersign_formats::limits::{MODEL_BYTES_MAX, MODELS_MAX};

use super::json::{JsonError, Path, Step};

/// Facts of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Every model that the request could reach; without duplicates.
    pub models: Vec<String>,
    /// Whether a stream is asked for.
    pub stream: bool,
    /// Whether tools are offered.
    pub tools: bool,
    /// Whether something could not be read.
    pub uninspectable: bool,
}

/// Top-level members that hold content, where a member named `model` is data and not a request for a model.
const CONTENT: [&str; 12] = [
    "messages", "input", "prompt", "tools", "functions", "metadata", "response_format", "text", "tool_choice", "documents",
    "instructions", "user",
];

impl Facts {
    /// Takes note of a string value.
    ///
    /// # Errors
    ///
    /// [`JsonError::TooManyModels`] and [`JsonError::ModelName`]: policy must see all models or none.
    pub fn string(&mut self, path: &Path<'_>, text: &str) -> Result<(), JsonError> {
        if !names_model(path) {
            return Ok(());
        }
        // LiteLLM asks all models of a comma-separated list at once.
        for model in text.split(',').map(str::trim).filter(|model| !model.is_empty()) {
            if model.len() > MODEL_BYTES_MAX {
                return Err(JsonError::ModelName);
            }
            if !self.models.iter().any(|known| known == model) {
                if self.models.len() == MODELS_MAX {
                    return Err(JsonError::TooManyModels);
                }
                self.models.push(model.to_string());
            }
        }
        Ok(())
    }

    /// Takes note of `true`.
    pub fn is_true(&mut self, path: &Path<'_>) {
        if matches!(path.steps(), [Step::Key(key)] if key == "stream") {
            self.stream = true;
        }
    }

    /// Takes note of the beginning of an element of an array.
    pub fn element(&mut self, path: &Path<'_>) {
        if matches!(path.steps(), [Step::Key(key), Step::Index(_)] if key == "tools" || key == "functions") {
            self.tools = true;
        }
    }
}

/// `model`, `models[]`, `fallbacks[]` (names or objects), `extra_body.model`, and any other `model` that is not content.
fn names_model(path: &Path<'_>) -> bool {
    let steps = path.steps();
    let Some(Step::Key(first)) = steps.first() else { return false };
    if CONTENT.contains(&first.as_ref()) {
        return false;
    }
    let list = |key: &str| matches!(key, "models" | "fallbacks" | "model");
    match steps {
        [.., Step::Key(key)] => key == "model",
        [.., Step::Key(key), Step::Index(_)] => list(key),
        _ => false,
    }
}

/// Why a string value is no readable text: kind and reason.
pub fn uninspectable(path: &Path<'_>, text: &str) -> Option<(&'static str, &'static str)> {
    let key = |back: usize| match path.steps().iter().rev().nth(back) {
        Some(Step::Key(key)) => key.as_ref(),
        _ => "",
    };
    if let Some(uri) = text.strip_prefix("data:") {
        let media = uri.split([';', ',']).next().unwrap_or_default();
        return match media.split('/').next().unwrap_or_default() {
            "image" => Some(("image", "no_detector")),
            "audio" => Some(("audio", "no_detector")),
            _ => Some(("file", "no_detector")),
        };
    }
    match (key(1), key(0)) {
        ("image_url", "url") | (_, "image_url") => Some(("image", "by_reference")),
        ("input_audio", "data") => Some(("audio", "no_detector")),
        (_, "file_data") => Some(("file", "no_detector")),
        (_, "file_id" | "file_url" | "previous_response_id") => Some(("file", "by_reference")),
        _ => None,
    }
}
