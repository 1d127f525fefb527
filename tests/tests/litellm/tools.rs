//! Tools and their calls.

use countersign_tests::routers::BehindLiteLlm;
use countersign_tests::{
    client::Response,
    upstream::script::{Place, Script},
};
use serde_json::{Value, json};

use crate::support::{SSN, records};

const CARD: &str = "4111 1111 1111 1111";

/// Arguments of tool calls are masked in answers, whole and in the pieces of a stream.
pub fn calls(behind: &BehindLiteLlm) {
    for stream in [false, true] {
        let directive = Script::new(Place::Tool, &format!("pay {CARD} now")).directive();
        let function = json!({"name": "second", "description": format!("never for {SSN}"), "parameters": {"type": "object"}});
        let body = json!({"model": "gpt-5-mini", "stream": stream,
            "tools": [{"type": "function", "function": function}],
            "messages": [{"role": "user", "content": format!("call it {directive}")}]});
        let response = behind.stack.chat("/support", &behind.stack.issuer.alice(), &body);
        assert_eq!(response.status, 200, "{}", response.text());
        let arguments = arguments(&response, stream);
        let call: Value = serde_json::from_str(&arguments).unwrap_or_else(|_| panic!("{arguments}"));
        assert_eq!(call["note"], "pay [PAYMENT_CARD] now");
        assert!(!response.text().contains("4111"), "{}", response.text());
        let asked = behind.asked();
        assert!(asked[0].text().contains("never for [US_SSN]"), "{}", asked[0].text());
        let (_, outcome) = records(behind, &response);
        assert_eq!(outcome["answer"]["verdict"], "redact", "{outcome}");
    }
}

/// Arguments of the second tool call.
fn arguments(response: &Response, stream: bool) -> String {
    if !stream {
        let call = response.json()["choices"][0]["message"]["tool_calls"][1].clone();
        return call["function"]["arguments"].as_str().unwrap_or_default().to_owned();
    }
    let text = response.text();
    let events =
        text.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    let calls = events
        .flat_map(|event| event["choices"][0]["delta"]["tool_calls"].as_array().cloned().unwrap_or_default());
    let second = calls.filter(|call| call["index"] == 1);
    second.map(|call| call["function"]["arguments"].as_str().unwrap_or_default().to_owned()).collect()
}
