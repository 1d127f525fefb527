//! Words and phrases that mean something to detectors: their triggers and their context.
//!
//! A word is a run of letters, digits and bytes above ASCII. It is looked up by hash, in any case; a bit table turns away nearly every
//! word of a clean text. A phrase is found at its first word.

use alloc::vec::Vec;

use crate::{bytes::Reader, simd};

/// Longest word that a lexicon may hold, bytes.
pub(crate) const WORD_BYTES_MAX: usize = 32;

/// Most words of a phrase.
pub(crate) const WORDS_MAX: usize = 8;

/// Bits of the table that turns words away.
const FILTER_BITS: u32 = 19;

/// Bytes between the words of a phrase.
pub(crate) const GAP_MAX: usize = 3;

/// The eight bytes at `at`, zeros behind the end of the text.
#[inline]
pub(crate) fn eight(text: &[u8], at: usize) -> u64 {
    let rest = text.get(at..).unwrap_or_default();
    match rest.first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => rest.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
    }
}

/// Hash of the word `start..end` in any case; `first` are its first eight bytes with what follows. The bit that tells cases apart is set in
/// every byte, which folds Latin-1 letters in UTF-8 as well.
#[inline]
fn hash_at(text: &[u8], start: usize, end: usize, first: u64) -> u32 {
    const CASE: u64 = 0x2020_2020_2020_2020;
    let length = end - start;
    let kept = |bytes: u64, length: usize| if length < 8 { bytes & ((1 << (8 * length)) - 1) } else { bytes };
    let mut sum = mix(length as u64 ^ (kept(first, length) | CASE));
    let mut at = start + 8;
    while at < end {
        sum = mix(sum ^ (kept(eight(text, at), end - at) | CASE));
        at += 8;
    }
    (sum >> 32) as u32
}

/// Hash of a word in any case.
pub(crate) fn hash(word: &[u8]) -> u32 {
    hash_at(word, 0, word.len(), eight(word, 0))
}

fn mix(value: u64) -> u64 {
    let value = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    value ^ (value >> 29)
}

/// Whether a byte belongs to a word.
pub(crate) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// What a word or phrase means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Context sets that it belongs to, ascending.
    pub sets: Vec<u16>,
    /// Detectors that it triggers.
    pub triggers: Vec<u16>,
}

/// A phrase: where in the table the hashes of its words after the first begin, how many they are, and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Phrase {
    from: u32,
    words: u16,
    meaning: u16,
}

/// A word of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Entry {
    /// Meaning of the word alone; `u16::MAX` where it only begins phrases.
    meaning: u16,
    /// Which second words its phrases have: one bit for each, by its hash.
    seconds: u64,
    /// Range of its phrases.
    from: u32,
    to: u32,
}

/// A word or phrase that stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub start: u32,
    pub end: u32,
    pub meaning: u16,
}

/// The loaded table.
pub(crate) struct Lexicon {
    filter: Vec<u64>,
    /// Open addressing: hash, and index of the entry plus one; zero is free.
    slots: Vec<(u32, u16)>,
    entries: Vec<Entry>,
    /// Phrases by their first word, and those of one by the hashes of the others: however many begin alike, a text's words are looked
    /// up among them by halving.
    phrases: Vec<Phrase>,
    rests: Vec<u32>,
    meanings: Vec<Meaning>,
    /// Whether words that begin with a digit are looked up; few lexicons have any.
    pub(crate) digits: bool,
}

