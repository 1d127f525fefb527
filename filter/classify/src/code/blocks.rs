//! Which parts of a text could hold code at all: symbol bytes and indented lines, counted in one cheap pass.

use core::ops::Range;

use crate::simd;

/// Bytes that are counted together.
const BLOCK: usize = 1024;

/// Calls `visit` with every maximal run of blocks that could hold code, one block wider on each side.
pub(super) fn suspicious(text: &[u8], mut visit: impl FnMut(Range<usize>)) {
    let mut run: Option<Range<usize>> = None;
    let mut start = 0;
    for block in text.chunks(BLOCK) {
        let end = start + block.len();
        if dense(block) {
            let from = start.saturating_sub(BLOCK);
            let to = (end + BLOCK).min(text.len());
            match &mut run {
                Some(run) if run.end >= from => run.end = to,
                _ => {
                    if let Some(done) = run.replace(from..to) {
                        visit(done);
                    }
                }
            }
        }
        start = end;
    }
    if let Some(run) = run {
        visit(run);
    }
}

/// Whether a block has more symbols, indented lines or commas than prose has.
fn dense(block: &[u8]) -> bool {
    let (mut symbols, mut indents, mut commas, mut after_line) = (0u32, 0u32, 0u32, true);
    for at in (0..block.len()).step_by(64) {
        let signs = match block.get(at..).and_then(<[u8]>::first_chunk) {
            Some(part) => simd::signs(part),
            None => simd::signs(&simd::filled(block, at)),
        };
        symbols += signs.symbol.count_ones();
        commas += signs.comma.count_ones();
        indents += (signs.blank & (signs.line << 1 | u64::from(after_line))).count_ones();
        after_line = signs.line >> 63 == 1;
    }
    let length = u32::try_from(block.len()).unwrap_or(u32::MAX);
    symbols > 1 + length / 170 || indents > length / 200 || commas > 4 + length / 30
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn runs(text: &str) -> Vec<Range<usize>> {
        let mut runs = Vec::new();
        suspicious(text.as_bytes(), |run| runs.push(run));
        runs
    }

    #[test]
    fn prose_holds_nothing_and_code_does() {
        let prose =
            "The committee met on Tuesday, and asked (again) that every figure be checked. ".repeat(100);
        assert!(runs(&prose).is_empty());
        assert!(runs("if (a == b) { return c; }").iter().eq([&(0..25)]));
        let both = alloc::format!("{prose}int main() {{\n  int x_y = a[0];\n  return x_y;\n}} {prose}");
        let found = runs(&both);
        assert_eq!(found.len(), 1);
        assert!(
            found[0].start <= prose.len()
                && found[0].end > prose.len()
                && found[0].end - found[0].start <= 4 * BLOCK
        );
    }
}
