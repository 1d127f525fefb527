//! The detectors of the packs.

use std::path::Path;

use countersign_classify::{Classifier, Finding, LabelId, compile};
use countersign_engine::mask::{Masker, Tally};
use countersign_policy::{MEDIUM_PM, Remedy};

/// Labels of values that words beside them make. A placeholder is such a word, too (`[AWS_ACCESS_KEY]`), so that masking may find one more.
pub const CONTEXTUAL: [&str; 4] =
    ["phi.medical_record_number", "pii.phone", "pii.us_ssn", "secret.generic_secret"];

/// The starter pack with the catalogue, its lexicons and the weights of names, compiled.
pub fn artifact() -> Vec<u8> {
    compiled(&["starter", "catalogue"], true)
}

fn compiled(packs: &[&str], with_names: bool) -> Vec<u8> {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies");
    let files = |folder: &str| -> Vec<(String, String)> {
        let folders = packs.iter().map(|part| std::fs::read_dir(pack.join(part).join(folder)));
        folders
            .flatten()
            .flatten()
            .map(|entry| entry.expect("an entry").path())
            .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("a text")))
            .collect()
    };
    let (detectors, lexicons) = (files("detectors"), files("lexicons"));
    let names =
        if with_names { std::fs::read(pack.join("names/names.bin")).expect("weights") } else { Vec::new() };
    let pack = compile::Pack { detectors: &detectors, lexicons: &lexicons, names: &names, ..compile::Pack::default() };
    compile::compile_pack(&pack).expect("a pack that compiles").artifact
}

/// Everything, loaded; kept for the life of the process.
pub fn everything() -> &'static Classifier {
    load(&artifact())
}

/// The starter pack, which the gateway decides by; kept for the life of the process.
pub fn starter() -> &'static Classifier {
    load(&compiled(&["starter"], false))
}

fn load(artifact: &[u8]) -> &'static Classifier {
    Box::leak(Box::new(Classifier::load(artifact).expect("an artifact that loads")))
}

/// Every label, redacted.
pub fn remedies(classifier: &Classifier) -> Vec<(LabelId, Remedy)> {
    classifier.labels().map(|(label, _)| (label, Remedy::Redact)).collect()
}

/// A masker that redacts.
pub fn masker<'m>(
    classifier: &'m Classifier,
    remedies: &'m [(LabelId, Remedy)],
    tally: &'m mut Tally,
) -> Masker<'m> {
    Masker { classifier, remedies, pseudonyms: None, restore: false, mute: false, tally }
}

/// Labels below a prefix such as `pii` that stand in a text, sure enough for the starter pack's policies.
pub fn labels<'c>(classifier: &'c Classifier, text: &str, prefix: &str) -> Vec<&'c str> {
    let mut findings: Vec<Finding> = Vec::new();
    classifier.scan(text, &mut findings);
    let sure = findings.iter().filter(|finding| finding.confidence_pm >= MEDIUM_PM);
    sure.map(|f| classifier.label_name(f.label)).filter(|name| name.starts_with(prefix)).collect()
}

/// A text without what stands in it below these prefixes, however sure: a placeholder in its place.
pub fn redacted(classifier: &Classifier, text: &str, prefixes: &[&str]) -> String {
    let mut findings: Vec<Finding> = Vec::new();
    classifier.scan(text, &mut findings);
    let (mut redacted, mut at) = (String::new(), 0);
    for finding in findings {
        if prefixes.iter().any(|prefix| classifier.label_name(finding.label).starts_with(prefix)) {
            redacted.push_str(&text[at..finding.start as usize]);
            redacted.push_str(&format!("[{}]", classifier.placeholder(finding.label)));
            at = finding.end as usize;
        }
    }
    redacted + &text[at..]
}
