//! A server process, a caller, and a hand-made gateway.

use std::{
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use countersign_formats::{
    batch,
    digest::Digest,
    dsse::Envelope,
    enrol::{ENROL_TYPE, EnrolRequest},
    ids, jcs,
    keys::SigningKey,
    leaf,
    record::{Decision, RECORD_VERSION, Record, Target},
    time::Micros,
};
use serde_json::Value;
use sqlx::{ConnectOptions as _, Executor as _, SqliteConnection, sqlite::SqliteConnectOptions};

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn number() -> u32 {
    NUMBER.fetch_add(1, Ordering::Relaxed)
}

pub fn now() -> Micros {
    Micros(u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros()).unwrap())
}

/// A directory that goes when the test ends.
pub struct Scratch(PathBuf);

impl Scratch {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("countersign-api-{}-{}", std::process::id(), number()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An answer, read whole.
pub struct Answer {
    pub status: u16,
    pub headers: ureq::http::HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.headers)).to_str().unwrap()
    }

    /// Status and error code.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text());
        (self.status, self.json()["code"].as_str().unwrap().to_owned())
    }
}

pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, ureq::Error> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)))
        .build()
        .into();
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut answer = agent.run(request.body(body.to_vec()).unwrap())?;
    let body = answer.body_mut().with_config().limit(64 * 1024 * 1024).read_to_vec()?;
    Ok(Answer { status: answer.status().as_u16(), headers: answer.headers().clone(), body })
}

/// A `countersign serve` process; killed when dropped.
pub struct Server {
    child: Child,
    pub url: String,
    pub data_dir: PathBuf,
    pub admin: String,
    pub fleet: String,
}

pub fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_countersign"))
}

impl Server {
    pub fn start(data_dir: &Path) -> Self {
        let mut child = binary()
            .args(["serve", "--data-dir"])
            .arg(data_dir)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line
            .trim()
            .strip_prefix("countersign listening on ")
            .unwrap_or_else(|| panic!("{line:?}"))
            .to_owned();
        let secret = |file: &str| std::fs::read_to_string(data_dir.join(file)).unwrap().trim().to_owned();
        Self {
            child,
            url,
            data_dir: data_dir.to_owned(),
            admin: secret("admin-token"),
            fleet: secret("fleet-token"),
        }
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// SIGKILL, while others still use the server.
    pub fn signal_kill(&self) {
        let kill = Command::new("kill").args(["-9", &self.child.id().to_string()]).status().unwrap();
        assert!(kill.success());
    }

    /// SIGTERM; returns whether it ended with status 0.
    pub fn terminate(mut self) -> bool {
        let kill = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(kill.success());
        self.child.wait().unwrap().success()
    }

    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        send("GET", &self.address(path), headers, b"").unwrap()
    }

    /// As administrator.
    pub fn read(&self, path: &str) -> Answer {
        self.get(path, &[("authorization", &format!("Bearer {}", self.admin))])
    }

    /// As administrator.
    pub fn post(&self, path: &str, body: &[u8]) -> Answer {
        let token = format!("Bearer {}", self.admin);
        send("POST", &self.address(path), &[("authorization", &token)], body).unwrap()
    }

    pub fn enrol(&self, token: &str, body: &[u8]) -> Answer {
        let token = format!("Bearer {token}");
        send("POST", &self.address("/v1/enrol"), &[("authorization", &token)], body).unwrap()
    }

    /// Runs `countersign verify` on the data directory: whether it passed, and the report.
    pub fn verify(&self) -> (bool, Value) {
        verify(&self.data_dir)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn verify(data_dir: &Path) -> (bool, Value) {
    let out = binary().args(["verify", "--json", "--data-dir"]).arg(data_dir).output().unwrap();
    let report = serde_json::from_slice(&out.stdout);
    let report = report.unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stderr)));
    (out.status.success(), report)
}

/// Changes the database behind the server's back.
pub fn change(data_dir: &Path, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let options = SqliteConnectOptions::new().filename(data_dir.join("countersign.db"));
        let mut db: SqliteConnection = options.foreign_keys(false).connect().await.unwrap();
        db.execute(sql).await.unwrap();
    });
}

/// A small policy pack in a folder of `scratch`.
pub fn pack(scratch: &Scratch) -> PathBuf {
    let pack = scratch.path().join("pack");
    std::fs::create_dir_all(pack.join("detectors")).unwrap();
    let starter = Path::new(env!("CARGO_MANIFEST_DIR")).join("../policies/starter/detectors/us_ssn.toml");
    std::fs::copy(starter, pack.join("detectors/us_ssn.toml")).unwrap();
    for (name, text) in [
        ("a.cedar", "@id(\"allow\") @reason(\"a test\")\npermit (principal, action, resource);\n"),
        (
            "routes.toml",
            "[[route]]\nname = \"support\"\npath_prefix = \"/\"\nidentity = [{ source = \"bearer\" }]\n\
             models = [{ model = \"gpt-*\", provider = \"openai\" }]\n",
        ),
        (
            "issuers.toml",
            "[[issuer]]\nname = \"corp\"\niss = \"https://idp.example\"\naudiences = [\"gw\"]\nalgorithms = [\"EdDSA\"]\n\
             jwks_file = \"jwks.json\"\n[issuer.claims]\nfixed_tenant = \"acme\"\n",
        ),
        (
            "jwks.json",
            r#"{"keys":[{"kty":"OKP","kid":"a","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"sig"}]}"#,
        ),
    ] {
        std::fs::write(pack.join(name), text).unwrap();
    }
    pack
}

