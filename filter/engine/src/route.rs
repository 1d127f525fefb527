//! Which route a request belongs to.

use alloc::{
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::{cmp::Reverse, fmt};

use countersign_formats::{
    limits::{HOLD_BYTES_MAX, ROUTES_MAX},
    order,
    routes::{HeaderRule, IdentitySource, Route, Routes},
};

/// The routes of a bundle, longest prefix first.
#[derive(Debug)]
pub struct RouteTable {
    routes: Vec<Rc<Route>>,
    /// Epoch of pseudonyms.
    pub token_epoch: u64,
}

/// Provider id of a model that no [`countersign_formats::routes::ModelMatch`] names.
pub const UNKNOWN_PROVIDER: &str = "unknown";

impl RouteTable {
    /// Reads the `routes` blob.
    ///
    /// # Errors
    ///
    /// [`RouteError`] for other JSON, too many routes, or a route that could not work.
    pub fn load(json: &[u8]) -> Result<Self, RouteError> {
        let Routes { mut routes, token_epoch } =
            serde_json::from_slice(json).map_err(|_| RouteError::Json)?;
        if routes.is_empty() || routes.len() > ROUTES_MAX {
            return Err(RouteError::Count);
        }
        for route in &routes {
            check(route).map_err(|expected| RouteError::Route(route.name.clone(), expected))?;
        }
        for (i, route) in routes.iter().enumerate() {
            let same = |other: &Route| {
                other.name == route.name
                    || (other.path_prefix == route.path_prefix && other.host == route.host)
            };
            if routes.iter().skip(i + 1).any(same) {
                return Err(RouteError::Route(route.name.clone(), "expected distinct names and prefixes"));
            }
        }
        // A host is more particular than none, at equal prefix.
        order::sort_by_key(&mut routes, |route| Reverse((route.path_prefix.len(), route.host.is_some())));
        Ok(Self { routes: routes.into_iter().map(Rc::new).collect(), token_epoch })
    }

    /// The route of a normalised path and host.
    pub fn find(&self, path: &str, host: &str) -> Option<&Rc<Route>> {
        let name = host
            .rsplit_once(':')
            .map_or(host, |(name, port)| if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host });
        self.routes.iter().find(|route| {
            rest(route, path).is_some() && route.host.as_deref().is_none_or(|h| h.eq_ignore_ascii_case(name))
        })
    }
}

/// What follows the route's prefix, beginning with `/`; `None` when the path is outside of it.
pub fn rest<'p>(route: &Route, path: &'p str) -> Option<&'p str> {
    if route.path_prefix == "/" {
        return Some(path);
    }
    match path.strip_prefix(route.path_prefix.as_str())? {
        "" => Some("/"),
        rest if rest.starts_with('/') => Some(rest),
        _ => None,
    }
}

/// Provider id of a model on a route.
pub fn provider<'r>(route: &'r Route, model: &str) -> &'r str {
    let matches = |pattern: &str| match pattern.strip_suffix('*') {
        Some(prefix) => model.starts_with(prefix),
        None => model == pattern,
    };
    route.models.iter().find(|m| matches(&m.model)).map_or(UNKNOWN_PROVIDER, |m| &m.provider)
}

fn check(route: &Route) -> Result<(), &'static str> {
    let plain =
        |s: &str, max: usize| !s.is_empty() && s.len() <= max && s.bytes().all(|b| b.is_ascii_graphic());
    let header = |s: &str| {
        plain(s, 128) && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    if !plain(&route.name, 64) {
        return Err("expected a name of 1 to 64 printable characters");
    }
    let prefix = route.path_prefix.as_str();
    let whole =
        prefix == "/" || (prefix.starts_with('/') && !prefix.ends_with('/') && !prefix.contains("//"));
    if !whole || !plain(prefix, 256) || prefix.contains(['%', '?', '#']) {
        return Err("expected a path prefix like `/support`, of whole and plain segments");
    }
    if route.identity.is_empty() {
        return Err("expected at least one identity source");
    }
    let sources = route.identity.iter().all(|source| match source {
        IdentitySource::Bearer {} => true,
        IdentitySource::Header { name } => header(name),
    });
    if !sources || route.upstream.as_ref().is_some_and(|u| !header(&u.header) || u.env.is_empty()) {
        return Err("expected lower-case header names and a named environment variable");
    }
    if route.models.iter().any(|m| m.model.is_empty() || m.provider.is_empty()) {
        return Err("expected a model and a provider in every model entry");
    }
    if !route.pass_headers.iter().all(|name| header(name))
        || !route.set_headers.iter().all(|h| header(&h.name))
    {
        return Err("expected lower-case names in pass_headers and set_headers");
    }
    if !route.set_headers.iter().all(one_source) {
        return Err(
            "expected exactly one of value, env, env_by_tenant and from in every entry of set_headers",
        );
    }
    if route.hold_bytes > HOLD_BYTES_MAX || route.hold_bytes == 0 {
        return Err("expected hold_bytes of 1 to 65536");
    }
    Ok(())
}

