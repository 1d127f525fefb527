//! Compiles detector descriptions (TOML) into the artifact that the filter loads. Native only.
//!
//! The same descriptions give the same bytes. What could make a scan slow or large is refused here: a pattern without a trigger, an
//! automaton over its size limit.

use std::{
    fmt,
    string::{String, ToString},
    vec::Vec,
};

use regex_automata::{
    MatchKind,
    dfa::{StartKind, dense},
    nfa::thompson,
    util::syntax,
};
use serde::Deserialize;

use crate::{
    artifact::{Context, Detector, MAGIC, Metadata, Required, Trigger, Validator},
    classifier::Classifier,
};

/// Largest automaton of one pattern, bytes: a pattern above this holds counted repetitions that belong into a validator.
const PATTERN_BYTES_MAX: usize = 256 * 1024;

/// Largest automaton of all patterns of one trigger, bytes.
const AUTOMATON_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Compiled detectors.
#[derive(Clone, Debug)]
pub struct CompiledDetectors {
    /// The bundle's `detectors` blob.
    pub artifact: Vec<u8>,
    /// One entry a detector, in order of file name.
    pub report: Vec<DetectorReport>,
}

/// What a detector costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectorReport {
    /// Label.
    pub label: String,
    /// Size of the automaton of its pattern alone, bytes; 0 without a pattern.
    pub automaton_bytes: usize,
}

/// What is wrong with a description, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetectorProblem {
    /// File name.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// What was expected and found.
    pub message: String,
}

impl fmt::Display for DetectorProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

/// A description, as people write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    label: String,
    #[expect(dead_code, reason = "for people; required so that no detector lacks it")]
    title: String,
    placeholder: String,
    trigger: Trigger,
    pattern: Option<toml::Spanned<String>>,
    #[serde(default = "no_validator")]
    validator: Validator,
    confidence_pm: u16,
    keep_last: Option<u32>,
    context: Option<ContextDescription>,
    #[serde(default)]
    #[expect(dead_code, reason = "for people: names of the same thing elsewhere")]
    presidio: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "for people: names of the same thing elsewhere")]
    google: Vec<String>,
    #[expect(dead_code, reason = "for people; required so that no detector lacks it")]
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ContextDescription {
    words: Vec<String>,
    window: u32,
    required: Required,
    confidence_pm: u16,
}

fn no_validator() -> Validator {
    Validator::None
}

struct Source<'a> {
    name: &'a str,
    text: &'a str,
}

impl Source<'_> {
    fn problem(&self, offset: usize, message: impl Into<String>) -> DetectorProblem {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        DetectorProblem {
            file: self.name.to_string(),
            line: before.matches('\n').count() + 1,
            column: before.len() - line_start + 1,
            message: message.into(),
        }
    }
}

