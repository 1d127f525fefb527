use std::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use proptest::prelude::*;

use super::*;
use crate::{
    Classifier,
    compile::{self, CompiledDetectors, Pack},
};

const HEAD: &str = "label = \"mnpi.restricted_entity\"\ntitle = \"Restricted list\"\nplaceholder = \"RESTRICTED_ENTITY\"\n\
    confidence_pm = 950\nsource = \"compliance\"\n";

fn compile(rest: &str, list: &str) -> Result<CompiledDetectors, Vec<DetectorProblem>> {
    let file = |name: &str, text: String| (name.to_string(), text);
    let dictionaries = [file("pack/dictionaries/own.toml", format!("{HEAD}{rest}"))];
    let lists = [file("pack/dictionaries/own.txt", list.to_string())];
    compile::compile_pack(&Pack { dictionaries: &dictionaries, lists: &lists, ..Pack::default() })
}

fn load(rest: &str, list: &str) -> Classifier {
    Classifier::load(&compile(rest, list).unwrap().artifact).unwrap()
}

fn found(classifier: &Classifier, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    assert!(!classifier.scan(text, &mut findings).truncated);
    assert!(findings.iter().all(|f| classifier.label_name(f.label) == "mnpi.restricted_entity"));
    findings.iter().map(|f| text[f.start as usize..f.end as usize].to_string()).collect()
}

#[test]
fn terms_stand_free_in_any_case() {
    let classifier = load(
        "terms = [\"Blue Heron\", \"AT&T\", \"3M\", \"O'Neil\", \"Nordlicht\", \"Жар птица\", \"4711 Works\"]",
        "",
    );
    for text in [
        "Blue Heron",
        "blue-heron",
        "BLUE_HERON",
        "blue\nheron",
        "AT&T",
        "at & t",
        "3M",
        "3m",
        "O'Neil",
        "o\u{2019}neil",
        "NORDLICHT",
        "Жар Птица",
        "жар птица",
        "ЖАР ПТИЦА",
        "4711 works",
        "Ｎordlicht",
    ] {
        for (before, after) in [("", ""), ("of ", "."), ("(", ")"), ("\"", "\"")] {
            let all = format!("{before}{text}{after}");
            assert_eq!(found(&classifier, &all), [text], "{all}");
        }
    }
    for text in [
        "Blue Herons",
        "BlueHeron",
        "Blue, Heron",
        "Bluest Heron",
        "AT T",
        "at t",
        "3MM",
        "13M",
        "Nordlichter",
        "xNordlicht",
        "nordlicht_db",
        "my_nordlicht",
        "Nordlicht2",
        "4711",
        "Works",
    ] {
        assert!(found(&classifier, text).is_empty(), "{text}");
    }
}

#[test]
fn signs_beyond_ascii_leave_terms_free() {
    let classifier = load("terms = [\"Blue Heron\", \"Nordlicht\", \"蓝鹭\"]", "");
    for text in [
        "\u{201c}Nordlicht\u{201d}",
        "the \u{ab}Nordlicht\u{bb} deal",
        "Nordlicht\u{2019}s",
        "\u{2022}Nordlicht\u{2026}",
        "Nordlicht\u{2013}Deal\u{ae}",
        "\u{2705}Nordlicht\u{ff0c}",
    ] {
        assert_eq!(found(&classifier, text), ["Nordlicht"], "{text}");
    }
    assert_eq!(found(&classifier, "of Blue\u{a0}Heron\u{2014}a deal"), ["Blue\u{a0}Heron"]);
    assert_eq!(found(&classifier, "\u{3002}蓝鹭\u{ff0c}"), ["蓝鹭"]);
    assert!(found(&classifier, "\u{201c}Nordlichter\u{201d}").is_empty());
}

#[test]
fn long_tokens_hide_no_term() {
    let file = |text: &str| [("x.toml".to_string(), text.to_string())];
    let url = "label = \"quasi.url\"\ntitle = \"U\"\nplaceholder = \"URL\"\ntrigger = \"colon\"\nvalidator = \"url\"\n\
        confidence_pm = 950\nsource = \"x\"\n";
    let dictionaries = file(&format!("{HEAD}terms = [\"Nordlicht\"]"));
    let pack = Pack { detectors: &file(url), dictionaries: &dictionaries, ..Pack::default() };
    let classifier = Classifier::load(&compile::compile_pack(&pack).unwrap().artifact).unwrap();
    let text = format!("see https://wiki.example.com/{}/nordlicht/notes", "a".repeat(140));
    let mut findings = Vec::new();
    classifier.scan(&text, &mut findings);
    assert!(findings.iter().any(|f| &text[f.start as usize..f.end as usize] == "nordlicht"));
}

#[test]
fn problems_hold_no_values() {
    for rest in ["terms = \"Blue Heron\"", "terms = [123456789]", "terms = [\"a b\"]\ncase = \"Blue Heron\""]
    {
        let problems = compile(rest, "").unwrap_err();
        let text = format!("{problems:?}");
        assert!(!text.contains("Heron") && !text.contains("123456789"), "{text}");
        assert!(text.contains("expected"), "{text}");
    }
    assert_eq!(without_values("missing field `label`"), "missing field `label`");
}

