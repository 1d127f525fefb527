//! Content that cannot be read, by its place and by its first bytes.

use super::{
    decode,
    json::{Path, Step},
    position::unwrapped,
};

/// A part that holds no readable text: kind, reason, bytes in the body.
pub type Unread = (&'static str, &'static str, u64);

/// Kind of what a provider gave out sealed and takes back unread: encrypted reasoning and signatures. Policies know it apart from
/// other unreadable content, since conversations with reasoning models need it.
pub const PROVIDER_STATE: &str = "provider_state";

/// Whether a number is a token id: an element of a prompt, or of one of several prompts, that is given as numbers.
pub fn is_token_id(path: &Path<'_>) -> bool {
    let prompt = |key: &str| matches!(key, "prompt" | "input" | "inputs" | "suffix");
    match unwrapped(path.steps()) {
        [Step::Key(key), Step::Index(_)] | [Step::Key(key), Step::Index(_), Step::Index(_)] => prompt(key),
        _ => false,
    }
}

/// Names whose values lead to content that this program does not see: the upstream fetches it, or has it already.
const REFERENCES: [&str; 43] = [
    // Files and pictures.
    "file_id",
    "file_ids",
    "file_url",
    "fileId",
    "file_uri",
    "fileUri",
    "image_url",
    "document_url",
    "video_url",
    "input_file_id",
    "bucketOwner",
    "downloadUri",
    // Earlier turns and stored prompts.
    "previous_response_id",
    "previous_message_id",
    "continuation_id",
    "continuationToken",
    "conversation",
    "cachedContent",
    "cached_content",
    "memory_store_id",
    "prompt_id",
    "promptId",
    // Search indexes and libraries.
    "vector_store_ids",
    "library_ids",
    "reference_ids",
    "fileSearchStoreNames",
    "file_search_store_names",
    "ragCorpus",
    "rag_corpus",
    "ragCorpora",
    "rag_corpora",
    "ragFileIds",
    "rag_file_ids",
    "datastore",
    "dataStore",
    "data_store",
    // What runs or answers elsewhere.
    "server_url",
    "connector_id",
    "agent_id",
    "container",
    "container_id",
    "skill_id",
    "tunnel_id",
];

/// Names whose values are sealed by a provider.
const SEALED: [&str; 7] = [
    "encrypted_content",
    "encrypted_index",
    "signature",
    "thoughtSignature",
    "thought_signature",
    "redactedContent",
    "redacted_content",
];

/// Why a string value is no readable text: kind and reason.
pub fn uninspectable(path: &Path<'_>, text: &str) -> Option<(&'static str, &'static str)> {
    if text.is_empty() {
        return None;
    }
    let key = |back: usize| match path.steps().iter().rev().filter(|s| matches!(s, Step::Key(_))).nth(back) {
        Some(Step::Key(key)) => key.as_ref(),
        _ => "",
    };
    if let Some(kind) = no_text(text) {
        return Some((kind, "no_detector"));
    }
    let (outer, name) = (key(1), key(0));
    if SEALED.contains(&name) || (is_state(path.steps()) && decode::is_sealed(text)) {
        return Some((PROVIDER_STATE, "no_detector"));
    }
    if is_embedding(path.steps()) && decode::is_sealed(text) {
        return Some(("embedding", "no_detector"));
    }
    match (outer, name) {
        ("image_url" | "images", "url") | (_, "image_url") => Some(("image", "by_reference")),
        ("input_audio", "data") | (_, "input_audio") => Some(("audio", "no_detector")),
        ("image", "bytes") => Some(("image", "no_detector")),
        (_, "file_data") => Some(("file", "no_detector")),
        ("source" | "streamableHttpTransport" | "video_url" | "mcp_servers", "url") => {
            Some(("url", "by_reference"))
        }
        ("source" | "inlineData" | "inline_data", "data" | "bytes")
            if decode::is_sealed(text) || binary_head(text).is_some() =>
        {
            Some(("file", "no_detector"))
        }
        ("s3Location" | "content", "uri")
        | ("prompt" | "conversation" | "container" | "audio", "id")
        | ("externalApi" | "external_api", "endpoint") => Some(("file", "by_reference")),
        // An item that stands for an earlier one is known by its type, which may come after its id.
        ("input", "type") if text == "item_reference" && is_item(path) => Some(("file", "by_reference")),
        _ if REFERENCES.contains(&name) => Some(("file", "by_reference")),
        _ => None,
    }
}

