//! Characters that are written as escapes of a markup or programming language.

use super::byte;

/// Named character references (HTML Living Standard) of what stands in values.
const NAMED: &[(&[u8], char)] = &[
    (b"amp", '&'),
    (b"lt", '<'),
    (b"gt", '>'),
    (b"quot", '"'),
    (b"apos", '\''),
    (b"nbsp", ' '),
    (b"ensp", ' '),
    (b"emsp", ' '),
    (b"thinsp", ' '),
    (b"Tab", '\t'),
    (b"NewLine", '\n'),
    (b"commat", '@'),
    (b"period", '.'),
    (b"dot", '\u{2d9}'),
    (b"num", '#'),
    (b"colon", ':'),
    (b"sol", '/'),
    (b"bsol", '\\'),
    (b"hyphen", '-'),
    (b"dash", '-'),
    (b"minus", '-'),
    (b"ndash", '-'),
    (b"mdash", '-'),
    (b"lowbar", '_'),
    (b"plus", '+'),
    (b"equals", '='),
    (b"lpar", '('),
    (b"rpar", ')'),
    (b"comma", ','),
    (b"percnt", '%'),
    (b"shy", '\u{ad}'),
    (b"zwj", '\u{200d}'),
    (b"zwnj", '\u{200c}'),
    (b"ZeroWidthSpace", '\u{200b}'),
    (b"NoBreak", '\u{2060}'),
];
/// Escapes that look like other things count only in a row of this many.
const ROW: usize = 3;

/// The character that an escape at `at` stands for, and where the escape ends.
pub(super) fn escape(text: &[u8], at: usize) -> Option<(char, usize)> {
    let next = byte(text, at + 1);
    match byte(text, at) {
        // Most of these signs begin nothing.
        b'%' if !next.is_ascii_hexdigit() && next | 0x20 != b'u' => None,
        b'=' if !next.is_ascii_hexdigit() => None,
        b'&' => reference(text, at),
        b'%' if next | 0x20 == b'u' => unit(text, at + 2),
        b'%' => encoded(text, at, b"%"),
        b'\\' => backslash(text, at),
        b'=' => row(text, at, quoted_printable),
        _ => None,
    }
    .filter(|(char, _)| !char.is_control() || matches!(char, '\t' | '\n' | '\r'))
}

fn reference(text: &[u8], at: usize) -> Option<(char, usize)> {
    if byte(text, at + 1) != b'#' {
        let length = (0..=14).find(|i| byte(text, at + 1 + i) == b';')?;
        let name = text.get(at + 1..at + 1 + length)?;
        let (_, char) = NAMED.iter().find(|(known, _)| *known == name)?;
        return Some((*char, at + 1 + name.len() + 1));
    }
    let hex = byte(text, at + 2) | 0x20 == b'x';
    let from = at + 2 + usize::from(hex);
    // Zeros before it may be many.
    let (value, end) = number(text, from, if hex { 16 } else { 10 }, 1, 10)?;
    Some((char::from_u32(value)?, end + usize::from(byte(text, end) == b';')))
}

fn backslash(text: &[u8], at: usize) -> Option<(char, usize)> {
    let open = byte(text, at + 2) == b'{';
    match byte(text, at + 1) {
        b'u' | b'x' | b'U' if open => {
            let (value, end) = number(text, at + 3, 16, 1, 8)?;
            (byte(text, end) == b'}').then_some((char::from_u32(value)?, end + 1))
        }
        b'u' => unit(text, at + 2),
        b'U' => {
            let (value, end) = number(text, at + 2, 16, 8, 8)?;
            Some((char::from_u32(value)?, end))
        }
        b'x' => encoded(text, at, b"\\x"),
        // A backslash that is escaped itself, before an escape.
        b'\\' if matches!(byte(text, at + 2), b'u' | b'x') => Some(('\\', at + 2)),
        b'0'..=b'1' => row(text, at, octal),
        _ => None,
    }
}

