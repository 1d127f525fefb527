//! Requests that were refused before a caller was known: counted, not recorded one by one, so that a flood of them cannot
//! fill the log.

use alloc::{collections::BTreeMap, string::String};

use countersign_formats::{order::inserted, time::Micros};

/// Counts by reason over one period.
#[derive(Debug)]
pub struct Refusals {
    since: Micros,
    counts: BTreeMap<&'static str, u64>,
}

impl Refusals {
    /// Nothing counted since `now`.
    pub fn new(now: Micros) -> Self {
        Self { since: now, counts: BTreeMap::new() }
    }

    /// Counts one.
    pub fn count(&mut self, reason: &'static str) {
        let n = self.counts.entry(reason).or_default();
        *n = n.saturating_add(1);
    }

    /// Takes what was counted when the period is over and something was: its beginning and the counts.
    pub fn take(&mut self, period_s: u32, now: Micros) -> Option<(Micros, BTreeMap<String, u64>)> {
        if now.0 < self.since.0.saturating_add(u64::from(period_s) * 1_000_000) {
            return None;
        }
        let since = core::mem::replace(&mut self.since, now);
        let counts = core::mem::take(&mut self.counts);
        (!counts.is_empty()).then(|| (since, inserted(counts.into_iter().map(|(k, v)| (String::from(k), v)))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_becomes_one_entry_a_reason_and_period() {
        let mut refusals = Refusals::new(Micros(0));
        for _ in 0..10_000 {
            refusals.count("token_expired");
        }
        refusals.count("key_unknown");
        assert_eq!(refusals.take(60, Micros(59_999_999)), None);
        let (since, counts) = refusals.take(60, Micros(60_000_000)).unwrap();
        assert_eq!(since, Micros(0));
        assert_eq!(counts, BTreeMap::from([("key_unknown".into(), 1), ("token_expired".into(), 10_000)]));
        assert_eq!(refusals.take(60, Micros(120_000_000)), None, "an idle period leaves nothing");
    }
}