/// Whether a place is a member of an item of a conversation.
fn is_item(path: &Path<'_>) -> bool {
    matches!(unwrapped(path.steps()), [Step::Key(list), Step::Index(_), Step::Key(_)] if list == "input")
}

/// Whether a place is one of a provider's sealed state under a name that says nothing: Anthropic's redacted thinking, whole and as a stream
/// begins it, and the encrypted reasoning that OpenRouter hands on.
fn is_state(steps: &[Step<'_>]) -> bool {
    match steps {
        [.., Step::Key(list), Step::Index(_), Step::Key(key)] => {
            key == "data" && matches!(list.as_ref(), "content" | "reasoning_details")
        }
        [Step::Key(block), Step::Key(key)] => key == "data" && block == "content_block",
        _ => false,
    }
}

/// Whether a place is one of a vector that an embeddings API gave out: in base64, where its caller asked for that, as OpenAI's SDK does.
fn is_embedding(steps: &[Step<'_>]) -> bool {
    matches!(steps, [Step::Key(list), Step::Index(_), Step::Key(key)] if list == "data" && key == "embedding")
}

/// What a string holds that is no text, wherever it stands: a data URI, or a file in base64.
pub fn no_text(text: &str) -> Option<&'static str> {
    data_uri(text).or_else(|| binary_in_base64(text))
}

/// What a data URI (RFC 2397) carries; `None` where that is text that can be decoded, and for any other string.
fn data_uri(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let scheme = text.get(..5).filter(|scheme| scheme.eq_ignore_ascii_case("data:"))?;
    let (head, data) = text.get(scheme.len()..)?.split_once(',')?;
    // Prose such as `data: one, two` is none.
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$&^_.+-/;=\"%*".contains(&b);
    let media = head.split(';').next().unwrap_or_default();
    if !head.bytes().all(token) || !(media.is_empty() || media.contains('/')) {
        return None;
    }
    let is = |prefix: &str| media.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let in_base64 = head.split(';').any(|part| part.eq_ignore_ascii_case("base64"));
    let readable =
        if in_base64 { decode::base64_text(data).is_some() } else { decode::percent(data).is_some() };
    if is("image/") {
        Some("image")
    } else if is("audio/") {
        Some("audio")
    } else if readable && (media.is_empty() || is("text/") || is("application/json")) {
        None
    } else {
        Some("file")
    }
}

/// Beginnings of well-known binary formats in base64: PNG, JPEG, GIF, WebP; WAV, MP3, Ogg; PDF, ZIP (office documents), gzip.
const BINARY: [(&str, &str); 10] = [
    ("iVBORw0KGgo", "image"),
    ("/9j/", "image"),
    ("R0lGOD", "image"),
    ("UklGR", "image"),
    ("SUQz", "audio"),
    ("T2dnUw", "audio"),
    ("//uQ", "audio"),
    ("JVBERi0", "file"),
    ("UEsDB", "file"),
    ("H4sI", "file"),
];

/// Shortest base64 that is taken for a file: the smallest images are about this long.
const BINARY_MIN: usize = 64;

/// What a base64 text holds, by its first bytes, whatever its key.
fn binary_in_base64(text: &str) -> Option<&'static str> {
    if text.len() < BINARY_MIN {
        return None;
    }
    let kind = binary_head(text)?;
    let base64 = |b: u8| b.is_ascii_alphanumeric() || b"+/=-_\r\n".contains(&b);
    text.bytes().take(BINARY_MIN).all(base64).then_some(kind)
}

