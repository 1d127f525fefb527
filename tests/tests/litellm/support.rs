//! The whole path, and what can be asked of both its ends.

use countersign_tests::{
    client::{self, Response},
    paths,
    process::folder,
    routers::{LiteLlm, tenant_keys},
    stack::{Options, Stack},
    upstream::{self, Recorded, Upstream},
};
use serde_json::Value;

pub const SSN: &str = "536-90-4399";

pub struct Behind {
    pub provider: Upstream,
    pub litellm: LiteLlm,
    pub stack: Stack,
}

pub fn start() -> Behind {
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
    pub fn asked(&self) -> Vec<Recorded> {
        self.provider.take().into_iter().filter(|r| r.method == "POST").collect()
    }

    pub fn send(&self, path: &str, headers: &[(&str, &str)], body: &Value) -> Response {
        client::request(self.stack.envoy.port, "POST", path, headers, body.to_string().as_bytes())
    }

    /// Decision and outcome of an answered request.
    pub fn records(&self, response: &Response) -> (Value, Value) {
        let id = response.header("x-countersign-decision").expect("a decision id");
        let found = self.stack.control_plane.record_with_outcome(id);
        (found["record"].clone(), found["outcome"]["record"].clone())
    }
}

pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}
