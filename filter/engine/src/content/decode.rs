//! Encoded text inside of text: base64, base64url, hex and percent-encoding, and gzip or zlib inside of these.
//!
//! A run of characters that decodes to readable text is handed to the scanner; a finding in it covers the whole run, since a part of
//! an encoded run has no meaning. Bounded: [`LEVELS`] levels, runs of at least [`RUN_MIN`] characters, and a total of decoded
//! bytes that grows with the text ([`Budget`]).

use alloc::{string::String, vec::Vec};
use core::ops::Range;

/// Levels of encoding that are undone: base64 of base64 of base64.
pub const LEVELS: u8 = 3;
/// Shortest run that is decoded: 16 characters of base64 hold 12 bytes, and the shortest identifier with a check has 9 digits.
pub const RUN_MIN: usize = 16;
/// A run of base64 from this length that decodes to no text counts as unreadable content; hashes and ids are shorter.
pub const SEALED_MIN: usize = 512;
/// Signs of a run behind which it is tried again, and bytes before the last of them.
const PREFIXES: usize = 4;
const PREFIX_MAX: usize = 32;
/// Decoded bytes for each byte of the body, and some to begin with: inflated text may be larger than its input.
const RATIO: usize = 4;
const FLOOR: usize = 256 * 1024;

/// Decoded bytes that a body may still cost.
#[derive(Clone, Copy, Debug)]
pub struct Budget(usize);

impl Budget {
    /// For a body of this size.
    pub fn of(bytes: usize) -> Self {
        Self(bytes.saturating_mul(RATIO).saturating_add(FLOOR))
    }

    fn take(&mut self, bytes: usize) -> bool {
        let left = self.0.checked_sub(bytes);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// An encoded run.
#[derive(Debug)]
pub struct Run {
    /// Bytes of the run in its text.
    pub span: Range<usize>,
    /// `base64`, `hex`, `percent`, `gzip`.
    pub how: &'static str,
    /// What it says; `None`: no readable text, but too long to be an id.
    pub text: Option<String>,
}

/// The encoded runs of a text. False when the budget ended before all were decoded.
pub fn runs(text: &str, budget: &mut Budget, found: &mut Vec<Run>) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = run_length(bytes.get(at..).unwrap_or_default());
        if length >= RUN_MIN {
            let span = at..at + length;
            let Some(candidate) = text.get(span.clone()) else { return true };
            if !budget.take(length) {
                return false;
            }
            let whole = decode(candidate, budget);
            let behind = if whole.as_ref().is_none_or(|(_, text)| text.is_none()) {
                behind_prefix(candidate, budget)
            } else {
                None
            };
            if let Some((start, how, decoded)) = behind {
                found.push(Run { span: span.start + start..span.end, how, text: Some(decoded) });
            } else if let Some((how, decoded)) = whole {
                found.push(Run { span, how, text: decoded });
            }
        }
        at += length.max(1);
    }
    true
}

/// What a run says behind a prefix that is no part of its encoding: `0x`, `card_`, a directory. Of the signs that can end a prefix and
/// are characters of base64 as well, the first few count, each at the price of looking at some bytes behind it.
fn behind_prefix(run: &str, budget: &mut Budget) -> Option<(usize, &'static str, String)> {
    if run.starts_with("0x") || run.starts_with("0X") {
        return hex(run.get(2..)?).and_then(readable).map(|text| (2, "hex", text));
    }
    let signs = run.match_indices(['_', '/', '-', '+']).map(|(at, _)| at + 1);
    // A run is inflated once at most, since that costs far more than its length.
    let mut inflated = begins_compressed(run);
    for start in signs.take(PREFIXES).take_while(|start| *start <= PREFIX_MAX) {
        let tail = run.get(start..).filter(|tail| tail.len() >= RUN_MIN)?;
        if begins_compressed(tail) && core::mem::replace(&mut inflated, true) {
            continue;
        }
        let Some((how, Some(text))) = decode(tail, budget) else { continue };
        return Some((start, how, text));
    }
    None
}

