//! What the name of a value says: a password, a token, a key, or something about one.

/// How much a name promises, and so how little its value has to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Promise {
    /// `key`, `salt`, `hash`: often no secret at all.
    Weak,
    /// `token`, `secret`, `api_key`.
    Token,
    /// `password`, `pin`: any string may be one.
    Password,
}

/// Bytes of a name on each side of the word that was found.
const SIDE: usize = 48;

/// Ends of words that name a password. The last part of a name decides, so that `dbpass` and `userpassword` count.
#[rustfmt::skip]
const PASSWORDS: &[&[u8]] = &[
    b"password", b"passwort", b"passwd", b"passphrase", b"passcode", b"pwd", b"passw", b"pass", b"pword", b"kennwort",
    b"wachtwoord", b"senha", b"passe", b"clave", b"contrasena", b"pw", b"psw",
];
#[rustfmt::skip]
const TOKENS: &[&[u8]] = &[
    b"token", b"secret", b"apikey", b"presharedkey", b"secretkey", b"accesskey", b"authkey", b"privatekey",
    b"licensekey", b"credential", b"credentials", b"creds", b"bearer", b"auth", b"authorization", b"appkey",
    b"accountkey", b"sharedaccesskey", b"masterkey", b"encryptionkey", b"signingkey", b"sharedkey", b"secrets",
    b"tokens", b"apitoken", b"pat", b"jwt", b"userkey", b"sessionkey", b"cookie", b"sessionid",
];
/// Parts that make a token of `key` beside them: `api_key`, `access key`.
#[rustfmt::skip]
const MAKERS: &[&[u8]] = &[
    b"api", b"unseal", b"preshared", b"access", b"secret", b"private", b"auth", b"master", b"app", b"application",
    b"encryption", b"encrypt", b"signing", b"shared", b"license", b"licence", b"service", b"admin", b"account",
    b"client", b"consumer", b"deploy", b"storage", b"subscription", b"session", b"cookie", b"webhook", b"integration",
    b"crypto", b"aes", b"hmac", b"token", b"insert", b"write", b"server", b"live",
];
#[rustfmt::skip]
const WEAK: &[&[u8]] = &[
    b"key", b"keys", b"salt", b"nonce", b"iv", b"seed", b"signature", b"login", b"access", b"private", b"license",
    b"hash", b"pin", b"cert",
];

/// Parts behind the word that say that the value is something about the secret.
#[rustfmt::skip]
const ABOUT: &[&[u8]] = &[
    b"url", b"uri", b"urls", b"file", b"files", b"filename", b"path", b"paths", b"dir", b"name", b"names", b"id",
    b"ids", b"type", b"types", b"length", b"len", b"size", b"count", b"field", b"fields", b"label", b"policy",
    b"expiry", b"expires", b"expiration", b"expire", b"ttl", b"timeout", b"header", b"headers", b"prefix", b"suffix",
    b"version", b"class", b"format", b"hint", b"min", b"max", b"regex", b"pattern", b"template", b"env", b"variable",
    b"algorithm", b"alg", b"ref", b"reference", b"store", b"manager", b"provider", b"index", b"column", b"alias",
    b"limit", b"enabled", b"disabled", b"required", b"rotation", b"strength", b"placeholder", b"title", b"message",
    b"error", b"errors", b"page", b"endpoint", b"host", b"kind", b"mode", b"source", b"usage", b"metadata", b"domain",
    b"scope", b"scopes", b"status", b"exists", b"valid", b"validator", b"generator", b"resolver", b"selector",
    b"button", b"form", b"link", b"arn", b"location", b"description", b"desc", b"schema", b"spec", b"mask", b"char",
    b"chars", b"characters", b"help", b"meshing", b"issuer", b"audience", b"at", b"date", b"time", b"age",
    b"function", b"method", b"action", b"event", b"rules", b"rule", b"docs",
];
/// Parts before the word that say that the value is open to all.
#[rustfmt::skip]
const OPEN: &[&[u8]] = &[
    b"public", b"pub", b"publishable", b"primary", b"foreign", b"partition", b"sort", b"cache", b"object", b"row",
    b"commit", b"sha", b"checksum", b"etag", b"fingerprint", b"digest", b"translation", b"i18n", b"csrf", b"xsrf",
    b"page", b"cancellation", b"eos", b"pad", b"eof", b"no", b"forgot", b"reset", b"show", b"idempotency", b"routing",
    b"hot", b"shortcut", b"sequence", b"group", b"unique", b"next", b"author", b"keyboard", b"certificate",
    b"authenticity",
];

