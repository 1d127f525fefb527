//! Detector descriptions, as people write them.

use std::{
    fmt,
    string::{String, ToString},
    vec::Vec,
};

use serde::Deserialize;

use crate::artifact::{self, Required};

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

/// A file of several descriptions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Several {
    detector: Vec<toml::Spanned<Description>>,
}

/// A description, as people write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Description {
    pub label: String,
    #[expect(dead_code, reason = "for people; required so that no detector lacks it")]
    title: String,
    pub placeholder: String,
    pub trigger: Trigger,
    pub pattern: Option<toml::Spanned<String>>,
    pub validator: Option<String>,
    pub confidence_pm: u16,
    pub keep_last: Option<u32>,
    #[serde(default)]
    pub open_end: bool,
    pub context: Option<ContextDescription>,
    #[serde(default)]
    #[expect(dead_code, reason = "for people: names of the same thing elsewhere")]
    presidio: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "for people: names of the same thing elsewhere")]
    google: Vec<String>,
    #[expect(dead_code, reason = "for people; required so that no detector lacks it")]
    source: String,
}

/// Where a detector looks.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Trigger {
    Digits,
    Token,
    At,
    Colon,
    Heads(Vec<String>),
    Words(Vec<String>),
    /// A kind of name.
    Name(String),
    /// What a text is as a whole.
    Document(String),
}

impl Trigger {
    pub(super) fn kind(&self) -> artifact::Trigger {
        match self {
            Self::Digits => artifact::Trigger::Digits,
            Self::Token => artifact::Trigger::Token,
            Self::At => artifact::Trigger::At,
            Self::Colon => artifact::Trigger::Colon,
            Self::Heads(_) => artifact::Trigger::Heads,
            Self::Words(_) => artifact::Trigger::Words,
            Self::Name(_) => artifact::Trigger::Name,
            Self::Document(_) => artifact::Trigger::Document,
        }
    }

    /// What a detector of names or documents is about.
    pub(super) fn subject(&self) -> Option<&str> {
        match self {
            Self::Name(subject) | Self::Document(subject) => Some(subject),
            _ => None,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ContextDescription {
    pub words: Vec<String>,
    pub window: u32,
    pub required: Required,
    pub confidence_pm: u16,
}

pub(super) struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
}

/// Checks a label, a placeholder and a confidence: which of the three is wrong, and what was expected.
pub(super) fn names(label: &str, placeholder: &str, confidence_pm: u16) -> Result<(), (usize, String)> {
    let word = |s: &str, plain: fn(u8) -> bool| !s.is_empty() && s.len() <= 64 && s.bytes().all(plain);
    let wrong = |which: usize, message: &str| Err((which, message.to_string()));
    if !word(label, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.') {
        return wrong(0, "expected a label of at most 64 lower-case letters, digits, `_` and `.`");
    }
    if !word(placeholder, |b| b.is_ascii_uppercase() || b == b'_') {
        return wrong(1, "expected a placeholder of at most 64 upper-case letters and `_`");
    }
    if !(1..=1000).contains(&confidence_pm) {
        return wrong(2, "expected a confidence from 1 to 1000 per mille");
    }
    Ok(())
}

impl Source<'_> {
    /// [`names`] of a file.
    pub(super) fn names(
        &self,
        label: &toml::Spanned<String>,
        placeholder: &toml::Spanned<String>,
        confidence_pm: &toml::Spanned<u16>,
    ) -> Result<(), DetectorProblem> {
        let spans = [label.span().start, placeholder.span().start, confidence_pm.span().start];
        names(label.get_ref(), placeholder.get_ref(), *confidence_pm.get_ref())
            .map_err(|(which, message)| self.problem(spans.get(which).copied().unwrap_or(0), message))
    }

    pub(super) fn problem(&self, offset: usize, message: impl Into<String>) -> DetectorProblem {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        DetectorProblem {
            file: self.name.to_string(),
            line: before.matches('\n').count() + 1,
            column: before.len() - line_start + 1,
            message: message.into(),
        }
    }

    /// The descriptions of the file, each with its place.
    pub(super) fn descriptions(&self) -> Result<Vec<(usize, Description)>, DetectorProblem> {
        let problem =
            |e: toml::de::Error| self.problem(e.span().map_or(0, |span| span.start), e.message().to_string());
        if !self.text.lines().any(|line| line.trim() == "[[detector]]") {
            return Ok(std::vec![(0, toml::from_str(self.text).map_err(problem)?)]);
        }
        let several: Several = toml::from_str(self.text).map_err(problem)?;
        let placed = several.detector.into_iter().map(|d| (d.span().start, d.into_inner()));
        Ok(placed.collect())
    }
}
