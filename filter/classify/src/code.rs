//! Source code in a text, fenced and unfenced: where it is, in which language, and what is data rather than code.
//!
//! `blocks → lines → regions → language`. Blocks without the symbols of code cost one vectorised count per byte. In the others every line
//! gets a score from its shape (operators, calls, line ends, keywords, function words of prose); lines whose scores add up make a region.
//! A linear model over tokens names the region's language, the shapes of its lines say whether it is data.
//!
//! # Limits
//!
//! Single expressions inside a sentence are not code. Only the first 512 bytes of a line are weighed. The language is told by the first
//! kilobyte of a region, and by every fourth line of the next three.

mod blocks;
mod counts;
mod formats;
mod language;
mod lines;
mod regions;
#[cfg(feature = "compile")]
pub(crate) mod source;
mod tables;
mod words;

pub(crate) use tables::Tables;

use alloc::vec::Vec;
use core::ops::Range;

use crate::simd;

/// Code or data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something that runs or builds: label `code.source`.
    Code,
    /// Configuration, records, markup, logs: label `code.data`.
    Data,
}

/// A part of a text that is code or data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region<'t> {
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
    /// Code or data.
    pub what: Kind,
    /// Language or format, as a lower-case name; `None` if no one stands out.
    pub language: Option<&'t str>,
    /// Confidence, per mille.
    pub confidence_pm: u16,
}

/// Appends the regions of code and data in `text`, in their order; none overlaps another, but a Markdown document, which follows the code
/// that it holds.
pub(crate) fn find<'t>(tables: &'t Tables, text: &[u8], out: &mut Vec<Region<'t>>) {
    let (mut done, mut model) = (0, language::Model::new(tables));
    blocks::suspicious(text, |run| {
        let lines = whole_lines(text, &run);
        regions::find(&mut model, text, lines.start.max(done)..lines.end, out);
        done = lines.end;
    });
}

/// `run` with the rest of its first and last lines, as far as a line is looked at.
fn whole_lines(text: &[u8], run: &Range<usize>) -> Range<usize> {
    let before = text.get(..run.start).unwrap_or_default();
    let start = before.iter().rev().take(lines::LONGEST).position(|&byte| byte == b'\n');
    let start = start.map_or(run.start, |back| run.start - back);
    let after = text.get(run.end..).unwrap_or_default();
    let end = after.iter().take(lines::LONGEST).position(|&byte| byte == b'\n');
    start..end.map_or(run.end, |forward| run.end + forward)
}

/// The lines of a run, without their breaks; the last one may be empty.
fn lines_of(text: &[u8], run: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let part = text.get(run.clone()).unwrap_or_default();
    let breaks = simd::places(part, |block| simd::any_of(block, *b"\n"));
    let ends = breaks.map(move |at| run.start + at).chain(core::iter::once(run.start + part.len()));
    ends.scan(run.start, |start, end| Some(core::mem::replace(start, end + 1)..end))
}

/// The tables of the compiler, for tests.
#[cfg(all(test, feature = "compile"))]
mod starter {
    use std::sync::OnceLock;

    use super::{Tables, source};

    pub(super) fn tables() -> &'static Tables {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(|| Tables::read(&source::section().unwrap()).unwrap())
    }
}

#[cfg(all(test, feature = "compile"))]
mod tests;
