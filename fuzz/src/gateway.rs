//! A gateway with the starter pack, enrolled and ready, whose host and control plane live in this process.
//!
//! Clock and randomness are fixed, so that a run can be repeated; every exchange begins with the same ones, so that two exchanges with
//! the same bytes give the same bytes.

use std::cell::{Cell, RefCell};

use countersign_engine::{
    answer::{BodyStep, HeadStep},
    config::Config,
    exchange::{Ending, HeadStep as Head, Step},
    gateway::Gateway,
    host::{Answer, Call, Host, Level},
};
use countersign_formats::{
    b64, batch,
    bundle::{BlobRef, MANIFEST_TYPE, Manifest, UnsignedBundle},
    digest::Digest,
    dsse::Envelope,
    enrol::{CERTIFICATE_TYPE, EnrolReply, EnrolRequest, InstanceCertificate},
    jcs,
    keys::SigningKey,
    leaf::Leaf,
    time::Micros,
};
use serde_json::json;

/// 2026-11-22.
const START: u64 = 1_795_332_972_000_000;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// An answer's way to its caller.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Status, 0 where nothing came.
    pub status: u32,
    /// Body.
    pub body: Vec<u8>,
    /// Whether another answer took its place or it ended early.
    pub refused: bool,
}

/// A gateway.
pub struct Native {
    gateway: Gateway,
    host: World,
    next: u32,
    token: String,
}

#[derive(Default)]
struct World {
    random: Cell<u64>,
    now: Cell<u64>,
    calls: RefCell<Vec<(u32, Call)>>,
    tokens: Cell<u32>,
}

impl Host for World {
    fn now(&self) -> Micros {
        Micros(self.now.get())
    }

    fn random(&self, out: &mut [u8]) -> bool {
        for byte in out {
            let mut state = self.random.get();
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            self.random.set(state);
            *byte = (state >> 24) as u8;
        }
        true
    }

    fn env(&self, name: &str) -> Option<String> {
        let key = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        match name {
            "FLEET" => Some("fleet".into()),
            "SUBJECT" | "PSEUDONYM" => Some(format!("k1:{key}")),
            "COUNTERSIGN_UPSTREAM_KEY" => Some("router-key".into()),
            _ => None,
        }
    }

    fn call(&self, call: &Call) -> Option<u32> {
        self.tokens.set(self.tokens.get() + 1);
        self.calls.borrow_mut().push((self.tokens.get(), call.clone()));
        Some(self.tokens.get())
    }

    fn log(&self, _: Level, _: &str) {}
}

fn key(name: &str, seed: u8) -> SigningKey {
    SigningKey::from_seed(name, &[seed; 32]).expect("a key")
}

impl Native {
    /// Starts one with the bundle that the control plane's program built; `make fuzz` does that.
    pub fn start() -> Self {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/target/bundle.json");
        let bytes = std::fs::read(path).unwrap_or_else(|_| panic!("{path} is missing: run `make fuzz` once"));
        let bundle: UnsignedBundle = serde_json::from_slice(&bytes).expect("a bundle");
        let configuration = json!({
            "gateway": "gw.test/one", "tenant": "ops", "control_plane": {"cluster": "cp", "authority": "cp.test"},
            "channel": "production", "trusted_keys": [key("cp.test/policy", 1).verifying_key().to_vkey()],
            "enrolment_keys": [key("cp.test/enrolment", 2).verifying_key().to_vkey()], "fleet_token_env": "FLEET",
            "subject_key_env": "SUBJECT", "pseudonym_key_env": "PSEUDONYM", "build": "sha256:test",
        });
        let host = World::default();
        host.now.set(START);
        host.random.set(SEED);
        let config = Config::parse(configuration.to_string().as_bytes()).expect("a configuration");
        let gateway = Gateway::new(config, &host).expect("a gateway");
        let mut native = Self { gateway, host, next: 1, token: token() };
        for _ in 0..8 {
            native.host.now.set(native.host.now.get() + 1_000_000);
            native.gateway.tick(&native.host);
            native.answer_calls(Some(&bundle));
        }
        native
    }

