//! User names with passwords: in addresses, headers, flags and files.

use alloc::vec::Vec;

use super::value::{Shape, has, is_random, is_stand_in, wordy};

/// Whether a password beside a user name says something.
fn telling(user: &[u8], password: &[u8]) -> bool {
    let shape = Shape::of(password);
    let numbers = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    shape.length >= 3
        && shape.spaces == 0
        && shape.length <= 256
        && !is_stand_in(password)
        && !(user.len() > 1 && is_stand_in(user) && wordy(password) && shape.digits == 0)
        && !(numbers(user) && numbers(password))
        && !(user == password && wordy(password))
        && !has(password, b"password")
}

/// `scheme://user:password@host` around the `://` at `at`: the password; a token in the place of the user (RFC 3986 §3.2.1).
pub(super) fn in_address(text: &[u8], at: usize) -> Option<(usize, usize)> {
    if text.get(at..at + 3) != Some(b"://")
        || !at.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_alphanumeric)
    {
        return None;
    }
    let start = at + 3;
    let rest = text.get(start..)?;
    let rest = rest.get(..256).unwrap_or(rest);
    let ends =
        |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'<' | b'>' | b',' | b'\\');
    let authority = rest.get(..rest.iter().position(ends).unwrap_or(rest.len()))?;
    // A password may hold `/` or `@`; what follows the last `@` before a path is the host.
    let path = authority.iter().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(authority.len());
    let close = authority.get(..path)?.iter().rposition(|b| *b == b'@').or_else(|| {
        let close = authority.iter().position(|b| *b == b'@')?;
        let colon = authority.iter().position(|b| *b == b':')?;
        // `host:80/path@x` is no login.
        let port = authority.get(colon + 1).is_some_and(u8::is_ascii_digit)
            && authority.get(colon + 1..path)?.iter().all(u8::is_ascii_digit);
        (colon < path && colon < close && !port).then_some(close)
    })?;
    let host = authority.get(close + 1..)?;
    if !host.first().is_some_and(|b| b.is_ascii_alphanumeric() || b"[$%{_".contains(b)) {
        return None;
    }
    let login = authority.get(..close)?;
    match login.iter().position(|b| *b == b':') {
        Some(colon) => {
            let (user, password) = (login.get(..colon)?, login.get(colon + 1..)?);
            telling(user, password).then_some((start + colon + 1, start + close))
        }
        None => is_random(login, 16).then_some((start, start + close)),
    }
}

