//! The starter pack's detectors, and a body masked by all of them.

use std::{path::Path, sync::OnceLock};

use countersign_classify::{Classifier, LabelId, compile};
use countersign_engine::{
    content::{FormatDecision, Inspection},
    mask::{Masker, Settled, Tally},
};
use countersign_policy::Remedy;

/// The detectors.
pub fn classifier() -> &'static Classifier {
    static CLASSIFIER: OnceLock<Classifier> = OnceLock::new();
    CLASSIFIER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policies/starter/detectors");
        let files: Vec<(String, String)> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap()))
            .collect();
        Classifier::load(&compile::compile(&files).unwrap().artifact).unwrap()
    })
}

/// Every label redacted; `None` where masking is refused.
pub fn settle(inspection: &Inspection, body: &str, decision: &FormatDecision) -> Option<Settled> {
    let all: Vec<(LabelId, Remedy)> =
        classifier().labels().map(|(label, _)| (label, Remedy::Redact)).collect();
    let mut tally = Tally::default();
    let mut masker = Masker {
        classifier: classifier(),
        remedies: &all,
        pseudonyms: None,
        restore: false,
        mute: false,
        tally: &mut tally,
    };
    inspection.rewrite(body.as_bytes(), decision, classifier(), &mut masker)
}
