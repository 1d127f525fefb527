//! `make demo`: the whole path on this machine, shown request by request.
//!
//! With `ONCE=1` it stops after the transcript, with status 0 only if everything was as expected.

use std::{io::BufRead as _, process::Command, process::ExitCode};

use countersign_tests::{
    client::Response,
    envoy::{BUFFER_BYTES, Envoy, Settings},
    paths,
    process::{Process, folder, free_port},
    stack::{ControlPlane, environment, plugin},
    upstream::{
        self, Upstream,
        script::{Cut, Place, Script},
    },
    wait,
};
use serde_json::{Value, json};

struct Demo {
    control_plane: ControlPlane,
    upstream: Upstream,
    envoy: Envoy,
    alice: String,
    bob: String,
    failures: Vec<String>,
    _provider: Process,
}

fn main() -> ExitCode {
    let once = std::env::var("ONCE").is_ok_and(|once| once == "1");
    let mut demo = Demo::start();
    demo.transcript();
    let (valid, report) = demo.control_plane.verify();
    println!("── countersign verify ─────────────────────────────────────────────\n{report}");
    demo.expect(valid, "the log verifies");
    if demo.failures.is_empty() {
        println!("Everything was as expected.");
    } else {
        println!("NOT as expected: {}", demo.failures.join("; "));
    }
    if !once {
        demo.stay();
    }
    if demo.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Demo {
    fn start() -> Self {
        let folder = folder("demo");
        println!("Starting an OpenID provider, the control plane, a recording upstream and Envoy …");
        let (provider, issuer) = provider(&folder);
        let control_plane = ControlPlane::start(&folder);
        let issuers =
            std::fs::read_to_string(paths::root().join("tests/demo/issuers.toml")).expect("issuers.toml");
        let published = control_plane.publish(&issuers.replace("${ISSUER}", &issuer), &[]);
        println!(
            "Policy bundle built, signed and published: {}",
            published.split_whitespace().collect::<Vec<_>>().join(" ")
        );
        let upstream = upstream::start();
        let settings = Settings {
            template: "envoy-config/demo.yaml",
            wasm: paths::wasm(),
            upstream: upstream.port(),
            control_plane: control_plane.port,
            plugin: plugin(&control_plane, &json!({"gateway": "gw.demo/one"})),
            environment: environment(&control_plane),
            concurrency: 1,
            buffer_bytes: BUFFER_BYTES,
        };
        let envoy = Envoy::start(&settings, &folder);
        println!(
            "Alice (tenant acme: support, clinicians) and Bob (tenant globex: developers) sign in at the provider.\n"
        );
        let (alice, bob) = (sign_in(&issuer, "alice"), sign_in(&issuer, "bob"));
        let demo =
            Self { control_plane, upstream, envoy, alice, bob, failures: Vec::new(), _provider: provider };
        wait::until("the gateway to enforce", 30, || {
            (demo.send("/support", Some(&demo.alice), "hello", false).status == 200).then_some(())
        });
        demo.upstream.take();
        demo
    }

    fn send(&self, route: &str, token: Option<&str>, content: &str, stream: bool) -> Response {
        let body = json!({"model": "gpt-5-mini", "stream": stream, "messages": [{"role": "user", "content": content}]});
        let authorization = format!("Bearer {}", token.unwrap_or_default());
        let mut headers = vec![("content-type", "application/json")];
        if token.is_some() {
            headers.push(("authorization", &authorization));
        }
        let path = format!("{route}/v1/chat/completions");
        countersign_tests::client::request(
            self.envoy.port,
            "POST",
            &path,
            &headers,
            body.to_string().as_bytes(),
        )
    }

    fn expect(&mut self, holds: bool, what: &str) {
        if !holds {
            self.failures.push(format!("expected that {what}"));
        }
    }

    fn transcript(&mut self) {
        let key = ["AKIA", "IOSFODNN7EXAMPLE"].concat();
        let (alice, bob) = (self.alice.clone(), self.bob.clone());
        let says = |text: &str| Script { cut: Cut::Every(5), ..Script::new(Place::Text, text) }.directive();
        let answered = format!("Which card is on file? {}", says("It is 4111 1111 1111 1111, Jo."));
        let blocked = format!("Why does {key} not work?");
        let case = |title, route, content| Case {
            title,
            route,
            token: Some(&alice),
            content,
            stream: false,
            status: 200,
            verdict: "allow",
            answer: "Understood.",
        };
        let card = "Refund card 4111 1111 1111 1111 for jo.doe@example.com, SSN 536-90-4399.";
        let cases = [
            case("1  allowed", "/support", "Draft a friendly reply about opening hours."),
            Case { verdict: "redact", ..case("2  masked", "/support", card) },
            Case {
                token: Some(&bob),
                status: 403,
                verdict: "block",
                answer: "content_blocked",
                ..case("3  blocked by policy", "/developer", blocked.as_str())
            },
            Case {
                token: None,
                status: 401,
                verdict: "",
                answer: "token_missing",
                ..case("4  no identity", "/support", "Who am I?")
            },
            Case {
                stream: true,
                answer: "It is [PAYMENT_CARD], Jo.",
                ..case("5  masked in a streamed answer", "/support", answered.as_str())
            },
            Case {
                stream: true,
                verdict: "tokenize",
                answer: "jo.doe@example.com",
                ..case("6  pseudonym there, value back", "/clinical", "Remind jo.doe@example.com. {{tokens}}")
            },
        ];
        for case in &cases {
            self.show(case);
        }
    }

    fn show(&mut self, case: &Case<'_>) {
        let Case { title, route, token, content, .. } = case;
        println!("── {title} {}", "─".repeat(66_usize.saturating_sub(title.chars().count())));
        println!("request       POST {route}/v1/chat/completions  \"{}\"", shown(content));
        let response = self.send(route, token.map(String::as_str), content, case.stream);
        let answer = summary(&response);
        println!("caller got    {} {answer}", response.status);
        self.expect(response.status == case.status, &format!("{title} gives {}", case.status));
        self.expect(answer.contains(case.answer), &format!("{title} answers {}", case.answer));
        let received = self.upstream.take();
        let forwarded = case.status == 200;
        match received.last() {
            Some(request) => {
                let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
                let content = body["messages"][0]["content"].as_str().unwrap_or_default();
                println!("upstream got  \"{}\"", shown(content));
                let text = request.text();
                let leaked = ["4111", "536-90", "jo.doe"].iter().any(|secret| text.contains(secret));
                let token = token.map_or("no token", String::as_str);
                self.expect(!leaked && !text.contains(token), "nothing leaks upstream");
            }
            None => println!("upstream got  nothing"),
        }
        self.expect(
            received.len() == usize::from(forwarded),
            &format!("{title} reaches the upstream only if it may"),
        );
        self.show_record(&response, forwarded, case.verdict);
        println!();
    }

    fn show_record(&mut self, response: &Response, forwarded: bool, verdict: &str) {
        let Some(id) = response.header("x-countersign-decision") else {
            println!("record        counted by the minute, not one by one");
            self.expect(verdict.is_empty(), "a decision has a record");
            return;
        };
        let record = wait::until("the record", 15, || {
            let record = self.control_plane.record(id);
            let whole = record["record"].is_object() && (!forwarded || record["outcome"].is_object());
            whole.then_some(record)
        });
        let decision = &record["record"];
        let findings: Vec<String> = decision["classify"][0]["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|f| format!("{} × {}", f["class"].as_str().unwrap_or_default(), f["n"]))
            .collect();
        println!(
            "record        #{} {} · tenant {} · {} · policies {} · found {}",
            record["log_index"],
            decision["decision"]["verdict"].as_str().unwrap_or_default(),
            decision["tenant"].as_str().unwrap_or_default(),
            decision["subject"]["ref"].as_str().unwrap_or_default(),
            decision["policy"]["rules"],
            if findings.is_empty() { "nothing".to_owned() } else { findings.join(", ") },
        );
        if forwarded {
            let outcome = &record["outcome"]["record"];
            let answer = &outcome["answer"];
            let restored = answer["restored"].as_u64().filter(|n| *n > 0);
            println!(
                "outcome       {} · served by {} · answer {}{}",
                outcome["status"].as_str().unwrap_or_default(),
                outcome["upstream"]["model"],
                answer["verdict"].as_str().unwrap_or_default(),
                restored.map_or(String::new(), |n| format!(" · {n} values back")),
            );
        }
        self.expect(decision["decision"]["verdict"] == verdict, &format!("the record says {verdict}"));
    }

    fn stay(&self) {
        let token =
            std::fs::read_to_string(self.control_plane.data().join("admin-token")).unwrap_or_default();
        println!("\nConsole:  http://127.0.0.1:{}/#token={}", self.control_plane.port, token.trim());
        println!("\nTry it (Alice's token, good for eight hours):\n");
        println!("curl -s http://127.0.0.1:{}/support/v1/chat/completions \\", self.envoy.port);
        println!("  -H 'authorization: Bearer {}' \\", self.alice);
        println!("  -H 'content-type: application/json' \\");
        println!(
            "  -d '{{\"model\":\"gpt-5-mini\",\"messages\":[{{\"role\":\"user\",\"content\":\"my card is 4111 1111 1111 1111\"}}]}}'\n"
        );
        println!("Press Enter to stop.");
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line).unwrap_or(0) == 0 {
            // No terminal: stay until the process is ended.
            loop {
                std::thread::park();
            }
        }
    }
}

/// A request of the transcript, and what is expected of it.
#[derive(Clone, Copy)]
struct Case<'c> {
    title: &'c str,
    route: &'c str,
    token: Option<&'c String>,
    content: &'c str,
    stream: bool,
    status: u16,
    /// Verdict of the decision; empty where there is none.
    verdict: &'c str,
    /// What the caller reads.
    answer: &'c str,
}

