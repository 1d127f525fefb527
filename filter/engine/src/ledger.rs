//! The chain of this VM's records and the bounded queue in front of the control plane.
//!
//! Records are sealed (numbered, chained, signed) in the order in which they were appended and sent in that order, one batch in
//! flight at a time: what waits while a batch is away travels in the next one. That is the group commit, and it keeps the
//! chain whole whatever happens to single calls: a record that was sealed is sent until it is acknowledged.
//!
//! Sealing costs a signature, so it happens as late as it can: at once for a record that a request waits for, otherwise a few at a
//! time on ticks and between commits. Only where unsealed records pile up, whoever appends one seals some.

use alloc::{collections::VecDeque, string::String, vec::Vec};
use core::fmt;

use countersign_formats::{
    batch::{self, BatchReply, Side},
    digest::Digest,
    jcs,
    keys::SigningKey,
    leaf,
    limits::{
        BATCH_BYTES_MAX, BATCH_RECORDS_MAX, LEAF_BYTES_MAX, QUEUE_BYTES_MAX, QUEUE_RECORDS_MAX,
        SIDE_BYTES_MAX,
    },
    record::{Gateway, Record},
    time::Micros,
};
use hashbrown::{HashMap, HashSet};

/// Records that one commit seals beyond those that are sealed already: 16 signatures take well under a millisecond.
const SEAL_PER_COMMIT: usize = 16;

/// Unsealed records from which on every append seals [`SEAL_PER_APPEND`], so that the pile cannot grow.
const UNSEALED_MAX: usize = 256;
const SEAL_PER_APPEND: usize = 2;

/// After a failed commit, requests are refused without a record for this long before the next try; doubled up to
/// [`BACKOFF_MAX`].
const BACKOFF_MIN: u64 = 100_000;
const BACKOFF_MAX: u64 = 2_000_000;

/// Who writes: the fixed part of every record's `gw`.
#[derive(Clone, Debug)]
pub struct Writer {
    /// UUIDv7 of this chain.
    pub boot: String,
    /// Digest of the module.
    pub build: String,
    /// The chain's key, named after the instance.
    pub key: SigningKey,
}

/// A stream that waits for its record.
pub type StreamId = u32;

/// The chain and its queue.
#[derive(Debug)]
pub struct Ledger {
    writer: Writer,
    next_seq: u64,
    prev: Digest,
    unsealed: VecDeque<Unsealed>,
    queue: VecDeque<Queued>,
    bytes: usize,
    in_flight: Option<InFlight>,
    backoff: u64,
    closed_until: Option<Micros>,
    /// Decisions without an outcome.
    open: HashSet<String>,
    /// Leaf digests of sealed decisions whose outcome is not sealed.
    leaves: HashMap<String, Digest>,
    dropped: u64,
}

#[derive(Debug)]
struct Unsealed {
    record: Record,
    side: Vec<u8>,
}

#[derive(Debug)]
struct Queued {
    seq: u64,
    leaf: Vec<u8>,
    side: Vec<u8>,
    waiter: Option<StreamId>,
}

#[derive(Clone, Copy, Debug)]
struct InFlight {
    token: u32,
    records: usize,
}

/// What an answer to a commit call means.
#[derive(Debug, PartialEq, Eq)]
pub enum Committed {
    /// These streams' records are stored.
    Stored(Vec<StreamId>),
    /// Nothing is known to be stored; these streams must be refused. The records stay queued.
    Failed(Vec<StreamId>),
    /// The control plane cannot continue this chain: a new one must be enrolled. These streams must be refused.
    Broken(Vec<StreamId>),
}

impl Ledger {
    /// An empty chain.
    pub fn new(writer: Writer) -> Self {
        Self {
            writer,
            next_seq: 0,
            prev: Digest::ZERO,
            unsealed: VecDeque::new(),
            queue: VecDeque::new(),
            bytes: 0,
            in_flight: None,
            backoff: BACKOFF_MIN,
            closed_until: None,
            open: HashSet::new(),
            leaves: HashMap::new(),
            dropped: 0,
        }
    }

    /// Who writes.
    pub fn writer(&self) -> &Writer {
        &self.writer
    }

