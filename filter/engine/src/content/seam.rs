//! Values that are split over neighbouring parts of one message: `content[0].text` ends with half a number, `content[1].text` begins with
//! the other half. A model reads the parts as one text.

use alloc::{string::String, vec::Vec};
use core::ops::Range;

use super::{
    edit::{Edit, EditKind},
    json::{Path, Step},
    position::key_of,
    sink::Sink,
    text::{self, Buffer, Text},
};

/// Bytes on each side of a seam that are read together: longer than what a number with its words can have.
const SIDE: usize = 256;

/// The lists that the parts so far stand in, outermost first: a part may hold a list of parts, such as citations, before the one that follows
/// it. No deeper than the document.
#[derive(Debug, Default)]
pub(super) struct Seams(Vec<Seam>);

/// The end of the text of a list's parts so far.
#[derive(Debug, Default)]
struct Seam {
    list: u64,
    /// How many steps lead to the list.
    depth: usize,
    text: String,
    /// For each byte of the text, its character in the document.
    raw: Vec<Range<usize>>,
}

impl Seams {
    /// Reads the beginning of a part together with the end of the parts before it, and keeps what shows only so. What the part shows alone is
    /// in the sink already, from `known` on.
    pub fn join(&mut self, sink: &mut Sink<'_>, path: &Path<'_>, text: &Text<'_>, known: usize) {
        let Some(list) = list_of(path) else { return };
        // What is not around this part has ended.
        let around = |seam: &Seam| list.get(..seam.depth).is_some_and(|steps| key_of(steps) == seam.list);
        while self.0.last().is_some_and(|last| !around(last)) {
            self.0.pop();
        }
        if self.0.last().is_none_or(|last| last.depth < list.len()) {
            self.0.push(Seam { list: key_of(list), depth: list.len(), ..Seam::default() });
        }
        if let Some(seam) = self.0.last_mut() {
            seam.join(sink, path, text, known);
        }
    }
}

impl Seam {
    fn join(&mut self, sink: &mut Sink<'_>, path: &Path<'_>, text: &Text<'_>, known: usize) {
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

    /// Looks at the text as it stands and with its escapes resolved, as single values are.
    fn find(&self, sink: &mut Sink<'_>, path: &Path<'_>, part: &Text<'_>, seam: (usize, usize)) {
        let before = sink.findings.len();
        self.find_in(&Text::plain(&self.text, 0), sink, path, part, (seam, before));
        if self.text.contains('\\') {
            let mut buffer = Buffer::default();
            let resolved = text::unescape(&self.text, &mut buffer);
            self.find_in(&resolved, sink, path, part, (seam, before));
        }
    }

    /// Looks at one reading of the text; what others have shown is in the sink from `before` on.
    fn find_in(
        &self,
        reading: &Text<'_>,
        sink: &mut Sink<'_>,
        path: &Path<'_>,
        part: &Text<'_>,
        ((seam, known), before): ((usize, usize), usize),
    ) {
        sink.find(path, reading.text, false);
        let found = core::mem::take(&mut sink.scratch);
        for finding in &found {
            let Range { start, end } = reading.raw_span(finding.start as usize, finding.end as usize);
            if end <= seam {
                continue;
            }
            for mut span in self.runs(start..end) {
                if end == self.text.len() && span.end > part.raw.0 {
                    span.end = span.end.max(end_of_word(part));
                }
                let from = if start < seam { before } else { known };
                let touches = |edit: &Edit| edit.span.start < span.end && span.start < edit.span.end;
                let new =
                    sink.findings.iter().skip(from).all(|f| f.label != finding.label || !touches(&f.edit));
                if new {
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

/// The list that a text part stands in.
fn list_of<'a, 'd>(path: &'a Path<'d>) -> Option<&'a [Step<'d>]> {
    match path.steps() {
        [list @ .., Step::Index(_), Step::Key(key)] if key == "text" => Some(list),
        _ => None,
    }
}

/// Where the word ends that goes on behind what was read of a part: a value that does so goes on to there.
fn end_of_word(part: &Text<'_>) -> usize {
    let read = head(part.text).end;
    let rest = part.text.get(read..).unwrap_or_default();
    let last = read + rest.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(rest.len());
    part.raw_span(last, last).end
}

fn head(text: &str) -> Range<usize> {
    let end = (0..=text.len().min(SIDE)).rev().find(|at| text.is_char_boundary(*at));
    0..end.unwrap_or(0)
}

fn tail(text: &str) -> Range<usize> {
    let start = (text.len().saturating_sub(SIDE)..=text.len()).find(|at| text.is_char_boundary(*at));
    start.unwrap_or(text.len())..text.len()
}
