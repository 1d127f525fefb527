//! The way back: an answer passes the filter as it passes it in Envoy with `allow_on_headers_stop_iteration: true`.

use super::{Driver, Outcome};
use crate::host::{Delivered, Headers, Piece, Reply, Stream};

const PAUSE: i32 = 1;

impl Driver {
    /// An answer passes, in these pieces; the last one ends it, and without pieces the headers do. Gives what the caller got of it.
    pub fn response(&mut self, context: u32, headers: &Headers, pieces: &[&[u8]]) -> Outcome<Delivered> {
        self.show(context, headers, pieces, false)
    }

    /// As [`Driver::response`], but trailers end the answer.
    pub fn response_with_trailers(
        &mut self,
        context: u32,
        headers: &Headers,
        pieces: &[&[u8]],
    ) -> Outcome<Delivered> {
        self.show(context, headers, pieces, true)
    }

    /// What the caller got of an answer so far: also after a trap.
    pub fn delivered(&mut self, context: u32) -> Delivered {
        self.state().streams.get(&context).map(|stream| stream.delivered.clone()).unwrap_or_default()
    }

    fn show(
        &mut self,
        context: u32,
        headers: &Headers,
        pieces: &[&[u8]],
        trailers: bool,
    ) -> Outcome<Delivered> {
        let stream = self.stream_of(context);
        stream.response_headers = headers.clone();
        stream.answering = true;
        stream.request_headers_gone = true;
        let end = pieces.is_empty() && !trailers;
        self.step("proxy_on_response_headers", context, headers.len(), Some(end), 0)?;
        for (index, piece) in pieces.iter().enumerate() {
            let stream = self.stream_of(context);
            if stream.closed {
                break;
            }
            // What is held is still there: the filter sees all of it again, and the new piece behind it.
            stream.response_body.extend_from_slice(piece);
            stream.response_body_shown = true;
            let size = stream.response_body.len();
            let end = index + 1 == pieces.len() && !trailers;
            self.step("proxy_on_response_body", context, size, Some(end), index)?;
        }
        if trailers && !self.stream_of(context).closed {
            self.step("proxy_on_response_trailers", context, 0, None, pieces.len())?;
        }
        Ok(self.delivered(context))
    }

    /// One callback, and what the proxy does after it. `end`: whether the answer ends with it; trailers, which have no such argument,
    /// always end it.
    fn step(
        &mut self,
        callback: &str,
        context: u32,
        size: usize,
        end: Option<bool>,
        index: usize,
    ) -> Outcome<()> {
        let mut arguments = vec![context as i32, size as i32];
        arguments.extend(end.map(i32::from));
        let action = self.call(callback, context, &arguments);
        let stream = self.stream_of(context);
        stream.response_body_shown = false;
        match action {
            Ok(action) => {
                proceed(stream, action, end.unwrap_or(true), index);
                Ok(())
            }
            Err(trapped) => {
                // The proxy resets streams of a dead VM.
                cut(stream);
                Err(trapped)
            }
        }
    }

    fn stream_of(&mut self, context: u32) -> &mut Stream {
        self.state().streams.get_mut(&context).expect("the stream")
    }
}

fn proceed(stream: &mut Stream, action: i32, end: bool, index: usize) {
    if let Some(Reply { status, headers, body }) = stream.replacement.take() {
        if stream.response_headers_gone {
            return cut(stream);
        }
        // Such a reply goes to the caller directly, not through the callbacks.
        let status = (":status".to_owned(), status.to_string());
        stream.delivered.headers = Some([vec![status], headers].concat());
        stream.delivered.pieces = vec![Piece { after: index, bytes: body }];
        stream.delivered.complete = true;
        stream.response_headers_gone = true;
        stream.closed = true;
        stream.response_body.clear();
        return;
    }
    if action == PAUSE {
        return;
    }
    if !stream.response_headers_gone {
        stream.delivered.headers = Some(stream.response_headers.clone());
        stream.response_headers_gone = true;
    }
    let bytes = std::mem::take(&mut stream.response_body);
    if !bytes.is_empty() {
        stream.delivered.pieces.push(Piece { after: index, bytes });
    }
    stream.delivered.complete |= end;
}

/// The connection of the caller ends before the answer does.
fn cut(stream: &mut Stream) {
    stream.delivered.cut = true;
    stream.closed = true;
    stream.response_body.clear();
}
