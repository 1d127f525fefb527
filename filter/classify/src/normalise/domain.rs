//! The ends of domain names.

/// Common top-level domains (IANA root zone, a choice), lower case.
const TOP_LEVEL: &[&str] = &[
    "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "name", "pro", "app", "dev", "cloud",
    "online", "site", "shop", "store", "tech", "xyz", "email", "group", "bank", "health", "me", "io", "co",
    "ai", "tv", "cc", "eu", "us", "uk", "de", "at", "ch", "fr", "be", "nl", "lu", "es", "pt", "it", "ie",
    "dk", "se", "no", "fi", "is", "pl", "cz", "sk", "hu", "ro", "bg", "gr", "hr", "si", "rs", "ee", "lv",
    "lt", "ru", "ua", "by", "tr", "il", "ae", "sa", "in", "pk", "bd", "lk", "cn", "hk", "tw", "jp", "kr",
    "sg", "my", "th", "vn", "id", "ph", "au", "nz", "ca", "mx", "br", "ar", "cl", "pe", "ve", "uy", "ec",
    "za", "ng", "ke", "eg", "ma",
];

/// Whether a label is one of the common top-level domains.
pub(super) fn is_top_level(label: &[u8]) -> bool {
    TOP_LEVEL.iter().any(|known| known.as_bytes().eq_ignore_ascii_case(label))
}

/// Length of the longest top-level domain that a name without dots ends with; at least two characters stand before it.
pub(super) fn top_level_suffix(name: &[u8]) -> usize {
    let ends = |length: &usize| {
        name.len()
            .checked_sub(*length)
            .filter(|rest| *rest >= 2)
            .and_then(|rest| name.get(rest..))
            .is_some_and(is_top_level)
    };
    (2..=8).rev().find(ends).unwrap_or(0)
}

/// The letter that a digit is written for.
fn unleet(b: u8) -> [u8; 2] {
    match b {
        b'0' => *b"oo",
        b'1' => *b"il",
        b'3' => *b"ee",
        b'4' => *b"aa",
        b'5' => *b"ss",
        b'6' => *b"gb",
        b'7' => *b"tt",
        b'8' => *b"bb",
        b'9' => *b"gq",
        other => [other; 2],
    }
}

/// The top-level domain that a label with digits is written for: `c0m`.
pub(super) fn written_for(label: &[u8]) -> Option<&'static str> {
    let is_it = |known: &&&str| {
        known.len() == label.len()
            && known.bytes().zip(label).all(|(k, b)| unleet(b.to_ascii_lowercase()).contains(&k))
    };
    let digits = label.iter().any(u8::is_ascii_digit) && label.iter().any(u8::is_ascii_alphabetic);
    digits.then(|| TOP_LEVEL.iter().find(is_it)).flatten().copied()
}
