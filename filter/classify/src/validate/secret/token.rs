//! Forms of single providers that a pattern cannot tell from other text.

use super::{
    login::decode,
    value::{Shape, has, wordy},
};

/// No row of crosses, no `EXAMPLE`, more than a few different characters.
pub(super) fn is_real(bytes: &[u8]) -> bool {
    let shape = Shape::of(bytes);
    shape.run <= 9
        && shape.distinct >= if shape.length >= 27 { 9 } else { 6 }
        && !has(bytes, b"example")
        && !has(bytes, b"xxxxx")
}

/// Twenty capitals and digits that are no word; the key that Amazon's own documentation shows counts, for it is what tests use.
pub(super) fn is_aws_key_id(bytes: &[u8]) -> bool {
    let shape = Shape::of(bytes);
    shape.digits > 0
        || !wordy(bytes.get(4..).unwrap_or_default()) && !bytes.ends_with(b"XXXXX")
        || bytes.ends_with(b"EXAMPLE")
}

/// Keys of OpenAI: those of projects and service accounts carry the marker `T3BlbkFJ` (base64 of the name) unless they were cut.
pub(super) fn is_openai(bytes: &[u8]) -> bool {
    let body = bytes.get(3..).unwrap_or_default();
    let kinds: [&[u8]; 4] = [b"proj-", b"svcacct-", b"admin-", b"None-"];
    let kind = kinds.iter().find(|kind| body.starts_with(kind));
    let secret = body.get(kind.map_or(0, |kind| kind.len())..).unwrap_or_default();
    let marked = bytes.windows(8).any(|window| window == b"T3BlbkFJ");
    let words = wordy(secret) && Shape::of(secret).digits * 4 < secret.len();
    is_real(bytes) && !words && (marked || secret.len() < 40 || (kind.is_none() && !secret.contains(&b'-')))
}

/// Keys of Anthropic: 93 characters and `AA` behind their head, unless they were cut.
pub(super) fn is_anthropic(bytes: &[u8]) -> bool {
    let secret = bytes
        .get(7..)
        .and_then(|rest| rest.iter().position(|b| *b == b'-').and_then(|at| rest.get(at + 1..)))
        .unwrap_or_default();
    is_real(bytes) && (secret.len() < 40 || (secret.len() == 95 && secret.ends_with(b"AA")))
}

/// A secret of Microsoft Entra from its digit before `Q~`: three characters stand before it, which may be marks.
pub(super) fn azure_secret(text: &[u8], start: usize, end: usize) -> Option<(usize, usize)> {
    let at = text.get(start..end)?.windows(2).position(|window| window == b"Q~")?;
    let first = start.checked_add(at)?.checked_sub(4)?;
    let head = text.get(first..start)?;
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'~' | b'-');
    let free = !first.checked_sub(1).and_then(|i| text.get(i)).is_some_and(part);
    (head.iter().all(part) && free && is_real(text.get(first..end)?)).then_some((first, end))
}

/// Tokens of Slack: numbers of the workspace behind the head, or a version and one long part.
pub(super) fn is_slack(bytes: &[u8]) -> bool {
    let mut parts = bytes.split(|b| *b == b'-').skip(1);
    let first = parts.next().unwrap_or_default();
    let digits = first.iter().all(u8::is_ascii_digit);
    let workspace = digits && first.len() >= 6;
    let version = !digits || first.len() == 1;
    let last = parts.last().unwrap_or(first);
    let long = last.len() >= 10 && (workspace || (version && bytes.len() >= 40));
    is_real(bytes) && long && Shape::of(bytes).digits >= 6
}

/// Tokens that may be longer than a place is looked at, and that a detector of their own finds whole.
pub(super) fn has_own_detector(text: &[u8], start: usize, end: usize) -> bool {
    const HEADS: [&[u8]; 8] = [
        b"LS0tLS1CRUdJTi",
        b"-----BEGIN",
        b"ATATT3",
        b"pypi-AgE",
        b"ops_eyJ",
        b"github_pat_",
        b"AGE-SECRET-KEY-",
        b"ABSK",
    ];
    let value = text.get(start..end).unwrap_or_default();
    HEADS.iter().any(|head| value.starts_with(head))
        || (value.starts_with(b"eyJ") && jwt(text, start).is_some())
}

