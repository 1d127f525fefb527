//! Reading: records, totals and the state of the fleet, in the shapes that the API shows.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use countersign_formats::{b64, digest::Digest};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::publish::Channels;
use crate::store::{
    Inconsistent, Store, instances,
    log::State,
    records::{self, Filter, Stored},
};

/// Instances shown in one answer.
const GATEWAYS_MAX: u32 = 1000;

/// Numbers of stored records, kept in memory so that a status costs no count.
#[derive(Debug, Default)]
pub struct Totals {
    log_size: AtomicU64,
    /// By type, and verdict where there is one. Both are from fixed sets.
    by_kind: Mutex<BTreeMap<(String, Option<String>), u64>>,
}

impl Totals {
    /// Counts what is stored.
    pub async fn load(store: &Store, log_size: u64) -> Result<Self, sqlx::Error> {
        let totals = Self::default();
        totals.set_log_size(log_size);
        for (kind, verdict, n) in records::totals(store.read()).await? {
            totals.add(&kind, verdict.as_deref(), n);
        }
        Ok(totals)
    }

    /// Adds `n` records.
    pub fn add(&self, kind: &str, verdict: Option<&str>, n: u64) {
        let key = (kind.to_owned(), verdict.map(str::to_owned));
        *self.by_kind.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += n;
    }

    /// Sets the size of the log.
    pub fn set_log_size(&self, size: u64) {
        self.log_size.store(size, Ordering::Relaxed);
    }

    /// Number of records in the log.
    pub fn log_size(&self) -> u64 {
        self.log_size.load(Ordering::Relaxed)
    }

    fn verdicts(&self) -> BTreeMap<String, u64> {
        let mut verdicts: BTreeMap<String, u64> =
            ["allow", "redact", "tokenize", "block"].into_iter().map(|v| (v.to_owned(), 0)).collect();
        for ((_, verdict), n) in self.by_kind.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if let Some(verdict) = verdict {
                *verdicts.entry(verdict.clone()).or_default() += n;
            }
        }
        verdicts
    }
}

/// A record as lists show it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Place in the log.
    pub log_index: u64,
    /// `sha256:` of the leaf data: what the caller's `x-countersign-leaf` header, an outcome's `of_leaf` and the next record's
    /// `prev` say.
    pub leaf_hash: String,
    /// The record, with whatever fields it was signed with.
    pub record: Value,
}

/// One page of records.
#[derive(Debug, Serialize, Deserialize)]
pub struct Page {
    /// The records.
    pub records: Vec<Shown>,
    /// Log index to go on from (as `before`, or as `after` where that was asked for); `None` at the end.
    pub next: Option<u64>,
}

/// A record in full.
#[derive(Debug, Serialize, Deserialize)]
pub struct Detail {
    /// The record.
    #[serde(flatten)]
    pub shown: Shown,
    /// Standard base64 of the leaf data.
    pub leaf: String,
    /// The outcome of this decision, if it is stored.
    pub outcome: Option<Shown>,
}

fn shown(stored: &Stored) -> Result<Shown, sqlx::Error> {
    let payload = stored.leaf.split(|b| *b == b'\n').next().unwrap_or_default();
    Ok(Shown {
        log_index: stored.log_index,
        leaf_hash: Digest::of(&stored.leaf).to_text(),
        record: serde_json::from_slice(payload).map_err(|_| Inconsistent("records.leaf"))?,
    })
}

/// A page of records.
pub async fn page(store: &Store, filter: &Filter) -> Result<Page, sqlx::Error> {
    let rows = records::list(store.read(), filter).await?;
    let full = rows.len() == filter.limit as usize;
    let next = rows.last().filter(|_| full).map(|row| row.log_index);
    Ok(Page { records: rows.iter().map(shown).collect::<Result<_, _>>()?, next })
}

/// The record with this id and its outcome; `None` if there is none.
pub async fn detail(store: &Store, id: &str) -> Result<Option<Detail>, sqlx::Error> {
    let Some(row) = records::by_id(store.read(), id).await? else { return Ok(None) };
    let outcome = records::outcome_of(store.read(), id).await?;
    Ok(Some(Detail {
        shown: shown(&row)?,
        leaf: b64::encode_std(&row.leaf),
        outcome: outcome.as_ref().map(shown).transpose()?,
    }))
}

/// A gateway instance as the API shows it.
#[derive(Debug, Serialize)]
pub struct GatewayShown {
    inst: String,
    boot: String,
    build: String,
    channel: String,
    enrolled_at: String,
    last_seen: String,
    certificate_not_after: String,
    next_seq: u64,
    host: Value,
    bundle: Option<BundleShown>,
}

#[derive(Debug, Serialize)]
struct BundleShown {
    digest: String,
    version: u64,
}

/// The latest enrolled instances, newest first.
pub async fn gateways(store: &Store) -> Result<Vec<GatewayShown>, sqlx::Error> {
    let rows = instances::list(store.read(), GATEWAYS_MAX).await?;
    rows.into_iter()
        .map(|row| {
            Ok(GatewayShown {
                inst: row.inst,
                boot: row.boot,
                build: row.build,
                channel: row.channel,
                enrolled_at: row.enrolled_at.to_rfc3339(),
                last_seen: row.last_seen.to_rfc3339(),
                certificate_not_after: row.not_after.to_rfc3339(),
                next_seq: row.next_seq,
                host: serde_json::from_str(&row.host).map_err(|_| Inconsistent("instances.host"))?,
                bundle: row.bundle.map(|b| BundleShown { digest: b.digest, version: b.version }),
            })
        })
        .collect()
}

/// The state of everything, for the console's first page.
#[derive(Debug, Serialize)]
pub struct Status {
    version: &'static str,
    records: u64,
    decisions: BTreeMap<String, u64>,
    gateways: Vec<GatewayShown>,
    channels: Vec<ChannelShown>,
    checkpoint: CheckpointShown,
}

#[derive(Debug, Serialize)]
struct ChannelShown {
    channel: String,
    version: u64,
    digest: String,
    expires_at: String,
}

#[derive(Debug, Serialize)]
struct CheckpointShown {
    size: u64,
    /// Standard base64, as in the checkpoint itself.
    root: String,
}

/// The state of everything.
pub async fn status(store: &Store, totals: &Totals, channels: &Channels) -> Result<Status, sqlx::Error> {
    let state = log_state(store).await?;
    let checkpoint = checkpoint_text(&state).ok_or(Inconsistent("log_state.checkpoint"))?;
    let channels = channels.all().into_iter().map(|bundle| ChannelShown {
        channel: bundle.channel.clone(),
        version: bundle.version,
        digest: bundle.digest.clone(),
        expires_at: bundle.expires_at.to_rfc3339(),
    });
    Ok(Status {
        version: env!("CARGO_PKG_VERSION"),
        records: totals.log_size(),
        decisions: totals.verdicts(),
        gateways: gateways(store).await?,
        channels: channels.collect(),
        checkpoint,
    })
}

fn checkpoint_text(state: &State) -> Option<CheckpointShown> {
    let root = state.checkpoint.lines().nth(2)?;
    Some(CheckpointShown { size: state.size, root: root.to_owned() })
}

/// Size, edge and checkpoint of the log.
pub async fn log_state(store: &Store) -> Result<State, sqlx::Error> {
    Ok(crate::store::log::state(store.read()).await?.ok_or(Inconsistent("log_state, the row is missing"))?)
}
