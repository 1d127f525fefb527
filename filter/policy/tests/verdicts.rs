//! Remedies, shadow mode and what cannot be cured.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use countersign_policy::{
    Action, Entities, Label, PolicySet, Remedy, Request, RequestEntities, Uid, Verdict, decide,
};
use proptest::prelude::*;

fn set(policies: &str) -> PolicySet {
    let parsed: cedar_policy::PolicySet = policies.parse().unwrap();
    let mut named = cedar_policy::PolicySet::new();
    for policy in parsed.policies() {
        named.add(policy.new_id(cedar_policy::PolicyId::new(policy.annotation("id").unwrap()))).unwrap();
    }
    PolicySet::from_json(named.to_json().unwrap().to_string().as_bytes()).unwrap()
}

fn verdict(policies: &str, labels: &[(&str, bool)]) -> Verdict {
    let entities = Entities::default();
    let request = Request {
        principal: Uid::new("User", "a"),
        action: Uid::new("Action", "prompt"),
        resource: Uid::new("Target", "t"),
        context: [].into(),
    };
    let labels: Vec<Label<'_>> =
        labels.iter().map(|(name, curable)| Label { name, curable: *curable, confidence_pm: 1000 }).collect();
    decide(&set(policies), &request, &RequestEntities::new(&entities), &labels)
}

const BASE: &str = r#"
@id("all") permit (principal, action, resource);
@id("mask") @remedy("redact") @labels("pii") forbid (principal, action, resource) when { context.data.contains("pii") };
@id("secret") forbid (principal, action, resource) when { context.data.contains("secret") };
"#;

#[test]
fn a_remedy_cures_what_it_names() {
    let clean = verdict(BASE, &[]);
    assert_eq!((clean.action, clean.remedied.len()), (Action::Allow, 0));
    let masked = verdict(BASE, &[("pii.us_ssn", true), ("pii.email", true), ("phi.mrn", true)]);
    assert_eq!(masked.action, Action::Redact);
    let names: Vec<&str> = masked.remedied.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["pii.us_ssn", "pii.email"]);
}

#[test]
fn what_cannot_be_cured_blocks() {
    for labels in [
        &[("secret.jwt", true)][..],
        &[("pii.us_ssn", true), ("secret.jwt", true)],
        &[("pii.us_ssn", false)],
        &[("pii.us_ssn", true), ("pii.email", false)],
    ] {
        let verdict = verdict(BASE, labels);
        assert_eq!((verdict.action, verdict.remedied.len()), (Action::Block, 0), "{labels:?}");
    }
    // A remedy that names nothing which is present, and one that leaves another forbid standing.
    let other = BASE.replace("@labels(\"pii\")", "@labels(\"phi\")");
    assert_eq!(verdict(&other, &[("pii.us_ssn", true)]).action, Action::Block);
    let stands = "@id(\"any\") forbid (principal, action, resource) when { !context.data.isEmpty() };";
    assert_eq!(verdict(&format!("{BASE}{stands}"), &[("pii.us_ssn", true)]).action, Action::Block);
}

#[test]
fn errors_and_missing_permits_block() {
    let bad = "@id(\"bad\") forbid (principal, action, resource) when { context.missing };";
    let blocked = verdict(&format!("{BASE}{bad}"), &[]);
    assert_eq!((blocked.action, blocked.erroring.len()), (Action::Block, 1));
    assert_eq!(
        verdict("@id(\"x\") forbid (principal, action, resource) when { false };", &[]).action,
        Action::Block
    );
}

#[test]
fn the_stricter_remedy_wins() {
    let token = "@id(\"token\") @remedy(\"tokenize\") @labels(\"pii.email phi\") forbid (principal, action, resource) when { context.data.contains(\"pii.email\") };";
    let both = format!("{BASE}{token}");
    let mixed = verdict(&both, &[("pii.email", true)]);
    assert_eq!(mixed.remedied, [("pii.email".to_owned(), Remedy::Redact)]);
    let only = both.replace("@id(\"mask\")", "@id(\"mask\") @mode(\"shadow\")");
    let tokens = verdict(&only, &[("pii.email", true)]);
    assert_eq!(
        (tokens.action, tokens.remedied),
        (Action::Tokenize, vec![("pii.email".to_owned(), Remedy::Tokenize)])
    );
}

proptest! {
    #[test]
    fn shadow_policies_change_nothing_but_the_shadow(
        condition in prop::sample::select(vec!["true", "context.data.contains(\"pii\")", "context.missing", "context.data.isEmpty()"]),
        effect in prop::sample::select(vec!["permit", "forbid"]),
        remedy in prop::sample::select(vec!["", "@remedy(\"redact\") @labels(\"pii\")"]),
        labels in prop::collection::vec((prop::sample::select(vec!["pii.email", "pii.us_ssn", "secret.jwt"]), any::<bool>()), 0..3),
    ) {
        let remedy = if effect == "forbid" { remedy } else { "" };
        let shadow = format!("@id(\"shadow\") @mode(\"shadow\") {remedy} {effect} (principal, action, resource) when {{ {condition} }};");
        let with = format!("{BASE}{shadow}");
        let (a, b) = (verdict(BASE, &labels), verdict(&with, &labels));
        // Indexes differ where the added policy sorts between others; ids do not.
        let ids = |policies: &str, indexes: &[usize]| -> Vec<String> {
            let set = set(policies);
            indexes.iter().map(|i| set.policies()[*i].id.clone()).collect()
        };
        prop_assert_eq!(ids(BASE, &a.determining), ids(&with, &b.determining));
        prop_assert_eq!((a.action, a.remedied), (b.action, b.remedied));
    }
}
