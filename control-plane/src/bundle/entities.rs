//! `entities.json` → the `entities` blob.
//!
//! The file is a list in Cedar's JSON entity format and states facts about providers, models, routes and the hierarchy of
//! tenants, roles and groups. It is checked against the schema. Every route of `routes.toml` is added, and every provider
//! named there that the file does not describe, with every fact false: what was not stated is not relied on.

use std::{collections::BTreeSet, fmt::Write as _};

use cedar_policy::{Entities, Schema};
use countersign_formats::{jcs, routes::Routes};
use serde_json::{Value, json};

use super::problem::{Problem, Source};

/// Provider of a model that no route entry matches; the filter uses this name.
pub const UNKNOWN_PROVIDER: &str = "unknown";

/// Types that only requests bring: stated in a bundle they would be hidden by every request.
const FROM_REQUESTS: [&str; 4] = ["User", "Agent", "Service", "Target"];

/// Reads the file, if there is one, and adds what the routes name. Also returns notes for the build's report.
pub fn compile(
    source: &Source<'_>,
    routes: &Routes,
    schema: &str,
) -> Result<(Vec<u8>, Vec<String>), Vec<Problem>> {
    let here = |message: String| vec![source.problem(0, message)];
    let (schema, _) =
        Schema::from_cedarschema_str(schema).map_err(|e| here(format!("the schema is unusable: {e}")))?;
    let mut list: Vec<Value> = source.json().map_err(|problem| vec![problem])?;
    let stated = Entities::from_json_value(Value::Array(list.clone()), Some(&schema))
        .map_err(|e| here(described(&e)))?;
    let mut known = BTreeSet::new();
    for entity in stated.iter() {
        let (kind, id) = (entity.uid().type_name().to_string(), entity.uid().id().unescaped().to_owned());
        if FROM_REQUESTS.contains(&kind.as_str()) {
            return Err(here(format!(
                "expected no entity of type {kind}: requests bring those, found \"{id}\""
            )));
        }
        known.insert((kind, id));
    }
    let mut notes = Vec::new();
    let mut add = |kind: &str, id: &str, attrs: Value| {
        let new = known.insert((kind.to_owned(), id.to_owned()));
        if new {
            list.push(json!({"uid": {"type": kind, "id": id}, "attrs": attrs, "parents": []}));
        }
        new
    };
    let unstated = || json!({"baa": false, "region": "unknown", "zero_retention": false});
    add("Provider", UNKNOWN_PROVIDER, unstated());
    for route in &routes.routes {
        add("Route", &route.name, json!({}));
        for model in &route.models {
            if add("Provider", &model.provider, unstated()) {
                notes.push(format!(
                    "provider \"{}\" is not described: every fact about it is false",
                    model.provider
                ));
            }
        }
    }
    let all =
        Entities::from_json_value(Value::Array(list), Some(&schema)).map_err(|e| here(described(&e)))?;
    Ok((blob(&all).map_err(here)?, notes))
}

/// The entities in one order, without the actions that reading with a schema adds.
fn blob(entities: &Entities) -> Result<Vec<u8>, String> {
    let json = entities.to_json_value().map_err(|e| described(&e))?;
    let mut list = match json {
        Value::Array(list) => list,
        _ => Vec::new(),
    };
    let uid = |entity: &Value, part: &str| {
        entity.pointer(part).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    list.retain(|entity| uid(entity, "/uid/type") != "Action");
    list.sort_by_cached_key(|entity| (uid(entity, "/uid/type"), uid(entity, "/uid/id")));
    jcs::canonicalise(&Value::Array(list)).map_err(|e| e.to_string())
}

/// An error with its causes: the first line of Cedar's says little.
fn described(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let _ = write!(text, ": {error}");
        cause = error.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use countersign_formats::routes::Route;

    use super::*;
    use crate::bundle::pack::SCHEMA;

    fn routes() -> Routes {
        let route = serde_json::json!({
            "name": "support", "path_prefix": "/", "identity": [{"source": "bearer"}],
            "models": [{"model": "gpt-*", "provider": "openai"}, {"model": "claude-*", "provider": "anthropic"}],
        });
        let route: Route = serde_json::from_value(route).unwrap();
        Routes { routes: vec![route], token_epoch: 0 }
    }

    fn compile(text: &str) -> Result<(Vec<u8>, Vec<String>), Vec<Problem>> {
        super::compile(&Source { name: "entities.json", text }, &routes(), SCHEMA)
    }

    #[test]
    fn routes_and_providers_are_added() {
        let stated = r#"[{"uid": {"type": "Provider", "id": "openai"},
            "attrs": {"baa": true, "region": "eu", "zero_retention": true}, "parents": []}]"#;
        let (blob, notes) = compile(stated).unwrap();
        let list: Vec<Value> = serde_json::from_slice(&blob).unwrap();
        let ids: Vec<&str> = list.iter().map(|e| e["uid"]["id"].as_str().unwrap()).collect();
        assert_eq!(ids, ["anthropic", "openai", "unknown", "support"]);
        let baa: Vec<&Value> = list.iter().map(|e| &e["attrs"]["baa"]).collect();
        assert_eq!(baa, [&Value::Bool(false), &Value::Bool(true), &Value::Bool(false), &Value::Null]);
        assert!(notes.len() == 1 && notes[0].contains("anthropic"));
        countersign_policy::Entities::from_json(&blob).unwrap();
    }

    #[test]
    fn what_the_schema_does_not_know_is_refused() {
        for bad in [
            "[",
            r#"[{"uid": {"type": "Provider", "id": "openai"}, "attrs": {"baa": "yes"}, "parents": []}]"#,
            r#"[{"uid": {"type": "Planet", "id": "mars"}, "attrs": {}, "parents": []}]"#,
            r#"[{"uid": {"type": "User", "id": "corp/alice"}, "attrs": {"tenant": "a", "issuer": "i", "kind": "human"}, "parents": []}]"#,
        ] {
            assert_eq!(compile(bad).unwrap_err()[0].file, "entities.json", "{bad}");
        }
    }
}
