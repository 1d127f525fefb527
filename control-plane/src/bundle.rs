//! Bundles: from a policy pack on disk to a signed manifest.

pub mod blobs;
pub mod sign;
