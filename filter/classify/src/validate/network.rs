//! Addresses of machines.

use super::{
    Candidate, Span,
    near::{before, byte, digits_end, is_word, value, word_before},
};

/// Four numbers to 255 without leading zeros. End of the address.
fn ipv4_end(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    for octet in 0..4 {
        if octet > 0 {
            if byte(text, at) != b'.' {
                return None;
            }
            at += 1;
        }
        let end = digits_end(text, at, 4);
        let digits = text.get(at..end)?;
        let plain = digits.len() == 1 || digits.first() != Some(&b'0');
        if digits.is_empty() || digits.len() > 3 || !plain || value(digits) > 255 {
            return None;
        }
        at = end;
    }
    Some(at)
}

/// End of a prefix length `/24` behind an address; `at` itself where none of that size follows.
fn prefix_end(text: &[u8], at: usize, limit: u32) -> usize {
    let end = digits_end(text, at + 1, 4);
    let digits = text.get(at + 1..end).unwrap_or_default();
    let fits =
        byte(text, at) == b'/' && !digits.is_empty() && value(digits) <= limit && !is_word(byte(text, end));
    if fits { end } else { at }
}

/// Whether a dotted number or a name goes on at `end`.
fn goes_on(text: &[u8], end: usize) -> bool {
    let next = byte(text, end);
    is_word(next) || next == b'_' || next == b'.' && byte(text, end + 1).is_ascii_digit()
}

fn ipv4_any(candidate: &Candidate<'_>) -> Option<(usize, usize, [u8; 4])> {
    let (text, start) = (candidate.text, candidate.start);
    let last = candidate.before().unwrap_or(0);
    let farther = start.checked_sub(2).map_or(0, |i| byte(text, i));
    let inside =
        is_word(last) || last == b'_' || matches!(last, b'.' | b'-') && is_word(farther) || last == b'-';
    let end = ipv4_end(text, start)?;
    if inside || goes_on(text, end) {
        return None;
    }
    let mut octets = [0u8; 4];
    let numbers = text.get(start..end)?.split(|b| *b == b'.');
    for (octet, digits) in octets.iter_mut().zip(numbers) {
        *octet = u8::try_from(value(digits)).ok()?;
    }
    Some((start, prefix_end(text, end, 32), octets))
}

/// Loopback, unspecified, broadcast, link-local, multicast: they name no machine.
fn names_no_machine([a, b, _, _]: [u8; 4]) -> bool {
    matches!((a, b), (0 | 127 | 224..=255, _) | (169, 254))
}

/// IPv4 address, with a prefix length where one follows, and not a version number. RFC 791 §3.2; RFC 6943 §3.1.1 (no leading
/// zeros); RFC 4632 §3.1 (prefix).
pub(crate) fn ipv4(candidate: &Candidate<'_>) -> Span {
    let (start, end, octets) = ipv4_any(candidate)?;
    (!names_no_machine(octets) && !is_private(octets) && !is_version(candidate.text, start, octets))
        .then_some((start, end))
}

/// An address of a private network (RFC 1918): it names a machine to those inside only.
pub(crate) fn ipv4_private(candidate: &Candidate<'_>) -> Span {
    let (start, end, octets) = ipv4_any(candidate)?;
    (is_private(octets) && !is_version(candidate.text, start, octets)).then_some((start, end))
}

fn is_private([a, b, _, _]: [u8; 4]) -> bool {
    matches!((a, b), (10, _) | (172, 16..=31) | (192, 168))
}

/// The addresses that name no machine (RFC 6890), for those who want them.
pub(crate) fn ipv4_special(candidate: &Candidate<'_>) -> Span {
    let (start, end, octets) = ipv4_any(candidate)?;
    names_no_machine(octets).then_some((start, end))
}

/// Small numbers all, or behind a word that versions: `Chrome/99.0.4844.51`, `version 10.0.19.1`.
fn is_version(text: &[u8], start: usize, octets: [u8; 4]) -> bool {
    #[rustfmt::skip]
    const WORDS: &[&str] = &["version", "v", "ver", "release", "build", "section", "chapter", "figure", "table", "clause"];
    let behind_word = super::near::is_one(word_before(text, start, b" .:/"), WORDS);
    let product = before(text, start) == b'/'
        && start.checked_sub(2).is_some_and(|i| byte(text, i).is_ascii_alphabetic());
    behind_word
        || product
        || octets.iter().all(|octet| *octet < 20) && !matches!(octets, [10, ..] | [1, 1, 1, 1] | [8, 8, 8, 8])
}

