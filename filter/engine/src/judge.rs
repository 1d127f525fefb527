//! Asks the policies: builds principal, targets and context, and reads the verdict.

use alloc::{
    collections::BTreeMap,
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use countersign_classify::LabelId;
use countersign_formats::{routes::Route, time::Micros};
use countersign_policy::{Action, Entity, Label, Request, RequestEntities, Uid, Value, Verdict, decide};

use crate::{
    bundle::Bundle,
    content::{Facts, Found},
    evidence,
    identity::{Identity, SubjectKind},
    reply::Code,
    route,
};

/// Label of content that could not be inspected. It has no spans, so no remedy can cure it.
pub const UNINSPECTABLE: &str = "uninspectable";

/// What is known of a request.
#[derive(Debug)]
pub struct Question<'a> {
    /// Bundle that decides.
    pub bundle: &'a Bundle,
    /// Route.
    pub route: &'a Route,
    /// Caller.
    pub identity: &'a Identity,
    /// Models, stream, tools, uninspectable content.
    pub facts: &'a Facts,
    /// Findings with spans.
    pub spans: &'a [Found],
    /// Findings that cannot be masked.
    pub loose: &'a [LabelId],
    /// Format of the body.
    pub format: &'a str,
    /// Bytes of the body.
    pub bytes: usize,
    /// Peer address.
    pub source: &'a str,
    /// Now; policies see the minute.
    pub now: Micros,
}

/// What the policies say.
#[derive(Debug, Default)]
pub struct Judgement {
    /// `allow`, `redact`, `tokenize`, `block`.
    pub verdict: &'static str,
    /// Why not, for a block.
    pub refusal: Option<Code>,
    /// Labels to mask.
    pub masked: Vec<LabelId>,
    /// Labels that a block is about.
    pub blamed: Vec<LabelId>,
    /// Whether a block is about content that could not be read.
    pub blames_uninspectable: bool,
    /// Determining policies.
    pub rules: Vec<String>,
    /// Policies that failed to evaluate.
    pub errors: Vec<String>,
    /// `@reason` of the first policy that blocks.
    pub reason: Option<String>,
    /// Verdict that shadow policies would have given, and their ids.
    pub shadow: Option<(Action, Vec<String>)>,
    /// Providers behind the models.
    pub providers: Vec<String>,
}

/// Asks whether a prompt may go to every model that it could reach.
pub fn prompt(question: &Question<'_>) -> Judgement {
    let classifier = &question.bundle.classifier;
    let labels = labels(question);
    let mut named: Vec<Label<'_>> = labels
        .iter()
        .map(|(label, curable)| Label { name: classifier.label_name(*label), curable: *curable })
        .collect();
    if question.facts.uninspectable {
        named.push(Label { name: UNINSPECTABLE, curable: false });
    }
    let mut judgement = Judgement { verdict: Action::Allow.as_str(), ..Judgement::default() };
    let none = [String::new()];
    let models: &[String] = if question.facts.models.is_empty() { &none } else { &question.facts.models };
    let (mut action, mut masked_names) = (Action::Allow, Vec::new());
    for model in models {
        let provider = route::provider(question.route, model);
        if !judgement.providers.iter().any(|known| known == provider) {
            judgement.providers.push(provider.to_string());
        }
        let verdict = ask(question, model, provider, &named);
        action = action.max(verdict.action);
        collect(question, &verdict, &mut judgement);
        masked_names.extend(verdict.remedied.into_iter().map(|(name, _)| name));
    }
    judgement.verdict = action.as_str();
    if action == Action::Block {
        let blamed = |label: &LabelId| judgement.blamed.contains(label);
        judgement.refusal = Some(if !judgement.errors.is_empty() {
            Code::PolicyError
        } else if labels.iter().any(|(label, _)| blamed(label)) {
            Code::ContentBlocked
        } else if judgement.blames_uninspectable {
            Code::ContentUninspectable
        } else {
            Code::PolicyDenied
        });
        return judgement;
    }
    judgement.blamed.clear();
    judgement.masked = labels
        .iter()
        .map(|(label, _)| *label)
        .filter(|label| masked_names.iter().any(|name| name == classifier.label_name(*label)))
        .collect();
    judgement
}

/// Labels that are present; curable where all their findings have spans.
fn labels(question: &Question<'_>) -> Vec<(LabelId, bool)> {
    let mut labels: Vec<(LabelId, bool)> = Vec::new();
    for label in question.loose {
        if !labels.iter().any(|(known, _)| known == label) {
            labels.push((*label, false));
        }
    }
    for found in question.spans {
        if !labels.iter().any(|(known, _)| *known == found.label) {
            labels.push((found.label, true));
        }
    }
    labels
}

