//! What the tagger asks of a token: the words around it, how it is written, which lists name it, what else stands in its run.
//!
//! Each answer is hashed together with the number of its question; the hash picks a row of weights. Training and tagging share this
//! code, so that a weights file always fits it.

use core::ops::Range;

use super::{
    lexicon::{Lexicon, list, phrase},
    model::ASKED,
    run::{self, Class},
    token::{Form, Token, hash_of},
};

/// Longest phrase of the lexicon in tokens.
const PHRASE_MAX: usize = 6;

/// Words seen in lower case near by, as a small Bloom filter.
#[derive(Clone, Debug)]
pub(crate) struct Seen([u64; 64]);

impl Seen {
    pub(crate) const fn new() -> Self {
        Self([0; 64])
    }

    pub(crate) fn insert(&mut self, hash: u32) {
        if let Some(word) = self.0.get_mut(hash as usize >> 6 & 63) {
            *word |= 1 << (hash & 63);
        }
    }

    fn contains(&self, hash: u32) -> bool {
        self.0.get(hash as usize >> 6 & 63).is_some_and(|word| word >> (hash & 63) & 1 == 1)
    }
}

/// What words were tagged as earlier in the text: a small direct-mapped table.
#[derive(Clone, Debug)]
pub(crate) struct Memory([(u32, u8); 256]);

impl Memory {
    pub(crate) const fn new() -> Self {
        Self([(0, 0); 256])
    }

    pub(crate) fn insert(&mut self, hash: u32, kind: u8) {
        if let Some(entry) = self.0.get_mut(hash as usize >> 3 & 255) {
            *entry = (hash, kind);
        }
    }

    fn get(&self, hash: u32) -> u8 {
        self.0.get(hash as usize >> 3 & 255).filter(|entry| entry.0 == hash).map_or(0, |entry| entry.1)
    }
}

/// Everything that the questions look at.
#[derive(Debug)]
pub(crate) struct View<'v> {
    pub tokens: &'v [Token],
    pub lists: &'v [u16],
    pub seen: &'v Seen,
    pub memory: &'v Memory,
}

const NONE: Token = Token {
    start: 0,
    end: 0,
    hash: 0x1357_9bdf,
    head: 0,
    tail: 0,
    form: Form::Mark,
    spaced: true,
    line_start: true,
    mark: 0,
    wired: false,
};

impl View<'_> {
    fn token(&self, index: Option<usize>) -> &Token {
        index.and_then(|index| self.tokens.get(index)).unwrap_or(&NONE)
    }

    fn lists(&self, index: Option<usize>) -> u16 {
        index.and_then(|index| self.lists.get(index)).copied().unwrap_or(0)
    }
}

/// Whether a token begins a sentence, a line or a quotation.
pub(crate) fn opens_sentence(tokens: &[Token], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|before| tokens.get(before)).map_or(0, |before| before.mark);
    tokens.get(index).is_none_or(|token| token.line_start)
        || matches!(before, b'.' | b'!' | b'?' | b':' | b'"' | b'*' | b'#' | b'(' | b';' | 0xbf | 0xa1)
}

/// Lists that name the phrases of a run, by token: the lists, and whether the token opens the phrase.
pub(crate) fn phrases(
    lexicon: &Lexicon,
    tokens: &[Token],
    run: Range<usize>,
    out: &mut [(u16, bool); run::RUN_MAX],
) {
    out.fill((0, false));
    let mut free = run.start;
    for start in run.clone() {
        if start < free || !tokens.get(start).is_some_and(Token::is_capital) {
            continue;
        }
        let mut key = 0;
        let mut best = None;
        for (count, token) in
            tokens.get(start..run.end).unwrap_or_default().iter().take(PHRASE_MAX).enumerate()
        {
            key = phrase(key, token.hash);
            if count > 0 {
                let lists = lexicon.get(key);
                if lists != 0 {
                    best = Some((count + 1, lists));
                }
            }
        }
        if let Some((count, lists)) = best {
            free = start + count;
            for (offset, entry) in out.iter_mut().skip(start - run.start).take(count).enumerate() {
                *entry = (lists, offset == 0);
            }
        }
    }
}

const fn mix(question: u32, a: u32, b: u32) -> u32 {
    let mut hash = (a ^ question.wrapping_mul(0x9e37_79b1)).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 15 ^ b.rotate_left(11)).wrapping_mul(0xc2b2_ae35);
    hash = (hash ^ hash >> 13).wrapping_mul(0x27d4_eb2f);
    hash ^ hash >> 16
}

/// How a token is written, in a few bits.
fn shape(token: &Token) -> u32 {
    let length = (token.end - token.start).min(6);
    token.form as u32 | length << 4 | u32::from(token.spaced) << 8 | u32::from(token.mark) << 9
}

/// The same without the length.
fn look(token: &Token) -> u32 {
    token.form as u32
        | u32::from(token.mark) << 4
        | u32::from(token.spaced) << 12
        | u32::from(token.line_start) << 13
}

/// The part of a run between commas that holds a token, and what stands around it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub end: usize,
    start: usize,
    first: u32,
    last: u32,
    left: u32,
    left2: u32,
    right: u32,
    right2: u32,
    lists: u16,
}

/// The segment of a run from `start` on.
pub(crate) fn segment(view: &View<'_>, run: &Range<usize>, start: usize) -> Segment {
    let tokens = view.tokens.get(start..run.end).unwrap_or_default();
    let len = tokens.iter().position(|token| token.mark == b',').unwrap_or(tokens.len());
    let end = start + len;
    let carrying = || (start..end).filter(|index| view.token(Some(*index)).is_capital());
    let first = carrying().next().unwrap_or(start);
    let last = carrying().next_back().unwrap_or(start);
    let lists = carrying().fold(0, |lists, index| lists | view.lists(Some(index)));
    Segment {
        end: end.max(start + 1),
        start,
        first: view.token(Some(first)).hash,
        last: view.token(Some(last)).hash,
        left: view.token(start.checked_sub(1)).hash,
        left2: view.token(start.checked_sub(2)).hash,
        right: view.token(Some(end)).hash,
        right2: view.token(Some(end + 1)).hash,
        lists,
    }
}

