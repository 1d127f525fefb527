//! Number literals that are integers in another spelling.

use alloc::string::String;

/// Digits of an integer that is written out: no identifier has more.
const DIGITS_MAX: usize = 40;

/// The digits of the integer that a literal with a fraction or an exponent stands for, without its sign; `None` for any other literal.
/// Readers of JSON print `4.1e3` as `4100`.
pub fn plain_integer(literal: &str) -> Option<String> {
    if !literal.contains(['.', 'e', 'E']) {
        return None;
    }
    let (mantissa, exponent) = literal.split_once(['e', 'E']).unwrap_or((literal, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i64 = exponent.parse().ok()?;
    let digits = [whole.trim_start_matches('-'), fraction].concat();
    let digits = digits.trim_start_matches('0');
    let significant = digits.trim_end_matches('0');
    let dropped = i64::try_from(digits.len() - significant.len()).ok()?;
    let scale = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(dropped)?;
    let zeros = usize::try_from(scale).ok().filter(|zeros| *zeros <= DIGITS_MAX)?;
    let fits = !significant.is_empty() && significant.len() + zeros <= DIGITS_MAX;
    fits.then(|| [significant, &"0".repeat(zeros)].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_written_out() {
        for (literal, expected) in [
            ("4111111111111111e0", Some("4111111111111111")),
            ("4.111111111111111e15", Some("4111111111111111")),
            ("4.111111111111111E+15", Some("4111111111111111")),
            ("411111111111111.1e1", Some("4111111111111111")),
            ("41111111111111110e-1", Some("4111111111111111")),
            ("-4111111111111111.000", Some("4111111111111111")),
            ("0.0004111111111111111e00000000000000000000000019", Some("4111111111111111")),
            ("12e2", Some("1200")),
            ("4111111111111111", None),
            ("4111111111111111.5", None),
            ("41111111111111115e-1", None),
            ("0.0", None),
            ("0e5", None),
            ("1e40", None),
            ("1e999999999", None),
            ("1e-999999999", None),
            ("1e99999999999999999999", None),
            ("1.5e9223372036854775807", None),
            ("1.5e-9223372036854775808", None),
        ] {
            assert_eq!(plain_integer(literal).as_deref(), expected, "{literal}");
        }
    }
}
