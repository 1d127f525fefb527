//! JSON inside of strings, such as the arguments of a tool call.
//!
//! A value that is escaped twice is found, and numbers are replaced so that the inner document stays valid. Text that only looks like
//! a document (duplicate names, something after the end) is still read with its escapes resolved, so that a slip does not hide a value.
//! Values of the inner document that have escapes of their own are read with these resolved as well: a third level.

use alloc::vec::Vec;

use countersign_classify::Finding;

use super::{
    edit::{Edit, EditKind},
    inspector::{NUMBER_MIN, scan_number},
    json::{self, Budget, JsonError, Path, Visitor},
    known::Known,
    opaque,
    sink::Sink,
    text::{self, Buffer, Text},
};

/// A text that may hold a document.
#[derive(Clone, Copy)]
pub(super) struct Outer<'a, 'o> {
    pub text: &'a Text<'o>,
    /// How many JSON strings it stands in: 1 for a value of a JSON body, 0 for a field of a form.
    pub depth: u8,
}

impl Outer<'_, '_> {
    /// A range of the text as a change of the body, of what stands in `inner` strings of the document that the text holds.
    fn edit(&self, start: usize, end: usize, kind: EditKind, inner: u8) -> Edit {
        Edit { span: self.text.raw_span(start, end), kind, depth: self.depth.saturating_add(inner) }
    }
}

/// Scans a string value: as the document that it may hold, and as the text that it is.
pub(super) fn scan(sink: &mut Sink<'_>, path: &Path<'_>, outer: Outer<'_, '_>) {
    let text = outer.text;
    let before = sink.findings.len();
    if matches!(text.text.trim_start().as_bytes().first(), Some(b'{' | b'[')) {
        let mut inner = Inner { outer, place: path, sink };
        // The string is part of a document that is within its budget, and is read once.
        let read = json::walk(text.text, &mut Budget::default(), &mut inner);
        if read.is_ok() {
            beside(sink, before, path, outer);
            return;
        }
        sink.forget(before);
        sink.unread.clear();
    }
    sink.scan(path, text.text, true, |start, end| outer.edit(start, end, EditKind::Text, 0));
    if text.text.contains("\\u") || text.text.contains("\\/") {
        let mut buffer = Buffer::default();
        let resolved = text::unescape(text.text, &mut buffer);
        sink.find(path, resolved.text, true);
        let known = Known::of(sink, before);
        sink.keep(path, |finding| {
            let inner = resolved.raw_span(finding.start as usize, finding.end as usize);
            let edit = outer.edit(inner.start, inner.end, EditKind::Text, 0);
            (!known.covers(finding.label, &edit)).then_some(edit)
        });
    }
}

/// Adds what the plain text of a document shows beyond its single values: words and values that only speak together.
fn beside(sink: &mut Sink<'_>, before: usize, path: &Path<'_>, outer: Outer<'_, '_>) {
    let text = outer.text;
    let mut buffer = Buffer::default();
    let resolved = if text.text.contains('\\') {
        text::unescape(text.text, &mut buffer)
    } else {
        Text::plain(text.text, 0)
    };
    sink.find(path, resolved.text, false);
    let known = Known::of(sink, before);
    let fresh = |finding: &Finding| {
        let inner = resolved.raw_span(finding.start as usize, finding.end as usize);
        let offsets = u32::try_from(inner.start).ok().zip(u32::try_from(inner.end).ok());
        let edit = outer.edit(inner.start, inner.end, EditKind::Text, 0);
        let (start, end) = offsets.filter(|_| !known.touches(finding.label, &edit))?;
        Some(Finding { start, end, ..*finding })
    };
    let extra: Vec<Finding> = sink.scratch.iter().filter_map(fresh).collect();
    if !extra.is_empty() {
        let mut cutter = Cutter { outer, place: path, extra: &extra, at: 0, sink };
        // It was read a moment ago, so it can be read.
        let _ = json::walk(text.text, &mut Budget::default(), &mut cutter);
    }
}

/// Reads the inner document.
struct Inner<'a, 'o, 's> {
    outer: Outer<'a, 'o>,
    place: &'a Path<'a>,
    sink: &'a mut Sink<'s>,
}

