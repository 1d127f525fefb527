//! A streamed answer: events are read as they come, what of their texts is certain is judged, and events leave in their order as soon
//! as nothing of them waits. Only the bytes of findings change.

use alloc::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    string::ToString,
    vec::Vec,
};

use countersign_formats::{order::inserted, record::Coverage, time::Micros};

use super::{
    array,
    channel::Channel,
    frames,
    referee::Referee,
    sse,
    waiting::{Shape, Waiting, replace},
};
use crate::{
    content::{
        self, TextScan, edit,
        event::{self, Ends, EventText},
        report::Report,
    },
    reply::Code,
};

/// Texts of one stream that are followed at once: choices, tool calls and blocks of the largest answers are some hundreds.
const CHANNELS_MAX: usize = 4096;
/// Bytes of events that wait at most: then every text is looked at as if it ended.
const QUEUE_BYTES_MAX: usize = 1024 * 1024;
/// A text: what ends together with it, and which of these it is.
type Key = (u64, u64);
/// The one text of a stream whose events are no documents.
const PLAIN: Key = (0, 0);

/// How a stream is cut into events.
#[derive(Debug)]
pub enum Framing {
    /// Server-sent events.
    Events(sse::Cutter),
    /// Amazon's event stream.
    Frames(frames::Cutter),
    /// One array that grows.
    Array(array::Cutter),
}

/// Framings, for whoever writes into a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    /// Server-sent events.
    Events,
    /// Amazon's event stream.
    Frames,
    /// One array that grows; whether it has begun.
    Array(bool),
}

/// Reads one stream.
#[derive(Debug)]
pub struct Stream {
    framing: Framing,
    waiting: VecDeque<Waiting>,
    /// Number of the first event that waits.
    first: u64,
    queued: usize,
    channels: BTreeMap<Key, Channel>,
    hold: usize,
    /// Whether texts of one choice or item take turns.
    takes_turns: bool,
    /// Whether anything left.
    begun: bool,
    /// What was read.
    pub coverage: Coverage,
    /// What it says of itself.
    pub report: Report,
    /// Whether its own end marker came: callers may close the connection then.
    pub ended: bool,
}

impl Stream {
    /// Nothing read. `hold`: bytes of one text that wait at most.
    pub fn new(framing: Framing, hold: usize) -> Self {
        Self {
            framing,
            waiting: VecDeque::new(),
            first: 0,
            queued: 0,
            channels: BTreeMap::new(),
            hold,
            takes_turns: false,
            begun: false,
            coverage: Coverage::default(),
            report: Report::default(),
            ended: false,
        }
    }

    /// Its framing.
    pub fn frame(&self) -> Frame {
        match self.framing {
            Framing::Events(_) => Frame::Events,
            Framing::Frames(_) => Frame::Frames,
            Framing::Array(_) => Frame::Array(self.begun),
        }
    }

    /// Takes bytes and gives those that may leave.
    ///
    /// # Errors
    ///
    /// A code when it cannot go on. A refusal by policy is the referee's to tell, and is to be looked for after each call.
    pub fn push(
        &mut self,
        bytes: &[u8],
        end: bool,
        referee: &mut Referee,
        now: Micros,
    ) -> Result<Vec<u8>, Code> {
        self.coverage.bytes += bytes.len() as u64;
        let events = match &mut self.framing {
            Framing::Events(cutter) => cutter.push(bytes, end).ok_or(Code::AnswerTooLarge)?,
            Framing::Frames(cutter) => cutter.push(bytes, end).ok_or(Code::AnswerMalformed)?,
            Framing::Array(cutter) => cutter.push(bytes, end).ok_or(Code::AnswerMalformed)?,
        };
        let mut out = Vec::new();
        for raw in events {
            self.event(raw, referee, now).ok_or(Code::AnswerMalformed)?;
            if referee.refusal().is_some() {
                return Ok(out);
            }
            self.release(&mut out);
        }
        if end || self.queued > QUEUE_BYTES_MAX {
            let all = inserted(self.channels.keys().copied());
            self.settle(&all, true, referee, now).ok_or(Code::AnswerMalformed)?;
            if referee.refusal().is_none() {
                self.release(&mut out);
            }
        }
        self.ended |= end;
        Ok(out)
    }

    /// Where the read part of the stream ends; the same however it was cut, so that verdicts are the same.
    fn position(&self) -> u64 {
        self.coverage.scanned + self.coverage.skipped
    }

