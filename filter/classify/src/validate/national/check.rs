//! Arithmetic that numbering schemes share: reading a candidate, weighted sums, Luhn, Verhoeff, ISO 7064, dates.

use super::super::Candidate;

/// Longest identifier that is checked, characters without separators.
const LONGEST: usize = 24;

/// Letters and digits of a candidate, upper case, without the separators it is written with.
pub(crate) struct Code {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Code {
    /// Reads a candidate of exactly `length` letters and digits; other ASCII characters are separators.
    pub(crate) fn read(candidate: &Candidate<'_>, length: usize) -> Option<Self> {
        Self::of(candidate.bytes()).filter(|code| code.length == length)
    }

    /// Reads bytes. `None` for too many characters and for any that is not ASCII.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let mut code = Self { bytes: [0; LONGEST], length: 0 };
        for byte in bytes {
            if byte.is_ascii_alphanumeric() {
                *code.bytes.get_mut(code.length)? = byte.to_ascii_uppercase();
                code.length += 1;
            } else if !byte.is_ascii() {
                return None;
            }
        }
        Some(code)
    }

    /// The characters.
    pub(crate) fn text(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    /// Character `i`; 0 behind the end.
    pub(crate) fn at(&self, i: usize) -> u8 {
        self.text().get(i).copied().unwrap_or(0)
    }

    /// The digits of `length` characters from `from`, if all are digits.
    pub(crate) fn digits(&self, from: usize, length: usize) -> Option<Digits> {
        Digits::of(self.text().get(from..from + length)?)
    }
}

/// A number of fixed length, digit by digit.
pub(crate) struct Digits {
    values: [u8; LONGEST],
    length: usize,
}

/// The digits of a candidate that has exactly `length` of them, nothing else but separators, and not all alike.
pub(crate) fn digits(candidate: &Candidate<'_>, length: usize) -> Option<Digits> {
    let code = Code::read(candidate, length)?;
    Digits::of(code.text()).filter(|digits| !digits.alike())
}

impl Digits {
    /// Reads ASCII digits; `None` for any other byte.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let mut digits = Self { values: [0; LONGEST], length: 0 };
        for byte in bytes {
            if !byte.is_ascii_digit() {
                return None;
            }
            *digits.values.get_mut(digits.length)? = byte - b'0';
            digits.length += 1;
        }
        Some(digits)
    }

    fn values(&self) -> &[u8] {
        self.values.get(..self.length).unwrap_or_default()
    }

    /// Whether every digit is the same.
    pub(crate) fn alike(&self) -> bool {
        self.values().windows(2).all(|pair| pair.first() == pair.last())
    }

    /// Digit `i`; 0 behind the end.
    pub(crate) fn at(&self, i: usize) -> u32 {
        self.values().get(i).copied().map_or(0, u32::from)
    }

    /// The number of `length` digits from `from`.
    pub(crate) fn number(&self, from: usize, length: usize) -> u64 {
        let digits = self.values().iter().skip(from).take(length);
        digits.fold(0, |value, digit| value.wrapping_mul(10).wrapping_add(u64::from(*digit)))
    }

    /// Sum of digits times weights, from the first digit, as far as both reach.
    pub(crate) fn sum(&self, weights: &[u32]) -> u32 {
        self.values().iter().zip(weights).map(|(digit, weight)| u32::from(*digit) * weight).sum()
    }

    /// Whether the weighted sum leaves nothing.
    pub(crate) fn balanced(&self, weights: &[u32], modulus: u32) -> bool {
        self.sum(weights).is_multiple_of(modulus)
    }

    /// Whether the digit behind the weighted ones is what `digit` makes of the remainder of their sum.
    pub(crate) fn check(&self, weights: &[u32], modulus: u32, digit: fn(u32) -> u32) -> bool {
        self.length > weights.len() && digit(self.sum(weights) % modulus) == self.at(weights.len())
    }

    /// Luhn's check over the first `length` digits (ISO/IEC 7812-1 annex B).
    pub(crate) fn luhn(&self, length: usize) -> bool {
        luhn(self.values().iter().take(length).map(|digit| u32::from(*digit)))
    }

    /// ISO 7064 MOD 11,10 over the first `length` digits.
    pub(crate) fn iso_11_10(&self, length: usize) -> bool {
        let (body, check) = (length.saturating_sub(1), self.at(length.saturating_sub(1)));
        let product = self.values().iter().take(body).fold(10, |product, digit| {
            let rest = (product + u32::from(*digit)) % 10;
            (if rest == 0 { 10 } else { rest }) * 2 % 11
        });
        (product + check) % 10 == 1
    }

    /// Verhoeff's check over these digits, the check digit last.
    pub(crate) fn verhoeff(&self) -> bool {
        verhoeff(self.values().iter().copied())
    }

    /// Whether six digits from `from` are a date, year first.
    pub(crate) fn yymmdd(&self, from: usize) -> bool {
        date(self.number(from, 2), self.number(from + 2, 2), self.number(from + 4, 2))
    }

    /// Whether six digits from `from` are a date, day first.
    pub(crate) fn ddmmyy(&self, from: usize) -> bool {
        date(self.number(from + 4, 2), self.number(from + 2, 2), self.number(from, 2))
    }

