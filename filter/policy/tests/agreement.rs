//! The evaluator against `cedar-policy`: same decision, same determining policies, same erroring policies.
//!
//! Random policies over a small world, many of them ill-typed, and targeted cases for the semantics that are easy to get wrong.
//! `COUNTERSIGN_LONG` sets the number of random requests.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail loudly")]

use std::{cell::RefCell, collections::BTreeSet, str::FromStr};

use countersign_policy as ours;
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value as Json, json};

const ENTITIES: &str = r#"[
  {"uid":{"type":"User","id":"a"},"attrs":{"n":1,"s":"x*y","t":{"u":{"v":true}},"set":[1,2,2],"e":{"__entity":{"type":"Group","id":"g"}}},"parents":[{"type":"Group","id":"g"}]},
  {"uid":{"type":"User","id":"b"},"attrs":{"n":9223372036854775807},"parents":[]},
  {"uid":{"type":"Group","id":"g"},"attrs":{},"parents":[{"type":"Group","id":"top"}]},
  {"uid":{"type":"Group","id":"top"},"attrs":{"n":-3},"parents":[]},
  {"uid":{"type":"Target","id":"r"},"attrs":{"route":{"__entity":{"type":"Route","id":"s"}},"b":true},"parents":[{"type":"Route","id":"s"}]}
]"#;

/// Answer of one implementation.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    allowed: bool,
    determining: BTreeSet<String>,
    erroring: BTreeSet<String>,
}

