//! Which language a region is in: a linear model over its tokens.

use super::tables::{self, BASIS, COUNT, LANGUAGES, hash, look_up, marked, step};

/// Bytes of a region that are weighed.
const LONGEST: usize = 4096;
/// Bytes after which the scores are looked at.
const CHECK: usize = 768;
/// A score that can end the reading, if the second is a third lower.
const CLEAR: i32 = 400;
/// Bytes of a word that are hashed.
const WORD: usize = 40;

/// What the model says about a region.
#[derive(Clone, Copy, Debug)]
pub(super) struct Verdict {
    /// The best language, if anything spoke for one.
    pub(super) language: Option<&'static str>,
    /// Its score.
    pub(super) score: i32,
    /// By how much the second is lower.
    pub(super) margin: i32,
}

/// Scores of all languages, while tokens are read.
struct Scores {
    scores: [i32; COUNT],
    seen: [u8; 2048],
}

impl Scores {
    /// Adds a token. The first sight counts in full, the next three a quarter: a word that is everywhere must not decide alone.
    fn add(&mut self, state: u32, folded: bool) {
        let Self { scores, seen } = self;
        let times = seen.get(state as usize % seen.len()).copied().unwrap_or(4);
        if times >= 4 {
            return;
        }
        let mut hit = false;
        for (language, weight) in look_up(state) {
            let fits = !folded || LANGUAGES.get(language).is_some_and(|l| l.folded);
            if let Some(score) = scores.get_mut(language).filter(|_| fits) {
                *score += if times == 0 { 4 * weight } else { weight };
                hit = true;
            }
        }
        let length = seen.len();
        if let Some(times) = seen.get_mut(state as usize % length).filter(|_| hit) {
            *times += 1;
        }
    }
}

impl Scores {
    /// The best language and its score, and the second score.
    fn best(&self) -> (usize, i32, i32) {
        self.scores.iter().enumerate().fold((0, 0, 0), |(best, most, second), (language, &score)| {
            if score > most { (language, score, most) } else { (best, most, second.max(score)) }
        })
    }
}

/// Names the language of a region. It is read only as far as the answer needs.
pub(super) fn identify(region: &[u8]) -> Verdict {
    let region = region.get(..LONGEST).unwrap_or(region);
    let mut scores = Scores { scores: [0; COUNT], seen: [0; 2048] };
    shebang(region, &mut scores);
    let mut unchecked = 0;
    for line in region.split(|&byte| byte == b'\n') {
        read_line(line.trim_ascii(), &mut scores);
        unchecked += line.len();
        if unchecked >= CHECK {
            unchecked = 0;
            let (_, most, second) = scores.best();
            if most >= CLEAR && (most - second) * 3 > most {
                break;
            }
        }
    }
    let (best, most, second) = scores.best();
    let language = LANGUAGES.get(best).filter(|_| most > 0).map(|language| language.name);
    Verdict { language, score: most, margin: most - second }
}

/// The interpreter that the first line names outweighs all else.
fn shebang(region: &[u8], scores: &mut Scores) {
    let Some(line) = region.strip_prefix(b"#!") else { return };
    let line = line.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let last = line.rsplit(|&byte| byte == b'/').next().unwrap_or_default();
    let mut words = last.split(|&byte| !byte.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let name = if first == b"env" { words.next().unwrap_or_default() } else { first };
    let Some(language) = tables::alias(name) else { return };
    let at = LANGUAGES.iter().position(|l| l.name == language);
    if let Some(score) = at.and_then(|at| scores.scores.get_mut(at)) {
        *score += 1000;
    }
}

fn read_line(line: &[u8], scores: &mut Scores) {
    let (Some(&first), Some(&last)) = (line.first(), line.last()) else { return };
    if !last.is_ascii_alphanumeric() {
        scores.add(hash(hash(BASIS, b"~"), &[last]), false);
    }
    if !first.is_ascii_alphanumeric() {
        let mark = step(hash(BASIS, b"^"), first);
        scores.add(mark, false);
        if let Some(&second) = line.get(1).filter(|b| b.is_ascii_punctuation()) {
            scores.add(step(mark, second), false);
        }
    }
    let comment = line.starts_with(b"//")
        || line.starts_with(b"* ")
        || line.starts_with(b"# ")
        || line.starts_with(b"-- ");
    if comment {
        return;
    }
    let mut at = 0;
    let mut before = b' ';
    while let Some(&byte) = line.get(at) {
        if byte.is_ascii_alphabetic() || byte == b'_' || (before == b'$' && byte.is_ascii_digit()) {
            let rest = line.get(at..).unwrap_or_default();
            let length = rest.iter().take_while(|&&b| b.is_ascii_alphanumeric() || b == b'_').count();
            let word = rest.get(..length.min(WORD)).unwrap_or_default();
            let annotated = before == b' ' && at >= 2 && line.get(at - 2) == Some(&b':');
            let mark = if annotated { b':' } else { before };
            let head = line.get(..at).unwrap_or_default();
            let leads = head.len() <= 2 && head.iter().all(|b| b.is_ascii_punctuation());
            add_word(word, mark, rest.get(length).copied(), leads.then_some(head), scores);
            if let Some((mark, first)) = compound(rest, length) {
                let state = step(hash(BASIS, word), mark);
                scores.add(hash(state, first), false);
            }
            at += length;
            before = b'a';
        } else {
            let next = line.get(at + 1).copied().unwrap_or(b' ');
            if byte.is_ascii_punctuation() && next.is_ascii_punctuation() {
                scores.add(step(step(BASIS, byte), next), false);
            }
            before = byte;
            at += 1;
        }
    }
}

/// Adds a word as it stands, with its marks, as the first of its line, and in lower case for languages without case.
fn add_word(word: &[u8], before: u8, after: Option<u8>, leads: Option<&[u8]>, scores: &mut Scores) {
    let lower = |state, byte: &u8| step(state, byte.to_ascii_lowercase());
    let mixed = word.iter().any(u8::is_ascii_uppercase);
    let cases = [Some(hash(BASIS, word)), mixed.then(|| word.iter().fold(BASIS, lower))];
    for (state, fold) in cases.into_iter().flatten().zip([false, true]) {
        scores.add(state, fold);
        if b"@#$%&.-:`<'".contains(&before) {
            scores.add(marked(state, before), fold);
        }
        if let Some(after) = after.filter(|b| b"!?*:".contains(b)) {
            scores.add(step(state, after), fold);
        }
        if let Some(head) = leads {
            let first = marked(state, b'^');
            scores.add(head.iter().fold(first, |state, &mark| marked(state, mark)), fold);
        }
    }
}

/// The mark and the word that are joined to a word: `-item`, `.path`, `/list`.
fn compound(rest: &[u8], length: usize) -> Option<(u8, &[u8])> {
    let mark = rest.get(length).copied().filter(|b| b"-./".contains(b))?;
    let second = rest.get(length + 1..)?;
    let length = second.iter().take(WORD).take_while(|&&b| b.is_ascii_alphanumeric() || b == b'_').count();
    second.get(..length).filter(|word| !word.is_empty()).map(|word| (mark, word))
}

/// The language that a fence, or the first line of a script, names.
pub(super) fn named(tag: &[u8]) -> Option<&'static str> {
    tables::alias(tag)
}
