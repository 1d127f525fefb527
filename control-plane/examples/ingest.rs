//! Measures the commit path over HTTP: how long one record takes to be on disk, and how many fit into a second.
//!
//! `cargo run --release -p countersign --example ingest [seconds per case]`; the data directory is made in the current one, since
//! a temporary directory is often no disk.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use anyhow::{Context as _, ensure};
use countersign::server::{Config, Server};
use countersign_formats::{
    batch,
    digest::Digest,
    dsse::Envelope,
    enrol::{ENROL_TYPE, EnrolRequest},
    ids, jcs,
    keys::SigningKey,
    leaf,
    record::{Classify, Decision, FindingCount, RECORD_VERSION, Record, Subject, Target},
    time::Micros,
};

fn main() -> anyhow::Result<()> {
    let seconds =
        std::env::args().nth(1).map_or(Ok(3), |s| s.parse()).context("expected seconds as a number")?;
    let data_dir = PathBuf::from(format!("countersign-ingest-{}", std::process::id()));
    let runtime = tokio::runtime::Runtime::new()?;
    let config = Config {
        data_dir: data_dir.clone(),
        listen: "127.0.0.1:0".parse()?,
        allow_non_loopback: false,
        name: None,
        filter: None,
    };
    let server = runtime.block_on(Server::start(config))?;
    let token = std::fs::read_to_string(data_dir.join("fleet-token"))?;
    println!(
        "{:>9} {:>6} {:>10} {:>9} {:>9} {:>9}",
        "instances", "batch", "records/s", "p50 us", "p99 us", "max us"
    );
    for (instances, batch) in [(1, 1), (1, 16), (8, 1), (8, 16), (64, 1)] {
        case(server.address(), token.trim(), instances, batch, Duration::from_secs(seconds))?;
    }
    let mut metrics = Connection::open(server.address())?;
    for line in String::from_utf8_lossy(&metrics.call("GET", "/metrics", &[], b"")?.1).lines() {
        if line.starts_with("countersign_commit_seconds") {
            println!("{line}");
        }
    }
    drop(metrics);
    runtime.block_on(server.stop())?;
    std::fs::remove_dir_all(&data_dir)?;
    Ok(())
}

fn case(
    address: SocketAddr,
    token: &str,
    instances: usize,
    batch: usize,
    time: Duration,
) -> anyhow::Result<()> {
    let workers: Vec<_> = (0..instances)
        .map(|_| {
            let token = token.to_owned();
            std::thread::spawn(move || worker(address, &token, batch, time))
        })
        .collect();
    let mut took = Vec::new();
    for worker in workers {
        took.extend(worker.join().map_err(|_| anyhow::anyhow!("a worker failed"))??);
    }
    took.sort_unstable();
    let at = |per_mille: usize| {
        took.get(took.len() * per_mille / 1000).or(took.last()).copied().unwrap_or_default().as_micros()
    };
    let rate = (took.len() * batch) as f64 / time.as_secs_f64();
    println!("{instances:>9} {batch:>6} {rate:>10.0} {:>9} {:>9} {:>9}", at(500), at(990), at(1000));
    Ok(())
}

/// Commits batch after batch and returns how long each call took. Signing is not part of it.
fn worker(address: SocketAddr, token: &str, batch: usize, time: Duration) -> anyhow::Result<Vec<Duration>> {
    let mut gateway = Gateway::new()?;
    let mut connection = Connection::open(address)?;
    let authorization = format!("Bearer {token}");
    let (status, _) =
        connection.call("POST", "/v1/enrol", &[("authorization", &authorization)], &gateway.enrolment()?)?;
    ensure!(status == 200, "enrolment: status {status}");
    let inst = gateway.key.verifying_key().name().to_owned();
    let headers = [("content-type", batch::BATCH_TYPE), ("x-countersign-instance", &inst)];
    let mut took = Vec::new();
    let end = Instant::now() + time;
    while Instant::now() < end {
        let mut body = Vec::new();
        for _ in 0..batch {
            batch::push(
                &mut body,
                &gateway.decision()?,
                br#"{"opening":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}"#,
            );
        }
        let begun = Instant::now();
        let (status, answer) = connection.call("POST", "/v1/records", &headers, &body)?;
        took.push(begun.elapsed());
        ensure!(status == 200, "records: status {status}: {}", String::from_utf8_lossy(&answer));
    }
    Ok(took)
}