/// What an IPv6 address is made of.
struct Ipv6 {
    end: usize,
    groups: usize,
    compressed: bool,
    digits: bool,
    embedded: bool,
}

/// Reads an IPv6 address (RFC 4291 §2.2) from its first byte.
fn ipv6_read(text: &[u8], start: usize) -> Option<Ipv6> {
    let (mut at, mut groups, mut compressed, mut embedded, mut digits) = (start, 0, false, false, false);
    loop {
        if byte(text, at) == b':' && byte(text, at + 1) == b':' {
            if compressed {
                return None;
            }
            compressed = true;
            at += 2;
        } else if groups > 0 {
            if byte(text, at) != b':' || !byte(text, at + 1).is_ascii_hexdigit() {
                break;
            }
            at += 1;
        }
        let rest = text.get(at..)?;
        let length = rest.iter().take(5).take_while(|b| b.is_ascii_hexdigit()).count();
        if length == 0 {
            break;
        }
        if let Some(end) = ipv4_end(text, at).filter(|_| groups > 0 || compressed) {
            (at, groups, embedded) = (end, groups + 2, true);
            break;
        }
        if length > 4 {
            return None;
        }
        digits |= rest.iter().take(length).any(u8::is_ascii_digit);
        (at, groups) = (at + length, groups + 1);
        if groups > 8 {
            return None;
        }
    }
    let whole = if compressed { groups <= 7 } else { groups == 8 };
    whole.then_some(Ipv6 { end: at, groups, compressed, digits, embedded })
}

fn ipv6_any(candidate: &Candidate<'_>) -> Option<(usize, usize, Ipv6)> {
    let (text, at) = (candidate.text, candidate.start);
    let head = text.get(at.saturating_sub(5)..at)?;
    let start = at - head.iter().rev().take_while(|b| b.is_ascii_hexdigit()).count();
    let last = before(text, start);
    if is_word(last) || matches!(last, b':' | b'_' | b'.') || at - start > 4 {
        return None;
    }
    let address = ipv6_read(text, start)?;
    let mut end = prefix_end(text, address.end, 128);
    if byte(text, end) == b'%' && is_word(byte(text, end + 1)) {
        end = super::near::word_end(text, end + 1);
    }
    let next = byte(text, end);
    let farther = byte(text, end + 1);
    let goes_on = is_word(next)
        || next == b'_'
        || next == b':' && farther == b':'
        || next == b'.' && farther.is_ascii_digit();
    (!goes_on).then_some((start, end, address))
}

/// IPv6 address around its first colon, compressed, with an IPv4 address at its end, a prefix length or a zone.
///
/// Two groups around a gap are paths of Rust and C++ more often than addresses, unless there is a figure in them and the first
/// begins like an assigned block (RFC 4291 §2.4, IANA IPv6 address space).
pub(crate) fn ipv6(candidate: &Candidate<'_>) -> Span {
    let (start, end, address) = ipv6_any(candidate)?;
    let first = candidate.text.get(start..start + 2).unwrap_or_default();
    let assigned =
        matches!(first, [b'2' | b'3', _]) || matches!(first, [b'f' | b'F', b'c'..=b'f' | b'C'..=b'F']);
    let sure = !address.compressed && address.digits
        || address.embedded
        || address.groups >= 3 && address.digits
        || address.groups >= 2 && assigned && address.digits
        || end > address.end;
    sure.then_some((start, end))
}

/// The short ones: `::1`, `::`, `fe80::`. Beside words only.
pub(crate) fn ipv6_short(candidate: &Candidate<'_>) -> Span {
    let (start, end, _) = ipv6_any(candidate)?;
    let slice = before(candidate.text, start) == b'[' && byte(candidate.text, end) == b']' && end - start < 4;
    (!slice).then_some((start, end))
}

