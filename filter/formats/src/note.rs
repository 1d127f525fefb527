//! C2SP signed notes and the checkpoints that they carry.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use crate::{
    b64,
    digest::Digest,
    keys::{SigningKey, VerifyingKey},
};

/// A log's statement of its size and root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Name of the log; also the name of its key.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Merkle root.
    pub root: Digest,
}

impl Checkpoint {
    /// The note text.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, b64::encode_std(&self.root.0))
    }

    /// Reads a note text without extension lines.
    ///
    /// # Errors
    ///
    /// [`NoteError::Checkpoint`] for any other text.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.split('\n');
        let (Some(origin), Some(size), Some(root), Some(""), None) =
            (lines.next(), lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(NoteError::Checkpoint);
        };
        let plain = size == "0" || (!size.starts_with('0') && size.bytes().all(|b| b.is_ascii_digit()));
        let number = plain.then(|| size.parse().ok()).flatten().ok_or(NoteError::Checkpoint)?;
        let root = b64::decode_std(root).and_then(|r| r.try_into().ok()).ok_or(NoteError::Checkpoint)?;
        if origin.is_empty() {
            return Err(NoteError::Checkpoint);
        }
        Ok(Self { origin: origin.to_string(), size: number, root: Digest(root) })
    }
}

/// Signs a note text, which ends in a line feed.
pub fn sign(text: &str, key: &SigningKey) -> String {
    let mut blob = Vec::with_capacity(68);
    blob.extend_from_slice(&key.verifying_key().id().0);
    blob.extend_from_slice(&key.sign(text.as_bytes()));
    format!("{text}\n\u{2014} {} {}\n", key.verifying_key().name(), b64::encode_std(&blob))
}

/// Returns the text of a note that `key` signed. Signatures of other keys are ignored.
///
/// # Errors
///
/// [`NoteError`] when the note is malformed, `key` did not sign it, or its signature is wrong.
pub fn verify<'a>(note: &'a str, key: &VerifyingKey) -> Result<&'a str, NoteError> {
    let split = note.rfind("\n\n").ok_or(NoteError::Form)?;
    let (text, signatures) = note.split_at_checked(split + 1).ok_or(NoteError::Form)?;
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Err(NoteError::Form);
    }
    let mut signed = false;
    for line in signatures.trim_start_matches('\n').lines() {
        let rest = line.strip_prefix("\u{2014} ").ok_or(NoteError::Form)?;
        let (name, blob) = rest.split_once(' ').ok_or(NoteError::Form)?;
        let blob = b64::decode_std(blob).ok_or(NoteError::Form)?;
        let (id, signature) = blob.split_first_chunk::<4>().ok_or(NoteError::Form)?;
        if name == key.name() && *id == key.id().0 {
            let signature = signature.try_into().map_err(|_| NoteError::Signature)?;
            if !key.verify(text.as_bytes(), signature) {
                return Err(NoteError::Signature);
            }
            signed = true;
        }
    }
    if signed { Ok(text) } else { Err(NoteError::Unsigned) }
}

/// Why a note was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteError {
    /// No signed note.
    Form,
    /// The text is no checkpoint.
    Checkpoint,
    /// The key did not sign.
    Unsigned,
    /// The key's signature is wrong.
    Signature,
}

impl fmt::Display for NoteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "expected a signed note: text, a blank line, signature lines",
            Self::Checkpoint => "expected a checkpoint: origin, size and root on a line each",
            Self::Unsigned => "the note is not signed by the expected key",
            Self::Signature => "the note's signature is wrong",
        })
    }
}

impl core::error::Error for NoteError {}
