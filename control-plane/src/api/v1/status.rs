//! `/v1/status`

mod show;

pub use show::show;
