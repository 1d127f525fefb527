//! Streets with a number, and how far the address goes on behind them.
//!
//! A street line is found at its number: `12 Main Street`, `12, rue de la Paix`, `Via Roma 12`, `Hauptstraße 12`. Without a word for
//! a street, a name and a number need a flat or a postal code behind them. An address in running text goes on over city, state and
//! postal code; one that is set as a block of lines is found line by line, as are the parts of a European address behind its street
//! (postal code before the city).

use super::{
    Candidate, Span,
    address_words::{Word, word_at, word_to},
    locality::{address_end, begins_block, flat_end, names_follow, unit_end},
    near::{before, byte, digits_end, is_capital, is_one, is_word, skip, skip_back, word_before},
};

/// How much says that a line is a street.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Said {
    /// A name and a number.
    Nothing,
    /// A word that names other things too: `Way`, `Park`.
    Weakly,
    /// A word for streets.
    Surely,
}

/// A street line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Street {
    pub start: usize,
    pub end: usize,
    pub said: Said,
}

const WORDS_MAX: usize = 7;

/// End of a house number at `at`: `12`, `12B`, `12-14`, `12/3`.
fn number_end(text: &[u8], at: usize) -> Option<usize> {
    let mut end = digits_end(text, at, 7);
    if end == at || end - at > 6 {
        return None;
    }
    if byte(text, end).is_ascii_alphabetic() && !is_word(byte(text, end + 1)) {
        end += 1;
    } else if matches!(byte(text, end), b'-' | b'/') && end - at < 5 {
        let more = digits_end(text, end + 1, 5);
        end = if more > end + 1 && more - end <= 5 { more } else { end };
    }
    let next = byte(text, end);
    (!is_word(next)
        && next != b'_'
        && !(matches!(next, b'.' | b':' | b'/' | b'%') && is_word(byte(text, end + 1))))
    .then_some(end)
}

/// Whether a number may begin here: not inside of another one, a price or a name.
fn number_may_begin(text: &[u8], at: usize) -> bool {
    let last = before(text, at);
    let farther = at.checked_sub(2).map_or(0, |i| byte(text, i));
    let numbered = matches!(last, 0xba | 0xb0)
        && farther == 0xc2
        && at.checked_sub(3).is_some_and(|i| matches!(byte(text, i), b'n' | b'N'));
    !(is_word(last) && !numbered
        || matches!(last, b'$' | b'_' | b'=' | b'+' | b'\\' | b'-')
        || matches!(last, b'.' | b',' | b'/' | b':' | b'#') && is_word(farther))
}

/// Behind a word of a street: a point of an abbreviation, then spaces. Where the next word may begin.
fn next_word(text: &[u8], word: &Word<'_>) -> usize {
    let point = byte(text, word.end) == b'.' && word.bytes.len() <= 5;
    let end = word.end + usize::from(point);
    let at = skip(text, end, b" ", 2);
    if at > end || byte(text, end) == b'/' { at } else { usize::MAX }
}

