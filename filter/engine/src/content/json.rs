//! A strict JSON reader (RFC 8259) that visits every text of a document in one pass; the call stack is bounded by
//! the depth limit.
//!
//! Strict, because the upstream's reader decides what the document means: duplicate keys, lone surrogates, a byte-order mark, bytes after
//! the end are refused, since another reader could see another document.

use alloc::{borrow::Cow, collections::BTreeSet, string::ToString, vec::Vec};
use core::fmt::{self, Write as _};

use countersign_formats::{
    limits::{JSON_DEPTH_MAX, JSON_NODES_MAX},
    order::inserted,
};

use super::text::{self, Buffer, Text};

mod error;
mod number;

pub use error::{JsonError, Syntax};
pub use number::plain_integer;

/// Where in a document.
#[derive(Debug, Default)]
pub struct Path<'d> {
    steps: Vec<Step<'d>>,
}

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step<'d> {
    /// Member of this (decoded) name.
    Key(Cow<'d, str>),
    /// Element.
    Index(u32),
}

impl<'d> Path<'d> {
    /// The path of a member of the root.
    pub fn named(name: &'d str) -> Self {
        Self { steps: Vec::from([Step::Key(Cow::Borrowed(name))]) }
    }

    /// The steps from the root.
    pub fn steps(&self) -> &[Step<'d>] {
        &self.steps
    }

    /// The innermost name.
    pub fn key(&self) -> Option<&str> {
        self.steps.iter().rev().find_map(|step| match step {
            Step::Key(key) => Some(key.as_ref()),
            Step::Index(_) => None,
        })
    }
}

/// For people: `messages[0].content`. Names that are not plain print as `*`, so that no content gets out this way.
impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.steps.iter().take(16).enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    let plain = key.len() <= 32
                        && !key.is_empty()
                        && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                    if i > 0 {
                        f.write_char('.')?;
                    }
                    f.write_str(if plain { key } else { "*" })?;
                }
            }
        }
        Ok(())
    }
}

/// What is told of a document.
pub trait Visitor<'d> {
    /// A member's name. The path is that of the member.
    fn key(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError>;
    /// A string value.
    fn string(&mut self, path: &Path<'d>, text: &Text<'_>) -> Result<(), JsonError>;
    /// A number: its literal and where it begins.
    fn number(&mut self, path: &Path<'d>, literal: &'d str, start: usize) -> Result<(), JsonError>;
    /// `true`.
    fn is_true(&mut self, path: &Path<'d>);
    /// An object or array begins.
    fn open(&mut self, path: &Path<'d>);
}

/// Names and values that may still be visited.
#[derive(Debug)]
pub struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(JSON_NODES_MAX)
    }
}

enum Frame {
    Object(Names),
    Array,
}

/// Names of one object, by hash. Two names with one hash count as duplicates: that refuses a document which only an attacker
/// could have made. Ordered sets have no bad case that chosen names could provoke.
enum Names {
    Few(Vec<u64>),
    Many(BTreeSet<u64>),
}

impl Names {
    const FEW: usize = 16;

    fn insert(&mut self, name: &str) -> bool {
        let hash = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
        match self {
            Self::Few(names) if names.contains(&hash) => false,
            Self::Few(names) if names.len() < Self::FEW => {
                names.push(hash);
                true
            }
            Self::Few(names) => {
                let mut many: BTreeSet<u64> = inserted(names.iter().copied());
                many.insert(hash);
                *self = Self::Many(many);
                true
            }
            Self::Many(names) => names.insert(hash),
        }
    }
}

/// Visits every text of `document`.
///
/// # Errors
///
/// The first [`JsonError`], with the byte where it stands.
pub fn walk<'d>(
    document: &'d str,
    budget: &mut Budget,
    visitor: &mut dyn Visitor<'d>,
) -> Result<(), JsonError> {
    let mut reader = Reader {
        document,
        bytes: document.as_bytes(),
        at: 0,
        path: Path::default(),
        frames: Vec::new(),
        buffer: Buffer::default(),
        budget,
    };
    reader.value(visitor)?;
    while !reader.frames.is_empty() {
        reader.continue_frame(visitor)?;
    }
    reader.space();
    if reader.at == reader.bytes.len() { Ok(()) } else { Err(JsonError::TrailingData { at: reader.at }) }
}

struct Reader<'d, 'b> {
    document: &'d str,
    bytes: &'d [u8],
    at: usize,
    path: Path<'d>,
    frames: Vec<Frame>,
    buffer: Buffer,
    budget: &'b mut Budget,
}

