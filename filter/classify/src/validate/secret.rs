//! Secrets: passwords, keys and tokens, by their names, their forms and their checksums.
//!
//! A value is judged by how much its name promises ([`key`]), how it is joined to it ([`link`]) and what it looks like ([`value`]). All of
//! them look at a few hundred bytes at most and never twice.

mod block;
mod checksum;
mod judge;
mod key;
mod link;
mod login;
mod named;
mod token;
mod value;

use super::{Candidate, Span};
use judge::Case;
use link::Link;

/// The value that the credential word at the candidate names: `db_password = "…"`, `--token …`, `<apiKey>…</apiKey>`.
pub(crate) fn keyed_secret(candidate: &Candidate<'_>) -> Span {
    let (from, to) = key::around(candidate.text, candidate.start, candidate.end);
    keyed(candidate.text, from, to)
}

/// The value behind the sign at the candidate, if the name before it is one of humps (`stripeApiKey`): words find the others.
pub(crate) fn assigned_secret(candidate: &Candidate<'_>) -> Span {
    let (from, to) = key::before(candidate.text, candidate.start)?;
    let humps = candidate
        .text
        .get(from..to)?
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
    humps.then(|| keyed(candidate.text, from, to)).flatten()
}

fn keyed(text: &[u8], from: usize, to: usize) -> Span {
    let promise = key::promise(text.get(from..to)?)?;
    let found = link::follow(text, to)?;
    if token::has_own_detector(text, found.start, found.end) {
        return None;
    }
    // What goes on with dots was shortened to be shown.
    if text.get(found.end..).is_some_and(|rest| rest.starts_with(b"...") || rest.starts_with(b"\xe2\x80\xa6"))
    {
        return None;
    }
    let case = Case {
        bytes: text.get(found.start..found.end)?,
        value: found,
        promise,
        flag: text.get(from) == Some(&b'-'),
        record: is_record(text, from, found.end),
    };
    (found.link != Link::Sentence && case.accepts()).then_some((found.start, found.end))
}

/// A field of a connection string (`;Password=…;`) or the password of a login (`login x password y`).
fn is_record(text: &[u8], from: usize, end: usize) -> bool {
    let before = text.get(from.saturating_sub(64)..from).unwrap_or_default();
    let field = before.iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b';')
        && before.contains(&b'=')
        && text.get(end).is_none_or(|b| b";\"'`\n<".contains(b));
    let line = before.rsplit(|b| *b == b';').next().unwrap_or_default();
    field || value::has(line, b"login ") || value::has(line, b"machine ")
}

/// A password told in a sentence: `my password is …`, `the pin for the door is …`.
pub(crate) fn spoken_secret(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let name = text.get(candidate.start..candidate.end)?;
    let found = match link::follow(text, candidate.end).filter(|found| found.link == Link::Sentence) {
        Some(found) => found,
        None => {
            link::follow(text, sentence(text, candidate.end)?).filter(|found| found.link == Link::Sentence)?
        }
    };
    let bytes = text.get(found.start..found.end)?;
    let shape = value::Shape::of(bytes);
    if value::is_stand_in(bytes) || value::is_place(bytes) || shape.spaces > 0 {
        return None;
    }
    let number = shape.digits == shape.length;
    let good = if name.len() <= 4 && !name.eq_ignore_ascii_case(b"pass") {
        // PIN, code: four to eight digits.
        number && (4..=8).contains(&shape.length)
    } else if found.quoted {
        shape.length >= 4
    } else {
        let mixed = shape.digits > 0 && shape.letters() > 0;
        let marked = shape.marks > 0 && shape.letters() > 0 && !value::wordy(bytes);
        shape.length >= 5 && (mixed || marked || (number && shape.length >= 6) || shape.changes > 1)
    };
    (good && shape.length <= 64).then_some((found.start, found.end))
}

/// Where the verb of a sentence may follow: `password for the guest wifi| is`.
fn sentence(text: &[u8], at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let rest = rest.get(..56).unwrap_or(rest);
    let stop = rest.iter().position(|b| b".,;:=\n\"'(".contains(b)).unwrap_or(rest.len());
    let rest = rest.get(..stop)?;
    [&b" is "[..], b" to "]
        .iter()
        .filter_map(|verb| rest.windows(4).position(|w| w == *verb))
        .min()
        .map(|found| at + found)
}

/// A value beside the name of the service that issued it.
pub(crate) fn named_secret(candidate: &Candidate<'_>) -> Span {
    named::follow(candidate.text, candidate.start, candidate.end, false)
}

