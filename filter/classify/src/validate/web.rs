//! E-mail addresses, web addresses and names of accounts.

use super::{
    Candidate, Span,
    near::{before, byte, is_one, is_word, skip, word_end},
};

/// Parts of a domain: labels of letters, digits and hyphens (RFC 1035 §2.3.1), or of letters above ASCII (RFC 5890).
fn is_domain(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-') || *byte >= 0x80
}

/// A domain at the beginning of `bytes`: its length. Kana, Han and Hangul end it, as they follow without a space. At least two labels, the last of letters or punycode.
fn domain_length(bytes: &[u8]) -> Option<usize> {
    let length = bytes.iter().take(253).take_while(|b| is_domain(b) && !matches!(b, 0xe3..=0xef)).count();
    let mut domain = bytes.get(..length)?;
    while let Some((b'.' | b'-', rest)) = domain.split_last() {
        domain = rest;
    }
    let mut labels = domain.rsplit(|b| *b == b'.');
    let top = labels.next()?;
    let rest_is_good = domain.contains(&b'.') && labels.all(|label| !label.is_empty() && label.len() <= 63);
    let letters = top.iter().all(|b| b.is_ascii_alphabetic() || *b >= 0x80);
    let punycode = top.get(..4).is_some_and(|head| head.eq_ignore_ascii_case(b"xn--"));
    (rest_is_good && (2..=24).contains(&top.len()) && (letters || punycode)).then_some(domain.len())
}

/// E-mail address around the `@` (RFC 5321 §4.1.2 and lengths of §4.5.3.1; RFC 6531 for letters above ASCII).
pub(crate) fn email(candidate: &Candidate<'_>) -> Span {
    address(candidate).filter(|(_, end)| !is_example(candidate.text, candidate.start, *end))
}

/// An address of a domain that is kept for examples, or that stands for anyone's.
pub(crate) fn email_example(candidate: &Candidate<'_>) -> Span {
    address(candidate).filter(|(_, end)| is_example(candidate.text, candidate.start, *end))
}

/// RFC 2606 and RFC 6761: names kept for tests and documentation; and the ones that forms show.
fn is_example(text: &[u8], at: usize, end: usize) -> bool {
    let domain = text.get(at + 1..end).unwrap_or_default();
    let mut labels = domain.rsplit(|b| *b == b'.');
    let (top, name) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    is_one(top, &["example", "test", "invalid", "localhost"])
        || is_one(name, &["example", "yourdomain", "yourcompany", "domain", "email", "company"])
}

fn address(candidate: &Candidate<'_>) -> Span {
    let (text, at) = (candidate.text, candidate.start);
    plain_address(text, at).or_else(|| {
        let start = quoted_local(text, at).or_else(|| local(text, at))?;
        let length = domain_length(text.get(at + 1..)?)?;
        Some((start, at + 1 + length))
    })
}

/// An address in ASCII, whatever its top domain: what a mail system would take, and some more, since a name that is left out is worse than
/// one too many.
fn plain_address(text: &[u8], at: usize) -> Span {
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(b);
    let before = text.get(at.saturating_sub(64)..at)?;
    let length = before.iter().rev().take_while(|b| part(b)).count();
    let mut start = at - length;
    // A setting or a path may stand before it without a space: `to=a@b.com`, `smtp/a@b.com`.
    if let Some(cut) = text.get(start..at)?.iter().rposition(|b| matches!(b, b'=' | b'/' | b'?' | b'&')) {
        start += cut + 1;
    }
    while start < at && text.get(start).is_some_and(|b| !b.is_ascii_alphanumeric() && *b != b'_') {
        start += 1;
    }
    let after = text.get(at + 1..)?;
    let in_domain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    let length = after.iter().take(253).take_while(|b| in_domain(b)).count();
    let mut domain = after.get(..length)?;
    while let Some((b'.' | b'-', rest)) = domain.split_last() {
        domain = rest;
    }
    let mut labels = domain.rsplit(|b| *b == b'.');
    let top = labels.next()?;
    let rest_is_good = domain.contains(&b'.') && labels.all(|label| !label.is_empty() && label.len() <= 63);
    let top_is_good = (2..=24).contains(&top.len()) && top.iter().all(u8::is_ascii_alphabetic);
    (start < at && rest_is_good && top_is_good).then_some((start, at + 1 + domain.len()))
}

