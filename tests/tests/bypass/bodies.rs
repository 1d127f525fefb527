//! Bodies: two readings, encodings, members for routers, models, references.

use base64ct::{Base64, Encoding as _};
use countersign_tests::wait;
use serde_json::{Value, json};

use crate::wire::*;

#[test]
fn bodies_with_two_readings() {
    let benign = "{\"role\":\"user\",\"content\":\"hi\"}";
    let number = format!("{{\"role\":\"user\",\"content\":\"{SSN}\"}}");
    let twice = |a: &str, b: &str| {
        post(CHAT, Some(JSON), format!("{{\"model\":\"gpt-5-mini\",\"messages\":[{a}],\"messages\":[{b}]}}"))
    };
    let plain = prompt(SSN);
    let utf16: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe][..], &utf16].concat();
    check(vec![
        ("number last", twice(benign, &number), INVALID),
        ("number first", twice(&number, benign), INVALID),
        (
            "escaped name twice",
            post(CHAT, Some(JSON), plain.replacen('{', "{\"m\\u006fdel\":\"x\",", 1)),
            INVALID,
        ),
        ("no content type", post(CHAT, None, plain.clone()), Masked),
        (
            "two content types",
            post(CHAT, Some(JSON), plain.clone()).header("content-type", "text/plain"),
            UNREAD,
        ),
        ("text", post(CHAT, Some("text/plain"), plain.clone()), UNREAD),
        ("a web form", post(CHAT, Some("application/x-www-form-urlencoded"), plain.clone()), UNREAD),
        ("utf-16, unnamed", post(CHAT, Some(JSON), utf16), INVALID),
        ("utf-16, marked", post(CHAT, Some(JSON), marked.clone()), INVALID),
        ("utf-16, named", post(CHAT, Some("application/json; charset=utf-16"), marked), UNREAD),
        ("utf-7", post(CHAT, Some("application/json; charset=utf-7"), plain.clone()), UNREAD),
        ("byte order mark", post(CHAT, Some(JSON), format!("\u{feff}{plain}")), INVALID),
        ("two documents", post(CHAT, Some(JSON), format!("{{}}{plain}")), INVALID),
        ("comment", post(CHAT, Some(JSON), format!("/*{SSN}*/{plain}")), INVALID),
        ("deep", post(CHAT, Some(JSON), format!("{}{}", "[".repeat(2000), "]".repeat(2000))), INVALID),
    ]);
}

#[test]
fn content_encodings() {
    let body = prompt(&format!("it is {SSN}"));
    let bytes = body.as_bytes();
    let key = prompt(&["sk", "-proj-abcdefghijklmnopqrstuvwxyz012345"].concat());
    let coded = |coding: &str, bytes: &[u8]| post(CHAT, Some(JSON), bytes).header("content-encoding", coding);
    let gzipped = gzip(bytes);
    check(vec![
        ("gzip", coded("gzip", &gzipped), Masked),
        ("GZIP", coded("GZIP", &gzipped), Masked),
        ("deflate", coded("deflate", &zlib(bytes)), Masked),
        ("gzip with a key", coded("gzip", &gzip(key.as_bytes())), BLOCKED),
        ("identity", coded("identity", bytes), Masked),
        ("br", coded("br", bytes), UNREAD),
        ("zstd", coded("zstd", bytes), UNREAD),
        ("unheard of", coded("x-rot13", bytes), UNREAD),
        ("two in one", coded("gzip, gzip", &gzip(&gzipped)), UNREAD),
        ("two headers", coded("gzip", &gzipped).header("content-encoding", "identity"), UNREAD),
        ("gzip that is none", coded("gzip", bytes), UNREAD),
        ("two members", coded("gzip", &[gzip(b"{}"), gzipped.clone()].concat()), UNREAD),
        ("gzip unnamed", post(CHAT, Some(JSON), gzipped), INVALID),
    ]);
    let (_, received) = coded("gzip", &gzip(bytes)).send();
    assert_eq!(received[0].header("content-encoding"), None);
    serde_json::from_slice::<Value>(&received[0].body).expect("plain json");
}

#[test]
fn encoded_text() {
    let sentence = format!("the number is {SSN} ok");
    let bytes = sentence.as_bytes();
    let base64 = Base64::encode_string(bytes);
    let says = |content: &str| post(CHAT, Some(JSON), prompt(content));
    let percent: String = sentence.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let nested = json!({"a": json!({"b": sentence}).to_string()}).to_string();
    let escaped: String = SSN.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
    check(vec![
        ("base64", says(&format!("read {base64} please")), Masked),
        ("base64 without padding", says(base64.trim_end_matches('=')), Masked),
        ("base64 twice", says(&Base64::encode_string(base64.as_bytes())), Masked),
        ("hex", says(&format!("read {} please", hex(bytes))), Masked),
        ("percent", says(&percent), Masked),
        (
            "gzip in base64 among words",
            says(&format!("read {} please", Base64::encode_string(&gzip(bytes)))),
            Masked,
        ),
        ("gzip in base64", says(&Base64::encode_string(&gzip(bytes))), BLOCKED),
        ("json in json", says(&nested), Masked),
        ("data uri of text", says(&format!("data:text/plain;base64,{base64}")), Masked),
        ("data uri of an image", says(&format!("data:image/png;base64,{base64}")), BLOCKED),
        ("escapes", post(CHAT, Some(JSON), prompt("here").replace("here", &escaped)), Masked),
        ("wide digits", says(&SSN.replace('5', "\u{ff15}")), Masked),
        ("invisible between", says(&SSN.replace("36", "3\u{200b}6")), Masked),
    ]);
}

