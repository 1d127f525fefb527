//! How a stream ends that must not go on: with the error event that its clients raise, never by a bare end, which every SDK takes for
//! a complete answer.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde_json::json;

use super::frames;
use crate::{
    content::api::Family,
    reply::{Code, vendor_names},
};

/// The last event of a stream.
pub fn event(family: Family, framed: bool, code: Code, message: &str, id: &str) -> Vec<u8> {
    let (kind, status) = vendor_names(code);
    if framed {
        let payload = json!({"message": message, "code": code.as_str(), "request_id": id}).to_string();
        return frames::exception("validationException", payload.as_bytes());
    }
    let error =
        json!({"message": message, "type": kind, "param": null, "code": code.as_str(), "status": status});
    match family {
        // Google's clients read a number.
        Family::Gemini => {
            let error = json!({"error": {"code": code.status(), "message": message, "status": status}});
            lines(None, &error.to_string())
        }
        // `response.failed` and `error` are ordinary events for the SDKs; an `error` member makes them raise.
        Family::Responses => {
            let error = json!({"type": "error", "code": code.as_str(), "message": message, "param": null, "error": error});
            lines(Some("error"), &error.to_string())
        }
        Family::Anthropic => {
            let error = json!({"type": "error", "error": error, "request_id": id});
            lines(Some("error"), &error.to_string())
        }
        _ => lines(None, &json!({"error": error, "message": message, "request_id": id}).to_string()),
    }
}

fn lines(name: Option<&str>, data: &str) -> Vec<u8> {
    let name = name.map(|name| ["event: ", name, "\n"].concat()).unwrap_or_default();
    // A blank line first: the stream may have been cut inside of an event.
    let text: String = ["\n", &name, "data: ", data, "\n\n"].concat();
    text.to_string().into_bytes()
}
