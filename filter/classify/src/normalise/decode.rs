//! Text in base64 and hexadecimal digits.

use alloc::{string::String, vec::Vec};

use super::{byte, view::Builder};

/// Characters of the shortest encoded text that is looked at.
const RUN_MIN: usize = 12;
/// Characters of the longest one; what is longer is a file.
const RUN_MAX: usize = 1 << 20;

/// Writes what the encoded runs of a text say.
pub(super) fn decode(text: &[u8], out: &mut Builder<'_>) {
    let mut at = 0;
    while at < text.len() {
        if !is_code(byte(text, at)) {
            at += 1;
            continue;
        }
        let end = run(text, at);
        let run = text.get(at..end).unwrap_or_default();
        match decoded(run) {
            Some(plain) => out.firm(at, end, &plain),
            None => pieces(run, at, out),
        }
        at = end;
    }
}

/// Words of a run, where the signs between them are no digits of an encoding.
fn pieces(run: &[u8], start: usize, out: &mut Builder<'_>) {
    let mut at = start;
    for piece in run.split(|b| !b.is_ascii_alphanumeric()) {
        if let Some(plain) = decoded(piece).filter(|_| piece.len() < run.len()) {
            out.firm(at, at + piece.len(), &plain);
        }
        at += piece.len() + 1;
    }
}

/// The end of a run: lines of the same length go on in the next line.
fn run(text: &[u8], start: usize) -> usize {
    let line = |from: usize| {
        let rest = text.get(from..(from + RUN_MAX).min(text.len())).unwrap_or_default();
        from + rest.iter().take_while(|b| is_code(**b)).count()
    };
    let mut end = line(start);
    let width = end - start;
    loop {
        let next = match (byte(text, end), byte(text, end + 1)) {
            (b'\n', _) => end + 1,
            (b'\r', b'\n') => end + 2,
            _ => break,
        };
        let next_end = line(next);
        if width < 60 || next == next_end || next_end - next > width || next_end - start > RUN_MAX {
            break;
        }
        end = next_end;
        if next_end - next < width {
            break;
        }
    }
    // Padding.
    end + (0..2).take_while(|i| byte(text, end + i) == b'=').count()
}

fn is_code(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_')
}

/// The text that a run stands for, if it is one.
fn decoded(run: &[u8]) -> Option<String> {
    if run.len() < RUN_MIN {
        return None;
    }
    let code = || run.iter().copied().filter(|b| !matches!(b, b'\r' | b'\n'));
    hexadecimal(code()).or_else(|| base64(code())).and_then(printable)
}

fn hexadecimal(code: impl Iterator<Item = u8>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut high = None;
    for b in code {
        let digit = u8::try_from(char::from(b).to_digit(16)?).ok()?;
        match high.take() {
            Some(high) => bytes.push(high << 4 | digit),
            None => high = Some(digit),
        }
    }
    (high.is_none() && bytes.len() >= 6).then_some(bytes)
}

/// Both alphabets of RFC 4648, with padding or without.
fn base64(code: impl Iterator<Item = u8>) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for b in code {
        let six = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    // A last character alone is none, and bits that are left over are zero.
    (count < 6 && bits & ((1 << count) - 1) == 0).then_some(bytes)
}

/// Bytes as text, if nine of ten are printable ASCII.
fn printable(bytes: Vec<u8>) -> Option<String> {
    let good = bytes.iter().filter(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t' | b'\r')).count();
    if bytes.is_empty() || good * 10 < bytes.len() * 9 {
        return None;
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn encodings_of_a_text() {
        let plain = |run: &str| decoded(run.as_bytes());
        assert_eq!(plain("NTM2LTkwLTQzOTk="), Some("536-90-4399".to_string()));
        assert_eq!(plain("NTM2LTkwLTQzOTk"), Some("536-90-4399".to_string()));
        assert_eq!(plain("3533362d39302d34333939"), Some("536-90-4399".to_string()));
        assert_eq!(plain("internationalisation"), None);
        assert_eq!(plain("550e8400e29b41d4a716446655440000"), None);
    }
}
