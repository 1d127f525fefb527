//! Compiled detectors, and the scan of a text.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    artifact::{self, ArtifactError, Automaton, Detector, GroupRow, Trigger},
    clinical,
    evidence::{Evidence, Scorers, Subject},
    exact::Exact,
    fingerprint::FingerprintSet,
    groups::{Endings, Group},
    index::Index,
    lexicon::Lexicon,
    license, merge, mnpi,
    normalise::{self, Decode, Kind, Views},
    pass::Heads,
    program::{Condition, Program, Programs},
    scan::Scan,
    tagger::{self, Tagger},
    terms::Terms,
    validate::Validator,
};

/// Index of a label of one [`Classifier`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(pub u16);

/// A span that a detector found. Never the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Label.
    pub label: LabelId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// Per mille.
    pub confidence_pm: u16,
}

/// What is found only by joining parts that may be apart must be this sure, per mille.
const LOOSE_CONFIDENCE_MIN: u16 = 900;

/// How a scan ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScanOutcome {
    /// The scan ended early, by its work budget or the limit of findings: the text is not known to be clean.
    pub truncated: bool,
}

/// Compiled detectors, ready to scan.
pub struct Classifier {
    pub(crate) detectors: Vec<Detector>,
    pub(crate) validators: Vec<Option<Validator>>,
    /// Label of each detector.
    pub(crate) labels: Vec<LabelId>,
    names: Vec<(String, String)>,
    pub(crate) lexicon: Lexicon,
    pub(crate) heads: Heads,
    pub(crate) headed: Vec<([u8; 3], u16)>,
    pub(crate) programs: Programs,
    /// Of each program.
    pub(crate) conditions: Vec<Condition>,
    /// Programs of each detector, for those that words trigger.
    pub(crate) by_detector: Vec<Vec<u16>>,
    pub(crate) tokens: Index,
    pub(crate) digits: Index,
    pub(crate) automaton: Automaton,
    pub(crate) patterns: Vec<u16>,
    /// Triggers that the automaton has patterns for.
    pub(crate) by_automaton: Vec<Trigger>,
    pub(crate) at: Vec<u16>,
    pub(crate) colon: Vec<u16>,
    /// Groups of words that each set stands for, as (set, group).
    pub(crate) groups: Vec<(u16, u16)>,
    pub(crate) scorers: Scorers,
    pub(crate) fingerprints: Option<FingerprintSet>,
    names_of_people: Option<Tagger>,
    pub(crate) terms: Terms,
    exact: Exact,
    /// Whether a label is that of a dictionary or a table of the organisation.
    own: Vec<bool>,
    /// Label and detector of each subject.
    subjects: Vec<(Subject, LabelId)>,
}

impl fmt::Debug for Classifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names.iter().map(|(name, _)| name)).finish()
    }
}

impl Classifier {
    /// Loads compiled detectors.
    ///
    /// # Errors
    ///
    /// [`ArtifactError`] for bytes that the compiler did not write.
    pub fn load(artifact: &[u8]) -> Result<Self, ArtifactError> {
        let parts = artifact::read(artifact)?;
        let (names, labels) = named(&parts.detectors);
        let triggered = |trigger: Trigger| {
            let with = (0u16..).zip(&parts.detectors).filter(move |(_, d)| d.trigger == trigger);
            with.map(|(index, _)| index).collect()
        };
        let mut by_detector = alloc::vec![Vec::new(); parts.detectors.len()];
        for (index, program) in (0u16..).zip(&parts.programs.programs) {
            if let Some(list) = by_detector.get_mut(usize::from(program.detector)) {
                list.push(index);
            }
        }
        let detector_of = |program: &Program| parts.detectors.get(usize::from(program.detector));
        let conditions = parts.programs.programs.iter().filter_map(detector_of).map(Condition::of).collect();
        let by_automaton =
            parts.patterns.iter().filter_map(|d| parts.detectors.get(usize::from(*d))).map(|d| d.trigger);
        let subjects = parts.detectors.iter().zip(&labels).filter_map(|(detector, label)| {
            let whole = matches!(detector.trigger, Trigger::Name | Trigger::Document);
            let subject = detector.validator.as_deref().filter(|_| whole).and_then(Subject::of)?;
            Some((subject, *label))
        });
        let mut own = alloc::vec![false; names.len()];
        for (detector, label) in parts.detectors.iter().zip(&labels) {
            let is_own = matches!(detector.trigger, Trigger::Terms | Trigger::CasedTerms | Trigger::Exact);
            if let Some(own) = own.get_mut(usize::from(label.0)).filter(|_| is_own) {
                *own = true;
            }
        }
        let groups: Vec<Group> = parts.groups.iter().map(GroupRow::group).collect();
        let mut by_set: Vec<(u16, u16)> = parts.groups.iter().map(|row| row.set).zip(0..).collect();
        by_set.extend(parts.licenses.as_ref().map(|licenses| (licenses.cues, license::CUE)));
        by_set.sort_unstable();
        Ok(Self {
            subjects: subjects.collect(),
            groups: by_set,
            scorers: Scorers {
                endings: Endings::new(parts.endings),
                clinical: clinical::Scorer::new(&groups),
                mnpi: mnpi::Scorer::new(&groups),
                code: parts.code,
                licenses: parts.licenses,
            },
            fingerprints: parts.fingerprints,
            names_of_people: parts.names,
            terms: parts.terms,
            exact: parts.exact,
            own,
            labels,
            names,
            by_automaton: by_automaton.collect(),
            at: triggered(Trigger::At),
            colon: triggered(Trigger::Colon),
            detectors: parts.detectors,
            validators: parts.validators,
            lexicon: parts.lexicon,
            heads: Heads::new(
                parts.heads.iter().map(|(head, program)| (*head, parts.programs.bytes_at(*program, 3))),
            ),
            headed: parts.heads,
            programs: parts.programs,
            conditions,
            by_detector,
            tokens: parts.tokens,
            digits: parts.digits,
            automaton: parts.automaton,
            patterns: parts.patterns,
        })
    }

