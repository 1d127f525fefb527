//! Application → Envoy with the filter → real LiteLLM → recording provider.

use std::process::Command;

use countersign_tests::{
    client::{self, Response},
    paths,
    process::folder,
    routers::{LiteLlm, TENANT_KEYS, tenant_keys},
    stack::{Options, Stack},
    token::claims,
    upstream::{
        self, Recorded, Upstream,
        script::{Place, Script},
    },
};
use serde_json::{Value, json};

const SSN: &str = "536-90-4399";
const CARD: &str = "4111 1111 1111 1111";

struct Behind {
    provider: Upstream,
    litellm: LiteLlm,
    stack: Stack,
}

fn start() -> Behind {
    let (provider, own) = (upstream::start(), folder("litellm"));
    let litellm = LiteLlm::start(&provider, &own);
    let routes = std::fs::read_to_string(paths::root().join("tests/demo/litellm.toml")).unwrap();
    let options = Options {
        upstream: Some(litellm.port),
        routes: Some(routes),
        environment: tenant_keys(),
        ..Options::default()
    };
    let stack = Stack::with("litellm-stack", &options);
    provider.take();
    Behind { provider, litellm, stack }
}

impl Behind {
    /// What the provider was asked with a prompt since the last time.
    fn asked(&self) -> Vec<Recorded> {
        self.provider.take().into_iter().filter(|r| r.method == "POST").collect()
    }

    fn send(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Response {
        client::request(self.stack.envoy.port, "POST", path, headers, body.to_string().as_bytes())
    }

    /// Decision and outcome of an answered request.
    fn records(&self, response: &Response) -> (Value, Value) {
        let id = response.header("x-countersign-decision").expect("a decision id");
        let found = self.stack.control_plane.record_with_outcome(id);
        (found["record"].clone(), found["outcome"]["record"].clone())
    }
}

fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

/// One test: starting LiteLLM takes longer than everything that is asked of it.
#[test]
fn the_whole_path_through_litellm() {
    let behind = start();
    official_sdk(&behind);
    every_api(&behind);
    fallback(&behind);
    tool_calls(&behind);
    keys_of_tenants(&behind);
    refused_here(&behind);
    let (valid, text) = behind.stack.control_plane.verify();
    assert!(valid, "{text}");
    assert_eq!(behind.provider.framing_errors(), <[String; 0]>::default());
}

fn official_sdk(behind: &Behind) {
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

fn every_api(behind: &Behind) {
    for case in [chat(false), chat(true), messages(false), messages(true), gemini(false), gemini(true)] {
        let token = behind.stack.issuer.alice();
        // As the SDK of each API sends it.
        let authorization = bearer(&token);
        let identity = match case.format {
            "anthropic.messages" => ("x-api-key", token.as_str()),
            "gemini.generate_content" => ("x-goog-api-key", token.as_str()),
            _ => ("authorization", authorization.as_str()),
        };
        let response = behind.send(case.path, &[identity, ("content-type", "application/json")], &case.body);
        assert_eq!(response.status, 200, "{}: {}", case.path, response.text());
        let asked = behind.asked();
        assert_eq!(asked.len(), 1, "{}", case.path);
        let text = asked[0].text();
        assert!(text.contains("my ssn is [US_SSN] ok") && !text.contains(SSN), "{text}");
        assert!(!text.contains(&token), "{text}");
        let (decision, outcome) = behind.records(&response);
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

/// The first deployment answers 429. LiteLLM goes to the next, and the record names it.
fn fallback(behind: &Behind) {
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
        let (decision, outcome) = behind.records(&response);
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

/// Arguments of tool calls are masked in answers, whole and in the pieces of a stream.
fn tool_calls(behind: &Behind) {
    for stream in [false, true] {
        let directive = Script::new(Place::Tool, &format!("pay {CARD} now")).directive();
        let function = json!({"name": "second", "description": format!("never for {SSN}"), "parameters": {"type": "object"}});
        let body = json!({"model": "gpt-5-mini", "stream": stream,
            "tools": [{"type": "function", "function": function}],
            "messages": [{"role": "user", "content": format!("call it {directive}")}]});
        let response = behind.stack.chat("/support", &behind.stack.issuer.alice(), &body);
        assert_eq!(response.status, 200, "{}", response.text());
        let arguments = arguments(&response, stream);
        let call: Value = serde_json::from_str(&arguments).unwrap_or_else(|_| panic!("{arguments}"));
        assert_eq!(call["note"], "pay [PAYMENT_CARD] now");
        assert!(!response.text().contains("4111"), "{}", response.text());
        let asked = behind.asked();
        assert!(asked[0].text().contains("never for [US_SSN]"), "{}", asked[0].text());
        let (_, outcome) = behind.records(&response);
        assert_eq!(outcome["answer"]["verdict"], "redact", "{outcome}");
    }
}

/// Arguments of the second tool call.
fn arguments(response: &Response, stream: bool) -> String {
    if !stream {
        let call = response.json()["choices"][0]["message"]["tool_calls"][1].clone();
        return call["function"]["arguments"].as_str().unwrap_or_default().to_owned();
    }
    let text = response.text();
    let events =
        text.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    let calls = events
        .flat_map(|event| event["choices"][0]["delta"]["tool_calls"].as_array().cloned().unwrap_or_default());
    let second = calls.filter(|call| call["index"] == 1);
    second.map(|call| call["function"]["arguments"].as_str().unwrap_or_default().to_owned()).collect()
}

/// LiteLLM gets the tenant's key and the caller's pseudonym from the gateway, and none of the caller's own words to it.
fn keys_of_tenants(behind: &Behind) {
    let issuer = &behind.stack.issuer;
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hello"}]});
    let mut subjects = Vec::new();
    for ((tenant, key), (route, token)) in
        TENANT_KEYS.iter().zip([("/support", issuer.alice()), ("/developer", issuer.bob())])
    {
        let authorization = bearer(&token);
        let response = behind.send(
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
        let (decision, outcome) = behind.records(&response);
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

/// Members with which LiteLLM would send something else, or to somewhere else, never reach it.
fn refused_here(behind: &Behind) {
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
    let (decision, outcome) = behind.records(&response);
    // In which order `json!` keeps members is up to the features of the whole build.
    let mut models: Vec<&str> =
        decision["target"]["models"].as_array().expect("models").iter().filter_map(Value::as_str).collect();
    models.sort_unstable();
    assert_eq!(models, ["gpt-5-backup", "gpt-5-primary"]);
    assert_eq!(outcome["upstream"]["deployment"], "deployment-backup", "{outcome}");
}