#[test]
fn tickers_keep_their_case() {
    let classifier = load("case = \"exact\"\nterms = [\"CAT\", \"BRK.B\"]", "");
    assert_eq!(found(&classifier, "CAT, cat, Cat, CATs, BRK.B; brk.b"), ["CAT", "BRK.B"]);
}

#[test]
fn context_is_as_in_detectors() {
    let classifier = load(
        "terms = [\"Heron\"]\n[context]\nwords = [\"project\"]\nwindow = 20\nrequired = \"always\"\nconfidence_pm = 990",
        "",
    );
    assert_eq!(found(&classifier, "project Heron"), ["Heron"]);
    assert!(found(&classifier, "a heron").is_empty());
}

#[test]
fn own_data_keeps_its_borders_inside_of_forms() {
    let file = |text: &str| [("x.toml".to_string(), text.to_string())];
    let email = "label = \"pii.email\"\ntitle = \"E\"\nplaceholder = \"EMAIL\"\ntrigger = \"at\"\nvalidator = \"email\"\n\
        confidence_pm = 950\nsource = \"x\"\n";
    let dictionaries = file(&format!("{HEAD}terms = [\"Heron Capital\"]"));
    let pack = Pack { detectors: &file(email), dictionaries: &dictionaries, ..Pack::default() };
    let classifier = Classifier::load(&compile::compile_pack(&pack).unwrap().artifact).unwrap();
    let mut findings = Vec::new();
    classifier.scan("write to heron.capital@hansen-handel.de", &mut findings);
    let labels: Vec<&str> = findings.iter().map(|f| classifier.label_name(f.label)).collect();
    assert_eq!(labels, ["mnpi.restricted_entity", "pii.email"]);
}

#[test]
fn what_no_scan_would_find_is_refused_with_its_place_and_without_the_term() {
    let list = "file = \"own.txt\"";
    let long = "x".repeat(33);
    let words = "ab ".repeat(9);
    for (rest, text, file, line, message) in [
        ("terms = [\"ok\",\n\"Q\"]", "", "own.toml", 7, "at least 2"),
        ("terms = [\"\"]", "", "own.toml", 6, "at least 2"),
        ("terms = []", "", "own.toml", 1, "found none"),
        ("file = \"other.txt\"", "", "own.toml", 6, "no such file"),
        ("file = \"../own.txt\"", "", "own.toml", 6, "no such file"),
        ("term = []", "", "own.toml", 6, "unknown field"),
        (list, "# ours\nfine\n\n?\n", "own.txt", 4, "at least 2"),
        (list, &format!("fine\n{long}\n"), "own.txt", 2, "at most 8 words of at most 32 bytes"),
        (list, &words, "own.txt", 1, "at most 8 words"),
        (list, "secret ---- thing", "own.txt", 1, "between two words"),
        (list, &"y".repeat(200), "own.txt", 1, "at most 128 bytes"),
        (list, "# nothing", "own.toml", 1, "found none"),
    ] {
        let problem = compile(rest, text).unwrap_err().remove(0);
        assert!(problem.file.ends_with(file) && problem.line == line, "{rest}: {problem}");
        assert!(
            problem.message.contains(message) && !problem.message.contains("secret"),
            "{rest}: {problem}"
        );
    }
    let many: Vec<String> = (0..=TERMS_MAX).map(|i| format!("name{i}")).collect();
    let problem = compile(list, &many.join("\n")).unwrap_err().remove(0);
    assert_eq!(problem.line, TERMS_MAX + 1);
    assert!(problem.message.contains("longer lists are for `exact/`"), "{problem}");
}

#[test]
fn many_phrases_that_begin_alike_are_all_found() {
    let terms: Vec<String> = (0..20_000).map(|i| format!("Project Bird {i} Case{}", i % 7)).collect();
    let compiled = compile("file = \"own.txt\"", &terms.join("\r\n")).unwrap();
    assert_eq!(compiled.own[0].count, 20_000);
    let classifier = Classifier::load(&compiled.artifact).unwrap();
    for term in terms.iter().step_by(37) {
        assert_eq!(found(&classifier, &format!("on {term}.")), [term.as_str()]);
    }
    assert!(found(&classifier, "Project Bird 20001 Case3, Project Bird 7 Case6").is_empty());
}

proptest! {
    #[test]
    fn every_term_is_found_where_it_stands_free_and_not_inside_of_words(
        words in proptest::collection::vec("[A-Za-z][a-z0-9]{1,9}", 1..5),
        gap in "[ _-]|\\. ",
        letter in "[a-z0-9_]",
    ) {
        let term = words.join(" ");
        let classifier = load(&format!("terms = [\"{term}\"]"), "");
        for text in [words.join(&gap), term.to_uppercase(), term.to_lowercase()] {
            let all = format!("a, {text}; b");
            prop_assert_eq!(found(&classifier, &all), [text.clone()]);
            let (behind, ahead) = (format!("{text}{letter}"), format!("{letter}{text}"));
            prop_assert!(found(&classifier, &behind).is_empty(), "{}", behind);
            prop_assert!(found(&classifier, &ahead).is_empty(), "{}", ahead);
        }
    }
}
