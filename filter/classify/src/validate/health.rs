//! Numbers of health care: of patients, plans, prescribers, devices.

use super::{Candidate, Span, digits, national::check::luhn};

/// A number behind a word that says what it is: a token with enough digits that is no date, no year and no amount.
///
/// Limits: providers and insurers number as they like, so the word before decides; 4 to 24 characters, at most 10 letters.
pub(crate) fn record_id(candidate: &Candidate<'_>) -> Span {
    let mut token = candidate.bytes();
    while let [rest @ .., b'-' | b'/' | b'.' | b' '] = token {
        token = rest;
    }
    let letters = token.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    let count = digits(token).count();
    let enough = count >= 4 || (count >= 3 && letters >= 1 && token.len() >= 5);
    let valid = (4..=24).contains(&token.len())
        && enough
        && letters <= 10
        && !is_year(token)
        && !is_date(token)
        && !is_amount(candidate.text, candidate.start + token.len());
    valid.then_some((candidate.start, candidate.start + token.len()))
}

/// As [`record_id`], behind a word that means else as well (`policy`, `plan`, `id`): five digits, or letters in front of digits.
pub(crate) fn vague_record_id(candidate: &Candidate<'_>) -> Span {
    let span = record_id(candidate)?;
    let token = candidate.text.get(span.0..span.1)?;
    let headed = token.first().is_some_and(u8::is_ascii_uppercase) && digits(token).count() >= 4;
    (digits(token).count() >= 5 || headed).then_some(span)
}

fn is_year(token: &[u8]) -> bool {
    matches!(token, [b'1', b'9', _, _] | [b'2', b'0', _, _]) && token.iter().all(u8::is_ascii_digit)
}

/// `2023-04-15`, `04/15/2023`, `15-04-23`, `2021-22`.
fn is_date(token: &[u8]) -> bool {
    if token.iter().any(u8::is_ascii_alphabetic) {
        return false;
    }
    let mut lengths = [0usize; 4];
    for (length, group) in lengths.iter_mut().zip(token.split(|byte| !byte.is_ascii_digit())) {
        *length = group.len();
    }
    match lengths {
        [4, 1 | 2, 1 | 2, 0] | [1 | 2, 1 | 2, 2 | 4, 0] => true,
        [4, 2 | 4, 0, 0] => token.get(..4).is_some_and(is_year),
        _ => false,
    }
}

/// A decimal place or a percent sign behind it.
fn is_amount(text: &[u8], end: usize) -> bool {
    match text.get(end..) {
        Some([b'%', ..]) => true,
        Some([b'.' | b',', next, ..]) => next.is_ascii_digit(),
        _ => false,
    }
}

/// Device identifier of a UDI in GS1 form: `(01)` and a GTIN-14 with its check digit (21 CFR 801 and 830; GS1 General Specifications
/// §7.9). The candidate begins behind the bracket.
pub(crate) fn gs1_device(candidate: &Candidate<'_>) -> Span {
    let number = candidate.bytes().get(3..)?;
    let sum: u32 = digits(number).enumerate().map(|(at, d)| if at % 2 == 0 { d * 3 } else { d }).sum();
    let open = candidate.before() == Some(b'(');
    let valid =
        open && digits(number).count() == 14 && sum.is_multiple_of(10) && digits(number).any(|d| d > 0);
    valid.then_some((candidate.start + 3, candidate.end))
}

/// French RPPS number of a health professional: eleven digits, Luhn (ANS, "Répertoire partagé des professionnels de santé").
pub(crate) fn fr_rpps(candidate: &Candidate<'_>) -> Span {
    candidate.whole(digits(candidate.bytes()).count() == 11 && luhn(digits(candidate.bytes())))
}

/// German number of a physician: the 7th digit is the difference to the next ten of the first six, times 4 and 9 in turn (KBV,
/// Richtlinie zur Vergabe der Arzt- und Betriebsstättennummern).
pub(crate) fn de_lanr(candidate: &Candidate<'_>) -> Span {
    let number = candidate.bytes();
    let sum: u32 =
        digits(number).take(6).enumerate().map(|(at, d)| d * if at % 2 == 0 { 4 } else { 9 }).sum();
    candidate.whole(digits(number).count() == 9 && digits(number).nth(6) == Some((10 - sum % 10) % 10))
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    fn all(text: &str) -> Candidate<'_> {
        Candidate { text: text.as_bytes(), start: 0, end: text.len() }
    }

    fn kept(validator: fn(&Candidate<'_>) -> Span, text: &str) -> Option<String> {
        validator(&all(text)).and_then(|(start, end)| text.get(start..end)).map(Into::into)
    }

    #[test]
    fn record_numbers() {
        for (text, expected) in [
            ("48213377", Some("48213377")),
            ("QX-40917", Some("QX-40917")),
            ("7731-904-22", Some("7731-904-22")),
            ("90412/7-", Some("90412/7")),
            ("A771", None),
            ("A7712", Some("A7712")),
            ("1987", None),
            ("1787", Some("1787")),
            ("2019-07-30", None),
            ("07/30/2019", None),
            ("2019-20", None),
            ("department", None),
            ("ABCDEFGHIJKL1234", None),
        ] {
            assert_eq!(kept(record_id, text).as_deref(), expected, "{text}");
        }
        assert_eq!(kept(vague_record_id, "1787"), None);
        assert_eq!(kept(vague_record_id, "K-1787").as_deref(), Some("K-1787"));
        let amount = Candidate { text: b"12000.50", start: 0, end: 5 };
        assert_eq!(record_id(&amount), None);
    }

    #[test]
    fn check_digits() {
        // The example of the standard, and one digit off.
        // 5·4 + 2·9 + 7·4 + 0 + 3·4 + 1·9 = 87, so 3.
        assert!(de_lanr(&all("527031311")).is_some() && de_lanr(&all("527031411")).is_none());
        let udi = Candidate { text: b"(01)00844588003288", start: 1, end: 18 };
        assert_eq!(gs1_device(&udi), Some((4, 18)));
        let off = Candidate { text: b"(01)00844588003289", start: 1, end: 18 };
        assert_eq!(gs1_device(&off), None);
        assert!(fr_rpps(&all("10003456786")).is_some() && fr_rpps(&all("10003456785")).is_none());
    }
}
