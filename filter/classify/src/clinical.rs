//! Health talk: how clinical a text is, and whether it is a clinical note.
//!
//! Words of the clinical lexicons carry evidence on three sides: *matter* (conditions, drugs, procedures, laboratory values, body),
//! *individual* (one person's care: history, examination, a heading of a note, a dose, an age) and *general* (teaching about diseases).
//! A note needs both matter and individual, and more of them than of general talk. Codes count by shape: ICD-10-CM by its dot
//! (CMS, ICD-10-CM Official Guidelines §I.A), NDC by its groups (21 CFR 207.33).
//!
//! Limits: it reads words, not sentences; a made-up case for teaching reads like a real one. It says nothing of who the person is:
//! `phi` is this together with an identifier, and that is for the caller to combine.

use alloc::{vec, vec::Vec};

use crate::groups::{Group, Hit, Role, placed};

/// How much a text talks about health.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Not at all, or a word by chance.
    #[default]
    None,
    /// Some words.
    Weak,
    /// It is about health.
    Strong,
}

/// What the scorer makes of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Clinical context, for the compound with an identifier.
    pub context: Level,
    /// Confidence that the text, or a piece of it, is a clinical note; per mille, 0 for none.
    pub note_pm: u16,
}

/// Evidence of a piece of text, weights added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Conditions, drugs, procedures…
    pub matter: u32,
    /// Different places of matter.
    pub matters: u32,
    /// One person's care.
    pub individual: u32,
    /// Teaching.
    pub general: u32,
    /// Bytes.
    pub length: u32,
}

/// Half of a window, bytes. A note is told from windows of about 200 words, so that one inside of a long conversation is seen.
const HALF: usize = 600;

/// A shorter text is weighed as if it had this length: two words are no note.
const LENGTH_MIN: u32 = 220;

/// Scores texts by the words of groups that stand in them.
#[derive(Clone, Debug)]
pub struct Scorer {
    groups: Vec<Group>,
}

impl Scorer {
    /// For these groups, in the order of the hits' indices. Those of other lexicons do no harm.
    #[must_use]
    pub fn new(groups: &[Group]) -> Self {
        Self { groups: groups.to_vec() }
    }

    /// Reads a text.
    #[must_use]
    pub fn read(&self, text: &str, hits: &[Hit]) -> Reading {
        let halves = self.evidence(text, hits);
        let whole = halves.iter().fold(Evidence::default(), |sum, half| sum.plus(half));
        let windows =
            halves.windows(2).map(|pair| pair.iter().fold(Evidence::default(), |sum, half| sum.plus(half)));
        let best = windows.chain((halves.len() == 1).then_some(whole)).map(|window| window.note_pm()).max();
        Reading {
            context: halves.iter().map(Evidence::level).max().unwrap_or_default().max(whole.level()),
            note_pm: best.unwrap_or(0),
        }
    }

    /// Evidence of each half window.
    #[must_use]
    pub fn evidence(&self, text: &str, hits: &[Hit]) -> Vec<Evidence> {
        let mut halves = vec![Evidence::default(); text.len().div_ceil(HALF).max(1)];
        let last = halves.len() - 1;
        for (index, half) in halves.iter_mut().enumerate() {
            let length = if index == last { text.len() - HALF * last } else { HALF };
            half.length = u32::try_from(length).unwrap_or(u32::MAX);
        }
        for hit in hits {
            let Some(group) = self.groups.get(usize::from(hit.group)) else { continue };
            let Some(half) = halves.get_mut(hit.start as usize / HALF) else { continue };
            if !placed(group.place, text, hit) {
                continue;
            }
            let weight = u32::from(group.weight);
            match group.role {
                Role::Matter => half.add_matter(weight + code_behind(text, hit)),
                Role::Individual => half.individual += weight,
                Role::General => half.general += weight,
                _ => {}
            }
        }
        halves
    }
}

impl Evidence {
    fn plus(&self, other: &Self) -> Self {
        Self {
            matter: self.matter + other.matter,
            matters: self.matters + other.matters,
            individual: self.individual + other.individual,
            general: self.general + other.general,
            length: self.length.saturating_add(other.length),
        }
    }

    fn add_matter(&mut self, weight: u32) {
        self.matter += weight;
        self.matters += 1;
    }

