//! Any text, read by all detectors: findings are in order, apart, on character borders, and the same every time.
#![no_main]

use std::sync::OnceLock;

use countersign_classify::{Classifier, Evidence, Finding};
use countersign_fuzz::detectors::everything;
use libfuzzer_sys::fuzz_target;

/// Texts up to this size must be read to their end.
const SHORT: usize = 2048;

fn read(classifier: &Classifier, text: &str) -> (Vec<Finding>, Vec<(u16, u64, u16)>, bool) {
    let (mut findings, mut evidence) = (Vec::new(), Evidence::default());
    let outcome = classifier.read(text, &mut findings, &mut evidence);
    let found = findings.iter().map(|f| (f.label, u64::from(f.end - f.start), f.confidence_pm));
    let whole = classifier.conclude(&evidence, found);
    (findings, whole.into_iter().map(|(label, bytes, pm)| (label.0, bytes, pm)).collect(), outcome.truncated)
}

fuzz_target!(|data: &[u8]| {
    static CLASSIFIER: OnceLock<&'static Classifier> = OnceLock::new();
    let classifier = CLASSIFIER.get_or_init(everything);
    let text = String::from_utf8_lossy(data);
    let (findings, whole, truncated) = read(classifier, &text);
    let mut at = 0;
    for finding in &findings {
        let (start, end) = (finding.start as usize, finding.end as usize);
        assert!(at <= start && start < end && end <= text.len(), "{finding:?} behind {at}");
        assert!(text.get(start..end).is_some(), "{finding:?} inside of a character");
        assert!(finding.confidence_pm <= 1000 && !classifier.label_name(finding.label).is_empty());
        at = end;
    }
    assert!(whole.iter().all(|(.., confidence_pm)| *confidence_pm <= 1000), "{whole:?}");
    assert!(!truncated || text.len() > SHORT, "a short text was not read to its end");
    assert_eq!(
        read(classifier, &text),
        (findings.clone(), whole, truncated),
        "the same text, the same findings"
    );
    let mut scanned = Vec::new();
    classifier.scan(&text, &mut scanned);
    assert_eq!(scanned, findings, "evidence changes no finding");
    // What the text says when its encodings are read as well must hold its borders, too.
    scanned.clear();
    classifier.read_decoding(&text, &mut scanned, &mut Evidence::default());
    assert!(scanned.iter().all(|f| text.get(f.start as usize..f.end as usize).is_some()));
});
