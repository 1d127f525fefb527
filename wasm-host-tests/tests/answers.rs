//! Answers on their way back: held, changed, refused, and cut anywhere.

use countersign_wasm_host_tests::{
    gateway::{Answer, Gateway},
    host::{Delivered, Headers},
    wire,
};
use serde_json::{Value, json};

const CARD: [&str; 6] = ["Your card is 41", "11 1111", " 1111 1", "111", ", is", " it not?"];
const PAYMENT: &str = "4111 1111 1111 1111";

fn question(stream: bool) -> Vec<u8> {
    json!({"model": "gpt-5-mini", "stream": stream, "messages": [{"role": "user", "content": "hi"}]})
        .to_string()
        .into_bytes()
}

fn ask(gateway: &mut Gateway, route: &str, stream: bool, answer: Answer) -> Delivered {
    let headers = Gateway::headers(route);
    let (effects, delivered) =
        gateway.exchange(&headers, &[&question(stream)], |_, _| answer).expect("no trap");
    assert!(effects.went_upstream, "{:?}", effects.reply);
    delivered
}

fn json_answer(content: &str) -> Answer {
    let body = json!({"id": "c1", "object": "chat.completion", "model": "gpt-5-mini-1", "choices": [
        {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 3, "completion_tokens": 5}})
    .to_string()
    .into_bytes();
    let length = body.len().to_string();
    let (a, b) = body.split_at(body.len() / 2);
    Answer::new("application/json", [a.to_vec(), b.to_vec()]).with("content-length", &length)
}

fn stream_answer(pieces: impl IntoIterator<Item = Vec<u8>>) -> Answer {
    Answer::new("text/event-stream", pieces).with("cache-control", "no-cache")
}

/// Every way to cut into two pieces, then byte by byte.
fn cuts(stream: &[u8]) -> impl Iterator<Item = Vec<Vec<u8>>> + '_ {
    let two = (0..=stream.len()).map(|at| {
        let (a, b) = stream.split_at(at);
        vec![a.to_vec(), b.to_vec()]
    });
    two.chain([stream.iter().map(|byte| vec![*byte]).collect()])
}

#[test]
fn a_json_answer_is_masked_with_its_right_length() {
    let mut gateway = Gateway::enforcing();
    let answer = json_answer(&format!("Your card is {PAYMENT}."));
    let upstream: Value = serde_json::from_slice(&answer.pieces.concat()).unwrap();
    let delivered = ask(&mut gateway, "/support", false, answer);
    assert_eq!((delivered.status(), delivered.complete, delivered.cut), (200, true, false));
    assert_eq!(delivered.pieces.len(), 1);
    assert_eq!(delivered.pieces[0].after, 1, "nothing left before the end");
    let mut expected = upstream;
    expected["choices"][0]["message"]["content"] = "Your card is [PAYMENT_CARD].".into();
    assert_eq!(serde_json::from_slice::<Value>(&delivered.body()).unwrap(), expected);
    assert_eq!(delivered.header("content-length"), Some(delivered.body().len().to_string().as_str()));
    assert!(delivered.header("x-countersign-decision").is_some());
    let outcome = gateway.records_of("outcome").pop().unwrap();
    assert_eq!(outcome.answer.unwrap().verdict, "redact");
    let told = outcome.delivered.unwrap();
    assert_eq!((told.bytes, told.complete, told.status), (delivered.body().len() as u64, true, 200));
}

#[test]
fn a_json_answer_without_findings_is_untouched() {
    let mut gateway = Gateway::enforcing();
    for route in ["/support", "/developer", "/clinical"] {
        let answer = json_answer("Nothing to see.");
        let delivered = ask(&mut gateway, route, false, answer.clone());
        assert_eq!((delivered.status(), delivered.body()), (200, answer.pieces.concat()), "{route}");
        assert_eq!(delivered.header("content-length"), Some(delivered.body().len().to_string().as_str()));
    }
}

#[test]
fn a_json_answer_that_policy_forbids_is_replaced() {
    let mut gateway = Gateway::enforcing();
    for text in [PAYMENT, "536-90-4399 is my social security number", "IBAN GB29 NWBK 6016 1331 9268 19"] {
        let delivered = ask(&mut gateway, "/developer", false, json_answer(text));
        assert_eq!((delivered.status(), delivered.complete, delivered.cut), (403, true, false), "{text}");
        let body: Value = serde_json::from_slice(&delivered.body()).unwrap();
        assert_eq!(body["error"]["code"], "answer_blocked");
        assert!(!delivered.text().contains(&text[..4]));
        assert_eq!(delivered.header("content-length"), Some(delivered.body().len().to_string().as_str()));
        assert_eq!(delivered.header("content-type"), Some("application/json"));
    }
    let outcomes = gateway.records_of("outcome");
    assert_eq!(outcomes.len(), 3);
    for outcome in outcomes {
        assert_eq!(outcome.answer.as_ref().unwrap().verdict, "block");
        assert_eq!(outcome.delivered.as_ref().unwrap().status, 403);
    }
}

