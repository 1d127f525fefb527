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

use xorf::{BinaryFuse16, Descriptor, Filter as _};

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
/// Longest segment of a filter.
const SEGMENT: u32 = 1 << 18;

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
        let (seed, rest) = rest.split_first_chunk::<8>()?;
        let (segment, rest) = rest.split_first_chunk::<4>()?;
        let (segments, rest) = rest.split_first_chunk::<4>()?;
        let segment_length = u32::from_le_bytes(*segment);
        let segment_count_length = u32::from_le_bytes(*segments);
        let (pairs, odd) = rest.as_chunks::<2>();
        let fingerprints: Box<[u16]> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
        // A look-up reads one place in each of three neighbouring segments, so all segments must be whole.
        let whole = segment_length.is_power_of_two() && segment_length <= SEGMENT;
        let length = segment_count_length.checked_add(segment_length.checked_mul(2)?)?;
        let fits = whole
            && odd.is_empty()
            && segment_count_length > 0
            && segment_count_length % segment_length == 0
            && usize::try_from(length).is_ok_and(|length| length <= fingerprints.len());
        let seed = u64::from_le_bytes(*seed);
        let segment_length_mask = segment_length.wrapping_sub(1);
        let descriptor = Descriptor { seed, segment_length, segment_length_mask, segment_count_length };
        fits.then_some(Self { filter: BinaryFuse16 { descriptor, fingerprints } })
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

/// Fingerprints files of code into a set.
///
/// # Errors
///
/// If the files hold no code to remember, or so much that no filter can be built.
#[cfg(feature = "compile")]
pub fn build<'f>(files: impl IntoIterator<Item = &'f [u8]>) -> Result<Vec<u8>, FingerprintError> {
    let mut hashes = Vec::new();
    for file in files {
        winnow::fingerprints(file, |hash, _| hashes.push(hash));
    }
    hashes.sort_unstable();
    hashes.dedup();
    if hashes.is_empty() {
        return Err(FingerprintError::Build);
    }
    let filter = BinaryFuse16::try_from(&hashes).map_err(|_| FingerprintError::Build)?;
    let descriptor = &filter.descriptor;
    let mut bytes = Vec::from(MAGIC);
    bytes.extend(descriptor.seed.to_le_bytes());
    bytes.extend(descriptor.segment_length.to_le_bytes());
    bytes.extend(descriptor.segment_count_length.to_le_bytes());
    bytes.extend(filter.fingerprints.iter().flat_map(|fingerprint| fingerprint.to_le_bytes()));
    Ok(bytes)
}

#[cfg(all(test, feature = "compile"))]
mod tests;
