//! The whole path: control plane, published bundle, recording upstream, Envoy with the filter.

use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, Weak},
};

use serde_json::{Value, json};

use crate::{
    client::{self, Response},
    envoy::{BUFFER_BYTES, Envoy, Settings},
    paths,
    process::{Process, folder, free_port},
    token::Issuer,
    upstream::{self, Upstream},
    wait,
};

/// Upstream credential that the gateway sets; no application knows it.
pub const UPSTREAM_KEY: &str = "sk-router-credential-of-the-gateway";

/// A running control plane with its data directory.
#[derive(Debug)]
pub struct ControlPlane {
    process: Option<Process>,
    folder: PathBuf,
    /// Its port, kept over restarts.
    pub port: u16,
}

impl ControlPlane {
    /// Starts one with a fresh data directory in `folder`.
    pub fn start(folder: &Path) -> Self {
        let mut control_plane = Self { process: None, folder: folder.to_owned(), port: free_port() };
        control_plane.restart();
        // Pinned at the start, as an auditor would: later changes of the data directory cannot reach these.
        let (_, trust) =
            control_plane.run(&["trust", "--data-dir", &control_plane.data().display().to_string()]);
        std::fs::write(folder.join("trust.json"), trust).expect("trust.json");
        control_plane
    }

    /// Data directory.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// Starts it, with the data and port it had.
    pub fn restart(&mut self) {
        let mut command = Command::new(paths::countersign());
        command.args(["serve", "--name", "countersign.test", "--data-dir"]).arg(self.data());
        command.args(["--listen", &format!("127.0.0.1:{}", self.port), "--filter"]).arg(paths::wasm());
        let mut process = Process::start("control-plane", &mut command, &self.folder);
        wait::until("the control plane to be ready", 30, || {
            assert!(!process.has_ended(), "the control plane ended:\n{}", process.output());
            (client::request(self.port, "GET", "/readyz", &[], b"").status == 200).then_some(())
        });
        self.process = Some(process);
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill();
        }
    }

    /// Stops it in order.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.terminate();
        }
    }

    fn secret(&self, name: &str) -> String {
        std::fs::read_to_string(self.data().join(name))
            .expect("a secret of the data directory")
            .trim()
            .to_owned()
    }

    /// Reads from the API as administrator.
    pub fn get(&self, path: &str) -> Response {
        let authorization = format!("Bearer {}", self.secret("admin-token"));
        client::request(self.port, "GET", path, &[("authorization", &authorization)], b"")
    }

    /// Every record of a type, oldest first.
    pub fn records(&self, kind: &str) -> Vec<Value> {
        let (mut records, mut after) = (Vec::new(), -1_i64);
        loop {
            let cursor = if after < 0 { String::new() } else { format!("&after={after}") };
            let page = self.get(&format!("/v1/records?type={kind}&limit=200{cursor}")).json();
            let mut list = page["records"].as_array().cloned().unwrap_or_default();
            if after < 0 {
                // Without a cursor the newest come first; begin before the first.
                let Some(oldest) = self.oldest(kind) else { return records };
                records.push(oldest.clone());
                after = oldest["log_index"].as_i64().expect("an index");
                continue;
            }
            if list.is_empty() {
                return records;
            }
            after = list.last().and_then(|r| r["log_index"].as_i64()).expect("an index");
            records.append(&mut list);
        }
    }

    fn oldest(&self, kind: &str) -> Option<Value> {
        let mut before = String::new();
        let mut oldest = None;
        loop {
            let page = self.get(&format!("/v1/records?type={kind}&limit=200{before}")).json();
            let last = page["records"].as_array().and_then(|list| list.last()).cloned();
            let Some(last) = last else { return oldest };
            before = format!("&before={}", last["log_index"]);
            oldest = Some(last);
        }
    }

    /// The record of this id and its outcome, as the API gives them.
    pub fn record(&self, id: &str) -> Value {
        self.get(&format!("/v1/records/{id}")).json()
    }

    /// The record of this id, once its outcome is there.
    pub fn record_with_outcome(&self, id: &str) -> Value {
        wait::until("the outcome record", 10, || Some(self.record(id)).filter(|r| r["outcome"].is_object()))
    }

    /// Runs the `countersign` program.
    pub fn run(&self, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new(paths::countersign());
        let output = command.args(arguments).current_dir(paths::root()).output().expect("countersign runs");
        let text = [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned()).concat();
        (output.status.success(), text)
    }

    /// Builds and publishes the starter pack with these issuers and the demo's routes. Returns what was printed.
    pub fn publish(&self, issuers: &str, more: &[&str]) -> String {
        self.publish_routes(issuers, None, more)
    }

    /// As [`Self::publish`], with the text of another routes file.
    pub fn publish_routes(&self, issuers: &str, routes: Option<&str>, more: &[&str]) -> String {
        self.publish_pack(&["policies/starter"], issuers, routes, more)
    }

    /// As [`Self::publish_routes`], with another pack: its folder and what else `bundle build` is told, paths from the root of the project.
    /// The bundle stays in the folder as `bundle.json`.
    pub fn publish_pack(&self, pack: &[&str], issuers: &str, routes: Option<&str>, more: &[&str]) -> String {
        let issuers_file = self.folder.join("issuers.toml");
        std::fs::write(&issuers_file, issuers).expect("issuers.toml");
        let bundle = self.folder.join("bundle.json").display().to_string();
        let routes_file = match routes {
            Some(text) => {
                let file = self.folder.join("routes.toml");
                std::fs::write(&file, text).expect("routes.toml");
                file
            }
            None => paths::root().join("tests/demo/routes.toml"),
        };
        let routes = routes_file.display().to_string();
        let issuers_file = issuers_file.display().to_string();
        let mut arguments =
            vec!["bundle", "build", "--out", &bundle, "--issuers", &issuers_file, "--routes", &routes];
        arguments.extend(pack);
        let (built, text) = self.run(&arguments);
        assert!(built, "{text}");
        let url = format!("http://127.0.0.1:{}", self.port);
        let token = self.data().join("admin-token").display().to_string();
        let mut arguments = vec![
            "bundle",
            "publish",
            &bundle,
            "--url",
            &url,
            "--token-file",
            &token,
            "--channel",
            "production",
        ];
        arguments.extend(more);
        let (published, text) = self.run(&arguments);
        assert!(published, "{text}");
        text
    }

    /// `countersign verify` on the data directory, with the keys pinned at the start.
    pub fn verify(&self) -> (bool, String) {
        let data = self.data().display().to_string();
        self.run(&[
            "verify",
            "--data-dir",
            &data,
            "--trust",
            &self.folder.join("trust.json").display().to_string(),
        ])
    }
}

