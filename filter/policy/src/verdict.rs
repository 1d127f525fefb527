//! Verdicts: Cedar's answer, cured by remedies where policy allows it, with its reasons.
//!
//! A forbid with a remedy is cured when *every* determining forbid has one and the spans of all the labels that they name are known:
//! the remedy is applied to those labels, they leave `context.data`, and the request is evaluated once more. Whatever is
//! denied then is blocked. An evaluation error blocks, which is stricter than Cedar's skip.

use alloc::{
    collections::BTreeSet,
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use crate::{
    entities::RequestEntities,
    eval::{Evaluation, Request, evaluate},
    set::{Effect, Mode, Policy, PolicySet, Remedy},
    value::Value,
};

/// A label that is present in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'a> {
    /// Dotted name, `pii.us_ssn`.
    pub name: &'a str,
    /// Whether every place where it was found is known and can be changed.
    pub curable: bool,
    /// How sure the surest finding is, per mille.
    pub confidence_pm: u16,
}

/// Confidence from which on a label is there with `@medium` behind its name as well, and with `@high`; per mille.
pub const MEDIUM_PM: u16 = 700;
/// See [`MEDIUM_PM`].
pub const HIGH_PM: u16 = 900;

/// What is to be done, from the mildest to the strictest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Let it pass.
    Allow,
    /// Replace labels by pseudonyms.
    Tokenize,
    /// Replace labels by placeholders.
    Redact,
    /// Refuse it.
    #[default]
    Block,
}

impl Action {
    /// As records name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Tokenize => "tokenize",
            Self::Redact => "redact",
            Self::Block => "block",
        }
    }
}

/// What shadow policies would have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadow {
    /// The action with them.
    pub action: Action,
    /// Indexes of the shadow policies that apply.
    pub policies: Vec<usize>,
}

/// A verdict with its reasons. Policies by index into the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is to be done.
    pub action: Action,
    /// Labels to change, and how. Empty for a block.
    pub remedied: Vec<(String, Remedy)>,
    /// Policies that determined the verdict: forbids that block or were cured, and the permits of an allowed request.
    pub determining: Vec<usize>,
    /// Policies that failed to evaluate; they block.
    pub erroring: Vec<usize>,
    /// What shadow policies would have changed; absent where none applies.
    pub shadow: Option<Shadow>,
}

/// Decides a request with these labels. `context.data` is added here; any that the caller set is replaced.
pub fn decide(
    set: &PolicySet,
    request: &Request,
    entities: &RequestEntities<'_>,
    labels: &[Label<'_>],
) -> Verdict {
    let mut verdict = enforced(set, request, entities, labels, |policy| policy.mode == Mode::Enforce);
    if set.policies().iter().any(|policy| policy.mode == Mode::Shadow) {
        let with_shadow = enforced(set, request, entities, labels, |_| true);
        let is_shadow = |index: &usize| set.policies().get(*index).is_some_and(|p| p.mode == Mode::Shadow);
        let policies: Vec<usize> =
            with_shadow.determining.iter().chain(&with_shadow.erroring).copied().filter(is_shadow).collect();
        verdict.shadow = (!policies.is_empty()).then_some(Shadow { action: with_shadow.action, policies });
    }
    verdict
}

fn enforced(
    set: &PolicySet,
    request: &Request,
    entities: &RequestEntities<'_>,
    labels: &[Label<'_>],
    counts: impl Fn(&Policy) -> bool,
) -> Verdict {
    let mut request = request.clone();
    request.context.insert("data".into(), data(labels));
    let first = evaluate(set, &request, entities, &counts);
    if first.allowed && first.erroring.is_empty() {
        return Verdict { action: Action::Allow, determining: first.determining, ..Verdict::default() };
    }
    let Some(remedied) = cure(set, &first, labels) else { return block(first, &[]) };
    let rest: Vec<Label<'_>> =
        labels.iter().filter(|label| !remedied.iter().any(|(name, _)| name == label.name)).copied().collect();
    request.context.insert("data".into(), data(&rest));
    let second = evaluate(set, &request, entities, &counts);
    if !second.allowed || !second.erroring.is_empty() {
        return block(second, &first.determining);
    }
    let strictest = remedied.iter().map(|(_, remedy)| *remedy).max();
    let action = if strictest == Some(Remedy::Redact) { Action::Redact } else { Action::Tokenize };
    let mut determining = first.determining;
    determining.extend(second.determining);
    Verdict { action, remedied, determining, ..Verdict::default() }
}

fn block(evaluation: Evaluation, before: &[usize]) -> Verdict {
    let mut determining = before.to_vec();
    // Where only an error blocks, the permits are not why.
    let forbids = evaluation.determining.iter().filter(|_| !evaluation.allowed);
    determining.extend(forbids.filter(|index| !before.contains(index)));
    Verdict { action: Action::Block, determining, erroring: evaluation.erroring, ..Verdict::default() }
}

/// The labels to change, when that can cure every determining forbid.
fn cure(set: &PolicySet, evaluation: &Evaluation, labels: &[Label<'_>]) -> Option<Vec<(String, Remedy)>> {
    if !evaluation.erroring.is_empty() || evaluation.determining.is_empty() {
        return None;
    }
    let mut remedied: Vec<(String, Remedy)> = Vec::new();
    for index in &evaluation.determining {
        let policy = set.policies().get(*index).filter(|policy| policy.effect == Effect::Forbid)?;
        let remedy = policy.remedy?;
        let mut named = labels.iter().filter(|l| policy.labels.iter().any(|p| covers(p, l.name))).peekable();
        named.peek()?;
        for label in named {
            if !label.curable {
                return None;
            }
            match remedied.iter_mut().find(|(name, _)| name == label.name) {
                // Where two remedies meet, the stricter one holds.
                Some((_, existing)) => *existing = remedy.max(*existing),
                None => remedied.push((label.name.into(), remedy)),
            }
        }
    }
    Some(remedied)
}

/// Whether `pattern` is `label` or stands above it.
pub fn covers(pattern: &str, label: &str) -> bool {
    label.strip_prefix(pattern).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The labels and everything above them, as a set of strings; what is sure enough also with its level: `pii`, `pii@medium`, `pii@high`.
fn data(labels: &[Label<'_>]) -> Value {
    let mut names: BTreeSet<String> = BTreeSet::new();
    for label in labels {
        let above = label.name.match_indices('.').filter_map(|(at, _)| label.name.get(..at));
        for name in above.chain([label.name]) {
            names.insert(name.to_string());
            for (level, least) in [("medium", MEDIUM_PM), ("high", HIGH_PM)] {
                if label.confidence_pm >= least {
                    names.insert(format!("{name}@{level}"));
                }
            }
        }
    }
    Value::set(names.into_iter().map(|name| Value::String(Rc::from(name))).collect())
}
