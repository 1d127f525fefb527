//! Data formats, by the shape of a line.

use super::counts::Counts;
use super::words;

/// Formats whose lines have a shape of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A quoted key or a quoted item.
    Json,
    /// A tag.
    Xml,
    /// `key: value`, or `- item`.
    Yaml,
    /// `[section]`.
    Section,
    /// `key = value`.
    Pair,
    /// Values with separators, as many as in the line before.
    Table,
    /// A line of a log: begins with a time or a level.
    Log,
    /// Heading, link, list item or table of Markdown.
    Markdown,
}

/// The data format that a line looks like; `before` are the separators of the line before, `link` whether it has a link of Markdown.
pub(super) fn of(body: &[u8], first: u8, counts: &Counts, before: i32, link: bool) -> Option<Format> {
    let last = body.last().copied().unwrap_or(b' ');
    let second = body.get(1).copied().unwrap_or(b' ');
    if counts.separators >= 2
        && counts.separators == before
        && counts.operators + counts.calls == 0
        && last != b';'
    {
        return Some(Format::Table);
    }
    match first {
        b'<' if second.is_ascii_alphabetic() || second == b'/' || second == b'!' || second == b'?' => {
            (!body.starts_with(b"<?php")).then_some(Format::Xml)
        }
        b'"' | b'{' | b'[' if json(body) => Some(Format::Json),
        b'[' if last == b']' && !body.contains(&b'(') && !body.contains(&b'"') => Some(Format::Section),
        b'[' if second.is_ascii_digit() && counts.words > 1 => Some(Format::Log),
        b'#' if words::heading(body) => Some(Format::Markdown),
        b'-' | b'*' | b'+' if second == b' ' => {
            Some(if words::key(body.get(2..).unwrap_or_default()).is_some() {
                Format::Yaml
            } else {
                Format::Markdown
            })
        }
        b'|' if last == b'|' && body.len() > 2 => Some(Format::Markdown),
        b'0'..=b'9' if words::timestamp(body) => Some(Format::Log),
        _ if link => Some(Format::Markdown),
        _ if matches!(last, b';' | b'{' | b',' | b'(') => None,
        _ => match words::key(body) {
            Some(b':') => Some(Format::Yaml),
            Some(b'=') if counts.calls == 0 => Some(Format::Pair),
            _ => None,
        },
    }
}

/// Whether a line is a member or an item of a JSON value.
fn json(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    let body = match body.first() {
        Some(b'{' | b'[') => body.iter().position(|b| !b"{[ ".contains(b)).and_then(|at| body.get(at..)),
        _ => Some(body),
    };
    let Some([b'"', rest @ ..]) = body else { return false };
    let Some(close) = rest.iter().position(|&b| b == b'"') else { return false };
    let behind = rest.get(close + 1..).unwrap_or_default().trim_ascii();
    matches!(behind, [] | [b',' | b':' | b']', ..]) && !matches!(behind.last(), Some(b';' | b')' | b'('))
}
