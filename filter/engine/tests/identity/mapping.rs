//! Claims become tenant, kind, roles and groups.

use countersign_engine::identity::{AuthError, SubjectKind};
use countersign_formats::time::Micros;
use serde_json::{Value, json};

use crate::support::{Key, NOW, alice, check, issuers, load, with, without};

/// What one issuer with this mapping makes of the claims.
fn mapped(mapping: Value, claims: &Value) -> Result<countersign_engine::identity::Identity, AuthError> {
    let mut issuers = issuers();
    issuers["issuers"][0]["claims"] = mapping;
    load(&issuers).unwrap().verify(&Key::EdDsa.token(claims), Micros::from_secs(NOW))
}

#[test]
fn tenants() {
    let tenant = |mapping: Value, claims: &Value| mapped(mapping, claims).map(|identity| identity.tenant);
    let of = |value: Value| with(alice(), "tenant", value);
    let listed = json!({"tenant": "tenant", "tenants": ["acme", "globex"]});
    assert_eq!(tenant(listed.clone(), &of(json!("globex"))).as_deref(), Ok("globex"));
    for other in ["initech", "ACME", "acme ", "acm"] {
        assert_eq!(tenant(listed.clone(), &of(json!(other))), Err(AuthError::TenantNotAllowed), "{other}");
    }
    assert_eq!(tenant(listed.clone(), &without(alice(), "tenant")), Err(AuthError::TenantNotAllowed));
    assert_eq!(tenant(listed.clone(), &of(Value::Null)), Err(AuthError::TenantNotAllowed));
    for form in
        [json!(""), json!(["acme"]), json!(1), json!({"acme": 1}), json!("ac\u{0}me"), json!("a".repeat(257))]
    {
        assert_eq!(tenant(listed.clone(), &of(form.clone())), Err(AuthError::ClaimsInvalid), "{form}");
    }

    let both = json!({"tenant": "tenant", "tenants": ["acme"], "fixed_tenant": "globex"});
    assert_eq!(tenant(both.clone(), &alice()).as_deref(), Ok("acme"));
    assert_eq!(tenant(both.clone(), &without(alice(), "tenant")).as_deref(), Ok("globex"));
    assert_eq!(tenant(both, &of(json!("initech"))), Err(AuthError::TenantNotAllowed));

    let fixed = json!({"tenant": "tenant", "fixed_tenant": "globex"});
    assert_eq!(tenant(fixed.clone(), &of(json!("globex"))).as_deref(), Ok("globex"));
    assert_eq!(tenant(fixed, &of(json!("acme"))), Err(AuthError::TenantNotAllowed));
}

#[test]
fn paths_prefer_the_literal_name() {
    let groups = |name: &str, claims: &Value| {
        mapped(json!({"fixed_tenant": "acme", "groups": name}), claims).map(|identity| identity.groups)
    };
    let claims =
        with(with(alice(), "a.b", json!("literal")), "a", json!({"b": "nested", "c": {"d": ["deep"]}}));
    assert_eq!(groups("a.b", &claims), Ok(vec!["literal".to_owned()]));
    assert_eq!(groups("a.b", &without(claims.clone(), "a.b")), Ok(vec!["nested".to_owned()]));
    assert_eq!(groups("a.c.d", &claims), Ok(vec!["deep".to_owned()]));
    for absent in ["a.c.e", "a.b.c", "a..b", ".a", "a.", "."] {
        assert_eq!(groups(absent, &claims), Ok(vec![]), "{absent}");
    }
    assert_eq!(groups("a.c", &claims), Err(AuthError::ClaimsInvalid));
}

#[test]
fn groups_are_never_cut() {
    let groups =
        |value: Value| check(&with(alice(), "https://corp.example/groups", value)).map(|id| id.groups);
    let named = |n: usize| (0..n).map(|i| format!("g{i}")).collect::<Vec<_>>();
    assert_eq!(groups(json!(named(256))), Ok(named(256)));
    assert_eq!(groups(json!(named(257))), Err(AuthError::ClaimsInvalid));
    assert_eq!(groups(json!("one")), Ok(named(0).into_iter().chain(["one".to_owned()]).collect()));
    assert_eq!(groups(json!([])), Ok(vec![]));
    assert_eq!(groups(json!(["é".repeat(128)])).unwrap()[0].len(), 256);
    for form in [
        json!(["é".repeat(129)]),
        json!(["ok", ""]),
        json!(["ok", "line\nbreak"]),
        json!(["ok", "\u{85}"]),
        json!(["ok", 7]),
        json!(["ok", null]),
        json!([["nested"]]),
        json!({"ok": true}),
        json!(true),
    ] {
        assert_eq!(groups(form.clone()), Err(AuthError::ClaimsInvalid), "{form}");
    }
}

#[test]
fn roles_follow_a_path() {
    let claims = with(alice(), "realm_access", json!({"roles": "only"}));
    assert_eq!(check(&claims).unwrap().roles, ["only"]);
    let many: Vec<String> = (0..257).map(|i| i.to_string()).collect();
    let claims = with(alice(), "realm_access", json!({"roles": many}));
    assert_eq!(check(&claims), Err(AuthError::ClaimsInvalid));
    assert!(check(&without(alice(), "realm_access")).unwrap().roles.is_empty());
}

#[test]
fn kinds() {
    let kind = |claims: &Value| check(claims).unwrap().kind;
    let act = json!({"sub": "agent-7"});
    assert_eq!(kind(&alice()), SubjectKind::Human);
    assert_eq!(kind(&with(alice(), "client", json!("batch"))), SubjectKind::Service);
    assert_eq!(kind(&with(alice(), "client", json!("other"))), SubjectKind::Human);
    assert_eq!(kind(&with(alice(), "client", json!(["batch"]))), SubjectKind::Human);
    assert_eq!(kind(&with(alice(), "bot", json!(true))), SubjectKind::AgentForHuman);
    assert_eq!(kind(&with(alice(), "bot", json!(false))), SubjectKind::Human);
    assert_eq!(kind(&with(alice(), "act", act.clone())), SubjectKind::AgentForHuman);
    // The first claim by name that matches decides; `act` only where none does.
    let both = with(with(alice(), "client", json!("batch")), "bot", json!(true));
    assert_eq!(kind(&both), SubjectKind::AgentForHuman);
    assert_eq!(
        kind(&with(with(alice(), "client", json!("batch")), "act", act.clone())),
        SubjectKind::Service
    );
    assert_eq!(kind(&with(with(alice(), "client", json!("desk")), "act", act)), SubjectKind::Human);
}

#[test]
fn a_subject_is_needed() {
    for form in [json!(""), json!(7), json!(null), json!("a\u{7f}"), json!("a\r\nb"), json!("s".repeat(257))]
    {
        assert_eq!(check(&with(alice(), "sub", form.clone())), Err(AuthError::ClaimsInvalid), "{form}");
    }
    assert_eq!(check(&without(alice(), "sub")), Err(AuthError::ClaimsInvalid));
    assert_eq!(check(&with(alice(), "sub", json!("s".repeat(256)))).unwrap().sub.len(), 256);
}

#[test]
fn other_texts_have_their_form() {
    for name in ["email", "name", "acr", "amr", "auth_time"] {
        assert_eq!(check(&with(alice(), name, json!({"x": 1}))), Err(AuthError::ClaimsInvalid), "{name}");
        let identity = check(&without(alice(), name)).unwrap();
        assert_ne!(identity, check(&alice()).unwrap(), "{name}");
    }
}
