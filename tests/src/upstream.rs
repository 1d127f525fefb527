//! A model provider that records: OpenAI's wire format, HTTP/1.1 with keep-alive, exact bytes of every request.
//!
//! It reads a body by its framing alone and reports what does not fit: bytes between two requests mean that somebody's
//! `content-length` was wrong.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use crate::client::chunked;

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    /// `POST`.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Headers, lower-case names.
    pub headers: Vec<(String, String)>,
    /// Body, without transfer coding.
    pub body: Vec<u8>,
    /// Number of the connection.
    pub connection: usize,
}

impl Recorded {
    /// A header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Everything that was received, as text.
    pub fn text(&self) -> String {
        let headers: Vec<String> = self.headers.iter().map(|(n, v)| format!("{n}: {v}")).collect();
        format!(
            "{} {}\n{}\n\n{}",
            self.method,
            self.path,
            headers.join("\n"),
            String::from_utf8_lossy(&self.body)
        )
    }
}

/// The recording upstream. It serves until the process ends.
#[derive(Clone, Debug)]
pub struct Upstream {
    port: u16,
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
    /// Listens on a free port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let upstream = Self { port, state: Arc::default() };
        let shared = upstream.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let upstream = shared.clone();
                thread::spawn(move || upstream.serve(stream));
            }
        });
        upstream
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Keeps and parses no requests from now on, and gives each the same answer: for load.
    pub fn quiet(&self) {
        self.lock().quiet = true;
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

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn serve(&self, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let connection = {
            let mut state = self.lock();
            state.connections += 1;
            state.connections
        };
        let mut reader = BufReader::new(stream);
        let quiet_reply = answer(&Recorded::default());
        loop {
            match read(&mut reader, connection) {
                Ok(Some(request)) => {
                    let reply = if self.lock().quiet {
                        quiet_reply.clone()
                    } else {
                        let (reply, leaves) = (answer(&request), leaves(&request));
                        self.lock().requests.push(request);
                        if leaves.is_some_and(|leave| leave(&mut reader, &reply).is_ok()) {
                            return;
                        }
                        reply
                    };
                    if reader.get_mut().write_all(&reply).is_err() {
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

fn read(reader: &mut BufReader<TcpStream>, connection: usize) -> std::io::Result<Option<Recorded>> {
    let mut line = String::new();
    if reader.read_line(&mut line).unwrap_or(0) == 0 {
        return Ok(None);
    }
    let mut words = line.trim_end().split(' ');
    let (Some(method), Some(path), Some("HTTP/1.1"), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(std::io::Error::other(format!(
            "no request line: {:?}",
            line.chars().take(80).collect::<String>()
        )));
    };
    let mut request =
        Recorded { method: method.to_owned(), path: path.to_owned(), connection, ..Recorded::default() };
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::Error::other("headers end early"));
        }
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if request.header("transfer-encoding").is_some() {
        request.body = chunked(reader)?;
    } else if let Some(length) = request.header("content-length") {
        let length = length.parse().map_err(|_| std::io::Error::other("content-length is no number"))?;
        request.body = vec![0; length];
        reader.read_exact(&mut request.body)?;
    }
    Ok(Some(request))
}

/// OpenAI's answers. The model's name picks special behaviour: `…-fails` answers 500; see also [`leaves`].
fn answer(request: &Recorded) -> Vec<u8> {
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let model = body["model"].as_str().unwrap_or("none");
    if request.path.ends_with("/models") {
        return reply(200, "application/json", br#"{"object":"list","data":[]}"#);
    }
    if model.ends_with("-fails") {
        return reply(
            500,
            "application/json",
            br#"{"error":{"message":"boom","type":"server_error","param":null,"code":null}}"#,
        );
    }
    let usage = serde_json::json!({"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15});
    if body["stream"] == true {
        let mut events = String::new();
        for content in ["Under", "stood", "."] {
            let chunk = serde_json::json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": format!("{model}-2026-01-01"),
                "choices": [{"index": 0, "delta": {"role": "assistant", "content": content}, "finish_reason": null}]});
            events.push_str(&format!("data: {chunk}\n\n"));
        }
        let last = serde_json::json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": format!("{model}-2026-01-01"),
            "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": usage});
        events.push_str(&format!("data: {last}\n\ndata: [DONE]\n\n"));
        return chunked_reply("text/event-stream", &events);
    }
    let completion = serde_json::json!({"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": format!("{model}-2026-01-01"),
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Understood."}, "finish_reason": "stop"}], "usage": usage});
    reply(200, "application/json", completion.to_string().as_bytes())
}

type Leave = fn(&mut BufReader<TcpStream>, &[u8]) -> std::io::Result<()>;

/// Models that do not answer properly: `…-gone` ends the connection without an answer, `…-cuts` in the middle of it, `…-stalls` says
/// nothing until the other side ends it.
fn leaves(request: &Recorded) -> Option<Leave> {
    let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap_or_default();
    match body["model"].as_str().and_then(|model| model.rsplit('-').next()) {
        Some("gone") => Some(|_, _| Ok(())),
        Some("cuts") => Some(|stream, reply| stream.get_mut().write_all(&reply[..reply.len() - 20])),
        Some("stalls") => Some(|stream, _| stream.read_to_end(&mut Vec::new()).map(|_| ())),
        _ => None,
    }
}

fn reply(status: u16, content_type: &str, body: &[u8]) -> Vec<u8> {
    let mut reply = format!(
        "HTTP/1.1 {status} OK\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    reply.extend_from_slice(body);
    reply
}

/// Each event is a chunk of its own.
fn chunked_reply(content_type: &str, events: &str) -> Vec<u8> {
    let mut reply =
        format!("HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ntransfer-encoding: chunked\r\n\r\n");
    for event in events.split_inclusive("\n\n") {
        reply.push_str(&format!("{:x}\r\n{event}\r\n", event.len()));
    }
    reply.push_str("0\r\n\r\n");
    reply.into_bytes()
}
