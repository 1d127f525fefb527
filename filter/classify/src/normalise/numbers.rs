//! Digits that are written as words: `four one double five`, English, Spanish, German and French.

use alloc::vec::Vec;

use super::{byte, view::Builder};

/// Digits by name, then what else is said between them. Lower case; letters beyond ASCII in UTF-8.
const NAMES: &[(&str, &str)] = &[
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("oh", "0"),
    ("nought", "0"),
    ("naught", "0"),
    ("niner", "9"),
    ("cero", "0"),
    ("uno", "1"),
    ("una", "1"),
    ("dos", "2"),
    ("tres", "3"),
    ("cuatro", "4"),
    ("cinco", "5"),
    ("seis", "6"),
    ("siete", "7"),
    ("ocho", "8"),
    ("nueve", "9"),
    ("null", "0"),
    ("eins", "1"),
    ("zwei", "2"),
    ("zwo", "2"),
    ("drei", "3"),
    ("vier", "4"),
    ("f\u{fc}nf", "5"),
    ("fuenf", "5"),
    ("sechs", "6"),
    ("sieben", "7"),
    ("acht", "8"),
    ("neun", "9"),
    ("z\u{e9}ro", "0"),
    ("un", "1"),
    ("deux", "2"),
    ("trois", "3"),
    ("quatre", "4"),
    ("cinq", "5"),
    ("sept", "7"),
    ("huit", "8"),
    ("neuf", "9"),
    ("dash", "-"),
    ("hyphen", "-"),
    ("minus", "-"),
    ("gui\u{f3}n", "-"),
    ("guion", "-"),
    ("strich", "-"),
    ("bindestrich", "-"),
    ("tiret", "-"),
    ("dot", "."),
    ("point", "."),
    ("punto", "."),
    ("punkt", "."),
    ("plus", "+"),
    ("m\u{e1}s", "+"),
    ("slash", "/"),
    ("space", " "),
    // The digit behind it is said more than once.
    ("double", "x2"),
    ("triple", "x3"),
    ("treble", "x3"),
    ("doble", "x2"),
    ("doppel", "x2"),
    ("dreifach", "x3"),
];
const NAME_MAX: usize = 12;
/// A number of fewer digits is none.
const DIGITS_MIN: usize = 7;

/// The first three bytes of a name, in the form that [`may_be_number`] takes them from a text.
const fn key(bytes: u32) -> u32 {
    (bytes | 0x0020_2020) & 0x00ff_ffff
}

const fn hash(key: u32) -> u32 {
    key.wrapping_mul(0x9e37_79b1) >> 21
}

/// Which beginnings of words may be digits: 2,048 bits.
const BEGINNINGS: [u64; 32] = {
    let mut bits = [0_u64; 32];
    let mut rest = NAMES;
    while let [(name, _), others @ ..] = rest {
        let bytes = name.as_bytes();
        let three = match bytes {
            [a, b] => [*a, *b, b' '],
            [a, b, c, ..] => [*a, *b, *c],
            _ => [0; 3],
        };
        let [a, b, c] = three;
        let hash = hash(key(u32::from_le_bytes([a, b, c, 0])));
        let mut word = bits.as_mut_slice();
        let mut skip = hash / 64;
        while let [first, more @ ..] = word {
            if skip == 0 {
                *first |= 1 << (hash % 64);
                break;
            }
            skip -= 1;
            word = more;
        }
        rest = others;
    }
    bits
};

fn may_begin(bytes: u32) -> bool {
    let hash = hash(key(bytes));
    BEGINNINGS.get(hash as usize / 64).is_some_and(|word| word >> (hash % 64) & 1 == 1)
}

/// Where the first word begins that has a letter's place before it in the first half of sixteen bytes, if it may be a digit. A number of
/// seven digits has at least 27 bytes: one of two looks sees one of its words.
pub(super) fn may_be_number(bytes: &[u8; 16]) -> Option<usize> {
    const LETTER: u64 = 0x4040_4040_4040_4040;
    // Letters have this bit, and spaces, commas and hyphens have not.
    let others = !u64::from_le_bytes(*bytes.first_chunk()?) & LETTER;
    let first = others.trailing_zeros() as usize / 8;
    // A comma and a space.
    let place = first + 1 + usize::from(others >> (8 * first as u32 + 8).min(63) & 0x40 != 0);
    let word = bytes.get(place..)?.first_chunk()?;
    may_begin(u32::from_le_bytes(*word)).then_some(place)
}

/// A word of a number.
struct Word {
    start: usize,
    end: usize,
    says: Says,
}

