//! `make bench`: what the gateway costs, as ratios against Envoy alone.
//!
//! One Envoy for each variant, one worker each, all running. Rounds are interleaved: every variant once a round, the order reversed in
//! every second round. Reported is each variant's best round, since whatever else the machine does only ever adds time.
//! `BENCH_ROUNDS` sets the number of rounds (7), `BENCH_SECONDS` the length of one (0.3).

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use countersign_tests::{
    envoy::{Envoy, Settings},
    guest,
    load::{Request, Run, run},
    paths,
    process::folder,
    stack::{ControlPlane, environment, plugin},
    streaming::{Timing, time},
    token::{Issuer, claims, now},
    upstream, wait,
};
use serde_json::{Value, json};

const SIZES: [(&str, usize); 4] =
    [("1 KB", 1_000), ("10 KB", 10_000), ("100 KB", 100_000), ("1 MB", 1_000_000)];
const CLEAN: &str = "The committee met on Tuesday to review the proposal, and asked that every figure in the annex be checked. ";
const MARKED: &str = "Write to jo.doe@example.com before the vote. ";

/// All detectors, and the weights of names.
const EVERYTHING: [&str; 5] =
    ["policies/starter", "--with", "policies/catalogue", "--names", "policies/names/names.bin"];

struct Variant {
    name: &'static str,
    port: u16,
    path: &'static str,
    token: String,
    masks: bool,
}

struct Bench {
    variants: Vec<Variant>,
    envoys: Vec<(&'static str, Envoy, Duration)>,
    upstream: upstream::Upstream,
    _control_planes: [ControlPlane; 2],
    rounds: usize,
    round: Duration,
}

fn main() {
    let bench = Bench::start();
    println!(
        "Best of {} interleaved rounds of {:?}; ratios against Envoy alone in the same rounds.\n",
        bench.rounds, bench.round
    );
    println!(
        "| body | variant | 1 connection: p50 | ratio | 8 connections: requests/s | ratio | half load: added p50 | added p99 | refused |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for (label, size) in SIZES {
        bench.size(label, size);
    }
    bench.streams();
    println!("\n| process | start until live | resident after the runs |\n|---|---|---|");
    for (name, envoy, started) in &bench.envoys {
        println!(
            "| {name} | {} ms | {:.0} MB |",
            started.as_millis(),
            envoy.process.memory_kib() as f64 / 1024.0
        );
    }
    let size = std::fs::metadata(paths::wasm()).map_or(0, |m| m.len());
    println!("\ncountersign.wasm: {size} bytes");
    classification();
}

impl Bench {
    fn start() -> Self {
        let (folder, second) = (folder("bench"), folder("bench-all"));
        let control_plane = ControlPlane::start(&folder);
        let issuer = Issuer::default();
        control_plane.publish(&issuer.toml(), &[]);
        let with_all = ControlPlane::start(&second);
        with_all.publish_pack(&EVERYTHING, &issuer.toml(), None, &[]);
        let upstream = upstream::start();
        upstream.set_quiet(true);
        let full = paths::root().join("envoy-config/demo.yaml").display().to_string();
        let alone = without_filter(&folder);
        let start = |template: &str, wasm: PathBuf, control_plane: &ControlPlane| {
            let settings = Settings {
                buffer_bytes: countersign_tests::envoy::BUFFER_BYTES,
                template,
                wasm,
                upstream: upstream.port(),
                control_plane: control_plane.port,
                plugin: plugin(control_plane, &json!({})),
                environment: environment(control_plane),
                concurrency: 1,
            };
            let begin = Instant::now();
            let envoy = Envoy::start(&settings, &folder);
            (envoy, begin.elapsed())
        };
        let (plain, plain_time) = start(&alone, paths::wasm(), &control_plane);
        let (buffer, buffer_time) = start(&full, guest::build("buffer"), &control_plane);
        let (gateway, gateway_time) = start(&full, paths::wasm(), &control_plane);
        let (all, all_time) = start(&full, paths::wasm(), &with_all);
        let mut long = [claims("alice", "acme", &["support"]), claims("bob", "globex", &["developers"])];
        for claims in &mut long {
            claims["exp"] = json!(now() + 7200);
        }
        let [alice, bob] = long.map(|claims| issuer.token(&claims));
        let (support, developer) = ("/support/v1/chat/completions", "/developer/v1/chat/completions");
        let variant =
            |name, port, path, token: &str, masks| Variant { name, port, path, token: token.into(), masks };
        let variants = vec![
            variant("Envoy alone", plain.port, support, &alice, false),
            variant("buffering filter", buffer.port, support, &alice, false),
            variant("countersign, async", gateway.port, developer, &bob, false),
            variant("countersign, async, everything", all.port, developer, &bob, false),
            variant("countersign, durable", gateway.port, support, &alice, false),
            variant("countersign, durable, masking", gateway.port, support, &alice, true),
        ];
        for variant in &variants {
            let request = variant.request(1_000);
            wait::until(variant.name, 30, || {
                (!run(&request, 1, Duration::from_millis(50), None).latencies.is_empty()).then_some(())
            });
        }
        let number = |name: &str, default: f64| {
            std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default)
        };
        Self {
            variants,
            envoys: vec![
                ("Envoy alone", plain, plain_time),
                ("buffering filter", buffer, buffer_time),
                ("countersign", gateway, gateway_time),
                ("countersign, everything", all, all_time),
            ],
            upstream,
            _control_planes: [control_plane, with_all],
            rounds: number("BENCH_ROUNDS", 7.0) as usize,
            round: Duration::from_secs_f64(number("BENCH_SECONDS", 0.3)),
        }
    }

