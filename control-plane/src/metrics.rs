//! Counters in Prometheus' text format. No label carries anything that a caller chose.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Upper bounds of the commit-time buckets, microseconds.
const BOUNDS_US: [u64; 10] = [100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 100_000, 1_000_000];

/// All counters of the process.
#[derive(Debug, Default)]
pub struct Metrics {
    commits: [AtomicU64; BOUNDS_US.len() + 1],
    commit_us: AtomicU64,
    records: AtomicU64,
    failed_commits: AtomicU64,
    enrolments: AtomicU64,
    published: AtomicU64,
    refused: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
}

impl Metrics {
    /// A group of records was committed.
    pub fn committed(&self, records: u64, took: Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS_US.iter().position(|bound| us <= *bound).unwrap_or(BOUNDS_US.len());
        if let Some(bucket) = self.commits.get(bucket) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.commit_us.fetch_add(us, Ordering::Relaxed);
        self.records.fetch_add(records, Ordering::Relaxed);
    }

    /// A group could not be committed.
    pub fn commit_failed(&self) {
        self.failed_commits.fetch_add(1, Ordering::Relaxed);
    }

    /// An instance was enrolled or renewed.
    pub fn enrolled(&self) {
        self.enrolments.fetch_add(1, Ordering::Relaxed);
    }

    /// A bundle was published.
    pub fn published(&self) {
        self.published.fetch_add(1, Ordering::Relaxed);
    }

    /// A call was refused; both texts are from fixed sets.
    pub fn refused(&self, call: &'static str, code: &'static str) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        *refused.entry((call, code)).or_default() += 1;
    }

    /// The text format, version 0.0.4. `log_size` is the number of records in the log.
    pub fn render(&self, log_size: u64) -> String {
        let mut out = String::new();
        let mut counter = |name: &str, help: &str, kind: &str, value: u64| {
            let _ = write!(out, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
        };
        let load = |n: &AtomicU64| n.load(Ordering::Relaxed);
        counter("countersign_log_size", "Records in the log.", "gauge", log_size);
        counter("countersign_records_total", "Records stored since start.", "counter", load(&self.records));
        counter(
            "countersign_commit_failures_total",
            "Failed group commits.",
            "counter",
            load(&self.failed_commits),
        );
        counter(
            "countersign_enrolments_total",
            "Certificates issued since start.",
            "counter",
            load(&self.enrolments),
        );
        counter(
            "countersign_bundles_published_total",
            "Bundles published since start.",
            "counter",
            load(&self.published),
        );
        self.render_commits(&mut out);
        out.push_str("# HELP countersign_refused_total Calls refused, by call and error code.\n");
        out.push_str("# TYPE countersign_refused_total counter\n");
        for ((call, code), n) in self.refused.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let _ = writeln!(out, "countersign_refused_total{{call=\"{call}\",code=\"{code}\"}} {n}");
        }
        out
    }

    fn render_commits(&self, out: &mut String) {
        let name = "countersign_commit_seconds";
        let _ = write!(out, "# HELP {name} Time of one group commit, to disk.\n# TYPE {name} histogram\n");
        let mut sum = 0;
        for (bucket, bound) in self.commits.iter().zip(BOUNDS_US.iter().map(Some).chain([None])) {
            sum += bucket.load(Ordering::Relaxed);
            let bound = bound.map_or_else(|| "+Inf".to_owned(), |us| seconds(*us));
            let _ = writeln!(out, "{name}_bucket{{le=\"{bound}\"}} {sum}");
        }
        let _ = write!(
            out,
            "{name}_sum {}\n{name}_count {sum}\n",
            seconds(self.commit_us.load(Ordering::Relaxed))
        );
    }
}

fn seconds(us: u64) -> String {
    format!("{}.{:06}", us / 1_000_000, us % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_histogram_is_cumulative() {
        let metrics = Metrics::default();
        metrics.committed(3, Duration::from_micros(150));
        metrics.committed(1, Duration::from_micros(450));
        metrics.committed(1, Duration::from_secs(9));
        metrics.refused("records", "gap");
        let text = metrics.render(7);
        for line in [
            "countersign_log_size 7",
            "countersign_records_total 5",
            "countersign_commit_seconds_bucket{le=\"0.000100\"} 0",
            "countersign_commit_seconds_bucket{le=\"0.000200\"} 1",
            "countersign_commit_seconds_bucket{le=\"1.000000\"} 2",
            "countersign_commit_seconds_bucket{le=\"+Inf\"} 3",
            "countersign_commit_seconds_sum 9.000600",
            "countersign_commit_seconds_count 3",
            "countersign_refused_total{call=\"records\",code=\"gap\"} 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is missing in\n{text}");
        }
    }
}
