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
    "messages",
    "input",
    "prompt",
    "tools",
    "functions",
    "metadata",
    "response_format",
    "text",
    "tool_choice",
    "documents",
    "instructions",
    "user",
];

impl Facts {
    /// Takes note of a string value.
    ///
    /// # Errors
    ///
    /// [`JsonError::TooManyModels`] and [`JsonError::ModelName`]: policy must see all models or none.
    pub fn string(&mut self, path: &Path<'_>, text: &str) -> Result<(), JsonError> {
        if names_model(path) { self.name_models(text) } else { Ok(()) }
    }

    /// Takes note of a model, or of a comma-separated list of models: LiteLLM asks all of a list at once.
    ///
    /// # Errors
    ///
    /// As [`Self::string`].
    pub fn name_models(&mut self, text: &str) -> Result<(), JsonError> {
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

/// `model`, `models[]`, `fallbacks[]` (names, objects, and LiteLLM's `{"primary": ["backup"]}`), `extra_body.model`, and any other
/// `model` that is not content. Names match in any case, since some routers' readers do.
fn names_model(path: &Path<'_>) -> bool {
    let steps = path.steps();
    let Some(Step::Key(first)) = steps.first() else { return false };
    if CONTENT.contains(&first.as_ref()) {
        return false;
    }
    let is = |key: &str, name: &str| key.eq_ignore_ascii_case(name);
    let falls_back = |key: &str| FALLBACKS.iter().any(|name| is(key, name));
    match steps {
        [.., Step::Key(key)] if is(key, "model") => true,
        [.., Step::Key(key), Step::Index(_)] if is(key, "model") || is(key, "models") || falls_back(key) => {
            true
        }
        [.., Step::Key(list), Step::Index(_), Step::Key(key), Step::Index(_)] => {
            falls_back(list) && !CONTENT.contains(&key.as_ref())
        }
        _ => false,
    }
}

/// Members that list what a router asks when the first model fails.
const FALLBACKS: [&str; 3] = ["fallbacks", "context_window_fallbacks", "content_policy_fallbacks"];

/// Whether a number is a token id: an element of a prompt, or of one of several prompts, that is given as numbers.
pub fn is_token_id(path: &Path<'_>) -> bool {
    let steps = match path.steps() {
        [Step::Key(key), rest @ ..] if key == "extra_body" => rest,
        steps => steps,
    };
    let prompt = |key: &str| key == "prompt" || key == "input";
    match steps {
        [Step::Key(key), Step::Index(_)] | [Step::Key(key), Step::Index(_), Step::Index(_)] => prompt(key),
        _ => false,
    }
}

/// Why a string value is no readable text: kind and reason.
pub fn uninspectable(path: &Path<'_>, text: &str) -> Option<(&'static str, &'static str)> {
    let key = |back: usize| match path.steps().iter().rev().nth(back) {
        Some(Step::Key(key)) => key.as_ref(),
        _ => "",
    };
    if let Some(kind) = no_text(text) {
        return Some((kind, "no_detector"));
    }
    match (key(1), key(0)) {
        ("image_url", "url") | (_, "image_url") => Some(("image", "by_reference")),
        ("input_audio", "data") => Some(("audio", "no_detector")),
        (_, "file_data") => Some(("file", "no_detector")),
        (_, "file_id" | "file_url" | "previous_response_id") => Some(("file", "by_reference")),
        _ => None,
    }
}

/// What a string holds that is no text, wherever it stands: a data URI, or a file in base64.
pub fn no_text(text: &str) -> Option<&'static str> {
    data_uri(text).or_else(|| binary_in_base64(text))
}

/// What a data URI (RFC 2397) carries; `None` where that is text as it is, and for any other string.
fn data_uri(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let scheme = text.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:"))?;
    let (head, data) = text.get(scheme.len()..)?.split_once(',')?;
    // Prose such as `data: one, two` is none.
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$&^_.+-/;=\"%*".contains(&b);
    let media = head.split(';').next().unwrap_or_default();
    if !head.bytes().all(token) || !(media.is_empty() || media.contains('/')) {
        return None;
    }
    let is = |prefix: &str| media.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let written_out = !data.contains('%') && !head.split(';').any(|part| part.eq_ignore_ascii_case("base64"));
    if is("image/") {
        Some("image")
    } else if is("audio/") {
        Some("audio")
    } else if written_out && (media.is_empty() || is("text/") || is("application/json")) {
        None
    } else {
        Some("file")
    }
}

/// Beginnings of well-known binary formats in base64: PNG, JPEG, GIF, WebP; WAV, MP3, Ogg; PDF, ZIP (office documents), gzip.
const BINARY: [(&str, &str); 10] = [
    ("iVBORw0KGgo", "image"),
    ("/9j/", "image"),
    ("R0lGOD", "image"),
    ("UklGR", "image"),
    ("SUQz", "audio"),
    ("T2dnUw", "audio"),
    ("//uQ", "audio"),
    ("JVBERi0", "file"),
    ("UEsDB", "file"),
    ("H4sI", "file"),
];

/// Shortest base64 that is taken for a file: the smallest images are about this long.
const BINARY_MIN: usize = 64;

/// What a base64 text holds, by its first bytes, whatever its key.
fn binary_in_base64(text: &str) -> Option<&'static str> {
    if text.len() < BINARY_MIN {
        return None;
    }
    let (_, kind) = BINARY.iter().find(|(head, _)| text.starts_with(head))?;
    let base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=-_\r\n".contains(&b);
    text.bytes().take(BINARY_MIN).all(base64).then_some(*kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::json::{self, Budget, Visitor};
    use crate::content::text::Text;

    /// Facts and uninspectable parts of a document.
    #[derive(Default)]
    struct Seen(Facts, Vec<(&'static str, &'static str)>, usize);

    impl<'d> Visitor<'d> for Seen {
        fn key(&mut self, _: &Path<'d>, _: &Text<'_>) -> Result<(), JsonError> {
            Ok(())
        }
        fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
            self.1.extend(uninspectable(path, text.text));
            self.0.string(path, text.text)
        }
        fn number(&mut self, path: &Path<'d>, _: &'d str, _: usize) -> Result<(), JsonError> {
            self.2 += usize::from(is_token_id(path));
            Ok(())
        }
        fn is_true(&mut self, path: &Path<'d>) {
            self.0.is_true(path);
        }
        fn open(&mut self, path: &Path<'d>) {
            self.0.element(path);
        }
    }

