//! Whose tokens are accepted, and what their claims mean: the bundle's `issuers` blob.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

/// The `issuers` blob, JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuers {
    /// At most [`crate::limits::ISSUERS_MAX`].
    pub issuers: Vec<Issuer>,
}

/// One OpenID provider or token service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// Short name, used as prefix of principal ids (`corp/alice`): two issuers may use the same `sub`.
    pub name: String,
    /// Exact value of the `iss` claim (RFC 7519 §4.1.1).
    pub iss: String,
    /// Accepted `aud` values (RFC 7519 §4.1.3); one must match. Never empty.
    pub audiences: Vec<String>,
    /// Accepted `alg` values out of `RS256`, `PS256`, `ES256`, `EdDSA` (RFC 8725 §3.1). Never empty.
    pub algorithms: Vec<String>,
    /// Leeway for `exp`, `nbf` and `iat`, seconds; at most 300.
    pub leeway_s: u32,
    /// Accepted `typ` header values, compared without case (RFC 8725 §3.11); empty: `JWT`, `at+jwt` or absent.
    #[serde(default)]
    pub types: Vec<String>,
    /// Public keys (RFC 7517), at most [`crate::limits::JWKS_KEYS_MAX`].
    pub keys: Vec<Jwk>,
    /// What the claims mean here.
    pub claims: ClaimMapping,
}

/// A public JSON Web Key (RFC 7517, RFC 7518 §6, RFC 8037): the members that verification needs. Members that are not
/// listed (`x5c`, `x5t`) are dropped when the bundle is built; a private member refuses the build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Jwk {
    /// `RSA`, `EC` or `OKP`.
    pub kty: String,
    /// Key id; a token names its key by it.
    pub kid: String,
    /// The one algorithm the key is for, if stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// `P-256` or `Ed25519`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// RSA modulus, base64url; 2048 to 4096 bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// RSA exponent, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
    /// Elliptic-curve x or Ed25519 public key, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// Elliptic-curve y, base64url.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
}

/// How claims become tenant, kind, roles and groups. Claim names are dotted paths into the token's claims
/// (`realm_access.roles`); a literal claim name that contains dots (a URL) is tried first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimMapping {
    /// Claim with the tenant; used only where [`Self::tenants`] allows its value.
    pub tenant: Option<String>,
    /// Tenant for every token of this issuer, when no claim names one.
    pub fixed_tenant: Option<String>,
    /// Tenants that this issuer may speak for; empty: only [`Self::fixed_tenant`].
    pub tenants: Vec<String>,
    /// Claim with roles: a string, or a list of strings.
    pub roles: Option<String>,
    /// Claim with groups: a string, or a list of strings.
    pub groups: Option<String>,
    /// Claim with the e-mail address.
    pub email: Option<String>,
    /// Claim with the display name.
    pub name: Option<String>,
    /// Which tokens are no people: claim name → value → kind (`human`, `service`, `agent_for_human`). First match in
    /// order of claim name wins; no match: `human`, or `agent_for_human` where the token has an `act` claim (RFC 8693 §4.1).
    pub kinds: BTreeMap<String, BTreeMap<String, String>>,
}
