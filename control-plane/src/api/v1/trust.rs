//! `/v1/trust`

mod show;

pub use show::show;
