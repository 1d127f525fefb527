//! Request paths in one form: what is matched must be what every upstream reads.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

/// Bytes of a path with its query; proxies cut at 8 to 60 KiB.
pub const PATH_BYTES_MAX: usize = 8 * 1024;

/// A path that has one reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalPath {
    /// Percent-decoded once, without query. Slashes inside of a Bedrock resource name stay escaped.
    pub path: String,
    /// Percent-decoded once, `+` as space; for scanning only.
    pub query: Option<String>,
}

/// Decodes a raw path and refuses everything that two programs could read differently.
///
/// # Errors
///
/// [`PathError`] for encoded separators, dot segments, empty segments, control characters, bad escapes and bad UTF-8.
pub fn normalise_path(raw: &str) -> Result<NormalPath, PathError> {
    if raw.len() > PATH_BYTES_MAX || !raw.starts_with('/') || raw.contains('#') {
        return Err(PathError);
    }
    let (path, query) = raw.split_once('?').map_or((raw, None), |(path, query)| (path, Some(query)));
    let mut decoded = String::with_capacity(path.len());
    let mut before = "";
    for (i, raw) in path.split('/').enumerate() {
        let segment = decode(raw, false).ok_or(PathError)?;
        if i > 0 {
            decoded.push('/');
        }
        // The one place where an escaped slash has one reading: Bedrock's resource names, which clients sign as they stand.
        if before == "model" && segment.starts_with("arn:") && segment.contains('/') {
            decoded.push_str(&segment.replace('/', "%2F"));
        } else if segment.contains(['/', '%']) {
            return Err(PathError);
        } else {
            decoded.push_str(&segment);
        }
        before = raw;
    }
    let inner = decoded.strip_suffix('/').unwrap_or(&decoded);
    let plain_segments = inner.split('/').skip(1).all(|segment| !matches!(segment, "" | "." | ".."));
    let dots = decoded.contains("%2F..") || decoded.contains("..%2F");
    let ambiguous = decoded.contains('\\')
        || decoded.chars().any(char::is_control)
        || dots
        || !(plain_segments || inner.is_empty());
    if ambiguous {
        return Err(PathError);
    }
    let query = query.map(|query| decode(query, true).ok_or(PathError)).transpose()?;
    Ok(NormalPath { path: decoded, query })
}

fn decode(text: &str, plus: bool) -> Option<String> {
    if !text.contains(['%', '+']) {
        return Some(text.to_string());
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => hex(rest.next()?)? << 4 | hex(rest.next()?)?,
            b'+' if plus => b' ',
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

/// The path has more than one reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathError;

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a path without encoded separators, empty or dot segments")
    }
}

impl core::error::Error for PathError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_encoded_paths() {
        let path = |raw: &str| normalise_path(raw).map(|p| p.path);
        assert_eq!(path("/v1/%63hat/completions"), Ok("/v1/chat/completions".into()));
        assert_eq!(path("/"), Ok("/".into()));
        assert_eq!(path("/v1/"), Ok("/v1/".into()));
        assert_eq!(
            path("/model/arn%3Aaws%3Abedrock%3Aeu%3A1%3Aprofile%2Fx/converse"),
            Ok("/model/arn:aws:bedrock:eu:1:profile%2Fx/converse".into())
        );
        let query = normalise_path("/v1?q=a%20b+c").unwrap().query;
        assert_eq!(query.as_deref(), Some("q=a b c"));
    }

    #[test]
    fn ambiguous_paths_are_refused() {
        for raw in [
            "",
            "v1",
            "/v1/chat%2Fcompletions",
            "/model/x%2Fy/converse",
            "/model/arn:x%2F..%2Fy/converse",
            "/other/arn:x%2Fy/converse",
            "/v1//chat",
            "//v1",
            "/v1/../x",
            "/v1/./x",
            "/v1/%2e%2e/x",
            "/a%5cb",
            "/a%00",
            "/a%",
            "/a%4",
            "/a%zz",
            "/a%ff",
            "/a#b",
            "/a%2525",
            "/a\u{7}",
            "/v1/?q=%ff",
        ] {
            assert!(normalise_path(raw).is_err(), "{raw:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_path_panics(raw in "\\PC{0,60}") {
            let _ = normalise_path(&raw);
        }
    }
}
