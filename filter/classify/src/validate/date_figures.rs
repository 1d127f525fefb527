//! Dates in figures. Sources: ISO 8601-1:2019; Unicode CLDR (orders of figures by locale).

use super::{
    Candidate, Span,
    near::{before, byte, digits_end, is_one, is_word, joins_after, joins_before, skip, value, word_before},
};

pub(crate) fn is_year(digits: &[u8]) -> bool {
    digits.len() == 4 && (1880..=2100).contains(&value(digits))
}

pub(crate) fn is_day(digits: &[u8]) -> bool {
    matches!(digits.len(), 1 | 2) && (1..=31).contains(&value(digits))
}

/// End of a clock time behind a date, with seconds, fraction and zone where they follow; `at` itself where none does.
pub(crate) fn time_end(text: &[u8], at: usize) -> usize {
    let joined = matches!(byte(text, at), b'T' | b't');
    let start = match byte(text, at) {
        b'T' | b't' | b' ' => at + 1,
        b',' if byte(text, at + 1) == b' ' => at + 2,
        _ => return at,
    };
    let two = |at: usize, limit: u32| {
        let end = digits_end(text, at, 3);
        (end == at + 2 && value(text.get(at..end).unwrap_or_default()) < limit).then_some(end)
    };
    let Some(hours) = two(start, 25).filter(|end| byte(text, *end) == b':') else { return at };
    let Some(mut end) = two(hours + 1, 60) else { return at };
    if byte(text, end) == b':'
        && let Some(seconds) = two(end + 1, 61)
    {
        end = seconds;
        if matches!(byte(text, end), b'.' | b',') {
            let fraction = digits_end(text, end + 1, 9);
            end = if fraction > end + 1 { fraction } else { end };
        }
    }
    match byte(text, end) {
        b'Z' | b'z' if joined => end + 1,
        b'+' | b'-' => {
            let Some(zone) = two(end + 1, 15) else { return end };
            let minutes = zone + usize::from(byte(text, zone) == b':');
            two(minutes, 60).unwrap_or(zone)
        }
        _ => end,
    }
}

/// A number goes on here: `.5`, `-3`, `/7`.
pub(crate) fn goes_on_as_number(text: &[u8], end: usize) -> bool {
    matches!(byte(text, end), b'.' | b'-' | b'/' | b':' | b',') && byte(text, end + 1).is_ascii_digit()
        || joins_after(text, end)
        || byte(text, end) == b'_'
}

/// A number that goes on before: `1.`, `-`, `$`.
pub(crate) fn comes_from_number(text: &[u8], at: usize) -> bool {
    let last = before(text, at);
    joins_before(text, at)
        || matches!(last, b'$' | b'_' | b'#' | b'=' | b'/' | b'\\' | b'%')
        || matches!(last, b'.' | b'-' | b',' | b':')
            && at
                .checked_sub(2)
                .is_some_and(|i| is_word(byte(text, i)) && !byte(text, i).is_ascii_alphabetic())
        || last == b'-'
}

/// Three figures, or month and year: `2021-05-21`, `21.05.2021`, `5/21/21`, `05/2021`; a clock time behind it belongs to it.
pub(crate) fn numeric(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let one = digits_end(text, start, 5);
    if one - start > 4 || comes_from_number(text, start) && before(text, start) != b'=' {
        return None;
    }
    let over = |at: usize| {
        if byte(text, at) == b' ' && matches!(byte(text, at + 1), b'/' | b'-') { at + 1 } else { at }
    };
    let first = over(one);
    let separator = byte(text, first);
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let figure = |at: usize| {
        let end = digits_end(text, at, 5);
        text.get(at..end).filter(|d| matches!(d.len(), 1..=4)).map(|digits| (digits, end))
    };
    let a = text.get(start..one)?;
    let (b, two) = figure(skip(text, first + 1, b" ", 1))?;
    let second = over(two);
    if byte(text, second) == separator
        && let Some((c, end)) = figure(skip(text, second + 1, b" ", 1))
    {
        let shape = is_year(a) && is_month_and_day(b, c)
            || (is_year(c) || short_year(separator, a, c)) && is_day_and_month(a, b);
        let timed = time_end(text, end);
        let free = !goes_on_as_number(text, timed) || timed > end;
        return (shape && free).then_some((start, timed));
    }
    // Month and year.
    let month = (1..=12).contains(&value(a)) && a.len() <= 2 && is_year(b) && separator != b'.';
    let reversed =
        is_year(a) && b.len() == 2 && (1..=12).contains(&value(b)) && separator == b'-' && value(a) > 1900;
    ((month || reversed && is_one(word_before(text, start, b" "), DATED)) && !goes_on_as_number(text, two))
        .then_some((start, two))
}

