//! The classification corpus, through the module: the vectorised trigger pass runs only here and in a proxy.

use std::{collections::BTreeMap, path::Path};

use countersign_wasm_host_tests::gateway::Gateway;
use serde::Deserialize;

#[derive(Deserialize)]
struct Corpus {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    text: String,
    expect: Vec<(String, String)>,
}

#[test]
fn every_case_finds_the_same_labels_as_natively() {
    let mut gateway = Gateway::enforcing();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/classify");
    let (mut count, mut failures) = (0, Vec::new());
    // The module's bundle has the starter pack's detectors; cases of the catalogue are read natively.
    let text = std::fs::read_to_string(folder.join("starter.toml")).unwrap();
    let corpus: Corpus = toml::from_str(&text).unwrap();
    for case in corpus.case {
        count += 1;
        // Padding moves the text over the borders of vector blocks.
        let padding = "lorem ipsum dolor ".repeat(count % 5);
        gateway.chat("/support", &format!("{padding}{}", case.text.replace("{+}", "")));
        let record = gateway.records_of("decision").pop().unwrap();
        let found: BTreeMap<String, u64> =
            record.classify[0].findings.iter().map(|f| (f.class.clone(), f.n)).collect();
        let mut expected: BTreeMap<String, u64> = BTreeMap::new();
        for (label, _) in case.expect.iter().filter(|(label, _)| !label.starts_with("quasi.")) {
            *expected.entry(label.clone()).or_default() += 1;
        }
        if found != expected {
            failures.push(format!("{}: expected {expected:?}, found {found:?}", case.name));
        }
    }
    assert!(count >= 40);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
