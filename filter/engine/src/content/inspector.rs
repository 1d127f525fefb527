//! Puts reader, scanner and facts together.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use countersign_classify::Finding;
use countersign_formats::record::{Coverage, Unscanned};

use super::{
    FINDINGS_MAX, Found, Inspection, Scan,
    edit::{Edit, EditKind},
    facts::{self, Facts},
    format::BodyFormat,
    json::{self, Budget, JsonError, Path, Step, Visitor},
    text::Text,
};

/// Numbers with fewer characters hold no identifier that a detector knows.
const NUMBER_MIN: usize = 7;

/// Values up to this size are read once more behind their key: `"mrn": "00412345"` says what the number is.
const KEYED_MAX: usize = 256;

pub(super) fn run<S: Scan>(
    body: &[u8],
    format: BodyFormat,
    facts: Facts,
    mut coverage: Coverage,
    scanner: &S,
) -> Result<Inspection, JsonError> {
    let document = core::str::from_utf8(body).map_err(|e| JsonError::NotUtf8 { at: e.valid_up_to() })?;
    let mut budget = Budget::default();
    let mut sink = Sink { scanner, findings: Vec::new(), scratch: Vec::new(), truncated: false };
    let mut inspector = Inspector { sink: &mut sink, facts, coverage: &mut coverage, token_ids: 0 };
    json::walk(document, &mut budget, &mut inspector)?;
    let Inspector { mut facts, token_ids, .. } = inspector;
    if token_ids > 0 {
        coverage.unscanned.push(unscanned("token_ids", "no_detector", token_ids));
    }
    facts.uninspectable = !coverage.unscanned.is_empty();
    let unread: u64 = coverage.unscanned.iter().map(|u| u.bytes).sum();
    coverage.skipped = coverage.bytes.saturating_sub(coverage.scanned + unread);
    let Sink { mut findings, truncated, .. } = sink;
    findings.sort_by_key(|found| found.edit.span.start);
    Ok(Inspection { format, facts, findings, coverage, truncated })
}

fn unscanned(kind: &str, why: &str, bytes: u64) -> Unscanned {
    Unscanned { bytes, kind: kind.to_string(), why: why.to_string() }
}

/// Scans texts and keeps what is found.
struct Sink<'s, S> {
    scanner: &'s S,
    findings: Vec<Found>,
    scratch: Vec<Finding>,
    truncated: bool,
}

impl<S: Scan> Sink<'_, S> {
    /// Scans `text`, alone and behind its key; `edit` turns a range of it into a change of the body.
    fn scan(&mut self, path: &Path<'_>, text: &str, keyed: bool, edit: impl Fn(usize, usize) -> Edit) {
        self.scratch.clear();
        self.truncated |= self.scanner.scan(text, &mut self.scratch).truncated;
        if keyed && text.len() <= KEYED_MAX {
            self.scan_behind_key(path, text);
        }
        if self.findings.len() + self.scratch.len() > FINDINGS_MAX {
            self.truncated = true;
            return;
        }
        let place = if self.scratch.is_empty() { String::new() } else { path.to_string() };
        for finding in &self.scratch {
            self.findings.push(Found {
                label: finding.label,
                confidence_pm: finding.confidence_pm,
                edit: edit(finding.start as usize, finding.end as usize),
                place: place.clone(),
            });
        }
    }

    /// Adds findings of `key: text` that lie in the text and are new.
    fn scan_behind_key(&mut self, path: &Path<'_>, text: &str) {
        let key = path.steps().iter().rev().find_map(|step| match step {
            Step::Key(key) if key.len() <= KEYED_MAX => Some(key),
            _ => None,
        });
        let Some(key) = key else { return };
        let spoken: String = key.chars().map(|c| if c == '_' || c == '-' { ' ' } else { c }).collect();
        let both = format!("{spoken}: {text}");
        let Ok(offset) = u32::try_from(both.len() - text.len()) else { return };
        let mut behind = Vec::new();
        self.truncated |= self.scanner.scan(&both, &mut behind).truncated;
        for finding in behind.into_iter().filter(|f| f.start >= offset) {
            let (start, end) = (finding.start - offset, finding.end - offset);
            let known = self.scratch.iter().any(|f| f.start < end && start < f.end && f.label == finding.label);
            if !known {
                self.scratch.push(Finding { start, end, ..finding });
            }
        }
    }
}