/// Everything.
#[derive(Debug)]
pub struct Stack {
    /// Envoy with the filter.
    pub envoy: Envoy,
    /// Control plane.
    pub control_plane: ControlPlane,
    /// Recording upstream.
    pub upstream: Upstream,
    /// Token issuer.
    pub issuer: Issuer,
    /// Logs and data.
    pub folder: PathBuf,
}

/// What a test wants otherwise.
#[derive(Clone, Debug)]
pub struct Options {
    /// Envoy worker threads.
    pub concurrency: u32,
    /// Members to set in the plugin configuration.
    pub plugin: Value,
    /// Arguments to add to the first publishing.
    pub publish: Vec<String>,
    /// Pack to publish instead of the starter pack, see [`ControlPlane::publish_pack`].
    pub pack: Vec<String>,
    /// Text of a routes file to publish instead of the demo's.
    pub routes: Option<String>,
    /// Port to send requests to instead of the recording upstream.
    pub upstream: Option<u16>,
    /// Whether to wait until the gateway answers.
    pub wait: bool,
    /// Environment variables of Envoy to set otherwise; empty ones are left out. The filter sees those of other names as well.
    pub environment: Vec<(String, String)>,
    /// Bytes that Envoy buffers of a request.
    pub buffer_bytes: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            concurrency: 1,
            plugin: json!({}),
            publish: Vec::new(),
            pack: vec!["policies/starter".to_owned()],
            routes: None,
            upstream: None,
            wait: true,
            environment: Vec::new(),
            buffer_bytes: BUFFER_BYTES,
        }
    }
}

impl Stack {
    /// Starts everything.
    pub fn start(name: &str) -> Self {
        Self::with(name, &Options::default())
    }

    /// Starts everything, with options.
    pub fn with(name: &str, options: &Options) -> Self {
        let folder = folder(name);
        let control_plane = ControlPlane::start(&folder);
        let (upstream, issuer) = (upstream::start(), Issuer::default());
        let more: Vec<&str> = options.publish.iter().map(String::as_str).collect();
        let pack: Vec<&str> = options.pack.iter().map(String::as_str).collect();
        control_plane.publish_pack(&pack, &issuer.toml(), options.routes.as_deref(), &more);
        let settings = Settings {
            template: &template(&options.environment, &folder),
            wasm: paths::wasm(),
            upstream: options.upstream.unwrap_or_else(|| upstream.port()),
            control_plane: control_plane.port,
            plugin: plugin(&control_plane, &options.plugin),
            environment: changed(environment(&control_plane), &options.environment),
            concurrency: options.concurrency,
            buffer_bytes: options.buffer_bytes,
        };
        let envoy = Envoy::start(&settings, &folder);
        let stack = Self { envoy, control_plane, upstream, issuer, folder };
        if options.wait {
            stack.wait_until_enforcing(options.concurrency);
        }
        stack
    }

