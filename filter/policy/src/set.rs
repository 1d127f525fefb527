//! Policies and what their annotations mean.

use alloc::{
    boxed::Box,
    collections::BTreeMap,
    string::{String, ToString},
    vec::Vec,
};

use serde_json::{Map, Value as Json};

use crate::{
    expr::{Condition, Scope},
    load::{self, LoadError},
    verdict::covers,
};

/// Policies in one set.
pub const POLICIES_MAX: usize = 10_000;

/// Whether a policy permits or forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Permits.
    Permit,
    /// Forbids.
    Forbid,
}

/// What may be done to data so that a forbid no longer applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remedy {
    /// Replaced by a stable pseudonym.
    Tokenize,
    /// Replaced by a placeholder: the stricter one.
    Redact,
}

/// Whether a policy counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It does.
    Enforce,
    /// It is evaluated and reported, and changes nothing.
    Shadow,
}

/// One policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Unique id.
    pub id: String,
    /// Permit or forbid.
    pub effect: Effect,
    /// `@remedy`, of a forbid.
    pub remedy: Option<Remedy>,
    /// `@labels`: what the remedy is applied to, with everything below (`pii` covers `pii.us_ssn`).
    pub labels: Vec<String>,
    /// `@reason`: for people.
    pub reason: Option<String>,
    /// `@mode`.
    pub mode: Mode,
    pub(crate) principal: Scope,
    pub(crate) action: Scope,
    pub(crate) resource: Scope,
    pub(crate) conditions: Vec<Condition>,
    /// String literals of the conditions.
    names: Vec<String>,
}

impl Policy {
    /// Whether the policy's conditions name `label` or something above it: then a refusal is about that label. For
    /// explanations only; no decision depends on it.
    pub fn reads_label(&self, label: &str) -> bool {
        self.names.iter().any(|name| covers(name.split('@').next().unwrap_or(name), label))
    }
}

/// A set of policies, in order of id.
#[derive(Clone, Debug, Default)]
pub struct PolicySet {
    policies: Vec<Policy>,
}

impl PolicySet {
    /// Reads Cedar's JSON policy set format.
    ///
    /// # Errors
    ///
    /// [`LoadError`] for other JSON and for everything that the evaluator does not support, with the policy's id.
    pub fn from_json(bytes: &[u8]) -> Result<Self, LoadError> {
        let json = load::json(bytes)?;
        let map = load::object(&json)?;
        load::only(map, &["staticPolicies", "templates", "templateLinks"])?;
        let empty = |name: &str| match map.get(name) {
            Some(Json::Object(m)) => m.is_empty(),
            Some(Json::Array(a)) => a.is_empty(),
            other => other.is_none(),
        };
        if !empty("templates") || !empty("templateLinks") {
            return Err(LoadError::Unsupported("template".into()));
        }
        let policies =
            load::object(map.get("staticPolicies").ok_or(LoadError::Form("expected staticPolicies"))?)?;
        if policies.len() > POLICIES_MAX {
            return Err(LoadError::TooMany("policies"));
        }
        let one = |(id, json): (&String, &Json)| {
            policy(id, json).map_err(|e| LoadError::Policy(id.clone(), Box::new(e)))
        };
        // By id: the reader's map may keep the order of the document, where another crate asks it to.
        let mut by_id = BTreeMap::new();
        by_id.extend(policies);
        let policies = by_id.into_iter().map(one).collect::<Result<_, _>>()?;
        Ok(Self { policies })
    }

    /// The policies.
    pub fn policies(&self) -> &[Policy] {
        &self.policies
    }
}

fn policy(id: &str, json: &Json) -> Result<Policy, LoadError> {
    let map = load::object(json)?;
    load::only(map, &["effect", "principal", "action", "resource", "conditions", "annotations"])?;
    let effect = match map.get("effect").map(load::text).transpose()? {
        Some("permit") => Effect::Permit,
        Some("forbid") => Effect::Forbid,
        _ => return Err(LoadError::Form("expected an effect of permit or forbid")),
    };
    let none = Map::new();
    let annotations = map.get("annotations").map(load::object).transpose()?.unwrap_or(&none);
    // An annotation without a value is null in JSON.
    let valued = |name: &str| !matches!(annotations.get(name), Some(json) if !json.is_string());
    if !["id", "remedy", "labels", "mode"].into_iter().all(valued) {
        return Err(LoadError::Form("expected @id, @remedy, @labels and @mode with a value"));
    }
    let annotation = |name: &str| annotations.get(name).and_then(Json::as_str);
    let remedy = match annotation("remedy") {
        None => None,
        Some(_) if effect == Effect::Permit => {
            return Err(LoadError::Form("expected @remedy on a forbid only"));
        }
        Some("redact") => Some(Remedy::Redact),
        Some("tokenize") => Some(Remedy::Tokenize),
        Some(_) => return Err(LoadError::Form("expected @remedy to be redact or tokenize")),
    };
    let labels: Vec<String> = annotation("labels")
        .unwrap_or_default()
        .split([',', ' '])
        .filter(|label| !label.is_empty())
        .map(ToString::to_string)
        .collect();
    if remedy.is_some() && labels.is_empty() {
        return Err(LoadError::Form("expected @labels beside @remedy"));
    }
    let mode = match annotation("mode") {
        None | Some("enforce") => Mode::Enforce,
        Some("shadow") => Mode::Shadow,
        Some(_) => return Err(LoadError::Form("expected @mode to be enforce or shadow")),
    };
    let mut names = Vec::new();
    if let Some(conditions) = map.get("conditions") {
        strings(conditions, &mut names);
    }
    Ok(Policy {
        names,
        id: id.to_string(),
        effect,
        remedy,
        labels,
        reason: annotation("reason").map(ToString::to_string),
        mode,
        principal: load::scope(map.get("principal"))?,
        action: load::scope(map.get("action"))?,
        resource: load::scope(map.get("resource"))?,
        conditions: load::conditions(map.get("conditions"))?,
    })
}

/// String literals anywhere in a document that was checked already, and so is not deeper than its reader allows.
fn strings(json: &Json, found: &mut Vec<String>) {
    match json {
        Json::String(s) => found.push(s.clone()),
        Json::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Json::Object(members) => members.values().for_each(|value| strings(value, found)),
        _ => {}
    }
}
