//! `/v1/enrol`, `/v1/gateways`

mod enrol;
mod list;

pub use enrol::enrol;
pub use list::list;
