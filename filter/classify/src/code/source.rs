//! The language model as it is written: what tokens weigh for which language. It is compiled into the artifact.
//!
//! A token is a word (`elif`), a word with the mark before it (`@property`, `#include`, `$this`, `.globl`) or the `!` behind it
//! (`println!`), two adjacent punctuation bytes (`->`), the first word of a line (`^fn`), one or two first punctuation bytes of a line
//! (`^--`), or the last byte of a line (`~;`). Words and weights are our own choice from the languages' references.

mod curly;
mod functional;
mod names;
mod other;
mod script;
mod words;

use std::{collections::BTreeMap, string::String, vec::Vec};

use super::tables::{BASIS, First, LANGUAGES_MAX, hash, hash_folded, hash_word, marked};
use crate::{bytes::Writer, keyed};

/// A language and its tokens, space separated.
pub(super) struct Language {
    /// Name in findings.
    pub(super) name: &'static str,
    /// Keywords are matched in any case; the lists are lower case.
    pub(super) folded: bool,
    /// Tokens that almost no other language has.
    pub(super) strong: &'static str,
    /// Tokens that few others have.
    pub(super) medium: &'static str,
    /// Tokens that are common in it, and in others.
    pub(super) weak: &'static str,
}

/// All languages; a tie goes to the first.
const LANGUAGES: [&[Language]; 4] = [curly::LIST, script::LIST, functional::LIST, other::LIST];

/// The tables of languages, as [`super::Tables`] reads them.
///
/// # Errors
///
/// What the tables have no room for.
pub(crate) fn section() -> Result<Vec<u8>, String> {
    let languages: Vec<&Language> = LANGUAGES.iter().copied().flatten().collect();
    if languages.len() > LANGUAGES_MAX {
        return Err(std::format!("expected at most {LANGUAGES_MAX} languages of code"));
    }
    let mut names: Vec<&str> = languages.iter().map(|language| language.name).collect();
    let mut aliases = BTreeMap::new();
    for (name, others) in
        languages.iter().map(|language| (language.name, "")).chain(names::ALIASES.iter().copied())
    {
        let number = names.iter().position(|known| *known == name).unwrap_or(names.len());
        if number == names.len() {
            names.push(name);
        }
        for alias in others.split(' ').filter(|alias| !alias.is_empty()).chain([name]) {
            aliases.insert(hash_folded(alias.as_bytes()), number as u16);
        }
    }
    let mut writer = Writer::default();
    writer.section(names.join(" ").as_bytes());
    writer.section(&languages.iter().map(|language| u8::from(language.folded)).collect::<Vec<_>>());
    tokens(&languages, &mut writer)?;
    keyed(aliases, &mut writer)?;
    keyed(firsts(), &mut writer)?;
    Ok(writer.0)
}

/// Writes numbers by hashes.
fn keyed(rows: BTreeMap<u32, u16>, writer: &mut Writer) -> Result<(), String> {
    let (keys, values) = keyed::sorted(rows).map_err(twice)?;
    writer.u32s(&keys);
    writer.u16s(&values);
    Ok(())
}

fn twice(hash: u32) -> String {
    std::format!("two words of code have the hash {hash:08x}")
}

/// Writes the tokens, and the languages and weights of each.
fn tokens(languages: &[&Language], writer: &mut Writer) -> Result<(), String> {
    const WEIGHTS: [u8; 3] = [12, 5, 2];
    let mut tokens: BTreeMap<u32, Vec<[u8; 2]>> = BTreeMap::new();
    for (number, language) in (0u8..).zip(languages) {
        for (list, weight) in [language.strong, language.medium, language.weak].into_iter().zip(WEIGHTS) {
            for word in list.split(' ') {
                tokens.entry(token(word.as_bytes())).or_default().push([number, weight]);
            }
        }
    }
    let (keys, pairs) = keyed::sorted(tokens).map_err(twice)?;
    let mut starts = std::vec![0u16];
    let mut total = 0usize;
    for pairs in &pairs {
        total += pairs.len();
        starts.push(u16::try_from(total).map_err(|_| String::from("too many tokens of languages"))?);
    }
    writer.u32s(&keys);
    writer.u16s(&starts);
    writer.section(pairs.concat().as_flattened());
    Ok(())
}

/// The hash of a token as the lists write it: marks, a word, and what is joined to that.
fn token(bytes: &[u8]) -> u32 {
    let marks = bytes.iter().take_while(|byte| byte.is_ascii_punctuation() && **byte != b'_').count();
    let (marks, rest) = bytes.split_at_checked(marks).unwrap_or_default();
    if rest.is_empty() {
        return hash(BASIS, bytes);
    }
    let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let word = hash(hash_word(rest, length).0, rest.get(length..).unwrap_or_default());
    marks.iter().fold(word, |state, mark| marked(state, *mark))
}

/// Words that lines begin with, and what they are.
fn firsts() -> BTreeMap<u32, u16> {
    let mut firsts = BTreeMap::new();
    let lists = [
        (words::ONLY_CODE, First::CODE),
        (words::CODE_AND_ENGLISH, First::ENGLISH),
        (words::MNEMONICS, First::MNEMONIC),
    ];
    for (list, kind) in lists {
        for word in list.split(' ') {
            *firsts.entry(hash_word(word.as_bytes(), word.len()).0).or_default() |= kind;
        }
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Tables;

    #[test]
    fn tokens_lead_to_their_languages() {
        let tables = Tables::read(&section().unwrap()).unwrap();
        let names = |token: u32| -> Vec<&str> {
            tables
                .token(token)
                .iter()
                .filter_map(|[language, _]| tables.name(usize::from(*language)))
                .collect()
        };
        let elif = names(token(b"elif"));
        assert!(elif.contains(&"python") && elif.contains(&"shell") && !elif.contains(&"java"));
        assert!(names(token(b"#include")).contains(&"c"));
        assert!(names(token(b"->")).contains(&"rust"));
        assert!(names(token(b"qzxv")).is_empty());
    }

    #[test]
    fn names_and_endings_are_known() {
        let tables = Tables::read(&section().unwrap()).unwrap();
        let alias = |name: &[u8]| tables.alias(name).and_then(|name| tables.name(name));
        assert_eq!(alias(b"PY"), Some("python"));
        assert_eq!(alias(b"rust"), Some("rust"));
        assert_eq!(alias(b"yml"), Some("yaml"));
        assert_eq!(alias(b"poem"), None);
    }

    #[test]
    fn sections_that_are_not_whole_are_refused() {
        let section = section().unwrap();
        for cut in [0, 1, 7, section.len() / 3, section.len() / 2, section.len() - 1] {
            assert!(Tables::read(section.get(..cut).unwrap()).is_none(), "{cut}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_changed_section_panics(changes in proptest::collection::vec((0usize..1 << 16, 0u8..), 1..4)) {
            const TEXT: &[u8] = b"#!/bin/sh\nfn main() {\n    let x_y = a[0].b(c);\n    return x_y;\n}\n```rust\nlet x = 1;\n```\n";
            let mut section = section().unwrap();
            let length = section.len();
            for (at, byte) in changes {
                section[at % length] = byte;
            }
            if let Some(tables) = Tables::read(&section) {
                crate::code::find(&tables, TEXT, &mut Vec::new());
            }
        }
    }
}
