//! The control plane dies under load; bundles expire. Nothing passes without a record.

use std::{
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
};

use countersign_tests::{
    client::Connection,
    stack::{Options, Stack},
    wait,
};
use serde_json::{Value, json};

#[test]
fn killing_the_control_plane_under_load_loses_nothing() {
    let mut stack = Stack::with("outage", &Options { concurrency: 2, ..Options::default() });
    let port = stack.envoy.port;
    let authorization = format!("Bearer {}", stack.issuer.alice());
    let (stop, passed, refused) = (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    thread::scope(|scope| {
        for worker in 0..200 {
            let (authorization, stop, passed, refused) = (&authorization, &stop, &passed, &refused);
            scope.spawn(move || {
                let mut connection = Connection::open(port).expect("a connection");
                let mut n = 0;
                while !stop.load(Ordering::Relaxed) {
                    n += 1;
                    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": format!("load {worker}-{n}.")}]}).to_string();
                    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
                    match connection.send("POST", "/support/v1/chat/completions", &headers, body.as_bytes()) {
                        Ok(r) if r.status == 200 => drop(passed.fetch_add(1, Ordering::Relaxed)),
                        Ok(r) if r.status == 503 => {
                            assert!(["record_not_stored", "record_queue_full"].contains(&r.code().as_str()), "{}", r.text());
                            refused.fetch_add(1, Ordering::Relaxed);
                        }
                        Ok(r) => panic!("unexpected answer {}: {}", r.status, r.text()),
                        Err(_) => connection = Connection::open(port).expect("a connection"),
                    }
                }
            });
        }
        wait::until("load to pass", 30, || (passed.load(Ordering::Relaxed) > 400).then_some(()));
        stack.control_plane.kill();
        let before = refused.load(Ordering::Relaxed);
        wait::until("requests to be refused", 30, || {
            (refused.load(Ordering::Relaxed) > before + 200).then_some(())
        });
        // Whatever the upstream got after the kill was acknowledged before it; by now nothing passes.
        let quiet = passed.load(Ordering::Relaxed);
        wait::until("more refusals", 30, || (refused.load(Ordering::Relaxed) > before + 1000).then_some(()));
        assert_eq!(passed.load(Ordering::Relaxed), quiet, "a request passed while nothing could be stored");
        stack.control_plane.restart();
        wait::until("load to pass again", 60, || {
            (passed.load(Ordering::Relaxed) > quiet + 200).then_some(())
        });
        stop.store(true, Ordering::Relaxed);
    });
    let received = stack.upstream.take().len();
    let decisions = wait::until("every outcome", 30, || {
        let outcomes = stack.control_plane.records("outcome").len();
        let decisions = stack.control_plane.records("decision");
        let open = decisions.iter().filter(|r| r["record"]["decision"]["final"] == false).count();
        (open == outcomes).then_some(decisions)
    });
    assert!(decisions.len() >= received, "{} decisions for {received} requests upstream", decisions.len());
    let forwarded =
        stack.control_plane.records("outcome").iter().filter(|r| r["record"]["upstream"].is_object()).count();
    // Probes of the start are among them.
    assert!(forwarded >= received, "{forwarded} recorded as forwarded, {received} received");
    let (valid, text) = stack.control_plane.verify();
    assert!(valid, "{text}");
}

#[test]
fn an_expired_bundle_blocks_and_a_new_one_frees() {
    let options = Options { publish: vec!["--expires-in".into(), "6s".into()], ..Options::default() };
    let stack = Stack::with("expiry", &options);
    let token = stack.issuer.alice();
    let body = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "hi"}]});
    let refused = wait::until("the bundle to expire", 30, || {
        let response = stack.chat("/support", &token, &body);
        (response.status == 503).then_some(response)
    });
    assert_eq!(refused.code(), "bundle_expired");
    assert_eq!(refused.header("x-should-retry"), Some("false"));
    stack.upstream.take();
    assert_eq!(stack.chat("/support", &token, &body).status, 503);
    assert_eq!(stack.upstream.take().len(), 0);
    stack.control_plane.publish(&stack.issuer.toml(), &[]);
    wait::until("the new bundle", 10, || (stack.chat("/support", &token, &body).status == 200).then_some(()));
}

#[test]
fn nothing_passes_before_the_first_bundle() {
    let stack = Stack::with(
        "early",
        &Options { plugin: json!({"channel": "another"}), wait: false, ..Options::default() },
    );
    let body = json!({"model": "gpt-5-mini", "messages": []});
    let response = stack.chat("/support", &stack.issuer.alice(), &body);
    assert_eq!((response.status, response.code().as_str()), (503, "no_bundle"));
    assert_eq!(stack.upstream.take().len(), 0);
    let started: Vec<Value> = wait::until("the gateway's start", 15, || {
        Some(stack.control_plane.records("gateway.started")).filter(|r| !r.is_empty())
    });
    assert_eq!(started[0]["record"]["tenant"], "ops");
}
