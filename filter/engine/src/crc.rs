//! The checksum of gzip (RFC 1952 §8) and of Amazon's event stream frames.

/// Remainders of four bits, for the reflected polynomial 0xedb88320.
const TABLE: [u32; 16] = [
    0x0000_0000,
    0x1db7_1064,
    0x3b6e_20c8,
    0x26d9_30ac,
    0x76dc_4190,
    0x6b6b_51f4,
    0x4db2_6158,
    0x5005_713c,
    0xedb8_8320,
    0xf00f_9344,
    0xd6d6_a3e8,
    0xcb61_b38c,
    0x9b64_c2b0,
    0x86d3_d2d4,
    0xa00a_e278,
    0xbdbd_f21c,
];

/// CRC-32. Sixteen entries do: a table for whole words would be a fiftieth of the filter.
pub fn crc32(bytes: &[u8]) -> u32 {
    let half = |crc: u32| TABLE.get((crc & 15) as usize).copied().unwrap_or_default() ^ (crc >> 4);
    !bytes.iter().fold(!0, |crc, byte| half(half(crc ^ u32::from(*byte))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_values() {
        // The check value of CRC-32/ISO-HDLC in the catalogue of parametrised CRC algorithms.
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    #[test]
    fn every_byte_is_as_the_polynomial_has_it() {
        let bitwise = |byte: u8| {
            let mut crc = !0 ^ u32::from(byte);
            for _ in 0..8 {
                crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
            }
            !crc
        };
        assert!((0..=255).all(|byte| crc32(&[byte]) == bitwise(byte)));
    }
}
