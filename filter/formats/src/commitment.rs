//! Commitments, pseudonyms and disclosures: what lets a record prove something without holding it.

use alloc::{format, string::String, vec};

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;

use crate::{b64, digest::Digest, jcs};

fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length, so the error cannot occur; a zero tag would still commit to nothing.
    let Ok(mut mac) = <Hmac<Sha256>>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// A keyed commitment to `bytes`: hiding while the opening is secret, binding once it is shown.
///
/// One `opening` of 32 random bytes a decision; `label` (`in`, `fwd`) separates the keys, so that one body can be opened
/// without the other.
pub fn commit(opening: &[u8; 32], label: &str, bytes: &[u8]) -> String {
    let key = hmac_sha256(opening, &[b"adr.commit.v1:", label.as_bytes()]);
    format!("hmac-sha256:{}", b64::encode_url(&hmac_sha256(&key, &[bytes])))
}

/// The pseudonym of a person or service: stable for one subject key, unlinkable without it.
pub fn subject_ref(key_id: &str, key: &[u8; 32], iss: &str, sub: &str) -> String {
    let tag = hmac_sha256(key, &[b"adr.subject.v1:", iss.as_bytes(), &[0], sub.as_bytes()]);
    format!("subj:{key_id}:{}", b64::encode_url(&tag))
}

/// A salted disclosure: the JCS text `[salt, name, value]` for the side store, and its digest for the record's `sd`.
///
/// # Errors
///
/// [`jcs::JcsError`] when `value` holds a number outside the profile.
pub fn disclosure(salt: &[u8; 16], name: &str, value: Value) -> Result<(String, String), jcs::JcsError> {
    let items = vec![Value::from(b64::encode_url(salt)), Value::from(name), value];
    let text = jcs::canonicalise(&Value::Array(items))?;
    let digest = Digest::of(&text).to_text();
    Ok((String::from_utf8(text).unwrap_or_default(), digest))
}

/// Key of a tenant's pseudonyms in one epoch.
pub fn pseudonym_key(key: &[u8], tenant: &str, epoch: u64) -> [u8; 32] {
    hmac_sha256(key, &[b"adr.pseudonym-key.v1:", &epoch.to_be_bytes(), tenant.as_bytes()])
}

/// Digest that a value's pseudonym is made of. The kind keeps equal values of different kinds apart.
pub fn pseudonym(key: &[u8], kind: &str, value: &str) -> [u8; 32] {
    hmac_sha256(key, &[b"adr.pseudonym.v1:", kind.as_bytes(), &[0], value.as_bytes()])
}
