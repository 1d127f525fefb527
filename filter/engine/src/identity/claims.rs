//! Claims: read strictly, and mapped to what policy speaks of.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

use countersign_formats::{
    issuers::ClaimMapping,
    limits::{CLAIM_BYTES_MAX, GROUPS_MAX},
};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{AuthError, SubjectKind};

/// A JSON object in which no name occurs twice, at any depth: the issuer and we must read the same token.
pub fn strict_object(bytes: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(bytes) {
        Ok(Strict(Value::Object(map))) => Some(map),
        _ => None,
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Strict;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("json without duplicate names")
            }
            fn visit_bool<E>(self, v: bool) -> Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_i64<E>(self, v: i64) -> Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_u64<E>(self, v: u64) -> Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_f64<E>(self, v: f64) -> Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_str<E>(self, v: &str) -> Result<Strict, E> {
                Ok(Strict(v.into()))
            }
            fn visit_unit<E>(self) -> Result<Strict, E> {
                Ok(Strict(Value::Null))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Strict, A::Error> {
                let mut items = Vec::new();
                while let Some(Strict(item)) = seq.next_element()? {
                    items.push(item);
                }
                Ok(Strict(Value::Array(items)))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Strict, A::Error> {
                let mut map = Map::new();
                while let Some((name, Strict(value))) = access.next_entry::<String, Strict>()? {
                    if map.insert(name, value).is_some() {
                        return Err(serde::de::Error::custom("expected every name once"));
                    }
                }
                Ok(Strict(Value::Object(map)))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// A claim by its literal name, or else by a dotted path.
fn find<'c>(claims: &'c Map<String, Value>, name: &str) -> Option<&'c Value> {
    if let Some(value) = claims.get(name) {
        return Some(value);
    }
    let mut parts = name.split('.');
    let mut value = claims.get(parts.next()?)?;
    for part in parts {
        value = value.as_object()?.get(part)?;
    }
    Some(value)
}

/// Whether a text may enter policy and records: 1 to [`CLAIM_BYTES_MAX`] bytes without control characters.
pub fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.len() <= CLAIM_BYTES_MAX && !text.chars().any(char::is_control)
}

fn bounded(text: &str) -> Result<String, AuthError> {
    if is_plain(text) { Ok(text.to_string()) } else { Err(AuthError::ClaimsInvalid) }
}

/// Whether a mapping can work: what it would refuse in every token is found when the bundle is loaded.
///
/// # Errors
///
/// What was expected.
pub fn check(mapping: &ClaimMapping) -> Result<(), &'static str> {
    let ClaimMapping { tenant, fixed_tenant, tenants, roles, groups, email, name, kinds } = mapping;
    if fixed_tenant.is_none() && (tenant.is_none() || tenants.is_empty()) {
        return Err("expected a fixed tenant, or a tenant claim and the tenants it may name");
    }
    if !fixed_tenant.iter().chain(tenants).all(|tenant| is_plain(tenant)) {
        return Err("expected tenants of 1 to 256 bytes without control characters");
    }
    let claims = [tenant, roles, groups, email, name].into_iter().flatten();
    if claims.chain(kinds.keys()).any(String::is_empty) {
        return Err("expected claim names, found an empty one");
    }
    let mut kinds = kinds.values().flat_map(|values| values.values());
    if !kinds.all(|kind| matches!(kind.as_str(), "human" | "service" | "agent_for_human")) {
        return Err("expected kinds of human, service or agent_for_human");
    }
    Ok(())
}

/// A claim that must be a text where it is present.
pub fn optional_text(claims: &Map<String, Value>, name: Option<&str>) -> Result<Option<String>, AuthError> {
    match name.and_then(|name| find(claims, name)) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => bounded(text).map(Some),
        Some(_) => Err(AuthError::ClaimsInvalid),
    }
}

/// A claim that must be a text.
pub fn text(claims: &Map<String, Value>, name: &str) -> Result<String, AuthError> {
    optional_text(claims, Some(name))?.ok_or(AuthError::ClaimsInvalid)
}

/// A claim that is a text or a list of texts. More than [`GROUPS_MAX`] are refused: a cut list could change a decision.
pub fn texts(claims: &Map<String, Value>, name: Option<&str>) -> Result<Vec<String>, AuthError> {
    match name.and_then(|name| find(claims, name)) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::String(text)) => Ok(Vec::from([bounded(text)?])),
        Some(Value::Array(items)) if items.len() <= GROUPS_MAX => {
            items.iter().map(|item| bounded(item.as_str().ok_or(AuthError::ClaimsInvalid)?)).collect()
        }
        Some(_) => Err(AuthError::ClaimsInvalid),
    }
}

/// Latest second that a claim may name: the year 9999.
const SECONDS_MAX: u64 = 253_402_300_799;

/// A `NumericDate` (RFC 7519 §2), whole seconds; fractions are dropped.
pub fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<u64>, AuthError> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    let whole = value.as_u64().or_else(|| {
        let number = value.as_f64().filter(|n| (0.0..=253_402_300_799.0).contains(n))?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "within 0 and SECONDS_MAX"
        )]
        Some(number as u64)
    });
    whole.filter(|n| *n <= SECONDS_MAX).map(Some).ok_or(AuthError::ClaimsInvalid)
}

/// The tenant: what the claim says, if the issuer may speak for it; the fixed one otherwise.
pub fn tenant(claims: &Map<String, Value>, mapping: &ClaimMapping) -> Result<String, AuthError> {
    match optional_text(claims, mapping.tenant.as_deref())? {
        Some(tenant)
            if mapping.tenants.contains(&tenant) || mapping.fixed_tenant.as_ref() == Some(&tenant) =>
        {
            Ok(tenant)
        }
        Some(_) => Err(AuthError::TenantNotAllowed),
        None => mapping.fixed_tenant.clone().ok_or(AuthError::TenantNotAllowed),
    }
}

/// What the caller is.
pub fn kind(claims: &Map<String, Value>, mapping: &ClaimMapping) -> SubjectKind {
    for (name, kinds) in &mapping.kinds {
        let value = match find(claims, name) {
            Some(Value::String(text)) => text.as_str(),
            Some(Value::Bool(true)) => "true",
            Some(Value::Bool(false)) => "false",
            _ => continue,
        };
        match kinds.get(value).map(String::as_str) {
            Some("service") => return SubjectKind::Service,
            Some("agent_for_human") => return SubjectKind::AgentForHuman,
            Some(_) => return SubjectKind::Human,
            None => {}
        }
    }
    if claims.contains_key("act") { SubjectKind::AgentForHuman } else { SubjectKind::Human }
}
