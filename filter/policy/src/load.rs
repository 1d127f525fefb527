//! Reads Cedar's JSON policy and entity formats.
//!
//! Everything outside the supported part of the language is refused here by name, also at publish time: the control plane loads what
//! it compiles with this same code.

use alloc::{boxed::Box, collections::BTreeMap, format, rc::Rc, string::String, vec::Vec};
use core::fmt;

use serde_json::{Map, Value as Json};

use crate::{
    entities::Entity,
    expr::{Binary, Condition, Expr, Pattern, Scope, Variable},
    value::{Uid, Value},
};

/// Nesting of an expression: policies people write stay below 20, and evaluation recurses.
pub const DEPTH_MAX: usize = 100;

/// Nesting of JSON that `serde_json` reads. An operator takes two levels (itself, its operand), so that a policy has room for
/// about 60 nested ones: a chain of `||` is as deep as it is long.
const JSON_DEPTH_MAX: usize = 127;

/// Bytes of one JSON document, as for any blob of a bundle.
pub const JSON_BYTES_MAX: usize = 8 * 1024 * 1024;

/// Why policies or entities were refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// No JSON.
    Json,
    /// Over [`JSON_BYTES_MAX`].
    TooLarge,
    /// More of these than allowed.
    TooMany(&'static str),
    /// Not of the expected form.
    Form(&'static str),
    /// Outside the supported part of the language: this operator, function or feature.
    Unsupported(String),
    /// Nested deeper than [`DEPTH_MAX`], or than JSON is read.
    TooDeep,
    /// In the policy of this id.
    Policy(String, Box<LoadError>),
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json => f.write_str("expected json"),
            Self::TooLarge => write!(f, "expected at most {JSON_BYTES_MAX} bytes"),
            Self::TooMany(what) => write!(f, "too many {what}"),
            Self::Form(expected) => f.write_str(expected),
            Self::Unsupported(what) => write!(f, "`{what}` is not supported by the filter"),
            Self::TooDeep => {
                f.write_str("nested too deep: a chain of operators is as deep as it is long, a set is not")
            }
            Self::Policy(id, e) => write!(f, "policy `{id}`: {e}"),
        }
    }
}

impl core::error::Error for LoadError {}

type Result<T> = core::result::Result<T, LoadError>;

pub(crate) fn json(bytes: &[u8]) -> Result<Json> {
    if bytes.len() > JSON_BYTES_MAX {
        return Err(LoadError::TooLarge);
    }
    serde_json::from_slice(bytes)
        .map_err(|_| if nesting(bytes) > JSON_DEPTH_MAX { LoadError::TooDeep } else { LoadError::Json })
}

/// How deep the brackets outside of strings nest. Only asked of documents that the reader refused.
fn nesting(json: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

pub(crate) fn object(json: &Json) -> Result<&Map<String, Json>> {
    json.as_object().ok_or(LoadError::Form("expected a json object"))
}

fn array(json: &Json) -> Result<&Vec<Json>> {
    json.as_array().ok_or(LoadError::Form("expected a json array"))
}

pub(crate) fn text(json: &Json) -> Result<&str> {
    json.as_str().ok_or(LoadError::Form("expected a json string"))
}

fn member<'j>(map: &'j Map<String, Json>, name: &'static str, expected: &'static str) -> Result<&'j Json> {
    map.get(name).ok_or(LoadError::Form(expected))
}

/// Members beyond these are refused: they could mean something.
pub(crate) fn only(map: &Map<String, Json>, names: &[&str]) -> Result<()> {
    match map.keys().find(|key| !names.contains(&key.as_str())) {
        Some(key) => Err(LoadError::Unsupported(key.clone())),
        None => Ok(()),
    }
}

fn uid(json: &Json) -> Result<Uid> {
    let map = object(json)?;
    let map = match map.get("__entity") {
        Some(inner) if map.len() == 1 => object(inner)?,
        _ => map,
    };
    only(map, &["type", "id"])?;
    let part = |name| member(map, name, "expected an entity with type and id").and_then(text);
    Ok(Uid::new(part("type")?, part("id")?))
}