impl Inner<'_, '_, '_> {
    fn scan(&mut self, path: &Path<'_>, text: &str, keyed: bool, edit: impl Fn(usize, usize) -> Edit) {
        let path = if path.key().is_some() { path } else { self.place };
        let before = self.sink.findings.len();
        self.sink.scan(path, text, keyed, edit);
        self.sink.stand_at(self.place, before);
    }
}

impl<'d> Visitor<'d> for Inner<'_, '_, '_> {
    fn key(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        let outer = self.outer;
        self.scan(path, text.text, false, |start, end| Edit {
            kind: EditKind::Name,
            ..through(outer, text, start, end)
        });
        Ok(())
    }

    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        let outer = self.outer;
        if let Some(kind) = opaque::no_text(text.text) {
            let bytes = outer.text.raw_span(text.raw.0, text.raw.1).len() as u64;
            self.sink.unread.push((kind, "no_detector", bytes));
        }
        self.scan(path, text.text, true, |start, end| through(outer, text, start, end));
        if text.text.contains('\\') {
            let mut buffer = Buffer::default();
            let resolved = text::unescape(text.text, &mut buffer);
            self.scan(path, resolved.text, true, |start, end| {
                let inner = resolved.raw_span(start, end);
                let edit = through(outer, text, inner.start, inner.end);
                Edit { depth: edit.depth.saturating_add(1), ..edit }
            });
        }
        Ok(())
    }

    fn number(&mut self, path: &Path<'d>, literal: &'d str, start: usize) -> Result<(), JsonError> {
        if literal.len() >= NUMBER_MIN {
            let whole = whole_number(self.outer, literal, start);
            let path = if path.key().is_some() { path } else { self.place };
            let before = self.sink.findings.len();
            scan_number(self.sink, path, literal, &whole);
            self.sink.stand_at(self.place, before);
        }
        Ok(())
    }

    fn is_true(&mut self, _: &Path<'d>) {}

    fn open(&mut self, _: &Path<'d>) {}
}

/// A range of an inner text as a change of the body.
fn through(outer: Outer<'_, '_>, text: &Text<'_>, start: usize, end: usize) -> Edit {
    let inner = text.raw_span(start, end);
    outer.edit(inner.start, inner.end, EditKind::Text, 1)
}

fn whole_number(outer: Outer<'_, '_>, literal: &str, start: usize) -> Edit {
    outer.edit(start, start + literal.len(), EditKind::Number, 0)
}

/// Turns findings of the plain text into changes of the values that they touch, so that the document stays one.
struct Cutter<'a, 'o, 's> {
    outer: Outer<'a, 'o>,
    place: &'a Path<'a>,
    /// Sorted, without overlaps; no end stands inside of an escape.
    extra: &'a [Finding],
    /// The first that does not end before the value at hand.
    at: usize,
    sink: &'a mut Sink<'s>,
}

impl Cutter<'_, '_, '_> {
    /// A value at `start..end` of the plain text; `edit` makes a change of a part of it.
    fn value(&mut self, start: usize, end: usize, edit: impl Fn(usize, usize) -> Edit) {
        while self.extra.get(self.at).is_some_and(|finding| finding.end as usize <= start) {
            self.at += 1;
        }
        let touching = self.extra.iter().skip(self.at).take_while(|finding| (finding.start as usize) < end);
        self.sink.scratch.clear();
        self.sink.scratch.extend(touching);
        self.sink.keep(self.place, |finding| {
            let (from, to) = (start.max(finding.start as usize), end.min(finding.end as usize));
            (from < to).then(|| edit(from, to))
        });
    }

    fn text(&mut self, text: &Text<'_>, kind: EditKind) {
        let (outer, (start, end)) = (self.outer, text.raw);
        self.value(start, end, |from, to| outer.edit(from, to, kind, 1));
    }
}

impl<'d> Visitor<'d> for Cutter<'_, '_, '_> {
    fn key(&mut self, _: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.text(text, EditKind::Name);
        Ok(())
    }

    fn string(&mut self, _: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
        self.text(text, EditKind::Text);
        Ok(())
    }

    fn number(&mut self, _: &Path<'d>, literal: &'d str, start: usize) -> Result<(), JsonError> {
        let whole = whole_number(self.outer, literal, start);
        self.value(start, start + literal.len(), |_, _| whole.clone());
        Ok(())
    }

    fn is_true(&mut self, _: &Path<'d>) {}

    fn open(&mut self, _: &Path<'d>) {}
}
