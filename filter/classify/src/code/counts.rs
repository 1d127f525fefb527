//! Counts over the bytes of a line: words, operators, calls, names. Words and marks are told by masks of 64 bytes; what lies between them
//! is passed over.

use super::words::{self, Word};
use crate::simd::{self, Strokes};

/// Function words that count; a line that has them is prose, unless it has a lot else.
pub(super) const FUNCTION_WORDS: i32 = 5;

/// What has been counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) words: i32,
    /// No more than count.
    pub(super) function_words: i32,
    run: i32,
    pub(super) longest_run: i32,
    pub(super) operators: i32,
    pub(super) calls: i32,
    pub(super) names: i32,
    pub(super) symbols: i32,
    pub(super) separators: i32,
    /// Whether there is a double quote.
    pub(super) quotes: bool,
    /// Whether there is a closing square bracket.
    pub(super) brackets: bool,
    /// Whether words were passed over, so that the longest row of words may be longer.
    pub(super) hurried: bool,
}

/// Where a count has come to.
struct Count<'l> {
    body: &'l [u8],
    counts: Counts,
    at: usize,
    quoted: bool,
    /// Whether the rest of the line is a comment.
    done: bool,
    hurry: bool,
}

/// Counts over `body`, which stands in `text` at `start`. What stands in double quotes is not counted as words. In a `hurry`, rows of plain
/// words are no longer measured once a line has enough function words.
pub(super) fn count(text: &[u8], start: usize, body: &[u8], hurry: bool) -> Counts {
    let mut count = Count { body, counts: Counts::default(), at: 0, quoted: false, done: false, hurry };
    let mut from = 0;
    while from < body.len() {
        let length = body.len() - from;
        let mut strokes = match text.get(start + from..).and_then(<[u8]>::first_chunk) {
            Some(block) => simd::strokes(block, length),
            None => simd::strokes(&simd::filled(body, from), length),
        };
        let valid = below(length);
        strokes.part &= valid;
        count.counts.quotes |= strokes.quote & valid != 0;
        count.counts.brackets |= strokes.close & valid != 0;
        if !count.done {
            count.block(from, &strokes, valid);
        }
        from += 64;
    }
    let mut counts = count.counts;
    counts.longest_run = counts.longest_run.max(counts.run);
    counts
}

/// The bits below a place.
#[inline]
pub(super) fn below(place: usize) -> u64 {
    if place < 64 { (1 << place) - 1 } else { u64::MAX }
}

/// Where words begin; digits before one do not belong to it.
#[inline]
pub(super) fn starts(part: u64, digit: u64) -> u64 {
    let first = part & !(part << 1);
    let numbers = first & digit;
    // The sum carries through the digits that a run begins with.
    first & !digit | numbers.wrapping_add(digit) & !digit & part
}