fn local(text: &[u8], at: usize) -> Option<usize> {
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(b) || *b >= 0x80;
    let before = text.get(at.saturating_sub(64)..at)?;
    let length = before.iter().rev().take_while(|b| part(b)).count();
    let mut start = at - length;
    // Kana, Han and Hangul before an address are its sentence.
    if let Some(cut) = text.get(start..at)?.iter().rposition(|b| matches!(b, 0xe3..=0xef)) {
        start = (start + cut + 3).min(at);
    }
    // A setting or a path may stand before it without a space: `to=a@b.com`, `smtp/a@b.com`.
    if let Some(cut) =
        text.get(start..at)?.iter().rposition(|b| matches!(b, b'=' | b'/' | b'|' | b'?' | b'&'))
    {
        start += cut + 1;
    }
    while start < at && !text.get(start).is_some_and(|b| is_word(*b) || *b == b'_') {
        start += 1;
    }
    (start < at && byte(text, at - 1) != b'.').then_some(start)
}

fn quoted_local(text: &[u8], at: usize) -> Option<usize> {
    let close = at.checked_sub(1).filter(|i| byte(text, *i) == b'"')?;
    let from = close.saturating_sub(64);
    let open = from + text.get(from..close)?.iter().rposition(|b| matches!(b, b'"' | b'\n'))?;
    let inside = text.get(open + 1..close)?;
    let fits = byte(text, open) == b'"' && !inside.is_empty() && !is_word(before(text, open));
    fits.then_some(open)
}

/// Longest address that is followed, bytes.
const URL_BYTES_MAX: usize = 2048;

/// End of a web address from a place inside of it: without the punctuation of the sentence and brackets that it does not open.
fn url_end(text: &[u8], from: usize) -> usize {
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(b) || *b >= 0x80;
    let rest = text.get(from..).unwrap_or_default();
    let mut end = from + rest.iter().take(URL_BYTES_MAX).take_while(|b| part(b)).count();
    while end > from {
        let inside = text.get(from..end).unwrap_or_default();
        let count = |bracket: u8| inside.iter().filter(|b| **b == bracket).count();
        match before(text, end) {
            b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'_' => end -= 1,
            b')' if count(b'(') < count(b')') => end -= 1,
            b']' if count(b'[') < count(b']') => end -= 1,
            _ => break,
        }
    }
    end
}

/// Web address from the colon of its scheme (RFC 3986 §3).
pub(crate) fn url(candidate: &Candidate<'_>) -> Span {
    #[rustfmt::skip]
    const SCHEMES: &[&str] = &[
        "http", "https", "ftp", "ftps", "sftp", "ws", "wss", "file", "ssh", "git", "s3", "gs", "ldap", "ldaps", "rtsp", "smb",
    ];
    let (text, at) = (candidate.text, candidate.start);
    if text.get(at..at + 3)? != b"://" {
        return None;
    }
    let head = text.get(at.saturating_sub(6)..at)?;
    let start = at - head.iter().rev().take_while(|b| b.is_ascii_alphanumeric()).count();
    let end = url_end(text, at + 3);
    let known = is_one(text.get(start..at)?, SCHEMES);
    // A host without a dot is a machine of one's own; an address in brackets is found as such.
    let host = text.get(at + 3..end)?.split(|b| matches!(b, b'/' | b'?' | b'#')).next()?;
    (known && is_word(byte(text, at + 3)) && host.contains(&b'.')).then_some((start, end))
}

/// Web address that begins with `www.`.
pub(crate) fn url_www(candidate: &Candidate<'_>) -> Span {
    let (text, start) = (candidate.text, candidate.start);
    if matches!(before(text, start), b'@' | b'/' | b'.' | b'-') {
        return None;
    }
    let length = domain_length(text.get(start..)?)?;
    let dots = text.get(start..start + length)?.iter().filter(|b| **b == b'.').count();
    (dots >= 2).then_some((start, path_end(text, start + length)))
}

