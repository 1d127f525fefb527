//! Compact JWS (RFC 7515 §7.1): three parts, nothing else.

use alloc::{string::String, vec::Vec};

use countersign_formats::{b64, limits::TOKEN_BYTES_MAX};
use serde_json::{Map, Value};

use super::{AuthError, claims::strict_object, key::Algorithm};

/// A token in its parts; nothing is verified.
pub struct Jws<'t> {
    /// What is signed.
    pub message: &'t [u8],
    /// Signature bytes.
    pub signature: Vec<u8>,
    /// `alg`, if it is one that exists here.
    pub algorithm: Algorithm,
    /// `kid`.
    pub kid: String,
    /// `typ`, lower case.
    pub typ: Option<String>,
    /// Claims.
    pub claims: Map<String, Value>,
}

impl<'t> Jws<'t> {
    /// Splits and reads a token.
    pub fn parse(token: &'t str) -> Result<Self, AuthError> {
        if token.len() > TOKEN_BYTES_MAX {
            return Err(AuthError::TooLarge);
        }
        let (message, signature) = token.rsplit_once('.').ok_or(AuthError::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(AuthError::Malformed)?;
        let part = |text: &str| b64::decode_url(text).ok_or(AuthError::Malformed);
        let header = strict_object(&part(header)?).ok_or(AuthError::Malformed)?;
        // What must be understood is not, whatever it is (RFC 7515 §4.1.11); `b64` would change what is signed (RFC 7797).
        if header.contains_key("crit") || header.contains_key("b64") {
            return Err(AuthError::CriticalHeader);
        }
        let text = |name: &str| header.get(name).and_then(Value::as_str);
        let algorithm = text("alg").and_then(Algorithm::parse).ok_or(AuthError::AlgorithmNotAllowed)?;
        let kid =
            text("kid").filter(|kid| !kid.is_empty() && kid.len() <= 256).ok_or(AuthError::KeyUnknown)?;
        let typ = match header.get("typ") {
            None => None,
            Some(Value::String(typ)) => Some(typ.to_ascii_lowercase()),
            Some(_) => return Err(AuthError::Malformed),
        };
        Ok(Self {
            message: message.as_bytes(),
            signature: part(signature)?,
            algorithm,
            kid: kid.into(),
            typ,
            claims: strict_object(&part(payload)?).ok_or(AuthError::Malformed)?,
        })
    }
}
