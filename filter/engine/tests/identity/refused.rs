//! Bad tokens, each with its reason.

use countersign_engine::identity::AuthError;
use countersign_formats::{b64, limits::TOKEN_BYTES_MAX, time::Micros};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::support::{
    AUDIENCE, CORP, CORP_KEYS, Key, LEEWAY, NOW, alice, check, issuers, load, message, rsa_pss, verify, with,
    without,
};

fn refused(header: &Value, expected: AuthError) {
    let token = Key::EdDsa.with_header(header, &alice());
    assert_eq!(verify(&token), Err(expected), "{header}");
}

fn header(name: &str, value: Value) -> Value {
    with(Key::EdDsa.header(), name, value)
}

#[test]
fn algorithms_that_do_not_exist_here() {
    for alg in [
        "none",
        "None",
        "NONE",
        "nOnE",
        "",
        " none",
        "none\u{0}",
        "HS256",
        "HS384",
        "HS512",
        "RS384",
        "RS512",
        "PS384",
        "PS512",
        "ES384",
        "ES512",
        "ES256K",
        "Ed25519",
        "EDDSA",
        "eddsa",
        "rs256",
        "RSA1_5",
        "dir",
    ] {
        refused(&header("alg", json!(alg)), AuthError::AlgorithmNotAllowed);
        let unsigned = message(&header("alg", json!(alg)).to_string(), &alice().to_string());
        assert_eq!(verify(&format!("{unsigned}.")), Err(AuthError::AlgorithmNotAllowed), "{alg}");
    }
    for alg in [json!(null), json!(1), json!(["EdDSA"])] {
        refused(&header("alg", alg), AuthError::AlgorithmNotAllowed);
    }
    refused(&without(Key::EdDsa.header(), "alg"), AuthError::AlgorithmNotAllowed);
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    if key.len() > 64 {
        block[..32].copy_from_slice(&Sha256::digest(key))
    } else {
        block[..key.len()].copy_from_slice(key)
    }
    let inner = Sha256::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(block.map(|b| b ^ 0x5c)).chain_update(inner).finalize().into()
}

