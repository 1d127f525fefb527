//! Two issuers with two tenants, their keys, and tokens of every form.

use std::sync::LazyLock;

use countersign_engine::identity::{AuthError, Identity, IssuerError, IssuerSet};
use countersign_formats::{b64, time::Micros};
use ed25519_dalek::Signer as _;
use rsa::{
    BoxedUint, PrivateKey,
    rand_core::{Infallible, TryCryptoRng, TryRng},
    signature::{RandomizedSigner as _, SignatureEncoding as _},
    traits::PublicKeyParts as _,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The moment of every test, seconds since the epoch.
pub const NOW: u64 = 1_800_000_000;
/// Leeway of the first issuer, seconds.
pub const LEEWAY: u64 = 30;
/// First issuer: all four algorithms, tenant by claim.
pub const CORP: &str = "https://idp.example";
/// Second issuer: one key, tenant fixed.
pub const PARTNER: &str = "https://idp.partner.example/realms/main";
/// The audience of both.
pub const AUDIENCE: &str = "countersign";

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Rs256,
    Ps256,
    Es256,
    EdDsa,
    Partner,
}

/// One for each algorithm.
pub const CORP_KEYS: [Key; 4] = [Key::Rs256, Key::Ps256, Key::Es256, Key::EdDsa];

/// The key in `testdata` was made for these tests and is published with them.
pub static RSA: LazyLock<PrivateKey> = LazyLock::new(|| {
    let jwk: Value =
        serde_json::from_str(include_str!("../../testdata/test-only-rsa-2048.private.jwk.json")).unwrap();
    let number = |name: &str| {
        let bytes = b64::decode_url(jwk[name].as_str().unwrap()).unwrap();
        BoxedUint::from_be_slice(&bytes, 1024).unwrap()
    };
    PrivateKey::from_p_q(number("p"), number("q"), BoxedUint::from(65_537u64)).unwrap()
});

/// Salt for signatures: no secret depends on it.
struct Counter(u64);

impl TryRng for Counter {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|n| n as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, to: &mut [u8]) -> Result<(), Infallible> {
        for chunk in to.chunks_mut(32) {
            self.0 += 1;
            chunk.copy_from_slice(&Sha256::digest(self.0.to_le_bytes())[..chunk.len()]);
        }
        Ok(())
    }
}

impl TryCryptoRng for Counter {}

impl Key {
    pub fn alg(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::EdDsa | Self::Partner => "EdDSA",
        }
    }

    pub fn kid(self) -> &'static str {
        match self {
            Self::Rs256 | Self::Ps256 => "rsa-1",
            Self::Es256 => "ec-1",
            // Both issuers use this key id, for different keys.
            Self::EdDsa | Self::Partner => "ed-1",
        }
    }

    pub fn sign(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rs256 => rsa::pkcs1v15::SigningKey::<Sha256>::new(RSA.clone()).sign(message).to_vec(),
            Self::Ps256 => rsa_pss(message, 32),
            Self::Es256 => p256::ecdsa::signature::Signer::<p256::ecdsa::Signature>::sign(&ec(), message)
                .to_bytes()
                .to_vec(),
            Self::EdDsa => ed(31).sign(message).to_vec(),
            Self::Partner => ed(32).sign(message).to_vec(),
        }
    }

    pub fn jwk(self) -> Value {
        match self {
            Self::Rs256 | Self::Ps256 => {
                let number = |n: &BoxedUint| {
                    let bytes = n.to_be_bytes();
                    let zeros = bytes.iter().take_while(|b| **b == 0).count();
                    b64::encode_url(&bytes[zeros..])
                };
                json!({"kty": "RSA", "kid": "rsa-1", "n": number(RSA.n().as_ref()), "e": number(RSA.e())})
            }
            Self::Es256 => {
                let point = ec().verifying_key().to_sec1_point(false);
                let (x, y) = (&point.as_bytes()[1..33], &point.as_bytes()[33..]);
                json!({"kty": "EC", "crv": "P-256", "kid": "ec-1", "alg": "ES256", "x": b64::encode_url(x), "y": b64::encode_url(y)})
            }
            Self::EdDsa => ed_jwk(31),
            Self::Partner => ed_jwk(32),
        }
    }

    /// A token with the usual header.
    pub fn token(self, claims: &Value) -> String {
        self.with_header(&self.header(), claims)
    }

    pub fn header(self) -> Value {
        json!({"alg": self.alg(), "kid": self.kid(), "typ": "JWT"})
    }

    pub fn with_header(self, header: &Value, claims: &Value) -> String {
        self.raw(&header.to_string(), &claims.to_string())
    }

    /// A token of these texts, signed whatever they are.
    pub fn raw(self, header: &str, claims: &str) -> String {
        let message = message(header, claims);
        let signature = self.sign(message.as_bytes());
        format!("{message}.{}", b64::encode_url(&signature))
    }
}

