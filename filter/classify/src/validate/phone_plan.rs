//! National numbering plans, as far as telling a phone number from another one needs them.

/// What numbers of a country look like behind its code.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    code: u16,
    /// Digits of a national number, without trunk prefix.
    shortest: u8,
    longest: u8,
    /// First digits that national numbers have, one bit each.
    first: u16,
}

const NOT_ZERO: u16 = 0b11_1111_1110;
const FROM_TWO: u16 = 0b11_1111_1100;

const fn plan(code: u16, shortest: u8, longest: u8, first: u16) -> Plan {
    Plan { code, shortest, longest, first }
}

/// Countries of the G20, the EU and the EEA, and some that are often met. Source: ITU-T E.164 national numbering plans
/// (communications of the administrations, ITU operational bulletin), with geographic, mobile and service ranges taken together.
#[rustfmt::skip]
const PLANS: &[Plan] = &[
    plan(1, 10, 10, FROM_TWO), plan(7, 10, 10, 0b11_1001_1000), plan(20, 8, 10, NOT_ZERO), plan(27, 9, 9, NOT_ZERO),
    plan(30, 10, 10, NOT_ZERO), plan(31, 9, 10, NOT_ZERO), plan(32, 8, 9, NOT_ZERO), plan(33, 9, 9, NOT_ZERO),
    plan(34, 9, 9, 0b11_1110_0000), plan(36, 8, 9, NOT_ZERO), plan(39, 6, 11, 0b01_1000 | 1), plan(40, 9, 9, 0b11_1000_1100),
    plan(41, 9, 9, FROM_TWO), plan(43, 5, 13, NOT_ZERO), plan(44, 9, 10, 0b11_1010_1110), plan(45, 8, 8, FROM_TWO),
    plan(46, 7, 10, NOT_ZERO), plan(47, 8, 8, FROM_TWO), plan(48, 9, 9, NOT_ZERO), plan(49, 6, 12, NOT_ZERO),
    plan(52, 10, 11, NOT_ZERO), plan(54, 10, 11, NOT_ZERO), plan(55, 10, 11, NOT_ZERO), plan(61, 9, 9, 0b01_1011_1110),
    plan(62, 8, 12, FROM_TWO), plan(63, 8, 10, NOT_ZERO), plan(64, 8, 10, FROM_TWO), plan(65, 8, 8, 0b11_0100_1000),
    plan(81, 9, 10, NOT_ZERO), plan(82, 8, 10, NOT_ZERO), plan(86, 9, 11, NOT_ZERO), plan(90, 10, 10, 0b11_0011_1100),
    plan(91, 10, 10, NOT_ZERO), plan(351, 9, 9, 0b11_0100_1100), plan(352, 5, 11, FROM_TWO), plan(353, 7, 9, NOT_ZERO),
    plan(354, 7, 7, 0b11_1111_0000), plan(356, 8, 8, 0b11_1010_1100), plan(357, 8, 8, 0b11_1011_0100), plan(358, 5, 12, NOT_ZERO),
    plan(359, 7, 9, NOT_ZERO), plan(370, 8, 8, NOT_ZERO), plan(371, 8, 8, 0b11_1100_0100 | 0b01_0000_0000), plan(372, 7, 8, NOT_ZERO),
    plan(380, 9, 9, NOT_ZERO), plan(385, 8, 9, NOT_ZERO), plan(386, 8, 8, NOT_ZERO), plan(420, 9, 9, FROM_TWO),
    plan(421, 9, 9, FROM_TWO), plan(423, 7, 9, FROM_TWO), plan(966, 8, 9, NOT_ZERO), plan(971, 8, 9, FROM_TWO),
    plan(972, 8, 9, NOT_ZERO),
];

/// Codes of two digits; any other that begins neither with 1 nor 7 has three (ITU-T E.164, annex to the operational bulletin).
#[rustfmt::skip]
const TWO_DIGITS: &[u16] = &[
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56, 57, 58, 60, 61, 62, 63, 64,
    65, 66, 81, 82, 84, 86, 90, 91, 92, 93, 94, 95, 98,
];

fn number(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |value, digit| value * 10 + u16::from(*digit))
}

/// How many of the digits (0 to 9 each) are the country code; `None` where no country has it.
pub(crate) fn code_length(digits: &[u8]) -> Option<usize> {
    match digits {
        [1 | 7, ..] => Some(1),
        [0, ..] => None,
        _ if TWO_DIGITS.contains(&number(digits.get(..2)?)) => Some(2),
        [2..=9, 0..=9, 0..=9, ..] => Some(3),
        _ => None,
    }
}

/// Whether these digits are an international number without its prefix; a trunk zero behind the code is passed over.
pub(crate) fn is_international(digits: &[u8]) -> bool {
    let Some(length) = code_length(digits) else { return false };
    let (code, national) = digits.split_at_checked(length).unwrap_or_default();
    let code = number(code);
    let Some(plan) = PLANS.iter().find(|plan| plan.code == code) else {
        return (8..=15).contains(&digits.len()) && national.first() != Some(&0);
    };
    let national = match national {
        [0, rest @ ..] if plan.first & 1 == 0 => rest,
        _ => national,
    };
    let fits = (usize::from(plan.shortest)..=usize::from(plan.longest)).contains(&national.len());
    let begins = national.first().is_some_and(|digit| plan.first >> digit & 1 == 1);
    fits && begins && (code != 1 || is_north_american(national))
}

/// Ten digits of the North American Numbering Plan: area and exchange begin with 2 to 9, and are no service code.
pub(crate) fn is_north_american(digits: &[u8]) -> bool {
    matches!(digits, [2..=9, _, _, 2..=9, _, _, _, _, _, _])
        && !matches!(digits, [_, 1, 1, ..] | [_, 9, _, _, 1, 1, ..])
}

/// A national number with its trunk zero, of the lengths that countries with one have.
pub(crate) fn is_with_trunk_zero(digits: &[u8]) -> bool {
    matches!(digits, [0, 1..=9, ..]) && (9..=12).contains(&digits.len())
}
