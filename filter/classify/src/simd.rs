//! Which bytes of a block are of interest: 64 at a time, by vector instructions where the target has them.

/// Sixteen bytes: SSE2, which belongs to every x86-64.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "vector instructions, and a load of an array that is as long as what is read")]
mod vector {
    use core::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
        _mm_set1_epi8, _mm_sub_epi8,
    };

    #[derive(Clone, Copy)]
    pub(super) struct Vector(__m128i);

    impl Vector {
        #[inline(always)]
        pub(super) fn load(bytes: &[u8; 16]) -> Self {
            // SAFETY: the array has exactly the sixteen bytes that are read, and the load needs no alignment.
            Self(unsafe { _mm_loadu_si128(bytes.as_ptr().cast::<__m128i>()) })
        }
        #[inline(always)]
        pub(super) fn all(byte: u8) -> Self {
            // SAFETY: SSE2 belongs to every x86-64.
            Self(unsafe { _mm_set1_epi8(byte.cast_signed()) })
        }
        #[inline(always)]
        pub(super) fn equals(self, other: Self) -> Self {
            // SAFETY: SSE2 belongs to every x86-64.
            Self(unsafe { _mm_cmpeq_epi8(self.0, other.0) })
        }
        #[inline(always)]
        pub(super) fn or(self, other: Self) -> Self {
            // SAFETY: SSE2 belongs to every x86-64.
            Self(unsafe { _mm_or_si128(self.0, other.0) })
        }
        /// Whether bytes are among the `count` that begin with `low`.
        #[inline(always)]
        pub(super) fn within(self, low: u8, count: u8) -> Self {
            // SAFETY: SSE2 belongs to every x86-64.
            let moved = Self(unsafe { _mm_sub_epi8(self.0, Self::all(low).0) });
            // SAFETY: SSE2 belongs to every x86-64.
            let least = Self(unsafe { _mm_min_epu8(moved.0, Self::all(count - 1).0) });
            least.equals(moved)
        }
        /// The highest bit of each byte.
        #[inline(always)]
        pub(super) fn bits(self) -> u16 {
            // SAFETY: SSE2 belongs to every x86-64.
            let mask = unsafe { _mm_movemask_epi8(self.0) };
            mask as u16
        }
    }
}

/// Sixteen bytes: simd128.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[expect(unsafe_code, reason = "a vector load of an array that is as long as what is read")]
mod vector {
    use core::arch::wasm32::{
        i8x16_bitmask, u8x16_eq, u8x16_lt, u8x16_splat, u8x16_sub, v128, v128_load, v128_or,
    };

    #[derive(Clone, Copy)]
    pub(super) struct Vector(v128);

    impl Vector {
        #[inline(always)]
        pub(super) fn load(bytes: &[u8; 16]) -> Self {
            // SAFETY: the array has exactly the sixteen bytes that are read, and the load needs no alignment.
            Self(unsafe { v128_load(bytes.as_ptr().cast()) })
        }
        #[inline(always)]
        pub(super) fn all(byte: u8) -> Self {
            Self(u8x16_splat(byte))
        }
        #[inline(always)]
        pub(super) fn equals(self, other: Self) -> Self {
            Self(u8x16_eq(self.0, other.0))
        }
        #[inline(always)]
        pub(super) fn or(self, other: Self) -> Self {
            Self(v128_or(self.0, other.0))
        }
        #[inline(always)]
        pub(super) fn within(self, low: u8, count: u8) -> Self {
            Self(u8x16_lt(u8x16_sub(self.0, u8x16_splat(low)), u8x16_splat(count)))
        }
        #[inline(always)]
        pub(super) fn bits(self) -> u16 {
            i8x16_bitmask(self.0)
        }
    }
}

/// Sixteen bytes, one by one.
#[cfg(not(any(target_arch = "x86_64", all(target_arch = "wasm32", target_feature = "simd128"))))]
mod vector {
    #[derive(Clone, Copy)]
    pub(super) struct Vector([u8; 16]);

