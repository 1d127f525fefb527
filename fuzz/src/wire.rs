//! Streams as upstreams write them.

use serde_json::{Value, json};

/// A stream of server-sent events: one chat delta for each text.
pub fn events<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u8> {
    let deltas = texts.map(|text| json!({"choices": [{"index": 0, "delta": {"content": text}}]}));
    let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
    let events = deltas.chain([end]).map(|event| format!("data: {event}\n\n"));
    events.chain(["data: [DONE]\n\n".to_owned()]).collect::<String>().into_bytes()
}

/// An array that grows: one candidate's part for each text.
pub fn array<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u8> {
    let parts =
        texts.map(|text| json!({"candidates": [{"content": {"parts": [{"text": text}]}}]}).to_string());
    format!("[{}\n]\n", parts.collect::<Vec<_>>().join(",\r\n")).into_bytes()
}

/// The text of such an array. One that was cut ends with an error.
pub fn array_text(array: &[u8]) -> String {
    let elements: Vec<Value> = serde_json::from_slice(array).unwrap_or_default();
    let text =
        |element: &Value| Some(element.pointer("/candidates/0/content/parts/0/text")?.as_str()?.to_owned());
    elements.iter().filter_map(text).collect()
}

/// The text of a stream of events, as far as it came, without what an error event says.
pub fn event_text(stream: &[u8]) -> String {
    let stream = String::from_utf8_lossy(stream);
    let events = stream.split("\n\n").filter_map(|event| event.trim_start().strip_prefix("data: "));
    events.filter_map(|data| text(data, "/choices/0/delta/content")).collect()
}

/// A stream of Amazon's frames: one delta of Converse for each text.
pub fn converse<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<u8> {
    let deltas = texts.map(|text| json!({"contentBlockIndex": 0, "delta": {"text": text}}));
    let end = json!({"stopReason": "end_turn"});
    deltas.chain([end]).flat_map(|payload| frame(b"", payload.to_string().as_bytes())).collect()
}

/// The text of such a stream.
pub fn converse_text(mut stream: &[u8]) -> String {
    let mut all = String::new();
    while let Some((total, headers)) = lengths(stream) {
        let Some(payload) = stream.get(12 + headers..total - 4) else { break };
        all.extend(text(&String::from_utf8_lossy(payload), "/delta/text"));
        stream = &stream[total..];
    }
    all
}

fn text(document: &str, pointer: &str) -> Option<String> {
    let document: Value = serde_json::from_str(document).ok()?;
    document.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
}

fn lengths(stream: &[u8]) -> Option<(usize, usize)> {
    let number = |at: usize| stream.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes);
    let (total, headers) = (number(0)? as usize, number(4)? as usize);
    (total >= 16 + headers && total <= stream.len()).then_some((total, headers))
}

/// A frame with these header bytes, whatever they are.
pub fn frame(headers: &[u8], payload: &[u8]) -> Vec<u8> {
    let total = (16 + headers.len() + payload.len()) as u32;
    let mut frame = [total.to_be_bytes(), (headers.len() as u32).to_be_bytes()].concat();
    frame.extend(crc(&frame).to_be_bytes());
    frame.extend_from_slice(headers);
    frame.extend_from_slice(payload);
    frame.extend(crc(&frame).to_be_bytes());
    frame
}

/// CRC-32 (ISO 3309), bit by bit: no library, so that no mistake is shared.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
