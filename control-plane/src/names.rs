//! Forms of names that callers choose.

/// A UUID in lower case, with hyphens.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => b == b'-',
            _ => b.is_ascii_digit() || (b'a'..=b'f').contains(&b),
        })
}

/// A channel, capability or similar name: 1 to 64 of `a-z A-Z 0-9 . _ -`.
pub fn is_channel(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
}

/// A gateway name: 1 to 200 of the characters of a channel name and `/`.
pub fn is_gateway(text: &str) -> bool {
    (1..=200).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids() {
        assert!(is_uuid("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"));
        for text in
            ["", "017F22E2-79b0-7cc3-98c4-dc0c0c07398f", "017f22e2x79b0-7cc3-98c4-dc0c0c07398f", "017f22e2"]
        {
            assert!(!is_uuid(text), "{text}");
        }
    }

    #[test]
    fn names() {
        assert!(is_channel("production") && is_channel("a.b_c-1"));
        assert!(!is_channel("") && !is_channel("a/b") && !is_channel("a b") && !is_channel(&"x".repeat(65)));
        assert!(is_gateway("gw.demo/eu1") && !is_gateway("gw+1") && !is_gateway("gw\n"));
    }
}
