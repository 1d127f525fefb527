//! Several streams in one VM, and streams that end in unusual ways.

use countersign_wasm_host_tests::gateway::Gateway;
use serde_json::json;

fn chat(content: &str) -> Vec<u8> {
    json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": content}]})
        .to_string()
        .into_bytes()
}

#[test]
fn streams_that_wait_together_keep_their_own_content() {
    let mut gateway = Gateway::enforcing();
    gateway.hold_commits = true;
    let texts = ["alpha", "beta card 4111 1111 1111 1111", "gamma", "delta"];
    let mut waiting = Vec::new();
    for text in texts {
        let (context, continued) =
            gateway.driver.request(&Gateway::headers("/support"), &[&chat(text)]).unwrap();
        assert!(!gateway.driver.effects(context, continued).went_upstream, "{text} went before its record");
        waiting.push((context, continued));
    }
    // One caller leaves while all of them wait.
    let (left, _) = waiting.remove(2);
    gateway.driver.finish(left).unwrap();
    gateway.hold_commits = false;
    gateway.answer_calls().unwrap();
    gateway.run(2);
    for ((context, continued), text) in waiting.iter().zip(["alpha", "beta card [PAYMENT_CARD]", "delta"]) {
        let effects = gateway.driver.effects(*context, *continued);
        assert!(effects.went_upstream && effects.reply.is_none(), "{text}");
        assert_eq!(effects.body, chat(text));
        gateway.driver.finish(*context).unwrap();
    }
    assert_eq!(gateway.records_of("decision").len(), 4);
    assert_eq!(gateway.records_of("outcome").len(), 4);
    for (i, record) in gateway.records.iter().enumerate() {
        assert_eq!(record.gw.seq, i as u64);
    }
}

#[test]
fn a_refusal_of_one_commit_releases_nobody() {
    let mut gateway = Gateway::enforcing();
    gateway.hold_commits = true;
    let contexts: Vec<_> = ["one", "two"]
        .map(|text| gateway.driver.request(&Gateway::headers("/support"), &[&chat(text)]).unwrap())
        .into();
    gateway.hold_commits = false;
    gateway.commit_status = 503;
    gateway.answer_calls().unwrap();
    gateway.run(2);
    for (context, continued) in contexts {
        let effects = gateway.driver.effects(context, continued);
        assert!(!effects.went_upstream);
    }
}

#[test]
fn its_own_refusal_passes_its_response_callbacks_unchanged() {
    // Envoy shows local replies to the filter that made them.
    let mut gateway = Gateway::enforcing();
    let (context, continued) = gateway.driver.request(&Gateway::headers("/support"), &[b"not json"]).unwrap();
    let reply = gateway.driver.effects(context, continued).reply.expect("a refusal");
    let mut headers = reply.headers.clone();
    headers.insert(0, (":status".to_owned(), reply.status.to_string()));
    let seen = gateway.driver.response(context, &headers, &[&reply.body]).unwrap();
    assert_eq!(seen.headers, Some(headers));
    assert_eq!(seen.body(), reply.body);
    gateway.driver.finish(context).unwrap();
    assert_eq!(gateway.records_of("decision").len(), 1);
    assert_eq!(gateway.records_of("outcome").len(), 0, "a refusal is complete with its decision");
}

#[test]
fn a_body_over_the_limit_is_refused_before_its_end() {
    let mut gateway = Gateway::enforcing();
    let piece = vec![b' '; 400_000];
    let (context, continued) = gateway
        .driver
        .request(&Gateway::headers("/support"), &[&piece, &piece, &piece, &chat("late")])
        .unwrap();
    let effects = gateway.driver.effects(context, continued);
    assert_eq!(effects.reply.expect("a refusal").status, 413);
    assert!(effects.body.len() < 1_300_000, "the last chunk was not read");
    gateway.answer_calls().unwrap();
    gateway.driver.finish(context).unwrap();
    assert_eq!(gateway.records_of("decision").len(), 1);
}

#[test]
fn headers_of_the_gateway_itself_are_not_taken_from_a_caller() {
    let mut gateway = Gateway::enforcing();
    let mut headers = Gateway::headers("/support");
    headers.push(("x-countersign-decision".to_owned(), "forged".to_owned()));
    headers.push(("x-countersign-anything".to_owned(), "forged".to_owned()));
    let effects = gateway.send(&headers, &[&chat("hi")]).unwrap();
    assert!(effects.went_upstream);
    assert!(!effects.headers.iter().any(|(_, value)| value == "forged"), "{:?}", effects.headers);
}

#[test]
fn a_request_without_a_body_is_recorded_or_refused() {
    let mut gateway = Gateway::enforcing();
    let mut headers = Gateway::headers("/support");
    headers[0].1 = "GET".to_owned();
    headers[1].1 = "/support/v1/models".to_owned();
    let effects = gateway.send(&headers, &[]).unwrap();
    let decisions = gateway.records_of("decision");
    assert_eq!(decisions.len(), 1);
    let verdict = decisions[0].decision.as_ref().unwrap().verdict.clone();
    assert_eq!(effects.went_upstream, verdict != "block");
}

#[test]
fn a_dead_vm_answers_nothing() {
    let mut gateway = Gateway::enforcing();
    gateway.driver.limit_steps(1_000);
    let trapped = gateway.send(&Gateway::headers("/support"), &[&chat("hi")]).expect_err("no steps are left");
    assert_eq!(trapped.callback, "proxy_on_request_headers");
    assert!(gateway.driver.state().streams.values().all(|stream| !stream.resumed && stream.sent.is_empty()));
    gateway.driver.limit_steps(u64::MAX);
    let again = gateway.send(&Gateway::headers("/support"), &[&chat("hi")]).expect_err("the VM is dead");
    assert!(again.callback.contains("after an earlier trap"));
}
