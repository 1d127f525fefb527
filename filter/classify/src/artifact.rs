//! The compiled detectors: `"CSDET" ‖ version ‖ u32 LE metadata length ‖ metadata JSON ‖ two automata`, each automaton as `u32 LE
//! length ‖ little-endian dense DFA`.

use alloc::{
    string::{String, ToString},
    vec,
    vec::Vec,
};
use core::fmt;

use regex_automata::dfa::dense::DFA;
use serde::{Deserialize, Serialize};

/// First bytes of an artifact; the last one is the format version.
pub(crate) const MAGIC: &[u8; 6] = b"CSDET\x01";

/// Detectors in one artifact.
pub(crate) const DETECTORS_MAX: usize = 1024;

/// Context words of one detector.
pub(crate) const WORDS_MAX: usize = 64;

/// What is known of every detector at scan time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Metadata {
    pub detectors: Vec<Detector>,
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
    /// Index of its pattern in the automaton of its trigger; absent for the triggers that need none.
    pub pattern: Option<u32>,
    pub validator: Validator,
    /// Confidence without and with context words, per mille.
    pub confidence_pm: u16,
    pub context: Option<Context>,
    /// Keeps only the last so many bytes of a match: what stands before them is the way to find it.
    pub keep_last: Option<u32>,
}

/// Where a detector looks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trigger {
    /// The beginning of a run of digits.
    Digits,
    /// An `@`.
    At,
    /// A colon beside hex digits.
    Colon,
    /// The beginning of a token with one of these heads; at least three bytes each.
    Heads(Vec<String>),
}

/// A check beyond the pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Validator {
    /// The pattern is enough.
    None,
    PaymentCard,
    UsSsn,
    Iban,
    Email,
    Phone,
    Ipv4,
    Ipv6,
    RecordNumber,
    Jwt,
    PrivateKey,
}

/// Words around a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context {
    /// Lower case.
    pub words: Vec<String>,
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
    pub metadata: Metadata,
    pub digits: Automaton,
    pub heads: Automaton,
}

/// Splits and checks an artifact. Automata are validated whole, so that no table can lead outside of itself.
pub(crate) fn read(bytes: &[u8]) -> Result<Parts, ArtifactError> {
    let mut rest = bytes.strip_prefix(MAGIC).ok_or(ArtifactError::Magic)?;
    let metadata = section(&mut rest)?;
    let metadata: Metadata = serde_json::from_slice(metadata).map_err(|_| ArtifactError::Metadata)?;
    let digits = automaton(section(&mut rest)?)?;
    let heads = automaton(section(&mut rest)?)?;
    if !rest.is_empty() {
        return Err(ArtifactError::Truncated);
    }
    check(&metadata, &digits, &heads)?;
    Ok(Parts { metadata, digits, heads })
}

fn section<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8], ArtifactError> {
    let (length, tail) = rest.split_first_chunk::<4>().ok_or(ArtifactError::Truncated)?;
    let (section, tail) =
        tail.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(ArtifactError::Truncated)?;
    *rest = tail;
    Ok(section)
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

fn check(metadata: &Metadata, digits: &Automaton, heads: &Automaton) -> Result<(), ArtifactError> {
    use regex_automata::dfa::Automaton as _;
    if metadata.detectors.is_empty() || metadata.detectors.len() > DETECTORS_MAX {
        return Err(ArtifactError::Detector("count".to_string()));
    }
    for detector in &metadata.detectors {
        let word = |s: &str, plain: fn(u8) -> bool| !s.is_empty() && s.len() <= 64 && s.bytes().all(plain);
        let named =
            word(&detector.label, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.')
                && word(&detector.placeholder, |b| b.is_ascii_uppercase() || b == b'_');
        let patterns = match &detector.trigger {
            Trigger::Digits => digits.pattern_len(),
            Trigger::Heads(_) => heads.pattern_len(),
            Trigger::At | Trigger::Colon => 0,
        };
        let pattern = match detector.pattern {
            Some(index) => (index as usize) < patterns,
            None => patterns == 0 || detector.validator == Validator::Iban,
        };
        let headed = match &detector.trigger {
            Trigger::Heads(heads) => {
                !heads.is_empty() && heads.iter().all(|h| (3..=64).contains(&h.len()) && h.is_ascii())
            }
            _ => true,
        };
        let context = detector.context.as_ref().is_none_or(|c| c.words.len() <= WORDS_MAX && c.window <= 256);
        if !(named && pattern && headed && context) {
            return Err(ArtifactError::Detector(detector.label.clone()));
        }
    }
    Ok(())
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
    /// An automaton is not whole.
    Automaton,
    /// The detector of this label does not fit its automaton or limits.
    Detector(String),
}

impl fmt::Display for ArtifactError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => f.write_str("detectors: expected an artifact of format 1"),
            Self::Truncated => f.write_str("detectors: a section runs past the end, or bytes are left over"),
            Self::Metadata => f.write_str("detectors: expected metadata of format 1"),
            Self::Automaton => f.write_str("detectors: an automaton is not whole"),
            Self::Detector(label) => {
                write!(f, "detectors: detector `{label}` does not fit its automaton or limits")
            }
        }
    }
}

impl core::error::Error for ArtifactError {}
