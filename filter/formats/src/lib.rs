//! The bytes that the filter and the control plane agree on.
//!
//! One place defines every format that crosses the wire or reaches disk: bundles, records, keys, signatures,
//! enrolment and the commit batch, with the limit of every size in [`limits`].
//!
//! # What this crate does not do
//!
//! It reads no clock, no randomness, no file and no socket; it knows nothing of HTTP or proxy-wasm; it decides nothing.
#![no_std]

extern crate alloc;

pub mod b64;
pub mod batch;
pub mod bundle;
pub mod commitment;
pub mod digest;
pub mod dsse;
pub mod enrol;
pub mod ids;
pub mod issuers;
pub mod jcs;
pub mod keys;
pub mod leaf;
pub mod limits;
pub mod merkle;
pub mod note;
pub mod order;
pub mod record;
pub mod routes;
pub mod time;
