//! Whether a text holds code of the organisation's repositories: winnowed fingerprints in a binary fuse filter.
//!
//! Code is read as tokens without white space and comments. Every run of [`GRAM`] tokens has a hash, and of each [`WINDOW`] runs the one with
//! the smallest hash is kept (Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003): a copy of
//! at least `GRAM + WINDOW - 1` tokens shares a hash with its origin wherever it stands. The set holds no code and nothing to read it from.
//!
//! # Limits
//!
//! Renamed identifiers are other tokens. A single hit is not enough: the filter errs once in 65,536 look-ups.

mod tokens;
mod winnow;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use xorf::{BinaryFuse16, Filter as _};

use crate::fuse;

/// Tokens of a run that is hashed: about three lines.
pub const GRAM: usize = 24;
/// Runs of which one is kept.
pub const WINDOW: usize = 8;
/// Hits that a region must have.
const ENOUGH: u32 = 2;
/// Bytes between two hits of one region, at most.
const GAP: usize = 512;
/// First bytes of a set; the last one is the version of the format and of the tokens.
const MAGIC: [u8; 8] = *b"CSCODE\x00\x01";

/// A set of fingerprints cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FingerprintError {
    /// The bytes are no set of this version.
    Format,
    /// No filter could be built: there is nothing to remember, or too much.
    Build,
}

impl fmt::Display for FingerprintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "expected a set of code fingerprints of version 1, found other bytes",
            Self::Build => "expected files that hold at least 24 tokens of code, found none",
        })
    }
}

impl core::error::Error for FingerprintError {}

/// A part of a text that the repositories hold too: label `code.organization`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// First byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
    /// Fingerprints that were found.
    pub hits: u32,
    /// Confidence, per mille.
    pub confidence_pm: u16,
}

/// The fingerprints of an organisation's code.
#[derive(Clone, Debug)]
pub struct FingerprintSet {
    filter: BinaryFuse16,
}

impl FingerprintSet {
    /// Loads a set that `build` wrote.
    ///
    /// # Errors
    ///
    /// If the bytes are no such set, or describe a filter whose look-ups would leave it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, FingerprintError> {
        Self::parse(bytes).ok_or(FingerprintError::Format)
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (descriptor, rest) = fuse::descriptor(rest, 2)?;
        let pairs = rest.as_chunks::<2>().0;
        let fingerprints: Box<[u16]> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        Some(Self { filter: BinaryFuse16 { descriptor, fingerprints } })
    }

    /// Appends the parts of `text` that are code of the repositories. Meant for the regions that `code::find` gives; prose costs time,
    /// and matches nothing.
    pub fn find(&self, text: &[u8], out: &mut Vec<Match>) {
        let mut open: Option<(Match, u64)> = None;
        let mut close = |open: Option<(Match, u64)>| {
            if let Some((found, _)) = open.filter(|(found, _)| found.hits >= ENOUGH) {
                let hits = u16::try_from(found.hits.min(10)).unwrap_or(10);
                out.push(Match { confidence_pm: 850 + 13 * hits, ..found });
            }
        };
        winnow::fingerprints(text, |hash, range| {
            if !self.filter.contains(&hash) {
                return;
            }
            match &mut open {
                Some((found, last)) if range.start <= found.end + GAP => {
                    found.hits += u32::from(*last != hash);
                    found.end = found.end.max(range.end);
                    *last = hash;
                }
                _ => {
                    let found = Match { start: range.start, end: range.end, hits: 1, confidence_pm: 0 };
                    close(open.replace((found, hash)));
                }
            }
        });
        close(open);
    }
}

/// Makes a set of the fingerprints of files, one after the other.
#[cfg(feature = "compile")]
#[derive(Clone, Debug, Default)]
pub struct Builder {
    hashes: Vec<u64>,
    tokens: u64,
}

#[cfg(feature = "compile")]
impl Builder {
    /// Adds a file of code.
    pub fn add(&mut self, file: &[u8]) {
        let mut at = 0;
        while let Some(token) = tokens::next(file, at) {
            at = token.end;
            self.tokens += 1;
        }
        winnow::fingerprints(file, |hash, _| self.hashes.push(hash));
    }

    /// Tokens of all files.
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// The set, and how many fingerprints it has. The same files give the same bytes, in any order.
    ///
    /// # Errors
    ///
    /// If the files hold no code to remember, or so much that no filter can be built.
    pub fn finish(mut self) -> Result<(Vec<u8>, usize), FingerprintError> {
        self.hashes.sort_unstable();
        self.hashes.dedup();
        if self.hashes.is_empty() {
            return Err(FingerprintError::Build);
        }
        let filter = BinaryFuse16::try_from(&self.hashes).map_err(|_| FingerprintError::Build)?;
        let mut bytes = Vec::from(MAGIC);
        fuse::write(&filter.descriptor, &mut bytes);
        bytes.extend(filter.fingerprints.iter().flat_map(|fingerprint| fingerprint.to_le_bytes()));
        Ok((bytes, self.hashes.len()))
    }
}

/// Fingerprints files of code into a set.
///
/// # Errors
///
/// As [`Builder::finish`].
#[cfg(feature = "compile")]
pub fn build<'f>(files: impl IntoIterator<Item = &'f [u8]>) -> Result<Vec<u8>, FingerprintError> {
    let mut builder = Builder::default();
    files.into_iter().for_each(|file| builder.add(file));
    builder.finish().map(|(bytes, _)| bytes)
}

#[cfg(all(test, feature = "compile"))]
mod tests;
