//! What policy must know of a body beside its labels.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use countersign_formats::limits::{MODEL_BYTES_MAX, MODELS_MAX};

use super::{
    json::{self, JsonError, Path, Step},
    position::unwrapped,
    text::Text,
};

/// Facts of one body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Every model that the request could reach; without duplicates.
    pub models: Vec<String>,
    /// Whether a stream is asked for.
    pub stream: bool,
    /// Whether tools are offered.
    pub tools: bool,
    /// The first member that makes a router send something else than this body says, or to somewhere else.
    pub router_field: Option<&'static str>,
}

/// Members that hold content, where a member named `model` is data and not a request for a model.
const CONTENT: [&str; 25] = [
    "messages",
    "input",
    "inputs",
    "prompt",
    "tools",
    "functions",
    "metadata",
    "response_format",
    "text",
    "texts",
    "tool_choice",
    "documents",
    "instructions",
    "user",
    "system",
    "contents",
    "systemInstruction",
    "system_instruction",
    "generationConfig",
    "toolConfig",
    "query",
    "labels",
    "instances",
    "requestMetadata",
    "promptVariables",
];

/// Members with which LiteLLM replaces the prompt, adds headers upstream, or asks another host. The SDKs' arguments of the same
/// names are merged by the SDK and do not stand in a body under these names.
const ROUTER_FIELDS: [&str; 6] =
    ["extra_body", "extra_headers", "extra_query", "api_base", "base_url", "litellm_params"];

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

    /// Takes note of a member's name.
    pub fn name(&mut self, path: &Path<'_>) {
        let steps = path.steps();
        let field = match steps {
            [Step::Key(key)] => router_field(key),
            // A fallback with a prompt of its own sends what was decided about under another model's name; also among a router's settings.
            [first, .., Step::Key(key)] if is_fallback(steps) && !is_content(first) => {
                let prompt = CONTENT.contains(&key.as_ref()).then_some("fallbacks");
                prompt.or_else(|| router_field(key))
            }
            // A line of a batch file, or a request of a batch.
            [Step::Key(wrapper), Step::Key(key)]
            | [Step::Key(wrapper), Step::Index(_), _, Step::Key(key)]
                if matches!(wrapper.as_ref(), "body" | "requests") =>
            {
                router_field(key)
            }
            _ => None,
        };
        self.router_field = self.router_field.or(field);
    }

    /// Takes note of `true`.
    pub fn is_true(&mut self, path: &Path<'_>) {
        if matches!(path.steps(), [Step::Key(key)] if key == "stream") {
            self.stream = true;
        }
    }

    /// Takes note of the beginning of an element of an array.
    pub fn element(&mut self, path: &Path<'_>) {
        let steps = unwrapped(path.steps());
        let offers = |key: &str| matches!(key, "tools" | "functions");
        self.tools |= match steps {
            [Step::Key(key), Step::Index(_)] => {
                offers(key) || matches!(key.as_ref(), "mcp_servers" | "mcpServers")
            }
            [.., Step::Key(config), Step::Key(key), Step::Index(_)] => {
                matches!(config.as_ref(), "toolConfig" | "generateContentRequest") && offers(key)
            }
            // An item that brings tools along (Responses, Anthropic, Converse).
            [Step::Key(items), Step::Index(_), Step::Key(key), Step::Index(_)] => {
                items == "input" && offers(key)
            }
            [.., Step::Key(tool), Step::Key(key)] => tool == "tool" && key == "definition",
            [.., Step::Key(key)] => key == "toolAddition",
            _ => false,
        };
    }
}

/// The models that a router's configuration names: every `model` and `models[]` in it, whatever stands around it.
///
/// # Errors
///
/// [`JsonError`] when the text is no JSON document.
pub fn models_of(json: &str) -> Result<Vec<String>, JsonError> {
    let mut models = Configured(Vec::new());
    json::walk(json, &mut json::Budget::default(), &mut models)?;
    Ok(models.0)
}

struct Configured(Vec<String>);

