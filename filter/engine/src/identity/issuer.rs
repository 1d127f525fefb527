//! The issuers of a bundle, and the check of a token against them.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use countersign_formats::{
    issuers::{ClaimMapping, Issuer, Issuers},
    limits::{ISSUERS_MAX, JWKS_KEYS_MAX},
    time::Micros,
};
use hashbrown::HashMap;
use serde_json::{Map, Value};

use super::{
    AuthError, Identity, claims,
    jws::Jws,
    key::{Algorithm, Key},
};

/// Largest leeway for clocks, seconds.
const LEEWAY_MAX_S: u32 = 300;

/// Issuers with their keys ready for use.
pub struct IssuerSet {
    by_iss: HashMap<String, Loaded>,
}

struct Loaded {
    name: String,
    audiences: Vec<String>,
    algorithms: Vec<Algorithm>,
    leeway_s: u64,
    types: Vec<String>,
    keys: HashMap<String, Key>,
    mapping: ClaimMapping,
}

impl fmt::Debug for IssuerSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_iss.keys()).finish()
    }
}

impl IssuerSet {
    /// Reads the `issuers` blob.
    ///
    /// # Errors
    ///
    /// [`IssuerError`] for other JSON, and for the first issuer that could not work.
    pub fn load(json: &[u8]) -> Result<Self, IssuerError> {
        let Issuers { issuers } = serde_json::from_slice(json).map_err(|_| IssuerError::Json)?;
        if issuers.is_empty() || issuers.len() > ISSUERS_MAX {
            return Err(IssuerError::Count);
        }
        let (mut by_iss, mut names) = (HashMap::new(), Vec::new());
        for issuer in issuers {
            let named = |expected: &'static str| IssuerError::Issuer(issuer.name.clone(), expected);
            if names.contains(&issuer.name) || by_iss.contains_key(&issuer.iss) {
                return Err(named("expected distinct names and iss values"));
            }
            names.push(issuer.name.clone());
            let iss = issuer.iss.clone();
            let loaded = load(&issuer).map_err(named)?;
            by_iss.insert(iss, loaded);
        }
        Ok(Self { by_iss })
    }

    /// Verifies a token.
    ///
    /// # Errors
    ///
    /// [`AuthError`]: the first check that fails. No claim but `iss` is looked at before the signature holds.
    pub fn verify(&self, token: &str, now: Micros) -> Result<Identity, AuthError> {
        let jws = Jws::parse(token)?;
        let iss = jws.claims.get("iss").and_then(Value::as_str).ok_or(AuthError::IssuerUnknown)?;
        let issuer = self.by_iss.get(iss).ok_or(AuthError::IssuerUnknown)?;
        if !issuer.algorithms.contains(&jws.algorithm) {
            return Err(AuthError::AlgorithmNotAllowed);
        }
        issuer.check_type(jws.typ.as_deref())?;
        let key = issuer.keys.get(&jws.kid).ok_or(AuthError::KeyUnknown)?;
        if !key.is_for(jws.algorithm) {
            return Err(AuthError::AlgorithmNotAllowed);
        }
        if !key.verify(jws.algorithm, jws.message, &jws.signature) {
            return Err(AuthError::SignatureInvalid);
        }
        let valid_until = issuer.check_limits(&jws.claims, now)?;
        issuer.identity(iss, &jws, valid_until)
    }
}

impl Loaded {
    fn check_type(&self, typ: Option<&str>) -> Result<(), AuthError> {
        let typ = typ.map(short_type);
        let accepted = match typ {
            _ if !self.types.is_empty() => typ.is_some_and(|typ| self.types.iter().any(|t| t == typ)),
            None => true,
            Some(typ) => matches!(typ, "jwt" | "at+jwt"),
        };
        if accepted { Ok(()) } else { Err(AuthError::WrongType) }
    }

