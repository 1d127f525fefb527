//! Leaf data: a signed record as it stands in the log.
//!
//! `payload ‖ 0x0A ‖ "sig ed25519 " hex8(key id) " " base64(signature) 0x0A`. The payload is JCS and so holds no raw line feed;
//! the signature is over the DSSE pre-authentication encoding of [`RECORD_TYPE`] and the payload.

use alloc::{format, vec::Vec};
use core::fmt;

use crate::{
    b64, dsse,
    keys::{SigningKey, VerifyingKey},
    limits::LEAF_BYTES_MAX,
    record::{RECORD_TYPE, Record},
};

/// Signs `payload` and appends the signature line.
pub fn seal(payload: Vec<u8>, key: &SigningKey) -> Vec<u8> {
    seal_as(RECORD_TYPE, payload, key)
}

/// [`seal`] with another payload type.
pub fn seal_as(payload_type: &str, payload: Vec<u8>, key: &SigningKey) -> Vec<u8> {
    let signature = key.sign(&dsse::pae(payload_type, &payload));
    let line = format!("\nsig ed25519 {} {}\n", key.verifying_key().id(), b64::encode_std(&signature));
    let mut leaf = payload;
    leaf.reserve_exact(line.len());
    leaf.extend_from_slice(line.as_bytes());
    leaf
}

/// A leaf in its parts; nothing is verified yet.
#[derive(Clone, Debug)]
pub struct Leaf<'a> {
    /// The signed bytes.
    pub payload: &'a [u8],
    /// The payload, read.
    pub record: Record,
    /// Hint of the signing key, eight hex digits.
    pub key_id: &'a str,
    signature: [u8; 64],
}

impl<'a> Leaf<'a> {
    /// Splits and reads leaf data.
    ///
    /// # Errors
    ///
    /// [`LeafError`] when it is too large, or not of the form above.
    pub fn parse(leaf: &'a [u8]) -> Result<Self, LeafError> {
        if leaf.len() > LEAF_BYTES_MAX {
            return Err(LeafError::TooLarge);
        }
        let at = leaf.iter().position(|b| *b == b'\n').ok_or(LeafError::Form)?;
        let (payload, line) = leaf.split_at(at);
        let line = core::str::from_utf8(line).map_err(|_| LeafError::Form)?;
        let line =
            line.strip_prefix("\nsig ed25519 ").and_then(|l| l.strip_suffix('\n')).ok_or(LeafError::Form)?;
        let (key_id, signature) = line.split_once(' ').ok_or(LeafError::Form)?;
        let signature = b64::decode_std(signature).and_then(|s| s.try_into().ok()).ok_or(LeafError::Form)?;
        let record = serde_json::from_slice(payload).map_err(|_| LeafError::Record)?;
        Ok(Self { payload, record, key_id, signature })
    }

    /// Whether `key` signed the payload.
    pub fn verify(&self, key: &VerifyingKey) -> bool {
        key.verify(&dsse::pae(RECORD_TYPE, self.payload), &self.signature)
    }
}

/// Why leaf data was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeafError {
    /// Over [`LEAF_BYTES_MAX`].
    TooLarge,
    /// Not a payload with one signature line.
    Form,
    /// The payload is no record.
    Record,
}

impl fmt::Display for LeafError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(f, "expected leaf data of at most {LEAF_BYTES_MAX} bytes"),
            Self::Form => f.write_str("expected leaf data of a payload line and one ed25519 signature line"),
            Self::Record => f.write_str("expected the payload of a leaf to be a record"),
        }
    }
}

impl core::error::Error for LeafError {}
