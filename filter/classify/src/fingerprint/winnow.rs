//! Winnowing: of each window of neighbouring runs of tokens, the smallest hash.

use core::ops::Range;

use super::tokens::{self, Token};
use super::{GRAM, WINDOW};

/// Factor of the rolling hash, and its power that belongs to the token that leaves a run.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
const LEAVING: u64 = {
    let (mut power, mut i) = (1u64, 0);
    while i < GRAM {
        power = power.wrapping_mul(FACTOR);
        i += 1;
    }
    power
};
/// Different tokens that a run must have: lists of numbers and rows of brackets are in everybody's code.
const DIFFERENT: u32 = 8;

/// A run of tokens.
#[derive(Clone, Copy, Default)]
struct Run {
    hash: u64,
    start: usize,
    end: usize,
    plain: bool,
}

/// Calls `keep` with the hash and the place of every run that winnowing keeps.
pub(super) fn fingerprints(text: &[u8], mut keep: impl FnMut(u64, Range<usize>)) {
    let mut ring = [Token::default(); GRAM];
    let mut window = [Run::default(); WINDOW];
    let (mut count, mut state, mut kept) = (0usize, 0u64, usize::MAX);
    let mut at = 0;
    while let Some(token) = tokens::next(text, at) {
        at = token.end;
        let Some(place) = ring.get_mut(count % GRAM) else { return };
        let leaving = core::mem::replace(place, token);
        state = state
            .wrapping_mul(FACTOR)
            .wrapping_add(token.hash)
            .wrapping_sub(leaving.hash.wrapping_mul(LEAVING));
        count += 1;
        let Some(run) = count.checked_sub(GRAM) else { continue };
        let start = ring.get(count % GRAM).map_or(0, |oldest| oldest.start);
        let plain = different(&ring) < DIFFERENT;
        if let Some(place) = window.get_mut(run % WINDOW) {
            *place = Run { hash: mix(state), start, end: token.end, plain };
        }
        // The window is full from its eighth run on; a shorter text is one window.
        if run + 1 >= WINDOW {
            smallest(&window, &mut kept, &mut keep);
        }
    }
    if (GRAM..GRAM + WINDOW - 1).contains(&count) {
        let runs = window.get(..count + 1 - GRAM).unwrap_or_default();
        smallest(runs, &mut kept, &mut keep);
    }
}

/// Keeps the smallest run of a window, unless it was kept for the window before.
fn smallest(window: &[Run], kept: &mut usize, keep: &mut impl FnMut(u64, Range<usize>)) {
    let least = window.iter().min_by_key(|run| (run.hash, core::cmp::Reverse(run.start)));
    let Some(run) = least.filter(|run| run.start != *kept) else { return };
    *kept = run.start;
    if !run.plain {
        keep(run.hash, run.start..run.end);
    }
}

/// How many different tokens a run has, at least.
fn different(ring: &[Token; GRAM]) -> u32 {
    ring.iter().fold(0u64, |seen, token| seen | 1 << (token.hash >> 58)).count_ones()
}

/// The finaliser of SplitMix64: neighbouring states get unrelated hashes.
fn mix(state: u64) -> u64 {
    let state = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ state >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ state >> 31
}
