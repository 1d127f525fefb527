//! Names of months and weekdays. Source: Unicode CLDR (en, es, de, fr, it, pt, nl).

use super::near::{Words, words};

/// A month name: what it may stand beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Month {
    /// A whole name: a day or a year beside it makes a date.
    Whole,
    /// A short name, or a whole one that is another word as well: with a capital, or day and year both.
    Weak,
}

#[rustfmt::skip]
const WHOLE: Words = words![
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "setiembre", "octubre",
    "noviembre", "diciembre",
    "januar", "jänner", "februar", "märz", "mai", "juni", "juli", "oktober", "dezember",
    "janvier", "février", "fevrier", "mars", "avril", "juin", "juillet", "août", "aout", "septembre", "octobre", "novembre",
    "décembre", "decembre",
    "gennaio", "febbraio", "aprile", "maggio", "giugno", "luglio", "settembre", "ottobre", "dicembre",
    "janeiro", "fevereiro", "março", "maio", "junho", "julho", "setembro", "outubro", "novembro", "dezembro",
    "januari", "februari", "maart", "mei", "augustus",
];

#[rustfmt::skip]
const WEAK: Words = words![
    "may", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "ene", "abr", "ago", "set", "dic", "mär", "okt", "dez", "janv", "févr", "fév", "avr", "juil", "déc",
    "gen", "mag", "giu", "lug", "ott", "fev", "out", "mrt",
];

/// What kind of month name a word is.
pub(crate) fn month(word: &[u8]) -> Option<Month> {
    if word.len() < 3 || word.len() > 10 {
        return None;
    }
    let kind = |words: Words, kind| words.has(word).then_some(kind);
    kind(WHOLE, Month::Whole).or_else(|| kind(WEAK, Month::Weak))
}

#[rustfmt::skip]
pub(crate) const WEEKDAYS: Words = words![
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu", "fri", "sat",
    "sun", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "montag", "dienstag", "mittwoch",
    "donnerstag", "freitag", "samstag", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];
