//! `/v1/channels`

mod manifest;
mod publish;

pub use manifest::manifest;
pub use publish::publish;
