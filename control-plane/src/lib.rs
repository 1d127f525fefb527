//! The control plane of Countersign: enrols filters, signs and serves bundles, keeps the log, verifies it.
//!
//! `main.rs` only parses the command line. [`server`] runs the control plane in a process, [`verify`] judges a log without
//! any input or output of its own, [`cli`] is the commands.

mod api;
mod bundle;
mod clock;
mod code_files;
mod durations;
mod keys;
mod log;
mod metrics;
mod names;
mod service;
mod store;
mod wire;

pub mod cli;
pub mod native;
pub mod server;
pub mod verify;
