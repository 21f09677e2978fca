//! Rewrites schemas of lists and objects: tuples, `patternProperties` and `unevaluated…`.

use serde_json::{Map, Value, json};

use super::members::has;
use super::walk::Walk;
use crate::diagnostic::Code;
use crate::load::keys;
use crate::source::Pointer;

/// How many alternatives are compared to remove duplicates.
const COMPARED: usize = 100;

pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    if has(schema, "prefixItems")
        || matches!(schema.get("items"), Some(Value::Array(_) | Value::Bool(_)))
    {
        items(walk, schema, at);
    }
    if schema.contains_key("patternProperties") {
        patterns(walk, schema, at);
    }
    unevaluated(walk, schema, at, ("unevaluatedProperties", "additionalProperties"));
    if matches!(schema.get("unevaluatedItems"), Some(Value::Object(_))) {
        unevaluated(walk, schema, at, ("unevaluatedItems", "items"));
    }
}

/// Different schemas for one position, each with its pointer in the text.
#[derive(Default)]
pub(super) struct Alternatives(Vec<(Value, Pointer)>);

impl Alternatives {
    /// Adds a schema unless it is there already, and returns its index. `true` allows anything,
    /// `false` adds nothing.
    pub(super) fn add(&mut self, schema: Value, text: Pointer) -> Option<usize> {
        let schema = match schema {
            Value::Bool(false) | Value::Null => return None,
            Value::Bool(true) => json!({}),
            other => other,
        };
        if self.0.len() <= COMPARED
            && let Some(known) = self.0.iter().position(|(known, _)| *known == schema)
        {
            return Some(known);
        }
        self.0.push((schema, text));
        Some(self.0.len() - 1)
    }

    /// One schema for all of them at `now`; `None` if there is none.
    pub(super) fn schema(self, walk: &mut Walk<'_>, now: &Pointer, text: Pointer) -> Option<Value> {
        let mut schemas = self.0.into_iter();
        let first = schemas.next()?;
        let Some(second) = schemas.next() else {
            walk.moved(now, first.1);
            return Some(first.0);
        };
        walk.shown(now, text);
        let mut members = Vec::new();
        for (index, (schema, text)) in [first, second].into_iter().chain(schemas).enumerate() {
            walk.moved(&now.child("anyOf").child(&index.to_string()), text);
            members.push(schema);
        }
        Some(json!({"anyOf": members}))
    }
}

/// Tuples: `prefixItems`, or a list in `items` as it was until draft 2019-09, and boolean `items`.
fn items(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    let text = walk.text_of(at);
    let (key, rest_key) = if has(schema, "prefixItems") {
        ("prefixItems", "items")
    } else {
        ("items", "additionalItems")
    };
    let (prefix, rest) = match schema.shift_remove(key) {
        Some(Value::Array(prefix)) => (prefix, schema.shift_remove(rest_key)),
        Some(Value::Bool(flag)) if key == "items" => (Vec::new(), Some(Value::Bool(flag))),
        other => {
            schema.extend(other.map(|other| (key.to_owned(), other)));
            return;
        }
    };
    let closed = rest == Some(Value::Bool(false))
        || schema.get("unevaluatedItems") == Some(&Value::Bool(false));
    if closed
        && schema
            .get("maxItems")
            .and_then(Value::as_u64)
            .is_none_or(|most| most > prefix.len() as u64)
    {
        schema.insert("maxItems".to_owned(), json!(prefix.len()));
    }
    let has_nodes = has(schema, "xml")
        || prefix.iter().any(|it| it.get("xml").is_some() || it.get("$ref").is_some());
    let mut alternatives = Alternatives::default();
    let mut positions = Vec::new();
    for (index, element) in prefix.into_iter().enumerate() {
        positions.extend(alternatives.add(element, text.child(key).child(&index.to_string())));
    }
    if alternatives.0.len() > 1 {
        walk.warn(
            Code::TupleFlattened,
            at.child(key),
            "the schemas of a tuple become alternatives for every item of a list",
            "no action needed: each item becomes the alternative that its value matches",
        );
    }
    let other = alternatives.add(rest.unwrap_or_default(), text.child(rest_key));
    if has_nodes && !positions.is_empty() {
        let is_only = alternatives.0.len() == 1;
        let name = |index: &usize| if is_only { String::new() } else { index.to_string() };
        let positions: Vec<String> = positions.iter().map(name).collect();
        schema.insert(keys::PREFIX_ITEMS.to_owned(), json!(positions));
        if let Some(other) = other {
            schema.insert(keys::OTHER_ITEMS.to_owned(), json!(name(&other)));
        }
    }
    let items = alternatives.schema(walk, &at.child("items"), text.child(key));
    schema.insert("items".to_owned(), items.unwrap_or_else(|| json!({})));
}

/// `patternProperties`: they become the schema of additional properties.
fn patterns(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else { return };
    if patterns.is_empty() {
        return;
    }
    let text = walk.text_of(at);
    let names: Vec<Value> = patterns.keys().map(|pattern| Value::String(pattern.clone())).collect();
    schema.insert(keys::PATTERN_PROPERTIES.to_owned(), Value::Array(names));
    walk.shown(&at.child(keys::PATTERN_PROPERTIES), text.child("patternProperties"));
    if schema.get("additionalProperties") == Some(&Value::Bool(true)) {
        return;
    }
    let describes_others =
        ["additionalProperties", "unevaluatedProperties"].iter().any(|key| has(schema, key));
    let is_typed = |values: &Value| values.as_object().is_some_and(|values| !values.is_empty());
    if !describes_others && patterns.values().all(is_typed) {
        walk.warn(
            Code::KeywordNotExpressed,
            at.child("patternProperties"),
            "the types of `patternProperties` are those of all other properties, too",
            "set `additionalProperties: true` if other names have other values, or `false` if there are none",
        );
    }
    let mut alternatives = Alternatives::default();
    for (pattern, values) in patterns {
        alternatives.add(values, text.child("patternProperties").child(&pattern));
    }
    let key = if has(schema, "additionalProperties") {
        "additionalProperties"
    } else {
        "unevaluatedProperties"
    };
    alternatives.add(schema.shift_remove(key).unwrap_or_default(), text.child(key));
    let now = at.child("additionalProperties");
    if let Some(values) = alternatives.schema(walk, &now, text.child("patternProperties")) {
        schema.insert("additionalProperties".to_owned(), values);
    }
}

/// `unevaluatedProperties` and `unevaluatedItems` (JSON Schema Core 2020-12, section 11).
fn unevaluated(
    walk: &mut Walk<'_>,
    schema: &mut Map<String, Value>,
    at: &Pointer,
    (key, plain): (&str, &str),
) {
    let Some(value) = schema.shift_remove(key) else { return };
    if !has(schema, plain) && !value.is_null() {
        schema.insert(plain.to_owned(), value);
        let text = walk.text_of(at).child(key);
        walk.moved(&at.child(plain), text);
    }
}
