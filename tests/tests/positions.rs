//! No card number, social security number or key reaches the upstream, from any position of a chat request.

use std::sync::Arc;

use countersign_tests::stack::{Shared, Stack};
use serde_json::{Value, json};

const CARD: &str = "4111 1111 1111 1111";
const SSN: &str = "536-90-4399";

fn stack() -> Arc<Stack> {
    static STACK: Shared = Shared::new(|| Stack::start("positions"));
    STACK.get()
}

fn key() -> String {
    ["AKIA", "IOSFODNN7EXAMPLE"].concat()
}

/// Sends a body with a place for a secret: masked on the support route, blocked there for keys, blocked on the developer route.
fn check(body: impl Fn(&str) -> Value) {
    let stack = stack();
    let marker = format!("m{}", countersign_tests::process::free_port());
    let tagged = |secret: &str| {
        let mut body = body(secret);
        body["user"] = marker.clone().into();
        body
    };
    for (secret, placeholder) in [(CARD, "PAYMENT_CARD"), (SSN, "US_SSN")] {
        let response = stack.chat("/support", &stack.issuer.alice(), &tagged(secret));
        assert_eq!(response.status, 200, "{}", response.text());
        let received = received(&marker);
        let last = received.last().expect("the masked request");
        assert!(last.contains(&format!("[{placeholder}]")), "{last}");
        serde_json::from_str::<Value>(last).expect("the masked body is json");
    }
    let before = received(&marker).len();
    for (route, token, secret) in [
        ("/developer", stack.issuer.bob(), CARD.to_owned()),
        ("/developer", stack.issuer.bob(), SSN.to_owned()),
        ("/support", stack.issuer.alice(), key()),
        ("/developer", stack.issuer.bob(), key()),
    ] {
        let response = stack.chat(route, &token, &tagged(&secret));
        assert_eq!(
            (response.status, response.code().as_str()),
            (403, "content_blocked"),
            "{}",
            response.text()
        );
        assert!(!response.text().contains(&secret));
    }
    let received = received(&marker);
    assert_eq!(received.len(), before, "a blocked request went upstream");
    for body in received {
        assert!(![CARD, SSN, &key()].iter().any(|secret| body.contains(secret)), "{body}");
    }
}

/// Bodies that the upstream received with this marker.
fn received(marker: &str) -> Vec<String> {
    let requests = stack().upstream.requests();
    requests
        .iter()
        .map(|r| String::from_utf8_lossy(&r.body).into_owned())
        .filter(|b| b.contains(marker))
        .collect()
}

fn messages(messages: Value) -> Value {
    json!({"model": "gpt-5-mini", "messages": messages})
}

#[test]
fn system() {
    check(|s| {
        messages(
            json!([{"role": "system", "content": format!("Know {s} well")}, {"role": "user", "content": "hi"}]),
        )
    });
}

#[test]
fn developer() {
    check(|s| messages(json!([{"role": "developer", "content": format!("Know {s} well")}])));
}

#[test]
fn user() {
    check(|s| messages(json!([{"role": "user", "content": format!("a \"quoted\" {s}\nand more")}])));
}

#[test]
fn assistant() {
    check(|s| {
        messages(
            json!([{"role": "assistant", "content": format!("it is {s}")}, {"role": "user", "content": "yes"}]),
        )
    });
}

#[test]
fn tool_arguments() {
    check(|s| {
        let arguments = json!({"note": format!("pay {s}")}).to_string();
        let call =
            json!({"id": "c1", "type": "function", "function": {"name": "pay", "arguments": arguments}});
        messages(json!([{"role": "assistant", "content": null, "tool_calls": [call]}]))
    });
}

#[test]
fn tool_result() {
    check(|s| messages(json!([{"role": "tool", "tool_call_id": "c1", "content": format!("row: {s}")}])));
}

#[test]
fn content_part() {
    check(|s| {
        messages(
            json!([{"role": "user", "content": [{"type": "text", "text": "see"}, {"type": "text", "text": format!("{s}.")}]}]),
        )
    });
}

#[test]
fn name() {
    check(|s| messages(json!([{"role": "user", "name": s, "content": "hi"}])));
}

#[test]
fn member_name() {
    check(|s| {
        let mut body = messages(json!([{"role": "user", "content": "hi"}]));
        body["metadata"] = json!({});
        body["metadata"][s] = "x".into();
        body
    });
}

#[test]
fn tool_description() {
    check(|s| {
        let mut body = messages(json!([{"role": "user", "content": "hi"}]));
        body["tools"] = json!([{"type": "function", "function": {"name": "f", "description": format!("for {s}"), "parameters": {}}}]);
        body
    });
}

#[test]
fn unknown_member() {
    check(|s| {
        let mut body = messages(json!([{"role": "user", "content": "hi"}]));
        body["x_unheard_of"] = json!({"deep": [[{"er": s}]]});
        body
    });
}

#[test]
fn numbers_and_escapes() {
    let stack = stack();
    let token = stack.issuer.alice();
    for body in [
        r#"{"model":"gpt-5-mini","messages":[{"role":"user","content":"x"}],"metadata":{"card":4111111111111111}}"#,
        r#"{"model":"gpt-5-mini","messages":[{"role":"user","content":"\u0034111 1111 1111 1111"}]}"#,
        r#"{"model":"gpt-5-mini","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{\"card\": 4111111111111111, \"s\": \"\\u00341111111 11111111\"}"}}]}]}"#,
        "{\"model\":\"gpt-5-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"\u{ff14}\u{200b}111 1111 1111 1111\"}]}",
    ] {
        let response = stack.post("/support/v1/chat/completions", &token, body.as_bytes());
        assert_eq!(response.status, 200, "{}", response.text());
        let requests = stack.upstream.requests();
        let text = String::from_utf8_lossy(&requests.last().unwrap().body).into_owned();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        assert!(!digits.contains("411111111") && !digits.contains("111111111111"), "{text}");
        let json: Value = serde_json::from_str(&text).expect("still json");
        if let Some(arguments) = json.pointer("/messages/0/tool_calls/0/function/arguments") {
            serde_json::from_str::<Value>(arguments.as_str().unwrap())
                .expect("the inner document is still json");
        }
    }
}