    /// Every variant once a round.
    fn rounds(
        &self,
        requests: &[Request],
        connections: usize,
        round: Duration,
        rate: Option<f64>,
    ) -> Vec<Vec<Run>> {
        let mut runs: Vec<Vec<Run>> = requests.iter().map(|_| Vec::new()).collect();
        for n in 0..self.rounds {
            let mut order: Vec<usize> = (0..requests.len()).collect();
            if n % 2 == 1 {
                order.reverse();
            }
            for index in order {
                runs[index].push(run(&requests[index], connections, round, rate));
            }
        }
        runs
    }

    fn size(&self, label: &str, size: usize) {
        let requests: Vec<Request> = self.variants.iter().map(|v| v.request(size)).collect();
        let one = self.rounds(&requests, 1, self.round, None);
        let eight = self.rounds(&requests, 8, self.round, None);
        let p50 = |runs: &[Run]| best(runs, |r| r.percentile(50));
        let p99 = |runs: &[Run]| best(runs, |r| r.percentile(99));
        let rps = |runs: &[Run]| -best(runs, |r| -r.rate());
        // The same load for all: half of what the slowest can do.
        let half = eight.iter().map(|runs| rps(runs)).fold(f64::INFINITY, f64::min) / 2.0;
        let paced = self.rounds(&requests, 8, self.round * 3, Some(half));
        for (n, variant) in self.variants.iter().enumerate() {
            let all = [&one[n], &eight[n], &paced[n]];
            let refused: usize = all.iter().flat_map(|runs| runs.iter()).map(|r| r.refused).sum();
            println!(
                "| {label} | {} | {:.0} µs | {:.2} | {:.0} | {:.2} | {:+.0} µs | {:+.0} µs | {refused} |",
                variant.name,
                p50(&one[n]),
                p50(&one[n]) / p50(&one[0]),
                rps(&eight[n]),
                rps(&eight[n]) / rps(&eight[0]),
                p50(&paced[n]) - p50(&paced[0]),
                p99(&paced[n]) - p99(&paced[0]),
            );
        }
    }
}

