//! Phone numbers as people write them: groups, brackets, trunk zeros, extensions.
//!
//! Every reader takes the longest run of whole groups that is a number of its form, so that what follows a number does not spoil it.

use super::{
    Candidate, Span,
    near::{before, byte, digits_end, goes_on, is_word, joins_after, joins_before, skip},
    phone_plan::{is_international, is_north_american, is_with_trunk_zero},
};

const DIGITS_MAX: usize = 18;
const GROUPS_MAX: usize = 8;
/// Fewest digits of any number.
const NUMBER_MIN: usize = 6;

/// A run of groups of digits.
struct Groups<'t> {
    text: &'t [u8],
    /// First byte, with a plus and an open bracket.
    start: usize,
    plus: bool,
    bracket: bool,
    digits: [u8; DIGITS_MAX],
    /// Of each group: digits up to its end, and the byte behind it.
    ends: [(usize, usize); GROUPS_MAX],
    /// Separators between the groups.
    separators: [u8; GROUPS_MAX],
    count: usize,
}

impl<'t> Groups<'t> {
    /// Reads the groups from a candidate's first digit. `None` where a longer number or a name goes on before it.
    fn read(candidate: &Candidate<'t>) -> Option<Self> {
        let text = candidate.text;
        let first = digits_end(text, candidate.start, 7);
        let next = (byte(text, first), byte(text, first + 1));
        let goes_on = match next {
            (b'.' | b'-' | b'/' | b' ', b'0'..=b'9' | b'(' | b'-' | b'/') | (b'(' | b')', _) => true,
            _ => first - candidate.start == 7,
        };
        if !goes_on {
            return None;
        }
        let mut groups = Self {
            text,
            start: candidate.start,
            plus: false,
            bracket: false,
            digits: [0; DIGITS_MAX],
            ends: [(0, 0); GROUPS_MAX],
            separators: [0; GROUPS_MAX],
            count: 0,
        };
        for _ in 0..2 {
            match before(text, groups.start) {
                b'(' if !groups.bracket => groups.bracket = true,
                b'+' if !groups.plus => groups.plus = true,
                _ => break,
            }
            groups.start -= 1;
        }
        if groups.comes_from_something() {
            return None;
        }
        groups.collect(candidate.start);
        (groups.count > 0).then_some(groups)
    }

    fn comes_from_something(&self) -> bool {
        let last = before(self.text, self.start);
        let farther = self.start.checked_sub(2).map_or(0, |i| byte(self.text, i));
        joins_before(self.text, self.start)
            || matches!(last, b'$' | b'_' | b'#' | b'%' | b'*' | b'^' | b'&' | b'\\')
            || matches!(last, b'.' | b',' | b'-' | b'/') && (is_word(farther) || farther == last)
            || matches!(last, b':' | b'=') && (farther.is_ascii_digit() || farther == last)
    }

    fn collect(&mut self, from: usize) {
        let (mut at, mut taken, mut separator) = (from, 0, 0);
        while self.count < GROUPS_MAX {
            let end = digits_end(self.text, at, DIGITS_MAX + 1);
            let group = self.text.get(at..end).unwrap_or_default();
            let Some(room) = self.digits.get_mut(taken..taken + group.len()) else { return };
            if group.is_empty() {
                return;
            }
            for (to, digit) in room.iter_mut().zip(group) {
                *to = digit - b'0';
            }
            taken += group.len();
            if let (Some(entry), Some(kept)) =
                (self.ends.get_mut(self.count), self.separators.get_mut(self.count))
            {
                (*entry, *kept) = ((taken, end), separator);
            }
            self.count += 1;
            let next = skip(self.text, end, b" .-/()", 3);
            let between = self.text.get(end..next).unwrap_or_default();
            let good = match between {
                [] => return,
                [one] => *one != b'(' || self.count == 1,
                [b' ', b'(' | b'-' | b'/']
                | [b')' | b'-' | b'/', b' ']
                | [b')', b'-' | b'/']
                | [b'-', b'('] => true,
                [b' ', b'-' | b'/', b' '] | [b')', b' ', b'-'] => true,
                _ => false,
            };
            if !good {
                return;
            }
            separator = between.iter().copied().find(|b| *b != b' ').unwrap_or(b' ');
            at = next;
        }
    }

