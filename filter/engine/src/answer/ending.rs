//! How a stream ends that must not go on: with the error event that its clients raise, never by a bare end, which every SDK takes for
//! a complete answer.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde_json::json;

use super::{frames, stream::Frame};
use crate::{
    content::api::Family,
    reply::{Code, vendor_names},
};

/// The last event of a stream.
pub fn event(family: Family, frame: Frame, code: Code, message: &str, id: &str) -> Vec<u8> {
    let (kind, status) = vendor_names(code);
    if frame == Frame::Frames {
        // boto3 reads the message of an exception that its service model names, and nothing else.
        let message = with_code(message, code);
        let payload = json!({"message": message, "code": code.as_str(), "request_id": id}).to_string();
        return frames::exception("validationException", payload.as_bytes());
    }
    let error =
        json!({"message": message, "type": kind, "param": null, "code": code.as_str(), "status": status});
    match family {
        // Google's clients read a number as code, and take an event for an error only if `error` stands first in it. What else there is
        // to say goes into details, of the type that Google's own errors have there.
        Family::Gemini => {
            let detail = json!({
                "@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": code.as_str(), "domain": "countersign",
                "metadata": {"request_id": id},
            });
            let error =
                json!({"code": code.status(), "message": message, "status": status, "details": [detail]});
            let event = json!({"error": error}).to_string();
            match frame {
                // The array ends with the error, so that it stays one.
                Frame::Array(begun) => [if begun { "," } else { "[" }, &event, "]"].concat().into_bytes(),
                _ => lines(None, &event),
            }
        }
        // `response.failed` and `error` are ordinary events for the SDKs; an `error` member makes them raise.
        Family::Responses => {
            let error = json!({"type": "error", "code": code.as_str(), "message": message, "param": null, "error": error});
            lines(Some("error"), &error.to_string())
        }
        // Anthropic's SDKs pass over an error that has no name.
        Family::Anthropic => {
            let error = json!({"type": "error", "error": error, "request_id": id});
            lines(Some("error"), &error.to_string())
        }
        // Cohere's SDKs raise nothing inside of a stream: events of unknown form are passed over, and the answer would look complete.
        // This is how the API itself says that an answer failed; a client that reads one text of it reads the code as well.
        Family::Cohere => {
            let delta = json!({"finish_reason": "ERROR", "error": with_code(message, code)});
            let end = json!({"type": "message-end", "delta": delta, "error": error, "message": message, "request_id": id});
            lines(Some("message-end"), &end.to_string())
        }
        // OpenAI's SDKs raise an `error` member. Mistral's raise whatever is no chunk, and keep all of it.
        Family::OpenAi | Family::Bedrock => {
            lines(None, &json!({"error": error, "message": message, "request_id": id}).to_string())
        }
    }
}

/// For clients that show one text.
fn with_code(message: &str, code: Code) -> String {
    [message, " (", code.as_str(), ")"].concat()
}

fn lines(name: Option<&str>, data: &str) -> Vec<u8> {
    let name = name.map(|name| ["event: ", name, "\n"].concat()).unwrap_or_default();
    // A blank line first: the stream may have been cut inside of an event.
    let text: String = ["\n", &name, "data: ", data, "\n\n"].concat();
    text.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn event_of(family: Family) -> (String, Value) {
        let bytes = event(family, Frame::Events, Code::AnswerBlocked, "no cards", "id-1");
        let text = String::from_utf8(bytes).unwrap();
        // A blank line ends the event that was cut, and another this one.
        let lines = text.strip_prefix('\n').unwrap().strip_suffix("\n\n").unwrap();
        let (name, data) = lines.split_once("data: ").unwrap();
        (name.to_string(), serde_json::from_str(data).unwrap())
    }

    #[test]
    fn every_family_has_what_its_clients_look_at() {
        let families = [
            Family::OpenAi,
            Family::Responses,
            Family::Anthropic,
            Family::Gemini,
            Family::Cohere,
            Family::Bedrock,
        ];
        for family in families {
            let (name, event) = event_of(family);
            assert_eq!(event["error"]["message"], "no cards", "{family:?}");
            let named = match family {
                Family::Responses | Family::Anthropic => "event: error\n",
                Family::Cohere => "event: message-end\n",
                _ => "",
            };
            assert_eq!(name, named, "{family:?}");
        }
        assert_eq!(event_of(Family::OpenAi).1["error"]["code"], "answer_blocked");
        assert_eq!(event_of(Family::Anthropic).1["error"]["type"], "permission_error");
        let gemini = event_of(Family::Gemini).1;
        assert_eq!(gemini.as_object().map(serde_json::Map::len), Some(1));
        assert_eq!(gemini["error"]["code"], 403);
        assert_eq!(gemini["error"]["details"][0]["reason"], "answer_blocked");
        let delta = event_of(Family::Cohere).1["delta"].clone();
        assert_eq!(delta, json!({"finish_reason": "ERROR", "error": "no cards (answer_blocked)"}));
    }

    #[test]
    fn frames_say_the_code_in_their_message() {
        let frame = event(Family::Bedrock, Frame::Frames, Code::AnswerBlocked, "no cards", "id-1");
        let payload = frames::read(&frame).unwrap();
        let document: Value = serde_json::from_str(&payload.document).unwrap();
        assert_eq!(payload.beside[1], "exception");
        assert_eq!(document["message"], "no cards (answer_blocked)");
    }
}
