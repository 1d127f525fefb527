//! The active policy bundle: what of a verified manifest and its blobs the engine works with.
//!
//! [`manifest`] decides whether a manifest may become active, [`fetch`] obtains it and its blobs, this file turns blobs
//! into the structures that requests are decided with. A bundle is built whole or not at all; the last good one stays.

use alloc::{
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use countersign_classify::Classifier;
use countersign_formats::{
    bundle::{BlobKind, Manifest},
    digest::Digest,
    time::Micros,
};
use countersign_policy::{Entities, PolicySet, Remedy};

use crate::{identity::IssuerSet, route::RouteTable};

pub mod fetch;
pub mod manifest;

/// A verified manifest with its digest.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Digest of the manifest payload: the bundle's digest.
    pub digest: Digest,
    /// The manifest.
    pub manifest: Manifest,
    /// Its `expires_at`.
    pub expires_at: Micros,
}

/// One blob, verified and compiled. Shared between bundles that name the same digest, so that an edit to one policy
/// compiles one blob.
#[derive(Clone)]
pub struct Part {
    digest: Digest,
    content: Content,
}

#[derive(Clone)]
enum Content {
    Detectors(Rc<Classifier>),
    Entities(Rc<Entities>),
    Issuers(Rc<IssuerSet>),
    Policies(Rc<PolicySet>),
    Routes(Rc<RouteTable>),
}

impl Part {
    /// Compiles the bytes of a blob whose digest was checked.
    ///
    /// # Errors
    ///
    /// The loader's own message: what is wrong, never the bytes.
    pub fn compile(kind: BlobKind, digest: Digest, bytes: &[u8]) -> Result<Self, String> {
        let content = match kind {
            BlobKind::Detectors => {
                Content::Detectors(Rc::new(Classifier::load(bytes).map_err(|e| e.to_string())?))
            }
            BlobKind::Entities => {
                Content::Entities(Rc::new(Entities::from_json(bytes).map_err(|e| e.to_string())?))
            }
            BlobKind::Issuers => {
                Content::Issuers(Rc::new(IssuerSet::load(bytes).map_err(|e| e.to_string())?))
            }
            BlobKind::Policies => {
                Content::Policies(Rc::new(PolicySet::from_json(bytes).map_err(|e| e.to_string())?))
            }
            BlobKind::Routes => Content::Routes(Rc::new(RouteTable::load(bytes).map_err(|e| e.to_string())?)),
        };
        Ok(Self { digest, content })
    }

    /// Digest of the blob.
    pub fn digest(&self) -> Digest {
        self.digest
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digest.to_text())
    }
}

/// A bundle that requests are decided with.
#[derive(Clone)]
pub struct Bundle {
    /// What was signed.
    pub verified: Verified,
    /// Digest as text, for records.
    pub digest_text: String,
    /// Digest of the detectors as text, for records.
    pub detectors_text: String,
    /// Detectors.
    pub classifier: Rc<Classifier>,
    /// Routes, models and providers as Cedar entities.
    pub entities: Rc<Entities>,
    /// Whose tokens are accepted.
    pub issuers: Rc<IssuerSet>,
    /// Policies.
    pub policies: Rc<PolicySet>,
    /// Routes.
    pub routes: Rc<RouteTable>,
    /// Whether a policy asks for pseudonyms.
    pub tokenizes: bool,
    parts: Vec<Part>,
}

impl Bundle {
    /// Puts a bundle together. `None` when a kind is missing, which [`manifest::verify`] rules out.
    pub fn assemble(verified: Verified, parts: Vec<Part>) -> Option<Self> {
        let (mut classifier, mut entities, mut issuers, mut policies, mut routes) =
            (None, None, None, None, None);
        let mut detectors_text = String::new();
        for part in &parts {
            match &part.content {
                Content::Detectors(c) => {
                    detectors_text = part.digest.to_text();
                    classifier = Some(Rc::clone(c));
                }
                Content::Entities(c) => entities = Some(Rc::clone(c)),
                Content::Issuers(c) => issuers = Some(Rc::clone(c)),
                Content::Policies(c) => policies = Some(Rc::clone(c)),
                Content::Routes(c) => routes = Some(Rc::clone(c)),
            }
        }
        let policies = policies?;
        let remedies = policies.policies().iter().map(|policy| policy.remedy);
        Some(Self {
            tokenizes: remedies.into_iter().any(|remedy| remedy == Some(Remedy::Tokenize)),
            digest_text: verified.digest.to_text(),
            verified,
            detectors_text,
            classifier: classifier?,
            entities: entities?,
            issuers: issuers?,
            policies,
            routes: routes?,
            parts,
        })
    }

    /// The part with this digest, if the bundle has it.
    pub fn part(&self, digest: Digest) -> Option<&Part> {
        self.parts.iter().find(|part| part.digest == digest)
    }

    /// Whether the bundle is past its end.
    pub fn is_expired(&self, now: Micros) -> bool {
        now >= self.verified.expires_at
    }
}

impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bundle {} version {}", self.digest_text, self.verified.manifest.version)
    }
}
