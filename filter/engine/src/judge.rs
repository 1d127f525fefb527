//! Asks the policies: builds principal, targets and context, and reads the verdict.

use alloc::{
    collections::BTreeMap,
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use countersign_classify::LabelId;
use countersign_formats::{order::inserted, record::Coverage, routes::Route, time::Micros};
use countersign_policy::{
    Action, Entity, HIGH_PM, Label, MEDIUM_PM, Remedy, Request, RequestEntities, Uid, Value, Verdict, decide,
};

use crate::{
    bundle::Bundle,
    content::opaque::PROVIDER_STATE,
    evidence,
    identity::{Identity, SubjectKind},
    reply::Code,
    route,
};

/// Label of content that could not be inspected. It has no spans, so no remedy can cure it.
pub const UNINSPECTABLE: &str = "uninspectable";

/// What a policy is asked about: Cedar's action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A request goes to a model.
    Prompt,
    /// An answer goes to the caller.
    Respond,
    /// Pseudonyms in an answer turn back into values.
    Restore,
}

impl Act {
    fn as_str(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Respond => "respond",
            Self::Restore => "restore",
        }
    }
}

/// A label that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Present {
    /// Label.
    pub label: LabelId,
    /// Whether every place where it was found is known and can be changed.
    pub curable: bool,
    /// How sure the surest finding is, per mille.
    pub confidence_pm: u16,
}

impl Present {
    /// A label whose places can be changed.
    pub fn curable(label: LabelId, confidence_pm: u16) -> Self {
        Self { label, curable: true, confidence_pm }
    }

    /// A label of something that cannot be changed.
    pub fn fixed(label: LabelId, confidence_pm: u16) -> Self {
        Self { label, curable: false, confidence_pm }
    }
}

/// Adds a label, or what is new of one that is known: the first entry decides whether it can be changed, the surest how sure it is. Returns
/// whether policy could see a difference.
pub fn add(labels: &mut Vec<Present>, found: Present) -> bool {
    let level = |pm: u16| (pm >= MEDIUM_PM, pm >= HIGH_PM);
    match labels.iter_mut().find(|known| known.label == found.label) {
        Some(known) => {
            let before = level(known.confidence_pm);
            known.confidence_pm = known.confidence_pm.max(found.confidence_pm);
            level(known.confidence_pm) != before
        }
        None => {
            labels.push(found);
            true
        }
    }
}

/// What is known of a request or answer.
#[derive(Clone, Debug)]
pub struct Question<'a> {
    /// What is asked.
    pub act: Act,
    /// Bundle that decides.
    pub bundle: &'a Bundle,
    /// Route.
    pub route: &'a Route,
    /// Caller.
    pub identity: &'a Identity,
    /// Every model that the request could reach.
    pub models: &'a [String],
    /// Whether a stream is asked for.
    pub stream: bool,
    /// Whether tools are offered.
    pub tools: bool,
    /// Labels that were found, and whether all places of each can be changed.
    pub labels: &'a [Present],
    /// Labels of content that could not be read.
    pub unread: &'a [String],
    /// Format of the body.
    pub format: &'a str,
    /// Bytes of the body.
    pub bytes: u64,
    /// Peer address.
    pub source: &'a str,
    /// Now; policies see the minute.
    pub now: Micros,
}