    /// Digits of the first `count` groups.
    fn digits(&self, count: usize) -> &[u8] {
        self.ends
            .get(count.wrapping_sub(1))
            .and_then(|(taken, _)| self.digits.get(..*taken))
            .unwrap_or_default()
    }

    fn lengths(&self, count: usize) -> impl Iterator<Item = usize> + '_ {
        let starts = core::iter::once(0).chain(self.ends.iter().map(|(taken, _)| *taken));
        self.ends.iter().take(count).zip(starts).map(|((taken, _), from)| taken - from)
    }

    fn separated(&self, count: usize) -> impl Iterator<Item = u8> + '_ {
        self.separators.iter().take(count).skip(1).copied()
    }

    /// Whether the run may end behind its group `count`.
    fn ends_freely(&self, count: usize) -> bool {
        let Some((_, end)) = count.checked_sub(1).and_then(|i| self.ends.get(i)).copied() else {
            return false;
        };
        let next = byte(self.text, end);
        let farther = byte(self.text, end + 1);
        let number = matches!(next, b'.' | b',' | b'-' | b'/' | b':') && farther.is_ascii_digit();
        let extension = extension_end(self.text, end) > end;
        extension || !(joins_after(self.text, end) || number || matches!(next, b'_' | b'%' | b'@' | b'='))
    }

    /// The longest run of groups that `is_number` takes, with its extension.
    fn longest(&self, is_number: impl Fn(&Self, usize) -> bool) -> Span {
        let count = (1..=self.count).rev().find(|count| {
            let digits = self.digits(*count);
            let alike = || digits.iter().all(|digit| Some(digit) == digits.first());
            digits.len() >= NUMBER_MIN && is_number(self, *count) && !alike() && self.ends_freely(*count)
        })?;
        let (_, end) = count.checked_sub(1).and_then(|i| self.ends.get(i)).copied()?;
        Some((self.start_of(end), extension_end(self.text, end)))
    }

    /// Without an open bracket that nothing in the number closes; with a closing one that belongs to it.
    fn start_of(&self, end: usize) -> usize {
        let inside = self.text.get(self.start..end).unwrap_or_default();
        let lonely = self.bracket && !inside.contains(&b')');
        if lonely && inside.first() == Some(&b'(') { self.start + 1 } else { self.start }
    }

    /// A date or a time, a network address or a range of years rather than a phone number.
    fn is_other(&self, count: usize) -> bool {
        let mut lengths = [0usize; GROUPS_MAX];
        for (to, length) in lengths.iter_mut().zip(self.lengths(count)) {
            *to = length;
        }
        let year = |at: usize, length: usize| {
            length == 4
                && (1880..2100).contains(
                    &self
                        .digits
                        .get(at..at + 4)
                        .unwrap_or_default()
                        .iter()
                        .fold(0u32, |v, d| v * 10 + u32::from(*d)),
                )
        };
        match lengths.get(..count).unwrap_or_default() {
            [4, 1..=2, 1..=2] => year(0, 4),
            [a @ 1..=2, b @ 1..=2, 4] => year(a + b, 4),
            [2, 2, 2] => self.separated(count).any(|b| matches!(b, b'/' | b'.')),
            [4, 4] => year(0, 4) && year(4, 4),
            // Social security numbers of the USA and of Spain, and other registers.
            [3, 2, 4] | [2, 8, 2] | [2, 2, 5] | [8, 2] | [5, 4] | [6, 4] => {
                self.separated(count).all(|b| b != b'/')
            }
            [1..=3, 1..=3, 1..=3, 1..=3] => {
                self.separated(count).all(|b| b == b'.') && self.digits(count).len() < 8
            }
            [1 | 2, 1] | [1, 1, ..] => true,
            _ => false,
        }
    }
}

/// End of an extension behind a number: `x123`, `ext. 12`.
fn extension_end(text: &[u8], end: usize) -> usize {
    #[rustfmt::skip]
    const WORDS: &[&str] = &["extension", "extn", "ext.", "ext", "x", "durchwahl", "dw", "ramal", "poste", "anexo", "int."];
    let at = skip(text, end, b" ,;(", 2);
    if !matches!(byte(text, at) | 0x20, b'e' | b'x' | b'd' | b'r' | b'p' | b'a' | b'i') {
        return end;
    }
    let word = WORDS.iter().find(|word| goes_on(text, at, word));
    let Some(word) = word else { return end };
    let digits = skip(text, at + word.len(), b" :.", 2);
    let last = digits_end(text, digits, 7);
    let read = last > digits && last - digits <= 6 && !is_word(byte(text, last));
    if read { last } else { end }
}

