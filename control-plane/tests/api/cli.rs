//! Commands beside `serve`.

use serde_json::Value;

use crate::support::{Gateway, Scratch, Server, binary, build, pack};

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    let out = binary().args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (out.status.code(), text(out.stdout), text(out.stderr))
}

#[test]
fn trust_is_what_the_server_uses() {
    let scratch = Scratch::new();
    let dir = scratch.path().to_str().unwrap();
    let (code, printed, _) = run(&["trust", "--data-dir", dir, "--name", "cp.example"]);
    assert_eq!(code, Some(0));
    let trust: Value = serde_json::from_str(&printed).unwrap();
    assert!(trust["log"].as_str().unwrap().starts_with("cp.example/log+"));
    let server = Server::start(scratch.path());
    assert_eq!(server.get("/v1/trust", &[]).json(), trust);
}

#[test]
fn a_live_log_is_read_and_verified_over_http() {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let (mut one, mut two) = (Gateway::enrolled(&server), Gateway::enrolled(&server));
    let decision = one.decision("acme", "support", "allow");
    one.store(&server, &decision);
    two.store(&server, &two.decision("umbrella", "legal", "block"));
    let token = scratch.path().join("admin-token");
    let remote = ["--url", &server.url, "--token-file", token.to_str().unwrap()];
    let with = |args: &[&str]| run(&[args, &remote[..]].concat());

    let (code, listed, _) = with(&["records", "list", "--tenant", "umbrella", "--json"]);
    let page: Value = serde_json::from_str(&listed).unwrap();
    assert_eq!((code, page["records"].as_array().unwrap().len()), (Some(0), 1));
    assert_eq!(page["records"][0]["record"]["tenant"], "umbrella");
    let (code, lines, _) = with(&["records", "list"]);
    assert_eq!((code, lines.lines().count()), (Some(0), 2));
    assert!(lines.lines().any(|l| l.contains("acme") && l.contains("allow") && l.contains(&decision.id)));
    let (code, shown, _) = with(&["records", "show", &decision.id, "--json"]);
    assert_eq!((code, &serde_json::from_str::<Value>(&shown).unwrap()["log_index"]), (Some(0), &0.into()));
    let (code, _, error) = with(&["records", "show", "none"]);
    assert!(code == Some(2) && error.contains("no such record"), "{error}");

    // Keys of the server itself are no pins, and the report says so; keys of a file are.
    let pins = scratch.path().join("trust.json");
    std::fs::write(&pins, run(&["trust", "--data-dir", scratch.path().to_str().unwrap()]).1).unwrap();
    for (trust, state) in [(&[][..], "not_supplied"), (&["--trust", pins.to_str().unwrap()], "valid")] {
        let (code, report, _) = with(&[&["verify", "--json"], trust].concat());
        let report: Value = serde_json::from_str(&report).unwrap();
        assert_eq!((code, &report["valid"], &report["records"]), (Some(0), &true.into(), &2.into()));
        assert_eq!(
            (&report["checks"][0]["check"], &report["checks"][0]["state"]),
            (&"pinned_keys".into(), &state.into())
        );
    }
    let other = Scratch::new();
    std::fs::write(&pins, run(&["trust", "--data-dir", other.path().to_str().unwrap()]).1).unwrap();
    let (code, report, _) = with(&["verify", "--trust", pins.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{report}");
    assert!(report.contains("log index 0") && report.trim_end().ends_with("INVALID"), "{report}");
}

#[test]
fn an_address_that_others_reach_needs_a_word() {
    let scratch = Scratch::new();
    let (code, out, error) =
        run(&["serve", "--data-dir", scratch.path().to_str().unwrap(), "--listen", "0.0.0.0:0"]);
    assert!(code == Some(2) && out.is_empty() && error.contains("--allow-non-loopback"), "{error}");
}

#[test]
fn verifying_changes_nothing() {
    let scratch = Scratch::new();
    let (code, _, error) = run(&["verify", "--data-dir", scratch.path().to_str().unwrap()]);
    assert!(code == Some(2) && error.contains("--trust"), "{error}");
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0);
}

#[test]
fn a_pack_is_built_and_published() {
    let scratch = Scratch::new();
    let (pack, out) = (pack(&scratch), scratch.path().join("bundle.json"));
    let (code, report, error) = build(&pack, &out);
    assert_eq!(code, Some(0), "{error}");
    for line in ["1 issuers with 1 keys", "provider \"openai\" is not described", "detectors pii"] {
        assert!(report.contains(line), "{line} is missing in {report}");
    }
    let first = std::fs::read(&out).unwrap();
    build(&pack, &out);
    assert_eq!(std::fs::read(&out).unwrap(), first, "the same pack gives the same bytes");

    let data = Scratch::new();
    let server = Server::start(data.path());
    let token = data.path().join("admin-token");
    let publish = |channel: &str, expires_in: &str| {
        let (file, token) = (out.to_str().unwrap(), token.to_str().unwrap());
        let remote = ["bundle", "publish", file, "--url", &server.url, "--token-file", token];
        run(&[&remote[..], &["--channel", channel, "--expires-in", expires_in]].concat())
    };
    let (code, printed, error) = publish("production", "2h");
    assert!(code == Some(0) && printed.starts_with("version 1\ndigest sha256:"), "{printed}{error}");
    let etag = server.get("/v1/channels/production/manifest", &[]).header("etag").to_owned();
    assert!(printed.contains(etag.trim_matches('"')));
    assert_eq!(publish("a b", "2h").0, Some(2));
    assert_eq!(publish("production", "soon").0, Some(2));
}

#[test]
fn mistakes_in_a_pack_are_shown_with_their_places_all_at_once() {
    let scratch = Scratch::new();
    let (pack, out) = (pack(&scratch), scratch.path().join("bundle.json"));
    std::fs::write(pack.join("b.cedar"), "permit (principal, action, resource)\nwhen { context.unknown };\n")
        .unwrap();
    std::fs::write(pack.join("routes.toml"), "[[route]]\nname = \"r\"\ntypo = 1\n").unwrap();
    std::fs::write(pack.join("detectors/x.toml"), "label = 1\n").unwrap();
    std::fs::write(pack.join("jwks.json"), "{").unwrap();
    let (code, _, error) = build(&pack, &out);
    assert_eq!(code, Some(1));
    assert!(!out.exists());
    for (file, line) in [("b.cedar", 0), ("routes.toml", 3), ("detectors/x.toml", 1), ("issuers.toml", 1)] {
        let place = if line == 0 { format!("{file}:") } else { format!("{file}:{line}:") };
        assert!(error.lines().any(|l| l.contains(&place)), "{place} is missing in {error}");
    }
}