struct Inspector<'a, 's, S> {
    sink: &'a mut Sink<'s, S>,
    facts: Facts,
    coverage: &'a mut Coverage,
    token_ids: u64,
}

impl<'d, S: Scan> Visitor<'d> for Inspector<'_, '_, S> {
    fn key(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.covered(text.raw.1 - text.raw.0);
        self.sink.scan(path, text.text, false, |start, end| text_edit(text, start, end));
        Ok(())
    }

    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.facts.string(path, text.text)?;
        let bytes = text.raw.1 - text.raw.0;
        match facts::uninspectable(path, text.text) {
            Some((kind, why)) => {
                self.coverage.parts += 1;
                let bytes = bytes as u64;
                match self.coverage.unscanned.iter_mut().find(|u| u.kind == kind && u.why == why) {
                    Some(entry) => entry.bytes += bytes,
                    None => self.coverage.unscanned.push(unscanned(kind, why, bytes)),
                }
            }
            None => self.covered(bytes),
        }
        if !self.nested(path, text) {
            self.sink.scan(path, text.text, true, |start, end| text_edit(text, start, end));
        }
        Ok(())
    }

    fn number(&mut self, path: &Path<'d>, literal: &'d str, start: usize) -> Result<(), JsonError> {
        if matches!(path.steps(), [Step::Key(key), Step::Index(_), ..] if key == "prompt" || key == "input") {
            self.token_ids += literal.len() as u64;
        } else if literal.len() >= NUMBER_MIN {
            self.covered(literal.len());
            let whole = Edit { span: start..start + literal.len(), kind: EditKind::Number };
            self.sink.scan(path, literal, true, |_, _| whole.clone());
        }
        Ok(())
    }

    fn is_true(&mut self, path: &Path<'d>) {
        self.facts.is_true(path);
    }

    fn open(&mut self, path: &Path<'d>) {
        self.facts.element(path);
    }
}

impl<S: Scan> Inspector<'_, '_, S> {
    /// Reads a string as a JSON document of its own. False when it is none: then it is plain text.
    fn nested(&mut self, path: &Path<'_>, text: &Text<'_>) -> bool {
        if !matches!(text.text.trim_start().as_bytes().first(), Some(b'{' | b'[')) {
            return false;
        }
        let before = self.sink.findings.len();
        // The string is part of a document that is within its budget, and is read once.
        let read = json::walk(text.text, &mut Budget::default(), &mut Inner { outer: text, sink: self.sink });
        if read.is_err() {
            self.sink.findings.truncate(before);
            return false;
        }
        for found in self.sink.findings.iter_mut().skip(before) {
            found.place = path.to_string();
        }
        true
    }

    fn covered(&mut self, bytes: usize) {
        self.coverage.parts += 1;
        self.coverage.scanned += bytes as u64;
    }
}

fn text_edit(text: &Text<'_>, start: usize, end: usize) -> Edit {
    Edit { span: text.raw_span(start, end), kind: EditKind::Text }
}

/// Reads a JSON document inside of a string, such as the arguments of a tool call: a value that is escaped twice is found, and
/// numbers are replaced so that the inner document stays valid.
struct Inner<'a, 'o, 's, S> {
    outer: &'a Text<'o>,
    sink: &'a mut Sink<'s, S>,
}

impl<S: Scan> Inner<'_, '_, '_, S> {
    fn text(&mut self, path: &Path<'_>, text: &Text<'_>, keyed: bool) {
        let outer = self.outer;
        self.sink.scan(path, text.text, keyed, |start, end| {
            let inner = text.raw_span(start, end);
            Edit { span: outer.raw_span(inner.start, inner.end), kind: EditKind::Text }
        });
    }
}

impl<'d, S: Scan> Visitor<'d> for Inner<'_, '_, '_, S> {
    fn key(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.text(path, text, false);
        Ok(())
    }

    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.text(path, text, true);
        Ok(())
    }

    fn number(&mut self, path: &Path<'d>, literal: &'d str, start: usize) -> Result<(), JsonError> {
        if literal.len() >= NUMBER_MIN {
            let span = self.outer.raw_span(start, start + literal.len());
            let whole = Edit { span, kind: EditKind::NestedNumber };
            self.sink.scan(path, literal, true, |_, _| whole.clone());
        }
        Ok(())
    }

    fn is_true(&mut self, _: &Path<'d>) {}

    fn open(&mut self, _: &Path<'d>) {}
}
