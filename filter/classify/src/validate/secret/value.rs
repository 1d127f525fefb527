//! What a value looks like: characters, spread, words, and the many things that stand where a secret could.

/// Bytes of a value that are looked at.
const LOOKED_AT: usize = 128;

/// Characters of a value, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Bytes, all of them.
    pub length: usize,
    pub lower: usize,
    pub upper: usize,
    pub digits: usize,
    /// ASCII punctuation.
    pub marks: usize,
    pub spaces: usize,
    /// Bytes outside of ASCII and control bytes.
    pub strange: usize,
    /// Different bytes.
    pub distinct: usize,
    /// Longest run of one byte.
    pub run: usize,
    /// Shannon entropy of the first bytes, in 1/256 bit a byte.
    pub entropy: u32,
    /// Letters and digits beside each other, or a letter in lower case before one in upper case.
    pub changes: usize,
}

/// log2 in 1/256, by repeated squaring: integers alone, so that every host counts alike.
const fn log2(value: u32) -> u32 {
    if value == 0 {
        return 0;
    }
    let whole = 31 - value.leading_zeros();
    // A number from 1 to 2 with 24 binary places.
    let mut rest = ((value as u64) << 24) >> whole;
    let (mut places, mut bit) = (0, 128);
    while bit > 0 {
        rest = (rest * rest) >> 24;
        if rest >= 2 << 24 {
            rest >>= 1;
            places |= bit;
        }
        bit >>= 1;
    }
    whole * 256 + places
}

/// `n * log2(n)` for every count that can occur.
const WEIGHTS: [u32; LOOKED_AT + 1] = {
    let mut table = [0; LOOKED_AT + 1];
    let mut n = 1;
    #[expect(clippy::indexing_slicing, reason = "evaluated when it is compiled")]
    while n <= LOOKED_AT {
        table[n] = n as u32 * log2(n as u32);
        n += 1;
    }
    table
};

fn weight(count: usize) -> u32 {
    WEIGHTS.get(count).copied().unwrap_or(0)
}

impl Shape {
    pub(super) fn of(value: &[u8]) -> Self {
        let mut shape = Self { length: value.len(), ..Self::default() };
        let mut counts = [0u8; 256];
        let (mut previous, mut run, mut weights) = (0u8, 0usize, 0u32);
        for byte in value.iter().take(LOOKED_AT) {
            match byte {
                b'a'..=b'z' => shape.lower += 1,
                b'A'..=b'Z' => shape.upper += 1,
                b'0'..=b'9' => shape.digits += 1,
                b' ' | b'\t' | b'\n' | b'\r' => shape.spaces += 1,
                b if b.is_ascii_graphic() => shape.marks += 1,
                _ => shape.strange += 1,
            }
            if let Some(count) = counts.get_mut(usize::from(*byte)) {
                shape.distinct += usize::from(*count == 0);
                *count += 1;
                weights += weight(usize::from(*count)) - weight(usize::from(*count) - 1);
            }
            run = if *byte == previous { run + 1 } else { 1 };
            shape.run = shape.run.max(run);
            let turned = (previous.is_ascii_digit() && byte.is_ascii_alphabetic())
                || (previous.is_ascii_alphabetic() && byte.is_ascii_digit())
                || (previous.is_ascii_lowercase() && byte.is_ascii_uppercase());
            shape.changes += usize::from(turned);
            previous = *byte;
        }
        let seen = value.len().min(LOOKED_AT);
        if let Some(mean) = weights.checked_div(u32::try_from(seen).unwrap_or(0)) {
            shape.entropy = log2(u32::try_from(seen).unwrap_or(1)).saturating_sub(mean);
        }
        shape
    }

    pub(super) fn letters(&self) -> usize {
        self.lower + self.upper
    }

    /// Kinds of characters among lower case, upper case, digits and punctuation.
    pub(super) fn kinds(&self) -> usize {
        [self.lower, self.upper, self.digits, self.marks].iter().filter(|count| **count > 0).count()
    }
}

