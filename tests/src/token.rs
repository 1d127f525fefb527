//! Identity tokens of a test issuer: good ones, and every kind of bad one.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use ed25519_dalek::Signer as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// `iss` of the test issuer.
pub const ISSUER: &str = "https://idp.test";
/// `aud` that the gateway expects.
pub const AUDIENCE: &str = "countersign";

fn b64(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// An issuer with an ES256 and an Ed25519 key. Keys are fixed: they protect nothing but tests.
#[derive(Debug)]
pub struct Issuer {
    ed25519: ed25519_dalek::SigningKey,
    p256: p256::ecdsa::SigningKey,
}

impl Default for Issuer {
    fn default() -> Self {
        Self {
            ed25519: ed25519_dalek::SigningKey::from_bytes(&[21; 32]),
            p256: p256::ecdsa::SigningKey::from_slice(&[22; 32]).expect("a key"),
        }
    }
}

/// Seconds since the epoch.
pub fn now() -> u64 {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_secs()
}

/// Claims of a person of the tenant.
pub fn claims(sub: &str, tenant: &str, groups: &[&str]) -> Value {
    json!({"iss": ISSUER, "aud": AUDIENCE, "sub": sub, "exp": now() + 600, "iat": now(), "tenant": tenant, "groups": groups,
           "name": "A. Person", "email": "a.person@corp.test"})
}

impl Issuer {
    /// `issuers.toml` for this issuer, keys inline.
    pub fn toml(&self) -> String {
        let point = self.p256.verifying_key().to_sec1_point(false);
        let (x, y) = (b64(&point.as_bytes()[1..33]), b64(&point.as_bytes()[33..]));
        let ed = b64(self.ed25519.verifying_key().as_bytes());
        format!(
            r#"[[issuer]]
name = "corp"
iss = "{ISSUER}"
audiences = ["{AUDIENCE}"]
algorithms = ["EdDSA", "ES256"]
leeway_s = 5
[issuer.claims]
tenant = "tenant"
tenants = ["acme", "globex"]
groups = "groups"
email = "email"
name = "name"
kinds = {{ client = {{ batch = "service" }} }}
[[issuer.keys]]
kty = "OKP"
crv = "Ed25519"
kid = "ed-1"
x = "{ed}"
[[issuer.keys]]
kty = "EC"
crv = "P-256"
kid = "ec-1"
x = "{x}"
y = "{y}"
"#
        )
    }

    /// A token under the Ed25519 key.
    pub fn token(&self, claims: &Value) -> String {
        self.with_header(&json!({"alg": "EdDSA", "kid": "ed-1", "typ": "JWT"}), claims)
    }

    /// A token under the P-256 key.
    pub fn es256(&self, claims: &Value) -> String {
        let message = message(&json!({"alg": "ES256", "kid": "ec-1", "typ": "JWT"}), claims);
        let signature: p256::ecdsa::Signature = self.p256.sign(message.as_bytes());
        format!("{message}.{}", b64(&signature.to_bytes()))
    }

    /// A token with any header, signed with the Ed25519 key.
    pub fn with_header(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        format!("{message}.{}", b64(&self.ed25519.sign(message.as_bytes()).to_bytes()))
    }

    /// `alg: none` without a signature.
    pub fn unsigned(&self, alg: &str, claims: &Value) -> String {
        format!("{}.", message(&json!({"alg": alg, "kid": "ed-1", "typ": "JWT"}), claims))
    }

    /// HS256 under the bytes of the public key.
    pub fn hs256(&self, claims: &Value) -> String {
        let message = message(&json!({"alg": "HS256", "kid": "ed-1", "typ": "JWT"}), claims);
        let mut mac =
            <Hmac<Sha256>>::new_from_slice(self.ed25519.verifying_key().as_bytes()).expect("any length");
        mac.update(message.as_bytes());
        format!("{message}.{}", b64(&mac.finalize().into_bytes()))
    }

    /// A person of tenant `acme` in the support group.
    pub fn alice(&self) -> String {
        self.token(&claims("alice", "acme", &["support", "clinicians"]))
    }

    /// A developer of tenant `globex`.
    pub fn bob(&self) -> String {
        self.es256(&claims("bob", "globex", &["developers"]))
    }
}

fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", b64(header.to_string().as_bytes()), b64(claims.to_string().as_bytes()))
}