enum Says {
    Digit(&'static str),
    Other(&'static str),
    Repeat(usize),
}

/// Writes the number that has a word at `at`. Returns where it ends: there is no need to look again before.
pub(super) fn numbers(text: &[u8], at: usize, out: &mut Builder<'_>) -> usize {
    // Most words that look like a digit's name stand alone.
    let end = at + (0..NAME_MAX).take_while(|i| is_letter(text, at + i)).count();
    let next = behind(text, end).filter(|next| begins(text, *next));
    let Some(word) = next.and_then(|_| word_at(text, at)).filter(|word| word.start >= out.done()) else {
        return at;
    };
    let mut first = word.start;
    // To the beginning of the number: looks come from left to right, so it is near.
    for _ in 0..8 {
        let Some(before) = word_before(text, first).filter(|word| word.start >= out.done()) else { break };
        first = before.start;
    }
    let mut words: Vec<Word> = Vec::new();
    let mut next = word_at(text, first);
    while let Some(word) = next {
        next = behind(text, word.end).and_then(|at| word_at(text, at));
        words.push(word);
        if words.len() == 256 {
            break;
        }
    }
    write(&words, out);
    words.last().map_or(at, |word| word.end)
}

fn write(words: &[Word], out: &mut Builder<'_>) {
    let mut times = 1;
    let mut digits = 0;
    for word in words {
        match word.says {
            Says::Repeat(count) => times = count,
            Says::Digit(_) => {
                digits += times;
                times = 1;
            }
            Says::Other(_) => {}
        }
    }
    if digits < DIGITS_MIN {
        return;
    }
    let is_digit = |word: &&Word| matches!(word.says, Says::Digit(_));
    let last = words.iter().rev().find(is_digit).map_or(0, |word| word.end);
    let is_first = |word: &Word| matches!(word.says, Says::Digit(_) | Says::Repeat(_) | Says::Other("+"));
    // The end of the last word that was written, and the repetition that waits for its digit.
    let (mut end, mut repeat) = (None, None);
    for word in words.iter().skip_while(|word| !is_first(word)).take_while(|word| word.end <= last) {
        if let Says::Repeat(times) = word.says {
            repeat = repeat.or(Some((word.start, times)));
            continue;
        }
        let (start, times) = repeat.take().unwrap_or((word.start, 1));
        if let Some(end) = end {
            out.firm(end, start, "");
        }
        match word.says {
            Says::Digit(digit) => out.firm(start, word.end, &digit.repeat(times)),
            Says::Other(other) => out.firm(start, word.end, other),
            Says::Repeat(_) => {}
        }
        end = Some(word.end);
    }
}

fn is_letter(text: &[u8], at: usize) -> bool {
    let b = byte(text, at);
    b.is_ascii_alphanumeric() || b >= 0x80
}

/// Whether the name of a digit may begin at `at`, or a digit.
fn begins(text: &[u8], at: usize) -> bool {
    let [a, b, c] = [at, at + 1, at + 2].map(|at| if is_letter(text, at) { byte(text, at) } else { b' ' });
    a.is_ascii_digit() || may_begin(u32::from_le_bytes([a, b, c, 0]))
}

/// The word that begins at `at`, if a number may hold it.
fn word_at(text: &[u8], at: usize) -> Option<Word> {
    if let [Some(digit), None] = [at, at + 1].map(|at| Some(at).filter(|at| is_letter(text, *at))) {
        let digit = byte(text, digit).checked_sub(b'0').and_then(|digit| DIGITS.get(usize::from(digit)))?;
        return Some(Word { start: at, end: at + 1, says: Says::Digit(digit) });
    }
    if !begins(text, at) {
        return None;
    }
    let length = (0..=NAME_MAX).take_while(|i| is_letter(text, at + i)).count();
    let word = text.get(at..at + length).filter(|word| !word.is_empty() && word.len() <= NAME_MAX)?;
    let first = word.first()? | 0x20;
    let is = |name: &&str| {
        let name = name.as_bytes();
        name.first() == Some(&first) && name.eq_ignore_ascii_case(word)
    };
    let name = NAMES.iter().find(|(name, _)| is(name)).map(|(_, says)| match says.as_bytes() {
        [b'0'..=b'9'] => Says::Digit(says),
        [b'x', times] => Says::Repeat(usize::from(times - b'0')),
        _ => Says::Other(says),
    });
    Some(Word { start: at, end: at + length, says: name? })
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b',' | b'-' | b'.' | b'(' | b')' | b'\t' | b'\n' | b'\r')
}

/// Where the next word begins behind one that ends at `end`.
fn behind(text: &[u8], end: usize) -> Option<usize> {
    let spaces = (0..4).take_while(|i| is_space(byte(text, end + i))).count();
    (1..4).contains(&spaces).then_some(end + spaces)
}

fn word_before(text: &[u8], start: usize) -> Option<Word> {
    let back = |from: usize, max: usize, is: &dyn Fn(u8) -> bool| {
        (1..=max).take_while(|i| from.checked_sub(*i).is_some_and(|at| is(byte(text, at)))).count()
    };
    let spaces = back(start, 4, &is_space);
    let end = start.checked_sub(spaces).filter(|_| (1..4).contains(&spaces))?;
    let length = back(end, NAME_MAX + 1, &|b| b.is_ascii_alphanumeric() || b >= 0x80);
    word_at(text, end - length)
}
