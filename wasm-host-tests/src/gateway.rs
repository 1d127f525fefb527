//! A filter with a control plane that the test plays.

use std::{path::PathBuf, process::Command, sync::OnceLock};

use countersign_formats::{
    b64, batch,
    bundle::{BlobRef, MANIFEST_TYPE, Manifest, UnsignedBundle},
    digest::Digest,
    dsse::Envelope,
    enrol::{CERTIFICATE_TYPE, ENROL_TYPE, EnrolReply, EnrolRequest, InstanceCertificate},
    jcs,
    keys::{SigningKey, VerifyingKey},
    leaf::Leaf,
    record::Record,
    time::Micros,
};
use serde_json::{Value, json};

use crate::{
    driver::{Driver, Effects, Outcome},
    host::{Call, Delivered, Headers},
};

/// Linear memory of a VM, as Envoy allows at most.
const MEMORY_BYTES: usize = 1 << 30;

/// A filter, and what its control plane knows.
pub struct Gateway {
    /// The VM.
    pub driver: Driver,
    /// What the manifest names.
    bundle: &'static UnsignedBundle,
    /// Records that arrived, in order.
    pub records: Vec<Record>,
    /// Leaf data of the last record.
    pub last_leaf: Vec<u8>,
    /// Manifest that is served, with its digest.
    pub manifest: Option<(String, Digest)>,
    /// Blobs that are served instead of the right ones.
    pub corrupt_blobs: bool,
    /// Status of commit calls; 200 stores.
    pub commit_status: u32,
    /// Whether commit calls wait unanswered.
    pub hold_commits: bool,
}

/// What an upstream answers.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Headers, with `:status`.
    pub headers: Headers,
    /// Pieces of the body.
    pub pieces: Vec<Vec<u8>>,
    /// Whether trailers end it.
    pub trailers: bool,
}

impl Answer {
    /// An answer with status 200.
    pub fn new(media: &str, pieces: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let headers =
            [(":status", "200"), ("content-type", media)].map(|(n, v)| (n.to_owned(), v.to_owned()));
        Self { headers: headers.into(), pieces: pieces.into_iter().collect(), trailers: false }
    }

    /// With a further header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// The control plane's policy key.
pub fn policy_key(seed: u8) -> SigningKey {
    SigningKey::from_seed("cp.test/policy", &[seed; 32]).expect("a key")
}

fn issuer_key() -> SigningKey {
    SigningKey::from_seed("idp", &[9; 32]).expect("a key")
}

fn raw(key: &VerifyingKey) -> Vec<u8> {
    let vkey = key.to_vkey();
    b64::decode_std(vkey.rsplit('+').next().unwrap_or_default()).unwrap_or_default().split_off(1)
}

/// The starter pack's blobs, built by the control plane's own program.
fn bundle() -> &'static UnsignedBundle {
    static BUNDLE: OnceLock<UnsignedBundle> = OnceLock::new();
    BUNDLE.get_or_init(|| {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = root.join("target/wasm-host-tests").join(std::process::id().to_string());
        std::fs::create_dir_all(&folder).expect("a folder");
        let (issuers, out) = (folder.join("issuers.toml"), folder.join("bundle.json"));
        let x = b64::encode_url(&raw(issuer_key().verifying_key()));
        let text = format!(
            "[[issuer]]\nname = \"corp\"\niss = \"https://idp.test\"\naudiences = [\"countersign\"]\nalgorithms = [\"EdDSA\"]\n[issuer.claims]\nfixed_tenant = \"acme\"\ngroups = \"groups\"\n[[issuer.keys]]\nkty = \"OKP\"\ncrv = \"Ed25519\"\nkid = \"k1\"\nx = \"{x}\"\n"
        );
        std::fs::write(&issuers, text).expect("issuers.toml");
        let program = std::env::var_os("COUNTERSIGN_BIN").map_or_else(|| root.join("target/debug/countersign"), PathBuf::from);
        let output = Command::new(&program)
            .args(["bundle", "build"])
            .arg(root.join("policies/starter"))
            .arg("--issuers")
            .arg(&issuers)
            .arg("--out")
            .arg(&out)
            .output()
            .unwrap_or_else(|_| panic!("{} is missing: run `cargo build -p countersign` first", program.display()));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&std::fs::read(out).expect("the bundle")).expect("a bundle")
    })
}

/// A manifest of the starter pack.
pub fn manifest(version: u64, now: Micros) -> Manifest {
    manifest_of(bundle(), version, now)
}

fn manifest_of(bundle: &UnsignedBundle, version: u64, now: Micros) -> Manifest {
    let blob = |blob: &countersign_formats::bundle::UnsignedBlob| {
        let bytes = b64::decode_std(&blob.content).expect("base64");
        BlobRef { digest: Digest::of(&bytes).to_text(), kind: blob.kind, size: bytes.len() as u64 }
    };
    Manifest {
        blobs: bundle.blobs.iter().map(blob).collect(),
        channel: "production".to_owned(),
        expires_at: Micros(now.0 + 3_600_000_000).to_rfc3339(),
        format: 1,
        host_capabilities: vec!["hold_headers".to_owned()],
        issued_at: Micros(now.0 - 1_000_000).to_rfc3339(),
        minimum_filter_version: "0.1.0".to_owned(),
        version,
    }
}