    impl Vector {
        pub(super) fn load(bytes: &[u8; 16]) -> Self {
            Self(*bytes)
        }
        pub(super) fn all(byte: u8) -> Self {
            Self([byte; 16])
        }
        fn zip(self, other: Self, join: impl Fn(u8, u8) -> u8) -> Self {
            let mut joined = self;
            for (to, from) in joined.0.iter_mut().zip(other.0) {
                *to = join(*to, from);
            }
            joined
        }
        pub(super) fn equals(self, other: Self) -> Self {
            self.zip(other, |a, b| if a == b { 0xff } else { 0 })
        }
        pub(super) fn or(self, other: Self) -> Self {
            self.zip(other, |a, b| a | b)
        }
        pub(super) fn within(self, low: u8, count: u8) -> Self {
            self.zip(self, |a, _| if a.wrapping_sub(low) < count { 0xff } else { 0 })
        }
        pub(super) fn bits(self) -> u16 {
            self.0.iter().rev().fold(0, |bits, byte| bits << 1 | u16::from(byte >> 7))
        }
    }
}

use vector::Vector;

impl Vector {
    #[inline(always)]
    fn is(self, byte: u8) -> Self {
        self.equals(Self::all(byte))
    }

    /// Letters in lower case; what else is changed is told apart by the caller.
    #[inline(always)]
    fn lower(self) -> Self {
        self.or(Self::all(0x20))
    }
}

/// One bit a byte, the first byte lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Masks {
    /// Letters, digits and bytes above ASCII.
    pub word: u64,
    /// Bytes above ASCII.
    pub high: u64,
    /// ASCII digits.
    pub digit: u64,
    /// `@`, `:`, `-` and `$`: places of interest that are no words.
    pub mark: u64,
}

/// The masks of a block, byte by byte: what the vector forms must agree with.
#[cfg(test)]
pub(crate) fn masks_scalar(block: &[u8; 64]) -> Masks {
    let mut masks = Masks::default();
    for (bit, byte) in block.iter().enumerate() {
        masks.word |= u64::from(crate::lexicon::is_word(*byte)) << bit;
        masks.high |= u64::from(*byte >> 7) << bit;
        masks.digit |= u64::from(byte.is_ascii_digit()) << bit;
        masks.mark |= u64::from(matches!(byte, b'@' | b':' | b'-' | b'$')) << bit;
    }
    masks
}

#[inline]
pub(crate) fn masks(block: &[u8; 64]) -> Masks {
    let mut masks = Masks::default();
    for (part, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
        let v = Vector::load(bytes);
        let digit = v.within(b'0', 10);
        let letter = v.lower().within(b'a', 26);
        let mark = v.is(b'@').or(v.is(b':')).or(v.is(b'-')).or(v.is(b'$'));
        let put = |mask: Vector| u64::from(mask.bits()) << (16 * part);
        // The highest bit of bytes above ASCII is in the mask by itself.
        masks.word |= put(letter.or(digit).or(v));
        masks.high |= put(v);
        masks.digit |= put(digit);
        masks.mark |= put(mark);
    }
    masks
}

/// Signs of code and tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signs {
    /// Symbols that prose hardly has: `#$%&`, `*+`, `;<=>`, `[\]^_` and the backtick, `{|}~`, `@`.
    pub symbol: u64,
    pub comma: u64,
    /// Line breaks.
    pub line: u64,
    /// Spaces and tabs.
    pub blank: u64,
}