/// Principal, action, resource.
type Ids = (&'static str, &'static str, &'static str);

struct World {
    theirs: cedar_policy::Entities,
    ours: ours::Entities,
}

impl World {
    fn new() -> Self {
        Self {
            theirs: cedar_policy::Entities::from_json_str(ENTITIES, None).unwrap(),
            ours: ours::Entities::from_json(ENTITIES.as_bytes()).unwrap(),
        }
    }

    fn theirs(&self, set: &cedar_policy::PolicySet, ids: Ids, context: &Json) -> Answer {
        let uid = |text: &str| cedar_policy::EntityUid::from_str(text).unwrap();
        let context = cedar_policy::Context::from_json_value(context.clone(), None).unwrap();
        let request = cedar_policy::Request::new(uid(ids.0), uid(ids.1), uid(ids.2), context, None).unwrap();
        let response = cedar_policy::Authorizer::new().is_authorized(&request, set, &self.theirs);
        let diagnostics = response.diagnostics();
        Answer {
            allowed: response.decision() == cedar_policy::Decision::Allow,
            determining: diagnostics.reason().map(ToString::to_string).collect(),
            erroring: diagnostics.errors().map(erroring_policy).collect(),
        }
    }

    fn ours(&self, set: &ours::PolicySet, ids: Ids, context: &Json) -> Answer {
        let uid = |text: &str| {
            let (kind, id) = text.split_once("::").unwrap();
            ours::Uid::new(kind, id.trim_matches('"'))
        };
        // The context travels through the entity reader, which reads the same JSON values.
        let holder = json!([{"uid": {"type": "C", "id": "c"}, "attrs": context, "parents": []}]);
        let holder = ours::Entities::from_json(holder.to_string().as_bytes()).unwrap();
        let context = holder.get(&ours::Uid::new("C", "c")).unwrap().attributes.clone();
        let request =
            ours::Request { principal: uid(ids.0), action: uid(ids.1), resource: uid(ids.2), context };
        let evaluation = ours::evaluate(set, &request, &ours::RequestEntities::new(&self.ours), |_| true);
        let names = |indexes: &[usize]| indexes.iter().map(|i| set.policies()[*i].id.clone()).collect();
        Answer {
            allowed: evaluation.allowed,
            determining: names(&evaluation.determining),
            erroring: names(&evaluation.erroring),
        }
    }
}

fn erroring_policy(error: &cedar_policy::AuthorizationError) -> String {
    match error {
        cedar_policy::AuthorizationError::PolicyEvaluationError(e) => e.policy_id().to_string(),
    }
}

fn load(theirs: &cedar_policy::PolicySet) -> ours::PolicySet {
    let json = theirs.clone().to_json().unwrap().to_string();
    ours::PolicySet::from_json(json.as_bytes()).unwrap_or_else(|e| panic!("{e}: {json}"))
}

fn requests() -> Vec<Ids> {
    let mut all = Vec::new();
    for principal in ["User::\"a\"", "User::\"b\"", "User::\"nobody\"", "Group::\"g\""] {
        for resource in ["Target::\"r\"", "Target::\"unknown\""] {
            all.push((principal, "Action::\"prompt\"", resource));
        }
    }
    all
}

fn context() -> Json {
    json!({"data": ["pii", "pii.us_ssn"], "n": 5, "neg": i64::MIN, "s": "a*b", "b": true, "mixed": [1, "x", true],
           "r": {"k": 1, "inner": {"deep": "z"}}, "e": {"__entity": {"type": "Group", "id": "top"}}, "empty": []})
}

/// Cedar text of a random expression; types are right by chance only.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "true",
        "false",
        "0",
        "1",
        "5",
        "9223372036854775807",
        "\"x*y\"",
        "\"pii\"",
        "principal",
        "action",
        "resource",
        "context",
        "context.n",
        "context.neg",
        "context.data",
        "context.mixed",
        "context.empty",
        "context.r",
        "context.s",
        "context.b",
        "context.e",
        "context.missing",
        "principal.n",
        "principal.t",
        "principal.set",
        "principal.e",
        "resource.route",
        "resource.b",
        "User::\"a\"",
        "Group::\"g\"",
        "Group::\"top\"",
        "Route::\"s\"",
        "[]",
        "{}",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let operators =
            prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">=", "&&", "||", "+", "-", "in"]);
        let methods = prop::sample::select(vec!["contains", "containsAll", "containsAny"]);
        let names = prop::sample::select(vec!["n", "t", "missing", "inner"]);
        let paths = prop::sample::select(vec!["n", "t.u", "t.u.v", "inner.deep", "missing.x", "n.x"]);
        let patterns = prop::sample::select(vec!["*", "x\\*y", "*i*", "a*b", ""]);
        let factors = prop::sample::select(vec!["2", "-1", "9223372036854775807"]);
        let kinds = prop::sample::select(vec!["User", "Group", "Target"]);
        prop_oneof![
            (two.clone(), operators).prop_map(|((a, b), o)| format!("(({a}) {o} ({b}))")),
            (inner.clone(), factors).prop_map(|(a, n)| format!("(({a}) * {n})")),
            (two.clone(), methods).prop_map(|((a, b), m)| format!("(({a}).{m}({b}))")),
            inner.clone().prop_map(|a| format!("(({a}).isEmpty())")),
            inner.clone().prop_map(|a| format!("(!({a}))")),
            inner.clone().prop_map(|a| format!("(-({a}))")),
            (two.clone(), inner.clone()).prop_map(|((a, b), c)| format!("(if ({a}) then ({b}) else ({c}))")),
            (inner.clone(), names).prop_map(|(a, n)| format!("(({a}).{n})")),
            (inner.clone(), paths).prop_map(|(a, n)| format!("(({a}) has {n})")),
            (inner.clone(), patterns).prop_map(|(a, p)| format!("(({a}) like \"{p}\")")),
            (inner.clone(), kinds.clone()).prop_map(|(a, t)| format!("(({a}) is {t})")),
            (two.clone(), kinds).prop_map(|((a, b), t)| format!("(({a}) is {t} in ({b}))")),
            prop::collection::vec(inner, 0..4).prop_map(|items| format!("[{}]", items.join(", "))),
            two.prop_map(|(a, b)| format!("{{\"n\": {a}, \"inner\": {b}}}")),
        ]
    })
}

