//! Prints megabytes per second of reading bodies: the JSON reader alone, and the whole inspection with the starter pack's detectors.
//! `cargo run --release -p countersign-engine --example inspect_throughput [detectors folder]`
#![expect(clippy::unwrap_used, reason = "a measuring program")]

use std::time::Instant;

use countersign_classify::{Classifier, Finding, ScanOutcome, compile};
use countersign_engine::content::{Scan, body_format, inspect};

struct Nothing;

impl Scan for Nothing {
    fn scan(&self, _: &str, _: &mut Vec<Finding>) -> ScanOutcome {
        ScanOutcome::default()
    }
}

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "policies/starter/detectors".into());
    let files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    let classifier = Classifier::load(&compile::compile(&files).unwrap().artifact).unwrap();
    let prose = "The committee met on Tuesday to review the proposal, and asked that every figure in the annex be checked. ";
    for (name, body) in [
        ("long strings", chat(&prose.repeat(90), 100)),
        ("long strings with escapes", chat(&prose.replace(". ", ".\\n").repeat(90), 100)),
        ("turns of 100 bytes", chat(prose, 7_000)),
        ("tool arguments", chat(&format!("{{\\\"note\\\":\\\"{}\\\"}}", prose.repeat(3)), 2_500)),
        (
            "short values",
            format!("[{}0]", "{\"id\":1234,\"name\":\"widget\",\"tags\":[\"blue\"]},".repeat(20_000)),
        ),
    ] {
        let (reading, all) = (speed(&body, &Nothing), speed(&body, &classifier));
        println!(
            "{name}: {reading:.0} MB/s reading, {all:.0} MB/s with {} detectors, {} bytes",
            files.len(),
            body.len()
        );
    }
}

/// A chat of `turns` messages with this (JSON-escaped) text.
fn chat(text: &str, turns: usize) -> String {
    let turn = format!("{{\"role\":\"user\",\"content\":\"{text}\"}}");
    format!("{{\"model\":\"m\",\"messages\":[{}]}}", vec![turn; turns].join(","))
}

fn speed(body: &str, scanner: &impl Scan) -> f64 {
    let decision = body_format("POST", "/v1/chat/completions", Some("application/json"), false, true);
    let mut best = f64::MAX;
    for _ in 0..15 {
        let start = Instant::now();
        let inspection = inspect(body.as_bytes(), &decision, scanner).unwrap();
        best = best.min(start.elapsed().as_secs_f64());
        assert_eq!(inspection.coverage.bytes, body.len() as u64);
    }
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let bytes = body.len() as f64;
    bytes / best / 1e6
}
