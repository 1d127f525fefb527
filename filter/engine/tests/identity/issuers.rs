//! Issuers that could not work are refused when the bundle is loaded.

use countersign_engine::identity::IssuerError;
use countersign_formats::b64;
use serde_json::{Value, json};

use crate::support::{Key, issuers, load};

/// The first issuer with one member changed.
fn changed(member: &str, value: Value) -> Value {
    let mut issuers = issuers();
    issuers["issuers"][0][member] = value;
    issuers
}

fn why(issuers: &Value) -> String {
    load(issuers).map(|_| ()).expect_err(&issuers.to_string()).to_string()
}

#[test]
fn the_blob() {
    assert_eq!(load(&json!({"issuers": []})).unwrap_err(), IssuerError::Count);
    let one = issuers()["issuers"][1].clone();
    let many = |n: usize| -> Value {
        let issuers = (0..n).map(|i| {
            let mut one = one.clone();
            (one["name"], one["iss"]) = (json!(format!("i{i}")), json!(format!("https://i{i}.example")));
            one
        });
        json!({"issuers": issuers.collect::<Vec<_>>()})
    };
    assert!(load(&many(64)).is_ok());
    assert_eq!(load(&many(65)).unwrap_err(), IssuerError::Count);
    for bad in [json!([]), json!({}), json!({"issuers": [{}]}), json!({"issuers": [], "more": 1})] {
        assert_eq!(load(&bad).unwrap_err(), IssuerError::Json, "{bad}");
    }
    for member in ["name", "iss"] {
        let mut twice = issuers();
        twice["issuers"][1][member] = twice["issuers"][0][member].clone();
        assert!(why(&twice).contains("distinct"));
    }
}

#[test]
fn members() {
    for (member, value, expected) in [
        ("name", json!(""), "name"),
        ("name", json!("a/b"), "slash"),
        ("name", json!("a b"), "printable"),
        ("name", json!("n".repeat(65)), "64"),
        ("iss", json!(""), "iss"),
        ("iss", json!("i".repeat(257)), "iss"),
        ("audiences", json!([]), "audience"),
        ("audiences", json!(["ok", ""]), "audience"),
        ("algorithms", json!([]), "algorithms"),
        ("algorithms", json!(["EdDSA", "none"]), "algorithms"),
        ("algorithms", json!(["HS256"]), "algorithms"),
        ("algorithms", json!(["RS512"]), "algorithms"),
        ("algorithms", json!(["EdDSA"]), "every key"),
        ("leeway_s", json!(301), "300 seconds"),
        ("keys", json!([]), "1 to 32 keys"),
        ("keys", json!([Key::EdDsa.jwk(), Key::Partner.jwk()]), "kid of its own"),
    ] {
        let why = why(&changed(member, value.clone()));
        assert!(why.starts_with("issuer `") && why.contains(expected), "{member} {value}: {why}");
    }
    let keys: Vec<Value> = (0..33).map(|i| key(Key::EdDsa, "kid", json!(format!("k{i}")))).collect();
    assert!(load(&changed("keys", json!(keys[..32]))).is_ok());
    assert!(why(&changed("keys", json!(keys))).contains("1 to 32 keys"));
    assert!(load(&changed("leeway_s", json!(300))).is_ok());
}

fn key(key: Key, member: &str, value: Value) -> Value {
    let mut jwk = key.jwk();
    jwk[member] = value;
    jwk
}

/// An odd number of this many bits: no modulus, but one by its form.
fn number(bits: usize) -> Value {
    let mut bytes = vec![0; bits.div_ceil(8)];
    bytes[0] = 1 << ((bits - 1) % 8);
    *bytes.last_mut().unwrap() |= 1;
    json!(b64::encode_url(&bytes))
}

