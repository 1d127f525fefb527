//! Amazon's event stream encoding, as Bedrock answers: length-prefixed frames with headers, payload and two checksums.
//!
//! `u32 total ‖ u32 headers ‖ u32 CRC-32 of the first 8 bytes ‖ headers ‖ payload ‖ u32 CRC-32 of everything before`, big-endian
//! (AWS, "Event stream encoding"). A payload `{"bytes": "<base64>"}` of `InvokeModelWithResponseStream` holds the model's own event.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use countersign_formats::b64;

use crate::{
    content::{
        json::{self, Budget, JsonError, Path, Step, Visitor},
        text::Text,
    },
    crc::crc32,
};

/// Largest frame: the encoding's own limit of a payload, 16 MiB, is above what is inspected.
pub const FRAME_BYTES_MAX: usize = countersign_formats::limits::BODY_BYTES_DEFAULT;
/// Lengths and their checksum before, one checksum behind.
const PRELUDE: usize = 12;
const OVERHEAD: usize = 16;

/// Cuts a stream of bytes into frames.
#[derive(Debug, Default)]
pub struct Cutter {
    partial: Vec<u8>,
}

impl Cutter {
    /// Takes bytes; gives the frames that they complete. `None` for what is no frame, and for half a frame at the end.
    pub fn push(&mut self, bytes: &[u8], end: bool) -> Option<Vec<Vec<u8>>> {
        self.partial.extend_from_slice(bytes);
        let (mut frames, mut at) = (Vec::new(), 0);
        while let Some(rest) = self.partial.get(at..).filter(|rest| rest.len() >= PRELUDE) {
            let total = number(rest, 0)?;
            if !(OVERHEAD..=FRAME_BYTES_MAX).contains(&total) || crc32(rest.get(..8)?) != word(rest, 8)? {
                return None;
            }
            let Some(frame) = rest.get(..total) else { break };
            frames.push(frame.to_vec());
            at += total;
        }
        self.partial.drain(..at);
        (!end || self.partial.is_empty()).then_some(frames)
    }
}

/// A frame that was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Payload {
    /// The document that it holds.
    pub document: String,
    /// Where the payload stands in the frame.
    place: Range<usize>,
    /// Where in the payload the document stands in base64.
    inner: Option<Range<usize>>,
    /// Texts beside the document: headers' names and values, and what stands around base64.
    pub beside: Vec<String>,
}

/// Reads a frame; `None` when a checksum or length does not fit, or the payload or a header is no UTF-8.
pub fn read(frame: &[u8]) -> Option<Payload> {
    let (body, check) = frame.split_at_checked(frame.len().checked_sub(4)?)?;
    if crc32(body) != word(check, 0)? {
        return None;
    }
    let begin = PRELUDE.checked_add(number(frame, 4)?)?;
    let place = begin..body.len();
    let payload = core::str::from_utf8(body.get(place.clone())?).ok()?;
    let mut beside = headers(body.get(PRELUDE..begin)?)?;
    let mut bytes = Wrapped(None);
    let wrapped = json::walk(payload, &mut Budget::default(), &mut bytes).ok().and(bytes.0);
    Some(match wrapped {
        Some(range) => {
            // Base64 that this reader does not take, another may.
            let document = String::from_utf8(b64::decode_std(payload.get(range.clone())?)?).ok()?;
            let around = [payload.get(..range.start), payload.get(range.end..)];
            beside.extend(around.into_iter().flatten().map(String::from));
            Payload { document, place, inner: Some(range), beside }
        }
        None => Payload { document: payload.into(), place, inner: None, beside },
    })
}

/// The frame with another document.
pub fn write(frame: &[u8], payload: &Payload, document: &str) -> Vec<u8> {
    let headers = frame.get(PRELUDE..payload.place.start).unwrap_or_default();
    let old = frame.get(payload.place.clone()).unwrap_or_default();
    match &payload.inner {
        None => encode(headers, document.as_bytes()),
        Some(range) => {
            let part = |range: Range<usize>| old.get(range).unwrap_or_default();
            let encoded = b64::encode_std(document.as_bytes());
            let payload = [part(0..range.start), encoded.as_bytes(), part(range.end..old.len())].concat();
            encode(headers, &payload)
        }
    }
}

/// A frame with an exception, as Bedrock's clients raise it.
pub fn exception(kind: &str, payload: &[u8]) -> Vec<u8> {
    let pairs =
        [(":message-type", "exception"), (":exception-type", kind), (":content-type", "application/json")];
    let mut headers = Vec::new();
    for (name, value) in pairs {
        headers.push(u8::try_from(name.len()).unwrap_or(0));
        headers.extend_from_slice(name.as_bytes());
        headers.push(STRING);
        headers.extend_from_slice(&u16::try_from(value.len()).unwrap_or(0).to_be_bytes());
        headers.extend_from_slice(value.as_bytes());
    }
    encode(&headers, payload)
}

/// Types of headers' values that can be text.
const BYTES: u8 = 6;
const STRING: u8 = 7;

fn encode(headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let size = |n: usize| u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes();
    let mut frame = Vec::with_capacity(OVERHEAD + headers.len() + payload.len());
    frame.extend_from_slice(&size(OVERHEAD + headers.len() + payload.len()));
    frame.extend_from_slice(&size(headers.len()));
    frame.extend_from_slice(&crc32(&frame).to_be_bytes());
    frame.extend_from_slice(headers);
    frame.extend_from_slice(payload);
    frame.extend_from_slice(&crc32(&frame).to_be_bytes());
    frame
}

