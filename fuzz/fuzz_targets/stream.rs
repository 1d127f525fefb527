//! A streamed answer, from the upstream's bytes to the caller's: through a gateway that decides by the starter pack.
//!
//! Input: one byte picks the route, one the kind of stream, one the size of pieces; the rest is the stream itself (kinds 0 to 2) or a
//! text whose parts between `|` are its deltas (kinds 3 to 5). What is delivered does not depend on the pieces, nor its text on the
//! deltas, and nothing that is masked or refused is delivered, in one delta or over several.
#![no_main]

use std::cell::RefCell;

use countersign_classify::Classifier;
use countersign_fuzz::{
    detectors::{CONTEXTUAL, labels, redacted, starter},
    gateway::{Delivered, Native},
    pieces, wire,
};
use libfuzzer_sys::{Corpus, fuzz_target};

/// Route, and what must not be delivered on it.
const ROUTES: [(&str, &[&str]); 3] = [
    ("/support", &["pii", "secret"]),
    ("/developer", &["pii.payment_card", "pii.us_ssn", "pii.iban", "secret"]),
    ("/clinical", &["secret"]),
];

/// Framing: path, and media type of the answer.
const FRAMINGS: [(&str, &str); 3] = [
    ("/v1/chat/completions", "text/event-stream"),
    ("/model/gpt-x/converse-stream", "application/vnd.amazon.eventstream"),
    ("/v1beta/models/gpt-x:streamGenerateContent", "application/json"),
];

/// A secret that no neighbour can make into something else, wherever in a stream it stands: between words, in one piece.
const CANARY: &str = "zq AKIAIOSFODNN7EXAMPLF zq";

thread_local! {
    static WORLD: RefCell<(Native, &'static Classifier)> = RefCell::new((Native::start(), starter()));
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [route, kind, size, rest @ ..] = data else { return Corpus::Reject };
    let route = ROUTES[usize::from(*route) % ROUTES.len()];
    let kind = usize::from(*kind) % 6;
    let text = String::from_utf8_lossy(rest);
    let write = |deltas: &mut dyn Iterator<Item = &str>| match kind {
        0..3 => rest.to_vec(),
        3 => wire::events(deltas),
        4 => wire::converse(deltas),
        _ => wire::array(deltas),
    };
    let stream = write(&mut text.split('|'));
    WORLD.with(|world| {
        let (native, classifier) = &mut *world.borrow_mut();
        let whole = same_for_all_cuts(native, route.0, kind % 3, &stream, usize::from(*size));
        let body = String::from_utf8_lossy(&whole.body);
        assert!(!body.contains(CANARY), "the canary on {} in {body:?}", route.0);
        let read = match kind {
            0..3 => return,
            3 => wire::event_text,
            4 => wire::converse_text,
            _ => wire::array_text as fn(&[u8]) -> String,
        };
        let delivered = read(&whole.body);
        let joined = text.replace('|', "");
        let at_once = write(&mut std::iter::once(joined.as_str()));
        let (path, media) = FRAMINGS[kind % 3];
        let at_once =
            native.exchange(&format!("{}{path}", route.0), media, std::iter::once(at_once.as_slice()));
        assert_eq!(blocked(&whole), blocked(&at_once), "{} {text:?}", route.0);
        if !blocked(&whole) {
            // A bracket before a number that is found with it may have left before. So may a finding that is not sure enough for the
            // policy by itself, and is masked because a surer one of its label stands behind it.
            let texts = [delivered.as_str(), &read(&at_once.body)];
            let [one, other] = texts.map(|text| redacted(classifier, text, route.1).replace('(', ""));
            assert_eq!(one, other, "{} {text:?} in one piece", route.0);
        }
        for prefix in route.1 {
            let mut found = labels(classifier, &delivered, prefix);
            found.retain(|label| !CONTEXTUAL.contains(label));
            assert!(found.is_empty(), "{found:?} on {} in {delivered:?}", route.0);
        }
    });
    Corpus::Keep
});

/// Whether policy ended it.
fn blocked(delivered: &Delivered) -> bool {
    String::from_utf8_lossy(&delivered.body).contains("answer_blocked")
}

fn same_for_all_cuts(
    native: &mut Native,
    route: &str,
    framing: usize,
    stream: &[u8],
    size: usize,
) -> Delivered {
    let (path, media) = FRAMINGS[framing];
    let path = format!("{route}{path}");
    let whole = native.exchange(&path, media, pieces(stream, stream.len()));
    for size in [1, size] {
        let other = native.exchange(&path, media, pieces(stream, size));
        // What is no stream of its kind ends with an error; how much came before depends on the pieces.
        let malformed =
            |delivered: &Delivered| String::from_utf8_lossy(&delivered.body).contains("answer_malformed");
        if !(malformed(&whole) && malformed(&other)) {
            assert_eq!(other, whole, "in pieces of {size}");
        }
    }
    whole
}
