//! One test a row of docs/FAILURE-MODES.md that a request can cause.

use std::sync::Arc;

use countersign_tests::{
    client::{self, Response},
    stack::{Options, Shared, Stack},
    token::claims,
    wait,
};
use serde_json::{Value, json};

fn stack() -> Arc<Stack> {
    static STACK: Shared = Shared::new(|| {
        let plugin = json!({"body_bytes_max": 2_000_000, "heartbeat_s": 1});
        Stack::with("failures", &Options { plugin, ..Options::default() })
    });
    STACK.get()
}

fn send(path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response {
    let authorization = format!("Bearer {}", stack().issuer.alice());
    let mut all = vec![("authorization", authorization.as_str())];
    all.extend_from_slice(headers);
    client::request(stack().envoy.port, "POST", path, &all, body)
}

fn assert_refused(response: &Response, status: u16, code: &str) {
    assert_eq!((response.status, response.code().as_str()), (status, code), "{}", response.text());
    let json = response.json();
    assert_eq!(json["type"], "error");
    assert_eq!(json["message"], json["error"]["message"]);
    assert_eq!(response.header("x-should-retry"), Some("false"));
}

/// The refusal stands in the log as a final decision with this reason.
fn assert_recorded(response: &Response, code: &str) {
    let id = response.header("x-countersign-decision").expect("a decision id");
    let record = wait::until("the record", 10, || {
        Some(stack().control_plane.record(id)).filter(|r| r["record"].is_object())
    });
    let decision = &record["record"]["decision"];
    assert_eq!(
        (decision["verdict"].as_str(), decision["final"].as_bool()),
        (Some("block"), Some(true)),
        "{record}"
    );
    assert_eq!(decision["reasons"], json!([code]));
    assert_eq!(
        Some(response.json()["request_id"].as_str().unwrap()),
        response.header("x-countersign-decision")
    );
}

/// The refusal is counted in a heartbeat.
fn assert_counted(name: &str) {
    wait::until(name, 15, || {
        let records = stack().control_plane.records("heartbeat");
        records.iter().any(|r| r["record"]["counts"][name].as_u64().unwrap_or(0) > 0).then_some(())
    });
}

fn chat(content: Value) -> Vec<u8> {
    json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": content}]})
        .to_string()
        .into_bytes()
}

const CHAT: &str = "/support/v1/chat/completions";
const JSON: (&str, &str) = ("content-type", "application/json");

#[test]
fn policy_denied() {
    let token = stack().issuer.token(&claims("carol", "acme", &["nobody"]));
    let response = stack().post(CHAT, &token, &chat("hi".into()));
    assert_refused(&response, 403, "policy_denied");
    assert_recorded(&response, "policy_denied");
}

#[test]
fn content_blocked() {
    let response = send(CHAT, &[JSON], &chat(format!("use {}{}", "AKIA", "IOSFODNN7EXAMPLE").into()));
    assert_refused(&response, 403, "content_blocked");
    assert_eq!(response.json()["error"]["param"], "messages[0].content");
    assert!(response.text().contains("secret.aws_access_key") && !response.text().contains("IOSFODNN7"));
    assert_recorded(&response, "content_blocked");
}

#[test]
fn content_uninspectable() {
    let image = json!([{"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}]);
    let file = json!([{"type": "file", "file": {"file_id": "file-1"}}]);
    for (headers, body) in [
        (vec![JSON], chat(image)),
        (vec![JSON], chat(file)),
        (vec![("content-type", "multipart/mixed; boundary=x")], b"--x--".to_vec()),
        (vec![("content-type", "application/json; charset=utf-16")], chat("hi".into())),
        (vec![JSON, ("content-encoding", "gzip")], vec![0x1f, 0x8b, 8, 0]),
    ] {
        let response = send(CHAT, &headers, &body);
        assert_refused(&response, 403, "content_uninspectable");
        assert_recorded(&response, "content_uninspectable");
    }
}

#[test]
fn route_unknown_and_path_invalid() {
    assert_refused(
        &send("/elsewhere/v1/chat/completions", &[JSON], &chat("hi".into())),
        403,
        "route_unknown",
    );
    for path in [
        "/support//v1/chat/completions",
        "/support/v1/chat%2Fcompletions",
        "/support/../developer/v1/chat/completions",
    ] {
        assert_refused(&send(path, &[JSON], &chat("hi".into())), 403, "path_invalid");
    }
    assert_counted("refused.route_unknown");
    assert_counted("refused.path_invalid");
}

#[test]
fn upgrade_refused() {
    let response = send("/support/v1/responses", &[("connection", "upgrade"), ("upgrade", "websocket")], b"");
    // Envoy itself refuses upgrades that no route allows; either way nothing passes.
    assert!(response.status >= 400, "{}", response.text());
}

#[test]
fn body_too_large() {
    let response = send(CHAT, &[JSON], &chat("x".repeat(2_100_000).into()));
    assert_refused(&response, 413, "body_too_large");
    // Beyond Envoy's own buffer, Envoy refuses, in the same shape.
    let response = send(CHAT, &[JSON], &chat("x".repeat(12_000_000).into()));
    assert!(response.status == 413 || response.status == 0, "{}", response.status);
}

#[test]
fn body_invalid() {
    for body in [
        &b"{"[..],
        b"{\"model\":\"a\",\"model\":\"b\"}",
        b"{\"a\":\"\xff\"}",
        b"{} {}",
        b"\xef\xbb\xbf{}",
        b"{\"a\":\"\\ud800\"}",
        "[".repeat(200).as_bytes(),
    ] {
        let response = send(CHAT, &[JSON], body);
        assert_refused(&response, 422, "body_invalid");
        assert_recorded(&response, "body_invalid");
    }
}

#[test]
fn own_headers_and_the_token_do_not_go_upstream() {
    let response =
        send(CHAT, &[JSON, ("x-countersign-bypass", "1"), ("x-custom", "kept")], &chat("own headers".into()));
    assert_eq!(response.status, 200);
    let requests = stack().upstream.requests();
    let received = requests.iter().find(|r| r.text().contains("own headers")).unwrap();
    assert_eq!(received.header("x-countersign-bypass"), None);
    assert_eq!(received.header("x-custom"), Some("kept"));
    assert_eq!(received.header("authorization"), Some("Bearer sk-router-credential-of-the-gateway"));
}

#[test]
fn upstream_failures_are_recorded() {
    let body = json!({"model": "gpt-fails", "messages": [{"role": "user", "content": "hi"}]});
    let response = stack().chat("/support", &stack().issuer.alice(), &body);
    assert_eq!(response.status, 500);
    let record =
        stack().control_plane.record_with_outcome(response.header("x-countersign-decision").unwrap());
    assert_eq!(record["outcome"]["record"]["status"], "upstream_error");
}

#[test]
fn streams_pass_and_are_recorded() {
    let body =
        json!({"model": "gpt-5-mini", "stream": true, "messages": [{"role": "user", "content": "hi"}]});
    let response = stack().chat("/support", &stack().issuer.alice(), &body);
    assert_eq!(response.header("content-type"), Some("text/event-stream"));
    assert!(response.text().ends_with("data: [DONE]\n\n"), "{}", response.text());
    let record =
        stack().control_plane.record_with_outcome(response.header("x-countersign-decision").unwrap());
    assert_eq!(record["record"]["target"]["stream"], true);
    assert_eq!(record["outcome"]["record"]["usage"], json!({"in": 12, "out": 3, "src": "provider"}));
    let outcome = &record["outcome"]["record"];
    let read = &outcome["response"];
    let bytes = |name: &str| read[name].as_u64().unwrap_or(0);
    assert_eq!(bytes("bytes"), response.body.len() as u64);
    assert_eq!(bytes("bytes"), bytes("scanned") + bytes("skipped"), "{read}");
    assert_eq!(
        (outcome["answer"]["verdict"].as_str(), outcome["delivered"]["bytes"].as_u64()),
        (Some("allow"), Some(bytes("bytes")))
    );
}

#[test]
fn the_strictest_of_several_models_counts() {
    // The second model has no provider entry; the first is fine.
    let token = stack().issuer.alice();
    let body = |models: Value| json!({"model": models, "messages": [{"role": "user", "content": "chart of MRN 00412345"}]});
    let clinical = |model: &str| stack().chat("/clinical", &token, &body(model.into()));
    assert_eq!(clinical("gpt-5-mini").status, 200, "the provider of the clinical route has an agreement");
    let response = clinical("gpt-5-mini,somewhere-else");
    assert_refused(&response, 403, "content_blocked");
    let fallbacks = json!({"model": "gpt-5-mini", "fallbacks": ["somewhere-else"], "messages": [{"role": "user", "content": "chart of MRN 00412345"}]});
    assert_refused(&stack().chat("/clinical", &token, &fallbacks), 403, "content_blocked");
}

#[test]
fn shadow_policies_are_recorded_and_change_nothing() {
    let content = "word ".repeat(25_000);
    let body = chat(content.into());
    let response = send(CHAT, &[JSON], &body);
    assert_eq!(response.status, 200);
    let record =
        stack().control_plane.record_with_outcome(response.header("x-countersign-decision").unwrap());
    assert_eq!(
        record["record"]["decision"]["shadow"],
        json!({"rules": ["large-prompts"], "verdict": "block"})
    );
    assert_eq!(record["record"]["decision"]["verdict"], "allow");
    assert!(stack().upstream.requests().iter().any(|r| r.body == body), "the body went on byte by byte");
}
