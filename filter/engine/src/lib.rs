//! The gateway without a proxy: identity, content, decisions, records.
//!
//! [`gateway::Gateway`] is the entry: one per VM. The host's callbacks become plain calls ([`exchange`] for requests), and all that the
//! engine needs of the outside is the trait [`host::Host`].
//!
//! # What this crate does not do
//!
//! No IO, no clock, no randomness of its own; nothing of proxy-wasm.
#![no_std]

extern crate alloc;

pub mod answer;
pub mod attribution;
pub mod bundle;
pub mod config;
pub mod content;
mod crc;
pub mod decide;
pub mod enrolment;
pub mod evidence;
pub mod exchange;
mod findings;
pub mod gateway;
pub mod head;
pub mod host;
pub mod identity;
pub mod judge;
pub mod ledger;
pub mod mask;
mod outgoing;
pub mod pseudonym;
pub mod refusals;
pub mod reply;
pub mod route;
