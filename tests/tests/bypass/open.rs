//! Ways that a first version left open: beside the body, behind the first member, one level down.

use base64ct::{Base64, Encoding as _};
use countersign_tests::{
    client,
    stack::{Options, Stack},
};
use serde_json::json;

use crate::{
    forms::{field, form},
    wire::*,
};

/// Headers and queries can hold encoded text as well as bodies can.
#[test]
fn encoded_text_beside_the_body() {
    let plain = || post(CHAT, Some(JSON), prompt("hi"));
    let base64 = Base64::encode_string(format!("the number is {SSN} ok").as_bytes());
    check(vec![
        ("base64 in a header", plain().header("x-note", &base64), Cut),
        ("base64 in the query", post(&format!("{CHAT}?note={base64}"), Some(JSON), prompt("hi")), BLOCKED),
    ]);
}

/// The second of two members of one length is text that nobody read, since the length at the end fits the first.
#[test]
fn a_second_gzip_member() {
    let secret = format!("the number is {SSN} ok");
    let two = [gzip("x".repeat(secret.len()).as_bytes()), gzip(secret.as_bytes())].concat();
    let encoded = Base64::encode_string(&two);
    let (response, received) = post(CHAT, Some(JSON), prompt(&format!("read {encoded} please"))).send();
    let leaked = received.iter().any(|r| r.text().contains(&encoded));
    assert!(!leaked, "{}", response.status);
}

/// Where the gateway sets a credential, the caller's own beside it must not reach the router, which might prefer it.
#[test]
fn a_second_credential_beside_a_set_one() {
    let routes = r#"[[route]]
name = "support"
path_prefix = "/support"
strip_prefix = true
identity = [{ source = "bearer" }]
models = [{ model = "gpt-*", provider = "openai" }]
set_headers = [{ name = "authorization", prefix = "Bearer ", env = "COUNTERSIGN_UPSTREAM_KEY" }]
"#;
    let stack =
        Stack::with("credentials", &Options { routes: Some(routes.to_owned()), ..Options::default() });
    let authorization = format!("Bearer {}", stack.issuer.alice());
    let own = [("authorization", authorization.as_str()), ("api-key", "sk-own"), ("x-api-key", "sk-own")];
    let response = client::request(stack.envoy.port, "POST", CHAT, &own, prompt("hi").as_bytes());
    assert_eq!(response.status, 200, "{}", response.text());
    let received = stack.upstream.take();
    assert!(!received.iter().any(|r| r.text().contains("sk-own")), "{}", received[0].text());
}

/// A form's fields are members as well: routers read them into the same arguments.
#[test]
fn members_for_routers_in_forms() {
    check(vec![
        ("api_base", form("", &[field("purpose", "batch"), field("api_base", "http://127.0.0.1:1")]), FIELD),
        ("extra_body", form("", &[field("purpose", "batch"), field("extra_body", "{}")]), FIELD),
    ]);
}

/// A fallback with a prompt of its own, one level down: LiteLLM takes these settings from the body as well.
#[test]
fn fallbacks_in_settings_of_the_router() {
    let fallbacks =
        json!({"fallbacks": [{"model": "gpt-5", "messages": [{"role": "user", "content": "other"}]}]});
    check(vec![("override", with("router_settings_override", fallbacks), FIELD)]);
}

/// A fallback that asks another host, or brings along what replaces the prompt.
#[test]
fn members_for_routers_in_fallbacks() {
    let host = json!([{"model": "gpt-5", "api_base": "http://127.0.0.1:1"}]);
    let body = json!([{"model": "gpt-5", "extra_body": {"messages": []}}]);
    let headers = json!([{"model": "gpt-5", "extra_headers": {"x": SSN}}]);
    let backup = json!([{"gpt-5-mini": [{"model": "gpt-5", "base_url": "http://127.0.0.1:1"}]}]);
    check(vec![
        ("host", with("fallbacks", host.clone()), FIELD),
        ("body", with("fallbacks", body), FIELD),
        ("headers", with("fallbacks", headers), FIELD),
        ("backup", with("fallbacks", backup), FIELD),
        ("override", with("router_settings_override", json!({"fallbacks": host})), FIELD),
    ]);
}

/// Headers of the transport hold addresses, so no detector can read them as they are; a number in one goes upstream.
#[test]
fn headers_of_the_transport() {
    let names =
        ["accept", "via", "forwarded", "x-forwarded-note", "x-real-ip", "x-request-id", "traceparent"];
    let row = |name| (name, post(CHAT, Some(JSON), prompt("hi")).header(name, SSN), Cut);
    check(names.map(row).into());
}
