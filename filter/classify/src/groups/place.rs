//! Where a word stands.

use super::Hit;

/// Where a word must stand to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// Anywhere.
    #[default]
    Any,
    /// Alone at a line's beginning: a colon, a bracket or the line's end stands behind it.
    Heading,
    /// Right behind a number.
    Number,
    /// A capitalised word stands right behind it.
    Name,
}

/// Whether a hit stands where its group wants it.
pub(crate) fn placed(place: Place, text: &str, hit: &Hit) -> bool {
    let bytes = text.as_bytes();
    let before = bytes.get(..hit.start as usize).unwrap_or_default();
    let after = bytes.get(hit.end as usize..).unwrap_or_default();
    let mut left = before
        .iter()
        .rev()
        .take(8)
        .skip_while(|b| matches!(b, b' ' | b'-' | b'*' | b'#' | b'[' | b'.' | b'\t'));
    match place {
        Place::Any => true,
        Place::Heading => {
            let begins = matches!(left.next(), None | Some(b'\n' | b'\r')) || before.ends_with(b". ");
            // `patient:` in the middle of a line is code more often than a heading.
            let capital = bytes.get(hit.start as usize).is_some_and(u8::is_ascii_uppercase);
            match after.iter().take(4).find(|b| !matches!(b, b' ' | b'*')) {
                Some(b':') => begins || capital,
                Some(b']') => before.ends_with(b"["),
                Some(b'\n' | b'\r') => begins,
                _ => false,
            }
        }
        Place::Number => left.next().is_some_and(u8::is_ascii_digit),
        Place::Name => matches!(after, [b' ', name, ..] if name.is_ascii_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        let at = |text: &str, word: &str| {
            let start = text.find(word).unwrap();
            Hit {
                group: 0,
                start: u32::try_from(start).unwrap(),
                end: u32::try_from(start + word.len()).unwrap(),
            }
        };
        let is = |place, text: &str, word: &str| placed(place, text, &at(text, word));
        assert!(is(Place::Heading, "x\nPLAN:\n", "PLAN") && is(Place::Heading, "## Plan\n", "Plan"));
        assert!(is(Place::Heading, "seen. HPI: he", "HPI") && !is(Place::Heading, "fn f(plan: u8)", "plan"));
        assert!(is(Place::Heading, "[doctor] hello", "doctor"));
        assert!(!is(Place::Heading, "the plan was", "plan") && !is(Place::Heading, "a plan\n", "plan"));
        assert!(
            is(Place::Number, "took 5 mg", "mg")
                && is(Place::Number, "5mg", "mg")
                && !is(Place::Number, "in mg", "mg")
        );
        assert!(is(Place::Name, "Project Heron", "Project") && !is(Place::Name, "project plan", "project"));
    }
}
