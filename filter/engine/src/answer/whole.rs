//! An answer that is read as a whole before any of it goes on: JSON, lines of JSON, or text.

use alloc::{string::ToString, vec::Vec};

use countersign_formats::{
    record::{Coverage, Unscanned},
    time::Micros,
};

use super::referee::Referee;
use crate::{
    content::{self, BodyFormat, Edit, FormatDecision, Inspection, TextScan, report::Report},
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

fn is_binary(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{1b}')
}

fn readable(text: &str, referee: &mut Referee, now: Micros) -> Result<Whole, Code> {
    let mut report = Report::default();
    let as_document = [BodyFormat::Json, BodyFormat::Lines].into_iter().find_map(|format| {
        let decision = FormatDecision { format, ..FormatDecision::json() };
        content::inspect_answer(text.as_bytes(), &decision, &referee.scanner()).ok()
    });
    let Some(Inspection { findings, mut coverage, truncated, .. }) = as_document else {
        return plain(text, referee, now);
    };
    if truncated {
        return Err(Code::AnswerMalformed);
    }
    report.read(text);
    let found = findings.iter().map(|f| (f.label, f.confidence_pm));
    referee.note(found, Some(&coverage), text.len() as u64, now);
    let wanted: Vec<_> = findings.iter().filter(|found| referee.wants(found.label)).collect();
    coverage.masked = wanted.iter().map(|found| found.edit.len() as u64).sum();
    let edits = wanted.iter().map(|found| (&found.edit, found.label));
    let body = (!wanted.is_empty()).then(|| referee.masker().rewrite(text.as_bytes(), edits));
    Ok(Whole { body, coverage, report })
}

fn plain(text: &str, referee: &mut Referee, now: Micros) -> Result<Whole, Code> {
    let TextScan { hits, truncated } = content::scan_text(text, &referee.scanner());
    if truncated {
        return Err(Code::AnswerMalformed);
    }
    let bytes = text.len() as u64;
    let mut coverage = Coverage { bytes, parts: 1, scanned: bytes, ..Coverage::default() };
    referee.note(hits.iter().map(|(_, label, pm)| (*label, *pm)), None, bytes, now);
    let wanted = hits.into_iter().filter(|(_, label, _)| referee.wants(*label));
    let edits: Vec<_> = wanted.map(|(span, label, _)| (Edit::plain(span), label)).collect();
    coverage.masked = edits.iter().map(|(edit, _)| edit.len() as u64).sum();
    let changes = edits.iter().map(|(edit, label)| (edit, *label));
    let body = (!edits.is_empty()).then(|| referee.masker().rewrite(text.as_bytes(), changes));
    Ok(Whole { body, coverage, report: Report::default() })
}
