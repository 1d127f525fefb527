//! The compiled detectors: `"CSDET" ‖ version ‖ sections`, each section behind its length as `u32 LE`. First the metadata as JSON, then the
//! lexicon, the programs with their indexes, the heads, and the automaton of the patterns that are no programs; then what only some packs
//! have: weights of names, fingerprints of code, languages and licences, hashes of terms, sets of exact values.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::fmt;

use regex_automata::dfa::dense::DFA;
use serde::{Deserialize, Serialize};

use crate::{
    bytes::Reader,
    code,
    exact::Exact,
    fingerprint::FingerprintSet,
    groups::{Group, Place, Role},
    index::Index,
    lexicon::Lexicon,
    license,
    program::Programs,
    tagger::Tagger,
    terms::Terms,
    validate::{self, Validator},
};

/// First bytes of an artifact; the last one is the format version.
pub(crate) const MAGIC: &[u8; 6] = b"CSDET\x03";

/// Detectors in one artifact.
pub(crate) const DETECTORS_MAX: usize = 4096;

/// Largest window of context, bytes.
pub(crate) const WINDOW_MAX: u32 = 256;

/// What is known of every detector at scan time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metadata {
    pub detectors: Vec<Detector>,
    /// Detector of each pattern of the automaton.
    pub patterns: Vec<u16>,
    /// Groups of words that tell what a text is as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub groups: Vec<GroupRow>,
    /// Endings of words that belong to a group.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub endings: Vec<(String, u16)>,
    /// Whether the lexicon has words that begin with a digit.
    #[serde(skip_serializing_if = "core::ops::Not::not", default)]
    pub digit_words: bool,
}

/// A group of words, by the set that they are in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupRow {
    pub set: u16,
    pub role: Role,
    pub place: Place,
    pub weight: u8,
}

impl GroupRow {
    pub(crate) fn group(&self) -> Group {
        Group { role: self.role, place: self.place, weight: self.weight }
    }
}

/// One detector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Detector {
    /// Label, `pii.us_ssn`.
    pub label: String,
    /// Upper-case word that replaces a finding.
    pub placeholder: String,
    pub trigger: Trigger,
    /// Name of a check beyond the pattern.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub validator: Option<String>,
    /// Confidence without context words, per mille.
    pub confidence_pm: u16,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub context: Option<Context>,
    /// Keeps only the last so many bytes of a match: what stands before them is the way to find it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub keep_last: Option<u32>,
    /// Whether the validator judges the borders of a match.
    #[serde(skip_serializing_if = "core::ops::Not::not", default)]
    pub open_end: bool,
}

/// Where a detector looks. Words and heads themselves are in tables of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trigger {
    /// The beginning of a run of digits.
    Digits,
    /// The beginning of a token that holds a digit, or of a few capitals before a number.
    Token,
    /// An `@`.
    At,
    /// A colon.
    Colon,
    /// The beginning of a token with one of some literal heads.
    Heads,
    /// Words or phrases.
    Words,
    /// Words or phrases of a dictionary, which [`crate::terms`] confirms.
    Terms,
    /// [`Self::Terms`] in their own case.
    CasedTerms,
    /// Values of a table, by [`crate::exact`].
    Exact,
    /// A kind of name that the tagger finds; the validator says which.
    Name,
    /// What a text is as a whole; the validator says which.
    Document,
}

/// Words around a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context {
    /// The set that the words are in.
    pub set: u16,
    /// How far before the candidate, bytes.
    pub window: u32,
    /// Whether a candidate without context is none. `bare`: only where it is a plain run of digits.
    pub required: Required,
    /// Confidence with context, per mille.
    pub confidence_pm: u16,
}

/// When context is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Required {
    Always,
    Bare,
    Never,
}

/// An automaton that owns its table.
pub(crate) type Automaton = DFA<Vec<u32>>;

