//! Gzip (RFC 1952) and zlib (RFC 1950), bounded.

use alloc::vec::Vec;

use miniz_oxide::inflate::{
    DecompressError, decompress_to_vec_with_limit, decompress_to_vec_zlib_with_limit,
};

use crate::crc::crc32;

/// Inflated bytes of one stream: the size of the largest body that is inspected by default.
pub const INFLATED_MAX: usize = countersign_formats::limits::BODY_BYTES_DEFAULT;

/// Whether the bytes begin like gzip or zlib.
pub fn compressed(bytes: &[u8]) -> bool {
    matches!(bytes, [0x1f, 0x8b, 8, ..]) || zlib(bytes)
}

/// Deflate with a window of 32 KiB and a header whose check fits (RFC 1950 §2.2).
fn zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [0x78, flags, ..] if (0x7800 + u32::from(*flags)).is_multiple_of(31))
}

/// Inflates gzip or zlib of at most `limit` bytes.
///
/// # Errors
///
/// How many bytes were inflated in vain: of anything else, of more, and where bytes stand after the end. The checksum that stands last must
/// be that of what was inflated, so that nothing behind the first member goes unread.
pub fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, usize> {
    let vain = |e: DecompressError| e.output.len();
    let (rest, last) = bytes.split_last_chunk::<4>().ok_or(0_usize)?;
    if zlib(bytes) {
        let inflated = decompress_to_vec_zlib_with_limit(bytes, limit).map_err(vain)?;
        let is_whole = adler32(&inflated) == u32::from_be_bytes(*last);
        return if is_whole { Ok(inflated) } else { Err(inflated.len()) };
    }
    let body = gzip_body(rest).and_then(<[u8]>::split_last_chunk::<4>);
    let (deflated, check) = body.ok_or(0_usize)?;
    let inflated = decompress_to_vec_with_limit(deflated, limit).map_err(vain)?;
    let is_whole = crc32(&inflated) == u32::from_le_bytes(*check)
        && u32::try_from(inflated.len()) == Ok(u32::from_le_bytes(*last));
    if is_whole { Ok(inflated) } else { Err(inflated.len()) }
}

/// Checksum of zlib (RFC 1950 §8.2).
fn adler32(bytes: &[u8]) -> u32 {
    const MODULUS: u32 = 65_521;
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % MODULUS;
        (a, (b + a) % MODULUS)
    });
    b << 16 | a
}

/// What follows the header of a gzip member.
fn gzip_body(bytes: &[u8]) -> Option<&[u8]> {
    const EXTRA: u8 = 4;
    const NAME: u8 = 8;
    const COMMENT: u8 = 16;
    const HEADER_CRC: u8 = 2;
    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = bytes else { return None };
    let mut rest = rest;
    if flags & EXTRA != 0 {
        let length = rest.first_chunk::<2>().map(|b| usize::from(u16::from_le_bytes(*b)))?;
        rest = rest.get(2 + length..)?;
    }
    for text in [NAME, COMMENT] {
        if flags & text != 0 {
            let end = rest.iter().position(|b| *b == 0)?;
            rest = rest.get(end + 1..)?;
        }
    }
    if flags & HEADER_CRC != 0 { rest.get(2..) } else { Some(rest) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut bytes = alloc::vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
        bytes.extend_from_slice(b"name\0");
        bytes.extend(compress_to_vec(text, 6));
        bytes.extend(crc32(text).to_le_bytes());
        bytes.extend((text.len() as u32).to_le_bytes());
        bytes
    }

    #[test]
    fn both_forms_inflate_within_the_limit() {
        let text = b"lorem ipsum dolor sit amet".repeat(50);
        for bytes in [gzip(&text), compress_to_vec_zlib(&text, 6)] {
            assert!(compressed(&bytes));
            assert_eq!(inflate(&bytes, text.len()).as_deref(), Ok(text.as_slice()));
            assert_eq!(
                inflate(&bytes, text.len() - 1),
                Err(text.len() - 1),
                "as much as the limit was inflated in vain"
            );
            assert!(inflate(bytes.get(..bytes.len() - 9).unwrap(), text.len()).is_err());
        }
        assert!(!compressed(b"x\x00") && inflate(b"plain", 10) == Err(0));
    }

    #[test]
    fn a_second_member_is_refused() {
        for (one, other) in [(&b"one"[..], &b"and the other"[..]), (b"same length", b"other words")] {
            assert!(inflate(&[gzip(one), gzip(other)].concat(), 1000).is_err());
            let zlib = [compress_to_vec_zlib(one, 6), compress_to_vec_zlib(other, 6)].concat();
            assert!(inflate(&zlib, 1000).is_err());
        }
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics(mut bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let _ = inflate(&bytes, 1000);
            bytes.splice(0..0, [0x1f, 0x8b, 8]);
            let _ = inflate(&bytes, 1000);
        }
    }
}
