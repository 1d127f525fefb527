//! The corpus of cases in `testdata/classify`.
#![expect(clippy::string_slice, reason = "a test may fail loudly")]

#[path = "support/detectors.rs"]
mod support;

use countersign_classify::{Classifier, compile};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// `{+}` is left out: it keeps test secrets from looking like real ones to other scanners.
    text: String,
    expect: Vec<(String, String)>,
}

#[test]
fn every_case_finds_exactly_what_it_expects() {
    let classifier = Classifier::load(support::artifact()).unwrap();
    let mut failures = Vec::new();
    let mut count = 0;
    for (file, text) in support::files("testdata/classify", "toml") {
        let corpus: Corpus = toml::from_str(&text).unwrap();
        for case in corpus.case {
            count += 1;
            let join = |text: &str| text.replace("{+}", "");
            let expect: Vec<(String, String)> =
                case.expect.iter().map(|(l, t)| (l.clone(), join(t))).collect();
            let mut found = scan(&classifier, &join(&case.text));
            // Dates, ages and addresses of pages stand beside nearly everything: only cases that expect some are asked about them.
            if !expect.iter().any(|(label, _)| label.starts_with("quasi.")) {
                found.retain(|(label, _)| !label.starts_with("quasi."));
            }
            if found != expect {
                failures.push(format!("{file}: {}: expected {expect:?}, found {found:?}", case.name));
            }
        }
    }
    assert!(count >= 40, "only {count} cases were read");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_same_descriptions_give_the_same_bytes_in_any_order() {
    let mut files = support::both("detectors");
    let one = compile::compile(&files).unwrap().artifact;
    files.reverse();
    assert_eq!(compile::compile(&files).unwrap().artifact, one);
}

#[test]
fn unworkable_descriptions_are_refused_with_their_place() {
    let good = r#"
label = "custom.employee_id"
title = "Employee id"
placeholder = "EMPLOYEE_ID"
trigger = { heads = ["EMP-"] }
pattern = 'EMP-[0-9]{6}'
confidence_pm = 900
source = "internal"
"#;
    let compile = |text: &str| compile::compile(&[("x.toml".to_owned(), text.to_owned())]);
    let classifier = Classifier::load(&compile(good).unwrap().artifact).unwrap();
    assert_eq!(
        scan(&classifier, "id EMP-123456, not EMP-1234567"),
        [("custom.employee_id".into(), "EMP-123456".into())]
    );
    for (from, to, line, message) in [
        ("EMP-[0-9]{6}'", "EMP-[0-9{6}'", 6, "does not compile"),
        ("pattern = 'EMP-[0-9]{6}'", "pattern = 'X[0-9]{6}'", 6, "begins with `EMP-`"),
        ("pattern = 'EMP-[0-9]{6}'", "", 1, "expected a pattern"),
        ("\"EMP-\"", "\"EM\"", 6, "three ascii"),
        ("'EMP-[0-9]{6}'", "'EMP-([a-z]{90}[0-9]){90,99}'", 6, "shorter counted"),
        ("confidence_pm", "confidence", 7, "unknown field"),
        ("EMPLOYEE_ID", "employee id", 1, "expected a placeholder"),
        ("confidence_pm = 900", "confidence_pm = 9000", 1, "from 1 to 1000"),
    ] {
        let problems = compile(&good.replacen(from, to, 1)).unwrap_err();
        let problem = &problems[0];
        assert!(problem.message.contains(message), "{from} -> {to}: {problem}");
        assert_eq!(problem.line, line, "{from} -> {to}: {problem}");
    }
}

/// What could make a scan slow or an artifact large is refused where it is written.
#[test]
fn costly_descriptions_are_refused_with_file_line_and_column() {
    let detector = |label: &str, head: &str, pattern: &str, more: &str| {
        format!(
            "[[detector]]\nlabel = \"custom.{label}\"\ntitle = \"x\"\nplaceholder = \"X\"\ntrigger = {{ heads = [\"{head}\"] }}\n\
            pattern = '{pattern}'\nconfidence_pm = 900\nsource = \"x\"\n{more}\n"
        )
    };
    let compile = |text: String| compile::compile(&[("own.toml".to_owned(), text)]);
    let fine = detector("fine", "OK-", "OK-[0-9]{4}", "");
    let context = |words: usize, window: usize| {
        let words: Vec<String> = (0..words).map(|i| format!("\"word{i}\"")).collect();
        format!(
            "[detector.context]\nwords = [{}]\nwindow = {window}\nrequired = \"never\"\nconfidence_pm = 950",
            words.join(", ")
        )
    };
    for (second, place, message) in [
        (
            detector("large", "BIG", "BIG(?:[a-z]{90}[0-9]){90}", ""),
            "own.toml:15:11: ",
            "at most 262144 bytes",
        ),
        (
            detector("words", "ABC", "ABC[0-9]{4}", &context(257, 40)),
            "own.toml:10:1: ",
            "at most 256 context words",
        ),
        (
            detector("window", "ABC", "ABC[0-9]{4}", &context(2, 257)),
            "own.toml:10:1: ",
            "at most 256 bytes, found 257",
        ),
        (detector("group", "ABC", "ABC(?:[a-z]+x)+([0-9])", ""), "own.toml:15:11: ", "no capture group"),
    ] {
        let problem = compile(format!("{fine}{second}")).unwrap_err().remove(0).to_string();
        assert!(problem.starts_with(place) && problem.contains(message), "{problem}");
    }
    let all: Vec<String> = (0..20)
        .map(|i| {
            detector(&format!("d{i}"), &format!("K{i:02}"), &format!("K{i:02}(?:[a-z]{{60}}[0-9]){{40}}"), "")
        })
        .collect();
    let problem = compile(all.concat()).unwrap_err().remove(0).to_string();
    assert!(problem.contains("at most 4194304 bytes"), "{problem}");
}

/// What `text` holds, as (label, text).
fn scan(classifier: &Classifier, text: &str) -> Vec<(String, String)> {
    let mut findings = Vec::new();
    assert!(!classifier.scan(text, &mut findings).truncated);
    findings
        .iter()
        .map(|f| {
            (classifier.label_name(f.label).to_owned(), text[f.start as usize..f.end as usize].to_owned())
        })
        .collect()
}
