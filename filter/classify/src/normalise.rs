//! Brings disguised characters into the form that detectors read, with a way back.
//!
//! Only for texts that have such characters; a clean text is not copied. Width and compatibility forms of ASCII and digits of other
//! scripts become ASCII, invisible characters go, other spaces and dashes become plain ones (Unicode Standard Annex 15,
//! and the characters with `Default_Ignorable_Code_Point`).

use alloc::{string::String, vec::Vec};

/// A text in plain form.
#[derive(Debug)]
pub(crate) struct Plain {
    pub text: String,
    /// Where a stretch begins: offset in the plain text, offset in the original.
    marks: Vec<(u32, u32)>,
}

impl Plain {
    /// The original range of a plain one.
    pub(crate) fn original(&self, start: u32, end: u32) -> (u32, u32) {
        let back = |at: u32| {
            let after = self.marks.partition_point(|(plain, _)| *plain <= at);
            let (plain, original) =
                after.checked_sub(1).and_then(|i| self.marks.get(i)).copied().unwrap_or((0, 0));
            original + (at - plain)
        };
        // The end is where the last character ends: one before, and then to the next stretch or byte.
        let last = back(end.saturating_sub(1));
        (back(start), last)
    }
}

/// The plain form, if it differs.
pub(crate) fn normalise(text: &str) -> Option<Plain> {
    if text.is_ascii() || !text.chars().any(|c| fold(c) != Folded::Same) {
        return None;
    }
    let mut plain = Plain { text: String::with_capacity(text.len()), marks: Vec::new() };
    let mut marked = true;
    for (at, char) in text.char_indices() {
        let folded = fold(char);
        if marked || folded != Folded::Same {
            let offsets = (u32::try_from(plain.text.len()), u32::try_from(at));
            if let (Ok(to), Ok(from)) = offsets {
                plain.marks.push((to, from));
            }
        }
        marked = folded != Folded::Same;
        match folded {
            Folded::Same => plain.text.push(char),
            Folded::To(other) => plain.text.push(other),
            Folded::Gone => {}
        }
    }
    Some(plain)
}

/// What a character is to detectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folded {
    /// Itself.
    Same,
    /// Another form of an ASCII character.
    To(char),
    /// Passed over.
    Gone,
}

/// What a character is to detectors. ASCII is always itself.
pub fn fold(char: char) -> Folded {
    let code = u32::from(char);
    let digit = |zero: u32| char::from_digit(code - zero, 10).map_or(Folded::Same, Folded::To);
    match code {
        0..=0x9f => Folded::Same,
        // Soft hyphen, zero-width, bidi controls, word joiner, byte-order mark, variation selectors.
        0xad
        | 0x034f
        | 0x061c
        | 0x180e
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x206f
        | 0xfe00..=0xfe0f
        | 0xfeff => Folded::Gone,
        0xa0 | 0x1680 | 0x2000..=0x200a | 0x202f | 0x205f | 0x3000 => Folded::To(' '),
        0x2010..=0x2015 | 0x2212 | 0xfe58 | 0xfe63 => Folded::To('-'),
        0x0660..=0x0669 => digit(0x0660),
        0x06f0..=0x06f9 => digit(0x06f0),
        0x0966..=0x096f => digit(0x0966),
        0x09e6..=0x09ef => digit(0x09e6),
        0x2080..=0x2089 => digit(0x2080),
        0x1d7ce..=0x1d7ff => char::from_digit((code - 0x1d7ce) % 10, 10).map_or(Folded::Same, Folded::To),
        0xff01..=0xff5e => char::from_u32(code - 0xfee0).map_or(Folded::Same, Folded::To),
        _ => Folded::Same,
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn disguises_fold_and_map_back() {
        let text = "x \u{ff14}\u{ff11}\u{200b}11\u{2011}5 y";
        let plain = normalise(text).unwrap();
        assert_eq!(plain.text, "x 4111-5 y");
        let start = plain.text.find('4').unwrap() as u32;
        let (from, to) = plain.original(start, start + 6);
        assert!(text[from as usize..].starts_with('\u{ff14}'));
        assert!(text[to as usize..].starts_with('5'));
        assert!(normalise("plain ascii").is_none() && normalise("caf\u{e9}").is_none());
    }
}
