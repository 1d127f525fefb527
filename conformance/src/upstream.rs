//! A model provider that records: HTTP/1.1 with keep-alive, exact bytes of every request, answers in the wire format of the API that was
//! called.

use std::{
    io::{self, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread,
};

use crate::{
    http::{self, Recorded},
    provider::{self, Reply},
};

/// The recording upstream. It serves until the process ends.
#[derive(Clone, Debug)]
pub struct Upstream {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    requests: Vec<Recorded>,
    framing_errors: Vec<String>,
    connections: usize,
    quiet: bool,
}

impl Upstream {
    /// Listens on an address; port 0 takes a free one.
    ///
    /// # Errors
    ///
    /// What the system says of the address.
    pub fn listen(address: &str) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let upstream = Self { address: listener.local_addr()?, state: Arc::default() };
        let shared = upstream.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let upstream = shared.clone();
                thread::spawn(move || upstream.serve(stream));
            }
        });
        Ok(upstream)
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Whether it keeps and parses no requests from now on, and gives each the same answer: for load.
    pub fn set_quiet(&self, quiet: bool) {
        self.lock().quiet = quiet;
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.lock().requests.clone()
    }

    /// Takes every request so far.
    pub fn take(&self) -> Vec<Recorded> {
        std::mem::take(&mut self.lock().requests)
    }

    /// What did not fit its framing.
    pub fn framing_errors(&self) -> Vec<String> {
        self.lock().framing_errors.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn serve(&self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let connection = {
            let mut state = self.lock();
            state.connections += 1;
            state.connections
        };
        let mut reader = BufReader::new(stream);
        let quiet_reply = provider::answer(&Recorded::default());
        loop {
            match http::read(&mut reader, connection) {
                Ok(Some(request)) => {
                    let quiet = self.lock().quiet;
                    let written = if quiet {
                        write(reader.get_mut(), &quiet_reply)
                    } else {
                        let (reply, leaves) = (provider::answer(&request), leaves(&request));
                        self.lock().requests.push(request);
                        match leaves {
                            Some(leave) => {
                                leave(&mut reader, &reply).and_then(|()| Err(io::Error::other("left")))
                            }
                            None => write(reader.get_mut(), &reply),
                        }
                    };
                    if written.is_err() {
                        return;
                    }
                }
                Ok(None) => return,
                Err(e) => {
                    self.lock().framing_errors.push(e.to_string());
                    return;
                }
            }
        }
    }
}

/// Writes an answer: a stream event by event, each a chunk of its own.
fn write(stream: &mut TcpStream, reply: &Reply) -> io::Result<()> {
    stream.write_all(reply.head().as_bytes())?;
    if !reply.streams {
        return stream.write_all(&reply.body());
    }
    for (i, piece) in reply.pieces.iter().enumerate() {
        if i > 0 && !reply.gap.is_zero() {
            thread::sleep(reply.gap);
        }
        let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
        stream.write_all(&chunk)?;
    }
    stream.write_all(b"0\r\n\r\n")
}

type Leave = fn(&mut BufReader<TcpStream>, &Reply) -> io::Result<()>;

/// Models that do not answer properly: `…-gone` ends the connection without an answer, `…-cuts` in the middle of it, `…-stalls` says
/// nothing until the other side ends it.
fn leaves(request: &Recorded) -> Option<Leave> {
    match provider::model(request).rsplit('-').next() {
        Some("gone") => Some(|_, _| Ok(())),
        Some("cuts") => Some(|stream, reply| {
            let bytes = [reply.head().as_bytes(), &reply.body()].concat();
            stream.get_mut().write_all(bytes.get(..bytes.len().saturating_sub(20)).unwrap_or_default())
        }),
        Some("stalls") => Some(|stream, _| stream.read_to_end(&mut Vec::new()).map(|_| ())),
        _ => None,
    }
}
