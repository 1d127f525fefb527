//! Sends recorded answers through the whole engine, as an upstream would give them: does every byte count as scanned, as structure or as unread in
//! the outcome record, and does the caller get what came, where nothing in it was changed?
//! `cargo run -p countersign --example captures -- <folder>`, with files `response.http`, raw, anywhere below; `response.body` beside one
//! holds its body without transfer and content coding. Requests: the example of the same name of `countersign-engine`.
#![expect(clippy::unwrap_used, reason = "a measuring program")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

#[path = "../tests/support/gateway.rs"]
mod support;
use support::Gateway;

#[derive(Default)]
struct Tally {
    files: u64,
    unchanged: u64,
    changed: BTreeMap<String, u64>,
    bytes: u64,
    scanned: u64,
    skipped: u64,
    unread: BTreeMap<String, u64>,
    wrong: Vec<String>,
}

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let mut gateway = Gateway::start();
    let (mut tally, mut files) = (Tally::default(), Vec::new());
    find(Path::new(&folder), &mut files);
    for file in files {
        answer(&mut gateway, &file, &mut tally);
    }
    let Tally { files, unchanged, changed, bytes, scanned, skipped, unread, wrong } = &tally;
    println!("{files} answers, {unchanged} delivered as they came, others: {changed:?}");
    println!("{bytes} bytes = {scanned} scanned + {skipped} structure + {unread:?} unread");
    wrong.iter().for_each(|line| println!("  WRONG {line}"));
    if wrong.is_empty() && *files > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { find(&entry.path(), files) } else { files.push(entry.path()) }
    }
    files.retain(|file| file.to_string_lossy().ends_with("response.http"));
    files.sort();
}

/// Status, media type and body of a recorded answer.
fn recorded(file: &Path) -> Option<(u16, String, Vec<u8>)> {
    let bytes = fs::read(file).ok()?;
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let media = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-type").then(|| value.trim().to_owned())
    });
    let body = fs::read(file.with_extension("body"))
        .unwrap_or_else(|_| bytes.get(end + 4..).unwrap_or_default().to_vec());
    Some((status, media.unwrap_or_default(), body))
}

fn answer(gateway: &mut Gateway, file: &Path, tally: &mut Tally) {
    let Some((status, media, body)) = recorded(file) else { return };
    // An endpoint that answers in this form.
    let (path, prompt) = match (media.as_str(), body.trim_ascii_start().first()) {
        (media, _) if media.starts_with("application/vnd.amazon") => {
            ("/model/gpt-5/converse-stream", r#"{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"#)
        }
        (media, Some(b'[')) if media.starts_with("application/json") => {
            ("/v1beta/models/gpt-5:streamGenerateContent", r#"{"contents":[{"parts":[{"text":"hi"}]}]}"#)
        }
        _ => (
            "/v1/chat/completions",
            r#"{"model":"gpt-5","stream":true,"messages":[{"role":"user","content":"hi"}]}"#,
        ),
    };
    let pieces = body.chunks(1000).map(<[u8]>::to_vec).collect();
    let path = ["/support", path].concat();
    let upstream = support::answer(status, &media, pieces);
    let exchange = gateway.post(&path, "application/json", &[], prompt.as_bytes(), |_, _| upstream);
    tally.files += 1;
    let outcome = gateway.native.records.iter().rev().find(|record| record.kind == "outcome");
    let coverage = outcome.and_then(|record| record.response.clone()).unwrap_or_default();
    let unread: u64 = coverage.unscanned.iter().map(|part| part.bytes).sum();
    let adds_up =
        coverage.bytes == body.len() as u64 && coverage.bytes == coverage.scanned + coverage.skipped + unread;
    if !adds_up {
        tally.wrong.push(format!("{}: {} bytes, {coverage:?}", file.display(), body.len()));
    }
    match exchange.body == body {
        true => tally.unchanged += 1,
        false => {
            let verdict = outcome
                .and_then(|record| record.answer.as_ref())
                .map_or("", |answer| answer.verdict.as_str());
            let reasons =
                outcome.and_then(|record| record.answer.as_ref()).map(|answer| answer.reasons.join(" "));
            *tally.changed.entry(format!("{verdict} {}", reasons.unwrap_or_default())).or_default() += 1;
            println!("{verdict} {}", file.display());
        }
    }
    tally.bytes += coverage.bytes;
    tally.scanned += coverage.scanned;
    tally.skipped += coverage.skipped;
    for part in &coverage.unscanned {
        *tally.unread.entry(part.kind.clone()).or_default() += part.bytes;
    }
}
