//! Whose key LiteLLM gets.

use countersign_tests::routers::BehindLiteLlm;
use countersign_tests::{routers::TENANT_KEYS, token::claims};
use serde_json::json;

use crate::support::{bearer, records, send};

/// LiteLLM gets the tenant's key and the caller's pseudonym from the gateway, and none of the caller's own words to it.
pub fn of_tenants(behind: &BehindLiteLlm) {
    let issuer = &behind.stack.issuer;
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hello"}]});
    let mut subjects = Vec::new();
    for ((tenant, key), (route, token)) in
        TENANT_KEYS.iter().zip([("/support", issuer.alice()), ("/developer", issuer.bob())])
    {
        let authorization = bearer(&token);
        let response = send(
            behind,
            &format!("{route}/v1/chat/completions"),
            &[
                ("authorization", &authorization),
                ("content-type", "application/json"),
                ("x-litellm-api-key", "sk-of-somebody-else"),
                ("x-litellm-end-user-id", "somebody-else"),
                ("x-litellm-tags", "tenant:other"),
                ("x-litellm-call-id", "mine"),
                ("x-litellm-disable-callbacks", "everything"),
                ("x-litellm-num-retries", "9"),
                ("api-key", "sk-virtual-key-of-nobody"),
                ("x-goog-api-key", "sk-virtual-key-of-nobody"),
                ("ocp-apim-subscription-key", "sk-virtual-key-of-nobody"),
                ("x-api-key", "sk-virtual-key-of-nobody"),
            ],
            &body,
        );
        assert_eq!(response.status, 200, "{}", response.text());
        let (decision, outcome) = records(behind, &response);
        let seen = behind.litellm.seen().pop().expect("LiteLLM saw it");
        let header = |name: &str| seen["headers"][name].as_str().map(str::to_owned);
        assert_eq!(seen["key"], *key);
        assert_eq!(header("authorization"), Some(bearer(key)));
        assert_eq!(header("x-litellm-tags"), Some(format!("tenant:{tenant}")));
        assert_eq!(header("x-litellm-call-id").as_deref(), decision["id"].as_str());
        assert_eq!(header("x-litellm-end-user-id").as_deref(), decision["subject"]["ref"].as_str());
        let own: Vec<&String> =
            seen["headers"].as_object().unwrap().keys().filter(|n| n.starts_with("x-litellm-")).collect();
        assert_eq!(own, ["x-litellm-call-id", "x-litellm-end-user-id", "x-litellm-tags"]);
        assert_eq!(outcome["tenant"], *tenant);
        subjects.push(header("x-litellm-end-user-id"));
        let shown = format!("{:?} {}", response.headers, response.text());
        for (_, key) in TENANT_KEYS {
            assert!(!shown.contains(key), "an application saw a key: {shown}");
            assert!(!behind.asked().iter().any(|r| r.text().contains(key)), "the provider saw a key");
        }
    }
    assert_ne!(subjects[0], subjects[1]);
    // A tenant without a key of this route is refused; nobody else's key takes its place.
    let carol = issuer.token(&claims("carol", "globex", &["clinicians"]));
    let before = behind.litellm.seen().len();
    let response = behind.stack.chat("/clinical", &carol, &body);
    assert_eq!(
        (response.status, response.code().as_str()),
        (503, "upstream_credential_missing"),
        "{}",
        response.text()
    );
    assert_eq!(behind.litellm.seen().len(), before);
}