/// Runs `countersign bundle build`: exit status, standard output, standard error.
pub fn build(pack: &Path, out: &Path) -> (Option<i32>, String, String) {
    let done = binary().args(["bundle", "build"]).arg(pack).arg("--out").arg(out).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

/// A filter VM with its chain.
pub struct Gateway {
    pub boot: String,
    pub key: SigningKey,
    pub next_seq: u64,
    pub prev: Digest,
}

pub fn uuid() -> String {
    let mut random = [0; 10];
    getrandom::fill(&mut random).unwrap();
    ids::uuid_v7(now(), random)
}

impl Gateway {
    pub fn new() -> Self {
        let boot = uuid();
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).unwrap();
        Self { key: key(&boot, seed), boot, next_seq: 0, prev: Digest::ZERO }
    }

    /// A new one, enrolled.
    pub fn enrolled(server: &Server) -> Self {
        let gateway = Self::new();
        let answer = server.enrol(&server.fleet, &gateway.request(&gateway.enrolment()));
        assert_eq!(answer.status, 200, "{}", answer.text());
        gateway
    }

    pub fn inst(&self) -> &str {
        self.key.verifying_key().name()
    }

    pub fn enrolment(&self) -> EnrolRequest {
        EnrolRequest {
            boot: self.boot.clone(),
            build: Digest::of(b"module").to_text(),
            channel: "production".into(),
            host: [("hold_headers".to_owned(), true)].into(),
            inst: self.inst().into(),
            time: now().to_rfc3339(),
            vkey: self.key.verifying_key().to_vkey(),
        }
    }

    pub fn request(&self, request: &EnrolRequest) -> Vec<u8> {
        Envelope::sign(ENROL_TYPE, &jcs::to_vec(request).unwrap(), &[&self.key]).to_json().into_bytes()
    }

    /// A record of this gateway at the end of its chain; the chain does not move.
    pub fn record(&self, kind: &str, tenant: &str) -> Record {
        let mut record = Record {
            v: RECORD_VERSION,
            id: uuid(),
            kind: kind.into(),
            tenant: tenant.into(),
            ..Record::default()
        };
        record.time = now().to_rfc3339();
        record.gw.inst = self.inst().into();
        record.gw.boot = self.boot.clone();
        record.gw.build = Digest::of(b"module").to_text();
        record.gw.seq = self.next_seq;
        record.gw.prev = self.prev.to_text();
        record
    }

    pub fn decision(&self, tenant: &str, route: &str, verdict: &str) -> Record {
        let mut record = self.record("decision", tenant);
        record.decision = Some(Decision {
            is_final: verdict == "block",
            mode: "enforce".into(),
            verdict: verdict.into(),
            ..Decision::default()
        });
        record.target =
            Some(Target { format: "openai.chat".into(), route: route.into(), ..Target::default() });
        record
    }

    /// Signs a record and moves the chain on.
    pub fn seal(&mut self, record: &Record) -> Vec<u8> {
        let leaf = leaf::seal(jcs::to_vec(record).unwrap(), &self.key);
        self.next_seq += 1;
        self.prev = Digest::of(&leaf);
        leaf
    }

    /// Seals and sends one record, and expects it to be stored.
    pub fn store(&mut self, server: &Server, record: &Record) -> Vec<u8> {
        let leaf = self.seal(record);
        let answer = self.send(server, &[&leaf]).unwrap();
        assert_eq!(
            (answer.status, answer.text()),
            (200, format!("{{\"next_seq\":{}}}", self.next_seq).as_str())
        );
        leaf
    }

    pub fn send(&self, server: &Server, leaves: &[&[u8]]) -> Result<Answer, ureq::Error> {
        let mut body = Vec::new();
        for leaf in leaves {
            batch::push(&mut body, leaf, b"");
        }
        self.send_body(server, &body)
    }

    pub fn send_body(&self, server: &Server, body: &[u8]) -> Result<Answer, ureq::Error> {
        let headers = [("content-type", batch::BATCH_TYPE), ("x-countersign-instance", self.inst())];
        send("POST", &server.address("/v1/records"), &headers, body)
    }
}

pub fn key(boot: &str, seed: [u8; 32]) -> SigningKey {
    SigningKey::from_seed(&format!("gw.test/eu1/{boot}"), &seed).unwrap()
}
