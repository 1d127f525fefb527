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
    /// Depth at which an element ends: 1 in an array, 0 where an object stands alone.
    base: u32,
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
                Some(b'[') => (self.opened, self.base) = (true, 1),
                Some(b'{') => (self.opened, self.base) = (true, 0),
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
                    if self.depth == self.base && *byte == b'}' {
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

/// Where the document stands in an element; empty where there is none, at the end of the array. `None`: something stands there that is neither
/// document nor separator, and would go on unread.
pub fn document(element: &[u8]) -> Option<Range<usize>> {
    let separates = |b: &u8| b.is_ascii_whitespace() || matches!(b, b',' | b'[' | b']');
    let start = element.iter().take_while(|b| separates(b)).count();
    match (element.get(start), element.last()) {
        (None, _) => Some(start..start),
        (Some(b'{'), Some(b'}')) => Some(start..element.len()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

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
        let documents: Vec<&[u8]> = expected.iter().map(|e| &e[document(e).unwrap()]).collect();
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

    #[test]
    fn what_is_no_document_is_refused() {
        let object = Cutter::default().push(b"{\"error\":{\"code\":403}}", true).unwrap();
        assert_eq!((object.len(), document(&object[0])), (1, Some(0..object[0].len())));
        for bad in [
            &b"[{}] data: {\"a\":{}}"[..],
            b"[\"text\",{}]",
            b"[1]",
            b"[{}\x02{}]",
            b"[{\"a\":",
            b"[{}] after",
        ] {
            let elements = Cutter::default().push(bad, true).unwrap();
            assert!(
                elements.iter().any(|element| document(element).is_none()),
                "{}",
                String::from_utf8_lossy(bad)
            );
        }
        // What stands behind the array is read like its elements.
        let behind = Cutter::default().push(b"[{}]{\"a\":1}", true).unwrap();
        assert!(behind.iter().all(|element| document(element).is_some()));
    }
}
