//! Request bodies: every byte is accounted for, and masking masks.
//!
//! Input: one byte picks the endpoint, one the media type, the rest is the body.
#![no_main]

use std::{cmp::Reverse, ops::Range};

use countersign_engine::{
    content::{BodyFormat, EditKind, Inspection, body_format, inspect},
    mask::{Masker, Tally},
};
use countersign_fuzz::detectors::{masker, remedies, starter};
use libfuzzer_sys::{Corpus, fuzz_target};

const ENDPOINTS: [(&str, &str); 12] = [
    ("POST", "/v1/chat/completions"),
    ("POST", "/v1/responses"),
    ("POST", "/v1/messages"),
    ("POST", "/v1beta/models/gemini-x:generateContent"),
    ("POST", "/model/anthropic.claude-x/converse"),
    ("POST", "/model/anthropic.claude-x/invoke"),
    ("POST", "/v2/chat"),
    ("POST", "/v1/embeddings"),
    ("POST", "/v1/audio/transcriptions"),
    ("POST", "/v1/files"),
    ("POST", "/v1/fim/completions"),
    ("GET", "/v1/models"),
];

const MEDIA: [Option<&str>; 5] = [
    Some("application/json"),
    None,
    Some("application/x-ndjson"),
    Some("multipart/form-data; boundary=b"),
    Some("text/plain"),
];

thread_local! {
    static CLASSIFIER: &'static countersign_classify::Classifier = starter();
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [endpoint, media, body @ ..] = data else { return Corpus::Reject };
    let (method, path) = ENDPOINTS[usize::from(*endpoint) % ENDPOINTS.len()];
    let media = MEDIA[usize::from(*media) % MEDIA.len()];
    let decision = body_format(method, path, media, false, !body.is_empty());
    let classifier = CLASSIFIER.with(|classifier| *classifier);
    let Ok(inspection) = inspect(body, &decision, classifier) else { return Corpus::Keep };
    let coverage = &inspection.coverage;
    let unscanned: u64 = coverage.unscanned.iter().map(|part| part.bytes).sum();
    assert_eq!(coverage.bytes, body.len() as u64);
    assert_eq!(coverage.bytes, coverage.scanned + coverage.skipped + unscanned, "{coverage:?}");
    if inspection.truncated {
        return Corpus::Keep;
    }
    let remedies = remedies(classifier);
    let mut tally = Tally::default();
    let settled =
        inspection.rewrite(body, &decision, classifier, &mut masker(classifier, &remedies, &mut tally));
    assert_equal_outside(body, &inspection, &mut masker(classifier, &remedies, &mut Tally::default()));
    // What cannot be masked is refused.
    let Some(settled) = settled else { return Corpus::Keep };
    assert_eq!(settled.body.is_some(), !inspection.findings.is_empty());
    let masked = settled.body.unwrap_or_else(|| body.to_vec());
    let again = inspect(&masked, &decision, classifier);
    let again = again.unwrap_or_else(|e| panic!("{e} in {}", String::from_utf8_lossy(&masked)));
    let left: Vec<_> = again.findings.iter().map(|f| (classifier.label_name(f.label), &f.place)).collect();
    assert!(left.is_empty(), "{left:?} in {}", String::from_utf8_lossy(&masked));
    if decision.format == BodyFormat::Json && serde_json::from_slice::<serde_json::Value>(body).is_ok() {
        let after = serde_json::from_slice::<serde_json::Value>(&masked);
        assert!(after.is_ok(), "{after:?} in {}", String::from_utf8_lossy(&masked));
    }
    Corpus::Keep
});

/// One reading's changes change their own bytes and no other: every stretch between them follows the placeholder before it.
fn assert_equal_outside(body: &[u8], inspection: &Inspection, masker: &mut Masker<'_>) {
    let mut spans: Vec<(Range<usize>, bool)> = Vec::new();
    let mut edits: Vec<_> = inspection.findings.iter().map(|f| (&f.edit, f.label)).collect();
    edits.sort_by_key(|(edit, _)| (edit.span.start, Reverse(edit.span.end)));
    for (edit, _) in &edits {
        match spans.last_mut().filter(|(last, _)| edit.span.start < last.end) {
            Some((last, _)) => last.end = last.end.max(edit.span.end),
            None => spans.push((edit.span.clone(), edit.kind == EditKind::Number)),
        }
    }
    let masked = masker.rewrite(body, edits);
    let (mut left, mut at) = (masked.as_slice(), 0);
    for (span, is_number) in spans {
        left = left.strip_prefix(&body[at..span.start]).expect("the same bytes before a change");
        let placeholder = left.iter().position(|b| *b == b']').expect("a placeholder");
        left = &left[placeholder + 1..];
        if is_number {
            let quote = left.iter().position(|b| *b == b'"').expect("a quote");
            left = &left[quote + 1..];
        }
        at = span.end;
    }
    assert_eq!(left, &body[at..], "the same bytes behind the last change");
}
