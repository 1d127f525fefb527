//! Code as a row of tokens: words and single marks, without white space and comments.

/// A token: the hash of its bytes, and where it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Token {
    pub(super) hash: u64,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The next token at or behind `at`.
///
/// Comments are `//` and `# ` to the end of the line, unless a `:` or a word stands before them, `-- ` likewise, and `/* … */`.
pub(super) fn next(text: &[u8], mut at: usize) -> Option<Token> {
    loop {
        let byte = *text.get(at)?;
        if byte.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let second = text.get(at + 1).copied().unwrap_or(b'\n');
        let before = at.checked_sub(1).and_then(|i| text.get(i)).copied().unwrap_or(b'\n');
        let free = before.is_ascii_whitespace();
        let blank = second == b' ' || second == b'#' || second == b'!';
        if byte == b'/' && second == b'*' {
            at = behind(text, at + 2, b"*/");
        } else if byte == b'/' && second == b'/' && before != b':'
            || byte == b'#' && free && blank
            || dashes(text, at, free)
        {
            at = behind(text, at, b"\n");
        } else if word(byte) {
            let rest = text.get(at..).unwrap_or_default();
            let length = rest.iter().take_while(|&&byte| word(byte)).count();
            let hash = rest.iter().take(length).fold(0xcbf2_9ce4_8422_2325, |hash, &byte| step(hash, byte));
            return Some(Token { hash, start: at, end: at + length });
        } else {
            return Some(Token { hash: step(0x8422_2325_cbf2_9ce4, byte), start: at, end: at + 1 });
        }
    }
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn dashes(text: &[u8], at: usize, free: bool) -> bool {
    free && text.get(at..at + 3) == Some(b"-- ")
}

/// FNV-1a over one byte.
fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Behind the next `end`, or the end of the text.
fn behind(text: &[u8], at: usize, end: &[u8]) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.windows(end.len())
        .position(|window| window == end)
        .map_or(text.len(), |found| at + found + end.len())
}
