//! One text of a stream as it grows: what of it is certain, and which bytes of which event it came from.

use alloc::{collections::VecDeque, string::String, vec::Vec};
use core::{cmp::Reverse, ops::Range};

use countersign_classify::LabelId;
use countersign_formats::order;

use super::tail;
use crate::content::{EditKind, TextScan};

/// Bytes before what is held that detectors still see: more than any context window.
const CONTEXT_BEFORE: usize = 256;
/// Largest window: a value that has not ended by then cannot be followed.
const WINDOW_MAX: usize = 256 * 1024;

/// A finding that is certain, or the part of one that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Label.
    pub label: LabelId,
    /// Per mille.
    pub confidence_pm: u16,
    /// Range of the text, from its beginning.
    pub span: Range<u64>,
    /// How it is replaced.
    pub kind: EditKind,
    /// In how many strings it stands.
    pub depth: u8,
    /// What stands there, as the text has it.
    pub text: String,
    /// Whether its beginning was settled before: then something stands in its place already.
    pub continues: bool,
}

/// Bytes of an event that belong to the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The event.
    pub event: u64,
    /// Range of the text.
    pub span: Range<u64>,
    /// Range of the event's document, as written there.
    pub raw: Range<usize>,
}

/// A part, and which ranges of a list it has where in its decoded text.
pub type Place<'c> = (&'c Part, Vec<(usize, Range<usize>)>);

/// A growing text.
#[derive(Debug)]
pub struct Channel {
    /// Whether it was taken for ended because another text of the scope began.
    pub left: bool,
    /// 0 where the text stands in no string, 1 in a string of a document.
    depth: u8,
    window: String,
    /// Where the window begins.
    base: u64,
    /// Up to where the text is certain.
    settled: u64,
    /// Whether a finding goes over that border.
    inside: bool,
    /// Whether only the last word grew since nothing more was certain: then nothing more is.
    grows: bool,
    parts: VecDeque<Part>,
    inner: Inner,
}

impl Channel {
    /// An empty text.
    pub fn new(depth: u8) -> Self {
        let (window, parts, inner) = (String::new(), VecDeque::new(), Inner::default());
        Self { left: false, depth, window, base: 0, settled: 0, inside: false, grows: false, parts, inner }
    }

    /// Adds a piece.
    pub fn push(&mut self, event: u64, raw: Range<usize>, text: &str) {
        let start = self.base + self.window.len() as u64;
        self.window.push_str(text);
        self.grows &= !tail::may_end_word(text);
        self.parts.push_back(Part { event, span: start..start + text.len() as u64, raw });
    }

    /// In how many strings the text stands.
    pub fn depth(&self) -> u8 {
        self.depth
    }

    /// Whether anything waits: bytes, or empty parts between them.
    pub fn waits(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Whether what waits is words: nothing that may be half of a value.
    pub fn ends_with_word(&self) -> bool {
        tail::is_words(self.window.get(self.offset(self.settled)..).unwrap_or_default())
    }

    /// Bytes that wait.
    pub fn held(&self) -> usize {
        usize::try_from(self.end() - self.settled).unwrap_or(usize::MAX)
    }

    fn end(&self) -> u64 {
        self.base + self.window.len() as u64
    }

    /// Looks at what waits and decides how much of it is certain: all of it when `all`, and when more than `hold` bytes wait.
    /// `None` when a value grew beyond what can be followed, or the text could not be looked at to its end.
    pub fn settle(
        &mut self,
        all: bool,
        hold: usize,
        scan: impl FnOnce(&str) -> TextScan,
    ) -> Option<Vec<Hit>> {
        if self.held() == 0 {
            return Some(Vec::new());
        }
        let from = self.offset(self.settled);
        let complete = all || self.held() > hold;
        if self.grows && !complete {
            return Some(Vec::new());
        }
        let mut certain = if complete { self.window.len() } else { tail::certain(&self.window).max(from) };
        if certain == from {
            self.grows = true;
            return Some(Vec::new());
        }
        let TextScan { hits: mut found, truncated } = scan(&self.window);
        if truncated {
            return None;
        }
        order::sort_by_key(&mut found, |(span, ..)| (span.start, Reverse(span.end)));
        if !complete {
            // What crosses the border, or touches the end, may still grow.
            for (span, ..) in found.iter().rev() {
                let open = span.end > certain || span.end == self.window.len();
                if open && span.start < certain {
                    certain = span.start.max(from);
                }
            }
        }
        let hits = self.hits(&found, from, certain);
        self.inner.pass(self.window.get(from..certain).unwrap_or_default());
        self.settled = self.base + certain as u64;
        if certain > from {
            self.inside = hits.iter().any(|hit| hit.span.end == self.settled);
        }
        // A value that goes on is found only from its beginning.
        let open = found
            .iter()
            .filter(|(span, ..)| span.end == self.window.len())
            .map(|(span, ..)| span.start)
            .min();
        self.trim(open)?;
        Some(hits)
    }

    /// The findings between two offsets of the window.
    fn hits(&self, found: &[(Range<usize>, LabelId, u16)], from: usize, certain: usize) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        let mut inner = self.inner;
        let mut at = from;
        for (span, label, confidence_pm) in found {
            if span.end <= from || span.start >= certain {
                continue;
            }
            let continues = span.start < from && self.inside;
            let mut span = span.start.max(from)..span.end.min(certain);
            inner.pass(self.window.get(at..span.start).unwrap_or_default());
            at = at.max(span.start);
            let (kind, depth) = match (inner.is_document(), inner.in_string) {
                (true, true) => (EditKind::Text, self.depth + 1),
                (true, false) => {
                    span = self.literal(span, from);
                    (EditKind::Number, self.depth)
                }
                _ => (EditKind::Text, self.depth),
            };
            let text = self.window.get(span.clone()).unwrap_or_default().into();
            let span = self.base + span.start as u64..self.base + span.end as u64;
            hits.push(Hit {
                label: *label,
                confidence_pm: *confidence_pm,
                span,
                kind,
                depth,
                text,
                continues,
            });
        }
        hits
    }

