//! `type`: null, lists of types, and what 3.0 has instead.

use serde_json::{Map, Value, json};

use super::walk::Walk;
use crate::load::grammar::{ValueType, Version, is_keyword_for_one_type, keywords_for};
use crate::source::Pointer;

/// Formats of numbers. All others are formats of text.
const NUMBER_FORMATS: &[&str] = &[
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double",
    "integer", "number",
];

/// Leaves a schema with at most one type.
pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    match schema.get("type") {
        Some(Value::String(name)) if name == "null" => only_null(schema),
        // YAML reads an unquoted `null` as a null.
        Some(Value::Null) if walk.version != Version::V2 => only_null(schema),
        Some(Value::Array(names))
            if names.iter().all(|name| name.is_string() || name.is_null()) =>
        {
            let mut types: Vec<String> = Vec::new();
            for name in names.iter().map(|name| name.as_str().unwrap_or("null")) {
                if !types.iter().any(|known| known == name) && types.len() < 8 {
                    types.push(name.to_owned());
                }
            }
            several(walk, schema, at, types);
        }
        _ => {}
    }
}

/// 3.0 has no `null` type: a schema that allows nothing else becomes an enum of null.
fn only_null(schema: &mut Map<String, Value>) {
    schema.shift_remove("type");
    schema.insert("nullable".to_owned(), Value::Bool(true));
    schema.insert("enum".to_owned(), json!([null]));
}

fn several(
    walk: &mut Walk<'_>,
    schema: &mut Map<String, Value>,
    at: &Pointer,
    mut types: Vec<String>,
) {
    let before = types.len();
    types.retain(|name| name != "null");
    if types.len() != before {
        if types.is_empty() {
            return only_null(schema);
        }
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    if types.iter().any(|name| name == "number") {
        types.retain(|name| name != "integer");
    }
    if let [only] = types.as_slice() {
        schema.insert("type".to_owned(), Value::String(only.clone()));
        return;
    }
    schema.shift_remove("type");
    // If alternatives are written out, they are more precise than the types.
    if types.is_empty()
        || ["$ref", "allOf", "anyOf", "oneOf"].iter().any(|key| schema.contains_key(*key))
    {
        return;
    }
    let any = ["string", "number", "boolean", "array", "object"]
        .iter()
        .all(|name| types.iter().any(|known| known == name));
    if !any || depends_on_type(schema) {
        split(walk, schema, at, &types);
    }
}

/// Whether anything in a schema depends on the type of a value.
fn depends_on_type(schema: &Map<String, Value>) -> bool {
    schema.keys().any(|key| is_keyword_for_one_type(key) || key == "format" || key == "enum")
}

/// A schema for each type, with the keywords that belong to it.
fn split(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer, types: &[String]) {
    let text = walk.text_of(at);
    let values = schema.shift_remove("enum");
    let format = schema.shift_remove("format");
    let mut members = Vec::new();
    for name in types {
        let mut member = Map::from_iter([("type".to_owned(), Value::String(name.clone()))]);
        if let Some(Value::Array(values)) = &values {
            let own: Vec<Value> =
                values.iter().filter(|value| is_of(value, name)).cloned().collect();
            if own.is_empty() {
                continue;
            }
            member.insert("enum".to_owned(), Value::Array(own));
        }
        if let Some(format) = format.as_ref().filter(|format| formats(name, format, types)) {
            member.insert("format".to_owned(), format.clone());
        }
        let now = at.child("anyOf").child(&members.len().to_string());
        walk.shown(&now, text.clone());
        for key in keywords(name) {
            if let Some(value) = schema.shift_remove(key) {
                walk.moved(&now.child(key), text.child(key));
                member.insert(key.to_owned(), value);
            }
        }
        members.push(Value::Object(member));
    }
    if let Some(Value::Array(values)) = &values
        && values.iter().any(Value::is_null)
    {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    schema.insert("anyOf".to_owned(), Value::Array(members));
}

/// The keywords for values of the type with this name.
fn keywords(name: &str) -> impl Iterator<Item = &'static str> {
    let values = match name {
        "string" => Some(ValueType::String),
        "number" | "integer" => Some(ValueType::Number),
        "array" => Some(ValueType::Array),
        "object" => Some(ValueType::Object),
        _ => None,
    };
    values.into_iter().flat_map(keywords_for)
}

/// Whether a format belongs to this type and not to one of the others.
fn formats(name: &str, format: &Value, types: &[String]) -> bool {
    let of_numbers = format.as_str().is_some_and(|format| NUMBER_FORMATS.contains(&format));
    let is_number = |name: &str| matches!(name, "number" | "integer");
    match of_numbers && types.iter().any(|name| is_number(name)) {
        true => is_number(name),
        false => name == "string",
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => match name {
            "number" => true,
            "integer" => number.as_f64().is_some_and(|number| number.fract() == 0.0),
            _ => false,
        },
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