/// A prompt without what tells the recording provider its answer.
fn shown(content: &str) -> &str {
    content.split(" {{").next().unwrap_or_default()
}

fn summary(response: &Response) -> String {
    let json = response.json();
    if let Some(message) = json["error"]["message"].as_str() {
        return format!("{}: {message}", json["error"]["code"].as_str().unwrap_or_default());
    }
    if let Some(content) = json["choices"][0]["message"]["content"].as_str() {
        return format!("\"{content}\"");
    }
    let text = response.text();
    let events: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("data: ")).collect();
    let delta = |event: &&str| {
        let event: Value = serde_json::from_str(event).unwrap_or_default();
        event["choices"][0]["delta"]["content"].as_str().map(str::to_owned)
    };
    format!("{} events: \"{}\"", events.len(), events.iter().filter_map(delta).collect::<String>())
}

fn provider(folder: &std::path::Path) -> (Process, String) {
    let port = free_port();
    let mut command = Command::new("node");
    command.arg(paths::root().join("tests/node/provider.mjs")).arg(port.to_string());
    let mut process = Process::start("provider", &mut command, folder);
    wait::until("the OpenID provider", 30, || {
        assert!(!process.has_ended(), "the provider ended:\n{}", process.output());
        process.output().contains("provider listening").then_some(())
    });
    (process, format!("http://127.0.0.1:{port}"))
}

fn sign_in(issuer: &str, person: &str) -> String {
    let script = paths::root().join("tests/node/login.mjs");
    let output = Command::new("node").arg(script).args([issuer, person]).output().expect("node runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
