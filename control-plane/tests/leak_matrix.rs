//! The leak matrix through the engine in this process, with the starter pack's policies: no cell leaks, at whatever byte an answer is cut.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::fs;

use countersign_conformance::{
    http::Recorded,
    matrix::{Depth, Matrix, Observed, Question, Target, Verdict},
    provider, reading,
    script::{Cut, Place, Script},
};
use serde_json::json;

#[path = "support/gateway.rs"]
mod support;
use support::{Gateway, answer};

struct InProcess(Gateway);

impl Target for InProcess {
    fn ask(&mut self, question: &Question<'_>) -> Result<Observed, String> {
        let route = match question.verdict {
            Verdict::Redact => "/support",
            Verdict::Block => "/developer",
            Verdict::Tokenize => "/clinical",
        };
        let path = [route, question.path].concat();
        let mut received = Vec::new();
        let exchange = self.0.post(&path, question.media, &[], question.body, |headers, body| {
            let path =
                headers.iter().find(|(name, _)| name == ":path").map(|(_, v)| v.clone()).unwrap_or_default();
            let request = Recorded {
                method: "POST".to_owned(),
                path,
                headers: headers.clone(),
                body: body.to_vec(),
                connection: 0,
            };
            let reply = provider::answer(&request);
            received.push(request);
            let pieces = match question.cut {
                Some(at) => {
                    let body = reply.body();
                    let (a, b) = body.split_at(at.min(body.len()));
                    vec![a.to_vec(), b.to_vec()]
                }
                None => reply.pieces,
            };
            answer(reply.status, reply.media, pieces)
        });
        let media = exchange.headers.iter().find(|(name, _)| name == "content-type").map(|(_, v)| v.clone());
        Ok(Observed {
            received,
            status: u16::try_from(exchange.status).unwrap(),
            media: media.unwrap_or_default(),
            body: exchange.body,
        })
    }
}

/// `COUNTERSIGN_LONG=1` cuts after every byte; `COUNTERSIGN_COVERAGE=<file>` writes the table.
#[test]
fn no_cell_leaks() {
    let mut target = InProcess(Gateway::start());
    let depth = if std::env::var_os("COUNTERSIGN_LONG").is_some() { Depth::Full } else { Depth::Sample };
    let matrix = Matrix::run(&mut target, depth, |_| {}).unwrap();
    let leaks = matrix.leaks();
    assert!(leaks.is_empty(), "{} of {:?} leak:\n{}", leaks.len(), matrix.size(), leaks.join("\n"));
    assert!(matrix.size().0 > 600, "{:?}", matrix.size());
    // Every request and answer is accounted for, to the byte.
    for record in &target.0.native.records {
        for coverage in [&record.input, &record.response].into_iter().flatten() {
            let unscanned: u64 = coverage.unscanned.iter().map(|part| part.bytes).sum();
            assert_eq!(coverage.bytes, coverage.scanned + coverage.skipped + unscanned, "{record:?}");
        }
    }
    let (cells, tries) = matrix.size();
    let summary = format!("{cells} cells, {tries} requests, none leaks.");
    println!("{summary}");
    if let Some(file) = std::env::var_os("COUNTERSIGN_COVERAGE") {
        fs::write(file, format!("{summary}\n\n{}", matrix.table())).unwrap();
    }
}

fn ask(target: &mut InProcess, path: &str, media: &str, body: &[u8]) -> Observed {
    target.ask(&Question { verdict: Verdict::Redact, path, media, body, cut: None }).unwrap()
}

#[test]
fn addresses_with_unusual_letters_are_masked_whole_in_streams() {
    let mut target = InProcess(Gateway::start());
    for local in ["o'brien", "a{b}c", "x|y", "p`q"] {
        for cut in [Cut::Every(1), Cut::Every(2), Cut::Every(0)] {
            let script =
                Script { cut, ..Script::new(Place::Text, &format!("write to {local}@example.com today")) };
            let body = json!({"model": "gpt-5-mini", "stream": true, "messages": [{"role": "user", "content": script.directive()}]});
            let observed =
                ask(&mut target, "/v1/chat/completions", "application/json", body.to_string().as_bytes());
            let texts = reading::texts(&observed.media, &observed.body);
            assert!(texts.iter().any(|text| text == "write to [EMAIL] today"), "{local} {cut:?}: {texts:?}");
        }
    }
}

#[test]
fn what_follows_a_document_is_held_like_anything_else() {
    let mut target = InProcess(Gateway::start());
    for before in ["{} ", "[1] ", "{\"a\":{\"b\":[]}}\n", "{\"a\":\"]}\"} ", "]} ", "{]} "] {
        let text = format!("{before}the number is 4111 1111 1111 1111 as agreed");
        for place in [Place::Text, Place::Reasoning] {
            for cut in [vec![Cut::Every(1), Cut::Every(3)], (1..text.len()).map(Cut::At).collect()].concat() {
                let script = Script { cut, ..Script::new(place, &text) };
                let body = json!({"model": "gpt-5-mini", "stream": true, "messages": [{"role": "user", "content": script.directive()}]});
                let observed =
                    ask(&mut target, "/v1/chat/completions", "application/json", body.to_string().as_bytes());
                let texts = reading::texts(&observed.media, &observed.body);
                let expected = format!("{before}the number is [PAYMENT_CARD] as agreed");
                // The pieces are among the texts, and what they say together.
                assert!(texts.contains(&expected), "{before:?} {cut:?}");
                assert!(!texts.iter().any(|text| text.contains("4111")), "{before:?} {cut:?}");
            }
        }
    }
}

#[test]
fn parameters_of_forms_are_masked() {
    let mut target = InProcess(Gateway::start());
    let form = |disposition: &str| {
        format!("--b\r\nContent-Disposition: form-data; {disposition}\r\n\r\nx\r\n--b--\r\n").into_bytes()
    };
    let media = "multipart/form-data; boundary=b";
    let quoted =
        ask(&mut target, "/v1/files", media, &form("name=\"file\"; filename=\"jo@example.com.txt\""));
    assert_eq!((quoted.status, quoted.received.len()), (200, 1));
    assert!(quoted.received[0].text().contains("filename=\"[EMAIL]"));
    let bare = ask(&mut target, "/v1/files", media, &form("name=jo@example.com"));
    assert_eq!((bare.status, bare.received.len()), (200, 1));
    assert!(bare.received[0].text().contains("name=[EMAIL]"));
}
