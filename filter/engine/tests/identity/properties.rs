//! What holds for any input: nothing panics, and no changed token is accepted.

use std::sync::LazyLock;

use countersign_engine::identity::IssuerSet;
use proptest::{collection::vec, prelude::*, sample::Index};
use serde_json::{Value, json};

use crate::support::{Key, alice, check, issuers, message, verify, with};

static TOKENS: LazyLock<[String; 4]> =
    LazyLock::new(|| [Key::Rs256, Key::Ps256, Key::Es256, Key::EdDsa].map(|key| key.token(&alice())));

/// Any JSON value of a few levels.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec(("[a-z.]{0,6}", inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn no_text_is_a_token(text in ".*", parts in vec("[A-Za-z0-9_.=-]{0,40}", 0..5)) {
        prop_assert!(verify(&text).is_err());
        prop_assert!(verify(&parts.join(".")).is_err());
    }

    #[test]
    fn one_changed_character_is_refused(which in any::<Index>(), at in any::<Index>(), with in "[A-Za-z0-9_.= \n-]") {
        let token = which.get(&*TOKENS);
        let at = at.index(token.len());
        let mut changed = token.clone();
        changed.replace_range(at..=at, &with);
        prop_assert_eq!(verify(&changed).is_ok(), changed == *token);
    }

    #[test]
    fn a_cut_or_longer_token_is_refused(which in any::<Index>(), at in any::<Index>(), more in ".{1,8}") {
        let token = which.get(&*TOKENS);
        let at = at.index(token.len());
        prop_assert!(verify(&token[..at]).is_err());
        prop_assert!(verify(&token[at..]).is_err() || at == 0);
        prop_assert!(verify(&[&token[..at], &more, &token[at..]].concat()).is_err());
    }

    #[test]
    fn parts_of_two_tokens_do_not_mix(a in any::<Index>(), b in any::<Index>()) {
        let (a, b) = (a.get(&*TOKENS), b.get(&*TOKENS));
        let mixed = format!("{}.{}", a.rsplit_once('.').unwrap().0, b.rsplit_once('.').unwrap().1);
        prop_assert_eq!(verify(&mixed).is_ok(), a == b);
    }

    #[test]
    fn any_header_is_read_or_refused(name in "(alg|kid|typ|crit|b64|jwk|x)", value in value()) {
        let header = with(Key::EdDsa.header(), &name, value);
        // Signed by a key that is none of this issuer's.
        prop_assert!(verify(&Key::Partner.with_header(&header, &alice())).is_err());
        let _ = verify(&Key::EdDsa.with_header(&header, &alice()));
    }

    #[test]
    fn any_claim_is_within_bounds_or_refused(
        name in "(sub|aud|exp|nbf|iat|tenant|realm_access|email|name|acr|amr|auth_time|act|client|bot|https://corp.example/groups)",
        value in value(),
    ) {
        if let Ok(identity) = check(&with(alice(), &name, value)) {
            let texts = [&identity.sub, &identity.tenant].into_iter().chain(&identity.roles).chain(&identity.groups);
            for text in texts.chain(&identity.email).chain(&identity.name).chain(&identity.acr).chain(&identity.amr) {
                prop_assert!((1..=256).contains(&text.len()) && !text.chars().any(char::is_control));
            }
            prop_assert!(["acme", "globex"].contains(&identity.tenant.as_str()));
        }
    }

    #[test]
    fn any_signed_bytes_are_read_or_refused(header in vec(any::<u8>(), 0..64), claims in ".{0,64}") {
        let header = String::from_utf8_lossy(&header);
        prop_assert!(verify(&Key::EdDsa.raw(&header, &claims)).is_err());
        let unsigned = message(&header, &claims) + ".";
        prop_assert!(verify(&unsigned).is_err());
    }

    #[test]
    fn any_issuers_load_or_are_refused(
        member in "(name|iss|audiences|algorithms|leeway_s|types|keys|claims)", value in value(), bytes in vec(any::<u8>(), 0..64),
    ) {
        let _ = IssuerSet::load(&bytes);
        let mut changed = issuers();
        changed["issuers"][0][member] = value;
        let _ = IssuerSet::load(changed.to_string().as_bytes());
    }

    #[test]
    fn any_key_loads_or_is_refused(
        which in 0..3usize, member in "(kty|kid|alg|crv|n|e|x|y)", text in "[A-Za-z0-9_-]{0,90}",
    ) {
        let mut key = [Key::Rs256, Key::Es256, Key::EdDsa][which].jwk();
        key[member] = json!(text);
        let mut changed = issuers();
        changed["issuers"][0]["keys"] = json!([key]);
        let _ = IssuerSet::load(changed.to_string().as_bytes());
    }
}
