//! What never reaches LiteLLM.

use serde_json::{Value, json};

use countersign_tests::routers::BehindLiteLlm;

use crate::support::{SSN, records};

/// Members with which LiteLLM would send something else, or to somewhere else, never reach it.
pub fn here(behind: &BehindLiteLlm) {
    let before = behind.litellm.seen().len();
    for (member, value) in [
        ("extra_body", json!({"messages": [{"role": "user", "content": SSN}]})),
        ("extra_headers", json!({"x-a": "b"})),
        ("api_base", json!("http://127.0.0.1:1")),
        ("fallbacks", json!([{"model": "gpt-5-backup", "messages": [{"role": "user", "content": "other"}]}])),
    ] {
        let mut body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hi"}]});
        body[member] = value;
        let response = behind.stack.chat("/support", &behind.stack.issuer.alice(), &body);
        assert_eq!(
            (response.status, response.code().as_str()),
            (403, "field_refused"),
            "{member}: {}",
            response.text()
        );
    }
    assert_eq!(behind.litellm.seen().len(), before);
    // Fallbacks by name are allowed, and policy sees them.
    let body = json!({"model": "gpt-5-primary", "fallbacks": ["gpt-5-backup"], "messages": [{"role": "user", "content": "hi"}]});
    let response = behind.stack.chat("/support", &behind.stack.issuer.alice(), &body);
    assert_eq!(response.status, 200, "{}", response.text());
    let (decision, outcome) = records(behind, &response);
    // In which order `json!` keeps members is up to the features of the whole build.
    let mut models: Vec<&str> =
        decision["target"]["models"].as_array().expect("models").iter().filter_map(Value::as_str).collect();
    models.sort_unstable();
    assert_eq!(models, ["gpt-5-backup", "gpt-5-primary"]);
    assert_eq!(outcome["upstream"]["deployment"], "deployment-backup", "{outcome}");
}
