//! What an artifact knows of languages: tokens and their weights, names, and words that lines of code begin with.

use alloc::{string::String, vec::Vec};

use crate::{bytes::Reader, keyed::Keyed, lexicon::eight};

/// Most languages that an artifact can tell apart.
pub(super) const LANGUAGES_MAX: usize = 128;
/// Names of them and of data formats.
const NAMES_MAX: usize = 256;

/// FNV-1a's state before the first byte.
pub(super) const BASIS: u32 = 0x811c_9dc5;

/// FNV-1a over one byte.
#[inline]
pub(super) fn step(state: u32, byte: u8) -> u32 {
    (state ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

/// FNV-1a over bytes.
#[inline]
pub(super) fn hash(state: u32, bytes: &[u8]) -> u32 {
    bytes.iter().fold(state, |state, byte| step(state, *byte))
}

/// Hashes of the word of so many bytes that `rest` begins with: as it stands, and in lower case if that is another.
#[inline]
pub(super) fn hash_word(rest: &[u8], length: usize) -> (u32, Option<u32>) {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    const ONES: u64 = 0x0101_0101_0101_0101;
    let mix = |sum: u64, bytes: u64| {
        let sum = (sum ^ bytes).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        sum ^ sum >> 29
    };
    let (mut exact, mut folded, mut capitals) = (length as u64, length as u64, 0);
    for at in (0..length).step_by(8) {
        let left = length - at;
        let bytes = eight(rest, at) & if left < 8 { (1 << (8 * left)) - 1 } else { u64::MAX };
        // The highest bit of every byte that is a capital.
        let seven = bytes & !HIGH;
        let capital =
            ((seven + ONES * (0x80 - b'A' as u64)) ^ (seven + ONES * (0x7f - b'Z' as u64))) & !bytes & HIGH;
        capitals |= capital;
        exact = mix(exact, bytes);
        folded = mix(folded, bytes | capital >> 2);
    }
    ((exact >> 32) as u32, (capitals != 0).then_some((folded >> 32) as u32))
}

/// Hash of a word in lower case.
pub(super) fn hash_folded(word: &[u8]) -> u32 {
    let (exact, folded) = hash_word(word, word.len());
    folded.unwrap_or(exact)
}

/// Adds a mark that stands before a word to the word's hash, so that a word is hashed only once.
#[inline]
pub(super) fn marked(state: u32, mark: u8) -> u32 {
    step(state, mark | 0x80)
}

/// What a word at a line's beginning is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct First(u16);

impl First {
    /// Only code has it there.
    pub(super) const CODE: u16 = 1;
    /// Lines of code begin with it, and sentences.
    pub(super) const ENGLISH: u16 = 2;
    /// An instruction or directive of an assembler; the word is in lower case.
    pub(super) const MNEMONIC: u16 = 4;

    pub(super) fn is(self, kind: u16) -> bool {
        self.0 & kind != 0
    }
}

/// The tables, as [`crate::compile`] wrote them.
#[derive(Debug)]
pub(crate) struct Tables {
    /// Names of languages, behind them those of data formats.
    names: Vec<String>,
    /// Of each language, whether its keywords are matched in any case; the lists are lower case.
    folded: Vec<bool>,
    tokens: Keyed,
    /// Where the pairs of each token begin, and the end of the last ones.
    starts: Vec<u16>,
    /// A language and what the token weighs for it.
    pairs: Vec<[u8; 2]>,
    aliases: Keyed,
    /// The name that each alias stands for.
    named: Vec<u16>,
    words: Keyed,
    firsts: Vec<u16>,
}

impl Tables {
    /// Reads the sections of the tables. `None` for what the compiler did not write.
    pub(crate) fn read(section: &[u8]) -> Option<Self> {
        let mut reader = Reader(section);
        let names = core::str::from_utf8(reader.section()?).ok()?.split(' ');
        let names: Vec<String> = names.take(NAMES_MAX).map(String::from).collect();
        let folded = reader.section()?.iter().map(|byte| *byte != 0).collect();
        let (tokens, starts) = (Keyed::read(&mut reader)?, reader.u16s()?);
        let (pairs, rest) = reader.section()?.as_chunks::<2>();
        let (aliases, named) = (Keyed::read(&mut reader)?, reader.u16s()?);
        let (words, firsts) = (Keyed::read(&mut reader)?, reader.u16s()?);
        let pairs = pairs.to_vec();
        let tables = Self { names, folded, tokens, starts, pairs, aliases, named, words, firsts };
        (rest.is_empty() && reader.is_empty() && tables.are_whole()).then_some(tables)
    }

    fn are_whole(&self) -> bool {
        let languages = self.folded.len();
        let known = |language: u8| usize::from(language) < languages;
        languages <= LANGUAGES_MAX.min(self.names.len())
            && self.starts.len() == self.tokens.len() + 1
            && self.starts.is_sorted()
            && self.starts.last().is_some_and(|end| usize::from(*end) == self.pairs.len())
            && self.pairs.iter().all(|[language, _]| known(*language))
            && self.named.len() == self.aliases.len()
            && self.named.iter().all(|name| usize::from(*name) < self.names.len())
            && self.firsts.len() == self.words.len()
    }

    /// A token's languages and weights.
    #[inline]
    pub(super) fn token(&self, state: u32) -> &[[u8; 2]] {
        let Some(at) = self.tokens.find(state) else { return &[] };
        let range = self.starts.get(at).zip(self.starts.get(at + 1));
        let pairs = range.and_then(|(start, end)| self.pairs.get(usize::from(*start)..usize::from(*end)));
        pairs.unwrap_or_default()
    }

    /// Whether the keywords of a language are matched in any case.
    #[inline]
    pub(super) fn is_folded(&self, language: usize) -> bool {
        self.folded.get(language).copied().unwrap_or(false)
    }

    /// Name of a language.
    pub(super) fn name(&self, language: usize) -> Option<&str> {
        self.names.get(language).map(String::as_str)
    }

    /// The language or data format that a name, an abbreviation or a file ending stands for.
    pub(super) fn alias(&self, name: &[u8]) -> Option<usize> {
        if name.is_empty() || name.len() > 16 {
            return None;
        }
        let at = self.aliases.find(hash_folded(name))?;
        self.named.get(at).map(|name| usize::from(*name))
    }

    /// What the word of so many bytes that `rest` begins with is at a line's beginning: instructions in any case, others as it stands.
    #[inline]
    pub(super) fn first(&self, rest: &[u8], length: usize) -> First {
        if length == 0 || length > 16 {
            return First(0);
        }
        let (exact, folded) = hash_word(rest, length);
        let kinds =
            |hash: u32| self.words.find(hash).and_then(|at| self.firsts.get(at)).copied().unwrap_or(0);
        First(kinds(exact) | folded.map_or(0, |hash| kinds(hash) & First::MNEMONIC))
    }
}

/// Whether a name is that of a data format.
pub(super) fn is_data(name: &str) -> bool {
    matches!(name, "json" | "yaml" | "xml" | "html" | "ini" | "toml" | "csv" | "markdown" | "log")
}
