//! The Envoy files that are shipped are valid for Envoy, and the filter accepts or refuses plugin configurations at validation.

use std::process::Command;

use countersign_tests::{
    envoy::{BUFFER_BYTES, Settings, render},
    paths,
    process::{folder, free_port},
    stack::{ControlPlane, environment, plugin},
};
use serde_json::{Value, json};

fn validate(name: &str, text: &str, environment: &[(String, String)]) -> (bool, String) {
    let file = folder(name).join("envoy.yaml");
    std::fs::write(&file, text).expect("a file");
    let output = Command::new(paths::venv("envoy"))
        .args(["--mode", "validate", "--disable-hot-restart", "-c"])
        .arg(&file)
        .envs(environment.iter().cloned())
        .output()
        .expect("envoy runs");
    (
        output.status.success(),
        [output.stdout, output.stderr].map(|b| String::from_utf8_lossy(&b).into_owned()).concat(),
    )
}

fn demo(control_plane: &ControlPlane, changes: &Value) -> String {
    let settings = Settings {
        template: "envoy-config/demo.yaml",
        wasm: paths::wasm(),
        upstream: free_port(),
        control_plane: control_plane.port,
        plugin: plugin(control_plane, changes),
        environment: Vec::new(),
        concurrency: 1,
        buffer_bytes: BUFFER_BYTES,
    };
    render(&settings, free_port(), free_port())
}

#[test]
fn the_demo_is_valid_and_bad_plugin_configurations_are_refused() {
    let control_plane = ControlPlane::start(&folder("configuration"));
    let environment = environment(&control_plane);
    let (valid, text) = validate("valid", &demo(&control_plane, &json!({})), &environment);
    assert!(valid, "{text}");
    for changes in [
        json!({"trusted_keys": []}),
        json!({"trusted_keys": ["not a key"]}),
        json!({"body_bytes_maxx": 1}),
        json!({"channel": 7}),
    ] {
        let (valid, text) = validate("refused", &demo(&control_plane, &changes), &environment);
        assert!(!valid, "{changes} was accepted: {text}");
    }
}

#[test]
fn the_production_example_is_valid() {
    let folder = folder("production");
    let control_plane = ControlPlane::start(&folder);
    let text =
        std::fs::read_to_string(paths::root().join("envoy-config/production.yaml")).expect("the example");
    let (key, certificate) = (folder.join("gateway.key"), folder.join("gateway.crt"));
    let made = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-subj",
            "/CN=gateway.example",
            "-keyout",
        ])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .expect("openssl runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let trust = plugin(&control_plane, &json!({}));
    let text = text
        .replace("/etc/envoy/tls/gateway.key", &key.display().to_string())
        .replace("/etc/envoy/tls/gateway.crt", &certificate.display().to_string())
        .replace("/etc/ssl/certs/ca-certificates.crt", &certificate.display().to_string())
        .replace("${POLICY_KEY}", trust["trusted_keys"][0].as_str().expect("a key"))
        .replace("${ENROLMENT_KEY}", trust["enrolment_keys"][0].as_str().expect("a key"))
        .replace("${FILTER_DIGEST_TEXT}", trust["build"].as_str().expect("a digest"))
        .replace("${FILTER_SHA256}", &"ab".repeat(32));
    assert!(!text.contains("${"), "a placeholder that this test does not know");
    let (valid, output) = validate("production", &text, &environment(&control_plane));
    assert!(valid, "{output}");
    // Envoy does not fetch the module to validate, so the filter gets the plugin configuration through the demo's.
    let (_, rest) = text.split_once("value: |").expect("the plugin configuration");
    let (plugin, _) = rest.split_once("vm_config:").expect("its end");
    let plugin: Value = serde_json::from_str(plugin).expect("json");
    let (valid, output) =
        validate("production-plugin", &demo(&control_plane, &plugin), &environment(&control_plane));
    assert!(valid, "{output}");
}
