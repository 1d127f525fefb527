//! How a body is to be read, from method, path and headers.

use alloc::string::{String, ToString};

use super::{
    api::{self, Endpoint},
    multipart,
};

/// Ways to read a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyFormat {
    /// One JSON document.
    Json,
    /// JSON documents, one a line.
    Lines,
    /// A form with this boundary.
    Multipart(String),
    /// There is none.
    None,
    /// It cannot be read.
    Opaque,
}

/// A format, and what path and headers say beside it.
#[derive(Clone, Debug)]
pub struct FormatDecision {
    /// How to read the body.
    pub format: BodyFormat,
    /// Why an opaque body cannot be read: `content_type` or `content_encoding`.
    pub why: Option<&'static str>,
    /// Model that the path names.
    pub model: Option<String>,
    /// The endpoint, where it is known.
    pub endpoint: Option<&'static Endpoint>,
}

impl FormatDecision {
    /// A JSON body of no particular API.
    pub fn json() -> Self {
        Self { format: BodyFormat::Json, why: None, model: None, endpoint: None }
    }

    /// As records and policies name it: the API, or how the body was read.
    pub fn name(&self) -> &'static str {
        match (self.endpoint, &self.format) {
            (Some(endpoint), _) => endpoint.api.name,
            (None, BodyFormat::Json) => "json",
            (None, BodyFormat::Lines) => "jsonl",
            (None, BodyFormat::Multipart(_)) => "multipart",
            (None, BodyFormat::None) => "none",
            (None, BodyFormat::Opaque) => "opaque",
        }
    }
}

/// Decides by method, the normalised path without its route prefix, and the content headers. A missing content type is read as JSON:
/// routers do. `encoded` says that a content encoding could not be undone.
pub fn body_format(
    method: &str,
    path: &str,
    content_type: Option<&str>,
    encoded: bool,
    has_body: bool,
) -> FormatDecision {
    let of = |format, why| FormatDecision {
        format,
        why,
        model: model_of(path),
        endpoint: api::find(method, path),
    };
    if !has_body {
        return of(BodyFormat::None, None);
    }
    if encoded {
        return of(BodyFormat::Opaque, Some("content_encoding"));
    }
    match content_type {
        None => of(BodyFormat::Json, None),
        Some(media) if is_json(media) => of(BodyFormat::Json, None),
        Some(media) if is_lines(media) => of(BodyFormat::Lines, None),
        Some(media) => match multipart::boundary(media) {
            Some(boundary) => of(BodyFormat::Multipart(boundary), None),
            None => of(BodyFormat::Opaque, Some("content_type")),
        },
    }
}

/// JSON media types in UTF-8. Another charset makes a body that this program and the upstream read differently.
pub(crate) fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let json =
        essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"));
    json && parts.all(is_utf8)
}

pub(crate) fn is_lines(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let lines = matches!(
        essence.as_str(),
        "application/jsonl"
            | "application/x-jsonl"
            | "application/x-ndjson"
            | "application/jsonlines"
            | "text/jsonl"
    );
    lines && parts.all(is_utf8)
}

/// Whether a parameter of a media type names no other charset than UTF-8.
fn is_utf8(parameter: &str) -> bool {
    let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
    let value = value.trim().trim_matches('"');
    !name.trim().eq_ignore_ascii_case("charset")
        || value.eq_ignore_ascii_case("utf-8")
        || value.eq_ignore_ascii_case("utf8")
}

/// `/engines/{model}/…`, `/openai/deployments/{model}/…`, Gemini's `/models/{model}:{verb}` and Bedrock's `/model/{model}/{verb}`,
/// where an ARN keeps its slashes escaped.
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
            return Some(model.replace("%2F", "/").replace("%2f", "/").to_string());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_by_path_and_headers() {
        let decide = |t: Option<&str>, encoded| body_format("POST", "/v1/chat/completions", t, encoded, true);
        let format = |t, e| decide(t, e).format;
        assert_eq!(format(Some("application/json; charset=UTF-8"), false), BodyFormat::Json);
        assert_eq!(format(None, false), BodyFormat::Json);
        assert_eq!(format(Some("application/vnd.x+json"), false), BodyFormat::Json);
        assert_eq!(format(Some("application/x-ndjson"), false), BodyFormat::Lines);
        assert_eq!(format(Some("multipart/form-data; boundary=x"), false), BodyFormat::Multipart("x".into()));
        for (t, e) in [
            (Some("application/json; charset=utf-16"), false),
            (Some("multipart/mixed; boundary=x"), false),
            (Some("application/x-www-form-urlencoded"), false),
            (Some("text/plain"), false),
            (Some(""), false),
            (Some("application/json"), true),
        ] {
            assert_eq!(format(t, e), BodyFormat::Opaque, "{t:?} {e:?}");
        }
        assert_eq!(decide(None, false).name(), "openai.chat");
        assert_eq!(body_format("POST", "/v1/other", None, false, true).name(), "json");
        assert_eq!(body_format("GET", "/v1/models", None, false, false).name(), "listing");
    }

    #[test]
    fn models_that_paths_name() {
        let model = |path: &str| body_format("POST", path, None, false, true).model;
        for (path, expected) in [
            ("/engines/gpt-5/chat/completions", "gpt-5"),
            ("/openai/deployments/gpt-5/chat/completions", "gpt-5"),
            ("/v1beta/models/gemini-x:generateContent", "gemini-x"),
            ("/gemini/v1beta/models/gemini-x:streamGenerateContent", "gemini-x"),
            ("/v1/projects/p/locations/l/publishers/anthropic/models/claude@1:rawPredict", "claude@1"),
            ("/model/anthropic.claude-x-v1:0/invoke", "anthropic.claude-x-v1:0"),
            (
                "/model/arn:aws:bedrock:eu-west-1:1:inference-profile%2Fclaude-x/invoke",
                "arn:aws:bedrock:eu-west-1:1:inference-profile/claude-x",
            ),
        ] {
            assert_eq!(model(path).as_deref(), Some(expected), "{path}");
        }
        for path in ["/v1/chat/completions", "/v1/models", "/v1/models/gpt-5", "/engines", "/engines//x"] {
            assert_eq!(model(path), None, "{path}");
        }
    }
}
