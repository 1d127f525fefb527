//! Makes this VM known: a fresh key, its enrolment, and the certificate that comes back.

use alloc::{format, string::String, vec::Vec};

use countersign_formats::{
    dsse::Envelope,
    enrol::{CERTIFICATE_TYPE, ENROL_TYPE, EnrolReply, EnrolRequest, InstanceCertificate},
    ids, jcs,
    keys::{SigningKey, VerifyingKey},
    time::Micros,
};

use crate::{
    config::Config,
    host::{Answer, Call, Host},
    ledger::Writer,
};

const TIMEOUT_MS: u32 = 5000;
/// Pause after a failed enrolment, microseconds; doubled up to [`BACKOFF_MAX`].
const BACKOFF_MIN: u64 = 250_000;
const BACKOFF_MAX: u64 = 5_000_000;

/// Progress of one VM's enrolment.
#[derive(Debug)]
pub struct Enrolment {
    keys: Vec<VerifyingKey>,
    done: bool,
    token: Option<u32>,
    backoff: u64,
    idle_until: Micros,
}

impl Enrolment {
    /// Not enrolled. `keys` are the pinned enrolment keys.
    pub fn new(keys: Vec<VerifyingKey>) -> Self {
        Self { keys, done: false, token: None, backoff: BACKOFF_MIN, idle_until: Micros(0) }
    }

    /// A fresh writer: new boot id, new key, new name. `None` when the host has no randomness.
    pub fn writer(config: &Config, host: &dyn Host) -> Option<Writer> {
        let (mut seed, mut random) = ([0; 32], [0; 10]);
        if !host.random(&mut seed) || !host.random(&mut random) {
            return None;
        }
        let boot = ids::uuid_v7(host.now(), random);
        let key = SigningKey::from_seed(&format!("{}/{boot}", config.gateway), &seed).ok()?;
        Some(Writer { boot, build: config.build.clone(), key })
    }

    /// Whether the control plane countersigned the key.
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// The enrolment call, when one is due.
    pub fn next_call(&self, config: &Config, writer: &Writer, host: &dyn Host) -> Option<Call> {
        let now = host.now();
        if self.done || self.token.is_some() || now < self.idle_until {
            return None;
        }
        let fleet_token = host.env(&config.fleet_token_env)?;
        let request = EnrolRequest {
            boot: writer.boot.clone(),
            build: writer.build.clone(),
            channel: config.channel.clone(),
            host: config.host.clone(),
            inst: writer.key.verifying_key().name().into(),
            time: now.to_rfc3339(),
            vkey: writer.key.verifying_key().to_vkey(),
        };
        let envelope = Envelope::sign(ENROL_TYPE, &jcs::to_vec(&request).ok()?, &[&writer.key]);
        let headers = Vec::from([
            ("authorization", format!("Bearer {fleet_token}")),
            ("content-type", String::from("application/json")),
        ]);
        Some(Call {
            method: "POST",
            path: String::from("/v1/enrol"),
            headers,
            body: envelope.to_json().into_bytes(),
            timeout_ms: TIMEOUT_MS,
        })
    }

    /// The call was made, or refused by the host.
    pub fn sent(&mut self, token: Option<u32>, now: Micros) {
        self.token = token;
        if token.is_none() {
            self.pause(now);
        }
    }

    /// Whether `token` is the enrolment call.
    pub fn is_waiting_for(&self, token: u32) -> bool {
        self.token == Some(token)
    }

    /// Takes the answer. True when the key is now countersigned by a pinned key.
    pub fn answered(&mut self, answer: Answer<'_>, writer: &Writer, now: Micros) -> bool {
        self.token = None;
        self.done = answer.status == 200 && self.certificate(answer.body, writer).is_some();
        if !self.done {
            self.pause(now);
        }
        self.done
    }

    fn certificate(&self, body: &[u8], writer: &Writer) -> Option<()> {
        let reply: EnrolReply = serde_json::from_slice(body).ok()?;
        let payload = Envelope::parse(reply.certificate.as_bytes())
            .ok()?
            .verify(CERTIFICATE_TYPE, &self.keys, 1)
            .ok()?;
        let certificate: InstanceCertificate = serde_json::from_slice(&payload).ok()?;
        let ours =
            certificate.vkey == writer.key.verifying_key().to_vkey() && certificate.boot == writer.boot;
        ours.then_some(())
    }

    fn pause(&mut self, now: Micros) {
        self.idle_until = Micros(now.0.saturating_add(self.backoff));
        self.backoff = (self.backoff * 2).min(BACKOFF_MAX);
    }
}
