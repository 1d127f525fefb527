//! Values that say an answer's text once more: the log probabilities of its tokens, with the tokens, their bytes, and what else could have
//! stood there.
//!
//! A token is a part of a word, so no detector finds anything in it, and what is masked in the text would stand there in pieces.

use super::edit::{Edit, EditKind};

/// Whether a member of this name is such a value: `logprobs` (OpenAI, Cohere), `logprobsResult` (Gemini).
pub fn is_name(name: &str) -> bool {
    ["logprobs", "top_logprobs", "logprobsResult", "logprobs_result"].contains(&name)
}

/// The value of the member whose name ends at `name` of a well-formed document, where it is a list or an object with anything in it.
pub fn value(document: &str, name: usize) -> Option<Edit> {
    let bytes = document.as_bytes();
    let start = name + bytes.get(name..)?.iter().position(|b| *b == b':')? + 1;
    let start = start + bytes.get(start..)?.iter().position(|b| !b.is_ascii_whitespace())?;
    let kind = match bytes.get(start)? {
        b'[' => EditKind::List,
        b'{' => EditKind::Object,
        _ => return None,
    };
    let (mut depth, mut in_string, mut escaped, mut empty) = (0_usize, false, false, true);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match (in_string, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_string = !in_string,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth -= 1,
            _ => {}
        }
        empty &= at == start || depth == 0 || (!in_string && byte.is_ascii_whitespace());
        if depth == 0 {
            return (!empty).then(|| Edit { span: start..at + 1, kind, depth: 0 });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_to_their_ends() {
        for (document, expected) in [
            (r#"{"logprobs":[{"token":"]\"","n":[1]}],"x":1}"#, Some(r#"[{"token":"]\"","n":[1]}]"#)),
            (r#"{"logprobs" : {"content":[{}]} }"#, Some(r#"{"content":[{}]}"#)),
            (r#"{"logprobs":["a"]}"#, Some(r#"["a"]"#)),
            (r#"{"logprobs":[ ]}"#, None),
            (r#"{"logprobs":{}}"#, None),
            (r#"{"logprobs":null}"#, None),
            (r#"{"logprobs":true}"#, None),
        ] {
            let found = value(document, r#"{"logprobs"#.len()).map(|edit| document.get(edit.span).unwrap());
            assert_eq!(found, expected, "{document}");
        }
    }
}