    fn event(&mut self, raw: Vec<u8>, referee: &mut Referee, now: Micros) -> Option<()> {
        let shape = match self.framing {
            Framing::Events(_) => Shape::Event(sse::read(&raw)?),
            Framing::Frames(_) => Shape::Frame(frames::read(&raw)?),
            Framing::Array(_) => {
                let place = array::document(&raw)?;
                let document = core::str::from_utf8(raw.get(place.clone())?).ok()?.to_string();
                Shape::Element(place, document)
            }
        };
        let number = self.first + self.waiting.len() as u64;
        self.queued += raw.len();
        let mut waiting = Waiting::new(raw, shape);
        self.beside(&mut waiting, referee, now)?;
        let document = waiting.shape.document().to_string();
        let done = document.trim() == "[DONE]";
        let read = match document.trim().is_empty() || done {
            true => None,
            false => event::read(&document, &referee.scanner(), &mut self.report).ok(),
        };
        // Some readers take what is no JSON to a strict one. Read as a plain text, its pieces would stay apart.
        let is_text =
            matches!(waiting.shape, Shape::Event(_)) && !document.trim_start().starts_with(['{', '[']);
        if read.is_none() && !done && !is_text && !document.trim().is_empty() {
            return None;
        }
        let (continued, ends) = match read {
            Some(text) => self.document(number, waiting, text, referee, now)?,
            None => {
                let ends = if done { Ends::Everything } else { Ends::Scopes(Vec::new()) };
                (self.plain(number, waiting, &document), ends)
            }
        };
        self.ended |= ends == Ends::Everything;
        self.settle(&continued, false, referee, now)?;
        let ended = match ends {
            Ends::Everything => inserted(self.channels.keys().copied()),
            Ends::Scopes(scopes) => inserted(scopes.iter().flat_map(|scope| self.keys_of(*scope))),
        };
        self.settle(&ended, true, referee, now)?;
        // Whatever comes at their places is a new text.
        for key in ended {
            self.channels.remove(&key);
        }
        Some(())
    }

    /// The texts that end together.
    fn keys_of(&self, scope: u64) -> impl Iterator<Item = Key> {
        self.channels.range((scope, 0)..=(scope, u64::MAX)).map(|(key, _)| *key)
    }

    /// A document: its complete texts at once, its pieces into their texts. Gives the texts that it continues, and what it ends.
    fn document(
        &mut self,
        number: u64,
        mut waiting: Waiting,
        EventText { inspection, pieces, ends }: EventText,
        referee: &mut Referee,
        now: Micros,
    ) -> Option<(BTreeSet<Key>, Ends)> {
        if inspection.truncated {
            return None;
        }
        self.cover(&inspection.coverage, waiting.raw.len());
        let found = inspection.findings.iter().map(|f| (f.label, f.confidence_pm));
        referee.note(found, Some(&inspection.coverage), self.position(), now);
        let document = waiting.shape.document();
        let mut edits = Vec::new();
        for found in &inspection.findings {
            if !referee.wants(found.label) {
                continue;
            }
            let edit = &found.edit;
            let text = referee
                .masker()
                .replacement(found.label, edit.kind, || edit::read(document.as_bytes(), edit));
            edits.push((edit.span.clone(), edit::written(edit.kind, edit.depth, &text)));
        }
        waiting.edits = edits;
        waiting.open = pieces.len();
        self.waiting.push_back(waiting);
        let (mut continued, mut said) = (BTreeSet::new(), BTreeSet::new());
        for piece in pieces {
            if self.channels.len() >= CHANNELS_MAX {
                return None;
            }
            let key = (piece.scope, piece.channel);
            continued.insert(key);
            let channel = self.channels.entry(key).or_insert_with(|| Channel::new(1));
            if !piece.text.is_empty() {
                said.insert(piece.scope);
                // A text that was left comes back: texts of this stream take turns.
                self.takes_turns |= channel.left;
            }
            channel.push(number, piece.raw, &piece.text);
        }
        self.leave(&continued, &said, referee, now)?;
        Some((continued, ends))
    }

