//! Puts a payment card into every place that lists of an API's places name: is it found, or are its bytes counted as unread, and do the
//! bytes add up? `cargo run -p countersign-engine --example wire_paths -- <folder>`, with files `<api>_<what>.txt`, one place a line:
//!
//! ```text
//! messages[]<role=user>.content[]<type=text>.text = str
//! metadata.{*} = ANY
//! # modelId uri modelId
//! ```
//!
//! A line that begins with `#` says which of the names stand beside the body. Lists whose name ends with `_output`, `_response`, `_result`
//! or `_chunk` are of answers; in events of streams the card stands in one event, and cut in two over two. Files `endpoints_*.txt` have a
//! method and a path a line: which of them do the tables know? Only places make the program fail.
#![expect(clippy::unwrap_used, reason = "a measuring program")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::ExitCode,
};

use countersign_classify::LabelId;
use countersign_engine::{
    answer::{frames, sse},
    content::{
        self, FormatDecision, Inspection, Position, body_format, event, normalise_path, report::Report,
    },
};
use serde_json::Value;

#[path = "../tests/support/starter.rs"]
#[expect(dead_code, reason = "masking is not looked at here")]
mod starter;

#[path = "wire_paths/leaf.rs"]
mod leaf;

use leaf::{Leaf, TEXT};

/// Where it is cut in two: inside of the card, and between two groups of base64.
const CUT: usize = 12;

/// Requests by the beginning of their list's name.
const PATHS: [(&str, &str); 23] = [
    ("anthropic_count_tokens", "/v1/messages/count_tokens"),
    ("anthropic", "/v1/messages"),
    ("bedrock_ApplyGuardrail", "/guardrail/g/version/1/apply"),
    ("bedrock_Converse", "/model/m/converse"),
    ("bedrock_CountTokens", "/model/m/count-tokens"),
    ("bedrock_InvokeModel", "/model/m/invoke"),
    ("cohere_v2_chat", "/v2/chat"),
    ("gemini", "/v1beta/models/m:generateContent"),
    ("mistral_chat", "/v1/chat/completions"),
    ("mistral_fim", "/v1/fim/completions"),
    ("openai_audio_speech", "/v1/audio/speech"),
    ("openai_audio_transcription", "/v1/audio/transcriptions"),
    ("openai_audio_translation", "/v1/audio/translations"),
    ("openai_batch", "/v1/batches"),
    ("openai_chat", "/v1/chat/completions"),
    ("openai_completion", "/v1/completions"),
    ("openai_embedding", "/v1/embeddings"),
    ("openai_file", "/v1/files"),
    ("openai_image_edit", "/v1/images/edits"),
    ("openai_image_generate", "/v1/images/generations"),
    ("openai_moderation", "/v1/moderations"),
    ("openai_responses", "/v1/responses"),
    ("openrouter_chat", "/api/v1/chat/completions"),
];

/// Paths whose bodies are forms.
const FORMS: [&str; 4] =
    ["/v1/audio/transcriptions", "/v1/audio/translations", "/v1/files", "/v1/images/edits"];

/// How the bodies of a list are read.
#[derive(Clone, Copy)]
enum Kind {
    Request(&'static str),
    Answer,
    Events,
    Frames,
}

impl Kind {
    fn of(name: &str) -> Self {
        let answer = ["_output", "_response", "_result", "_chunk"].iter().any(|end| name.ends_with(end));
        match (answer, name.starts_with("bedrock") && name.contains("Stream"), name.ends_with("_chunk")) {
            (true, true, _) => Self::Frames,
            (true, _, true) => Self::Events,
            (true, ..) => Self::Answer,
            (false, ..) => {
                let known = PATHS.iter().find(|(list, _)| name.starts_with(list));
                Self::Request(known.map_or("/unknown", |(_, path)| path))
            }
        }
    }
}

/// What was tried, and what came of it.
#[derive(Default)]
struct Tally {
    leafs: usize,
    beside: usize,
    bodies: usize,
    found: usize,
    unread: usize,
    /// Places of events: the card is found over two of them.
    joined: usize,
    /// What else is worth knowing, by what it is.
    notes: BTreeMap<&'static str, BTreeSet<String>>,
    wrong: Vec<String>,
}

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "txt"));
    files.sort();
    let name = |file: &Path| file.file_stem().unwrap().to_string_lossy().into_owned();
    let (endpoints, lists): (Vec<_>, Vec<_>) =
        files.iter().partition(|file| name(file).starts_with("endpoints_"));
    println!("| list | places | beside the body | bodies | found | unread | over two events | wrong |");
    println!("|---|---|---|---|---|---|---|---|");
    let tallies: Vec<(String, Tally)> =
        lists.into_iter().map(|file| (name(file), list(&name(file), file))).collect();
    tallies.iter().for_each(|(name, tally)| row(name, tally));
    for (name, tally) in &tallies {
        for (what, places) in &tally.notes {
            println!("\n{name}: {what}");
            places.iter().for_each(|place| println!("  {place}"));
        }
        tally.wrong.iter().for_each(|line| println!("WRONG {name}: {line}"));
    }
    endpoints.into_iter().for_each(|file| resolve(&name(file), file));
    let right = tallies.iter().all(|(_, tally)| tally.wrong.is_empty());
    if right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn row(name: &str, tally: &Tally) {
    let Tally { leafs, beside, bodies, found, unread, joined, wrong, .. } = tally;
    println!("| {name} | {leafs} | {beside} | {bodies} | {found} | {unread} | {joined} | {} |", wrong.len());
}

