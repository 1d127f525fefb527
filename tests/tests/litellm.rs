//! Application (official OpenAI SDK) → Envoy with the filter → real LiteLLM → recording upstream.

use std::process::Command;

use countersign_tests::{
    client, paths,
    process::{Process, folder, free_port},
    stack::{Options, Stack, UPSTREAM_KEY},
    upstream::{self, Upstream},
    wait,
};
use serde_json::{Value, json};

fn litellm(provider: &Upstream, port: u16, folder: &std::path::Path) -> Process {
    let config = format!(
        "model_list:\n  - model_name: gpt-5-mini\n    litellm_params:\n      model: openai/gpt-5-mini\n      api_base: http://127.0.0.1:{}/v1\n      api_key: provider-key\n    model_info:\n      id: deployment-a\nrouter_settings:\n  num_retries: 0\ngeneral_settings:\n  master_key: {UPSTREAM_KEY}\n",
        provider.port()
    );
    let file = folder.join("litellm.yaml");
    std::fs::write(&file, config).unwrap();
    let mut command = Command::new(paths::venv("litellm"));
    command.args([
        "--config",
        &file.display().to_string(),
        "--host",
        "127.0.0.1",
        "--port",
        &port.to_string(),
        "--num_workers",
        "1",
    ]);
    command.env("LITELLM_LOCAL_MODEL_COST_MAP", "True").env("PYTHONUNBUFFERED", "1");
    let mut process = Process::start("litellm", &mut command, folder);
    wait::until("litellm to be ready", 120, || {
        assert!(!process.has_ended(), "litellm ended:\n{}", process.output());
        (client::request(port, "GET", "/health/liveliness", &[], b"").status == 200).then_some(())
    });
    process
}

fn openai(stack: &Stack, content: &str, more: &[&str]) -> Value {
    let output = Command::new(paths::venv("python"))
        .arg(paths::root().join("tests/python/sdk.py"))
        .args([
            "openai",
            &format!("http://127.0.0.1:{}/support/v1", stack.envoy.port),
            &stack.issuer.alice(),
            content,
        ])
        .args(more)
        .output()
        .expect("python runs");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn the_record_names_what_litellm_chose() {
    let (provider, port, own) = (upstream::start(), free_port(), folder("litellm"));
    let _litellm = litellm(&provider, port, &own);
    let stack = Stack::with("litellm-stack", &Options { upstream: Some(port), ..Options::default() });
    wait::until("the probes to arrive", 10, || (!provider.take().is_empty()).then_some(()));

    for more in [&[][..], &["stream"]] {
        let answer = openai(&stack, "My SSN is 536-90-4399, thanks", more);
        assert_eq!(answer["content"], "Understood.", "{answer}");
        let received = wait::until("the request to arrive", 10, || {
            provider.take().into_iter().find(|r| r.text().contains("thanks"))
        });
        assert!(received.text().contains("My SSN is [US_SSN], thanks"), "{}", received.text());
        assert!(!received.text().contains("536-90-4399"));
        let outcome = wait::until("the outcome", 10, || {
            let decisions = stack.control_plane.records("decision");
            let last = decisions.iter().rev().find(|r| r["record"]["decision"]["verdict"] == "redact")?;
            let record = stack.control_plane.record(last["record"]["id"].as_str()?);
            (record["record"]["target"]["stream"] == json!(!more.is_empty()) && record["outcome"].is_object())
                .then(|| record["outcome"]["record"].clone())
        });
        let upstream = &outcome["upstream"];
        assert_eq!(
            (upstream["router"].as_str(), upstream["deployment"].as_str()),
            (Some("litellm"), Some("deployment-a")),
            "{outcome}"
        );
        assert_eq!(upstream["provider"], "openai");
        assert!(upstream["model"].as_str().unwrap().starts_with("gpt-5-mini"), "{outcome}");
        assert_eq!(outcome["status"], "complete");
    }
    let blocked = openai(&stack, &["sk", "-proj-abcdefghijklmnopqrstuvwxyz012345"].concat(), &[]);
    assert_eq!(
        (blocked["class"].as_str(), blocked["code"].as_str()),
        (Some("PermissionDeniedError"), Some("content_blocked"))
    );
    assert_eq!(provider.take().len(), 0);
    let (valid, text) = stack.control_plane.verify();
    assert!(valid, "{text}");
}