/// An artifact in its parts.
pub(crate) struct Parts {
    pub detectors: Vec<Detector>,
    /// Check of each detector.
    pub validators: Vec<Option<Validator>>,
    pub lexicon: Lexicon,
    pub programs: Programs,
    pub tokens: Index,
    pub digits: Index,
    /// First three bytes of heads, and the program to run there; ascending.
    pub heads: Vec<([u8; 3], u16)>,
    pub automaton: Automaton,
    /// Detector of each pattern of the automaton.
    pub patterns: Vec<u16>,
    pub groups: Vec<GroupRow>,
    pub endings: Vec<(String, u16)>,
    /// The tagger of names, if the artifact has its weights.
    pub names: Option<Tagger>,
    pub fingerprints: Option<FingerprintSet>,
    /// What is known of languages, if a detector asks for code.
    pub code: Option<code::Tables>,
    /// What is known of licences, if a detector asks for them.
    pub licenses: Option<license::Tables>,
    pub terms: Terms,
    pub exact: Exact,
}

/// Stands for the automaton in a list of programs.
pub(crate) const AUTOMATON: u16 = u16::MAX;

/// Splits and checks an artifact. Tables are validated whole, so that none can lead outside of itself or another.
pub(crate) fn read(bytes: &[u8]) -> Result<Parts, ArtifactError> {
    let mut reader = Reader(bytes.strip_prefix(MAGIC).ok_or(ArtifactError::Magic)?);
    let metadata = reader.section().ok_or(ArtifactError::Truncated)?;
    let Metadata { detectors, patterns, groups, endings, digit_words } =
        serde_json::from_slice(metadata).map_err(|_| ArtifactError::Metadata)?;
    let validators = check(&detectors)?;
    let mut lexicon = Lexicon::read(&mut reader).ok_or(ArtifactError::Table("lexicon"))?;
    lexicon.digits = digit_words;
    let known = |index: &u16| usize::from(*index) < detectors.len();
    if !lexicon.meanings().flat_map(|meaning| &meaning.triggers).all(known) || !patterns.iter().all(known) {
        return Err(ArtifactError::Table("triggers"));
    }
    let programs = Programs::read(&mut reader, detectors.len()).ok_or(ArtifactError::Table("programs"))?;
    let mut index = || Index::read(&mut reader, programs.programs.len()).ok_or(ArtifactError::Table("index"));
    let (tokens, digits) = (index()?, index()?);
    let heads = read_heads(&mut reader, programs.programs.len()).ok_or(ArtifactError::Table("heads"))?;
    let automaton = automaton(reader.section().ok_or(ArtifactError::Truncated)?)?;
    let names = reader.section().ok_or(ArtifactError::Truncated)?;
    let names = (!names.is_empty()).then(|| Tagger::load(names)).transpose();
    let names = names.map_err(|_| ArtifactError::Table("names"))?;
    let fingerprints = reader.section().ok_or(ArtifactError::Truncated)?;
    let fingerprints =
        (!fingerprints.is_empty()).then(|| FingerprintSet::from_bytes(fingerprints)).transpose();
    let fingerprints = fingerprints.map_err(|_| ArtifactError::Table("fingerprints"))?;
    let code = table(&mut reader, "code", code::Tables::read)?;
    let licenses = table(&mut reader, "licenses", license::Tables::read)?;
    let terms = Terms::read(&mut reader).ok_or(ArtifactError::Table("terms"))?;
    let exact = Exact::read(&mut reader, &detectors).ok_or(ArtifactError::Table("exact values"))?;
    if !reader.is_empty() {
        return Err(ArtifactError::Truncated);
    }
    if regex_automata::dfa::Automaton::pattern_len(&automaton) != patterns.len() {
        return Err(ArtifactError::Automaton);
    }
    if endings.iter().any(|(_, group)| usize::from(*group) >= groups.len()) {
        return Err(ArtifactError::Table("endings"));
    }
    Ok(Parts {
        detectors,
        validators,
        lexicon,
        programs,
        tokens,
        digits,
        heads,
        automaton,
        patterns,
        groups,
        endings,
        names,
        fingerprints,
        code,
        licenses,
        terms,
        exact,
    })
}

