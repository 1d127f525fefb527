//! Version 1 of the API.

pub mod blobs;
pub mod channels;
pub mod instances;
pub mod log;
pub mod records;
pub mod status;
pub mod trust;
