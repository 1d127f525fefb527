//! Values beside the name of the service that issued them.

use super::{
    key,
    value::{is_letters, is_long_number, is_place, is_random, is_stand_in, is_uuid},
};

/// Bytes behind the name in which its value begins.
const REACH: usize = 72;
const VALUE: usize = 512;

/// Words between a name and its value that are neither credentials nor anything else.
#[rustfmt::skip]
const BETWEEN: &[&[u8]] = &[
    b"api", b"app", b"access", b"client", b"account", b"live", b"prod", b"production", b"test", b"dev", b"staging",
    b"is", b"the", b"for", b"my", b"value", b"default", b"personal", b"project", b"user", b"bot", b"org", b"rest",
    b"admin", b"oauth", b"oauth2", b"v1", b"v2", b"v3", b"io", b"ai", b"string", b"var", b"const", b"let", b"of",
    b"service", b"server", b"web", b"read", b"write", b"id", b"consumer", b"refresh", b"search", b"integration",
    b"sdk", b"data", b"bearer", b"public",
];

/// The value behind the name that ends at `end`. `plain` names are words of the language too: they need a word for a credential before
/// the value.
pub(super) fn follow(text: &[u8], start: usize, end: usize, plain: bool) -> Option<(usize, usize)> {
    let stop = text.len().min(end + REACH);
    let (mut at, mut words, mut lines, mut blanks, mut sign) = (end, 0, 0, 0, false);
    // `acmeToken`, `acmekey`: the word for a credential is part of the name.
    let name = text.get(start..end)?;
    let ends = |tail: &[u8]| {
        name.len()
            .checked_sub(tail.len())
            .and_then(|at| name.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(tail))
    };
    let mut credential =
        [&b"key"[..], b"token", b"secret", b"access", b"private", b"password"].into_iter().any(ends);
    // `name.com` is an address.
    if text.get(end) == Some(&b'.') && text.get(end + 1).is_some_and(u8::is_ascii_lowercase) {
        let tail = text.get(end + 1..)?;
        let length = tail.iter().take(24).take_while(|b| b.is_ascii_alphanumeric()).count();
        key::promise(tail.get(..length)?)?;
    }
    while at < stop {
        let byte = *text.get(at)?;
        match byte {
            b' ' | b'\t' => blanks += 1,
            b'\n' => lines += 1,
            b'=' | b':' => sign = true,
            b'"' | b'\'' | b'`' | b'_' | b'-' | b'.' | b',' | b'>' | b'(' | b'[' | b'{' | b'\\' | b'\r'
            | b'*' | b'|' | b')' => {}
            b if b.is_ascii_alphanumeric() => {
                let length = word_length(text, at);
                let word = text.get(at..at + length)?;
                let inside =
                    blanks == 0 && !sign && word.len() <= 16 && word.iter().all(u8::is_ascii_alphabetic);
                if words < 6
                    && (inside
                        || promises(word)
                        || BETWEEN.iter().any(|known| word.eq_ignore_ascii_case(known)))
                {
                    credential |= promises(word);
                    words += 1;
                    at += length;
                    continue;
                }
                let direct = !credential
                    && !plain
                    && words <= 2
                    && (sign || (blanks == 1 && words == 0))
                    && lines == 0;
                if !credential && !direct {
                    return None;
                }
                let value = run(text, at)?;
                let bytes = text.get(value.0..value.1)?;
                let made = is_uuid(bytes)
                    || is_random(bytes, if sign { 8 } else { 12 })
                    || is_letters(bytes, 20)
                    || is_long_number(bytes);
                let enough = (credential && made) || (direct && !is_uuid(bytes) && is_random(bytes, 20));
                let cut = text
                    .get(value.1..)
                    .is_some_and(|rest| rest.starts_with(b"...") || rest.starts_with(b"\xe2\x80\xa6"));
                return (enough && !cut && !is_stand_in(bytes) && !is_place(bytes)).then_some(value);
            }
            _ => return None,
        }
        if lines > 2 || blanks > 24 {
            return None;
        }
        at += 1;
    }
    None
}

fn promises(word: &[u8]) -> bool {
    word.iter().all(u8::is_ascii_alphabetic) && key::promise(word).is_some()
}

/// Letters up to a change of case, or letters with digits.
fn word_length(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let run = rest.iter().take(32).take_while(|b| b.is_ascii_alphanumeric()).count();
    let run = rest.get(..run).unwrap_or_default();
    run.chunk_by(|a, b| !(a.is_ascii_lowercase() && b.is_ascii_uppercase())).next().map_or(1, <[u8]>::len)
}

fn run(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let length =
        rest.iter().take(VALUE).take_while(|b| b.is_ascii_alphanumeric() || b"-_.+/=~:%".contains(b)).count();
    let mut value = rest.get(..length)?;
    while let Some((b'.' | b':' | b'-', shorter)) = value.split_last() {
        value = shorter;
    }
    Some((at, at + value.len()))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    fn found(text: &str, plain: bool) -> Option<&str> {
        let at = text.to_ascii_lowercase().find("acme").unwrap();
        follow(text.as_bytes(), at, at + 4, plain).map(|(a, b)| &text[a..b])
    }

    #[test]
    fn values_beside_names() {
        let value = "q7Zk2Vd8Rw1Xp4Tn6Bm3";
        for text in [
            "acme_token={}",
            "ACME API KEY {}",
            "acmeSECRET: '{}'",
            "\"acme\": { \"api_key\": \"{}\" }",
            "acme-private-key {}",
        ] {
            assert_eq!(found(&text.replace("{}", value), true), Some(value), "{text}");
        }
        assert_eq!(found(&format!("acme={value}"), false), Some(value));
        for text in
            ["acme={}", "acme.com/{}", "acme wrote {}", "acme token\n\n\n\n{}", "acme key in the lock {}"]
        {
            assert_eq!(found(&text.replace("{}", value), true), None, "{text}");
        }
        assert_eq!(found("acme token=YOUR_ACME_TOKEN_1234567890", false), None);
    }
}
