//! Request bodies: every byte is accounted for, and masking masks.
//!
//! Input: one byte picks the endpoint, one the media type, the rest is the body.
#![no_main]

use countersign_engine::{
    content::{BodyFormat, body_format, inspect},
    mask::Tally,
};
use countersign_fuzz::detectors::{CONTEXTUAL, classifier, masker, remedies};
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
    static CLASSIFIER: &'static countersign_classify::Classifier = classifier();
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
    let masked = inspection.rewrite(body, &mut masker(classifier, &remedies, &mut tally));
    if inspection.findings.is_empty() {
        assert_eq!(masked, body, "nothing was found, and the body changed");
    }
    let again = inspect(&masked, &decision, classifier);
    let again = again.unwrap_or_else(|e| panic!("{e} in {}", String::from_utf8_lossy(&masked)));
    let left = again.findings.iter().map(|f| (classifier.label_name(f.label), &f.place));
    let left: Vec<_> = left.filter(|(label, _)| !CONTEXTUAL.contains(label)).collect();
    assert!(left.is_empty(), "{left:?} in {}", String::from_utf8_lossy(&masked));
    if decision.format == BodyFormat::Json && serde_json::from_slice::<serde_json::Value>(body).is_ok() {
        let after = serde_json::from_slice::<serde_json::Value>(&masked);
        assert!(after.is_ok(), "{after:?} in {}", String::from_utf8_lossy(&masked));
    }
    Corpus::Keep
});
