//! Values that are split over neighbouring parts of one message: `content[0].text` ends with half a number, `content[1].text` begins with
//! the other half. A model reads the parts as one text.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use super::{
    Scan,
    edit::{Edit, EditKind},
    json::{Path, Step},
    sink::Sink,
    text::Text,
};

/// Bytes on each side of a seam that are read together: longer than what a number with its words can have.
const SIDE: usize = 256;

/// The end of the text of the parts so far.
#[derive(Debug, Default)]
pub(super) struct Seam {
    /// The list that the parts stand in, and the place of the last one.
    at: Option<(u64, u32)>,
    text: String,
    /// For each byte of the text, its character in the document.
    raw: Vec<Range<usize>>,
}

impl Seam {
    /// Reads the beginning of a part together with the end of the parts before it, and keeps what shows only so. What the part shows alone is
    /// in the sink already, from `known` on.
    pub fn join<S: Scan>(&mut self, sink: &mut Sink<'_, S>, path: &Path<'_>, text: &Text<'_>, known: usize) {
        let Some((list, index)) = part(path) else { return };
        let goes_on = self.at.is_some_and(|(before, last)| before == list && index > last);
        if !goes_on {
            self.text.clear();
            self.raw.clear();
        }
        self.at = Some((list, index));
        let seam = self.text.len();
        self.push(text, head(text.text));
        if seam > 0 && !text.text.is_empty() {
            self.find(sink, path, text, (seam, known));
        }
        // The end of this part, or all of it behind the end of the one before.
        if text.text.len() > SIDE {
            self.text.clear();
            self.raw.clear();
            self.push(text, tail(text.text));
        }
        let cut = tail(&self.text).start;
        self.text.drain(..cut);
        self.raw.drain(..cut);
    }

    fn push(&mut self, text: &Text<'_>, range: Range<usize>) {
        for (at, char) in text.text.get(range.clone()).unwrap_or_default().char_indices() {
            let start = range.start + at;
            let raw = text.raw_span(start, start + char.len_utf8());
            self.text.push(char);
            self.raw.resize(self.text.len(), raw);
        }
    }

    fn find<S: Scan>(
        &self,
        sink: &mut Sink<'_, S>,
        path: &Path<'_>,
        text: &Text<'_>,
        (seam, known): (usize, usize),
    ) {
        sink.find(path, &self.text, false);
        let found = core::mem::take(&mut sink.scratch);
        for finding in &found {
            let (start, end) = (finding.start as usize, finding.end as usize);
            if end <= seam {
                continue;
            }
            for mut span in self.runs(start..end) {
                // A value that goes on behind what was read goes on to the end of its word.
                if end == self.text.len() && span.end > text.raw.0 {
                    let rest = text.text.get(head(text.text).end..).unwrap_or_default();
                    let word = rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
                    let last = head(text.text).end + word;
                    span.end = span.end.max(text.raw_span(last, last).end);
                }
                let is_known = |edit: &Edit| edit.span.start < span.end && span.start < edit.span.end;
                let new =
                    sink.findings.iter().skip(known).all(|f| f.label != finding.label || !is_known(&f.edit));
                if new || start < seam {
                    sink.scratch.clear();
                    sink.scratch.push(*finding);
                    sink.keep(path, |_| Some(Edit { span: span.clone(), kind: EditKind::Text, depth: 1 }));
                }
            }
        }
    }

    /// The ranges of the document that a range of the text stands in: one for each part.
    fn runs(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for raw in self.raw.get(range).unwrap_or_default() {
            match runs.last_mut().filter(|last| last.end >= raw.start && last.start <= raw.start) {
                Some(last) => last.end = raw.end,
                None => runs.push(raw.clone()),
            }
        }
        runs
    }
}

/// The list that a text part stands in, and its place there.
fn part(path: &Path<'_>) -> Option<(u64, u32)> {
    match path.steps() {
        [list @ .., Step::Index(index), Step::Key(key)] if key == "text" => {
            Some((super::position::key_of(list), *index))
        }
        _ => None,
    }
}

fn head(text: &str) -> Range<usize> {
    let end = (0..=text.len().min(SIDE)).rev().find(|at| text.is_char_boundary(*at));
    0..end.unwrap_or(0)
}

fn tail(text: &str) -> Range<usize> {
    let start = (text.len().saturating_sub(SIDE)..=text.len()).find(|at| text.is_char_boundary(*at));
    start.unwrap_or(text.len())..text.len()
}
