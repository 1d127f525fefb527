//! An event that waits: what it holds, how it is to change, and its bytes with the changes.

use alloc::{
    collections::VecDeque,
    string::{String, ToString},
    vec::Vec,
};
use core::{cmp::Reverse, ops::Range};

use countersign_formats::{order, record::Coverage};

use super::{
    channel::{Channel, Hit},
    frames,
    referee::Referee,
    sse,
};
use crate::content::{
    edit,
    text::{self, Buffer, Text},
};

/// What one event holds, and how it is written.
#[derive(Debug)]
pub enum Shape {
    /// A server-sent event.
    Event(sse::Data),
    /// A frame of Amazon's event stream.
    Frame(frames::Payload),
    /// An element of an array: where the document stands, and the document.
    Element(Range<usize>, String),
}

impl Shape {
    /// The document in it, decoded.
    pub fn document(&self) -> &str {
        match self {
            Self::Event(data) => &data.document,
            Self::Frame(payload) => &payload.document,
            Self::Element(_, document) => document,
        }
    }
}

/// An event that waits.
#[derive(Debug)]
pub struct Waiting {
    /// Its bytes.
    pub raw: Vec<u8>,
    /// What it holds.
    pub shape: Shape,
    /// Replacements in the document.
    pub edits: Vec<(Range<usize>, String)>,
    /// Lines beside the data that are left out.
    pub drop: Vec<usize>,
    /// Parts of texts that are not certain.
    pub open: usize,
}

impl Waiting {
    /// An event as it came, without changes.
    pub fn new(raw: Vec<u8>, shape: Shape) -> Self {
        Self { raw, shape, edits: Vec::new(), drop: Vec::new(), open: 0 }
    }

    /// Its bytes with its changes; counts what was masked.
    pub fn written(mut self, coverage: &mut Coverage) -> Vec<u8> {
        if self.edits.is_empty() && self.drop.is_empty() {
            return self.raw;
        }
        order::sort_by_key(&mut self.edits, |(span, _)| (span.start, Reverse(span.end)));
        let document = self.shape.document();
        let mut changed = String::with_capacity(document.len());
        let mut at = 0;
        for (span, text) in &self.edits {
            if span.start >= at {
                changed.push_str(document.get(at..span.start).unwrap_or_default());
                changed.push_str(text);
            }
            coverage.masked += span.end.saturating_sub(at.max(span.start)) as u64;
            at = at.max(span.end);
        }
        changed.push_str(document.get(at..).unwrap_or_default());
        match &self.shape {
            Shape::Event(data) => sse::write(&self.raw, data, &changed, &self.drop),
            Shape::Frame(payload) => frames::write(&self.raw, payload, &changed),
            Shape::Element(place, _) => {
                let part = |range: Range<usize>| self.raw.get(range).unwrap_or_default();
                [part(0..place.start), changed.as_bytes(), part(place.end..self.raw.len())].concat()
            }
        }
    }
}

/// Puts replacements into the events in which findings stand: the first part of a finding gets the replacement, the others end up empty.
pub fn replace(
    waiting: &mut VecDeque<Waiting>,
    first: u64,
    channel: &Channel,
    hits: Vec<Hit>,
    referee: &mut Referee,
) {
    let mut wanted: Vec<Hit> = Vec::new();
    for hit in hits.into_iter().filter(|hit| referee.wants(hit.label)) {
        match wanted.last_mut().filter(|last| hit.span.start < last.span.end) {
            Some(last) => last.span.end = last.span.end.max(hit.span.end),
            None => wanted.push(hit),
        }
    }
    let spans: Vec<Range<u64>> = wanted.iter().map(|hit| hit.span.clone()).collect();
    let mut texts: Vec<String> =
        wanted.iter().map(|hit| replacement(hit, channel.depth(), referee)).collect();
    for (part, ranges) in channel.places(&spans) {
        let index = usize::try_from(part.event.wrapping_sub(first)).unwrap_or(usize::MAX);
        let Some(event) = waiting.get_mut(index) else { continue };
        let mut buffer = Buffer::default();
        let text = decoded(event.shape.document(), &part.raw, channel.depth(), &mut buffer);
        for (hit, range) in ranges {
            let span = text.map_or_else(|| part.raw.clone(), |text| text.raw_span(range.start, range.end));
            let text = texts.get_mut(hit).map(core::mem::take).unwrap_or_default();
            event.edits.push((span, text));
        }
    }
}

/// What is written in place of a finding; nothing where its beginning was settled before.
fn replacement(hit: &Hit, depth: u8, referee: &mut Referee) -> String {
    if hit.continues {
        return String::new();
    }
    let original = || unescaped(&hit.text, hit.depth.saturating_sub(depth));
    let text = referee.masker().replacement(hit.label, hit.kind, original);
    let text = if depth == 0 { text.replace(['\n', '\r'], " ") } else { text };
    edit::written(hit.kind, hit.depth, &text)
}

fn unescaped(text: &str, levels: u8) -> String {
    let mut text = text.to_string();
    for _ in 0..levels {
        let mut buffer = Buffer::default();
        let resolved = text::unescape(&text, &mut buffer).text;
        text = resolved.to_string();
    }
    text
}

/// A part's text with its way back to the document. It was decoded when the event came, so it can be.
fn decoded<'t>(document: &'t str, raw: &Range<usize>, depth: u8, buffer: &'t mut Buffer) -> Option<Text<'t>> {
    let text = document.get(raw.clone()).unwrap_or_default();
    let escaped = depth > 0 && text.contains('\\');
    text::decode(text, raw.start, escaped, buffer).ok()
}
