//! Everything beside the body: path, method, headers, framing.

use serde_json::json;

use crate::wire::*;

#[test]
fn paths_and_methods() {
    let to = |path: &str| post(path, Some(JSON), prompt(SSN));
    let line = |line: &str| Raw { line: line.to_owned(), ..to(CHAT) };
    check(vec![
        ("unknown path", to("/support/v1/unheard/of"), UNKNOWN),
        ("assistants", to("/support/v1/threads/t1/messages"), UNKNOWN),
        ("cached contents", to("/support/v1beta/cachedContents"), UNKNOWN),
        ("uploads", to("/support/v1/uploads/u1/parts"), UNKNOWN),
        ("a router's own", to("/support/utils/transform_request"), UNKNOWN),
        ("unknown method", line(&format!("PATCH {CHAT} HTTP/1.1")), UNKNOWN),
        ("a body with GET", line(&format!("GET {CHAT} HTTP/1.1")), UNKNOWN),
        ("escaped letter", to("/support/v1/%63hat/completions"), Masked),
        ("slash at the end", to("/support/v1/chat/completions/"), Masked),
        ("absolute form", line(&format!("POST http://gateway.test{CHAT} HTTP/1.1")), Masked),
        ("number in the host", line(&format!("POST http://{SSN}.gateway.test{CHAT} HTTP/1.1")), BLOCKED),
        ("escaped prefix", to("/%73upport/v1/chat/completions"), PATH),
        ("escaped slash", to("/support/v1/chat%2Fcompletions"), PATH),
        ("escaped twice", to("/support/v1/%2563hat/completions"), PATH),
        ("empty segment", to("/support/v1//chat/completions"), PATH),
        ("empty first segment", to("//support/v1/chat/completions"), PATH),
        ("dot segments", to("/support/v1/x/../chat/completions"), PATH),
        ("escaped dots", to("/support/v1/x/%2e%2e/chat/completions"), PATH),
        ("backslash", to("/support/v1/chat%5Ccompletions"), PATH),
        ("null", to("/support/v1/chat/completions%00"), PATH),
        ("parameters", to("/support/v1/chat/completions;a=b"), UNKNOWN),
        ("escaped question mark", to("/support/v1/chat/completions%3Fa"), UNKNOWN),
        ("capitals", to("/SUPPORT/v1/chat/completions"), Refused(403, "route_unknown")),
        ("longer prefix", to("/supporter/v1/chat/completions"), Refused(403, "route_unknown")),
        ("number in the query", to(&format!("{CHAT}?note={SSN}")), BLOCKED),
        ("escaped in the query", to(&format!("{CHAT}?note=%35%33%36-90-4399")), BLOCKED),
        ("number in the path", to(&format!("/support/v1/engines/{SSN}/chat/completions")), BLOCKED),
    ]);
}

#[test]
fn other_protocols() {
    let upgrade =
        Raw { line: "GET /support/v1/responses HTTP/1.1".into(), headers: Vec::new(), body: Vec::new() };
    let upgrade = upgrade.header("upgrade", "websocket").header("sec-websocket-version", "13");
    let (response, received) = upgrade.send();
    assert_eq!((response.status, received.len()), (403, 0), "{}", response.text());
    let connect = Raw { line: "CONNECT api.test:443 HTTP/1.1".into(), headers: Vec::new(), body: Vec::new() };
    let (response, received) = connect.send();
    assert!(response.status >= 400 && received.is_empty(), "{}", response.status);
}

/// Headers that steer a router stay behind; those that go on are read, and stay behind where they hold data.
#[test]
fn headers() {
    let plain = || post(CHAT, Some(JSON), prompt("hi"));
    let config = json!({"override_params": {"messages": [{"role": "user", "content": SSN}]}}).to_string();
    check(vec![
        ("portkey's configuration", plain().header("x-portkey-config", &config), Cut),
        ("portkey's host", plain().header("x-portkey-custom-host", &format!("http://127.0.0.1/{SSN}")), Cut),
        ("helicone's fallbacks", plain().header("Helicone-Fallbacks", &config), Cut),
        ("litellm's metadata", plain().header("x-litellm-spend-logs-metadata", &config), Cut),
        ("openrouter's title", plain().header("x-openrouter-title", SSN), Cut),
        ("cookie", plain().header("cookie", &format!("a={SSN}")), Cut),
        ("a name", plain().header(&format!("x-{SSN}"), "a"), Cut),
        ("any other", plain().header("x-note", SSN), Cut),
        ("user agent", plain().header("user-agent", &format!("app/1 {SSN}")), Cut),
        ("two of a name", plain().header("x-note", "a").header("x-note", SSN), Cut),
        ("another key", plain().header("x-api-key", SSN).header("api-key", SSN), Cut),
    ]);
    let (_, received) = plain().header("x-litellm-tags", "a").header("x-portkey-provider", "openai").send();
    let names: Vec<&str> = received[0].headers.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        !names.iter().any(|name| name.starts_with("x-litellm-") || name.starts_with("x-portkey-")),
        "{names:?}"
    );
}

/// Two lengths, and text behind the body: nothing that two programs could cut in two ways goes on.
#[test]
fn framing() {
    let body = prompt("hi");
    let chunk = format!("{:x}\r\n{body}\r\n0\r\n", body.len());
    let chunked = |rest: &str| {
        post(CHAT, Some(JSON), format!("{chunk}{rest}\r\n")).header("transfer-encoding", "chunked")
    };
    let (response, received) = chunked("").send();
    assert_eq!((response.status, received.len()), (200, 1));
    let (response, received) = chunked(&format!("x-trailer: {SSN}\r\n")).send();
    assert!(!received.iter().any(|r| r.text().contains(SSN)), "{}", response.status);
    let both = chunked("").header("content-length", "5");
    let (response, received) = both.send();
    assert!(
        response.status == 400 || received.iter().all(|r| r.body == body.as_bytes()),
        "{}",
        response.status
    );
    let mut two = post(CHAT, Some(JSON), body.clone());
    two = two.header("content-length", "1");
    let (response, received) = two.send();
    assert_eq!((response.status, received.len()), (400, 0));
    assert_eq!(stack().upstream.framing_errors(), <[String; 0]>::default());
}
