//! Prints megabytes per second of the scan, on clean and on mixed text. Runs natively and, built for wasm32-wasip1, in any WASI
//! runtime; then the artifact comes by standard input, since detectors are compiled natively.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measuring program")]

use std::time::Instant;

use countersign_classify::Classifier;

fn main() {
    let classifier = Classifier::load(&artifact()).unwrap();
    let clean = text(None);
    let mixed = text(Some(5_000));
    for (name, text) in [("clean", &clean), ("mixed", &mixed)] {
        let mut findings = Vec::new();
        let mut best = f64::MAX;
        for _ in 0..15 {
            findings.clear();
            let start = Instant::now();
            classifier.scan(text, &mut findings);
            best = best.min(start.elapsed().as_secs_f64());
        }
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let speed = text.len() as f64 / best / 1e6;
        println!("{name}: {speed:.0} MB/s, {} findings in {} bytes", findings.len(), text.len());
    }
}

/// One megabyte of prose, code and JSON; with something to find at every `every` bytes.
fn text(every: Option<usize>) -> String {
    const PROSE: &str = "The committee met on Tuesday to review the proposal, and asked that every figure in the annex be checked \
        against last year's report before the vote. Nobody objected to the schedule.\n";
    const CODE: &str = "fn sum(items: &[Item]) -> u64 {\n    items.iter().filter(|i| i.active).map(|i| i.count * 3).sum()\n}\n";
    const JSON: &str =
        "{\"name\": \"widget\", \"tags\": [\"blue\", \"small\"], \"stock\": 17, \"price\": 249}\n";
    let mut text = String::new();
    let (mut turn, mut planted) = (0, 0);
    while text.len() < 1_000_000 {
        text.push_str([PROSE, PROSE, PROSE, CODE, CODE, JSON][turn % 6]);
        turn += 1;
        if every.is_some_and(|every| text.len() / every > planted) {
            planted += 1;
            text.push_str(
                ["Card 4111 1111 1111 1111. ", "SSN 536-90-4399. ", "Mail jo@example.com. "][planted % 3],
            );
        }
    }
    text
}

#[cfg(feature = "compile")]
fn artifact() -> Vec<u8> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "policies/starter/detectors".into());
    let files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    let compiled = countersign_classify::compile::compile(&files).unwrap();
    if let Some(out) = std::env::args().nth(2) {
        std::fs::write(out, &compiled.artifact).unwrap();
    }
    compiled.artifact
}

#[cfg(not(feature = "compile"))]
fn artifact() -> Vec<u8> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    bytes
}
