//! `multipart/form-data` (RFC 7578), strictly: whatever two readers could take apart in two ways is refused.

use alloc::{string::String, vec::Vec};
use core::{fmt, ops::Range};

/// Parts of one form: forms of the known APIs have under twenty.
pub const PARTS_MAX: usize = 256;
/// Header bytes of one part.
const HEADER_BYTES_MAX: usize = 4096;

/// One part.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// Bytes of its headers in the body.
    pub headers: Range<usize>,
    /// Bytes of its content in the body.
    pub content: Range<usize>,
    /// Name of the form field.
    pub name: String,
    /// Whether it names a file.
    pub is_file: bool,
    /// Media type without parameters, lower case; empty where none is given.
    pub media: String,
}

/// Why a form is refused. `at` is a byte offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultipartError {
    /// Where.
    pub at: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for MultipartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {} at byte {}", self.expected, self.at)
    }
}

impl core::error::Error for MultipartError {}

/// The boundary that a content type names: RFC 2046 §5.1.1, without the characters that need quotes.
pub fn boundary(content_type: &str) -> Option<String> {
    let mut parameters = content_type.split(';').map(str::trim);
    if !parameters.next()?.eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let mut found = None;
    for parameter in parameters {
        let (name, value) = parameter.split_once('=')?;
        if !name.trim().eq_ignore_ascii_case("boundary") || found.is_some() {
            return None;
        }
        let value = value.trim();
        let value = value.strip_prefix('"').map_or(Some(value), |v| v.strip_suffix('"'))?;
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&b);
        if value.is_empty() || value.len() > 70 || !value.bytes().all(plain) {
            return None;
        }
        found = Some(value.into());
    }
    found
}

/// Takes a form apart.
///
/// # Errors
///
/// [`MultipartError`] where the form has text before its first or after its last boundary, another line end than CRLF, folded or
/// unknown part headers, a part without one name, more than [`PARTS_MAX`] parts, or no end.
pub fn parse(body: &[u8], boundary: &str) -> Result<Vec<Part>, MultipartError> {
    let delimiter = ["--", boundary].concat().into_bytes();
    let error = |at, expected| MultipartError { at, expected };
    if !body.starts_with(&delimiter) {
        return Err(error(0, "the first boundary"));
    }
    let (mut at, mut parts) = (delimiter.len(), Vec::new());
    loop {
        let rest = body.get(at..).unwrap_or_default();
        if rest == b"--" || rest == b"--\r\n" {
            return if parts.is_empty() { Err(error(at, "a part")) } else { Ok(parts) };
        }
        if !rest.starts_with(b"\r\n") {
            return Err(error(at, "a line end or the end of the form after a boundary"));
        }
        at += 2;
        let mut part = headers(body, at)?;
        at = part.content.start;
        let rest = body.get(at..).unwrap_or_default();
        let close = find(rest, &[b"\r\n", delimiter.as_slice()].concat());
        let length = close.ok_or(error(at, "a boundary after the part"))?;
        part.content.end = at + length;
        at = part.content.end + 2 + delimiter.len();
        if parts.len() == PARTS_MAX {
            return Err(error(at, "fewer parts"));
        }
        parts.push(part);
    }
}

/// First place of a needle; compares only where its second byte fits, so that the pass stays linear in practice.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let rest = haystack.get(from..)?;
        let at = from + rest.iter().position(|b| *b == b'\r')?;
        if haystack.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}

fn headers(body: &[u8], start: usize) -> Result<Part, MultipartError> {
    let error = |expected| MultipartError { at: start, expected };
    let window = body.get(start..body.len().min(start + HEADER_BYTES_MAX)).unwrap_or_default();
    let length = window
        .windows(4)
        .position(|w| w == b"\r\n\r\n")
        .ok_or(error("part headers of at most 4096 bytes"))?;
    let text = core::str::from_utf8(window.get(..length).unwrap_or_default())
        .map_err(|_| error("part headers in utf-8"))?;
    let (mut disposition, mut media) = (None, String::new());
    for line in text.split("\r\n") {
        let (name, value) = line.split_once(':').ok_or(error("a part header"))?;
        if name.is_empty()
            || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            || value.contains(['\r', '\n'])
        {
            return Err(error("a part header on one line"));
        }
        if name.eq_ignore_ascii_case("content-disposition") && disposition.is_none() {
            disposition = Some(fields(value).ok_or(error("form-data with one name"))?);
        } else if name.eq_ignore_ascii_case("content-type") && media.is_empty() {
            media = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        } else if !name.eq_ignore_ascii_case("content-length") {
            // A transfer encoding would make the content something else than it is.
            return Err(error(
                "no part header beside content-disposition, content-type and content-length, once each",
            ));
        }
    }
    let (name, is_file) = disposition.ok_or(error("a content-disposition"))?;
    let content = start + length + 4;
    Ok(Part { headers: start..start + length, content: content..content, name, is_file, media })
}

