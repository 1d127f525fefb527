//! Groups of words that tell what a text is about: health, markets.
//!
//! A lexicon is data (`policies/…/lexicons/*.toml`): groups of words, phrases and word endings with a role and a weight. The pass over the
//! text finds their words; what the hits mean is for the scorers ([`crate::clinical`], [`crate::mnpi`]) to say.

use alloc::{string::String, vec::Vec};

use crate::{
    lexicon::{self, is_word},
    simd,
};

mod place;

pub(crate) use place::{Place, placed};

/// What a group tells a scorer. The lexicons explain each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Role {
    Matter,
    Individual,
    General,
    Event,
    Topic,
    Movement,
    Period,
    Company,
    Private,
    Plan,
    Comment,
    Ignored,
}

/// A group of a lexicon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Group {
    /// Role.
    pub role: Role,
    /// Place.
    pub place: Place,
    /// Weight.
    pub weight: u8,
}

/// A word or phrase that stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index of its group.
    pub group: u16,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

/// Lexicons as they are written.
#[cfg(feature = "compile")]
pub(crate) mod source {
    use super::{Place, Role, String, Vec};

    /// A file.
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Lexicon {
        #[expect(dead_code, reason = "for people: what it serves")]
        pub class: String,
        #[expect(dead_code, reason = "for people: ISO 639-1")]
        pub language: String,
        /// Groups.
        pub group: Vec<Words>,
    }

    /// A group.
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    pub(crate) struct Words {
        /// For people.
        pub name: String,
        pub role: Role,
        #[serde(default)]
        pub place: Place,
        pub weight: u8,
        /// Words, phrases, `-endings`.
        pub words: Vec<String>,
    }
}

/// Letters that a word must have before its ending.
const STEM_MIN: usize = 3;

/// Last bytes by which endings are looked up.
const KEY: usize = 3;

/// Endings of words, with their groups.
#[derive(Debug, Default)]
pub(crate) struct Endings {
    /// Hash of the last [`KEY`] bytes, ending, group; ascending.
    rows: Vec<(u32, String, u16)>,
    /// Which last bytes there are, by [`key_bit`].
    filter: Vec<u64>,
}

