//! What applications see: the official SDKs of OpenAI and Anthropic show a refusal with class, code, message and id, and ask once.

use std::process::Command;

use countersign_tests::{
    paths,
    stack::{Options, Stack},
};
use serde_json::{Value, json};

fn sdk(arguments: &[&str]) -> Value {
    let output = Command::new(paths::venv("python"))
        .arg(paths::root().join("tests/python/sdk.py"))
        .args(arguments)
        .env_remove("OPENAI_API_KEY")
        .env_remove("ANTHROPIC_API_KEY")
        .output()
        .expect("python runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    serde_json::from_str(&text)
        .unwrap_or_else(|_| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn official_sdks_show_refusals_and_ask_once() {
    let mut stack = Stack::with("sdks", &Options { plugin: json!({"heartbeat_s": 1}), ..Options::default() });
    let root = format!("http://127.0.0.1:{}/support", stack.envoy.port);
    let openai = format!("{root}/v1");
    let token = stack.issuer.alice();

    let answer = sdk(&["openai", &openai, &token, "Card 4111 1111 1111 1111", "stream"]);
    assert_eq!(answer["content"], "Understood.");
    assert!(stack.upstream.take().pop().unwrap().text().contains("[PAYMENT_CARD]"));

    let secret = ["AKIA", "IOSFODNN7EXAMPLE"].concat();
    let blocks = |stack: &Stack| {
        let records = stack.control_plane.records("decision");
        records.iter().filter(|r| r["record"]["decision"]["verdict"] == "block").count()
    };
    for (kind, base, class) in
        [("openai", &openai, "PermissionDeniedError"), ("anthropic", &root, "PermissionDeniedError")]
    {
        let before = blocks(&stack);
        let shown = sdk(&[kind, base, &token, &secret]);
        assert_eq!(
            (shown["class"].as_str(), shown["status_code"].as_i64()),
            (Some(class), Some(403)),
            "{shown}"
        );
        let text = shown["text"].as_str().unwrap();
        assert!(text.contains("credentials never go to a model") && !text.contains(&secret), "{text}");
        let id = shown["request_id"].as_str().unwrap();
        let record = countersign_tests::wait::until("the record", 10, || {
            Some(stack.control_plane.record(id)).filter(|r| r["record"].is_object())
        });
        assert_eq!(record["record"]["decision"]["verdict"], "block");
        assert_eq!(blocks(&stack), before + 1, "{kind} asked once");
    }
    let shown = sdk(&["openai", &openai, &token, &secret, "stream"]);
    assert_eq!(shown["code"], "content_blocked");
    assert_eq!(shown["param"], "messages[0].content");
    let shown = sdk(&["openai", &openai, "no-token", "hi"]);
    assert_eq!(
        (shown["class"].as_str(), shown["code"].as_str()),
        (Some("AuthenticationError"), Some("token_invalid"))
    );

    let refusals = |stack: &Stack| {
        let records = stack.control_plane.records("heartbeat");
        records
            .iter()
            .filter_map(|r| r["record"]["counts"]["refused.record_not_stored"].as_u64())
            .max()
            .unwrap_or(0)
    };
    // Probes of the start may have been refused like this as well.
    let before = refusals(&stack);
    stack.control_plane.kill();
    for (kind, base) in [("openai", &openai), ("anthropic", &root)] {
        let shown = sdk(&[kind, base, &token, "hi"]);
        assert_eq!(shown["status_code"], 503, "{shown}");
        assert!(shown["text"].as_str().unwrap().contains("record could not be stored"), "{shown}");
    }
    stack.control_plane.restart();
    // One refusal an SDK: `x-should-retry: false` is heeded.
    countersign_tests::wait::until("the refusals to be counted", 15, || {
        let since = refusals(&stack) - before;
        assert!(since <= 2, "an sdk asked again");
        (since == 2).then_some(())
    });
    assert_eq!(stack.upstream.take().len(), 0);
}
