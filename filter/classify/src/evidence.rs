//! What the texts of one exchange show together: code, licences, talk of health and of markets.
//!
//! Spans tell where a value stands; these detectors tell what a text is. Their evidence is collected over all texts of a request or
//! an answer, and concluded once.

use alloc::vec::Vec;

use crate::{
    classifier::{Classifier, Finding, LabelId},
    clinical::{self, Level},
    code,
    groups::{self, Hit},
    license::{self, Family},
    mnpi,
};

/// What detectors of names and of documents can be about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    Person,
    Location,
    Organization,
    Group,
    SourceCode,
    StructuredData,
    OrganizationCode,
    LicensePermissive,
    LicenseCopyleftLimited,
    LicenseCopyleft,
    LicenseRestricted,
    LicenseOther,
    ClinicalNote,
    /// An identifier of a person together with talk of health.
    PatientData,
    MaterialEvent,
}

impl Subject {
    /// Every subject by the name that descriptions use.
    pub(crate) const ALL: [(&'static str, Self); 15] = [
        ("person", Self::Person),
        ("location", Self::Location),
        ("organization", Self::Organization),
        ("group", Self::Group),
        ("source_code", Self::SourceCode),
        ("structured_data", Self::StructuredData),
        ("organization_code", Self::OrganizationCode),
        ("license_permissive", Self::LicensePermissive),
        ("license_copyleft_limited", Self::LicenseCopyleftLimited),
        ("license_copyleft", Self::LicenseCopyleft),
        ("license_restricted", Self::LicenseRestricted),
        ("license_other", Self::LicenseOther),
        ("clinical_note", Self::ClinicalNote),
        ("patient_data", Self::PatientData),
        ("material_event", Self::MaterialEvent),
    ];

    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, subject)| *subject)
    }

    /// Whether it is found by the tables of code.
    #[cfg(feature = "compile")]
    pub(crate) fn needs_code(self) -> bool {
        matches!(self, Self::SourceCode | Self::StructuredData)
    }

    /// Whether it is found by the tables of licences.
    #[cfg(feature = "compile")]
    pub(crate) fn needs_licenses(self) -> bool {
        [
            Self::LicensePermissive,
            Self::LicenseCopyleftLimited,
            Self::LicenseCopyleft,
            Self::LicenseRestricted,
            Self::LicenseOther,
        ]
        .contains(&self)
    }

    fn of_license(family: Family) -> Self {
        match family {
            Family::Copyleft => Self::LicenseCopyleft,
            Family::CopyleftLimited => Self::LicenseCopyleftLimited,
            Family::Restricted => Self::LicenseRestricted,
            Family::Permissive => Self::LicensePermissive,
            Family::Other => Self::LicenseOther,
        }
    }
}

/// A label of a whole exchange: label, bytes that it stands on, confidence per mille.
pub type Conclusion = (LabelId, u64, u16);

/// Evidence of the texts read so far.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    regions: Vec<Conclusion>,
    health: Level,
    /// Bytes of dates that name a day, and how sure they are.
    days: (u64, u16),
}

impl Evidence {
    fn add(&mut self, label: Option<LabelId>, bytes: usize, confidence_pm: u16) {
        let Some(label) = label else { return };
        match self.regions.iter_mut().find(|(known, ..)| *known == label) {
            Some((_, sum, highest)) => {
                *sum += bytes as u64;
                *highest = confidence_pm.max(*highest);
            }
            None => self.regions.push((label, bytes as u64, confidence_pm)),
        }
    }
}

/// Scorers of whole texts.
#[derive(Debug)]
pub(crate) struct Scorers {
    pub endings: groups::Endings,
    pub clinical: clinical::Scorer,
    pub mnpi: mnpi::Scorer,
    /// Where a detector asks for code or data.
    pub code: Option<code::Tables>,
    /// Where a detector asks for licences.
    pub licenses: Option<license::Tables>,
}

