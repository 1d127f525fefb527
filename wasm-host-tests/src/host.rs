//! State of one host.

use std::collections::HashMap;

use wasmtime::{Memory, StoreLimits, StoreLimitsBuilder, TypedFunc};

/// Names and values.
pub type Headers = Vec<(String, String)>;

/// A local reply of the filter.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// Status.
    pub status: u32,
    /// Headers.
    pub headers: Headers,
    /// Body.
    pub body: Vec<u8>,
}

/// A part of an answer's body that left together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Index of the upstream's piece after which it left.
    pub after: usize,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What a caller got of an answer.
#[derive(Clone, Debug, Default)]
pub struct Delivered {
    /// Headers with `:status`; `None` as long as they are held.
    pub headers: Option<Headers>,
    /// The body.
    pub pieces: Vec<Piece>,
    /// Whether its end left, too.
    pub complete: bool,
    /// Whether the connection was closed before the end.
    pub cut: bool,
}

impl Delivered {
    /// The status; 0 where no headers left.
    pub fn status(&self) -> u32 {
        self.header(":status").and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.as_ref()?.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The body.
    pub fn body(&self) -> Vec<u8> {
        self.pieces.iter().flat_map(|piece| piece.bytes.iter().copied()).collect()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body()).into_owned()
    }
}

/// One stream.
#[derive(Clone, Debug, Default)]
pub struct Stream {
    /// Request headers as the upstream would get them.
    pub request_headers: Headers,
    /// Whether the request headers are out of reach, as they are in Envoy once the answer comes.
    pub request_headers_gone: bool,
    /// Request body that is held, as the filter sees it.
    pub request_body: Vec<u8>,
    /// Request body that went upstream chunk by chunk, since nothing held it.
    pub sent: Vec<u8>,
    /// Response headers as the caller would get them.
    pub response_headers: Headers,
    /// Whether the answer has begun: a reply of the filter now takes its place.
    pub answering: bool,
    /// Whether the response headers have left, and are out of the filter's reach.
    pub response_headers_gone: bool,
    /// Response body that has not left: one piece, or all that is held.
    pub response_body: Vec<u8>,
    /// Whether the filter is being shown the response body; at other times it can neither read nor change it.
    pub response_body_shown: bool,
    /// The filter's reply in place of a request that did not go upstream.
    pub reply: Option<Reply>,
    /// The filter's reply in place of the answer.
    pub replacement: Option<Reply>,
    /// What the caller got of the answer.
    pub delivered: Delivered,
    /// Whether nothing more goes to the caller.
    pub closed: bool,
    /// Whether the filter let a held request go.
    pub resumed: bool,
}

/// A call of the filter to the control plane.
#[derive(Clone, Debug)]
pub struct Call {
    /// Token.
    pub token: u32,
    /// Context that made it.
    pub context: u32,
    /// Headers, with `:method` and `:path`.
    pub headers: Headers,
    /// Body.
    pub body: Vec<u8>,
}

impl Call {
    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }
}

/// State of a host: everything that a hostcall can reach.
pub struct State {
    pub(crate) memory: Option<Memory>,
    pub(crate) allocate: Option<TypedFunc<u32, u32>>,
    pub(crate) limits: StoreLimits,
    /// Environment of the module.
    pub env: Vec<(String, String)>,
    /// Clock, nanoseconds since the epoch.
    pub now: u64,
    pub(crate) random: u64,
    /// Plugin configuration.
    pub configuration: Vec<u8>,
    /// Streams by context id.
    pub streams: HashMap<u32, Stream>,
    /// Calls that wait for an answer.
    pub calls: Vec<Call>,
    pub(crate) next_token: u32,
    /// Answer that is being shown: headers and body.
    pub(crate) answer: (Headers, Vec<u8>),
    /// Context that the host is calling.
    pub(crate) current: u32,
    pub(crate) effective: u32,
    /// Statuses that hostcalls give from now on, by name.
    pub faults: HashMap<&'static str, i32>,
    /// Log lines.
    pub logs: Vec<String>,
}

impl State {
    pub(crate) fn new(memory_bytes: usize) -> Self {
        Self {
            memory: None,
            allocate: None,
            limits: StoreLimitsBuilder::new().memory_size(memory_bytes).trap_on_grow_failure(true).build(),
            env: Vec::new(),
            now: 1_795_332_972_000_000_000,
            random: 0x9e37_79b9_7f4a_7c15,
            configuration: Vec::new(),
            streams: HashMap::new(),
            calls: Vec::new(),
            next_token: 1,
            answer: Default::default(),
            current: 0,
            effective: 0,
            faults: HashMap::new(),
            logs: Vec::new(),
        }
    }

    /// The stream that a call acts on.
    pub(crate) fn stream(&mut self) -> Option<&mut Stream> {
        self.streams.get_mut(&self.effective)
    }
}
