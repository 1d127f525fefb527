use countersign_formats::{digest::Digest, record::Record};
use serde_json::Value;

use crate::support::{Gateway, Scratch, Server};

struct Filled {
    server: Server,
    decision: Record,
    decision_leaf: Vec<u8>,
    outcome: Record,
    _scratch: Scratch,
}

/// Two tenants, two routes, every verdict, one outcome, a heartbeat of each of two instances.
fn filled() -> Filled {
    let scratch = Scratch::new();
    let server = Server::start(scratch.path());
    let (mut one, mut two) = (Gateway::enrolled(&server), Gateway::enrolled(&server));
    let decision = one.decision("acme", "support", "allow");
    let decision_leaf = one.store(&server, &decision);
    let outcome = Record {
        of: Some(decision.id.clone()),
        of_leaf: Some(Digest::of(&decision_leaf).to_text()),
        status: Some("complete".into()),
        ..one.record("outcome", "acme")
    };
    one.store(&server, &outcome);
    two.store(&server, &two.decision("umbrella", "support", "block"));
    two.store(&server, &two.decision("umbrella", "legal", "redact"));
    one.store(&server, &one.decision("acme", "legal", "block"));
    one.store(&server, &one.record("heartbeat", "acme"));
    two.store(&server, &two.record("heartbeat", "umbrella"));
    Filled { server, decision, decision_leaf, outcome, _scratch: scratch }
}

fn indexes(page: &Value) -> Vec<u64> {
    page["records"].as_array().unwrap().iter().map(|r| r["log_index"].as_u64().unwrap()).collect()
}

#[test]
fn lists_filter_and_page() {
    let Filled { server, _scratch, .. } = filled();
    let list = |query: &str| server.read(&format!("/v1/records{query}")).json();
    assert_eq!(indexes(&list("")), [6, 5, 4, 3, 2, 1, 0]);
    assert_eq!(indexes(&list("?tenant=acme")), [5, 4, 1, 0]);
    assert_eq!(indexes(&list("?tenant=umbrella&type=decision")), [3, 2]);
    assert_eq!(indexes(&list("?verdict=block")), [4, 2]);
    assert_eq!(indexes(&list("?route=legal&tenant=acme")), [4]);
    assert_eq!(indexes(&list("?tenant=nobody")), [0; 0]);
    assert_eq!(indexes(&list("?after=3")), [4, 5, 6]);
    assert_eq!(indexes(&list("?before=2")), [1, 0]);
    assert_eq!(indexes(&list("?after=0&before=3")), [1, 2]);

    let first = list("?limit=3");
    assert_eq!((indexes(&first), first["next"].as_u64()), (vec![6, 5, 4], Some(4)));
    let second = list("?limit=3&before=4");
    assert_eq!((indexes(&second), second["next"].as_u64()), (vec![3, 2, 1], Some(1)));
    let third = list("?limit=3&before=1");
    assert_eq!((indexes(&third), third["next"].as_u64()), (vec![0], None));

    for query in ["?limit=0", "?limit=100000", "?limit=x", "?unknown=1"] {
        assert_eq!(
            server.read(&format!("/v1/records{query}")).problem(),
            (400, "bad_request".into()),
            "{query}"
        );
    }
}

#[test]
fn a_decision_is_shown_with_its_outcome() {
    let Filled { server, decision, decision_leaf, outcome, _scratch } = filled();
    let shown = server.read(&format!("/v1/records/{}", decision.id)).json();
    assert_eq!(shown["log_index"], 0);
    assert_eq!(shown["leaf_hash"], Digest::of(&decision_leaf).to_text());
    assert_eq!(shown["record"], serde_json::to_value(&decision).unwrap());
    assert_eq!(shown["leaf"], countersign_formats::b64::encode_std(&decision_leaf));
    assert_eq!(shown["outcome"]["record"]["id"], outcome.id);
    assert_eq!(shown["outcome"]["log_index"], 1);
    let other = server.read(&format!("/v1/records/{}", outcome.id)).json();
    assert_eq!(other["outcome"], Value::Null);
    assert_eq!(server.read("/v1/records/none").problem(), (404, "not_found".into()));
}

#[test]
fn status_counts_what_is_stored_and_again_after_a_restart() {
    let Filled { server, _scratch, .. } = filled();
    let check = |server: &Server| {
        let status = server.read("/v1/status").json();
        assert_eq!(status["records"], 7);
        assert_eq!(
            status["decisions"],
            serde_json::json!({"allow": 1, "redact": 1, "block": 2, "tokenize": 0})
        );
        assert_eq!(status["checkpoint"]["size"], 7);
        let mut seqs: Vec<u64> =
            status["gateways"].as_array().unwrap().iter().map(|g| g["next_seq"].as_u64().unwrap()).collect();
        seqs.sort_unstable();
        assert_eq!(seqs, [3, 4]);
        assert_eq!(status["gateways"][0]["host"]["hold_headers"], true);
        assert_eq!(status["gateways"], server.read("/v1/gateways").json()["gateways"]);
        let metrics = server.get("/metrics", &[]);
        assert!(metrics.text().lines().any(|l| l == "countersign_log_size 7"), "{}", metrics.text());
    };
    check(&server);
    let data_dir = server.data_dir.clone();
    assert!(server.terminate());
    check(&Server::start(&data_dir));
}

#[test]
fn nothing_is_read_without_the_admin_token() {
    let Filled { server, decision, _scratch, .. } = filled();
    let record = format!("/v1/records/{}", decision.id);
    let paths =
        ["/v1/records", &record, "/v1/status", "/v1/gateways", "/v1/log/checkpoint", "/v1/log/entries"];
    let longer = format!("{}x", server.admin);
    for path in paths {
        for token in [None, Some(""), Some("wrong"), Some(server.fleet.as_str()), Some(longer.as_str())] {
            let token = token.map(|t| format!("Bearer {t}"));
            let headers: Vec<(&str, &str)> = token.iter().map(|t| ("authorization", t.as_str())).collect();
            let answer = server.get(path, &headers);
            assert_eq!(answer.problem(), (401, "unauthorized".into()), "{path}");
            assert!(!answer.text().contains("acme"));
        }
        assert_eq!(server.read(path).status, 200, "{path}");
    }
}

#[test]
fn public_addresses_and_safe_headers() {
    let Filled { server, _scratch, .. } = filled();
    for path in ["/healthz", "/readyz", "/metrics", "/v1/trust"] {
        let answer = server.get(path, &[]);
        assert_eq!((answer.status, answer.header("x-content-type-options")), (200, "nosniff"), "{path}");
        assert!(!answer.text().contains(&server.admin) && !answer.text().contains(&server.fleet));
    }
    assert_eq!(server.get("/v1/unknown", &[]).problem(), (404, "not_found".into()));
    assert_eq!(server.get("/filter/countersign.wasm", &[]).problem(), (404, "not_found".into()));
    assert_eq!(server.get("/v1/enrol", &[]).problem(), (405, "method_not_allowed".into()));
}
