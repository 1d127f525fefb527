//! Words, numbers and marks of a text, with what the features ask of each: a hash of the folded word, its capitals, what touches it.
//!
//! Folding lowers ASCII and strips the marks of Latin-1 and Latin Extended-A, so that `JOSÉ`, `José` and `jose` are one word. A single
//! capital keeps its full stop (`J.`, `U.S.`). Letters of other scripts pass as lower case.

use alloc::vec::Vec;

/// How a token is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Form {
    /// `word`
    Lower,
    /// `Word`
    Capital,
    /// `WORD`, `W`
    Upper,
    /// `McDonald`, `LinkedIn`
    Mixed,
    /// `iPhone`
    Camel,
    /// `MTV2`, `3M`: digits and a capital
    Code,
    /// `J.`, `U.S.`
    Initial,
    /// `17`, `4th`
    Number,
    /// anything else that is not white space
    Mark,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub start: u32,
    pub end: u32,
    /// Hash of the folded bytes; for a mark, of its bytes.
    pub hash: u32,
    /// Folded first four and last four bytes.
    pub head: u32,
    pub tail: u32,
    pub form: Form,
    /// White space stands before it; a line break does.
    pub spaced: bool,
    pub line_start: bool,
    /// The byte of a mark, else 0.
    pub mark: u8,
    /// Part of an address or identifier: `jo@example.org`, `my_name`.
    pub wired: bool,
}

impl Token {
    /// Whether the token can begin a name on its own writing.
    pub(crate) fn is_capital(&self) -> bool {
        !self.wired
            && matches!(self.form, Form::Capital | Form::Upper | Form::Mixed | Form::Code | Form::Initial)
    }
}

const FNV: u32 = 0x0100_0193;
pub(crate) const BASIS: u32 = 0x811c_9dc5;

/// Continues a hash with one byte.
pub(crate) const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte as u32).wrapping_mul(FNV)
}

/// Hash of a folded word that is known when the program is built.
pub(crate) const fn hash_of(word: &str) -> u32 {
    let mut bytes = word.as_bytes();
    let mut hash = BASIS;
    while let [first, rest @ ..] = bytes {
        hash = step(hash, *first);
        bytes = rest;
    }
    hash
}

/// Base letters of U+00C0–U+00FF (`?` is no letter) and U+0100–U+017F.
const LATIN1: &[u8; 64] = b"aaaaaaaceeeeiiiidnooooo?ouuuuytsaaaaaaaceeeeiiiidnooooo?ouuuuyty";
const LATIN_A: &[u8; 128] =
    b"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/// What begins at a place of the text.
enum Piece {
    /// A letter: its folded byte (0 for a combining mark) and whether it is a capital.
    Letter(u8, bool),
    Digit(u8),
    Space,
    Break,
    Mark(u8),
}

/// Reads one character: what it is and how many bytes it takes. Damaged UTF-8 reads as letters, byte by byte.
fn piece(rest: &[u8]) -> Option<(Piece, usize)> {
    let (&first, tail) = rest.split_first()?;
    let second = tail.first().copied().unwrap_or(0);
    Some(match first {
        b'a'..=b'z' => (Piece::Letter(first, false), 1),
        b'A'..=b'Z' => (Piece::Letter(first | 0x20, true), 1),
        b'0'..=b'9' => (Piece::Digit(first), 1),
        b'\n' | b'\r' => (Piece::Break, 1),
        b' ' | b'\t' | 0x0b | 0x0c | 0 => (Piece::Space, 1),
        0x01..=0x7f => (Piece::Mark(first), 1),
        0xc2 if second == 0xa0 => (Piece::Space, 2),
        0xc2 => (Piece::Mark(second), if second == 0 { 1 } else { 2 }),
        0xc3 if second & 0xc0 == 0x80 => match LATIN1.get(usize::from(second & 0x3f)) {
            Some(b'?') | None => (Piece::Mark(second), 2),
            Some(&letter) => (Piece::Letter(letter, second < 0xa0 && second != 0x9f), 2),
        },
        0xc4 | 0xc5 if second & 0xc0 == 0x80 => {
            let code = u8::from(first == 0xc5) << 6 | (second & 0x3f);
            let letter = LATIN_A.get(usize::from(code)).copied().unwrap_or(b'?');
            let odd = code & 1 == 1;
            let capital = match code {
                0x39..=0x48 | 0x79..=0x7e => odd,
                0x78 => true,
                _ => !odd,
            };
            (Piece::Letter(letter, capital), 2)
        }
        0xcc | 0xcd if second & 0xc0 == 0x80 => (Piece::Letter(0, false), 2),
        0xe2 if second & 0xc0 == 0x80 && tail.len() > 1 => match (second, tail.get(1)) {
            (0x80, Some(0x98 | 0x99)) => (Piece::Mark(b'\''), 3),
            (0x80, Some(0x90..=0x92)) => (Piece::Mark(b'-'), 3),
            (0x80, Some(0x9c | 0x9d)) => (Piece::Mark(b'"'), 3),
            (0x80, Some(0x80..=0x8a | 0xaf)) => (Piece::Space, 3),
            _ => (Piece::Mark(0xe2), 3),
        },
        _ => (Piece::Letter(first, false), 1),
    })
}

