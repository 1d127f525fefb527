//! Amazon's event stream: cuts do not matter, and frames that are written as they were read are the same bytes.
//!
//! Input: one byte picks how the rest is taken: even, as the stream itself; odd, as lengths and contents of frames, which get the
//! checksums that no mutation finds. One byte for the size of pieces.
#![no_main]

use countersign_engine::answer::frames::{Cutter, read, write};
use countersign_fuzz::{pieces, wire};
use libfuzzer_sys::{Corpus, fuzz_target};

/// `None` where a piece was refused.
fn cut(stream: &[u8], size: usize) -> Option<Vec<Vec<u8>>> {
    let mut cutter = Cutter::default();
    let mut frames = Vec::new();
    for piece in pieces(stream, size) {
        frames.extend(cutter.push(piece, false)?);
    }
    frames.extend(cutter.push(b"", true)?);
    Some(frames)
}

/// Frames of `u8 headers ‖ u8 payload / 2 ‖ headers ‖ payload`.
fn build(mut bytes: &[u8]) -> Vec<u8> {
    let mut stream = Vec::new();
    while let [headers, payload, rest @ ..] = bytes {
        let (headers, rest) = rest.split_at(rest.len().min(usize::from(*headers)));
        let (payload, rest) = rest.split_at(rest.len().min(2 * usize::from(*payload)));
        stream.extend(wire::frame(headers, payload));
        bytes = rest;
    }
    stream
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [how, size, rest @ ..] = data else { return Corpus::Reject };
    let built = (how % 2 == 1).then(|| build(rest));
    let stream = built.as_deref().unwrap_or(rest);
    let frames = cut(stream, stream.len());
    assert_eq!(cut(stream, 1), frames, "byte by byte");
    assert_eq!(cut(stream, usize::from(*size)), frames, "in pieces of {size}");
    assert!(built.is_none() || frames.is_some(), "frames that are right are taken");
    let Some(frames) = frames else { return Corpus::Keep };
    assert_eq!(frames.concat(), stream, "every byte is in one frame");
    for frame in &frames {
        let Some(payload) = read(frame) else { continue };
        assert_eq!(&write(frame, &payload, &payload.document), frame);
        let other = read(&write(frame, &payload, "{\"other\":1}")).expect("a frame");
        assert_eq!((other.document.as_str(), other.beside), ("{\"other\":1}", payload.beside));
    }
    Corpus::Keep
});