impl<'d> Reader<'d, '_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn expected<T>(&self, expected: Syntax) -> Result<T, JsonError> {
        Err(JsonError::Syntax { at: self.at, expected })
    }

    fn spend(&mut self) -> Result<(), JsonError> {
        self.budget.0 = self.budget.0.checked_sub(1).ok_or(JsonError::TooManyNodes)?;
        Ok(())
    }

    /// Reads a scalar, or the beginning of an object or array up to its first value.
    fn value(&mut self, visitor: &mut dyn Visitor<'d>) -> Result<(), JsonError> {
        self.space();
        self.spend()?;
        match self.peek() {
            Some(b'"') => {
                let (start, end, escaped) = self.quoted()?;
                let raw = self.document.get(start..end).unwrap_or_default();
                let text = text::decode(raw, start, escaped, &mut self.buffer)?;
                visitor.string(&self.path, &text)
            }
            Some(b'{') => self.open(b'}', Frame::Object(Names::Few(Vec::new())), visitor),
            Some(b'[') => self.open(b']', Frame::Array, visitor),
            Some(b't') => {
                self.literal("true")?;
                visitor.is_true(&self.path);
                Ok(())
            }
            Some(b'f') => self.literal("false"),
            Some(b'n') => self.literal("null"),
            Some(b'-' | b'0'..=b'9') => {
                let start = self.at;
                self.number()?;
                let literal = self.document.get(start..self.at).unwrap_or_default();
                visitor.number(&self.path, literal, start)
            }
            _ => self.expected(Syntax::Value),
        }
    }

    fn open(&mut self, close: u8, frame: Frame, visitor: &mut dyn Visitor<'d>) -> Result<(), JsonError> {
        if self.frames.len() >= JSON_DEPTH_MAX {
            return Err(JsonError::TooDeep { at: self.at });
        }
        visitor.open(&self.path);
        self.at += 1;
        self.space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(());
        }
        let is_array = matches!(frame, Frame::Array);
        self.frames.push(frame);
        if is_array {
            self.path.steps.push(Step::Index(0));
        } else {
            self.name(visitor)?;
        }
        self.value(visitor)
    }

    /// After a value: the next one of its frame, or the end of the frame.
    fn continue_frame(&mut self, visitor: &mut dyn Visitor<'d>) -> Result<(), JsonError> {
        self.space();
        let is_array = matches!(self.frames.last(), Some(Frame::Array));
        match (self.peek(), is_array) {
            (Some(b','), true) => {
                self.at += 1;
                if let Some(Step::Index(index)) = self.path.steps.last_mut() {
                    *index = index.saturating_add(1);
                }
                self.value(visitor)
            }
            (Some(b','), false) => {
                self.at += 1;
                self.path.steps.pop();
                self.name(visitor)?;
                self.value(visitor)
            }
            (Some(b']'), true) | (Some(b'}'), false) => {
                self.at += 1;
                self.path.steps.pop();
                self.frames.pop();
                Ok(())
            }
            (_, true) => self.expected(Syntax::CommaOrBracket),
            (_, false) => self.expected(Syntax::CommaOrBrace),
        }
    }

    /// A member's name and its colon.
    fn name(&mut self, visitor: &mut dyn Visitor<'d>) -> Result<(), JsonError> {
        self.space();
        self.spend()?;
        if self.peek() != Some(b'"') {
            return self.expected(Syntax::Name);
        }
        let (start, end, escaped) = self.quoted()?;
        let raw = self.document.get(start..end).unwrap_or_default();
        let text = text::decode(raw, start, escaped, &mut self.buffer)?;
        let fresh = match self.frames.last_mut() {
            Some(Frame::Object(names)) => names.insert(text.text),
            _ => true,
        };
        let key = if escaped { Cow::Owned(text.text.to_string()) } else { Cow::Borrowed(raw) };
        self.path.steps.push(Step::Key(key));
        if !fresh {
            return Err(JsonError::DuplicateName { place: self.path.to_string() });
        }
        visitor.key(&self.path, &text)?;
        self.space();
        if self.peek() != Some(b':') {
            return self.expected(Syntax::Colon);
        }
        self.at += 1;
        Ok(())
    }

    /// A quoted string: range of its raw text, and whether it has escapes.
    fn quoted(&mut self) -> Result<(usize, usize, bool), JsonError> {
        self.at += 1;
        let start = self.at;
        let mut escaped = false;
        loop {
            self.at += plain_prefix(self.bytes.get(self.at..).unwrap_or_default());
            match self.peek() {
                Some(b'"') => {
                    let end = self.at;
                    self.at += 1;
                    return Ok((start, end, escaped));
                }
                Some(b'\\') => {
                    escaped = true;
                    self.at += 2;
                }
                _ => return self.expected(Syntax::Quote),
            }
        }
    }

    fn literal(&mut self, literal: &str) -> Result<(), JsonError> {
        if self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(literal.as_bytes())) {
            self.at += literal.len();
            Ok(())
        } else {
            self.expected(Syntax::Value)
        }
    }

    fn digits(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { self.expected(Syntax::Digit) }
    }

    fn number(&mut self) -> Result<(), JsonError> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }
}

/// Length of the prefix without quote, backslash and control characters; eight bytes at a time.
fn plain_prefix(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    let mut at = 0;
    for chunk in bytes.chunks_exact(8) {
        let Ok(word) = chunk.try_into().map(u64::from_le_bytes) else { break };
        let zero = |w: u64| w.wrapping_sub(ONES) & !w & HIGH;
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
        let special =
            zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\'))) | control;
        if special != 0 {
            // Below the first hit the borrow of the subtraction cannot have done harm.
            return at + (special.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f)).unwrap_or(rest.len())
}
