//! Puts reader, scanner and facts together.

use alloc::{
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
    json::{self, Budget, JsonError, Path, Visitor},
    nested::{self, Unread},
    position::{Position, Roles, Spot},
    text::Text,
};

/// Numbers with fewer characters hold no identifier that a detector knows; record numbers begin here.
pub(super) const NUMBER_MIN: usize = 5;

/// Values up to this size are read once more behind their key: `"mrn": "00412345"` says what the number is.
const KEYED_MAX: usize = 256;

/// Names that say nothing of their values, though nearly every value of a chat stands behind one: not worth a second look.
const MUTE: [&str; 4] = ["content", "role", "text", "type"];

pub(super) fn run<S: Scan>(
    body: &[u8],
    format: BodyFormat,
    facts: Facts,
    mut coverage: Coverage,
    scanner: &S,
) -> Result<Inspection, JsonError> {
    let document = core::str::from_utf8(body).map_err(|e| JsonError::NotUtf8 { at: e.valid_up_to() })?;
    let mut budget = Budget::default();
    let mut sink = Sink {
        scanner,
        findings: Vec::new(),
        spots: Vec::new(),
        scratch: Vec::new(),
        behind: Vec::new(),
        spoken: String::new(),
        truncated: false,
    };
    let mut inspector =
        Inspector { sink: &mut sink, facts, roles: Roles::default(), coverage: &mut coverage };
    json::walk(document, &mut budget, &mut inspector)?;
    let Inspector { mut facts, roles, .. } = inspector;
    facts.uninspectable = !coverage.unscanned.is_empty();
    let unread: u64 = coverage.unscanned.iter().map(|u| u.bytes).sum();
    coverage.skipped = coverage.bytes.saturating_sub(coverage.scanned + unread);
    let Sink { mut findings, spots, truncated, .. } = sink;
    if format == BodyFormat::OpenAiChat {
        for (found, spot) in findings.iter_mut().zip(spots) {
            found.position = roles.position(spot);
        }
    }
    findings.sort_by_key(|found| found.edit.span.start);
    Ok(Inspection { format, facts, findings, coverage, truncated })
}

fn unscanned(kind: &str, why: &str, bytes: u64) -> Unscanned {
    Unscanned { bytes, kind: kind.to_string(), why: why.to_string() }
}

/// Scans texts and keeps what is found.
pub(super) struct Sink<'s, S> {
    scanner: &'s S,
    /// What was found so far.
    pub findings: Vec<Found>,
    /// Where each of the findings stands.
    spots: Vec<Spot>,
    /// What [`Self::find`] found last, by offsets in its text.
    pub scratch: Vec<Finding>,
    behind: Vec<Finding>,
    spoken: String,
    truncated: bool,
}

