//! The one place that asks the system for the time.

use std::time::{SystemTime, UNIX_EPOCH};

use countersign_formats::time::Micros;

/// Now; the epoch for a clock before it.
pub fn now() -> Micros {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Micros(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
}