/// Lists that decide what kind of thing a segment names.
const TELLING: u16 = list::COMPANY_FORM | list::ORG_WORD | list::FACILITY | list::GEO_WORD | list::TITLE;

/// Hashes of the answers about one token.
#[derive(Debug)]
pub(crate) struct Answers {
    hashes: [u32; ASKED],
    count: usize,
}

impl Answers {
    pub(crate) const fn new() -> Self {
        Self { hashes: [0; ASKED], count: 0 }
    }

    pub(crate) fn hashes(&self) -> &[u32] {
        self.hashes.get(..self.count).unwrap_or_default()
    }

    fn push(&mut self, hash: u32) {
        if let Some(slot) = self.hashes.get_mut(self.count) {
            *slot = hash;
            self.count += 1;
        }
    }
}

/// Asks everything about the token at `index`; of a connector less.
pub(crate) fn ask(
    view: &View<'_>,
    segment: &Segment,
    index: usize,
    phrase: (u16, bool),
    class: Class,
    answers: &mut Answers,
) {
    answers.count = 0;
    let mut emit = |hash| answers.push(hash);
    let (here, lists) = (view.token(Some(index)), view.lists(Some(index)));
    let before = [1, 2].map(|back| index.checked_sub(back));
    let [b1, b2] = before.map(|at| *view.token(at));
    let [n1, n2] = [1, 2].map(|on| *view.token(Some(index + on)));
    let lists_before = view.lists(before[0]);
    let lists_next = view.lists(Some(index + 1));
    let word = here.hash;
    emit(mix(1, class as u32, 0));
    emit(mix(2, word, 0));
    emit(mix(3, b1.hash, 0));
    emit(mix(4, n1.hash, 0));
    emit(mix(5, b2.hash, 0));
    emit(mix(6, n2.hash, 0));
    emit(mix(7, b1.hash, word));
    emit(mix(8, word, n1.hash));
    emit(mix(9, b2.hash, b1.hash));
    emit(mix(10, n1.hash, n2.hash));
    let at = (index - segment.start).min(3) as u32 | ((segment.end - index).min(4) as u32) << 2;
    emit(mix(27, segment.last, at & 3));
    emit(mix(29, segment.left, segment.right));
    emit(mix(23, u32::from(phrase.0), u32::from(phrase.1)));
    emit(mix(18, u32::from(lists), u32::from(lists_before)));
    emit(mix(19, u32::from(lists), u32::from(lists_next)));
    emit(mix(34, u32::from(segment.lists), at));
    if here.is_capital() || class == Class::Lower {
        ask_more(view, segment, index, at, answers);
    }
}

/// Asks what only tokens that carry names are asked.
fn ask_more(view: &View<'_>, segment: &Segment, index: usize, at: u32, answers: &mut Answers) {
    let mut emit = |hash| answers.push(hash);
    let (here, lists) = (view.token(Some(index)), view.lists(Some(index)));
    let before = [1, 2, 3].map(|back| index.checked_sub(back));
    let [b1, b2, b3] = before.map(|at| *view.token(at));
    let [n1, n2, n3] = [1, 2, 3].map(|on| *view.token(Some(index + on)));
    let lists_before = view.lists(before[0]);
    let lists_next = view.lists(Some(index + 1));
    let telling = u32::from(segment.lists & TELLING);
    let word = here.hash;
    emit(mix(11, shape(here), 0));
    emit(mix(12, look(&b1) << 16 | look(&n1), here.form as u32));
    emit(mix(13, here.head, 0));
    emit(mix(14, here.tail & 0xffff, 0));
    emit(mix(15, here.tail & 0x00ff_ffff, 0));
    emit(mix(16, here.tail, u32::from(lists)));
    // lists
    let full = u32::from(lists);
    emit(mix(17, full, u32::from(here.is_capital())));
    emit(mix(20, full, b1.hash));
    emit(mix(21, full, n1.hash));
    emit(mix(22, full, look(&b1) << 16 | look(&n1)));
    // sentence, document
    let state = u32::from(opens_sentence(view.tokens, index))
        | u32::from(view.seen.contains(word)) << 1
        | u32::from(lists & list::COMMON != 0) << 2
        | (here.form as u32) << 3;
    emit(mix(24, state, 0));
    emit(mix(25, state, full));
    emit(mix(
        26,
        u32::from(view.memory.get(word)),
        u32::from(view.memory.get(n1.hash)) << 4 | u32::from(view.memory.get(b1.hash)),
    ));
    emit(mix(26, u32::from(view.memory.get(word)), state));
    // the segment
    emit(mix(28, segment.first, at));
    emit(mix(30, segment.left, segment.left2));
    emit(mix(31, segment.right, segment.right2));
    emit(mix(32, telling, at));
    emit(mix(33, telling, full));
    emit(mix(35, segment.left, at));
    emit(mix(36, segment.right, at));
    emit(mix(37, b3.hash, b2.hash));
    emit(mix(38, n2.hash, n3.hash));
    emit(mix(39, look(&b1) << 16 | look(&b2), u32::from(lists_before)));
    emit(mix(40, look(&n1) << 16 | look(&n2), u32::from(lists_next)));
}

/// Hash of `'s`' letter, which is no lower-case word of its own.
pub(crate) const POSSESSIVE: u32 = hash_of("s");
