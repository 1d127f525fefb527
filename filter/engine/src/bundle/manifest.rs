//! Whether a manifest may become active.

use alloc::collections::BTreeMap;
use core::fmt;

use countersign_formats::{
    bundle::{BlobKind, MANIFEST_FORMAT, MANIFEST_TYPE, Manifest},
    digest::Digest,
    dsse::{DsseError, Envelope},
    keys::VerifyingKey,
    limits::{BLOB_BYTES_MAX, BLOBS_MAX, BUNDLE_BYTES_MAX, MANIFEST_BYTES_MAX},
    time::Micros,
};

use super::Verified;

/// Version of this filter, compared with a manifest's `minimum_filter_version`.
pub const FILTER_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What a manifest is held against.
#[derive(Clone, Debug)]
pub struct Expectation<'a> {
    /// Pinned keys.
    pub trusted: &'a [VerifyingKey],
    /// How many of them must have signed.
    pub threshold: usize,
    /// Channel that is followed.
    pub channel: &'a str,
    /// Version floor of the plugin configuration.
    pub minimum_version: u64,
    /// Version and digest of the active bundle.
    pub active: Option<(u64, Digest)>,
    /// What the host can do.
    pub host: &'a BTreeMap<alloc::string::String, bool>,
    /// Now.
    pub now: Micros,
}

/// Verifies a manifest envelope against what is expected.
///
/// # Errors
///
/// [`Refusal`]: the first rule that fails, in the order signature, form, channel, version, time, capability, size.
pub fn verify(envelope: &[u8], expected: &Expectation<'_>) -> Result<Verified, Refusal> {
    if envelope.len() > MANIFEST_BYTES_MAX {
        return Err(Refusal::TooLarge);
    }
    let payload = Envelope::parse(envelope)
        .and_then(|e| e.verify(MANIFEST_TYPE, expected.trusted, expected.threshold))
        .map_err(Refusal::Signature)?;
    let digest = Digest::of(&payload);
    let manifest: Manifest = serde_json::from_slice(&payload).map_err(|_| Refusal::Form)?;
    let issued_at = Micros::parse_rfc3339(&manifest.issued_at).ok_or(Refusal::Form)?;
    let expires_at = Micros::parse_rfc3339(&manifest.expires_at).ok_or(Refusal::Form)?;
    if manifest.format != MANIFEST_FORMAT || issued_at >= expires_at {
        return Err(Refusal::Form);
    }
    if manifest.channel != expected.channel {
        return Err(Refusal::WrongChannel);
    }
    version(&manifest, digest, expected)?;
    if expected.now >= expires_at {
        return Err(Refusal::Expired);
    }
    if newer(&manifest.minimum_filter_version, FILTER_VERSION).ok_or(Refusal::Form)? {
        return Err(Refusal::FilterTooOld);
    }
    if manifest.host_capabilities.iter().any(|name| expected.host.get(name) != Some(&true)) {
        return Err(Refusal::HostLacksCapability);
    }
    blobs(&manifest)?;
    Ok(Verified { digest, manifest, expires_at })
}

fn version(manifest: &Manifest, digest: Digest, expected: &Expectation<'_>) -> Result<(), Refusal> {
    if manifest.version < expected.minimum_version {
        return Err(Refusal::BelowMinimumVersion);
    }
    match expected.active {
        Some((version, _)) if manifest.version < version => Err(Refusal::OlderVersion),
        Some((version, active)) if manifest.version == version && digest != active => {
            Err(Refusal::SameVersionOtherContent)
        }
        _ => Ok(()),
    }
}