/// A literal: also the attributes of entities.
fn value(json: &Json, depth: usize) -> Result<Value> {
    let depth = deeper(depth)?;
    match json {
        Json::Bool(b) => Ok(Value::Bool(*b)),
        Json::Number(n) => n.as_i64().map(Value::Long).ok_or(LoadError::Form("expected integers of 64 bits")),
        Json::String(s) => Ok(Value::string(s)),
        Json::Array(items) => {
            Ok(Value::set(items.iter().map(|item| value(item, depth)).collect::<Result<_>>()?))
        }
        Json::Object(map) if map.contains_key("__entity") => Ok(Value::Entity(uid(json)?)),
        Json::Object(map) if map.contains_key("__extn") => {
            Err(LoadError::Unsupported("extension value".into()))
        }
        // Reserved by Cedar, which refuses it.
        Json::Object(map) if map.contains_key("__expr") => Err(LoadError::Unsupported("__expr".into())),
        Json::Object(map) => {
            let mut record = BTreeMap::new();
            for (name, member) in map {
                record.insert(name.as_str().into(), value(member, depth)?);
            }
            Ok(Value::Record(Rc::new(record)))
        }
        Json::Null => Err(LoadError::Form("expected no null")),
    }
}

fn deeper(depth: usize) -> Result<usize> {
    if depth >= DEPTH_MAX { Err(LoadError::TooDeep) } else { Ok(depth + 1) }
}

/// A list of entities with their attributes and direct parents.
pub(crate) fn entities(bytes: &[u8]) -> Result<Vec<(Uid, Entity)>> {
    let json = json(bytes)?;
    let one = |json: &Json| {
        let map = object(json)?;
        only(map, &["uid", "attrs", "parents", "tags"])?;
        if map.get("tags").and_then(Json::as_object).is_some_and(|tags| !tags.is_empty()) {
            return Err(LoadError::Unsupported("tags".into()));
        }
        let mut entity = Entity::default();
        for (name, attribute) in map.get("attrs").map(object).transpose()?.into_iter().flatten() {
            entity.attributes.insert(name.as_str().into(), value(attribute, 0)?);
        }
        for parent in map.get("parents").map(array).transpose()?.into_iter().flatten() {
            entity.parents.insert(uid(parent)?);
        }
        Ok((uid(member(map, "uid", "expected an entity with uid")?)?, entity))
    };
    array(&json)?.iter().map(one).collect()
}

/// A policy's head constraint.
pub(crate) fn scope(json: Option<&Json>) -> Result<Scope> {
    let map = object(json.ok_or(LoadError::Form("expected principal, action and resource"))?)?;
    only(map, &["op", "entity", "entities", "entity_type", "in"])?;
    let entity = || member(map, "entity", "expected an entity in the scope").and_then(uid);
    match member(map, "op", "expected an op in the scope").and_then(text)? {
        "All" | "all" => Ok(Scope::Any),
        "==" => Ok(Scope::Equal(entity()?)),
        "in" => match map.get("entities") {
            Some(list) => Ok(Scope::In(array(list)?.iter().map(uid).collect::<Result<_>>()?)),
            None => Ok(Scope::In([entity()?].into())),
        },
        "is" => {
            let kind = member(map, "entity_type", "expected an entity type after is").and_then(text)?;
            let within = map.get("in").map(object).transpose()?;
            let within = within.map(|m| member(m, "entity", "expected an entity after is-in").and_then(uid));
            Ok(Scope::Is(kind.into(), within.transpose()?))
        }
        other => Err(LoadError::Unsupported(other.into())),
    }
}

/// A policy's conditions.
pub(crate) fn conditions(json: Option<&Json>) -> Result<Vec<Condition>> {
    let one = |json: &Json| {
        let map = object(json)?;
        only(map, &["kind", "body"])?;
        let unless = match member(map, "kind", "expected a condition with kind").and_then(text)? {
            "when" => false,
            "unless" => true,
            _ => return Err(LoadError::Form("expected conditions of kind when or unless")),
        };
        Ok(Condition { unless, body: expr(member(map, "body", "expected a condition with body")?, 0)? })
    };
    json.map(array).transpose()?.into_iter().flatten().map(one).collect()
}