/// Over a port, a path, a query behind a domain.
fn path_end(text: &[u8], end: usize) -> usize {
    let goes_on = matches!(byte(text, end), b'/' | b'?' | b'#')
        || byte(text, end) == b':' && byte(text, end + 1).is_ascii_digit();
    if goes_on { url_end(text, end).max(end) } else { end }
}

/// A bare domain, from the word that is its top level: `example.com/path`. Top levels that are words of a language or endings of
/// file names need a path or another label of the kind that registries give out.
pub(crate) fn bare_domain(candidate: &Candidate<'_>) -> Span {
    #[rustfmt::skip]
    const AMBIGUOUS: &[&str] = &[
        "in", "it", "is", "me", "no", "so", "to", "at", "be", "us", "am", "as", "de", "es", "la", "do", "my", "ai", "sh", "py",
        "pl", "rs", "md", "cc", "id", "pt", "ms", "zip", "mov", "app", "name", "live", "world", "today", "info", "site", "store",
        "cloud", "page", "link", "online", "email", "one", "space", "tech", "dev", "run", "tv", "co", "eu", "fr", "se", "st", "ch",
    ];
    const SECOND: &[&str] = &["co", "com", "org", "net", "gov", "ac", "edu", "gob", "gouv"];
    let (text, top) = (candidate.text, candidate.start);
    if before(text, top) != b'.' || is_word(byte(text, candidate.end)) {
        return None;
    }
    let head = text.get(top.saturating_sub(128)..top - 1)?;
    let length = head.iter().rev().take_while(|b| is_domain(b)).count();
    let start = top - 1 - length;
    let name = text.get(start..top - 1)?;
    let good = name.iter().any(u8::is_ascii_alphabetic)
        && name.first().is_some_and(|b| is_word(*b))
        && name.split(|b| *b == b'.').all(|label| !label.is_empty() && label.last() != Some(&b'-'));
    let next = byte(text, candidate.end);
    let farther = byte(text, candidate.end + 1);
    let inside = matches!(before(text, start), b'@' | b'/' | b'_' | b'$' | b'\\' | b'=' | b'-' | b':')
        || matches!(next, b'(' | b'[' | b'_' | b'@' | b'=')
        || matches!(next, b'.' | b'-') && is_word(farther);
    // Names of software that end like a top level.
    let software = is_one(name, &["asp", "vb", "ado", "ml", "socket", "draw"]);
    if !good || inside || software {
        return None;
    }
    let end = path_end(text, candidate.end);
    let last_label = name.rsplit(|b| *b == b'.').next()?;
    let word = text.get(top..candidate.end)?;
    let case = word.iter().all(u8::is_ascii_lowercase) || name.iter().all(|b| !b.is_ascii_lowercase());
    let sure = !is_one(word, AMBIGUOUS)
        || end > candidate.end
            && byte(text, candidate.end) == b'/'
            && !is_one(word, &["py", "sh", "rs", "md", "pl"])
        || is_one(last_label, SECOND) && name.len() > last_label.len() + 1;
    (case && sure && last_label.len() > 1).then_some((start, end))
}

/// The name of an account behind words that say so: `username: j_doe42`. Prose needs a name that no sentence has: with a figure, an
/// underline, a dot, or in quotes.
pub(crate) fn username(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let mut at = skip(text, candidate.end, b" ", 2);
    let word = word_end(text, at);
    let spoken = is_one(text.get(at..word)?, &["is", "ist", "es", "est", "was"]);
    if spoken {
        at = skip(text, word, b" :", 2);
    }
    let marked = matches!(byte(text, at), b':' | b'=');
    if marked {
        at = skip(text, at, b":= ", 3);
    }
    let quoted = matches!(byte(text, at), b'"' | b'\'' | b'`');
    let start = at + usize::from(quoted);
    let from = start + usize::from(byte(text, start) == b'@');
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-');
    let mut end = from + text.get(from..)?.iter().take(33).take_while(|b| part(b)).count();
    while end > from && matches!(before(text, end), b'.' | b'-') {
        end -= 1;
    }
    let name = text.get(from..end)?;
    let figure = name.iter().any(|b| b.is_ascii_digit() || matches!(b, b'_' | b'.'))
        && name.iter().any(u8::is_ascii_alphabetic);
    let followed = byte(text, end);
    let free = (3..=32).contains(&name.len())
        && !is_word(followed)
        && !matches!(followed, b'@' | b'(' | b'/' | b'<' | b'[');
    let told = marked || spoken || quoted;
    (free && told && figure).then_some((start, end))
}