#[test]
fn members_for_routers() {
    let line = |body: Value| {
        let line = json!({"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": body});
        post("/support/v1/files", Some("application/jsonl"), format!("{line}\n"))
    };
    check(vec![
        (
            "messages in extra_body",
            with("extra_body", json!({"messages": [{"role": "user", "content": "x"}]})),
            FIELD,
        ),
        ("input in extra_body", with("extra_body", json!({"input": SSN})), FIELD),
        ("capitals", with("Extra_Body", json!({"x": 1})), FIELD),
        (
            "escaped name",
            post(CHAT, Some(JSON), prompt("x").replacen('{', "{\"extra\\u005fbody\":{},", 1)),
            FIELD,
        ),
        ("extra_headers", with("extra_headers", json!({"x-a": SSN})), FIELD),
        ("extra_query", with("extra_query", json!({"a": SSN})), FIELD),
        ("api_base", with("api_base", json!("http://127.0.0.1:1")), FIELD),
        ("base_url", with("base_url", json!("http://127.0.0.1:1")), FIELD),
        ("litellm_params", with("litellm_params", json!({"api_base": "http://127.0.0.1:1"})), FIELD),
        ("fallback with a prompt", with("fallbacks", json!([{"model": "gpt-5", "messages": []}])), FIELD),
        ("a line of a batch", line(json!({"model": "gpt-5-mini", "extra_body": {"messages": []}})), FIELD),
        ("number in a batch", line(json!({"model": "gpt-5-mini", "input": SSN})), Masked),
        ("unheard of", with("x_unheard_of", json!([[{"a": SSN}]])), Masked),
    ]);
}

/// Policy is asked about every model that the request could reach.
#[test]
fn models() {
    let stack = stack();
    for (name, raw, models) in [
        ("comma", with("model", json!("gpt-5, claude-x")), &["claude-x", "gpt-5"][..]),
        ("list", with("models", json!(["claude-x"])), &["claude-x", "gpt-5-mini"]),
        (
            "fallbacks",
            with("fallbacks", json!(["claude-x", {"model": "claude-y"}])),
            &["claude-x", "claude-y", "gpt-5-mini"],
        ),
        (
            "LiteLLM's form",
            with("fallbacks", json!([{"gpt-5-mini": ["claude-x"]}])),
            &["claude-x", "gpt-5-mini"],
        ),
        (
            "plugins",
            with("plugins", json!([{"id": "fusion", "models": ["claude-x"]}])),
            &["claude-x", "gpt-5-mini"],
        ),
        ("capitals", with("Model", json!("claude-x")), &["claude-x", "gpt-5-mini"]),
        (
            "path",
            post("/support/engines/claude-x/chat/completions", Some(JSON), prompt("hi")),
            &["claude-x", "gpt-5-mini"],
        ),
    ] {
        let (response, received) = raw.send();
        assert_eq!((response.status, received.len()), (200, 1), "{name}: {}", response.text());
        let id = response.header("x-countersign-decision").expect("a decision");
        let record = wait::until("the record", 10, || {
            Some(stack.control_plane.record(id)).filter(|r| r["record"].is_object())
        });
        let target = &record["record"]["target"];
        let mut found: Vec<String> = serde_json::from_value(target["models"].clone()).unwrap();
        found.sort_unstable();
        assert_eq!(found, models, "{name}");
        assert!(target["providers"].as_array().unwrap().contains(&json!("anthropic")), "{name}: {target}");
    }
}

/// What the upstream would fetch, or has already, is text that nobody read.
#[test]
fn references() {
    let part = |part: Value| {
        chat(&json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": [part]}]}))
    };
    let responses = |member: &str, value: Value| {
        let mut body = json!({"model": "gpt-5-mini", "input": "hi"});
        body[member] = value;
        post("/support/v1/responses", Some(JSON), body.to_string())
    };
    let completion = |prompt: Value| {
        post(
            "/support/v1/completions",
            Some(JSON),
            json!({"model": "gpt-5-mini", "prompt": prompt}).to_string(),
        )
    };
    let gemini =
        |body: Value| post("/support/v1beta/models/gemini-x:generateContent", Some(JSON), body.to_string());
    check(vec![
        (
            "image url",
            part(json!({"type": "image_url", "image_url": {"url": "https://a.test/x.png"}})),
            UNREAD,
        ),
        ("file id", part(json!({"type": "file", "file": {"file_id": "file-1"}})), UNREAD),
        (
            "file data",
            part(json!({"type": "file", "file": {"file_data": "data:application/pdf;base64,JVBERi0="}})),
            UNREAD,
        ),
        (
            "audio",
            part(json!({"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}})),
            UNREAD,
        ),
        ("earlier answer", responses("previous_response_id", json!("resp_1")), UNREAD),
        ("conversation", responses("conversation", json!("conv_1")), UNREAD),
        ("stored prompt", responses("prompt", json!({"id": "pmpt_1", "variables": {"a": "b"}})), UNREAD),
        (
            "batch by file",
            post("/support/v1/batches", Some(JSON), json!({"input_file_id": "file-1"}).to_string()),
            UNREAD,
        ),
        ("cached content", gemini(json!({"cachedContent": "cachedContents/1", "contents": []})), UNREAD),
        (
            "file uri",
            gemini(json!({"contents": [{"parts": [{"fileData": {"fileUri": "gs://a/b"}}]}]})),
            UNREAD,
        ),
        ("token ids", completion(json!([15496, 11, 995])), UNREAD),
        ("prompts of token ids", completion(json!([[15496, 11], [995]])), UNREAD),
    ]);
}
