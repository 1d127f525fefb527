//! Application → Envoy with the filter → real Portkey → recording provider.

use countersign_tests::{
    client::{self, Response},
    paths,
    process::folder,
    routers::Portkey,
    stack::{Options, Stack, UPSTREAM_KEY},
    upstream::{self, Recorded, Upstream},
};
use serde_json::{Value, json};

const SSN: &str = "536-90-4399";
const EMAIL: &str = "jane.roe@clinic.example";

struct Behind {
    provider: Upstream,
    portkey: Portkey,
    stack: Stack,
}

fn root(provider: &Upstream) -> String {
    format!("http://127.0.0.1:{}/v1", provider.port())
}

fn start() -> Behind {
    let (provider, own) = (upstream::start(), folder("portkey"));
    let portkey = Portkey::start(&own);
    let routes = std::fs::read_to_string(paths::root().join("tests/demo/portkey.toml")).unwrap();
    let openai = json!({"provider": "openai", "api_key": "key-of-openai", "custom_host": root(&provider),
        "retry": {"attempts": 1, "on_status_codes": [500]}});
    let anthropic = json!({"provider": "anthropic", "api_key": "key-of-anthropic", "custom_host": root(&provider),
        "override_params": {"model": "claude-haiku-4-5"}});
    let config =
        json!({"strategy": {"mode": "fallback", "on_status_codes": [429]}, "targets": [openai, anthropic]});
    let environment = [("PORTKEY_CONFIG", config.to_string()), ("PORTKEY_ANTHROPIC", root(&provider))];
    let options = Options {
        upstream: Some(portkey.port),
        routes: Some(routes),
        environment: environment.map(|(name, value)| (name.to_owned(), value)).into(),
        ..Options::default()
    };
    let stack = Stack::with("portkey-stack", &options);
    provider.take();
    Behind { provider, portkey, stack }
}

impl Behind {
    fn send(&self, path: &str, token: &str, headers: &[(&str, &str)], body: &Value) -> Response {
        let authorization = format!("Bearer {token}");
        let mut all = vec![("authorization", authorization.as_str()), ("content-type", "application/json")];
        all.extend_from_slice(headers);
        client::request(self.stack.envoy.port, "POST", path, &all, body.to_string().as_bytes())
    }

    fn records(&self, response: &Response) -> (Value, Value) {
        let id = response.header("x-countersign-decision").expect("a decision id");
        let found = self.stack.control_plane.record_with_outcome(id);
        (found["record"].clone(), found["outcome"]["record"].clone())
    }
}

fn chat(model: &str, content: &str, stream: bool) -> Value {
    json!({"model": model, "stream": stream, "messages": [{"role": "user", "content": content}]})
}

fn model_of(request: &Recorded) -> Value {
    serde_json::from_slice::<Value>(&request.body).unwrap_or_default()["model"].clone()
}

#[test]
fn the_whole_path_through_portkey() {
    let behind = start();
    answers(&behind);
    fallback_and_retry(&behind);
    anthropic(&behind);
    blocked(&behind);
    headers_of_the_caller(&behind);
    configuration_of_the_caller(&behind);
    behind_the_router(&behind);
    assert_eq!(behind.provider.framing_errors(), <[String; 0]>::default());
    let (valid, text) = behind.stack.control_plane.verify();
    assert!(valid, "{text}");
}

fn answers(behind: &Behind) {
    for stream in [false, true] {
        let body = chat("gpt-5-mini", &format!("my ssn is {SSN} ok"), stream);
        let response = behind.send("/support/v1/chat/completions", &behind.stack.issuer.alice(), &[], &body);
        assert_eq!(response.status, 200, "{}", response.text());
        let asked = behind.provider.take();
        assert_eq!(asked.len(), 1);
        let text = asked[0].text();
        assert!(text.contains("my ssn is [US_SSN] ok") && !text.contains(SSN), "{text}");
        assert_eq!(asked[0].header("authorization"), Some("Bearer key-of-openai"));
        let (decision, outcome) = behind.records(&response);
        let upstream = &outcome["upstream"];
        let expected = json!({
            "router": "portkey", "provider": "openai", "deployment": "config.targets[0]", "retries": 0, "status": 200,
            "model": "gpt-5-mini-2026-01-01", "fallbacks": null, "group": null,
        });
        for (name, value) in expected.as_object().unwrap() {
            assert_eq!(&upstream[name], value, "{name}: {outcome}");
        }
        assert_eq!(upstream["req_id"], decision["id"], "the trace id is the decision's: {outcome}");
        assert_eq!((&outcome["usage"]["in"], &outcome["usage"]["out"]), (&json!(12), &json!(3)), "{outcome}");
        assert!(!format!("{:?}{}", response.headers, response.text()).contains("key-of-"));
    }
}

