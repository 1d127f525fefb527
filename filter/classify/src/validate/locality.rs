//! What follows a street in its address: flat, city, state, postal code.

use super::{
    address_words::word_at,
    near::{before, byte, digits_end, is_capital, is_one, is_word, skip, skip_back},
    postal::british_or_canadian,
};

/// Whether a block of lines begins at `start`: behind an empty line or marks of a quotation, and below no label.
pub(crate) fn begins_block(text: &[u8], start: usize) -> bool {
    let at = skip_back(text, start, b" >?\t*|", 8);
    let line = skip_back(text, at, b"\n\r", 4);
    let marks =
        text.get(at..start).unwrap_or_default().iter().any(|b| matches!(b, b'>' | b'?' | b'*' | b'|'));
    let breaks = text.get(line..at).unwrap_or_default().iter().filter(|b| **b == b'\n').count();
    let apart = at == 0 || breaks > 1 || breaks == 1 && marks;
    apart && before(text, line) != b':'
}

/// A unit at `at`: `Apt. 12`, `Suite 300`, `#4`. Its end.
pub(crate) fn unit_end(text: &[u8], at: usize) -> Option<usize> {
    let digits = |at: usize| {
        let word = word_at(text, at)?;
        let short =
            word.bytes.len() <= 6 && (word.bytes.len() == 1 || word.bytes.iter().any(u8::is_ascii_digit));
        short.then_some(word.end)
    };
    if byte(text, at) == b'#' {
        return digits(skip(text, at + 1, b" ", 1));
    }
    let word = word_at(text, at)?;
    if !word.is_unit() || !is_capital(text, at) && word.bytes.len() < 3 {
        return None;
    }
    digits(skip(text, word.end, b" .#", 3))
}

/// Over the flat behind a Spanish number: `, 4A`, `, 3.º D`, `, 5, B`, ` 2 izquierda`.
pub(crate) fn flat_end(text: &[u8], end: usize) -> usize {
    const SIDES: &[&str] = &[
        "izquierda",
        "izq",
        "izda",
        "derecha",
        "dcha",
        "dcho",
        "bajo",
        "centro",
        "ático",
        "entlo",
        "piso",
        "planta",
    ];
    let mut kept = end;
    for _ in 0..4 {
        let at = skip(text, kept, b" ,-", 2);
        let Some(word) = word_at(text, at).filter(|_| at > kept) else { break };
        let figure = word.bytes.first().is_some_and(u8::is_ascii_digit)
            && word.bytes.iter().filter(|b| b.is_ascii_digit()).count() <= 2
            && word.bytes.len() <= 5;
        let letter = word.bytes.len() == 1
            && word.bytes.iter().all(u8::is_ascii_uppercase)
            && (kept > end || byte(text, kept) == b',');
        if !(figure || letter || is_one(word.bytes, SIDES)) {
            break;
        }
        kept = word.end;
        if byte(text, kept) == b'.' && byte(text, kept + 1) == 0xc2 {
            kept += 3;
        }
    }
    kept
}

/// How far an address goes on behind its street, and whether a postal code ends it.
pub(crate) fn address_end(text: &[u8], street_end: usize, block: bool) -> (usize, bool) {
    let between: &[u8] = if block { b" ,\t" } else { b" ,\n\t\r" };
    let mut end = unit_after_names(text, street_end, between).unwrap_or(street_end);
    let (mut unit, mut parts, mut certain) = (end > street_end, 0, end);
    for _ in 0..6 {
        // A point behind the number or the street: `Piroska u. 97.`, `Elm St.,`
        let numbered = before(text, end).is_ascii_digit() && ends_line_or_has_unit(text, end + 1, block);
        let point = usize::from(byte(text, end) == b'.' && (numbered || byte(text, end + 1) == b','));
        let at = skip(text, end + point, between, 8);
        let gap = text.get(end..at).unwrap_or_default();
        if gap.iter().filter(|b| **b == b'\n').count() > 1 || gap.is_empty() {
            break;
        }
        if let Some(found) = unit_end(text, at) {
            (end, unit, certain) = (found, true, found);
            continue;
        }
        let apart = gap.iter().any(|b| matches!(b, b',' | b'\n'));
        match locality(text, at, apart, unit, parts > 0) {
            Some((found, true)) => return (found, true),
            Some((found, false)) => (end, parts) = (found, parts + 1),
            None => break,
        }
    }
    // One name alone behind a street is a finding of its own.
    (if unit || parts > 1 { end } else { certain }, false)
}

/// Whether a unit stands behind up to three more names on the street's line: `12 Park Way Upper Green, Apt. 3`.
fn unit_after_names(text: &[u8], street_end: usize, between: &[u8]) -> Option<usize> {
    let mut at = skip(text, street_end, b" ", 1);
    for _ in 0..3 {
        let word =
            word_at(text, at).filter(|word| at > street_end && is_capital(text, at) && !word.is_unit())?;
        if let Some(end) = unit_end(text, skip(text, word.end, between, 4)).filter(|end| *end > word.end) {
            return Some(end);
        }
        at = skip(text, word.end, b" ", 1);
    }
    None
}

fn ends_line_or_has_unit(text: &[u8], at: usize, block: bool) -> bool {
    let next = skip(text, at, b" ", 2);
    !block && byte(text, next) == b'\n' || unit_end(text, next).is_some()
}

/// A part of an address behind its street: names, a state, a postal code. Its end, and whether it is the last part.
fn locality(text: &[u8], start: usize, apart: bool, unit: bool, second: bool) -> Option<(usize, bool)> {
    let (mut at, mut end, mut words) = (start, None, 0);
    while words < 4 {
        let Some(word) =
            word_at(text, at).filter(|word| is_capital(text, at) || word.is_particle() && words > 0)
        else {
            break;
        };
        if british_or_canadian(text, at).is_some()
            || word.is_unit() && byte(text, word.end + 1).is_ascii_digit()
        {
            break;
        }
        if is_capital(text, at) {
            end = Some(word.end);
        }
        words += 1;
        let next = skip(text, word.end, b" .()", 2);
        if next == word.end {
            break;
        }
        at = next;
    }
    let code_at = skip(text, end.unwrap_or(start), b" ,-)", 2);
    let letters = british_or_canadian(text, code_at).is_some();
    let state = letters
        || end.is_some_and(|end| end >= 2 && is_word(byte(text, end - 1)) && !is_word(before(text, end - 2)));
    if let Some(code) = code_end(text, code_at).filter(|code| end.is_some() || !names_follow(text, *code)) {
        return (apart || unit || state).then_some((code, true));
    }
    let end = end?;
    let closed =
        matches!(byte(text, end), b',' | b'.' | b';' | b'?' | b'!' | b')' | b'\n' | b'\r' | b'"' | 0);
    (unit || apart && (closed || second)).then_some((end, false))
}

/// Whether a name follows a postal code: then the code belongs before it.
pub(crate) fn names_follow(text: &[u8], end: usize) -> bool {
    let at = skip(text, end, b" ,.-\n", 3);
    at > end && is_capital(text, at)
}

/// A postal code behind the names of its place: ZIP, ZIP+4, British or Canadian.
pub(crate) fn code_end(text: &[u8], at: usize) -> Option<usize> {
    let end = digits_end(text, at, 7);
    if (4..=6).contains(&(end - at)) {
        let four = digits_end(text, end + 1, 5);
        let end = if end - at == 5 && byte(text, end) == b'-' && four == end + 5 { four } else { end };
        return (!is_word(byte(text, end)) && byte(text, end) != b'_').then_some(end);
    }
    british_or_canadian(text, at)
}