/// Pairs of letters that are common in English and in the names of programs, a row a first letter: counted over this project's own
/// documents and sources. Words are made of them nearly whole, random letters to two fifths.
const PAIRS: [u32; 26] = [
    0x13ebd7f, 0x0164911, 0x01e4d95, 0x0164919, 0x1fff97f, 0x1124931, 0x01669d1, 0x01a4111, 0x2aef87f,
    0x0044000, 0x0040110, 0x11c4919, 0x014d113, 0x13e657d, 0x07efd6f, 0x01ec991, 0x0100000, 0x13e7d5d,
    0x11ccd95, 0x11e4995, 0x00eb95f, 0x0000111, 0x0066191, 0x0088110, 0x004a110, 0x0000010,
];

/// Whether the letters of a value read like words: four of five pairs are common ones. Pairs do not reach over a change of case.
pub(super) fn wordy(value: &[u8]) -> bool {
    let (mut pairs, mut common) = (0usize, 0usize);
    let mut last: Option<u8> = None;
    for byte in value.iter().take(LOOKED_AT) {
        if !byte.is_ascii_alphabetic() {
            last = None;
            continue;
        }
        if let Some(first) = last.filter(|first| !(first.is_ascii_lowercase() && byte.is_ascii_uppercase())) {
            let row = PAIRS.get(usize::from(first.to_ascii_lowercase() - b'a')).copied().unwrap_or(0);
            pairs += 1;
            common += usize::from(row >> (byte.to_ascii_lowercase() - b'a') & 1 == 1);
        }
        last = Some(*byte);
    }
    pairs >= 2 && common * 5 >= pairs * 4
}

/// Hexadecimal digits only, and some.
pub(super) fn is_hex(value: &[u8]) -> bool {
    !value.is_empty() && value.iter().all(u8::is_ascii_hexdigit)
}

/// 8-4-4-4-12 hexadecimal digits (RFC 9562).
pub(super) fn is_uuid(value: &[u8]) -> bool {
    value.len() == 36
        && value.iter().enumerate().all(|(at, b)| match at {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => b.is_ascii_hexdigit(),
        })
}

/// Letters, digits and the marks that tokens are written with.
pub(super) fn is_token(value: &[u8]) -> bool {
    value.iter().all(|b| b.is_ascii_alphanumeric() || b"-_.+/=~:%".contains(b))
}

/// A value that nobody chose or that chance made: letters and digits mixed, well spread, no words.
pub(super) fn is_random(value: &[u8], least: usize) -> bool {
    if value.len() < least || !is_token(value) {
        return false;
    }
    let shape = Shape::of(value);
    if shape.run > 5 {
        return false;
    }
    let mixed = shape.digits > 0 && shape.letters() > 0;
    let letters_only = shape.length >= 20 && shape.lower > 2 && shape.upper > 2 && shape.changes >= 3;
    let spread = shape.entropy >= if shape.length >= 20 { 3 * 256 } else { 2 * 256 + 192 };
    // Words with a few digits between them are names.
    let name = wordy(value) && (shape.digits * 4 < shape.length || shape.changes * 8 < shape.length);
    (mixed || (letters_only && !wordy(value))) && spread && !name && !ends_in_version(value)
}

/// `-1.0.2` or `:4.1` at the end: packages, images, files.
fn ends_in_version(value: &[u8]) -> bool {
    let version = value.rsplit(|b| matches!(b, b'-' | b':' | b'@' | b'/' | b'v')).next().unwrap_or_default();
    version.len() >= 3 && version.contains(&b'.') && version.iter().all(|b| b.is_ascii_digit() || *b == b'.')
}

/// Letters without words in them: alphabets, random letters of one case.
pub(super) fn is_letters(value: &[u8], least: usize) -> bool {
    if value.len() < least {
        return false;
    }
    let shape = Shape::of(value);
    shape.letters() == shape.length && shape.distinct >= 10 && shape.run <= 3 && !wordy(value)
}