#[test]
fn a_stream_is_masked_wherever_it_is_cut() {
    let mut gateway = Gateway::enforcing();
    let stream = wire::chat(&CARD).concat();
    let expected = wire::chat(&["Your card is [PAYMENT_CARD]", "", "", "", ", is", " it not?"]).concat();
    for (at, pieces) in cuts(stream.as_bytes()).enumerate() {
        let delivered =
            ask(&mut gateway, "/support", true, stream_answer(pieces).with("content-length", "1"));
        assert_eq!(delivered.text(), expected, "cut at {at}");
        assert!(delivered.complete && !delivered.cut, "cut at {at}");
        assert_eq!(delivered.header("content-length"), None, "a stream may change its length");
        assert_eq!(delivered.header("cache-control"), Some("no-cache"));
    }
}

#[test]
fn a_stream_passes_while_it_comes() {
    let mut gateway = Gateway::enforcing();
    let events = wire::chat(&["One two ", "three four ", "five six ", "card 4111 ", "1111 1111", " 1111 ok"]);
    let delivered =
        ask(&mut gateway, "/support", true, stream_answer(events.iter().map(|e| e.clone().into_bytes())));
    let left: Vec<usize> = delivered.pieces.iter().map(|piece| piece.after).collect();
    assert!(left.starts_with(&[0, 1, 2]), "words wait for nothing: {left:?}");
    assert!(!left.contains(&3) && !left.contains(&4), "a number waits for its end: {left:?}");
    assert_eq!(
        wire::joined(&delivered.text(), "/choices/0/delta/content"),
        "One two three four five six card [PAYMENT_CARD] ok"
    );
}

#[test]
fn a_stream_that_policy_forbids_ends_with_an_error_wherever_it_is_cut() {
    let mut gateway = Gateway::enforcing();
    let events = wire::chat(&CARD);
    let stream = events.concat();
    for (at, pieces) in cuts(stream.as_bytes()).enumerate() {
        let delivered = ask(&mut gateway, "/developer", true, stream_answer(pieces));
        let text = wire::without_ids(&delivered.text());
        for part in ["41\"", "11 1111", "1111", "it not", "[DONE]"] {
            assert!(!text.contains(part), "cut at {at}: {part} in {text}");
        }
        let last = text.rsplit_once("data: ").expect("an event").1;
        assert!(last.starts_with("{\"error\":") && last.ends_with("\n\n"), "cut at {at}: {text}");
        let error: Value = serde_json::from_str(last).unwrap();
        assert_eq!(error["error"]["code"], "answer_blocked");
        assert_eq!(delivered.status(), 200, "headers are gone by then");
    }
    let outcome = gateway.records_of("outcome").pop().unwrap();
    assert_eq!(outcome.answer.unwrap().verdict, "block");
    assert!(!outcome.delivered.unwrap().complete);
}

fn converse(pieces: &[&str]) -> Vec<u8> {
    let frame = |kind: &str, payload: Value| {
        let headers =
            [(":event-type", kind), (":content-type", "application/json"), (":message-type", "event")];
        wire::frame(&headers, &payload.to_string())
    };
    let deltas = pieces.iter().map(|piece| {
        frame("contentBlockDelta", json!({"contentBlockIndex": 0, "delta": {"text": piece}, "p": "abcd"}))
    });
    let start = frame("messageStart", json!({"role": "assistant"}));
    let stop = frame("contentBlockStop", json!({"contentBlockIndex": 0}));
    let end = frame("messageStop", json!({"stopReason": "end_turn"}));
    [start].into_iter().chain(deltas).chain([stop, end]).collect::<Vec<_>>().concat()
}

fn converse_headers(route: &str) -> Headers {
    let mut headers = Gateway::headers(route);
    headers[1].1 = format!("{route}/model/claude-x/converse-stream");
    headers
}

