//! JSON strings: decoded text with a way back to the raw bytes.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use super::json::{JsonError, Syntax};

/// A decoded string. Strings without escapes are slices of the document.
#[derive(Clone, Copy, Debug)]
pub struct Text<'t> {
    /// Decoded text.
    pub text: &'t str,
    /// Byte range of the raw text in the document, without quotes.
    pub raw: (usize, usize),
    /// After each escape: offset in the decoded text, offset in the raw text.
    marks: &'t [(u32, u32)],
}

impl<'t> Text<'t> {
    /// Text that is its own raw form.
    pub fn plain(text: &'t str, start: usize) -> Self {
        Self { text, raw: (start, start + text.len()), marks: &[] }
    }

    /// A range of the decoded text as a range of the document; covers escapes whole. Both ends must be char boundaries.
    pub fn raw_span(&self, start: usize, end: usize) -> Range<usize> {
        self.raw_offset(start)..self.raw_offset(end)
    }

    /// Bytes of the raw text.
    pub fn raw_len(&self) -> u64 {
        (self.raw.1 - self.raw.0) as u64
    }

    fn raw_offset(&self, at: usize) -> usize {
        let after = self.marks.partition_point(|(decoded, _)| *decoded as usize <= at);
        let (decoded, raw) = after.checked_sub(1).and_then(|i| self.marks.get(i)).copied().unwrap_or((0, 0));
        (self.raw.0 + raw as usize + at.saturating_sub(decoded as usize)).min(self.raw.1)
    }
}

/// Room for decoding, used again for every string of a document.
#[derive(Debug, Default)]
pub struct Buffer {
    text: String,
    marks: Vec<(u32, u32)>,
}

/// Decodes the raw text of a string that begins at `start` of the document.
///
/// # Errors
///
/// [`JsonError`] for an escape that JSON does not know and for a lone surrogate.
pub fn decode<'t>(
    raw: &'t str,
    start: usize,
    escaped: bool,
    buffer: &'t mut Buffer,
) -> Result<Text<'t>, JsonError> {
    if !escaped {
        return Ok(Text::plain(raw, start));
    }
    resolve(raw, start, true, buffer)
}

/// Resolves the escapes in a text that is no JSON string, as far as they are such; the rest stays as it is.
pub fn unescape<'t>(raw: &'t str, buffer: &'t mut Buffer) -> Text<'t> {
    resolve(raw, 0, false, buffer).unwrap_or(Text::plain(raw, 0))
}

fn resolve<'t>(
    raw: &'t str,
    start: usize,
    strict: bool,
    buffer: &'t mut Buffer,
) -> Result<Text<'t>, JsonError> {
    buffer.text.clear();
    buffer.marks.clear();
    buffer.text.reserve(raw.len());
    let mut rest = raw;
    while let Some((before, tail)) = rest.split_once('\\') {
        buffer.text.push_str(before);
        let at = start + (raw.len() - tail.len());
        let (decoded, length) = match escape(tail, at) {
            Err(error) if strict => return Err(error),
            Err(_) => ('\\', 0),
            Ok(escape) => escape,
        };
        buffer.text.push(decoded);
        rest = tail.get(length..).unwrap_or_default();
        let offsets = (u32::try_from(buffer.text.len()), u32::try_from(raw.len() - rest.len()));
        if let (Ok(decoded), Ok(raw)) = offsets {
            buffer.marks.push((decoded, raw));
        }
    }
    buffer.text.push_str(rest);
    Ok(Text { text: &buffer.text, raw: (start, start + raw.len()), marks: &buffer.marks })
}

/// The character of an escape, and the bytes it takes after its backslash.
fn escape(tail: &str, at: usize) -> Result<(char, usize), JsonError> {
    let simple = match tail.as_bytes().first() {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(tail, at),
        _ => return Err(JsonError::Syntax { at, expected: Syntax::Escape }),
    };
    Ok((simple, 1))
}

fn unicode(tail: &str, at: usize) -> Result<(char, usize), JsonError> {
    let unit = |from: usize| -> Option<u32> {
        let digits = tail.get(from..from + 4)?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
    };
    let first = unit(1).ok_or(JsonError::Syntax { at, expected: Syntax::Escape })?;
    if let Some(char) = char::from_u32(first) {
        return Ok((char, 5));
    }
    let low = tail.get(5..7).filter(|s| *s == "\\u").and_then(|_| unit(7));
    match (first, low) {
        (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
            let code = 0x10000 + ((first - 0xd800) << 10) + (low - 0xdc00);
            char::from_u32(code).map(|char| (char, 11)).ok_or(JsonError::LoneSurrogate { at })
        }
        _ => Err(JsonError::LoneSurrogate { at }),
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn escapes_decode_and_map_back() {
        let raw = r#"a\n\u00e9\ud83d\ude00b\"c"#;
        let mut buffer = Buffer::default();
        let text = decode(raw, 100, true, &mut buffer).unwrap();
        assert_eq!(text.text, "a\n\u{e9}\u{1f600}b\"c");
        let span = |needle: &str| {
            let at = text.text.find(needle).unwrap();
            let span = text.raw_span(at, at + needle.len());
            &raw[span.start - 100..span.end - 100]
        };
        assert_eq!(span("a"), "a");
        assert_eq!(span("\n"), r"\n");
        assert_eq!(span("\u{e9}"), r"\u00e9");
        assert_eq!(span("\u{1f600}b"), r"\ud83d\ude00b");
        assert_eq!(span("b\"c"), r#"b\"c"#);
        assert_eq!(text.raw_span(0, text.text.len()), 100..100 + raw.len());
    }

    #[test]
    fn escapes_in_prose_resolve_where_they_are_some() {
        let raw = r"\u0031\x\ud800 \/\";
        let mut buffer = Buffer::default();
        let text = unescape(raw, &mut buffer);
        assert_eq!(text.text, r"1\x\ud800 /\");
        assert_eq!(text.raw_span(0, 1), 0..6);
        assert_eq!(text.raw_span(0, text.text.len()), 0..raw.len());
        assert_eq!(&raw[text.raw_span(3, 9)], r"\ud800");
    }

    #[test]
    fn bad_escapes_are_refused() {
        for raw in
            [r"\x", r"\u12", r"\u12g4", r"\ud800", r"\ud800x", r"\ud800\u0041", r"\udc00", "\\", r"\u+123"]
        {
            assert!(decode(raw, 0, true, &mut Buffer::default()).is_err(), "{raw}");
        }
    }
}