/// The name around the word at `start..end`, and where it ends.
pub(super) fn around(text: &[u8], start: usize, end: usize) -> (usize, usize) {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$');
    let before = text.get(start.saturating_sub(SIDE)..start).unwrap_or_default();
    let from = start - before.iter().rev().take_while(|b| part(b)).count();
    // A dot joins names (`spring.datasource.password`), but ends a sentence.
    let after = text.get(end..).unwrap_or_default();
    let mut to = end;
    for (at, byte) in after.iter().enumerate().take(SIDE) {
        let joins =
            matches!(byte, b'_' | b'.' | b'-') && after.get(at + 1).is_some_and(u8::is_ascii_alphabetic);
        if !byte.is_ascii_alphanumeric() && !joins && *byte != b'_' {
            break;
        }
        to = end + at + 1;
    }
    (from, to)
}

/// The name before the sign at `at`: blanks, quotes and brackets may stand between.
pub(super) fn before(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let before = text.get(at.saturating_sub(2 * SIDE)..at)?;
    let closing = before
        .iter()
        .rev()
        .take(12)
        .take_while(|b| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'`' | b']' | b'\\' | b')'))
        .count();
    let to = at - closing;
    let name = text.get(at.saturating_sub(2 * SIDE)..to)?;
    let length = name
        .iter()
        .rev()
        .take(SIDE + 1)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.' | b'$'))
        .count();
    (3..=SIDE).contains(&length).then_some((to - length, to))
}

/// The words that a name is made of: `authToken_V2` is auth, Token, V2.
pub(super) fn parts(name: &[u8]) -> impl DoubleEndedIterator<Item = &[u8]> {
    name.chunk_by(|a, b| {
        (a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
            && !(a.is_ascii_lowercase() && b.is_ascii_uppercase())
    })
    .filter(|part| part.first().is_some_and(u8::is_ascii_alphanumeric))
}

fn is_any(part: &[u8], words: &[&[u8]]) -> bool {
    words.iter().any(|word| part.eq_ignore_ascii_case(word))
}

fn ends_any(part: &[u8], words: &[&[u8]]) -> bool {
    let last = part.last().map(u8::to_ascii_lowercase);
    let end = |word: &[u8]| {
        // Nearly every word is told by its last letter.
        if word.last() != last.as_ref() {
            return false;
        }
        let at = part.len().checked_sub(word.len());
        // The shortest words end too many others (`compass`, `bypass`).
        let whole = word.len() > 4
            || part.len() == word.len()
            || matches!(word, b"pwd")
            || (word == b"pass"
                && is_any(
                    part,
                    &[b"dbpass", b"userpass", b"mypass", b"rootpass", b"adminpass", b"smtppass", b"mailpass"],
                ));
        whole && at.and_then(|at| part.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(word))
    };
    words.iter().any(|word| end(word))
}

/// What the whole name of a value promises; `None` if it is about a secret only, or open.
pub(super) fn promise(name: &[u8]) -> Option<Promise> {
    let mut found: Option<Promise> = None;
    let mut behind = true;
    let mut earlier: &[u8] = b"";
    for part in parts(name) {
        let kind = kind(part, earlier);
        earlier = part;
        match kind {
            Some(kind) => {
                found = found.max(Some(kind));
                behind = false;
            }
            None if !behind && is_any(part, ABOUT) => return None,
            None if found.is_none() && is_any(part, OPEN) => return None,
            None => {}
        }
    }
    found
}

fn kind(part: &[u8], earlier: &[u8]) -> Option<Promise> {
    if ends_any(part, PASSWORDS) {
        Some(Promise::Password)
    } else if ends_any(part, TOKENS) || (is_any(part, &[b"key", b"keys"]) && is_any(earlier, MAKERS)) {
        Some(Promise::Token)
    } else if is_any(part, WEAK) {
        Some(Promise::Weak)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_promise() {
        for (name, expected) in [
            (&b"DB_PASSWORD"[..], Some(Promise::Password)),
            (b"userPassword", Some(Promise::Password)),
            (b"dbpass", Some(Promise::Password)),
            (b"compass", None),
            (b"api_key", Some(Promise::Token)),
            (b"AWS_SECRET_ACCESS_KEY", Some(Promise::Token)),
            (b"key", Some(Promise::Weak)),
            (b"primary_key", None),
            (b"public-key", None),
            (b"kms_key_id", None),
            (b"tokenUrl", None),
            (b"password_file", None),
            (b"credentialsId", None),
            (b"ssh.client.secret", Some(Promise::Token)),
        ] {
            assert_eq!(promise(name), expected, "{}", core::str::from_utf8(name).unwrap());
        }
    }

    #[test]
    fn the_name_around_a_word() {
        let text = b"export MY_API_TOKEN_V2=abc";
        let (start, end) = around(text, 14, 19);
        assert_eq!(&text[start..end], b"MY_API_TOKEN_V2");
        let text = b"the password. Then";
        let (start, end) = around(text, 4, 12);
        assert_eq!(&text[start..end], b"password");
    }
}
