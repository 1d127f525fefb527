//! JSON Web Key Sets, reduced to what verification needs.

use countersign_formats::{issuers::Jwk, limits::JWKS_KEYS_MAX};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Members that only a private or symmetric key has (RFC 7518 §6.2.2, §6.3.2, §6.4).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A key set (RFC 7517 §5).
#[derive(Debug, Deserialize)]
pub struct KeySet {
    keys: Vec<Map<String, Value>>,
}

/// The public keys of a set that the filter can verify with, and notes on those that were left out.
pub fn reduce(set: KeySet) -> Result<(Vec<Jwk>, Vec<String>), String> {
    let (mut keys, mut notes) = (Vec::<Jwk>::new(), Vec::new());
    for mut key in set.keys {
        let kid = key.get("kid").and_then(Value::as_str).unwrap_or_default().escape_default().to_string();
        if let Some(member) = PRIVATE.iter().find(|member| key.contains_key(**member)) {
            return Err(format!("key \"{kid}\" has the private member \"{member}\": a bundle is public"));
        }
        if let Some(why) = unusable(&key) {
            notes.push(format!("key \"{kid}\" is left out: {why}"));
            continue;
        }
        if kid.is_empty() {
            return Err("expected a kid in every key, found none".to_owned());
        }
        if keys.iter().any(|known| known.kid == kid) {
            return Err(format!("expected every kid once, found \"{kid}\" twice"));
        }
        key.retain(|name, _| ["kty", "kid", "alg", "crv", "n", "e", "x", "y"].contains(&name.as_str()));
        let key = serde_json::from_value(Value::Object(key));
        keys.push(key.map_err(|error| format!("key \"{kid}\": {error}"))?);
    }
    if keys.is_empty() || keys.len() > JWKS_KEYS_MAX {
        return Err(format!("expected 1 to {JWKS_KEYS_MAX} usable keys, found {}", keys.len()));
    }
    Ok((keys, notes))
}

fn unusable(key: &Map<String, Value>) -> Option<&'static str> {
    let text = |name: &str| key.get(name).and_then(Value::as_str).unwrap_or_default();
    if key.contains_key("use") && text("use") != "sig" {
        return Some("its use is not sig");
    }
    match (text("kty"), text("crv")) {
        ("RSA", _) | ("EC", "P-256") | ("OKP", "Ed25519") => None,
        _ => Some("expected kty RSA, EC with P-256, or OKP with Ed25519"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn keys(keys: Value) -> Result<(Vec<Jwk>, Vec<String>), String> {
        reduce(serde_json::from_value(json!({"keys": keys})).unwrap())
    }

    #[test]
    fn other_members_and_other_keys_are_left_out() {
        let (kept, notes) = keys(json!([
            {"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB", "use": "sig", "x5c": ["x"], "x5t": "y"},
            {"kty": "RSA", "kid": "enc", "n": "AQAB", "e": "AQAB", "use": "enc"},
            {"kty": "EC", "kid": "b", "crv": "P-256", "x": "AA", "y": "AA", "alg": "ES256"},
            {"kty": "EC", "kid": "c", "crv": "P-521", "x": "AA", "y": "AA"},
            {"kty": "OKP", "kid": "d", "crv": "Ed25519", "x": "AA"},
        ]))
        .unwrap();
        assert_eq!(kept.iter().map(|k| k.kid.as_str()).collect::<Vec<_>>(), ["a", "b", "d"]);
        assert_eq!(notes.len(), 2);
        assert_eq!(
            serde_json::to_value(&kept[0]).unwrap(),
            json!({"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"})
        );
    }

    #[test]
    fn private_and_ambiguous_keys_refuse_the_set() {
        let key = json!({"kty": "OKP", "kid": "a", "crv": "Ed25519", "x": "AA"});
        for member in PRIVATE {
            let mut private = key.clone();
            private[member] = "AA".into();
            assert!(keys(json!([private])).unwrap_err().contains(member), "{member}");
        }
        assert!(keys(json!([key, key])).is_err());
        assert!(keys(json!([{"kty": "OKP", "crv": "Ed25519", "x": "AA"}])).is_err());
        assert!(keys(json!([])).is_err());
        assert!(keys(json!([{"kty": "oct", "kid": "h", "k": "AA"}])).is_err());
    }
}
