//! The filter's engine in this process, with a host and a control plane played in memory: what a bundle does to a request and its answer,
//! without a proxy. The verdicts are the proxy's, since the code is.

use std::{cell::RefCell, path::Path};

use countersign_engine::{
    answer::{self, BodyStep, HeaderChanges},
    config::Config,
    exchange::{Ending, HeadStep, Step},
    gateway::Gateway,
    host::{Answer, Call, Host, Level},
    reply::Reply,
};
use countersign_formats::{
    b64, batch,
    bundle::{BlobKind, BlobRef, MANIFEST_TYPE, Manifest},
    digest::Digest,
    dsse::Envelope,
    enrol::{CERTIFICATE_TYPE, EnrolReply, EnrolRequest, InstanceCertificate},
    jcs,
    keys::SigningKey,
    leaf::Leaf,
    record::Record,
    time::Micros,
};
use serde_json::json;

use crate::bundle::{pack, sign};

/// Names and values.
pub type Headers = Vec<(String, String)>;

/// An answer of the upstream: headers with `:status`, and the body in pieces.
#[derive(Clone, Debug, Default)]
pub struct Upstream {
    /// Headers.
    pub headers: Headers,
    /// Body, as the proxy gets it.
    pub pieces: Vec<Vec<u8>>,
}

/// What became of a request.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// Headers and body as they went upstream; `None` where nothing did.
    pub forwarded: Option<(Headers, Vec<u8>)>,
    /// Status that the caller got.
    pub status: u32,
    /// Headers that the caller got.
    pub headers: Headers,
    /// Body that the caller got.
    pub body: Vec<u8>,
}

/// A gateway that enforces a bundle.
#[derive(Debug)]
pub struct Native {
    gateway: Gateway,
    host: Memory,
    manifest: String,
    etag: String,
    blobs: Vec<(String, Vec<u8>)>,
    enrolment: SigningKey,
    stream: u32,
    served: bool,
    /// Every record so far.
    pub records: Vec<Record>,
}

/// How long bundle and certificate are valid, µs: ten years, since the clock moves by a second with every exchange.
const VALIDITY: u64 = 3_650 * 86_400_000_000;

/// What an engine needs of its host, in memory. The clock stands still between ticks.
#[derive(Debug, Default)]
struct Memory {
    now: RefCell<u64>,
    random: RefCell<u64>,
    calls: RefCell<Vec<(u32, Call)>>,
    next: RefCell<u32>,
}

impl Host for Memory {
    fn now(&self) -> Micros {
        Micros(*self.now.borrow())
    }

    /// Not random, so that two runs are the same; nothing here leaves the process.
    fn random(&self, out: &mut [u8]) -> bool {
        let mut state = self.random.borrow_mut();
        for byte in out {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = state.to_be_bytes()[0];
        }
        true
    }

    fn env(&self, name: &str) -> Option<String> {
        match name {
            "SUBJECT" | "PSEUDONYM" => Some(format!("k1:{}", "A".repeat(43))),
            _ => Some("secret".to_owned()),
        }
    }

    fn call(&self, call: &Call) -> Option<u32> {
        let mut next = self.next.borrow_mut();
        *next += 1;
        self.calls.borrow_mut().push((*next, call.clone()));
        Some(*next)
    }

    fn log(&self, _: Level, _: &str) {}
}

impl Native {
    /// A gateway with a pack's bundle; `issuers` is the text of `issuers.toml`.
    ///
    /// # Errors
    ///
    /// What does not build, with its place.
    pub fn from_pack(directory: &Path, issuers: &Path, routes: Option<&Path>) -> anyhow::Result<Self> {
        let pack = pack::Pack {
            directory: directory.to_owned(),
            routes: routes.map(Path::to_owned),
            issuers: Some(issuers.to_owned()),
            entities: None,
            with: Vec::new(),
            names: None,
        };
        let built = pack::build(&pack).map_err(|problems| {
            let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
            anyhow::anyhow!(lines.join("\n"))
        })?;
        Self::from_bundle(&built.json)
    }