fn fallback_and_retry(behind: &Behind) {
    let alice = behind.stack.issuer.alice();
    for stream in [false, true] {
        let body = chat("gpt-5-limited", &format!("fall back with {SSN}"), stream);
        let response = behind.send("/support/v1/chat/completions", &alice, &[], &body);
        assert_eq!(response.status, 200, "{}", response.text());
        let asked = behind.provider.take();
        let models: Vec<Value> = asked.iter().map(model_of).collect();
        assert_eq!(models, [json!("gpt-5-limited"), json!("claude-haiku-4-5")]);
        assert!(asked.iter().all(|r| r.text().contains("[US_SSN]") && !r.text().contains(SSN)));
        let (decision, outcome) = behind.records(&response);
        assert_eq!(decision["target"]["models"], json!(["gpt-5-limited"]));
        let upstream = &outcome["upstream"];
        let named = [&upstream["provider"], &upstream["deployment"], &upstream["model"]];
        let expected =
            [&json!("anthropic"), &json!("config.targets[1]"), &json!("claude-haiku-4-5-2026-01-01")];
        assert_eq!(named, expected, "{outcome}");
    }
    // Portkey writes -1 where its retries are used up: no number of retries.
    let response =
        behind.send("/support/v1/chat/completions", &alice, &[], &chat("gpt-5-fails", "hi", false));
    assert_eq!(response.status, 500, "{}", response.text());
    assert_eq!(behind.provider.take().len(), 2);
    let (_, outcome) = behind.records(&response);
    assert_eq!(
        (&outcome["upstream"]["retries"], &outcome["status"]),
        (&Value::Null, &json!("upstream_error")),
        "{outcome}"
    );
}

/// Anthropic's API, with pseudonyms that come back.
fn anthropic(behind: &Behind) {
    for stream in [false, true] {
        let body = json!({"model": "claude-sonnet-4-5", "max_tokens": 90, "stream": stream, "messages": [
            {"role": "user", "content": format!("write to {EMAIL} {{{{tokens}}}}")},
        ]});
        let response = behind.send("/clinical/v1/messages", &behind.stack.issuer.alice(), &[], &body);
        assert_eq!(response.status, 200, "{}", response.text());
        let asked = behind.provider.take();
        assert!(
            asked[0].text().contains("write to [EMAIL_") && !asked[0].text().contains(EMAIL),
            "{}",
            asked[0].text()
        );
        assert_eq!(asked[0].header("x-api-key"), Some(UPSTREAM_KEY));
        assert!(restored(&response, stream).contains(&format!("quoted \"{EMAIL}\"")), "{}", response.text());
        let (decision, outcome) = behind.records(&response);
        assert_eq!(decision["target"]["format"], "anthropic.messages");
        assert_eq!(
            (&outcome["upstream"]["provider"], &outcome["answer"]["restored"]),
            (&json!("anthropic"), &json!(4)),
            "{outcome}"
        );
        assert_eq!(outcome["upstream"]["deployment"], "config", "{outcome}");
    }
}

fn restored(response: &Response, stream: bool) -> String {
    if !stream {
        return response.json()["content"][0]["text"].as_str().unwrap_or_default().to_owned();
    }
    let text = response.text();
    let events =
        text.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    events.map(|event| event["delta"]["text"].as_str().unwrap_or_default().to_owned()).collect()
}

fn blocked(behind: &Behind) {
    let secret = ["sk", "-proj-abcdefghijklmnopqrstuvwxyz012345"].concat();
    for stream in [false, true] {
        let body = chat("gpt-5-mini", &secret, stream);
        let response = behind.send("/support/v1/chat/completions", &behind.stack.issuer.alice(), &[], &body);
        assert_eq!(
            (response.status, response.code().as_str()),
            (403, "content_blocked"),
            "{}",
            response.text()
        );
        assert_eq!(response.header("x-portkey-provider"), None, "Portkey was asked");
    }
    assert_eq!(behind.provider.take().len(), 0);
}

