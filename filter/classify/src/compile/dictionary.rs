//! Dictionaries: words and phrases of an organisation → triggers of the lexicon, and hashes that confirm them.

use std::{
    collections::BTreeSet,
    path::Path,
    string::{String, ToString},
    vec::Vec,
};

use serde::Deserialize;

use super::{
    Compiler, OwnReport,
    description::{ContextDescription, DetectorProblem, Source},
};
use crate::{
    artifact::{Detector, Trigger},
    lexicon::{GAP_MAX, WORD_BYTES_MAX, WORDS_MAX, is_word},
    terms,
};

/// Terms of all dictionaries of a pack. Longer lists are for [`super::ExactSet`], which costs less a value.
const TERMS_MAX: usize = 32_768;

/// Bytes of all terms of a pack.
const TERMS_BYTES_MAX: usize = 1024 * 1024;

/// One term, bytes.
const TERM_BYTES_MAX: usize = 128;

/// Letters and digits of a term, at least.
const TERM_CHARS_MIN: usize = 2;

/// A dictionary, as people write it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dictionary {
    label: toml::Spanned<String>,
    #[expect(dead_code, reason = "for people; required so that no dictionary lacks it")]
    title: String,
    placeholder: toml::Spanned<String>,
    confidence_pm: toml::Spanned<u16>,
    #[expect(dead_code, reason = "for people: whose list it is; required so that no dictionary lacks it")]
    source: String,
    #[serde(default)]
    case: Case,
    #[serde(default)]
    terms: Vec<toml::Spanned<String>>,
    file: Option<toml::Spanned<String>>,
    context: Option<ContextDescription>,
}

/// Whether the case of letters counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Case {
    #[default]
    Any,
    Exact,
}

/// What a reader of TOML complains of, without the values that it found: these are the organisation's own.
pub fn without_values(message: &str) -> String {
    let line = message.lines().collect::<Vec<_>>().join("; ");
    if !(line.starts_with("invalid") || line.starts_with("unknown variant")) {
        return line;
    }
    let (found, expected) = line.split_at(line.find(", expected").unwrap_or(line.len()));
    let found = found.split(['"', '`']).next().unwrap_or_default().trim_end();
    std::format!("{found}{expected}")
}

/// What dictionaries add to an artifact.
#[derive(Debug, Default)]
pub(super) struct Terms {
    hashes: BTreeSet<u64>,
    bytes: usize,
    /// Whether a term begins with a digit.
    pub digits: bool,
}

impl Terms {
    /// What the artifact holds of them: hashes, ascending.
    pub(super) fn section(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }
}

impl Compiler {
    /// Adds a dictionary; `lists` are the files of terms beside it.
    pub(super) fn dictionary(
        &mut self,
        source: &Source<'_>,
        lists: &[(String, String)],
    ) -> Result<(), DetectorProblem> {
        let dictionary: Dictionary = toml::from_str(source.text).map_err(|e| {
            source.problem(e.span().map_or(0, |span| span.start), without_values(e.message()))
        })?;
        let (label, placeholder) = (&dictionary.label, &dictionary.placeholder);
        source.names(label, placeholder, &dictionary.confidence_pm)?;
        let general = |message: String| source.problem(0, message);
        let index = u16::try_from(self.detectors.len()).map_err(|e| general(e.to_string()))?;
        let cased = dictionary.case == Case::Exact;
        let before = self.terms.hashes.len();
        for term in &dictionary.terms {
            let place = |message| source.problem(term.span().start, message);
            self.term(index, cased, term.get_ref()).map_err(place)?;
        }
        if let Some(file) = &dictionary.file {
            let path = Path::new(source.name).with_file_name(file.get_ref()).display().to_string();
            let list = lists.iter().find(|(name, _)| *name == path);
            let (name, text) = list.ok_or_else(|| {
                let message = "expected the name of a `.txt` file in the same folder, found no such file";
                source.problem(file.span().start, message)
            })?;
            self.list(index, cased, &Source { name, text })?;
        }
        let count = self.terms.hashes.len() - before;
        if count == 0 {
            return Err(general("expected terms in `terms` or in a `file`, found none".to_string()));
        }
        let context =
            dictionary.context.map(|context| self.context(&context)).transpose().map_err(general)?;
        let label = dictionary.label.into_inner();
        self.own.push(OwnReport { label: label.clone(), table: false, count, bytes: 8 * count });
        self.detectors.push(Detector {
            label,
            placeholder: dictionary.placeholder.into_inner(),
            trigger: if cased { Trigger::CasedTerms } else { Trigger::Terms },
            validator: None,
            confidence_pm: dictionary.confidence_pm.into_inner(),
            context,
            keep_last: None,
            open_end: false,
        });
        Ok(())
    }

