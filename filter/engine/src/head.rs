//! What a request's headers say, before its body is read.

use alloc::string::{String, ToString};

use countersign_formats::{
    record::Correlation,
    routes::{IdentitySource, Route},
};

/// Request headers as the host has them: lower-case names, pseudo-headers included.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a>(pub &'a [(String, String)]);

impl<'a> Headers<'a> {
    /// The value of a header that occurs once. Twice is as good as absent for whoever needs one value, except that
    /// [`Self::count`] tells the two apart.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let mut values = self.0.iter().filter(|(n, _)| n == name);
        let first = values.next()?;
        values.next().is_none().then_some(first.1.as_str())
    }

    /// How often a header occurs.
    pub fn count(&self, name: &str) -> usize {
        self.0.iter().filter(|(n, _)| n == name).count()
    }
}

/// Where a route's identity token stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// The token and the header that carries it.
    Found {
        /// The token; not verified.
        token: &'a str,
        /// Header name.
        header: String,
    },
    /// No source is present.
    Missing,
    /// The first source that is present occurs twice, or is of another form.
    Malformed,
}

/// Looks for the identity token in the route's sources. The first source that is present decides: a malformed one does not
/// fall through to the next, where a caller could place another.
pub fn token<'a>(route: &Route, headers: Headers<'a>) -> Token<'a> {
    for source in &route.identity {
        let header = match source {
            IdentitySource::Bearer {} => "authorization",
            IdentitySource::Header { name } => name,
        };
        if headers.count(header) == 0 {
            continue;
        }
        let Some(value) = headers.get(header) else { return Token::Malformed };
        let token = match source {
            IdentitySource::Bearer {} => match value.split_once(' ') {
                Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
                _ => return Token::Malformed,
            },
            IdentitySource::Header { .. } => value.trim(),
        };
        if token.is_empty() {
            return Token::Malformed;
        }
        return Token::Found { token, header: header.to_string() };
    }
    Token::Missing
}

/// Whether the request asks for another protocol on its connection.
pub fn is_upgrade(headers: Headers<'_>) -> bool {
    headers.count("upgrade") > 0
        || headers.get(":method").is_some_and(|m| m.eq_ignore_ascii_case("connect"))
        || headers.count(":protocol") > 0
}

/// Trace and span of a W3C `traceparent`; absent unless it has exactly the form of version 00.
pub fn correlation(headers: Headers<'_>) -> Option<Correlation> {
    let mut parts = headers.get("traceparent")?.split('-');
    let (version, trace, span, flags) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let hex = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let nonzero = |s: &str| s.bytes().any(|b| b != b'0');
    let valid = parts.next().is_none() && version == "00" && hex(trace, 32) && hex(span, 16) && hex(flags, 2);
    (valid && nonzero(trace) && nonzero(span))
        .then(|| Correlation { span: span.to_string(), trace: trace.to_string() })
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec, vec::Vec};

    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect()
    }

    fn route(sources: Vec<IdentitySource>) -> Route {
        let json = serde_json::json!({"name": "r", "path_prefix": "/", "identity": sources});
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn the_first_present_source_decides() {
        let route =
            route(vec![IdentitySource::Header { name: "x-identity".into() }, IdentitySource::Bearer {}]);
        let find = |pairs: &[(&str, &str)]| {
            let headers = headers(pairs);
            match token(&route, Headers(&headers)) {
                Token::Found { token, header } => format!("{header}={token}"),
                other => format!("{other:?}"),
            }
        };
        assert_eq!(find(&[("authorization", "bearer abc")]), "authorization=abc");
        assert_eq!(find(&[("authorization", "Bearer abc"), ("x-identity", "def")]), "x-identity=def");
        assert_eq!(find(&[("authorization", "Bearer abc"), ("x-identity", "")]), "Malformed");
        assert_eq!(find(&[("authorization", "Basic abc")]), "Malformed");
        assert_eq!(find(&[("authorization", "Bearer a"), ("authorization", "Bearer b")]), "Malformed");
        assert_eq!(find(&[("other", "x")]), "Missing");
    }

    #[test]
    fn traceparent_of_the_specification_only() {
        let parse = |value: &str| correlation(Headers(&headers(&[("traceparent", value)])));
        let good = parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01").unwrap();
        assert_eq!((good.trace.len(), good.span.as_str()), (32, "b7ad6b7169203331"));
        for bad in [
            "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-x",
            "alice@example.com",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn upgrades_are_seen() {
        for pairs in [[("upgrade", "websocket")], [(":method", "CONNECT")], [(":protocol", "websocket")]] {
            assert!(is_upgrade(Headers(&headers(&pairs))));
        }
        assert!(!is_upgrade(Headers(&headers(&[(":method", "POST")]))));
    }
}