/// What the policies say.
#[derive(Clone, Debug, Default)]
pub struct Judgement {
    /// `allow`, `redact`, `tokenize`, `block`.
    pub verdict: &'static str,
    /// Why not, for a block.
    pub refusal: Option<Code>,
    /// Labels to change, and how.
    pub masked: Vec<(LabelId, Remedy)>,
    /// Labels that a block is about.
    pub blamed: Vec<LabelId>,
    /// Labels of unreadable content that a block is about.
    pub blamed_unread: Vec<String>,
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

impl Judgement {
    /// Turns it into a block: what it says to change cannot be changed.
    pub fn fail(&mut self, code: Code) {
        self.refusal = Some(code);
        self.verdict = "block";
        self.blamed = self.masked.iter().map(|(label, _)| *label).collect();
    }
}

/// Labels of what a body holds unread: `uninspectable.image`, `uninspectable.reference`; sealed state of a provider is a label of its own, since
/// no conversation with a reasoning model goes on without it.
pub fn unread_labels(coverage: &Coverage) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for part in &coverage.unscanned {
        let label = match (part.kind.as_str(), part.why.as_str()) {
            (PROVIDER_STATE, _) => PROVIDER_STATE.to_string(),
            (_, "by_reference") => format!("{UNINSPECTABLE}.reference"),
            (kind, _) => format!("{UNINSPECTABLE}.{kind}"),
        };
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

/// Asks for every model that the request could reach; the strictest verdict counts.
pub fn ask(question: &Question<'_>) -> Judgement {
    let classifier = &question.bundle.classifier;
    let found = question.labels.iter();
    let named: Vec<Label<'_>> = found
        .map(|found| Label {
            name: classifier.label_name(found.label),
            curable: found.curable,
            confidence_pm: found.confidence_pm,
        })
        .chain(question.unread.iter().map(|name| Label { name, curable: false, confidence_pm: 1000 }))
        .collect();
    let mut judgement = Judgement { verdict: Action::Allow.as_str(), ..Judgement::default() };
    let none = [String::new()];
    let models = if question.models.is_empty() { &none } else { question.models };
    let (mut action, mut masked) = (Action::Allow, Vec::new());
    for model in models {
        let provider = route::provider(question.route, model);
        if !judgement.providers.iter().any(|known| known == provider) {
            judgement.providers.push(provider.to_string());
        }
        let verdict = ask_about(question, model, provider, &named);
        action = action.max(verdict.action);
        collect(question, &verdict, &mut judgement);
        masked.extend(verdict.remedied);
    }
    judgement.verdict = action.as_str();
    if action == Action::Block {
        judgement.refusal = Some(if !judgement.errors.is_empty() {
            Code::PolicyError
        } else if !judgement.blamed.is_empty() {
            if question.act == Act::Prompt { Code::ContentBlocked } else { Code::AnswerBlocked }
        } else if !judgement.blamed_unread.is_empty() {
            Code::ContentUninspectable
        } else {
            Code::PolicyDenied
        });
        return judgement;
    }
    judgement.blamed.clear();
    let remedy = |label: &LabelId| {
        let name = classifier.label_name(*label);
        masked.iter().filter(|(masked, _)| masked == name).map(|(_, remedy)| *remedy).max()
    };
    let present = question.labels.iter().filter_map(|found| Some((found.label, remedy(&found.label)?)));
    judgement.masked = present.collect();
    cure_compound(question, &mut judgement.masked);
    judgement
}

/// An identifier and talk of health are cured together by changing the identifiers.
fn cure_compound(question: &Question<'_>, masked: &mut Vec<(LabelId, Remedy)>) {
    let classifier = &question.bundle.classifier;
    let compound = classifier.patient_data();
    let Some(remedy) = masked.iter().find(|(label, _)| Some(*label) == compound).map(|(_, remedy)| *remedy)
    else {
        return;
    };
    for found in question.labels.iter().filter(|found| classifier.is_identifier(found.label)) {
        match masked.iter_mut().find(|(label, _)| *label == found.label) {
            Some((_, known)) => *known = remedy.max(*known),
            None => masked.push((found.label, remedy)),
        }
    }
}

fn ask_about(question: &Question<'_>, model: &str, provider: &str, labels: &[Label<'_>]) -> Verdict {
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
        action: Uid::new("Action", question.act.as_str()),
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
    let mut context: BTreeMap<Rc<str>, Value> = inserted([
        ("format".into(), Value::string(question.format)),
        ("stream".into(), Value::Bool(question.stream)),
        ("bytes".into(), long(question.bytes)),
        (
            "inspectable".into(),
            Value::Bool(!question.unread.iter().any(|label| label.starts_with(UNINSPECTABLE))),
        ),
        ("tools".into(), Value::Bool(question.tools)),
        (
            "source_ip".into(),
            Value::string(question.source.rsplit_once(':').map_or(question.source, |(ip, _)| ip)),
        ),
        ("time".into(), long(question.now.as_secs() / 60)),
    ]);
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
        let classifier = &question.bundle.classifier;
        for Present { label, .. } in question.labels {
            if policy.reads_label(classifier.label_name(*label)) && !judgement.blamed.contains(label) {
                judgement.blamed.push(*label);
            }
        }
        for label in question.unread {
            if policy.reads_label(label) && !judgement.blamed_unread.contains(label) {
                judgement.blamed_unread.push(label.clone());
            }
        }
    }
}
