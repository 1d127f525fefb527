//! Where LiteLLM itself decides who answers.

use serde_json::{Value, json};

use countersign_tests::routers::BehindLiteLlm;

use crate::support::{SSN, records};

/// The first deployment answers 429. LiteLLM goes to the next, and the record names it.
pub fn fallback(behind: &BehindLiteLlm) {
    for stream in [false, true] {
        let body = json!({"model": "gpt-5-primary", "stream": stream, "messages": [
            {"role": "user", "content": format!("fall back with {SSN} ok")},
        ]});
        let response = behind.stack.chat("/support", &behind.stack.issuer.alice(), &body);
        assert_eq!(response.status, 200, "{}", response.text());
        let asked = behind.asked();
        let models: Vec<Value> = asked
            .iter()
            .map(|r| serde_json::from_slice::<Value>(&r.body).unwrap_or_default()["model"].clone())
            .collect();
        assert_eq!(models, [json!("gpt-5-primary-limited"), json!("claude-haiku-4-5")]);
        for request in &asked {
            assert!(
                request.text().contains("[US_SSN]") && !request.text().contains(SSN),
                "{}",
                request.text()
            );
        }
        let (decision, outcome) = records(behind, &response);
        // Policy was asked about what the request names: LiteLLM's own configuration is not in it.
        assert_eq!(decision["target"]["providers"], json!(["openai"]));
        let upstream = &outcome["upstream"];
        let named =
            [&upstream["provider"], &upstream["deployment"], &upstream["group"], &upstream["fallbacks"]];
        assert_eq!(
            named,
            [&json!("anthropic"), &json!("deployment-haiku"), &json!("claude-backup"), &json!(1)],
            "{outcome}"
        );
        assert_eq!(upstream["req_id"], decision["id"]);
    }
}