fn policy() -> impl Strategy<Value = String> {
    let effect = prop::sample::select(vec!["permit", "forbid"]);
    let principal = prop::sample::select(vec![
        "principal",
        "principal",
        "principal",
        "principal == User::\"a\"",
        "principal in Group::\"top\"",
        "principal is User",
        "principal is User in Group::\"g\"",
        "principal in User::\"nobody\"",
    ]);
    let action = prop::sample::select(vec![
        "action",
        "action",
        "action == Action::\"prompt\"",
        "action in [Action::\"prompt\", Action::\"respond\"]",
        "action == Action::\"respond\"",
    ]);
    let resource = prop::sample::select(vec![
        "resource",
        "resource",
        "resource in Route::\"s\"",
        "resource is Target in Route::\"s\"",
        "resource == Target::\"r\"",
    ]);
    let kind = prop::sample::select(vec!["when", "when", "when", "unless"]);
    let condition = (kind, expression()).prop_map(|(k, e)| format!("{k} {{ {e} }}"));
    (effect, principal, action, resource, prop::collection::vec(condition, 0..3))
        .prop_map(|(e, p, a, r, c)| format!("{e} ({p}, {a}, {r}) {};", c.join(" ")))
}

#[test]
fn random_policies() {
    let wanted: u32 = std::env::var("COUNTERSIGN_LONG").ok().and_then(|n| n.parse().ok()).unwrap_or(4_000);
    let (world, requests, context) = (World::new(), requests(), context());
    let cases = wanted.div_ceil(u32::try_from(requests.len()).unwrap());
    let config =
        Config { cases, failure_persistence: None, max_global_rejects: 10 * cases, ..Config::default() };
    let counts = RefCell::new((0, 0, 0));
    TestRunner::new(config)
        .run(&prop::collection::vec(policy(), 8), |policies| {
            let Ok(theirs) = cedar_policy::PolicySet::from_str(&policies.join("\n")) else {
                return Err(TestCaseError::reject("cedar does not parse it"));
            };
            let ours = load(&theirs);
            for ids in &requests {
                let (a, b) = (world.theirs(&theirs, *ids, &context), world.ours(&ours, *ids, &context));
                let mut counts = counts.borrow_mut();
                counts.0 += 1;
                counts.1 += b.erroring.len();
                counts.2 += b.determining.len();
                prop_assert_eq!(a, b, "{:?}\n{}", ids, policies.join("\n"));
            }
            Ok(())
        })
        .unwrap();
    let (executed, errors, determining) = counts.into_inner();
    println!(
        "{executed} requests agree; {errors} policy errors and {determining} determining policies among them"
    );
    assert!(executed >= wanted as usize && errors > executed / 10 && determining > executed / 10);
}

const TARGETED: &[&str] = &[
    // Skip on error: an erroring forbid does not deny.
    "context.missing",
    // Type errors come out where a shortcut looks safe.
    "true && 1",
    "false && 1",
    "true || 1",
    "false || 1",
    "1 && true",
    "if true then 1 else true",
    "if 1 then true else true",
    "principal in [Group::\"g\", 1]",
    "principal in [1, Group::\"g\"]",
    "principal in []",
    "1 in [Group::\"g\"]",
    "principal in 1",
    "1 == true",
    "[1] == [1, 1]",
    "{\"a\": 1} != {\"a\": 1, \"b\": 2}",
    "\"a\" < \"b\"",
    "true < false",
    "context.e < 1",
    // Missing entities and attributes.
    "principal has n",
    "principal has t.u.v",
    "principal has t.u.v.w",
    "principal has n.x",
    "User::\"nobody\" has n",
    "User::\"nobody\".n == 1",
    "User::\"nobody\" in User::\"nobody\"",
    "User::\"nobody\" in Group::\"g\"",
    "principal in Group::\"top\"",
    "1 has n",
    "context has r.inner.deep",
    "context has \"no such\"",
    // Sets.
    "[1, 2, 1] == [2, 1]",
    "[[1, 2], []].contains([2, 1])",
    "context.mixed.contains(\"x\")",
    "context.data.containsAll([])",
    "context.empty.containsAny([])",
    "context.empty.isEmpty()",
    "[].isEmpty()",
    "context.n.isEmpty()",
    "context.data.contains(1)",
    "1.contains(1)",
    "context.data.containsAll(1)",
    "[1].containsAny([1, \"x\"])",
    // Overflow.
    "9223372036854775807 + 1 > 0",
    "context.neg - 1 < 0",
    "-(context.neg) > 0",
    "principal.n * 2 > 0",
    "context.n * -1 == -5",
    "0 - context.n == -5",
    // `is … in` does not look at the right side where the type fails.
    "principal is Group in 1",
    "principal is User in 1",
    "1 is User",
    "principal is User in [Group::\"g\", Group::\"top\"]",
    // Patterns.
    "context.s like \"a*b\"",
    "context.s like \"a\\*b\"",
    "context.s like \"a**b\"",
    "context.s like \"\"",
    "\"\" like \"*\"",
    "1 like \"*\"",
    "\"\\u{e9}\\u{1f600}z\" like \"*\\u{1f600}*\"",
    // Entities as values.
    "principal.e == Group::\"g\"",
    "resource.route in Route::\"s\"",
    "context.e.n == -3",
    "action == Action::\"prompt\"",
    "action in Action::\"prompt\"",
    "principal == principal && !(principal == resource)",
    "context.r.inner.deep == \"z\"",
    "context[\"r\"][\"k\"] == 1",
];