/// A number too long for any id.
pub(super) fn is_long_number(value: &[u8]) -> bool {
    value.len() >= 24 && value.iter().all(u8::is_ascii_digit) && Shape::of(value).distinct >= 5
}

/// Whether ASCII `word`, in lower case, stands in `value` in any case.
pub(super) fn has(value: &[u8], word: &[u8]) -> bool {
    value.windows(word.len().max(1)).any(|window| window.eq_ignore_ascii_case(word))
}

/// What documentation writes where a secret belongs.
#[rustfmt::skip]
const STAND_INS: &[&[u8]] = &[
    b"example", b"changeme", b"change_me", b"change-me", b"placeholder", b"your_", b"your-", b"yourpass", b"yourkey",
    b"yourtoken", b"yoursecret", b"yourapi", b"insert", b"replace", b"redacted", b"dummy", b"sample", b"fixme",
    b"my_secret", b"my-secret", b"mypassword", b"my_password", b"mysecret", b"todo", b"masked", b"put_", b"enter_",
    b"...", b"***", b"###", b"xxx", b"???", b"_here", b"-here",
];

/// Whole values that say nothing.
#[rustfmt::skip]
const EMPTY_WORDS: &[&[u8]] = &[
    b"null", b"none", b"nil", b"undefined", b"true", b"false", b"yes", b"no", b"string", b"str", b"password",
    b"passwd", b"pass", b"pwd", b"secret", b"token", b"key", b"apikey", b"api_key", b"api-key", b"username", b"user",
    b"value", b"text", b"hidden", b"int", b"integer", b"bool", b"boolean", b"object", b"bytes", b"number",
    b"required", b"optional", b"default", b"empty", b"unset", b"any", b"basic", b"bearer", b"credentials",
    b"credential", b"access_token", b"client_secret", b"access_key", b"secret_key", b"private_key", b"refresh_token",
    b"authorization", b"auth", b"self", b"this", b"email", b"username:password", b"user:password", b"user:pass",
    b"passphrase", b"forgot", b"reset", b"new_password", b"old_password", b"confirm", b"incorrect", b"invalid",
    b"wrong",
];

/// Whether a value stands in for a secret: a variable, a template, a row of crosses, a word of documentation.
pub(super) fn is_stand_in(value: &[u8]) -> bool {
    let shape = Shape::of(value);
    let equal = |words: &[&[u8]]| words.iter().any(|word| value.eq_ignore_ascii_case(word));
    let framed = |open: u8, close: u8| value.first() == Some(&open) && value.last() == Some(&close);
    let name = |bytes: &[u8]| {
        !bytes.is_empty() && bytes.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_' || *b == b'.')
    };
    // `$PASSWORD`, `$1`, `%PASSWORD%`, `@password`, `:password`: variables of shells, batch files and queries.
    let rest = value.get(1..).unwrap_or_default();
    let variable = match value.first() {
        Some(b'$') => name(rest) && (shape.digits == 0 || shape.lower == 0 || rest.len() < 3),
        Some(b'%') => value.last() == Some(&b'%') || name(rest) && rest.len() < 3,
        Some(b'@' | b':') => name(rest) && shape.digits == 0,
        _ => false,
    };
    let template =
        [&b"${"[..], b"{{", b"}}", b"<%", b"%(", b"#{", b"$(", b"$env:", b"<<", b"\\(", b"' +", b"\" +"]
            .iter()
            .any(|mark| value.windows(mark.len()).any(|window| window == *mark));
    equal(EMPTY_WORDS)
        || variable
        || template
        || value.starts_with(b"%s")
        || value.ends_with(b"%s")
        || framed(b'<', b'>')
        || framed(b'{', b'}')
        || framed(b'[', b']')
        || framed(b'%', b'%')
        || has_alphabet(value)
        || STAND_INS.iter().any(|word| has(value, word))
        || (shape.distinct <= 2 && shape.length > 2)
}

