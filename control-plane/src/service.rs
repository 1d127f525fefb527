//! What the control plane does, without words of HTTP.

pub mod enrol;
pub mod ingest;
pub mod publish;
pub mod read;
pub mod registry;