/// Name, and whether a file name stands beside it.
fn fields(value: &str) -> Option<(String, bool)> {
    let mut rest = value.trim().strip_prefix("form-data")?;
    let (mut name, mut is_file) = (None, false);
    while !rest.is_empty() {
        let (key, tail) = rest.trim_start().strip_prefix(';')?.trim_start().split_once('=')?;
        let (found, after) = match tail.strip_prefix('"') {
            Some(quoted) => {
                let end = quoted.find('"')?;
                // A backslash before a quote ends the value for some readers and not for others.
                let inner = quoted.get(..end).filter(|inner| !inner.ends_with('\\'))?;
                (inner, quoted.get(end + 1..)?)
            }
            None => tail.split_at_checked(tail.find(';').unwrap_or(tail.len()))?,
        };
        match key {
            "name" if name.is_none() => name = Some(found.into()),
            "filename" | "filename*" => is_file = true,
            _ => return None,
        }
        rest = after.trim_end();
    }
    name.map(|name| (name, is_file))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    fn form(parts: &[(&str, &str)]) -> String {
        let parts = parts.iter().map(|(headers, content)| format!("--b\r\n{headers}\r\n\r\n{content}\r\n"));
        parts.chain([String::from("--b--\r\n")]).collect()
    }

    #[test]
    fn forms_come_apart() {
        let body = form(&[
            ("Content-Disposition: form-data; name=\"model\"", "whisper"),
            (
                "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\nContent-Type: Audio/Wav; x=1",
                "--b \r\n-- b",
            ),
        ]);
        let parts = parse(body.as_bytes(), "b").unwrap();
        let content = |i: usize| body.get(parts[i].content.clone()).unwrap();
        assert_eq!((parts[0].name.as_str(), parts[0].is_file, content(0)), ("model", false, "whisper"));
        assert_eq!(
            (parts[1].media.as_str(), parts[1].is_file, content(1)),
            ("audio/wav", true, "--b \r\n-- b")
        );
    }

    #[test]
    fn boundaries() {
        assert_eq!(boundary("multipart/form-data; boundary=\"a b\""), None);
        assert_eq!(boundary("Multipart/Form-Data; Boundary=abc").as_deref(), Some("abc"));
        for bad in [
            "multipart/mixed; boundary=x",
            "multipart/form-data",
            "multipart/form-data; boundary=a; boundary=b",
            "multipart/form-data; boundary=",
        ] {
            assert_eq!(boundary(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_has_two_readings_is_refused() {
        let named = "Content-Disposition: form-data; name=\"a\"";
        let good = form(&[(named, "x")]);
        for bad in [
            format!("preamble\r\n{good}"),
            format!("{good}epilogue"),
            good.replace("\r\n", "\n"),
            good.replace("--b--\r\n", ""),
            form(&[("Content-Disposition: form-data; name=\"a\"; name=\"b\"", "x")]),
            form(&[("Content-Disposition: form-data; name=\"a\\\"b\"", "x")]),
            form(&[("Content-Disposition: attachment; name=\"a\"", "x")]),
            form(&[("Content-Type: text/plain", "x")]),
            form(&[(&format!("{named}\r\n folded"), "x")]),
            form(&[(&format!("{named}\r\n{named}"), "x")]),
            form(&[(&format!("{named}\r\nContent-Transfer-Encoding: base64"), "x")]),
            String::from("--b--\r\n"),
            form(&alloc::vec![(named, "x"); PARTS_MAX + 1]),
        ] {
            assert!(parse(bad.as_bytes(), "b").is_err(), "{bad:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(pieces in proptest::collection::vec(proptest::sample::select(alloc::vec![
            "--b", "--", "\r\n", "\n", "Content-Disposition: form-data; name=\"a\"", ":", ";", "=", "\"", "x", "\u{e9}",
        ]), 0..24)) {
            let body = pieces.concat();
            if let Ok(parts) = parse(body.as_bytes(), "b") {
                for part in parts {
                    proptest::prop_assert!(part.headers.end < part.content.start && part.content.end <= body.len());
                }
            }
        }
    }
}
