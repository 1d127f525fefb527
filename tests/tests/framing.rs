//! Rewrites keep the connection honest: the upstream always sees a length that is the body's.

use std::process::Command;

use countersign_tests::{client::Connection, stack::Stack};
use serde_json::json;

#[test]
fn lengths_are_right_for_every_rewrite_on_one_connection() {
    let stack = Stack::start("framing");
    let authorization = format!("Bearer {}", stack.issuer.alice());
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let path = "/support/v1/chat/completions";
    let body = |content: &str| {
        json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": content}]}).to_string()
    };
    let shorter = "DE89 3704 0044 0532 0130 00 and DE89370400440532013000";
    let longer = "a@b.co c@d.co e@f.co";
    let mut connection = Connection::open(stack.envoy.port).unwrap();
    for content in [shorter, longer, "nothing to change", shorter, longer] {
        let response = connection.send("POST", path, &headers, body(content).as_bytes()).unwrap();
        assert_eq!(response.status, 200);
        // The same in chunks.
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: {authorization}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
        );
        let bytes = body(content).into_bytes();
        let (one, two) = bytes.split_at(bytes.len() / 2);
        let mut message = head.into_bytes();
        for chunk in [one, two] {
            message.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
            message.extend_from_slice(chunk);
            message.extend_from_slice(b"\r\n");
        }
        message.extend_from_slice(b"0\r\n\r\n");
        connection.write(&message).unwrap();
        assert_eq!(connection.read("POST").unwrap().status, 200);
    }
    for content in [shorter, longer, "nothing to change"] {
        let output = Command::new("curl")
            .args(["-s", "-o", "/dev/null", "-w", "%{http_version} %{http_code}", "--http2-prior-knowledge"])
            .args(["-H", &format!("authorization: {authorization}"), "-H", "content-type: application/json"])
            .args(["--data-binary", &body(content), &format!("http://127.0.0.1:{}{path}", stack.envoy.port)])
            .output()
            .expect("curl runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "2 200");
    }
    assert_eq!(stack.upstream.framing_errors(), Vec::<String>::new());
    let requests = stack.upstream.take();
    assert_eq!(requests.len(), 13);
    for request in &requests {
        assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));
        assert_eq!(request.header("transfer-encoding"), None);
        serde_json::from_slice::<serde_json::Value>(&request.body).expect("json");
    }
    let connections: std::collections::BTreeSet<usize> = requests.iter().map(|r| r.connection).collect();
    assert!(connections.len() < requests.len(), "the upstream connection was kept alive");
}
