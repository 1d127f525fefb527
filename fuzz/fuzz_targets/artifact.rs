//! Compiled detectors that the compiler did not write: refused, or read without a panic.
//!
//! Input: one byte picks the kind. 0: the rest is the artifact. 1 and 2: the rest changes a real one, of a small pack or of the starter pack, four
//! bytes an edit: three of a place, one to put there. The place counts from the beginning of a small artifact and is spread over a large one.
#![no_main]

use std::sync::OnceLock;

use countersign_classify::{
    Classifier, Evidence,
    compile::{self, ExactSet, ExactValue, Normalise},
};
use countersign_fuzz::detectors::artifact;
use libfuzzer_sys::{Corpus, fuzz_target};

/// One detector of each trigger and form of pattern, a lexicon, a dictionary, and a table of exact values with companions.
const SMALL: &str = include_str!("../seeds/compile/several");
const LEXICON: &str = "class = \"clinical\"\nlanguage = \"en\"\n[[group]]\nname = \"drugs\"\nrole = \"matter\"\nweight = 3\n\
    words = [\"amoxicillin\", \"blood pressure\", \"-itis\"]\n";

const DICTIONARY: &str = "label = \"mnpi.restricted_entity\"\ntitle = \"x\"\nplaceholder = \"X\"\nconfidence_pm = 900\nsource = \"x\"\n\
    terms = [\"Blue Heron\", \"Blue Heron Capital\", \"3M\"]\n";

const TEXT: &str = "Blue Heron Capital, 3M, Okafor 4002 1177. Card 4111 1111 1111 1111, jo@example.com, EMP-123456, id AB12345, 10:20:30:40:50:60, \u{ff14}111, \
    amoxicillin for otitis, blood pressure 120/80\nfn main() { println!(\"{}\", 1); }\n";

fn small() -> Vec<u8> {
    let files = |text: &str| vec![("own.toml".to_owned(), text.to_owned())];
    let (detectors, lexicons) = (files(SMALL), files(LEXICON));
    let dictionaries = files(DICTIONARY);
    let value = |text| ExactValue::new(text, Normalise::Words).expect("a value within limits");
    let table = ExactSet {
        file: "own.toml".to_owned(),
        label: "custom.account".to_owned(),
        placeholder: "ACCOUNT".to_owned(),
        confidence_pm: 990,
        near_bytes: 100,
        key: None,
        rows: vec![(value("40021177"), Some(value("Okafor")))],
    };
    let pack = compile::Pack {
        detectors: &detectors,
        lexicons: &lexicons,
        dictionaries: &dictionaries,
        exact: &[table],
        ..compile::Pack::default()
    };
    compile::compile_pack(&pack).expect("a pack that compiles").artifact
}

/// Changes an artifact; an edit of the place 0 cuts it off at the place of the next one.
fn edit(artifact: &mut Vec<u8>, edits: &[u8]) {
    let size = artifact.len();
    let mut cut = false;
    for edit in edits.chunks_exact(4) {
        let place = u32::from_le_bytes([edit[0], edit[1], edit[2], 0]) as usize;
        let place = if size < 1 << 16 { place % size } else { place * (size >> 12) / (1 << 12) % size };
        if cut {
            return artifact.truncate(place);
        }
        cut = place == 0;
        artifact[place] = edit[3];
    }
}

fuzz_target!(|data: &[u8]| -> Corpus {
    static REAL: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
    let [kind, rest @ ..] = data else { return Corpus::Reject };
    let bytes = match kind {
        0 => rest.to_vec(),
        1 | 2 => {
            let mut bytes = REAL.get_or_init(|| [small(), artifact()])[usize::from(*kind) - 1].clone();
            edit(&mut bytes, rest);
            bytes
        }
        _ => return Corpus::Reject,
    };
    if let Ok(classifier) = Classifier::load(&bytes) {
        let (mut findings, mut evidence) = (Vec::new(), Evidence::default());
        classifier.read(TEXT, &mut findings, &mut evidence);
        let found = findings.iter().map(|f| (f.label, u64::from(f.end - f.start), f.confidence_pm));
        classifier.conclude(&evidence, found);
        assert!(findings.iter().all(|f| TEXT.get(f.start as usize..f.end as usize).is_some()));
    }
    Corpus::Keep
});
