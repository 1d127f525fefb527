use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::*;
use crate::{
    Classifier, Finding,
    compile::{self, ExactSet, ExactValue, Normalise},
};

fn value(text: &str) -> ExactValue {
    ExactValue::new(text, Normalise::Words).unwrap()
}

fn set(label: &str, near_bytes: u32, rows: &[(&str, &str)]) -> ExactSet {
    let row = |(a, b): &(&str, &str)| (value(a), (!b.is_empty()).then(|| value(b)));
    ExactSet {
        file: format!("{label}.toml"),
        label: label.to_string(),
        placeholder: "OWN".to_string(),
        confidence_pm: 990,
        near_bytes,
        key: None,
        rows: rows.iter().map(row).collect(),
    }
}

fn artifact(sets: &[ExactSet]) -> Vec<u8> {
    compile::compile_pack(&compile::Pack { exact: sets, ..compile::Pack::default() }).unwrap().artifact
}

fn load(sets: &[ExactSet]) -> Classifier {
    Classifier::load(&artifact(sets)).unwrap()
}

fn found(classifier: &Classifier, text: &str) -> Vec<String> {
    let mut findings: Vec<Finding> = Vec::new();
    assert!(!classifier.scan(text, &mut findings).truncated);
    findings.iter().map(|f| text[f.start as usize..f.end as usize].to_string()).collect()
}

#[test]
fn values_are_found_however_they_are_separated() {
    let rows =
        [("DE89370400440532013000", ""), ("Ana María Ortega-Ruiz", ""), ("AC-00123/7", ""), ("90218834", "")];
    let classifier = load(&[set("custom.client", 0, &rows)]);
    for text in [
        "DE89 3704 0044 0532 0130 00",
        "de89-3704-0044-0532-0130-00",
        "ANA MARÍA ORTEGA RUIZ",
        "ana_maría_ortega_ruiz",
        "Ana María\nOrtega-Ruiz",
        "AC001237",
        "ac 00123 7",
        "AC-00123-7",
        "9021 8834",
        "90.21.88.34",
        "９０２１ 8834",
        "90218834",
    ] {
        for (before, after) in
            [("", ""), ("see ", "."), ("(", ")"), ("id=", "&x"), ("\u{756a}\u{53f7}: ", "\n")]
        {
            let all = format!("{before}{text}{after}");
            assert_eq!(found(&classifier, &all), [text], "{all}");
        }
    }
    assert_eq!(found(&classifier, "番号は90218834です"), ["90218834"]);
    for text in [
        "x90218834",
        "902188345",
        "190218834",
        "90218834x",
        "9021, 8834",
        "Ana Mar\u{ed}a Ortega",
        "Anna María Ortega Ruiz",
        "AC-00123",
        "anamaríaortegaruiz",
    ] {
        assert!(found(&classifier, text).is_empty(), "{text}");
    }
}

#[test]
fn a_companion_must_be_of_the_same_row_and_near() {
    let rows = [("40021177", "Okafor"), ("40021188", "Lindqvist"), ("40021199", "van der Berg")];
    let classifier = load(&[set("custom.account", 40, &rows)]);
    for text in ["Okafor, account 4002 1177", "4002-1177 belongs to OKAFOR", "40021199 (Van der Berg)"] {
        assert_eq!(found(&classifier, text).len(), 1, "{text}");
    }
    let far = format!("Okafor{} 40021177", " so".repeat(20));
    for text in ["account 40021177", "Lindqvist 40021177", "Okaforo 40021177", "Berg 40021199", &far] {
        assert!(found(&classifier, text).is_empty(), "{text}");
    }
}

