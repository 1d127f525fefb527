//! The recording model provider, on a free port of this machine.

pub use countersign_conformance::{http::Recorded, script, upstream::Upstream};

/// Listens on a free port.
pub fn start() -> Upstream {
    Upstream::listen("127.0.0.1:0").expect("a free port")
}
