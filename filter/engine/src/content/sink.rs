//! Scans texts and keeps what is found, encoded text included.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::ops::Range;

use countersign_classify::{Evidence, Finding, GUESS_PM};
use countersign_formats::order;

use super::{
    FINDINGS_MAX, Found, Scan,
    api::Api,
    decode::{self, Budget, LEVELS, Run},
    edit::Edit,
    json::Path,
    known::Known,
    opaque::Unread,
    position::{Position, Roles, Spot},
    text::{self, Buffer},
};
use crate::mask::ECHO;

/// Values up to this size are read once more behind their key: `"mrn": "00412345"` says what the number is.
const KEYED_MAX: usize = 256;

/// Names that say nothing of their values, though nearly every value of a chat stands behind one: not worth a second look.
const MUTE: [&str; 4] = ["content", "role", "text", "type"];

/// What was found in a body so far.
pub(super) struct Sink<'s> {
    scanner: &'s dyn Scan,
    api: Option<&'static Api>,
    /// Findings, in order of reading.
    pub findings: Vec<Found>,
    /// Where each of the findings stands.
    spots: Vec<Spot>,
    /// What [`Self::find`] found last, by offsets in its text.
    pub scratch: Vec<Finding>,
    behind: Vec<Finding>,
    /// What the texts are as a whole.
    pub evidence: Evidence,
    spoken: String,
    /// Whether something could not be looked at to its end.
    pub truncated: bool,
    /// Encoded runs by how they were encoded.
    pub decoded: BTreeMap<&'static str, u64>,
    /// Parts of the last text that hold no readable text.
    pub unread: Vec<Unread>,
    budget: Budget,
}

impl<'s> Sink<'s> {
    pub fn new(scanner: &'s dyn Scan, api: Option<&'static Api>, bytes: usize) -> Self {
        Self {
            scanner,
            api,
            findings: Vec::new(),
            spots: Vec::new(),
            scratch: Vec::new(),
            behind: Vec::new(),
            evidence: Evidence::default(),
            spoken: String::new(),
            truncated: false,
            decoded: BTreeMap::new(),
            unread: Vec::new(),
            budget: Budget::of(bytes),
        }
    }

    /// Scans `text`, alone and behind its key, and keeps all of it; `edit` turns a range of it into a change of the body.
    pub fn scan(&mut self, path: &Path<'_>, text: &str, keyed: bool, edit: impl Fn(usize, usize) -> Edit) {
        self.read(path, text, keyed);
        self.keep(path, |finding| Some(edit(finding.start as usize, finding.end as usize)));
        self.scan_encoded(path, text, LEVELS, &|run| edit(run.start, run.end));
    }

    /// Scans what is encoded in `text`; `edit` turns a run of it into a change of the body.
    fn scan_encoded(&mut self, path: &Path<'_>, text: &str, levels: u8, edit: &dyn Fn(Range<usize>) -> Edit) {
        if text.len() < decode::RUN_MIN {
            return;
        }
        let mut runs: Vec<Run> = Vec::new();
        self.truncated |= !decode::runs(text, &mut self.budget, &mut runs);
        for Run { span, how, text } in runs {
            let whole = edit(span);
            let Some(text) = text else {
                self.unread.push(("encoded", "no_detector", whole.len() as u64));
                continue;
            };
            *self.decoded.entry(how).or_default() += 1;
            self.read(path, &text, true);
            self.keep(path, |_| Some(whole.clone()));
            if text.contains('\\') {
                let mut buffer = Buffer::default();
                self.find(path, text::unescape(&text, &mut buffer).text, true);
                self.keep(path, |_| Some(whole.clone()));
            }
            if levels > 1 {
                self.scan_encoded(path, &text, levels - 1, &|_| whole.clone());
            }
        }
    }

