//! Good tokens, and what is read from them.

use countersign_engine::identity::{AuthError, Identity, SubjectKind};
use countersign_formats::{b64, limits::TOKEN_BYTES_MAX, time::Micros};
use serde_json::json;

use crate::support::{
    AUDIENCE, CORP, CORP_KEYS, Key, LEEWAY, NOW, PARTNER, alice, check, set, verify, with, without,
};

#[test]
fn every_algorithm_gives_the_same_person() {
    for key in CORP_KEYS {
        let expected = Identity {
            issuer_name: "corp".into(),
            iss: CORP.into(),
            sub: "alice".into(),
            kid: key.kid().into(),
            kind: SubjectKind::Human,
            tenant: "acme".into(),
            roles: vec!["engineer".into(), "reviewer".into()],
            groups: vec!["support".into()],
            email: Some("alice@corp.example".into()),
            name: Some("Alice".into()),
            acr: Some("mfa".into()),
            amr: vec!["pwd".into(), "otp".into()],
            auth_time: Some(NOW - 60),
            valid_until: Micros::from_secs(NOW + 600 + LEEWAY),
        };
        assert_eq!(verify(&key.token(&alice())), Ok(expected), "{key:?}");
    }
}

#[test]
fn issuers_are_told_apart() {
    let claims = json!({"iss": PARTNER, "aud": AUDIENCE, "sub": "alice", "exp": NOW + 1, "tenant": "acme"});
    let header = json!({"alg": "EdDSA", "kid": "ed-1", "typ": "at+jwt"});
    let identity = verify(&Key::Partner.with_header(&header, &claims)).unwrap();
    // This issuer's mapping names no tenant claim: what the token says of a tenant means nothing.
    assert_eq!((identity.issuer_name.as_str(), identity.tenant.as_str()), ("partner", "initech"));
    assert_eq!((identity.roles.len(), identity.groups.len(), identity.email), (0, 0, None));
    assert_eq!(identity.valid_until, Micros::from_secs(NOW + 1));
    // The same key id at the other issuer is another key.
    assert_eq!(verify(&Key::EdDsa.with_header(&header, &claims)), Err(AuthError::SignatureInvalid));
    assert_eq!(verify(&Key::Partner.token(&alice())), Err(AuthError::SignatureInvalid));
}

#[test]
fn audience_may_be_a_list() {
    for aud in [json!("api://gateway"), json!(["other", AUDIENCE]), json!([AUDIENCE, 7])] {
        assert!(check(&with(alice(), "aud", aud)).is_ok());
    }
}

#[test]
fn types_are_compared_without_case_and_prefix() {
    for typ in ["JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "Application/JWT"] {
        let token = Key::EdDsa.with_header(&json!({"alg": "EdDSA", "kid": "ed-1", "typ": typ}), &alice());
        assert!(verify(&token).is_ok(), "{typ}");
    }
    assert!(verify(&Key::EdDsa.with_header(&json!({"alg": "EdDSA", "kid": "ed-1"}), &alice())).is_ok());
    let partner = json!({"iss": PARTNER, "aud": AUDIENCE, "sub": "alice", "exp": NOW + 1});
    for (typ, accepted) in [("at+jwt", true), ("application/at+jwt", true), ("JWT", false), ("jwt", false)] {
        let token = Key::Partner.with_header(&json!({"alg": "EdDSA", "kid": "ed-1", "typ": typ}), &partner);
        assert_eq!(verify(&token).is_ok(), accepted, "{typ}");
    }
    let untyped = Key::Partner.with_header(&json!({"alg": "EdDSA", "kid": "ed-1"}), &partner);
    assert_eq!(verify(&untyped), Err(AuthError::WrongType));
}

#[test]
fn leeway_ends_to_the_second() {
    let at = |now: u64, claims: &serde_json::Value| {
        set().verify(&Key::EdDsa.token(claims), Micros::from_secs(now)).map(|_| ())
    };
    let claims = with(with(alice(), "nbf", json!(NOW)), "iat", json!(NOW));
    for (now, expected) in [
        (NOW - LEEWAY - 1, Err(AuthError::NotYetValid)),
        (NOW - LEEWAY, Ok(())),
        (NOW + 600 + LEEWAY - 1, Ok(())),
        (NOW + 600 + LEEWAY, Err(AuthError::Expired)),
        (u64::MAX / 1_000_000, Err(AuthError::Expired)),
    ] {
        assert_eq!(at(now, &claims), expected, "{now}");
    }
    assert_eq!(at(0, &without(alice(), "iat")), Ok(()));
}

#[test]
fn dates_may_have_fractions() {
    let identity = check(&with(alice(), "exp", json!(NOW as f64 + 10.9))).unwrap();
    assert_eq!(identity.valid_until, Micros::from_secs(NOW + 10 + LEEWAY));
}

#[test]
fn keys_in_the_header_are_not_looked_at() {
    let mut header = Key::EdDsa.header();
    for (name, value) in [
        ("jwk", Key::Partner.jwk()),
        ("jku", json!("https://evil.example/jwks")),
        ("x5u", json!("https://evil.example/cert")),
        ("x5c", json!(["AAAA"])),
    ] {
        header[name] = value;
    }
    assert!(verify(&Key::EdDsa.with_header(&header, &alice())).is_ok());
    assert_eq!(verify(&Key::Partner.with_header(&header, &alice())), Err(AuthError::SignatureInvalid));
}

/// RFC 7518 §3.4 asks for no canonical half: key services return either, and both are the key's.
#[test]
fn both_halves_of_ecdsa_count() {
    let token = Key::Es256.token(&alice());
    let (message, signature) = token.rsplit_once('.').unwrap();
    let signature = p256::ecdsa::Signature::from_slice(&b64::decode_url(signature).unwrap()).unwrap();
    let (r, s) = signature.split_scalars();
    let other = p256::ecdsa::Signature::from_scalars(r.to_bytes(), (-*s).to_bytes()).unwrap();
    assert_ne!(signature, other);
    assert!(verify(&format!("{message}.{}", b64::encode_url(&other.to_bytes()))).is_ok());
}

#[test]
fn the_largest_token_is_still_read() {
    let token = |fill: usize| Key::EdDsa.token(&with(alice(), "pad", json!("x".repeat(fill))));
    let fill = (0..).map(|n| 11_000 + n).find(|n| token(*n + 1).len() > TOKEN_BYTES_MAX).unwrap();
    assert!(verify(&token(fill)).is_ok());
    assert_eq!(verify(&token(fill + 3)), Err(AuthError::TooLarge));
}