/// Four hexadecimal digits, or a surrogate pair of them.
fn unit(text: &[u8], at: usize) -> Option<(char, usize)> {
    let (value, end) = number(text, at, 16, 4, 4)?;
    if let Some(char) = char::from_u32(value) {
        return Some((char, end));
    }
    let (low, end) = number(text, end + 2, 16, 4, 4).filter(|_| byte(text, end + 1) | 0x20 == b'u')?;
    let units = [u16::try_from(value).ok()?, u16::try_from(low).ok()?];
    Some((char::decode_utf16(units).next()?.ok()?, end))
}

/// Bytes of UTF-8, each in two hexadecimal digits behind `head`.
fn encoded(text: &[u8], at: usize, head: &[u8]) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..)?.starts_with(head).then_some(at + head.len())?;
        number(text, digits, 16, 2, 2).and_then(|(value, _)| u8::try_from(value).ok())
    };
    let size = head.len() + 2;
    let first = unit(at)?;
    let length = match first {
        0..=0x7f => return Some((char::from(first), at + size)),
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [0; 4];
    for (i, out) in bytes.iter_mut().enumerate().take(length) {
        *out = unit(at + i * size)?;
    }
    let char = core::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()?;
    Some((char, at + length * size))
}

/// `=34`, `=3D`.
fn quoted_printable(text: &[u8], at: usize) -> Option<(char, usize)> {
    let (value, end) = number(text, at + 1, 16, 2, 2).filter(|_| byte(text, at) == b'=')?;
    graphic(value).map(|char| (char, end))
}

/// `\064`.
fn octal(text: &[u8], at: usize) -> Option<(char, usize)> {
    let (value, end) = number(text, at + 1, 8, 3, 3).filter(|_| byte(text, at) == b'\\')?;
    graphic(value).map(|char| (char, end))
}

fn graphic(value: u32) -> Option<char> {
    u8::try_from(value).ok().filter(|b| (b' '..=b'~').contains(b)).map(char::from)
}

type Reader = fn(&[u8], usize) -> Option<(char, usize)>;

/// An escape that has enough neighbours of its kind.
fn row(text: &[u8], at: usize, read: Reader) -> Option<(char, usize)> {
    let here = read(text, at)?;
    let size = here.1 - at;
    let before = (1..ROW).take_while(|i| at.checked_sub(i * size).is_some_and(|at| read(text, at).is_some()));
    let after = (1..ROW).take_while(|i| read(text, at + i * size).is_some());
    (before.count() + 1 + after.count() >= ROW).then_some(here)
}

/// A number of `min` to `max` digits, and where it ends.
fn number(text: &[u8], at: usize, radix: u32, min: usize, max: usize) -> Option<(u32, usize)> {
    let digits = text.get(at..)?.iter().take(max).map_while(|b| char::from(*b).to_digit(radix));
    let (count, value) = digits.fold((0, 0_u32), |(count, value), digit| {
        (count + 1, value.saturating_mul(radix).saturating_add(digit))
    });
    (count >= min).then_some((value, at + count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_notation() {
        for text in [
            "&#71;",
            "&#x47;",
            "&#X47",
            "&#0071;",
            "%47",
            "\\u0047",
            "\\u{47}",
            "\\U00000047",
            "\\x47",
            "\\x{47}",
            "=47=47=47",
            "\\107\\107\\107",
            "%u0047",
        ] {
            assert_eq!(escape(text.as_bytes(), 0).map(|(char, _)| char), Some('G'), "{text}");
        }
        assert_eq!(escape(b"&commat;x", 0), Some(('@', 8)));
        assert_eq!(escape("%D0%B0".as_bytes(), 0), Some(('\u{430}', 6)));
        assert_eq!(escape(b"\\ud835\\udfce", 0), Some(('\u{1d7ce}', 12)));
        assert_eq!(escape(b"\\\\u0047", 0), Some(('\\', 2)));
    }

    #[test]
    fn what_is_no_escape() {
        for text in [
            "&",
            "&#",
            "&#;",
            "&x;",
            "%",
            "%d",
            "%4",
            "%zz",
            "\\",
            "\\n",
            "\\u",
            "\\u00",
            "\\x1b",
            "=47",
            "a=47",
            "\\107",
            "&#1114112;",
            "\\ud835",
            "%ff",
        ] {
            assert_eq!(escape(text.as_bytes(), 0), None, "{text}");
        }
    }
}