    /// Another text of a choice or item begins: the one before it has most likely ended. Where it ended with a word, this goes; a number and the
    /// like wait for what surely ends them.
    fn leave(
        &mut self,
        continued: &BTreeSet<Key>,
        said: &BTreeSet<u64>,
        referee: &mut Referee,
        now: Micros,
    ) -> Option<()> {
        if self.takes_turns {
            return Some(());
        }
        let others =
            said.iter().flat_map(|scope| self.keys_of(*scope)).filter(|key| !continued.contains(key));
        let candidates: Vec<Key> = others.collect();
        let mut left = BTreeSet::new();
        for key in candidates {
            let channel =
                self.channels.get_mut(&key).filter(|channel| channel.waits() && channel.ends_with_word());
            if let Some(channel) = channel {
                channel.left = true;
                left.insert(key);
            }
        }
        self.settle(&left, true, referee, now)
    }

    /// Data that is no document: one text over all events. Gives the text that it continues.
    fn plain(&mut self, number: u64, mut waiting: Waiting, document: &str) -> BTreeSet<Key> {
        let length = document.len();
        let coverage = Coverage { scanned: length as u64, ..Coverage::default() };
        self.cover(&coverage, waiting.raw.len());
        waiting.open = usize::from(length > 0);
        self.waiting.push_back(waiting);
        if length > 0 {
            let channel = self.channels.entry(PLAIN).or_insert_with(|| Channel::new(0));
            channel.push(number, 0..length, document);
        }
        inserted([PLAIN])
    }

    /// What stands beside an event's document: comments, names and ids are left out where something in them must not pass, and a frame of
    /// Amazon's does not pass.
    fn beside(&mut self, waiting: &mut Waiting, referee: &mut Referee, now: Micros) -> Option<()> {
        let (texts, can_drop) = match &waiting.shape {
            Shape::Event(data) => (data.others.as_slice(), true),
            Shape::Frame(payload) => (payload.beside.as_slice(), false),
            Shape::Element(..) => (&[][..], false),
        };
        for (index, line) in texts.iter().enumerate() {
            // Documents without `data:` are no events, though some read them as such.
            if can_drop && line.starts_with(['{', '[']) {
                return None;
            }
            let TextScan { hits, truncated } = content::scan_text(line, &referee.scanner());
            if truncated {
                return None;
            }
            referee.note(hits.iter().map(|(_, label, pm)| (*label, *pm)), None, self.position(), now);
            if hits.iter().any(|(_, label, _)| referee.wants(*label)) {
                can_drop.then(|| waiting.drop.push(index))?;
            }
        }
        Some(())
    }

    /// Counts an event of so many bytes.
    fn cover(&mut self, read: &Coverage, bytes: usize) {
        let total = &mut self.coverage;
        total.parts += read.parts;
        // Base64 around a document makes the document smaller than the event, never larger.
        let unread: u64 = read.unscanned.iter().map(|u| u.bytes).sum();
        total.scanned += read.scanned;
        total.skipped += (bytes as u64).saturating_sub(read.scanned + unread);
        for (how, n) in &read.decoded {
            *total.decoded.entry(how.clone()).or_default() += n;
        }
        for entry in &read.unscanned {
            match total.unscanned.iter_mut().find(|u| u.kind == entry.kind && u.why == entry.why) {
                Some(known) => known.bytes += entry.bytes,
                None => total.unscanned.push(entry.clone()),
            }
        }
    }

    /// Decides how much of texts is certain, judges it, and changes it.
    fn settle(&mut self, which: &BTreeSet<Key>, all: bool, referee: &mut Referee, now: Micros) -> Option<()> {
        let at = self.position();
        for key in which {
            let Some(channel) = self.channels.get_mut(key).filter(|channel| channel.waits()) else {
                continue;
            };
            let hits = channel.settle(all, self.hold, |text| content::scan_text(text, &referee.scanner()))?;
            if !hits.is_empty() {
                let fresh =
                    hits.iter().filter(|hit| !hit.continues).map(|hit| (hit.label, hit.confidence_pm));
                referee.note(fresh, None, at, now);
                replace(&mut self.waiting, self.first, channel, hits, referee);
            }
            for event in channel.release() {
                let index = usize::try_from(event - self.first).ok()?;
                if let Some(waiting) = self.waiting.get_mut(index) {
                    waiting.open = waiting.open.saturating_sub(1);
                }
            }
        }
        Some(())
    }

    /// Writes the events at the front of which nothing waits.
    fn release(&mut self, out: &mut Vec<u8>) {
        while self.waiting.front().is_some_and(|waiting| waiting.open == 0) {
            let Some(waiting) = self.waiting.pop_front() else { return };
            self.first += 1;
            self.queued -= waiting.raw.len();
            out.extend_from_slice(&waiting.written(&mut self.coverage));
            self.begun |= !out.is_empty();
        }
    }
}
