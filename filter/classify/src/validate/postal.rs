//! Postal codes, boxes and other forms of addresses without a street.

use super::{
    Candidate, Span,
    address_words::{word_at, word_to},
    locality::{address_end, begins_block, code_end},
    near::{before, byte, digits_end, is_capital, is_one, is_word, skip, skip_back},
};

/// Areas of British postcodes (Royal Mail, Programmers' Guide to PAF), besides those of one letter: B E G L M N S W.
#[rustfmt::skip]
const BRITISH_AREAS: &[&str] = &[
    "AB", "AL", "BA", "BB", "BD", "BH", "BL", "BN", "BR", "BS", "BT", "CA", "CB", "CF", "CH", "CM", "CO", "CR", "CT", "CV", "CW", "DA",
    "DD", "DE", "DG", "DH", "DL", "DN", "DT", "DY", "EC", "EH", "EN", "EX", "FK", "FY", "GL", "GU", "GY", "HA", "HD", "HG", "HP",
    "HR", "HS", "HU", "HX", "IG", "IM", "IP", "IV", "JE", "KA", "KT", "KW", "KY", "LA", "LD", "LE", "LL", "LN", "LS", "LU", "ME",
    "MK", "ML", "NE", "NG", "NN", "NP", "NR", "NW", "OL", "OX", "PA", "PE", "PH", "PL", "PO", "PR", "RG", "RH", "RM", "SA", "SE",
    "SG", "SK", "SL", "SM", "SN", "SO", "SP", "SR", "SS", "ST", "SW", "SY", "TA", "TD", "TF", "TN", "TQ", "TR", "TS", "TW", "UB",
    "WA", "WC", "WD", "WF", "WN", "WR", "WS", "WV", "YO", "ZE",
];

/// A British postcode at `at`: area, district, sector and unit, in capitals. Its end, and whether a space is inside.
fn british(text: &[u8], at: usize) -> Option<(usize, bool)> {
    let letters = (0..3).take_while(|i| byte(text, at + i).is_ascii_uppercase()).count();
    let area = text.get(at..at + letters)?;
    let girobank = area == b"GIR";
    let known = match area {
        [b'B' | b'E' | b'G' | b'L' | b'M' | b'N' | b'S' | b'W'] => true,
        _ => BRITISH_AREAS.iter().any(|known| known.as_bytes() == area),
    };
    if !known && !girobank {
        return None;
    }
    // The district ends three bytes before the end of the code; a space may stand between.
    for length in 1..=2 {
        let district = at + letters + if girobank { 0 } else { length };
        let outward = text.get(at + letters..district)?;
        let formed = girobank
            || outward.first().is_some_and(u8::is_ascii_digit)
                && outward.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
        let inward = district + usize::from(byte(text, district) == b' ');
        let unit = text.get(inward..inward + 3).unwrap_or_default();
        let unit_letter = |b: &u8| b.is_ascii_uppercase() && !b"CIKMOV".contains(b);
        let good =
            matches!(unit, [digit, a, b] if digit.is_ascii_digit() && unit_letter(a) && unit_letter(b));
        let next = byte(text, inward + 3);
        if formed && good && !is_word(next) && next != b'_' && next != b'-' {
            return Some((inward + 3, inward > district));
        }
    }
    None
}

/// A Canadian code (Canada Post: no D, F, I, O, Q, U; no W or Z first).
fn canadian(text: &[u8], at: usize) -> Option<(usize, bool)> {
    let letter = |at: usize| byte(text, at).is_ascii_uppercase() && !b"DFIOQU".contains(&byte(text, at));
    let digit = |at: usize| byte(text, at).is_ascii_digit();
    let gap = usize::from(matches!(byte(text, at + 3), b' ' | b'-'));
    let good = letter(at)
        && !matches!(byte(text, at), b'W' | b'Z')
        && digit(at + 1)
        && letter(at + 2)
        && digit(at + 3 + gap)
        && letter(at + 4 + gap)
        && digit(at + 5 + gap);
    let end = at + 6 + gap;
    (good && !is_word(byte(text, end)) && byte(text, end) != b'_').then_some((end, gap == 1))
}

