//! Rewrites objects of OpenAPI 3.2 as 3.1.

use serde_json::{Map, Value, json};

use super::members::has;
use super::walk::{Pass, Walk, rename};
use crate::diagnostic::Code;
use crate::load::grammar::{Object, Version};
use crate::load::keys;
use crate::source::Pointer;

/// OpenAPI 3.2 to 3.1.
pub(super) const PASS: Pass = &[
    (Object::Document, document),
    (Object::Server, server),
    (Object::Tag, tag),
    (Object::PathItem, path_item),
    (Object::Response, response),
    (Object::Parameter, parameter),
    (Object::MediaType, media_type),
    (Object::Encoding, encoding),
    (Object::Example, example),
    (Object::SecurityScheme, security_scheme),
    (Object::Schema, schema),
];

const FORM: &str = "application/x-www-form-urlencoded";

/// A reference has no node of its own (OpenAPI 3.2.0, "XML Node Types").
fn document(walk: &mut Walk<'_>, root: &mut Map<String, Value>, _: &Pointer) {
    if walk.version == Version::V32 {
        root.insert(keys::XML_NODE_NAMES.to_owned(), json!(true));
    }
}

/// OpenAPI 3.2.0, "Tag Object".
fn tag(walk: &mut Walk<'_>, tag: &mut Map<String, Value>, at: &Pointer) {
    for (key, new) in [("summary", keys::SUMMARY), ("parent", keys::PARENT), ("kind", keys::KIND)] {
        rename(walk, tag, at, (key, new));
    }
}

/// `query` and `additionalOperations` (OpenAPI 3.2.0, "Path Item Object").
fn path_item(walk: &mut Walk<'_>, item: &mut Map<String, Value>, at: &Pointer) {
    let text = walk.text_of(at);
    let now = at.child(keys::ADDITIONAL_OPERATIONS);
    let mut operations = match item.get_mut(keys::ADDITIONAL_OPERATIONS).map(Value::take) {
        Some(Value::Object(known)) => known,
        _ => Map::new(),
    };
    if let Some(query) = item.shift_remove("query").filter(Value::is_object) {
        walk.moved(&now.child("QUERY"), text.child("query"));
        operations.entry("QUERY").or_insert(query);
    }
    if let Some(Value::Object(additional)) = item.shift_remove("additionalOperations") {
        for (method, operation) in additional {
            walk.moved(&now.child(&method), text.child("additionalOperations").child(&method));
            operations.entry(method).or_insert(operation);
        }
    }
    item.shift_remove(keys::ADDITIONAL_OPERATIONS);
    if !operations.is_empty() {
        item.insert(keys::ADDITIONAL_OPERATIONS.to_owned(), Value::Object(operations));
    }
}

/// `in: querystring` and `style: cookie` (OpenAPI 3.2.0, "Parameter Object").
fn parameter(walk: &mut Walk<'_>, parameter: &mut Map<String, Value>, at: &Pointer) {
    let location = parameter.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
    let has_style = |name| parameter.get("style").and_then(Value::as_str) == Some(name);
    match location.as_str() {
        "querystring" => query_string(parameter),
        "path" if parameter.get("allowReserved").and_then(Value::as_bool) == Some(true) => {
            rename(walk, parameter, at, ("allowReserved", keys::ALLOW_RESERVED));
        }
        "cookie" if has_style("cookie") => {
            parameter.insert("style".to_owned(), json!("form"));
            parameter.insert(keys::PLAIN_COOKIE.to_owned(), json!(true));
        }
        _ => {}
    }
}

/// A whole query string in several media types is sent as a form, if that is one of them.
fn query_string(parameter: &mut Map<String, Value>) {
    if let Some(Value::Object(content)) = parameter.get_mut("content")
        && content.contains_key(FORM)
    {
        content.retain(|media_type, _| media_type == FORM);
    }
    parameter.insert("in".to_owned(), json!("query"));
    parameter.insert(keys::QUERY_STRING.to_owned(), json!(true));
}

/// `description` is optional, and there is a `summary` (OpenAPI 3.2.0, "Response Object").
fn response(walk: &mut Walk<'_>, response: &mut Map<String, Value>, at: &Pointer) {
    if response.contains_key("$ref") {
        return;
    }
    if !has(response, "description") && (walk.version == Version::V32 || has(response, "summary")) {
        let summary = response.get("summary").cloned().filter(Value::is_string);
        if summary.is_some() {
            let text = walk.text_of(at).child("summary");
            walk.shown(&at.child("description"), text);
        }
        response.insert("description".to_owned(), summary.unwrap_or_else(|| json!("")));
    }
    rename(walk, response, at, ("summary", keys::SUMMARY));
}

/// OpenAPI 3.2.0, "Media Type Object".
fn media_type(walk: &mut Walk<'_>, media_type: &mut Map<String, Value>, at: &Pointer) {
    if media_type.get("$ref").is_some_and(Value::is_string) {
        media_type_reference(walk, media_type, at);
    }
    let name = at.last().unwrap_or_default().to_ascii_lowercase();
    if name.starts_with("multipart/") && !name.starts_with("multipart/form-data") {
        parts(walk, media_type, at);
    }
    rename(walk, media_type, at, ("itemSchema", keys::ITEM_SCHEMA));
    encodings(walk, media_type, at, &["prefixEncoding", "itemEncoding"]);
}

