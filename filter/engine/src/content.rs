//! Reads request bodies: every text in them, what cannot be read, and what policy must know.
//!
//! Scanning does not depend on the format: every string, every key and every long number of a JSON body is scanned, whatever its place. A
//! format only adds facts (which models, tools, streams) and knows which parts carry something else than text.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use countersign_classify::{Classifier, Finding, LabelId, ScanOutcome};
use countersign_formats::record::{Coverage, Unscanned};

pub mod edit;
pub mod facts;
pub mod format;
mod inspector;
pub mod json;
mod nested;
pub mod path;
pub mod position;
pub mod text;

pub use edit::Edit;
pub use facts::Facts;
pub use format::{BodyFormat, FormatDecision, body_format};
pub use json::JsonError as ContentError;
pub use path::{NormalPath, PathError, normalise_path};
pub use position::Position;

/// What finds labels in a text. The classifier; tests bring their own.
pub trait Scan {
    /// Appends the findings of `text`.
    fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome;
}

impl Scan for Classifier {
    fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome {
        Self::scan(self, text, findings)
    }
}

/// A finding in a body.
#[derive(Clone, Debug)]
pub struct Found {
    /// Label.
    pub label: LabelId,
    /// Confidence, per mille.
    pub confidence_pm: u16,
    /// The bytes to change, and how.
    pub edit: Edit,
    /// Where, for people: `messages[0].content`.
    pub place: String,
    /// What the place is for, in an OpenAI chat.
    pub position: Position,
}

/// What was found in a body.
#[derive(Debug)]
pub struct Inspection {
    /// How the body was read.
    pub format: BodyFormat,
    /// What policy must know.
    pub facts: Facts,
    /// Findings, in order of their bytes.
    pub findings: Vec<Found>,
    /// Which bytes were scanned. `bytes = scanned + skipped + unscanned` holds exactly; counted in bytes of the body.
    pub coverage: Coverage,
    /// Whether there were more findings than can be tracked; then the body must not pass.
    pub truncated: bool,
}

/// Findings in one body: far above anything that is not an attack on memory.
pub const FINDINGS_MAX: usize = 65_536;

impl Inspection {
    /// The body with the spans of these labels replaced by their placeholders; all other bytes as they were.
    pub fn redact(&self, body: &[u8], labels: &[LabelId], classifier: &Classifier) -> Vec<u8> {
        let edits = self.findings.iter().filter(|found| labels.contains(&found.label));
        edit::apply(body, edits.map(|found| (&found.edit, classifier.placeholder(found.label))))
    }
}

/// Reads a body.
///
/// # Errors
///
/// [`ContentError`] when a body that must be JSON is not, or is ambiguous.
pub fn inspect<S: Scan>(
    body: &[u8],
    decision: &FormatDecision,
    scanner: &S,
) -> Result<Inspection, ContentError> {
    let mut facts = Facts::default();
    facts.name_models(decision.model.as_deref().unwrap_or_default())?;
    let mut coverage = Coverage { bytes: body.len() as u64, ..Coverage::default() };
    match decision.format {
        BodyFormat::None => {}
        BodyFormat::Opaque => {
            let why = decision.why.unwrap_or("content_type");
            facts.uninspectable = true;
            coverage.unscanned.push(Unscanned {
                bytes: coverage.bytes,
                kind: "body".to_string(),
                why: why.to_string(),
            });
        }
        BodyFormat::OpenAiChat | BodyFormat::Json => {
            return inspector::run(body, decision.format, facts, coverage, scanner);
        }
    }
    Ok(Inspection { format: decision.format, facts, findings: Vec::new(), coverage, truncated: false })
}