    /// Answers what the gateway asked its control plane; without a bundle, polls wait.
    fn answer_calls(&mut self, bundle: Option<&UnsignedBundle>) {
        for _ in 0..64 {
            let calls = self.host.calls.take();
            if calls.is_empty() {
                return;
            }
            for (token, call) in calls {
                if let Some(body) = reply(&call, bundle) {
                    self.gateway.answered(token, Answer { status: 200, body: &body }, &self.host);
                }
            }
        }
    }

    /// A chat request by Alice on a route, and its answer in pieces.
    pub fn exchange<'p>(
        &mut self,
        path: &str,
        media: &str,
        pieces: impl Iterator<Item = &'p [u8]>,
    ) -> Delivered {
        self.host.random.set(SEED);
        self.next += 1;
        let stream = self.next;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = vec![
            pair(":method", "POST"),
            pair(":path", path),
            pair(":authority", "gateway.test"),
            pair("authorization", &format!("Bearer {}", self.token)),
            pair("content-type", "application/json"),
        ];
        let head = self.gateway.request_headers(stream, headers, "192.0.2.7:4711", &self.host);
        assert!(matches!(head, Head::ReadBody), "{head:?}");
        // Values that come back as pseudonyms, on the route that has them.
        let clinical = path.starts_with("/clinical");
        let text = if clinical { "Write to ada@example.org about 4111 1111 1111 1111." } else { "hi" };
        let body = if path.contains("/model/") {
            json!({"messages": [{"role": "user", "content": [{"text": text}]}]})
        } else if path.contains("/models/") {
            json!({"contents": [{"role": "user", "parts": [{"text": text}]}]})
        } else {
            json!({"model": "gpt-5-mini", "stream": true, "messages": [{"role": "user", "content": text}]})
        };
        let (step, _) = self.gateway.request(stream, body.to_string().as_bytes(), &self.host);
        assert!(matches!(step, Step::Forward(_)), "{step:?}");
        self.answer_calls(None);
        let delivered = self.answer(stream, media, pieces);
        self.gateway.finished(stream, Ending::Other, &self.host);
        self.gateway.tick(&self.host);
        self.answer_calls(None);
        delivered
    }

    fn answer<'p>(&mut self, stream: u32, media: &str, pieces: impl Iterator<Item = &'p [u8]>) -> Delivered {
        let headers =
            [(":status", "200"), ("content-type", media)].map(|(n, v)| (n.to_owned(), v.to_owned()));
        let mut delivered = Delivered { status: 200, ..Delivered::default() };
        let mut held = match self.gateway.response_headers(stream, &headers, false, &self.host) {
            HeadStep::Refuse(reply) => {
                return Delivered { status: reply.status, body: reply.body, refused: true };
            }
            HeadStep::Hold => true,
            HeadStep::Pass(_) => false,
        };
        let mut buffer = Vec::new();
        // The end comes alone, as it does where the length is not known before.
        let ends = pieces.map(|piece| (piece, false)).chain([(&b""[..], true)]);
        for (piece, end) in ends {
            buffer.extend_from_slice(piece);
            let bytes = buffer.clone();
            let step =
                self.gateway.response_body(stream, bytes.len(), end, || Some(bytes.clone()), &self.host);
            let BodyStep { hold, body, head } = step;
            if hold {
                assert!(held, "a stream that passes is not held");
                continue;
            }
            held = false;
            let status = head.iter().flat_map(|head| &head.set).find(|(name, _)| *name == ":status");
            if let Some((_, status)) = status {
                delivered.status = status.parse().expect("a status");
                delivered.refused = true;
            }
            let left = std::mem::take(&mut buffer);
            delivered.body.extend(body.unwrap_or(left));
        }
        assert!(!held, "an answer that ended is released or refused");
        delivered
    }
}

