//! Finds the few places of a text that could be disguised, sixty-four bytes at a time.

/// Bytes that one step decides about.
pub(super) const STEP: usize = 64;
/// Bytes that one step looks at: one before, and eight behind.
pub(super) const WINDOW: usize = 1 + STEP + 8;

/// A byte beyond ASCII, or one that begins escapes, marks, quotes and line breaks.
pub(super) const RARE: u8 = 1;
/// The word `at`, or a longer one that begins with it.
pub(super) const AT: u8 = 2;
/// A byte that could separate characters that were written apart.
pub(super) const APART: u8 = 4;

/// What each byte of a step may be. A loop without branches over arrays of a fixed size: the compiler makes vector instructions of it.
pub(super) fn sieve(window: &[u8; WINDOW], kinds: &mut [u8; STEP]) {
    let part =
        |from: usize| window.get(from..).and_then(|rest| rest.first_chunk::<STEP>()).unwrap_or(&[0; STEP]);
    let (before, here, next) = (part(0), part(1), part(2));
    let (second, third, fourth, sixth) = (part(3), part(4), part(5), part(7));
    let inner = before.iter().zip(here).zip(next).zip(kinds);
    let outer = second.iter().zip(third).zip(fourth).zip(sixth);
    for ((((before, b), next), kind), (((second, third), fourth), sixth)) in inner.zip(outer) {
        let (b, next) = (*b, *next);
        let small = b | 0x20;
        // Letters have the bit 0x40, and spaces, digits and most signs have not. A quote before a letter is the first one of two.
        let quote = ((b == b'"') | (b == b'\'')) & (next & 0x40 == 0);
        // Beyond ASCII and `[\]^_{|}~`, then `@` and the backtick, `%&`, `*`, `<=`, the line break.
        let signs = (small > 0x7a) | (small == 0x60) | (b & 0xfe == 0x3c) | (b == b'\n');
        let rare = signs | quote | (b.wrapping_sub(0x25) <= 1) | (b == b'*');
        let at = (before & 0x40 == 0) & (small == b'a') & (next | 0x20 == b't');
        // Four equal bytes with a stride of two, or three that are no letters with a stride of three.
        let twos = (b == *second) & (b == *fourth);
        let threes = (b == *third) & ((b & 0x40 == 0) | (b == b'_'));
        let apart = (twos | threes) & (b == *sixth) & (b != next);
        let flag = |is: bool, flag: u8| if is { flag } else { 0 };
        *kind = flag(rare, RARE) | flag(at, AT) | flag(apart, APART);
    }
}
