//! Every API that LiteLLM serves, whole and streamed, and what the record says of each.

use serde_json::{Value, json};

use countersign_tests::routers::BehindLiteLlm;

use crate::support::{SSN, bearer, records, send};

/// A request and what the record must say of its answer.
struct Case {
    path: &'static str,
    body: Value,
    format: &'static str,
    group: &'static str,
    deployment: &'static str,
    provider: &'static str,
    /// What the body names, where LiteLLM leaves that as it was.
    model: &'static str,
    stream: bool,
}

fn chat(stream: bool) -> Case {
    // LiteLLM adds the usage event only where it is asked for.
    let options = if stream { json!({"include_usage": true}) } else { Value::Null };
    Case {
        path: "/support/v1/chat/completions",
        body: json!({"model": "gpt-5-mini", "stream": stream, "stream_options": options, "messages": [
            {"role": "user", "content": format!("my ssn is {SSN} ok")},
        ]}),
        format: "openai.chat",
        group: "gpt-5-mini",
        deployment: "deployment-a",
        provider: "openai",
        model: "unknown",
        stream,
    }
}

fn messages(stream: bool) -> Case {
    Case {
        path: "/support/v1/messages",
        body: json!({"model": "claude-sonnet", "max_tokens": 50, "stream": stream, "messages": [
            {"role": "user", "content": [{"type": "text", "text": format!("my ssn is {SSN} ok")}]},
        ]}),
        format: "anthropic.messages",
        group: "claude-sonnet",
        deployment: "deployment-claude",
        provider: "anthropic",
        model: "unknown",
        stream,
    }
}

fn gemini(stream: bool) -> Case {
    let path = if stream {
        "/support/v1beta/models/gemini-flash:streamGenerateContent?alt=sse"
    } else {
        "/support/v1beta/models/gemini-flash:generateContent"
    };
    Case {
        path,
        body: json!({"contents": [{"role": "user", "parts": [{"text": format!("my ssn is {SSN} ok")}]}]}),
        format: "gemini.generate_content",
        group: "gemini-flash",
        deployment: "deployment-gemini",
        provider: "gemini",
        model: "gemini-2.5-flash-2026-01-01",
        stream,
    }
}

pub fn every_one(behind: &BehindLiteLlm) {
    for case in [chat(false), chat(true), messages(false), messages(true), gemini(false), gemini(true)] {
        let token = behind.stack.issuer.alice();
        // As the SDK of each API sends it.
        let authorization = bearer(&token);
        let identity = match case.format {
            "anthropic.messages" => ("x-api-key", token.as_str()),
            "gemini.generate_content" => ("x-goog-api-key", token.as_str()),
            _ => ("authorization", authorization.as_str()),
        };
        let response = send(behind, case.path, &[identity, ("content-type", "application/json")], &case.body);
        assert_eq!(response.status, 200, "{}: {}", case.path, response.text());
        let asked = behind.asked();
        assert_eq!(asked.len(), 1, "{}", case.path);
        let text = asked[0].text();
        assert!(text.contains("my ssn is [US_SSN] ok") && !text.contains(SSN), "{text}");
        assert!(!text.contains(&token), "{text}");
        let (decision, outcome) = records(behind, &response);
        check(&case, &decision, &outcome);
    }
}

fn check(case: &Case, decision: &Value, outcome: &Value) {
    let (target, upstream) = (&decision["target"], &outcome["upstream"]);
    assert_eq!(target["format"], case.format);
    assert_eq!(
        (&target["models"], &target["stream"]),
        (&json!([case.group]), &json!(case.stream)),
        "{target}"
    );
    assert_eq!(decision["decision"]["verdict"], "redact");
    let expected = json!({
        "router": "litellm", "group": case.group, "deployment": case.deployment, "provider": case.provider, "model": case.model,
        "fallbacks": 0, "retries": 0, "status": 200,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&upstream[name], value, "{} {name}: {outcome}", case.path);
    }
    assert_eq!(upstream["req_id"], decision["id"], "the call id is the decision's: {outcome}");
    assert_eq!(
        (outcome["status"].as_str(), outcome["agreement"].as_str()),
        (Some("complete"), Some("as_decided"))
    );
    assert_eq!((&outcome["usage"]["in"], &outcome["usage"]["out"]), (&json!(12), &json!(3)), "{outcome}");
}