/// What a signature is over.
pub fn message(header: &str, claims: &str) -> String {
    format!("{}.{}", b64::encode_url(header.as_bytes()), b64::encode_url(claims.as_bytes()))
}

/// RSASSA-PSS with a salt of this length; JWS wants 32 bytes.
pub fn rsa_pss(message: &[u8], salt: usize) -> Vec<u8> {
    let key = rsa::pss::SigningKey::<Sha256>::new_with_salt_len(RSA.clone(), salt);
    key.sign_with_rng(&mut Counter(0), message).to_vec()
}

fn ec() -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(&[22; 32]).unwrap()
}

fn ed(seed: u8) -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[seed; 32])
}

fn ed_jwk(seed: u8) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "kid": "ed-1", "x": b64::encode_url(ed(seed).verifying_key().as_bytes())})
}

/// The `issuers` blob of the tests.
pub fn issuers() -> Value {
    let keys: Vec<Value> = [Key::Rs256, Key::Es256, Key::EdDsa].iter().map(|key| key.jwk()).collect();
    json!({"issuers": [
        {"name": "corp", "iss": CORP, "audiences": [AUDIENCE, "api://gateway"],
         "algorithms": ["RS256", "PS256", "ES256", "EdDSA"], "leeway_s": LEEWAY, "keys": keys,
         "claims": {"tenant": "tenant", "tenants": ["acme", "globex"], "roles": "realm_access.roles",
                    "groups": "https://corp.example/groups", "email": "email", "name": "name",
                    "kinds": {"client": {"batch": "service", "desk": "human"}, "bot": {"true": "agent_for_human"}}}},
        {"name": "partner", "iss": PARTNER, "audiences": [AUDIENCE], "algorithms": ["EdDSA"], "leeway_s": 0,
         "types": ["application/AT+JWT"], "keys": [Key::Partner.jwk()],
         "claims": {"fixed_tenant": "initech"}},
    ]})
}

/// A loaded set.
pub fn load(issuers: &Value) -> Result<IssuerSet, IssuerError> {
    IssuerSet::load(issuers.to_string().as_bytes())
}

/// The issuers of the tests, loaded.
pub fn set() -> IssuerSet {
    load(&issuers()).unwrap()
}

/// Claims of a person of the first issuer.
pub fn alice() -> Value {
    json!({"iss": CORP, "aud": AUDIENCE, "sub": "alice", "exp": NOW + 600, "iat": NOW, "tenant": "acme",
           "realm_access": {"roles": ["engineer", "reviewer"]}, "https://corp.example/groups": ["support"],
           "email": "alice@corp.example", "name": "Alice", "acr": "mfa", "amr": ["pwd", "otp"], "auth_time": NOW - 60})
}

/// Claims with one member set; `null` is written as such.
pub fn with(mut claims: Value, name: &str, value: Value) -> Value {
    claims[name] = value;
    claims
}

/// Claims without one member.
pub fn without(mut claims: Value, name: &str) -> Value {
    claims.as_object_mut().unwrap().remove(name).unwrap();
    claims
}

/// Verifies at [`NOW`].
pub fn verify(token: &str) -> Result<Identity, AuthError> {
    static SET: LazyLock<Value> = LazyLock::new(issuers);
    thread_local!(static LOADED: IssuerSet = load(&SET).unwrap());
    LOADED.with(|set| set.verify(token, Micros::from_secs(NOW)))
}

/// Verifies claims under the Ed25519 key of the first issuer.
pub fn check(claims: &Value) -> Result<Identity, AuthError> {
    verify(&Key::EdDsa.token(claims))
}