/// `user:password` behind a flag (`-u`, `--user`) that ends at `at`.
pub(super) fn behind_flag(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let skipped = rest.iter().take(4).take_while(|b| matches!(b, b' ' | b'=' | b'"' | b'\'' | b'\\')).count();
    let quote = rest.get(..skipped)?.iter().rev().find(|b| matches!(b, b'"' | b'\''));
    let start = at + skipped;
    let rest = text.get(start..)?;
    let rest = rest.get(..160).unwrap_or(rest);
    let ends = |b: &u8| match quote {
        Some(quote) => b == quote || *b == b'\n',
        None => b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`'),
    };
    let end = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        from + tail.iter().position(ends).unwrap_or(tail.len())
    };
    let mut login = rest.get(..end(0))?;
    // Each part may have quotes of its own: `joe:'…'`, `"joe":"…"`.
    let (colon, from) = match login.iter().position(|b| *b == b':') {
        Some(colon)
            if colon + 1 == login.len()
                && rest.get(login.len()).is_some_and(|b| matches!(b, b'"' | b'\''))
                && rest.get(login.len() + 1).is_some_and(u8::is_ascii_graphic) =>
        {
            (colon, colon + 2)
        }
        Some(colon) => (colon, colon + 1),
        None if rest.get(login.len() + 1) == Some(&b':') => (
            login.len(),
            login.len()
                + 2
                + usize::from(rest.get(login.len() + 2).is_some_and(|b| matches!(b, b'"' | b'\''))),
        ),
        None => return None,
    };
    if from > login.len() {
        let tail = rest.get(from..)?;
        let length = tail.iter().position(|b| matches!(b, b'"' | b'\'' | b' ' | b'\n')).unwrap_or(tail.len());
        login = rest.get(..from + length)?;
    }
    let (user, password) = (login.get(..colon)?, login.get(from..)?);
    if password.is_empty() {
        // Some services take the key as a user without a password.
        let shape = Shape::of(user);
        let key = is_random(user, 8) || (shape.length >= 8 && shape.kinds() == 4);
        return (key && !is_stand_in(user)).then_some((start, start + colon));
    }
    let line = text.get(at.saturating_sub(160)..at)?;
    let known = has(line, b"curl") || has(line, b"wget") || has(line, b"http");
    let good = telling(user, password)
        && !password.starts_with(b"/")
        && (known || (!wordy(password) && password.len() > 5));
    good.then_some((start + from, start + login.len()))
}

/// The second string of a call whose name ends at `at`, or the third where the first is a place (`DirectoryEntry("LDAP://…", "joe", "…")`).
pub(super) fn in_call(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let rest = rest.get(..256).unwrap_or(rest);
    if rest.first() != Some(&b'(') {
        return None;
    }
    let close = rest.iter().position(|b| matches!(b, b')' | b'\n')).unwrap_or(rest.len());
    let mut strings: [Option<(usize, usize)>; 3] = [None; 3];
    let (mut from, mut count) = (1, 0);
    while let Some(slot) = strings.get_mut(count) {
        let Some(open) = rest.get(from..close)?.iter().position(|b| matches!(b, b'"' | b'\'')) else { break };
        let quote = *rest.get(from + open)?;
        let begin = from + open + 1;
        let length = rest.get(begin..)?.iter().position(|b| *b == quote)?;
        *slot = Some((begin, begin + length));
        (from, count) = (begin + length + 1, count + 1);
        if from >= close {
            break;
        }
    }
    let [first, second, third] = strings;
    let place =
        first.and_then(|(a, b)| rest.get(a..b)).is_some_and(|bytes| bytes.windows(3).any(|w| w == b"://"));
    let (begin, end) = if place { third? } else { second? };
    let password = rest.get(begin..end)?;
    telling(b"", password).then_some((at + begin, at + end))
}

/// Base64 of `user:password` behind the word `Basic` that ends at `at` (RFC 7617).
pub(super) fn basic(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let skipped = rest.iter().take(6).take_while(|b| matches!(b, b' ' | b'"' | b'\'' | b':' | b'=')).count();
    let start = at + skipped;
    let length = base64_length(text, start);
    let decoded = decode(text.get(start..start + length)?)?;
    is_login(&decoded).then_some((start, start + length))
}

/// Printable, with a colon between two parts that say something.
pub(super) fn is_login(decoded: &[u8]) -> bool {
    let Some(colon) = decoded.iter().position(|b| *b == b':') else { return false };
    let (user, password) =
        (decoded.get(..colon).unwrap_or_default(), decoded.get(colon + 1..).unwrap_or_default());
    let printable = decoded.iter().all(u8::is_ascii_graphic);
    let said = if password.is_empty() {
        is_random(user, 8)
    } else {
        !is_stand_in(password) && !has(password, b"password")
    };
    printable && decoded.len() > 4 && said
}

/// The fields behind the port of a line of `.pgpass`: database, user, password (PostgreSQL docs §34.16).
pub(super) fn pgpass(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let rest = text.get(at..)?;
    let rest = rest.get(..256).unwrap_or(rest);
    let line = rest.get(..rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len()))?;
    let database = line.iter().position(|b| *b == b':')?;
    let user = line.get(database + 1..)?.iter().position(|b| *b == b':')?;
    let from = database + user + 2;
    let password = line.get(from..)?;
    (password.len() >= 4 && !is_stand_in(password) && !password.contains(&b'/'))
        .then_some((at + from, at + line.len()))
}

/// Bytes of base64 at `at`, padding included.
pub(super) fn base64_length(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest
        .iter()
        .take(1024)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_'))
        .count();
    length + rest.get(length..).unwrap_or_default().iter().take(2).take_while(|b| **b == b'=').count()
}

/// Decodes base64 of either alphabet (RFC 4648 §4 and §5), with or without padding.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut held, mut bits) = (0u32, 0u32);
    for byte in text.iter().filter(|b| **b != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).unwrap_or(0));
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_in_addresses() {
        let found = |text: &'static str| {
            in_address(text.as_bytes(), text.find("://").unwrap()).map(|(a, b)| &text[a..b])
        };
        assert_eq!(found("postgres://app:k3ttle@db:5432/x"), Some("k3ttle"));
        assert_eq!(found("mongodb+srv://u:a@b!c9@h.net/t?x=1"), Some("a@b!c9"));
        assert_eq!(found("redis://:s3same@cache"), Some("s3same"));
        assert_eq!(found("ftp://u:a/b9@h"), Some("a/b9"));
        for none in [
            "https://host:80/a@b",
            "https://a@b/",
            "x://user:${PW}@h",
            "x://user:password@h",
            "x://u:****@h",
            "https://h/@u",
            "http://u:p9ss@ h",
        ] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn logins_behind_flags() {
        let found = |text: &'static str| {
            behind_flag(text.as_bytes(), text.find("-u").unwrap() + 2).map(|(a, b)| &text[a..b])
        };
        assert_eq!(found("curl -u admin:tea4two https://x"), Some("tea4two"));
        assert_eq!(found("curl -u \"admin:tea 4\" https://x"), None);
        assert_eq!(found("curl -u 'q7Zk2Vd8Rw1Tx:' https://x"), Some("q7Zk2Vd8Rw1Tx"));
        assert_eq!(found("curl -u joe:'tea4two' x"), Some("tea4two"));
        assert_eq!(found("curl -u \"joe\":\"tea4two\" x"), Some("tea4two"));
        assert_eq!(found("docker run -u 1000:1000 x"), None);
        assert_eq!(found("curl -u $USER:$PASS x"), None);
        assert_eq!(found("curl -u user:password x"), None);
    }

    #[test]
    fn logins_in_calls() {
        let found =
            |text: &'static str| in_call(text.as_bytes(), text.find('(').unwrap()).map(|(a, b)| &text[a..b]);
        assert_eq!(found("NetworkCredential(\"joe\", \"tea4two\");"), Some("tea4two"));
        assert_eq!(found("DirectoryEntry('LDAP://h', 'joe', 'tea4two')"), Some("tea4two"));
        assert_eq!(found("NetworkCredential(user, password)"), None);
        assert_eq!(found("NetworkCredential(\"joe\")"), None);
    }

    #[test]
    fn logins_in_base64() {
        assert_eq!(decode(b"YTpi"), Some(b"a:b".to_vec()));
        let found = |text: &'static str| basic(text.as_bytes(), 5).map(|(a, b)| &text[a..b]);
        // joe:tea4two, username:password, and no login at all
        assert_eq!(found("Basic am9lOnRlYTR0d28="), Some("am9lOnRlYTR0d28="));
        assert_eq!(found("Basic dXNlcm5hbWU6cGFzc3dvcmQ="), None);
        assert_eq!(found("Basic knowledge"), None);
    }

    #[test]
    fn lines_of_pgpass() {
        let text = b"db.host:5432:app:joe:tea4two\n";
        assert_eq!(pgpass(text, 13), Some((21, 28)));
        assert_eq!(pgpass(b"x:5432:80", 7), None);
    }
}