/// A handle `@name` beside words of a network that has handles.
pub(crate) fn handle(candidate: &Candidate<'_>) -> Span {
    let (text, at) = (candidate.text, candidate.start);
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    let mut end = at + 1 + text.get(at + 1..)?.iter().take(32).take_while(|b| part(b)).count();
    while before(text, end) == b'.' {
        end -= 1;
    }
    let previous = before(text, at);
    let free = !is_word(previous)
        && !matches!(previous, b'@' | b'/' | b'.' | b'_')
        && !matches!(byte(text, end), b'(' | b'@' | b'/' | b'-');
    (free && end > at + 3).then_some((at, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'t>(text: &'t str, place: &str, reader: fn(&Candidate<'_>) -> Span) -> Option<&'t str> {
        let start = text.find(place).unwrap();
        let end = start + place.len();
        reader(&Candidate { text: text.as_bytes(), start, end }).and_then(|(a, b)| text.get(a..b))
    }

    #[test]
    fn mails() {
        for (text, expected) in [
            ("to <jo.doe+x@mail.example.com>, and", Some("jo.doe+x@mail.example.com")),
            ("a@b.co.", Some("a@b.co")),
            ("连接jo@example.com吧", Some("jo@example.com")),
            ("mail=jo@example.com;", Some("jo@example.com")),
            ("\"jo doe\"@example.com", Some("\"jo doe\"@example.com")),
            ("jürgen@bücher.example", Some("jürgen@bücher.example")),
            ("jo@xn--bcher-kva.xn--p1ai", Some("jo@xn--bcher-kva.xn--p1ai")),
            ("@decorator(x.y)", None),
            ("user@localhost", None),
            ("git@1.2.3.4", None),
        ] {
            assert_eq!(at(text, "@", address), expected, "{text}");
        }
    }

    #[test]
    fn web_addresses() {
        for (text, expected) in [
            ("see https://example.com/a?b=c.", Some("https://example.com/a?b=c")),
            ("(http://example.com/x_(y))", Some("http://example.com/x_(y)")),
            ("<https://[2001:db8::1]/>", None),
            ("http://localhost:80/", None),
            ("x://y", None),
            ("http: //y", None),
        ] {
            assert_eq!(at(text, ":", url), expected, "{text}");
        }
        assert_eq!(at("at www.example.org/x, or", "www.", url_www), Some("www.example.org/x"));
        assert_eq!(at("at www.example", "www.", url_www), None);
        for (text, top, expected) in [
            ("my example.com is", "com", Some("example.com")),
            ("shop.example.com:8080/x", "com", Some("shop.example.com:8080/x")),
            ("example.co.in now", "in", Some("example.co.in")),
            ("the end.in summer", "in", None),
            ("script.py", "py", None),
            ("jo@example.com", "com", None),
            ("System.out.com(", "com", None),
            ("the com port", "com", None),
        ] {
            assert_eq!(at(text, top, bare_domain), expected, "{text}");
        }
    }

    #[test]
    fn accounts() {
        for (text, expected) in [
            ("username: j_doe42,", Some("j_doe42")),
            ("username is 'jdoe7'", Some("jdoe7")),
            ("username is required", None),
            ("username field", None),
            ("username: jo@example.com", None),
        ] {
            assert_eq!(at(text, "username", username), expected, "{text}");
        }
        assert_eq!(at("jo@mail.example.com", "@", email), None);
        assert_eq!(at("jo@mail.example.com", "@", email_example), Some("jo@mail.example.com"));
        assert_eq!(at("jo@countersign.dev", "@", email), Some("jo@countersign.dev"));
        assert_eq!(at("follow @jo_doe!", "@", handle), Some("@jo_doe"));
        assert_eq!(at("jo@doe_x", "@", handle), None);
    }
}