fn reply(call: &Call, bundle: Option<&UnsignedBundle>) -> Option<Vec<u8>> {
    let path = call.path.as_str();
    if path == "/v1/enrol" {
        return Some(enrol(&call.body));
    }
    if path == "/v1/records" {
        let last = batch::parse(&call.body).expect("a batch").into_iter().last().expect("an entry");
        let next = Leaf::parse(last.leaf).expect("a leaf").record.gw.seq + 1;
        return Some(format!("{{\"next_seq\":{next}}}").into_bytes());
    }
    let blobs = &bundle?.blobs;
    let bytes =
        |blob: &countersign_formats::bundle::UnsignedBlob| b64::decode_std(&blob.content).expect("base64");
    if let Some(digest) = path.strip_prefix("/v1/blobs/") {
        return blobs.iter().map(bytes).find(|bytes| Digest::of(bytes).to_text() == digest);
    }
    let reference = |blob: &countersign_formats::bundle::UnsignedBlob| {
        let bytes = bytes(blob);
        BlobRef { digest: Digest::of(&bytes).to_text(), kind: blob.kind, size: bytes.len() as u64 }
    };
    let manifest = Manifest {
        blobs: blobs.iter().map(reference).collect(),
        channel: "production".into(),
        expires_at: Micros(START + 86_400_000_000).to_rfc3339(),
        format: 1,
        host_capabilities: vec!["hold_headers".into()],
        issued_at: Micros(START - 1_000_000).to_rfc3339(),
        minimum_filter_version: "0.1.0".into(),
        version: 5,
    };
    let payload = jcs::to_vec(&manifest).expect("json");
    Some(Envelope::sign(MANIFEST_TYPE, &payload, &[&key("cp.test/policy", 1)]).to_json().into_bytes())
}

fn enrol(body: &[u8]) -> Vec<u8> {
    let envelope = Envelope::parse(body).expect("an envelope");
    let payload = b64::decode_std(&envelope.payload).expect("base64");
    let request: EnrolRequest = serde_json::from_slice(&payload).expect("a request");
    let certificate = InstanceCertificate {
        boot: request.boot,
        build: request.build,
        inst: request.inst,
        not_after: "2027-01-01T00:00:00Z".into(),
        not_before: "2026-01-01T00:00:00Z".into(),
        vkey: request.vkey,
    };
    let payload = jcs::to_vec(&certificate).expect("json");
    let certificate = Envelope::sign(CERTIFICATE_TYPE, &payload, &[&key("cp.test/enrolment", 2)]).to_json();
    serde_json::to_vec(&EnrolReply { certificate }).expect("json")
}

/// Alice's identity token, by the issuer in `issuers.toml`.
fn token() -> String {
    let part = |json: serde_json::Value| b64::encode_url(json.to_string().as_bytes());
    let header = part(json!({"alg": "EdDSA", "kid": "k1", "typ": "JWT"}));
    let claims = part(
        json!({"iss": "https://idp.test", "aud": "countersign", "sub": "alice", "exp": 1_895_332_972_u64,
        "groups": ["support", "clinicians", "developers"]}),
    );
    let message = format!("{header}.{claims}");
    let signature = key("idp", 9).sign(message.as_bytes());
    format!("{message}.{}", b64::encode_url(&signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What must stand in `issuers.toml`.
    #[test]
    fn the_issuer_is_the_one_of_the_bundle() {
        let vkey = key("idp", 9).verifying_key().to_vkey();
        let raw = b64::decode_std(vkey.rsplit('+').next().unwrap()).unwrap().split_off(1);
        let issuers = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/issuers.toml")).unwrap();
        let line = format!("x = \"{}\"", b64::encode_url(&raw));
        assert!(issuers.contains(&line), "expected {line}");
    }
}