    /// Audience and times. Returns until when the token counts.
    fn check_limits(&self, claims: &Map<String, Value>, now: Micros) -> Result<Micros, AuthError> {
        let ours =
            |value: &Value| value.as_str().is_some_and(|aud| self.audiences.iter().any(|ours| ours == aud));
        let for_us = match claims.get("aud") {
            Some(Value::Array(list)) => list.iter().any(ours),
            Some(one) => ours(one),
            None => false,
        };
        if !for_us {
            return Err(AuthError::AudienceWrong);
        }
        let exp = claims::seconds(claims, "exp")?.ok_or(AuthError::ClaimsInvalid)?;
        let valid_until = Micros::from_secs(exp.saturating_add(self.leeway_s));
        if now >= valid_until {
            return Err(AuthError::Expired);
        }
        for name in ["nbf", "iat"] {
            let from = claims::seconds(claims, name)?.unwrap_or(0);
            if now.as_secs().saturating_add(self.leeway_s) < from {
                return Err(AuthError::NotYetValid);
            }
        }
        Ok(valid_until)
    }

    fn identity(&self, iss: &str, jws: &Jws<'_>, valid_until: Micros) -> Result<Identity, AuthError> {
        let (claims, mapping) = (&jws.claims, &self.mapping);
        Ok(Identity {
            issuer_name: self.name.clone(),
            iss: iss.to_string(),
            sub: claims::text(claims, "sub")?,
            kid: jws.kid.clone(),
            kind: claims::kind(claims, mapping),
            tenant: claims::tenant(claims, mapping)?,
            roles: claims::texts(claims, mapping.roles.as_deref())?,
            groups: claims::texts(claims, mapping.groups.as_deref())?,
            email: claims::optional_text(claims, mapping.email.as_deref())?,
            name: claims::optional_text(claims, mapping.name.as_deref())?,
            acr: claims::optional_text(claims, Some("acr"))?,
            amr: claims::texts(claims, Some("amr"))?,
            auth_time: claims::seconds(claims, "auth_time")?,
            valid_until,
        })
    }
}

/// A media type without the prefix that RFC 7515 §4.1.9 lets a token leave out.
fn short_type(typ: &str) -> &str {
    typ.strip_prefix("application/").unwrap_or(typ)
}

fn load(issuer: &Issuer) -> Result<Loaded, &'static str> {
    let named = !issuer.name.is_empty()
        && issuer.name.len() <= 64
        && issuer.name.bytes().all(|b| b.is_ascii_graphic());
    if !named || issuer.name.contains('/') || !claims::is_plain(&issuer.iss) {
        return Err(
            "expected an iss of 1 to 256 bytes and a name of 1 to 64 printable characters without slash",
        );
    }
    if issuer.audiences.is_empty() || issuer.audiences.iter().any(String::is_empty) {
        return Err("expected at least one audience");
    }
    let algorithms: Option<Vec<Algorithm>> =
        issuer.algorithms.iter().map(|name| Algorithm::parse(name)).collect();
    let algorithms =
        algorithms.filter(|a| !a.is_empty()).ok_or("expected algorithms of RS256, PS256, ES256, EdDSA")?;
    if issuer.leeway_s > LEEWAY_MAX_S {
        return Err("expected a leeway of at most 300 seconds");
    }
    if issuer.keys.is_empty() || issuer.keys.len() > JWKS_KEYS_MAX {
        return Err("expected 1 to 32 keys");
    }
    let mut keys = HashMap::new();
    for jwk in &issuer.keys {
        let key = Key::load(jwk)?;
        if !algorithms.iter().any(|algorithm| key.is_for(*algorithm)) {
            return Err("expected every key to be for one of the algorithms");
        }
        if !claims::is_plain(&jwk.kid) || keys.insert(jwk.kid.clone(), key).is_some() {
            return Err("expected every key to have a kid of its own, of 1 to 256 bytes");
        }
    }
    claims::check(&issuer.claims)?;
    Ok(Loaded {
        name: issuer.name.clone(),
        audiences: issuer.audiences.clone(),
        algorithms,
        leeway_s: u64::from(issuer.leeway_s),
        types: issuer.types.iter().map(|t| short_type(&t.to_ascii_lowercase()).to_string()).collect(),
        keys,
        mapping: issuer.claims.clone(),
    })
}

/// Why issuers were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IssuerError {
    /// Other JSON.
    Json,
    /// No issuer, or too many.
    Count,
    /// The issuer of this name: what was expected.
    Issuer(String, &'static str),
}

impl fmt::Display for IssuerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("issuers: expected json of the issuers format"),
            Self::Count => write!(f, "issuers: expected 1 to {ISSUERS_MAX}"),
            Self::Issuer(name, expected) => write!(f, "issuer `{name}`: {expected}"),
        }
    }
}

impl core::error::Error for IssuerError {}