    fn seen(json: &serde_json::Value) -> Seen {
        let mut seen = Seen::default();
        json::walk(&serde_json::to_string(json).unwrap(), &mut Budget::default(), &mut seen).unwrap();
        seen
    }

    #[test]
    fn every_model_that_a_router_could_ask() {
        for (json, models) in [
            (serde_json::json!({"model": "a"}), &["a"][..]),
            (serde_json::json!({"Model": "a", "model": "b"}), &["a", "b"]),
            (serde_json::json!({"model": " a, b ,,a"}), &["a", "b"]),
            (serde_json::json!({"model": ["a", "b"]}), &["a", "b"]),
            (
                serde_json::json!({"models": ["a", "b"], "extra_body": {"model": "c", "models": ["d"]}}),
                &["c", "d", "a", "b"],
            ),
            (
                serde_json::json!({"fallbacks": ["a", {"model": "b", "messages": [{"content": "not one"}]}]}),
                &["a", "b"],
            ),
            (
                serde_json::json!({"fallbacks": [{"a": ["b", "c"]}, {"model": "d", "fallbacks": ["e"]}]}),
                &["b", "c", "e", "d"],
            ),
            (serde_json::json!({"context_window_fallbacks": [{"a": ["b"]}]}), &["b"]),
            (serde_json::json!({"plugins": [{"model": "a", "models": ["b"]}]}), &["a", "b"]),
        ] {
            // In which order `json!` keeps members is up to the features of the whole build.
            let mut seen = seen(&json).0.models;
            seen.sort_unstable();
            let mut models = models.to_vec();
            models.sort_unstable();
            assert_eq!(seen, models, "{json}");
        }
    }

