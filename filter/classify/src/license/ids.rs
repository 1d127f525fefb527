//! SPDX expressions, and what manifests and badges write instead.

use core::ops::Range;

use super::tables::{Id, Tables};
use super::words::Word;

/// The id that a name in a manifest stands for; `-` and what follows may be the colour of a badge.
fn named(tables: &Tables, token: &[u8]) -> Option<Id> {
    let mut token = token;
    for _ in 0..4 {
        if let Some(id) = tables.named(token) {
            return Some(id);
        }
        let cut = token.iter().rposition(|&byte| byte == b'-')?;
        token = token.get(..cut)?;
    }
    None
}

/// Bytes behind the word `license` that an expression may take.
const LONGEST: usize = 160;

/// Reads the SPDX expression, or the manifest's value, behind the word `license`, and calls `found` with each id.
pub(super) fn expression(tables: &Tables, text: &[u8], word: &Word, mut found: impl FnMut(Range<usize>, Id)) {
    let rest = text.get(word.end..).unwrap_or_default();
    let rest = rest.get(..LONGEST).unwrap_or(rest);
    let mark = |byte: &&u8| {
        matches!(byte, b' ' | b'\t' | b'"' | b':' | b'=' | b'\'' | b'>' | b'[' | b'(' | b'{' | b'-' | b'\\')
    };
    let marks = rest.iter().take(24).take_while(mark).count();
    if !rest
        .get(..marks)
        .unwrap_or_default()
        .iter()
        .any(|byte| matches!(byte, b':' | b'=' | b'>' | b'"' | b'\'' | b'-' | b'('))
    {
        return;
    }
    let mut at = marks;
    while let Some(token) = token(rest, at) {
        let name = rest.get(token.clone()).unwrap_or_default();
        let joins = [b"AND".as_slice(), b"OR", b"WITH"].iter().any(|join| name.eq_ignore_ascii_case(join));
        match named(tables, name) {
            Some(id) => found(word.end + token.start..word.end + token.end, id),
            None if joins => {}
            None => return,
        }
        at = token.end;
    }
}

/// The next name on the line, between blanks, brackets, quotes and commas.
fn token(rest: &[u8], at: usize) -> Option<Range<usize>> {
    let between = |byte: &&u8| {
        matches!(byte, b' ' | b'\t' | b'(' | b')' | b'[' | b']' | b'"' | b'\'' | b',' | b'/' | b'|')
    };
    let start = at + rest.get(at..)?.iter().take_while(between).count();
    let inner = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_');
    let length = rest.get(start..)?.iter().take_while(inner).count();
    let dots = rest.get(start..start + length)?.iter().rev().take_while(|&&byte| byte == b'.').count();
    (length > dots).then(|| start..start + length - dots)
}

#[cfg(all(test, feature = "compile"))]
mod tests {
    use alloc::vec::Vec;

    use super::*;
    use crate::license::starter::tables;

    fn ids(text: &str, end: usize) -> Vec<&'static str> {
        let mut ids = Vec::new();
        expression(tables(), text.as_bytes(), &Word { start: 0, end, hash: 0 }, |_, id| {
            ids.push(tables().id(id).0)
        });
        ids
    }

    #[test]
    fn expressions_of_headers_manifests_and_badges() {
        assert_eq!(ids("License: (MIT OR Apache-2.0)", 7), ["MIT", "Apache-2.0"]);
        assert_eq!(ids("license\": \"GPL-2.0+\",", 7), ["GPL-2.0-or-later"]);
        assert_eq!(ids("license-BSD-3-Clause-blue.svg", 7), ["BSD-3-Clause"]);
        assert!(ids("license of the car", 7).is_empty());
        assert!(ids("license: see below", 7).is_empty());
    }
}
