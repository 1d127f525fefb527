//! Public keys of issuers and the four signature algorithms.

use alloc::vec::Vec;

use countersign_formats::{b64, issuers::Jwk};
use p256::ecdsa::signature::Verifier as _;

use super::rsa::PublicKey;

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
    Rsa(PublicKey),
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
            (Material::Rsa(_), Algorithm::Rs256 | Algorithm::Ps256)
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
            (Material::Rsa(key), Algorithm::Rs256) => key.verifies_pkcs1(message, signature),
            (Material::Rsa(key), _) => key.verifies_pss(message, signature),
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
    PublicKey::new(&n, exponent).map(Material::Rsa)
}

#[cfg(test)]
mod tests {
    //! Signatures that other implementations made.

    use serde_json::json;

    use super::*;

    const RFC_7515_CLAIMS: &str =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    /// Verifies, and verifies no longer once any of the three is changed.
    fn check(jwk: serde_json::Value, algorithm: Algorithm, message: &str, signature: &str) {
        let key = Key::load(&serde_json::from_value(jwk).unwrap()).unwrap();
        let mut signature = b64::decode_url(signature).unwrap();
        assert!(key.verify(algorithm, message.as_bytes(), &signature));
        for other in [Algorithm::Rs256, Algorithm::Ps256, Algorithm::Es256, Algorithm::EdDsa] {
            assert_eq!(key.verify(other, message.as_bytes(), &signature), other == algorithm);
        }
        assert!(!key.verify(algorithm, message.get(1..).unwrap().as_bytes(), &signature));
        signature[7] ^= 1;
        assert!(!key.verify(algorithm, message.as_bytes(), &signature));
    }

    #[test]
    fn rs256_of_rfc_7515_a_2() {
        let n = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4Ql\
            L-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUs\
            LA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoud\
            F8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
        let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujG\
            bds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K\
            0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6\
            LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
        let message = alloc::format!("eyJhbGciOiJSUzI1NiJ9.{RFC_7515_CLAIMS}");
        let jwk = json!({"kty": "RSA", "kid": "a", "n": n, "e": "AQAB"});
        check(jwk, Algorithm::Rs256, &message, signature);
    }

    #[test]
    fn es256_of_rfc_7515_a_3() {
        let message = alloc::format!("eyJhbGciOiJFUzI1NiJ9.{RFC_7515_CLAIMS}");
        let jwk = json!({"kty": "EC", "kid": "a", "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"});
        let signature =
            "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        check(jwk, Algorithm::Es256, &message, signature);
    }

    #[test]
    fn eddsa_of_rfc_8037_a_4() {
        let jwk = json!({"kty": "OKP", "kid": "a", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
        let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        let signature =
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
        check(jwk, Algorithm::EdDsa, message, signature);
    }

    #[test]
    fn ps256_of_openssl() {
        let text = include_str!("../../testdata/test-only-rsa-2048.private.jwk.json");
        let key: serde_json::Value = serde_json::from_str(text).unwrap();
        let signature = "EbgcJ690UTl2jQMs_2H_9_WfdArNiJNyMXY7l7qHxmSqVA_kEBnEyHcwoKfNWoulcT8gkmzQMRJauwDeuNt6RGsebMwhaQs0\
            7xsJcl47SfdZoGlEa5aa-spTmyYlLTOp54ywMruoQami2mlktb5E03d_hOi5uFmt3vwtC8YwRCQJK5NF1tS7V3ZzH7ENAtza\
            IKabhBRIqs42cDv-XXrBdDPyOJrF7Q1MhuLzGuU4dQ4XWQ1n-05kgaHCbAlSJ-TG2rm3m1NlA4_cNwyg0AMeyW_MHtGinL1Z\
            Tnhv5gdgZmQvNTtJ04b9xcBqYRCKjEcWF6tcd6uuM6pHuOxldpq6XQ";
        let jwk = json!({"kty": "RSA", "kid": "a", "n": key["n"], "e": key["e"]});
        check(jwk, Algorithm::Ps256, "eyJhbGciOiJQUzI1NiJ9.eyJpc3MiOiJqb2UifQ", signature);
    }

    #[test]
    fn eddsa_has_one_signature_of_each_commitment() {
        let jwk = json!({"kty": "OKP", "kid": "a", "crv": "Ed25519", "x": "QwRr_kCSs-lJlOraFdzCDYqqB7ZY_TlU644O-4vcpd4"});
        let key = Key::load(&serde_json::from_value(jwk).unwrap()).unwrap();
        let holds = |signature: &str| {
            let message = b"eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJqb2UifQ";
            key.verify(Algorithm::EdDsa, message, &b64::decode_url(signature).unwrap())
        };
        assert!(holds(
            "PkmUccU43nZ5gc01qBM0xLJYvS17zuZxpNoXffvKVhaPt_4CYKmWZMk2XAALYIs9Z12v7EO30TJHSySrhUzBDQ"
        ));
        // The same with the group order added to s (RFC 8032 §5.1.7).
        assert!(!holds(
            "PkmUccU43nZ5gc01qBM0xLJYvS17zuZxpNoXffvKVhZ8i_RfegypvJ_TU6PpWWpSZ12v7EO30TJHSySrhUzBHQ"
        ));
        // Satisfies the equation, with a commitment of small order: what `verify_strict` is for.
        assert!(!holds(
            "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADNc0yrbqFQL495x_-Po_ZEMXDbk7J46zgvmqBrRV1wAg"
        ));
    }
}