impl Lexicon {
    /// Reads what [`crate::compile`] wrote. `None` for anything else.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let hashes = reader.u32s()?;
        let words = reader.u16s()?;
        let phrases = reader.u16s()?;
        let rests = reader.u32s()?;
        let meanings = read_meanings(&reader.u16s()?)?;
        if words.len() != hashes.len() || hashes.len() >= usize::from(u16::MAX) {
            return None;
        }
        let known = |meaning: u16| usize::from(meaning) < meanings.len();
        let mut entries: Vec<Entry> =
            words.iter().map(|word| Entry { meaning: *word, ..Entry::default() }).collect();
        let phrases = read_phrases(&mut entries, &phrases, &rests, meanings.len())?;
        if entries.iter().any(|entry| entry.meaning != u16::MAX && !known(entry.meaning)) {
            return None;
        }
        let size = (hashes.len() * 2).next_power_of_two().max(16);
        let mut lexicon = Self {
            filter: alloc::vec![0; (1 << FILTER_BITS) / 64],
            slots: alloc::vec![(0, 0); size],
            entries,
            phrases,
            rests,
            meanings,
            digits: false,
        };
        for (index, hash) in hashes.iter().enumerate() {
            lexicon.place(*hash, u16::try_from(index + 1).ok()?)?;
        }
        Some(lexicon)
    }

    fn place(&mut self, hash: u32, entry: u16) -> Option<()> {
        *self.filter.get_mut((hash >> (32 - FILTER_BITS)) as usize / 64)? |=
            1 << ((hash >> (32 - FILTER_BITS)) % 64);
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots.get(at)?.1 != 0 {
            at = (at + 1) & mask;
        }
        *self.slots.get_mut(at)? = (hash, entry);
        Some(())
    }

    pub(crate) fn meaning(&self, index: u16) -> Option<&Meaning> {
        self.meanings.get(usize::from(index))
    }

    /// Number of meanings, for checks at load.
    pub(crate) fn meanings(&self) -> impl Iterator<Item = &Meaning> {
        self.meanings.iter()
    }

    #[inline]
    fn entry(&self, hash: u32) -> Option<&Entry> {
        let bit = hash >> (32 - FILTER_BITS);
        if self.filter.get(bit as usize / 64)? >> (bit % 64) & 1 == 0 {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (known, entry) = *self.slots.get(at)?;
            if entry == 0 {
                return None;
            }
            if known == hash {
                return self.entries.get(usize::from(entry) - 1);
            }
            at = (at + 1) & mask;
        }
    }

    /// Tells the meanings of the word `start..end`, alone and as the beginning of phrases. A plural of English form counts as its word.
    /// `first` are the eight bytes at `start`.
    #[inline]
    pub(crate) fn look(
        &self,
        text: &[u8],
        start: usize,
        end: usize,
        first: u64,
        found: &mut impl FnMut(Hit),
    ) {
        if end - start > WORD_BYTES_MAX {
            return;
        }
        if let Some(entry) = self.entry(hash_at(text, start, end, first)) {
            self.tell(entry, text, start, end, found);
        }
        if end - start > 3
            && text.get(end - 1).is_some_and(|last| last | 0x20 == b's')
            && let Some(entry) = self.entry(hash_at(text, start, end - 1, first))
        {
            self.tell(entry, text, start, end, found);
        }
    }

    #[cold]
    fn tell(&self, entry: &Entry, text: &[u8], start: usize, end: usize, found: &mut impl FnMut(Hit)) {
        let mut hit = |end: usize, meaning: u16| {
            if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) {
                found(Hit { start, end, meaning });
            }
        };
        if entry.meaning != u16::MAX {
            hit(end, entry.meaning);
        }
        if entry.seconds == 0 {
            return;
        }
        // All of its phrases go on with the same word of the text.
        let Some(next) = Next::read(text, end).filter(|next| entry.seconds & next.bits() != 0) else {
            return;
        };
        let phrases = self.phrases.get(entry.from as usize..entry.to as usize).unwrap_or_default();
        self.follow(phrases, 0, text, &next, &mut hit);
    }

    /// Tells which of some phrases, equal up to word `depth`, go on with `next` and what follows it. They are at most [`WORDS_MAX`] deep.
    fn follow(
        &self,
        phrases: &[Phrase],
        depth: usize,
        text: &[u8],
        next: &Next,
        hit: &mut dyn FnMut(usize, u16),
    ) {
        let stem = (next.stem != next.hash).then_some(next.stem);
        for hash in core::iter::once(next.hash).chain(stem) {
            let word = |phrase: &Phrase| self.rests.get(phrase.from as usize + depth).copied().unwrap_or(0);
            let first = phrases.partition_point(|phrase| word(phrase) < hash);
            let rest = phrases.get(first..).unwrap_or_default();
            let same = rest.get(..rest.partition_point(|phrase| word(phrase) == hash)).unwrap_or_default();
            // The one that ends here comes first.
            let longer = match same.split_first() {
                Some((phrase, longer)) if usize::from(phrase.words) == depth + 1 => {
                    hit(next.end, phrase.meaning);
                    longer
                }
                _ => same,
            };
            if let Some(next) =
                Some(()).filter(|()| !longer.is_empty()).and_then(|()| Next::read(text, next.end))
            {
                self.follow(longer, depth + 1, text, &next, hit);
            }
        }
    }
}