/// What begins like a file in base64.
fn binary_head(text: &str) -> Option<&'static str> {
    BINARY.iter().find(|(head, _)| text.starts_with(head)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use alloc::{string::String, vec::Vec};

    use super::*;
    use crate::content::json::{self, Budget, JsonError, Visitor};
    use crate::content::text::Text;

    /// Uninspectable parts of a document, and its token ids.
    #[derive(Default)]
    struct Seen(Vec<(&'static str, &'static str)>, usize);

    impl<'d> Visitor<'d> for Seen {
        fn key(&mut self, _: &Path<'d>, _: &Text<'_>) -> Result<(), JsonError> {
            Ok(())
        }
        fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError> {
            self.0.extend(uninspectable(path, text.text));
            Ok(())
        }
        fn number(&mut self, path: &Path<'d>, _: &'d str, _: usize) -> Result<(), JsonError> {
            self.1 += usize::from(is_token_id(path));
            Ok(())
        }
        fn is_true(&mut self, _: &Path<'d>) {}
        fn open(&mut self, _: &Path<'d>) {}
    }

    fn seen(json: &serde_json::Value) -> Seen {
        let mut seen = Seen::default();
        let text: String = serde_json::to_string(json).unwrap();
        json::walk(&text, &mut Budget::default(), &mut seen).unwrap();
        seen
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let long = |head: &str| [head, &"A".repeat(BINARY_MIN)].concat();
        let part = |kind: &str, value: serde_json::Value| serde_json::json!({"messages": [{"content": [{"type": kind, kind: value}]}]});
        for (json, expected) in [
            (
                part("image_url", serde_json::json!({"url": "data:image/png;base64,AAAA"})),
                ("image", "no_detector"),
            ),
            (
                part("image_url", serde_json::json!({"url": "DATA:image/png;base64,AAAA"})),
                ("image", "no_detector"),
            ),
            (
                part("image_url", serde_json::json!({"url": "https://example.com/a.png"})),
                ("image", "by_reference"),
            ),
            (
                part("input_audio", serde_json::json!({"data": "AAAA", "format": "wav"})),
                ("audio", "no_detector"),
            ),
            (
                part("file", serde_json::json!({"file_data": "data:application/pdf;base64,AAAA"})),
                ("file", "no_detector"),
            ),
            (part("file", serde_json::json!({"file_id": "file-1"})), ("file", "by_reference")),
            (serde_json::json!({"any": "data:text/plain;base64,/wD/"}), ("file", "no_detector")),
            (serde_json::json!({"any": "data:text/plain,%ff"}), ("file", "no_detector")),
            (serde_json::json!({"any": "data:;base64,/wD/"}), ("file", "no_detector")),
            (serde_json::json!({"source": {"data": "AAAA"}}), ("file", "no_detector")),
            (serde_json::json!({"image": {"source": {"bytes": "AAAA"}}}), ("file", "no_detector")),
            (serde_json::json!({"thoughtSignature": "abc"}), ("provider_state", "no_detector")),
            (serde_json::json!({"cachedContent": "cachedContents/1"}), ("file", "by_reference")),
            (serde_json::json!({"vector_store_ids": ["vs_1"]}), ("file", "by_reference")),
            (
                serde_json::json!({"tools": [{"container": {"file_ids": ["file-1"]}}]}),
                ("file", "by_reference"),
            ),
            (serde_json::json!({"tools": [{"container": "cntr_1"}]}), ("file", "by_reference")),
            (
                serde_json::json!({"input": [{"type": "item_reference", "id": "msg_1"}]}),
                ("file", "by_reference"),
            ),
            (serde_json::json!({"thread": {"previous_message_id": "msg_1"}}), ("file", "by_reference")),
            (serde_json::json!({"messages": [{"audio": {"id": "audio_1"}}]}), ("file", "by_reference")),
            (
                serde_json::json!({"messages": [{"content": [{"type": "resource_link", "uri": "x://y"}]}]}),
                ("file", "by_reference"),
            ),
            (serde_json::json!({"tools": [{"library_ids": ["l"]}]}), ("file", "by_reference")),
            (
                serde_json::json!({"tools": [{"fileSearch": {"fileSearchStoreNames": ["s"]}}]}),
                ("file", "by_reference"),
            ),
            (
                serde_json::json!({"tools": [{"retrieval": {"externalApi": {"endpoint": "https://x"}}}]}),
                ("file", "by_reference"),
            ),
            (serde_json::json!({"source": {"data": long("iVBORw0KGgo")}}), ("image", "no_detector")),
            (serde_json::json!({"inlineData": {"data": long("JVBERi0")}}), ("file", "no_detector")),
        ] {
            assert_eq!(seen(&json).0, [expected], "{json}");
        }
    }

    #[test]
    fn sealed_state_and_vectors_are_known_by_their_places() {
        let sealed = "/7+9".repeat(200);
        let state = [(PROVIDER_STATE, "no_detector")];
        let block = serde_json::json!({"type": "redacted_thinking", "data": sealed});
        for json in [
            serde_json::json!({"content": [block]}),
            serde_json::json!({"messages": [{"role": "assistant", "content": [block]}]}),
            serde_json::json!({"type": "content_block_start", "index": 0, "content_block": block}),
            serde_json::json!({"choices": [{"message": {"reasoning_details": [{"data": sealed}]}}]}),
            serde_json::json!({"choices": [{"delta": {"reasoning_details": [{"data": sealed}]}}]}),
        ] {
            assert_eq!(seen(&json).0, state, "{json}");
        }
        let vectors = serde_json::json!({"data": [{"embedding": sealed}, {"embedding": sealed}]});
        assert_eq!(seen(&vectors).0, [("embedding", "no_detector"); 2]);
        for json in [
            serde_json::json!({"messages": [{"content": [{"data": "some words"}]}]}),
            serde_json::json!({"messages": [{"content": [{"data": "dGhlIG51bWJlciBpcyA1MzYtOTAtNDM5OQ=="}]}]}),
            serde_json::json!({"messages": [{"content": [{"x": {"data": sealed}}], "data": sealed}]}),
            serde_json::json!({"data": [{"embedding": "dGhlIG51bWJlciBpcyA1MzYtOTAtNDM5OQ=="}]}),
            serde_json::json!({"messages": [{"data": [{"embedding": sealed}]}], "embedding": sealed}),
        ] {
            assert_eq!(seen(&json).0, [], "{json}");
        }
    }

    #[test]
    fn prose_is_readable() {
        for text in [
            "data: the figures are 1, 2, 3",
            "data:a,b",
            "data:",
            "data:text/plain,as it is",
            "data:,as it is",
            "data:text/plain,%31%32",
            "data:text/plain;base64,aGVsbG8gd29ybGQ=",
            "database",
            "/9j/ is how a photo begins in base64, which is nothing but text when it stands in a sentence like this one",
        ] {
            assert_eq!(seen(&serde_json::json!({"content": text})).0, [], "{text}");
        }
    }

    #[test]
    fn prompts_of_numbers_are_token_ids() {
        assert_eq!(seen(&serde_json::json!({"prompt": [1, 2], "input": [[3], [4]]})).1, 4);
        assert_eq!(seen(&serde_json::json!({"extra_body": {"prompt": [1]}})).1, 1);
        assert_eq!(
            seen(&serde_json::json!({"input": [{"content": [{"logprob": 1}], "n": 2}], "max_tokens": 5})).1,
            0
        );
    }
}
