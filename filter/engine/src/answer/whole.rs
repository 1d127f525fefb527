//! An answer that is read as a whole before any of it goes on: JSON, lines of JSON, or text.

use alloc::{string::ToString, vec::Vec};

use countersign_classify::LabelId;
use countersign_formats::{
    record::{Coverage, Unscanned},
    time::Micros,
};

use super::referee::{Referee, Scanner};
use crate::{
    content::{self, BodyFormat, Edit, FormatDecision, report::Report},
    mask::Settled,
    reply::Code,
};

/// What was made of an answer.
#[derive(Debug, Default)]
pub struct Whole {
    /// As it goes to the caller; `None`: as it came.
    pub body: Option<Vec<u8>>,
    /// What was read.
    pub coverage: Coverage,
    /// What it says of itself.
    pub report: Report,
}

/// Reads and judges an answer. A refusal by policy is the referee's to tell.
///
/// # Errors
///
/// A code when it cannot be looked at to its end.
pub fn read(body: &[u8], kind: &str, referee: &mut Referee, now: Micros) -> Result<Whole, Code> {
    match core::str::from_utf8(body) {
        Ok(text) if !text.chars().any(is_binary) => readable(text, referee, now),
        _ => Ok(unread(body.len(), kind, "no_detector", referee, now)),
    }
}

/// An answer that nobody can read.
pub fn unread(bytes: usize, kind: &str, why: &str, referee: &mut Referee, now: Micros) -> Whole {
    let mut coverage = Coverage { bytes: bytes as u64, parts: 1, ..Coverage::default() };
    if bytes > 0 {
        coverage.unscanned.push(Unscanned {
            bytes: bytes as u64,
            kind: kind.to_string(),
            why: why.to_string(),
        });
    }
    referee.note(core::iter::empty(), Some(&coverage), bytes as u64, now);
    Whole { coverage, ..Whole::default() }
}

/// Whether the beginning of a body may be text: its last character may still be incomplete.
pub fn is_text_so_far(bytes: &[u8]) -> bool {
    let text = match core::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => {
            core::str::from_utf8(bytes.get(..e.valid_up_to()).unwrap_or_default()).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.chars().any(is_binary)
}

fn is_binary(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}')
}

fn readable(text: &str, referee: &mut Referee, now: Micros) -> Result<Whole, Code> {
    let as_document = [BodyFormat::Json, BodyFormat::Lines].into_iter().find_map(|format| {
        let decision = FormatDecision { format, ..FormatDecision::json() };
        let read = content::inspect_answer(text.as_bytes(), &decision, &referee.scanner()).ok()?;
        Some((decision, read))
    });
    let Some((decision, inspection)) = as_document else { return plain(text, referee, now) };
    if inspection.truncated {
        return Err(Code::AnswerMalformed);
    }
    let mut report = Report::default();
    report.read(text);
    let found = inspection.findings.iter().map(|f| (f.label, f.confidence_pm));
    referee.note(found, Some(&inspection.coverage), text.len() as u64, now);
    referee.note_whole(&inspection, text.len() as u64, now);
    let settled = change(text, inspection.edits(), referee, |text, scanner| {
        let read = content::inspect_answer(text.as_bytes(), &decision, scanner).ok()?;
        (!read.truncated).then(|| read.edits())
    })?;
    let coverage = Coverage { masked: settled.masked, ..inspection.coverage };
    Ok(Whole { body: settled.body, coverage, report })
}

fn plain(text: &str, referee: &mut Referee, now: Micros) -> Result<Whole, Code> {
    let read = content::scan_text(text, &referee.scanner());
    if read.truncated {
        return Err(Code::AnswerMalformed);
    }
    let bytes = text.len() as u64;
    let coverage = Coverage { bytes, parts: 1, scanned: bytes, ..Coverage::default() };
    referee.note(read.hits.iter().map(|(_, label, pm)| (*label, *pm)), None, bytes, now);
    let settled = change(text, read.edits(), referee, |text, scanner| {
        let read = content::scan_text(text, scanner);
        (!read.truncated).then(|| read.edits())
    })?;
    let coverage = Coverage { masked: settled.masked, ..coverage };
    Ok(Whole { body: settled.body, coverage, report: Report::default() })
}

/// Masks and turns back what the verdict says; `read` reads the text again.
fn change(
    text: &str,
    found: Vec<(Edit, LabelId)>,
    referee: &mut Referee,
    read: impl Fn(&str, &Scanner<'_>) -> Option<Vec<(Edit, LabelId)>>,
) -> Result<Settled, Code> {
    if !found.iter().any(|(_, label)| referee.wants(*label)) {
        return Ok(Settled::default());
    }
    // Pseudonyms that masking adds are not turned back.
    let (known, bundle) = (referee.known_pseudonyms(), referee.bundle());
    let scanner = Scanner { classifier: &bundle.classifier, pseudonyms: known.as_ref() };
    let settled = referee
        .masker()
        .settle(text.as_bytes(), found, &mut |masked| read(core::str::from_utf8(masked).ok()?, &scanner));
    settled.ok_or(Code::MaskingFailed)
}
