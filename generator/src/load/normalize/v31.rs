//! Rewrites objects of OpenAPI 3.1 as 3.0.

use serde_json::{Map, Value, json};

use super::members::has;
use super::schema;
use super::walk::{DIALECT, Pass, Walk, rename};
use crate::diagnostic::Code;
use crate::load::grammar::Object;
use crate::load::keys;
use crate::source::Pointer;

/// OpenAPI 3.1 to 3.0.
pub(super) const PASS: Pass = &[
    (Object::Document, document),
    (Object::Info, info),
    (Object::License, license),
    (Object::Components, components),
    (Object::Operation, operation),
    (Object::MediaType, media_type),
    (Object::Schema, schema::rewrite),
];

/// OpenAPI 3.1.1, "OpenAPI Object".
fn document(walk: &mut Walk<'_>, root: &mut Map<String, Value>, at: &Pointer) {
    root.insert("openapi".to_owned(), json!(DIALECT));
    root.shift_remove("jsonSchemaDialect");
    root.shift_remove("$self");
    webhooks(walk, root, at);
    if !has(root, "paths") {
        root.insert("paths".to_owned(), json!({}));
    }
    requirements(walk, root);
}

/// `webhooks` become `x-webhooks`. Existing `x-webhooks` are kept.
fn webhooks(walk: &mut Walk<'_>, root: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Object(known)) = root.get_mut(keys::WEBHOOKS).map(Value::take) else {
        root.shift_remove(keys::WEBHOOKS);
        return rename(walk, root, at, ("webhooks", keys::WEBHOOKS));
    };
    let mut all = known;
    if let Some(Value::Object(webhooks)) = root.shift_remove("webhooks") {
        let (now, text) = (at.child(keys::WEBHOOKS), walk.text_of(at).child("webhooks"));
        for (name, item) in webhooks {
            if !all.contains_key(&name) {
                walk.moved(&now.child(&name), text.child(&name));
                all.insert(name, item);
            }
        }
    }
    root.insert(keys::WEBHOOKS.to_owned(), Value::Object(all));
}

/// Removes mutual TLS: it belongs to the connection, not to a request.
fn components(walk: &mut Walk<'_>, components: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Object(schemes)) = components.get_mut("securitySchemes") else { return };
    let globals = walk.globals;
    for name in &globals.mutual_tls {
        if schemes.shift_remove(name).is_some() {
            walk.warn(
                Code::MutualTls,
                at.child("securitySchemes").child(name),
                format!(
                    "the security scheme `{}` is mutual TLS and is left out",
                    name.escape_debug()
                ),
                "give the client's certificate to the HTTP client that you pass in",
            );
        }
    }
}

/// Removes schemes that were left out from security requirements.
fn requirements(walk: &Walk<'_>, holder: &mut Map<String, Value>) {
    let globals = walk.globals;
    let Some(Value::Array(requirements)) = holder.get_mut("security") else { return };
    for requirement in requirements.iter_mut().filter_map(Value::as_object_mut) {
        requirement.retain(|name, _| !globals.mutual_tls.contains(name));
    }
}

/// OpenAPI 3.1.1, "Operation Object".
fn operation(walk: &mut Walk<'_>, operation: &mut Map<String, Value>, _: &Pointer) {
    if !has(operation, "responses") {
        operation.insert("responses".to_owned(), json!({}));
    }
    requirements(walk, operation);
}

/// The rules for parts (OpenAPI 3.1.1, "Encoding Object").
fn media_type(_: &mut Walk<'_>, media_type: &mut Map<String, Value>, at: &Pointer) {
    if at.last().is_some_and(|name| name.to_ascii_lowercase().starts_with("multipart/")) {
        media_type.insert(keys::PART_RULES.to_owned(), json!(true));
    }
}

/// `summary` (OpenAPI 3.1.1, "Info Object").
fn info(walk: &mut Walk<'_>, info: &mut Map<String, Value>, at: &Pointer) {
    rename(walk, info, at, ("summary", keys::SUMMARY));
}

/// `identifier` (OpenAPI 3.1.1, "License Object").
fn license(walk: &mut Walk<'_>, license: &mut Map<String, Value>, at: &Pointer) {
    rename(walk, license, at, ("identifier", keys::IDENTIFIER));
}