/// A word while it is read.
struct Word {
    hash: u32,
    head: u32,
    tail: u32,
    letters: u32,
    capitals: u32,
    digits: u32,
    first_capital: bool,
}

impl Word {
    const fn new() -> Self {
        Self { hash: BASIS, head: 0, tail: 0, letters: 0, capitals: 0, digits: 0, first_capital: false }
    }

    fn push(&mut self, byte: u8) {
        self.hash = step(self.hash, byte);
        if self.head < 1 << 24 {
            self.head = self.head << 8 | u32::from(byte);
        }
        self.tail = self.tail << 8 | u32::from(byte);
    }

    fn letter(&mut self, byte: u8, capital: bool) {
        if byte == 0 {
            return;
        }
        if self.letters + self.digits == 0 {
            self.first_capital = capital;
        }
        self.letters += 1;
        self.capitals += u32::from(capital);
        self.push(byte);
    }

    fn form(&self) -> Form {
        match (self.letters, self.capitals, self.digits) {
            (0, ..) => Form::Number,
            (_, 0, 0) => Form::Lower,
            (_, 0, _) => Form::Number,
            (_, _, 1..) => Form::Code,
            (letters, capitals, 0) if letters == capitals => Form::Upper,
            (_, 1, 0) if self.first_capital => Form::Capital,
            _ if self.first_capital => Form::Mixed,
            _ => Form::Camel,
        }
    }
}

/// Reads tokens from `from` on until the text ends or `tokens` holds `limit`; says where it stopped.
pub(crate) fn read(text: &[u8], from: usize, limit: usize, tokens: &mut Vec<Token>) -> usize {
    let mut at = from;
    let (mut spaced, mut line_start) = (from == 0, from == 0);
    while tokens.len() < limit {
        let Some((piece, len)) = text.get(at..).and_then(piece) else {
            return text.len();
        };
        let start = at;
        at += len;
        let token = match piece {
            Piece::Space => {
                spaced = true;
                continue;
            }
            Piece::Break => {
                (spaced, line_start) = (true, true);
                continue;
            }
            Piece::Mark(mark) => {
                let hash = step(BASIS ^ 0x5bd1_e995, mark);
                let (start, end) = (index(start), index(at));
                Token {
                    start,
                    end,
                    hash,
                    head: 0,
                    tail: 0,
                    form: Form::Mark,
                    spaced,
                    line_start,
                    mark,
                    wired: false,
                }
            }
            Piece::Letter(..) | Piece::Digit(_) => {
                let (word, form, end) = word(text, start);
                at = end;
                let wired = wired(tokens, spaced, form, text.get(end).copied());
                let (start, end) = (index(start), index(end));
                let Word { hash, head, tail, .. } = word;
                Token { start, end, hash, head, tail, form, spaced, line_start, mark: 0, wired }
            }
        };
        (spaced, line_start) = (false, false);
        tokens.push(token);
    }
    at
}

/// Whether a word is part of an address or identifier, by the marks that touch it.
fn wired(tokens: &[Token], spaced: bool, form: Form, next: Option<u8>) -> bool {
    let before = tokens.last().filter(|_| !spaced);
    let wires = |mark: u8| matches!(mark, b'@' | b'_' | b'\\' | b'=');
    next.is_some_and(wires)
        || before.is_some_and(|before| {
            let inner = before.mark == b'.' && !before.spaced;
            wires(before.mark) || inner && (form == Form::Lower || matches!(next, Some(b'.' | b'(')))
        })
}

/// Texts are shorter than 4 GiB: the filter bounds a body far below.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Longest word in bytes; a longer run is cut into several.
const WORD_MAX: usize = 96;

fn word(text: &[u8], start: usize) -> (Word, Form, usize) {
    let mut word = Word::new();
    let mut at = start;
    while at - start < WORD_MAX {
        match text.get(at..).and_then(piece) {
            Some((Piece::Letter(byte, capital), len)) => {
                word.letter(byte, capital);
                at += len;
            }
            Some((Piece::Digit(byte), len)) => {
                word.digits += 1;
                word.push(byte);
                at += len;
            }
            // O'Brien, D’Angelo
            Some((Piece::Mark(b'\''), len)) if word.letters == 1 && word.capitals == 1 => {
                match text.get(at + len..).and_then(piece) {
                    Some((Piece::Letter(_, true), _)) => at += len,
                    _ => break,
                }
            }
            _ => break,
        }
    }
    let mut form = word.form();
    // J. and U.S.
    while word.letters == word.capitals && word.digits == 0 && text.get(at) == Some(&b'.') {
        if form != Form::Initial && word.letters != 1 {
            break;
        }
        form = Form::Initial;
        at += 1;
        let next = text.get(at..).and_then(piece);
        let after = text.get(at + 1);
        match (next, after) {
            (Some((Piece::Letter(byte, true), 1)), Some(b'.')) => {
                word.letter(byte, true);
                at += 1;
            }
            _ => break,
        }
    }
    (word, form, at)
}