/// Parts without names: a list of them becomes the `schema`, and their encodings become those of
/// properties whose names are the positions, and [`keys::EACH_PART`].
fn parts(walk: &mut Walk<'_>, media_type: &mut Map<String, Value>, at: &Pointer) {
    let text = walk.text_of(at);
    if !has(media_type, "schema")
        && let Some(items) = media_type.shift_remove("itemSchema")
    {
        walk.moved(&at.child("schema").child("items"), text.child("itemSchema"));
        walk.shown(&at.child("schema"), text.child("itemSchema"));
        media_type.insert("schema".to_owned(), json!({"type": "array", "items": items}));
    }
    let mut all = match media_type.shift_remove("encoding") {
        Some(Value::Object(encodings)) => encodings,
        other => {
            media_type.extend(other.map(|other| ("encoding".to_owned(), other)));
            Map::new()
        }
    };
    let now = at.child("encoding");
    if let Some(Value::Array(encodings)) = media_type.shift_remove("prefixEncoding") {
        for (index, encoding) in encodings.into_iter().enumerate() {
            let index = index.to_string();
            walk.moved(&now.child(&index), text.child("prefixEncoding").child(&index));
            all.insert(index, encoding);
        }
    }
    if let Some(encoding) = media_type.shift_remove("itemEncoding").filter(Value::is_object) {
        walk.moved(&now.child(keys::EACH_PART), text.child("itemEncoding"));
        all.insert(keys::EACH_PART.to_owned(), encoding);
    }
    if !all.is_empty() {
        media_type.insert("encoding".to_owned(), Value::Object(all));
    }
}

/// A media type cannot be a reference in 3.0, but its schemas can.
fn media_type_reference(walk: &mut Walk<'_>, media_type: &mut Map<String, Value>, at: &Pointer) {
    let target =
        walk.referenced(&Value::Object(media_type.clone())).map(|target| (*target.members).clone());
    let Some(Value::String(text)) = media_type.shift_remove("$ref") else { return };
    let part = |key: &str| match text.contains('#') {
        true => json!({"$ref": format!("{text}/{key}")}),
        false => json!({"$ref": format!("{text}#/{key}")}),
    };
    let origin = walk.text_of(at);
    let Some(target) = target else {
        // A broken reference is reported where the schema is read.
        media_type.insert("schema".to_owned(), part("schema"));
        return walk.shown(&at.child("schema"), origin);
    };
    for (key, value) in target {
        match key.as_str() {
            "schema" | "itemSchema" => {
                walk.shown(&at.child(&key), origin.clone());
                media_type.entry(key.clone()).or_insert_with(|| part(&key));
            }
            // References in the target are relative to its own file.
            "encoding" if text.starts_with('#') => {
                media_type.entry(key).or_insert(value);
            }
            "example" => {
                media_type.entry(key).or_insert(value);
            }
            _ => {}
        }
    }
}

/// OpenAPI 3.2.0, "Encoding Object".
fn encoding(walk: &mut Walk<'_>, encoding: &mut Map<String, Value>, at: &Pointer) {
    encodings(walk, encoding, at, &["encoding", "prefixEncoding", "itemEncoding"]);
}

/// Encodings of unnamed or nested parts cannot be kept.
fn encodings(walk: &mut Walk<'_>, holder: &mut Map<String, Value>, at: &Pointer, keys: &[&str]) {
    for key in keys {
        if holder.shift_remove(*key).is_some_and(|value| !value.is_null()) {
            walk.warn(
                Code::EncodingLeftOut,
                at.child(key),
                format!("`{key}` is ignored"),
                "describe the parts as properties, each with its `encoding`",
            );
        }
    }
}

/// OpenAPI 3.2.0, "Example Object".
fn example(walk: &mut Walk<'_>, example: &mut Map<String, Value>, at: &Pointer) {
    if !example.contains_key("value") {
        rename(walk, example, at, ("dataValue", "value"));
    }
    example.shift_remove("dataValue");
    rename(walk, example, at, ("serializedValue", keys::SERIALIZED_VALUE));
}

/// `name` (OpenAPI 3.2.0, "Server Object").
fn server(walk: &mut Walk<'_>, server: &mut Map<String, Value>, at: &Pointer) {
    rename(walk, server, at, ("name", keys::NAME));
}

/// `defaultMapping` (OpenAPI 3.2.0, "Discriminator Object").
fn schema(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    if let Some(Value::Object(discriminator)) = schema.get_mut("discriminator") {
        let at = at.child("discriminator");
        rename(walk, discriminator, &at, ("defaultMapping", keys::DEFAULT_MAPPING));
    }
}

/// OpenAPI 3.2.0, "OAuth Flows Object".
fn security_scheme(walk: &mut Walk<'_>, scheme: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Object(flows)) = scheme.get_mut("flows") else { return };
    if flows.shift_remove("deviceAuthorization").is_some() {
        walk.warn(
            Code::FlowLeftOut,
            at.child("flows").child("deviceAuthorization"),
            "the flow `deviceAuthorization` is left out",
            "no action needed: pass a token from this flow to the client",
        );
    }
}