fn one_source(rule: &HeaderRule) -> bool {
    let sources =
        [rule.value.is_some(), rule.env.is_some(), !rule.env_by_tenant.is_empty(), rule.from.is_some()];
    sources.into_iter().filter(|given| *given).count() == 1
}

/// Why routes were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteError {
    /// Other JSON.
    Json,
    /// No route, or too many.
    Count,
    /// The route of this name: what was expected.
    Route(String, &'static str),
}

impl fmt::Display for RouteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("routes: expected JSON of the routes format"),
            Self::Count => {
                f.write_str(&["routes: expected 1 to ", &ROUTES_MAX.to_string(), " routes"].concat())
            }
            Self::Route(name, expected) => write!(f, "route `{name}`: {expected}"),
        }
    }
}

impl core::error::Error for RouteError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(json: serde_json::Value) -> Result<RouteTable, RouteError> {
        RouteTable::load(json.to_string().as_bytes())
    }

    fn route(name: &str, prefix: &str) -> serde_json::Value {
        serde_json::json!({"name": name, "path_prefix": prefix, "identity": [{"source": "bearer"}]})
    }

    #[test]
    fn the_longest_whole_prefix_wins() {
        let mut hosted = route("hosted", "/support");
        hosted["host"] = "AI.example".into();
        let table =
            table(serde_json::json!({"routes": [route("all", "/"), route("support", "/support"), hosted]}))
                .unwrap();
        let name = |path: &str, host: &str| table.find(path, host).map(|r| r.name.as_str());
        assert_eq!(name("/support/v1/chat", "x"), Some("support"));
        assert_eq!(name("/support", "x:80"), Some("support"));
        assert_eq!(name("/support/v1", "ai.EXAMPLE:443"), Some("hosted"));
        assert_eq!(name("/supporters", "x"), Some("all"));
        assert_eq!(name("/v1", "x"), Some("all"));
    }

    #[test]
    fn unworkable_routes_are_refused() {
        for (member, value) in [
            ("path_prefix", serde_json::json!("/a/")),
            ("path_prefix", serde_json::json!("a")),
            ("path_prefix", serde_json::json!("/a%20b")),
            ("name", serde_json::json!("")),
            ("identity", serde_json::json!([])),
            ("identity", serde_json::json!([{"source": "header", "name": "X-Upper"}])),
            ("upstream", serde_json::json!({"header": "authorization", "env": ""})),
            ("models", serde_json::json!([{"model": "", "provider": "p"}])),
            ("pass_headers", serde_json::json!(["X-Upper"])),
            ("set_headers", serde_json::json!([{"name": "x-a"}])),
            ("set_headers", serde_json::json!([{"name": "x-a", "value": "1", "env": "A"}])),
            ("hold_bytes", serde_json::json!(0)),
            ("hold_bytes", serde_json::json!(1_000_000)),
        ] {
            let mut bad = route("r", "/r");
            bad[member] = value;
            assert!(table(serde_json::json!({"routes": [bad]})).is_err(), "{member}");
        }
        assert!(table(serde_json::json!({"routes": []})).is_err());
        assert!(table(serde_json::json!({"routes": [route("a", "/x"), route("b", "/x")]})).is_err());
        assert!(table(serde_json::json!({"routes": [route("a", "/x"), route("a", "/y")]})).is_err());
    }

    #[test]
    fn models_match_exactly_or_by_prefix() {
        let mut json = route("r", "/");
        json["models"] = serde_json::json!([{"model": "gpt-5", "provider": "openai"}, {"model": "claude-*", "provider": "anthropic"}]);
        let table = table(serde_json::json!({"routes": [json]})).unwrap();
        let route = table.find("/", "").unwrap();
        assert_eq!(provider(route, "gpt-5"), "openai");
        assert_eq!(provider(route, "gpt-5-mini"), UNKNOWN_PROVIDER);
        assert_eq!(provider(route, "claude-x"), "anthropic");
        assert_eq!(provider(route, ""), UNKNOWN_PROVIDER);
    }
}
