//! Properties that only a condition describes: those of `then`, `else` and `dependentSchemas`
//! (JSON Schema Core 2020-12, section 10.2.2).
//!
//! Types do not express conditions, but nothing that one of them describes is lost.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::members::has;
use super::schema_collections::Alternatives;
use super::walk::Walk;
use crate::source::Pointer;

/// The keywords with one schema that may apply, and those with one for each property.
const BRANCHES: &[&str] = &["then", "else"];
const DEPENDENT: &[&str] = &["dependentSchemas", "dependencies"];

/// What makes a schema more than a restriction.
const DESCRIPTIONS: &[&str] = &["type", "$ref", "properties", "items", "allOf", "anyOf", "oneOf"];

/// Copies the properties of conditions into the schema, as optional ones.
pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    if !BRANCHES.iter().chain(DEPENDENT).any(|key| schema.contains_key(*key)) || !is_object(schema)
    {
        return;
    }
    let mut found: IndexMap<String, Alternatives> = IndexMap::new();
    let mut work = branches(schema, &walk.text_of(at));
    while let Some((branch, text)) = work.pop() {
        let text_of_properties = text.child("properties");
        let properties = branch.get("properties").and_then(Value::as_object).into_iter().flatten();
        for (name, property) in properties {
            let alternatives = found.entry(name.clone()).or_default();
            alternatives.add(unrestricted(property), text_of_properties.child(name));
        }
        work.extend(branches(branch, &text));
    }
    let known = |name: &String| {
        schema.get("properties").is_some_and(|properties| properties.get(name).is_some())
    };
    found.retain(|name, _| !known(name));
    if found.is_empty() {
        return;
    }
    let mut added = Map::new();
    for (name, alternatives) in found {
        let now = at.child("properties").child(&name);
        let text = walk.text_of(at);
        added.extend(alternatives.schema(walk, &now, text).map(|property| (name, property)));
    }
    match schema.get_mut("properties") {
        Some(Value::Object(properties)) => properties.extend(added),
        _ => {
            schema.insert("properties".to_owned(), Value::Object(added));
        }
    }
}

/// Whether a condition leads to schemas elsewhere, whose properties are not copied.
pub(super) fn leads_elsewhere(schema: &Map<String, Value>, at: &Pointer) -> bool {
    let mut work = branches(schema, at);
    while let Some((branch, text)) = work.pop() {
        if ["$ref", "allOf", "anyOf", "oneOf"].iter().any(|key| has(branch, key)) {
            return true;
        }
        work.extend(branches(branch, &text));
    }
    false
}

/// Whether a schema may be that of an object.
fn is_object(schema: &Map<String, Value>) -> bool {
    match schema.get("type") {
        Some(Value::Array(types)) => types.iter().any(|ty| ty == "object"),
        Some(ty) => ty == "object",
        None => true,
    }
}

/// The schemas that apply under a condition, the first one last.
fn branches<'s>(
    schema: &'s Map<String, Value>,
    text: &Pointer,
) -> Vec<(&'s Map<String, Value>, Pointer)> {
    let plain = BRANCHES.iter().filter_map(|key| Some((schema.get(*key)?, text.child(key))));
    let dependent = DEPENDENT.iter().flat_map(|key| {
        let text = text.child(key);
        let schemas = schema.get(*key).and_then(Value::as_object).into_iter().flatten();
        schemas.map(move |(name, schema)| (schema, text.child(name)))
    });
    let found = plain.chain(dependent);
    let mut found: Vec<_> =
        found.filter_map(|(schema, text)| Some((schema.as_object()?, text))).collect();
    found.reverse();
    found
}

/// A schema without its values: another branch may allow others.
fn unrestricted(schema: &Value) -> Value {
    let Value::Object(members) = schema else { return json!({}) };
    if !DESCRIPTIONS.iter().any(|key| has(members, key)) {
        return json!({});
    }
    let mut members = members.clone();
    for key in ["const", "enum", "default"] {
        members.shift_remove(key);
    }
    Value::Object(members)
}
