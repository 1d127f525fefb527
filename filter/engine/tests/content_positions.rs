//! A value in every place of a chat request where text can stand: found and masked with the starter pack's detectors, whatever the
//! place, the escapes and the format.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use countersign_engine::content::{FormatDecision, Inspection, Position, body_format, inspect};
use serde_json::{Value, json};

#[path = "support/starter.rs"]
mod starter;
use starter::classifier;

fn read(path: &str, body: &str) -> Inspection {
    let decision = body_format("POST", path, Some("application/json"), false, true);
    inspect(body.as_bytes(), &decision, classifier()).unwrap()
}

fn labels(inspection: &Inspection) -> Vec<&'static str> {
    let mut labels: Vec<_> = inspection.findings.iter().map(|f| classifier().label_name(f.label)).collect();
    labels.sort_unstable();
    labels.dedup();
    labels
}

fn masked(inspection: &Inspection, body: &str) -> String {
    let settled = starter::settle(inspection, body, &FormatDecision::json()).unwrap();
    settled.body.map_or(body.to_string(), |masked| String::from_utf8(masked).unwrap())
}

/// Every place of `openai.chat.completions.create` that takes text, with `text` in it.
fn places(text: &str) -> Vec<(&'static str, Value)> {
    let message = |message: Value| json!({"model": "m", "messages": [message]});
    let arguments = json!({"note": text}).to_string();
    let function = json!({"name": "f", "arguments": arguments});
    vec![
        ("developer", message(json!({"role": "developer", "content": text}))),
        ("system", message(json!({"role": "system", "content": text}))),
        ("user", message(json!({"content": text, "role": "user"}))),
        ("assistant", message(json!({"role": "assistant", "content": text}))),
        ("tool result", message(json!({"role": "tool", "tool_call_id": "c", "content": text}))),
        ("function result", message(json!({"role": "function", "name": "f", "content": text}))),
        ("content part", message(json!({"role": "user", "content": [{"type": "text", "text": text}]}))),
        ("tool result part", message(json!({"role": "tool", "content": [{"type": "text", "text": text}]}))),
        ("refusal", message(json!({"role": "assistant", "refusal": text}))),
        (
            "refusal part",
            message(json!({"role": "assistant", "content": [{"type": "refusal", "refusal": text}]})),
        ),
        ("name", message(json!({"role": "user", "name": text, "content": "x"}))),
        (
            "file name",
            message(json!({"role": "user", "content": [{"type": "file", "file": {"filename": text}}]})),
        ),
        (
            "tool arguments",
            message(json!({"role": "assistant", "tool_calls": [{"type": "function", "function": function}]})),
        ),
        ("old function arguments", message(json!({"role": "assistant", "function_call": function}))),
        (
            "custom tool input",
            message(
                json!({"role": "assistant", "tool_calls": [{"type": "custom", "custom": {"input": text}}]}),
            ),
        ),
        (
            "tool description",
            json!({"tools": [{"type": "function", "function": {"name": "f", "description": text}}]}),
        ),
        (
            "tool schema",
            json!({"tools": [{"function": {"parameters": {"properties": {"a": {"default": text}}}}}]}),
        ),
        (
            "tool schema enum",
            json!({"tools": [{"function": {"parameters": {"properties": {"a": {"enum": [text]}}}}}]}),
        ),
        ("function description", json!({"functions": [{"name": "f", "description": text}]})),
        ("grammar", json!({"tools": [{"custom": {"format": {"grammar": {"definition": text}}}}]})),
        ("response format", json!({"response_format": {"json_schema": {"schema": {"description": text}}}})),
        (
            "prediction",
            json!({"prediction": {"type": "content", "content": [{"type": "text", "text": text}]}}),
        ),
        ("stop", json!({"stop": ["x", text]})),
        ("metadata", json!({"metadata": {"ticket": text}})),
        ("metadata name", json!({"metadata": {text: "x"}})),
        ("user id", json!({"user": text, "safety_identifier": "x"})),
        ("place", json!({"web_search_options": {"user_location": {"approximate": {"city": text}}}})),
        ("router override", json!({"extra_body": {"messages": [{"role": "user", "content": text}]}})),
        (
            "fallback messages",
            json!({"fallbacks": [{"model": "b", "messages": [{"role": "user", "content": text}]}]}),
        ),
        ("unknown member", json!({"x_unknown": [[{"y": text}]]})),
    ]
}

