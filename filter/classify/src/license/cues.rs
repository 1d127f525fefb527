//! Where licence words could be: a few short byte sequences, looked for in one cheap pass.

use core::ops::Range;

/// Bytes that are looked at together; a stretch is a run of blocks with a cue, and one more on each side.
const BLOCK: usize = 512;
/// Positions that one step of the vectorised look covers.
const LANE: usize = 64;

/// Calls `visit` with every stretch of `text` that holds a cue.
pub(super) fn around(text: &[u8], mut visit: impl FnMut(Range<usize>)) {
    let mut stretch: Option<Range<usize>> = None;
    let mut start = 0;
    while start < text.len() {
        let end = (start + BLOCK).min(text.len());
        if has_cue(text, start, end) {
            let from = start.saturating_sub(BLOCK);
            let to = (end + BLOCK).min(text.len());
            match &mut stretch {
                Some(open) if open.end >= from => open.end = to,
                _ => {
                    if let Some(done) = stretch.replace(from..to) {
                        visit(done);
                    }
                }
            }
        }
        start = end;
    }
    if let Some(stretch) = stretch {
        visit(stretch);
    }
}

/// Whether a cue begins in `start..end`.
fn has_cue(text: &[u8], start: usize, end: usize) -> bool {
    let mut at = start;
    while at < end {
        let lane = |offset: usize| text.get(at + offset..)?.first_chunk::<LANE>();
        let hit = match (lane(0), lane(1), lane(2), lane(3)) {
            (Some(a), Some(b), Some(c), Some(d)) => lane_has(a, b, c, d),
            _ => tail_has(text.get(at..).unwrap_or_default()),
        };
        if hit && (at..at + LANE).any(|at| is_cue(text, at)) {
            return true;
        }
        at += LANE;
    }
    false
}

/// The last bytes of a text, filled up with spaces.
fn tail_has(tail: &[u8]) -> bool {
    let mut bytes = [b' '; 2 * LANE];
    for (to, from) in bytes.iter_mut().zip(tail) {
        *to = *from;
    }
    [0, LANE - 3].into_iter().any(|at| {
        let lane = |offset: usize| bytes.get(at + offset..)?.first_chunk::<LANE>();
        matches!((lane(0), lane(1), lane(2), lane(3)), (Some(a), Some(b), Some(c), Some(d)) if lane_has(a, b, c, d))
    })
}

/// Whether a cue begins at one of the positions.
fn lane_has(a: &[u8; LANE], b: &[u8; LANE], c: &[u8; LANE], d: &[u8; LANE]) -> bool {
    let lanes = a.iter().zip(b).zip(c).zip(d);
    lanes.fold(0u8, |hits, (((a, b), c), d)| hits | cue(*a, *b, *c, *d)) != 0
}

/// Whether what begins at `at` is a cue: `mpl` of Rust's `impl` is none, other than the wide look takes it.
fn is_cue(text: &[u8], at: usize) -> bool {
    let byte = |offset: usize| text.get(at + offset).copied().unwrap_or(b' ');
    let of_impl = at.checked_sub(1).and_then(|before| text.get(before..at + 3)) == Some(b"impl");
    cue(byte(0), byte(1), byte(2), byte(3)) != 0 && !of_impl
}

/// Whether four bytes are a cue. `b | 0x20` folds letters; what else it folds only makes more candidates.
#[inline(always)]
fn cue(a: u8, b: u8, c: u8, d: u8) -> u8 {
    let (a, b, c, d) = (a | 0x20, b | 0x20, c | 0x20, d | 0x20);
    let is = |cue: &[u8; 4]| {
        let [e, f, g, h] = *cue;
        u8::from((a == e) & (b == f) & (c == g) & (d == h))
    };
    // license, licence; copyright; redistribute; permission; public domain; proprietary; confidential; warranty; prohibited;
    // SPDX; unlicense, EULA.
    let long =
        is(b"icen") | is(b"opyr") | is(b"edis") | is(b"rmis") | is(b"ic d") | is(b"opri") | is(b"fide");
    let more = is(b"warr") | is(b"ohib") | is(b"spdx") | is(b"eula") | is(b"ache") | is(b"wtfp");
    // GPL in all its names, and the usual short names.
    let three = |cue: &[u8; 3]| {
        let [e, f, g] = *cue;
        u8::from((a == e) & (b == f) & (c == g))
    };
    long | more | three(b"gpl") | three(b"bsd") | three(b"mpl") & u8::from(!d.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(text: &str) -> bool {
        let mut any = false;
        around(text.as_bytes(), |_| any = true);
        any
    }

    #[test]
    fn licence_words_are_cues_and_prose_has_none() {
        assert!(cue("MIT License") && cue("under the GPLv2") && cue("All uses are PROHIBITED."));
        assert!(cue("in the public domain") && cue("# Copyright 2020") && cue("a lic\u{65}nce"));
        let prose =
            "The committee met on Tuesday to review the proposal, and asked that every figure be checked. "
                .repeat(40);
        assert!(!cue(&prose));
        for at in 0..300 {
            let text = alloc::format!("{}license{}", ".".repeat(at), ".".repeat(at % 70));
            assert!(cue(&text), "{at}");
        }
    }
}
