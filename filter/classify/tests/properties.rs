//! What holds for every text and every artifact.
#![expect(clippy::string_slice, clippy::unwrap_used, reason = "a test may fail loudly")]

#[path = "support/detectors.rs"]
mod support;

use countersign_classify::{Classifier, Finding};
use proptest::prelude::*;

fn classifier() -> Classifier {
    Classifier::load(support::artifact()).unwrap()
}

fn mask(text: &str, findings: &[Finding], classifier: &Classifier) -> String {
    let mut out = String::new();
    let mut at = 0;
    for finding in findings {
        out.push_str(&text[at..finding.start as usize]);
        out.push_str(&format!("[{}]", classifier.placeholder(finding.label)));
        at = finding.end as usize;
    }
    out.push_str(&text[at..]);
    out
}

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,12}",
        "[0-9 .@:+()-]{0,24}",
        Just("4111 1111 1111 1111".to_owned()),
        Just("536-90-4399".to_owned()),
        Just("jo@example.com".to_owned()),
        Just("DE89370400440532013000".to_owned()),
        Just("\u{ff14}\u{200b}".to_owned()),
        Just("-----BEGIN PRIVATE KEY-----".to_owned()),
        Just("MRN ".to_owned()),
        Just("+49 30 901820 ".to_owned()),
    ];
    proptest::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn findings_are_sorted_apart_and_on_character_borders(text in texts()) {
        let classifier = classifier();
        let mut findings = Vec::new();
        classifier.scan(&text, &mut findings);
        let mut at = 0;
        for finding in &findings {
            prop_assert!(at <= finding.start && finding.start < finding.end);
            prop_assert!(text.is_char_boundary(finding.start as usize) && text.is_char_boundary(finding.end as usize));
            at = finding.end;
        }
    }

    #[test]
    fn what_is_masked_is_gone(text in texts()) {
        let classifier = classifier();
        let mut findings = Vec::new();
        classifier.scan(&text, &mut findings);
        let masked = mask(&text, &findings, &classifier);
        let mut again = Vec::new();
        classifier.scan(&masked, &mut again);
        for finding in again {
            let span = &masked[finding.start as usize..finding.end as usize];
            prop_assert!(!span.contains(['[', ']']), "a placeholder was found again: {span}");
        }
    }

    #[test]
    fn no_changed_artifact_panics(at in 0usize..100_000, byte in any::<u8>(), text in texts()) {
        let mut artifact = support::artifact().to_vec();
        let at = at % artifact.len();
        artifact[at] = byte;
        if let Ok(classifier) = Classifier::load(&artifact) {
            classifier.scan(&text, &mut Vec::new());
        }
        let _ = Classifier::load(&artifact[..at]);
    }
}

#[test]
fn a_text_of_triggers_ends_by_its_budget() {
    let classifier = classifier();
    let text = "1-".repeat(400_000) + &"sk-".repeat(400_000);
    let mut findings = Vec::new();
    let outcome = classifier.scan(&text, &mut findings);
    assert!(findings.len() <= 65_537);
    // Either the whole text was read, or the outcome says that it was not.
    let tail = "Card 4111 1111 1111 1111";
    let outcome_with_tail = classifier.scan(&(text + tail), &mut findings);
    let found = findings.iter().any(|f| classifier.label_name(f.label) == "pii.payment_card");
    assert!(found || outcome_with_tail.truncated, "{outcome:?}");
}

/// Scripts that write without spaces leave none before a number either, and no number is inside of a word of theirs.
#[test]
fn numbers_stand_free_among_letters_above_ascii() {
    let classifier = classifier();
    for before in ["", "是", "会議の番号は", &"漢字".repeat(40), "é", "номер"] {
        for after in ["", "です", "и", &"字".repeat(50)] {
            for number in ["4111 1111 1111 1111", "4111111111111111", "536-90-4399"] {
                let text = format!("{before}{number}{after}");
                let mut findings = Vec::new();
                classifier.scan(&text, &mut findings);
                let found = findings.iter().any(|f| text[f.start as usize..f.end as usize] == *number);
                assert!(found, "{text}: {findings:?}");
            }
        }
    }
}