/// Whether the name of a file goes on behind `end`: `.png`, `.css`.
pub(super) fn is_file(text: &[u8], end: usize) -> bool {
    const ENDS: [&[u8]; 9] =
        [b".png", b".jpg", b".jpeg", b".gif", b".svg", b".js", b".css", b".html", b".webp"];
    let rest = text.get(end..).unwrap_or_default();
    ENDS.iter().any(|tail| rest.starts_with(tail))
}

/// JSON Web Token: parts of base64url, of which the first and the second are JSON objects (RFC 7515 §7.1). Grows to the end of the token;
/// one without a signature counts, as does a payload that is no JSON where there is a signature.
pub(super) fn jwt(text: &[u8], start: usize) -> Option<(usize, usize)> {
    let part = |at: usize| {
        let rest = text.get(at..).unwrap_or_default();
        let length = rest
            .iter()
            .take(16 * 1024)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            .count();
        at + length
    };
    let header = part(start);
    let object = |from: usize, to: usize| {
        let decoded = text.get(from..to).and_then(decode).unwrap_or_default();
        decoded.first() == Some(&b'{') && decoded.trim_ascii_end().last() == Some(&b'}')
    };
    let names_algorithm = text
        .get(start..header)
        .and_then(decode)
        .is_some_and(|decoded| has(&decoded, b"\"alg\"") || has(&decoded, b"\"enc\""));
    if header - start > 2048 || !object(start, header) || !names_algorithm || text.get(header) != Some(&b'.')
    {
        return None;
    }
    let payload = part(header + 1);
    let whole = object(header + 1, payload);
    if text.get(payload) != Some(&b'.') {
        return whole.then_some((start, payload));
    }
    let signature = part(payload + 1);
    let signed = payload - header > 10 && signature - payload > 10;
    (signed || whole).then_some((start, if signed { signature } else { payload }))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn forms_of_providers() {
        assert!(is_openai(b"sk-proj-q8Zr2mVx4Kd9Ltw7Pn3Bc") && is_openai(b"sk-abcdefghijklmnopqrstuvwx"));
        assert!(!is_openai(b"sk-learn-pipeline-with-many-steps"));
        assert!(is_aws_key_id(b"AKIAIOSFODNN7EXAMPLE") && !is_aws_key_id(b"ASIAINDIGENOUSPEOPLE"));
        assert!(is_slack(b"xoxb-123456789012-abcdefghijkl") && !is_slack(b"xoxb-xoxb-my-bot-token"));
        let text = b"secret ~Gg8Q~kVh1Li2vpg_nXBGqFsbGK-t~Hus1JmT end";
        assert_eq!(azure_secret(text, 8, 44), Some((7, 44)));
        assert_eq!(azure_secret(b"aaaaGg8Q~kVh1Li2vpg", 4, 19), None);
    }

    #[test]
    fn web_tokens() {
        // {"alg":"none"}, {"a":1}
        let (header, payload) = ("eyJhbGciOiJub25lIn0", "eyJhIjoxfQ");
        for (text, end) in [
            (format!("{header}.{payload}.c2lnbmF0dXJl x"), 43),
            (format!("{header}.{payload} x"), 30),
            (format!("{header}.{payload}. x"), 30),
        ] {
            assert_eq!(jwt(text.as_bytes(), 0), Some((0, end)), "{text}");
        }
        assert_eq!(jwt(b"eyJhbGciOiJub25lIn.eyJhIjoxfQ.c2lnbmF0dXJl", 0), None);
        assert_eq!(jwt(b"eyJhbGciOiJub25lIn0", 0), None);
    }
}
