//! What the caller gets of an answer: as it was read, changed, or a refusal in its place.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::{BodyStep, HeaderChanges, Reader, ending, referee::Scanner, stream::Frame, whole};
use crate::{
    content,
    decide::Refusal,
    evidence,
    exchange::{DECISION_HEADER, Decided, LEAF_HEADER},
    host::Host,
    reply::{self, Code, Reply},
};

/// Headers that say how the answer is to be read, without which it is another one.
const OF_THE_MESSAGE: [&str; 3] = ["content-length", "transfer-encoding", "date"];

/// Names of an answer's headers in which anything was found.
pub fn tainted(headers: &[(String, String)], scanner: &Scanner<'_>) -> Vec<String> {
    let holds = |value: &str| {
        let read = content::scan_text(value, scanner);
        read.truncated || !read.hits.is_empty()
    };
    let readable =
        headers.iter().filter(|(name, _)| !name.starts_with(':') && !OF_THE_MESSAGE.contains(&name.as_str()));
    readable.filter(|(name, value)| holds(value) || holds(name)).map(|(name, _)| name.clone()).collect()
}

impl Decided {
    /// Headers of the gateway's own.
    pub(super) fn headers(&self) -> Vec<(&'static str, String)> {
        let leaf = self.leaf.clone().map(|leaf| (LEAF_HEADER, leaf));
        [Some((DECISION_HEADER, self.id.clone())), leaf].into_iter().flatten().collect()
    }

    /// Headers of the gateway's own, and the ones that go: these, and those with findings.
    pub(super) fn changes(&self, gone: &[&str]) -> HeaderChanges {
        let gone = gone.iter().map(|name| (*name).to_string());
        HeaderChanges {
            set: self.headers(),
            remove: gone.chain(self.answer.tainted.iter().cloned()).collect(),
        }
    }

    /// The first bytes of an answer that says to be media. It passes unread where it is; text is held and read like any other. `None` where this is
    /// settled.
    pub(super) fn begin_media(
        &mut self,
        size: usize,
        end: bool,
        read: impl Fn() -> Option<Vec<u8>>,
    ) -> Option<BodyStep> {
        /// Enough to tell text from media; the shortest pictures are about as long.
        const FIRST: usize = 64;
        let Reader::Media { kind } = self.answer.reader else { return None };
        if size < FIRST && !end {
            return Some(BodyStep { hold: true, ..BodyStep::default() });
        }
        if read().is_none_or(|bytes| bytes.len() != size || whole::is_text_so_far(&bytes)) {
            self.answer.reader = Reader::Whole { kind, coded: false };
            return None;
        }
        self.answer.reader = Reader::Unread { kind };
        self.answer.coverage = evidence::uninspected(size as u64, kind, "no_detector");
        self.answer.bytes_in = size as u64;
        self.answer.bytes_delivered = size as u64;
        self.answer.complete |= end;
        Some(BodyStep { hold: false, body: None, head: Some(self.changes(&[])) })
    }

    /// Bytes of a stream that passes, or the whole of what was held.
    pub(super) fn read(&mut self, bytes: &[u8], end: bool, limit: usize, host: &dyn Host) -> BodyStep {
        let answer = &mut self.answer;
        if let Reader::Stream(stream) = &mut answer.reader {
            let read = stream.push(bytes, end, &mut answer.referee, host.now());
            answer.complete |= stream.ended;
            return match (read, answer.referee.refusal()) {
                (Ok(out), None) => BodyStep { body: (out != bytes).then_some(out), ..BodyStep::default() },
                (Ok(out), Some(refusal)) => {
                    let mut step = self.cut(refusal);
                    step.body = step.body.map(|last| [out, last].concat());
                    step
                }
                (Err(code), _) => self.cut((code, None, None)),
            };
        }
        let changed = answer.held(bytes, limit, host);
        match (changed, answer.referee.refusal()) {
            (Ok(body), None) => {
                let length = body.as_ref().map_or(bytes.len(), Vec::len);
                let mut head = self.changes(if body.is_some() { &["content-encoding"] } else { &[] });
                head.set.push(("content-length", length.to_string()));
                BodyStep { hold: false, body, head: Some(head) }
            }
            (Ok(_), Some(refusal)) => self.refuse_held(refusal),
            (Err(code), _) => self.refuse_held((code, None, None)),
        }
    }

    /// Ends a stream with its error event.
    pub(super) fn cut(&mut self, (code, message, _): Refusal) -> BodyStep {
        let frame = match &self.answer.reader {
            Reader::Stream(stream) => stream.frame(),
            _ => Frame::Events,
        };
        let message = message.unwrap_or_else(|| code.message().to_string());
        let event = ending::event(self.answer.family(), frame, code, &message, &self.id);
        self.stop(code);
        BodyStep { hold: false, body: Some(event), head: None }
    }

    /// The refusal in place of an answer of which nothing went on.
    pub(super) fn refuse(&mut self, (code, message, place): Refusal) -> Reply {
        let mut reply = reply::refuse(code, message.as_deref(), place.as_deref(), &self.id);
        reply.headers.extend(self.headers());
        self.stop(code);
        self.answer.delivered_status = code.status();
        reply
    }

    /// The refusal in place of an answer whose headers and body are held.
    pub(super) fn refuse_held(&mut self, refusal: Refusal) -> BodyStep {
        let Reply { status, headers, body } = self.refuse(refusal);
        let mut set = headers;
        set.push((":status", status.to_string()));
        set.push(("content-length", body.len().to_string()));
        let remove =
            self.changes(&["content-encoding", "transfer-encoding", "etag", "content-disposition"]).remove;
        self.answer.bytes_delivered = body.len() as u64;
        BodyStep { hold: false, body: Some(body), head: Some(HeaderChanges { set, remove }) }
    }

    fn stop(&mut self, code: Code) {
        let answer = &mut self.answer;
        answer.coverage = answer.coverage();
        (answer.upstream, answer.report) = (
            answer.upstream.clone(),
            match &answer.reader {
                Reader::Stream(stream) => stream.report.clone(),
                _ => core::mem::take(&mut answer.report),
            },
        );
        answer.refused = Some(code);
        answer.complete = false;
        answer.reader = Reader::Cut;
    }
}