/// A street behind its number: `12 Main Street`, `12 rue de la Paix`.
pub(super) fn number_first(text: &[u8], start: usize) -> Option<Street> {
    let mut end = number_end(text, start)?;
    let mut at = skip(text, end, b" ,", 2);
    if at == end {
        return None;
    }
    // A comma stands there in French alone: `12, rue de la Paix`.
    let comma = byte(text, end) == b',';
    // A second number belongs to it: `70 95 Dora Creek`.
    if let Some(second) = number_end(text, at).filter(|_| byte(text, end) == b' ') {
        (end, at) = (second, skip(text, second, b" ", 1));
    }
    let (mut named, mut weak, mut prefixed, mut words) = (None, None, false, 0);
    while words < WORDS_MAX {
        let Some(word) = word_at(text, at) else { break };
        let capital = is_capital(text, at);
        let ordinal = byte(text, at).is_ascii_digit()
            && is_one(word.bytes.get(word.bytes.len().saturating_sub(2)..)?, &["st", "nd", "rd", "th"]);
        if word.is_unit() && words > 0 {
            break;
        }
        if comma && words == 0 && !word.is_before_name(capital) {
            return None;
        }
        if words == 0
            && word.is_before_name(capital)
            && text.get(word.end..)?.starts_with(b" ") | text.get(word.end..)?.starts_with(b". ")
        {
            prefixed = true;
        } else if words > 0 && named.is_some() && word.is_weakly_after_name(capital) && !prefixed {
            let numbered = number_end(text, skip(text, word.end, b". ", 2)).filter(|_| word.bytes == b"u");
            weak = Some(numbered.unwrap_or_else(|| behind_type(text, &word)));
            named = Some(word.end);
        } else if words > 0 && named.is_some() && word.is_after_name(capital) && !prefixed {
            return Some(Street { start, end: behind_type(text, &word), said: Said::Surely });
        } else if word.is_compound(capital) {
            return Some(Street { start, end: with_number(text, word.end), said: Said::Surely });
        } else if capital || ordinal {
            named = Some(word.end);
        } else if !(word.is_particle() && (prefixed || words > 0)) {
            // Small letters: a street only with its plain word close behind.
            let plain = words == 0 && !word.is_particle();
            let next =
                word_at(text, next_word(text, &word)).filter(|next| plain && next.is_after_name(false));
            match next {
                Some(next) if end - start >= 2 && is_named_plainly(&word) => {
                    return Some(Street { start, end: next.end, said: Said::Surely });
                }
                _ => break,
            }
        }
        words += 1;
        at = next_word(text, &word);
    }
    if let Some(end) = weak {
        return Some(Street { start, end, said: Said::Weakly });
    }
    let end = with_number(text, named?);
    Some(Street { start, end, said: if prefixed { Said::Surely } else { Said::Nothing } })
}

/// `12 different roads` are no address.
fn is_named_plainly(word: &Word<'_>) -> bool {
    #[rustfmt::skip]
    const NO_NAMES: &[&str] = &[
        "different", "more", "other", "mile", "new", "main", "lane", "way", "km", "busy", "major", "city", "meter", "hour", "minute",
        "year", "foot", "local", "side", "old", "public", "wide", "long", "day", "percent", "million",
    ];
    word.bytes.len() > 2 && !is_one(word.bytes, NO_NAMES) || is_one(word.bytes, &["main"])
}

/// Behind the word for a street: its point, and a direction.
fn behind_type(text: &[u8], word: &Word<'_>) -> usize {
    const DIRECTIONS: &[&str] =
        &["n", "s", "e", "w", "ne", "nw", "se", "sw", "north", "south", "east", "west", "street", "st"];
    let next = word_at(text, next_word(text, word))
        .filter(|next| is_one(next.bytes, DIRECTIONS) && is_capital(text, next.start));
    next.map_or(word.end, |next| next.end)
}

/// Over a number behind a name: `Via Roma 12`.
fn with_number(text: &[u8], end: usize) -> usize {
    let at = skip(text, end, b" ,", 2);
    number_end(text, at).filter(|_| at > end && byte(text, end) == b' ').unwrap_or(end)
}

/// A number behind its street: `Via Roma 12`, `C/ Mayor, 12`, `Hauptstraße 12`, `Kossuth utca 12`.
pub(super) fn number_last(text: &[u8], number: usize) -> Option<Street> {
    let end = number_end(text, number).filter(|end| end - number <= 5)?;
    let street = street_before(text, number, end)?;
    // Five digits behind a comma, where the house has its number already, are a postal code.
    let housed = byte(text, street.start).is_ascii_digit() && end - number == 5;
    (!housed || before(text, skip_back(text, number, b" ", 1)) != b',').then_some(street)
}

