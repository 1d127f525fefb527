//! Dates with the names of months, weekdays, years, dates of birth. Sources: ISO 8601-1:2019; Unicode CLDR (month names and orders of figures by locale).

use super::{
    Candidate, Span,
    date_figures::{
        comes_from_number, goes_on_as_number, is_day, is_day_and_month, is_month_and_day, is_year, numeric,
        time_end,
    },
    date_words::{Month, WEEKDAYS, month},
    near::{
        before, byte, digits_end, is_capital, is_one, is_word, skip, skip_back, value, word_after,
        word_before, word_end, word_start,
    },
};

/// Behind a day: `th`, `º`, `.`, `er`.
fn ordinal_end(text: &[u8], at: usize) -> usize {
    let word = text.get(at..word_end(text, at)).unwrap_or_default();
    if is_one(word, &["st", "nd", "rd", "th", "er", "º", "ª", "°", "e"]) {
        return at + word.len();
    }
    at + usize::from(byte(text, at) == b'.' && byte(text, at + 1) == b' ')
}

/// Over what stands between the parts of a date: spaces, a comma, `de`, `of`, `del`.
fn joint_end(text: &[u8], at: usize) -> usize {
    const LINKS: &[&str] = &["de", "of", "del", "di", "do", "d"];
    let mut end = skip(text, at, b" ,.", 3);
    for _ in 0..2 {
        let word = word_end(text, end);
        let is_link = is_one(text.get(end..word).unwrap_or_default(), LINKS);
        let is_year_word = is_one(text.get(end..word).unwrap_or_default(), &["año", "ano", "anno"]);
        if (is_link || is_year_word) && byte(text, word) == b' ' {
            end = word + 1;
        }
    }
    end
}

/// End of a year behind a month, with what joins them.
fn year_end(text: &[u8], at: usize) -> Option<usize> {
    let start = match byte(text, at) {
        b'-' | b'/' => at + 1,
        _ => joint_end(text, at),
    };
    let start = start + usize::from(byte(text, start) == b'\'');
    let end = digits_end(text, start, 5);
    let digits = text.get(start..end)?;
    let short = digits.len() == 2
        && (before(text, start) == b'\''
            || before(text, start) == byte(text, at) && matches!(byte(text, at), b'-' | b'/'));
    let free = !goes_on_as_number(text, end) || matches!(byte(text, end), b'.' | b',');
    (start > at && free && (is_year(digits) || short)).then_some(end)
}

/// Day before month: `5 March 2021`, `5th of March`, `5 de marzo de 2021`, `5. März`, `21-May-2021`.
pub(crate) fn day_first(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let digits = digits_end(text, start, 3);
    if !is_day(text.get(start..digits)?) || comes_from_number(text, start) {
        return None;
    }
    let tight = matches!(byte(text, digits), b'-' | b'/');
    let at = if tight { digits + 1 } else { joint_end(text, ordinal_end(text, digits)) };
    let name = word_end(text, at);
    let word = text.get(at..name)?;
    let kind = month(word)?;
    if at == digits && !tight {
        return None;
    }
    let year = year_end(text, name + usize::from(kind == Month::Weak && byte(text, name) == b'.'));
    if kind == Month::Weak && year.is_none() && !is_capital(text, at) {
        return None;
    }
    if is_name_of_house(text, start) {
        return None;
    }
    let end = year.unwrap_or(name);
    let timed = if year.is_some() { time_end(text, end) } else { end };
    Some((weekday_before(text, start), timed))
}

/// Streets and houses are named after dates.
fn is_name_of_house(text: &[u8], start: usize) -> bool {
    #[rustfmt::skip]
    const HOUSES: &[&str] = &[
        "hospital", "universitario", "calle", "avenida", "avda", "plaza", "colegio", "rue", "place", "via", "piazza", "rua", "praça",
        "straße", "platz", "hôpital",
    ];
    is_one(word_before(text, start, b" ."), HOUSES)
}

