//! The commit call: body of `POST /v1/records`.
//!
//! A binary sequence of entries, each `u32 BE leaf length ‖ leaf data ‖ u32 BE side length ‖ side JSON`. Binary, because
//! base64 of every record would cost the filter more than the signature does.

use alloc::{string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::{BATCH_BYTES_MAX, BATCH_RECORDS_MAX, LEAF_BYTES_MAX, SIDE_BYTES_MAX};

/// Content type of a batch.
pub const BATCH_TYPE: &str = "application/vnd.countersign.records.v1";

/// What travels beside a record into the erasable side store; never part of the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Disclosures: JCS texts `[salt, name, value]` whose digests stand in the record's `sd`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disclosures: Vec<String>,
    /// Opening of the record's content commitments: base64url of 32 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<String>,
}

/// One entry of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Leaf data (see [`crate::leaf`]).
    pub leaf: &'a [u8],
    /// [`Side`] as JSON, or empty.
    pub side: &'a [u8],
}

/// Reply to `POST /v1/records` with status 200 (all stored) or 409 (the chain does not continue here).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchReply {
    /// The sequence number that the control plane expects next from this instance.
    pub next_seq: u64,
}

/// Appends one entry.
pub fn push(batch: &mut Vec<u8>, leaf: &[u8], side: &[u8]) {
    for part in [leaf, side] {
        batch.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
        batch.extend_from_slice(part);
    }
}

/// Splits a batch.
///
/// # Errors
///
/// [`BatchError`] when the batch, an entry, or their number is over its limit, or a length runs past the end.
pub fn parse(batch: &[u8]) -> Result<Vec<Entry<'_>>, BatchError> {
    if batch.len() > BATCH_BYTES_MAX {
        return Err(BatchError::TooLarge);
    }
    let mut rest = batch;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        if entries.len() == BATCH_RECORDS_MAX {
            return Err(BatchError::TooManyRecords);
        }
        let leaf = take(&mut rest, LEAF_BYTES_MAX)?;
        let side = take(&mut rest, SIDE_BYTES_MAX)?;
        entries.push(Entry { leaf, side });
    }
    Ok(entries)
}

fn take<'a>(rest: &mut &'a [u8], max: usize) -> Result<&'a [u8], BatchError> {
    let (length, tail) = rest.split_first_chunk::<4>().ok_or(BatchError::Truncated)?;
    let length = u32::from_be_bytes(*length) as usize;
    if length > max {
        return Err(BatchError::TooLarge);
    }
    let part = tail.get(..length).ok_or(BatchError::Truncated)?;
    *rest = tail.get(length..).unwrap_or_default();
    Ok(part)
}

/// Why a batch was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchError {
    /// A length runs past the end of the batch.
    Truncated,
    /// The batch or one of its parts is over its limit.
    TooLarge,
    /// More records than one call may carry.
    TooManyRecords,
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("a length runs past the end of the batch"),
            Self::TooLarge => write!(
                f,
                "expected a batch of at most {BATCH_BYTES_MAX} bytes, leaves of at most {LEAF_BYTES_MAX} and side data of at most \
                 {SIDE_BYTES_MAX}"
            ),
            Self::TooManyRecords => write!(f, "expected at most {BATCH_RECORDS_MAX} records in one batch"),
        }
    }
}

impl core::error::Error for BatchError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_come_back_as_they_went_in() {
        let mut batch = Vec::new();
        push(&mut batch, b"leaf one", b"{}");
        push(&mut batch, b"leaf two", b"");
        let entries = parse(&batch).unwrap();
        assert_eq!(
            entries,
            [Entry { leaf: b"leaf one", side: b"{}" }, Entry { leaf: b"leaf two", side: b"" }]
        );
    }

    #[test]
    fn cut_and_oversized_batches_are_refused() {
        let mut batch = Vec::new();
        push(&mut batch, b"leaf", b"side");
        for cut in 1..batch.len() {
            assert_eq!(parse(&batch[..cut]), Err(BatchError::Truncated), "cut at {cut}");
        }
        let mut oversized = Vec::new();
        push(&mut oversized, &alloc::vec![b'x'; LEAF_BYTES_MAX + 1], b"");
        assert_eq!(parse(&oversized), Err(BatchError::TooLarge));
        let mut many = Vec::new();
        for _ in 0..=BATCH_RECORDS_MAX {
            push(&mut many, b"l", b"");
        }
        assert_eq!(parse(&many), Err(BatchError::TooManyRecords));
    }
}
