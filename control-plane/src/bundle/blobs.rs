//! Loading blobs with the code that the filter loads them with: what is refused there is refused here first.

use countersign_engine::bundle::Part;
use countersign_formats::{bundle::BlobKind, digest::Digest, issuers::Issuers, routes::Routes};

/// The name of a kind in messages.
pub fn name(kind: BlobKind) -> &'static str {
    match kind {
        BlobKind::Detectors => "detectors",
        BlobKind::Entities => "entities",
        BlobKind::Issuers => "issuers",
        BlobKind::Policies => "policies",
        BlobKind::Routes => "routes",
    }
}

/// Loads a blob and says why the filter would refuse it.
pub fn load(kind: BlobKind, bytes: &[u8]) -> Result<(), String> {
    Part::compile(kind, Digest::of(bytes), bytes).map(drop)
}

/// [`load`] for routes before they are bytes.
pub fn load_routes(routes: &Routes) -> Result<(), String> {
    load(BlobKind::Routes, &serde_json::to_vec(routes).map_err(|e| e.to_string())?)
}

/// [`load`] for issuers before they are bytes.
pub fn load_issuers(issuers: &Issuers) -> Result<(), String> {
    load(BlobKind::Issuers, &serde_json::to_vec(issuers).map_err(|e| e.to_string())?)
}