/// Month first, from its name: `March 5th, 2021`, `March 2021`, `May-2021`, `enero del 2011`.
pub(crate) fn month_first(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let name = word_end(text, start);
    let kind = month(text.get(start..name)?)?;
    if is_word(before(text, start)) {
        return None;
    }
    let capital = is_capital(text, start);
    let tight = matches!(byte(text, name), b'-' | b'/');
    let at = name + usize::from(byte(text, name) == b'.' || tight);
    let at = skip(text, at, b" ", 2);
    let end = digits_end(text, at, 5);
    let figure = text.get(at..end)?;
    if at > name && is_day(figure) && (capital || !tight) {
        let mut day = ordinal_end(text, end);
        if day > end && before(text, day) == b'.' {
            day = end;
        }
        let range = digits_end(text, day + 1, 3);
        if byte(text, day) == b'-' && is_day(text.get(day + 1..range)?) {
            day = range;
        }
        if let Some(year) = year_end(text, day) {
            return Some((weekday_before(text, start), time_end(text, year)));
        }
        let free = !is_word(byte(text, day)) && !goes_on_as_number(text, day) && byte(text, day) != b'%';
        return (free && (capital || kind == Month::Whole)).then_some((weekday_before(text, start), day));
    }
    let year = year_end(text, name + usize::from(byte(text, name) == b'.'))?;
    (kind == Month::Whole || capital).then_some((start, year))
}

/// Where a weekday that belongs to the date begins: `Tuesday, 3 March`.
fn weekday_before(text: &[u8], start: usize) -> usize {
    let end = skip_back(text, start, b" ,.", 2);
    let word = word_start(text, end);
    let is_weekday = end < start && WEEKDAYS.has(text.get(word..end).unwrap_or_default());
    if is_weekday { word } else { start }
}

/// A weekday that means one day: behind `on`, `by`, `until`, `meet`.
pub(crate) fn weekday(candidate: &Candidate<'_>) -> Span {
    #[rustfmt::skip]
    const BEFORE: &[&str] = &["on", "by", "until", "till", "since", "meet", "this", "am", "bis", "seit", "el", "le", "ce"];
    let (text, start) = (candidate.text, candidate.start);
    let end = word_end(text, start);
    let named = WEEKDAYS.has(text.get(start..end)?);
    (named && is_one(word_before(text, start, b" "), BEFORE)).then_some((start, end))
}

/// A year alone, behind a word that dates it: `in 1987`, `since 2001`, `Act of 1964`, `año 2003`.
pub(crate) fn year(candidate: &Candidate<'_>) -> Span {
    #[rustfmt::skip]
    const BEFORE: &[&str] = &[
        "in", "since", "during", "until", "till", "from", "of", "by", "a", "early", "late", "before", "after", "year",
        "en", "desde", "hasta", "de", "seit", "jahr", "depuis", "em", "nel", "dal", "sinds",
    ];
    let (text, start) = (candidate.text, candidate.start);
    let end = digits_end(text, start, 5);
    let digits = text.get(start..end)?;
    let free = is_year(digits)
        && value(digits) >= 1900
        && value(digits) < 2050
        && !goes_on_as_number(text, end)
        && !matches!(byte(text, end), b'-' | b'/' | b'%')
        && before(text, start) == b' ';
    if !free {
        return None;
    }
    #[rustfmt::skip]
    const UNITS: &[&str] = &[
        "ms", "mm", "km", "kg", "cm", "m", "g", "ml", "mg", "mb", "gb", "hz", "kb", "years", "year", "people", "words", "characters",
        "tokens", "lines", "steps", "miles", "users", "dollars", "usd", "calories", "hours", "minutes", "seconds", "days", "items",
        "points", "units", "square", "feet", "pieces", "pages", "euros", "pounds", "students", "employees",
    ];
    if is_one(word_after(text, end, b" "), UNITS) {
        return None;
    }
    let gap = start - 1;
    let word = word_start(text, gap);
    let before_word = text.get(word..gap)?;
    if is_one(before_word, &["año", "anno", "ano"]) {
        return Some((word, end));
    }
    is_one(before_word, BEFORE).then_some((start, end))
}

