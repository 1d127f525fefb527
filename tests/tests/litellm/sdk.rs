//! OpenAI's own SDK.

use std::process::Command;

use countersign_tests::paths;
use countersign_tests::routers::BehindLiteLlm;
use serde_json::Value;

use crate::support::SSN;

pub fn official(behind: &BehindLiteLlm) {
    let openai = |content: &str, more: &[&str]| -> Value {
        let output = Command::new(paths::venv("python"))
            .arg(paths::root().join("tests/python/sdk.py"))
            .args(["openai", &format!("http://127.0.0.1:{}/support/v1", behind.stack.envoy.port)])
            .args([&behind.stack.issuer.alice(), content])
            .args(more)
            .output()
            .expect("python runs");
        serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    };
    for more in [&[][..], &["stream"]] {
        let answer = openai("My SSN is 536-90-4399, thanks", more);
        assert_eq!(answer["content"], "Understood.", "{answer}");
        let asked = behind.asked();
        assert_eq!(asked.len(), 1);
        assert!(asked[0].text().contains("My SSN is [US_SSN], thanks"), "{}", asked[0].text());
        assert!(!asked[0].text().contains(SSN));
    }
    let blocked = openai(&["sk", "-proj-abcdefghijklmnopqrstuvwxyz012345"].concat(), &[]);
    assert_eq!(
        (blocked["class"].as_str(), blocked["code"].as_str()),
        (Some("PermissionDeniedError"), Some("content_blocked"))
    );
    assert_eq!(behind.asked().len(), 0);
}
