//! Taking in records: each is checked, then stored by the one writer, and acknowledged when it stands on disk.

pub mod check;
mod plan;
mod writer;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use countersign_formats::{batch, time::Micros};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

use self::{check::Checked, writer::Writer};
use super::{read::Totals, registry::Registry};
use crate::{log::Log, metrics::Metrics, store::Store};

/// Calls that wait for the writer. One holds at most a batch (2 MiB), usually a few KiB.
const QUEUE_CALLS_MAX: usize = 1024;

/// Why records were not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IngestError {
    /// The instance never enrolled.
    UnknownInstance,
    /// Now is outside the instance certificate's validity.
    Expired,
    /// A record is not of the expected form: its place in the batch and what was expected.
    Form(usize, &'static str),
    /// A record is not signed by the instance's key: its place in the batch.
    Signature(usize),
    /// The batch does not begin where the chain ends; the sequence number that is expected next.
    Gap(u64),
    /// A record with this sequence number is stored, and it is another one.
    Fork(u64),
    /// Too many calls wait.
    QueueFull,
    /// The database failed; nothing of this call is acknowledged.
    Storage,
}

/// One call on its way to the writer.
#[derive(Debug)]
struct Call {
    inst: String,
    records: Vec<Checked>,
    reply: oneshot::Sender<Result<u64, IngestError>>,
}

/// The way in.
#[derive(Debug)]
pub struct Ingest {
    store: Arc<Store>,
    registry: Arc<Registry>,
    calls: mpsc::Sender<Call>,
    healthy: Arc<AtomicBool>,
}

impl Ingest {
    /// Starts the writer. It ends when the last [`Ingest`] is gone and everything accepted is answered.
    pub fn start(
        store: Arc<Store>,
        registry: Arc<Registry>,
        log: Log,
        totals: Arc<Totals>,
        metrics: Arc<Metrics>,
    ) -> (Self, JoinHandle<()>) {
        let (calls, waiting) = mpsc::channel(QUEUE_CALLS_MAX);
        let healthy = Arc::new(AtomicBool::new(true));
        let writer = Writer::new(Arc::clone(&store), log, totals, metrics, Arc::clone(&healthy));
        let task = tokio::spawn(writer.run(waiting));
        (Self { store, registry, calls, healthy }, task)
    }

    /// Whether the last group could be committed.
    pub fn is_healthy(&self) -> bool {
        self.healthy.load(Ordering::Relaxed) && !self.calls.is_closed()
    }

    /// Stores the records of a batch, all or none, and returns the sequence number that is expected next. Records that are
    /// stored already count as stored.
    pub async fn commit(&self, inst: &str, body: &[u8], now: Micros) -> Result<u64, IngestError> {
        let known = self.registry.find(&self.store, inst).await.map_err(|error| {
            tracing::error!(%error, "cannot read an instance");
            IngestError::Storage
        })?;
        let known = known.ok_or(IngestError::UnknownInstance)?;
        if now < known.not_before || now > known.not_after {
            return Err(IngestError::Expired);
        }
        let entries = batch::parse(body).map_err(|error| {
            IngestError::Form(
                0,
                match error {
                    batch::BatchError::Truncated => {
                        "expected whole batch entries, found a length past the end"
                    }
                    batch::BatchError::TooLarge => "expected leaves and side data of at most 16384 bytes",
                    batch::BatchError::TooManyRecords => "expected at most 64 records in one batch",
                },
            )
        })?;
        if entries.is_empty() {
            return Err(IngestError::Form(0, "expected at least one record, found none"));
        }
        let checked =
            entries.iter().enumerate().map(|(place, entry)| check::check(place, entry, &known, now));
        let records = checked.collect::<Result<Vec<_>, _>>()?;
        let (reply, replied) = oneshot::channel();
        let call = Call { inst: known.inst.clone(), records, reply };
        self.calls.try_send(call).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => IngestError::QueueFull,
            mpsc::error::TrySendError::Closed(_) => IngestError::Storage,
        })?;
        replied.await.unwrap_or(Err(IngestError::Storage))
    }
}