impl<S: Scan> Sink<'_, S> {
    /// Scans `text`, alone and behind its key, and keeps all of it; `edit` turns a range of it into a change of the body.
    pub fn scan(&mut self, path: &Path<'_>, text: &str, keyed: bool, edit: impl Fn(usize, usize) -> Edit) {
        self.find(path, text, keyed);
        self.keep(path, |finding| Some(edit(finding.start as usize, finding.end as usize)));
    }

    /// Scans `text`, alone and behind its key.
    pub fn find(&mut self, path: &Path<'_>, text: &str, keyed: bool) {
        self.scratch.clear();
        self.truncated |= self.scanner.scan(text, &mut self.scratch).truncated;
        if keyed && text.len() <= KEYED_MAX {
            self.find_behind_key(path, text);
        }
    }

    /// Keeps what was found last, where `edit` says what to change.
    pub fn keep(&mut self, path: &Path<'_>, edit: impl Fn(&Finding) -> Option<Edit>) {
        if self.scratch.is_empty() {
            return;
        }
        if self.findings.len() + self.scratch.len() > FINDINGS_MAX {
            self.truncated = true;
            return;
        }
        let (place, spot) = (path.to_string(), Spot::of(path));
        for finding in &self.scratch {
            if let Some(edit) = edit(finding) {
                let (label, confidence_pm) = (finding.label, finding.confidence_pm);
                let (place, position) = (place.clone(), Position::Other);
                self.findings.push(Found { label, confidence_pm, edit, place, position });
                self.spots.push(spot);
            }
        }
    }

    /// Says of the findings from this one on that they stand at `path`.
    pub fn stand_at(&mut self, path: &Path<'_>, from: usize) {
        let spot = Spot::of(path);
        for (found, known) in self.findings.iter_mut().zip(&mut self.spots).skip(from) {
            found.place = path.to_string();
            *known = spot;
        }
    }

    /// Forgets the findings from this one on.
    pub fn forget(&mut self, from: usize) {
        self.findings.truncate(from);
        self.spots.truncate(from);
    }

    /// Adds findings of `key: text` that lie in the text and are new. The key is read as it is, which some secrets need, and as words.
    fn find_behind_key(&mut self, path: &Path<'_>, text: &str) {
        let Some(key) = path.key().filter(|key| key.len() <= KEYED_MAX && !MUTE.contains(key)) else {
            return;
        };
        self.find_behind(key.chars(), text);
        if key.bytes().any(|b| b == b'_' || b == b'-' || b.is_ascii_uppercase()) {
            self.find_behind(words(key), text);
        }
    }

    fn find_behind(&mut self, key: impl Iterator<Item = char>, text: &str) {
        self.spoken.clear();
        self.spoken.extend(key);
        self.spoken.push_str(": ");
        let Ok(offset) = u32::try_from(self.spoken.len()) else { return };
        self.spoken.push_str(text);
        self.behind.clear();
        self.truncated |= self.scanner.scan(&self.spoken, &mut self.behind).truncated;
        for finding in self.behind.iter().filter(|f| f.start >= offset) {
            let (start, end) = (finding.start - offset, finding.end - offset);
            let known =
                self.scratch.iter().any(|f| f.start < end && start < f.end && f.label == finding.label);
            if !known {
                self.scratch.push(Finding { start, end, ..*finding });
            }
        }
    }
}

/// `patient_id`, `patient-id` and `patientId` as words.
fn words(name: &str) -> impl Iterator<Item = char> {
    let mut lower_before = false;
    name.chars().flat_map(move |char| {
        let begins = lower_before && char.is_ascii_uppercase();
        lower_before = char.is_ascii_lowercase() || char.is_ascii_digit();
        let char = if char == '_' || char == '-' { ' ' } else { char };
        begins.then_some(' ').into_iter().chain([char])
    })
}

struct Inspector<'a, 's, S> {
    sink: &'a mut Sink<'s, S>,
    facts: Facts,
    roles: Roles,
    coverage: &'a mut Coverage,
}

impl<'d, S: Scan> Visitor<'d> for Inspector<'_, '_, S> {
    fn key(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.covered(text.raw_len());
        self.sink.scan(path, text.text, false, |start, end| Edit {
            kind: EditKind::Name,
            ..text_edit(text, start, end)
        });
        Ok(())
    }

    /// A string that cannot be read is scanned nevertheless, but does not count as scanned.
    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.facts.string(path, text.text)?;
        self.roles.string(path, text.text);
        let nested = nested::scan(self.sink, path, text);
        if let Some((kind, why)) = facts::uninspectable(path, text.text) {
            self.coverage.parts += 1;
            self.unread((kind, why, text.raw_len()));
            return Ok(());
        }
        let unread: u64 = nested.iter().map(|(.., bytes)| bytes).sum();
        nested.into_iter().for_each(|part| self.unread(part));
        self.covered(text.raw_len().saturating_sub(unread));
        Ok(())
    }

    fn number(&mut self, path: &Path<'d>, literal: &'d str, start: usize) -> Result<(), JsonError> {
        let bytes = literal.len() as u64;
        if facts::is_token_id(path) {
            self.unread(("token_ids", "no_detector", bytes));
        } else if literal.len() >= NUMBER_MIN {
            self.covered(bytes);
        }
        if literal.len() >= NUMBER_MIN {
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

impl<S> Inspector<'_, '_, S> {
    fn covered(&mut self, bytes: u64) {
        self.coverage.parts += 1;
        self.coverage.scanned += bytes;
    }

    fn unread(&mut self, (kind, why, bytes): Unread) {
        match self.coverage.unscanned.iter_mut().find(|u| u.kind == kind && u.why == why) {
            Some(entry) => entry.bytes += bytes,
            None => self.coverage.unscanned.push(unscanned(kind, why, bytes)),
        }
    }
}

pub(super) fn text_edit(text: &Text<'_>, start: usize, end: usize) -> Edit {
    Edit { span: text.raw_span(start, end), kind: EditKind::Text }
}
