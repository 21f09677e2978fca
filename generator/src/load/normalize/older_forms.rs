//! Forms of Swagger 2.0 in documents that declare a newer version: parameters that are bodies,
//! parameters, headers and responses whose types are not in a `schema` or `content`, files, and
//! discriminators.

use serde_json::{Map, Value, json};

use super::members::{has, texts};
use super::v2_operation::{self, body, path_item, take_bodies};
use super::v2_parameter;
use super::walk::{Pass, Walk};
use crate::diagnostic::Code;
use crate::load::grammar::Object;
use crate::source::Pointer;

/// The objects that may have such a form.
pub(super) const PASS: Pass = &[
    (Object::PathItem, path_item),
    (Object::Operation, operation),
    (Object::Response, response),
    (Object::Parameter, parameter),
    (Object::Header, header),
    (Object::Schema, schema),
];

/// Whether an object appears to have such a form.
pub(super) fn is_older(members: &Map<String, Value>) -> bool {
    // Objects have few members, so iterating them is faster than looking each key up.
    members.iter().any(|(key, value)| match (key.as_str(), value) {
        ("in", Value::String(location)) => {
            matches!(location.as_str(), "body" | "formData") || is_untyped(members)
        }
        ("type", Value::String(kind)) => kind == "file",
        ("discriminator", value) => !has_property(value),
        ("responses", Value::Object(all)) => {
            let is_older = |one: &Map<String, Value>| has(one, "schema") && !has(one, "content");
            all.values().filter_map(Value::as_object).any(is_older)
        }
        ("headers", Value::Object(all)) => {
            all.values().filter_map(Value::as_object).any(is_untyped)
        }
        _ => false,
    })
}

/// Whether a discriminator names its property. YAML reads some names as numbers or booleans.
fn has_property(discriminator: &Value) -> bool {
    let property = discriminator.get("propertyName");
    property.is_some_and(|property| {
        property.is_string() || property.is_number() || property.is_boolean()
    })
}

/// Removes a discriminator that names no property. The values of the union tell its variants apart
/// without it.
pub(super) fn discriminator(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    if !has(schema, "discriminator") || schema.get("discriminator").is_some_and(has_property) {
        return;
    }
    walk.warn(
        Code::DiscriminatorIgnored,
        at.child("discriminator"),
        "the discriminator is not used, since it names no property",
        "add `propertyName`, or remove the discriminator",
    );
    schema.shift_remove("discriminator");
}

/// Whether the type of a parameter or header is not in a schema.
fn is_untyped(members: &Map<String, Value>) -> bool {
    const TYPES: &[&str] = &["string", "integer", "number", "boolean", "array"];
    let is_type = |kind: &str| TYPES.contains(&kind);
    !has(members, "schema")
        && !has(members, "content")
        && members.get("type").and_then(Value::as_str).is_some_and(is_type)
}

/// Parameters that are bodies become the request body, unless there is one.
fn operation(walk: &mut Walk<'_>, operation: &mut Map<String, Value>, at: &Pointer) {
    let bodies = take_bodies(walk, operation, at);
    let has_body = has(operation, "requestBody");
    for (index, (text, _)) in bodies.iter().enumerate() {
        // Each gets a location of its own, so that the message shows it.
        let location = at.child("x-bodies").child(&index.to_string());
        walk.shown(&location, text.clone());
        if has_body {
            let message = "an operation has one body, so this one is left out";
            walk.warn(Code::BodyLeftOut, location, message, "keep one of them");
        } else {
            let message = "parameters that are bodies are of Swagger 2.0; this one is sent as the request body";
            walk.warn(Code::BodyParameter, location, message, "describe it with `requestBody`");
        }
    }
    if has_body || bodies.is_empty() {
        return;
    }
    let consumes = texts(operation.get("consumes"));
    if let Some(body) = body(walk, bodies, at, consumes.as_deref()) {
        operation.insert("requestBody".to_owned(), body);
    }
}

/// The schema of a response becomes that of a JSON body, or of a file.
fn response(walk: &mut Walk<'_>, response: &mut Map<String, Value>, at: &Pointer) {
    if !has(response, "schema") || has(response, "content") || response.contains_key("$ref") {
        return;
    }
    let message = "`schema` of a response is of Swagger 2.0; it is read as that of its body";
    let help = "write `content: {application/json: {schema: …}}`";
    walk.warn(Code::OlderForm, at.child("schema"), message, help);
    v2_operation::response(walk, response, at, None);
}

fn parameter(walk: &mut Walk<'_>, parameter: &mut Map<String, Value>, at: &Pointer) {
    if parameter.contains_key("in") && is_untyped(parameter) {
        warn_untyped(walk, at);
        v2_parameter::parameter(walk, parameter, at);
    }
}

fn header(walk: &mut Walk<'_>, header: &mut Map<String, Value>, at: &Pointer) {
    if is_untyped(header) {
        warn_untyped(walk, at);
        v2_parameter::header(walk, header, at);
    }
}

fn warn_untyped(walk: &mut Walk<'_>, at: &Pointer) {
    let message = "`type` outside of a schema is of Swagger 2.0; it is read as part of one";
    walk.warn(Code::OlderForm, at.child("type"), message, "write `schema: {type: …}`");
}

fn schema(walk: &mut Walk<'_>, schema: &mut Map<String, Value>, at: &Pointer) {
    if let Some(property @ Value::String(_)) = schema.get("discriminator").cloned() {
        let message = "`discriminator` as a text is of Swagger 2.0; it is read as the property";
        let help = "write `discriminator: {propertyName: …}`";
        walk.warn(Code::OlderForm, at.child("discriminator"), message, help);
        schema.insert("discriminator".to_owned(), json!({"propertyName": property}));
    }
    discriminator(walk, schema, at);
    if schema.get("type").and_then(Value::as_str) == Some("file") {
        let message = "`type: file` is of Swagger 2.0; it is read as bytes";
        let help = "write `type: string` and `format: binary`";
        walk.warn(Code::OlderForm, at.child("type"), message, help);
        schema.insert("type".to_owned(), json!("string"));
        schema.insert("format".to_owned(), json!("binary"));
    }
}
