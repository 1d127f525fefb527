//! Tokens and issuers: what is accepted, what is refused and why, and what holds for any input.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail loudly"
)]

mod accepted;
mod cache;
mod issuers;
mod mapping;
mod properties;
mod refused;
mod support;