fn list(name: &str, file: &Path) -> Tally {
    let text = fs::read_to_string(file).unwrap();
    let headers: BTreeSet<&str> =
        text.lines().filter(|line| line.starts_with('#')).flat_map(|line| line.split(' ')).collect();
    let (kind, mut tally) = (Kind::of(name), Tally::default());
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((path, _)) = line.split_once(" = ") else { continue };
        if headers.contains(path) {
            tally.beside += 1;
            continue;
        }
        tally.leafs += 1;
        for leaf in Leaf::of(line) {
            place(&leaf, kind, &mut tally);
        }
    }
    tally
}

/// Tries a place in every way that it may be written.
fn place(leaf: &Leaf, kind: Kind, tally: &mut Tally) {
    match kind {
        Kind::Request(path) => {
            let decision = body_format("POST", path, None, false, true);
            let form = body_format("POST", path, Some("multipart/form-data; boundary=b"), false, true);
            for document in leaf.documents(TEXT) {
                inspected(leaf, &decision, &document.to_string(), tally);
            }
            let forms = if FORMS.contains(&path) { leaf.forms() } else { Vec::new() };
            forms.iter().for_each(|body| inspected(leaf, &form, body, tally));
            let unread = |body: &[u8]| content::inspect(body, &decision, starter::classifier()).ok();
            sealed(leaf, unread, tally);
        }
        Kind::Answer => {
            let read = |body: &[u8]| {
                content::inspect_answer(body, &FormatDecision::json(), starter::classifier()).ok()
            };
            for document in leaf.documents(TEXT) {
                let body = document.to_string();
                counted(leaf, &body, read(body.as_bytes()).as_ref(), tally);
            }
            sealed(leaf, read, tally);
        }
        Kind::Events | Kind::Frames => streamed(leaf, kind, tally),
    }
}

fn inspected(leaf: &Leaf, decision: &FormatDecision, body: &str, tally: &mut Tally) {
    let read = content::inspect(body.as_bytes(), decision, starter::classifier()).ok();
    counted(leaf, body, read.as_ref(), tally);
    // Headers of a form's parts have no place.
    let nowhere = |found: &content::Found| {
        found.label == card() && found.position == Position::Other && !found.place.is_empty()
    };
    if decision.endpoint.is_some() && read.is_some_and(|read| read.findings.iter().any(nowhere)) {
        let places = tally.notes.entry("found, but the API's table has no place for it").or_default();
        places.insert(leaf.outer());
    }
}

/// Judges one reading; none is a body that is refused, which no place should make it.
fn counted(leaf: &Leaf, body: &str, read: Option<&Inspection>, tally: &mut Tally) {
    tally.bodies += 1;
    let Some(read) = read else { return tally.wrong.push(format!("refused: {}: {body}", leaf.line)) };
    let coverage = &read.coverage;
    let unread: u64 = coverage.unscanned.iter().map(|part| part.bytes).sum();
    if coverage.bytes != body.len() as u64 || coverage.bytes != coverage.scanned + coverage.skipped + unread {
        tally.wrong.push(format!("does not add up: {}: {coverage:?}", leaf.line));
    }
    let found = read.findings.iter().any(|found| found.label == card());
    let counts = unread >= leaf.bytes();
    tally.found += usize::from(found);
    tally.unread += usize::from(counts);
    if !found && !counts {
        tally.wrong.push(format!("neither found nor counted: {}: {body}", leaf.line));
    }
}

/// Base64 that holds no text, which nobody can read.
fn sealed(leaf: &Leaf, read: impl Fn(&[u8]) -> Option<Inspection>, tally: &mut Tally) {
    let Some(document) = leaf.sealed() else { return };
    if !read(document.to_string().as_bytes()).is_some_and(|read| read.uninspectable()) {
        let places = tally.notes.entry("96 bytes in base64 that are no text count as read").or_default();
        places.insert(leaf.line.clone());
    }
}