    /// Adds the terms of a file, one a line. Empty lines, and those that begin with `#`, are for people.
    fn list(&mut self, index: u16, cased: bool, list: &Source<'_>) -> Result<(), DetectorProblem> {
        let text = list.text.strip_prefix('\u{feff}').unwrap_or(list.text);
        for (number, line) in (1..).zip(text.lines()) {
            let term = line.trim();
            if term.is_empty() || term.starts_with('#') {
                continue;
            }
            self.term(index, cased, term).map_err(|message| DetectorProblem {
                file: list.name.to_string(),
                line: number,
                column: 1,
                message,
            })?;
        }
        Ok(())
    }

    fn term(&mut self, index: u16, cased: bool, term: &str) -> Result<(), String> {
        let term = checked(term)?;
        let new = self.terms.hashes.insert(terms::hash(index, cased, term));
        self.terms.bytes += if new { term.len() } else { 0 };
        if self.terms.hashes.len() > TERMS_MAX || self.terms.bytes > TERMS_BYTES_MAX {
            return Err(std::format!(
                "expected at most {TERMS_MAX} terms and {TERMS_BYTES_MAX} bytes in all dictionaries of a pack, found \
                more; longer lists are for `exact/`"
            ));
        }
        self.terms.digits |= term.starts_with(|c: char| c.is_ascii_digit());
        let too_long = |_| {
            std::format!(
                "expected at most {WORDS_MAX} words of at most {WORD_BYTES_MAX} bytes, found a longer term"
            )
        };
        self.lexicon.trigger(term, index).map_err(too_long)?;
        for form in forms(term, cased) {
            // A form of other length than the term may be over a limit; then it is not looked for.
            let _ = self.lexicon.trigger(&form, index);
        }
        Ok(())
    }
}

/// A term without what stands around its words, if it is one. Messages never hold it.
fn checked(term: &str) -> Result<&str, String> {
    let term = term.trim_matches(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric());
    if term.len() > TERM_BYTES_MAX {
        return Err(std::format!("expected a term of at most {TERM_BYTES_MAX} bytes, found {}", term.len()));
    }
    let chars = term.chars().filter(|c| c.is_ascii_alphanumeric() || !c.is_ascii()).count();
    if chars < TERM_CHARS_MIN {
        return Err(std::format!(
            "expected a term of at least {TERM_CHARS_MIN} letters or digits, found {chars}"
        ));
    }
    let gap = term.as_bytes().split(|byte| is_word(*byte)).map(<[u8]>::len).max().unwrap_or(0);
    if gap > GAP_MAX {
        return Err(std::format!("expected at most {GAP_MAX} characters between two words, found {gap}"));
    }
    Ok(term)
}

/// Other forms of a term that the lexicon has other hashes for: it knows the case of Latin letters only, and one apostrophe from another.
fn forms(term: &str, cased: bool) -> Vec<String> {
    let mut forms = std::vec![term.to_string()];
    if !cased && !term.is_ascii() {
        let title = |word: &str| {
            let mut chars = word.chars();
            let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
            first + &chars.as_str().to_lowercase()
        };
        let words: Vec<String> = term.split(' ').map(title).collect();
        forms.extend([term.to_lowercase(), term.to_uppercase(), words.join(" ")]);
    }
    let other: Vec<String> = forms
        .iter()
        .filter(|form| form.contains(['\'', '\u{2019}']))
        .flat_map(|form| [form.replace('\'', "\u{2019}"), form.replace('\u{2019}', "'")])
        .collect();
    forms.extend(other);
    forms
}

#[cfg(test)]
mod tests;
