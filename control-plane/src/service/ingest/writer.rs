//! The one writer: takes everything that waits, commits it as one transaction, then answers.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use countersign_formats::{digest::Digest, keys::SigningKey};
use sqlx::SqliteConnection;
use tokio::sync::mpsc;

use super::{
    Call, IngestError,
    check::Checked,
    plan::{self, Chain, Seen},
};
use crate::{
    clock,
    log::Log,
    metrics::Metrics,
    service::read::Totals,
    store::{
        Inconsistent, Store,
        instances::{self, ActiveBundle, Advance},
        log::{self, NewRow},
    },
};

/// Calls in one transaction: bounds how long the first caller waits for the last.
const GROUP_CALLS_MAX: usize = 256;

/// Chains kept in memory; above it they are read anew.
const CHAINS_MAX: usize = 10_000;

pub struct Writer {
    store: Arc<Store>,
    key: SigningKey,
    /// `None` after a failed commit: what reached the disk is not known until it is read.
    log: Option<Log>,
    chains: HashMap<String, Chain>,
    totals: Arc<Totals>,
    metrics: Arc<Metrics>,
    healthy: Arc<AtomicBool>,
}

/// What a group adds.
#[derive(Default)]
struct Group {
    records: Vec<Checked>,
    ends: BTreeMap<String, Chain>,
    ids: HashSet<String>,
}

impl Writer {
    pub fn new(
        store: Arc<Store>, log: Log, totals: Arc<Totals>, metrics: Arc<Metrics>, healthy: Arc<AtomicBool>,
    ) -> Self {
        Self { store, key: log.key().clone(), log: Some(log), chains: HashMap::new(), totals, metrics, healthy }
    }

    /// Runs until every sender is gone and the queue is empty.
    pub async fn run(mut self, mut waiting: mpsc::Receiver<Call>) {
        let mut calls = Vec::with_capacity(GROUP_CALLS_MAX);
        while waiting.recv_many(&mut calls, GROUP_CALLS_MAX).await > 0 {
            self.group(std::mem::take(&mut calls)).await;
        }
    }

    async fn group(&mut self, calls: Vec<Call>) {
        let store = Arc::clone(&self.store);
        let mut db = store.write().await;
        let mut answers = Vec::with_capacity(calls.len());
        match self.store_group(&mut db, calls, &mut answers).await {
            Ok(()) => self.healthy.store(true, Ordering::Relaxed),
            Err(error) => {
                log::rollback(&mut db).await;
                tracing::error!(%error, "cannot commit records");
                self.healthy.store(false, Ordering::Relaxed);
                self.metrics.commit_failed();
                // Nothing is known until it is read again, not even whether the commit reached the disk.
                self.log = None;
                self.chains.clear();
                // A refusal does not depend on the disk, but its sequence number may.
                for (_, answer) in &mut answers {
                    *answer = Err(IngestError::Storage);
                }
            }
        }
        drop(db);
        for (reply, answer) in answers {
            // The caller may have gone; its records are stored all the same, and it may send them again.
            let _ = reply.send(answer);
        }
    }

    async fn store_group(
        &mut self, db: &mut SqliteConnection, calls: Vec<Call>,
        answers: &mut Vec<(tokio::sync::oneshot::Sender<Result<u64, IngestError>>, Result<u64, IngestError>)>,
    ) -> Result<(), sqlx::Error> {
        let mut calls = calls.into_iter();
        // Whoever is not planned yet when the database fails is dropped, and reads that as a storage failure.
        let mut group = Group::default();
        let taken = self.taken_ids(db, calls.as_slice()).await?;
        for call in calls.by_ref() {
            let answer = self.plan(db, &mut group, &taken, call.inst, call.records).await;
            let (answer, failed) = match answer {
                Ok(answer) => (answer, None),
                Err(error) => (Err(IngestError::Storage), Some(error)),
            };
            answers.push((call.reply, answer));
            if let Some(error) = failed {
                return Err(error);
            }
        }
        if group.records.is_empty() { Ok(()) } else { self.write(db, group).await }
    }

    /// The record ids of these calls that stand in the database.
    async fn taken_ids(&self, db: &mut SqliteConnection, calls: &[Call]) -> Result<HashSet<String>, sqlx::Error> {
        let ids: Vec<&str> = calls.iter().flat_map(|c| c.records.iter().map(|r| r.record.id.as_str())).collect();
        let ids = serde_json::to_string(&ids).map_err(|_| Inconsistent("record ids"))?;
        Ok(log::known_ids(db, &ids).await?.into_iter().collect())
    }

