//! `/v1/records`

mod commit;
mod list;
mod show;

pub use commit::commit;
pub use list::list;
pub use show::show;
