//! Reads request bodies: every text in them, what cannot be read, and what policy must know.
//!
//! Scanning does not depend on the format: every string, every key and every long number of a JSON body is scanned, whatever its place. A
//! format only adds facts (which models, tools, streams) and knows which parts carry something else than text.

use alloc::{string::String, vec::Vec};
use core::fmt;

use countersign_classify::{Classifier, Evidence, Finding, LabelId, ScanOutcome};
use countersign_formats::record::Coverage;

use crate::mask::{Masker, Settled};

pub mod api;
pub mod decode;
mod echo;
pub mod edit;
pub mod event;
pub mod facts;
pub mod format;
pub mod inflate;
mod inspector;
pub mod json;
mod known;
pub mod multipart;
mod nested;
pub mod opaque;
pub mod path;
pub mod position;
pub mod report;
mod seam;
mod sink;
pub mod text;

use inspector::Inspector;

pub use edit::{Edit, EditKind};
pub use facts::Facts;
pub use format::{BodyFormat, FormatDecision, body_format};
pub use json::JsonError;
pub use multipart::MultipartError;
pub use path::{NormalPath, PathError, normalise_path};
pub use position::Position;

/// What finds labels in a text. The classifier; tests bring their own.
pub trait Scan {
    /// Appends the findings of `text`.
    fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome;

    /// [`Self::scan`] that also weighs what the text is as a whole.
    fn read(&self, text: &str, findings: &mut Vec<Finding>, _evidence: &mut Evidence) -> ScanOutcome {
        self.scan(text, findings)
    }
}

impl Scan for Classifier {
    fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome {
        Self::scan(self, text, findings)
    }

    fn read(&self, text: &str, findings: &mut Vec<Finding>, evidence: &mut Evidence) -> ScanOutcome {
        Self::read(self, text, findings, evidence)
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
    /// What the place is for, in an API that is known.
    pub position: Position,
}

/// What was found in a body.
#[derive(Debug)]
pub struct Inspection {
    /// The API, or how the body was read.
    pub format: &'static str,
    /// What policy must know.
    pub facts: Facts,
    /// Findings, in order of their bytes.
    pub findings: Vec<Found>,
    /// What its texts are as a whole.
    pub evidence: Evidence,
    /// Which bytes were scanned. `bytes = scanned + skipped + unscanned` holds exactly; counted in bytes of the body.
    pub coverage: Coverage,
    /// Whether there were more findings than can be tracked; then the body must not pass.
    pub truncated: bool,
}

/// Findings in one body: far above anything that is not an attack on memory.
pub const FINDINGS_MAX: usize = 65_536;

impl Inspection {
    /// The bytes to change, with the labels that they are changed for.
    pub fn edits(&self) -> Vec<(Edit, LabelId)> {
        self.findings.iter().map(|found| (found.edit.clone(), found.label)).collect()
    }

    /// The body with the spans of findings changed as the masker says; all other bytes as they were. `None` when the body must not pass: it
    /// does not settle ([`Masker::settle`]), or is no such body once it is masked.
    pub fn rewrite(
        &self,
        body: &[u8],
        decision: &FormatDecision,
        scanner: &dyn Scan,
        masker: &mut Masker<'_>,
    ) -> Option<Settled> {
        masker.settle(body, self.edits(), &mut |masked| {
            let read = inspect_with(masked, decision, None, scanner).ok()?;
            (!read.truncated).then(|| read.edits())
        })
    }

    /// Whether something could not be read.
    pub fn uninspectable(&self) -> bool {
        !self.coverage.unscanned.is_empty()
    }
}

/// Why a body is refused: places and expectations, never content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentError {
    /// A document.
    Json(JsonError),
    /// A form.
    Multipart(MultipartError),
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(e) => e.fmt(f),
            Self::Multipart(e) => write!(f, "multipart: {e}"),
        }
    }
}

impl core::error::Error for ContentError {}

impl From<JsonError> for ContentError {
    fn from(error: JsonError) -> Self {
        Self::Json(error)
    }
}

impl From<MultipartError> for ContentError {
    fn from(error: MultipartError) -> Self {
        Self::Multipart(error)
    }
}

/// Reads a body.
///
/// # Errors
///
/// [`ContentError`] when a body that must be JSON or a form is not, or is ambiguous.
pub fn inspect(
    body: &[u8],
    decision: &FormatDecision,
    scanner: &dyn Scan,
) -> Result<Inspection, ContentError> {
    let streams = decision.endpoint.is_some_and(|endpoint| endpoint.streams);
    let mut facts = Facts { stream: streams, ..Facts::default() };
    facts.name_models(decision.model.as_deref().unwrap_or_default())?;
    inspect_with(body, decision, Some(facts), scanner)
}

/// Reads an answer: as a request's body, but what it says of models and tools is nothing that policy must know.
///
/// # Errors
///
/// As [`inspect`].
pub fn inspect_answer(
    body: &[u8],
    decision: &FormatDecision,
    scanner: &dyn Scan,
) -> Result<Inspection, ContentError> {
    inspect_with(body, decision, None, scanner)
}

fn inspect_with(
    body: &[u8],
    decision: &FormatDecision,
    facts: Option<Facts>,
    scanner: &dyn Scan,
) -> Result<Inspection, ContentError> {
    let api = decision.endpoint.map(|endpoint| endpoint.api);
    let mut inspector = Inspector::new(body, facts, api, scanner);
    match &decision.format {
        BodyFormat::None => {}
        BodyFormat::Opaque => {
            inspector.unread(("body", decision.why.unwrap_or("content_type"), body.len() as u64));
        }
        BodyFormat::Json => inspector.document(body, 0)?,
        BodyFormat::Lines => inspector.lines(body, 0)?,
        BodyFormat::Multipart(boundary) => inspector.form(body, boundary)?,
    }
    Ok(inspector.finish(decision.name()))
}

/// What stands in a text that is part of a longer one.
#[derive(Debug)]
pub struct TextScan {
    /// Ranges of the text with their labels and confidences.
    pub hits: Vec<(core::ops::Range<usize>, LabelId, u16)>,
    /// Whether something could not be looked at to its end.
    pub truncated: bool,
}

impl TextScan {
    /// The bytes to change in a text that stands for itself, with the labels that they are changed for.
    pub fn edits(&self) -> Vec<(Edit, LabelId)> {
        self.hits.iter().map(|(span, label, _)| (Edit::plain(span.clone()), *label)).collect()
    }
}

/// Scans a text as it stands, decoded, and with one and two levels of escapes resolved.
pub fn scan_text(text: &str, scanner: &dyn Scan) -> TextScan {
    let mut sink = sink::Sink::new(scanner, None, text.len());
    let path = json::Path::default();
    sink.scan(&path, text, false, |start, end| Edit::plain(start..end));
    if text.contains('\\') {
        let mut buffer = text::Buffer::default();
        let once = text::unescape(text, &mut buffer);
        sink.scan(&path, once.text, false, |start, end| Edit::plain(once.raw_span(start, end)));
        if once.text.contains('\\') {
            let mut buffer = text::Buffer::default();
            let twice = text::unescape(once.text, &mut buffer);
            sink.scan(&path, twice.text, false, |start, end| {
                let inner = twice.raw_span(start, end);
                Edit::plain(once.raw_span(inner.start, inner.end))
            });
        }
    }
    // A document that is still growing: its names say what their values are.
    sink.scan_spoken(&path, text);
    let hits = sink.findings.iter().map(|f| (f.edit.span.clone(), f.label, f.confidence_pm)).collect();
    TextScan { hits, truncated: sink.truncated }
}