/// A place of an event: in one, and cut in two over two.
fn streamed(leaf: &Leaf, kind: Kind, tally: &mut Tally) {
    for document in leaf.documents(TEXT) {
        tally.bodies += 1;
        let (found, unread) = events(kind, &[&document], leaf, tally);
        tally.found += usize::from(found);
        tally.unread += usize::from(unread >= leaf.bytes());
        if !found && unread < leaf.bytes() {
            tally.wrong.push(format!("neither found nor counted: {}: {document}", leaf.line));
        }
    }
    let (one, two) = TEXT.split_at(CUT);
    if let ([first, ..], [second, ..]) = (leaf.documents(one).as_slice(), leaf.documents(two).as_slice()) {
        if events(kind, &[first, second], leaf, tally).0 {
            tally.joined += 1;
        } else {
            let places = tally.notes.entry("found in one event only, not over two").or_default();
            places.insert(leaf.line.clone());
        }
    }
}

/// Reads events as a stream is read: whether the card is found, and how many bytes are unread.
fn events(kind: Kind, documents: &[&Value], leaf: &Leaf, tally: &mut Tally) -> (bool, u64) {
    let texts: Vec<String> = if matches!(kind, Kind::Frames) {
        let frame = |document: &&Value| frames::exception("event", document.to_string().as_bytes());
        let bytes: Vec<u8> = documents.iter().flat_map(frame).collect();
        let cut = frames::Cutter::default().push(&bytes, true).unwrap();
        cut.iter().map(|frame| frames::read(frame).unwrap().document).collect()
    } else {
        let bytes: String = documents.iter().map(|document| format!("data: {document}\n\n")).collect();
        let cut = sse::Cutter::default().push(bytes.as_bytes(), true).unwrap();
        cut.iter().map(|event| sse::read(event).unwrap().document).collect()
    };
    let (mut found, mut unread, mut joined) = (false, 0, BTreeMap::<u64, String>::new());
    for text in texts {
        let read = event::read(&text, starter::classifier(), &mut Report::default()).unwrap();
        let coverage = &read.inspection.coverage;
        let here: u64 = coverage.unscanned.iter().map(|part| part.bytes).sum();
        if coverage.bytes != coverage.scanned + coverage.skipped + here {
            tally.wrong.push(format!("does not add up: {}: {coverage:?}", leaf.line));
        }
        unread += here;
        found |= read.inspection.findings.iter().any(|found| found.label == card());
        for piece in read.pieces {
            joined.entry(piece.channel).or_default().push_str(&piece.text);
        }
    }
    let mut scans = joined.values().map(|text| content::scan_text(text, starter::classifier()));
    (found || scans.any(|scan| scan.hits.iter().any(|(_, label, _)| *label == card())), unread)
}

fn card() -> LabelId {
    let mut labels = starter::classifier().labels();
    labels.find(|(_, name)| *name == "pii.payment_card").map(|(label, _)| label).unwrap()
}

/// Says of each method and path of a list which API it is, in groups.
fn resolve(name: &str, file: &Path) {
    let (mut known, mut unknown) = (BTreeMap::<String, Vec<String>>::new(), BTreeMap::new());
    let text = fs::read_to_string(file).unwrap();
    for line in text.lines().filter(|line| !line.is_empty()) {
        // Google's lists have no methods, and paths below a version; verbs are posted.
        let (methods, path) = match line.split_once(" /") {
            Some((method, path)) => (vec![method], format!("/{path}")),
            None => {
                let methods =
                    if line.contains("}:") { vec!["POST"] } else { vec!["POST", "GET", "DELETE", "PATCH"] };
                (methods, format!("/v1beta/{}", line.replace("{model}", "models/m")))
            }
        };
        let path = normalise_path(&filled(path.split('#').next().unwrap())).unwrap().path;
        let mut found = methods.iter().map(|method| body_format(method, &path, None, false, false));
        match found.find_map(|decision| decision.endpoint) {
            Some(endpoint) => known.entry(endpoint.api.name.to_owned()).or_default().push(line.to_owned()),
            None => {
                let mut segments =
                    path.split('/').skip(1).filter(|segment| !segment.starts_with("v1") && *segment != "v2");
                let group = segments.next().unwrap_or_default().to_owned();
                unknown.entry(group).or_insert_with(Vec::new).push(line.to_owned());
            }
        }
    }
    let count = |groups: &BTreeMap<String, Vec<String>>| groups.values().map(Vec::len).sum::<usize>();
    println!("\n{name}: {} known, {} unknown", count(&known), count(&unknown));
    known.iter().for_each(|(group, lines)| println!("  known, {group}: {}", lines.join(", ")));
    unknown.iter().for_each(|(group, lines)| println!("  unknown, {group}: {}", lines.join(", ")));
}

/// A path with something in place of each `{name}`.
fn filled(path: &str) -> String {
    let (mut filled, mut depth) = (String::new(), 0);
    for char in path.chars() {
        match char {
            '{' => depth += 1,
            '}' => {
                depth -= 1;
                filled.push_str(if depth == 0 { "x" } else { "" });
            }
            char if depth == 0 => filled.push(char),
            _ => {}
        }
    }
    filled
}
