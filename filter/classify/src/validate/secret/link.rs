//! What stands between a name and its value, in every usual way of writing: assignments, calls, markup, flags, sentences.

/// How a value was joined to its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// `=`, `:`, `=>`, `:=`.
    Sign,
    /// `,` or `(` or `)`: an argument or a cell.
    Argument,
    /// `<name>value</name>`.
    Element,
    /// Blanks alone: flags, netrc, lists.
    Blank,
    /// `is`, in a sentence.
    Sentence,
}

/// A value in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub start: usize,
    pub end: usize,
    /// Quotes stood around it.
    pub quoted: bool,
    pub link: Link,
    /// Blanks stood between the sign and the value.
    pub apart: bool,
}

/// Bytes between a name and its value, and of a value.
const GAP: usize = 64;
const VALUE: usize = 512;

/// Words that stand for the value of a pair: `"name": "password", "value": "…"`, `default = "…"`, `or "…"`.
#[rustfmt::skip]
const FILLERS: &[&[u8]] = &[
    b"value", b"default", b"defaultvalue", b"val", b"content", b"text", b"data", b"stringvalue", b"string_value",
    b"or", b"else", b"string", b"str", b"const", b"env", b"getenv", b"bytes", b"byte", b"some", b"from", b"new",
    b"securestring", b"convertto-securestring", b"asplaintext", b"bearer", b"basic", b"token", b"apikey",
    b"to_string", b"std", b"literal", b"b64decode", b"b64encode", b"base64", b"f", b"r", b"u", b"b", b"l", b"n", b"e",
    b"digest", b"client_id", b"identified", b"by",
];

/// Verbs of a sentence that names a value.
const VERBS: &[&[u8]] = &[b"is", b"are", b"was", b"to", b"ist", b"es", b"est", b"lautet", b"as"];

fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// The value that belongs to the name that ends at `at`.
pub(super) fn follow(text: &[u8], at: usize) -> Option<Value> {
    let mut reader =
        Reader { text, at, stop: text.len().min(at + GAP), link: None, blanks: 0, lines: 0, words: 0 };
    reader.close();
    reader.number();
    reader.join()?;
    reader.value()
}

