//! Encoded text and compressed bytes: runs stand in order inside of their text, and limits hold.
#![no_main]

use countersign_engine::content::{
    decode::{Budget, RUN_MIN, base64_text, is_sealed, percent, runs},
    inflate::inflate,
};
use libfuzzer_sys::fuzz_target;

const LIMIT: usize = 64 * 1024;

fuzz_target!(|data: &[u8]| {
    for bytes in [data.to_vec(), [b"\x1f\x8b\x08", data].concat(), [b"\x78\x9c", data].concat()] {
        assert!(inflate(&bytes, LIMIT).ok().is_none_or(|plain| plain.len() <= LIMIT));
    }
    let text = String::from_utf8_lossy(data);
    let mut found = Vec::new();
    let complete = runs(&text, &mut Budget::of(text.len()), &mut found);
    let mut at = 0;
    for run in &found {
        assert!(run.span.start >= at && run.span.len() >= RUN_MIN, "{run:?}");
        assert!(text.get(run.span.clone()).is_some(), "{run:?}");
        at = run.span.end;
    }
    // Text of this size cannot use the budget up, unless it inflates.
    assert!(complete || found.iter().any(|run| run.how == "gzip") || text.len() > 64 * 1024);
    let (_, _, _) = (base64_text(&text), percent(&text), is_sealed(&text));
});
