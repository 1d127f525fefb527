//! Real routers between the gateway and the recording provider: LiteLLM and Portkey, as their packages ship them.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use crate::{
    client, paths,
    process::{Process, folder, free_port},
    stack::{Options, Stack, UPSTREAM_KEY},
    upstream::{self, Recorded, Upstream},
    wait,
};

/// LiteLLM's keys of the two tenants. They stand in Envoy's environment, and no application knows them.
pub const TENANT_KEYS: [(&str, &str); 2] =
    [("acme", "sk-virtual-key-of-acme"), ("globex", "sk-virtual-key-of-globex")];

/// The environment variable with a tenant's key.
pub fn key_variable(tenant: &str) -> String {
    format!("LITELLM_KEY_{}", tenant.to_uppercase())
}

/// What [`TENANT_KEYS`] adds to Envoy's environment.
pub fn tenant_keys() -> Vec<(String, String)> {
    TENANT_KEYS.map(|(tenant, key)| (key_variable(tenant), key.to_owned())).into()
}

/// Models that LiteLLM knows here: alias, model of the provider, path below the provider's root, deployment id.
const DEPLOYMENTS: [(&str, &str, &str, &str); 6] = [
    ("gpt-5-mini", "openai/gpt-5-mini", "/v1", "deployment-a"),
    ("gpt-5-primary", "openai/gpt-5-primary-limited", "/v1", "deployment-primary"),
    ("gpt-5-backup", "openai/gpt-5-backup", "/v1", "deployment-backup"),
    ("claude-sonnet", "anthropic/claude-sonnet-4-5", "", "deployment-claude"),
    ("claude-backup", "anthropic/claude-haiku-4-5", "", "deployment-haiku"),
    ("gemini-flash", "gemini/gemini-2.5-flash", "/v1beta", "deployment-gemini"),
];

/// Takes the gateway's key and those of the tenants, and writes down what LiteLLM received. Keys of its own need a database.
const AUTH: &str = r#"import json
import os

from fastapi import HTTPException
from litellm.proxy._types import UserAPIKeyAuth


async def check(request, api_key):
    seen = {"key": api_key, "path": request.url.path, "headers": dict(request.headers)}
    with open(os.environ["SEEN"], "a") as file:
        file.write(json.dumps(seen) + "\n")
    if api_key not in json.loads(os.environ["KEYS"]):
        raise HTTPException(status_code=401, detail="unknown key")
    return UserAPIKeyAuth(api_key=api_key)
"#;

/// A running LiteLLM. It falls back from `gpt-5-primary`, which its provider always refuses with 429.
#[derive(Debug)]
pub struct LiteLlm {
    /// Its port.
    pub port: u16,
    process: Process,
    seen: PathBuf,
}

impl LiteLlm {
    /// Starts it before `provider`, which it asks for its models (GET) once it is up.
    pub fn start(provider: &Upstream, folder: &Path) -> Self {
        let (port, seen) = (free_port(), folder.join("litellm-seen.jsonl"));
        let file = folder.join("litellm.yaml");
        std::fs::write(&file, configuration(provider.port())).expect("litellm.yaml");
        std::fs::write(folder.join("tenant_auth.py"), AUTH).expect("tenant_auth.py");
        std::fs::write(&seen, "").expect("a file");
        let mut keys: Vec<&str> = TENANT_KEYS.iter().map(|(_, key)| *key).collect();
        keys.push(UPSTREAM_KEY);
        let mut command = Command::new(paths::venv("litellm"));
        command.arg("--config").arg(&file).args(["--host", "127.0.0.1", "--port", &port.to_string()]);
        command.args(["--num_workers", "1"]);
        // Its own list of prices, so that it asks no other host for a newer one.
        command.env("LITELLM_LOCAL_MODEL_COST_MAP", "True").env("PYTHONUNBUFFERED", "1");
        command.env("SEEN", &seen).env("KEYS", json!(keys).to_string());
        let mut process = Process::start("litellm", &mut command, folder);
        wait::until("litellm to be ready", 120, || {
            assert!(!process.has_ended(), "litellm ended:\n{}", process.output());
            (client::request(port, "GET", "/health/liveliness", &[], b"").status == 200).then_some(())
        });
        Self { port, process, seen }
    }

    /// Every request that LiteLLM authenticated, in order: `key`, `path`, `headers`.
    pub fn seen(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(&self.seen).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// What it wrote so far.
    pub fn output(&self) -> String {
        self.process.output()
    }
}

fn configuration(provider: u16) -> String {
    let mut text = String::from("model_list:\n");
    for (alias, model, path, id) in DEPLOYMENTS {
        let _ = write!(
            text,
            "  - model_name: {alias}\n    litellm_params:\n      model: {model}\n      api_base: http://127.0.0.1:{provider}{path}\n      api_key: provider-key\n    model_info:\n      id: {id}\n"
        );
    }
    // Without retries of its own: each costs it a second or more.
    text + &format!(
        "router_settings:\n  num_retries: 0\n  fallbacks: [{{gpt-5-primary: [claude-backup]}}]\ngeneral_settings:\n  master_key: {UPSTREAM_KEY}\n  custom_auth: tenant_auth.check\n"
    )
}

/// A running Portkey.
#[derive(Debug)]
pub struct Portkey {
    /// Its port.
    pub port: u16,
    process: Process,
}

impl Portkey {
    /// Starts it. Which provider it asks comes with each request.
    pub fn start(folder: &Path) -> Self {
        let port = free_port();
        let package = paths::root().join("tests/node");
        let server = package.join("node_modules/@portkey-ai/gateway/build/start-server.js");
        assert!(server.exists(), "{} is missing: run `make setup` first", server.display());
        let mut command = Command::new("node");
        command.arg("--require").arg(package.join("loopback.cjs")).arg(server);
        command.args([&format!("--port={port}"), "--headless"]).env("NODE_ENV", "production");
        let mut process = Process::start("portkey", &mut command, folder);
        wait::until("portkey to be ready", 60, || {
            assert!(!process.has_ended(), "portkey ended:\n{}", process.output());
            (client::request(port, "GET", "/", &[], b"").status == 200).then_some(())
        });
        Self { port, process }
    }

    /// What it wrote so far.
    pub fn output(&self) -> String {
        self.process.output()
    }
}

/// A gateway in front of a LiteLLM in front of a recording provider.
#[derive(Debug)]
pub struct BehindLiteLlm {
    /// The provider.
    pub provider: Upstream,
    /// The router.
    pub litellm: LiteLlm,
    /// The gateway.
    pub stack: Stack,
}

impl BehindLiteLlm {
    /// Starts all three, with the demo's routes for LiteLLM.
    pub fn start(name: &str) -> Self {
        let (provider, own) = (upstream::start(), folder(name));
        let litellm = LiteLlm::start(&provider, &own);
        let routes = paths::root().join("tests/demo/litellm.toml");
        let options = Options {
            upstream: Some(litellm.port),
            routes: Some(std::fs::read_to_string(routes).expect("litellm.toml")),
            environment: tenant_keys(),
            ..Options::default()
        };
        let stack = Stack::with(&format!("{name}-stack"), &options);
        provider.take();
        Self { provider, litellm, stack }
    }

    /// What the provider was asked with a prompt since the last time.
    pub fn asked(&self) -> Vec<Recorded> {
        self.provider.take().into_iter().filter(|r| r.method == "POST").collect()
    }
}