/// MAC address: six pairs with colons or hyphens, or three groups of four with dots (IEEE 802-2014 §8.1). Not all alike.
pub(crate) fn mac_address(candidate: &Candidate<'_>) -> Span {
    let text = candidate.text;
    // From a colon, its pair begins two bytes before.
    let start =
        if byte(text, candidate.start) == b':' { candidate.start.checked_sub(2)? } else { candidate.start };
    let last = before(text, start);
    if is_word(last) || matches!(last, b':' | b'-' | b'_') {
        return None;
    }
    let shape = |width: usize, count: usize, separator: u8| {
        let length = (width + 1) * count - 1;
        let bytes = text.get(start..start + length)?;
        let good = bytes
            .iter()
            .enumerate()
            .all(|(i, b)| if i % (width + 1) == width { *b == separator } else { b.is_ascii_hexdigit() });
        let alike = bytes.iter().all(|b| *b == separator || Some(b) == bytes.first());
        let next = byte(text, start + length);
        let free =
            !is_word(next) && next != b'_' && !(next == separator && is_word(byte(text, start + length + 1)));
        (good && free && !alike).then_some((start, start + length))
    };
    shape(2, 6, b':').or_else(|| shape(2, 6, b'-')).or_else(|| shape(4, 3, b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at<'t>(text: &'t str, place: &str, reader: fn(&Candidate<'_>) -> Span) -> Option<&'t str> {
        let start = text.find(place).unwrap();
        reader(&Candidate { text: text.as_bytes(), start, end: start + 1 }).and_then(|(a, b)| text.get(a..b))
    }

    #[test]
    fn version_four() {
        for (text, place, expected) in [
            ("from 203.0.113.9, and", "2", Some("203.0.113.9")),
            ("net 198.51.100.0/24.", "1", Some("198.51.100.0/24")),
            ("203.0.113.9:8080", "2", Some("203.0.113.9")),
            ("203.0.113.9.", "2", Some("203.0.113.9")),
            ("203.0.113.9.5", "2", None),
            ("256.0.113.9", "2", None),
            ("03.0.113.9", "0", None),
            ("version 203.0.113.9", "2", None),
            ("Chrome/99.0.113.9", "9", None),
            ("1.2.3.4", "1", None),
            ("127.0.0.1", "1", None),
        ] {
            assert_eq!(at(text, place, ipv4), expected, "{text}");
        }
        assert_eq!(at("10.1.2.3", "1", ipv4), None);
        assert_eq!(at("10.1.2.3", "1", ipv4_private), Some("10.1.2.3"));
        assert_eq!(at("127.0.0.1", "1", ipv4_special), Some("127.0.0.1"));
    }

    #[test]
    fn version_six() {
        for (text, expected) in [
            ("at 2001:db8:85a3::8a2e:370:7334 now", Some("2001:db8:85a3::8a2e:370:7334")),
            ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", Some("2001:0db8:85a3:0000:0000:8a2e:0370:7334")),
            ("[2001:db8::7]:443", Some("2001:db8::7")),
            ("2001:db8::/32", Some("2001:db8::/32")),
            ("fe80::7%eth0", Some("fe80::7%eth0")),
            ("::ffff:203.0.113.9", Some("::ffff:203.0.113.9")),
            ("12:30:45", None),
            ("std::vec", None),
            ("key: value", None),
            ("a::b", None),
            ("f :: Int", None),
            ("::1", None),
            ("00:1a:2b:3c:4d:5e", None),
        ] {
            assert_eq!(at(text, ":", ipv6), expected, "{text}");
        }
        assert_eq!(at("from ::1", ":", ipv6_short), Some("::1"));
        assert_eq!(at("a[::1]", ":", ipv6_short), None);
    }

    #[test]
    fn hardware() {
        for (text, place, expected) in [
            ("00:1a:2b:3c:4d:5e", ":", Some("00:1a:2b:3c:4d:5e")),
            ("00-1A-2B-3C-4D-5E.", "0", Some("00-1A-2B-3C-4D-5E")),
            ("001a.2b3c.4d5e", "0", Some("001a.2b3c.4d5e")),
            ("00:1a:2b:3c:4d:5e:6f", ":", None),
            ("00:00:00:00:00:00", ":", None),
            ("12:30:45", ":", None),
        ] {
            assert_eq!(at(text, place, mac_address), expected, "{text}");
        }
    }
}
