//! Blocks of key material: PEM, OpenSSH, PGP, PuTTY, minisign, XML.

/// Bytes behind the head of a block in which its body must show.
const BODY: usize = 400;

/// Grows the head of a block (`-----BEGIN … PRIVATE KEY-----`, RFC 7468) to the end of its end line, or to the end of the text where that
/// is missing. A head without a body is the talk of documentation.
pub(super) fn pem(text: &[u8], start: usize, head_end: usize) -> Option<(usize, usize)> {
    const END: &[u8] = b"-----END";
    let rest = text.get(head_end..)?;
    let body = rest.get(..BODY).unwrap_or(rest);
    let body =
        body.windows(5).position(|window| window == b"-----").and_then(|at| body.get(..at)).unwrap_or(body);
    if !has_material(body) {
        return None;
    }
    let Some(at) = rest.windows(END.len()).position(|window| window == END) else {
        return Some((start, text.len()));
    };
    let tail = rest.get(at + END.len()..)?;
    let close = tail.iter().take(64).position(|b| *b == b'-').unwrap_or(0);
    let dashes = tail.get(close..)?.iter().take_while(|b| **b == b'-').count();
    Some((start, head_end + at + END.len() + close + dashes))
}

/// A run of sixteen characters of base64 that is no word.
fn has_material(body: &[u8]) -> bool {
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    body.split(|b| !base64(b)).any(|run| {
        let mixed = run.iter().any(u8::is_ascii_uppercase) && run.iter().any(u8::is_ascii_lowercase);
        run.len() >= 16 && (mixed || run.iter().any(u8::is_ascii_digit))
    })
}

/// To the end of the line that begins with `last`, within `most` bytes.
pub(super) fn to_line(text: &[u8], start: usize, last: &[u8], most: usize) -> Option<(usize, usize)> {
    let rest = text.get(start..)?;
    let rest = rest.get(..most).unwrap_or(rest);
    let at = rest.windows(last.len()).position(|window| window == last)?;
    let line = rest.get(at + last.len()..)?;
    let length = line.iter().position(|b| matches!(b, b'\n' | b'\r' | b'"')).unwrap_or(line.len());
    Some((start, start + at + last.len() + length))
}

/// The line behind the comment line at `start`: minisign, signify.
pub(super) fn next_line(text: &[u8], start: usize) -> Option<(usize, usize)> {
    let rest = text.get(start..)?;
    let rest = rest.get(..512).unwrap_or(rest);
    let begin = rest.iter().position(|b| *b == b'\n')? + 1;
    let line = rest.get(begin..)?;
    let length =
        line.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=')).count();
    (length >= 60).then_some((start + begin, start + begin + length))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn blocks_grow_to_their_end() {
        let head = "-----BEGIN RSA PRIVATE KEY-----";
        let body = "\nMIIEpAIBAAKCAQEA7bq9\n-----END RSA PRIVATE KEY-----";
        let text = format!("{head}{body} more");
        assert_eq!(pem(text.as_bytes(), 0, head.len()), Some((0, head.len() + body.len())));
        let cut = format!("{head}\nMIIEpAIBAAKCAQEA7bq9");
        assert_eq!(pem(cut.as_bytes(), 0, head.len()), Some((0, cut.len())));
        for talk in [
            " is the first line of the file",
            "\n...\n-----END RSA PRIVATE KEY-----",
            "-----END RSA PRIVATE KEY-----",
        ] {
            assert_eq!(pem(format!("{head}{talk}").as_bytes(), 0, head.len()), None, "{talk}");
        }
    }

    #[test]
    fn lines_of_other_formats() {
        assert_eq!(to_line(b"Head\nx\nPrivate-MAC: 0a1b\nrest", 0, b"Private-MAC: ", 4096), Some((0, 24)));
        assert_eq!(to_line(b"Head\nx\n", 0, b"Private-MAC: ", 4096), None);
        let key = "RWRTY0Iy".repeat(10);
        let text = format!("untrusted comment: x\n{key}\n");
        assert_eq!(next_line(text.as_bytes(), 0), Some((21, 101)));
    }
}
