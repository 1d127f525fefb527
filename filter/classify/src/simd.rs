//! Sixteen bytes of the trigger pass at once, for wasm hosts with simd128.
#![expect(
    unsafe_code,
    reason = "unaligned vector loads; each one is bounds-checked by the slice it comes from"
)]

use core::arch::wasm32::{
    i8x16_bitmask, i8x16_eq, i8x16_ne, i8x16_splat, u8x16_lt, u8x16_shr, u8x16_splat, u8x16_sub,
    u8x16_swizzle, v128, v128_and, v128_load, v128_or,
};

fn load(bytes: &[u8; 16]) -> v128 {
    // SAFETY: the array has exactly the sixteen bytes that are read; wasm loads need no alignment.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

fn chunk(text: &[u8], at: usize) -> Option<v128> {
    text.get(at..)?.first_chunk::<16>().map(load)
}

fn within(bytes: v128, low: u8, count: u8) -> v128 {
    u8x16_lt(u8x16_sub(bytes, u8x16_splat(low)), u8x16_splat(count))
}

/// Candidates among the bytes `at..at + 16` as a bit mask: a superset of the triggers. `None` near the end of the text.
pub(crate) fn block(text: &[u8], at: usize, nibbles: &[[[u8; 16]; 2]; 3]) -> Option<u16> {
    let bytes = chunk(text, at)?;
    let (second, third) = (chunk(text, at + 1)?, chunk(text, at + 2)?);
    let digits = i8x16_bitmask(within(bytes, b'0', 10));
    let marks = v128_or(i8x16_eq(bytes, i8x16_splat(b'@' as i8)), i8x16_eq(bytes, i8x16_splat(b':' as i8)));
    let marks = i8x16_bitmask(marks);
    let mut groups = u8x16_splat(0xff);
    for (bytes, [low, high]) in [bytes, second, third].into_iter().zip(nibbles) {
        let low = u8x16_swizzle(load(low), v128_and(bytes, u8x16_splat(15)));
        let high = u8x16_swizzle(load(high), u8x16_shr(bytes, 4));
        groups = v128_and(groups, v128_and(low, high));
    }
    let heads = i8x16_bitmask(i8x16_ne(groups, i8x16_splat(0)));
    // A digit after a digit begins no run; the byte before the block decides for its first bit.
    let before = at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_digit);
    let runs = digits & !(digits << 1 | u16::from(before));
    Some(runs | marks | heads)
}
