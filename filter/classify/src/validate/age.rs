//! Ages of people.

use super::{
    Candidate, Span,
    near::{
        Words, before, byte, digits_end, goes_on, is_one, is_word, skip, skip_back, value, word_after,
        word_before, word_end, words,
    },
};

/// Words behind a number that make it an age alone, where the number is the finding.
#[rustfmt::skip]
const OLD: &[&str] = &[
    "years old", "year old", "years-old", "year-old", "yrs old", "yr old", "yr-old", "years of age", "yrs of age", "yo", "y/o",
    "y.o", "year olds", "year-olds", "jährige", "jähriger", "jährigen", "jährigem", "jarige", "month old", "month-old", "months old", "months-old",
    "weeks old", "week-old",
];

/// Words behind a number that make an age with it; the finding holds both.
#[rustfmt::skip]
const WITH_UNIT: &[&str] = &[
    "años de edad", "ans d'âge", "jahre alt", "jahren alt", "anni di età", "anos de idade", "jaar oud",
];

/// Units of ages, in languages that say `de 43 años`, `mit 43 Jahren`.
#[rustfmt::skip]
const UNITS: &[&str] = &["años", "año", "ans", "anni", "anos", "jahre", "jahren", "jaar", "meses", "mes", "mois", "mesi", "semanas", "días"];

/// Words before a number and unit that make it a stretch of time rather than an age.
#[rustfmt::skip]
const LAPSES: &[&str] = &[
    "durante", "hace", "tras", "cada", "últimos", "unos", "desde", "en", "pendant", "depuis", "après", "il", "da", "dopo", "há",
    "por", "nach", "seit", "vor", "más", "menos",
];

/// Words before a number and unit that make it an age.
#[rustfmt::skip]
const AGED: Words = words![
    "de", "los", "edad", "âge", "età", "idade", "alter", "con", "tiene", "tenía", "a", "âgé", "âgée", "mit", "varón", "mujer",
    "hombre", "paciente", "ha", "ho", "di", "tem", "tenho", "tengo", "cumplió",
];

fn number(text: &[u8], start: usize) -> Option<usize> {
    let end = digits_end(text, start, 4);
    let years = value(text.get(start..end)?);
    let last = before(text, start);
    let free = !is_word(last) && !matches!(last, b'.' | b',' | b'$' | b'-' | b'/' | b'_' | b'#' | b'+');
    (free && end - start <= 3 && years <= 120).then_some(end)
}

/// A number with words behind it that make it an age: `34 years old`, `55-year-old`, `34yo`, `de 43 años`, `34 Jahre alt`.
pub(crate) fn age(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let end = number(text, start)?;
    let at = skip(text, end, b" -", 2);
    if !matches!(byte(text, at) | 0x20, b'y' | b'm' | b'w' | b'j' | b'a' | b's' | b'd') {
        return None;
    }
    let behind = |words: &[&str]| {
        words
            .iter()
            .find(|words| goes_on(text, at, words) && !is_word(byte(text, at + words.len())))
            .map(|words| at + words.len())
    };
    if behind(OLD).is_some() {
        // `Explain it like I'm 5 years old` tells of no one.
        let me = is_one(word_before(text, start, b" "), &["m", "am"]) && end - start == 1;
        return (!me).then_some((start, end));
    }
    if is_patient_in_short(text, end) {
        return Some((start, end));
    }
    if let Some(with) = behind(WITH_UNIT) {
        return Some((start, with.min(word_end(text, at))));
    }
    let unit = word_end(text, at);
    let word = word_before(text, start, b" :,(");
    let is_age = at > end
        && is_one(text.get(at..unit)?, UNITS)
        && AGED.has(word)
        && !is_lapse(text, start)
        && !is_lapse_of(text, start, at, unit);
    is_age.then_some((start, unit))
}

/// From what follows: `5 años de evolución`, `a los 2 años del trasplante`, `6 meses después`. Months are ages only where it is
/// said.
fn is_lapse_of(text: &[u8], start: usize, unit: usize, end: usize) -> bool {
    #[rustfmt::skip]
    const AFTER: &[&str] = &[
        "después", "antes", "más", "siguientes", "posteriores", "anteriores", "y", "atrás", "del", "consecutivos", "previos", "plus",
        "avant", "après", "dopo", "prima", "später", "consecutivo", "tras",
    ];
    let next = skip(text, end, b" ", 2);
    let word = text.get(next..word_end(text, next)).unwrap_or_default();
    let said = ["de edad", "de vida", "de idade", "di età"].iter().any(|words| goes_on(text, next, words));
    let years = !is_one(
        text.get(unit..end).unwrap_or_default(),
        &["meses", "mes", "mois", "mesi", "semanas", "días"],
    );
    let of = skip_back(text, start, b" ", 1).saturating_sub(2);
    let child = is_one(
        word_before(text, of, b" "),
        &["niño", "niña", "lactante", "bebé", "varón", "mujer", "paciente", "enfant", "bambino"],
    );
    if child && !is_one(word, AFTER) {
        return false;
    }
    !said && (!years || is_one(word, AFTER) || is_one(word, &["de"]))
}

/// A patient in short: `67M with`, `45F,`.
fn is_patient_in_short(text: &[u8], end: usize) -> bool {
    #[rustfmt::skip]
    const AFTER: &[&str] = &["with", "w", "who", "presents", "presenting", "pt", "patient", "hx", "admitted", "c", "s", "here", "found"];
    let letter = matches!(byte(text, end), b'M' | b'F') && !is_word(byte(text, end + 1));
    letter && is_one(word_after(text, end + 1, b" ,"), AFTER)
}

