//! Puts reader, scanner and facts together.

use alloc::{string::ToString, vec::Vec};
use core::ops::Range;

use countersign_classify::LabelId;
use countersign_formats::{
    order::inserted,
    record::{Coverage, Unscanned},
};

use super::{
    Inspection, Scan,
    api::Api,
    echo,
    edit::{Edit, EditKind},
    facts::Facts,
    json::{self, Budget, JsonError, Path, Visitor},
    nested::{self, Outer},
    opaque::{self, Unread},
    position::Roles,
    seam::Seams,
    sink::Sink,
    text::Text,
};

mod form;

/// Numbers with fewer characters hold no identifier that a detector knows; record numbers begin here.
pub(super) const NUMBER_MIN: usize = 5;

/// Reads the parts of one body.
pub(super) struct Inspector<'s> {
    sink: Sink<'s>,
    /// `None` in answers.
    facts: Option<Facts>,
    roles: Roles,
    coverage: Coverage,
    budget: Budget,
    seams: Seams,
    /// Where names end whose values may say an answer's text once more.
    echoes: Vec<usize>,
}

impl<'s> Inspector<'s> {
    pub fn new(body: &[u8], facts: Option<Facts>, api: Option<&'static Api>, scanner: &'s dyn Scan) -> Self {
        Self {
            sink: Sink::new(scanner, api, body.len()),
            facts,
            roles: Roles::default(),
            coverage: Coverage { bytes: body.len() as u64, ..Coverage::default() },
            budget: Budget::default(),
            seams: Seams::default(),
            echoes: Vec::new(),
        }
    }

    /// Reads a JSON document that stands at `at` of the body.
    pub fn document(&mut self, bytes: &[u8], at: usize) -> Result<(), JsonError> {
        let document =
            core::str::from_utf8(bytes).map_err(|e| JsonError::NotUtf8 { at: at + e.valid_up_to() })?;
        let from = self.sink.findings.len();
        let mut budget = core::mem::take(&mut self.budget);
        self.seams = Seams::default();
        let read = json::walk(document, &mut budget, self);
        self.budget = budget;
        self.echoes(document);
        self.sink.shift(from, at);
        read
    }

    /// Takes note of the values that say an answer's text once more; to be called when the document was read.
    pub fn echoes(&mut self, document: &str) {
        for name in core::mem::take(&mut self.echoes) {
            if let Some(edit) = echo::value(document, name) {
                self.sink.echo(edit);
            }
        }
    }

    /// Reads documents that stand one a line.
    pub fn lines(&mut self, bytes: &[u8], at: usize) -> Result<(), JsonError> {
        let mut start = at;
        for line in bytes.split(|b| *b == b'\n') {
            let end = line.trim_ascii_end().len();
            if !line.trim_ascii().is_empty() {
                self.document(line.get(..end).unwrap_or_default(), start)?;
            }
            start += line.len() + 1;
        }
        Ok(())
    }

    /// Reads a part that is text as it stands.
    pub fn plain(&mut self, body: &[u8], span: Range<usize>, path: &Path<'_>) {
        let Some(text) = body.get(span.clone()).and_then(|bytes| core::str::from_utf8(bytes).ok()) else {
            return;
        };
        let unreadable = opaque::uninspectable(path, text);
        if let Some((kind, why)) = unreadable {
            self.unread((kind, why, text.len() as u64));
        } else {
            self.covered(text.len() as u64);
        }
        self.sink.scan(path, text, path.key().is_some(), |start, end| {
            Edit::plain(span.start + start..span.start + end)
        });
        if unreadable.is_some() {
            self.sink.unread.clear();
        }
        self.sealed();
    }

    /// Reads a value: as the document that it may hold, and as the text that it is. One that cannot be read is scanned nevertheless, but does
    /// not count as scanned.
    fn value(&mut self, path: &Path<'_>, outer: Outer<'_, '_>) {
        nested::scan(&mut self.sink, path, outer);
        let bytes = outer.text.raw_len();
        if let Some((kind, why)) = opaque::uninspectable(path, outer.text.text) {
            self.sink.unread.clear();
            self.unread((kind, why, bytes));
        } else {
            self.covered(bytes);
            self.sealed();
        }
    }

