//! Loading blobs with the code that the filter loads them with: what is refused there is refused here first.

use countersign_formats::{bundle::BlobKind, issuers::Issuers, routes::Routes};
use countersign_policy::{Entities, PolicySet};

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
    match kind {
        BlobKind::Routes => serde_json::from_slice::<Routes>(bytes).map(drop).map_err(|e| e.to_string()),
        BlobKind::Issuers => serde_json::from_slice::<Issuers>(bytes).map(drop).map_err(|e| e.to_string()),
        BlobKind::Entities => Entities::from_json(bytes).map(drop).map_err(|e| e.to_string()),
        BlobKind::Policies => PolicySet::from_json(bytes).map(drop).map_err(|e| e.to_string()),
        BlobKind::Detectors => Ok(()),
    }
}

/// [`load`] for routes before they are bytes.
pub fn load_routes(routes: &Routes) -> Result<(), String> {
    load(BlobKind::Routes, &serde_json::to_vec(routes).map_err(|e| e.to_string())?)
}

/// [`load`] for issuers before they are bytes.
pub fn load_issuers(issuers: &Issuers) -> Result<(), String> {
    load(BlobKind::Issuers, &serde_json::to_vec(issuers).map_err(|e| e.to_string())?)
}
