//! Who answered: what the headers of a router or provider say of provider, model, deployment, attempts and cost.
//!
//! What nobody says stays absent: a record never names the requested alias as the model that served. Header names: LiteLLM
//! `proxy/common_request_processing.py` (`get_custom_headers`), Portkey's response schema, Helicone's header directory, and what the
//! providers' own SDKs read as request id.

use alloc::string::{String, ToString};

use countersign_formats::record::{Upstream, Usage};

use crate::content::report::{self, Report};

/// Longest header value or model name that enters a record.
const VALUE_BYTES_MAX: usize = 256;
/// Guardrails of one answer that enter a record.
const GUARDRAILS_MAX: usize = 16;

/// The upstream's side of a record, from an answer's status and headers.
pub fn of_headers<'h>(status: u32, headers: impl Iterator<Item = (&'h str, &'h str)>) -> Upstream {
    let mut upstream = Upstream { status: (status != 0).then_some(status), ..Upstream::default() };
    for (name, value) in headers {
        header(&mut upstream, name, value);
    }
    upstream
}

/// Adds what the body says.
pub fn add_report(upstream: &mut Upstream, report: &Report) -> Option<Usage> {
    upstream.model = served(upstream, report.model.as_deref());
    if upstream.provider.is_none() {
        upstream.provider = report.provider.as_deref().and_then(plain);
    }
    if report.provider.is_some() && report.router_metadata {
        upstream.router.get_or_insert_with(|| "openrouter".to_string());
    }
    upstream.cost_nusd = upstream.cost_nusd.or(report.cost_nusd);
    (report.input.is_some() || report.output.is_some()).then(|| Usage {
        input: report.input.unwrap_or(0),
        out: report.output.unwrap_or(0),
        src: "provider".to_string(),
    })
}

/// The model that served, as far as it is known. LiteLLM writes the requested alias over the provider's name in its answers: what equals
/// its model group is no evidence.
fn served(upstream: &Upstream, named: Option<&str>) -> Option<String> {
    let named = named.and_then(plain)?;
    let alias =
        upstream.router.as_deref() == Some("litellm") && upstream.group.as_deref() == Some(named.as_str());
    Some(if alias { "unknown".to_string() } else { named })
}

