//! Waiting for a condition, with a deadline.

use std::time::{Duration, Instant};

/// Tries until there is a value.
///
/// # Panics
///
/// When there is none after `seconds`.
pub fn until<T>(what: &str, seconds: u64, mut attempt: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    loop {
        if let Some(value) = attempt() {
            return value;
        }
        assert!(Instant::now() < deadline, "waited {seconds} s for: {what}");
        std::thread::park_timeout(Duration::from_millis(10));
    }
}