/// End of a British or Canadian code at `at`.
pub(crate) fn british_or_canadian(text: &[u8], at: usize) -> Option<usize> {
    british(text, at).or_else(|| canadian(text, at)).map(|(end, _)| end)
}

fn alphanumeric(candidate: &Candidate<'_>, spaced: bool) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let last = before(text, start);
    if is_word(last) || matches!(last, b'-' | b'_' | b'/' | b'#' | b'.') {
        return None;
    }
    let (end, space) = british(text, start).or_else(|| canadian(text, start))?;
    (space == spaced).then_some((start, end))
}

/// A British or Canadian postcode with its space.
pub(crate) fn postcode(candidate: &Candidate<'_>) -> Span {
    alphanumeric(candidate, true)
}

/// A British one without its space: a part number may look like it. (Stages of tumours look like Canadian ones.)
pub(crate) fn postcode_compact(candidate: &Candidate<'_>) -> Span {
    alphanumeric(candidate, false)
        .filter(|(start, end)| british(candidate.text, *start).is_some_and(|(found, _)| found == *end))
}

/// States of the USA and their territories (USPS Publication 28, appendix B).
#[rustfmt::skip]
const STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MD", "MA", "MI",
    "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC", "SD", "TN", "TX",
    "UT", "VT", "VA", "WA", "WV", "WI", "WY", "DC", "PR", "GU", "VI",
];

/// Codes whose groups tell them: Brazil `01304-001`, Netherlands `1015 CJ`; and, with a name behind, Poland `00-590`, Portugal
/// `1200-109`, Sweden and the Czech Republic `111 35`.
fn grouped(text: &[u8], start: usize) -> Span {
    let first = digits_end(text, start, 6);
    let second = digits_end(text, first + 1, 4);
    let last = before(text, start);
    let apart = matches!(last, b' ' | b',' | b'\n' | 0)
        && !is_word(byte(text, second))
        && !matches!(byte(text, second), b'-' | b'_' | b'/');
    match (first - start, byte(text, first), second.saturating_sub(first + 1)) {
        (5, b'-', 3)
            if apart && (names_place(text, second) || behind_street(text, start) || closes(text, second)) =>
        {
            Some((start, second))
        }
        (2, b'-', 3) | (4, b'-', 3) if apart && names_place(text, second) => Some((start, second)),
        (3, b' ', 2) if apart && names_place(text, second) && behind_street(text, start) => {
            Some((start, second))
        }
        (4, b' ', _) => {
            let letters = text.get(first + 1..first + 3)?;
            let dutch = letters.iter().all(u8::is_ascii_uppercase)
                && byte(text, start) != b'0'
                && !is_word(byte(text, first + 3));
            (dutch && (names_place(text, first + 3) || behind_street(text, start)))
                .then_some((start, first + 3))
        }
        _ => None,
    }
}

/// Ends its line or sentence.
fn closes(text: &[u8], end: usize) -> bool {
    matches!(byte(text, end), 0 | b'\n' | b'\r' | b'.' | b',' | b';')
}