    fn level(&self) -> Level {
        // One person's care makes a little matter plain: "her surgery at the clinic".
        match (self.matter + self.individual.min(self.matter * 2), self.matter, self.matters) {
            (_, 26.., 3..) => Level::Strong,
            (12.., ..) | (_, 10.., _) => Level::Weak,
            _ => Level::None,
        }
    }

    /// Points of a note, for a thousand bytes.
    #[must_use]
    pub fn points(&self) -> i64 {
        let [matter, individual, general] = [self.matter, self.individual, self.general].map(i64::from);
        let balance = individual.min(matter * 3) + matter.min(individual) / 2 - general;
        balance * 1000 / i64::from(self.length.max(LENGTH_MIN))
    }

    fn note_pm(&self) -> u16 {
        let points = self.points();
        match points {
            ..NOTE_POINTS => 0,
            _ => u16::try_from(450 + (points - NOTE_POINTS) * 4).unwrap_or(950).min(950),
        }
    }
}

/// Whether findings of a label single out a person (45 CFR 164.514(b)(2)(i)): one of them and clinical [context](Reading::context) in the
/// same conversation are `phi`.
///
/// What describes many people is no identifier by itself (family `quasi`); numbers of professionals are not the patient's. A date does where it
/// [names a day](names_a_day).
pub(crate) fn identifies(label: &str) -> bool {
    const PROFESSIONAL: [&str; 3] = ["phi.npi", "phi.dea", "phi.license_number"];
    let is = |known: &&str| {
        label.strip_prefix(*known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    (label.starts_with("pii.") || label.starts_with("phi.")) && !PROFESSIONAL.iter().any(is)
}

/// Whether a date says more than month and year: `07/22/2022`, `2021-09-30`, `Jan 15th`, `3. Mai`, but not `April 2022` nor `08/2022`.
#[must_use]
pub fn names_a_day(date: &str) -> bool {
    let months = date
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| part.chars().next().is_some_and(char::is_alphabetic) && part.chars().count() >= 3);
    let day = |part: &&str| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let ordinal =
            part.get(digits..).is_some_and(|end| matches!(end, "" | "st" | "nd" | "rd" | "th" | "er"));
        (1..=2).contains(&digits) && ordinal
    };
    // An apostrophe shortens a year.
    let days = date.split([' ', '/', '-', '.', ',']).filter(day).count();
    days >= 2 || (days == 1 && months.count() >= 1)
}

/// Fewest points of a note.
const NOTE_POINTS: i64 = 60;