/// All characters as escapes.
fn escaped(body: &str) -> String {
    let mut out = String::new();
    let mut in_string = false;
    let mut chars = body.chars();
    while let Some(char) = chars.next() {
        match char {
            '"' => in_string = !in_string,
            '\\' if in_string => {
                out.push('\\');
                out.extend(chars.next());
                continue;
            }
            c if in_string && c.is_ascii() => {
                out.push_str(&format!("\\u{:04x}", u32::from(c)));
                continue;
            }
            _ => {}
        }
        out.push(char);
    }
    out
}

#[test]
fn every_place_of_a_chat_is_scanned_and_masked() {
    for (secret, label) in [
        ("536-90-4399", "pii.us_ssn"),
        ("4111 1111 1111 1111", "pii.payment_card"),
        ("AKIAIOSFODNN7EXAMPLE", "secret.aws_access_key"),
    ] {
        for (place, body) in places(&format!("it is {secret} indeed")) {
            for body in [body.to_string(), escaped(&body.to_string())] {
                // Scanning must not depend on the format.
                for path in ["/v1/chat/completions", "/some/other"] {
                    let inspection = read(path, &body);
                    assert_eq!(labels(&inspection), [label], "{place}: {body}");
                    let masked = masked(&inspection, &body);
                    let parsed: Value = serde_json::from_str(&masked).unwrap();
                    assert!(!parsed.to_string().contains(secret), "{place}: {masked}");
                    assert!(parsed.to_string().contains("it is ["), "{place}: {masked}");
                    assert_eq!(labels(&read(path, &masked)), <[&str; 0]>::default(), "{place}: {masked}");
                }
            }
        }
    }
}

#[test]
fn findings_say_what_their_place_is_for() {
    let expected = |place: &str| match place {
        "developer" | "system" => Position::System,
        "user" | "content part" | "router override" | "fallback messages" => Position::User,
        "file name" => Position::Document,
        "prediction" => Position::Prompt,
        "stop" => Position::Setting,
        "assistant" | "refusal" | "refusal part" => Position::Assistant,
        "tool result" | "function result" | "tool result part" => Position::ToolResult,
        "tool arguments" | "old function arguments" | "custom tool input" => Position::ToolCall,
        "name" => Position::Name,
        "tool description"
        | "tool schema"
        | "tool schema enum"
        | "function description"
        | "grammar"
        | "response format" => Position::Definition,
        "metadata" | "metadata name" | "user id" => Position::Metadata,
        _ => Position::Other,
    };
    for (place, body) in places("536-90-4399") {
        let found = read("/v1/chat/completions", &body.to_string()).findings;
        assert_eq!(found[0].position, expected(place), "{place}: {}", found[0].place);
        assert_eq!(read("/other", &body.to_string()).findings[0].position, Position::Other);
    }
}

