//! Who is calling: JSON Web Tokens (RFC 7515, 7519) verified against the issuers of the bundle.
//!
//! The rules of RFC 8725: the algorithm is the issuer's choice and never the token's, `none` and HMAC do not exist here, keys come from
//! the bundle and never from the token, every registered claim that limits a token is checked.

use alloc::{string::String, vec::Vec};
use core::fmt;

use countersign_formats::time::Micros;

mod cache;
mod claims;
mod issuer;
mod jws;
mod key;
mod rsa;

pub use cache::TokenCache;
pub use issuer::{IssuerError, IssuerSet};

/// A verified caller. Every text comes from a signed token and is bounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Name of the issuer in the bundle.
    pub issuer_name: String,
    /// `iss`.
    pub iss: String,
    /// `sub`.
    pub sub: String,
    /// Key that verified the token.
    pub kid: String,
    /// Person, service or agent.
    pub kind: SubjectKind,
    /// Tenant.
    pub tenant: String,
    /// Roles.
    pub roles: Vec<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// Authentication context class.
    pub acr: Option<String>,
    /// Authentication methods.
    pub amr: Vec<String>,
    /// When the person signed in, seconds since the epoch.
    pub auth_time: Option<u64>,
    /// Until when the token counts: `exp` and leeway.
    pub valid_until: Micros,
}

/// What a caller is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// A natural person.
    Human,
    /// A program.
    Service,
    /// A program that acts for a person (RFC 8693 `act`).
    AgentForHuman,
}

/// Why a token was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthError {
    /// Over [`countersign_formats::limits::TOKEN_BYTES_MAX`].
    TooLarge,
    /// No compact JWS with JSON parts.
    Malformed,
    /// The issuer does not use this algorithm, or the key is not for it.
    AlgorithmNotAllowed,
    /// A `crit` header: something must be understood that is not.
    CriticalHeader,
    /// Another `typ` than the issuer's.
    WrongType,
    /// No issuer of the bundle.
    IssuerUnknown,
    /// No key of this `kid`, or none named.
    KeyUnknown,
    /// Not signed by the key.
    SignatureInvalid,
    /// For someone else.
    AudienceWrong,
    /// Past `exp`.
    Expired,
    /// Before `nbf` or `iat`.
    NotYetValid,
    /// A claim is missing or not of its form.
    ClaimsInvalid,
    /// The issuer may not speak for this tenant, or names none.
    TenantNotAllowed,
}

impl AuthError {
    /// Stable code, as counted in `auth.failed` records.
    pub fn reason(self) -> &'static str {
        match self {
            Self::TooLarge => "token_too_large",
            Self::Malformed => "token_malformed",
            Self::AlgorithmNotAllowed => "algorithm_not_allowed",
            Self::CriticalHeader => "critical_header",
            Self::WrongType => "wrong_type",
            Self::IssuerUnknown => "issuer_unknown",
            Self::KeyUnknown => "key_unknown",
            Self::SignatureInvalid => "signature_invalid",
            Self::AudienceWrong => "audience_wrong",
            Self::Expired => "token_expired",
            Self::NotYetValid => "token_not_yet_valid",
            Self::ClaimsInvalid => "claims_invalid",
            Self::TenantNotAllowed => "tenant_not_allowed",
        }
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl core::error::Error for AuthError {}
