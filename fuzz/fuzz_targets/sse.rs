//! Server-sent events: cuts do not matter, and events that are written as they were read stay what they were.
//!
//! Input: one byte for the size of pieces, the rest is the stream.
#![no_main]

use countersign_engine::answer::sse::{Cutter, read, write};
use countersign_fuzz::pieces;
use libfuzzer_sys::{Corpus, fuzz_target};

fn cut(stream: &[u8], size: usize) -> Vec<Vec<u8>> {
    let mut cutter = Cutter::default();
    let mut events = Vec::new();
    for piece in pieces(stream, size) {
        events.extend(cutter.push(piece, false).expect("no event is too large here"));
    }
    events.extend(cutter.push(b"", true).expect("no event is too large here"));
    events
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [size, stream @ ..] = data else { return Corpus::Reject };
    let events = cut(stream, stream.len());
    assert_eq!(events.concat(), stream, "every byte is in one event");
    assert_eq!(cut(stream, 1), events, "byte by byte");
    assert_eq!(cut(stream, usize::from(*size)), events, "in pieces of {size}");
    assert_eq!(Cutter::default().push(stream, true).as_ref(), Some(&events), "the end with the last piece");
    for event in &events {
        let Some(data) = read(event) else {
            assert!(core::str::from_utf8(event).is_err());
            continue;
        };
        let same = write(event, &data, &data.document, &[]);
        let lines = data.document.split('\n').count();
        if lines == 1 && !data.document.is_empty() {
            assert_eq!(&same, event, "one line of data stays where it stands");
        }
        // A mark that stood before another line stands before the first one then, where it is no part of it.
        if !data.document.is_empty() && !data.others.iter().any(|line| line.starts_with('\u{feff}')) {
            let again = read(&same).expect("utf-8");
            assert_eq!(again.document, data.document);
            assert_eq!(cut(&same, same.len()).len(), 1, "one event is one event");
            let all: Vec<usize> = (0..data.others.len()).collect();
            let bare = read(&write(event, &data, &data.document, &all)).expect("utf-8");
            assert_eq!(bare.document, data.document);
            assert!(all.is_empty() || bare.others.is_empty(), "{:?}", bare.others);
        }
    }
    Corpus::Keep
});
