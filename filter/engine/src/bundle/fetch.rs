//! Obtains bundles: long-polls the manifest, then fetches the blobs that are new, one call at a time.
//!
//! The state machine does no IO: it says which call to make and takes the answer.

use alloc::{boxed::Box, collections::BTreeMap, format, string::String, vec::Vec};
use core::mem;

use countersign_formats::{bundle::BlobRef, digest::Digest, keys::VerifyingKey, time::Micros};

use super::{
    Bundle, Part, Verified,
    manifest::{self, Expectation, Refusal},
};
use crate::host::{Answer, Call};

/// How long the control plane may hold a manifest call, seconds.
const WAIT_S: u32 = 25;
/// The host gives up five seconds after the control plane should have answered.
const POLL_TIMEOUT_MS: u32 = (WAIT_S + 5) * 1000;
/// A blob of the largest size over a slow link.
const BLOB_TIMEOUT_MS: u32 = 15_000;
/// Pause after a failed call, microseconds; doubled up to [`BACKOFF_MAX`].
const BACKOFF_MIN: u64 = 250_000;
const BACKOFF_MAX: u64 = 5_000_000;

/// What is pinned and asked of every bundle.
#[derive(Clone, Debug)]
pub struct Pins {
    /// Pinned policy-signing keys.
    pub trusted: Vec<VerifyingKey>,
    /// How many must sign.
    pub threshold: usize,
    /// Channel.
    pub channel: String,
    /// Version floor.
    pub minimum_version: u64,
    /// What the host can do.
    pub host: BTreeMap<String, bool>,
}

/// The poller of one VM.
#[derive(Debug)]
pub struct Fetcher {
    pins: Pins,
    state: State,
    token: Option<u32>,
    seen: Option<Digest>,
    backoff: u64,
    idle_until: Micros,
}

#[derive(Debug)]
enum State {
    Manifest,
    Blobs(Box<Gathering>),
}

/// A verified manifest whose blobs are being fetched.
#[derive(Debug)]
struct Gathering {
    verified: Verified,
    parts: Vec<Part>,
    missing: Vec<BlobRef>,
}

/// What an answer led to.
#[derive(Debug)]
pub enum Progress {
    /// Nothing yet.
    Pending,
    /// A bundle to make active.
    Ready(Box<Bundle>),
    /// A bundle was refused.
    Refused(Refusal),
}

impl Fetcher {
    /// A poller that has seen nothing.
    pub fn new(pins: Pins) -> Self {
        Self {
            pins,
            state: State::Manifest,
            token: None,
            seen: None,
            backoff: BACKOFF_MIN,
            idle_until: Micros(0),
        }
    }

    /// The next call, when none is under way and no pause holds.
    pub fn next_call(&self, now: Micros) -> Option<Call> {
        if self.token.is_some() || now < self.idle_until {
            return None;
        }
        let (path, headers, timeout_ms) = match &self.state {
            State::Manifest => {
                let seen = self.seen.map(|digest| ("if-none-match", format!("\"{}\"", digest.to_text())));
                let path = format!("/v1/channels/{}/manifest?wait={WAIT_S}s", self.pins.channel);
                (path, seen.into_iter().collect(), POLL_TIMEOUT_MS)
            }
            State::Blobs(gathering) => {
                (format!("/v1/blobs/{}", gathering.missing.last()?.digest), Vec::new(), BLOB_TIMEOUT_MS)
            }
        };
        Some(Call { method: "GET", path, headers, body: Vec::new(), timeout_ms })
    }

    /// The call was made, or refused by the host.
    pub fn sent(&mut self, token: Option<u32>, now: Micros) {
        self.token = token;
        if token.is_none() {
            self.pause(now);
        }
    }

    /// Whether `token` is this poller's call.
    pub fn is_waiting_for(&self, token: u32) -> bool {
        self.token == Some(token)
    }

    /// Takes the answer to the call under way.
    pub fn answered(&mut self, answer: Answer<'_>, active: Option<&Bundle>, now: Micros) -> Progress {
        self.token = None;
        match (answer.status, mem::replace(&mut self.state, State::Manifest)) {
            (200, State::Manifest) => self.manifest(answer.body, active, now),
            (200, State::Blobs(gathering)) => self.blob(answer.body, *gathering, now),
            (304, State::Manifest) => {
                self.backoff = BACKOFF_MIN;
                Progress::Pending
            }
            // A blob that cannot be had: begin again with the manifest, which may be a newer one by then.
            _ => {
                self.seen = active.map(|bundle| bundle.verified.digest);
                self.pause(now);
                Progress::Pending
            }
        }
    }

    fn manifest(&mut self, body: &[u8], active: Option<&Bundle>, now: Micros) -> Progress {
        let expected = Expectation {
            trusted: &self.pins.trusted,
            threshold: self.pins.threshold,
            channel: &self.pins.channel,
            minimum_version: self.pins.minimum_version,
            active: active.map(|bundle| (bundle.verified.manifest.version, bundle.verified.digest)),
            host: &self.pins.host,
            now,
        };
        let verified = match manifest::verify(body, &expected) {
            Ok(verified) => verified,
            Err(refusal) => {
                // A wrong manifest is served again at once; the pause keeps that from becoming a loop.
                self.pause(now);
                return Progress::Refused(refusal);
            }
        };
        self.seen = Some(verified.digest);
        if active.is_some_and(|bundle| bundle.verified.digest == verified.digest) {
            self.pause(now);
            return Progress::Pending;
        }
        self.backoff = BACKOFF_MIN;
        let (mut parts, mut missing) = (Vec::new(), Vec::new());
        for blob in &verified.manifest.blobs {
            let known = Digest::parse(&blob.digest).and_then(|digest| active?.part(digest));
            match known {
                Some(part) => parts.push(part.clone()),
                None => missing.push(blob.clone()),
            }
        }
        self.advance(Gathering { verified, parts, missing })
    }

    fn blob(&mut self, body: &[u8], mut gathering: Gathering, now: Micros) -> Progress {
        let Some(blob) = gathering.missing.pop() else { return Progress::Pending };
        let digest = Digest::of(body);
        let refusal = if body.len() as u64 != blob.size || digest.to_text() != blob.digest {
            Refusal::BlobMismatch(blob.kind)
        } else {
            match Part::compile(blob.kind, digest, body) {
                Ok(part) => {
                    gathering.parts.push(part);
                    return self.advance(gathering);
                }
                Err(message) => Refusal::BlobInvalid(blob.kind, message),
            }
        };
        // The manifest was good and a blob was not: ask for the manifest again, after a pause.
        if matches!(refusal, Refusal::BlobMismatch(_)) {
            self.seen = None;
        }
        self.pause(now);
        Progress::Refused(refusal)
    }

    fn advance(&mut self, gathering: Gathering) -> Progress {
        if !gathering.missing.is_empty() {
            self.state = State::Blobs(Box::new(gathering));
            return Progress::Pending;
        }
        Bundle::assemble(gathering.verified, gathering.parts)
            .map_or(Progress::Refused(Refusal::Form), |bundle| Progress::Ready(Box::new(bundle)))
    }

    fn pause(&mut self, now: Micros) {
        self.idle_until = Micros(now.0.saturating_add(self.backoff));
        self.backoff = (self.backoff * 2).min(BACKOFF_MAX);
    }
}