    /// Scans a text with its names as words, and keeps what stands behind a name and was not found without. What comes before the first
    /// name is no value of one, and of a text that is still growing it may have left already.
    pub fn scan_spoken(&mut self, path: &Path<'_>, text: &str) {
        let Some(named) = text.find("\":") else { return };
        let (mut spoken, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
        for (at, char) in words(text) {
            spoken.push(char);
            places.resize(spoken.len(), at);
        }
        self.find(path, &spoken, false);
        let known = Known::of(self, 0);
        let behind =
            |at: usize| at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.keep(path, |finding| {
            let start = places.get(finding.start as usize).copied()?;
            let end = places.get((finding.end as usize).checked_sub(1)?).copied().map(behind)?;
            let edit = Edit::plain(start..end);
            (named < start && start < end && !known.touches(finding.label, &edit)).then_some(edit)
        });
    }

    /// Scans a text for the first time: weighs what it is as a whole as well.
    fn read(&mut self, path: &Path<'_>, text: &str, keyed: bool) {
        self.scratch.clear();
        self.truncated |= self.scanner.read(text, &mut self.scratch, &mut self.evidence).truncated;
        self.look_behind(path, text, keyed);
    }

    /// Scans `text`, alone and behind its key.
    pub fn find(&mut self, path: &Path<'_>, text: &str, keyed: bool) {
        self.scratch.clear();
        self.truncated |= self.scanner.scan(text, &mut self.scratch).truncated;
        self.look_behind(path, text, keyed);
    }

    fn look_behind(&mut self, path: &Path<'_>, text: &str, keyed: bool) {
        if !self.scratch.is_empty() && text.contains('\\') {
            spare_escapes(text, &mut self.scratch);
        }
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
        let (place, spot) = (path.to_string(), Spot::of(self.api, path));
        // In a document every value is a whole text: what is only a guess there is nothing for policies.
        for finding in self.scratch.iter().filter(|finding| finding.confidence_pm >= GUESS_PM) {
            if let Some(edit) = edit(finding) {
                let (label, confidence_pm) = (finding.label, finding.confidence_pm);
                let (place, position) = (place.clone(), Position::Other);
                self.findings.push(Found { label, confidence_pm, edit, place, position });
                self.spots.push(spot);
            }
        }
    }

    /// Keeps a value that says the answer's text once more.
    pub fn echo(&mut self, edit: Edit) {
        if self.findings.len() >= FINDINGS_MAX {
            self.truncated = true;
            return;
        }
        let (place, position) = ("logprobs".to_string(), Position::Other);
        self.findings.push(Found { label: ECHO, confidence_pm: 1000, edit, place, position });
        self.spots.push(Spot::Known(Position::Other));
    }

    /// Says of the findings from this one on that they stand at `path`.
    pub fn stand_at(&mut self, path: &Path<'_>, from: usize) {
        let spot = Spot::of(self.api, path);
        for (found, known) in self.findings.iter_mut().zip(&mut self.spots).skip(from) {
            found.place = path.to_string();
            *known = spot;
        }
    }

    /// Moves the findings from this one on by so many bytes: they were read in a part of the body.
    pub fn shift(&mut self, from: usize, bytes: usize) {
        for found in self.findings.iter_mut().skip(from) {
            found.edit.span = found.edit.span.start + bytes..found.edit.span.end + bytes;
        }
    }

    /// Forgets the findings from this one on.
    pub fn forget(&mut self, from: usize) {
        self.findings.truncate(from);
        self.spots.truncate(from);
    }

    /// The findings with their positions, in order of their bytes.
    pub fn sorted(&mut self, roles: &Roles) -> Vec<Found> {
        let mut findings = core::mem::take(&mut self.findings);
        for (found, spot) in findings.iter_mut().zip(&self.spots) {
            found.position = roles.position(*spot);
        }
        order::sort_by_key(&mut findings, |found| found.edit.span.start);
        findings
    }

    /// Adds findings of `key: text` that lie in the text and are new. The key is read as it is, which some secrets need, and as words.
    fn find_behind_key(&mut self, path: &Path<'_>, text: &str) {
        let Some(key) = path.key().filter(|key| key.len() <= KEYED_MAX && !MUTE.contains(key)) else {
            return;
        };
        self.find_behind(key.chars(), text);
        if key.bytes().any(|b| b == b'_' || b == b'-' || b.is_ascii_uppercase()) {
            self.find_behind(words(key).map(|(_, char)| char), text);
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

/// Moves the borders of findings out of escapes: the `n` of `\n` is no letter of the address behind it, and an escape that lost its end would
/// break the document that the text may be.
fn spare_escapes(text: &str, findings: &mut Vec<Finding>) {
    let behind = |border: u32| {
        let end = escape_around(text.as_bytes(), border as usize).and_then(|end| u32::try_from(end).ok());
        end.unwrap_or(border)
    };
    for finding in findings.iter_mut() {
        (finding.start, finding.end) = (behind(finding.start), behind(finding.end));
    }
    findings.retain(|finding| finding.start < finding.end);
}

/// Where the escape ends that a border stands inside of.
fn escape_around(bytes: &[u8], border: usize) -> Option<usize> {
    /// `\u0031`.
    const LONGEST: usize = 6;
    let mut starts = (border.saturating_sub(LONGEST - 1)..border).filter(|at| bytes.get(*at) == Some(&b'\\'));
    starts.find_map(|at| {
        // A backslash behind an odd number of them is escaped itself.
        let before = bytes.get(..at)?.iter().rev().take_while(|b| **b == b'\\').count();
        let is_hex = |digits: &[u8]| digits.iter().all(u8::is_ascii_hexdigit);
        let length = match bytes.get(at + 1) {
            Some(b'u') if bytes.get(at + 2..at + LONGEST).is_some_and(is_hex) => LONGEST,
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            _ => 1,
        };
        (before.is_multiple_of(2) && at + length > border).then_some(at + length)
    })
}

/// `patient_id`, `patient-id` and `patientId` as words: characters with the places that they come from. Dashes between digits stay.
fn words(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut before = ' ';
    text.char_indices().flat_map(move |(at, char)| {
        let begins = (before.is_ascii_lowercase() || before.is_ascii_digit()) && char.is_ascii_uppercase();
        let joins = matches!(char, '_' | '-') && before.is_ascii_alphabetic();
        before = char;
        begins.then_some((at, ' ')).into_iter().chain([(at, if joins { ' ' } else { char })])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borders_stand_outside_of_escapes() {
        for (text, border, expected) in [
            (r"a\\nb", 2, Some(3)),
            (r"a\\nb", 3, None),
            (r"a\nb", 2, Some(3)),
            (r"a\nb", 3, None),
            (r"\\\nb", 3, Some(4)),
            (r"\u0034x", 1, Some(6)),
            (r"\u0034x", 5, Some(6)),
            (r"\u0034x", 6, None),
            (r"\u00", 3, None),
            (r"\jo", 1, None),
        ] {
            let found = escape_around(text.as_bytes(), border);
            assert_eq!(found, expected, "{text} {border}");
        }
    }

    #[test]
    fn names_are_words() {
        let spoken = |name: &str| words(name).map(|(_, char)| char).collect::<String>();
        for (name, expected) in [
            ("patient_id", "patient id"),
            ("patient-id", "patient id"),
            ("patientId", "patient Id"),
            ("4111-1111_2222", "4111-1111_2222"),
        ] {
            assert_eq!(spoken(name), expected);
        }
        assert_eq!(words("aB").collect::<Vec<_>>(), [(0, 'a'), (1, ' '), (1, 'B')]);
    }
}
