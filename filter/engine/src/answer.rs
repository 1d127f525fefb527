//! The second half of a request's life: the answer is read, judged, changed or refused, and the outcome is written.
//!
//! An answer that is no stream is held whole, headers included, so that a refusal still has its own status. Streams pass while they
//! come, event by event, with what is not yet certain held back; or as a whole, where the route says so.

use alloc::{
    boxed::Box,
    string::{String, ToString},
    vec::Vec,
};

use countersign_formats::{
    record::{Coverage, Unscanned, Upstream, Usage},
    routes::AnswerMode,
};

use crate::{
    attribution,
    content::{api::Family, inflate, report::Report},
    exchange::Exchange,
    gateway::Gateway,
    head::Headers,
    host::Host,
    ledger::StreamId,
    reply::{self, Code, Reply},
};

mod array;
mod channel;
mod delivery;
mod ending;
pub mod frames;
mod outcome;
mod referee;
pub mod sse;
mod stream;
mod tail;
mod waiting;
mod whole;

pub use referee::Referee;

use stream::{Frame, Framing, Stream};

/// What to do with an answer's headers.
#[derive(Debug)]
pub enum HeadStep {
    /// They go on, with these changes; so does what follows, as far as [`Gateway::response_body`] leaves it.
    Pass(HeaderChanges),
    /// They wait until [`Gateway::response_body`] says so.
    Hold,
    /// Another answer takes their place.
    Refuse(Reply),
}

/// Changes to an answer's headers.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct HeaderChanges {
    /// To set, `:status` included.
    pub set: Vec<(&'static str, String)>,
    /// To remove.
    pub remove: Vec<String>,
}

/// What to do with a piece of an answer's body.
#[derive(Debug, Default)]
pub struct BodyStep {
    /// Whether headers and body are held on; then nothing else is said.
    pub hold: bool,
    /// What takes the place of the piece, or of the whole body that was held; `None`: it stays.
    pub body: Option<Vec<u8>>,
    /// Changes to headers that were held.
    pub head: Option<HeaderChanges>,
}

/// An answer under way.
#[derive(Debug)]
pub struct Answer {
    pub(crate) referee: Referee,
    reader: Reader,
    pub(crate) upstream: Upstream,
    pub(crate) report: Report,
    pub(crate) coverage: Coverage,
    /// Names of headers that hold findings: they stay behind.
    tainted: Vec<String>,
    /// HTTP status; 0 before the answer.
    pub(crate) status: u32,
    /// Status that the caller got.
    pub(crate) delivered_status: u32,
    /// Body bytes from the upstream.
    pub(crate) bytes_in: u64,
    /// Body bytes to the caller.
    pub(crate) bytes_delivered: u64,
    /// Whether the end was seen.
    pub(crate) complete: bool,
    /// Why it was refused, where it was.
    pub(crate) refused: Option<Code>,
}

