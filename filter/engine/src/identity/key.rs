//! Public keys of issuers and the four signature algorithms.

use alloc::vec::Vec;

use countersign_formats::{b64, issuers::Jwk};
use p256::ecdsa::signature::Verifier as _;
use rsa::{BoxedUint, PublicKey};
use sha2::Sha256;

/// The algorithms there are (RFC 7518 §3.1, RFC 8037 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// By its registered name, exactly.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "PS256" => Some(Self::Ps256),
            "ES256" => Some(Self::Es256),
            "EdDSA" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

/// A public key, ready for use.
pub struct Key {
    material: Material,
    /// The one algorithm the key is for, if its JWK states one.
    only: Option<Algorithm>,
}

enum Material {
    Rsa { pkcs1: rsa::pkcs1v15::VerifyingKey<Sha256>, pss: rsa::pss::VerifyingKey<Sha256> },
    P256(p256::ecdsa::VerifyingKey),
    Ed25519(ed25519_dalek::VerifyingKey),
}

impl Key {
    /// Reads a JWK.
    ///
    /// # Errors
    ///
    /// What was expected.
    pub fn load(jwk: &Jwk) -> Result<Self, &'static str> {
        let bytes = |member: &Option<alloc::string::String>| member.as_deref().and_then(b64::decode_url);
        let material = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", None) => {
                let expected =
                    "expected an RSA key of 2048 to 4096 bits with an odd exponent from 3 to 33 bits";
                rsa_key(&bytes(&jwk.n).ok_or(expected)?, &bytes(&jwk.e).ok_or(expected)?).ok_or(expected)?
            }
            ("EC", Some("P-256")) => {
                let expected = "expected a point on P-256";
                let (x, y) = (bytes(&jwk.x).ok_or(expected)?, bytes(&jwk.y).ok_or(expected)?);
                if x.len() != 32 || y.len() != 32 {
                    return Err(expected);
                }
                let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&[&[4][..], &x, &y].concat());
                Material::P256(key.map_err(|_| expected)?)
            }
            ("OKP", Some("Ed25519")) => {
                let expected = "expected an Ed25519 key";
                let key: [u8; 32] = bytes(&jwk.x).and_then(|x| x.try_into().ok()).ok_or(expected)?;
                let key = ed25519_dalek::VerifyingKey::from_bytes(&key).map_err(|_| expected)?;
                if key.is_weak() {
                    return Err(expected);
                }
                Material::Ed25519(key)
            }
            _ => return Err("expected a key of kty RSA, EC with P-256, or OKP with Ed25519"),
        };
        let only = match jwk.alg.as_deref() {
            None => None,
            Some(name) => {
                Some(Algorithm::parse(name).ok_or("expected alg to be RS256, PS256, ES256 or EdDSA")?)
            }
        };
        Ok(Self { material, only })
    }

    /// Whether the key is one for `algorithm`.
    pub fn is_for(&self, algorithm: Algorithm) -> bool {
        let fits = matches!(
            (&self.material, algorithm),
            (Material::Rsa { .. }, Algorithm::Rs256 | Algorithm::Ps256)
                | (Material::P256(_), Algorithm::Es256)
                | (Material::Ed25519(_), Algorithm::EdDsa)
        );
        fits && self.only.is_none_or(|only| only == algorithm)
    }

    /// Whether `signature` is this key's over `message`.
    pub fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if !self.is_for(algorithm) {
            return false;
        }
        match (&self.material, algorithm) {
            (Material::Rsa { pkcs1, .. }, Algorithm::Rs256) => rsa::pkcs1v15::Signature::try_from(signature)
                .is_ok_and(|signature| pkcs1.verify(message, &signature).is_ok()),
            (Material::Rsa { pss, .. }, _) => rsa::pss::Signature::try_from(signature)
                .is_ok_and(|signature| pss.verify(message, &signature).is_ok()),
            (Material::P256(key), _) => p256::ecdsa::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
            (Material::Ed25519(key), _) => ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
        }
    }
}

fn rsa_key(n: &[u8], e: &[u8]) -> Option<Material> {
    let n: Vec<u8> = n.iter().copied().skip_while(|b| *b == 0).collect();
    let odd = |bytes: &[u8]| bytes.last().is_some_and(|b| b & 1 == 1);
    let exponent = e.iter().fold(0u64, |value, b| value.saturating_mul(256).saturating_add(u64::from(*b)));
    let (bytes, unused) = (u32::try_from(n.len()).ok()?, n.first()?.leading_zeros());
    let precision = bytes.checked_mul(8)?;
    let size = (2048..=4096).contains(&precision.checked_sub(unused)?);
    if !size || !odd(&n) || !odd(e) || e.len() > 5 || !(3..1 << 33).contains(&exponent) {
        return None;
    }
    let n = BoxedUint::from_be_slice(&n, precision).ok()?;
    let key = PublicKey::new(n, BoxedUint::from(exponent)).ok()?;
    Some(Material::Rsa {
        pkcs1: rsa::pkcs1v15::VerifyingKey::new(key.clone()),
        pss: rsa::pss::VerifyingKey::new(key),
    })
}