    /// A gateway with a bundle as `countersign bundle build` writes it.
    ///
    /// # Errors
    ///
    /// What is no such bundle.
    pub fn from_bundle(json: &[u8]) -> anyhow::Result<Self> {
        let parts = sign::check(json).map_err(|e| anyhow::anyhow!(e.to_string()))?;
        let now = crate::clock::now();
        Self::new(parts.blobs.into_iter().map(|blob| (blob.kind, blob.content)).collect(), now)
    }

    fn new(blobs: Vec<(BlobKind, Vec<u8>)>, now: Micros) -> anyhow::Result<Self> {
        let key = |name: &str, seed: u8| {
            SigningKey::from_seed(name, &[seed; 32]).map_err(|e| anyhow::anyhow!("{name}: {e:?}"))
        };
        let (policy, enrolment) = (key("native/policy", 1)?, key("native/enrolment", 2)?);
        let reference = |(kind, bytes): &(BlobKind, Vec<u8>)| BlobRef {
            digest: Digest::of(bytes).to_text(),
            kind: *kind,
            size: bytes.len() as u64,
        };
        let manifest = Manifest {
            blobs: blobs.iter().map(reference).collect(),
            channel: "native".to_owned(),
            expires_at: Micros(now.0 + VALIDITY).to_rfc3339(),
            format: 1,
            host_capabilities: Vec::new(),
            issued_at: now.to_rfc3339(),
            minimum_filter_version: "0.1.0".to_owned(),
            version: 1,
        };
        let payload = jcs::to_vec(&manifest).map_err(|e| anyhow::anyhow!("{e}"))?;
        let config = json!({
            "gateway": "native/one", "tenant": "ops", "control_plane": {"cluster": "cp", "authority": "cp"}, "channel": "native",
            "trusted_keys": [policy.verifying_key().to_vkey()], "enrolment_keys": [enrolment.verifying_key().to_vkey()],
            "fleet_token_env": "FLEET", "subject_key_env": "SUBJECT", "pseudonym_key_env": "PSEUDONYM", "build": "native",
        });
        let host = Memory { now: RefCell::new(now.0), ..Memory::default() };
        let config = Config::parse(config.to_string().as_bytes()).map_err(|e| anyhow::anyhow!("{e}"))?;
        let gateway = Gateway::new(config, &host).map_err(|e| anyhow::anyhow!("{e}"))?;
        let mut native = Self {
            gateway,
            host,
            manifest: Envelope::sign(MANIFEST_TYPE, &payload, &[&policy]).to_json(),
            etag: Digest::of(&payload).to_text(),
            blobs: blobs.into_iter().map(|(_, bytes)| (Digest::of(&bytes).to_text(), bytes)).collect(),
            enrolment,
            stream: 0,
            served: false,
            records: Vec::new(),
        };
        for _ in 0..4 {
            native.tick();
        }
        Ok(native)
    }

    fn tick(&mut self) {
        *self.host.now.borrow_mut() += 1_000_000;
        let _ = self.gateway.tick(&self.host);
        self.answer_calls();
    }

    /// Answers what the gateway asks of its control plane. Requests that wait for a record are released by it.
    fn answer_calls(&mut self) {
        for _ in 0..64 {
            let calls = std::mem::take(&mut *self.host.calls.borrow_mut());
            if calls.is_empty() {
                return;
            }
            for (token, call) in calls {
                match self.control_plane(&call) {
                    Some(body) => {
                        let answer = Answer { status: 200, body: &body };
                        let _ = self.gateway.answered(token, answer, &self.host);
                    }
                    // The manifest did not change: the poll waits.
                    None => self.host.calls.borrow_mut().retain(|(known, _)| *known != token),
                }
            }
        }
    }

    fn control_plane(&mut self, call: &Call) -> Option<Vec<u8>> {
        match call.path.as_str() {
            "/v1/enrol" => self.enrol(&call.body),
            "/v1/records" => {
                let mut next = 0;
                for entry in batch::parse(&call.body).ok()? {
                    let record = Leaf::parse(entry.leaf).ok()?.record;
                    next = record.gw.seq + 1;
                    self.records.push(record);
                }
                Some(json!({"next_seq": next}).to_string().into_bytes())
            }
            path if path.starts_with("/v1/channels/") => {
                let again = std::mem::replace(&mut self.served, true);
                (!again).then(|| self.manifest.clone().into_bytes())
            }
            path => {
                let digest = path.strip_prefix("/v1/blobs/")?;
                self.blobs.iter().find(|(known, _)| known == digest).map(|(_, bytes)| bytes.clone())
            }
        }
    }

