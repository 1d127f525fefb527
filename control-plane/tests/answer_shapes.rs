//! Answers in the shapes that routers and providers give them beside the plain ones: a card in pieces never reaches the caller, however its text is
//! mixed with others, and what a document that is not strict JSON says is not delivered at all.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use serde_json::{Value, json};

#[path = "support/gateway.rs"]
mod support;
use support::{Gateway, answer};

/// A card in pieces, as models give them.
const PIECES: [&str; 6] = ["my card is ", "4111 ", "1111 ", "1111 ", "1111", " thanks"];
const ARGUMENTS: [&str; 8] = ["{\"ca", "rd\": \"", "41", "11 1", "111 ", "1111", " 11", "11\"}"];

const CHAT: &str = "/v1/chat/completions";
const MESSAGES: &str = "/v1/messages";
const RESPONSES: &str = "/v1/responses";
const GEMINI: &str = "/v1beta/models/gpt-5:streamGenerateContent?alt=sse";
const COHERE: &str = "/v2/chat";
const EVENTS: &str = "text/event-stream";

/// What the caller gets: status and body.
fn ask(gateway: &mut Gateway, route: &str, path: &str, media: &str, pieces: Vec<Vec<u8>>) -> (u32, String) {
    let body = match path {
        GEMINI => json!({"contents": [{"parts": [{"text": "hi"}]}]}),
        RESPONSES => json!({"model": "gpt-5", "input": "hi", "stream": true}),
        _ => {
            json!({"model": "gpt-5", "max_tokens": 9, "stream": true, "messages": [{"role": "user", "content": "hi"}]})
        }
    };
    let (path, body) = ([route, path].concat(), body.to_string());
    let exchange =
        gateway.post(&path, "application/json", &[], body.as_bytes(), |_, _| answer(200, media, pieces));
    (exchange.status, String::from_utf8_lossy(&exchange.body).into_owned())
}

fn events(documents: impl IntoIterator<Item = Value>) -> Vec<Vec<u8>> {
    documents.into_iter().map(|document| format!("data: {document}\n\n").into_bytes()).collect()
}

/// Every digit of every text, in order: what a caller puts together.
fn digits(body: &str) -> String {
    fn walk(value: &Value, out: &mut String) {
        match value {
            Value::String(text) => out.extend(text.chars().filter(char::is_ascii_digit)),
            Value::Array(items) => items.iter().for_each(|item| walk(item, out)),
            Value::Object(members) => members.values().for_each(|value| walk(value, out)),
            _ => {}
        }
    }
    let mut out = String::new();
    for document in body.lines().filter_map(|line| line.strip_prefix("data: ")) {
        let document: Value = serde_json::from_str(document).unwrap_or_default();
        // The gateway's own error has an id.
        if document.get("error").is_none() {
            walk(&document, &mut out);
        }
    }
    out
}

fn chat(delta: &Value) -> Value {
    json!({"id": "x", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta}]})
}

fn interleaved(texts: &[&str], event: impl Fn(&str) -> Value, other: &Value) -> Vec<Value> {
    texts.iter().flat_map(|text| [event(text), other.clone()]).collect()
}

