//! `/v1/log`

mod checkpoint;
mod entries;

pub use checkpoint::checkpoint;
pub use entries::entries;
