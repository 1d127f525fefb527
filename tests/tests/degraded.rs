//! The gateway lacks something, or one end goes away.

use countersign_tests::{
    client::{self, Connection, Response},
    envoy::{BUFFER_BYTES, Envoy, Settings},
    guest,
    process::{folder, free_port},
    stack::{Options, Stack},
    upstream, wait,
};
use serde_json::{Value, json};

fn lacking(name: &str, variable: &str, value: &str) -> Stack {
    let environment = vec![(variable.to_owned(), value.to_owned())];
    Stack::with(name, &Options { wait: false, environment, ..Options::default() })
}

fn chat(model: &str) -> Value {
    json!({"model": model, "messages": [{"role": "user", "content": "hi"}]})
}

/// Sends until the gateway has its bundle, and returns the first answer after that.
fn first_answer(stack: &Stack, body: &Value) -> Response {
    let token = stack.issuer.alice();
    wait::until("the bundle", 30, || {
        let response = stack.chat("/support", &token, body);
        // Until the VM is enrolled nothing can be recorded either; only the lasting answer counts.
        (!["no_bundle", ""].contains(&response.code().as_str())).then_some(response)
    })
}

#[test]
fn a_gateway_that_is_not_enrolled_refuses() {
    let stack = lacking("unenrolled", "COUNTERSIGN_FLEET_TOKEN", &"C".repeat(43));
    let response = first_answer(&stack, &chat("gpt-5-mini"));
    assert_eq!((response.status, response.code().as_str()), (503, "record_not_stored"));
    assert_eq!(response.header("x-should-retry"), Some("false"));
    wait::until("the refusal of the enrolment", 15, || {
        stack.envoy.process.output().contains("enrol").then_some(())
    });
    assert_eq!(
        stack.chat("/support", &stack.issuer.alice(), &chat("gpt-5-mini")).code(),
        "record_not_stored"
    );
    assert_eq!(stack.upstream.take().len(), 0);
    assert_eq!(stack.control_plane.records("gateway.started").len(), 0);
}

#[test]
fn a_missing_upstream_credential_refuses() {
    let stack = lacking("credential", "COUNTERSIGN_UPSTREAM_KEY", "");
    let token = stack.issuer.alice();
    let response = wait::until("the gateway to be enrolled", 30, || {
        let response = stack.chat("/support", &token, &chat("gpt-5-mini"));
        (!["no_bundle", "record_not_stored", ""].contains(&response.code().as_str())).then_some(response)
    });
    assert_eq!((response.status, response.code().as_str()), (503, "upstream_credential_missing"));
    assert_eq!(stack.upstream.take().len(), 0);
}

#[test]
fn either_end_that_goes_away_is_recorded() {
    let stack = Stack::start("ends");
    let token = stack.issuer.alice();
    let response = stack.chat("/support", &token, &chat("gpt-gone"));
    assert_eq!(response.status, 503);
    let record =
        stack.control_plane.record_with_outcome(response.header("x-countersign-decision").expect("an id"));
    assert_eq!(record["outcome"]["record"]["status"], "upstream_error");

    let status_of_new_outcome = |before: usize| {
        let outcomes = wait::until("the outcome", 15, || {
            Some(stack.control_plane.records("outcome")).filter(|outcomes| outcomes.len() > before)
        });
        outcomes.last().map(|o| o["record"]["status"].clone()).unwrap_or_default()
    };
    let before = stack.control_plane.records("outcome").len();
    let cut = stack.chat("/support", &token, &chat("gpt-cuts"));
    assert!(cut.body.is_empty() || cut.json().is_null(), "a cut answer is not whole");
    assert_eq!(status_of_new_outcome(before), "upstream_abort");

    stack.upstream.take();
    let mut connection = Connection::open(stack.envoy.port).expect("a connection");
    let body = chat("gpt-stalls").to_string();
    let head = format!(
        "POST /support/v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    connection.write(head.as_bytes()).expect("written");
    wait::until("the upstream to have the request", 10, || {
        (!stack.upstream.requests().is_empty()).then_some(())
    });
    drop(connection);
    assert_eq!(status_of_new_outcome(before + 1), "client_abort");
    let (valid, text) = stack.control_plane.verify();
    assert!(valid, "{text}");
}

/// With the shipped configuration a filter that traps gives 503 in the universal shape, never a pass, and the next request finds a new VM.
#[test]
fn a_trap_refuses_and_the_vm_recovers() {
    let (folder, upstream) = (folder("trap"), upstream::start());
    let settings = Settings {
        template: "envoy-config/demo.yaml",
        wasm: guest::build("trap"),
        upstream: upstream.port(),
        control_plane: free_port(),
        plugin: json!({}),
        environment: Vec::new(),
        concurrency: 1,
        buffer_bytes: BUFFER_BYTES,
    };
    let envoy = Envoy::start(&settings, &folder);
    let send = |size| {
        client::request(
            envoy.port,
            "POST",
            "/v1/x",
            &[("content-type", "application/json")],
            &vec![b' '; size],
        )
    };
    assert_eq!(send(665).status, 200);
    assert_eq!(upstream.take().len(), 1);
    for _ in 0..3 {
        let response = send(666);
        assert_eq!((response.status, response.code().as_str()), (503, "internal"), "{}", response.text());
        assert_eq!(response.header("x-should-retry"), Some("false"));
        assert_eq!(response.json()["message"], response.json()["error"]["message"]);
        assert_eq!(upstream.take().len(), 0, "a trap let a request pass");
        wait::until("a new VM", 15, || (send(10).status == 200).then_some(()));
        upstream.take();
    }
}
