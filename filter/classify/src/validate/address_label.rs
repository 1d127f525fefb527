//! An address behind the word that announces it.

use super::{
    Candidate, Span,
    address::{number_first, number_last},
    address_words::{word_at, word_to},
    locality::{address_end, flat_end},
    near::{before, byte, goes_on, is_capital, is_one, skip, skip_back},
};

/// Words that say what kind of other address it is: no place.
const OTHER_ADDRESSES: &[&str] = &[
    "ip", "email", "mail", "mac", "web", "wallet", "url", "memory", "bitcoin", "network", "server",
    "hardware", "physical", "ethereum", "return", "base",
];

/// The address behind its label: `Address: …`, `Domicilio: …`, to the end of the line at least.
pub(crate) fn address_after(candidate: &Candidate<'_>) -> Span {
    const LINE_MAX: usize = 100;
    let (text, label_end) = (candidate.text, candidate.end);
    let label = word_to(text, skip_back(text, candidate.start, b" -", 2));
    if label.is_some_and(|word| is_one(word.bytes, OTHER_ADDRESSES)) {
        return None;
    }
    let colon = skip(text, label_end, b" *", 3);
    if byte(text, colon) != b':' {
        return None;
    }
    let start = skip(text, colon + 1, b" \n\t*", 12);
    let rest = text.get(start..)?;
    let length = rest.iter().take(LINE_MAX).take_while(|b| !matches!(b, b'\n' | b'\r' | b';' | b'|')).count();
    let line = rest.get(..length)?;
    let named = word_at(text, start).is_some_and(|word| word.is_before_name(false));
    let starts =
        is_capital(text, start) || named || byte(text, start).is_ascii_digit() || goes_on(text, start, "c/");
    let digits = line.iter().position(u8::is_ascii_digit)?;
    let letters = line.iter().any(u8::is_ascii_alphabetic) || line.iter().any(|b| *b >= 0x80);
    let other = line.iter().any(|b| matches!(b, b'@' | b'{' | b'}' | b'<' | b'=' | b'"' | b'_'))
        || line.windows(3).any(|w| w == b"://");
    let hex = text.get(start..start + 2) == Some(b"0x")
        || byte(text, start + digits + 1) == b'.' && byte(text, start + digits + 2).is_ascii_digit();
    if !starts || !letters || other || hex || length == LINE_MAX {
        return None;
    }
    let street = [number_first(text, start), number_last(text, start + digits)]
        .into_iter()
        .flatten()
        .filter(|street| street.start == start)
        .max_by_key(|street| street.end);
    if let Some(street) = street {
        return Some((start, address_end(text, flat_end(text, street.end), false).0));
    }
    let mut end = start + length;
    while matches!(before(text, end), b'.' | b',' | b' ') && end > start {
        end -= 1;
    }
    Some((start, end))
}
