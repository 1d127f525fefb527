//! JSON Canonicalization Scheme (RFC 8785) for the restricted profile that we allow: objects, arrays, strings, booleans,
//! null and integers within 2^53 − 1.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::Serialize;
use serde_json::Value;

use crate::order;

/// The largest integer that every JSON reader keeps exactly (RFC 7493 §2.2).
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

/// Serialises `value`, whose type declares its fields in alphabetical order, so that the result is JCS.
///
/// serde_json writes compact JSON with exactly the escapes of RFC 8785 §3.2.2.2; the order of fields is the type's.
///
/// # Errors
///
/// [`JcsError::Serialise`] when the type refuses to serialise.
pub fn to_vec<T: Serialize>(value: &T) -> Result<Vec<u8>, JcsError> {
    serde_json::to_vec(value).map_err(|_| JcsError::Serialise)
}

/// Brings any JSON value of the profile into canonical form.
///
/// # Errors
///
/// [`JcsError::Number`] for a number that is no integer within ±(2^53 − 1).
pub fn canonicalise(value: &Value) -> Result<Vec<u8>, JcsError> {
    let mut out = Vec::new();
    write(value, &mut out)?;
    Ok(out)
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), JcsError> {
    match value {
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            order::sort_by(&mut keys, |a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push(b'{');
            for (i, key) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                scalar(key, out)?;
                out.push(b':');
                write(members.get(key).unwrap_or(&Value::Null), out)?;
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(item, out)?;
            }
            out.push(b']');
        }
        Value::Number(number) => {
            let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
            if magnitude.is_none_or(|n| n > INTEGER_MAX) {
                return Err(JcsError::Number);
            }
            scalar(number, out)?;
        }
        other => scalar(other, out)?,
    }
    Ok(())
}

fn scalar<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), JcsError> {
    out.extend_from_slice(&serde_json::to_vec(value).map_err(|_| JcsError::Serialise)?);
    Ok(())
}

/// Why a value has no canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JcsError {
    /// A number outside the profile.
    Number,
    /// The value refuses to serialise.
    Serialise,
}

impl fmt::Display for JcsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number => "expected integers within 2^53 - 1, found another number",
            Self::Serialise => "the value has no JSON form",
        })
    }
}

impl core::error::Error for JcsError {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_sort_by_utf16_code_units() {
        let value = json!({"\u{fb33}": 1, "\u{1f600}": 2, "1": 3});
        let canonical = String::from_utf8(canonicalise(&value).unwrap()).unwrap();
        assert_eq!(canonical, "{\"1\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}");
    }

    #[test]
    fn escapes_are_those_of_the_rfc() {
        let canonical = canonicalise(&json!("\u{20ac}$\u{f}\nA'B\"\\\\\"/")).unwrap();
        assert_eq!(String::from_utf8(canonical).unwrap(), "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
    }

    #[test]
    fn numbers_outside_the_profile_are_refused() {
        for value in [json!(1.5), json!(9_007_199_254_740_992_u64), json!(-9_007_199_254_740_992_i64)] {
            assert_eq!(canonicalise(&value), Err(JcsError::Number), "{value}");
        }
        assert_eq!(canonicalise(&json!(-9_007_199_254_740_991_i64)).unwrap(), b"-9007199254740991");
    }
}
