//! What goes wrong while an answer passes: hostcalls that fail, and a filter that stops.

use countersign_wasm_host_tests::{
    driver::{HOSTCALLS, Outcome},
    gateway::{Answer, Gateway},
    host::{Delivered, Headers},
    wire,
};
use serde_json::json;

/// One kind of answer with a card number in it.
struct Case {
    name: &'static str,
    headers: Headers,
    body: String,
    answer: Answer,
}

fn cases() -> Vec<Case> {
    let body = |stream: bool| {
        json!({"model": "gpt-5-mini", "stream": stream, "messages": [{"role": "user", "content": "hi"}]})
            .to_string()
    };
    let content = json!({"choices": [{"message": {"content": "card 4111 1111 1111 1111"}}]}).to_string();
    let whole = Answer::new("application/json", [content.into_bytes()]);
    let events = wire::chat(&["One two ", "three 41", "11 1111", " 1111 1", "111", " it is"]);
    let events = Answer::new("text/event-stream", events.into_iter().map(String::into_bytes));
    let frames = ["One two ", "three 4111 1111", " 1111 1111", " it is"].map(|text| {
        let payload = json!({"contentBlockIndex": 0, "delta": {"text": text}}).to_string();
        wire::frame(&[(":message-type", "event"), (":event-type", "contentBlockDelta")], &payload)
    });
    let frames = Answer::new("application/vnd.amazon.eventstream", frames);
    let mut cases = Vec::new();
    for route in ["/support", "/developer"] {
        let chat = Gateway::headers(route);
        let mut converse = chat.clone();
        converse[1].1 = format!("{route}/model/claude-x/converse-stream");
        let prompt = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]}).to_string();
        cases.push(Case { name: "json", headers: chat.clone(), body: body(false), answer: whole.clone() });
        cases.push(Case { name: "events", headers: chat, body: body(true), answer: events.clone() });
        cases.push(Case { name: "frames", headers: converse, body: prompt, answer: frames.clone() });
    }
    cases
}

/// Whether any part of the number is in it. Documents stand in frames as they are.
fn leaks(delivered: &Delivered) -> bool {
    let text = wire::without_ids(&delivered.text());
    ["4111", "1111", "41\"", "11 11"].iter().any(|part| text.contains(part))
}

/// Lets pairs of hostcalls fail while each answer passes. Gives how many answers were replaced, and how many cut.
fn with_faults(statuses: &[i32], counts: impl Fn(&str, &str, i32) -> bool) -> (u32, u32) {
    let mut gateway = Gateway::enforcing();
    let (mut replaced, mut cut) = (0, 0);
    for case in cases() {
        for (i, first) in HOSTCALLS.iter().enumerate() {
            // Each call alone, and with every other.
            for (second, status) in HOSTCALLS[i..].iter().flat_map(|s| statuses.iter().map(move |n| (s, *n)))
            {
                if !counts(first, second, status) {
                    continue;
                }
                let (context, continued) =
                    gateway.driver.request(&case.headers, &[case.body.as_bytes()]).unwrap();
                gateway.answer_calls().unwrap();
                assert!(gateway.driver.effects(context, continued).went_upstream);
                gateway.driver.state().faults.extend([(*first, status), (*second, status)]);
                let outcome = respond(&mut gateway, context, &case.answer);
                let place = format!("{} with {first} and {second} at {status}", case.name);
                let delivered =
                    outcome.unwrap_or_else(|trapped| panic!("{place} stops in {}", trapped.callback));
                assert!(!leaks(&delivered), "{place}: {}", delivered.text());
                replaced += u32::from(delivered.status() >= 500);
                cut += u32::from(delivered.cut);
                gateway.driver.state().faults.clear();
                gateway.driver.finish(context).unwrap();
                gateway.answer_calls().unwrap();
            }
        }
    }
    (replaced, cut)
}

fn respond(gateway: &mut Gateway, context: u32, answer: &Answer) -> Outcome<Delivered> {
    let pieces: Vec<&[u8]> = answer.pieces.iter().map(Vec::as_slice).collect();
    gateway.driver.response(context, &answer.headers, &pieces)
}

const PAIRS: &str = "proxy_get_header_map_pairs";

#[test]
fn hostcalls_that_fail_never_let_the_number_pass() {
    let (replaced, cut) =
        with_faults(&[1, 2], |first, second, status| status != 1 || ![first, second].contains(&PAIRS));
    assert!(replaced > 0 && cut > 0, "{replaced} answers were replaced, {cut} were cut");
}

#[test]
fn headers_that_are_not_found_never_let_the_number_pass() {
    with_faults(&[1], |first, second, _| [first, second].contains(&PAIRS));
}

#[test]
fn a_trap_delivers_nothing_further() {
    let (mut stopped, mut whole) = (0, 0);
    for case in cases() {
        for steps in [100, 10_000, 40_000, 80_000, 160_000, 400_000, 2_000_000] {
            let mut gateway = Gateway::enforcing();
            let (context, _) = gateway.driver.request(&case.headers, &[case.body.as_bytes()]).unwrap();
            gateway.answer_calls().unwrap();
            gateway.driver.limit_steps(steps);
            let outcome = respond(&mut gateway, context, &case.answer);
            let delivered = gateway.driver.delivered(context);
            assert!(!leaks(&delivered), "{} with {steps} steps: {}", case.name, delivered.text());
            match outcome {
                Ok(_) => whole += 1,
                Err(_) => {
                    stopped += 1;
                    assert!(delivered.cut && !delivered.complete, "{} with {steps} steps", case.name);
                    gateway.driver.limit_steps(u64::MAX);
                    let more = respond(&mut gateway, context, &case.answer);
                    assert!(more.is_err(), "a VM that stopped is not called again");
                    assert_eq!(gateway.driver.delivered(context).pieces, delivered.pieces);
                }
            }
        }
    }
    assert!(stopped >= 12 && whole >= 6, "{stopped} stops, {whole} whole answers");
}