/// With a plus, or with the international prefixes 00 and 011: country code and national number of that country's plan.
pub(crate) fn phone_international(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    let plus = [1, 2].iter().any(|back| start.checked_sub(*back).is_some_and(|at| byte(text, at) == b'+'));
    let prefix = byte(text, start) == b'0' && matches!(byte(text, start + 1), b'0' | b'1');
    if !(plus || prefix) {
        return None;
    }
    let groups = Groups::read(candidate)?;
    groups.longest(|groups, count| {
        let digits = groups.digits(count);
        if groups.plus {
            return is_international(digits);
        }
        let rest = match digits {
            [0, 0, rest @ ..] | [0, 1, 1, rest @ ..] => rest,
            _ => return false,
        };
        count > 1 && rest.len() >= 9 && is_international(rest)
    })
}

/// North American: ten digits together or as 3-3-4, with or without the 1 of long distance.
pub(crate) fn phone_north_american(candidate: &Candidate<'_>) -> Span {
    // An area code begins with 2 to 9.
    let first = digits_end(candidate.text, candidate.start, 12) - candidate.start;
    match (byte(candidate.text, candidate.start), first) {
        (b'1', 1 | 11) | (b'2'..=b'9', 3 | 10) => {}
        _ => return None,
    }
    let groups = Groups::read(candidate)?;
    groups.longest(|groups, count| {
        let digits = groups.digits(count);
        if !matches!(digits.len(), 10 | 11) {
            return false;
        }
        let grouped = [&[10][..], &[11], &[3, 3, 4], &[1, 3, 3, 4], &[3, 7], &[1, 10]]
            .iter()
            .any(|form| groups.lengths(count).eq(form.iter().copied()));
        let national = match digits {
            [1, rest @ ..] if digits.len() == 11 => rest,
            _ => digits,
        };
        // Behind another group and with spaces alone it is the rest of a longer number.
        let rest = before(groups.text, groups.start) == b' '
            && groups.start.checked_sub(2).is_some_and(|i| byte(groups.text, i).is_ascii_digit())
            && groups.separated(count).all(|b| b == b' ');
        grouped && !rest && is_north_american(national)
    })
}

/// With a trunk zero or an area in brackets, in groups or together; or any form with an extension.
pub(crate) fn phone_national(candidate: &Candidate<'_>) -> Span {
    let groups = Groups::read(candidate)?;
    groups.longest(|groups, count| {
        if count != groups.count || groups.plus || groups.is_other(count) {
            return false;
        }
        let digits = groups.digits(count);
        let trunk = || {
            let even = groups.lengths(count).skip(1).all(|length| (2..=8).contains(&length));
            let dotted = count > 4 || groups.separated(count).all(|b| b != b'.') || digits.len() >= 10;
            let slashes = groups.separated(count).filter(|b| *b == b'/').count();
            let belgian = || {
                let forms = [[2, 3, 2, 2], [3, 2, 2, 2]];
                forms.iter().any(|form| groups.lengths(count).eq(form.iter().copied()))
            };
            let long = digits.len() > 9 || slashes == 1 || belgian();
            even && dotted && slashes <= 1 && long && is_with_trunk_zero(digits)
        };
        let pairs = || matches!(digits.first(), Some(2..=9)) && groups.lengths(count).eq([3, 3, 2, 2]);
        let bracket = || {
            groups.bracket
                && count > 1
                && (7..=11).contains(&digits.len())
                && groups.separators.get(1) == Some(&b')')
                && groups.lengths(1).all(|length| (2..=5).contains(&length))
                && groups.lengths(count).skip(1).all(|length| (2..=8).contains(&length))
        };
        let extended = || {
            let end = groups.ends.get(count - 1).map_or(0, |(_, end)| *end);
            (7..=15).contains(&digits.len()) && count > 1 && extension_end(groups.text, end) > end + 2
        };
        digits.first() == Some(&0) && trunk() || pairs() || bracket() || extended()
    })
}