/// Signs a manifest: envelope and digest.
pub fn sign(manifest: &Manifest, key: &SigningKey) -> (String, Digest) {
    let payload = jcs::to_vec(manifest).expect("json");
    (Envelope::sign(MANIFEST_TYPE, &payload, &[key]).to_json(), Digest::of(&payload))
}

/// An identity token of the test issuer.
pub fn token(sub: &str, groups: &[&str]) -> String {
    let part = |json: Value| b64::encode_url(json.to_string().as_bytes());
    let header = part(json!({"alg": "EdDSA", "kid": "k1", "typ": "JWT"}));
    let claims = part(
        json!({"iss": "https://idp.test", "aud": "countersign", "sub": sub, "exp": 1_895_332_972_u64, "groups": groups}),
    );
    let message = format!("{header}.{claims}");
    let signature = issuer_key().sign(message.as_bytes());
    format!("{message}.{}", b64::encode_url(&signature))
}

impl Gateway {
    /// A VM that is started, and nothing more.
    pub fn start() -> Self {
        Self::start_with(1_000_000)
    }

    /// As [`Gateway::start`], with another limit for bodies and answers.
    pub fn start_with(bytes_max: usize) -> Self {
        let enrolment = SigningKey::from_seed("cp.test/enrolment", &[2; 32]).expect("a key");
        let configuration = json!({
            "gateway": "gw.test/one", "tenant": "ops", "control_plane": {"cluster": "cp", "authority": "cp.test"},
            "channel": "production", "trusted_keys": [policy_key(1).verifying_key().to_vkey()],
            "enrolment_keys": [enrolment.verifying_key().to_vkey()], "fleet_token_env": "FLEET", "subject_key_env": "SUBJECT", "pseudonym_key_env": "PSEUDONYM",
            "build": "sha256:test", "body_bytes_max": bytes_max,
        });
        let env = [
            ("FLEET", "fleet"),
            ("SUBJECT", "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("PSEUDONYM", "p1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
            ("COUNTERSIGN_UPSTREAM_KEY", "router-key"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let driver =
            Driver::start(&configuration.to_string(), &env, MEMORY_BYTES).expect("the filter starts");
        Self {
            driver,
            bundle: bundle(),
            records: Vec::new(),
            last_leaf: Vec::new(),
            manifest: None,
            corrupt_blobs: false,
            commit_status: 200,
            hold_commits: false,
        }
    }

    /// A VM with version 5 of the starter bundle, enrolled.
    pub fn enforcing() -> Self {
        Self::start().enrolled()
    }

    /// The same VM, with version 5 of the starter bundle, enrolled.
    pub fn enrolled(mut self) -> Self {
        let gateway = &mut self;
        let now = gateway.now();
        gateway.manifest = Some(sign(&manifest(5, now), &policy_key(1)));
        gateway.run(4);
        self
    }

    /// A VM that enforces another bundle, as `countersign bundle build` writes it.
    pub fn enforcing_bundle(json: &[u8]) -> Self {
        let mut gateway = Self::start();
        gateway.bundle = Box::leak(Box::new(serde_json::from_slice(json).expect("a bundle")));
        let now = gateway.now();
        gateway.manifest = Some(sign(&manifest_of(gateway.bundle, 5, now), &policy_key(1)));
        gateway.run(4);
        gateway
    }

    /// The host's clock.
    pub fn now(&mut self) -> Micros {
        Micros(self.driver.state().now / 1000)
    }

    /// Ticks and answers calls, a few times.
    pub fn run(&mut self, ticks: u32) {
        for _ in 0..ticks {
            self.try_run(1000).expect("no trap");
        }
    }

    /// Lets time pass once and answers every call.
    pub fn try_run(&mut self, millis: u64) -> Outcome<()> {
        self.driver.tick(millis)?;
        self.answer_calls()
    }

    /// Answers every call that can be answered, and those that follow.
    pub fn answer_calls(&mut self) -> Outcome<()> {
        // Bounded: a filter that calls for ever is a defect of its own.
        for _ in 0..64 {
            let answers: Vec<(u32, u32, Vec<u8>)> = self
                .driver
                .calls()
                .iter()
                .filter_map(|call| Some((call.token, self.reply(call)?)))
                .map(|(t, (s, b))| (t, s, b))
                .collect();
            if answers.is_empty() {
                return Ok(());
            }
            for (token, status, body) in answers {
                self.driver.answer(token, status, &body)?;
            }
        }
        panic!("the filter calls without end");
    }

    fn reply(&mut self, call: &Call) -> Option<(u32, Vec<u8>)> {
        let path = call.header(":path").to_owned();
        match path.as_str() {
            "/v1/enrol" => Some((200, enrol(call))),
            "/v1/records" if self.hold_commits => None,
            "/v1/records" if self.commit_status != 200 => Some((self.commit_status, Vec::new())),
            "/v1/records" => Some((200, self.store(&call.body))),
            _ if path.starts_with("/v1/channels/production/manifest") => {
                let (envelope, digest) = self.manifest.clone()?;
                let seen = call.header("if-none-match") == format!("\"{}\"", digest.to_text());
                (!seen).then(|| (200, envelope.into_bytes()))
            }
            _ => {
                let digest = path.strip_prefix("/v1/blobs/")?;
                let mut blobs =
                    self.bundle.blobs.iter().map(|b| b64::decode_std(&b.content).expect("base64"));
                let mut bytes = blobs.find(|bytes| Digest::of(bytes).to_text() == digest)?;
                if self.corrupt_blobs {
                    bytes[0] ^= 1;
                }
                Some((200, bytes))
            }
        }
    }

    fn store(&mut self, body: &[u8]) -> Vec<u8> {
        let mut next = 0;
        for entry in batch::parse(body).expect("a batch") {
            let leaf = Leaf::parse(entry.leaf).expect("a leaf");
            next = leaf.record.gw.seq + 1;
            assert_eq!(
                jcs::canonicalise(&serde_json::from_slice(leaf.payload).expect("json")).expect("canonical"),
                leaf.payload
            );
            self.records.push(leaf.record);
            self.last_leaf = entry.leaf.to_vec();
        }
        format!("{{\"next_seq\":{next}}}").into_bytes()
    }

    /// Headers of a chat request by Alice.
    pub fn headers(route: &str) -> Headers {
        [
            (":method", "POST"),
            (":path", &format!("{route}/v1/chat/completions")),
            (":authority", "gateway.test"),
            (
                "authorization",
                &format!("Bearer {}", token("alice", &["support", "clinicians", "developers"])),
            ),
            ("content-type", "application/json"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    /// A chat request with this content, to its end.
    pub fn chat(&mut self, route: &str, content: &str) -> Effects {
        let body =
            json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": content}]}).to_string();
        self.send(&Self::headers(route), &[body.as_bytes()]).expect("no trap")
    }

    /// A request in chunks, to its end: commits are answered, the upstream answers, the stream ends.
    pub fn send(&mut self, headers: &Headers, chunks: &[&[u8]]) -> Outcome<Effects> {
        let pieces = [r#"{"model":"gpt-5-mini-1","#, r#""usage":{"prompt_tokens":1}}"#];
        let answer = Answer::new("application/json", pieces.map(|piece| piece.as_bytes().to_vec()));
        Ok(self.exchange(headers, chunks, |_, _| answer)?.0)
    }

    /// As [`Gateway::send`], with the answer that `upstream` makes of the request as it got it; it may also change the host. Gives what
    /// became of the request and what the caller got of the answer.
    pub fn exchange(
        &mut self,
        headers: &Headers,
        chunks: &[&[u8]],
        upstream: impl FnOnce(&mut Driver, &Effects) -> Answer,
    ) -> Outcome<(Effects, Delivered)> {
        let (context, continued) = self.driver.request(headers, chunks)?;
        self.answer_calls()?;
        let effects = self.driver.effects(context, continued);
        let mut delivered = Delivered::default();
        if effects.went_upstream {
            let answer = upstream(&mut self.driver, &effects);
            let pieces: Vec<&[u8]> = answer.pieces.iter().map(Vec::as_slice).collect();
            delivered = match answer.trailers {
                true => self.driver.response_with_trailers(context, &answer.headers, &pieces)?,
                false => self.driver.response(context, &answer.headers, &pieces)?,
            };
        }
        self.driver.finish(context)?;
        Ok((effects, delivered))
    }

    /// Records of a kind, after everything queued has arrived.
    pub fn records_of(&mut self, kind: &str) -> Vec<Record> {
        self.run(1);
        self.records.iter().filter(|record| record.kind == kind).cloned().collect()
    }
}

fn enrol(call: &Call) -> Vec<u8> {
    assert_eq!(call.header("authorization"), "Bearer fleet");
    let envelope = Envelope::parse(&call.body).expect("an envelope");
    let payload = b64::decode_std(&envelope.payload).expect("base64");
    let request: EnrolRequest = serde_json::from_slice(&payload).expect("a request");
    let key = VerifyingKey::parse(&request.vkey).expect("a key");
    envelope.verify(ENROL_TYPE, &[key], 1).expect("proof of possession");
    let certificate = InstanceCertificate {
        boot: request.boot,
        build: request.build,
        inst: request.inst,
        not_after: "2027-01-01T00:00:00Z".to_owned(),
        not_before: "2026-01-01T00:00:00Z".to_owned(),
        vkey: request.vkey,
    };
    let enrolment = SigningKey::from_seed("cp.test/enrolment", &[2; 32]).expect("a key");
    let certificate =
        Envelope::sign(CERTIFICATE_TYPE, &jcs::to_vec(&certificate).expect("json"), &[&enrolment]).to_json();
    serde_json::to_vec(&EnrolReply { certificate }).expect("json")
}
