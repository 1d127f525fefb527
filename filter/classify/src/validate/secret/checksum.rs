//! Tokens that carry a checksum of themselves.

/// CRC-32 (IEEE 802.3), bit by bit: a token is short.
pub(super) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    })
}

/// The last six characters are the CRC-32 of the thirty before them, in base 62 (GitHub blog, "Behind GitHub's new authentication token
/// formats", 2021; npm uses the same form).
pub(super) fn base62(token: &[u8]) -> bool {
    const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let Some((rest, check)) = token.split_last_chunk::<6>() else { return false };
    let Some((_, body)) = rest.split_last_chunk::<30>() else { return false };
    let value = check.iter().try_fold(0u64, |value, byte| {
        let digit = ALPHABET.iter().position(|known| known == byte)?;
        Some(value * 62 + digit as u64)
    });
    value == Some(u64::from(crc32(body)))
}

/// The last eight characters are the CRC-32 of what stands before them, in hexadecimal: Grafana service accounts leave the head and the
/// `_` out, Atlassian leaves the `=` out.
pub(super) fn hexadecimal(token: &[u8]) -> bool {
    let Some((rest, check)) = token.split_last_chunk::<8>() else { return false };
    let body = match rest.split_last() {
        Some((b'_' | b'=', body)) => body,
        _ => rest,
    };
    let value = check.iter().try_fold(0u32, |value, byte| Some(value << 4 | char::from(*byte).to_digit(16)?));
    let without_head = body.iter().position(|b| *b == b'_').and_then(|at| body.get(at + 1..)).unwrap_or(body);
    value.is_some_and(|value| value == crc32(body) || value == crc32(without_head))
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use super::*;

    #[test]
    fn the_check_value_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn six_characters_of_base_62() {
        let body = b"abcdefghijklmnopqrstuvwxyz0123";
        let mut value = crc32(body);
        let mut check = Vec::new();
        for _ in 0..6 {
            check.insert(
                0,
                b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[(value % 62) as usize],
            );
            value /= 62;
        }
        let token = [b"ghp_".as_slice(), body, &check].concat();
        assert!(base62(&token));
        let mut wrong = token.clone();
        wrong[10] ^= 1;
        assert!(!base62(&wrong) && !base62(b"ghp_short"));
    }

    #[test]
    fn eight_hexadecimal_characters() {
        let body = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF";
        let token = format!("glsa_{body}_{:08x}", crc32(body.as_bytes()));
        assert!(hexadecimal(token.as_bytes()));
        assert!(!hexadecimal(format!("glsa_{body}_00000000").as_bytes()));
    }
}