#[test]
fn targeted_cases() {
    let (world, requests, context) = (World::new(), requests(), context());
    let mut compared = 0;
    for condition in TARGETED {
        for (effect, kind) in
            [("permit", "when"), ("permit", "unless"), ("forbid", "when"), ("forbid", "unless")]
        {
            let base = "permit (principal, action, resource);";
            let text = format!("{base}\n{effect} (principal, action, resource) {kind} {{ {condition} }};");
            let Ok(theirs) = cedar_policy::PolicySet::from_str(&text) else {
                // The parser refuses a few already, at publishing.
                continue;
            };
            let ours = load(&theirs);
            for ids in &requests {
                compared += 1;
                let (a, b) = (world.theirs(&theirs, *ids, &context), world.ours(&ours, *ids, &context));
                assert_eq!(a, b, "{ids:?} {text}");
            }
        }
    }
    assert!(compared > 1_500, "only {compared} comparisons were made");
}

#[test]
fn what_is_not_supported_is_refused() {
    for condition in [
        "ip(\"127.0.0.1\").isLoopback()",
        "decimal(\"1.0\").lessThan(decimal(\"2.0\"))",
        "principal.hasTag(\"x\")",
        "datetime(\"2026-01-01\") < datetime(\"2027-01-01\")",
    ] {
        let text = format!("permit (principal, action, resource) when {{ {condition} }};");
        let json = cedar_policy::PolicySet::from_str(&text).unwrap().to_json().unwrap().to_string();
        assert!(ours::PolicySet::from_json(json.as_bytes()).is_err(), "{condition}");
    }
    let template =
        cedar_policy::PolicySet::from_str("permit (principal == ?principal, action, resource);").unwrap();
    assert!(ours::PolicySet::from_json(template.to_json().unwrap().to_string().as_bytes()).is_err());
}

proptest! {
    #[test]
    fn no_document_panics(at in 0usize..4000, with in "[\\[\\]{}\",:0-9a-z]{0,6}") {
        let theirs = cedar_policy::PolicySet::from_str(
            "permit (principal is User in Group::\"g\", action in [Action::\"a\"], resource) when { context.n + 1 > 2 && principal like \"a*\" };",
        ).unwrap();
        let mut json = theirs.to_json().unwrap().to_string();
        let at = at % json.len();
        json.replace_range(at..=at, &with);
        let _ = ours::PolicySet::from_json(json.as_bytes());
        let _ = ours::Entities::from_json(json.as_bytes());
    }

    #[test]
    fn deep_documents_are_refused(depth in 90usize..120) {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        let json = format!("[{{\"uid\":{{\"type\":\"A\",\"id\":\"a\"}},\"attrs\":{{\"x\":{open}1{close}}},\"parents\":[]}}]");
        prop_assert_eq!(ours::Entities::from_json(json.as_bytes()).is_ok(), depth < 100);
    }
}