#[test]
fn an_event_stream_of_amazon_is_masked_and_refused_wherever_it_is_cut() {
    let mut gateway = Gateway::enforcing();
    let body = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]}).to_string();
    let stream = converse(&CARD);
    let expected = converse(&["Your card is [PAYMENT_CARD]", "", "", "", ", is", " it not?"]);
    for (at, pieces) in cuts(&stream).enumerate() {
        let answer = Answer::new("application/vnd.amazon.eventstream", pieces);
        for route in ["/support", "/developer"] {
            let answer = answer.clone();
            let headers = converse_headers(route);
            let (effects, delivered) = gateway.exchange(&headers, &[body.as_bytes()], |_, _| answer).unwrap();
            assert!(effects.went_upstream, "{:?}", effects.reply);
            if route == "/support" {
                assert!(delivered.body() == expected, "cut at {at}: {:?}", wire::frames(&delivered.body()));
                continue;
            }
            let frames = wire::frames(&delivered.body());
            let (headers, payload) = frames.last().expect("a frame");
            assert!(String::from_utf8_lossy(headers).contains("exception"), "cut at {at}");
            assert!(payload.contains("answer_blocked"), "cut at {at}: {payload}");
            assert!(
                frames.iter().all(|(_, payload)| !wire::without_ids(payload).contains("11")),
                "cut at {at}: {frames:?}"
            );
        }
    }
}

#[test]
fn secrets_in_answers_are_masked_on_every_route() {
    let mut gateway = Gateway::enforcing();
    let key = format!("ghp_{}", "0123456789abcdefghijABCDEFGHIJ123456");
    for route in ["/support", "/developer", "/clinical"] {
        let text = format!("Use AKIAIOSFODNN7EXAMPLF or {key} now.");
        let whole = ask(&mut gateway, route, false, json_answer(&text)).text();
        let pieces: Vec<&str> = text.split_inclusive(&['A', 'E', '5', '_']).collect();
        let events = wire::chat(&pieces).into_iter().map(String::into_bytes);
        let streamed = ask(&mut gateway, route, true, stream_answer(events)).text();
        let streamed = wire::joined(&streamed, "/choices/0/delta/content");
        for delivered in [whole, streamed] {
            assert!(!delivered.contains("AKIA") && !delivered.contains("ghp_"), "{route}: {delivered}");
            assert!(delivered.contains("GITHUB_TOKEN"), "{route}: {delivered}");
        }
    }
}

/// A prompt with values on the clinical route; the answer repeats what stands in their place.
fn clinical(gateway: &mut Gateway, answer: impl FnOnce(&str, &str) -> Answer) -> Delivered {
    let body = json!({"model": "gpt-5-mini", "stream": true, "messages": [
        {"role": "user", "content": "Write to ada@example.org, MRN: 12345678."}]})
    .to_string();
    let mut headers = Gateway::headers("/clinical");
    headers.push(("x-request-id".to_owned(), "r1".to_owned()));
    let upstream = |_: &mut _, effects: &countersign_wasm_host_tests::driver::Effects| {
        let sent = String::from_utf8(effects.body.clone()).unwrap();
        assert!(!sent.contains("ada@") && !sent.contains("12345678"), "{sent}");
        let token = |word: &str| {
            let from = sent.find(word).unwrap_or_else(|| panic!("no {word} in {sent}"));
            sent[from..].split_inclusive(']').next().unwrap().to_owned()
        };
        answer(&token("[EMAIL_"), &token("[MRN_"))
    };
    let (effects, delivered) = gateway.exchange(&headers, &[body.as_bytes()], upstream).unwrap();
    assert!(effects.went_upstream, "{:?}", effects.reply);
    delivered
}

#[test]
fn pseudonyms_turn_back_in_answers() {
    let mut gateway = Gateway::enforcing();
    let delivered = clinical(&mut gateway, |email, mrn| json_answer(&format!("{email} is {mrn}'s.")));
    let body: Value = serde_json::from_slice(&delivered.body()).unwrap();
    assert_eq!(body["choices"][0]["message"]["content"], "ada@example.org is 12345678's.");
    assert_eq!(delivered.header("content-length"), Some(delivered.body().len().to_string().as_str()));
    let outcome = gateway.records_of("outcome").pop().unwrap();
    assert_eq!(outcome.answer.unwrap().restored, 2);
}