fn blobs(manifest: &Manifest) -> Result<(), Refusal> {
    let blobs = &manifest.blobs;
    let sizes: Option<u64> = blobs.iter().try_fold(0u64, |sum, blob| sum.checked_add(blob.size));
    let too_large = blobs.len() > BLOBS_MAX
        || blobs.iter().any(|blob| blob.size > BLOB_BYTES_MAX as u64)
        || sizes.is_none_or(|sum| sum > BUNDLE_BYTES_MAX as u64);
    if too_large {
        return Err(Refusal::TooLarge);
    }
    let each_once =
        BlobKind::ALL.iter().all(|kind| blobs.iter().filter(|blob| blob.kind == *kind).count() == 1);
    let digests = blobs.iter().all(|blob| Digest::parse(&blob.digest).is_some());
    if each_once && digests { Ok(()) } else { Err(Refusal::Form) }
}

/// Whether `a` is newer than `b`, both `major.minor.patch`.
fn newer(a: &str, b: &str) -> Option<bool> {
    let parts = |v: &str| -> Option<[u32; 3]> {
        let mut numbers = v.split('.').map(|n| n.parse().ok());
        let version = [numbers.next()??, numbers.next()??, numbers.next()??];
        numbers.next().is_none().then_some(version)
    };
    Some(parts(a)? > parts(b)?)
}

/// Why a bundle was refused; the last good one stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Envelope or signature.
    Signature(DsseError),
    /// The payload is no manifest, or contradicts itself.
    Form,
    /// For another channel.
    WrongChannel,
    /// Below the configured minimum version.
    BelowMinimumVersion,
    /// Older than the active bundle.
    OlderVersion,
    /// The active version with another digest.
    SameVersionOtherContent,
    /// Past its end.
    Expired,
    /// Needs a newer filter.
    FilterTooOld,
    /// Needs what the host cannot do.
    HostLacksCapability,
    /// Manifest, blob or bundle over its limit.
    TooLarge,
    /// A blob has another size or digest than the manifest says.
    BlobMismatch(BlobKind),
    /// A blob does not load; with the loader's message.
    BlobInvalid(BlobKind, alloc::string::String),
}

impl Refusal {
    /// Stable code for the `policy.refused` record.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Signature(DsseError::UnknownKey) => "unknown_key",
            Self::Signature(_) => "bad_signature",
            Self::Form => "malformed",
            Self::WrongChannel => "wrong_channel",
            Self::BelowMinimumVersion => "below_minimum_version",
            Self::OlderVersion => "older_version",
            Self::SameVersionOtherContent => "same_version_other_content",
            Self::Expired => "expired",
            Self::FilterTooOld => "filter_too_old",
            Self::HostLacksCapability => "host_lacks_capability",
            Self::TooLarge => "too_large",
            Self::BlobMismatch(_) => "blob_mismatch",
            Self::BlobInvalid(..) => "blob_invalid",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(e) => write!(f, "bundle manifest: {e}"),
            Self::BlobMismatch(kind) => {
                write!(f, "bundle blob {kind:?}: size or digest differs from the manifest")
            }
            Self::BlobInvalid(kind, e) => write!(f, "bundle blob {kind:?}: {e}"),
            other => write!(f, "bundle manifest: {}", other.code()),
        }
    }
}