/// A section that may be empty.
fn table<T>(
    reader: &mut Reader<'_>,
    name: &'static str,
    read: impl FnOnce(&[u8]) -> Option<T>,
) -> Result<Option<T>, ArtifactError> {
    let section = reader.section().ok_or(ArtifactError::Truncated)?;
    if section.is_empty() { Ok(None) } else { read(section).ok_or(ArtifactError::Table(name)).map(Some) }
}

fn read_heads(reader: &mut Reader<'_>, programs: usize) -> Option<Vec<([u8; 3], u16)>> {
    let rows = reader.u32s()?;
    let mut heads = Vec::new();
    for [head, program] in rows.as_chunks::<2>().0 {
        let [a, b, c, _] = head.to_le_bytes();
        let program = u16::try_from(*program).ok()?;
        if program != AUTOMATON && usize::from(program) >= programs {
            return None;
        }
        heads.push(([a, b, c], program));
    }
    heads.is_sorted().then_some(heads)
}

/// The reader of automata wants its bytes aligned; they are copied behind the right number of others.
fn automaton(bytes: &[u8]) -> Result<Automaton, ArtifactError> {
    let mut room = vec![0u8; bytes.len() + 4];
    let skip = room.as_ptr().align_offset(4);
    let aligned =
        room.get_mut(skip..).and_then(|room| room.get_mut(..bytes.len())).ok_or(ArtifactError::Automaton)?;
    aligned.copy_from_slice(bytes);
    let (dfa, read) = DFA::from_bytes(aligned).map_err(|_| ArtifactError::Automaton)?;
    if read != bytes.len() {
        return Err(ArtifactError::Automaton);
    }
    Ok(dfa.to_owned())
}

/// Checks the detectors and finds their validators.
fn check(detectors: &[Detector]) -> Result<Vec<Option<Validator>>, ArtifactError> {
    if detectors.is_empty() || detectors.len() > DETECTORS_MAX {
        return Err(ArtifactError::Detector("count".to_string()));
    }
    let refused = |detector: &Detector| ArtifactError::Detector(detector.label.clone());
    let mut validators = Vec::new();
    for detector in detectors {
        let word = |s: &str, plain: fn(u8) -> bool| !s.is_empty() && s.len() <= 64 && s.bytes().all(plain);
        let named =
            word(&detector.label, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.')
                && word(&detector.placeholder, |b| b.is_ascii_uppercase() || b == b'_');
        let context = detector.context.as_ref().is_none_or(|c| c.window <= WINDOW_MAX);
        let subject = matches!(detector.trigger, Trigger::Name | Trigger::Document);
        let validator = detector.validator.as_deref().filter(|_| !subject).map(validate::by_name);
        let alone = matches!(detector.trigger, Trigger::At | Trigger::Colon) || detector.open_end;
        if !(named && context) || validator == Some(None) || (alone && validator.is_none()) {
            return Err(refused(detector));
        }
        validators.push(validator.flatten());
    }
    Ok(validators)
}

/// Why an artifact was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactError {
    /// Another file, or another format version.
    Magic,
    /// A length runs past the end, or bytes are left over.
    Truncated,
    /// The metadata is not of its form.
    Metadata,
    /// A table is not whole, or leads outside of itself.
    Table(&'static str),
    /// The automaton is not whole.
    Automaton,
    /// The detector of this label is outside of a limit, or names a validator that there is none of.
    Detector(String),
}

impl fmt::Display for ArtifactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => f.write_str("detectors: expected an artifact of format 3"),
            Self::Truncated => f.write_str("detectors: a section runs past the end, or bytes are left over"),
            Self::Metadata => f.write_str("detectors: expected metadata of format 3"),
            Self::Table(name) => write!(f, "detectors: the table of {name} is not whole"),
            Self::Automaton => f.write_str("detectors: the automaton is not whole"),
            Self::Detector(label) => {
                write!(f, "detectors: detector `{label}` is outside of a limit or names an unknown validator")
            }
        }
    }
}

impl core::error::Error for ArtifactError {}
