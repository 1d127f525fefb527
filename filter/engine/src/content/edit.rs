//! Rewrites in place: only the bytes of findings change, and the JSON stays valid.

use alloc::{format, string::String, vec::Vec};
use core::{cmp::Reverse, ops::Range};

use countersign_formats::order;

use super::text::{self, Buffer};

/// The bytes of one finding in the body, and what stands around them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte range in the body.
    pub span: Range<usize>,
    /// What the range is.
    pub kind: EditKind,
    /// How many JSON strings the range stands in, one inside of the other: 0 in plain text, 1 in a JSON body, 2 in the arguments of
    /// a tool call.
    pub depth: u8,
}

/// What a range of the body is, which decides how a replacement is written there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// Inside of a string.
    Text,
    /// Inside of a member's name. The placeholders of several get numbers, so that names stay apart.
    Name,
    /// A whole number literal, which becomes a string.
    Number,
    /// A whole list, which becomes empty.
    List,
    /// A whole object, which becomes null.
    Object,
}

impl Edit {
    /// A range of plain text.
    pub fn plain(span: Range<usize>) -> Self {
        Self { span, kind: EditKind::Text, depth: 0 }
    }

    /// Bytes of the range.
    #[expect(clippy::len_without_is_empty, reason = "a finding is never empty")]
    pub fn len(&self) -> usize {
        self.span.len()
    }
}

/// Applies edits in any order. Overlapping ones become one over their union, with the first one's note; `text` says what stands in place of
/// a range.
pub fn apply<N>(
    body: &[u8],
    mut edits: Vec<(&Edit, N)>,
    mut text: impl FnMut(&Edit, N) -> String,
) -> Vec<u8> {
    order::sort_by_key(&mut edits, |(edit, _)| (edit.span.start, Reverse(edit.span.end)));
    let mut merged: Vec<(Edit, N)> = Vec::with_capacity(edits.len());
    for (edit, note) in edits {
        match merged.last_mut().filter(|(last, _)| edit.span.start < last.span.end) {
            Some((last, _)) => last.span.end = last.span.end.max(edit.span.end),
            None => merged.push((edit.clone(), note)),
        }
    }
    let mut out = Vec::with_capacity(body.len() + merged.len() * 16);
    let mut at = 0;
    for (edit, note) in merged {
        out.extend_from_slice(body.get(at..edit.span.start).unwrap_or_default());
        let text = text(&edit, note);
        out.extend_from_slice(written(edit.kind, edit.depth, &text).as_bytes());
        at = edit.span.end;
    }
    out.extend_from_slice(body.get(at..).unwrap_or_default());
    out
}

/// What a range of the body says.
pub fn read(body: &[u8], edit: &Edit) -> String {
    let raw = body.get(edit.span.clone()).unwrap_or_default();
    let mut text = String::from_utf8_lossy(raw).into_owned();
    if edit.kind != EditKind::Number {
        for _ in 0..edit.depth {
            let mut buffer = Buffer::default();
            let resolved = text::unescape(&text, &mut buffer).text;
            text = resolved.into();
        }
    }
    text
}

/// A replacement as it stands in the body.
pub fn written(kind: EditKind, depth: u8, text: &str) -> String {
    match kind {
        EditKind::Text | EditKind::Name => escaped(text, depth),
        // The literal becomes a string of its own, one level deeper than where it stood.
        EditKind::List => "[]".into(),
        EditKind::Object => "null".into(),
        EditKind::Number => {
            let quote = escaped("\"", depth);
            [quote.as_str(), &escaped(text, depth + 1), &quote].concat()
        }
    }
}

/// A text as it stands inside of so many JSON strings.
pub fn escaped(text: &str, depth: u8) -> String {
    let mut text = String::from(text);
    let special = |c: char| matches!(c, '"' | '\\' | '\u{0}'..='\u{1f}');
    for _ in 0..depth {
        if !text.contains(special) {
            break;
        }
        let mut out = String::with_capacity(text.len() + 8);
        for char in text.chars() {
            match char {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                control if special(control) => out.push_str(&format!("\\u{:04x}", u32::from(control))),
                other => out.push(other),
            }
        }
        text = out;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(span: Range<usize>, kind: EditKind, depth: u8) -> Edit {
        Edit { span, kind, depth }
    }

    #[test]
    fn overlapping_and_unordered_edits() {
        let edits =
            [edit(8..9, EditKind::Number, 0), edit(1..4, EditKind::Text, 1), edit(2..6, EditKind::Text, 1)];
        let text = |_: &Edit, note: &str| format!("[{note}]");
        let out = apply(b"abcdefgh1j", edits.iter().zip(["N", "A", "B"]).collect(), text);
        assert_eq!(out, b"a[A]gh\"[N]\"j");
        assert_eq!(apply(b"same", Vec::new(), text), b"same");
    }

    #[test]
    fn ranges_are_read_as_they_stand() {
        for (body, depth, text) in [("a\\\"b", 1, "a\"b"), ("a\\\\\\\"b", 2, "a\"b"), ("a\\\"b", 0, "a\\\"b")]
        {
            assert_eq!(read(body.as_bytes(), &edit(0..body.len(), EditKind::Text, depth)), text);
        }
    }

    #[test]
    fn values_are_escaped_for_where_they_stand() {
        assert_eq!(written(EditKind::Text, 0, "a\"b\n"), "a\"b\n");
        assert_eq!(written(EditKind::Text, 1, "a\"b\n\u{1}"), r#"a\"b\n\u0001"#);
        assert_eq!(written(EditKind::Text, 2, "a\"b"), r#"a\\\"b"#);
        assert_eq!(written(EditKind::Number, 0, "[N]"), r#""[N]""#);
        assert_eq!(written(EditKind::Number, 1, "[N]"), r#"\"[N]\""#);
        for depth in 0..3 {
            let mut text = written(EditKind::Text, depth, "é\"\\\n\t/");
            for _ in 0..depth {
                text = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            }
            assert_eq!(text, "é\"\\\n\t/");
        }
    }
}