    /// Waits until every worker has a bundle and is enrolled.
    pub fn wait_until_enforcing(&self, workers: u32) {
        let token = self.issuer.alice();
        let mut good = 0;
        wait::until("the gateway to enforce", 30, || {
            let probe = self.chat("/support", &token, &json!({"model": "gpt-5-mini", "messages": []}));
            good = if probe.status == 200 { good + 1 } else { 0 };
            (good >= 4 * workers).then_some(())
        });
        self.upstream.take();
    }

    /// A chat request through the gateway.
    pub fn chat(&self, route: &str, token: &str, body: &Value) -> Response {
        self.post(&format!("{route}/v1/chat/completions"), token, body.to_string().as_bytes())
    }

    /// A JSON request through the gateway.
    pub fn post(&self, path: &str, token: &str, body: &[u8]) -> Response {
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        client::request(self.envoy.port, "POST", path, &headers, body)
    }
}

/// The plugin configuration for a control plane, with `changes` on top.
pub fn plugin(control_plane: &ControlPlane, changes: &Value) -> Value {
    let (_, trust) = control_plane.run(&["trust", "--data-dir", &control_plane.data().display().to_string()]);
    let trust: Value = serde_json::from_str(&trust).expect("trust as json");
    let mut plugin = json!({
        "gateway": "gw.test/one", "tenant": "ops",
        "control_plane": {"cluster": "countersign", "authority": "countersign.test"},
        "channel": "production", "trusted_keys": trust["policy"], "enrolment_keys": trust["enrolment"],
        "fleet_token_env": "COUNTERSIGN_FLEET_TOKEN", "subject_key_env": "COUNTERSIGN_SUBJECT_KEY",
        "pseudonym_key_env": "COUNTERSIGN_PSEUDONYM_KEY",
        "build": format!("sha256:{}", "A".repeat(43)), "aggregate_s": 1,
    });
    if let (Some(plugin), Some(changes)) = (plugin.as_object_mut(), changes.as_object()) {
        plugin.extend(changes.clone());
    }
    plugin
}

/// The demo's Envoy file with these variables among those that the filter may see: a route names them for the keys of a router.
fn template(environment: &[(String, String)], folder: &Path) -> String {
    let list = "host_env_keys:\n";
    let mut text =
        std::fs::read_to_string(paths::root().join("envoy-config/demo.yaml")).expect("the template");
    for (name, _) in environment {
        if !text.contains(&format!("- {name}\n")) {
            let indent = text.split(list).nth(1).map_or(0, |rest| rest.len() - rest.trim_start().len());
            text = text.replacen(list, &format!("{list}{:indent$}- {name}\n", ""), 1);
        }
    }
    let file = folder.join("envoy-template.yaml");
    std::fs::write(&file, text).expect("the template");
    file.display().to_string()
}

fn changed(mut environment: Vec<(String, String)>, changes: &[(String, String)]) -> Vec<(String, String)> {
    environment.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    environment.extend(changes.iter().filter(|(_, value)| !value.is_empty()).cloned());
    environment
}

/// The secrets that Envoy's environment holds.
pub fn environment(control_plane: &ControlPlane) -> Vec<(String, String)> {
    [
        ("COUNTERSIGN_FLEET_TOKEN", control_plane.secret("fleet-token")),
        ("COUNTERSIGN_SUBJECT_KEY", format!("k1:{}", "B".repeat(42) + "A")),
        ("COUNTERSIGN_PSEUDONYM_KEY", format!("p1:{}", "C".repeat(42) + "A")),
        ("COUNTERSIGN_UPSTREAM_KEY", UPSTREAM_KEY.to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// One stack for the tests of a binary that run beside each other. It ends with the last of them: a test's thread holds it, and a
/// `static` would outlive the process's tests without being dropped.
#[derive(Debug)]
pub struct Shared {
    running: Mutex<Weak<Stack>>,
    start: fn() -> Stack,
}

thread_local! {
    static HELD: RefCell<Option<Arc<Stack>>> = const { RefCell::new(None) };
}

impl Shared {
    /// Started by the first test that needs it.
    pub const fn new(start: fn() -> Stack) -> Self {
        Self { running: Mutex::new(Weak::new()), start }
    }

    /// The stack; held until this thread ends.
    pub fn get(&'static self) -> Arc<Stack> {
        HELD.with_borrow_mut(|held| {
            let stack = held.get_or_insert_with(|| {
                let mut running = self.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                running.upgrade().unwrap_or_else(|| {
                    let stack = Arc::new((self.start)());
                    *running = Arc::downgrade(&stack);
                    stack
                })
            });
            Arc::clone(stack)
        })
    }
}