impl core::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use alloc::{string::String, vec::Vec};

    use countersign_formats::{bundle::BlobRef, jcs, keys::SigningKey};

    use super::*;

    const NOW: Micros = Micros(1_795_332_972_000_000);

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed("cp.test/policy", &[seed; 32]).unwrap()
    }

    fn manifest() -> Manifest {
        let blob = |kind| BlobRef { digest: Digest::of(b"x").to_text(), kind, size: 1 };
        Manifest {
            blobs: BlobKind::ALL.into_iter().map(blob).collect(),
            channel: "production".into(),
            expires_at: Micros(NOW.0 + 1).to_rfc3339(),
            format: MANIFEST_FORMAT,
            host_capabilities: Vec::from(["hold_headers".into()]),
            issued_at: Micros(NOW.0 - 1).to_rfc3339(),
            minimum_filter_version: FILTER_VERSION.into(),
            version: 5,
        }
    }

    fn check(manifest: &Manifest, signer: u8, active: Option<(u64, Digest)>) -> Result<Verified, Refusal> {
        let envelope =
            Envelope::sign(MANIFEST_TYPE, &jcs::to_vec(manifest).unwrap(), &[&key(signer)]).to_json();
        let host = BTreeMap::from([(String::from("hold_headers"), true)]);
        let trusted = [key(1).verifying_key().clone()];
        let expected = Expectation {
            trusted: &trusted,
            threshold: 1,
            channel: "production",
            minimum_version: 3,
            active,
            host: &host,
            now: NOW,
        };
        verify(envelope.as_bytes(), &expected)
    }

    fn refused(change: impl FnOnce(&mut Manifest)) -> Refusal {
        let mut changed = manifest();
        change(&mut changed);
        check(&changed, 1, None).unwrap_err()
    }

    #[test]
    fn a_good_manifest_passes_and_stays_active() {
        let verified = check(&manifest(), 1, None).unwrap();
        assert!(check(&manifest(), 1, Some((5, verified.digest))).is_ok());
        assert!(check(&manifest(), 1, Some((4, Digest::ZERO))).is_ok());
    }

    #[test]
    fn every_rule_refuses() {
        assert_eq!(check(&manifest(), 2, None).unwrap_err(), Refusal::Signature(DsseError::UnknownKey));
        assert_eq!(check(&manifest(), 1, Some((6, Digest::ZERO))).unwrap_err(), Refusal::OlderVersion);
        assert_eq!(
            check(&manifest(), 1, Some((5, Digest::ZERO))).unwrap_err(),
            Refusal::SameVersionOtherContent
        );
        assert_eq!(refused(|m| m.channel = "canary".into()), Refusal::WrongChannel);
        assert_eq!(refused(|m| m.version = 2), Refusal::BelowMinimumVersion);
        assert_eq!(refused(|m| m.expires_at = NOW.to_rfc3339()), Refusal::Expired);
        assert_eq!(refused(|m| m.minimum_filter_version = "99.0.0".into()), Refusal::FilterTooOld);
        assert_eq!(refused(|m| m.minimum_filter_version = "new".into()), Refusal::Form);
        assert_eq!(refused(|m| m.host_capabilities.push("time_travel".into())), Refusal::HostLacksCapability);
        assert_eq!(refused(|m| m.format = 2), Refusal::Form);
        assert_eq!(refused(|m| m.issued_at = m.expires_at.clone()), Refusal::Form);
        assert_eq!(refused(|m| drop(m.blobs.pop())), Refusal::Form);
        assert_eq!(refused(|m| m.blobs.push(m.blobs[0].clone())), Refusal::Form);
        assert_eq!(refused(|m| m.blobs[0].digest = "md5:x".into()), Refusal::Form);
        assert_eq!(refused(|m| m.blobs[0].size = u64::MAX), Refusal::TooLarge);
        assert_eq!(refused(|m| m.blobs[0].size = BLOB_BYTES_MAX as u64 + 1), Refusal::TooLarge);
    }

    #[test]
    fn no_changed_byte_passes() {
        let good = Envelope::sign(MANIFEST_TYPE, &jcs::to_vec(&manifest()).unwrap(), &[&key(1)])
            .to_json()
            .into_bytes();
        let host = BTreeMap::from([(String::from("hold_headers"), true)]);
        let trusted = [key(1).verifying_key().clone()];
        let expected = Expectation {
            trusted: &trusted,
            threshold: 1,
            channel: "production",
            minimum_version: 0,
            active: None,
            host: &host,
            now: NOW,
        };
        let digest = verify(&good, &expected).unwrap().digest;
        for at in 0..good.len() {
            let mut changed = good.clone();
            changed[at] ^= 0x02;
            // A hint (`keyid`) may not matter, but the verified payload is always the signed one.
            if let Ok(verified) = verify(&changed, &expected) {
                assert_eq!(verified.digest, digest, "byte {at}");
            }
        }
        let mut oversized = good;
        oversized.resize(MANIFEST_BYTES_MAX + 1, b' ');
        assert_eq!(verify(&oversized, &expected).unwrap_err(), Refusal::TooLarge);
    }
}
