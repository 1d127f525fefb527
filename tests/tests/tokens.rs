//! Bad tokens are refused, and counted instead of recorded one by one.

use countersign_tests::{
    client,
    stack::Stack,
    token::{AUDIENCE, claims, now},
    wait,
};
use serde_json::{Value, json};

#[test]
fn bad_tokens_are_refused_and_counted() {
    let stack = Stack::start("tokens");
    let issuer = &stack.issuer;
    let good = claims("alice", "acme", &["support"]);
    let with = |member: &str, value: Value| {
        let mut claims = good.clone();
        claims[member] = value;
        claims
    };
    let header = |extra: Value| {
        let mut header = json!({"alg": "EdDSA", "kid": "ed-1", "typ": "JWT"});
        header.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        header
    };
    let token = issuer.token(&good);
    let (head, signature) = token.rsplit_once('.').unwrap();
    let cases = [
        ("algorithm_not_allowed", issuer.unsigned("none", &good)),
        ("algorithm_not_allowed", issuer.unsigned("None", &good)),
        ("algorithm_not_allowed", issuer.hs256(&good)),
        ("audience_wrong", issuer.token(&with("aud", json!("another")))),
        ("audience_wrong", issuer.token(&with("aud", json!([format!("{AUDIENCE}.evil")])))),
        ("token_expired", issuer.token(&with("exp", json!(now() - 60)))),
        ("token_not_yet_valid", issuer.token(&with("nbf", json!(now() + 600)))),
        ("issuer_unknown", issuer.token(&with("iss", json!("https://idp.test.evil")))),
        ("key_unknown", issuer.with_header(&header(json!({"kid": "ed-2"})), &good)),
        ("critical_header", issuer.with_header(&header(json!({"crit": ["exp"]})), &good)),
        ("wrong_type", issuer.with_header(&header(json!({"typ": "dpop+jwt"})), &good)),
        (
            "algorithm_not_allowed",
            issuer.with_header(&header(json!({"alg": "ES256"})), &good).replace("ed-1", "ec-1"),
        ),
        ("tenant_not_allowed", issuer.token(&with("tenant", json!("initech")))),
        (
            "signature_invalid",
            format!("{head}.{}", signature.chars().rev().collect::<String>().replace('=', "")),
        ),
        ("token_malformed", "not.a.token".to_owned()),
        ("token_malformed", format!("{token}.x")),
    ];
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hi"}]});
    for (reason, token) in &cases {
        for route in ["/support", "/developer"] {
            let response = stack.chat(route, token, &body);
            assert_eq!((response.status, response.code().as_str()), (401, "token_invalid"), "{reason}");
            assert_eq!(response.header("www-authenticate"), Some("Bearer"));
            assert!(!response.text().contains(token.as_str()));
        }
    }
    let none = client::request(stack.envoy.port, "POST", "/support/v1/chat/completions", &[], b"{}");
    assert_eq!((none.status, none.code().as_str()), (401, "token_missing"));
    assert_eq!(stack.upstream.take().len(), 0);

    let total = |records: &[Value]| -> u64 {
        let counts =
            records.iter().flat_map(|r| r["record"]["counts"].as_object().cloned().unwrap_or_default());
        counts.filter_map(|(_, n)| n.as_u64()).sum()
    };
    let expected = 2 * cases.len() as u64 + 1;
    let records = wait::until("every refusal to be counted", 20, || {
        Some(stack.control_plane.records("auth.failed")).filter(|records| total(records) >= expected)
    });
    assert_eq!(total(&records), expected);
    assert!((records.len() as u64) < expected, "a record for each refusal");
    assert_eq!(
        stack.control_plane.records("decision").iter().filter(|r| r["record"]["subject"].is_null()).count(),
        0
    );
    // The good token still works, with both kinds of key, and two tenants are told apart.
    assert_eq!(stack.chat("/support", &issuer.alice(), &body).status, 200);
    assert_eq!(stack.chat("/developer", &issuer.bob(), &body).status, 200);
    let tenants: Vec<String> = wait::until("both decisions", 10, || {
        let records = stack.control_plane.records("decision");
        let tenants: Vec<String> = records
            .iter()
            .rev()
            .take(2)
            .filter_map(|r| r["record"]["tenant"].as_str().map(str::to_owned))
            .collect();
        tenants.contains(&"globex".to_owned()).then_some(tenants)
    });
    assert!(tenants.contains(&"acme".to_owned()), "{tenants:?}");
}
