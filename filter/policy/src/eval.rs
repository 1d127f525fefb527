//! Evaluation: Cedar's semantics (docs.cedarpolicy.com, "Operators" and "Authorization").

use alloc::{collections::BTreeMap, rc::Rc, vec::Vec};

use crate::{
    entities::RequestEntities,
    expr::{Binary, Expr, Pattern, Scope, Variable},
    set::{Effect, Policy, PolicySet},
    value::{Uid, Value},
};

/// Who does what to what, in which circumstances.
#[derive(Clone, Debug)]
pub struct Request {
    /// Who.
    pub principal: Uid,
    /// Does what.
    pub action: Uid,
    /// To what.
    pub resource: Uid,
    /// Circumstances: a record.
    pub context: BTreeMap<Rc<str>, Value>,
}

/// Cedar's answer: default deny, forbid overrides permit, a policy that errors is skipped and named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// Whether the request is allowed.
    pub allowed: bool,
    /// Indexes of the policies that determined the answer.
    pub determining: Vec<usize>,
    /// Indexes of the policies that failed to evaluate.
    pub erroring: Vec<usize>,
}

/// An expression that has no value: a type error, a missing attribute or entity, an overflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvaluationError;

type Result<T> = core::result::Result<T, EvaluationError>;

/// Evaluates those policies of the set that `counts` accepts.
pub fn evaluate(
    set: &PolicySet,
    request: &Request,
    entities: &RequestEntities<'_>,
    counts: impl Fn(&Policy) -> bool,
) -> Evaluation {
    let evaluator = Evaluator { request, entities, context: Value::Record(Rc::new(request.context.clone())) };
    let (mut permits, mut forbids, mut erroring) = (Vec::new(), Vec::new(), Vec::new());
    for (index, policy) in set.policies().iter().enumerate().filter(|(_, policy)| counts(policy)) {
        match (evaluator.applies(policy), policy.effect) {
            (Ok(false), _) => {}
            (Ok(true), Effect::Permit) => permits.push(index),
            (Ok(true), Effect::Forbid) => forbids.push(index),
            (Err(EvaluationError), _) => erroring.push(index),
        }
    }
    let allowed = forbids.is_empty() && !permits.is_empty();
    Evaluation { allowed, determining: if allowed { permits } else { forbids }, erroring }
}

struct Evaluator<'a> {
    request: &'a Request,
    entities: &'a RequestEntities<'a>,
    context: Value,
}