    /// Whether a request may hope for its record: the queue has room and the last commit did not just fail.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] saying which of both.
    pub fn ready(&self, now: Micros) -> Result<(), LedgerError> {
        if self.closed_until.is_some_and(|until| now < until) {
            return Err(LedgerError::Unreachable);
        }
        if self.len() >= QUEUE_RECORDS_MAX || self.bytes >= QUEUE_BYTES_MAX {
            return Err(LedgerError::QueueFull);
        }
        Ok(())
    }

    /// Records that are not acknowledged.
    pub fn len(&self) -> usize {
        self.unsealed.len() + self.queue.len()
    }

    /// Whether every record is acknowledged.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Records that could not be sealed.
    pub fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Decisions without an outcome.
    pub fn open_decisions(&self) -> usize {
        self.open.len()
    }

    /// Appends a record to be sealed later.
    ///
    /// # Errors
    ///
    /// [`LedgerError::QueueFull`]. Outcomes and the gateway's own records are held to the bound as well; the room that
    /// [`Self::ready`] keeps for them is the distance between the two checks, so callers ask `ready` before a decision.
    pub fn append(&mut self, record: Record, side: &Side) -> Result<(), LedgerError> {
        if self.len() >= 2 * QUEUE_RECORDS_MAX || self.bytes >= 2 * QUEUE_BYTES_MAX {
            return Err(LedgerError::QueueFull);
        }
        let side = serde_json::to_vec(side).map_err(|_| LedgerError::TooLarge)?;
        if side.len() > SIDE_BYTES_MAX {
            return Err(LedgerError::TooLarge);
        }
        self.bytes += side.len() + size_of::<Record>();
        if is_open_decision(&record) {
            self.open.insert(record.id.clone());
        }
        self.unsealed.push_back(Unsealed { record, side });
        if self.unsealed.len() > UNSEALED_MAX {
            self.seal(SEAL_PER_APPEND);
        }
        Ok(())
    }

    /// Appends a record, seals it at once and returns the digest of its leaf data. With a `waiter`, that stream is named in
    /// [`Committed`] when the record is stored or refused.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]; then nobody waits.
    pub fn append_now(
        &mut self,
        record: Record,
        side: &Side,
        waiter: Option<StreamId>,
    ) -> Result<Digest, LedgerError> {
        self.append(record, side)?;
        let dropped = self.dropped;
        self.seal(usize::MAX);
        let last = self.queue.back_mut().filter(|_| self.dropped == dropped).ok_or(LedgerError::TooLarge)?;
        last.waiter = waiter;
        Ok(self.prev)
    }

    /// Numbers, chains and signs the oldest `count` records that are not sealed.
    fn seal(&mut self, count: usize) {
        for _ in 0..count {
            let Some(Unsealed { record, side }) = self.unsealed.pop_front() else { return };
            self.bytes = self.bytes.saturating_sub(side.len() + size_of::<Record>());
            self.seal_one(record, side);
        }
    }

    fn seal_one(&mut self, mut record: Record, side: Vec<u8>) {
        record.gw = Gateway {
            boot: self.writer.boot.clone(),
            build: self.writer.build.clone(),
            inst: self.writer.key.verifying_key().name().into(),
            prev: self.prev.to_text(),
            seq: self.next_seq,
        };
        if let Some(of) = &record.of {
            record.of_leaf = self.leaves.remove(of).map(Digest::to_text);
        }
        // Every list in a record is capped, so this should not happen. What cannot be sealed is not numbered, so the chain stays
        // whole; it is counted, and whoever waits for it is refused.
        let leaf =
            jcs::to_vec(&record).map(|payload| leaf::seal(payload, &self.writer.key)).unwrap_or_default();
        let orphan = record.of.is_some() && record.of_leaf.is_none();
        if leaf.is_empty() || leaf.len() > LEAF_BYTES_MAX || orphan {
            self.dropped += 1;
            self.open.remove(&record.id);
            return;
        }
        self.prev = Digest::of(&leaf);
        if is_open_decision(&record) {
            self.leaves.insert(record.id, self.prev);
        }
        self.bytes += leaf.len() + side.len();
        self.queue.push_back(Queued { seq: self.next_seq, leaf, side, waiter: None });
        self.next_seq += 1;
    }

    /// Takes a decision off the open ones, for its outcome. False where it is not open: one outcome a decision.
    pub fn close(&mut self, decision_id: &str) -> bool {
        self.open.remove(decision_id)
    }

