//! Server-sent events (WHATWG HTML §9.2): bytes in, whole events out, and events back into bytes.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::ops::Range;

/// Largest event: an answer of Responses comes once more as a whole in its last event.
pub const EVENT_BYTES_MAX: usize = countersign_formats::limits::BODY_BYTES_DEFAULT;

/// Cuts a stream of bytes into events, whatever the borders of its pieces.
#[derive(Debug, Default)]
pub struct Cutter {
    partial: Vec<u8>,
    /// Where the line begins that has no end yet.
    line: usize,
    /// Up to where it was searched for its end.
    searched: usize,
}

impl Cutter {
    /// Takes bytes; gives the events that they complete, each with the blank line that ends it. `None`: an event is too large.
    pub fn push(&mut self, bytes: &[u8], end: bool) -> Option<Vec<Vec<u8>>> {
        self.partial.extend_from_slice(bytes);
        let mut events = Vec::new();
        let mut begin = 0;
        while let Some((length, next)) = self.line(end) {
            let blank = length == 0;
            self.line += next;
            self.searched = self.line;
            if blank {
                events.push(self.partial.get(begin..self.line).unwrap_or_default().to_vec());
                begin = self.line;
            }
        }
        if end && begin < self.partial.len() {
            // Readers differ in what they make of an event without its blank line; it is read like any other.
            events.push(self.partial.get(begin..).unwrap_or_default().to_vec());
            begin = self.partial.len();
        }
        self.partial.drain(..begin);
        self.line = self.line.saturating_sub(begin).min(self.partial.len());
        // The last byte may be half of a line's end.
        self.searched = self.partial.len().saturating_sub(1).max(self.line);
        (self.partial.len() <= EVENT_BYTES_MAX).then_some(events)
    }
}

impl Cutter {
    /// The next line: each byte is searched once, however many pieces a line comes in.
    fn line(&self, end: bool) -> Option<(usize, usize)> {
        let from = self.searched.max(self.line);
        let (length, next) = line(self.partial.get(from..).unwrap_or_default(), end)?;
        Some((from - self.line + length, from - self.line + next))
    }
}

/// Length of the first line, and with its end. A `\r` at the end of what is there may be half of `\r\n`.
fn line(bytes: &[u8], end: bool) -> Option<(usize, usize)> {
    let length = bytes.iter().position(|b| matches!(b, b'\n' | b'\r'))?;
    match (bytes.get(length), bytes.get(length + 1)) {
        (Some(b'\r'), Some(b'\n')) => Some((length, length + 2)),
        (Some(b'\r'), None) if !end => None,
        _ => Some((length, length + 1)),
    }
}

/// Whether a body is a stream of events, whatever its media type says: one of its lines begins with `data:`, which no line of a JSON document
/// does.
pub fn is_stream(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.split(|b| matches!(b, b'\n' | b'\r')).any(|line| line.starts_with(b"data:"))
}

/// What one event holds.
#[derive(Debug, PartialEq, Eq)]
pub struct Data {
    /// The data lines, joined by line feeds as their readers join them.
    pub document: String,
    /// Where the data stands, when it is one line: then a change leaves everything else as it was.
    place: Option<Range<usize>>,
    /// Lines that are no data, with their ends.
    pub others: Vec<String>,
}

/// Reads an event; `None` when it is no UTF-8.
pub fn read(event: &[u8]) -> Option<Data> {
    let event = core::str::from_utf8(event).ok()?;
    let (mut document, mut place, mut others, mut lines) = (String::new(), None, Vec::new(), 0_usize);
    let mut at = 0;
    while let Some(rest) = event.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, next) = line(rest.as_bytes(), true).unwrap_or((rest.len(), rest.len()));
        let text = rest.get(..length).unwrap_or_default();
        // A byte-order mark may stand before the first line of a stream.
        let bare = if at == 0 { text.trim_start_matches('\u{feff}') } else { text };
        // The standard's names are in small letters; some readers take others.
        let value = bare.split_at_checked(5).filter(|(name, _)| name.eq_ignore_ascii_case("data:"));
        match value.map(|(_, value)| value) {
            Some(value) => {
                let value = value.strip_prefix(' ').unwrap_or(value);
                if lines > 0 {
                    document.push('\n');
                }
                document.push_str(value);
                place = (lines == 0).then_some(at + length - value.len()..at + length);
                lines += 1;
            }
            None if bare.eq_ignore_ascii_case("data") => lines += 1,
            None if !text.is_empty() => others.push(rest.get(..next).unwrap_or_default().to_string()),
            None => {}
        }
        at += next;
    }
    Some(Data { document, place, others })
}