impl Evaluator<'_> {
    fn applies(&self, policy: &Policy) -> Result<bool> {
        let scopes = [
            (&policy.principal, &self.request.principal),
            (&policy.action, &self.request.action),
            (&policy.resource, &self.request.resource),
        ];
        if !scopes.into_iter().all(|(scope, uid)| self.in_scope(scope, uid)) {
            return Ok(false);
        }
        for condition in &policy.conditions {
            if self.boolean(&condition.body)? == condition.unless {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn in_scope(&self, scope: &Scope, uid: &Uid) -> bool {
        match scope {
            Scope::Any => true,
            Scope::Equal(other) => uid == other,
            Scope::In(others) => others.iter().any(|other| self.entities.is_in(uid, other)),
            Scope::Is(kind, within) => {
                uid.kind == *kind && within.as_ref().is_none_or(|other| self.entities.is_in(uid, other))
            }
        }
    }

    fn value(&self, expr: &Expr) -> Result<Value> {
        Ok(match expr {
            Expr::Literal(value) => value.clone(),
            Expr::Variable(variable) => self.variable(*variable),
            Expr::Not(arg) => Value::Bool(!self.boolean(arg)?),
            Expr::Negate(arg) => Value::Long(self.long(arg)?.checked_neg().ok_or(EvaluationError)?),
            Expr::IsEmpty(arg) => Value::Bool(self.set(arg)?.is_empty()),
            Expr::Binary(op, left, right) => self.binary(*op, left, right)?,
            Expr::If(condition, then, otherwise) => {
                self.value(if self.boolean(condition)? { then } else { otherwise })?
            }
            Expr::Attribute(of, name) => self.attribute(&self.value(of)?, name)?.ok_or(EvaluationError)?,
            Expr::Has(of, path) => Value::Bool(self.has(of, path)?),
            Expr::Like(arg, pattern) => match self.value(arg)? {
                Value::String(text) => Value::Bool(like(&text, pattern)),
                _ => return Err(EvaluationError),
            },
            Expr::Is(arg, kind, within) => Value::Bool(self.is(arg, kind, within.as_deref())?),
            Expr::Set(items) => Value::set(items.iter().map(|item| self.value(item)).collect::<Result<_>>()?),
            Expr::Record(members) => {
                let mut record = BTreeMap::new();
                for (name, value) in members {
                    record.insert(Rc::clone(name), self.value(value)?);
                }
                Value::Record(Rc::new(record))
            }
        })
    }

    fn variable(&self, variable: Variable) -> Value {
        match variable {
            Variable::Principal => Value::Entity(self.request.principal.clone()),
            Variable::Action => Value::Entity(self.request.action.clone()),
            Variable::Resource => Value::Entity(self.request.resource.clone()),
            Variable::Context => self.context.clone(),
        }
    }

    fn binary(&self, op: Binary, left: &Expr, right: &Expr) -> Result<Value> {
        let long = |f: fn(i64, i64) -> Option<i64>| -> Result<Value> {
            let (a, b) = (self.long_pair(left, right))?;
            f(a, b).map(Value::Long).ok_or(EvaluationError)
        };
        let compare = |f: fn(&i64, &i64) -> bool| -> Result<Value> {
            let (a, b) = self.long_pair(left, right)?;
            Ok(Value::Bool(f(&a, &b)))
        };
        Ok(match op {
            // Both sides must be booleans, also where the first one decides nothing yet.
            Binary::And => Value::Bool(self.boolean(left)? && self.boolean(right)?),
            Binary::Or => Value::Bool(self.boolean(left)? || self.boolean(right)?),
            Binary::Equal => Value::Bool(self.value(left)? == self.value(right)?),
            Binary::NotEqual => Value::Bool(self.value(left)? != self.value(right)?),
            Binary::Less => compare(i64::lt)?,
            Binary::LessEqual => compare(i64::le)?,
            Binary::Greater => compare(i64::gt)?,
            Binary::GreaterEqual => compare(i64::ge)?,
            Binary::Add => long(i64::checked_add)?,
            Binary::Subtract => long(i64::checked_sub)?,
            Binary::Multiply => long(i64::checked_mul)?,
            Binary::In => {
                let (entity, others) = (self.value(left)?, self.value(right)?);
                Value::Bool(self.is_in(&entity, &others)?)
            }
            Binary::Contains => {
                let (set, item) = (self.value(left)?, self.value(right)?);
                Value::Bool(as_set(&set)?.binary_search(&item).is_ok())
            }
            Binary::ContainsAll | Binary::ContainsAny => {
                let (set, items) = (self.value(left)?, self.value(right)?);
                let (set, items) = (as_set(&set)?, as_set(&items)?);
                let has = |item: &Value| set.binary_search(item).is_ok();
                Value::Bool(if op == Binary::ContainsAll {
                    items.iter().all(has)
                } else {
                    items.iter().any(has)
                })
            }
        })
    }

    fn is_in(&self, entity: &Value, others: &Value) -> Result<bool> {
        let Value::Entity(uid) = entity else { return Err(EvaluationError) };
        match others {
            Value::Entity(other) => Ok(self.entities.is_in(uid, other)),
            Value::Set(items) => {
                // Every element must be an entity, also after one has matched.
                let mut within = false;
                for item in items.iter() {
                    let Value::Entity(other) = item else { return Err(EvaluationError) };
                    within |= self.entities.is_in(uid, other);
                }
                Ok(within)
            }
            _ => Err(EvaluationError),
        }
    }

    fn is(&self, arg: &Expr, kind: &str, within: Option<&Expr>) -> Result<bool> {
        let entity = self.value(arg)?;
        let Value::Entity(uid) = &entity else { return Err(EvaluationError) };
        match within {
            _ if *uid.kind != *kind => Ok(false),
            None => Ok(true),
            Some(others) => self.is_in(&entity, &self.value(others)?),
        }
    }

    /// An attribute; `None` where it, or the entity, does not exist.
    fn attribute(&self, of: &Value, name: &str) -> Result<Option<Value>> {
        match of {
            Value::Record(members) => Ok(members.get(name).cloned()),
            Value::Entity(uid) => {
                Ok(self.entities.get(uid).and_then(|entity| entity.attributes.get(name)).cloned())
            }
            _ => Err(EvaluationError),
        }
    }

    fn has(&self, of: &Expr, path: &[Rc<str>]) -> Result<bool> {
        let mut value = self.value(of)?;
        for name in path {
            match self.attribute(&value, name)? {
                Some(next) => value = next,
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    fn boolean(&self, expr: &Expr) -> Result<bool> {
        match self.value(expr)? {
            Value::Bool(b) => Ok(b),
            _ => Err(EvaluationError),
        }
    }

    fn long(&self, expr: &Expr) -> Result<i64> {
        match self.value(expr)? {
            Value::Long(n) => Ok(n),
            _ => Err(EvaluationError),
        }
    }

    fn long_pair(&self, left: &Expr, right: &Expr) -> Result<(i64, i64)> {
        Ok((self.long(left)?, self.long(right)?))
    }

    fn set(&self, expr: &Expr) -> Result<Rc<[Value]>> {
        match self.value(expr)? {
            Value::Set(items) => Ok(items),
            _ => Err(EvaluationError),
        }
    }
}

fn as_set(value: &Value) -> Result<&[Value]> {
    match value {
        Value::Set(items) => Ok(items),
        _ => Err(EvaluationError),
    }
}

/// Matches by remembering the last wildcard only: time is at most text length times pattern length, without recursion.
fn like(text: &str, pattern: &[Pattern]) -> bool {
    let mut chars = text.chars();
    let (mut at, mut retry): (usize, Option<(usize, core::str::Chars<'_>)>) = (0, None);
    loop {
        let rest = chars.clone();
        match (pattern.get(at), chars.next()) {
            (Some(Pattern::Wildcard), _) => {
                retry = Some((at, rest.clone()));
                chars = rest;
                at += 1;
            }
            (Some(Pattern::Char(expected)), Some(found)) if *expected == found => at += 1,
            (None, None) => return true,
            _ => {
                let Some((star, mut from)) = retry.take() else { return false };
                if from.next().is_none() {
                    return false;
                }
                chars = from.clone();
                retry = Some((star, from));
                at = star + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_matches_with_wildcards() {
        let pattern = |p: &str| -> Vec<Pattern> {
            p.chars().map(|c| if c == '*' { Pattern::Wildcard } else { Pattern::Char(c) }).collect()
        };
        for (text, p, expected) in [
            ("", "", true),
            ("", "*", true),
            ("a", "", false),
            ("abc", "a*c", true),
            ("abcbc", "a*bc", true),
            ("abcb", "a*bc", false),
            ("äöü", "*ö*", true),
            ("aaa", "a*a*a*a", false),
            ("aaaa", "a*a*a*a", true),
            ("x", "**", true),
        ] {
            assert_eq!(like(text, &pattern(p)), expected, "{text} like {p}");
        }
    }
}