fn expr(json: &Json, depth: usize) -> Result<Expr> {
    let depth = deeper(depth)?;
    let map = object(json)?;
    let mut members = map.iter();
    let (Some((op, body)), None) = (members.next(), members.next()) else {
        return Err(LoadError::Form("expected an expression with one operator"));
    };
    if let Some(binary) = binary(op) {
        let operands = object(body)?;
        only(operands, &["left", "right"])?;
        return Ok(Expr::Binary(
            binary,
            operand(operands, "left", depth)?,
            operand(operands, "right", depth)?,
        ));
    }
    match op.as_str() {
        "Value" => Ok(Expr::Literal(value(body, depth)?)),
        "Var" => variable(text(body)?).map(Expr::Variable),
        "Set" => Ok(Expr::Set(array(body)?.iter().map(|item| expr(item, depth)).collect::<Result<_>>()?)),
        "Record" => {
            let members =
                object(body)?.iter().map(|(name, value)| Ok((name.as_str().into(), expr(value, depth)?)));
            Ok(Expr::Record(members.collect::<Result<_>>()?))
        }
        "!" | "neg" | "isEmpty" | "." | "has" | "like" | "is" | "if-then-else" => {
            applied(op, object(body)?, depth)
        }
        other => Err(LoadError::Unsupported(other.into())),
    }
}

fn applied(op: &str, body: &Map<String, Json>, depth: usize) -> Result<Expr> {
    only(body, &["arg", "left", "attr", "pattern", "entity_type", "in", "if", "then", "else"])?;
    let attribute = || member(body, "attr", "expected an attribute");
    match op {
        "!" => Ok(Expr::Not(operand(body, "arg", depth)?)),
        "neg" => Ok(Expr::Negate(operand(body, "arg", depth)?)),
        "isEmpty" => Ok(Expr::IsEmpty(operand(body, "arg", depth)?)),
        "." => Ok(Expr::Attribute(operand(body, "left", depth)?, text(attribute()?)?.into())),
        "has" => {
            let path = match attribute()? {
                Json::Array(parts) if parts.is_empty() => {
                    return Err(LoadError::Form("expected has with at least one attribute"));
                }
                Json::Array(parts) => parts.iter().map(|p| text(p).map(Rc::from)).collect::<Result<_>>()?,
                one => [text(one)?.into()].into(),
            };
            Ok(Expr::Has(operand(body, "left", depth)?, path))
        }
        "like" => Ok(Expr::Like(operand(body, "left", depth)?, pattern(body.get("pattern"))?)),
        "is" => {
            let kind = member(body, "entity_type", "expected an entity type after is").and_then(text)?;
            let within = body.contains_key("in").then(|| operand(body, "in", depth)).transpose()?;
            Ok(Expr::Is(operand(body, "left", depth)?, kind.into(), within))
        }
        _ => Ok(Expr::If(
            operand(body, "if", depth)?,
            operand(body, "then", depth)?,
            operand(body, "else", depth)?,
        )),
    }
}

fn operand(body: &Map<String, Json>, name: &'static str, depth: usize) -> Result<Box<Expr>> {
    expr(body.get(name).ok_or(LoadError::Form("expected an operator with all its operands"))?, depth)
        .map(Box::new)
}

fn pattern(json: Option<&Json>) -> Result<Vec<Pattern>> {
    let mut elements = Vec::new();
    for element in json.map(array).transpose()?.ok_or(LoadError::Form("expected a like with a pattern"))? {
        match element {
            Json::String(s) if s == "Wildcard" => elements.push(Pattern::Wildcard),
            Json::Object(map) => {
                only(map, &["Literal"])?;
                let literal = member(map, "Literal", "expected a literal in a pattern").and_then(text)?;
                elements.extend(literal.chars().map(Pattern::Char));
            }
            _ => return Err(LoadError::Form("expected a pattern of wildcards and literals")),
        }
    }
    Ok(elements)
}

fn variable(name: &str) -> Result<Variable> {
    match name {
        "principal" => Ok(Variable::Principal),
        "action" => Ok(Variable::Action),
        "resource" => Ok(Variable::Resource),
        "context" => Ok(Variable::Context),
        other => Err(LoadError::Unsupported(format!("variable {other}"))),
    }
}

fn binary(op: &str) -> Option<Binary> {
    Some(match op {
        "==" => Binary::Equal,
        "!=" => Binary::NotEqual,
        "<" => Binary::Less,
        "<=" => Binary::LessEqual,
        ">" => Binary::Greater,
        ">=" => Binary::GreaterEqual,
        "&&" => Binary::And,
        "||" => Binary::Or,
        "+" => Binary::Add,
        "-" => Binary::Subtract,
        "*" => Binary::Multiply,
        "in" => Binary::In,
        "contains" => Binary::Contains,
        "containsAll" => Binary::ContainsAll,
        "containsAny" => Binary::ContainsAny,
        _ => return None,
    })
}