/// What a caller says to Portkey stays behind: another host, another prompt, another key.
fn headers_of_the_caller(behind: &Behind) {
    let elsewhere = upstream::start();
    let config = json!({"provider": "openai", "api_key": "k", "custom_host": root(&elsewhere),
        "override_params": {"messages": [{"role": "user", "content": SSN}]}});
    let (config, host) = (config.to_string(), root(&elsewhere));
    let headers = [
        ("x-portkey-config", config.as_str()),
        ("x-portkey-provider", "openai"),
        ("x-portkey-custom-host", host.as_str()),
        ("x-portkey-trace-id", "mine"),
        ("x-portkey-metadata", "{\"_user\":\"somebody else\"}"),
        ("x-portkey-forward-headers", "x-a"),
    ];
    for path in ["/support/v1/chat/completions", "/clinical/v1/messages"] {
        let mut body = chat("claude-sonnet-4-5", "hello", false);
        body["max_tokens"] = json!(9);
        let response = behind.send(path, &behind.stack.issuer.alice(), &headers, &body);
        assert_eq!(response.status, 200, "{}", response.text());
        let (decision, outcome) = behind.records(&response);
        assert_eq!(outcome["upstream"]["req_id"], decision["id"]);
        let asked = behind.provider.take();
        assert!(asked.len() == 1 && asked[0].text().contains("hello"), "{path}");
    }
    assert_eq!(elsewhere.take().len(), 0, "a caller chose the host");
}

/// Where a route passes a caller's configuration, policy sees what it says.
fn configuration_of_the_caller(behind: &Behind) {
    let bob = behind.stack.issuer.bob();
    let with = |overrides: Value| {
        let config = json!({"provider": "openai", "api_key": "own", "custom_host": root(&behind.provider), "override_params": overrides});
        config.to_string()
    };
    let ask = |config: &str| {
        let body = chat("gpt-5-mini", "hello", false);
        behind.send("/developer/v1/chat/completions", &bob, &[("x-portkey-config", config)], &body)
    };
    let response = ask(&with(json!({"model": "gpt-5-other"})));
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(model_of(&behind.provider.take()[0]), "gpt-5-other");
    let (decision, _) = behind.records(&response);
    assert_eq!(decision["target"]["models"], json!(["gpt-5-mini", "gpt-5-other"]));

    // A configuration with data in it stays behind, and Portkey has none then.
    let config = with(json!({"messages": [{"role": "user", "content": format!("it is {SSN}")}]}));
    assert_eq!(ask(&config).status, 400);
    assert_eq!(behind.provider.take().len(), 0, "{config}");
}

/// The same configuration with JSON's escapes in it: Portkey reads it alike, so the gateway must.
#[test]
fn escapes_in_the_configuration_of_the_caller() {
    let behind = start();
    let content = "it is \\u00353\\u0036-90-4399";
    let config = format!(
        "{{\"provider\":\"openai\",\"api_key\":\"k\",\"custom_host\":\"{}\",\"override_params\":{{\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}}}",
        root(&behind.provider)
    );
    let headers = [("x-portkey-config", config.as_str())];
    let body = chat("gpt-5-mini", "hello", false);
    behind.send("/developer/v1/chat/completions", &behind.stack.issuer.bob(), &headers, &body);
    let asked = behind.provider.take();
    assert!(!asked.iter().any(|r| r.text().contains(SSN)), "the provider was sent the number");
}

/// Why the gateway stands before a router and not behind it: Portkey takes the refusal for a failed provider and asks the next one, with
/// what was refused.
fn behind_the_router(behind: &Behind) {
    let secret = ["sk", "-proj-abcdefghijklmnopqrstuvwxyz012345"].concat();
    let gateway = format!("http://127.0.0.1:{}/support/v1", behind.stack.envoy.port);
    let config = json!({"strategy": {"mode": "fallback"}, "targets": [
        {"provider": "openai", "api_key": behind.stack.issuer.alice(), "custom_host": gateway},
        {"provider": "openai", "api_key": "k", "custom_host": root(&behind.provider)},
    ]});
    let headers = [("x-portkey-config", config.to_string()), ("content-type", "application/json".to_owned())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let body = chat("gpt-5-mini", &secret, false).to_string();
    let response =
        client::request(behind.portkey.port, "POST", "/v1/chat/completions", &headers, body.as_bytes());
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(response.header("x-portkey-last-used-option-index"), Some("config.targets[1]"));
    let asked = behind.provider.take();
    assert!(asked.len() == 1 && asked[0].text().contains(&secret), "the refusal was routed round");
}