#[test]
fn pseudonyms_turn_back_wherever_their_events_are_cut() {
    let mut gateway = Gateway::enforcing();
    let length = {
        let mut length = 0;
        clinical(&mut gateway, |email, _| {
            length = email.len();
            json_answer(email)
        });
        length
    };
    for at in 0..=length {
        let delivered = clinical(&mut gateway, |email, mrn| {
            let (a, b) = email.split_at(at);
            let arguments = format!("{{\"to\":\"{email}\",\"n\":[\"{mrn}\"]}}");
            let (c, d) = arguments.split_at(7 + at);
            let call = |arguments: &str| {
                wire::delta(json!({"tool_calls": [{"index": 0, "function": {"arguments": arguments}}]}))
            };
            let texts = ["To ", a, b, " now"].map(|text| wire::delta(json!({"content": text})));
            let calls = ["", c, d].map(call);
            let end = wire::chat(&[]);
            stream_answer([texts.concat(), calls.concat(), end.concat()].map(String::into_bytes))
        });
        let text = delivered.text();
        assert_eq!(wire::joined(&text, "/choices/0/delta/content"), "To ada@example.org now", "{at}");
        assert_eq!(
            wire::joined(&text, "/choices/0/delta/tool_calls/0/function/arguments"),
            r#"{"to":"ada@example.org","n":["12345678"]}"#,
            "{at}"
        );
        assert!(text.ends_with("data: [DONE]\n\n") && delivered.complete, "{at}");
    }
}

#[test]
fn headers_alone_and_empty_pieces_are_answers() {
    let mut gateway = Gateway::enforcing();
    let none = ask(&mut gateway, "/support", false, Answer::new("application/json", []));
    assert_eq!((none.status(), none.body(), none.complete), (200, Vec::new(), true));
    let answer = json_answer(PAYMENT);
    let pieces = vec![Vec::new(), answer.pieces.concat(), Vec::new()];
    let delivered = ask(&mut gateway, "/support", false, Answer::new("application/json", pieces));
    assert!(delivered.text().contains("[PAYMENT_CARD]") && !delivered.text().contains("4111"));
    let mut events: Vec<Vec<u8>> = wire::chat(&CARD).into_iter().map(String::into_bytes).collect();
    events.push(Vec::new());
    let delivered = ask(&mut gateway, "/support", true, stream_answer(events));
    assert!(delivered.text().contains("[PAYMENT_CARD]") && delivered.complete);
}

#[test]
fn trailers_let_nothing_pass_unread() {
    let mut gateway = Gateway::enforcing();
    for (route, stream) in
        [("/support", false), ("/support", true), ("/developer", false), ("/developer", true)]
    {
        let events = wire::chat(&CARD).into_iter().map(String::into_bytes);
        let mut answer = if stream { stream_answer(events) } else { json_answer(PAYMENT) };
        answer.trailers = true;
        let delivered = ask(&mut gateway, route, stream, answer);
        let text = wire::without_ids(&delivered.text());
        assert!(!text.contains("11"), "{route}, stream {stream}: {text}");
    }
}

#[test]
fn a_stream_under_another_media_type_is_masked() {
    let mut gateway = Gateway::enforcing();
    for media in
        ["", "text/plain", "application/json", "application/x-ndjson", "Text/Event-Stream; charset=utf-8"]
    {
        let events = wire::chat(&CARD).into_iter().map(String::into_bytes);
        let mut answer = Answer::new(media, events);
        answer.headers.retain(|(_, value)| !value.is_empty());
        let text = wire::without_ids(&ask(&mut gateway, "/support", true, answer).text());
        assert!(!text.contains("1111"), "{media}: {text}");
    }
}

#[test]
fn an_answer_over_the_limit_is_refused() {
    let mut gateway = Gateway::enforcing();
    let piece = vec![b' '; 4_000_000];
    let pieces = std::iter::repeat_n(piece, 9);
    let delivered = ask(&mut gateway, "/support", false, Answer::new("application/json", pieces));
    assert!(delivered.status() >= 400, "{}", delivered.status());
    assert!(delivered.body().len() < 10_000);
}

#[test]
fn memory_does_not_grow_with_streamed_answers() {
    let mut gateway = Gateway::enforcing();
    let words: Vec<String> = (0..400).map(|i| format!("word {i} and 4111 1111 1111 1111. ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let events: Vec<Vec<u8>> = wire::chat(&words).into_iter().map(String::into_bytes).collect();
    let mut before = 0;
    for i in 0..220 {
        let delivered = ask(&mut gateway, "/support", true, stream_answer(events.clone()));
        assert!(delivered.complete && !delivered.text().contains("4111"));
        if i == 20 {
            before = gateway.driver.memory_bytes();
        }
    }
    assert_eq!(gateway.driver.memory_bytes(), before);
}
