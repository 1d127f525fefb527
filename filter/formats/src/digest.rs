//! SHA-256 digests and their text form.

use alloc::{format, string::String};

use sha2::{Digest as _, Sha256};

use crate::b64;

/// SHA-256 of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// All zero: the `prev` of a first record.
    pub const ZERO: Self = Self([0; 32]);

    /// Hashes `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// `sha256:` and unpadded base64url, as in records and manifests.
    pub fn to_text(self) -> String {
        format!("sha256:{}", b64::encode_url(&self.0))
    }

    /// Reads [`Self::to_text`]; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = b64::decode_url(text.strip_prefix("sha256:")?)?;
        Some(Self(bytes.try_into().ok()?))
    }
}