#[inline]
pub(crate) fn signs(block: &[u8; 64]) -> Signs {
    let mut signs = Signs::default();
    for (part, bytes) in block.as_chunks::<16>().0.iter().enumerate() {
        let v = Vector::load(bytes);
        let low = v.within(b'#', 4).or(v.within(b'*', 2)).or(v.within(b';', 4));
        let high = v.within(b'[', 6).or(v.within(b'{', 4)).or(v.is(b'@'));
        let put = |mask: Vector| u64::from(mask.bits()) << (16 * part);
        signs.symbol |= put(low.or(high));
        signs.comma |= put(v.is(b','));
        signs.line |= put(v.is(b'\n'));
        signs.blank |= put(v.is(b' ').or(v.is(b'\t')));
    }
    signs
}

/// What bytes are to a line of code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Strokes {
    /// Letters, digits, `_` and bytes above ASCII.
    pub part: u64,
    pub upper: u64,
    pub digit: u64,
    pub underline: u64,
    pub quote: u64,
    pub backslash: u64,
    pub dot: u64,
    /// Opening parentheses.
    pub open: u64,
    /// Closing square brackets.
    pub close: u64,
    /// Spaces and apostrophes.
    pub blank: u64,
}

/// The strokes of a block; those behind its first `length` bytes are left out, or as they are.
#[inline]
pub(crate) fn strokes(block: &[u8; 64], length: usize) -> Strokes {
    let mut strokes = Strokes::default();
    for (part, bytes) in block.as_chunks::<16>().0.iter().enumerate().take(length.div_ceil(16)) {
        let v = Vector::load(bytes);
        let (digit, line) = (v.within(b'0', 10), v.is(b'_'));
        let put = |mask: Vector| u64::from(mask.bits()) << (16 * part);
        strokes.part |= put(v.lower().within(b'a', 26).or(digit).or(line).or(v));
        strokes.upper |= put(v.within(b'A', 26));
        strokes.digit |= put(digit);
        strokes.underline |= put(line);
        strokes.quote |= put(v.is(b'"'));
        strokes.backslash |= put(v.is(b'\\'));
        strokes.dot |= put(v.is(b'.'));
        strokes.open |= put(v.is(b'('));
        strokes.close |= put(v.is(b']'));
        strokes.blank |= put(v.is(b' ').or(v.is(b'\'')));
    }
    strokes
}

/// What bytes are to the tokens of a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tokens {
    /// ASCII letters, digits and `_`.
    pub word: u64,
    pub digit: u64,
    pub dollar: u64,
    /// ASCII punctuation, `_` with it.
    pub mark: u64,
}

/// The tokens of a block; those behind its first `length` bytes are left out, or as they are.
#[inline]
pub(crate) fn tokens(block: &[u8; 64], length: usize) -> Tokens {
    let mut tokens = Tokens::default();
    for (part, bytes) in block.as_chunks::<16>().0.iter().enumerate().take(length.div_ceil(16)) {
        let v = Vector::load(bytes);
        let (digit, letter) = (v.within(b'0', 10), v.lower().within(b'a', 26));
        let mark = v.within(b'!', 15).or(v.within(b':', 7)).or(v.within(b'[', 6)).or(v.within(b'{', 4));
        let put = |mask: Vector| u64::from(mask.bits()) << (16 * part);
        tokens.word |= put(letter.or(digit).or(v.is(b'_')));
        tokens.digit |= put(digit);
        tokens.dollar |= put(v.is(b'$'));
        tokens.mark |= put(mark);
    }
    tokens
}

/// Letters and bytes above ASCII, and digits, of sixteen bytes.
#[inline]
fn word_bits(bytes: &[u8; 16]) -> u16 {
    let v = Vector::load(bytes);
    v.lower().within(b'a', 26).or(v.within(b'0', 10)).or(v).bits()
}

/// Letters, digits and bytes above ASCII of a block.
#[inline]
pub(crate) fn words(block: &[u8; 64]) -> u64 {
    block.as_chunks::<16>().0.iter().rev().fold(0, |mask, bytes| mask << 16 | u64::from(word_bits(bytes)))
}

