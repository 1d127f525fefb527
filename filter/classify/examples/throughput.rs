//! Prints megabytes per second of the scan on mixed prompts, and on texts that are made to be slow.
//!
//! `throughput <pack or artifact> <weights of names or -> <artifact out or -> [case]`; with a case, only that one, once (for a profiler).
//! `DETECTORS=100` keeps that many of the descriptions of a pack, spread over all of it: what a byte costs by their number.
//! Built for wasm32-wasip1 the artifact comes by standard input, since detectors are compiled natively, and the case is the first argument.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measuring program")]

#[path = "throughput/texts.rs"]
mod texts;

use std::time::Instant;

use countersign_classify::{Classifier, Evidence};

/// Bytes of each text.
const SIZE: usize = 1_000_000;

fn main() {
    let (artifact, only) = artifact();
    let classifier = Classifier::load(&artifact).unwrap();
    let mut mixed = 0.0;
    for (name, text) in texts::all(SIZE) {
        if only.as_deref().is_some_and(|only| only != name) {
            continue;
        }
        // The clock of a thread goes in ticks of some milliseconds: so long that they do not matter.
        let least = if only.is_some() { 0.0 } else { 0.25 };
        let mut findings = Vec::new();
        let (start, before) = (Instant::now(), cpu());
        let (mut rounds, mut spent, mut truncated) = (0.0, 0.0, false);
        while rounds == 0.0 || spent < least {
            findings.clear();
            truncated = classifier.read(&text, &mut findings, &mut Evidence::default()).truncated;
            spent = before.zip(cpu()).map_or(start.elapsed().as_secs_f64(), |(before, now)| now - before);
            rounds += 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
        let speed = text.len() as f64 * rounds / spent / 1e6;
        if name == "mixed" {
            mixed = speed;
        }
        let times = mixed / speed;
        let end = if truncated { ", truncated" } else { "" };
        println!("{name:>14}: {speed:6.1} MB/s, {times:5.2} times mixed, {} findings{end}", findings.len());
    }
}

/// Seconds of processor time of this thread, where the system tells.
fn cpu() -> Option<f64> {
    let times = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    times.split(' ').next()?.parse().ok().map(|nanoseconds: f64| nanoseconds / 1e9)
}

/// Compiles a policy pack, with the weights of names if they are given, and writes the artifact where it is told to; or reads one.
#[cfg(feature = "compile")]
fn artifact() -> (Vec<u8>, Option<String>) {
    use countersign_classify::compile;
    let mut arguments = std::env::args().skip(1);
    let pack = std::path::PathBuf::from(arguments.next().unwrap_or_else(|| "policies".into()));
    let names = arguments.next().filter(|path| path != "-").map(|path| std::fs::read(path).unwrap());
    let out = arguments.next().filter(|path| path != "-");
    if pack.is_file() {
        return (std::fs::read(pack).unwrap(), arguments.next());
    }
    let texts = |folder: &str| -> Vec<(String, String)> {
        let parts = ["starter", "catalogue"].map(|part| pack.join(part).join(folder));
        let folders = parts.into_iter().filter_map(|folder| std::fs::read_dir(folder).ok());
        let files = folders.flatten().map(|entry| entry.unwrap().path());
        files.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
    };
    let (mut detectors, lexicons) = (texts("detectors"), texts("lexicons"));
    if let Some(kept) = std::env::var("DETECTORS").ok().and_then(|count| count.parse().ok()) {
        keep(&mut detectors, kept);
    }
    let names = names.unwrap_or_default();
    let pack = compile::Pack {
        detectors: &detectors,
        lexicons: &lexicons,
        names: &names,
        ..compile::Pack::default()
    };
    let compiled = compile::compile_pack(&pack).unwrap();
    if let Some(out) = out {
        std::fs::write(out, &compiled.artifact).unwrap();
    }
    (compiled.artifact, arguments.next())
}

/// Keeps so many descriptions, at equal distances.
#[cfg(feature = "compile")]
fn keep(files: &mut Vec<(String, String)>, kept: usize) {
    files.sort();
    let several = |text: &String| text.contains("[[detector]]");
    let count: usize = files.iter().map(|(_, text)| text.matches("[[detector]]").count().max(1)).sum();
    let mut at = 0;
    for (_, text) in files.iter_mut() {
        let mut next = || {
            at += 1;
            at * kept / count > (at - 1) * kept / count
        };
        if several(text) {
            let parts = text.split("[[detector]]").skip(1).filter(|_| next());
            *text = parts.map(|part| format!("[[detector]]{part}")).collect();
        } else if !next() {
            text.clear();
        }
    }
    files.retain(|(_, text)| !text.is_empty());
}

#[cfg(not(feature = "compile"))]
fn artifact() -> (Vec<u8>, Option<String>) {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).unwrap();
    (bytes, std::env::args().nth(1))
}