#[test]
fn keys() {
    let refused = |jwk: Value, expected: &str| {
        let why = why(&changed("keys", json!([jwk])));
        assert!(why.contains(expected), "{jwk}: {why}");
    };
    for bits in [1024, 2040, 2041, 2047, 4097, 8192] {
        refused(key(Key::Rs256, "n", number(bits)), "2048 to 4096");
    }
    for bits in [2048, 3072, 4096] {
        assert!(load(&changed("keys", json!([key(Key::Rs256, "n", number(bits))]))).is_ok(), "{bits}");
    }
    let even = json!(b64::encode_url(&[0x80; 256]));
    refused(key(Key::Rs256, "n", even), "RSA");
    for e in ["", "AQ", "AA", "AQAA", "Ag", "____________", "AgAAAAE", "AAAAAAED"] {
        refused(key(Key::Rs256, "e", json!(e)), "exponent");
    }
    assert!(load(&changed("keys", json!([key(Key::Rs256, "e", json!("Aw"))]))).is_ok());
    refused(key(Key::Rs256, "n", json!("not base64!")), "RSA");
    refused(key(Key::Rs256, "e", json!(null)), "RSA");

    refused(key(Key::Es256, "crv", json!("P-384")), "P-256");
    let other_y = Key::Es256.jwk()["x"].clone();
    refused(key(Key::Es256, "y", other_y), "point");
    refused(key(Key::Es256, "x", json!("")), "point");
    let (x, y) = (Key::Es256.jwk()["x"].clone(), Key::Es256.jwk()["y"].clone());
    let (x, y) =
        (b64::decode_url(x.as_str().unwrap()).unwrap(), b64::decode_url(y.as_str().unwrap()).unwrap());
    let mut shifted = key(Key::Es256, "x", json!(b64::encode_url(&[&x[..], &y[..1]].concat())));
    shifted["y"] = json!(b64::encode_url(&y[1..]));
    refused(shifted, "point");

    refused(key(Key::EdDsa, "crv", json!("Ed448")), "Ed25519");
    refused(key(Key::EdDsa, "crv", json!("X25519")), "Ed25519");
    refused(key(Key::EdDsa, "x", json!(b64::encode_url(&[0; 31]))), "Ed25519");
    // A point of small order: signatures under it mean nothing.
    let identity: Vec<u8> = [1].into_iter().chain([0; 31]).collect();
    refused(key(Key::EdDsa, "x", json!(b64::encode_url(&identity))), "Ed25519");

    refused(key(Key::EdDsa, "kty", json!("oct")), "kty");
    refused(key(Key::EdDsa, "kid", json!("")), "kid");
    refused(key(Key::EdDsa, "kid", json!("k".repeat(257))), "kid");
    refused(key(Key::EdDsa, "alg", json!("HS256")), "alg");
    refused(key(Key::EdDsa, "alg", json!("ES256")), "every key");
    for (member, value) in [("d", "AAAA"), ("k", "AAAA"), ("x5c", "AAAA")] {
        let bad = changed("keys", json!([key(Key::EdDsa, member, json!(value))]));
        assert_eq!(load(&bad).unwrap_err(), IssuerError::Json, "{member}");
    }
}

#[test]
fn mappings() {
    for (mapping, expected) in [
        (json!({}), "tenant"),
        (json!({"tenant": "tenant"}), "tenant"),
        (json!({"tenants": ["acme"]}), "tenant"),
        (json!({"fixed_tenant": ""}), "tenants"),
        (json!({"fixed_tenant": "a\n"}), "tenants"),
        (json!({"tenant": "tenant", "tenants": ["acme", ""]}), "tenants"),
        (json!({"fixed_tenant": "t".repeat(257)}), "tenants"),
        (json!({"fixed_tenant": "acme", "groups": ""}), "claim names"),
        (json!({"fixed_tenant": "acme", "kinds": {"": {"x": "human"}}}), "claim names"),
        (json!({"fixed_tenant": "acme", "kinds": {"client": {"x": "robot"}}}), "kinds"),
    ] {
        let why = why(&changed("claims", mapping.clone()));
        assert!(why.contains(expected), "{mapping}: {why}");
    }
    assert_eq!(
        load(&changed("claims", json!({"fixed_tenant": "acme", "x": 1}))).unwrap_err(),
        IssuerError::Json
    );
}

#[test]
fn nothing_is_shown_of_keys() {
    let shown = format!("{:?}", load(&issuers()).unwrap());
    assert!(shown.contains("https://idp.example") && !shown.contains("rsa-1"), "{shown}");
}