/// A code of digits in the place of one: behind a state (`CA 94105`), before a city behind a street (`, 28001 Madrid`), behind a
/// country sign (`D-10115 Berlin`), or last on a line of names in a block (`Hungary 34796`).
pub(crate) fn postal_position(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let found = grouped(text, start);
    if found.is_some() {
        return found;
    }
    let digits = digits_end(text, start, 7);
    if !(4..=6).contains(&(digits - start)) {
        return None;
    }
    let end = code_end(text, start)?;
    if matches!(byte(text, end), b'%' | b'/' | b':' | b'$')
        || matches!(byte(text, end), b'.' | b',' | b'-') && byte(text, end + 1).is_ascii_digit()
    {
        return None;
    }
    let gap = skip_back(text, start, b" ", 2);
    let word = word_to(text, gap);
    let state =
        word.filter(|word| gap < start && word.bytes.len() == 2 && digits - start == 5).is_some_and(|word| {
            let apart = before(text, skip_back(text, word.start, b" ", 1)) == b','
                || before(text, word.start) == b'\n';
            let only_state =
                !is_one(word.bytes, &["ID", "OK", "IN", "OR", "ME", "HI", "PA", "PR", "AL", "LA", "DE"]);
            let named = is_capital(
                text,
                word_to(text, skip_back(text, word.start, b" ", 1)).map_or(0, |name| name.start),
            );
            STATES.iter().any(|state| state.as_bytes() == word.bytes) && (apart || only_state && named)
        });
    let name = names_place(text, end);
    let comma = before(text, gap) == b','
        && text.get(start..digits).is_some_and(|code| !matches!(code, [b'1' | b'2', b'0' | b'9', ..]));
    let sign = before(text, start) == b'-'
        && word_to(text, start - 1).is_some_and(|word| {
            (1..=2).contains(&word.bytes.len()) && word.bytes.iter().all(u8::is_ascii_uppercase)
        });
    let found = state
        || name
            && (sign
                || behind_street(text, start) && digits - start == 5
                || comma && behind_street(text, start) && digits - start == 4)
        || digits - start == 5 && ends_block(text, start, end);
    found.then_some((start, end))
}

fn names_place(text: &[u8], end: usize) -> bool {
    let at = skip(text, end, b" ,-", 2);
    at > end
        && is_capital(text, at)
        && word_at(text, at).is_some_and(|word| {
            word.bytes.len() > 3 || word.bytes.len() == 3 && !word.bytes.iter().all(u8::is_ascii_uppercase)
        })
}

/// Behind a number, a flat or `s/n`, and punctuation or a space: the end of a street line.
fn behind_street(text: &[u8], start: usize) -> bool {
    let gap = skip_back(text, start, b" ,.\n", 3);
    if gap == start {
        return false;
    }
    let near = text.get(gap.saturating_sub(48)..gap).unwrap_or_default();
    let line = near.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let tail = line.get(line.len().saturating_sub(20)..).unwrap_or_default();
    let numbered = tail.iter().any(u8::is_ascii_digit) || tail.ends_with(b"s/n");
    let named = line.iter().any(|b| b.is_ascii_uppercase())
        && line.iter().filter(|b| b.is_ascii_alphabetic()).count() > 4;
    numbered && named
}

/// Last on a line that holds nothing but names before it, where the lines above are an address.
fn ends_block(text: &[u8], start: usize, end: usize) -> bool {
    if !matches!(byte(text, end), b'\n' | b'\r' | 0 | b' ') {
        return false;
    }
    let near = text.get(start.saturating_sub(120)..start).unwrap_or_default();
    let mut lines = near.rsplit(|b| *b == b'\n');
    let own = lines.next().unwrap_or_default();
    let plain = own.iter().all(|b| !b.is_ascii_digit() && !matches!(b, b':' | b'=' | b'@')) && own.len() < 48;
    let above = || lines.clone().take(4);
    let unit = above().any(|line| {
        let at = line.iter().position(|b| is_word(*b)).unwrap_or(0);
        word_at(line, at).is_some_and(|word| word.is_unit() && is_capital(line, at))
            && line.iter().any(u8::is_ascii_digit)
    });
    plain && unit
}

