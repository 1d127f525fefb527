//! Sends recorded HTTP traffic through the engine's readers: does every text in it get scanned or counted as unread, and do the bytes add up?
//! `cargo run -p countersign-engine --example captures -- <folder>`, with files `request.http` and `response.http`, raw, anywhere below;
//! `response.body` beside an answer holds its body without transfer and content coding. Of answers, this looks at the documents in them; the example
//! of the same name of `countersign` sends whole answers through the gateway.
#![expect(clippy::unwrap_used, reason = "a measuring program")]

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use countersign_classify::{Finding, ScanOutcome};
use countersign_engine::{
    answer::{frames, sse},
    content::{self, FormatDecision, Inspection, Scan, body_format, event, normalise_path, report::Report},
};
use serde_json::Value;

/// Remembers what it was shown.
#[derive(Default)]
struct Memory(RefCell<Vec<String>>);

impl Scan for Memory {
    fn scan(&self, text: &str, _: &mut Vec<Finding>) -> ScanOutcome {
        self.0.borrow_mut().push(text.to_owned());
        ScanOutcome::default()
    }
}

#[derive(Default)]
struct Tally {
    files: u64,
    bytes: u64,
    scanned: u64,
    skipped: u64,
    unread: BTreeMap<String, u64>,
    refused: BTreeMap<String, u64>,
    wrong: Vec<String>,
}

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let (mut requests, mut answers) = (Tally::default(), Tally::default());
    let mut files = Vec::new();
    find(Path::new(&folder), &mut files);
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if name.ends_with("request.http") {
            request(&file, &mut requests);
        } else if name.ends_with("response.http") {
            answer(&file, &mut answers);
        }
    }
    show("requests", &requests);
    show("answers", &answers);
    if requests.wrong.is_empty() && answers.wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() { find(&entry.path(), files) } else { files.push(entry.path()) }
    }
    files.sort();
}

fn show(what: &str, tally: &Tally) {
    let Tally { files, bytes, scanned, skipped, unread, refused, wrong } = tally;
    println!(
        "{what}: {files} files, {bytes} bytes = {scanned} scanned + {skipped} structure + {unread:?} unread; refused {refused:?}"
    );
    wrong.iter().for_each(|line| println!("  WRONG {line}"));
}

/// A recorded message.
struct Message {
    /// Request or status line.
    first: String,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn message(file: &Path) -> Option<Message> {
    let bytes = fs::read(file).ok()?;
    let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(bytes.get(..end)?).into_owned();
    let mut lines = head.lines();
    let first = lines.next()?.to_owned();
    let headers =
        lines.filter_map(|l| l.split_once(':')).map(|(n, v)| (n.to_ascii_lowercase(), v.trim().to_owned()));
    let headers: Vec<(String, String)> = headers.collect();
    let mut body = bytes.get(end + 4..)?.to_vec();
    // A client that asks again is recorded in the same file.
    if let Some(length) = header(&headers, "content-length").and_then(|length| length.parse().ok()) {
        body.truncate(length);
    }
    Some(Message { first, headers, body })
}

fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

fn request(file: &Path, tally: &mut Tally) {
    let Some(Message { first, headers, body }) = message(file) else { return };
    tally.files += 1;
    let mut words = first.split(' ');
    let (method, raw) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let refuse = |tally: &mut Tally, why: &str| *tally.refused.entry(why.to_owned()).or_default() += 1;
    let Ok(path) = normalise_path(raw) else { return refuse(tally, "path") };
    let encoded = header(&headers, "content-encoding").is_some();
    let format = body_format(method, &path.path, header(&headers, "content-type"), encoded, !body.is_empty());
    if format.endpoint.is_none() {
        refuse(tally, &format!("endpoint {method} {}", path.path));
    }
    let memory = Memory::default();
    match content::inspect(&body, &format, &memory) {
        Ok(inspection) => check(file, &body, &inspection, &memory, tally),
        Err(e) => refuse(tally, &format!("body: {e}")),
    }
}

/// Adds an inspection; every string of a JSON body must have been scanned.
fn check(file: &Path, body: &[u8], inspection: &Inspection, memory: &Memory, tally: &mut Tally) {
    let coverage = &inspection.coverage;
    let unread: u64 = coverage.unscanned.iter().map(|u| u.bytes).sum();
    if coverage.bytes != body.len() as u64 || coverage.bytes != coverage.scanned + coverage.skipped + unread {
        tally.wrong.push(format!("{}: {coverage:?}", file.display()));
    }
    tally.bytes += coverage.bytes;
    tally.scanned += coverage.scanned;
    tally.skipped += coverage.skipped;
    for part in &coverage.unscanned {
        *tally.unread.entry(part.kind.clone()).or_default() += part.bytes;
    }
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        missing(&value, &memory.0.borrow(), &mut |text| {
            tally.wrong.push(format!("{}: not scanned: {text}", file.display()));
        });
    }
}

fn missing(value: &Value, seen: &[String], report: &mut impl FnMut(&str)) {
    match value {
        // Arguments of a tool call are read value by value, and as a whole.
        Value::String(text)
            if !text.is_empty()
                && !seen.iter().any(|s| s == text)
                && serde_json::from_str::<Value>(text).is_err() =>
        {
            report(text);
        }
        Value::Array(items) => items.iter().for_each(|item| missing(item, seen, report)),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            if !seen.iter().any(|s| s == name) {
                report(name);
            }
            missing(value, seen, report);
        }),
        _ => {}
    }
}

fn answer(file: &Path, tally: &mut Tally) {
    let Some(Message { headers, body: raw, .. }) = message(file) else { return };
    let body = fs::read(file.with_extension("body")).unwrap_or(raw);
    tally.files += 1;
    let media = header(&headers, "content-type").unwrap_or_default();
    let memory = Memory::default();
    let documents: Vec<String> = if media.starts_with("text/event-stream") {
        let events = sse::Cutter::default().push(&body, true).unwrap();
        events.iter().map(|e| sse::read(e).unwrap().document).collect()
    } else if media.starts_with("application/vnd.amazon.eventstream") {
        let found = frames::Cutter::default().push(&body, true);
        found.unwrap_or_default().iter().map(|f| frames::read(f).unwrap().document).collect()
    } else {
        match content::inspect_answer(&body, &FormatDecision::json(), &memory) {
            Ok(inspection) => check(file, &body, &inspection, &memory, tally),
            // Text and anything else is scanned as it stands, or counted as unread.
            Err(_) => text(body.len(), tally),
        }
        return;
    };
    for document in documents {
        let Ok(read) = event::read(&document, &memory, &mut Report::default()) else {
            text(document.len(), tally);
            continue;
        };
        let pieces = read.pieces.iter().map(|piece| piece.text.clone());
        memory.0.borrow_mut().extend(pieces);
        check(file, document.as_bytes(), &read.inspection, &memory, tally);
    }
}

fn text(bytes: usize, tally: &mut Tally) {
    tally.bytes += bytes as u64;
    tally.scanned += bytes as u64;
}