/// Weight of a code right behind its name: `ICD-10: E11.9`, `CPT 99213`, `NDC 0002-8215-01`.
fn code_behind(text: &str, hit: &Hit) -> u32 {
    const CODE: u32 = 14;
    let bytes = text.as_bytes();
    let name = bytes.get(hit.start as usize..hit.end as usize).unwrap_or_default();
    let named = |word: &[u8]| name.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(word));
    if !(named(b"icd") || named(b"cpt") || named(b"ndc")) {
        return 0;
    }
    let behind = bytes.get(hit.end as usize..).unwrap_or_default();
    let code = behind.iter().take(24).skip_while(|b| !b.is_ascii_alphanumeric());
    let digits = code.clone().take(8).filter(|b| b.is_ascii_digit()).count();
    if digits >= 2 { CODE } else { 0 }
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use super::*;
    use crate::groups::starter;

    fn read(text: &str) -> Reading {
        let (scorers, hits) = starter::read(text);
        scorers.clinical.read(text, &hits)
    }

    #[test]
    fn notes_in_four_languages() {
        for text in [
            "CHIEF COMPLAINT: Dizziness.\n\nHPI: The patient is a 71-year-old man with hypertension who presents with two days of vertigo and \
             vomiting. He denies chest pain. Medications: amlodipine 5 mg daily.\n\nPLAN: MRI of the head, meclizine as needed.",
            "pt 44 yo F s/p cholecystectomy, c/o RUQ pain x3d, afebrile, BP 142/88, WBC 13.1. Hx of GERD. Start ciprofloxacin 500 mg bid.",
            "[doctor] how are you feeling today\n[patient] my shoulder still hurts when i lift it and i've been taking ibuprofen for the pain\n\
             [doctor] any numbness or tingling in the arm\n[patient] no but it is stiff in the morning",
            "Motivo de consulta: disnea. Antecedentes: hipertensión arterial, exfumador. La paciente, mujer de 68 años, refiere tos y fiebre desde \
             hace tres días. A la exploración, auscultación con crepitantes. Tratamiento: amoxicilina 500 mg.",
            "Anamnese: Der 59-jährige Patient stellte sich mit Thoraxschmerzen in der Notaufnahme vor. Zustand nach Herzinfarkt 2015, arterielle \
             Hypertonie. Medikation: Ramipril 5 mg, ASS 100 mg.\nBefund: EKG ohne Hinweis auf Ischämie.",
            "Motif de consultation : douleur thoracique. Patient âgé de 63 ans, antécédents de diabète et d'hypertension artérielle, sous \
             traitement par metformine 850 mg. À l'examen, apyrétique, auscultation sans particularité.",
        ] {
            let reading = read(text);
            assert!(reading.note_pm >= 500 && reading.context == Level::Strong, "{reading:?} for {text}");
        }
    }

    #[test]
    fn a_note_inside_of_a_long_conversation() {
        let filler =
            "Please rename the build target and commit the change to the release branch before lunch. "
                .repeat(40);
        let note = "Discharge summary. The patient was admitted with pneumonia and discharged on amoxicillin 500 mg three times a day. She denies \
            shortness of breath. Past medical history: asthma, type 2 diabetes. Allergies: penicillin. Vital signs: afebrile, 128/76 mmHg.";
        assert!(read(&std::format!("{filler}{note} {filler}")).note_pm >= 500);
        assert_eq!(read(&filler), Reading::default());
    }

    #[test]
    fn teaching_and_other_talk_are_no_notes() {
        for text in [
            "Asthma is a condition in which the airways narrow and swell. Symptoms may include coughing and wheezing. People with asthma often \
             carry an inhaler. Talk to your doctor about treatments such as inhaled corticosteroids.",
            "What are the symptoms of type 2 diabetes, and which drugs are usually recommended first? Explain how metformin works.",
            "La diabetes es una enfermedad en la que la glucosa es alta. Las personas con diabetes pueden necesitar insulina.",
            "He was born in 1904 and his father was a baker. She taught him to play the violin, and he toured with her until the war.",
            "fn diagnose(patient: &Patient) -> Vec<Symptom> { patient.history.iter().filter(|s| s.active).collect() }",
        ] {
            assert_eq!(read(text).note_pm, 0, "{text}");
        }
    }

    #[test]
    fn context_for_a_compound() {
        assert!(read("options for a 52yo with CHF, seen at the clinic").context >= Level::Weak);
        assert!(read("Is clozapine safe for her after the knee replacement?").context >= Level::Weak);
        assert!(read("Code the visit: ICD-10 E11.65, CPT 99214").context >= Level::Weak);
        for text in [
            "Book a table for four on Friday.",
            "The doctor is a character in my novel.",
            "git commit -m 'fix the build'",
        ] {
            assert_eq!(read(text).context, Level::None, "{text}");
        }
    }

    #[test]
    fn labels_of_a_person() {
        for label in [
            "pii.person",
            "pii.us_ssn",
            "pii.date_of_birth",
            "phi.medical_record_number",
            "phi.health_plan_number.us_mbi",
        ] {
            assert!(identifies(label), "{label}");
        }
        for label in [
            "quasi.date",
            "quasi.location",
            "phi.npi",
            "phi.license_number.de_lanr",
            "phi",
            "secret.jwt",
            "health.clinical_note",
        ] {
            assert!(!identifies(label), "{label}");
        }
    }

    #[test]
    fn dates_of_a_day() {
        for date in [
            "07/22/2022",
            "2021-09-30",
            "Jan 15th, '23",
            "3. Mai 2021",
            "12 de octubre",
            "15.01.2024",
            "1er mars",
        ] {
            assert!(names_a_day(date), "{date}");
        }
        for date in ["April 2022", "08/2022", "2021", "summer of 2022", "Jan '23", "last July", ""] {
            assert!(!names_a_day(date), "{date}");
        }
    }
}
