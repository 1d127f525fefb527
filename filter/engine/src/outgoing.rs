//! Headers as they go upstream: which of the caller's pass, and what the gateway sets.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use countersign_formats::{
    order,
    routes::{HeaderRule, HeaderSource, Route, Router},
};

use crate::{
    exchange::Reading,
    head::{self, Headers},
    host::Host,
    reply::Code,
};

/// Headers by which a caller could steer a router past what was decided: another provider, another key, a cached answer, a log elsewhere.
const ROUTER_PREFIXES: [&str; 5] =
    ["x-countersign-", "x-portkey-", "helicone-", "x-litellm-", "x-openrouter-"];

/// Routers' headers without a prefix of their own.
const ROUTER_NAMES: [&str; 3] = ["http-referer", "x-title", "cookie"];

/// Where providers and routers look for a credential. One of the caller's must not stand beside the gateway's.
const CREDENTIALS: [&str; 7] = [
    "authorization",
    "api-key",
    "x-api-key",
    "x-goog-api-key",
    "ocp-apim-subscription-key",
    "x-amz-security-token",
    "x-litellm-api-key",
];

/// Headers that the proxy itself writes or needs: no text of the caller's goes upstream in them. The media type is read beside the body.
const OF_THE_HOST: [&str; 6] =
    ["accept-encoding", "connection", "content-length", "content-type", "host", "te"];

/// Headers of proxies, which are full of addresses.
const OF_PROXIES: [&str; 4] = ["forwarded", "via", "x-real-ip", "x-request-id"];

/// Whether a header holds addresses by its nature, so that finding one in it says nothing.
pub fn holds_addresses(name: &str) -> bool {
    OF_PROXIES.contains(&name) || name.starts_with("x-forwarded-") || name.starts_with("x-envoy-")
}

/// Whether a header of the caller goes upstream.
fn passes(name: &str, route: &Route) -> bool {
    if name.starts_with("x-countersign-") {
        return false;
    }
    if route.pass_headers.iter().any(|passed| passed == name) {
        return true;
    }
    let steers =
        ROUTER_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) || ROUTER_NAMES.contains(&name);
    let sets_key = route.upstream.is_some()
        || route.set_headers.iter().any(|rule| CREDENTIALS.contains(&rule.name.as_str()));
    let second_key = sets_key && CREDENTIALS.contains(&name);
    !steers && !second_key
}

/// Names of the caller's headers that do not go upstream.
pub fn stripped(headers: &[(String, String)], route: &Route) -> Vec<String> {
    let names = headers.iter().map(|(name, _)| name);
    let mut names: Vec<String> =
        names.filter(|name| !name.starts_with(':') && !passes(name, route)).cloned().collect();
    order::sort_once(&mut names);
    names
}

/// The caller's headers that go upstream and may hold text.
pub fn readable(reading: &Reading) -> impl Iterator<Item = (&str, &str)> {
    // Tracing ids of the W3C's form are random digits; a header of any other form is text.
    let traced = head::correlation(Headers(&reading.headers)).is_some();
    let unread = move |name: &str| {
        name.starts_with(':')
            || OF_THE_HOST.contains(&name)
            || (name == "traceparent" && traced)
            || name == reading.token_header
    };
    let headers = reading.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    headers.filter(move |(name, _)| !unread(name) && passes(name, &reading.route))
}

/// Headers that the gateway sets.
///
/// # Errors
///
/// [`Code::UpstreamCredentialMissing`] where a secret is not in the environment, or none is named for the tenant.
pub fn set(
    reading: &Reading,
    decision: &str,
    subject: &str,
    host: &dyn Host,
) -> Result<Vec<(String, String)>, Code> {
    let route = &reading.route;
    // Answers are read, so they must come in a form that can be read.
    let mut set = Vec::from([("accept-encoding".to_string(), "identity".to_string())]);
    if let Some(credential) = &route.upstream {
        let secret = host.env(&credential.env).ok_or(Code::UpstreamCredentialMissing)?;
        set.push((credential.header.clone(), [credential.prefix.as_str(), &secret].concat()));
    }
    let correlation = match route.router {
        Some(Router::Litellm) => Some(("x-litellm-call-id", decision)),
        Some(Router::Portkey) => Some(("x-portkey-trace-id", decision)),
        Some(Router::Helicone) => Some(("helicone-request-id", decision)),
        Some(Router::Openrouter) => Some(("x-openrouter-metadata", "enabled")),
        None => None,
    };
    set.extend(correlation.map(|(name, value)| (name.to_string(), value.to_string())));
    for rule in &route.set_headers {
        set.push((rule.name.clone(), value(rule, reading, decision, subject, host)?));
    }
    Ok(set)
}

fn value(
    rule: &HeaderRule,
    reading: &Reading,
    decision: &str,
    subject: &str,
    host: &dyn Host,
) -> Result<String, Code> {
    if let Some(value) = &rule.value {
        return Ok(value.clone());
    }
    let tenant = &reading.identity.tenant;
    let value = match rule.from {
        Some(HeaderSource::Tenant) => tenant.clone(),
        Some(HeaderSource::Subject) => subject.to_string(),
        Some(HeaderSource::Decision) => decision.to_string(),
        None => {
            let name = rule.env.as_ref().or_else(|| rule.env_by_tenant.get(tenant));
            name.and_then(|name| host.env(name)).ok_or(Code::UpstreamCredentialMissing)?
        }
    };
    Ok([rule.prefix.as_str(), &value].concat())
}

/// Whether the caller sent a content length.
pub fn has_length(reading: &Reading) -> bool {
    Headers(&reading.headers).count("content-length") > 0
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn what_steers_a_router_stays_behind() {
        let mut route: Route =
            serde_json::from_value(serde_json::json!({"name": "r", "path_prefix": "/", "identity": []}))
                .unwrap();
        let headers: Vec<(String, String)> = [
            ":path",
            "x-portkey-config",
            "helicone-auth",
            "x-litellm-tags",
            "x-countersign-x",
            "x-api-key",
            "user-agent",
            "x-title",
            "authorization",
            "x-countersign-x",
        ]
        .map(|name| (name.to_string(), String::new()))
        .to_vec();
        let first = vec!["helicone-auth", "x-countersign-x", "x-litellm-tags", "x-portkey-config", "x-title"];
        assert_eq!(stripped(&headers, &route), first);
        route.pass_headers = vec!["x-portkey-config".into(), "x-countersign-x".into()];
        route.upstream =
            serde_json::from_value(serde_json::json!({"header": "authorization", "env": "K"})).unwrap();
        let second =
            ["authorization", "helicone-auth", "x-api-key", "x-countersign-x", "x-litellm-tags", "x-title"];
        assert_eq!(stripped(&headers, &route), second);
    }
}
