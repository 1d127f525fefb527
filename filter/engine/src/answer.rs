//! The second half of a request's life: the answer passes, the outcome is written.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use countersign_formats::{
    batch::Side,
    record::{Agreement, Coverage, Delivered},
};

use crate::{
    evidence,
    exchange::{DECISION_HEADER, Decided, Ending, Exchange, LEAF_HEADER},
    gateway::Gateway,
    head::Headers,
    host::Host,
    ledger::StreamId,
};

impl Gateway {
    /// Takes the answer's headers; returns headers to add for the caller.
    pub fn response_headers(
        &mut self,
        stream: StreamId,
        headers: &[(String, String)],
    ) -> Vec<(&'static str, String)> {
        let Some(Exchange::Decided(decided)) = self.exchanges.get_mut(&stream) else { return Vec::new() };
        if !decided.released {
            return Vec::new();
        }
        let status = Headers(headers).get(":status").and_then(|s| s.parse().ok()).unwrap_or(0);
        decided.status = status;
        decided.observer.on_headers(status, headers.iter().map(|(n, v)| (n.as_str(), v.as_str())));
        let leaf = decided.leaf.clone().map(|leaf| (LEAF_HEADER, leaf));
        [Some((DECISION_HEADER, decided.id.clone())), leaf].into_iter().flatten().collect()
    }

    /// Takes a piece of the answer's body.
    pub fn response_body(&mut self, stream: StreamId, chunk: &[u8], end: bool) {
        let Some(Exchange::Decided(decided)) = self.exchanges.get_mut(&stream) else { return };
        decided.bytes_in += chunk.len() as u64;
        decided.observer.on_body(chunk, end);
        decided.complete |= end || decided.observer.saw_end();
    }

    /// The answer ended with its headers.
    pub fn response_end(&mut self, stream: StreamId) {
        if let Some(Exchange::Decided(decided)) = self.exchanges.get_mut(&stream) {
            decided.complete = true;
        }
    }

    /// The stream is over: writes the outcome.
    pub fn finished(&mut self, stream: StreamId, ending: Ending, host: &dyn Host) {
        let Some(Exchange::Decided(decided)) = self.exchanges.remove(&stream) else { return };
        self.ledger.forget(stream);
        let status = match (decided.released, decided.complete, decided.status) {
            (true, true, status) if status < 500 => "complete",
            (true, true, _) => "upstream_error",
            _ if ending == Ending::ClientGone => "client_abort",
            (true, false, _) => "upstream_abort",
            (false, ..) => "gateway_abort",
        };
        self.outcome(&decided, status, host);
    }

    /// Writes the outcome of a decided request.
    pub(crate) fn outcome(&mut self, decided: &Decided, status: &str, host: &dyn Host) {
        if !self.ledger.close(&decided.id) {
            return;
        }
        let Some(mut record) = evidence::record("outcome", &decided.tenant, host) else {
            self.count("dropped");
            return;
        };
        let (mut upstream, usage) = decided.observer.finish();
        upstream.bytes_out = if decided.released { decided.bytes_out } else { 0 };
        upstream.bytes_in = decided.bytes_in;
        let answered = decided.status != 0;
        record.agreement = Some(match (decided.released, answered) {
            (true, true) | (false, false) => Agreement::AsDecided,
            _ => Agreement::Undetermined,
        });
        if !decided.released {
            record.agreement = Some(Agreement::Diverged);
        }
        record.of = Some(decided.id.clone());
        record.status = Some(status.to_string());
        if answered {
            record.delivered = Some(Delivered {
                bytes: decided.bytes_in,
                complete: decided.complete,
                status: decided.status,
            });
            record.response = Some(response_coverage(decided.bytes_in));
        }
        record.upstream = decided.released.then_some(upstream);
        record.usage = usage;
        if self.ledger.append(record, &Side::default()).is_err() {
            self.count("dropped");
        }
    }
}

/// Answers are passed on unread; the record says so.
fn response_coverage(bytes: u64) -> Coverage {
    evidence::uninspected(bytes, "response", "not_inspected")
}