/// The same for names that are words of the language: a word for a credential must stand between.
pub(crate) fn named_key(candidate: &Candidate<'_>) -> Span {
    named::follow(candidate.text, candidate.start, candidate.end, true)
}

/// The same for keys that are 32, 40 or 64 hexadecimal digits in lower case.
pub(crate) fn named_hex(candidate: &Candidate<'_>) -> Span {
    let span = named::follow(candidate.text, candidate.start, candidate.end, false)?;
    let bytes = candidate.text.get(span.0..span.1)?;
    let hex = value::is_hex(bytes) && !bytes.iter().any(u8::is_ascii_uppercase);
    (hex && matches!(bytes.len(), 32 | 40 | 64)).then_some(span)
}

/// The password of an address, at the colon of its `://`.
pub(crate) fn address_login(candidate: &Candidate<'_>) -> Span {
    login::in_address(candidate.text, candidate.start)
}

/// The value of a name of humps that a word declares: `var apiToken = "…"`, `private readonly String dbPassword = …`.
pub(crate) fn declared_secret(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let tail = text.get(candidate.end..)?;
    let gap = tail.iter().take(3).take_while(|b| matches!(b, b' ' | b'\t' | b'"' | b'=')).count();
    let from = candidate.end + gap;
    let length = text
        .get(from..)?
        .iter()
        .take(48)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$'))
        .count();
    let humps = text
        .get(from..from + length)?
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
    (gap > 0 && humps).then(|| keyed(text, from, from + length)).flatten()
}

/// Ticket hash behind its head, to the end of its run.
pub(crate) fn kerberos_hash(candidate: &Candidate<'_>) -> Span {
    let rest = candidate.text.get(candidate.end..)?;
    let part = |b: &u8| b.is_ascii_alphanumeric() || b"*@:.$/_-\\".contains(b);
    let length = rest.iter().take(4096).take_while(|b| part(b)).count();
    let digits = rest.get(..length)?.iter().rev().take_while(|b| b.is_ascii_hexdigit()).count();
    (digits >= 32).then_some((candidate.start, candidate.end + length))
}

/// The password behind `-u` or `--user`.
pub(crate) fn flag_login(candidate: &Candidate<'_>) -> Span {
    let length = if candidate.bytes().starts_with(b"--") { 6 } else { 2 };
    begins_word(candidate).then(|| login::behind_flag(candidate.text, candidate.start + length)).flatten()
}

/// The password in the arguments behind a name that ends at the candidate: `NetworkCredential("joe", "…")`.
pub(crate) fn call_login(candidate: &Candidate<'_>) -> Span {
    login::in_call(candidate.text, candidate.end)
}

/// Whether a blank or nothing stands before the candidate.
fn begins_word(candidate: &Candidate<'_>) -> bool {
    candidate
        .start
        .checked_sub(1)
        .and_then(|at| candidate.text.get(at))
        .is_none_or(|b| b.is_ascii_whitespace() || *b == b'"')
}

/// The password behind `-p` of a command that takes it there.
pub(crate) fn flag_password(candidate: &Candidate<'_>) -> Span {
    const COMMANDS: &[&[u8]] = &[
        b"mysql",
        b"mariadb",
        b"psexec",
        b"sshpass",
        b"plink",
        b"docker login",
        b"mongo",
        b"smbclient",
        b"ldapsearch",
        b"net use",
        b"redis-cli",
    ];
    let text = candidate.text;
    if !begins_word(candidate) {
        return None;
    }
    let line = text.get(candidate.start.saturating_sub(160)..candidate.start)?;
    let line = line.rsplit(|b| *b == b'\n').next()?;
    if !COMMANDS.iter().any(|command| value::has(line, command)) {
        return None;
    }
    let found = link::follow(text, candidate.start + 2)?;
    let bytes = text.get(found.start..found.end)?;
    let good = bytes.len() >= 4
        && !bytes.starts_with(b"-")
        && !value::is_stand_in(bytes)
        && !value::is_place(bytes)
        && !bytes.contains(&b':');
    good.then_some((found.start, found.end))
}

/// Base64 of a login behind the word `Basic`.
pub(crate) fn basic_login(candidate: &Candidate<'_>) -> Span {
    login::basic(candidate.text, candidate.end)
}

/// Base64 of a login, whatever stands before it: the `auth` of a container registry.
pub(crate) fn encoded_login(candidate: &Candidate<'_>) -> Span {
    candidate.whole(login::decode(candidate.bytes()).is_some_and(|decoded| login::is_login(&decoded)))
}

