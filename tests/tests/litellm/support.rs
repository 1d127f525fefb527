//! What can be asked of both ends of the path.

use countersign_tests::{
    client::{self, Response},
    routers::BehindLiteLlm,
};
use serde_json::Value;

pub const SSN: &str = "536-90-4399";

pub fn send(behind: &BehindLiteLlm, path: &str, headers: &[(&str, &str)], body: &Value) -> Response {
    client::request(behind.stack.envoy.port, "POST", path, headers, body.to_string().as_bytes())
}

/// Decision and outcome of an answered request.
pub fn records(behind: &BehindLiteLlm, response: &Response) -> (Value, Value) {
    let id = response.header("x-countersign-decision").expect("a decision id");
    let found = behind.stack.control_plane.record_with_outcome(id);
    (found["record"].clone(), found["outcome"]["record"].clone())
}

pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}