/// Reads the phrases, which must be in order of first word and hashes, each once.
fn read_phrases(entries: &mut [Entry], rows: &[u16], rests: &[u32], meanings: usize) -> Option<Vec<Phrase>> {
    let mut phrases = Vec::with_capacity(rows.len() / 3);
    let mut from = 0usize;
    let mut last: (u16, &[u32]) = (0, &[]);
    for [entry, words, meaning] in rows.as_chunks::<3>().0 {
        let words_of = rests.get(from..from + usize::from(*words))?;
        let second = words_of.first()?;
        if words_of.len() >= WORDS_MAX || usize::from(*meaning) >= meanings || last >= (*entry, words_of) {
            return None;
        }
        last = (*entry, words_of);
        let entry = entries.get_mut(usize::from(*entry))?;
        let index = u32::try_from(phrases.len()).ok()?;
        if entry.seconds == 0 {
            entry.from = index;
        }
        entry.to = index + 1;
        entry.seconds |= second_bit(*second);
        phrases.push(Phrase { from: u32::try_from(from).ok()?, words: *words, meaning: *meaning });
        from += usize::from(*words);
    }
    Some(phrases)
}

fn second_bit(hash: u32) -> u64 {
    1 << (hash >> 26)
}

/// The next word of a phrase, in singular as well.
struct Next {
    end: usize,
    hash: u32,
    stem: u32,
}

impl Next {
    /// The word behind the gap at `at`.
    #[inline]
    fn read(text: &[u8], at: usize) -> Option<Self> {
        let behind = text.get(at..)?;
        let gap = match behind {
            [b' ', next, ..] if is_word(*next) => 1,
            _ => behind.iter().take(GAP_MAX + 1).take_while(|b| !is_word(**b)).count(),
        };
        if gap == 0 || gap > GAP_MAX {
            return None;
        }
        let start = at + gap;
        let length = simd::word_length(text, start, WORD_BYTES_MAX + 1);
        let end = start + length;
        let first = eight(text, start);
        let hash = hash_at(text, start, end, first);
        let plural = length > 0 && text.get(end - 1).is_some_and(|last| last | 0x20 == b's');
        let stem = if plural { hash_at(text, start, end - 1, first) } else { hash };
        Some(Self { end, hash, stem })
    }

    fn bits(&self) -> u64 {
        second_bit(self.hash) | second_bit(self.stem)
    }
}

fn read_meanings(rows: &[u16]) -> Option<Vec<Meaning>> {
    let mut meanings = Vec::new();
    let mut rest = rows;
    while let [sets, triggers, tail @ ..] = rest {
        let (sets, tail) = tail.split_at_checked(usize::from(*sets))?;
        let (triggers, tail) = tail.split_at_checked(usize::from(*triggers))?;
        meanings.push(Meaning { sets: sets.to_vec(), triggers: triggers.to_vec() });
        rest = tail;
    }
    rest.is_empty().then_some(meanings)
}