struct Reader<'t> {
    text: &'t [u8],
    at: usize,
    stop: usize,
    link: Option<Link>,
    /// Blanks since the last sign.
    blanks: usize,
    lines: usize,
    /// Words since the name.
    words: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied().filter(|_| self.at < self.stop)
    }

    /// Passes what closes the name: quotes, brackets, marks of emphasis, escapes.
    fn close(&mut self) {
        for _ in 0..6 {
            match self.peek() {
                Some(b'"' | b'\'' | b'`' | b']' | b'*' | b'\\') => self.at += 1,
                _ => return,
            }
        }
    }

    /// Passes the number of a name in a list: `Key 2:`.
    fn number(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if let [b' ', b'0'..=b'9', b':' | b'=', ..] = rest {
            self.at += 2;
        }
    }

    /// Passes blanks, signs and fillers up to the first byte of the value or its quote.
    fn join(&mut self) -> Option<()> {
        loop {
            let byte = self.peek()?;
            match byte {
                b' ' | b'\t' => self.blanks += 1,
                b'\\' if self.text.get(self.at + 1) == Some(&b'\n') => {}
                b'\\' if self.text.get(self.at + 1).copied().is_some_and(is_quote) => {}
                b'\n' | b'\r' => {
                    self.lines += usize::from(byte == b'\n');
                    self.blanks += 1;
                    if self.lines > 2 {
                        return None;
                    }
                }
                b'=' | b':' => self.sign(Link::Sign),
                b'>' if self.link.is_none() && self.blanks == 0 => self.sign(Link::Element),
                b'>' => self.sign(Link::Sign),
                b',' | b'(' if self.link != Some(Link::Element) => self.sign(Link::Argument),
                b')' | b'|' | b'?' if self.link.is_none_or(|link| link == Link::Argument) => {
                    self.sign(Link::Argument)
                }
                b'[' | b'{' if self.link.is_some() && self.next_is_quote() => self.blanks = 0,
                // The rest of an emphasis, and the block of a declaration.
                b'*' if self.link == Some(Link::Sign) && self.blanks == 0 => {}
                b'{' if matches!(self.text.get(self.at + 1), Some(b'\n' | b'\r')) => {}
                b'-' if self.text.get(self.at + 1) == Some(&b'>') => {}
                b'<' if self.text.get(self.at + 1) == Some(&b'-') => self.at += 1,
                b'!' if self.text.get(self.at + 1) == Some(&b'=') => {}
                b if is_quote(b) => return Some(()),
                _ => {
                    if !self.filler() {
                        return Some(());
                    }
                    continue;
                }
            }
            self.at += 1;
        }
    }

    fn next_is_quote(&self) -> bool {
        self.text.get(self.at + 1).copied().is_some_and(is_quote)
    }

    fn sign(&mut self, link: Link) {
        self.link = Some(link);
        self.blanks = 0;
    }

    /// Passes one word that is no value, if one stands here and something follows it.
    fn filler(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = rest
            .iter()
            .take(24)
            .take_while(|b| b.is_ascii_alphabetic() || **b == b'_' || **b == b'-')
            .count();
        let (Some(word), Some(next)) = (rest.get(..length), rest.get(length)) else { return false };
        let any = |words: &[&[u8]]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        if self.words >= 4 || length == 0 {
            return false;
        }
        if self.blanks > 0
            && self.lines == 0
            && any(VERBS)
            && matches!(next, b' ' | b':')
            && self.link != Some(Link::Sign)
        {
            self.link = Some(Link::Sentence);
        } else if !(any(FILLERS)
            && (matches!(next, b' ' | b'=' | b':' | b'(' | b'[' | b'.') || is_quote(*next)))
        {
            return false;
        } else if *next == b'=' || *next == b':' {
            self.blanks = 0;
        }
        self.words += 1;
        self.at += length;
        // `String::from(`, `bytes[]`, `.of(`.
        while self.peek().is_some_and(|b| matches!(b, b'.' | b'[' | b']')) && length > 0 {
            self.at += 1;
        }
        true
    }

    fn value(mut self) -> Option<Value> {
        let apart = self.blanks > 0;
        let first = self.peek()?;
        let mut open = None;
        // Quotes within quotes: `'"…"'`.
        while let Some(b) = self.text.get(self.at).copied().filter(|b| is_quote(*b) || *b == b'\\') {
            if b != b'\\' {
                if open == Some(b)
                    && self.text.get(self.at + 1) != Some(&b)
                    && !self.text.get(..self.at)?.ends_with(&[b, b])
                {
                    return None;
                }
                open = Some(b);
            } else if !self.next_is_quote() {
                break;
            }
            self.at += 1;
            if self.at > self.stop + 4 {
                return None;
            }
        }
        let start = self.at;
        let rest = self.text.get(start..)?;
        let rest = rest.get(..VALUE).unwrap_or(rest);
        let quoted = open.is_some();
        let link = match self.link {
            Some(link) => link,
            None if self.lines > 0 => return None,
            None => Link::Blank,
        };
        let length = match open {
            Some(quote) => quoted_length(rest, quote)?,
            None if link == Link::Element => rest.iter().position(|b| matches!(b, b'<' | b'\n'))?,
            None if self.lines > 0 => return None,
            None => bare_length(rest, first),
        };
        let mut value = rest.get(..length)?;
        while let Some((b' ' | b'\\', shorter)) = value.split_last() {
            value = shorter;
        }
        (!value.is_empty()).then_some(Value { start, end: start + value.len(), quoted, link, apart })
    }
}