/// Shapes in which a text is not alone: name, path, events.
fn shapes() -> Vec<(&'static str, &'static str, Vec<Value>)> {
    let tool = |text: &str, beside: &str| {
        let mut delta =
            json!({"tool_calls": [{"function": {"arguments": text}, "type": "function", "index": 0}]});
        delta[beside] = "".into();
        chat(&delta)
    };
    let text = |name: &'static str, event: &dyn Fn(&str) -> Value| {
        (name, CHAT, PIECES.iter().map(|t| event(t)).collect::<Vec<_>>())
    };
    let block = |text: &str| json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": text}});
    let cited = json!({"type": "content_block_delta", "index": 0, "delta": {"type": "citations_delta", "citation": {"cited_text": "q"}}});
    let part = |part: Value| json!({"candidates": [{"content": {"parts": [part]}}]});
    let output = |text: &str| json!({"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": text});
    let summary = json!({"type": "response.reasoning_summary_text.delta", "output_index": 0, "summary_index": 0, "delta": "z"});
    let cohere = |text: &str| json!({"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": text}}}});
    vec![
        ("arguments beside an empty text", CHAT, ARGUMENTS.iter().map(|t| tool(t, "content")).collect()),
        ("arguments beside an empty refusal", CHAT, ARGUMENTS.iter().map(|t| tool(t, "refusal")).collect()),
        ("arguments that are a number", CHAT, ["{\"card\":", "4111", "1111", "1111", "1111", "}"].iter().map(|t| tool(t, "content")).collect()),
        text("the same text twice", &|t| chat(&json!({"content": t, "content_blocks": [{"index": 0, "delta": {"text": t}}]}))),
        text("thinking twice and an empty text", &|t| chat(&json!({"reasoning_content": t, "thinking_blocks": [{"type": "thinking", "thinking": t}], "content": ""}))),
        text("an empty reason in every event", &|t| json!({"choices": [{"index": 0, "delta": {"content": t}, "finish_reason": ""}]})),
        text("a reason in every event", &|t| json!({"choices": [{"index": 0, "delta": {"content": t}, "finish_reason": "stop"}]})),
        text("completions with an empty reason", &|t| json!({"choices": [{"index": 0, "text": t, "finish_reason": ""}]})),
        ("other choices end", CHAT, interleaved(&PIECES, |t| chat(&json!({"content": t})), &json!({"choices": [{"index": 1, "delta": {}, "finish_reason": "stop"}, {"index": 2, "delta": {}, "finish_reason": "stop"}]}))),
        ("texts that take turns", CHAT, interleaved(&PIECES, |t| chat(&json!({"content": t})), &chat(&json!({"reasoning_content": "hm "})))),
        ("citations between", MESSAGES, interleaved(&PIECES, block, &cited)),
        ("citations that end", COHERE, interleaved(&PIECES, cohere, &json!({"type": "citation-end", "index": 0}))),
        ("Gemini ends every time", GEMINI, PIECES.iter().map(|t| json!({"candidates": [{"content": {"parts": [{"text": t}]}, "finishReason": "STOP", "index": 0}]})).collect()),
        ("thoughts between", GEMINI, interleaved(&PIECES, |t| part(json!({"text": t})), &part(json!({"text": "hm ", "thought": true})))),
        ("arguments in parts", GEMINI, PIECES.iter().map(|t| part(json!({"functionCall": {"partialArgs": [{"jsonPath": "$.card", "stringValue": t}]}}))).collect()),
        ("two texts of an item", RESPONSES, interleaved(&PIECES, output, &summary)),
        ("another list completes", RESPONSES, interleaved(&PIECES, output, &json!({"type": "response.mcp_list_tools.completed", "output_index": 0}))),
        ("numbers in another order", RESPONSES, PIECES.iter().enumerate().map(|(i, t)| match i % 2 {
            0 => json!({"type": "response.output_text.delta", "output_index": 1, "content_index": 2, "delta": t}),
            _ => serde_json::from_str(&format!("{{\"content_index\":2,\"output_index\":1,\"type\":\"response.output_text.delta\",\"delta\":\"{t}\"}}")).unwrap(),
        }).collect()),
        text("messages instead of deltas", &|t| json!({"choices": [{"index": 0, "message": {"content": t}}]})),
        text("messages alone", &|t| json!({"message": {"role": "assistant", "content": t}})),
        ("a block that begins with a text", MESSAGES, vec![
            json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "4111 1111 "}}),
            block("1111 1111 thanks"),
        ]),
        ("a part that begins with a text", RESPONSES, vec![
            json!({"type": "response.content_part.added", "output_index": 0, "content_index": 0, "part": {"type": "output_text", "text": "4111 1111 "}}),
            output("1111 1111 thanks"),
        ]),
        text("two cards", &|_| chat(&json!({"content": "4111 1111 1111 1111 5500 0000 0000 0004 and 4111-1111-1111-1111 5500000000000004 "}))),
    ]
}

#[test]
fn a_card_in_pieces_is_masked_in_every_shape() {
    let gateway = &mut Gateway::start();
    for (name, path, documents) in shapes() {
        let mut stream = events(documents);
        stream.push(b"data: [DONE]\n\n".to_vec());
        let (status, body) = ask(gateway, "/support", path, EVENTS, stream.clone());
        assert_eq!(status, 200, "{name}");
        assert!(body.contains("[PAYMENT_CARD]"), "{name}: {body}");
        assert!(!digits(&body).contains("41"), "{name}: {body}");
        let (_, body) = ask(gateway, "/developer", path, EVENTS, stream);
        assert!(body.contains("answer_blocked"), "{name}: {body}");
        assert!(!digits(&body).contains("41"), "{name}: {body}");
    }
}

#[test]
fn an_array_that_grows_is_one_whatever_its_media_type() {
    let gateway = &mut Gateway::start();
    let element = |text: &&str| json!({"candidates": [{"content": {"parts": [{"text": text}]}}]});
    let body = Value::from(PIECES.iter().map(element).collect::<Vec<_>>()).to_string();
    for media in ["application/json", "text/plain", "application/octet-stream", ""] {
        let path = GEMINI.split('?').next().unwrap_or_default();
        let (status, body) = ask(gateway, "/support", path, media, vec![body.clone().into_bytes()]);
        assert_eq!(status, 200, "{media}");
        assert!(
            body.contains("[PAYMENT_CARD]") && !body.contains("4111") && !body.contains("1111"),
            "{media}: {body}"
        );
    }
}

#[test]
fn names_say_what_streamed_values_are() {
    let gateway = &mut Gateway::start();
    for arguments in [
        r#"{"social_security_number":"536904399"}"#,
        r#"{"socialSecurityNumber":"536904399"}"#,
        r#"{"a":1,"social-security":[536904399]}"#,
    ] {
        let pieces: Vec<String> = arguments.chars().map(String::from).collect();
        let call = |t: &String| chat(&json!({"tool_calls": [{"index": 0, "function": {"arguments": t}}]}));
        let (_, body) = ask(gateway, "/support", CHAT, EVENTS, events(pieces.iter().map(call)));
        assert!(body.contains("[US_SSN]") && !digits(&body).contains("5369"), "{arguments}: {body}");
    }
}