/// The date that follows the words of the candidate, as `date of birth: 5/3/1961`.
pub(crate) fn follows(candidate: &Candidate<'_>) -> Span {
    const BETWEEN: &[&str] = &[
        "is", "was", "on", "the", "of", "el", "le", "am", "il", "en", "em", "op", "es", "ist", "dd", "mm",
        "yyyy", "yy", "date", "den", "d", "día", "dia", "in",
    ];
    let text = candidate.text;
    let mut at = candidate.end;
    for _ in 0..6 {
        at = skip(text, at, b" :=\"'(),\n\t/.-*|", 6);
        let end = word_end(text, at);
        let place = Candidate { text, start: at, end };
        let found = if byte(text, at).is_ascii_digit() {
            return numeric(&place).or_else(|| day_first(&place)).or_else(|| compact(text, at));
        } else {
            month_first(&place)
        };
        if found.is_some() {
            return found;
        }
        if !is_one(text.get(at..end)?, BETWEEN) && !WEEKDAYS.has(text.get(at..end)?) {
            return None;
        }
        at = end;
    }
    None
}

/// `19610305` and `05031961`, where a date is expected.
fn compact(text: &[u8], at: usize) -> Span {
    let end = digits_end(text, at, 9);
    let digits = text.get(at..end).filter(|d| d.len() == 8 && !is_word(byte(text, end)))?;
    let part = |from: usize, to: usize| digits.get(from..to).unwrap_or_default();
    let year_first = is_year(part(0, 4)) && is_month_and_day(part(4, 6), part(6, 8));
    let year_last = is_year(part(4, 8)) && is_day_and_month(part(0, 2), part(2, 4));
    (year_first || year_last).then_some((at, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, place: usize, reader: fn(&Candidate<'_>) -> Span) -> Option<&str> {
        let end = word_end(text.as_bytes(), place);
        reader(&Candidate { text: text.as_bytes(), start: place, end }).and_then(|(a, b)| text.get(a..b))
    }

    fn digits(text: &str, reader: fn(&Candidate<'_>) -> Span) -> Option<&str> {
        at(text, text.find(|c: char| c.is_ascii_digit()).unwrap(), reader)
    }

    #[test]
    fn month_names() {
        for (text, expected) in [
            ("the 7th of August, 1999.", Some("7th of August, 1999")),
            ("7 de agosto de 1999", Some("7 de agosto de 1999")),
            ("7. März 1999", Some("7. März 1999")),
            ("Friday, 7 Aug 1999", Some("Friday, 7 Aug 1999")),
            ("7-Aug-99", Some("7-Aug-99")),
            ("1er juillet", Some("1er juillet")),
            ("7 may be", None),
            ("47 August", None),
            ("7 apples", None),
        ] {
            assert_eq!(digits(text, day_first), expected, "{text}");
        }
        for (text, expected) in [
            ("August 7th, 1999, he", Some("August 7th, 1999")),
            ("August 7", Some("August 7")),
            ("August 7th. He", Some("August 7th")),
            ("August 7. He", Some("August 7")),
            ("August 1999", Some("August 1999")),
            ("agosto del 1999", Some("agosto del 1999")),
            ("Aug-1999", Some("Aug-1999")),
            ("May 7, 1999", Some("May 7, 1999")),
            ("may 7 of us", None),
            ("August is", None),
            ("August 700", None),
        ] {
            assert_eq!(at(text, 0, month_first), expected, "{text}");
        }
    }

    #[test]
    fn years_and_weekdays() {
        assert_eq!(digits("founded in 1983.", year), Some("1983"));
        assert_eq!(digits("del año 1983", year), Some("año 1983"));
        assert_eq!(digits("room 1983", year), None);
        assert_eq!(at("on Monday", 3, weekday), Some("Monday"));
        assert_eq!(at("each Monday", 5, weekday), None);
    }

    #[test]
    fn births() {
        let born = |text: &'static str, words: &str| {
            let start = text.find(words).unwrap();
            follows(&Candidate { text: text.as_bytes(), start, end: start + words.len() })
                .and_then(|(a, b)| text.get(a..b))
        };
        assert_eq!(born("born on May 9th, 1961", "born"), Some("May 9th, 1961"));
        assert_eq!(born("date of birth (dd/mm/yyyy): 09/05/1961", "date of birth"), Some("09/05/1961"));
        assert_eq!(born("geboren am 9. Mai 1961", "geboren"), Some("9. Mai 1961"));
        assert_eq!(born("dob 19610509", "dob"), Some("19610509"));
        assert_eq!(born("born to run 9/5/1961", "born"), None);
    }
}
