//! Parameters that are bodies, as in Swagger 2.0, in documents that declare a newer version.

use serde_json::{Map, Value};

use super::members::{has, texts};
use super::v2_operation::{body, path_item, take_bodies};
use super::walk::{Pass, Walk};
use crate::diagnostic::Code;
use crate::load::grammar::Object;
use crate::source::Pointer;

/// Operations with such parameters.
pub(super) const PASS: Pass = &[(Object::PathItem, path_item), (Object::Operation, operation)];

/// Whether an object looks like such a parameter.
pub(super) fn is_body(members: &Map<String, Value>) -> bool {
    matches!(members.get("in").and_then(Value::as_str), Some("body" | "formData"))
}

/// The parameters become the request body, unless there is one.
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