/// Length of the word of letters, digits and bytes above ASCII at `at`, `max` at most.
#[inline]
pub(crate) fn word_length(text: &[u8], at: usize, max: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let near = rest.first_chunk().map(word_bits);
    match near {
        Some(part) if part != u16::MAX => (part.trailing_ones() as usize).min(max),
        _ => rest.iter().take(max).take_while(|byte| crate::lexicon::is_word(**byte)).count(),
    }
}

/// Which bytes of a block are one of these few.
#[inline]
pub(crate) fn any_of<const N: usize>(block: &[u8; 64], set: [u8; N]) -> u64 {
    block.as_chunks::<16>().0.iter().rev().fold(0, |mask, bytes| {
        let v = Vector::load(bytes);
        let any = set.iter().fold(Vector::all(0), |any, byte| any.or(v.is(*byte)));
        mask << 16 | u64::from(any.bits())
    })
}

/// The bytes at `at`, filled up with zeros behind the end of the text.
#[inline]
pub(crate) fn filled<const N: usize>(text: &[u8], at: usize) -> [u8; N] {
    let rest = text.get(at..).unwrap_or_default();
    rest.first_chunk().copied().unwrap_or_else(|| {
        let mut block = [0; N];
        for (to, from) in block.iter_mut().zip(rest) {
            *to = *from;
        }
        block
    })
}

/// The places of a text that `mask` marks in its blocks, in order.
pub(crate) fn places(text: &[u8], mut mask: impl FnMut(&[u8; 64]) -> u64) -> impl Iterator<Item = usize> {
    let (mut from, mut left): (usize, Option<u64>) = (0, None);
    core::iter::from_fn(move || {
        loop {
            match left {
                Some(0) => (from, left) = (from + 64, None),
                Some(bits) => {
                    left = Some(bits & (bits - 1));
                    return Some(from + bits.trailing_zeros() as usize).filter(|at| *at < text.len());
                }
                None if from >= text.len() => return None,
                None => {
                    left = Some(match text.get(from..).and_then(<[u8]>::first_chunk) {
                        Some(block) => mask(block),
                        None => mask(&filled(text, from)),
                    });
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_some_bytes() {
        let text = [b"a.b".as_slice(), &[b'x'; 70], b"\n!", &[b'.'; 3]].concat();
        let found: alloc::vec::Vec<usize> = places(&text, |block| any_of(block, *b"\n.")).collect();
        assert_eq!(found, [1, 73, 75, 76, 77]);
    }

    /// The mask of the bytes that are of a kind.
    fn mask(block: &[u8; 64], is: impl Fn(u8) -> bool) -> u64 {
        block.iter().rev().fold(0, |mask, byte| mask << 1 | u64::from(is(*byte)))
    }

    proptest::proptest! {
        #[test]
        fn wide_masks_are_the_plain_ones(block in proptest::array::uniform32(0u8..), other in proptest::array::uniform32(0u8..)) {
            let mut bytes = [0; 64];
            bytes[..32].copy_from_slice(&block);
            bytes[32..].copy_from_slice(&other);
            proptest::prop_assert_eq!(masks(&bytes), masks_scalar(&bytes));
            proptest::prop_assert_eq!(words(&bytes), masks_scalar(&bytes).word);
            let (strokes, tokens) = (strokes(&bytes, 64), tokens(&bytes, 64));
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
            proptest::prop_assert_eq!(strokes.part, mask(&bytes, |byte| plain(byte) || byte >= 0x80));
            proptest::prop_assert_eq!(strokes.upper, mask(&bytes, |byte| byte.is_ascii_uppercase()));
            proptest::prop_assert_eq!(strokes.blank, mask(&bytes, |byte| matches!(byte, b' ' | b'\'')));
            proptest::prop_assert_eq!(tokens.word, mask(&bytes, plain));
            proptest::prop_assert_eq!(tokens.mark, mask(&bytes, |byte| byte.is_ascii_punctuation()));
        }
    }
}
