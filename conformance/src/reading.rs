//! What an answer says, put together again: texts that come in pieces, by where they stand. Written apart from the gateway's own reader, so
//! that both would have to be wrong in the same way.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding as _};
use serde_json::Value;

/// Every text of an answer's body: each string alone, and strings at the same place of all events joined.
pub fn texts(media: &str, body: &[u8]) -> Vec<String> {
    let documents = if media.starts_with("application/vnd.amazon.eventstream") {
        frames(body)
    } else if media.starts_with("text/event-stream") {
        events(body)
    } else {
        vec![String::from_utf8_lossy(body).into_owned()]
    };
    let mut places: BTreeMap<String, String> = BTreeMap::new();
    let mut texts = Vec::new();
    for document in documents {
        match serde_json::from_str::<Value>(&document) {
            Ok(value) => {
                let number = numbers(&value);
                walk(&value, &number, &mut |place, text| {
                    texts.push(text.to_owned());
                    places.entry(place.to_owned()).or_default().push_str(text);
                });
            }
            Err(_) => places.entry(String::new()).or_default().push_str(&document),
        }
    }
    texts.extend(places.into_values());
    texts
}

/// Whether a value stands in a text: as it is, or with its separators left out on both sides.
pub fn holds(text: &str, value: &str) -> bool {
    let bare = |text: &str| {
        text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '@' | '_')).collect::<String>()
    };
    text.contains(value) || bare(text).contains(&bare(value))
}

fn events(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body).replace("\r\n", "\n").replace('\r', "\n");
    let data = |event: &str| {
        let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    };
    text.split("\n\n").map(data).filter(|data| !data.is_empty()).collect()
}

fn frames(body: &[u8]) -> Vec<String> {
    let word = |at: usize| {
        let bytes = body.get(at..)?.first_chunk::<4>()?;
        usize::try_from(u32::from_be_bytes(*bytes)).ok()
    };
    let (mut documents, mut at) = (Vec::new(), 0);
    while let (Some(total), Some(headers)) = (word(at), word(at + 4)) {
        let Some(payload) = body.get(at + 12 + headers..(at + total).saturating_sub(4)) else { break };
        let document = String::from_utf8_lossy(payload).into_owned();
        let inner = serde_json::from_str::<Value>(&document).ok();
        let inner = inner.and_then(|value| Base64::decode_vec(value.get("bytes")?.as_str()?).ok());
        documents.push(inner.map_or(document, |bytes| String::from_utf8_lossy(&bytes).into_owned()));
        at += total.max(16);
    }
    documents
}

/// The numbers of a document that say which text it continues.
fn numbers(value: &Value) -> String {
    let names = ["index", "output_index", "content_index", "contentBlockIndex"];
    names.iter().filter_map(|name| value.get(name)).map(|n| format!("#{n}")).collect()
}

fn walk(value: &Value, place: &str, found: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => {
            found(place, text);
            // Arguments of a tool call are a document in a string.
            if let Ok(inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) {
                walk(&inner, &format!("{place}!"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| {
            let place = format!("{place}[{}]", numbers(item));
            walk(item, &place, found);
        }),
        Value::Object(members) => members.iter().for_each(|(name, value)| {
            found(&format!("{place}.{name}?"), name);
            walk(value, &format!("{place}.{name}"), found);
        }),
        Value::Number(number) => found(place, &number.to_string()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        http::Recorded,
        provider,
        script::{Cut, Place, Script},
    };

    #[test]
    fn a_secret_in_pieces_is_seen_in_every_api() {
        for path in [
            "/v1/chat/completions",
            "/v1/completions",
            "/v1/responses",
            "/v1/messages",
            "/v2/chat",
            "/v1beta/models/m:generateContent",
            "/v1beta/models/m:streamGenerateContent?alt=sse",
            "/v1beta/models/m:streamGenerateContent",
            "/model/m/converse",
            "/model/m/converse-stream",
            "/model/m/invoke",
            "/model/m/invoke-with-response-stream",
            "/v1/models/m:streamRawPredict",
        ] {
            for place in [Place::Text, Place::Tool, Place::Reasoning, Place::Refusal] {
                for stream in [false, true] {
                    for cut in [Cut::Every(0), Cut::Every(1), Cut::At(9)] {
                        let script =
                            Script { cut, choices: 2, ..Script::new(place, "no 4111 1111 1111 1111 x") };
                        let body = format!(
                            "{{\"model\":\"m\",\"stream\":{stream},\"x\":\"{}\"}}",
                            script.directive()
                        );
                        let request = Recorded {
                            method: "POST".into(),
                            path: path.into(),
                            body: body.into_bytes(),
                            ..Recorded::default()
                        };
                        let reply = provider::answer(&request);
                        let texts = texts(reply.media, &reply.body());
                        assert!(
                            texts.iter().any(|text| holds(text, "4111 1111 1111 1111")),
                            "{path} {place:?} {cut:?}"
                        );
                    }
                }
            }
        }
    }
}