    fn enrol(&self, body: &[u8]) -> Option<Vec<u8>> {
        let payload = b64::decode_std(&Envelope::parse(body).ok()?.payload)?;
        let request: EnrolRequest = serde_json::from_slice(&payload).ok()?;
        let now = self.host.now();
        let certificate = InstanceCertificate {
            boot: request.boot,
            build: request.build,
            inst: request.inst,
            not_after: Micros(now.0 + VALIDITY).to_rfc3339(),
            not_before: Micros(now.0 - 60_000_000).to_rfc3339(),
            vkey: request.vkey,
        };
        let payload = jcs::to_vec(&certificate).ok()?;
        let certificate = Envelope::sign(CERTIFICATE_TYPE, &payload, &[&self.enrolment]).to_json();
        serde_json::to_vec(&EnrolReply { certificate }).ok()
    }

    /// Digest of the manifest that is enforced.
    pub fn bundle(&self) -> &str {
        &self.etag
    }

    /// A request with its answer, from the first header to the outcome record. `upstream` answers what was forwarded.
    pub fn exchange(
        &mut self,
        headers: &Headers,
        body: &[u8],
        upstream: impl FnOnce(&Headers, &[u8]) -> Upstream,
    ) -> Exchange {
        self.stream += 1;
        let stream = self.stream;
        let mut exchange = Exchange::default();
        match self.gateway.request_headers(stream, headers.clone(), "192.0.2.7:4711", &self.host) {
            HeadStep::Refuse(reply) => refused(&mut exchange, reply),
            HeadStep::ReadBody => match self.gateway.request(stream, body, &self.host).0 {
                Step::Refuse(reply) => refused(&mut exchange, reply),
                Step::Forward(forward) => {
                    self.answer_calls();
                    let mut sent = headers.clone();
                    sent.retain(|(name, _)| {
                        !forward.remove.contains(name) && !forward.set.iter().any(|(set, _)| set == name)
                    });
                    sent.extend(forward.set);
                    let body = forward.body.unwrap_or_else(|| body.to_vec());
                    let answer = upstream(&sent, &body);
                    exchange.forwarded = Some((sent, body));
                    self.respond(stream, answer, &mut exchange);
                }
            },
        }
        self.gateway.finished(stream, Ending::Other, &self.host);
        self.tick();
        exchange
    }

    fn respond(&mut self, stream: u32, answer: Upstream, exchange: &mut Exchange) {
        let Upstream { headers, pieces } = answer;
        exchange.headers = headers;
        match self.gateway.response_headers(stream, &exchange.headers, pieces.is_empty(), &self.host) {
            answer::HeadStep::Refuse(reply) => return refused(exchange, reply),
            answer::HeadStep::Pass(changes) => change(&mut exchange.headers, changes),
            answer::HeadStep::Hold => {}
        }
        let mut held = Vec::new();
        for (i, piece) in pieces.iter().enumerate() {
            held.extend_from_slice(piece);
            let end = i + 1 == pieces.len();
            let bytes = held.clone();
            let BodyStep { hold, body, head } =
                self.gateway.response_body(stream, held.len(), end, || Some(bytes.clone()), &self.host);
            if hold {
                continue;
            }
            exchange.body.extend(body.unwrap_or_else(|| std::mem::take(&mut held)));
            held.clear();
            if let Some(head) = head {
                change(&mut exchange.headers, head);
            }
        }
        exchange.status = status(&exchange.headers);
    }
}

fn status(headers: &Headers) -> u32 {
    let status = headers.iter().find(|(name, _)| name == ":status");
    status.and_then(|(_, value)| value.parse().ok()).unwrap_or(0)
}

fn refused(exchange: &mut Exchange, reply: Reply) {
    exchange.status = reply.status;
    exchange.headers = reply.headers.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    exchange.body = reply.body;
}

fn change(headers: &mut Headers, HeaderChanges { set, remove }: HeaderChanges) {
    headers.retain(|(name, _)| !remove.contains(name) && !set.iter().any(|(known, _)| known == name));
    headers.extend(set.into_iter().map(|(name, value)| (name.to_owned(), value)));
}
