//! CPU time of this thread.

use std::{fs, sync::OnceLock, time::Instant};

/// Linux tells CPU time to user programs in hundredths of a second, whatever its own clock.
const TICK_NANOS: u128 = 10_000_000;

/// Nanoseconds that this thread has run, in whole ticks; where the system does not tell, those that have passed.
pub fn cpu_nanos() -> u128 {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = fs::read_to_string("/proc/thread-self/stat").ok().and_then(|stat| ticks(&stat));
    told.map_or_else(|| START.get_or_init(Instant::now).elapsed().as_nanos(), |ticks| ticks * TICK_NANOS)
}

/// User and system time of a line of `/proc/…/stat`: its fields 14 and 15; the second one, a name in brackets, may hold spaces.
fn ticks(stat: &str) -> Option<u128> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u128>().ok()? + fields.next()?.parse::<u128>().ok()?)
}