impl Count<'_> {
    /// Counts over the block at `from`.
    #[inline]
    fn block(&mut self, from: usize, strokes: &Strokes, valid: u64) {
        let mut begins = starts(strokes.part & !below(self.at.saturating_sub(from)), strokes.digit);
        let marks = !(strokes.part | strokes.blank | strokes.dot) & valid;
        let strings = (strokes.quote | strokes.backslash) & valid;
        if strings == 0 && !self.quoted && self.is_prose(strokes) {
            self.counts.words += begins.count_ones().cast_signed();
            let open = strokes.part.leading_ones() as usize;
            if begins & !below(64 - open) != 0 {
                self.at = from + 64 + self.goes_on(from + 64);
            }
            begins = 0;
            self.counts.hurried = true;
        }
        while self.at < from + 64 {
            let ahead = u64::MAX << self.at.saturating_sub(from).min(63);
            let left = ahead & if self.quoted { strings } else { begins | marks };
            if left == 0 {
                return;
            }
            let bit = left.trailing_zeros();
            self.at = from + bit as usize;
            if !self.quoted && begins >> bit & 1 == 1 {
                self.word(bit, strokes);
                continue;
            }
            self.mark();
            if self.done {
                return;
            }
            if strokes.backslash >> bit & 1 == 1 {
                // The byte behind it begins no word.
                begins = starts(strokes.part & !below(self.at - from), strokes.digit);
            }
        }
    }

    /// Whether the words of a block can only be more words of prose.
    #[inline]
    fn is_prose(&self, strokes: &Strokes) -> bool {
        let Strokes { part, upper, underline, dot, open, .. } = *strokes;
        let (behind, before) = (part << 1 | 1, part >> 1 | 1 << 63);
        self.hurry
            && self.counts.function_words >= FUNCTION_WORDS
            && (upper & behind) | underline | (dot & before) | (open & behind) == 0
    }

    /// How many bytes of a word stand at and behind `at`.
    fn goes_on(&self, at: usize) -> usize {
        let rest = self.body.get(at..).unwrap_or_default();
        rest.iter().take_while(|byte| words::begins_word(**byte) || byte.is_ascii_digit()).count()
    }

    #[inline]
    fn byte(&self, at: usize) -> u8 {
        self.body.get(at).copied().unwrap_or(b' ')
    }

    #[inline]
    fn before(&self) -> u8 {
        self.at.checked_sub(1).map_or(b' ', |at| self.byte(at))
    }

    /// Counts the word here, and goes behind it.
    #[inline]
    fn word(&mut self, bit: u32, strokes: &Strokes) {
        let rest = self.body.get(self.at..).unwrap_or_default();
        let length = (strokes.part >> bit).trailing_ones();
        let word = if bit + length < 64 {
            let bits = ((1 << length) - 1) << bit;
            let odd = (strokes.upper | strokes.digit | strokes.underline) & bits != 0;
            Word::of(
                rest,
                length,
                odd.then(|| [strokes.upper, strokes.digit, strokes.underline].map(|mask| mask & bits)),
            )
        } else {
            Word::read(rest)
        };
        let (length, before) = (word.length, self.before());
        let end = self.at + length;
        let next = self.byte(end);
        let counts = &mut self.counts;
        counts.words += 1;
        counts.names += i32::from(word.camel || word.lined);
        if next == b'(' && length > 1 && !(length < 4 && before == b'(') {
            // `word(s)` and its like are prose.
            let plural = matches!(self.body.get(end + 1..), Some([b's', b')', ..]));
            counts.calls += i32::from(!plural);
        }
        if next == b'.' && before != b'/' {
            let member = self.body.get(end + 1).is_some_and(u8::is_ascii_lowercase) && length > 1;
            counts.names += i32::from(member && before != b'@');
        }
        let free = self.at == 0 || matches!(before, b' ' | b'(');
        if word.letters && !word.camel && free && matches!(next, b' ' | b',' | b'.' | b'\'') {
            counts.run += 1;
            if counts.function_words < FUNCTION_WORDS {
                counts.function_words += i32::from(words::function_word(rest, length));
            }
        } else {
            counts.longest_run = counts.longest_run.max(counts.run);
            counts.run = 0;
        }
        self.at = end;
    }

    /// Counts the mark here, and goes behind it.
    #[inline]
    fn mark(&mut self) {
        let (byte, next) = (self.byte(self.at), self.byte(self.at + 1));
        match byte {
            b'"' => {
                self.quoted = !self.quoted;
                self.counts.run = 0;
                self.at += 1;
            }
            b'\\' => {
                self.counts.symbols += 1;
                self.at += 2;
            }
            _ => {
                let behind_blank = self.at > 0 && self.before() == b' ';
                self.done = behind_blank && (byte == b'/' && next == b'/' || byte == b'#' && next == b' ');
                if !self.done {
                    let operator = operator(byte, next);
                    punctuation(self.at == 0, byte, next, operator, &mut self.counts);
                    self.at += 1 + usize::from(operator);
                }
            }
        }
    }
}

/// Counts a byte that is neither word nor quote; `first` at the line's beginning.
#[inline]
fn punctuation(first: bool, byte: u8, next: u8, operator: bool, counts: &mut Counts) {
    match byte {
        b'-' => return,
        b',' => counts.separators += 1,
        b'\t' => counts.separators += i32::from(!first),
        b'=' => {
            counts.operators += 1;
            counts.symbols += 1;
        }
        b'$' | b'@' | b'#' | b'%' | b'&' if next.is_ascii_alphabetic() || next == b'{' || next == b'_' => {
            counts.names += 1;
            counts.symbols += 1;
        }
        b'[' | b'(' if next == b'\'' || next == b'"' || next == b'[' || next == b'(' => counts.operators += 1,
        _ => {
            counts.operators += i32::from(operator);
            counts.symbols += i32::from(!matches!(byte, b'(' | b')' | b':' | b'?' | b'!'));
        }
    }
    // A row of plain words ends here; the longest one is kept by what follows it.
    counts.run = 0;
}

/// Whether two bytes are an operator that prose has not.
#[inline]
fn operator(byte: u8, next: u8) -> bool {
    matches!(
        (byte, next),
        (b'=' | b'!' | b'<' | b'>' | b':' | b'+' | b'*' | b'|' | b'^' | b'~', b'=')
            | (b'-' | b'=', b'>')
            | (b'<', b'-' | b'<' | b'/' | b'?' | b'%')
            | (b'>', b'>')
            | (b':', b':' | b'-')
            | (b'&', b'&')
            | (b'|', b'|' | b'>')
            | (b'+', b'+')
            | (b'(', b')')
            | (b'[', b']')
            | (b'{', b'}' | b'{' | b'%')
            | (b'/' | b'?' | b'%', b'>')
            | (b')', b';' | b'{')
    )
}
