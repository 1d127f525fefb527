//! Answers as upstreams write them: chat streams, and Amazon's event stream with an encoder and decoder of its own, so that a mistake
//! of the filter's is not made here, too.

use serde_json::{Value, json};

/// The events of a chat stream with these pieces of the content, up to `[DONE]`.
pub fn chat(pieces: &[&str]) -> Vec<String> {
    let deltas = pieces.iter().map(|piece| json!({"content": piece}));
    let last = json!({"id": "c1", "object": "chat.completion.chunk", "model": "gpt-5-mini-1",
        "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
    deltas.map(delta).chain([event(&last), "data: [DONE]\n\n".to_owned()]).collect()
}

/// An event of a chat stream with this delta.
pub fn delta(delta: Value) -> String {
    event(&json!({"id": "c1", "object": "chat.completion.chunk", "model": "gpt-5-mini-1",
        "choices": [{"index": 0, "delta": delta, "finish_reason": null}]}))
}

fn event(document: &Value) -> String {
    format!("data: {document}\n\n")
}

/// The documents of a stream of server-sent events.
pub fn documents(stream: &str) -> Vec<Value> {
    stream
        .split("\n\n")
        .filter_map(|event| event.trim().strip_prefix("data: "))
        .filter(|data| *data != "[DONE]")
        .map(|data| serde_json::from_str(data).expect("json"))
        .collect()
}

/// All pieces of a text of a chat stream: `/choices/0/delta/content` and the like.
pub fn joined(stream: &str, pointer: &str) -> String {
    documents(stream).iter().filter_map(|d| d.pointer(pointer).and_then(Value::as_str)).collect()
}

/// A text without the ids of requests, whose digits are random.
pub fn without_ids(text: &str) -> String {
    const NAME: &str = "\"request_id\":\"";
    let mut parts = text.split(NAME);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + NAME + part.find('"').and_then(|at| part.get(at..)).unwrap_or_default()
    })
}

/// A frame of Amazon's event stream.
pub fn frame(headers: &[(&str, &str)], payload: &str) -> Vec<u8> {
    let mut block = Vec::new();
    for (name, value) in headers {
        block.push(name.len() as u8);
        block.extend(name.bytes());
        block.push(7);
        block.extend((value.len() as u16).to_be_bytes());
        block.extend(value.bytes());
    }
    let total = 16 + block.len() + payload.len();
    let mut frame = [(total as u32).to_be_bytes(), (block.len() as u32).to_be_bytes()].concat();
    frame.extend(crc(&frame).to_be_bytes());
    frame.extend(block);
    frame.extend(payload.bytes());
    frame.extend(crc(&frame).to_be_bytes());
    frame
}

/// Headers, as they stand, and payload of every frame.
pub fn frames(mut stream: &[u8]) -> Vec<(Vec<u8>, String)> {
    let number = |at: usize, bytes: &[u8]| {
        u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
    };
    let mut frames = Vec::new();
    while !stream.is_empty() {
        let (total, headers) = (number(0, stream), number(4, stream));
        assert_eq!(number(8, stream), crc(&stream[..8]) as usize, "checksum of the lengths");
        assert_eq!(number(total - 4, stream), crc(&stream[..total - 4]) as usize, "checksum of the frame");
        let payload = String::from_utf8(stream[12 + headers..total - 4].to_vec()).expect("utf-8");
        frames.push((stream[12..12 + headers].to_vec(), payload));
        stream = &stream[total..];
    }
    frames
}

/// CRC-32 (ISO 3309), bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}
