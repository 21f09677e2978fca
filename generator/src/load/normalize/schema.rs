//! Rewrites schemas of JSON Schema 2020-12 (3.1, 3.2) and draft 4 (2.0) as schemas of OpenAPI 3.0.

use serde_json::{Map, Number, Value, json};

use super::members::{has, shown};
use super::walk::{Walk, rename};
use super::{older_forms, schema_collections, schema_conditions, schema_types};
use crate::diagnostic::Code;
use crate::load::grammar::Version;
use crate::load::keys;
use crate::source::{MediaType, Pointer};

/// Members that identify a schema or its dialect. Earlier steps have used them.
const IDENTITY: &[&str] =
    &["$schema", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor", "$vocabulary", "$comment"];

/// Validation keywords that types cannot express, with the keywords that belong to them.
const VALIDATION: &[&str] = &[
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "contentSchema",
    "unevaluatedItems",
    "additionalItems",
];

/// Rewrites one schema, without those in it.
pub(super) fn rewrite(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    for key in IDENTITY {
        schema.shift_remove(*key);
    }
    if walk.version == Version::V2 {
        swagger(walk, schema, at);
    }
    dynamic_reference(walk, schema, at);
    reference(walk, schema, at);
    constant(walk, schema, at);
    bounds(schema);
    examples(walk, schema, at);
    content(walk, schema, at);
    schema_collections::rewrite(walk, schema, at);
    schema_conditions::rewrite(walk, schema, at);
    validation(walk, schema, at);
    schema_types::rewrite(walk, schema, at);
}

/// Rewrites what only 2.0 has (OpenAPI 2.0, "Schema Object").
fn swagger(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    if let Some(nullable) = schema.get("x-nullable").and_then(Value::as_bool) {
        schema.entry("nullable").or_insert(Value::Bool(nullable));
    }
    if let Some(Value::String(property)) = schema.get("discriminator") {
        let discriminator = json!({"propertyName": property});
        schema.insert("discriminator".to_owned(), discriminator);
    }
    older_forms::discriminator(walk, schema, at);
    if schema.get("type").and_then(Value::as_str) == Some("file") {
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("format".to_owned(), json!("binary"));
    }
    if let Some(format) = schema.shift_remove("collectionFormat")
        && format != "csv"
        && format != "multi"
    {
        let message =
            format!("`collectionFormat: {}` of a list in a list is not kept", shown(&format));
        walk.warn(
            Code::CollectionFormat,
            at.child("collectionFormat"),
            message,
            "write inner lists with commas",
        );
    }
}

/// `$dynamicRef` becomes a `$ref` to its static target, or any value if a schema of another file
/// may bind it.
fn dynamic_reference(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    for key in ["$dynamicRef", "$recursiveRef"] {
        let Some(Value::String(text)) = schema.get(key) else { continue };
        let text = text.clone();
        schema.shift_remove(key);
        let target = text.strip_prefix('#');
        if target.is_some_and(|target| walk.globals.is_bound_elsewhere(walk.file, target)) {
            walk.warn(
                Code::KeywordNotExpressed,
                at.child(key),
                format!("`{key}` is any JSON value: schemas of several files extend it"),
                "put these schemas into one file to get a type for each of them",
            );
            continue;
        }
        walk.shown(&at.child("$ref"), walk.text_of(at).child(key));
        walk.warn(
            Code::KeywordNotExpressed,
            at.child(key),
            format!("`{key}` is read as `$ref`: extensions of the schema elsewhere are ignored"),
            "no action needed if no schema extends it",
        );
        schema.entry("$ref").or_insert(Value::String(text));
    }
}

/// A reference with siblings becomes a part of `allOf` (JSON Schema Core 2020-12, section 8.2.3.1).
fn reference(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    if !schema.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    // In 2.0 a reference has no siblings, but documents use `nullable` this way.
    let counts = |(key, value): (&String, &Value)| match key.as_str() {
        "nullable" => value.as_bool() == Some(true),
        "$ref" | "$defs" | "definitions" | "summary" => false,
        key => walk.version != Version::V2 && !key.starts_with("x-"),
    };
    if !schema.iter().any(counts) {
        return;
    }
    let Some(reference) = schema.shift_remove("$ref") else { return };
    let reference = json!({"$ref": reference});
    let index = match schema.get_mut("allOf") {
        Some(Value::Array(parts)) => {
            parts.push(reference);
            parts.len() - 1
        }
        _ => {
            schema.insert("allOf".to_owned(), Value::Array(vec![reference]));
            0
        }
    };
    walk.shown(&at.child("allOf").child(&index.to_string()), walk.text_of(at));
}

pub(super) fn constant(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    let Some(value) = schema.shift_remove("const") else { return };
    if value.is_null() {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
    schema.insert("enum".to_owned(), Value::Array(vec![value]));
    walk.shown(&at.child("enum"), walk.text_of(at).child("const"));
}

pub(super) fn bounds(schema: &mut Map<String, Value>) {
    bound(schema, "minimum", "exclusiveMinimum", |exclusive, bound| exclusive >= bound);
    bound(schema, "maximum", "exclusiveMaximum", |exclusive, bound| exclusive <= bound);
}

/// A numeric exclusive bound becomes a bound with a flag. A boolean, the form of 3.0, is kept.
fn bound(
    schema: &mut Map<String, Value>,
    key: &str,
    exclusive: &str,
    narrower: fn(f64, f64) -> bool,
) {
    let Some(Value::Number(number)) = schema.get(exclusive) else { return };
    let number = number.clone();
    let value = |number: &Number| number.as_f64().unwrap_or_default();
    schema.shift_remove(exclusive);
    match schema.get(key) {
        Some(Value::Number(inclusive)) if !narrower(value(&number), value(inclusive)) => {}
        _ => {
            schema.insert(key.to_owned(), Value::Number(number));
            schema.insert(exclusive.to_owned(), Value::Bool(true));
        }
    }
}

fn examples(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    let Some(examples) = schema.shift_remove("examples") else { return };
    let text = walk.text_of(at).child("examples");
    if let Some(first) = examples.as_array().and_then(|examples| examples.first())
        && !schema.contains_key("example")
    {
        schema.insert("example".to_owned(), first.clone());
        walk.shown(&at.child("example"), text.child("0"));
    }
    let several = examples.as_array().is_none_or(|examples| examples.len() > 1);
    if several && !examples.is_null() {
        schema.insert(keys::EXAMPLES.to_owned(), examples);
        walk.shown(&at.child(keys::EXAMPLES), text);
    }
}

/// `contentEncoding` and `contentMediaType` (OpenAPI 3.1.1, "Working with Binary Data").
fn content(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    if !schema.contains_key("contentEncoding") && !schema.contains_key("contentMediaType") {
        return;
    }
    let encoding = text(schema.get("contentEncoding"));
    let media_type = text(schema.get("contentMediaType"));
    let format = match (encoding.as_deref(), media_type.as_deref()) {
        (Some("base64"), _) => Some("byte"),
        (Some("base64url"), _) => Some("base64url"),
        (Some("base16"), _) => Some("base16"),
        (Some("binary"), _) => Some("binary"),
        (Some("7bit" | "8bit" | "quoted-printable"), _) => None,
        (Some(other), _) => {
            let message = format!(
                "`contentEncoding: {}` is not decoded: the value is the encoded text",
                other.escape_debug()
            );
            walk.warn(
                Code::ContentEncoding,
                at.child("contentEncoding"),
                message,
                "only `base64`, `base64url` and `base16` are decoded",
            );
            None
        }
        (None, Some(media_type)) if MediaType::of(media_type).is_text() => None,
        (None, Some(_)) => Some("binary"),
        (None, None) => None,
    };
    if encoding.is_none() && media_type.as_deref().is_some_and(|it| MediaType::of(it).is_json()) {
        rename(walk, schema, at, ("contentSchema", keys::CONTENT_SCHEMA));
        if has(schema, keys::CONTENT_SCHEMA) && !is_more_than_text(schema) {
            schema.entry("type").or_insert_with(|| json!("string"));
        }
    }
    rename(walk, schema, at, ("contentMediaType", keys::CONTENT_MEDIA_TYPE));
    match format {
        Some(format) => {
            if format != "binary" {
                rename(walk, schema, at, ("contentEncoding", keys::CONTENT_ENCODING));
            }
            schema.shift_remove("contentEncoding");
            if !is_more_than_text(schema) {
                schema.insert("type".to_owned(), json!("string"));
            }
            if schema
                .get("format")
                .and_then(Value::as_str)
                .is_none_or(|known| ["binary", "base64", "base64url"].contains(&known))
            {
                schema.insert("format".to_owned(), json!(format));
            }
        }
        None => rename(walk, schema, at, ("contentEncoding", keys::CONTENT_ENCODING)),
    }
}

/// Whether a schema has a type, or includes others.
fn is_more_than_text(schema: &Map<String, Value>) -> bool {
    ["type", "$ref", "allOf", "anyOf", "oneOf"].iter().any(|key| has(schema, key))
}

fn text(value: Option<&Value>) -> Option<String> {
    Some(value?.as_str()?.trim().to_ascii_lowercase())
}

/// Removes keywords that only validate, with a warning.
fn validation(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    let leads_elsewhere = schema_conditions::leads_elsewhere(schema, at);
    let mut reported = Vec::new();
    for key in VALIDATION {
        let Some(value) = schema.shift_remove(*key) else { continue };
        let silent = match *key {
            "propertyNames" => only_text(&value),
            "minContains" | "maxContains" | "unevaluatedItems" | "additionalItems" => true,
            "then" | "else" => !reported.contains(&"if"),
            _ => value.is_null(),
        };
        if !silent {
            reported.push(*key);
        }
    }
    let Some(first) = reported.first() else { return };
    let names = reported.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
    let verb = if reported.len() == 1 { "is" } else { "are" };
    walk.warn(
        Code::KeywordNotExpressed,
        at.child(first),
        format!("{names} {verb} not expressed in the types"),
        match leads_elsewhere {
            true => "list the properties of the schemas that a condition refers to in `properties`",
            false => "no action needed: the client does not validate this",
        },
    );
}

/// Whether a schema for names has nothing but rules for text, which types never express.
fn only_text(value: &Value) -> bool {
    const RULES: &[&str] = &["pattern", "minLength", "maxLength", "title", "description", "format"];
    match value {
        Value::Object(rules) => rules.iter().all(|(key, value)| {
            RULES.contains(&key.as_str()) || key == "type" && value == "string"
        }),
        other => other.as_bool() == Some(true),
    }
}
