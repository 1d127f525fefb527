//! Checks beyond a pattern: check digits, ranges, shapes.

/// What a validator makes of a match: the bytes that are the finding.
pub(crate) type Span = Option<(usize, usize)>;

fn digits(bytes: &[u8]) -> impl DoubleEndedIterator<Item = u32> + '_ {
    bytes.iter().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0'))
}

/// Payment card: ISO/IEC 7812-1 issuer ranges of the large networks, 12 to 19 digits, Luhn.
pub(crate) fn payment_card(bytes: &[u8]) -> bool {
    let count = digits(bytes).count();
    let prefix = |n: usize| digits(bytes).take(n).fold(0, |value, digit| value * 10 + digit);
    let (two, three, four) = (prefix(2), prefix(3), prefix(4));
    let issuer = match count {
        13 | 16 | 19 if two / 10 == 4 => true,
        16 if (51..=55).contains(&two) || (2221..=2720).contains(&four) => true,
        15 if two == 34 || two == 37 => true,
        16..=19 if four == 6011 || two == 65 || (644..=649).contains(&three) || two == 62 => true,
        14..=19 if two == 36 || two == 38 || two == 39 || (300..=305).contains(&three) => true,
        16..=19 if (3528..=3589).contains(&four) => true,
        12..=19 if two == 50 || (56..=58).contains(&two) || two == 63 || two == 67 => true,
        16 if (2200..=2204).contains(&four) => true,
        _ => false,
    };
    issuer && luhn(bytes) && digits(bytes).any(|d| d != prefix(1))
}