fn ask(question: &Question<'_>, model: &str, provider: &str, labels: &[Label<'_>]) -> Verdict {
    let identity = question.identity;
    let (route, model_uid, provider_uid) =
        (Uid::new("Route", &question.route.name), Uid::new("Model", model), Uid::new("Provider", provider));
    let target = Uid::new("Target", &format!("{}/{provider}/{model}", question.route.name));
    let mut entities = RequestEntities::new(&question.bundle.entities);
    let target_entity = Entity {
        attributes: [
            ("route".into(), Value::Entity(route.clone())),
            ("model".into(), Value::Entity(model_uid.clone())),
            ("provider".into(), Value::Entity(provider_uid.clone())),
        ]
        .into(),
        parents: [route, model_uid, provider_uid].into(),
    };
    entities.add(target.clone(), target_entity);
    let principal =
        Uid::new(principal_type(identity.kind), &format!("{}/{}", identity.issuer_name, identity.sub));
    entities.add(principal.clone(), principal_entity(identity));
    let request = Request {
        principal,
        action: Uid::new("Action", "prompt"),
        resource: target,
        context: context(question),
    };
    decide(&question.bundle.policies, &request, &entities, labels)
}

fn principal_type(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Human => "User",
        SubjectKind::Service => "Service",
        SubjectKind::AgentForHuman => "Agent",
    }
}

fn principal_entity(identity: &Identity) -> Entity {
    let mut entity = Entity::default();
    let mut text = |name: &str, value: &str| entity.attributes.insert(name.into(), Value::string(value));
    text("tenant", &identity.tenant);
    text("issuer", &identity.issuer_name);
    text("kind", evidence::kind(identity.kind));
    for (name, value) in [("email", &identity.email), ("acr", &identity.acr)] {
        if let Some(value) = value {
            text(name, value);
        }
    }
    entity.parents.insert(Uid::new("Tenant", &identity.tenant));
    entity.parents.extend(identity.roles.iter().map(|role| Uid::new("Role", role)));
    entity.parents.extend(identity.groups.iter().map(|group| Uid::new("Group", group)));
    entity
}

fn context(question: &Question<'_>) -> BTreeMap<Rc<str>, Value> {
    let long = |n: u64| Value::Long(i64::try_from(n).unwrap_or(i64::MAX));
    let mut context: BTreeMap<Rc<str>, Value> = [
        ("format".into(), Value::string(question.format)),
        ("stream".into(), Value::Bool(question.facts.stream)),
        ("bytes".into(), long(question.bytes as u64)),
        ("inspectable".into(), Value::Bool(!question.facts.uninspectable)),
        ("tools".into(), Value::Bool(question.facts.tools)),
        (
            "source_ip".into(),
            Value::string(question.source.rsplit_once(':').map_or(question.source, |(ip, _)| ip)),
        ),
        ("time".into(), long(question.now.as_secs() / 60)),
    ]
    .into();
    if let Some(acr) = &question.identity.acr {
        context.insert("acr".into(), Value::string(acr));
    }
    context
}

/// Adds one target's verdict to what is said of the request.
fn collect(question: &Question<'_>, verdict: &Verdict, judgement: &mut Judgement) {
    let policies = question.bundle.policies.policies();
    let id = |index: &usize| policies.get(*index).map(|policy| policy.id.clone());
    let add = |list: &mut Vec<String>, ids: Vec<String>| {
        for id in ids {
            if !list.contains(&id) {
                list.push(id);
            }
        }
    };
    add(&mut judgement.rules, verdict.determining.iter().filter_map(id).collect());
    add(&mut judgement.errors, verdict.erroring.iter().filter_map(id).collect());
    if let Some(shadow) = &verdict.shadow {
        let (strictest, ids) = judgement.shadow.get_or_insert((Action::Allow, Vec::new()));
        *strictest = shadow.action.max(*strictest);
        add(ids, shadow.policies.iter().filter_map(id).collect());
    }
    if verdict.action != Action::Block {
        return;
    }
    for policy in verdict.determining.iter().filter_map(|index| policies.get(*index)) {
        if judgement.reason.is_none() {
            judgement.reason.clone_from(&policy.reason);
        }
        judgement.blames_uninspectable |= policy.reads_label(UNINSPECTABLE);
        let classifier = &question.bundle.classifier;
        let present = question.spans.iter().map(|f| f.label).chain(question.loose.iter().copied());
        for label in present.filter(|label| policy.reads_label(classifier.label_name(*label))) {
            if !judgement.blamed.contains(&label) {
                judgement.blamed.push(label);
            }
        }
    }
}