/// The code behind the words of the candidate: `zip code is 02371`, `CP: 28001`, `PLZ 10115`.
pub(crate) fn postal_after(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let mut at = skip(text, candidate.end, b" :=#\".()", 4);
    for _ in 0..2 {
        if let Some(word) = word_at(text, at)
            .filter(|word| is_one(word.bytes, &["is", "es", "ist", "est", "code", "of", "the", "no"]))
        {
            at = skip(text, word.end, b" :=\"", 3);
        }
    }
    if at == candidate.end {
        return None;
    }
    if let Some(end) = british_or_canadian(text, at) {
        return Some((at, end));
    }
    let digits = digits_end(text, at, 7);
    // `80 100`, `110 00`, `1234 AB`
    let gap = digits + usize::from(matches!(byte(text, digits), b' ' | b'-'));
    let more = digits_end(text, gap, 4);
    let free = |end: usize| {
        let next = byte(text, end);
        let number = matches!(next, b'.' | b',' | b'-') && byte(text, end + 1).is_ascii_digit();
        !(is_word(next) || matches!(next, b'_' | b'%') || number)
    };
    match (digits - at, more - gap) {
        (3, 2) | (2, 3) | (4, 3) | (5, 3) if free(more) && gap > digits => Some((at, more)),
        (4, _)
            if text.get(gap..gap + 2).is_some_and(|pair| pair.iter().all(u8::is_ascii_uppercase))
                && free(gap + 2) =>
        {
            Some((at, gap + 2))
        }
        (4..=6, _) => code_end(text, at).filter(|end| free(*end)).map(|end| (at, end)),
        _ => None,
    }
}

/// A box behind the words of the candidate, with what follows: `P.O. Box 12, Springfield, IL 62701`.
pub(crate) fn po_box(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let at = skip(text, candidate.end, b" :#.", 3);
    let at = word_at(text, at)
        .filter(|word| is_one(word.bytes, &["no", "number", "nº"]))
        .map_or(at, |word| skip(text, word.end, b" .", 2));
    let end = digits_end(text, at, 7);
    let fits = (1..=6).contains(&(end - at)) && at > candidate.end && !is_word(byte(text, end));
    let block = begins_block(text, candidate.start);
    fits.then(|| (candidate.start, address_end(text, end, block).0))
}

/// Post of the armed forces (USPS Publication 28, section 225): `PSC 12, Box 34` and `APO AE 09012`, from the word of the office.
pub(crate) fn military_address(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let region = word_at(text, skip(text, candidate.end, b" ,", 2))?;
    let code = skip(text, region.end, b" ,", 2);
    let end = digits_end(text, code, 6);
    if !is_one(region.bytes, &["aa", "ae", "ap"]) || end - code != 5 {
        return None;
    }
    let above = skip_back(text, candidate.start, b" ,\n\r", 4);
    let from = above.saturating_sub(48);
    let near = text.get(from..above)?;
    const HEADS: &[&[u8]] = &[b"psc ", b"unit ", b"cmr ", b"uscgc ", b"usns ", b"uss ", b"usnv "];
    let head = HEADS
        .iter()
        .filter_map(|head| near.windows(head.len()).rposition(|window| window.eq_ignore_ascii_case(head)))
        .max();
    let start = head.map_or(candidate.start, |at| from + at);
    let free = !is_word(before(text, start));
    Some((if free { start } else { candidate.start }, end))
}

/// The corner of two streets, from the words `corner of`.
pub(crate) fn street_corner(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let (mut at, mut end, mut joined, mut names) = (skip(text, candidate.end, b" ", 1), None, false, 0);
    for _ in 0..14 {
        let Some(word) = word_at(text, at) else { break };
        let link = is_one(word.bytes, &["and"]);
        let street = word.is_after_name(true) || word.is_before_name(false);
        if is_capital(text, at) || street || byte(text, at).is_ascii_digit() {
            end = Some(word.end);
            names += usize::from(joined);
        } else if !(link && !joined || word.is_particle()) {
            break;
        }
        joined |= link;
        at = skip(text, word.end, b" .", 2);
    }
    let the = skip_back(text, candidate.start, b" ", 1);
    let article = word_to(text, the)
        .filter(|word| is_one(word.bytes, &["the"]))
        .map_or(candidate.start, |word| word.start);
    end.filter(|_| names > 0).map(|end| (article, end))
}