/// Compiles files of (name, text); their order does not matter.
///
/// # Errors
///
/// Every problem found, with file, line and column.
pub fn compile(files: &[(String, String)]) -> Result<CompiledDetectors, Vec<DetectorProblem>> {
    let mut files: Vec<&(String, String)> = files.iter().collect();
    files.sort();
    let (mut problems, mut detectors, mut report) = (Vec::new(), Vec::new(), Vec::new());
    let (mut digits, mut heads) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let source = Source { name, text };
        match describe(&source) {
            Ok((description, automaton_bytes)) => {
                report.push(DetectorReport { label: description.label.clone(), automaton_bytes });
                detectors.push(detector(description, &mut digits, &mut heads));
            }
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let general = |message: String| {
        std::vec![DetectorProblem { file: "detectors".to_string(), line: 1, column: 1, message }]
    };
    let metadata = serde_json::to_vec(&Metadata { detectors }).map_err(|e| general(e.to_string()))?;
    let mut artifact = MAGIC.to_vec();
    let automata = [automaton(&digits, AUTOMATON_BYTES_MAX), automaton(&heads, AUTOMATON_BYTES_MAX)];
    for section in std::iter::once(Ok(metadata)).chain(automata) {
        let section = section.map_err(general)?;
        let length = u32::try_from(section.len()).map_err(|e| general(e.to_string()))?;
        artifact.extend_from_slice(&length.to_le_bytes());
        artifact.extend_from_slice(&section);
    }
    // The filter's own reader has the last word on limits.
    Classifier::load(&artifact).map_err(|e| general(e.to_string()))?;
    Ok(CompiledDetectors { artifact, report })
}

/// Reads and checks one description; returns the size of its automaton as well.
fn describe(source: &Source<'_>) -> Result<(Description, usize), DetectorProblem> {
    let description: Description = toml::from_str(source.text)
        .map_err(|e| source.problem(e.span().map_or(0, |span| span.start), e.message().to_string()))?;
    let wants_pattern = matches!(description.trigger, Trigger::Digits | Trigger::Heads(_));
    let grows_alone = matches!(description.validator, Validator::Iban | Validator::Email | Validator::Ipv6);
    let automaton_bytes = match &description.pattern {
        Some(pattern) if wants_pattern => {
            let at = pattern.span().start;
            let size = automaton(std::slice::from_ref(pattern.get_ref()), PATTERN_BYTES_MAX)
                .map_err(|e| source.problem(at, std::format!("{e}; use shorter counted repetitions")))?
                .len();
            if let Trigger::Heads(heads) = &description.trigger {
                starts_with_heads(heads, pattern.get_ref()).map_err(|e| source.problem(at, e))?;
            }
            size
        }
        None if !wants_pattern || grows_alone => 0,
        Some(pattern) => {
            return Err(source.problem(pattern.span().start, "expected no pattern beside this trigger"));
        }
        None => return Err(source.problem(0, "expected a pattern beside the trigger `digits` or `heads`")),
    };
    Ok((description, automaton_bytes))
}

/// A pattern that begins otherwise than its heads would never be tried there.
fn starts_with_heads(heads: &[String], pattern: &str) -> Result<(), String> {
    if heads.is_empty() || heads.iter().any(|head| head.len() < 3 || !head.is_ascii()) {
        return Err("expected heads of at least three ascii characters".to_string());
    }
    let dfa = dense(std::slice::from_ref(&pattern.to_string()), PATTERN_BYTES_MAX)?;
    for head in heads {
        use regex_automata::{Anchored, dfa::Automaton as _, util::start};
        let config = start::Config::new().anchored(Anchored::Yes);
        let mut state = dfa.start_state(&config).map_err(|e| e.to_string())?;
        for byte in head.bytes() {
            state = dfa.next_state(state, byte);
        }
        if dfa.is_dead_state(state) {
            return Err(std::format!("expected the pattern to match what begins with `{head}`"));
        }
    }
    Ok(())
}

fn detector(description: Description, digits: &mut Vec<String>, heads: &mut Vec<String>) -> Detector {
    let patterns = if matches!(description.trigger, Trigger::Digits) { digits } else { heads };
    let pattern = description.pattern.map(|pattern| {
        patterns.push(pattern.into_inner());
        u32::try_from(patterns.len() - 1).unwrap_or(u32::MAX)
    });
    Detector {
        label: description.label,
        placeholder: description.placeholder,
        trigger: description.trigger,
        pattern,
        validator: description.validator,
        confidence_pm: description.confidence_pm,
        context: description.context.map(|c| Context {
            words: c.words.iter().map(|word| word.to_lowercase()).collect(),
            window: c.window,
            required: c.required,
            confidence_pm: c.confidence_pm,
        }),
        keep_last: description.keep_last,
    }
}

fn automaton(patterns: &[String], limit: usize) -> Result<Vec<u8>, String> {
    let (bytes, padding) = dense(patterns, limit)?.to_bytes_little_endian();
    Ok(bytes.get(padding..).unwrap_or_default().to_vec())
}

/// One anchored automaton that tells every pattern. ASCII classes only: the text was brought into plain form before.
fn dense(patterns: &[String], limit: usize) -> Result<dense::DFA<Vec<u32>>, String> {
    if patterns.is_empty() {
        return dense::DFA::never_match().map_err(|e| e.to_string());
    }
    dense::Builder::new()
        .syntax(syntax::Config::new().unicode(false).utf8(false))
        .thompson(thompson::Config::new().utf8(false))
        .configure(
            dense::Config::new()
                .match_kind(MatchKind::All)
                .start_kind(StartKind::Anchored)
                .dfa_size_limit(Some(limit))
                .determinize_size_limit(Some(64 * 1024 * 1024)),
        )
        .build_many(patterns)
        .map_err(|e| {
            std::format!("the pattern does not compile to an automaton of at most {limit} bytes: {e}")
        })
}
