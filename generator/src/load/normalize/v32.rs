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
    (Object::Operation, parameters),
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
    parameters(walk, item, at);
}

/// Removes parameters that are the whole query string, unless its media type is that of a form.
fn parameters(walk: &mut Walk<'_>, holder: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Array(parameters)) = holder.get("parameters") else { return };
    let left_out: Vec<usize> = (0..)
        .zip(parameters)
        .filter(|(_, parameter)| {
            let parameter = walk
                .referenced(parameter)
                .map_or(parameter.as_object(), |target| Some(target.members.as_ref()));
            parameter.is_some_and(|parameter| is_query_string(parameter) && !is_form(parameter))
        })
        .map(|(index, _)| index)
        .collect();
    if left_out.is_empty() {
        return;
    }
    let removed = walk.take_elements(holder, at, "parameters", &left_out);
    for (now, _) in removed {
        walk.warn(
            Code::QueryStringLeftOut,
            now,
            "a parameter that is the whole query string is left out",
            "describe it as a form object, or as separate parameters",
        );
    }
}

fn is_query_string(parameter: &Map<String, Value>) -> bool {
    parameter.get("in").and_then(Value::as_str) == Some("querystring")
}

fn is_form(parameter: &Map<String, Value>) -> bool {
    parameter.get("content").is_some_and(|content| content.get(FORM).is_some())
}

/// `in: querystring` and `style: cookie` (OpenAPI 3.2.0, "Parameter Object").
fn parameter(walk: &mut Walk<'_>, parameter: &mut Map<String, Value>, at: &Pointer) {
    if is_query_string(parameter) && is_form(parameter) {
        query_string(parameter);
    }
    let is_path = parameter.get("in").and_then(Value::as_str) == Some("path");
    if is_path && parameter.get("allowReserved").and_then(Value::as_bool) == Some(true) {
        rename(walk, parameter, at, ("allowReserved", keys::ALLOW_RESERVED));
    }
    if parameter.get("style").and_then(Value::as_str) == Some("cookie") {
        parameter.insert("style".to_owned(), json!("form"));
        walk.warn(
            Code::CookieStyle,
            at.child("style"),
            "`style: cookie` is read as `form`: the value is percent-encoded",
            "no action needed if the value is plain text",
        );
    }
}

/// A whole query string that is a form has only that media type.
fn query_string(parameter: &mut Map<String, Value>) {
    if let Some(Value::Object(content)) = parameter.get_mut("content") {
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
    rename(walk, media_type, at, ("itemSchema", keys::ITEM_SCHEMA));
    encodings(walk, media_type, at, &["prefixEncoding", "itemEncoding"]);
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