/// How an answer is read.
#[derive(Debug)]
enum Reader {
    /// Nothing came, or there is no body.
    Empty,
    /// Held until its end, then read; `kind` of what it is when it is no text.
    Whole { kind: &'static str, coded: bool },
    /// A stream that is held until its end.
    Buffered { frame: Frame, coded: bool },
    /// A stream that passes.
    Stream(Box<Stream>),
    /// Held until its first bytes say whether it is the media that its headers announce.
    Media { kind: &'static str },
    /// Passes unread: policy has been asked.
    Unread { kind: &'static str },
    /// Refused: whatever else comes is dropped.
    Cut,
}

impl Answer {
    /// Nothing came yet.
    pub fn new(referee: Referee) -> Self {
        Self {
            referee,
            reader: Reader::Empty,
            upstream: Upstream::default(),
            report: Report::default(),
            coverage: Coverage::default(),
            tainted: Vec::new(),
            status: 0,
            delivered_status: 0,
            bytes_in: 0,
            bytes_delivered: 0,
            complete: false,
            refused: None,
        }
    }

    /// The upstream's side of the record, and tokens.
    pub(crate) fn attribution(&self) -> (Upstream, Option<Usage>) {
        let mut upstream = self.upstream.clone();
        let report = match &self.reader {
            Reader::Stream(stream) => &stream.report,
            _ => &self.report,
        };
        let usage = attribution::add_report(&mut upstream, report);
        (upstream, usage)
    }

    /// What was read so far. Of an answer that was refused, what was not read is counted too: it was dropped.
    pub(crate) fn coverage(&self) -> Coverage {
        let mut coverage = match &self.reader {
            Reader::Stream(stream) => stream.coverage.clone(),
            _ => self.coverage.clone(),
        };
        if matches!(self.reader, Reader::Cut) || matches!(self.reader, Reader::Stream(_)) {
            let read: u64 =
                coverage.unscanned.iter().map(|u| u.bytes).sum::<u64>() + coverage.scanned + coverage.skipped;
            coverage.bytes = self.bytes_in.max(read);
            if coverage.bytes > read {
                let (bytes, kind, why) =
                    (coverage.bytes - read, "answer".to_string(), "not_delivered".to_string());
                coverage.unscanned.push(Unscanned { bytes, kind, why });
            }
        }
        coverage
    }

    fn choose(&mut self, headers: Headers<'_>, end: bool) {
        let media = headers.get("content-type").unwrap_or_default();
        let essence = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let coded = headers.count("content-encoding") > 0
            && !headers
                .get("content-encoding")
                .is_some_and(|coding| coding.trim().eq_ignore_ascii_case("identity"));
        let frame = match essence.as_str() {
            "application/vnd.amazon.eventstream" => Some(Frame::Frames),
            "text/event-stream" => Some(Frame::Events),
            // Asked without server-sent events.
            "application/json" if self.streams() => Some(Frame::Array(false)),
            _ => None,
        };
        let kind = ["audio", "image", "video"].into_iter().find(|kind| essence.starts_with(kind));
        // What is compressed can be read only as a whole.
        let buffered = coded || self.referee.route().answers == AnswerMode::Buffer;
        self.reader = match (frame, kind) {
            _ if end => Reader::Empty,
            (Some(frame), _) if buffered => Reader::Buffered { frame, coded },
            (Some(frame), _) => {
                self.referee.pass_early();
                Reader::Stream(Box::new(self.stream(frame)))
            }
            (None, Some(kind)) if !coded => Reader::Media { kind },
            (None, kind) => Reader::Whole { kind: kind.unwrap_or("file"), coded },
        };
    }

    /// Whether the endpoint always streams. Its errors are no arrays and come whole.
    fn streams(&self) -> bool {
        let endpoint = self.referee.asked().format.as_ref().and_then(|format| format.endpoint);
        self.status < 400 && endpoint.is_some_and(|endpoint| endpoint.streams)
    }

    fn stream(&self, frame: Frame) -> Stream {
        let framing = match frame {
            Frame::Events => Framing::Events(sse::Cutter::default()),
            Frame::Frames => Framing::Frames(frames::Cutter::default()),
            Frame::Array(_) => Framing::Array(array::Cutter::default()),
        };
        Stream::new(framing, self.referee.route().hold_bytes as usize)
    }

    fn family(&self) -> Family {
        let format = self.referee.asked().format.as_ref();
        format.and_then(|format| format.endpoint).map_or(Family::OpenAi, |endpoint| endpoint.api.family)
    }

    /// Reads what was held.
    fn held(&mut self, body: &[u8], limit: usize, host: &dyn Host) -> Result<Option<Vec<u8>>, Code> {
        let now = host.now();
        let (coded, frame, kind) = match self.reader {
            Reader::Whole { kind, coded } => (coded, None, kind),
            Reader::Buffered { frame, coded } => (coded, Some(frame), "answer"),
            _ => return Ok(None),
        };
        let plain = coded.then(|| inflate::inflate(body, limit).ok());
        if matches!(plain, Some(None)) {
            let whole = whole::unread(body.len(), "answer", "content_encoding", &mut self.referee, now);
            self.coverage = whole.coverage;
            return Ok(None);
        }
        let plain = plain.flatten();
        let text = plain.as_deref().unwrap_or(body);
        // A stream is one whatever its media type says: read as a whole, its events would interrupt every value.
        let is_array = || self.streams() && text.trim_ascii_start().starts_with(b"[");
        let frame = frame
            .or_else(|| sse::is_stream(text).then_some(Frame::Events))
            .or_else(|| is_array().then_some(Frame::Array(false)));
        let Some(frame) = frame else {
            let whole = whole::read(text, kind, &mut self.referee, now)?;
            (self.coverage, self.report) = (whole.coverage, whole.report);
            return Ok(whole.body.or(plain));
        };
        // Once for the verdict on the whole, and once more to change it by that verdict.
        self.stream(frame).push(text, true, &mut self.referee, now)?;
        self.referee.begin_again();
        let mut stream = self.stream(frame);
        let changed = stream.push(text, true, &mut self.referee, now)?;
        (self.coverage, self.report) = (stream.coverage, stream.report);
        Ok(Some(changed))
    }
}

impl Gateway {
    /// Takes the answer's headers.
    pub fn response_headers(
        &mut self,
        stream: StreamId,
        headers: &[(String, String)],
        end: bool,
        host: &dyn Host,
    ) -> HeadStep {
        let Some(Exchange::Decided(decided)) = self.exchanges.get_mut(&stream) else {
            return HeadStep::Pass(HeaderChanges::default());
        };
        if !decided.released {
            return HeadStep::Pass(HeaderChanges::default());
        }
        let view = Headers(headers);
        let answer = &mut decided.answer;
        answer.status = view.get(":status").and_then(|s| s.parse().ok()).unwrap_or(0);
        answer.delivered_status = answer.status;
        answer.upstream =
            attribution::of_headers(answer.status, headers.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        answer.complete |= end;
        answer.choose(view, end);
        answer.referee.open(host.now());
        answer.tainted = delivery::tainted(headers, &answer.referee.scanner());
        if let Reader::Media { kind } = answer.reader {
            let _ = whole::unread(1, kind, "no_detector", &mut answer.referee, host.now());
        }
        if let Some(refusal) = answer.referee.refusal() {
            let reply = decided.refuse(refusal);
            return HeadStep::Refuse(reply);
        }
        match answer.reader {
            Reader::Whole { .. } | Reader::Buffered { .. } | Reader::Media { .. } => HeadStep::Hold,
            // A stream may change its length while it passes.
            Reader::Stream(_) => HeadStep::Pass(decided.changes(&["content-length"])),
            _ => HeadStep::Pass(decided.changes(&[])),
        }
    }

    /// Takes a piece of the answer's body, or the whole of it where it is held: `size` bytes that `read` gives.
    pub fn response_body(
        &mut self,
        stream: StreamId,
        size: usize,
        end: bool,
        read: impl Fn() -> Option<Vec<u8>>,
        host: &dyn Host,
    ) -> BodyStep {
        let limit = self.config.answer_bytes_max;
        let Some(Exchange::Decided(decided)) = self.exchanges.get_mut(&stream) else {
            return BodyStep::default();
        };
        if let Some(step) = decided.begin_media(size, end, &read) {
            return step;
        }
        let answer = &mut decided.answer;
        let held = matches!(answer.reader, Reader::Whole { .. } | Reader::Buffered { .. });
        if held {
            answer.bytes_in = size as u64;
        } else {
            answer.bytes_in += size as u64;
        }
        if !matches!(answer.reader, Reader::Cut) {
            answer.complete |= end;
        }
        if held && size > limit {
            return decided.refuse_held((Code::AnswerTooLarge, None, None));
        }
        if held && !end {
            return BodyStep { hold: true, ..BodyStep::default() };
        }
        let step = match answer.reader {
            Reader::Empty => BodyStep::default(),
            Reader::Cut => BodyStep { body: Some(Vec::new()), ..BodyStep::default() },
            Reader::Unread { kind } => {
                answer.coverage = crate::evidence::uninspected(answer.bytes_in, kind, "no_detector");
                BodyStep::default()
            }
            _ => match read() {
                // A host may give fewer bytes than it announced: the rest would go unread.
                Some(bytes) if bytes.len() == size => decided.read(&bytes, end, limit, host),
                _ if held => decided.refuse_held((Code::Internal, None, None)),
                _ => decided.cut((Code::Internal, None, None)),
            },
        };
        if let Some(Exchange::Decided(decided)) = self.exchanges.get_mut(&stream) {
            decided.answer.bytes_delivered += step.body.as_ref().map_or(size, Vec::len) as u64;
        }
        step
    }

    /// The host did not take a change of an answer, or sends trailers while the answer is held: it must not go on.
    pub fn give_up_answer(&mut self, stream: StreamId) -> Reply {
        match self.exchanges.get_mut(&stream) {
            Some(Exchange::Decided(decided)) => decided.refuse((Code::Internal, None, None)),
            _ => reply::refuse(Code::Internal, None, None, ""),
        }
    }

    /// Whether an answer is held, or holds something back.
    pub fn holds_answer(&self, stream: StreamId) -> bool {
        let Some(Exchange::Decided(decided)) = self.exchanges.get(&stream) else { return false };
        !matches!(decided.answer.reader, Reader::Empty | Reader::Unread { .. })
    }
}
