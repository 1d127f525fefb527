//! The outcome record: what became of a request, and what was decided about its answer.

use alloc::string::ToString;

use countersign_formats::{
    batch::Side,
    record::{Agreement, Delivered},
};

use crate::{
    evidence,
    exchange::{Decided, Ending, Exchange},
    gateway::Gateway,
    host::Host,
    ledger::StreamId,
};

impl Gateway {
    /// The stream is over: writes the outcome.
    pub fn finished(&mut self, stream: StreamId, ending: Ending, host: &dyn Host) {
        let Some(Exchange::Decided(decided)) = self.exchanges.remove(&stream) else { return };
        self.ledger.forget(stream);
        let answer = &decided.answer;
        let ended = answer.complete || answer.refused.is_some();
        let status = match (decided.released, ended, answer.status) {
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
        let answer = &decided.answer;
        let (mut upstream, usage) = answer.attribution();
        upstream.bytes_out = if decided.released { decided.bytes_out } else { 0 };
        upstream.bytes_in = answer.bytes_in;
        let answered = answer.status != 0;
        record.agreement = Some(match (decided.released, answered) {
            (true, true) => Agreement::AsDecided,
            (true, false) => Agreement::Undetermined,
            (false, _) => Agreement::Diverged,
        });
        record.of = Some(decided.id.clone());
        record.status = Some(status.to_string());
        if answered {
            record.delivered = Some(Delivered {
                bytes: answer.bytes_delivered,
                complete: answer.complete,
                status: answer.delivered_status,
            });
            record.response = Some(answer.coverage());
            let (mut decision, classify) = answer.referee.conclude();
            if let Some(code) = answer.refused {
                decision.verdict = "block".to_string();
                decision.reasons = [code.as_str().to_string()].into();
                self.count("answer.block");
            }
            record.answer = Some(decision);
            record.classify = [classify].into();
        }
        record.upstream = decided.released.then_some(upstream);
        record.usage = usage;
        if self.ledger.append(record, &Side::default()).is_err() {
            self.count("dropped");
        }
    }
}
