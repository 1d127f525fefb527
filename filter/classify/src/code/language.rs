//! Which language a region is in: a linear model over its tokens.

use core::ops::Range;

use super::counts::{below, starts};
use super::lines_of;
use super::tables::{BASIS, LANGUAGES_MAX, Tables, hash, hash_word, marked, step};
use crate::simd;

/// Bytes of a region that are weighed.
const LONGEST: usize = 4096;
/// Bytes of a region whose every line is read; behind them it is one of [`SAMPLE`].
const DENSE: usize = 1024;
const SAMPLE: usize = 4;
/// Bytes after which the scores are looked at.
const CHECK: usize = 64;
/// A score that can end the reading, if the second is a third lower, or if [`UNSURE`] bytes more have not told them apart.
pub(super) const CLEAR: i32 = 400;
const UNSURE: usize = 512;
/// Bytes of a word that are hashed.
const WORD: usize = 40;

/// Score below which a region is in no language.
pub(super) const LEAST: i32 = 60;
/// Bytes of regions of a text that are all read. Behind them one of [`REGIONS`] is, and the others are taken to go on like the last one:
/// what the text is has been said by then.
const BUDGET: usize = 16 * 1024;
const REGIONS: u32 = 8;

/// What the model says about a region.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict<'t> {
    /// The best language, if anything spoke for one.
    pub(super) language: Option<&'t str>,
    /// Its score.
    pub(super) score: i32,
    /// By how much the second is lower.
    pub(super) margin: i32,
}

/// Scores of all languages, while tokens are read.
struct Scores<'t> {
    tables: &'t Tables,
    scores: [i32; LANGUAGES_MAX],
    /// The highest of them.
    most: i32,
    seen: [u8; 2048],
}

impl Scores<'_> {
    /// Adds a token. The first sight counts in full, the next three a quarter: a word that is everywhere must not decide alone.
    #[inline]
    fn add(&mut self, state: u32, folded: bool) {
        let pairs = self.tables.token(state);
        if !pairs.is_empty() {
            self.count(state, pairs, folded);
        }
    }

    fn count(&mut self, state: u32, pairs: &[[u8; 2]], folded: bool) {
        let slot = state as usize % self.seen.len();
        let Some(times) = self.seen.get_mut(slot).filter(|times| **times < 4) else { return };
        let factor = if *times == 0 { 4 } else { 1 };
        let mut hit = false;
        for [language, weight] in pairs {
            let language = usize::from(*language);
            if folded && !self.tables.is_folded(language) {
                continue;
            }
            if let Some(score) = self.scores.get_mut(language) {
                *score += factor * i32::from(*weight);
                self.most = self.most.max(*score);
                hit = true;
            }
        }
        *times += u8::from(hit);
    }

    /// The best language and its score, and the second score.
    fn best(&self) -> (usize, i32, i32) {
        self.scores.iter().enumerate().fold((0, 0, 0), |(best, most, second), (language, &score)| {
            if score > most { (language, score, most) } else { (best, most, second.max(score)) }
        })
    }
}

/// The model, and what it has said about the regions of a text so far.
pub(super) struct Model<'t> {
    pub(super) tables: &'t Tables,
    last: Option<Verdict<'t>>,
    read: usize,
    passed: u32,
}

impl<'t> Model<'t> {
    pub(super) fn new(tables: &'t Tables) -> Self {
        Self { tables, last: None, read: 0, passed: 0 }
    }

    /// Names the language of a region.
    pub(super) fn identify(&mut self, region: &[u8]) -> Verdict<'t> {
        if let Some(last) = self.last.filter(|last| self.read > BUDGET && last.score >= LEAST)
            && self.passed < REGIONS - 1
        {
            self.passed += 1;
            return last;
        }
        self.passed = 0;
        self.read += region.len().min(LONGEST);
        let verdict = identify(self.tables, region);
        self.last = Some(verdict);
        verdict
    }
}

/// Names the language of a region. It is read only as far as the answer needs.
fn identify<'t>(tables: &'t Tables, region: &[u8]) -> Verdict<'t> {
    let region = region.get(..LONGEST).unwrap_or(region);
    let mut scores = Scores { tables, scores: [0; LANGUAGES_MAX], most: 0, seen: [0; 2048] };
    shebang(region, &mut scores);
    let (mut unchecked, mut enough) = (0, None);
    for (number, range) in lines_of(region, 0..region.len()).enumerate() {
        if range.start > DENSE && number % SAMPLE != 0 {
            continue;
        }
        let (end, length) = (range.end, range.len());
        read_line(region, range, &mut scores);
        unchecked += length;
        if scores.most >= CLEAR && unchecked >= CHECK {
            unchecked = 0;
            let (_, most, second) = scores.best();
            if (most - second) * 3 > most || end - *enough.get_or_insert(end) > UNSURE {
                break;
            }
        }
    }
    let (best, most, second) = scores.best();
    Verdict { language: tables.name(best).filter(|_| most > 0), score: most, margin: most - second }
}

