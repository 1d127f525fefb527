//! Runs: the stretches of a text where a name could stand.
//!
//! A run is a row of capitalised words (or lower-case words that only name lists know) on one line, joined by at most [`GAP`] connectors
//! such as `of`, `de`, `&`, a comma or a number. Everything outside runs is `Outside` without any work.

use core::ops::Range;

use super::{
    lexicon::list,
    token::{Form, Token, hash_of},
};

/// Connectors in a row.
const GAP: usize = 3;
/// Tokens in a run; a longer one is cut.
pub(crate) const RUN_MAX: usize = 64;

/// What a token is to the transitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    Capital,
    Upper,
    Initial,
    Mixed,
    Number,
    Comma,
    And,
    Of,
    Article,
    Particle,
    Hyphen,
    Slash,
    Stop,
    Apostrophe,
    Preposition,
    Lower,
}

macro_rules! words {
    ($($name:ident = $($word:literal)*;)*) => {
        $(const $name: &[u32] = &[$(hash_of($word)),*];)*
    };
}
words! {
    AND = "and" "y" "e" "und" "et" "n";
    OF = "of" "de" "del" "du" "des" "da" "di" "do" "dos" "das" "dello" "della" "d";
    ARTICLE = "the" "la" "el" "le" "les" "los" "las" "der" "die" "das" "l" "s";
    PARTICLE = "van" "von" "bin" "ibn" "ben" "al" "el" "den" "ter" "ten" "zu" "vom" "zum" "abu" "af" "av" "st";
    PREPOSITION = "in" "for" "at" "on" "to" "am" "im" "an" "bei" "sur" "sous" "en" "fur" "para" "pour" "a" "with" "upon" "aux" "au";
}

/// Whether the token can carry a name by itself. In a text without capitals a word does that only name lists know, and right `behind`
/// such a word one that no list knows.
pub(crate) fn carries(token: &Token, lists: u16, lower: bool, behind: bool) -> bool {
    const NAMES: u16 = list::GIVEN | list::FAMILY | list::PLACE | list::BIG_PLACE;
    if token.wired {
        return false;
    }
    match token.form {
        Form::Capital | Form::Upper | Form::Mixed | Form::Code | Form::Initial | Form::Camel => true,
        Form::Lower if lists & list::COMMON != 0 => false,
        Form::Lower => lists & list::GROUP != 0 || lower && (lists & NAMES != 0 || behind && lists == 0),
        Form::Number | Form::Mark => false,
    }
}

/// The class of a token that may join others in a run; `None` ends the run.
pub(crate) fn class(token: &Token, before: Option<&Token>) -> Option<Class> {
    if token.wired {
        return None;
    }
    Some(match token.form {
        Form::Capital => Class::Capital,
        Form::Upper => Class::Upper,
        Form::Initial => Class::Initial,
        Form::Mixed | Form::Camel | Form::Code => Class::Mixed,
        Form::Number => Class::Number,
        Form::Mark => match token.mark {
            b',' => Class::Comma,
            b'&' | b'+' => Class::And,
            b'-' => Class::Hyphen,
            b'/' => Class::Slash,
            b'\'' => Class::Apostrophe,
            // St. Louis, Jr., Inc.
            b'.' if before.is_some_and(|word| {
                word.end == token.start && word.end - word.start <= 4 && word.form == Form::Capital
            }) =>
            {
                Class::Stop
            }
            _ => return None,
        },
        Form::Lower => {
            let hash = token.hash;
            if OF.contains(&hash) {
                Class::Of
            } else if AND.contains(&hash) {
                Class::And
            } else if PARTICLE.contains(&hash) {
                Class::Particle
            } else if ARTICLE.contains(&hash) {
                Class::Article
            } else if PREPOSITION.contains(&hash) {
                Class::Preposition
            } else {
                return None;
            }
        }
    })
}

/// The next run from `from` on, in a text that is all in `lower` case or not. It begins and ends with a token that carries a name.
pub(crate) fn next(tokens: &[Token], lists: &[u16], lower: bool, from: usize) -> Option<Range<usize>> {
    let both = || tokens.iter().zip(lists).enumerate();
    let start = both().skip(from).find(|(_, (token, lists))| carries(token, **lists, lower, false))?.0;
    // 3 Suisses, 6 PR: a number right before belongs to the run
    let start = match start.checked_sub(1).and_then(|before| tokens.get(before)) {
        Some(before) if start > from && before.form == Form::Number && same_line(tokens, start) => start - 1,
        _ => start,
    };
    let mut end = start + 1;
    let mut gap = 0;
    for (index, (token, lists)) in both().skip(start + 1).take(RUN_MAX - 1) {
        if token.line_start || gap > GAP {
            break;
        }
        if carries(token, *lists, lower, gap == 0) {
            (end, gap) = (index + 1, 0);
        } else if class(token, tokens.get(index - 1)).is_some() {
            gap += 1;
            // Inc., Jr.
            if gap == 1 && token.mark == b'.' {
                end = index + 1;
            }
        } else {
            break;
        }
    }
    Some(start..end)
}

fn same_line(tokens: &[Token], index: usize) -> bool {
    tokens.get(index).is_some_and(|token| !token.line_start)
}