pub(crate) fn is_month_and_day(b: &[u8], c: &[u8]) -> bool {
    is_day(b) && is_day(c) && value(b) <= 12
}

/// In either order.
pub(crate) fn is_day_and_month(a: &[u8], b: &[u8]) -> bool {
    is_day(a) && is_day(b) && (value(a) <= 12 || value(b) <= 12)
}

/// Years of two figures: between dots only where no version number looks like it.
fn short_year(separator: u8, a: &[u8], c: &[u8]) -> bool {
    c.len() == 2 && (separator != b'.' || a.len() == 2)
}

/// Chinese, Japanese and Korean: year, month and day, each with its sign: `2024年3月5日`, `2024년 3월 5일`.
pub(crate) fn signed(candidate: &Candidate<'_>) -> Span {
    const SIGNS: [[&str; 2]; 3] = [["年", "년"], ["月", "월"], ["日", "일"]];
    let (text, start) = (candidate.text, candidate.start);
    let mut at = start;
    let mut end = None;
    for signs in SIGNS {
        let digits = digits_end(text, at, 5);
        let fits = if end.is_none() { is_year(text.get(at..digits)?) } else { is_day(text.get(at..digits)?) };
        let Some(sign) = signs
            .iter()
            .find(|sign| fits && text.get(digits..).is_some_and(|rest| rest.starts_with(sign.as_bytes())))
        else {
            break;
        };
        end = Some((digits + sign.len(), end.is_some()));
        at = skip(text, digits + sign.len(), b" ", 1);
    }
    end.filter(|(_, month)| *month).map(|(end, _)| (start, end))
}

/// Words directly before a date.
#[rustfmt::skip]
const DATED: &[&str] = &[
    "on", "since", "until", "till", "before", "after", "today", "dated", "date", "by", "from", "seen", "due", "el", "desde", "hasta",
    "fecha", "am", "seit", "bis", "vom", "le", "du", "depuis", "dal", "il", "desde", "em", "op", "sinds", "born", "dob", "is", "was",
];

/// Day and month in figures, directly behind a word that dates: `on 5/21`. One of them is no month, so that a ratio is not taken for
/// it.
pub(crate) fn day_and_month(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let one = digits_end(text, start, 3);
    let two = digits_end(text, one + 1, 3);
    let (a, b) = (text.get(start..one)?, text.get(one + 1..two)?);
    let shape = byte(text, one) == b'/' && is_day_and_month(a, b) && (value(a) > 12 || value(b) > 12);
    let word = word_before(text, start, b" ,:");
    (shape && !goes_on_as_number(text, two) && !comes_from_number(text, start) && is_one(word, DATED))
        .then_some((start, two))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str, reader: fn(&Candidate<'_>) -> Span) -> Option<&str> {
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
        let candidate = Candidate { text: text.as_bytes(), start, end: start + 1 };
        reader(&candidate).and_then(|(a, b)| text.get(a..b))
    }

    #[test]
    fn figures() {
        for (text, expected) in [
            ("on 2024-02-29.", Some("2024-02-29")),
            ("at 2024-02-29T10:11:12.5+01:00!", Some("2024-02-29T10:11:12.5+01:00")),
            ("at 2024-02-29 10:11:12", Some("2024-02-29 10:11:12")),
            ("am 7.11.1988 in", Some("7.11.1988")),
            ("7/11/88", Some("7/11/88")),
            ("11/31/1988", Some("11/31/1988")),
            ("03/1999", Some("03/1999")),
            ("31/31/1988", None),
            ("1.2.21", None),
            ("7.11.1988.3", None),
            ("$3/11/1988", None),
            ("45-20-30", None),
            ("1234-5678", None),
        ] {
            assert_eq!(digits(text, numeric), expected, "{text}");
        }
        assert_eq!(digits("会議は2024年3月5日です", signed), Some("2024年3月5日"));
        assert_eq!(digits("2024년 3월 5일", signed), Some("2024년 3월 5일"));
        assert_eq!(digits("on 3/17 we", day_and_month), Some("3/17"));
        assert_eq!(digits("on 3/4 of", day_and_month), None);
        assert_eq!(digits("a ratio 3/17", day_and_month), None);
    }
}