struct Gateway {
    boot: String,
    key: SigningKey,
    seq: u64,
    prev: Digest,
}

fn now() -> Micros {
    Micros(
        u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros())
            .unwrap_or(0),
    )
}

fn uuid() -> anyhow::Result<String> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok(ids::uuid_v7(now(), random))
}

impl Gateway {
    fn new() -> anyhow::Result<Self> {
        let boot = uuid()?;
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|e| anyhow::anyhow!("{e}"))?;
        Ok(Self {
            key: SigningKey::from_seed(&format!("gw.bench/{boot}"), &seed)?,
            boot,
            seq: 0,
            prev: Digest::ZERO,
        })
    }

    fn enrolment(&self) -> anyhow::Result<Vec<u8>> {
        let key = self.key.verifying_key();
        let request = EnrolRequest {
            boot: self.boot.clone(),
            build: Digest::of(b"bench").to_text(),
            channel: "production".into(),
            host: Default::default(),
            inst: key.name().into(),
            time: now().to_rfc3339(),
            vkey: key.to_vkey(),
        };
        Ok(Envelope::sign(ENROL_TYPE, &jcs::to_vec(&request)?, &[&self.key]).to_json().into_bytes())
    }

    /// A decision of about the usual size, signed.
    fn decision(&mut self) -> anyhow::Result<Vec<u8>> {
        let mut record = Record {
            v: RECORD_VERSION,
            id: uuid()?,
            kind: "decision".into(),
            tenant: "acme".into(),
            ..Record::default()
        };
        record.time = now().to_rfc3339();
        record.gw.inst = self.key.verifying_key().name().into();
        record.gw.boot = self.boot.clone();
        record.gw.build = Digest::of(b"bench").to_text();
        record.gw.seq = self.seq;
        record.gw.prev = self.prev.to_text();
        record.decision =
            Some(Decision { verdict: "redact".into(), mode: "enforce".into(), ..Decision::default() });
        record.target = Some(Target {
            format: "openai.chat".into(),
            models: vec!["gpt-5".into()],
            providers: vec!["openai".into()],
            route: "support".into(),
            ..Target::default()
        });
        record.subject = Some(Subject {
            bound: "none".into(),
            kind: "human".into(),
            idp: "https://idp.example".into(),
            ..Subject::default()
        });
        let finding = |class: &str| FindingCount { class: class.into(), conf_pm: 990, n: 1 };
        record.classify = vec![Classify {
            at: Default::default(),
            engine: "detect".into(),
            findings: ["pii.us_ssn", "pii.email", "pii.payment_card"].map(finding).into(),
            rules: Digest::of(b"rules").to_text(),
            status: "ok".into(),
            ver: "0.1.0".into(),
            more: 0,
        }];
        let leaf = leaf::seal(jcs::to_vec(&record)?, &self.key);
        self.seq += 1;
        self.prev = Digest::of(&leaf);
        Ok(leaf)
    }
}

/// One kept-alive HTTP/1.1 connection.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    fn call(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> anyhow::Result<(u16, Vec<u8>)> {
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: countersign\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let mut bytes = request.into_bytes();
        bytes.extend_from_slice(body);
        self.0.get_mut().write_all(&bytes)?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let status = line.split(' ').nth(1).context("expected a status line")?.parse()?;
        let mut length = 0;
        loop {
            line.clear();
            self.0.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse()?;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        Ok((status, body))
    }
}
