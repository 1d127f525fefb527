//! Stable keyed pseudonyms: `[EMAIL_KQWZBTNA]` in place of an address, the same for the same value in every message, turn and worker.
//!
//! A pseudonym is an HMAC of the value under a key of tenant and epoch, in letters only, so that no detector finds anything in it.
//! The way back is a map that lives as long as the request and is stored nowhere.

use alloc::{
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};
use core::ops::Range;

use countersign_formats::commitment;

/// Letters of pseudonyms: no vowel that would make words, no `I` and `O` that look like digits.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// Letters of a pseudonym: 20^10 is about 2^43.
const LENGTH: usize = 10;
/// Letters where two values of one request share the first [`LENGTH`].
const LONG: usize = 20;

/// The pseudonyms of one request.
#[derive(Clone)]
pub struct Pseudonyms {
    key: [u8; 32],
    /// Pseudonym, without brackets, to value. A value that is written in several ways is given back in the first.
    values: BTreeMap<String, String>,
    /// Normalised value behind each pseudonym.
    normal: BTreeMap<String, String>,
}

/// Values stay out of logs.
impl core::fmt::Debug for Pseudonyms {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Pseudonyms({})", self.values.len())
    }
}

impl Pseudonyms {
    /// None yet, under the key of a tenant and epoch.
    pub fn new(key: [u8; 32]) -> Self {
        Self { key, values: BTreeMap::new(), normal: BTreeMap::new() }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The pseudonym of a value, with brackets.
    pub fn token(&mut self, word: &str, value: &str) -> String {
        let normal = normalised(value);
        let digest = commitment::pseudonym(&self.key, word, &normal);
        let mut name = name(word, &digest, LENGTH);
        if self.normal.get(&name).is_some_and(|known| *known != normal) {
            name = self::name(word, &digest, LONG);
        }
        let token = ["[", &name, "]"].concat();
        self.normal.entry(name.clone()).or_insert(normal);
        self.values.entry(name).or_insert_with(|| value.to_string());
        token
    }

    /// The value behind a pseudonym, with or without brackets.
    pub fn value(&self, token: &str) -> Option<&str> {
        self.values.get(token.trim_start_matches('[').trim_end_matches(']')).map(String::as_str)
    }

    /// Where pseudonyms of this request stand in a text; with the brackets, where both are there.
    pub fn places(&self, text: &str) -> Vec<Range<usize>> {
        let bytes = text.as_bytes();
        let mut places = Vec::new();
        let mut at = 0;
        while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|b| part(*b))) {
            let start = at + found;
            let length = bytes.get(start..).unwrap_or_default().iter().take_while(|b| part(**b)).count();
            at = start + length;
            if text.get(start..at).is_some_and(|name| self.values.contains_key(name)) {
                let open = start.checked_sub(1).and_then(|i| bytes.get(i)) == Some(&b'[');
                let whole = open && bytes.get(at) == Some(&b']');
                places.push(if whole { start - 1..at + 1 } else { start..at });
            }
        }
        places
    }
}

/// Bytes that names of pseudonyms are made of.
fn part(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_'
}

fn name(word: &str, digest: &[u8; 32], length: usize) -> String {
    let letter = |byte: &u8| LETTERS.get(usize::from(*byte) % LETTERS.len()).copied().unwrap_or(b'X');
    // 256 is no multiple of 20: the first letters are a little more frequent, which costs a tenth of a bit each.
    let letters = digest.iter().take(length).map(letter).map(char::from);
    word.chars().chain(['_']).chain(letters).collect()
}

/// Values that are written in several ways have one form: addresses in lower case, and numbers without the spaces, dashes and brackets around their
/// groups. Only where that cannot make one value of two: dots, colons and letters' cases tell apart what they stand in.
fn normalised(value: &str) -> String {
    let value = value.trim();
    if value.contains('@') {
        return value.to_lowercase();
    }
    let grouped = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '(' | ')' | '+');
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    match digits >= 5 && value.chars().all(grouped) {
        true => value.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '+').collect(),
        false => value.into(),
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test may fail loudly")]
mod tests {
    use super::*;

    fn pseudonyms(tenant: &str, epoch: u64) -> Pseudonyms {
        Pseudonyms::new(commitment::pseudonym_key(&[7; 32], tenant, epoch))
    }

    #[test]
    fn one_value_one_token_by_tenant_and_epoch() {
        let mut one = pseudonyms("a", 0);
        let token = one.token("PAYMENT_CARD", "4111 1111 1111 1111");
        assert_eq!(one.token("PAYMENT_CARD", "4111-1111-1111-1111"), token);
        assert_eq!(one.token("EMAIL", "Ada@Example.com"), one.token("EMAIL", "ada@example.com"));
        assert_ne!(one.token("EMAIL", "b@example.com"), one.token("EMAIL", "ada@example.com"));
        assert_eq!(one.value(&token), Some("4111 1111 1111 1111"));
        for (word, a, b) in [
            ("IP_ADDRESS", "192.168.1.12", "192.168.11.2"),
            ("IP_ADDRESS", "2001:db8::1:23", "2001:db8::12:3"),
            ("EMAIL", "a.b12345@example.com", "ab12345@example.com"),
            ("KEY", "AKIA12345678ABCDEFGH", "akia12345678abcdefgh"),
        ] {
            assert_ne!(one.token(word, a), one.token(word, b), "{a} {b}");
        }
        assert_eq!(pseudonyms("a", 0).token("PAYMENT_CARD", "4111111111111111"), token);
        assert_ne!(pseudonyms("b", 0).token("PAYMENT_CARD", "4111111111111111"), token);
        assert_ne!(pseudonyms("a", 1).token("PAYMENT_CARD", "4111111111111111"), token);
        assert!(token.trim_matches(['[', ']']).rsplit('_').next().unwrap().len() == LENGTH);
    }

    #[test]
    fn tokens_are_found_whole_only() {
        let mut all = pseudonyms("a", 0);
        let token = all.token("EMAIL", "ada@example.com");
        let name = token.trim_matches(['[', ']']).to_string();
        let found = |text: &str| -> Vec<String> {
            all.places(text).into_iter().map(|place| text[place].to_string()).collect()
        };
        assert_eq!(
            found(&["to ", &token, ", \"", &name, "\" and [", &name].concat()),
            [token.clone(), name.clone(), name.clone()]
        );
        assert_eq!(
            found(&["x", &name[..name.len() - 1], "_", &name, "Q"].concat()),
            <[String; 0]>::default()
        );
        assert_eq!(all.value(&token[..token.len() - 2]), None);
    }
}
