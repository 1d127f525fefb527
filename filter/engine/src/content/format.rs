//! How a body is to be read, from path and headers.

use alloc::string::{String, ToString};

/// Ways to read a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyFormat {
    /// OpenAI chat completions.
    OpenAiChat,
    /// Any other JSON.
    Json,
    /// There is none.
    None,
    /// It cannot be read.
    Opaque,
}

/// A format, and what path and headers say beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatDecision {
    /// How to read the body.
    pub format: BodyFormat,
    /// Why an opaque body cannot be read: `content_type` or `content_encoding`.
    pub why: Option<&'static str>,
    /// Model that the path names.
    pub model: Option<String>,
}

/// Decides by the normalised path without its route prefix, and the content headers. A missing content type is read as JSON: routers
/// do.
pub fn body_format(
    path: &str,
    content_type: Option<&str>,
    content_encoding: Option<&str>,
    has_body: bool,
) -> FormatDecision {
    let model = model_of(path);
    let of = |format, why| FormatDecision { format, why, model: model.clone() };
    if !has_body {
        return of(BodyFormat::None, None);
    }
    if content_encoding.is_some_and(|e| !e.trim().eq_ignore_ascii_case("identity")) {
        return of(BodyFormat::Opaque, Some("content_encoding"));
    }
    if content_type.is_some_and(|t| !is_json(t)) {
        return of(BodyFormat::Opaque, Some("content_type"));
    }
    let chat = path.trim_end_matches('/').ends_with("/chat/completions");
    of(if chat { BodyFormat::OpenAiChat } else { BodyFormat::Json }, None)
}

/// JSON media types in UTF-8. Another charset makes a body that this program and the upstream read differently.
fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let json =
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    let utf8 = |parameter: &str| {
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        !name.trim().eq_ignore_ascii_case("charset")
            || ["utf-8", "utf8"]
                .iter()
                .any(|known| value.trim().trim_matches('"').eq_ignore_ascii_case(known))
    };
    json && parts.all(utf8)
}

/// `/engines/{model}/…`, `/openai/deployments/{model}/…`, Gemini's `/models/{model}:{verb}` and Bedrock's `/model/{model}/{verb}`.
fn model_of(path: &str) -> Option<String> {
    let mut segments = path.split('/');
    while let Some(segment) = segments.next() {
        let named = match segment {
            "engines" | "deployments" | "model" => segments.clone().next(),
            "models" => {
                segments.clone().next().and_then(|last| last.rsplit_once(':')).map(|(model, _)| model)
            }
            _ => None,
        };
        if let Some(model) = named.filter(|model| !model.is_empty()) {
            return Some(model.to_string());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_path_and_headers() {
        let format = |path: &str, t: Option<&str>, e: Option<&str>| body_format(path, t, e, true).format;
        assert_eq!(
            format("/v1/chat/completions", Some("application/json; charset=UTF-8"), None),
            BodyFormat::OpenAiChat
        );
        assert_eq!(format("/v1/chat/completions/", None, Some("identity")), BodyFormat::OpenAiChat);
        assert_eq!(format("/v1/embeddings", Some("application/vnd.x+json"), None), BodyFormat::Json);
        for (t, e) in [
            (Some("application/json; charset=utf-16"), None),
            (Some("multipart/form-data; boundary=x"), None),
            (Some("text/plain"), None),
            (Some(""), None),
            (Some("application/json"), Some("gzip")),
            (None, Some("identity, gzip")),
        ] {
            assert_eq!(format("/v1/chat/completions", t, e), BodyFormat::Opaque, "{t:?} {e:?}");
        }
        assert_eq!(body_format("/v1/models", None, None, false).format, BodyFormat::None);
    }

    #[test]
    fn models_that_paths_name() {
        let model = |path: &str| body_format(path, None, None, true).model;
        for (path, expected) in [
            ("/engines/gpt-5/chat/completions", "gpt-5"),
            ("/openai/deployments/gpt-5/chat/completions", "gpt-5"),
            ("/v1beta/models/gemini-x:generateContent", "gemini-x"),
            ("/gemini/v1beta/models/gemini-x:streamGenerateContent", "gemini-x"),
            ("/v1/projects/p/locations/l/publishers/anthropic/models/claude@1:rawPredict", "claude@1"),
            ("/model/anthropic.claude-x-v1:0/invoke", "anthropic.claude-x-v1:0"),
        ] {
            assert_eq!(model(path).as_deref(), Some(expected), "{path}");
        }
        for path in ["/v1/chat/completions", "/v1/models", "/v1/models/gpt-5", "/engines", "/engines//x"] {
            assert_eq!(model(path), None, "{path}");
        }
    }
}