/// The password of a line of `.pgpass`, at the colon before its port.
pub(crate) fn pgpass(candidate: &Candidate<'_>) -> Span {
    // The port, or a star for any.
    const PORTS: [&[u8]; 3] = [b"5432:", b"5433:", b"*:"];
    let rest = candidate.text.get(candidate.end..)?;
    let port = PORTS.iter().find(|port| rest.starts_with(port))?;
    login::pgpass(candidate.text, candidate.end + port.len())
}

/// A match that is no stand-in: no row of crosses, no `EXAMPLE`.
pub(crate) fn real_token(candidate: &Candidate<'_>) -> Span {
    candidate.whole(token::is_real(candidate.bytes()))
}

/// A match that chance made: letters and digits, well spread. For heads that words begin with, too.
pub(crate) fn random_token(candidate: &Candidate<'_>) -> Span {
    let bytes = candidate.bytes();
    let file = token::is_file(candidate.text, candidate.end);
    candidate.whole(!file && !value::is_stand_in(bytes) && value::is_random(bytes, 12))
}

/// A capture group that is no stand-in.
pub(crate) fn plain_secret(candidate: &Candidate<'_>) -> Span {
    let bytes = candidate.bytes();
    candidate.whole(!value::is_stand_in(bytes) && !value::has(bytes, b"password"))
}

/// AWS key id.
pub(crate) fn aws_key_id(candidate: &Candidate<'_>) -> Span {
    candidate.whole(token::is_aws_key_id(candidate.bytes()))
}

/// OpenAI key.
pub(crate) fn openai_key(candidate: &Candidate<'_>) -> Span {
    candidate.whole(token::is_openai(candidate.bytes()))
}

/// Anthropic key.
pub(crate) fn anthropic_key(candidate: &Candidate<'_>) -> Span {
    candidate.whole(token::is_anthropic(candidate.bytes()))
}

/// Microsoft Entra client secret.
pub(crate) fn azure_secret(candidate: &Candidate<'_>) -> Span {
    token::azure_secret(candidate.text, candidate.start, candidate.end)
}

/// Slack token.
pub(crate) fn slack_token(candidate: &Candidate<'_>) -> Span {
    candidate.whole(token::is_slack(candidate.bytes()))
}

/// Artifactory key: the head of one may begin a word in capitals, so that a digit or a small letter must follow.
pub(crate) fn artifactory_key(candidate: &Candidate<'_>) -> Span {
    let bytes = candidate.bytes();
    let shape = value::Shape::of(bytes);
    let rows = bytes.iter().rev().take_while(|b| **b == b'X').count();
    candidate.whole(shape.digits + shape.lower > 0 && rows < 6)
}

/// A token with a CRC-32 in base 62 at its end.
pub(crate) fn crc_base62(candidate: &Candidate<'_>) -> Span {
    candidate.whole(checksum::base62(candidate.bytes()))
}

/// A token with a CRC-32 in hexadecimal at its end.
pub(crate) fn crc_hex(candidate: &Candidate<'_>) -> Span {
    candidate.whole(checksum::hexadecimal(candidate.bytes()))
}

/// JSON Web Token.
pub(crate) fn jwt(candidate: &Candidate<'_>) -> Span {
    token::jwt(candidate.text, candidate.start)
}

/// Private key block: see [`block::pem`].
pub(crate) fn private_key(candidate: &Candidate<'_>) -> Span {
    block::pem(candidate.text, candidate.start, candidate.end)
}

/// PuTTY key file, to its MAC line (PuTTY manual, appendix C).
pub(crate) fn putty_key(candidate: &Candidate<'_>) -> Span {
    block::to_line(candidate.text, candidate.start, b"Private-MAC: ", 16 * 1024)
}

/// RSA key in XML with its private exponent (W3C XML-DSig core §4.5.2; .NET `ToXmlString(true)`).
pub(crate) fn xml_key(candidate: &Candidate<'_>) -> Span {
    let span = block::to_line(candidate.text, candidate.start, b"</RSAKeyValue>", 8 * 1024)?;
    value::has(candidate.text.get(span.0..span.1)?, b"<d>").then_some(span)
}

/// The key line behind the comment of minisign or signify.
pub(crate) fn comment_key(candidate: &Candidate<'_>) -> Span {
    block::next_line(candidate.text, candidate.start)
}

/// Base64 that begins a PEM block, to its end.
pub(crate) fn encoded_block(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    let length = text
        .get(candidate.start..)?
        .iter()
        .take(64 * 1024)
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
        .count();
    let head = login::decode(text.get(candidate.start..candidate.start + length.min(64))?)?;
    (length >= 64 && value::has(&head, b"private key")).then_some((candidate.start, candidate.start + length))
}
