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

/// What is to be done with the calls of a group.
#[derive(Default)]
struct Plan<'c> {
    /// One for each call, to be given once the rest is on disk.
    answers: Vec<Result<u64, IngestError>>,
    /// The records to store, in the order of the log.
    records: Vec<&'c Checked>,
    ends: BTreeMap<&'c str, Chain>,
    ids: HashSet<&'c str>,
}

impl Writer {
    pub fn new(
        store: Arc<Store>,
        log: Log,
        totals: Arc<Totals>,
        metrics: Arc<Metrics>,
        healthy: Arc<AtomicBool>,
    ) -> Self {
        Self {
            store,
            key: log.key().clone(),
            log: Some(log),
            chains: HashMap::new(),
            totals,
            metrics,
            healthy,
        }
    }

    /// Runs until every sender is gone and the queue is empty.
    pub async fn run(mut self, mut waiting: mpsc::Receiver<Call>) {
        let mut calls = Vec::with_capacity(GROUP_CALLS_MAX);
        while waiting.recv_many(&mut calls, GROUP_CALLS_MAX).await > 0 {
            let answers = self.group(&calls).await;
            for (call, answer) in calls.drain(..).zip(answers) {
                // The caller may have gone; its records are stored all the same, and it may send them again.
                let _ = call.reply.send(answer);
            }
        }
    }

    async fn group(&mut self, calls: &[Call]) -> Vec<Result<u64, IngestError>> {
        let store = Arc::clone(&self.store);
        let mut db = store.write().await;
        let stored = self.store_group(&mut db, calls).await;
        self.healthy.store(stored.is_ok(), Ordering::Relaxed);
        stored.unwrap_or_else(|error| {
            tracing::error!(%error, "cannot commit records");
            self.metrics.commit_failed();
            vec![Err(IngestError::Storage); calls.len()]
        })
    }

    async fn store_group(
        &mut self,
        db: &mut SqliteConnection,
        calls: &[Call],
    ) -> Result<Vec<Result<u64, IngestError>>, sqlx::Error> {
        // A used id is found by the table itself, so that the usual case does not pay for looking.
        let first = self.attempt(db, calls, &HashSet::new()).await;
        match first {
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {
                let taken = taken_ids(db, calls).await?;
                self.attempt(db, calls, &taken).await
            }
            other => other,
        }
    }

    async fn attempt(
        &mut self,
        db: &mut SqliteConnection,
        calls: &[Call],
        taken: &HashSet<String>,
    ) -> Result<Vec<Result<u64, IngestError>>, sqlx::Error> {
        let mut plan = Plan::default();
        for call in calls {
            let answer = self.plan(db, &mut plan, taken, call).await?;
            plan.answers.push(answer);
        }
        if plan.records.is_empty() {
            return Ok(plan.answers);
        }
        if let Err(error) = self.write(db, &plan).await {
            log::rollback(db).await;
            // Nothing is known until it is read again, not even whether the commit reached the disk.
            self.log = None;
            self.chains.clear();
            return Err(error);
        }
        Ok(plan.answers)
    }

    async fn plan<'c>(
        &self,
        db: &mut SqliteConnection,
        plan: &mut Plan<'c>,
        taken: &HashSet<String>,
        call: &'c Call,
    ) -> Result<Result<u64, IngestError>, sqlx::Error> {
        let inst = call.inst.as_str();
        let chain = match plan.ends.get(inst).or_else(|| self.chains.get(inst)) {
            Some(chain) => *chain,
            None => stored_chain(db, inst).await?,
        };
        let mut seen = Seen::default();
        for checked in &call.records {
            let seq = checked.record.gw.seq;
            if seq < chain.next_seq {
                let planned =
                    plan.records.iter().find(|r| r.record.gw.inst == inst && r.record.gw.seq == seq);
                let digest = match planned {
                    Some(planned) => Some(planned.digest),
                    None => log::leaf_at(&mut *db, inst, seq).await?.map(|leaf| Digest::of(&leaf)),
                };
                seen.stored.extend(digest.map(|d| (seq, d)));
            }
            let id = checked.record.id.as_str();
            if taken.contains(id) || plan.ids.contains(id) {
                seen.ids.insert(id.to_owned());
            }
        }
        Ok(plan::fit(chain, &call.records, &seen).map(|(known, end)| {
            let new = call.records.iter().skip(known);
            plan.ids.extend(new.clone().map(|r| r.record.id.as_str()));
            plan.records.extend(new);
            plan.ends.insert(inst, end);
            end.next_seq
        }))
    }

    /// One transaction: rows, chains, log state.
    async fn write(&mut self, db: &mut SqliteConnection, plan: &Plan<'_>) -> Result<(), sqlx::Error> {
        let mut log = match &self.log {
            Some(log) => log.clone(),
            None => {
                let state =
                    log::state(&mut *db).await?.ok_or(Inconsistent("log_state, the row is missing"))?;
                Log::restore(self.key.clone(), &state).ok_or(Inconsistent("log_state"))?
            }
        };
        let begun = Instant::now();
        let now = clock::now();
        let mut rows = Vec::with_capacity(plan.records.len());
        for checked in &plan.records {
            rows.push(row(log.next_index(), checked));
            log.push(checked.hash);
        }
        // Of several records of one instance the last one counts.
        let bundles: BTreeMap<&str, ActiveBundle> = plan
            .records
            .iter()
            .filter_map(|r| Some((r.record.gw.inst.as_str(), active_bundle(r)?)))
            .collect();
        let advance = |(inst, end): (&&'_ str, &Chain)| Advance {
            inst: inst.to_string(),
            next_seq: end.next_seq,
            last_digest: end.last,
            last_seen: now,
            bundle: bundles.get(*inst).cloned(),
        };
        let advances: Vec<Advance> = plan.ends.iter().map(advance).collect();
        log::commit_group(db, &rows, &advances, &log.state()).await?;
        self.metrics.committed(rows.len() as u64, begun.elapsed());
        for row in &rows {
            self.totals.add(row.kind, row.verdict, 1);
        }
        self.totals.set_log_size(log.next_index());
        self.log = Some(log);
        if self.chains.len() + plan.ends.len() > CHAINS_MAX {
            self.chains.clear();
        }
        self.chains.extend(plan.ends.iter().map(|(inst, end)| (inst.to_string(), *end)));
        Ok(())
    }
}

/// The record ids of these calls that stand in the database.
async fn taken_ids(db: &mut SqliteConnection, calls: &[Call]) -> Result<HashSet<String>, sqlx::Error> {
    let ids: Vec<&str> = calls.iter().flat_map(|c| c.records.iter().map(|r| r.record.id.as_str())).collect();
    let ids = serde_json::to_string(&ids).map_err(|_| Inconsistent("record ids"))?;
    Ok(log::known_ids(db, &ids).await?.into_iter().collect())
}

async fn stored_chain(db: &mut SqliteConnection, inst: &str) -> Result<Chain, sqlx::Error> {
    let instance = instances::find(db, inst).await?.ok_or(Inconsistent("instances, a row is missing"))?;
    Ok(Chain { next_seq: instance.next_seq, last: instance.last_digest })
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