impl<'d> json::Visitor<'d> for Configured {
    fn key(&mut self, _: &Path<'d>, _: &Text<'_>) -> Result<(), JsonError> {
        Ok(())
    }
    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        if path
            .key()
            .is_some_and(|key| key.eq_ignore_ascii_case("model") || key.eq_ignore_ascii_case("models"))
        {
            self.0.push(text.text.to_string());
        }
        Ok(())
    }
    fn number(&mut self, _: &Path<'d>, _: &'d str, _: usize) -> Result<(), JsonError> {
        Ok(())
    }
    fn is_true(&mut self, _: &Path<'d>) {}
    fn open(&mut self, _: &Path<'d>) {}
}

/// `model`, `models[]`, `fallbacks[]` (names, objects, and LiteLLM's `{"primary": ["backup"]}`), `extra_body.model`, and any other
/// `model` that is not content. Names match in any case, since some routers' readers do.
fn names_model(path: &Path<'_>) -> bool {
    let steps = path.steps();
    if steers(steps) {
        return true;
    }
    let first = unwrapped(steps).first().or(steps.first());
    if matches!(first, Some(Step::Key(first)) if CONTENT.contains(&first.as_ref())) {
        return false;
    }
    match steps {
        [.., Step::Key(key)] if is_model(key) => true,
        [.., Step::Key(key), Step::Index(_)] if is_model(key) || are_models(key) || falls_back(key) => true,
        [.., Step::Key(list), Step::Index(_), Step::Key(key), Step::Index(_)] => {
            falls_back(list) && !CONTENT.contains(&key.as_ref())
        }
        _ => false,
    }
}

/// Whether a place among content names a model nevertheless: tools that ask another model (Anthropic's advisor, OpenRouter's), also where a
/// message adds them, and the models that Gemini's routing and ranking take.
fn steers(steps: &[Step<'_>]) -> bool {
    let steps = match steps {
        [before @ .., Step::Index(_)] => before,
        steps => steps,
    };
    match steps {
        [.., Step::Key(list), Step::Index(_), Step::Key(key)] if list == "tools" => {
            is_model(key) || are_models(key)
        }
        [.., Step::Key(list), Step::Index(_), Step::Key(parameters), Step::Key(key)] if list == "tools" => {
            parameters == "parameters" && (is_model(key) || are_models(key))
        }
        [.., Step::Key(tool), Step::Key(definition), Step::Key(key)] if tool == "tool" => {
            definition == "definition" && is_model(key)
        }
        [.., Step::Key(of), Step::Key(key)] => {
            const OF: [&str; 4] = ["manualMode", "manual_mode", "llmRanker", "rankService"];
            OF.contains(&of.as_ref()) && matches!(key.as_ref(), "modelName" | "model_name")
        }
        _ => false,
    }
}

/// Members that hold one model.
fn is_model(key: &str) -> bool {
    ["model", "judge_model"].iter().any(|name| key.eq_ignore_ascii_case(name))
}

/// Members that list models.
fn are_models(key: &str) -> bool {
    ["models", "analysis_models"].iter().any(|name| key.eq_ignore_ascii_case(name))
}

/// Whether the last step is a member of what a fallback asks with: also in LiteLLM's `{"primary": [{"model": "backup"}]}`.
fn is_fallback(steps: &[Step<'_>]) -> bool {
    let lists =
        |steps: &[Step<'_>]| matches!(steps, [.., Step::Key(list), Step::Index(_)] if falls_back(list));
    match steps {
        [backups @ .., Step::Key(_), Step::Index(_), Step::Key(_)] if lists(backups) => true,
        [fallbacks @ .., Step::Key(_)] => lists(fallbacks),
        _ => false,
    }
}

/// The member for routers that has this name.
fn router_field(key: &str) -> Option<&'static str> {
    ROUTER_FIELDS.iter().find(|field| key.eq_ignore_ascii_case(field)).copied()
}

fn is_content(first: &Step<'_>) -> bool {
    matches!(first, Step::Key(key) if CONTENT.contains(&key.as_ref()))
}

/// Members that list what a router asks when the first model fails.
const FALLBACKS: [&str; 3] = ["fallbacks", "context_window_fallbacks", "content_policy_fallbacks"];

fn falls_back(key: &str) -> bool {
    FALLBACKS.iter().any(|name| key.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::json::{self, Budget, Visitor};
    use crate::content::text::Text;

    /// Facts of a document.
    #[derive(Default)]
    struct Seen(Facts);

    impl<'d> Visitor<'d> for Seen {
        fn key(&mut self, path: &Path<'d>, _: &Text<'_>) -> Result<(), JsonError> {
            self.0.name(path);
            Ok(())
        }
        fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
            self.0.string(path, text.text)
        }
        fn number(&mut self, _: &Path<'d>, _: &'d str, _: usize) -> Result<(), JsonError> {
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
            (serde_json::json!({"plugins": [{"judge_model": "a", "analysis_models": ["b"]}]}), &["a", "b"]),
            (serde_json::json!({"tools": [{"type": "advisor_20260301", "model": "a"}]}), &["a"]),
            (
                serde_json::json!({"tools": [{"type": "openrouter:fusion", "parameters": {"model": "a", "analysis_models": ["b"]}}]}),
                &["a", "b"],
            ),
            (
                serde_json::json!({"messages": [{"content": [{"type": "tool_addition", "tool": {"definition": {"model": "a"}}}]}]}),
                &["a"],
            ),
            (
                serde_json::json!({"generationConfig": {"routingConfig": {"manualMode": {"modelName": "a"}}}}),
                &["a"],
            ),
            (serde_json::json!({"input": [{"type": "additional_tools", "tools": [{"model": "a"}]}]}), &["a"]),
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
            "messages": [{"content": "x", "model": "no"}], "metadata": {"model": "no"},
            "tools": [{"function": {"parameters": {"properties": {"model": {"enum": ["no"]}}, "required": ["model"]}}}],
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
        for offers in [
            serde_json::json!({"mcp_servers": [{"url": "https://x"}]}),
            serde_json::json!({"input": [{"type": "additional_tools", "tools": [{}]}]}),
            serde_json::json!({"input": {"converse": {"toolConfig": {"tools": [{}]}}}}),
            serde_json::json!({"messages": [{"content": [{"type": "tool_addition", "tool": {"definition": {}}}]}]}),
            serde_json::json!({"messages": [{"content": [{"toolAddition": {}}]}]}),
            serde_json::json!({"generateContentRequest": {"tools": [{}]}}),
        ] {
            assert_eq!(of(offers.clone()), (false, true), "{offers}");
        }
        assert_eq!(of(serde_json::json!({"stream": false, "tools": [], "functions": [{}]})), (false, true));
        assert_eq!(
            of(serde_json::json!({"x": {"stream": true, "tools": [{}]}, "tools": []})),
            (false, false)
        );
    }
}