/// The interpreter that the first line names outweighs all else.
fn shebang(region: &[u8], scores: &mut Scores<'_>) {
    let Some(line) = region.strip_prefix(b"#!") else { return };
    let line = line.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let last = line.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
    let mut words = last.split(|&byte| !byte.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let name = if first == b"env" { words.next().unwrap_or_default() } else { first };
    if let Some(score) = scores.tables.alias(name).and_then(|language| scores.scores.get_mut(language)) {
        *score += 1000;
        scores.most = *score;
    }
}

/// Reads the tokens of a line of the region.
fn read_line(region: &[u8], range: Range<usize>, scores: &mut Scores<'_>) {
    let line = region.get(range.clone()).unwrap_or_default();
    let body = line.trim_ascii_start();
    let start = range.end - body.len();
    let line = body.trim_ascii_end();
    let (Some(&first), Some(&last)) = (line.first(), line.last()) else { return };
    if !last.is_ascii_alphanumeric() {
        scores.add(hash(BASIS, &[b'~', last]), false);
    }
    if !first.is_ascii_alphanumeric() {
        let mark = hash(BASIS, &[b'^', first]);
        scores.add(mark, false);
        if let Some(&second) = line.get(1).filter(|b| b.is_ascii_punctuation()) {
            scores.add(step(mark, second), false);
        }
    }
    if matches!(line, [b'/', b'/', ..] | [b'*' | b'#', b' ', ..] | [b'-', b'-', b' ', ..]) {
        return;
    }
    let mut at = 0usize;
    // Whether the byte before the block is a `$`.
    let mut dollar = false;
    for from in (0..line.len()).step_by(64) {
        let left = line.len() - from;
        let tokens = match region.get(start + from..).and_then(<[u8]>::first_chunk) {
            Some(block) => simd::tokens(block, left),
            None => simd::tokens(&simd::filled(region, start + from), left),
        };
        let word = tokens.word & below(left) & !below(at.saturating_sub(from));
        // Digits begin a word behind a `$` only.
        let after_dollar = word & (tokens.dollar << 1 | u64::from(dollar));
        dollar = tokens.dollar >> 63 == 1;
        let begins = starts(word, tokens.digit & !after_dollar);
        let pairs = tokens.mark & (tokens.mark >> 1 | 1 << 63) & !tokens.word & below(left);
        let mut left = begins | pairs;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            at = from + bit as usize;
            if begins >> bit & 1 == 1 {
                let length = (word >> bit).trailing_ones();
                let more = if bit + length == 64 { word_at(line, from + 64) } else { 0 };
                at += read_word(
                    region.get(start..).unwrap_or_default(),
                    line,
                    at,
                    length as usize + more,
                    scores,
                );
            } else if let Some([mark, next]) = line.get(at..).and_then(<[u8]>::first_chunk::<2>)
                && next.is_ascii_punctuation()
            {
                scores.add(step(step(BASIS, *mark), *next), false);
            }
        }
    }
}

/// Length of the word at `at`.
fn word_at(line: &[u8], at: usize) -> usize {
    let rest = line.get(at..).unwrap_or_default();
    rest.iter().take_while(|&&b| b.is_ascii_alphanumeric() || b == b'_').count()
}

/// Adds the word at `at` as it stands, with its marks, as the first of its line, and in lower case for languages without case; `open` goes
/// on behind the line.
fn read_word(open: &[u8], line: &[u8], at: usize, length: usize, scores: &mut Scores<'_>) -> usize {
    let byte = |at: usize| line.get(at).copied().unwrap_or(b' ');
    let (before, after) = (at.checked_sub(1).map_or(b' ', byte), byte(at + length));
    let annotated = before == b' ' && at >= 2 && byte(at - 2) == b':';
    let before = if annotated { b':' } else { before };
    let head = line.get(..at).filter(|head| head.len() <= 2 && head.iter().all(u8::is_ascii_punctuation));
    let (exact, folded) = hash_word(open.get(at..).unwrap_or_default(), length.min(WORD));
    for (state, fold) in [(Some(exact), false), (folded, true)] {
        let Some(state) = state else { break };
        scores.add(state, fold);
        if matches!(before, b'@' | b'#' | b'$' | b'%' | b'&' | b'.' | b'-' | b':' | b'`' | b'<' | b'\'') {
            scores.add(marked(state, before), fold);
        }
        if matches!(after, b'!' | b'?' | b'*' | b':') {
            scores.add(step(state, after), fold);
        }
        if let Some(head) = head {
            let first = marked(state, b'^');
            scores.add(head.iter().fold(first, |state, &mark| marked(state, mark)), fold);
        }
    }
    // What is joined to it: `-item`, `.path`, `/list`.
    if matches!(after, b'-' | b'.' | b'/') {
        let second = word_at(line, at + length + 1).min(WORD);
        if let Some(joined @ [_, _, ..]) = line.get(at + length..at + length + 1 + second) {
            scores.add(hash(exact, joined), false);
        }
    }
    length
}
