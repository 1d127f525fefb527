//! `/v1/blobs`

mod show;

pub use show::show;
