//! One VM's gateway: bundle, enrolment, ledger and the requests under way.
//!
//! The host's callbacks come in here as plain calls and leave as [`Step`]s and [`Effect`]s; nothing in between does IO except
//! through [`Host`]. This file is the background part (enrolment, bundles, commits, heartbeats); [`crate::exchange`] is the
//! life of one request.

use alloc::{
    collections::BTreeMap,
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use countersign_formats::{
    batch::{BATCH_TYPE, Side},
    digest::Digest,
    limits::TOKEN_CACHE_ENTRIES_MAX,
    record::{Policy, Record},
    time::Micros,
};
use hashbrown::HashMap;

use crate::{
    bundle::{
        Bundle,
        fetch::{Fetcher, Pins, Progress},
        manifest::{FILTER_VERSION, Refusal},
    },
    config::{Config, ConfigError},
    enrolment::Enrolment,
    evidence::{self, SecretKey},
    exchange::Exchange,
    host::{Answer, Call, Host, Level},
    identity::TokenCache,
    ledger::{Committed, Ledger, LedgerError, StreamId},
    refusals::Refusals,
    reply::{Code, Reply},
};

/// How often the host should call [`Gateway::tick`], milliseconds: the longest that a record without a waiter stays
/// unsent, and the resolution of every pause.
pub const TICK_MS: u32 = 100;

/// What is to be done to a stream after a background call.
#[derive(Debug)]
pub struct Effect {
    /// The stream.
    pub stream: StreamId,
    /// Refuse it; `None`: let its request go upstream.
    pub refusal: Option<Reply>,
}

/// The gateway of one VM.
#[derive(Debug)]
pub struct Gateway {
    pub(crate) config: Config,
    pub(crate) subject_key: Option<SecretKey>,
    pub(crate) pseudonym_key: Option<SecretKey>,
    pub(crate) bundle: Option<Rc<Bundle>>,
    pub(crate) tokens: TokenCache,
    pub(crate) ledger: Ledger,
    pub(crate) exchanges: HashMap<StreamId, Exchange>,
    enrolment: Enrolment,
    fetcher: Fetcher,
    auth_failures: Refusals,
    counts: BTreeMap<String, u64>,
    last_heartbeat: Micros,
    last_refusal: Option<(Refusal, Micros)>,
}

impl Gateway {
    /// A gateway that is not enrolled and has no bundle; it refuses every request until it is and has.
    ///
    /// # Errors
    ///
    /// [`ConfigError`] for a configuration that cannot work.
    pub fn new(config: Config, host: &dyn Host) -> Result<Self, ConfigError> {
        let pins = Pins {
            trusted: config.policy_keys()?,
            threshold: config.threshold,
            channel: config.channel.clone(),
            minimum_version: config.minimum_version,
            host: config.host.clone(),
        };
        let enrolment = Enrolment::new(config.certificate_keys()?);
        let writer =
            Enrolment::writer(&config, host).ok_or(ConfigError::Value("the host has no random numbers"))?;
        let subject_key = host.env(&config.subject_key_env).and_then(|text| SecretKey::parse(&text));
        if subject_key.is_none() {
            host.log(Level::Error, "no subject key of the form `<key id>:<base64url of 32 bytes>` in the environment: every request is refused");
        }
        if host.env(&config.fleet_token_env).is_none() {
            host.log(Level::Error, "no fleet token in the environment: every request is refused");
        }
        let pseudonym_key = config
            .pseudonym_key_env
            .as_ref()
            .and_then(|name| host.env(name))
            .and_then(|text| SecretKey::parse(&text));
        if config.pseudonym_key_env.is_some() && pseudonym_key.is_none() {
            host.log(Level::Error, "no pseudonym key of the form `<key id>:<base64url of 32 bytes>` in the environment: requests that policy tokenizes are refused");
        }
        let now = host.now();
        let mut gateway = Self {
            subject_key,
            pseudonym_key,
            bundle: None,
            tokens: TokenCache::new(TOKEN_CACHE_ENTRIES_MAX),
            ledger: Ledger::new(writer),
            exchanges: HashMap::new(),
            enrolment,
            fetcher: Fetcher::new(pins),
            auth_failures: Refusals::new(now),
            counts: BTreeMap::new(),
            last_heartbeat: now,
            last_refusal: None,
            config,
        };
        gateway.started(host);
        Ok(gateway)
    }

    /// Largest request body, bytes.
    pub fn body_bytes_max(&self) -> usize {
        self.config.body_bytes_max
    }

    /// The host's name for the control plane: cluster and authority.
    pub fn control_plane(&self) -> (&str, &str) {
        (&self.config.control_plane.cluster, &self.config.control_plane.authority)
    }

    /// Does what is due: enrolment, bundle polling, heartbeats, commits.
    pub fn tick(&mut self, host: &dyn Host) -> Vec<Effect> {
        let now = host.now();
        if let Some(call) = self.enrolment.next_call(&self.config, self.ledger.writer(), host) {
            let token = host.call(&call);
            self.enrolment.sent(token, now);
        }
        if let Some(call) = self.fetcher.next_call(now) {
            let token = host.call(&call);
            self.fetcher.sent(token, now);
        }
        if now.0 >= self.last_heartbeat.0.saturating_add(u64::from(self.config.heartbeat_s) * 1_000_000) {
            self.last_heartbeat = now;
            self.heartbeat(host);
        }
        if let Some((since, counts)) = self.auth_failures.take(self.config.aggregate_s, now) {
            self.note("auth.failed", host, |record| {
                record.since = Some(since.to_rfc3339());
                record.counts = Some(counts);
            });
        }
        self.commit(host)
    }

    /// Takes the answer to a call. Unknown tokens (of a chain that was given up) are ignored.
    pub fn answered(&mut self, token: u32, answer: Answer<'_>, host: &dyn Host) -> Vec<Effect> {
        let now = host.now();
        let mut effects = Vec::new();
        if self.ledger.is_waiting_for(token) {
            let committed = self.ledger.answered(answer.status, answer.body, now);
            effects = self.settle(committed, answer.status, host);
        } else if self.enrolment.is_waiting_for(token) {
            if !self.enrolment.answered(answer, self.ledger.writer(), now) {
                host.log(Level::Warn, &format!("enrolment was refused with status {}", answer.status));
            }
        } else if self.fetcher.is_waiting_for(token) {
            let active = self.bundle.clone();
            match self.fetcher.answered(answer, active.as_deref(), now) {
                Progress::Pending => {}
                Progress::Ready(bundle) => self.activate(*bundle, host),
                Progress::Refused(refusal) => self.refused_bundle(&refusal, host),
            }
            if let Some(call) = self.fetcher.next_call(now) {
                let token = host.call(&call);
                self.fetcher.sent(token, now);
            }
        }
        effects.extend(self.commit(host));
        effects
    }

    /// Sends the next batch, when one is due.
    pub(crate) fn commit(&mut self, host: &dyn Host) -> Vec<Effect> {
        if !self.enrolment.is_done() {
            return Vec::new();
        }
        let Some(body) = self.ledger.next_batch(host.now()) else { return Vec::new() };
        let inst = self.ledger.writer().key.verifying_key().name().to_string();
        let headers = Vec::from([("content-type", BATCH_TYPE.to_string()), ("x-countersign-instance", inst)]);
        let timeout_ms = self.config.commit_timeout_ms;
        let call = Call { method: "POST", path: "/v1/records".to_string(), headers, body, timeout_ms };
        match self.ledger.sent(host.call(&call), host.now()) {
            Some(committed) => self.settle(committed, 0, host),
            None => Vec::new(),
        }
    }

    /// Whether a request may hope for its record.
    pub(crate) fn ready_to_record(&self, now: Micros) -> Result<(), Code> {
        if !self.enrolment.is_done() || self.subject_key.is_none() {
            return Err(Code::RecordNotStored);
        }
        self.ledger.ready(now).map_err(code_of)
    }

    /// Counts a refusal that has no record of its own.
    pub(crate) fn count_refusal(&mut self, code: Code, reason: Option<&'static str>) {
        match reason {
            Some(reason) => self.auth_failures.count(reason),
            None => self.count(&format!("refused.{}", code.as_str())),
        }
    }

    /// Counts for the next heartbeat.
    pub(crate) fn count(&mut self, name: &str) {
        match self.counts.get_mut(name) {
            Some(n) => *n = n.saturating_add(1),
            None => {
                self.counts.insert(name.to_string(), 1);
            }
        }
    }

    fn settle(&mut self, committed: Committed, status: u32, host: &dyn Host) -> Vec<Effect> {
        let (streams, stored) = match committed {
            Committed::Stored(streams) => (streams, true),
            Committed::Failed(streams) => {
                host.log(
                    Level::Warn,
                    &format!("a commit call failed with status {status}; records stay queued"),
                );
                (streams, false)
            }
            Committed::Broken(streams) => {
                host.log(
                    Level::Error,
                    &format!(
                        "the control plane refused the record chain with status {status}; enrolling anew"
                    ),
                );
                self.restart_chain(host);
                (streams, false)
            }
        };
        streams
            .into_iter()
            .filter_map(|stream| {
                let refusal = (!stored).then(|| self.abandon(stream, Code::RecordNotStored, host));
                if stored {
                    self.exchanges.get_mut(&stream)?.released();
                }
                Some(Effect { stream, refusal })
            })
            .collect()
    }

    fn restart_chain(&mut self, host: &dyn Host) {
        let Some(writer) = Enrolment::writer(&self.config, host) else { return };
        let lost = self.ledger.len() as u64;
        self.ledger = Ledger::new(writer);
        if let Ok(keys) = self.config.certificate_keys() {
            self.enrolment = Enrolment::new(keys);
        }
        *self.counts.entry("lost".to_string()).or_default() += lost;
        self.started(host);
    }

    fn activate(&mut self, bundle: Bundle, host: &dyn Host) {
        let manifest = &bundle.verified.manifest;
        host.log(
            Level::Info,
            &format!("bundle version {} is active: {}", manifest.version, bundle.digest_text),
        );
        self.tokens.clear();
        self.last_refusal = None;
        let policy = Policy {
            bundle: bundle.digest_text.clone(),
            channel: manifest.channel.clone(),
            engine: FILTER_VERSION.into(),
            ver: manifest.version,
            ..Policy::default()
        };
        self.bundle = Some(Rc::new(bundle));
        self.note("policy.activated", host, |record| record.policy = Some(policy));
    }

    /// Records a refusal once an hour and kind: a server that keeps offering a bad bundle must not fill the log.
    fn refused_bundle(&mut self, refusal: &Refusal, host: &dyn Host) {
        const AGAIN: u64 = 3_600_000_000;
        let now = host.now();
        let repeated = self
            .last_refusal
            .as_ref()
            .is_some_and(|(r, at)| r == refusal && now.0 < at.0.saturating_add(AGAIN));
        if repeated {
            return;
        }
        host.log(Level::Error, &format!("a bundle was refused, the last good one stays: {refusal}"));
        self.last_refusal = Some((refusal.clone(), now));
        let active = self.bundle.as_deref();
        let policy = Policy {
            bundle: active.map_or_else(|| Digest::ZERO.to_text(), |b| b.digest_text.clone()),
            channel: self.config.channel.clone(),
            engine: FILTER_VERSION.into(),
            refused: Some(refusal.code().into()),
            ver: active.map_or(0, |b| b.verified.manifest.version),
            ..Policy::default()
        };
        self.note("policy.refused", host, |record| record.policy = Some(policy));
    }

    fn started(&mut self, host: &dyn Host) {
        let capabilities = self.config.host.clone();
        self.note("gateway.started", host, |record| record.host = Some(capabilities));
    }

    fn heartbeat(&mut self, host: &dyn Host) {
        let mut counts = self.counts.clone();
        counts.insert("open".to_string(), self.ledger.open_decisions() as u64);
        counts.insert("queued".to_string(), self.ledger.len() as u64);
        *counts.entry("dropped".to_string()).or_default() += self.ledger.dropped();
        let capabilities = self.config.host.clone();
        self.note("heartbeat", host, |record| {
            record.counts = Some(counts);
            record.host = Some(capabilities);
        });
    }

    /// Appends one of the gateway's own records. A full queue or a host without randomness loses it, counted.
    fn note(&mut self, kind: &str, host: &dyn Host, fill: impl FnOnce(&mut Record)) {
        let appended = evidence::record(kind, &self.config.tenant, host).is_some_and(|mut record| {
            fill(&mut record);
            self.ledger.append(record, &Side::default()).is_ok()
        });
        if !appended {
            self.count("dropped");
        }
    }
}

/// The refusal that a ledger's answer means for a request.
pub(crate) fn code_of(error: LedgerError) -> Code {
    match error {
        LedgerError::Unreachable | LedgerError::TooLarge => Code::RecordNotStored,
        LedgerError::QueueFull => Code::RecordQueueFull,
    }
}