fn luhn(bytes: &[u8]) -> bool {
    let sum: u32 = digits(bytes)
        .rev()
        .enumerate()
        .map(|(i, d)| {
            if i % 2 == 0 {
                d
            } else if d > 4 {
                d * 2 - 9
            } else {
                d * 2
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// US social security number: no area 000, 666 or 9xx, no group 00, no serial 0000 (SSA, "Social Security Number
/// Randomization"), and none of the numbers that advertising made famous.
pub(crate) fn us_ssn(bytes: &[u8]) -> bool {
    let number = digits(bytes).fold(0u32, |value, digit| value.wrapping_mul(10).wrapping_add(digit));
    let (area, group, serial) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    let known_fake = matches!(number, 78_051_120 | 219_099_999);
    digits(bytes).count() == 9
        && area != 0
        && area != 666
        && area < 900
        && group != 0
        && serial != 0
        && !known_fake
}

/// Length of an IBAN by country (SWIFT IBAN registry).
#[rustfmt::skip]
const IBAN_LENGTHS: &[([u8; 2], usize)] = &[
    (*b"AD", 24), (*b"AE", 23), (*b"AL", 28), (*b"AT", 20), (*b"AZ", 28), (*b"BA", 20), (*b"BE", 16),
    (*b"BG", 22), (*b"BH", 22), (*b"BR", 29), (*b"BY", 28), (*b"CH", 21), (*b"CR", 22), (*b"CY", 28),
    (*b"CZ", 24), (*b"DE", 22), (*b"DK", 18), (*b"DO", 28), (*b"EE", 20), (*b"EG", 29), (*b"ES", 24),
    (*b"FI", 18), (*b"FO", 18), (*b"FR", 27), (*b"GB", 22), (*b"GE", 22), (*b"GI", 23), (*b"GL", 18),
    (*b"GR", 27), (*b"GT", 28), (*b"HR", 21), (*b"HU", 28), (*b"IE", 22), (*b"IL", 23), (*b"IQ", 23),
    (*b"IS", 26), (*b"IT", 27), (*b"JO", 30), (*b"KW", 30), (*b"KZ", 20), (*b"LB", 28), (*b"LC", 32),
    (*b"LI", 21), (*b"LT", 20), (*b"LU", 20), (*b"LV", 21), (*b"LY", 25), (*b"MC", 27), (*b"MD", 24),
    (*b"ME", 22), (*b"MK", 19), (*b"MR", 27), (*b"MT", 31), (*b"MU", 30), (*b"NL", 18), (*b"NO", 15),
    (*b"PK", 24), (*b"PL", 28), (*b"PS", 29), (*b"PT", 25), (*b"QA", 29), (*b"RO", 24), (*b"RS", 22),
    (*b"SA", 24), (*b"SC", 31), (*b"SD", 18), (*b"SE", 24), (*b"SI", 19), (*b"SK", 24), (*b"SM", 27),
    (*b"ST", 25), (*b"SV", 28), (*b"TL", 23), (*b"TN", 24), (*b"TR", 26), (*b"UA", 29), (*b"VA", 22),
    (*b"VG", 24), (*b"XK", 20),
];

fn iban_length(country: [u8; 2]) -> Option<usize> {
    IBAN_LENGTHS.iter().find(|(code, _)| *code == country).map(|(_, length)| *length)
}

/// IBAN that begins two letters before the digit run at `at`: country length and mod 97 = 1 (ISO 13616-1), compact or in groups.
pub(crate) fn iban(text: &[u8], at: usize) -> Span {
    let start = at.checked_sub(2)?;
    let country = text.get(start..at)?.first_chunk::<2>()?.map(|b| b.to_ascii_uppercase());
    if start.checked_sub(1).and_then(|i| text.get(i)).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let length = iban_length(country)?;
    let (mut end, mut taken) = (start, 0);
    while taken < length {
        match text.get(end) {
            Some(b) if b.is_ascii_alphanumeric() => taken += 1,
            Some(b' ' | b'-') if taken > 3 && text.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => {}
            _ => return None,
        }
        end += 1;
    }
    if text.get(end).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let code = text.get(start..end)?;
    let characters = || code.iter().filter(|b| b.is_ascii_alphanumeric());
    let rearranged = characters().skip(4).chain(characters().take(4));
    let remainder = rearranged.fold(0u32, |rest, b| match b {
        b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
        letter => (rest * 100 + u32::from(letter.to_ascii_uppercase() - b'A') + 10) % 97,
    });
    (remainder == 1).then_some((start, end))
}

/// E-mail address around the `@` at `at` (RFC 5321 §4.5.3.1 limits; unquoted local parts).
pub(crate) fn email(text: &[u8], at: usize) -> Span {
    let local = |b: &u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(b);
    let before = text.get(at.saturating_sub(64)..at)?;
    let length = before.iter().rev().take_while(|b| local(b)).count();
    let mut start = at - length;
    while start < at && text.get(start).is_some_and(|b| !b.is_ascii_alphanumeric() && *b != b'_') {
        start += 1;
    }
    if start == at {
        return None;
    }
    let after = text.get(at + 1..)?;
    let length =
        after.iter().take(253).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-')).count();
    let mut domain = after.get(..length)?;
    while let Some((b'.' | b'-', rest)) = domain.split_last() {
        domain = rest;
    }
    let mut labels = domain.rsplit(|b| *b == b'.');
    let top = labels.next()?;
    let rest_is_good = domain.contains(&b'.') && labels.all(|label| !label.is_empty() && label.len() <= 63);
    let top_is_good = (2..=24).contains(&top.len()) && top.iter().all(u8::is_ascii_alphabetic);
    (rest_is_good && top_is_good).then_some((start, at + 1 + domain.len()))
}

/// IPv4 address: four numbers to 255, and not a piece of a longer dotted number.
pub(crate) fn ipv4(text: &[u8], start: usize, end: usize) -> bool {
    let Some(address) = text.get(start..end) else { return false };
    let octets = address.split(|b| *b == b'.').filter(|octet| {
        let value = octet.iter().fold(0u32, |value, b| value * 10 + u32::from(b.saturating_sub(b'0')));
        value <= 255 && (octet.len() == 1 || octet.first() != Some(&b'0'))
    });
    let dotted = |at: Option<usize>, beyond: Option<usize>| {
        at.and_then(|i| text.get(i)) == Some(&b'.')
            && beyond.and_then(|i| text.get(i)).is_some_and(u8::is_ascii_digit)
    };
    octets.count() == 4
        && !dotted(Some(end), Some(end + 1))
        && !dotted(start.checked_sub(1), start.checked_sub(2))
        && !matches!(address, b"127.0.0.1" | b"0.0.0.0" | b"255.255.255.255")
}

/// IPv6 address around the colon at `at` (RFC 4291 §2.2), at its first colon only.
pub(crate) fn ipv6(text: &[u8], at: usize) -> Span {
    let part = |b: &u8| b.is_ascii_hexdigit() || *b == b':';
    let before = text.get(at.saturating_sub(5)..at)?;
    let start = at - before.iter().rev().take_while(|b| part(b)).count();
    if text.get(start..at)?.contains(&b':') || at - start > 4 {
        return None;
    }
    let length = text.get(start..)?.iter().take(46).take_while(|b| part(b)).count();
    let mut address = text.get(start..start + length)?;
    if address.ends_with(b":") && !address.ends_with(b"::") {
        address = address.get(..address.len() - 1)?;
    }
    let edge = |i: Option<usize>| {
        i.and_then(|i| text.get(i)).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_')
    };
    if edge(start.checked_sub(1)) || edge(Some(start + length)) {
        return None;
    }
    let compressed = address.windows(2).filter(|pair| pair == b"::").count();
    let groups = address.split(|b| *b == b':').filter(|group| !group.is_empty());
    let (count, widest) = groups.fold((0, 0), |(count, widest), group| (count + 1, group.len().max(widest)));
    let shape = match compressed {
        0 => count == 8,
        // `::1` and `::` name no one; two groups around a gap are C++ and Rust paths of hex words more often than addresses.
        1 => (3..8).contains(&count),
        _ => false,
    };
    (shape && widest <= 4).then_some((start, start + address.len()))
}

/// Phone number: 10 to 15 digits with a country code, or a North American number whose area and exchange do not begin with 0
/// or 1 (NANP), and not all digits alike.
pub(crate) fn phone(bytes: &[u8], international: bool) -> bool {
    let count = digits(bytes).count();
    let alike = digits(bytes).all(|d| Some(d) == digits(bytes).next());
    if international {
        return (8..=15).contains(&count) && !alike && digits(bytes).next() != Some(0);
    }
    let groups = || bytes.split(|b| !b.is_ascii_digit()).map(<[u8]>::len).filter(|length| *length > 0);
    let grouped = [&[10][..], &[11], &[3, 3, 4], &[1, 3, 3, 4], &[3, 7], &[6, 4]]
        .iter()
        .any(|g| groups().eq(g.iter().copied()));
    let mut rest = digits(bytes).skip(usize::from(count == 11));
    let area = rest.next().unwrap_or(0);
    let exchange = rest.nth(2).unwrap_or(0);
    let country = count == 10 || (count == 11 && digits(bytes).next() == Some(1));
    grouped && country && area > 1 && exchange > 1 && !alike
}

/// JSON Web Token: three base64url parts, the first of which begins a JSON object. Grows the match to the end of the token.
pub(crate) fn jwt(text: &[u8], start: usize) -> Span {
    let part = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let mut end = start;
    for i in 0..3 {
        if i > 0 {
            if text.get(end) != Some(&b'.') {
                return None;
            }
            end += 1;
        }
        let length = text.get(end..)?.iter().take_while(|b| part(b)).count();
        if length < 10 {
            return None;
        }
        end += length;
    }
    Some((start, end))
}

/// Private key block (RFC 7468): to its end line, or to the end of the text where that is missing.
pub(crate) fn private_key(text: &[u8], start: usize) -> Span {
    const END: &[u8] = b"-----END";
    let rest = text.get(start..)?;
    let Some(at) = rest.windows(END.len()).position(|window| window == END) else {
        return Some((start, text.len()));
    };
    let tail = rest.get(at + END.len()..)?;
    let close = tail.iter().take(64).position(|b| *b == b'-').unwrap_or(0);
    let dashes = tail.get(close..)?.iter().take_while(|b| **b == b'-').count();
    Some((start, start + at + END.len() + close + dashes))
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    #[test]
    fn cards() {
        for good in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "5555-5555-5555-4444",
            "378282246310005",
            "6011111111111117",
            "3530111333300000",
            "2223003122003222",
            "36227206271667",
        ] {
            assert!(payment_card(good.as_bytes()), "{good}");
        }
        for bad in [
            "4111111111111112",
            "0000000000000000",
            "1234567812345670",
            "411111111111111",
            "9999999999999995",
        ] {
            assert!(!payment_card(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn social_security_numbers() {
        assert!(us_ssn(b"536-90-4399") && us_ssn(b"536904399"));
        for bad in ["000-12-3456", "666-12-3456", "900-12-3456", "123-00-4567", "123-45-0000", "078-05-1120"]
        {
            assert!(!us_ssn(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn ibans() {
        for (text, at, expected) in [
            ("DE89370400440532013000", 2, Some((0, 22))),
            ("IBAN GB29 NWBK 6016 1331 9268 19.", 7, Some((5, 32))),
            ("DE89370400440532013001", 2, None),
            ("XX89370400440532013000", 2, None),
            ("ADE89370400440532013000", 3, None),
            ("DE893704004405320130001", 2, None),
        ] {
            assert_eq!(iban(text.as_bytes(), at), expected, "{text}");
        }
    }

    #[test]
    fn addresses() {
        let mail = |t: &'static str| email(t.as_bytes(), t.find('@').unwrap()).map(|(a, b)| &t[a..b]);
        assert_eq!(mail("to <jo.doe+x@mail.example.com>, and"), Some("jo.doe+x@mail.example.com"));
        assert_eq!(mail("a@b.co."), Some("a@b.co"));
        assert_eq!(mail("@decorator(x.y)"), None);
        assert_eq!(mail("user@localhost"), None);
        assert_eq!(mail("git@1.2.3.4"), None);
        let six = |t: &'static str| ipv6(t.as_bytes(), t.find(':').unwrap()).map(|(a, b)| &t[a..b]);
        assert_eq!(six("at 2001:db8:85a3::8a2e:370:7334 now"), Some("2001:db8:85a3::8a2e:370:7334"));
        assert_eq!(
            six("2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
            Some("2001:0db8:85a3:0000:0000:8a2e:0370:7334")
        );
        for bad in ["12:30:45", "std::vec", "key: value", "a::b", "::1", "00:1a:2b:3c:4d:5e"] {
            assert_eq!(six(bad), None, "{bad}");
        }
        let four = |t: &str| ipv4(t.as_bytes(), 0, t.len());
        assert!(four("203.0.113.9") && !four("256.1.1.1") && !four("01.2.3.4") && !four("127.0.0.1"));
        assert!(!ipv4(b"1.2.3.4.5", 0, 7));
    }

    #[test]
    fn phones() {
        assert!(
            phone(b"+49 30 901820", true)
                && phone(b"(212) 555-0187", false)
                && phone(b"1-212-555-0187", false)
        );
        assert!(
            !phone(b"112-555-0187", false)
                && !phone(b"+00000000000", true)
                && !phone(b"2-212-555-0187", false)
        );
    }
}