impl Classifier {
    /// Weighs a text whose words of groups are `hits`.
    pub(crate) fn weigh(&self, text: &str, hits: &mut Vec<Hit>, evidence: &mut Evidence) {
        let mut cues = Vec::new();
        if self.scorers.licenses.is_some() {
            hits.retain(|hit| {
                let cue = hit.group == license::CUE;
                cues.extend(cue.then_some(hit.start as usize));
                !cue
            });
        }
        self.weigh_code(text.as_bytes(), &cues, evidence);
        if hits.is_empty() {
            return;
        }
        self.scorers.endings.find(text, hits);
        let reading = self.scorers.clinical.read(text, hits);
        evidence.health = evidence.health.max(reading.context);
        if reading.note_pm > 0 {
            evidence.add(self.label_of(Subject::ClinicalNote), text.len(), reading.note_pm);
        }
        let mut events = Vec::new();
        self.scorers.mnpi.events(text, hits, &mut events);
        for event in events {
            let bytes = event.end.saturating_sub(event.start) as usize;
            evidence.add(self.label_of(Subject::MaterialEvent), bytes, event.confidence_pm);
        }
    }

    fn weigh_code(&self, text: &[u8], cues: &[usize], evidence: &mut Evidence) {
        let (source, data) = (self.label_of(Subject::SourceCode), self.label_of(Subject::StructuredData));
        if let Some(tables) = &self.scorers.code {
            let mut regions = Vec::new();
            code::find(tables, text, &mut regions);
            for region in regions {
                let label = if region.what == code::Kind::Code { source } else { data };
                evidence.add(label, region.end - region.start, region.confidence_pm);
            }
        }
        let mut licenses = Vec::new();
        if let Some(tables) = &self.scorers.licenses {
            license::find(tables, text, cues, &mut licenses);
        }
        for license in licenses {
            let label = self.label_of(Subject::of_license(license.family));
            evidence.add(label, license.end - license.start, license.confidence_pm);
        }
        if let (Some(fingerprints), label @ Some(_)) =
            (&self.fingerprints, self.label_of(Subject::OrganizationCode))
        {
            let mut matches = Vec::new();
            fingerprints.find(text, &mut matches);
            for found in matches {
                evidence.add(label, found.end - found.start, found.confidence_pm);
            }
        }
    }

    /// Notes the dates among the findings of a text that name a day: of a patient, each is an identifier.
    pub(crate) fn weigh_dates(&self, text: &str, findings: &[Finding], evidence: &mut Evidence) {
        for finding in findings.iter().filter(|finding| self.label_name(finding.label) == "quasi.date") {
            let date = text.get(finding.start as usize..finding.end as usize).unwrap_or_default();
            if clinical::names_a_day(date) {
                evidence.days.0 += date.len() as u64;
                evidence.days.1 = evidence.days.1.max(finding.confidence_pm);
            }
        }
    }

    /// The label of an identifier together with talk of health, where a detector asks for it.
    pub fn patient_data(&self) -> Option<LabelId> {
        self.label_of(Subject::PatientData)
    }

    /// Whether findings of a label make talk of health patient data.
    pub fn is_identifier(&self, label: LabelId) -> bool {
        let name = self.label_name(label);
        Some(label) != self.patient_data() && (clinical::identifies(name) || name == "quasi.date")
    }

    /// The labels of the whole, given what was found in its texts.
    /// `findings`: label, bytes, confidence per mille.
    pub fn conclude(
        &self,
        evidence: &Evidence,
        findings: impl Iterator<Item = Conclusion> + Clone,
    ) -> Vec<Conclusion> {
        let mut all = evidence.regions.clone();
        if let Some(label) = self.label_of(Subject::PatientData).filter(|_| evidence.health > Level::None) {
            let persons = findings.filter(|(label, ..)| clinical::identifies(self.label_name(*label)));
            let (days, day_pm) = evidence.days;
            let surest = persons
                .clone()
                .map(|(_, _, confidence_pm)| confidence_pm)
                .chain((days > 0).then_some(day_pm))
                .max();
            let bytes = persons.map(|(_, bytes, _)| bytes).sum::<u64>() + days;
            // Weak context makes it no more than likely.
            let most = if evidence.health == Level::Strong { 1000 } else { 700 };
            all.extend(surest.map(|confidence_pm| (label, bytes, confidence_pm.min(most))));
        }
        all
    }
}
