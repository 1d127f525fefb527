//! A load generator over kept-alive HTTP/1.1 connections: closed loop (as fast as answers come) and paced.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::client::Connection;

/// A request, complete as bytes.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where to.
    pub port: u16,
    /// What.
    pub bytes: Vec<u8>,
}

impl Request {
    /// A `POST` of JSON.
    pub fn post(port: u16, path: &str, token: &str, body: &[u8]) -> Self {
        let mut bytes = format!(
            "POST {path} HTTP/1.1\r\nhost: gateway.test\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        Self { port, bytes }
    }
}

/// What a run measured.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Latencies of the requests that were answered 200, µs, ascending.
    pub latencies: Vec<f64>,
    /// Requests answered otherwise, or not at all.
    pub refused: usize,
    /// Duration, seconds.
    pub seconds: f64,
}

impl Run {
    /// Requests a second, good ones.
    pub fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.seconds
    }

    /// A percentile of the latencies, µs; infinite where nothing was answered.
    pub fn percentile(&self, percent: usize) -> f64 {
        let index = (self.latencies.len() * percent / 100).min(self.latencies.len().saturating_sub(1));
        self.latencies.get(index).copied().unwrap_or(f64::INFINITY)
    }
}

/// Runs `connections` connections for `duration`. With a `rate` (requests a second over all connections), latency counts from the
/// time at which a request was due, so that a late one is not hidden by the ones that waited for it.
pub fn run(request: &Request, connections: usize, duration: Duration, rate: Option<f64>) -> Run {
    let interval = rate.map(|rate| Duration::from_secs_f64(connections as f64 / rate));
    let start = Instant::now();
    let mut run = Run::default();
    thread::scope(|scope| {
        let workers: Vec<_> = (0..connections)
            .map(|n| {
                let offset = interval.map_or(Duration::ZERO, |i| i.mul_f64(n as f64 / connections as f64));
                scope.spawn(move || worker(request, start, offset, interval, duration))
            })
            .collect();
        for worker in workers {
            let (latencies, refused) = worker.join().expect("a worker ends");
            run.latencies.extend(latencies);
            run.refused += refused;
        }
    });
    run.seconds = start.elapsed().as_secs_f64();
    run.latencies.sort_by(f64::total_cmp);
    run
}

fn worker(
    request: &Request,
    start: Instant,
    offset: Duration,
    interval: Option<Duration>,
    duration: Duration,
) -> (Vec<f64>, usize) {
    let (mut latencies, mut refused) = (Vec::new(), 0);
    let mut connection = Connection::open(request.port).expect("a connection");
    let mut due = offset;
    while start.elapsed() < duration && due < duration {
        let begin = match interval {
            Some(interval) => {
                thread::sleep(due.saturating_sub(start.elapsed()));
                let begin = start + due;
                due += interval;
                begin
            }
            None => Instant::now(),
        };
        let answer = connection.write(&request.bytes).and_then(|()| connection.read("POST"));
        match answer {
            Ok(response) if response.status == 200 => latencies.push(begin.elapsed().as_secs_f64() * 1e6),
            Ok(_) => refused += 1,
            Err(_) => {
                refused += 1;
                connection = Connection::open(request.port).expect("a connection");
            }
        }
    }
    (latencies, refused)
}
