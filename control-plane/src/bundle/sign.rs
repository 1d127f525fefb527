//! Checking an unsigned bundle and signing its manifest.

use std::fmt;

use countersign_formats::{
    b64,
    bundle::{BlobKind, BlobRef, MANIFEST_FORMAT, MANIFEST_TYPE, Manifest, UnsignedBundle},
    digest::Digest,
    dsse::Envelope,
    jcs,
    keys::SigningKey,
    limits::{BLOB_BYTES_MAX, BUNDLE_BYTES_MAX, MANIFEST_BYTES_MAX},
    time::Micros,
};

use super::blobs;
use crate::names;

/// An unsigned bundle as JSON: every blob at its limit in base64, and room for the rest.
pub const UNSIGNED_BYTES_MAX: usize = BUNDLE_BYTES_MAX / 3 * 4 + 64 * 1024;

/// Host capabilities that one bundle may need; the filter knows about ten.
const CAPABILITIES_MAX: usize = 32;

/// A blob ready to store.
#[derive(Clone, Debug)]
pub struct Blob {
    /// What the bytes are.
    pub kind: BlobKind,
    /// `sha256:` text.
    pub digest: String,
    /// The bytes.
    pub content: Vec<u8>,
}

/// A bundle whose every blob was loaded with the filter's own code.
#[derive(Clone, Debug)]
pub struct Parts {
    /// One of each kind, in the order of [`BlobKind`].
    pub blobs: Vec<Blob>,
    /// Host capabilities that the policies need.
    pub host_capabilities: Vec<String>,
    /// Lowest filter version that understands the blobs.
    pub minimum_filter_version: String,
}

/// A signed manifest.
#[derive(Clone, Debug)]
pub struct Signed {
    /// `sha256:` text of the manifest bytes: the bundle's digest.
    pub digest: String,
    /// DSSE envelope as JSON.
    pub envelope: String,
}

/// Why a bundle cannot be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignError {
    /// Not an unsigned bundle; what was expected.
    Form(&'static str),
    /// A size is over its limit; which.
    TooLarge(&'static str),
    /// The filter would refuse this blob; why.
    Blob(BlobKind, String),
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form(expected) => f.write_str(expected),
            Self::TooLarge(what) => write!(f, "{what} is over its limit"),
            Self::Blob(kind, why) => {
                write!(f, "the filter would refuse the {} blob: {why}", blobs::name(*kind))
            }
        }
    }
}

impl std::error::Error for SignError {}

/// Checks an unsigned bundle as strictly as the filter will.
pub fn check(unsigned: &[u8]) -> Result<Parts, SignError> {
    if unsigned.len() > UNSIGNED_BYTES_MAX {
        return Err(SignError::TooLarge("the bundle"));
    }
    let unsigned: UnsignedBundle = serde_json::from_slice(unsigned)
        .map_err(|_| SignError::Form("expected the json of an unsigned bundle"))?;
    if unsigned.format != MANIFEST_FORMAT {
        return Err(SignError::Form("expected bundle format 1"));
    }
    let capabilities = &unsigned.host_capabilities;
    if capabilities.len() > CAPABILITIES_MAX || !capabilities.iter().all(|c| names::is_channel(c)) {
        return Err(SignError::Form("expected at most 32 host capabilities with short names"));
    }
    if !is_version(&unsigned.minimum_filter_version) {
        return Err(SignError::Form("expected minimum_filter_version as major.minor.patch"));
    }
    let mut parts = Vec::with_capacity(unsigned.blobs.len());
    for blob in unsigned.blobs {
        let content =
            b64::decode_std(&blob.content).ok_or(SignError::Form("expected base64 in every blob"))?;
        if content.len() > BLOB_BYTES_MAX {
            return Err(SignError::TooLarge("a blob"));
        }
        parts.push(Blob { kind: blob.kind, digest: Digest::of(&content).to_text(), content });
    }
    parts.sort_by_key(|blob| blob.kind);
    if !parts.iter().map(|blob| blob.kind).eq(BlobKind::ALL) {
        return Err(SignError::Form("expected exactly one blob of each kind"));
    }
    if parts.iter().map(|blob| blob.content.len()).sum::<usize>() > BUNDLE_BYTES_MAX {
        return Err(SignError::TooLarge("the sum of all blobs"));
    }
    for blob in &parts {
        blobs::load(blob.kind, &blob.content).map_err(|why| SignError::Blob(blob.kind, why))?;
    }
    Ok(Parts {
        blobs: parts,
        host_capabilities: unsigned.host_capabilities,
        minimum_filter_version: unsigned.minimum_filter_version,
    })
}

/// Signs the manifest of a checked bundle.
pub fn sign(
    parts: &Parts,
    channel: &str,
    version: u64,
    issued_at: Micros,
    expires_at: Micros,
    key: &SigningKey,
) -> Result<Signed, SignError> {
    let blobs = parts
        .blobs
        .iter()
        .map(|blob| BlobRef { digest: blob.digest.clone(), kind: blob.kind, size: blob.content.len() as u64 })
        .collect();
    let manifest = Manifest {
        blobs,
        channel: channel.to_owned(),
        expires_at: expires_at.to_rfc3339(),
        format: MANIFEST_FORMAT,
        host_capabilities: parts.host_capabilities.clone(),
        issued_at: issued_at.to_rfc3339(),
        minimum_filter_version: parts.minimum_filter_version.clone(),
        version,
    };
    let payload =
        jcs::to_vec(&manifest).map_err(|_| SignError::Form("expected a manifest that has a json form"))?;
    let envelope = Envelope::sign(MANIFEST_TYPE, &payload, &[key]).to_json();
    if envelope.len() > MANIFEST_BYTES_MAX {
        return Err(SignError::TooLarge("the manifest"));
    }
    Ok(Signed { digest: Digest::of(&payload).to_text(), envelope })
}

/// Three numbers without leading zeros.
fn is_version(text: &str) -> bool {
    let number = |n: &str| n.parse::<u32>().is_ok_and(|value| value.to_string() == n);
    text.split('.').count() == 3 && text.split('.').all(number)
}
