//! UUIDv7 (RFC 9562 §5.7): ids that sort by time.

use alloc::string::String;

use crate::time::Micros;

/// A version 7 UUID from a time and ten random bytes.
pub fn uuid_v7(now: Micros, random: [u8; 10]) -> String {
    let millis = now.0 / 1000;
    let [.., m0, m1, m2, m3, m4, m5] = millis.to_be_bytes();
    let [r0, r1, r2, r3, r4, r5, r6, r7, r8, r9] = random;
    let bytes =
        [m0, m1, m2, m3, m4, m5, 0x70 | (r0 & 0x0f), r1, 0x80 | (r2 & 0x3f), r3, r4, r5, r6, r7, r8, r9];
    let mut text = String::with_capacity(36);
    for (i, byte) in bytes.into_iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        for nibble in [byte >> 4, byte & 0x0f] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rfc_example() {
        // RFC 9562 appendix A.6: unix_ts_ms 0x017F22E279B0, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F.
        let random = [0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f];
        assert_eq!(uuid_v7(Micros(0x017F_22E2_79B0 * 1000), random), "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    }
}