    /// The body of the next commit call, when one may be made now.
    pub fn next_batch(&mut self, now: Micros) -> Option<Vec<u8>> {
        if self.in_flight.is_some() || self.closed_until.is_some_and(|until| now < until) {
            return None;
        }
        self.seal(SEAL_PER_COMMIT);
        let mut body = Vec::new();
        let mut records = 0;
        for queued in self.queue.iter().take(BATCH_RECORDS_MAX) {
            if body.len() + queued.leaf.len() + queued.side.len() + 8 > BATCH_BYTES_MAX {
                break;
            }
            batch::push(&mut body, &queued.leaf, &queued.side);
            records += 1;
        }
        // The token follows by `sent`.
        self.in_flight = (records > 0).then_some(InFlight { token: 0, records });
        (records > 0).then_some(body)
    }

    /// The call for the last [`Self::next_batch`] was made, or refused by the host.
    pub fn sent(&mut self, token: Option<u32>, now: Micros) -> Option<Committed> {
        match (token, &mut self.in_flight) {
            (Some(token), Some(flight)) => {
                flight.token = token;
                None
            }
            _ => Some(self.failed(now)),
        }
    }

    /// Whether `token` is the batch in flight.
    pub fn is_waiting_for(&self, token: u32) -> bool {
        self.in_flight.is_some_and(|flight| flight.token == token)
    }

    /// Takes the answer to the batch in flight.
    pub fn answered(&mut self, status: u32, body: &[u8], now: Micros) -> Committed {
        let sent = self.in_flight.map_or(0, |flight| flight.records);
        let next: Option<u64> = serde_json::from_slice::<BatchReply>(body).ok().map(|reply| reply.next_seq);
        let first = self.queue.front().map_or(self.next_seq, |s| s.seq);
        match (status, next) {
            (200, Some(next)) if next == first + sent as u64 => {
                self.in_flight = None;
                self.backoff = BACKOFF_MIN;
                self.closed_until = None;
                Committed::Stored(self.drop_acknowledged(next))
            }
            // An earlier call was stored although its answer was lost: go on from there.
            (409, Some(next)) if next > first && next <= self.next_seq => {
                self.in_flight = None;
                Committed::Stored(self.drop_acknowledged(next))
            }
            (401 | 409 | 422, _) => {
                self.in_flight = None;
                Committed::Broken(self.take_waiters(usize::MAX))
            }
            _ => self.failed(now),
        }
    }

    /// A stream no longer waits (the caller is gone). Its record stays.
    pub fn forget(&mut self, stream: StreamId) {
        for queued in &mut self.queue {
            if queued.waiter == Some(stream) {
                queued.waiter = None;
            }
        }
    }

    fn failed(&mut self, now: Micros) -> Committed {
        self.in_flight = None;
        self.closed_until = Some(Micros(now.0.saturating_add(self.backoff)));
        self.backoff = (self.backoff * 2).min(BACKOFF_MAX);
        Committed::Failed(self.take_waiters(usize::MAX))
    }

    fn drop_acknowledged(&mut self, next: u64) -> Vec<StreamId> {
        let count = self.queue.iter().take_while(|s| s.seq < next).count();
        let streams = self.take_waiters(count);
        for queued in self.queue.drain(..count) {
            self.bytes = self.bytes.saturating_sub(queued.leaf.len() + queued.side.len());
        }
        streams
    }

    fn take_waiters(&mut self, among: usize) -> Vec<StreamId> {
        self.queue.iter_mut().take(among).filter_map(|s| s.waiter.take()).collect()
    }
}

fn is_open_decision(record: &Record) -> bool {
    record.kind == "decision" && record.decision.as_ref().is_some_and(|decision| !decision.is_final)
}

/// Why no record can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LedgerError {
    /// The control plane did not acknowledge the last commit.
    Unreachable,
    /// Too many records wait for acknowledgement.
    QueueFull,
    /// The record is over its size limit.
    TooLarge,
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unreachable => "the control plane does not acknowledge records",
            Self::QueueFull => "too many records wait for acknowledgement",
            Self::TooLarge => "the record is over its size limit",
        })
    }
}

impl core::error::Error for LedgerError {}

#[cfg(test)]
mod tests;