    /// Name of a label, `pii.us_ssn`; empty for an id of another classifier.
    pub fn label_name(&self, label: LabelId) -> &str {
        self.names.get(usize::from(label.0)).map_or("", |(name, _)| name)
    }

    /// Word that replaces findings of a label, without brackets.
    pub fn placeholder(&self, label: LabelId) -> &str {
        self.names.get(usize::from(label.0)).map_or("REDACTED", |(_, placeholder)| placeholder)
    }

    /// Every label with its name.
    pub fn labels(&self) -> impl Iterator<Item = (LabelId, &str)> {
        self.names
            .iter()
            .enumerate()
            .map(|(i, (name, _))| (LabelId(u16::try_from(i).unwrap_or(u16::MAX)), name.as_str()))
    }

    /// Label of a subject, where a detector asks for it.
    pub(crate) fn label_of(&self, subject: Subject) -> Option<LabelId> {
        self.subjects.iter().find(|(known, _)| *known == subject).map(|(_, label)| *label)
    }

    /// Appends what stands in `text`: sorted, without overlaps, on character borders. Disguised text is read in plain form as well.
    pub fn scan(&self, text: &str, findings: &mut Vec<Finding>) -> ScanOutcome {
        self.scan_views(text, Decode::Leave, findings, None)
    }

    /// [`Self::scan`] that also weighs what the text is as a whole.
    pub fn read(&self, text: &str, findings: &mut Vec<Finding>, evidence: &mut Evidence) -> ScanOutcome {
        self.scan_views(text, Decode::Leave, findings, Some(evidence))
    }

    /// [`Self::read`] that also reads what is written in base64 or hexadecimal digits, for callers that do not decode themselves.
    pub fn read_decoding(
        &self,
        text: &str,
        findings: &mut Vec<Finding>,
        evidence: &mut Evidence,
    ) -> ScanOutcome {
        self.scan_views(text, Decode::Decode, findings, Some(evidence))
    }

