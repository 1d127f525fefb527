//! Descriptions of detectors that anybody wrote: refused with a place that is in the text, or compiled to what loads and reads.
//!
//! Input: a description; and, where it is none, a pattern, tried with every trigger that takes one.
#![no_main]

use countersign_classify::{Classifier, compile};
use libfuzzer_sys::fuzz_target;

const TEXT: &str =
    "Card 4111 1111 1111 1111, jo@example.com, EMP-123456, passport: AB12345, 10:20:30:40:50:60.";
const TRIGGERS: [&str; 4] =
    ["\"digits\"", "\"token\"", "{ heads = [\"EMP-\"] }", "{ words = [\"passport\"] }"];

fn compile(text: &str) -> bool {
    let files = [("own.toml".to_owned(), text.to_owned())];
    match compile::compile(&files) {
        Ok(compiled) => {
            let again = compile::compile(&files).expect("compiled once");
            assert_eq!(compiled.artifact, again.artifact, "the same description, the same bytes");
            let classifier = Classifier::load(&compiled.artifact).expect("what was compiled loads");
            let mut findings = Vec::new();
            classifier.scan(TEXT, &mut findings);
            assert!(findings.iter().all(|f| TEXT.get(f.start as usize..f.end as usize).is_some()));
            true
        }
        Err(problems) => {
            assert!(!problems.is_empty());
            for problem in problems.iter().filter(|problem| problem.file == "own.toml") {
                assert!(problem.line <= text.split('\n').count(), "{problem}");
            }
            false
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(text) = core::str::from_utf8(data) else { return };
    if compile(text) || text.len() > 128 || text.contains('\'') || text.contains(char::is_control) {
        return;
    }
    for trigger in TRIGGERS {
        compile(&format!(
            "label = \"custom.own\"\ntitle = \"Own\"\nplaceholder = \"OWN\"\ntrigger = {trigger}\npattern = '{text}'\n\
             confidence_pm = 500\nsource = \"own\"\n"
        ));
    }
});