    /// The whole number literal around a range.
    fn literal(&self, span: Range<usize>, from: usize) -> Range<usize> {
        let part = |b: &&u8| b.is_ascii_digit() || b"+-.eE".contains(*b);
        let bytes = self.window.as_bytes();
        let before = bytes.get(from..span.start).unwrap_or_default().iter().rev().take_while(part).count();
        let after = bytes.get(span.end..).unwrap_or_default().iter().take_while(part).count();
        span.start - before..span.end + after
    }

    fn offset(&self, at: u64) -> usize {
        usize::try_from(at - self.base).unwrap_or(self.window.len())
    }

    fn trim(&mut self, open: Option<usize>) -> Option<()> {
        let keep = self.offset(self.settled).saturating_sub(CONTEXT_BEFORE).min(open.unwrap_or(usize::MAX));
        if self.window.len() - keep > WINDOW_MAX {
            return None;
        }
        // Cut rarely: each cut moves the window.
        if keep >= 4 * CONTEXT_BEFORE {
            let keep = (0..=keep).rev().find(|at| self.window.is_char_boundary(*at)).unwrap_or(0);
            self.window.drain(..keep);
            self.base += keep as u64;
        }
        Some(())
    }

    /// The parts that have any of these ranges, which are in order and apart: each with its ranges by their places in the list, and the bounds of
    /// what it has of them in its decoded text.
    pub fn places<'c>(&'c self, spans: &'c [Range<u64>]) -> impl Iterator<Item = Place<'c>> {
        let mut from = 0;
        self.parts.iter().filter_map(move |part| {
            let before = |span: &Range<u64>| span.end <= part.span.start;
            from += spans.get(from..)?.iter().take_while(|span| before(span)).count();
            let at = |offset: u64| {
                usize::try_from(offset.clamp(part.span.start, part.span.end) - part.span.start).unwrap_or(0)
            };
            let inside = spans.get(from..)?.iter().take_while(|span| span.start < part.span.end);
            let ranges: Vec<_> =
                inside.enumerate().map(|(i, span)| (from + i, at(span.start)..at(span.end))).collect();
            (!ranges.is_empty() && !part.span.is_empty()).then_some((part, ranges))
        })
    }

    /// The events of parts that are certain to their ends.
    pub fn release(&mut self) -> impl Iterator<Item = u64> {
        let done = self.parts.iter().take_while(|part| part.span.end <= self.settled).count();
        self.parts.drain(..done).map(|part| part.event)
    }
}

/// Follows a text that is itself a JSON document, such as the arguments of a tool call.
#[derive(Clone, Copy, Debug, Default)]
struct Inner {
    kind: Kind,
    in_string: bool,
    escaped: bool,
    depth: u32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Unknown,
    Document,
    Prose,
}

impl Inner {
    fn is_document(&self) -> bool {
        self.kind == Kind::Document
    }

    fn pass(&mut self, text: &str) {
        for byte in text.bytes() {
            match (self.kind, byte) {
                (Kind::Unknown, b'{' | b'[') => {
                    self.kind = Kind::Document;
                    self.depth = 1;
                }
                (Kind::Unknown, b' ' | b'\n' | b'\r' | b'\t') | (Kind::Prose, _) => {}
                (Kind::Unknown, _) => self.kind = Kind::Prose,
                (Kind::Document, byte) => self.document(byte),
            }
        }
    }

    fn document(&mut self, byte: u8) {
        match (self.in_string, byte) {
            (true, _) if self.escaped => self.escaped = false,
            (true, b'\\') => self.escaped = true,
            (_, b'"') => self.in_string = !self.in_string,
            (false, b'{' | b'[') => self.depth += 1,
            (false, b'}' | b']') => {
                self.depth = self.depth.saturating_sub(1);
                // What follows may be prose, or another document.
                if self.depth == 0 {
                    self.kind = Kind::Unknown;
                }
            }
            _ => {}
        }
    }
}
