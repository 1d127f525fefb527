//! Words near a candidate.

use crate::artifact::Context;

/// Whether one of the words stands within the window before `start`, or in a short one after `end`. Case is ignored; a word must
/// begin at a word's beginning.
pub(crate) fn present(context: &Context, text: &[u8], start: usize, end: usize) -> bool {
    const AFTER: usize = 24;
    let before = text.get(start.saturating_sub(context.window as usize)..start).unwrap_or_default();
    let after = text.get(end..text.len().min(end + AFTER)).unwrap_or_default();
    context.words.iter().any(|word| contains(before, word.as_bytes()) || contains(after, word.as_bytes()))
}

fn contains(text: &[u8], word: &[u8]) -> bool {
    let matches = |at: usize| {
        let begins = !at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_alphanumeric);
        begins && text.get(at..at + word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
    };
    !word.is_empty() && (0..text.len()).any(matches)
}
