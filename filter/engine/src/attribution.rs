//! Who answered: what a router's headers and the answer's body say of provider, model, deployment and tokens.
//!
//! The body is not kept: a small scanner follows it as it passes, whatever the borders of its pieces.

use alloc::string::{String, ToString};

use countersign_formats::record::{Upstream, Usage};

mod tap;

use tap::Tap;

/// Longest header value or model name that enters a record.
const VALUE_BYTES_MAX: usize = 256;

/// Observes one answer.
#[derive(Debug, Default)]
pub struct ResponseObserver {
    upstream: Upstream,
    body: Option<Body>,
}

#[derive(Debug)]
enum Body {
    Json(Tap),
    /// Server-sent events, each `data:` line a document of its own.
    Events {
        line: Line,
        tap: Tap,
        kept: Tap,
        done: Done,
    },
}

/// Progress through `[DONE]`, the end marker of OpenAI's streams: callers close the connection there, before the proxy sees the end of
/// the body.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Done {
    matched: usize,
    seen: bool,
}

impl Done {
    fn push(&mut self, byte: u8) {
        const MARKER: &[u8] = b"[DONE]";
        match MARKER.get(self.matched) {
            Some(expected) if *expected == byte => {
                self.matched += 1;
                self.seen |= self.matched == MARKER.len();
            }
            _ if byte == b' ' && self.matched == 0 => {}
            _ => self.matched = usize::MAX,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// So many bytes of `data:` have matched.
    Start(usize),
    Data,
    Other,
}

impl ResponseObserver {
    /// Has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the answer's headers.
    pub fn on_headers<'h>(&mut self, status: u32, headers: impl Iterator<Item = (&'h str, &'h str)>) {
        self.upstream.status = (status != 0).then_some(status);
        let (mut content_type, mut encoded) = ("", false);
        for (name, value) in headers {
            match name {
                "content-type" => content_type = value,
                "content-encoding" => encoded |= !value.eq_ignore_ascii_case("identity"),
                _ => self.header(name, value),
            }
        }
        let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        self.body = match essence.as_str() {
            _ if encoded => None,
            "application/json" => Some(Body::Json(Tap::default())),
            "text/event-stream" => Some(Body::Events {
                line: Line::Start(0),
                tap: Tap::default(),
                kept: Tap::default(),
                done: Done::default(),
            }),
            _ => None,
        };
    }

    fn header(&mut self, name: &str, value: &str) {
        let upstream = &mut self.upstream;
        match name {
            "x-litellm-model-id" => upstream.deployment = plain(value),
            "x-litellm-model-name" => {
                upstream.provider = value.split_once('/').and_then(|(provider, _)| plain(provider))
            }
            "x-litellm-model-api-base" => upstream.api_base = api_base(value),
            "x-litellm-attempted-fallbacks" => upstream.fallbacks = value.parse().ok(),
            "x-litellm-call-id" => upstream.req_id = plain(value),
            "x-request-id" | "request-id" if upstream.req_id.is_none() => upstream.req_id = plain(value),
            _ => {}
        }
        if name.starts_with("x-litellm-") {
            upstream.router = Some("litellm".to_string());
        }
    }

    /// Takes a piece of the body.
    pub fn on_body(&mut self, chunk: &[u8], end: bool) {
        match &mut self.body {
            Some(Body::Json(tap)) => chunk.iter().for_each(|byte| tap.push(*byte)),
            Some(Body::Events { line, tap, kept, done }) => {
                for byte in chunk.iter().copied().chain(end.then_some(b'\n')) {
                    let before = *line;
                    events(line, tap, kept, byte);
                    match before {
                        Line::Data => done.push(byte),
                        _ => done.matched = 0,
                    }
                }
            }
            None => {}
        }
    }

    /// Whether a stream's own end marker was seen.
    pub fn saw_end(&self) -> bool {
        matches!(&self.body, Some(Body::Events { done, .. }) if done.seen)
    }

    /// What was seen: the upstream's side of the record (without byte counts), and tokens.
    pub fn finish(&self) -> (Upstream, Option<Usage>) {
        let mut upstream = self.upstream.clone();
        let tap = match &self.body {
            Some(Body::Json(tap)) => tap,
            Some(Body::Events { kept, .. }) => kept,
            None => return (upstream, None),
        };
        upstream.model = tap.model().and_then(plain);
        let (input, out) = (tap.input_tokens(), tap.output_tokens());
        let usage = (input.is_some() || out.is_some()).then(|| Usage {
            input: input.unwrap_or(0),
            out: out.unwrap_or(0),
            src: "provider".to_string(),
        });
        (upstream, usage)
    }
}

fn events(line: &mut Line, tap: &mut Tap, kept: &mut Tap, byte: u8) {
    const FIELD: &[u8] = b"data:";
    if matches!(byte, b'\n' | b'\r') {
        if *line == Line::Data {
            kept.merge(tap);
            *tap = Tap::default();
        }
        *line = Line::Start(0);
        return;
    }
    match *line {
        Line::Data => tap.push(byte),
        Line::Start(n) if FIELD.get(n) == Some(&byte) => {
            *line = if n + 1 == FIELD.len() { Line::Data } else { Line::Start(n + 1) };
        }
        _ => *line = Line::Other,
    }
}

/// A base URL without what could be a credential: user, query and fragment.
fn api_base(value: &str) -> Option<String> {
    let base = value.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = base.split_once("://")?;
    let (authority, path) = rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or_default();
    plain(&[scheme, "://", host, path].concat())
}

/// A short value of printable ASCII; anything else stays out of the record.
fn plain(value: &str) -> Option<String> {
    let is_plain =
        !value.is_empty() && value.len() <= VALUE_BYTES_MAX && value.bytes().all(|b| b.is_ascii_graphic());
    is_plain.then(|| value.to_string())
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use super::*;

    const JSON: &str = r#"{"id":"x","choices":[{"message":{"content":"\"model\":\"no\" }{"},"model":"inner"}],"model":"gpt-5-mini-2026","usage":{"prompt_tokens":12,"completion_tokens":34,"details":{"prompt_tokens":99}}}"#;

    fn observe(content_type: &str, body: &[u8], cut: usize) -> (Upstream, Option<Usage>) {
        let mut observer = ResponseObserver::new();
        observer.on_headers(200, [("content-type", content_type)].into_iter());
        let (a, b) = body.split_at(cut.min(body.len()));
        observer.on_body(a, false);
        observer.on_body(b, true);
        observer.finish()
    }

    fn events_body() -> Vec<u8> {
        let mut body = Vec::new();
        for data in [
            r#"{"model":"gpt-5-mini-2026","choices":[{"delta":{"content":"data: {"}}]}"#,
            r#"{"model":"gpt-5-mini-2026","choices":[],"usage":null}"#,
            r#"{"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":34}}"#,
            "[DONE]",
        ] {
            body.extend_from_slice(format!("event: x\r\n: comment\r\ndata: {data}\r\n\r\n").as_bytes());
        }
        body
    }

    #[test]
    fn json_and_events_at_every_cut() {
        for (content_type, body) in [
            ("application/json", JSON.as_bytes().to_vec()),
            ("text/event-stream; charset=utf-8", events_body()),
        ] {
            for cut in 0..=body.len() {
                let (upstream, usage) = observe(content_type, &body, cut);
                assert_eq!(upstream.model.as_deref(), Some("gpt-5-mini-2026"), "{content_type} cut {cut}");
                assert_eq!(
                    usage,
                    Some(Usage { input: 12, out: 34, src: "provider".into() }),
                    "{content_type} cut {cut}"
                );
            }
        }
    }

    #[test]
    fn the_end_marker_of_a_stream_is_seen() {
        for (body, expected) in [
            ("data: {}\n\ndata: [DONE]\n\n", true),
            ("data:[DONE]", true),
            ("data: {\"content\": \"[DONE]\"}\n\n", false),
            ("data: x[DONE]\n\n", false),
            (": [DONE]\n\n", false),
        ] {
            let mut observer = ResponseObserver::new();
            observer.on_headers(200, [("content-type", "text/event-stream")].into_iter());
            observer.on_body(body.as_bytes(), false);
            assert_eq!(observer.saw_end(), expected, "{body}");
        }
    }

    #[test]
    fn router_headers() {
        let mut observer = ResponseObserver::new();
        let headers = [
            ("x-litellm-model-id", "dep-a"),
            ("x-litellm-model-name", "openai/gpt-5-mini"),
            ("x-litellm-model-api-base", "http://127.0.0.1:1/v1?key=secret"),
            ("x-litellm-attempted-fallbacks", "1"),
            ("x-litellm-call-id", "call-1"),
            ("x-request-id", "other"),
        ];
        observer.on_headers(200, headers.into_iter());
        let (upstream, usage) = observer.finish();
        assert_eq!(upstream.deployment.as_deref(), Some("dep-a"));
        assert_eq!(upstream.provider.as_deref(), Some("openai"));
        assert_eq!(upstream.api_base.as_deref(), Some("http://127.0.0.1:1/v1"));
        assert_eq!(
            (upstream.fallbacks, upstream.req_id.as_deref(), upstream.router.as_deref()),
            (Some(1), Some("call-1"), Some("litellm"))
        );
        assert_eq!(usage, None);
    }

    #[test]
    fn unreadable_answers_say_nothing() {
        let mut observer = ResponseObserver::new();
        observer.on_headers(
            200,
            [("content-type", "application/json"), ("content-encoding", "gzip")].into_iter(),
        );
        observer.on_body(JSON.as_bytes(), true);
        assert_eq!(observer.finish().0.model, None);
        let (upstream, _) = observe("application/json", br#"{"model":"line\nbreak"}"#, 3);
        assert_eq!(upstream.model, None);
    }

    #[test]
    fn credentials_in_a_base_url_stay_out() {
        assert_eq!(api_base("https://u:p@host.example/v1?key=x").as_deref(), Some("https://host.example/v1"));
        assert_eq!(api_base("https://host.example#frag").as_deref(), Some("https://host.example"));
        assert_eq!(api_base("u:p@host"), None);
    }

    #[test]
    fn answers_inside_of_events() {
        let anthropic = concat!(
            "event: message_start\n",
            r#"data: {"type":"message_start","message":{"model":"claude-x","content":[],"usage":{"input_tokens":25,"output_tokens":1}}}"#,
            "\n\nevent: content_block_delta\n",
            r#"data: {"type":"content_block_delta","delta":{"type":"text_delta","text":"{\"model\":\"no\"}"}}"#,
            "\n\nevent: message_delta\n",
            r#"data: {"type":"message_delta","delta":{},"usage":{"output_tokens":15}}"#,
            "\n\n",
        );
        let responses = concat!(
            r#"data: {"type":"response.created","response":{"model":"served","usage":null},"model":"alias"}"#,
            "\r\r",
            r#"data: {"type":"response.completed","response":{"usage":{"input_tokens":25,"output_tokens":15,"x":{"input_tokens":9}}}}"#,
        );
        for (body, model) in [(anthropic, "claude-x"), (responses, "served")] {
            for cut in 0..body.len() {
                let (upstream, usage) = observe("text/event-stream", body.as_bytes(), cut);
                assert_eq!(upstream.model.as_deref(), Some(model));
                assert_eq!(usage, Some(Usage { input: 25, out: 15, src: "provider".into() }));
            }
        }
    }

    #[test]
    fn only_whole_numbers_are_counts() {
        for number in ["1.5", "-5", "1e5", "1E+5", "\"5\"", "[5]", "{\"n\":5}", "null", "5x"] {
            let body = format!(r#"{{"usage":{{"prompt_tokens":{number},"completion_tokens":7 }}}}"#);
            let usage = observe("application/json", body.as_bytes(), 0).1;
            assert_eq!(usage, Some(Usage { input: 0, out: 7, src: "provider".into() }), "{number}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic_and_cuts_do_not_matter(body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), cut in 0usize..200) {
            for content_type in ["application/json", "text/event-stream"] {
                proptest::prop_assert_eq!(observe(content_type, &body, cut), observe(content_type, &body, 0));
            }
        }
    }
}