    /// A body, or a part of one, that cannot be read.
    pub fn unread(&mut self, (kind, why, bytes): Unread) {
        self.coverage.parts += 1;
        self.add_unread(kind, why, bytes);
    }

    fn add_unread(&mut self, kind: &str, why: &str, bytes: u64) {
        match self.coverage.unscanned.iter_mut().find(|u| u.kind == kind && u.why == why) {
            Some(entry) => entry.bytes += bytes,
            None => self.coverage.unscanned.push(Unscanned {
                bytes,
                kind: kind.to_string(),
                why: why.to_string(),
            }),
        }
    }

    pub fn covered(&mut self, bytes: u64) {
        self.coverage.parts += 1;
        self.coverage.scanned += bytes;
    }

    /// Moves what the last text could not show from scanned to unscanned.
    fn sealed(&mut self) {
        for (kind, why, bytes) in core::mem::take(&mut self.sink.unread) {
            self.coverage.scanned = self.coverage.scanned.saturating_sub(bytes);
            self.add_unread(kind, why, bytes);
        }
    }

    pub fn finish(mut self, format: &'static str) -> Inspection {
        let unread: u64 = self.coverage.unscanned.iter().map(|u| u.bytes).sum();
        self.coverage.skipped = self.coverage.bytes.saturating_sub(self.coverage.scanned + unread);
        self.coverage.decoded = inserted(self.sink.decoded.iter().map(|(how, n)| ((*how).to_string(), *n)));
        self.roles.sort();
        let findings = self.sink.sorted(&self.roles);
        let (facts, coverage, truncated) =
            (self.facts.unwrap_or_default(), self.coverage, self.sink.truncated);
        Inspection { format, facts, findings, evidence: self.sink.evidence, coverage, truncated }
    }
}

/// Scans a number: as it is written, and as the integer that it stands for.
pub(super) fn scan_number(sink: &mut Sink<'_>, path: &Path<'_>, literal: &str, whole: &Edit) {
    let before = sink.findings.len();
    sink.scan(path, literal, true, |_, _| whole.clone());
    if let Some(integer) = json::plain_integer(literal) {
        let known: Vec<LabelId> = sink.findings.iter().skip(before).map(|found| found.label).collect();
        sink.find(path, &integer, true);
        sink.keep(path, |finding| (!known.contains(&finding.label)).then(|| whole.clone()));
    }
}

impl<'d> Visitor<'d> for Inspector<'_> {
    fn key(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        if let Some(facts) = &mut self.facts {
            facts.name(path);
        } else if echo::is_name(text.text) {
            self.echoes.push(text.raw.1);
        }
        self.covered(text.raw_len());
        self.sink.scan(path, text.text, false, |start, end| text_edit(text, start, end, EditKind::Name));
        self.sealed();
        Ok(())
    }

    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        if let Some(facts) = &mut self.facts {
            facts.string(path, text.text)?;
        }
        self.roles.string(path, text.text);
        let before = self.sink.findings.len();
        self.value(path, Outer { text, depth: 1 });
        self.seams.join(&mut self.sink, path, text, before);
        Ok(())
    }

    fn number(&mut self, path: &Path<'d>, literal: &'d str, start: usize) -> Result<(), JsonError> {
        let bytes = literal.len() as u64;
        if opaque::is_token_id(path) {
            self.unread(("token_ids", "no_detector", bytes));
        } else if literal.len() >= NUMBER_MIN {
            self.covered(bytes);
        }
        if literal.len() >= NUMBER_MIN {
            let whole = Edit { span: start..start + literal.len(), kind: EditKind::Number, depth: 0 };
            scan_number(&mut self.sink, path, literal, &whole);
        }
        Ok(())
    }

    fn is_true(&mut self, path: &Path<'d>) {
        if let Some(facts) = &mut self.facts {
            facts.is_true(path);
        }
    }

    fn open(&mut self, path: &Path<'d>) {
        if let Some(facts) = &mut self.facts {
            facts.element(path);
        }
    }
}

/// A range of a text of the body as a change of the body.
fn text_edit(text: &Text<'_>, start: usize, end: usize, kind: EditKind) -> Edit {
    Edit { span: text.raw_span(start, end), kind, depth: 1 }
}