impl Bench {
    /// A stream of 200 words, 5 ms apart, through every variant once a round.
    fn streams(&self) {
        println!(
            "\n| stream of 200 chunks, 5 ms apart | first byte | added | first word | added | longest pause | added | last chunk | added |"
        );
        println!("|---|---|---|---|---|---|---|---|---|");
        self.upstream.set_quiet(false);
        let mut runs: Vec<Vec<Timing>> = self.variants.iter().map(|_| Vec::new()).collect();
        for _ in 0..self.rounds {
            for (variant, runs) in self.variants.iter().zip(&mut runs) {
                let timing = time(&variant.stream()).unwrap_or_else(|e| panic!("{}: {e}", variant.name));
                assert!(timing.events.len() > 200, "{}: {} events", variant.name, timing.events.len());
                runs.push(timing);
            }
        }
        let figures: [fn(&Timing) -> f64; 4] =
            [|t| t.first_byte, |t| t.first_with("word"), Timing::longest_pause, Timing::end];
        for (variant, own) in self.variants.iter().zip(&runs) {
            let cells = figures.map(|figure| {
                let (own, alone) = (median(own.iter().map(figure)), median(runs[0].iter().map(figure)));
                format!("{own:.1} ms | {:+.1} ms", own - alone)
            });
            println!("| {} | {} |", variant.name, cells.join(" | "));
        }
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::INFINITY)
}

impl Variant {
    fn stream(&self) -> Request {
        let mark = if self.masks { MARKED } else { "" };
        let content = format!("{mark}{CLEAN}{{{{drip 200 5}}}}");
        let body = json!({"model": "gpt-5-mini", "stream": true, "messages": [{"role": "user", "content": content}]});
        Request::post(self.port, self.path, &self.token, body.to_string().as_bytes())
    }

    fn request(&self, size: usize) -> Request {
        let mut content = String::new();
        while content.len() < size.saturating_sub(100) {
            content.push_str(if self.masks && content.len() % 1_000 < CLEAN.len() { MARKED } else { CLEAN });
        }
        content.truncate(size);
        let body: Value = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": content}]});
        Request::post(self.port, self.path, &self.token, body.to_string().as_bytes())
    }
}

fn best(runs: &[Run], value: impl Fn(&Run) -> f64) -> f64 {
    runs.iter().map(value).fold(f64::INFINITY, f64::min)
}

/// The demo's configuration without its filter. Returns the path.
fn without_filter(folder: &Path) -> String {
    let full = std::fs::read_to_string(paths::root().join("envoy-config/demo.yaml")).expect("the template");
    let (head, rest) = full.split_once("                  - name: countersign\n").expect("the filter");
    let router = rest.find("                  - name: envoy.filters.http.router").expect("the router");
    let path = folder.join("alone.yaml");
    std::fs::write(&path, format!("{head}{}", &rest[router..])).expect("a file");
    path.display().to_string()
}

/// Speed of the scan alone, natively and on V8, if `make bench` has built the two programs.
fn classification() {
    let root = paths::root();
    let native = root.join("target/release/examples/throughput");
    let wasm = root.join("target/wasm32-wasip1/wasm/examples/throughput.wasm");
    let artifact = folder("classify").join("detectors.bin");
    if !native.exists() || !wasm.exists() {
        println!("classification: not measured, `make bench` builds its programs");
        return;
    }
    let output = Command::new(native).arg(root.join("policies")).arg("-").arg(&artifact).output();
    let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    println!("\nclassification, native:\n{text}");
    let input = std::fs::File::open(&artifact).map_or_else(|_| Stdio::null(), Stdio::from);
    let mut command = Command::new("node");
    command.env("NODE_NO_WARNINGS", "1").arg(root.join("tests/node/wasi.mjs")).arg(wasm).stdin(input);
    let output =
        command.output().map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    println!("classification, wasm on V8 ({}):\n{output}", node_version());
}

fn node_version() -> String {
    let output = Command::new("node").arg("--version").output().map(|o| o.stdout).unwrap_or_default();
    format!("Node.js {}", String::from_utf8_lossy(&output).trim())
}
