//! Forms: fields and files, each a text, a document, documents one a line, or nothing that can be read.

use alloc::vec::Vec;
use core::ops::Range;

use countersign_classify::Finding;

use super::Inspector;
use crate::content::{
    ContentError, Found,
    edit::Edit,
    format,
    json::{self, Budget, JsonError, Path, Visitor},
    known::Known,
    multipart::{self, Part},
    nested::Outer,
    text::{self, Buffer, Text},
};

/// What some programs put before a text in UTF-8.
const BYTE_ORDER_MARK: char = '\u{feff}';

impl Inspector<'_> {
    /// Reads a form.
    pub fn form(&mut self, body: &[u8], boundary: &str) -> Result<(), ContentError> {
        for part in multipart::parse(body, boundary)? {
            if let Some(facts) = &mut self.facts {
                facts.name(&Path::named(&part.name));
            }
            self.plain(body, part.headers.clone(), &Path::default());
            match written(body.get(part.content.clone()).unwrap_or_default()) {
                Some(text) => self.part(body, &part, text)?,
                None => {
                    let media = |kind: &&str| part.media.starts_with(kind);
                    let kind = ["image", "audio", "video"].into_iter().find(media).unwrap_or("file");
                    self.unread((kind, "no_detector", part.content.len() as u64));
                }
            }
        }
        Ok(())
    }

    fn part(&mut self, body: &[u8], part: &Part, text: &str) -> Result<(), JsonError> {
        let named = Path::named(&part.name);
        if let Some(facts) = self.facts.as_mut().filter(|_| !part.is_file) {
            facts.string(&named, text)?;
            facts.stream |= part.name == "stream" && text.trim() == "true";
        }
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let span = part.content.end.saturating_sub(text.len())..part.content.end;
        if part.is_file || format::is_json(&part.media) || format::is_lines(&part.media) {
            self.file(body, text, span, &named)?;
        } else if is_document(text) {
            // As the value of a member: what stands in it is data, and says nothing of the request.
            self.value(&named, Outer { text: &Text::plain(text, span.start), depth: 0 });
        } else {
            self.text(body, span, &named);
        }
        Ok(())
    }

    /// Reads a file as the document that it is, or line by line: what is a document there counts as in a body, and the lines between are text.
    fn file(
        &mut self,
        body: &[u8],
        text: &str,
        span: Range<usize>,
        named: &Path<'_>,
    ) -> Result<(), JsonError> {
        if is_document(text) {
            return self.document(text.as_bytes(), span.start);
        }
        let (mut between, mut at) = (span.start..span.start, span.start);
        for line in text.split_inclusive('\n') {
            let end = at + line.len();
            if is_document(line) {
                if !between.is_empty() {
                    self.text(body, between, named);
                }
                self.document(line.as_bytes(), at)?;
                between = end..end;
            } else {
                between.end = end;
            }
            at = end;
        }
        if !between.is_empty() || span.is_empty() {
            self.text(body, between, named);
        }
        Ok(())
    }

    /// Reads text as it stands, and with its escapes resolved once and twice: its reader may take it for a document.
    fn text(&mut self, body: &[u8], span: Range<usize>, path: &Path<'_>) {
        let (from, unread) = (self.sink.findings.len(), self.unread_bytes());
        self.plain(body, span.clone(), path);
        let text = body.get(span.clone()).and_then(|bytes| core::str::from_utf8(bytes).ok());
        let Some(text) = text.filter(|text| text.contains('\\')) else { return };
        let plain = |range: Range<usize>| Edit::plain(span.start + range.start..span.start + range.end);
        let mut buffer = Buffer::default();
        let once = text::unescape(text, &mut buffer);
        self.again(path, once.text, (from, unread), |start, end| plain(once.raw_span(start, end)));
        if once.text.contains('\\') {
            let mut buffer = Buffer::default();
            let twice = text::unescape(once.text, &mut buffer);
            self.again(path, twice.text, (from, unread), |start, end| {
                let inner = twice.raw_span(start, end);
                plain(once.raw_span(inner.start, inner.end))
            });
        }
    }

    /// Scans another reading of a text, and keeps what no reading `from` there on has shown. What cannot be read counts once: where nothing
    /// else was `unread` of the text.
    fn again(
        &mut self,
        path: &Path<'_>,
        text: &str,
        (from, unread): (usize, u64),
        edit: impl Fn(usize, usize) -> Edit,
    ) {
        let before = self.sink.findings.len();
        let decoded = self.sink.decoded.clone();
        self.sink.scan(path, text, path.key().is_some(), edit);
        self.sink.decoded = decoded;
        let found: Vec<Found> = self.sink.findings.iter().skip(before).cloned().collect();
        self.sink.forget(before);
        let known = Known::of(&self.sink, from);
        for Found { label, confidence_pm, edit, .. } in found {
            if !known.covers(label, &edit) {
                self.sink.scratch.clear();
                self.sink.scratch.push(Finding { label, start: 0, end: 0, confidence_pm });
                self.sink.keep(path, |_| Some(edit.clone()));
            }
        }
        if self.unread_bytes() > unread {
            self.sink.unread.clear();
        }
        self.sealed();
    }

    fn unread_bytes(&self) -> u64 {
        self.coverage.unscanned.iter().map(|part| part.bytes).sum()
    }
}

/// The content of a part as text that a person or program wrote.
fn written(content: &[u8]) -> Option<&str> {
    let text = core::str::from_utf8(content).ok()?;
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    (!text.contains(control)).then_some(text)
}

/// Whether a text is an object or a list in JSON.
fn is_document(text: &str) -> bool {
    text.trim_ascii_start().starts_with(['{', '['])
        && json::walk(text, &mut Budget::default(), &mut Nothing).is_ok()
}

/// Takes note of nothing.
struct Nothing;

impl<'d> Visitor<'d> for Nothing {
    fn key(&mut self, _: &Path<'d>, _: &Text<'_>) -> Result<(), JsonError> {
        Ok(())
    }
    fn string(&mut self, _: &Path<'d>, _: &Text<'_>) -> Result<(), JsonError> {
        Ok(())
    }
    fn number(&mut self, _: &Path<'d>, _: &'d str, _: usize) -> Result<(), JsonError> {
        Ok(())
    }
    fn is_true(&mut self, _: &Path<'d>) {}
    fn open(&mut self, _: &Path<'d>) {}
}
