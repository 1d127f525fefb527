//! Dead Simple Signing Envelope (DSSE 1.0.2): a payload, its type, and signatures over both.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    b64,
    keys::{SigningKey, VerifyingKey},
    limits::SIGNATURES_MAX,
};

/// The signed bytes: pre-authentication encoding of type and payload.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut out = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    out.extend_from_slice(payload);
    out
}

/// The envelope as JSON. Fields stand in alphabetical order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Standard base64 of the payload.
    pub payload: String,
    /// Media type of the payload.
    #[serde(rename = "payloadType")]
    pub payload_type: String,
    /// At most [`SIGNATURES_MAX`].
    pub signatures: Vec<EnvelopeSignature>,
}

/// One signature of an envelope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeSignature {
    /// Eight hex digits: a hint, not authenticated.
    #[serde(default)]
    pub keyid: String,
    /// Standard base64 of 64 bytes.
    pub sig: String,
}

impl Envelope {
    /// Signs `payload` with every key.
    pub fn sign(payload_type: &str, payload: &[u8], keys: &[&SigningKey]) -> Self {
        let message = pae(payload_type, payload);
        let signatures = keys
            .iter()
            .map(|key| EnvelopeSignature {
                keyid: key.verifying_key().id().to_string(),
                sig: b64::encode_std(&key.sign(&message)),
            })
            .collect();
        Self { payload: b64::encode_std(payload), payload_type: payload_type.to_string(), signatures }
    }

    /// The envelope as JSON text.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads an envelope from JSON.
    ///
    /// # Errors
    ///
    /// [`DsseError`] for other JSON and for too many signatures.
    pub fn parse(json: &[u8]) -> Result<Self, DsseError> {
        let envelope: Self = serde_json::from_slice(json).map_err(|_| DsseError::Form)?;
        if envelope.signatures.len() > SIGNATURES_MAX {
            return Err(DsseError::TooManySignatures);
        }
        Ok(envelope)
    }

    /// Checks type and signatures and returns the payload: the verified bytes, the only ones to use.
    ///
    /// `threshold` different keys of `trusted` must have signed. A signature of an unknown key is ignored.
    ///
    /// # Errors
    ///
    /// [`DsseError`] when the type is another, or too few trusted keys signed.
    pub fn verify(
        &self,
        payload_type: &str,
        trusted: &[VerifyingKey],
        threshold: usize,
    ) -> Result<Vec<u8>, DsseError> {
        if self.payload_type != payload_type {
            return Err(DsseError::WrongType);
        }
        let payload = b64::decode_std(&self.payload).ok_or(DsseError::Form)?;
        let message = pae(payload_type, &payload);
        let mut signers: Vec<&VerifyingKey> = Vec::new();
        let mut known = false;
        for signature in &self.signatures {
            let bytes: Option<[u8; 64]> = b64::decode_std(&signature.sig).and_then(|s| s.try_into().ok());
            let bytes = bytes.ok_or(DsseError::Form)?;
            for key in trusted.iter().filter(|key| key.id().to_string() == signature.keyid) {
                known = true;
                if key.verify(&message, &bytes) && !signers.contains(&key) {
                    signers.push(key);
                }
            }
        }
        match signers.len() {
            n if n >= threshold.max(1) => Ok(payload),
            0 if !known => Err(DsseError::UnknownKey),
            0 => Err(DsseError::BadSignature),
            _ => Err(DsseError::BelowThreshold),
        }
    }
}

/// Why an envelope was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DsseError {
    /// No DSSE envelope.
    Form,
    /// More signatures than [`SIGNATURES_MAX`].
    TooManySignatures,
    /// The payload is of another type.
    WrongType,
    /// No signature names a trusted key.
    UnknownKey,
    /// A trusted key is named, but its signature is wrong.
    BadSignature,
    /// Fewer trusted keys signed than are needed.
    BelowThreshold,
}

impl fmt::Display for DsseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "expected a dsse envelope with base64 payload and signatures",
            Self::TooManySignatures => "the envelope carries more signatures than allowed",
            Self::WrongType => "the payload is of another type than expected",
            Self::UnknownKey => "no signature is by a trusted key",
            Self::BadSignature => "the signature does not belong to the payload",
            Self::BelowThreshold => "fewer trusted keys signed than the threshold asks for",
        })
    }
}

impl core::error::Error for DsseError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_seed("signer.example/policy", &[seed; 32]).unwrap()
    }

    #[test]
    fn pae_of_the_specification() {
        assert_eq!(
            pae("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
    }

    #[test]
    fn verifies_only_type_key_and_bytes_that_were_signed() {
        let envelope = Envelope::sign("t", b"payload", &[&key(1)]);
        let trusted = [key(1).verifying_key().clone()];
        assert_eq!(envelope.verify("t", &trusted, 1).unwrap(), b"payload");
        assert_eq!(envelope.verify("u", &trusted, 1), Err(DsseError::WrongType));
        assert_eq!(envelope.verify("t", &[key(2).verifying_key().clone()], 1), Err(DsseError::UnknownKey));
        assert_eq!(envelope.verify("t", &trusted, 2), Err(DsseError::BelowThreshold));
        let mut changed = envelope;
        changed.payload = b64::encode_std(b"payloae");
        assert_eq!(changed.verify("t", &trusted, 1), Err(DsseError::BadSignature));
    }

    #[test]
    fn one_key_signing_twice_counts_once() {
        let envelope = Envelope::sign("t", b"payload", &[&key(1), &key(1)]);
        let trusted = [key(1).verifying_key().clone(), key(2).verifying_key().clone()];
        assert_eq!(envelope.verify("t", &trusted, 2), Err(DsseError::BelowThreshold));
    }
}
