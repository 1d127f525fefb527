//! Why a document is refused: places and expectations, never content.

use alloc::string::String;
use core::fmt;

use countersign_formats::limits::{JSON_DEPTH_MAX, JSON_NODES_MAX};

/// What the reader expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// Any value.
    Value,
    /// A member's name.
    Name,
    /// `:`.
    Colon,
    /// `,` or `]`.
    CommaOrBracket,
    /// `,` or `}`.
    CommaOrBrace,
    /// `"`; control characters in strings are escaped.
    Quote,
    /// An escape that JSON knows.
    Escape,
    /// A digit.
    Digit,
}

/// Why a document was refused. `at` is a byte offset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonError {
    /// Bytes that are no UTF-8.
    NotUtf8 {
        /// Where.
        at: usize,
    },
    /// Something else was expected.
    Syntax {
        /// Where.
        at: usize,
        /// What.
        expected: Syntax,
    },
    /// An object has a member twice.
    DuplicateName {
        /// Path of the member.
        place: String,
    },
    /// Half a surrogate pair.
    LoneSurrogate {
        /// Where.
        at: usize,
    },
    /// Bytes after the end.
    TrailingData {
        /// Where.
        at: usize,
    },
    /// Nested deeper than [`JSON_DEPTH_MAX`].
    TooDeep {
        /// Where.
        at: usize,
    },
    /// More names and values than [`JSON_NODES_MAX`].
    TooManyNodes,
    /// More models than policy looks at.
    TooManyModels,
    /// A model name over its limit.
    ModelName,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotUtf8 { at } => write!(f, "expected utf-8, found other bytes at byte {at}"),
            Self::Syntax { at, expected } => {
                let expected = match expected {
                    Syntax::Value => "a value",
                    Syntax::Name => "a member name",
                    Syntax::Colon => "a colon",
                    Syntax::CommaOrBracket => "a comma or the end of the array",
                    Syntax::CommaOrBrace => "a comma or the end of the object",
                    Syntax::Quote => "the end of the string",
                    Syntax::Escape => "a json escape",
                    Syntax::Digit => "a digit",
                };
                write!(f, "expected {expected} at byte {at}")
            }
            Self::DuplicateName { place } => write!(f, "expected every member once, found `{place}` twice"),
            Self::LoneSurrogate { at } => write!(f, "expected a whole surrogate pair at byte {at}"),
            Self::TrailingData { at } => {
                write!(f, "expected nothing after the document, found more at byte {at}")
            }
            Self::TooDeep { at } => {
                write!(f, "expected at most {JSON_DEPTH_MAX} levels, found more at byte {at}")
            }
            Self::TooManyNodes => write!(f, "expected at most {JSON_NODES_MAX} names and values"),
            Self::TooManyModels => f.write_str("more models are named than the gateway evaluates"),
            Self::ModelName => f.write_str("a model name is longer than the gateway evaluates"),
        }
    }
}

impl core::error::Error for JsonError {}