    async fn plan(
        &mut self, db: &mut SqliteConnection, group: &mut Group, taken: &HashSet<String>, inst: String,
        mut records: Vec<Checked>,
    ) -> Result<Result<u64, IngestError>, sqlx::Error> {
        let chain = match group.ends.get(&inst) {
            Some(chain) => *chain,
            None => self.chain(db, &inst).await?,
        };
        let mut seen = Seen::default();
        for checked in &records {
            let seq = checked.record.gw.seq;
            if seq < chain.next_seq {
                let planned = group.records.iter().find(|r| r.record.gw.inst == inst && r.record.gw.seq == seq);
                let digest = match planned {
                    Some(planned) => Some(planned.digest),
                    None => log::leaf_at(&mut *db, &inst, seq).await?.map(|leaf| Digest::of(&leaf)),
                };
                seen.stored.extend(digest.map(|d| (seq, d)));
            }
            let id = &checked.record.id;
            if taken.contains(id) || group.ids.contains(id) {
                seen.ids.insert(id.clone());
            }
        }
        Ok(plan::fit(chain, &records, &seen).map(|(known, end)| {
            group.records.extend(records.drain(known..).inspect(|r| {
                group.ids.insert(r.record.id.clone());
            }));
            group.ends.insert(inst, end);
            end.next_seq
        }))
    }

    async fn chain(&mut self, db: &mut SqliteConnection, inst: &str) -> Result<Chain, sqlx::Error> {
        if let Some(chain) = self.chains.get(inst) {
            return Ok(*chain);
        }
        let instance = instances::find(db, inst).await?.ok_or(Inconsistent("instances, a row is missing"))?;
        Ok(Chain { next_seq: instance.next_seq, last: instance.last_digest })
    }

    /// One transaction: rows, chains, log state.
    async fn write(&mut self, db: &mut SqliteConnection, group: Group) -> Result<(), sqlx::Error> {
        let mut log = match &self.log {
            Some(log) => log.clone(),
            None => {
                let state = log::state(&mut *db).await?.ok_or(Inconsistent("log_state, the row is missing"))?;
                Log::restore(self.key.clone(), &state).ok_or(Inconsistent("log_state"))?
            }
        };
        let begun = Instant::now();
        let now = clock::now();
        log::begin(db).await?;
        for checked in &group.records {
            log::append(db, &row(log.next_index(), checked)).await?;
            log.push(checked.hash);
        }
        for (inst, end) in &group.ends {
            let bundle = group.records.iter().rev().filter(|r| r.record.gw.inst == *inst).find_map(active_bundle);
            let to = Advance {
                inst,
                next_seq: end.next_seq,
                last_digest: end.last,
                last_seen: now,
                bundle: bundle.as_ref(),
            };
            instances::advance(db, &to).await?;
        }
        log::set_state(db, &log.state()).await?;
        log::commit(db).await?;
        self.metrics.committed(group.records.len() as u64, begun.elapsed());
        for checked in &group.records {
            let verdict = checked.record.decision.as_ref().map(|d| d.verdict.as_str());
            self.totals.add(&checked.record.kind, verdict, 1);
        }
        self.totals.set_log_size(log.next_index());
        self.log = Some(log);
        if self.chains.len() + group.ends.len() > CHAINS_MAX {
            self.chains.clear();
        }
        self.chains.extend(group.ends);
        Ok(())
    }
}

fn row(log_index: u64, checked: &Checked) -> NewRow<'_> {
    let record = &checked.record;
    NewRow {
        log_index,
        id: &record.id,
        inst: &record.gw.inst,
        seq: record.gw.seq,
        kind: &record.kind,
        tenant: &record.tenant,
        route: record.target.as_ref().map(|t| t.route.as_str()),
        verdict: record.decision.as_ref().map(|d| d.verdict.as_str()),
        of: record.of.as_deref(),
        leaf: &checked.leaf,
        hash: checked.hash,
        side: &checked.side,
    }
}

/// The bundle that a record says is active.
fn active_bundle(checked: &Checked) -> Option<ActiveBundle> {
    let says_so = matches!(checked.record.kind.as_str(), "policy.activated" | "heartbeat");
    let policy = checked.record.policy.as_ref().filter(|_| says_so)?;
    Some(ActiveBundle { digest: policy.bundle.clone(), version: policy.ver })
}