/// Characters that base64, base64url, hex and percent-encoding are made of.
fn run_length(bytes: &[u8]) -> usize {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_' | b'%');
    let mut length = 0;
    loop {
        let line = bytes.get(length..).unwrap_or_default().iter().take_while(|b| part(b)).count();
        length += line;
        // Encoders break lines at 64 or 76 characters.
        let rest = bytes.get(length..).unwrap_or_default();
        let wrap = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.starts_with(b"\n")) };
        let goes_on = rest.get(wrap).is_some_and(part);
        if line < 60 || wrap == 0 || !goes_on {
            let pad = rest.iter().take(2).take_while(|b| **b == b'=').count();
            return if length == 0 { 0 } else { length + pad };
        }
        length += wrap;
    }
}

fn begins_compressed(run: &str) -> bool {
    run.get(..4).and_then(base64).is_some_and(|head| compressed(&head))
}

fn decode(run: &str, budget: &mut Budget) -> Option<(&'static str, Option<String>)> {
    if run.contains('%') {
        return percent(run).filter(|text| text != run).map(|text| ("percent", Some(text)));
    }
    if run.len().is_multiple_of(2) && run.bytes().all(|b| b.is_ascii_hexdigit()) {
        let text = hex(run).and_then(readable);
        if text.is_some() {
            return Some(("hex", text));
        }
    }
    let head = base64(run.get(..run.len().min(64) / 4 * 4)?)?;
    let inflates = compressed(&head);
    if !inflates && !begins_readable(&head) {
        return (run.len() >= SEALED_MIN).then_some(("base64", None));
    }
    let bytes = base64(run)?;
    if inflates {
        // Inflated bytes are bounded by what is left of the budget.
        let inflated = match inflate(&bytes, budget.0.min(super::inflate::INFLATED_MAX)) {
            Ok(inflated) => inflated,
            Err(vain) => {
                budget.take(vain);
                // Gzip's three bytes are no accident; zlib's two may be, in an id.
                let sealed = bytes.starts_with(&[0x1f, 0x8b, 8]) || run.len() >= SEALED_MIN;
                return sealed.then_some(("gzip", None));
            }
        };
        if !budget.take(inflated.len()) {
            return Some(("gzip", None));
        }
        return Some(("gzip", readable(inflated)));
    }
    match readable(bytes) {
        Some(text) => Some(("base64", Some(text))),
        None => (run.len() >= SEALED_MIN).then_some(("base64", None)),
    }
}

use super::inflate::{compressed, inflate};

/// The text that base64 of either alphabet holds, if it is one.
pub fn base64_text(run: &str) -> Option<String> {
    base64(run).and_then(readable)
}

/// Whether a value is base64 that holds no text: then it is a file of some kind.
pub fn is_sealed(text: &str) -> bool {
    let whole = text.len().is_multiple_of(4) && run_length(text.as_bytes()) == text.len();
    whole && base64(text).is_some_and(|bytes| !compressed(&bytes) && readable(bytes).is_none())
}

fn base64(run: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(run.len() / 4 * 3 + 3);
    let (mut bits, mut held) = (0u32, 0u8);
    for byte in run.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' | b'\n' | b'\r' => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).ok()?);
        }
    }
    Some(out)
}

fn hex(run: &str) -> Option<Vec<u8>> {
    let digit = |b: u8| char::from(b).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, rest) = run.as_bytes().as_chunks::<2>();
    let bytes = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    if rest.is_empty() { bytes } else { None }
}

