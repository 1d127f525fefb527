//! A streamed answer, from the upstream's bytes to the caller's: through a gateway that decides by the starter pack.
//!
//! Input: one byte picks the route, one the kind of stream, one the size of pieces; the rest is the stream itself (kinds 0 and 1) or a
//! text whose parts between `|` are its deltas (kinds 2 and 3). What is delivered does not depend on the pieces, and nothing that is
//! masked or refused is delivered, in one delta or over several.
#![no_main]

use std::cell::RefCell;

use countersign_classify::Classifier;
use countersign_fuzz::{
    detectors::{classifier, labels},
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

thread_local! {
    static WORLD: RefCell<(Native, &'static Classifier)> = RefCell::new((Native::start(), classifier()));
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [route, kind, size, rest @ ..] = data else { return Corpus::Reject };
    WORLD.with(|world| {
        let (native, classifier) = &mut *world.borrow_mut();
        let (route, forbidden) = ROUTES[usize::from(*route) % ROUTES.len()];
        let text = String::from_utf8_lossy(rest);
        let (stream, framed, joined) = match kind % 4 {
            0 => (rest.to_vec(), false, None),
            1 => (rest.to_vec(), true, None),
            2 => (wire::events(text.split('|')), false, Some(wire::event_text as fn(&[u8]) -> String)),
            _ => (wire::converse(text.split('|')), true, Some(wire::converse_text as fn(&[u8]) -> String)),
        };
        let mut ask = |size: usize| -> Delivered {
            let (path, media) = match framed {
                true => ("/model/claude-x/converse-stream", "application/vnd.amazon.eventstream"),
                false => ("/v1/chat/completions", "text/event-stream"),
            };
            // The clinical route knows one provider, whose models are named differently.
            let path = if route == "/clinical" { "/v1/chat/completions" } else { path };
            native.exchange(&format!("{route}{path}"), media, pieces(&stream, size))
        };
        let whole = ask(stream.len());
        for size in [1, usize::from(*size)] {
            assert_eq!(ask(size), whole, "in pieces of {size}");
        }
        let delivered = joined.map(|joined| joined(&whole.body)).unwrap_or_default();
        for prefix in forbidden {
            let found = labels(classifier, &delivered, prefix);
            assert!(found.is_empty(), "{found:?} on {route} in {delivered:?}");
        }
    });
    Corpus::Keep
});
