//! Where licence words are: the pass over the text tells them, since they are a set of its lexicon.

use core::ops::Range;

/// Bytes that are read together; a stretch is a run of blocks with a cue, and one more on each side.
const BLOCK: usize = 512;

/// Calls `visit` with every stretch of a text of `length` bytes that holds one of `cues`, which ascend.
pub(super) fn around(length: usize, cues: &[usize], mut visit: impl FnMut(Range<usize>)) {
    let mut stretch: Option<Range<usize>> = None;
    for cue in cues {
        let start = cue / BLOCK * BLOCK;
        let (from, to) = (start.saturating_sub(BLOCK), (start + 2 * BLOCK).min(length));
        match &mut stretch {
            Some(open) if open.end >= from => open.end = to,
            _ => {
                if let Some(done) = stretch.replace(from..to) {
                    visit(done);
                }
            }
        }
    }
    if let Some(stretch) = stretch {
        visit(stretch);
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn stretches_reach_a_block_around_their_cues() {
        let stretches = |length: usize, cues: &[usize]| {
            let mut found = Vec::new();
            around(length, cues, |stretch| found.push(stretch));
            found
        };
        assert!(stretches(5000, &[]).is_empty());
        assert!(stretches(20, &[3]).iter().eq([&(0..20)]));
        assert_eq!(stretches(9000, &[600, 700, 1500, 5000]), [0..2048, 4096..5632]);
    }
}