/// The street that ends with the number, or what stands for one, at `number..end`.
fn street_before(text: &[u8], number: usize, end: usize) -> Option<Street> {
    let gap = before_number(text, number);
    if gap == number {
        return None;
    }
    let (mut at, mut chain, mut words, mut said, mut small) = (gap, None, 0, Said::Nothing, false);
    while words < WORDS_MAX {
        let Some(word) = word_to(text, at) else { break };
        let capital = is_capital(text, word.start);
        if byte(text, word.start).is_ascii_digit() {
            // The number of the house before the street has it.
            let house = chain.is_some() && word.bytes.len() <= 6 && word.bytes.iter().all(u8::is_ascii_digit);
            chain = if house { Some(word.start) } else { chain };
            break;
        }
        let of_street = |before: Word<'_>| before.is_particle() || before.is_before_name(true);
        if word.is_house() && !word_to(text, skip_back(text, word.start, b" ", 1)).is_some_and(of_street) {
            break;
        }
        let comma = byte(text, gap) == b',';
        let prefix = if small {
            word.is_before_small_name()
        } else {
            chain.is_some()
                && word.is_before_name(capital)
                && !(comma && word.is_either())
                && !is_initial(text, &word)
        };
        if words > 0 && prefix {
            return Some(Street { start: house_before(text, word.start), end, said: Said::Surely });
        }
        if words == 0 && (word.is_after_name(true) || word.bytes == b"u" && byte(text, word.end) == b'.') {
            said = Said::Surely;
        } else if words == 0 && word.is_weakly_after_name(capital) {
            said = Said::Weakly;
        } else if words == 0 && word.is_compound(capital) {
            (said, chain) = (Said::Surely, Some(word.start));
        } else if capital && !small {
            chain = Some(word.start);
        } else if !word.is_particle()
            && (said != Said::Nothing || byte(text, gap) != b',' && gap + 2 >= number)
        {
            break;
        } else if !(word.is_particle() && words > 0) {
            // Small letters: only behind a word that comes before names, `calle alta 3`.
            small = true;
        }
        words += 1;
        if let Some(start) = slashed(text, word.start).filter(|_| chain.is_some() || small) {
            return Some(Street { start: house_before(text, start), end, said: Said::Surely });
        }
        at = previous_end(text, word.start);
    }
    Some(Street { start: chain?, end, said })
}

/// The letter of a person's middle name rather than `R.` for `rua`.
fn is_initial(text: &[u8], word: &Word<'_>) -> bool {
    let name = word_to(text, skip_back(text, word.start, b" ", 1));
    word.bytes.len() == 1 && name.is_some_and(|name| name.end < word.start && is_capital(text, name.start))
}

/// Before the number of a house: a space, a comma, `nº`, `n.`, `No.`.
fn before_number(text: &[u8], number: usize) -> usize {
    let gap = skip_back(text, number, b" ,", 2);
    let glued = gap == number && matches!(before(text, number), 0xba | 0xb0);
    let word = word_to(text, gap - usize::from(before(text, gap) == b'.' && gap > 0));
    let label = word.filter(|word| {
        (gap < number || glued) && is_one(word.bytes, &["nº", "n", "no", "num", "núm", "nr", "n°", "número"])
    });
    if let Some(word) = label {
        let before_label = skip_back(text, word.start, b" ,", 2);
        return if before_label < word.start { before_label } else { number };
    }
    // `Piroska u. 97`
    let abbreviated = gap < number
        && before(text, gap) == b'.'
        && word_to(text, gap - 1).is_some_and(|word| word.bytes.len() <= 3 || word.is_compound(true));
    if abbreviated { gap - 1 } else { gap }
}

/// End of the word before `start` on the same line; over the point of an abbreviation.
fn previous_end(text: &[u8], start: usize) -> usize {
    let gap = skip_back(text, start, b" ", 1);
    if gap == start {
        return 0;
    }
    if before(text, gap) == b'.' {
        let short = word_to(text, gap - 1)
            .is_some_and(|word| word.bytes.len() <= 5 && !word.bytes.iter().any(u8::is_ascii_digit));
        return if short { gap - 1 } else { 0 };
    }
    gap
}