#[test]
fn what_only_lenient_readers_read_is_not_delivered() {
    let gateway = &mut Gateway::start();
    let odd = |t: &str, before: &str| {
        format!("data: {{{before}\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{t}\"}}}}]}}\n\n")
            .into_bytes()
    };
    for before in ["\"a\":1,\"a\":2,", "\"x\":NaN,", "\"x\":\"\\ud83d\",", "\"x\":01,"] {
        let (_, body) =
            ask(gateway, "/support", CHAT, EVENTS, PIECES.iter().map(|t| odd(t, before)).collect());
        assert!(body.contains("answer_malformed") && !body.contains("4111"), "{before}: {body}");
    }
    for stream in ["{\"choices\":[]}\n{\"choices\":[]}\n\n", ": a\n[1]\n\n"] {
        let (_, body) = ask(gateway, "/support", CHAT, EVENTS, vec![stream.into()]);
        assert!(body.contains("answer_malformed"), "{stream}: {body}");
    }
    let two = vec![b"data: {\"choices\":[]}\ndata: {\"choices\":[]}\n\n".to_vec()];
    let (_, body) = ask(gateway, "/support", CHAT, EVENTS, two);
    assert!(body.contains("answer_malformed"), "{body}");
}

#[test]
fn an_answer_is_media_by_its_bytes_not_by_its_name() {
    let gateway = &mut Gateway::start();
    let json = br#"{"choices":[{"message":{"content":"card 4111 1111 1111 1111"}}]}"#.to_vec();
    let card = |t: &&str| chat(&json!({"content": t}));
    let stream = events(PIECES.iter().map(card)).concat();
    for media in ["image/png", "audio/mpeg", "video/mp4", "image/svg+xml"] {
        for body in [&json, &stream] {
            for size in [1, 63, 1000] {
                let pieces = body.chunks(size).map(<[u8]>::to_vec).collect();
                let (status, body) = ask(gateway, "/support", CHAT, media, pieces);
                assert!(
                    status == 200 && body.contains("[PAYMENT_CARD]") && !digits(&body).contains("41"),
                    "{media}: {status} {body}"
                );
                assert!(!body.contains("4111"), "{media}: {body}");
            }
        }
        let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &[0; 4000]].concat();
        let pieces: Vec<Vec<u8>> = picture.chunks(700).map(<[u8]>::to_vec).collect();
        let (status, body) = ask(gateway, "/support", CHAT, media, pieces);
        assert_eq!((status, body), (200, String::from_utf8_lossy(&picture).into_owned()), "{media}");
    }
}

#[test]
fn arguments_stay_documents_where_an_escape_stands_before_a_value() {
    let gateway = &mut Gateway::start();
    for (arguments, expected) in [
        (r#"{"email":"\njo.doe@example.com"}"#, r#"{"email":"\n[EMAIL]"}"#),
        (r#"{"email":"\tjo.doe@example.com\n"}"#, r#"{"email":"\t[EMAIL]\n"}"#),
        (r#"{"email":"\u00e9jo.doe@example.com"}"#, r#"{"email":"\u00e9[EMAIL]"}"#),
    ] {
        for size in [1, 100] {
            let chars: Vec<char> = arguments.chars().collect();
            let call = |t: &[char]| {
                let t: String = t.iter().collect();
                chat(&json!({"tool_calls": [{"index": 0, "function": {"arguments": t}}]}))
            };
            let (_, body) = ask(gateway, "/support", CHAT, EVENTS, events(chars.chunks(size).map(call)));
            let said: String = body
                .lines()
                .filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok())
                .filter_map(|v| {
                    v["choices"][0]["delta"]["tool_calls"][0]["function"]["arguments"]
                        .as_str()
                        .map(str::to_owned)
                })
                .collect();
            assert_eq!(said, expected);
        }
    }
}

#[test]
fn one_event_or_line_costs_time_that_grows_with_its_length_only() {
    let gateway = &mut Gateway::start();
    // A quadratic reader took half a minute for the first and twenty seconds for the second, optimised.
    let choice = |i: usize| json!({"index": i, "delta": {"content": "a "}});
    let one = json!({"choices": (0..30_000).map(choice).collect::<Vec<_>>()});
    let (_, body) = ask(gateway, "/support", CHAT, EVENTS, events([one]));
    assert!(body.contains("answer_malformed"), "more texts at once than are followed");
    let line = vec![b'x'; 2_000_000];
    let pieces = std::iter::once(b"data: ".to_vec()).chain(line.chunks(64).map(<[u8]>::to_vec)).collect();
    let (status, _) = ask(gateway, "/support", CHAT, EVENTS, pieces);
    assert_eq!(status, 200);
}
