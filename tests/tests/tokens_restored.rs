//! Pseudonyms through a real LiteLLM: the provider sees only them, and the caller gets the values back, in streams and tool calls too.

use countersign_tests::{
    client::Response,
    routers::BehindLiteLlm,
    token::claims,
    upstream::{
        Recorded,
        script::{Place, Script, tokens},
    },
};
use serde_json::{Value, json};

const MRN: &str = "7654321";
const EMAIL: &str = "jane.roe@clinic.example";
const PHONE: &str = "+1 415 555 0134";

/// Sends messages as a clinician; the answer, and the body that the provider received.
fn ask(behind: &BehindLiteLlm, messages: &Value, stream: bool) -> (Response, String) {
    let body = json!({"model": "gpt-5-mini", "stream": stream, "messages": messages});
    let response = behind.stack.chat("/clinical", &behind.stack.issuer.alice(), &body);
    assert_eq!(response.status, 200, "{}", response.text());
    let asked: Vec<String> = behind.asked().iter().map(Recorded::text).collect();
    assert_eq!(asked.len(), 1);
    for value in [MRN, EMAIL, PHONE] {
        assert!(!asked[0].contains(value), "the provider saw {value}: {}", asked[0]);
    }
    (response, asked[0].clone())
}

fn outcome(behind: &BehindLiteLlm, response: &Response) -> Value {
    let id = response.header("x-countersign-decision").expect("a decision id");
    let found = behind.stack.control_plane.record_with_outcome(id);
    assert_eq!(found["record"]["decision"]["verdict"], "tokenize", "{found}");
    found["outcome"]["record"].clone()
}

fn user(text: &str) -> Value {
    json!([{"role": "user", "content": text}])
}

/// The text of an answer, put together from its events where it is a stream.
fn content(response: &Response, stream: bool) -> String {
    let text = |choice: &Value| choice["content"].as_str().unwrap_or_default().to_owned();
    if !stream {
        return text(&response.json()["choices"][0]["message"]);
    }
    events(response).iter().map(|event| text(&event["choices"][0]["delta"])).collect()
}

/// Arguments of the second tool call.
fn arguments(response: &Response, stream: bool) -> String {
    let text = |call: &Value| call["function"]["arguments"].as_str().unwrap_or_default().to_owned();
    if !stream {
        return text(&response.json()["choices"][0]["message"]["tool_calls"][1]);
    }
    let calls =
        |event: &Value| event["choices"][0]["delta"]["tool_calls"].as_array().cloned().unwrap_or_default();
    events(response)
        .iter()
        .flat_map(calls)
        .filter(|call| call["index"] == 1)
        .map(|call| text(&call))
        .collect()
}

fn events(response: &Response) -> Vec<Value> {
    let text = response.text();
    text.lines().filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok()).collect()
}

/// One test: starting LiteLLM takes longer than everything that is asked of it.
#[test]
fn callers_get_their_values_back() {
    let behind = &BehindLiteLlm::start("restored");
    for stream in [false, true] {
        let words = format!("Patient MRN {MRN}, write to {EMAIL} or phone {PHONE} {{{{tokens}}}}");
        let (response, asked) = ask(behind, &user(&words), stream);
        let given = tokens(&asked);
        assert_eq!(given.len(), 3, "{asked}");
        let cut: String = given[0].chars().take(given[0].chars().count() - 4).collect();
        // Repeated, quoted, in another order, without brackets. What was cut stands for nothing and stays.
        let expected = format!("last {PHONE} then {MRN}, quoted \"{MRN}\", bare {PHONE} and cut {cut} end.");
        assert_eq!(content(&response, stream), expected, "{}", response.text());
        let outcome = outcome(behind, &response);
        assert_eq!(outcome["answer"]["restored"], 4, "{outcome}");
        assert_eq!(outcome["upstream"]["deployment"], "deployment-a", "{outcome}");
        // No record holds a value.
        let records = behind.stack.control_plane.get("/v1/records?limit=200").text();
        assert!(![MRN, EMAIL, PHONE].iter().any(|value| records.contains(value)));
    }
    the_whole_conversation(behind);
    tool_calls(behind);
    of_others(behind);
    assert_eq!(behind.provider.framing_errors(), <[String; 0]>::default());
    let (valid, text) = behind.stack.control_plane.verify();
    assert!(valid, "{text}");
}

/// The next turn carries the answer with the restored values: they are the same pseudonyms again.
fn the_whole_conversation(behind: &BehindLiteLlm) {
    let (_, first) = ask(behind, &user(&format!("write to {EMAIL}")), false);
    let turns = json!([
        {"role": "user", "content": format!("write to {EMAIL}")},
        {"role": "assistant", "content": format!("I wrote to {EMAIL}.")},
        {"role": "user", "content": format!("and phone {PHONE} {{{{tokens}}}}")},
    ]);
    let (response, second) = ask(behind, &turns, true);
    let token = &tokens(&first)[0];
    assert_eq!(second.matches(token.as_str()).count(), 2, "{second}");
    assert!(content(&response, true).contains(&format!("quoted \"{EMAIL}\"")), "{}", response.text());
}

/// What a tool is called with is what the caller wrote. Pseudonyms are stable, so a script can name one that an earlier request showed.
fn tool_calls(behind: &BehindLiteLlm) {
    let words = format!("write to {EMAIL}");
    let (_, asked) = ask(behind, &user(&words), false);
    let token = &tokens(&asked)[0];
    for stream in [false, true] {
        let script = Script::new(Place::Tool, &format!("send \"{token}\" twice: {token}"));
        let (response, _) = ask(behind, &user(&format!("{words} {}", script.directive())), stream);
        let arguments = arguments(&response, stream);
        let call: Value = serde_json::from_str(&arguments).unwrap_or_else(|_| panic!("{arguments}"));
        assert_eq!(call["note"], format!("send \"{EMAIL}\" twice: {EMAIL}"));
        assert_eq!(outcome(behind, &response)["answer"]["restored"], 2);
    }
}

/// A pseudonym of a value that this request does not hold stays as it is: nobody can ask for what others wrote.
fn of_others(behind: &BehindLiteLlm) {
    let (_, asked) = ask(behind, &user(&format!("write to {EMAIL}")), false);
    let token = tokens(&asked)[0].clone();
    let dave = behind.stack.issuer.token(&claims("dave", "acme", &["clinicians"]));
    for stream in [false, true] {
        let script = Script::new(Place::Text, &format!("it is {token}"));
        let words = format!("who is {token}? phone {PHONE} {}", script.directive());
        let body = json!({"model": "gpt-5-mini", "stream": stream, "messages": user(&words)});
        let response = behind.stack.chat("/clinical", &dave, &body);
        assert_eq!(content(&response, stream), format!("it is {token}"), "{}", response.text());
        behind.provider.take();
    }
}