    /// Whether eight digits from `from` are a date of a living person's age, year first.
    pub(crate) fn yyyymmdd(&self, from: usize) -> bool {
        let year = self.number(from, 4);
        (1850..2100).contains(&year) && date(year, self.number(from + 4, 2), self.number(from + 6, 2))
    }
}

/// Luhn's check over digits, the check digit last.
pub(crate) fn luhn(digits: impl DoubleEndedIterator<Item = u32>) -> bool {
    let doubled = |d: u32| if d > 4 { d * 2 - 9 } else { d * 2 };
    let sum: u32 = digits.rev().enumerate().map(|(i, d)| if i % 2 == 0 { d } else { doubled(d) }).sum();
    sum.is_multiple_of(10)
}

/// Verhoeff's check (Verhoeff, Error Detecting Decimal Codes, 1969): the dihedral group of the pentagon and a permutation that moves
/// one step a place.
fn verhoeff(digits: impl DoubleEndedIterator<Item = u8>) -> bool {
    const STEP: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
    let permuted = |digit: u8, times: usize| {
        (0..times).fold(digit, |d, _| STEP.get(usize::from(d)).copied().unwrap_or(0))
    };
    // Numbers below five turn the pentagon, the others mirror it first.
    let product = |a: u8, b: u8| match (a < 5, b < 5) {
        (true, true) => (a + b) % 5,
        (true, false) => (a + b) % 5 + 5,
        (false, true) => (a - b) % 5 + 5,
        (false, false) => (a + 5 - b) % 5,
    };
    digits.rev().enumerate().fold(0, |state, (place, digit)| product(state, permuted(digit, place % 8))) == 0
}

/// Whether the day exists. A year of two digits is taken as one with that leap rule.
pub(crate) fn date(year: u64, month: u64, day: u64) -> bool {
    let leap =
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400) || year < 100);
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u64::from(leap),
        _ => return false,
    };
    (1..=last).contains(&day)
}

/// Remainder by 97 of digits and letters (A = 10), as ISO 7064 MOD 97-10 reads them.
pub(crate) fn rest_97<'a>(characters: impl Iterator<Item = &'a u8>) -> u32 {
    characters.fold(0, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter.to_ascii_uppercase().saturating_sub(b'A')) + 10) % 97,
    })
}

/// Value of a digit or upper-case letter, A = 10.
pub(crate) fn value(byte: u8) -> u32 {
    match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    }
}

/// Sum of the values of characters times weights.
pub(crate) fn sum(text: &[u8], weights: &[u32]) -> u32 {
    text.iter().zip(weights).map(|(byte, weight)| value(*byte) * weight).sum()
}

/// The digit is the remainder's last.
pub(crate) fn units(rest: u32) -> u32 {
    rest % 10
}

/// The digit completes the sum to a multiple of ten.
pub(crate) fn to_ten(rest: u32) -> u32 {
    (10 - rest % 10) % 10
}

/// The digit completes the sum to a multiple of eleven; 10 fits none.
pub(crate) fn to_eleven(rest: u32) -> u32 {
    (11 - rest % 11) % 11
}

/// Eleven less the remainder, last digit of it: 10 gives 0, 11 gives 1.
pub(crate) fn to_eleven_units(rest: u32) -> u32 {
    (11 - rest % 11) % 10
}

/// Eleven less the remainder, but 0 for 10 and 11.
pub(crate) fn to_eleven_or_zero(rest: u32) -> u32 {
    if rest < 2 { 0 } else { 11 - rest }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{super::super::Span, *};

    /// Whether `validator` takes the whole text.
    pub(crate) fn takes(validator: fn(&Candidate<'_>) -> Span, text: &str) -> bool {
        let found = validator(&Candidate { text: text.as_bytes(), start: 0, end: text.len() });
        found == Some((0, text.len()))
    }

    /// Every good one is taken, every bad one is not, and of the good ones no other last digit or letter is.
    pub(crate) fn holds(validator: fn(&Candidate<'_>) -> Span, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(takes(validator, text), "{text} should be taken");
        }
        for text in bad {
            assert!(!takes(validator, text), "{text} should not be taken");
        }
        for odd in ["", "1", "é", "12é4", "A", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"] {
            assert!(!takes(validator, odd), "{odd} should not be taken");
        }
    }

    #[test]
    fn arithmetic() {
        let number = |text: &str| Digits::of(text.as_bytes()).unwrap();
        assert!(number("4111111111111111").luhn(16) && !number("4111111111111112").luhn(16));
        // The example of ISO 7064 MOD 11,10: 0794 with check character 5.
        assert!(number("07945").iso_11_10(5) && !number("07946").iso_11_10(5));
        // Verhoeff's own example: 236 with check digit 3.
        assert!(number("2363").verhoeff() && !number("2364").verhoeff() && !number("3263").verhoeff());
        // ISO 7064 MOD 97-10: 794 with check characters 44.
        assert_eq!(rest_97(b"79444".iter()), 1);
        assert!(date(2024, 2, 29) && !date(2023, 2, 29) && !date(1900, 2, 29) && date(0, 2, 29));
        assert!(!date(2024, 13, 1) && !date(2024, 4, 31) && !date(2024, 1, 0));
    }
}
