//! Bundles: from a policy pack on disk to a signed manifest.

pub mod blobs;
pub mod detectors;
pub mod discovery;
pub mod entities;
pub mod exact;
pub mod issuers;
pub mod jwks;
pub mod pack;
pub mod policies;
pub mod problem;
pub mod routes;
pub mod sign;
