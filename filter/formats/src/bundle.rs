//! The signed policy bundle: a manifest that names content-addressed blobs.
//!
//! The manifest travels as a DSSE envelope (see [`crate::dsse`]); its payload bytes are JCS, and the digest of those bytes
//! is *the bundle's digest*. Blobs travel apart, so an edit to one policy does not re-send the detectors.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// DSSE payload type of [`Manifest`].
pub const MANIFEST_TYPE: &str = "application/vnd.countersign.bundle-manifest.v1+json";

/// The only manifest format there is.
pub const MANIFEST_FORMAT: u32 = 1;

/// What a bundle is made of. Fields stand in alphabetical order, so that serialisation is JCS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// One of each [`BlobKind`].
    pub blobs: Vec<BlobRef>,
    /// Channel that the bundle is for.
    pub channel: String,
    /// RFC 3339; an active bundle past this time blocks every request.
    pub expires_at: String,
    /// [`MANIFEST_FORMAT`].
    pub format: u32,
    /// Host capabilities that the policies need, for example `hold_headers`.
    pub host_capabilities: Vec<String>,
    /// RFC 3339.
    pub issued_at: String,
    /// Lowest filter version that understands the blobs, `major.minor.patch`.
    pub minimum_filter_version: String,
    /// Strictly increasing per channel.
    pub version: u64,
}

/// A blob by digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobRef {
    /// `sha256:` and base64url of the bytes.
    pub digest: String,
    /// What the bytes are.
    pub kind: BlobKind,
    /// Length, bytes.
    pub size: u64,
}

/// The kinds of blob in a bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlobKind {
    /// Compiled detectors: the artifact of the classify crate.
    Detectors,
    /// Cedar entities as JSON: routes, models and providers with their attributes.
    Entities,
    /// [`crate::issuers::Issuers`].
    Issuers,
    /// Cedar's JSON policy set.
    Policies,
    /// [`crate::routes::Routes`].
    Routes,
}

impl BlobKind {
    /// Every kind; a manifest has each exactly once.
    pub const ALL: [Self; 5] = [Self::Detectors, Self::Entities, Self::Issuers, Self::Policies, Self::Routes];
}

/// A bundle before it has a channel, a version and a signature: what `countersign bundle build` writes and
/// `countersign bundle publish` sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsignedBundle {
    /// One of each kind.
    pub blobs: Vec<UnsignedBlob>,
    /// [`MANIFEST_FORMAT`].
    pub format: u32,
    /// Host capabilities that the policies need.
    pub host_capabilities: Vec<String>,
    /// Lowest filter version that understands the blobs.
    pub minimum_filter_version: String,
}

/// A blob by value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsignedBlob {
    /// Standard base64 of the bytes.
    pub content: String,
    /// What the bytes are.
    pub kind: BlobKind,
}