fn quoted_length(rest: &[u8], quote: u8) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in rest.iter().enumerate() {
        if *byte == b'\n' {
            return None;
        }
        if *byte == quote
            && (!escaped || at + 1 >= rest.len() || !rest.get(at + 1).is_some_and(u8::is_ascii_alphanumeric))
        {
            return Some(at);
        }
        escaped = *byte == b'\\' && !escaped;
    }
    // A text that was cut; what follows may be anything.
    (rest.len() < VALUE && !rest.contains(&b' ')).then_some(rest.len())
}

/// A value without quotes ends at a blank or at a mark that closes or parts values.
fn bare_length(rest: &[u8], first: u8) -> usize {
    let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b'<' | b';' | b'|');
    let length = rest.iter().take_while(|b| !ends(b)).count();
    let mut value = rest.get(..length).unwrap_or_default();
    // `a=1&b=2` in an address, `a, b` in a list.
    if let Some(at) = value
        .iter()
        .position(|b| *b == b'&')
        .filter(|at| value.get(*at..).is_some_and(|tail| tail.contains(&b'=')))
    {
        value = value.get(..at).unwrap_or_default();
    }
    if let Some(at) = value.iter().position(|b| *b == b',') {
        value = value.get(..at).unwrap_or_default();
    }
    let closes = |open: u8, close: u8| first != open && !value.contains(&open) && value.contains(&close);
    for (open, close) in [(b'(', b')'), (b'[', b']'), (b'{', b'}')] {
        if closes(open, close) {
            let at = value.iter().position(|b| *b == close).unwrap_or(value.len());
            value = value.get(..at).unwrap_or_default();
        }
    }
    while let Some((b'.' | b',' | b':' | b'?', shorter)) = value.split_last() {
        value = shorter;
    }
    value.len()
}

#[cfg(test)]
mod tests {
    use alloc::{borrow::ToOwned, string::String};

    use super::*;

    fn value(text: &str) -> Option<(String, Link)> {
        let at = text.find("KEY").unwrap() + 3;
        follow(text.as_bytes(), at).map(|v| (text[v.start..v.end].to_owned(), v.link))
    }

    #[test]
    fn every_way_of_writing() {
        for (text, link) in [
            ("KEY=v4lue", Link::Sign),
            ("KEY = 'v4lue'", Link::Sign),
            ("\"KEY\": \"v4lue\",", Link::Sign),
            ("'KEY' => 'v4lue',", Link::Sign),
            ("KEY := \"v4lue\"", Link::Sign),
            ("\\\"KEY\\\":\\\"v4lue\\\"", Link::Sign),
            ("<KEY>v4lue</KEY>", Link::Element),
            ("<add key=\"KEY\" value=\"v4lue\" />", Link::Sign),
            ("define('KEY', 'v4lue');", Link::Argument),
            ("getenv(\"KEY\", \"v4lue\")", Link::Argument),
            ("setKEY(\"v4lue\")", Link::Argument),
            ("os.environ.get(\"KEY\") or \"v4lue\"", Link::Argument),
            ("--KEY v4lue -x", Link::Blank),
            ("--KEY 'v4lue'", Link::Blank),
            ("KEY = \\\n    'v4lue'", Link::Sign),
            ("variable \"KEY\" {\n  default = \"v4lue\"\n}", Link::Sign),
            ("- name: KEY\n  value: \"v4lue\"", Link::Sign),
            ("https://h/x?KEY=v4lue&y=2", Link::Sign),
            ("Server=h;KEY=v4lue;Database=d", Link::Sign),
            ("my KEY is v4lue.", Link::Sentence),
            ("**KEY:** `v4lue`", Link::Sign),
            ("KEY = String::from(\"v4lue\")", Link::Argument),
            ("Authorization-KEY: Bearer v4lue", Link::Sign),
        ] {
            assert_eq!(value(text), Some(("v4lue".to_owned(), link)), "{text}");
        }
        for text in ["KEY", "KEY=", "KEY = ''", "KEY: \n\n\nnext"] {
            assert_eq!(value(text), None, "{text}");
        }
    }
}