#[test]
fn a_public_key_is_no_hmac_secret() {
    assert_eq!(hmac(b"Jefe", b"what do ya want for nothing?")[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    for (key, member) in [(Key::Rs256, "n"), (Key::Es256, "x"), (Key::EdDsa, "x")] {
        let public = b64::decode_url(key.jwk()[member].as_str().unwrap()).unwrap();
        for secret in
            [public.clone(), b64::encode_url(&public).into_bytes(), key.jwk().to_string().into_bytes()]
        {
            for (alg, reason) in
                [("HS256", AuthError::AlgorithmNotAllowed), (key.alg(), AuthError::SignatureInvalid)]
            {
                let message =
                    message(&with(key.header(), "alg", json!(alg)).to_string(), &alice().to_string());
                let token = format!("{message}.{}", b64::encode_url(&hmac(&secret, message.as_bytes())));
                assert_eq!(verify(&token), Err(reason), "{key:?} {alg}");
            }
        }
    }
}

#[test]
fn a_key_is_for_its_own_algorithm() {
    for key in CORP_KEYS {
        for other in CORP_KEYS {
            let token = key.with_header(&with(key.header(), "kid", json!(other.kid())), &alice());
            let fits = key.kid() == other.kid();
            let expected = if fits { Ok(()) } else { Err(AuthError::AlgorithmNotAllowed) };
            assert_eq!(verify(&token).map(|_| ()), expected, "{key:?} with the key of {other:?}");
        }
    }
    // The two RSA schemes are told apart by the signature itself.
    for (key, alg) in [(Key::Rs256, "PS256"), (Key::Ps256, "RS256")] {
        let token = key.with_header(&with(key.header(), "alg", json!(alg)), &alice());
        assert_eq!(verify(&token), Err(AuthError::SignatureInvalid));
    }
}

#[test]
fn an_issuer_chooses_its_algorithms() {
    for (allowed, refused) in [(Key::Rs256, Key::Ps256), (Key::Ps256, Key::Rs256)] {
        let mut issuers = issuers();
        issuers["issuers"][0]["algorithms"] = json!([allowed.alg()]);
        issuers["issuers"][0]["keys"] = json!([allowed.jwk()]);
        let set = load(&issuers).unwrap();
        let verify = |key: Key| set.verify(&key.token(&alice()), Micros::from_secs(NOW)).map(|_| ());
        assert_eq!((verify(allowed), verify(refused)), (Ok(()), Err(AuthError::AlgorithmNotAllowed)));
    }
}

#[test]
fn headers() {
    for crit in [json!(["exp"]), json!([]), json!(null), json!("b64")] {
        refused(&header("crit", crit), AuthError::CriticalHeader);
    }
    refused(&header("b64", json!(false)), AuthError::CriticalHeader);
    for typ in ["dpop+jwt", "logout+jwt", "secevent+jwt", "", "JWT ", "at+jwt;v=1"] {
        refused(&header("typ", json!(typ)), AuthError::WrongType);
    }
    refused(&header("typ", json!(["JWT"])), AuthError::Malformed);
    for kid in [json!("ed-2"), json!("ED-1"), json!(""), json!(1), json!(null), json!("k".repeat(300))] {
        refused(&header("kid", kid), AuthError::KeyUnknown);
    }
    refused(&without(Key::EdDsa.header(), "kid"), AuthError::KeyUnknown);
}

#[test]
fn names_that_occur_twice() {
    let (header, claims) = (Key::EdDsa.header().to_string(), alice().to_string());
    let twice = |text: &str, member: &str| text.replacen('{', &format!("{{{member},"), 1);
    let cases = [
        (twice(&header, r#""alg":"EdDSA""#), claims.clone()),
        (twice(&header, r#""alg":"none""#), claims.clone()),
        (twice(&header, r#""al\u0067":"none""#), claims.clone()),
        (header.clone(), twice(&claims, r#""sub":"mallory""#)),
        (header.clone(), twice(&claims, r#""s\u0075b":"mallory""#)),
        (header.clone(), twice(&claims, r#""x":{"y":1,"y":1}"#)),
        (header.clone(), twice(&claims, r#""x":[{"y":1,"y":1}]"#)),
    ];
    for (header, claims) in &cases {
        assert_eq!(verify(&Key::EdDsa.raw(header, claims)), Err(AuthError::Malformed), "{header} {claims}");
    }
    assert!(verify(&Key::EdDsa.raw(&header, &twice(&claims, r#""x":1"#))).is_ok());
}

#[test]
fn parts_that_are_no_objects() {
    let (header, claims) = (Key::EdDsa.header().to_string(), alice().to_string());
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    for bad in [
        "",
        "null",
        "[]",
        "\"x\"",
        "7",
        "{",
        "{}}",
        "\u{feff}{}",
        "{\"a\":01}",
        "{\"a\":\"\\ud800\"}",
        "{'a':1}",
        &deep,
    ] {
        assert_eq!(verify(&Key::EdDsa.raw(bad, &claims)), Err(AuthError::Malformed), "{bad}");
        assert_eq!(verify(&Key::EdDsa.raw(&header, bad)), Err(AuthError::Malformed), "{bad}");
    }
    let latin1 = b64::encode_url(b"{\"sub\":\"\xe9\"}");
    assert_eq!(
        verify(&format!("{}.{latin1}.AA", b64::encode_url(header.as_bytes()))),
        Err(AuthError::Malformed)
    );
}

#[test]
fn forms_of_the_compact_serialization() {
    let token = Key::EdDsa.token(&alice());
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("three parts") };
    for bad in [
        String::new(),
        ".".into(),
        "..".into(),
        "...".into(),
        header.into(),
        format!("{header}.{claims}"),
        format!("{token}."),
        format!(".{token}"),
        format!("{token}.{signature}"),
        format!("{header}..{claims}.{signature}"),
        format!("{token}="),
        format!("{token}=="),
        format!("{header}=.{claims}.{signature}"),
        format!("{header}.{claims}=.{signature}"),
        format!(" {token}"),
        format!("{token} "),
        format!("{token}\n"),
        format!("{header}.{claims}\r\n.{signature}"),
        format!("Bearer {token}"),
        format!("{token}\u{0}"),
        format!("{header}.{claims}.{signature}é"),
        format!("{header}.{claims}.{}", b64::encode_std(&b64::decode_url(signature).unwrap())),
        alice().to_string(),
        format!("{header}....{signature}"),
    ] {
        assert_eq!(verify(&bad), Err(AuthError::Malformed), "{bad}");
    }
    assert_eq!(verify(&"a".repeat(TOKEN_BYTES_MAX + 1)), Err(AuthError::TooLarge));
    assert_eq!(verify(&format!("{token}{}", ".".repeat(TOKEN_BYTES_MAX))), Err(AuthError::TooLarge));
}

#[test]
fn signatures() {
    for key in CORP_KEYS {
        let message = message(&key.header().to_string(), &alice().to_string());
        let good = key.sign(message.as_bytes());
        let check =
            |signature: &[u8]| verify(&format!("{message}.{}", b64::encode_url(signature))).map(|_| ());
        assert_eq!(check(&good), Ok(()), "{key:?}");
        let (last, zeros) = (good.len() - 1, vec![0; good.len()]);
        let flipped = |at: usize| {
            good.iter().enumerate().map(|(i, b)| if i == at { b ^ 1 } else { *b }).collect::<Vec<_>>()
        };
        for bad in [
            vec![],
            vec![0],
            good[..last].to_vec(),
            good[1..].to_vec(),
            [&good[..], &[0]].concat(),
            [&[0], &good[..]].concat(),
            flipped(0),
            flipped(last / 2),
            flipped(last),
            zeros,
            vec![0xff; good.len()],
            vec![1; 2000],
        ] {
            assert_eq!(check(&bad), Err(AuthError::SignatureInvalid), "{key:?} {bad:?}");
        }
    }
}

#[test]
fn ecdsa_signatures_are_two_numbers_of_32_bytes() {
    let message = message(&Key::Es256.header().to_string(), &alice().to_string());
    let good = Key::Es256.sign(message.as_bytes());
    let check = |signature: &[u8]| verify(&format!("{message}.{}", b64::encode_url(signature))).map(|_| ());
    let order = p256_order();
    let half = |r: &[u8], s: &[u8]| [r, s].concat();
    for bad in [
        half(&[0; 32], &good[32..]),
        half(&good[..32], &[0; 32]),
        half(&order, &good[32..]),
        half(&good[..32], &order),
        half(&good[32..], &good[..32]),
        p256::ecdsa::Signature::from_slice(&good).unwrap().to_der().as_bytes().to_vec(),
    ] {
        assert_eq!(check(&bad), Err(AuthError::SignatureInvalid), "{bad:?}");
    }
}

fn p256_order() -> Vec<u8> {
    b64::decode_url("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE").unwrap()
}

#[test]
fn pss_salts_are_as_long_as_the_digest() {
    let message = message(&Key::Ps256.header().to_string(), &alice().to_string());
    for (salt, expected) in
        [(32, Ok(())), (0, Err(AuthError::SignatureInvalid)), (20, Err(AuthError::SignatureInvalid))]
    {
        let token = format!("{message}.{}", b64::encode_url(&rsa_pss(message.as_bytes(), salt)));
        assert_eq!(verify(&token).map(|_| ()), expected, "{salt}");
    }
}

#[test]
fn another_payload_under_a_good_signature() {
    for key in CORP_KEYS {
        let (token, other) = (key.token(&alice()), key.token(&with(alice(), "sub", json!("mallory"))));
        let (good, forged): (Vec<_>, Vec<_>) = (token.split('.').collect(), other.split('.').collect());
        let swapped = format!("{}.{}.{}", good[0], forged[1], good[2]);
        assert_eq!(verify(&swapped), Err(AuthError::SignatureInvalid), "{key:?}");
    }
}

#[test]
fn the_signature_comes_before_the_claims() {
    // All of these claims are wrong too; what is said about a forged token is only that.
    for (name, value) in
        [("exp", json!(1)), ("aud", json!("other")), ("tenant", json!("initech")), ("sub", json!(""))]
    {
        let token = Key::Partner.token(&with(alice(), name, value));
        assert_eq!(verify(&token), Err(AuthError::SignatureInvalid), "{name}");
    }
}

#[test]
fn issuers_match_exactly() {
    for iss in [
        format!("{CORP}.evil"),
        format!("{CORP}/"),
        format!("{CORP}@evil.example"),
        format!(" {CORP}"),
        CORP.to_uppercase(),
        CORP.replace("https", "http"),
        "idp.example".into(),
        "corp".into(),
        String::new(),
    ] {
        assert_eq!(check(&with(alice(), "iss", json!(iss))), Err(AuthError::IssuerUnknown), "{iss}");
    }
    for iss in [json!([CORP]), json!(null), json!(7)] {
        assert_eq!(check(&with(alice(), "iss", iss)), Err(AuthError::IssuerUnknown));
    }
    assert_eq!(check(&without(alice(), "iss")), Err(AuthError::IssuerUnknown));
}

#[test]
fn audiences_match_exactly() {
    for aud in [
        json!("other"),
        json!(format!("{AUDIENCE}.evil")),
        json!([format!("{AUDIENCE} ")]),
        json!([]),
        json!([[AUDIENCE]]),
        json!({"aud": AUDIENCE}),
        json!({AUDIENCE: true}),
        json!(null),
        json!(""),
    ] {
        assert_eq!(check(&with(alice(), "aud", aud.clone())), Err(AuthError::AudienceWrong), "{aud}");
    }
    assert_eq!(check(&without(alice(), "aud")), Err(AuthError::AudienceWrong));
}

#[test]
fn times() {
    let cases = [
        ("exp", json!(NOW - LEEWAY), AuthError::Expired),
        ("exp", json!(0), AuthError::Expired),
        ("nbf", json!(NOW + LEEWAY + 1), AuthError::NotYetValid),
        ("iat", json!(NOW + LEEWAY + 1), AuthError::NotYetValid),
        ("iat", json!(253_402_300_799u64), AuthError::NotYetValid),
    ];
    for (name, value, expected) in cases {
        assert_eq!(check(&with(alice(), name, value.clone())), Err(expected), "{name} {value}");
    }
    for name in ["exp", "nbf", "iat", "auth_time"] {
        for form in [
            json!(null),
            json!("1800000600"),
            json!(true),
            json!([NOW]),
            json!(-1),
            json!(-0.5),
            json!(1e300),
            json!(253_402_300_800u64),
            json!(u64::MAX),
        ] {
            let claims = with(alice(), name, form.clone());
            assert_eq!(check(&claims), Err(AuthError::ClaimsInvalid), "{name} {form}");
        }
    }
    assert_eq!(check(&without(alice(), "exp")), Err(AuthError::ClaimsInvalid));
    let huge = alice().to_string().replace(&(NOW + 600).to_string(), "1e999");
    assert_eq!(verify(&Key::EdDsa.raw(&Key::EdDsa.header().to_string(), &huge)), Err(AuthError::Malformed));
}

#[test]
fn messages_hold_nothing_of_the_token() {
    let secret = "sub-that-must-not-show";
    let error = check(&with(with(alice(), "sub", json!(secret)), "tenant", json!("initech"))).unwrap_err();
    assert_eq!((error.to_string().as_str(), error.reason()), ("tenant_not_allowed", "tenant_not_allowed"));
}