/// The event with other data, and without the lines that `drop` names.
pub fn write(event: &[u8], data: &Data, document: &str, drop: &[usize]) -> Vec<u8> {
    if let (Some(place), true) = (&data.place, drop.is_empty()) {
        let part = |range: Range<usize>| event.get(range).unwrap_or_default();
        return [part(0..place.start), document.as_bytes(), part(place.end..event.len())].concat();
    }
    let kept =
        data.others.iter().enumerate().filter(|(i, _)| !drop.contains(i)).map(|(_, line)| line.as_str());
    let mut out: String = kept.collect();
    if !out.is_empty() && !out.ends_with(['\n', '\r']) {
        out.push('\n');
    }
    for line in document.split('\n').filter(|_| data.place.is_some() || !data.document.is_empty()) {
        out.push_str("data: ");
        out.push_str(line);
        out.push('\n');
    }
    out.push('\n');
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &[u8] = b": hello\n\nevent: a\ndata: {\"x\":1}\n\r\ndata:two\r\ndata: lines\r\n\r\nid: 3\rdata: last\r\rdata: open";

    fn cut(at: usize) -> Vec<Vec<u8>> {
        let (a, b) = STREAM.split_at(at);
        let mut cutter = Cutter::default();
        let mut events = cutter.push(a, false).unwrap();
        events.extend(cutter.push(b, true).unwrap());
        events
    }

    #[test]
    fn events_at_every_cut() {
        let expected = cut(0);
        assert_eq!(expected.len(), 5);
        assert_eq!(expected.concat(), STREAM);
        for at in 0..=STREAM.len() {
            assert_eq!(cut(at), expected, "{at}");
        }
    }

    #[test]
    fn data_of_events() {
        let events = cut(0);
        let documents: Vec<String> = events.iter().map(|e| read(e).unwrap().document).collect();
        assert_eq!(documents, ["", "{\"x\":1}", "two\nlines", "last", "open"]);
        assert_eq!(read(&events[0]).unwrap().others, [": hello\n"]);
        assert_eq!(read(b"data: \xff\n\n"), None);
    }

    #[test]
    fn a_change_leaves_the_rest() {
        let event = b"event: a\r\ndata:{\"x\":1}\r\nid: 2\r\n\r\n";
        let data = read(event).unwrap();
        assert_eq!(write(event, &data, &data.document, &[]), event);
        assert_eq!(write(event, &data, "{}", &[]), b"event: a\r\ndata:{}\r\nid: 2\r\n\r\n");
        assert_eq!(write(event, &data, "{}", &[1]), b"event: a\r\ndata: {}\n\n");
        let event = b"data: a\ndata: b\n\n";
        let data = read(event).unwrap();
        assert_eq!(write(event, &data, "a\nc", &[]), b"data: a\ndata: c\n\n");
        let event = b": secret\n\n";
        let data = read(event).unwrap();
        assert_eq!(write(event, &data, "", &[0]), b"\n");
    }

    proptest::proptest! {
        #[test]
        fn cuts_do_not_matter(
            pieces in proptest::collection::vec(proptest::sample::select(alloc::vec!["data: x", "data:", "\n", "\r", "\r\n", ":", "é", "id: 1", "\u{feff}"]), 0..20),
            at in 0usize..80,
        ) {
            let stream = pieces.concat();
            let whole = Cutter::default().push(stream.as_bytes(), true).unwrap();
            proptest::prop_assert_eq!(&whole.concat(), stream.as_bytes());
            let (a, b) = stream.as_bytes().split_at(at.min(stream.len()));
            let mut cutter = Cutter::default();
            let mut events = cutter.push(a, false).unwrap();
            events.extend(cutter.push(b, true).unwrap());
            proptest::prop_assert_eq!(&events, &whole);
            for event in events {
                let _ = read(&event);
            }
        }
    }
}
