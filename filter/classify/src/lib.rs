//! Finds regulated data in text: secrets, personal data, health data.
//!
//! `normalise → trigger scan → confirm → context → merge`. One pass over the text finds the few places where anything could
//! start (digit runs, `@`, colons between hex digits, the heads of known tokens); only there a detector looks closer, with an anchored
//! automaton and a validator. Detectors are data: compiled natively by the feature `compile`, loaded here.
//!
//! Time is linear in the text: each trigger costs a bounded number of steps, and a budget ends a scan that an attacker has
//! filled with triggers; the result then says so, and the caller must not let the text pass.
//!
//! # What this crate does not do
//!
//! It knows nothing of JSON, requests or policy, and keeps no text.
#![no_std]
#![cfg_attr(test, expect(clippy::string_slice, reason = "a test may fail loudly"))]
#![cfg_attr(all(test, feature = "compile"), expect(clippy::unwrap_used, reason = "a test may fail loudly"))]

extern crate alloc;
#[cfg(feature = "compile")]
extern crate std;

mod artifact;
mod bytes;
mod classifier;
mod clinical;
mod code;
#[cfg(feature = "compile")]
pub mod compile;
mod confirm;
mod context;
mod evidence;
mod exact;
pub mod fingerprint;
mod fuse;
mod groups;
mod index;
mod keyed;
mod lexicon;
mod license;
mod merge;
mod mnpi;
mod normalise;
mod pass;
mod program;
mod scan;
mod simd;
pub mod tagger;
mod terms;
mod validate;

pub use artifact::ArtifactError;
pub use classifier::{Classifier, Finding, LabelId, ScanOutcome};
pub use evidence::{Conclusion, Evidence};
pub use merge::GUESS_PM;
pub use normalise::{Folded, fold};

/// Version of the detection engine, named in records.
pub const ENGINE_VERSION: &str = env!("CARGO_PKG_VERSION");