#[test]
fn numbers_are_values_too_and_stay_json() {
    for (body, label, expected) in [
        (r#"{"card":4111111111111111}"#, "pii.payment_card", r#"{"card":"[PAYMENT_CARD]"}"#),
        (r#"{"ssn":536904399}"#, "pii.us_ssn", r#"{"ssn":"[US_SSN]"}"#),
        (r#"{"mrn":12345}"#, "phi.medical_record_number", r#"{"mrn":"[MRN]"}"#),
        (r#"{"a":"{\"ssn\": 536904399}"}"#, "pii.us_ssn", r#"{"a":"{\"ssn\": \"[US_SSN]\"}"}"#),
    ] {
        let inspection = read("/x", body);
        assert_eq!(labels(&inspection), [label], "{body}");
        assert_eq!(masked(&inspection, body), expected);
    }
}

#[test]
fn a_name_says_what_its_value_is() {
    for (body, label) in [
        (r#"{"patient_id":"0041234"}"#, "phi.medical_record_number"),
        (r#"{"patientId":"0041234"}"#, "phi.medical_record_number"),
        (r#"{"medical-record":["0041234"]}"#, "phi.medical_record_number"),
        (r#"{"aws_secret_access_key":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#, "secret.aws_secret_key"),
        (r#"{"secretAccessKey":"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}"#, "secret.aws_secret_key"),
        (r#"{"a":"{\"ssn\":\"536904399\"}"}"#, "pii.us_ssn"),
        (r#"{"ssn":"[536904399]"}"#, "pii.us_ssn"),
        (r#"{"a":"[\"my ssn is\", 536904399]"}"#, "pii.us_ssn"),
    ] {
        assert_eq!(labels(&read("/x", body)), [label], "{body}");
    }
    for body in [r#"{"id":"0041234"}"#, r#"{"max_completion_tokens":16384,"seed":123456789}"#] {
        assert_eq!(labels(&read("/x", body)), <[&str; 0]>::default(), "{body}");
    }
}

#[test]
fn facts_and_coverage_of_a_chat() {
    let body = json!({
        "model": "gpt-5, claude-x", "stream": true, "tools": [{"type": "function"}],
        "messages": [{"role": "user", "content": [
            {"type": "text", "text": "what is this?"},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
        ]}],
    })
    .to_string();
    let inspection = read("/v1/chat/completions", &body);
    let facts = &inspection.facts;
    assert_eq!(inspection.format, "openai.chat");
    assert_eq!(facts.models, ["gpt-5", "claude-x"]);
    assert_eq!((facts.stream, facts.tools, inspection.uninspectable()), (true, true, true));
    let coverage = &inspection.coverage;
    assert_eq!(
        (coverage.unscanned.len(), coverage.unscanned[0].kind.as_str(), coverage.unscanned[0].bytes),
        (1, "image", 26)
    );
    assert_eq!(coverage.bytes, coverage.scanned + coverage.skipped + 26);
    // Quotes, braces, brackets, colons, commas and `true` carry no text.
    let structure = body.bytes().filter(|b| b"\"{}[]:,".contains(b)).count() as u64;
    // Two commas and a colon stand in the model list and the data URI.
    assert_eq!(coverage.skipped, structure - 3 + 4);
}

#[test]
fn models_of_the_path_count_like_those_of_the_body() {
    let inspection = read("/engines/a,b/chat/completions", r#"{"model":"c"}"#);
    assert_eq!(inspection.facts.models, ["a", "b", "c"]);
}

#[test]
fn unreadable_bodies_are_counted_and_not_scanned() {
    let decision = body_format("POST", "/v1/audio", Some("multipart/form-data"), false, true);
    let inspection = inspect(b"536-90-4399", &decision, classifier()).unwrap();
    assert!(inspection.uninspectable() && inspection.findings.is_empty());
    assert_eq!(
        (inspection.coverage.bytes, inspection.coverage.scanned, inspection.coverage.skipped),
        (11, 0, 0)
    );
    assert_eq!(inspection.coverage.unscanned[0].bytes, 11);
}

/// Escapes of documents in strings are resolved, by the reader of documents or by the views of a text.
#[test]
fn escapes_of_documents_in_strings() {
    let card = r#"{"a":"\u0034111 1111 1111 1111"}"#.to_string();
    let wrap = |inner: &str| json!({"a": inner}).to_string();
    let (one, two, three) = (wrap(&card), wrap(&wrap(&card)), wrap(&wrap(&wrap(&card))));
    let plain = wrap(&wrap(&wrap(r#"{"a":"4111 1111 1111 1111"}"#)));
    for body in [&card, &one, &two, &three, &plain] {
        assert!(labels(&read("/v1/chat/completions", body)).contains(&"pii.payment_card"), "{body}");
    }
}

#[test]
fn members_for_routers() {
    for (json, field) in [
        (json!({"api_base": "x"}), Some("api_base")),
        (json!({"fallbacks": [{"model": "a", "api_base": "x"}]}), Some("api_base")),
        (json!({"fallbacks": ["a", {"model": "b", "Base_URL": "x"}]}), Some("base_url")),
        (json!({"fallbacks": [{"extra_body": {"a": 1}}]}), Some("extra_body")),
        (json!({"fallbacks": [{"extra_headers": {"a": "b"}}]}), Some("extra_headers")),
        (json!({"fallbacks": [{"a": [{"model": "b", "api_base": "x"}]}]}), Some("api_base")),
        (json!({"context_window_fallbacks": [{"litellm_params": {}}]}), Some("litellm_params")),
        (
            json!({"router_settings_override": {"fallbacks": [{"a": [{"extra_query": {}}]}]}}),
            Some("extra_query"),
        ),
        (json!({"body": {"fallbacks": [{"api_base": "x"}]}}), Some("api_base")),
        (json!({"fallbacks": ["a", {"b": ["c"]}, {"model": "d"}]}), None),
        (json!({"metadata": {"fallbacks": [{"api_base": "x"}]}}), None),
    ] {
        assert_eq!(read("/x", &json.to_string()).facts.router_field, field, "{json}");
    }
}