/// Bit of the last bytes of a word, in any case.
fn key_bit(last: [u8; KEY]) -> usize {
    let sum = last.iter().fold(0u32, |sum, byte| sum << 8 | u32::from(byte | 0x20));
    (sum.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

impl Endings {
    pub(crate) fn new(endings: Vec<(String, u16)>) -> Self {
        let key = |ending: &str| {
            let last = ending.len().checked_sub(KEY).and_then(|at| ending.as_bytes().get(at..));
            last.map(lexicon::hash)
        };
        let rows = endings.into_iter().filter_map(|(ending, group)| Some((key(&ending)?, ending, group)));
        let mut rows: Vec<_> = rows.collect();
        rows.sort();
        let mut filter = alloc::vec![0; (1 << 12) / 64];
        for (_, ending, _) in &rows {
            let bit = ending.as_bytes().last_chunk().map_or(0, |last| key_bit(*last));
            if let Some(word) = filter.get_mut(bit / 64) {
                *word |= 1 << (bit % 64);
            }
        }
        Self { rows, filter }
    }

    /// Leaves only the longest of the hits at each place, and adds the words that have an ending and are no hit.
    pub(crate) fn find(&self, text: &str, hits: &mut Vec<Hit>) {
        settle(hits);
        let text = text.as_bytes();
        let known = hits.len();
        let mut next = 0;
        // Where words end that are long enough; the last one may end with the text.
        let mut before = 0;
        let ends = simd::places(text, move |block| {
            let word = simd::words(block);
            let ends =
                (1..=KEY + STEM_MIN).fold(!word, |ends, back| ends & (word << back | before >> (64 - back)));
            before = word;
            ends
        });
        let last = text.last().filter(|byte| is_word(**byte)).map(|_| text.len());
        for end in ends.chain(last) {
            if !self.may_end(text, end) {
                continue;
            }
            let word = text.get(..end).unwrap_or_default().iter().rev().take_while(|byte| is_word(**byte));
            let start = end - word.count();
            while next < known && hits.get(next).is_some_and(|hit| hit.end as usize <= start) {
                next += 1;
            }
            let taken = next < known && hits.get(next).is_some_and(|hit| (hit.start as usize) < end);
            let group = self.group(text.get(start..end).unwrap_or_default()).filter(|_| !taken);
            if let (Some(group), Ok(start), Ok(end)) = (group, u32::try_from(start), u32::try_from(end)) {
                hits.push(Hit { group, start, end });
            }
        }
        if hits.len() > known {
            hits.sort_by_key(|hit| hit.start);
        }
    }

    /// Whether an ending may end at `end`, by its last bytes.
    #[inline]
    fn may_end(&self, text: &[u8], end: usize) -> bool {
        let last = text.get(..end).and_then(<[u8]>::last_chunk::<KEY>);
        let bit = last.map_or(0, |last| key_bit(*last));
        self.filter.get(bit / 64).is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    fn group(&self, word: &[u8]) -> Option<u16> {
        let key = lexicon::hash(word.get(word.len().checked_sub(KEY + STEM_MIN)? + STEM_MIN..)?);
        let first = self.rows.partition_point(|(known, ..)| *known < key);
        let fits = |ending: &str| {
            let stem = word.len().checked_sub(ending.len()).filter(|stem| *stem >= STEM_MIN);
            stem.and_then(|at| word.get(at..))
                .is_some_and(|end| lexicon::hash(end) == lexicon::hash(ending.as_bytes()))
        };
        let mut rows = self.rows.iter().skip(first).take_while(|(known, ..)| *known == key);
        rows.find(|(_, ending, _)| fits(ending)).map(|(.., group)| *group)
    }
}

/// A phrase counts for its words, and a word once for its group: what lies inside of a longer hit goes, and what was told twice.
fn settle(hits: &mut Vec<Hit>) {
    // They come in order, but for those that begin at one place.
    let key = |hit: &Hit| (hit.start, core::cmp::Reverse(hit.end), hit.group);
    for group in hits.chunk_by_mut(|a, b| a.start == b.start) {
        if group.len() > 1 {
            group.sort_unstable_by_key(key);
        }
    }
    if !hits.is_sorted_by_key(key) {
        hits.sort_unstable_by_key(key);
    }
    hits.dedup();
    let mut last: Option<Hit> = None;
    hits.retain(|hit| {
        let keep =
            last.is_none_or(|last| hit.start >= last.end || (hit.start, hit.end) == (last.start, last.end));
        if keep {
            last = Some(*hit);
        }
        keep
    });
}

/// The starter pack's lexicons, for tests.
#[cfg(all(test, feature = "compile"))]
pub(crate) mod starter {
    use std::sync::OnceLock;

    use super::*;
    use crate::{Classifier, compile, evidence::Scorers, scan::Scan};

    /// The words of a text, and what scores them.
    pub(crate) fn read(text: &str) -> (&'static Scorers, Vec<Hit>) {
        static CLASSIFIER: OnceLock<Classifier> = OnceLock::new();
        let classifier = CLASSIFIER.get_or_init(|| {
            let file = |name: &str, text: &str| (String::from(name), String::from(text));
            let detectors = [file("d", include_str!("../../../policies/catalogue/detectors/documents.toml"))];
            let lexicons = [
                file("de", include_str!("../../../policies/catalogue/lexicons/clinical_de.toml")),
                file("en", include_str!("../../../policies/catalogue/lexicons/clinical_en.toml")),
                file("es", include_str!("../../../policies/catalogue/lexicons/clinical_es.toml")),
                file("fr", include_str!("../../../policies/catalogue/lexicons/clinical_fr.toml")),
                file("mnpi", include_str!("../../../policies/catalogue/lexicons/mnpi_en.toml")),
            ];
            let pack =
                compile::Pack { detectors: &detectors, lexicons: &lexicons, ..compile::Pack::default() };
            Classifier::load(&compile::compile_pack(&pack).unwrap().artifact).unwrap()
        });
        let (mut findings, mut hits) = (Vec::new(), Vec::new());
        let mut scan = Scan::new(classifier, text.as_bytes(), &mut findings);
        scan.collect_words(&mut hits);
        assert!(!scan.run().truncated);
        classifier.scorers.endings.find(text, &mut hits);
        (&classifier.scorers, hits)
    }
}