    #[test]
    fn content_names_no_models() {
        let json = serde_json::json!({
            "messages": [{"content": "x", "model": "no"}], "tools": [{"model": "no"}], "metadata": {"model": "no"},
        });
        assert_eq!(seen(&json).0.models, <[String; 0]>::default());
    }

    #[test]
    fn models_are_bounded() {
        let many: Vec<String> = (0..=MODELS_MAX).map(|n| n.to_string()).collect();
        let mut facts = Facts::default();
        assert_eq!(facts.name_models(&many.join(",")), Err(JsonError::TooManyModels));
        assert_eq!(facts.name_models(&"x".repeat(MODEL_BYTES_MAX + 1)), Err(JsonError::ModelName));
        assert_eq!(Facts::default().name_models(&"x".repeat(MODEL_BYTES_MAX)), Ok(()));
    }

    #[test]
    fn stream_and_tools() {
        let of = |json| {
            let facts = seen(&json).0;
            (facts.stream, facts.tools)
        };
        assert_eq!(of(serde_json::json!({"stream": true, "tools": [{}]})), (true, true));
        assert_eq!(of(serde_json::json!({"stream": false, "tools": [], "functions": [{}]})), (false, true));
        assert_eq!(
            of(serde_json::json!({"x": {"stream": true, "tools": [{}]}, "tools": []})),
            (false, false)
        );
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let long = |head: &str| [head, &"A".repeat(BINARY_MIN)].concat();
        let part = |kind: &str, value: serde_json::Value| serde_json::json!({"messages": [{"content": [{"type": kind, kind: value}]}]});
        for (json, expected) in [
            (
                part("image_url", serde_json::json!({"url": "data:image/png;base64,AAAA"})),
                ("image", "no_detector"),
            ),
            (
                part("image_url", serde_json::json!({"url": "DATA:image/png;base64,AAAA"})),
                ("image", "no_detector"),
            ),
            (
                part("image_url", serde_json::json!({"url": "https://example.com/a.png"})),
                ("image", "by_reference"),
            ),
            (
                part("input_audio", serde_json::json!({"data": "AAAA", "format": "wav"})),
                ("audio", "no_detector"),
            ),
            (
                part("file", serde_json::json!({"file_data": "data:application/pdf;base64,AAAA"})),
                ("file", "no_detector"),
            ),
            (part("file", serde_json::json!({"file_id": "file-1"})), ("file", "by_reference")),
            (serde_json::json!({"any": "data:text/plain;base64,AAAA"}), ("file", "no_detector")),
            (serde_json::json!({"any": "data:text/plain,%31%32"}), ("file", "no_detector")),
            (serde_json::json!({"any": "data:;base64,AAAA"}), ("file", "no_detector")),
            (serde_json::json!({"source": {"data": long("iVBORw0KGgo")}}), ("image", "no_detector")),
            (serde_json::json!({"inlineData": {"data": long("JVBERi0")}}), ("file", "no_detector")),
        ] {
            assert_eq!(seen(&json).1, [expected], "{json}");
        }
    }

    #[test]
    fn prose_is_readable() {
        for text in [
            "data: the figures are 1, 2, 3",
            "data:a,b",
            "data:",
            "data:text/plain,as it is",
            "data:,as it is",
            "database",
            "/9j/ is how a photo begins in base64, which is nothing but text when it stands in a sentence like this one",
        ] {
            assert_eq!(seen(&serde_json::json!({"content": text})).1, [], "{text}");
        }
    }

    #[test]
    fn prompts_of_numbers_are_token_ids() {
        assert_eq!(seen(&serde_json::json!({"prompt": [1, 2], "input": [[3], [4]]})).2, 4);
        assert_eq!(seen(&serde_json::json!({"extra_body": {"prompt": [1]}})).2, 1);
        assert_eq!(
            seen(&serde_json::json!({"input": [{"content": [{"logprob": 1}], "n": 2}], "max_tokens": 5})).2,
            0
        );
    }
}