fn header(upstream: &mut Upstream, name: &str, value: &str) {
    let router = [("x-litellm-", "litellm"), ("x-portkey-", "portkey"), ("helicone-", "helicone")];
    if let Some((_, router)) = router.iter().find(|(prefix, _)| name.starts_with(prefix)) {
        upstream.router = Some((*router).to_string());
    }
    match name {
        "x-litellm-model-id" => upstream.deployment = plain(value),
        "x-litellm-model-group" => upstream.group = plain(value),
        "x-litellm-model-name" => {
            upstream.configured = plain(value);
            upstream.provider = value.split_once('/').and_then(|(provider, _)| plain(provider));
        }
        "x-litellm-model-api-base" => upstream.api_base = api_base(value),
        "x-litellm-attempted-fallbacks" | "helicone-fallback-index" => {
            upstream.fallbacks = value.parse().ok()
        }
        "x-litellm-attempted-retries" | "x-portkey-retry-attempt-count" => {
            upstream.retries = value.parse().ok()
        }
        "x-litellm-response-cost" => upstream.cost_nusd = report::nano(value),
        "x-litellm-applied-guardrails" => {
            upstream.guardrails =
                value.split(',').filter_map(|g| plain(g.trim())).take(GUARDRAILS_MAX).collect();
        }
        "x-portkey-provider" | "helicone-provider" => upstream.provider = plain(value),
        // Which entry of the route's configuration served: a path such as `config.targets[1]`.
        "x-portkey-last-used-option-index" => upstream.deployment = plain(value),
        "helicone-model" => upstream.configured = plain(value),
        // The router's own id wins over the provider's, whichever comes first.
        "x-litellm-call-id" | "x-portkey-trace-id" | "helicone-id" => {
            upstream.req_id = plain(value).or(upstream.req_id.take());
        }
        "x-request-id" | "request-id" | "apim-request-id" | "x-amzn-requestid"
            if upstream.req_id.is_none() =>
        {
            upstream.req_id = plain(value);
        }
        _ => {}
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
    use super::*;

    fn of(headers: &[(&str, &str)]) -> Upstream {
        of_headers(200, headers.iter().copied())
    }

    #[test]
    fn litellm() {
        let mut upstream = of(&[
            ("x-litellm-model-id", "dep-a"),
            ("x-litellm-model-name", "openai/gpt-5-mini"),
            ("x-litellm-model-group", "fast"),
            ("x-litellm-model-api-base", "http://127.0.0.1:1/v1?key=secret"),
            ("x-litellm-attempted-fallbacks", "1"),
            ("x-litellm-attempted-retries", "2"),
            ("x-litellm-response-cost", "1.5e-05"),
            ("x-request-id", "other"),
            ("x-litellm-call-id", "call-1"),
        ]);
        assert_eq!(upstream.deployment.as_deref(), Some("dep-a"));
        assert_eq!(upstream.provider.as_deref(), Some("openai"));
        assert_eq!(upstream.configured.as_deref(), Some("openai/gpt-5-mini"));
        assert_eq!(upstream.api_base.as_deref(), Some("http://127.0.0.1:1/v1"));
        assert_eq!(
            (upstream.fallbacks, upstream.retries, upstream.cost_nusd),
            (Some(1), Some(2), Some(15_000))
        );
        assert_eq!(
            (upstream.req_id.as_deref(), upstream.router.as_deref()),
            (Some("call-1"), Some("litellm"))
        );
        for (named, expected) in [("fast", "unknown"), ("gpt-5-mini-2026-01-01", "gpt-5-mini-2026-01-01")] {
            let report = Report { model: Some(named.into()), ..Report::default() };
            add_report(&mut upstream, &report);
            assert_eq!(upstream.model.as_deref(), Some(expected));
        }
    }

    #[test]
    fn other_routers_and_providers() {
        let portkey = of(&[
            ("x-portkey-provider", "anthropic"),
            ("x-portkey-last-used-option-index", "config.targets[1]"),
            ("x-portkey-retry-attempt-count", "-1"),
            ("x-portkey-trace-id", ""),
            ("x-request-id", "req-1"),
        ]);
        assert_eq!(
            (portkey.router.as_deref(), portkey.provider.as_deref()),
            (Some("portkey"), Some("anthropic"))
        );
        assert_eq!((portkey.deployment.as_deref(), portkey.retries), (Some("config.targets[1]"), None));
        assert_eq!(portkey.req_id.as_deref(), Some("req-1"));
        let helicone =
            of(&[("helicone-id", "h"), ("helicone-provider", "openai"), ("helicone-fallback-index", "1")]);
        assert_eq!((helicone.router.as_deref(), helicone.fallbacks), (Some("helicone"), Some(1)));
        assert_eq!(of(&[("x-amzn-requestid", "a")]).req_id.as_deref(), Some("a"));
        assert_eq!(of(&[("x-request-id", "no\u{e9}")]).req_id, None);
    }

    #[test]
    fn credentials_in_a_base_url_stay_out() {
        assert_eq!(api_base("https://u:p@host.example/v1?key=x").as_deref(), Some("https://host.example/v1"));
        assert_eq!(api_base("https://host.example#frag").as_deref(), Some("https://host.example"));
        assert_eq!(api_base("u:p@host"), None);
    }

    #[test]
    fn tokens_of_the_body() {
        let mut upstream = Upstream::default();
        let usage = add_report(&mut upstream, &Report { input: Some(3), ..Report::default() });
        assert_eq!(usage, Some(Usage { input: 3, out: 0, src: "provider".into() }));
        assert_eq!(add_report(&mut upstream, &Report::default()), None);
    }
}
