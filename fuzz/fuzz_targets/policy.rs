//! Policies and entities from a bundle: whatever loads can be evaluated, and Cedar's rules hold for what comes out.
//!
//! Input: a policy set in Cedar's JSON form; behind a zero byte, entities.
#![no_main]

use std::{collections::BTreeMap, rc::Rc};

use countersign_policy::{
    Action, Effect, Entities, Entity, Label, PolicySet, Request, RequestEntities, Uid, Value, decide,
    evaluate,
};
use libfuzzer_sys::{Corpus, fuzz_target};

fn request(action: &str) -> Request {
    let context: BTreeMap<Rc<str>, Value> = [
        ("bytes", Value::Long(1200)),
        ("stream", Value::Bool(true)),
        ("model", Value::string("gpt-5-mini")),
        ("data", Value::set(vec![Value::string("pii.email"), Value::string("pii")])),
        ("hour", Value::Long(i64::MAX)),
    ]
    .map(|(name, value)| (Rc::from(name), value))
    .into();
    Request {
        principal: Uid::new("User", "corp/alice"),
        action: Uid::new("Action", action),
        resource: Uid::new("Route", "support"),
        context,
    }
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let split = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    let (policies, entities) = data.split_at(split);
    let set = PolicySet::from_json(policies);
    let entities = Entities::from_json(entities.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(b"[]"));
    let (Ok(set), Ok(base)) = (set, entities) else { return Corpus::Keep };
    let mut own = RequestEntities::new(&base);
    let attributes: BTreeMap<Rc<str>, Value> =
        [("kind", Value::string("human")), ("age", Value::Long(i64::MIN))]
            .map(|(n, v)| (Rc::from(n), v))
            .into();
    let parents = [Uid::new("Group", "support")].into();
    own.add(Uid::new("User", "corp/alice"), Entity { attributes, parents });
    let policy = |index: &usize| set.policies().get(*index).expect("an index into the set");
    for action in ["prompt", "respond", "restore"] {
        let request = request(action);
        let evaluation = evaluate(&set, &request, &own, |_| true);
        assert_eq!(
            evaluation,
            evaluate(&set, &request, &own, |_| true),
            "the same question, the same answer"
        );
        let effect = if evaluation.allowed { Effect::Permit } else { Effect::Forbid };
        assert!(evaluation.determining.iter().all(|index| policy(index).effect == effect));
        assert!(!evaluation.allowed || !evaluation.determining.is_empty(), "nothing is permitted by nobody");
        assert!(evaluation.erroring.iter().all(|index| !evaluation.determining.contains(index)));
        let labels = [("pii.email", true), ("secret.jwt", false)].map(|(name, curable)| Label {
            name,
            curable,
            confidence_pm: 800,
        });
        let verdict = decide(&set, &request, &own, &labels);
        assert!(verdict.erroring.is_empty() || verdict.action == Action::Block, "an error blocks");
        assert!(verdict.action != Action::Allow || verdict.remedied.is_empty());
        assert!(
            verdict.remedied.iter().all(|(label, _)| label == "pii.email"),
            "only what is curable is cured"
        );
        verdict.determining.iter().chain(&verdict.erroring).for_each(|index| {
            policy(index);
        });
    }
    Corpus::Keep
});