    fn scan_views(
        &self,
        text: &str,
        decode: Decode,
        findings: &mut Vec<Finding>,
        evidence: Option<&mut Evidence>,
    ) -> ScanOutcome {
        let from = findings.len();
        let mut words = Vec::new();
        let mut scan = Scan::new(self, text.as_bytes(), findings);
        if evidence.is_some() {
            scan.collect_words(&mut words);
        }
        let mut truncated = scan.run().truncated;
        truncated |= self.match_exact(text, findings);
        truncated |= self.own_between_signs(text, findings);
        let mut views = Views::default();
        normalise::views(text, decode, &mut views);
        truncated |= views.truncated();
        let mut seen = Vec::new();
        for view in views.iter() {
            seen.clear();
            truncated |= Scan::new(self, view.text().as_bytes(), &mut seen).run().truncated;
            truncated |= self.match_exact(view.text(), &mut seen);
            let least = if view.kind() == Kind::Loose { LOOSE_CONFIDENCE_MIN } else { 0 };
            for finding in &seen {
                let (start, end) = (finding.start as usize, finding.end as usize);
                if finding.confidence_pm < least || !view.changed(start, end) {
                    continue;
                }
                let (start, end) = view.original(start, end);
                if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
                    findings.push(Finding { start, end, ..*finding });
                }
            }
        }
        self.tag(text, findings);
        on_borders(text, findings.get_mut(from..).unwrap_or_default());
        merge::merge(findings, from, |finding| self.rank(finding.label));
        if let Some(evidence) = evidence {
            self.weigh_dates(text, findings.get(from..).unwrap_or_default(), evidence);
            self.weigh(text, &mut words, evidence);
        }
        ScanOutcome { truncated }
    }

    /// Adds the values of the organisation's tables that stand in a text; whether it was not read to its end.
    fn match_exact(&self, text: &str, findings: &mut Vec<Finding>) -> bool {
        let whole = self.exact.find(text.as_bytes(), |(detector, start, end)| {
            let detector = usize::from(detector);
            if let (Some(about), Some(label), Ok(start), Ok(end)) = (
                self.detectors.get(detector),
                self.labels.get(detector),
                u32::try_from(start),
                u32::try_from(end),
            ) {
                findings.push(Finding { label: *label, start, end, confidence_pm: about.confidence_pm });
            }
        });
        !whole
    }

    /// Whether detectors hold data of the organisation.
    pub(crate) fn has_own(&self) -> bool {
        self.own.contains(&true)
    }

    /// Finds the organisation's data beside signs beyond ASCII, whose bytes are letters to a byte-wise reader. Whether the text was not read
    /// to its end.
    fn own_between_signs(&self, text: &str, findings: &mut Vec<Finding>) -> bool {
        let Some(spaced) = self.has_own().then(|| normalise::spaced(text)).flatten() else { return false };
        let mut seen = Vec::new();
        let truncated = Scan::new(self, spaced.as_bytes(), &mut seen).run().truncated;
        let truncated = truncated | self.match_exact(&spaced, &mut seen);
        let is_own = |finding: &Finding| self.own.get(usize::from(finding.label.0)) == Some(&true);
        findings.extend(seen.into_iter().filter(is_own));
        truncated
    }

    /// Adds the names that stand in a text.
    fn tag(&self, text: &str, findings: &mut Vec<Finding>) {
        let Some(tagger) = &self.names_of_people else { return };
        let mut entities = Vec::new();
        tagger.tag(text.as_bytes(), &mut entities);
        for entity in entities {
            let subject = match entity.kind {
                tagger::Kind::Person => Subject::Person,
                tagger::Kind::Location => Subject::Location,
                tagger::Kind::Organization => Subject::Organization,
                tagger::Kind::Group => Subject::Group,
            };
            let finding = |label| Finding {
                label,
                start: entity.start,
                end: entity.end,
                confidence_pm: entity.confidence_pm,
            };
            findings.extend(self.label_of(subject).map(finding));
        }
    }

    /// Which of two labels for one place stays: secrets before the organisation's own data, that before what has a form, and that before
    /// names. A client's name inside of an address stays a client's name.
    fn rank(&self, label: LabelId) -> u32 {
        let named = [Subject::Person, Subject::Location, Subject::Organization, Subject::Group];
        if self.label_name(label).starts_with("secret.") {
            3
        } else if self.own.get(usize::from(label.0)) == Some(&true) {
            2
        } else {
            u32::from(!named.iter().any(|subject| self.label_of(*subject) == Some(label)))
        }
    }
}

/// The labels by name, each with its placeholder, and the label of each detector.
fn named(detectors: &[Detector]) -> (Vec<(String, String)>, Vec<LabelId>) {
    let mut names: Vec<(String, String)> = Vec::new();
    let mut labels = Vec::new();
    for detector in detectors {
        let known = names.iter().position(|(name, _)| *name == detector.label);
        let label = known.unwrap_or(names.len());
        if known.is_none() {
            names.push((detector.label.clone(), detector.placeholder.clone()));
        }
        labels.push(LabelId(u16::try_from(label).unwrap_or(u16::MAX)));
    }
    (names, labels)
}

/// Widens findings to whole characters: detectors look at bytes, and at a bounded number of them.
fn on_borders(text: &str, findings: &mut [Finding]) {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    for finding in findings {
        finding.start = offset(text.floor_char_boundary(finding.start as usize));
        finding.end = offset(text.ceil_char_boundary(finding.end as usize));
    }
}