/// Percent-decoded text; `None` where it is no UTF-8. A `%` that begins no escape stays.
pub fn percent(text: &str) -> Option<String> {
    let digit =
        |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let (bytes, mut at) = (text.as_bytes(), 0);
    let mut out = Vec::with_capacity(bytes.len());
    while let Some(byte) = bytes.get(at) {
        match (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push(high << 4 | low);
                at += 3;
            }
            _ => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

/// Text that a person or program wrote: UTF-8 without control characters. A PDF may be that to its end, but what it shows stands in
/// pieces between its operators.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let written = !text.is_empty() && text.chars().all(is_written) && !text.starts_with("%PDF-");
    written.then_some(text)
}

fn is_written(char: char) -> bool {
    !char.is_control() || matches!(char, '\n' | '\r' | '\t')
}

/// Whether the first bytes could be of such a text; the last character may be cut.
fn begins_readable(bytes: &[u8]) -> bool {
    let valid = match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => {
            core::str::from_utf8(bytes.get(..e.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty() && valid.chars().all(is_written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> Vec<(&'static str, Option<String>)> {
        let mut found = Vec::new();
        assert!(runs(text, &mut Budget::of(text.len()), &mut found));
        found.into_iter().map(|run| (run.how, run.text)).collect()
    }

    #[test]
    fn encoded_text_is_read() {
        let clear = "the number is 536-90-4399";
        for (encoded, how) in [
            ("see dGhlIG51bWJlciBpcyA1MzYtOTAtNDM5OQ== there", "base64"),
            ("dGhlIG51bWJlciBpcyA1MzYtOTAtNDM5OQ", "base64"),
            ("x=746865206e756d626572206973203533362d39302d34333939", "hex"),
            ("q=the%20number%20is%20536%2d90%2D4399", "percent"),
        ] {
            let runs = decoded(encoded);
            assert_eq!(runs, [(how, Some(clear.into()))], "{encoded}");
        }
    }

    #[test]
    fn what_stands_before_a_run_does_not_hide_it() {
        for encoded in [
            "0x746865206e756d626572206973203533362d39302d34333939",
            "card_dGhlIG51bWJlciBpcyA1MzYtOTAtNDM5OQ==",
            "a/my-card_dGhlIG51bWJlciBpcyA1MzYtOTAtNDM5OQ",
            "card_746865206e756d626572206973203533362d39302d34333939",
        ] {
            let mut found = Vec::new();
            assert!(runs(encoded, &mut Budget::of(encoded.len()), &mut found));
            let [run] = found.as_slice() else { panic!("{encoded}: {found:?}") };
            assert_eq!(run.text.as_deref(), Some("the number is 536-90-4399"), "{encoded}");
            assert!(run.span.start >= 2 && run.span.end == encoded.len());
        }
    }

    #[test]
    fn lines_of_an_encoder_are_one_run() {
        let line = "bG9yZW0gaXBzdW0gZG9sb3Igc2l0IGFtZXQsIGNvbnNlY3RldHVyIGFkaXBpc2NpbmcgZWxpdCwg";
        let runs = decoded(&alloc::format!("{line}\r\n{line}\n{line}"));
        assert_eq!(runs.len(), 1);
        assert!(runs[0].1.as_deref().is_some_and(|text| text.matches("lorem").count() == 3));
    }

    #[test]
    fn words_ids_and_hashes_are_left_alone() {
        for text in [
            "internationalization of characteristically uncharacteristically",
            "550e8400-e29b-41d4-a716-446655440000",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "100% sure, and 5% of that",
            "",
        ] {
            assert_eq!(decoded(text), [], "{text}");
        }
    }

    #[test]
    fn long_runs_without_text_are_reported() {
        // Bytes above 0x7f never make UTF-8 in this order.
        assert_eq!(decoded(&"/7+9".repeat(200)), [("base64", None)]);
        assert_eq!(decoded(&"/7+9".repeat(20)), []);
    }

    #[test]
    fn the_budget_ends() {
        let text = "dGhlIG51bWJlciBpcyA1MzYtOTAtNDM5OQ==";
        assert!(!runs(text, &mut Budget(10), &mut Vec::new()));
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(text in "\\PC{0,200}", encoded in "[A-Za-z0-9+/=%_-]{0,200}") {
            for text in [text, encoded] {
                let mut found = Vec::new();
                runs(&text, &mut Budget::of(text.len()), &mut found);
                for run in found {
                    proptest::prop_assert!(text.get(run.span).is_some());
                }
            }
        }
    }
}
