//! Shapes that the server writes and the command line reads.

use serde::{Deserialize, Serialize};

/// Answer of `GET /v1/log/entries`.
#[derive(Debug, Serialize, Deserialize)]
pub struct LogPage {
    /// Leaves in the order of the log.
    pub entries: Vec<LogEntry>,
}

/// One leaf.
#[derive(Debug, Serialize, Deserialize)]
pub struct LogEntry {
    /// Place in the log.
    pub log_index: u64,
    /// Standard base64 of the leaf data.
    pub leaf: String,
    /// DSSE envelope (JSON text) of the writer's instance certificate; `None` if the writer is unknown.
    pub certificate: Option<String>,
    /// `sha256:` of the Merkle leaf hash as stored beside the leaf.
    pub merkle_hash: Option<String>,
}
