//! When the pieces of a streamed answer arrive.

use std::{
    io::{self, Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::load::Request;

/// Arrivals in one stream, milliseconds after its request was written.
#[derive(Clone, Debug, Default)]
pub struct Timing {
    /// First byte of the body.
    pub first_byte: f64,
    /// Each event that has ended.
    pub events: Vec<f64>,
    /// The body, with its transfer coding.
    pub body: Vec<u8>,
}

impl Timing {
    /// The longest time between two events.
    pub fn longest_pause(&self) -> f64 {
        self.events.windows(2).filter_map(|pair| Some(pair.last()? - pair.first()?)).fold(0.0, f64::max)
    }

    /// The last event.
    pub fn end(&self) -> f64 {
        self.events.last().copied().unwrap_or(f64::INFINITY)
    }

    /// The first event that has any of a text.
    pub fn first_with(&self, text: &str) -> f64 {
        let body = String::from_utf8_lossy(&self.body);
        let index = body.split("\n\n").position(|event| event.contains(text));
        index.and_then(|index| self.events.get(index)).copied().unwrap_or(f64::INFINITY)
    }
}

/// Sends a request on a connection of its own and notes when the events of its answer arrive.
///
/// # Errors
///
/// What the connection gives, and an answer other than 200.
pub fn time(request: &Request) -> io::Result<Timing> {
    let mut stream = TcpStream::connect(("127.0.0.1", request.port))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.write_all(&request.bytes)?;
    let begin = Instant::now();
    let (mut timing, mut received, mut head) = (Timing::default(), Vec::new(), None);
    let mut buffer = [0; 16 * 1024];
    while !received.ends_with(b"\r\n0\r\n\r\n") {
        let length = stream.read(&mut buffer)?;
        if length == 0 {
            return Err(io::Error::other("the connection ended before the stream"));
        }
        let now = begin.elapsed().as_secs_f64() * 1e3;
        received.extend_from_slice(buffer.get(..length).unwrap_or_default());
        let Some(body) = head.or_else(|| end_of(&received, b"\r\n\r\n")) else { continue };
        head = Some(body);
        let so_far = received.get(body..).unwrap_or_default();
        if timing.first_byte == 0.0 && !so_far.is_empty() {
            timing.first_byte = now;
        }
        timing.events.resize(so_far.windows(2).filter(|pair| pair == b"\n\n").count(), now);
    }
    if !received.starts_with(b"HTTP/1.1 200") {
        return Err(io::Error::other("expected an answer with status 200"));
    }
    timing.body = received.split_off(head.unwrap_or(0));
    Ok(timing)
}

fn end_of(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted).map(|at| at + wanted.len())
}