/// Names and texts of headers. `None` where they do not fill their place exactly, and for text that is no UTF-8.
fn headers(mut bytes: &[u8]) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let text = |bytes: &[u8]| core::str::from_utf8(bytes).ok().map(String::from);
    while let Some((length, rest)) = bytes.split_first() {
        let (name, rest) = rest.split_at_checked(usize::from(*length))?;
        let (kind, rest) = rest.split_first()?;
        texts.push(text(name)?);
        // Two truth values, four integers, two with a length of their own, a time, a UUID.
        let (skipped, length) = match kind {
            0 | 1 => (0, 0),
            2 => (0, 1),
            3 => (0, 2),
            4 => (0, 4),
            5 | 8 => (0, 8),
            &BYTES | &STRING => (2, usize::from(u16::from_be_bytes(*rest.first_chunk::<2>()?))),
            9 => (0, 16),
            _ => return None,
        };
        let (value, rest) = rest.get(skipped..)?.split_at_checked(length)?;
        match *kind {
            STRING => texts.push(text(value)?),
            BYTES => texts.push(String::from_utf8_lossy(value).into_owned()),
            _ => {}
        }
        bytes = rest;
    }
    Some(texts)
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk::<4>().map(|b| u32::from_be_bytes(*b))
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(word(bytes, at)?).ok()
}

/// Finds the raw text of the root's member `bytes`.
struct Wrapped(Option<Range<usize>>);

impl<'d> Visitor<'d> for Wrapped {
    fn key(&mut self, _: &Path<'d>, _: &Text<'_>) -> Result<(), JsonError> {
        Ok(())
    }
    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        if matches!(path.steps(), [Step::Key(key)] if key == "bytes") {
            self.0 = Some(text.raw.0..text.raw.1);
        }
        Ok(())
    }
    fn number(&mut self, _: &Path<'d>, _: &'d str, _: usize) -> Result<(), JsonError> {
        Ok(())
    }
    fn is_true(&mut self, _: &Path<'d>) {}
    fn open(&mut self, _: &Path<'d>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(payload: &str) -> Vec<u8> {
        encode(b"\x0b:event-type\x07\x00\x05chunk", payload.as_bytes())
    }

    #[test]
    fn frames_at_every_cut() {
        let stream = [frame("{\"a\":1}"), frame(""), exception("validationException", b"{}")].concat();
        for at in 0..=stream.len() {
            let (a, b) = stream.split_at(at);
            let mut cutter = Cutter::default();
            let mut frames = cutter.push(a, false).unwrap();
            frames.extend(cutter.push(b, true).unwrap());
            assert_eq!(frames.concat(), stream);
            let payloads: Vec<Payload> = frames.iter().map(|f| read(f).unwrap()).collect();
            assert_eq!((payloads[0].document.as_str(), payloads[1].document.as_str()), ("{\"a\":1}", ""));
            assert_eq!(payloads[0].beside, [":event-type", "chunk"]);
            assert_eq!(payloads[2].beside[1], "exception");
        }
    }

    #[test]
    fn documents_change_inside_of_base64() {
        let wrapped = alloc::format!("{{\"bytes\":\"{}\",\"p\":\"abc\"}}", b64::encode_std(b"{\"x\":\"y\"}"));
        let frame = frame(&wrapped);
        let payload = read(&frame).unwrap();
        assert_eq!(payload.document, "{\"x\":\"y\"}");
        assert_eq!(payload.beside[2..], ["{\"bytes\":\"", "\",\"p\":\"abc\"}"]);
        assert_eq!(write(&frame, &payload, &payload.document), frame);
        let changed = write(&frame, &payload, "{}");
        assert_eq!(read(&changed).unwrap().document, "{}");
        assert!(
            core::str::from_utf8(&changed[PRELUDE..changed.len() - 4]).unwrap().contains("\"p\":\"abc\"")
        );
    }

    #[test]
    fn base64_of_other_forms_is_refused() {
        for bytes in ["eyJ4Ijoi4oCmIn0", "eyJ4Ijoi4oCmIn0_", "eyJ4Ijoi\\n4oCmIn0=", "\\u0065yJ4Ijoi4oCmIn0="]
        {
            assert_eq!(read(&frame(&alloc::format!("{{\"bytes\":\"{bytes}\"}}"))), None, "{bytes}");
        }
    }

    #[test]
    fn headers_of_every_type_are_read_to_their_ends() {
        let block = b"\x01a\x00\x01b\x02\x07\x01c\x03\x00\x07\x01d\x04\x00\x00\x00\x07\x01e\x06\x00\x02hi\x01f\x07\x00\x02ho";
        assert_eq!(headers(block).unwrap(), ["a", "b", "c", "d", "e", "hi", "f", "ho"]);
        for bad in [&b"\x01"[..], b"\x01a", b"\x01a\x07\x00\x03ho", b"\x01a\x0b", b"\x01\xff\x00"] {
            assert_eq!(headers(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn damage_is_seen() {
        let good = frame("{\"a\":1}");
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            let cut = Cutter::default().push(&bad, true);
            assert!(cut.is_none_or(|frames| frames.iter().all(|f| read(f).is_none())), "{at}");
        }
        assert_eq!(Cutter::default().push(&good[..good.len() - 1], true), None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
            let _ = Cutter::default().push(&bytes, true);
            let _ = read(&bytes);
        }
    }
}
