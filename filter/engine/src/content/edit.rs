//! Rewrites in place: only the bytes of findings change, and the JSON stays valid.

use alloc::{format, string::String, vec::Vec};
use core::ops::Range;

/// The bytes of one finding in the body, and what stands around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte range in the body.
    pub span: Range<usize>,
    /// What the range is.
    pub kind: EditKind,
}

/// What a range of the body is, which decides how a placeholder is written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// Inside of a string.
    Text,
    /// Inside of a member's name. The placeholders of several get numbers, so that names stay apart.
    Name,
    /// A whole number literal, which becomes a string.
    Number,
    /// A whole number literal of a JSON document inside of a string: the new quotes are escaped.
    NestedNumber,
}

impl Edit {
    /// Bytes of the range.
    #[expect(clippy::len_without_is_empty, reason = "a finding is never empty")]
    pub fn len(&self) -> usize {
        self.span.len()
    }
}

/// Applies edits in any order. Overlapping ones become one over their union, with the first one's placeholder.
pub fn apply<'e>(body: &[u8], edits: impl Iterator<Item = (&'e Edit, &'e str)>) -> Vec<u8> {
    let mut edits: Vec<(&Edit, &str)> = edits.collect();
    edits.sort_by_key(|(edit, _)| (edit.span.start, core::cmp::Reverse(edit.span.end)));
    let mut merged: Vec<(Range<usize>, EditKind, &str)> = Vec::with_capacity(edits.len());
    for (edit, placeholder) in edits {
        match merged.last_mut().filter(|(span, ..)| edit.span.start < span.end) {
            Some((span, ..)) => span.end = span.end.max(edit.span.end),
            None => merged.push((edit.span.clone(), edit.kind, placeholder)),
        }
    }
    let grown: usize = merged.iter().map(|(_, _, placeholder)| placeholder.len() + 10).sum();
    let mut out = Vec::with_capacity(body.len() + grown);
    let (mut at, mut names) = (0, 0_usize);
    for (span, kind, placeholder) in merged {
        out.extend_from_slice(body.get(at..span.start).unwrap_or_default());
        names += usize::from(kind == EditKind::Name);
        if kind == EditKind::Name && names > 1 {
            out.extend_from_slice(format!("[{placeholder}_{names}]").as_bytes());
        } else {
            out.extend_from_slice(written(kind, placeholder).as_bytes());
        }
        at = span.end;
    }
    out.extend_from_slice(body.get(at..).unwrap_or_default());
    out
}

/// `[US_SSN]` as it stands in the body. Placeholders are upper-case words, checked when detectors are loaded, so they need
/// no escaping themselves.
fn written(kind: EditKind, placeholder: &str) -> String {
    let (open, close) = match kind {
        EditKind::Text | EditKind::Name => ("[", "]"),
        EditKind::Number => ("\"[", "]\""),
        EditKind::NestedNumber => ("\\\"[", "]\\\""),
    };
    [open, placeholder, close].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_and_unordered_edits() {
        let edit = |span, kind| Edit { span, kind };
        let edits = [edit(8..9, EditKind::Number), edit(1..4, EditKind::Text), edit(2..6, EditKind::Text)];
        let out = apply(b"abcdefgh1j", edits.iter().zip(["N", "A", "B"]));
        assert_eq!(out, b"a[A]gh\"[N]\"j");
        let names = [edit(0..1, EditKind::Name), edit(2..3, EditKind::Name), edit(4..5, EditKind::Text)];
        assert_eq!(apply(b"a b c", names.iter().zip(["N", "N", "N"])), b"[N] [N_2] [N]");
        assert_eq!(apply(b"same", core::iter::empty()), b"same");
    }
}
