//! What the engine needs of its host: five verbs, no IO of its own.

use alloc::{string::String, vec::Vec};

use countersign_formats::time::Micros;

/// The proxy around the engine. A host that cannot do a thing says so; the engine then fails closed.
pub trait Host {
    /// Wall clock, UTC.
    fn now(&self) -> Micros;

    /// Fills `out` with cryptographically secure random bytes; false when the host has none.
    fn random(&self, out: &mut [u8]) -> bool;

    /// A variable of the environment that the operator passed to this VM. Secrets arrive here and nowhere else.
    fn env(&self, name: &str) -> Option<String>;

    /// Starts a call to the control plane; `None` when the host refuses it. The answer arrives by the returned token, also
    /// when the stream that caused the call is gone by then.
    fn call(&self, call: &Call) -> Option<u32>;

    /// Writes a line to the host's log. Never content, never credentials.
    fn log(&self, level: Level, message: &str);
}

/// A call to the control plane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// Further headers, lower-case names.
    pub headers: Vec<(&'static str, String)>,
    /// Body; empty for `GET`.
    pub body: Vec<u8>,
    /// The host gives up after this time, milliseconds.
    pub timeout_ms: u32,
}

/// Importance of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Normal, rare: a bundle was activated.
    Info,
    /// Something is refused or retried.
    Warn,
    /// The gateway does not protect, or refuses everything.
    Error,
}

/// Answer to a [`Call`].
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// HTTP status; 0 when there was none.
    pub status: u32,
    /// Body, as far as the host had it.
    pub body: &'a [u8],
}