/// The alphabet of base64 or base62, which programs hold as a constant.
fn has_alphabet(value: &[u8]) -> bool {
    value.len() >= 52 && value.windows(20).any(|window| window == b"STUVWXYZabcdefghijkl")
}

/// A path, an address or a file name: what a setting about a secret names more often than the secret.
pub(super) fn is_place(value: &[u8]) -> bool {
    let starts = |head: &[u8]| value.starts_with(head);
    let slashes = value.iter().filter(|b| matches!(b, b'/' | b'\\')).count();
    let ends = |tail: &[u8]| {
        value.len() > tail.len()
            && value.get(value.len() - tail.len()..).is_some_and(|end| end.eq_ignore_ascii_case(tail))
    };
    starts(b"./")
        || starts(b"../")
        || starts(b"~/")
        || starts(b"file:")
        || value.get(1..3) == Some(b":\\")
        || value.windows(3).any(|window| window == b"://")
        || (starts(b"/") && value.len() != 40 && (wordy(value) || slashes > 1))
        || (slashes > 1 && wordy(value))
        || [
            &b".com"[..],
            b".org",
            b".net",
            b".io",
            b".json",
            b".yml",
            b".yaml",
            b".txt",
            b".pem",
            b".crt",
            b".key",
            b".p12",
            b".jks",
            b".xml",
            b".html",
            b".php",
            b".js",
            b".ts",
            b".py",
            b".md",
            b".properties",
            b".service",
        ]
        .iter()
        .any(|tail| ends(tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_is_counted_in_integers() {
        assert_eq!(log2(1), 0);
        assert_eq!(log2(8), 3 * 256);
        assert_eq!(log2(3), 405, "1.58496 * 256");
        assert_eq!(Shape::of(b"aaaaaaaa").entropy, 0);
        assert_eq!(Shape::of(b"abcdabcd").entropy, 2 * 256);
        assert_eq!(Shape::of(b"0123456789abcdef").entropy, 4 * 256);
        assert_eq!(Shape::of(b"").entropy, 0);
    }

    #[test]
    fn words_are_told_from_chance() {
        for words in
            [&b"getUserPassword"[..], b"production-database", b"authentication_service", b"hello world"]
        {
            assert!(wordy(words), "{}", core::str::from_utf8(words).unwrap());
        }
        for chance in [&b"xK9qZw7Lp2Vt"[..], b"qzxjkvbpw", b"Gx7bQmZkPwVr"] {
            assert!(!wordy(chance), "{}", core::str::from_utf8(chance).unwrap());
        }
    }

    #[test]
    fn chance_has_letters_and_digits_and_no_runs() {
        assert!(is_random(b"9f86d081884c7d65", 16) && is_random(b"Zr8kQ1vL0pXw5TnB3mYc", 16));
        for not in [
            &b"my-service-2023-config"[..],
            b"aaaaaaaaaaaaaaaa1",
            b"1234567890123456",
            b"short1",
            b"two words 12345678",
        ] {
            assert!(!is_random(not, 16), "{}", core::str::from_utf8(not).unwrap());
        }
    }

    #[test]
    fn stand_ins() {
        for empty in [
            &b"${DB_PASSWORD}"[..],
            b"$PASSWORD",
            b"%DB_PWD%",
            b"{{ secret }}",
            b"<password>",
            b"changeme",
            b"your_api_key",
            b"xxxxxxxx",
            b"********",
            b"None",
            b"password",
        ] {
            assert!(is_stand_in(empty), "{}", core::str::from_utf8(empty).unwrap());
        }
        for real in [&b"Tr0ub4dor&3"[..], b"$uper5ecret", b"p%ss1w", b"correcthorse"] {
            assert!(!is_stand_in(real), "{}", core::str::from_utf8(real).unwrap());
        }
    }

    #[test]
    fn places() {
        assert!(
            is_place(b"/etc/ssl/private/server.key")
                && is_place(b"https://id.host/x")
                && is_place(b"secrets.yaml")
        );
        assert!(!is_place(b"/kR9f+Q2") && !is_place(b"ab/cd+ef0Q"));
    }
}