#[test]
fn nothing_of_the_table_can_be_read_and_the_same_table_gives_the_same_bytes() {
    let rows = [("Okonkwo Trading", "Vermillion"), ("90218834", "Lindqvist")];
    let mut sets = [set("custom.b", 40, &rows), set("custom.a", 0, &rows)];
    let one = artifact(&sets);
    for word in ["okonkwo", "trading", "vermillion", "90218834", "lindqvist"] {
        let lower = one.to_ascii_lowercase();
        assert!(!lower.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    sets.reverse();
    sets[0].rows.reverse();
    assert_eq!(artifact(&sets), one);
    sets[0].key = Some("of our own".to_string());
    assert_ne!(artifact(&sets), one);
}

#[test]
fn many_values_are_all_found_and_others_are_not() {
    let number = |i: u64| format!("{:08}", i * 7919 % 100_000_000);
    let mut own = set("custom.number", 0, &[]);
    own.rows = (1..=20_000).map(|i| (value(&number(i)), None)).collect();
    let classifier = load(&[own]);
    for i in 1..=20_000 {
        assert_eq!(found(&classifier, &format!("n {} x", number(i))).len(), 1, "{i}");
    }
    let others: Vec<String> = (20_001..=60_000).map(number).collect();
    for page in others.chunks(500) {
        assert!(found(&classifier, &page.join(", ")).is_empty());
    }
}

#[test]
fn texts_of_beginnings_end_by_the_budget_or_are_read() {
    let rows = [("john john john john john john johnson", "john"), ("11111111", "john")];
    let classifier = load(&[set("custom.name", 512, &rows)]);
    for text in ["john ".repeat(100_000), "1 ".repeat(200_000), "11111111 ".repeat(40_000)] {
        let mut findings = Vec::new();
        classifier.scan(&text, &mut findings);
        assert!(findings.len() <= FINDINGS_MAX + 1);
    }
    // Rows of digits are honest text.
    assert!(!classifier.scan(&"1 2 3 4 ".repeat(20_000), &mut Vec::new()).truncated);
}

proptest! {
    /// What the fast test of a beginning says of a text is what it says of the canonical form.
    #[test]
    fn forms_begin_as_their_texts_do(text in "[A-Za-z0-9é][A-Za-z0-9 é-]{0,12}") {
        let form = canonical(&text).unwrap();
        prop_assert_eq!(first_letters(text.as_bytes()), first_letters(&form));
        let mut slow = text.bytes().take(8).take_while(u8::is_ascii_alphabetic).count();
        if slow == 0 { slow = 1; }
        let head: String = text.chars().take(slow).collect();
        prop_assert_eq!(first_letters(head.to_uppercase().as_bytes()), first_letters(text.as_bytes()));
    }

    #[test]
    fn every_value_is_found_where_it_stands_free(
        words in proptest::collection::vec("[A-Za-zäßЖ]{3,9}|[0-9]{3,9}", 1..6),
        gap in "[ _-]|, | - ",
        before in "|[.,;(]| ",
        after in "|[.,;)]| ",
    ) {
        // Of two numbers, commas tell them apart.
        let numbers = words.windows(2).any(|w| w.iter().all(|word| word.starts_with(|c: char| c.is_ascii_digit())));
        prop_assume!(!(numbers && gap.contains(',')));
        let text = words.join(&gap);
        let classifier = load(&[set("custom.any", 0, &[(&words.join(" "), "")])]);
        let all = format!("{before}{text}{after}");
        prop_assert_eq!(found(&classifier, &all), [text.clone()]);
        let lower = format!("{before}{}{after}", text.to_lowercase());
        prop_assert_eq!(found(&classifier, &lower), [text.to_lowercase()]);
        let inside = format!("x{text}");
        prop_assert!(found(&classifier, &inside).is_empty());
    }

    #[test]
    fn no_changed_set_panics(edits in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6), cut in any::<proptest::sample::Index>()) {
        let mut bytes = artifact(&[set("custom.near", 64, &[("40021177", "Okafor"), ("john smith", "x1234")])]);
        // The sets are what ends the artifact.
        let from = bytes.len() - 300;
        for (at, byte) in &edits {
            let at = from + at.index(300);
            bytes[at] = *byte;
        }
        if let Ok(classifier) = Classifier::load(&bytes) {
            classifier.scan("Okafor 40021177, john smith x1234 and 1 2 3 4 5 6 7 8", &mut Vec::new());
        }
        let _ = Classifier::load(&bytes[..from + cut.index(300)]);
    }
}
