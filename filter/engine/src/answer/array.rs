//! One JSON array that grows: how Gemini streams to clients that do not ask for server-sent events.

use alloc::vec::Vec;
use core::ops::Range;

/// Largest element.
pub const ELEMENT_BYTES_MAX: usize = countersign_formats::limits::BODY_BYTES_DEFAULT;

/// Cuts an array into its elements, whatever the borders of the pieces. Each comes with what stands before it: the bracket, a comma,
/// white space.
#[derive(Debug, Default)]
pub struct Cutter {
    partial: Vec<u8>,
    /// Bytes of `partial` that were looked at.
    seen: usize,
    depth: u32,
    opened: bool,
    in_string: bool,
    escaped: bool,
}

impl Cutter {
    /// Takes bytes; gives the elements that they complete, and at the end what follows the last. `None`: an element is too large, or it is
    /// something else: a stream of events under this media type, which must not be read as one text.
    pub fn push(&mut self, bytes: &[u8], end: bool) -> Option<Vec<Vec<u8>>> {
        self.partial.extend_from_slice(bytes);
        if !self.opened {
            match self.partial.trim_ascii_start().first() {
                // An error may come as an object alone.
                Some(b'[' | b'{') => self.opened = true,
                None => {}
                Some(_) => return None,
            }
        }
        let (mut elements, mut begin) = (Vec::new(), 0);
        for (at, byte) in self.partial.iter().enumerate().skip(self.seen) {
            match (self.in_string, byte) {
                (true, _) if self.escaped => self.escaped = false,
                (true, b'\\') => self.escaped = true,
                (_, b'"') => self.in_string = !self.in_string,
                (false, b'{' | b'[') => self.depth = self.depth.saturating_add(1),
                (false, b'}' | b']') => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 1 {
                        elements.push(self.partial.get(begin..=at).unwrap_or_default().to_vec());
                        begin = at + 1;
                    }
                }
                _ => {}
            }
        }
        if end && begin < self.partial.len() {
            elements.push(self.partial.get(begin..).unwrap_or_default().to_vec());
            begin = self.partial.len();
        }
        self.partial.drain(..begin);
        self.seen = self.partial.len();
        (self.partial.len() <= ELEMENT_BYTES_MAX).then_some(elements)
    }
}

/// Where the document stands in an element; empty where there is none, at the end of the array.
pub fn document(element: &[u8]) -> Range<usize> {
    let before = |b: &u8| b.is_ascii_whitespace() || *b == b',';
    let start = element.iter().take_while(|b| before(b)).count();
    // The bracket of the array itself stands before its first element.
    let inner = element.get(start + 1..).unwrap_or_default();
    let opens = element.get(start) == Some(&b'[') && inner.trim_ascii_start().first() == Some(&b'{');
    let start = if opens { start + 1 + inner.iter().take_while(|b| before(b)).count() } else { start };
    let is_document = element.get(start) == Some(&b'{') && element.last() == Some(&b'}');
    if is_document { start..element.len() } else { element.len()..element.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &[u8] = b"[{\"a\":\"]}\\\"\",\"b\":[{}]}\n,\r\n{\"c\":{}}\n]\n";

    fn cut(at: usize) -> Vec<Vec<u8>> {
        let (a, b) = STREAM.split_at(at);
        let mut cutter = Cutter::default();
        let mut elements = cutter.push(a, false).unwrap();
        elements.extend(cutter.push(b, true).unwrap());
        elements
    }

    #[test]
    fn elements_at_every_cut() {
        let expected = cut(0);
        let documents: Vec<&[u8]> = expected.iter().map(|e| &e[document(e)]).collect();
        assert_eq!(documents, [&b"{\"a\":\"]}\\\"\",\"b\":[{}]}"[..], b"{\"c\":{}}", b""]);
        for at in 0..=STREAM.len() {
            assert_eq!(cut(at), expected, "{at}");
            assert_eq!(cut(at).concat(), STREAM);
        }
    }

    #[test]
    fn an_object_alone_comes_as_it_is_and_anything_else_is_refused() {
        for text in [&b""[..], b"[]", b"{\"error\":{\"code\":403}}"] {
            let elements = Cutter::default().push(text, true).unwrap();
            assert_eq!(elements.concat(), text);
        }
        for other in [&b"data: {}\n\n"[..], b"]]}}", b"null"] {
            assert_eq!(Cutter::default().push(other, true), None, "{other:?}");
        }
    }
}