/// `C/ ` and `C/. ` before a name.
fn slashed(text: &[u8], start: usize) -> Option<usize> {
    let mut at = skip_back(text, start, b" .", 2);
    at = at.checked_sub(1).filter(|i| byte(text, *i) == b'/')?;
    let letter = at.checked_sub(1)?;
    (matches!(byte(text, letter), b'C' | b'c') && !is_word(before(text, letter))).then_some(letter)
}

/// Whether the number at `at` is that of a flat: `Apt. 12`.
fn is_of_unit(text: &[u8], at: usize) -> bool {
    let end = skip_back(text, at, b" .#", 3);
    end < at && word_to(text, end).is_some_and(|word| word.is_unit())
}

/// With the number that stands before a street: `6138 Via Roma 131`.
fn house_before(text: &[u8], start: usize) -> usize {
    let end = skip_back(text, start, b" ", 1);
    let digits = text.get(end.saturating_sub(7)..end).unwrap_or_default();
    let length = digits.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let good = end < start
        && (1..=6).contains(&length)
        && number_may_begin(text, end - length)
        && !is_of_unit(text, end - length);
    if good { end - length } else { start }
}

/// A street address at one of its numbers.
pub(crate) fn street_address(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    if !number_may_begin(text, start) || is_of_unit(text, start) {
        return None;
    }
    let street = [number_first(text, start), number_last(text, start)]
        .into_iter()
        .flatten()
        .max_by_key(|street| (street.said, street.end - street.start))?;
    let first = street.start;
    let start = if first == candidate.start { house_before(text, first) } else { first };
    let flat = flat_end(text, street.end);
    let block = begins_block(text, start);
    let (end, ends_in_code) = address_end(text, flat, block);
    let cue = is_one(word_before(text, start, b" :"), CUES);
    let sure = street.said == Said::Surely || {
        let at = skip(text, street.end, b" ,.\n\t\r>?", 8);
        let unit = unit_end(text, at).is_some() && at > street.end;
        let coded = is_five_and_name(text, skip(text, flat, b" ,.", 3)) && byte(text, flat) != b' ';
        let framed = byte(text, start).is_ascii_digit()
            && before(text, street.end).is_ascii_digit()
            && street.end - start > 8;
        unit || coded || (framed || street.said == Said::Weakly) && (ends_in_code || cue)
    };
    sure.then_some((start, end))
}

/// Words before an address whose street no word tells: `lives at 12 Larchfield 3`.
const CUES: &[&str] = &["at", "address", "with", "to", "on", "is"];

/// A Spanish street without a number, from its `s/n`.
pub(crate) fn address_no_number(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    if text.get(candidate.start..candidate.end)?.get(1) != Some(&b'/') {
        return None;
    }
    let street = street_before(text, candidate.start, candidate.end)?;
    let coded = is_five_and_name(text, skip(text, street.end, b" ,.", 3));
    (street.said == Said::Surely || coded || before(text, candidate.start) == b' ')
        .then_some((street.start, street.end))
}

/// Five digits and a name: `, 28001 Madrid`.
fn is_five_and_name(text: &[u8], at: usize) -> bool {
    digits_end(text, at, 6) == at + 5 && names_follow(text, at + 5)
}

/// A flat, floor or office on its own line or behind a street: `Apt. 12`.
pub(crate) fn address_unit(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let gap = skip_back(text, start, b" .#", 3);
    if gap == start {
        return None;
    }
    let word = word_to(text, gap).filter(|word| word.is_unit() && is_capital(text, word.start))?;
    let end = unit_end(text, word.start)?;
    let near = text.get(word.start.saturating_sub(40)..word.start)?;
    let numbered =
        near.iter().any(u8::is_ascii_digit) && near.iter().any(|b| is_word(*b) && !b.is_ascii_digit());
    let abbreviated = is_one(word.bytes, &["apt", "suite", "ste", "apartment"]);
    (numbered && abbreviated).then_some((word.start, end))
}
