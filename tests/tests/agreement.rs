//! The same findings on every host: natively, in the module under wasmtime, and in Envoy, with everything that ships in one bundle.
//!
//! A policy masks all that can be masked, so that the body that goes upstream shows each finding's place and label. The texts are the
//! samples of `testdata`; `COUNTERSIGN_CORPUS` names a folder of JSON lines to read as well.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use countersign::native::{Headers, Native, Upstream};
use countersign_tests::{
    client::Connection,
    paths,
    stack::{Options, Stack},
    token::claims,
};
use countersign_wasm_host_tests::gateway::Gateway;
use serde_json::{Value, json};

const PATH: &str = "/support/v1/chat/completions";

/// What became of a request: status of a refusal, or the body that went on.
#[derive(Debug, PartialEq, Eq)]
enum Outcome {
    Refused(u32),
    Forwarded(String),
}

#[test]
fn every_host_finds_the_same() {
    let pack = [
        "tests/agreement",
        "--with",
        "policies/starter",
        "--with",
        "policies/catalogue",
        "--names",
        "policies/names/names.bin",
    ];
    let options = Options { pack: pack.map(String::from).into(), ..Options::default() };
    let stack = Stack::with("agreement", &options);
    let mut of_token = claims("alice", "acme", &["support"]);
    // Each host has a clock of its own.
    (of_token["iat"], of_token["exp"]) = (json!(1_000_000_000), json!(4_000_000_000_u64));
    let token = stack.issuer.token(&of_token);
    let bundle = std::fs::read(stack.folder.join("bundle.json")).unwrap();
    let (mut native, mut wasmtime) =
        (Native::from_bundle(&bundle).unwrap(), Gateway::enforcing_bundle(&bundle));
    let mut envoy = Connection::open(stack.envoy.port).unwrap();
    let (mut count, mut masked, mut bytes) = (0, 0, 0);
    let begun = Instant::now();
    for (name, text) in texts() {
        let body =
            json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": text}]}).to_string();
        let one = natively(&mut native, &token, &body);
        let two = in_wasmtime(&mut wasmtime, &token, &body);
        let three = in_envoy(&stack, &mut envoy, &token, &body);
        // Not the text itself: it may be somebody's.
        assert!(one == two, "{name}: natively and in wasmtime");
        assert!(one == three, "{name}: natively and in Envoy");
        count += 1;
        bytes += text.len();
        masked += usize::from(one != Outcome::Forwarded(body));
    }
    println!(
        "{count} texts, {bytes} bytes, {masked} changed or refused, the same on three hosts; {:?}",
        begun.elapsed()
    );
    assert!(masked > 20 && masked < count);
}

/// Name and text of every row.
fn texts() -> Vec<(String, String)> {
    let mut folders = vec![paths::root().join("testdata/eval")];
    folders.extend(std::env::var_os("COUNTERSIGN_CORPUS").map(PathBuf::from));
    let mut files: Vec<PathBuf> = folders.iter().flat_map(|folder| json_lines(folder)).collect();
    files.sort();
    let rows = files.iter().flat_map(|file| {
        let lines = std::fs::read_to_string(file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let row = move |line: &str| {
            let row: Value = serde_json::from_str(line).unwrap();
            (format!("{name} {}", row["id"]), row["text"].as_str().unwrap().replace("{+}", ""))
        };
        lines.lines().filter(|line| !line.is_empty()).map(row).collect::<Vec<_>>()
    });
    rows.collect()
}

fn json_lines(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let files = entries.map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect()
}

fn headers(token: &str) -> Headers {
    let authorization = format!("Bearer {token}");
    [
        (":method", "POST"),
        (":path", PATH),
        (":authority", "gateway.test"),
        ("authorization", &authorization),
        ("content-type", "application/json"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

fn outcome(forwarded: Option<Vec<u8>>, status: u32) -> Outcome {
    match forwarded {
        Some(body) => Outcome::Forwarded(String::from_utf8(body).unwrap()),
        None => Outcome::Refused(status),
    }
}

fn natively(native: &mut Native, token: &str, body: &str) -> Outcome {
    let answer = |_: &Headers, _: &[u8]| Upstream {
        headers: [(":status", "200"), ("content-type", "application/json")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        pieces: vec![b"{}".to_vec()],
    };
    let exchange = native.exchange(&headers(token), body.as_bytes(), answer);
    outcome(exchange.forwarded.map(|(_, body)| body), exchange.status)
}

fn in_wasmtime(gateway: &mut Gateway, token: &str, body: &str) -> Outcome {
    let effects = gateway.send(&headers(token), &[body.as_bytes()]).unwrap();
    let status = effects.reply.as_ref().map_or(0, |reply| reply.status);
    outcome(effects.went_upstream.then_some(effects.body), status)
}

fn in_envoy(stack: &Stack, envoy: &mut Connection, token: &str, body: &str) -> Outcome {
    let authorization = format!("Bearer {token}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let response = match envoy.send("POST", PATH, &headers, body.as_bytes()) {
        Ok(response) => response,
        // Envoy closes connections that have carried many requests.
        Err(_) => {
            *envoy = Connection::open(stack.envoy.port).unwrap();
            envoy.send("POST", PATH, &headers, body.as_bytes()).unwrap()
        }
    };
    let forwarded = stack.upstream.take().pop().map(|request| request.body);
    outcome(forwarded, response.status.into())
}