/// Any form that some country uses: beside words that mean a phone only.
pub(crate) fn phone_local(candidate: &Candidate<'_>) -> Span {
    let groups = Groups::read(candidate)?;
    groups.longest(|groups, count| {
        let digits = groups.digits(count);
        let range = if count == 1 { 7..=15 } else { 6..=15 };
        let even = groups.lengths(count).all(|length| length <= 8 || count == 1 || digits.len() == 11)
            && groups.lengths(count).filter(|length| *length == 1).count() <= 1;
        range.contains(&digits.len()) && even && !groups.is_other(count)
    })
}

/// A text that is nothing but a mobile number of eleven digits with its trunk zero: the answer to a question for it.
pub(crate) fn phone_alone(candidate: &Candidate<'_>) -> Span {
    // Eleven digits, and less than eight bytes on either side.
    if candidate.text.len() > 11 + 2 * 7 {
        return None;
    }
    let (start, end) = phone_national(candidate)?;
    let blank =
        |part: Option<&[u8]>| part.is_some_and(|part| part.len() < 8 && part.iter().all(|b| !is_word(*b)));
    let text = candidate.text;
    let alone = blank(text.get(..start)) && blank(text.get(end..));
    let mobile = end - start == 11 && text.get(start..end)?.iter().all(u8::is_ascii_digit);
    let second = matches!(byte(text, start + 1), b'5' | b'7' | b'9');
    (alone && mobile && second).then_some((start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, reader: fn(&Candidate<'_>) -> Span) -> Option<&str> {
        let start = text.find(|c: char| c.is_ascii_digit()).unwrap();
        reader(&Candidate { text: text.as_bytes(), start, end: start + 1 }).and_then(|(a, b)| text.get(a..b))
    }

    #[test]
    fn international_numbers() {
        for (text, expected) in [
            ("+49 30 901820 or", Some("+49 30 901820")),
            ("+442079460958.", Some("+442079460958")),
            ("+44 (0)20 7946 0958", Some("+44 (0)20 7946 0958")),
            ("(+33) 1 70 18 99 00", Some("(+33) 1 70 18 99 00")),
            ("+1 (212) 555-0187 x42", Some("+1 (212) 555-0187 x42")),
            ("0034 910 123 456", Some("0034 910 123 456")),
            ("011 44 20 7946 0958", Some("011 44 20 7946 0958")),
            ("+34 910 123 456 2021", Some("+34 910 123 456")),
            ("+1-012-555-0187", None),
            ("+34 110 123 456", None),
            ("+0 123 456 789", None),
            ("+5 points", None),
            ("x+14155550187", None),
            ("00 12 34", None),
        ] {
            assert_eq!(read(text, phone_international), expected, "{text}");
        }
    }

    #[test]
    fn north_american_numbers() {
        for (text, expected) in [
            ("(212) 555-0187", Some("(212) 555-0187")),
            ("1-212-555-0187 ext. 9", Some("1-212-555-0187 ext. 9")),
            ("212.555.0187", Some("212.555.0187")),
            ("call (212-555-0187)", Some("212-555-0187")),
            ("2125550187", Some("2125550187")),
            ("112-555-0187", None),
            ("2-212-555-0187", None),
            ("0.212-555-0187", None),
            ("212-555-01879", None),
            ("212-555-0187-22", None),
        ] {
            assert_eq!(read(text, phone_north_american), expected, "{text}");
        }
    }

    #[test]
    fn national_numbers() {
        for (text, expected) in [
            ("020 7946 0958", Some("020 7946 0958")),
            ("01 70 18 99 00,", Some("01 70 18 99 00")),
            ("030/901820", Some("030/901820")),
            ("(11) 4706-1234", Some("(11) 4706-1234")),
            ("05.12.2021", None),
            ("05 12 2021", None),
            ("0.123456789", None),
            ("(2) 3", None),
        ] {
            assert_eq!(read(text, phone_national), expected, "{text}");
        }
        assert_eq!(read("555 0187", phone_local), Some("555 0187"));
        assert_eq!(read("910123456 y", phone_local), Some("910123456"));
        assert_eq!(read("2021 2022", phone_local), None);
        assert_eq!(read("2021-03-04", phone_local), None);
        assert_eq!(read("07700900123", phone_alone), Some("07700900123"));
        assert_eq!(read("ref 07700900123", phone_alone), None);
    }
}
