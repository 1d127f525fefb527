//! `countersign conformance`, as a customer runs it: against a real Envoy whose upstream is the provider that the program brings along.

use std::process::Command;

use countersign_tests::{
    paths,
    process::free_port,
    stack::{Options, Stack},
    wait,
};

#[test]
fn no_cell_leaks_through_envoy() {
    let port = free_port();
    let stack =
        Stack::with("leak-matrix", &Options { upstream: Some(port), wait: false, ..Options::default() });
    let (token_file, out) = (stack.folder.join("token"), stack.folder.join("coverage.md"));
    let everything =
        countersign_tests::token::claims("alice", "acme", &["support", "developers", "clinicians"]);
    let token = stack.issuer.token(&everything);
    std::fs::write(&token_file, &token).expect("the token");
    // Without its provider the gateway answers 503 of Envoy's once it enforces, and with refusals of its own before.
    wait::until("the gateway to enforce", 30, || {
        let body = serde_json::json!({"model": "gpt-5-mini", "messages": []});
        let probe = stack.chat("/support", &token, &body);
        (probe.header("x-countersign-decision").is_some() && probe.code().is_empty()).then_some(())
    });
    let output = Command::new(paths::countersign())
        .arg("conformance")
        .args(["--target", &format!("http://127.0.0.1:{}", stack.envoy.port)])
        .args(["--token-file", &token_file.display().to_string(), "--out", &out.display().to_string()])
        .args(["--upstream", &format!("127.0.0.1:{port}")])
        .output()
        .expect("countersign runs");
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert!(text.contains(" cells, ") && text.contains(": 0 leaking"), "{text}");
    let table = std::fs::read_to_string(out).expect("the table");
    assert!(table.lines().count() > 200 && !table.contains("LEAKS"));
}