/// Two words back: `de más de 5 años`, `a lo largo de 5 años`, `evolución de 5 años`.
fn is_lapse(text: &[u8], start: usize) -> bool {
    #[rustfmt::skip]
    const LAPSE_NOUNS: Words = words![
        "evolución", "seguimiento", "más", "menos", "historia", "largo", "periodo", "período", "cabo", "partir", "tratamiento",
        "duración", "antigüedad", "experiencia", "plazo", "intervalo", "supervivencia", "hace", "después", "durée", "plus",
        "moins", "suivi", "garantie", "garantía", "promedio", "media", "aproximadamente", "contrato",
    ];
    let word = word_before(text, start, b" ");
    if is_one(word, LAPSES) && !AGED.has(word) {
        return true;
    }
    let at = skip_back(text, start, b" ", 2).saturating_sub(word.len());
    LAPSE_NOUNS.has(word_before(text, at, b" "))
}

/// The age behind the words of the candidate: `aged 34`, `age: 34`, `Edad: 70 años`, `turned 34`.
pub(crate) fn age_after(candidate: &Candidate<'_>) -> Span {
    #[rustfmt::skip]
    const BETWEEN: &[&str] = &["of", "is", "was", "es", "de", "ist", "just", "about", "approximately", "von", "d"];
    #[rustfmt::skip]
    const NO_AGE: &[&str] = &[
        "degrees", "degree", "percent", "times", "into", "weeks", "days", "hours", "minutes", "points", "dollars", "miles", "of",
        "km", "items", "and", "million", "pages",
    ];
    let text = candidate.text;
    let mut at = skip(text, candidate.end, b" :=\"'.()", 4);
    for _ in 0..2 {
        let end = word_end(text, at);
        if is_one(text.get(at..end)?, BETWEEN) {
            at = skip(text, end, b" :=\"'", 3);
        }
    }
    let end = number(text, at)?;
    let next = byte(text, end);
    let number_goes_on = matches!(next, b'.' | b',' | b'-' | b'/') && byte(text, end + 1).is_ascii_digit();
    if at == candidate.end || is_word(next) || matches!(next, b'%' | b'_') || number_goes_on || next == 0xc2 {
        return None;
    }
    let word = word_after(text, end, b" ");
    if is_one(word, NO_AGE) {
        return None;
    }
    let unit = skip(text, end, b" ", 2);
    if is_one(word, UNITS) {
        return Some((at, word_end(text, unit)));
    }
    Some((at, end))
}

/// The age that is told of someone: `when she was 34.`, `I'm 34 and`.
pub(crate) fn age_told(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let at = skip(text, candidate.end, b" ", 2);
    let at = if goes_on(text, at, "just ") || goes_on(text, at, "only ") { at + 5 } else { at };
    let end = number(text, at)?;
    let next = byte(text, end);
    let number_goes_on = matches!(next, b'.' | b',' | b':' | b'-') && byte(text, end + 1).is_ascii_digit();
    let closed = matches!(next, 0 | b'.' | b',' | b';' | b'!' | b'?' | b'\n' | b')') && !number_goes_on;
    let goes_on =
        next == b' ' && is_one(word_after(text, end, b" "), &["and", "now", "today", "but", "years"]);
    let years = value(text.get(at..end)?);
    (at > candidate.end && years >= 10 && (closed || goes_on)).then_some((at, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<&str> {
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
        age(&Candidate { text: text.as_bytes(), start, end: start + 1 }).and_then(|(a, b)| text.get(a..b))
    }

    #[test]
    fn numbers_with_words_behind() {
        for (text, expected) in [
            ("a 55-year-old woman", Some("55")),
            ("is 34 years old", Some("34")),
            ("34yo male", Some("34")),
            ("34 y/o", Some("34")),
            ("mujer de 43 años", Some("43 años")),
            ("er ist 43 Jahre alt", Some("43 Jahre")),
            ("seguimiento de 5 años", None),
            ("hipertensión de 5 años de evolución", None),
            ("a los 6 meses", None),
            ("lactante de 6 meses de edad", Some("6 meses")),
            ("durante 5 años", None),
            ("5 years", None),
            ("340 years old", None),
            ("3.5 years old", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_behind_words() {
        let after = |text: &'static str, word: &str| {
            let start = text.find(word).unwrap();
            let found = age_after(&Candidate { text: text.as_bytes(), start, end: start + word.len() });
            found.and_then(|(a, b)| text.get(a..b))
        };
        assert_eq!(after("he turned 34.", "turned"), Some("34"));
        assert_eq!(after("Edad: 70 años", "Edad"), Some("70 años"));
        assert_eq!(after("at the age of 34", "age"), Some("34"));
        let told = |text: &'static str, end: usize| {
            age_told(&Candidate { text: text.as_bytes(), start: 0, end }).and_then(|(a, b)| text.get(a..b))
        };
        assert_eq!(told("she is 34 and", 6), Some("34"));
        assert_eq!(told("she is 34 feet", 6), None);
        assert_eq!(told("she is 34.5", 6), None);
        assert_eq!(after("turn 90 degrees", "turn"), None);
        assert_eq!(after("age 3.5", "age"), None);
        assert_eq!(after("age group", "age"), None);
    }
}
