//! Documents that declare 3.0 but use keywords of 3.1: these are read as 3.1 means them.

use serde_json::{Map, Value};

use super::older_forms::is_older;
use super::reach::is_collection;
use super::walk::{Pass, Walk};
use super::{schema, schema_types};
use crate::diagnostic::Code;
use crate::load::grammar::Object;
use crate::source::Pointer;

/// Schemas of 3.1 in documents that declare 3.0.
pub(super) const PASS: Pass = &[(Object::Schema, rewrite)];

/// Whether any object in a file looks like such a schema, or has a form of Swagger 2.0. A false
/// positive only costs time.
pub(super) fn is_needed(value: &Value) -> bool {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) if keyword(members).is_some() || is_older(members) => {
                return true;
            }
            Value::Object(members) => {
                open.extend(members.values().filter(|member| is_collection(member)))
            }
            Value::Array(elements) => {
                open.extend(elements.iter().filter(|element| is_collection(element)))
            }
            _ => {}
        }
    }
    false
}

/// The first keyword that has a form of 3.1.
fn keyword(schema: &Map<String, Value>) -> Option<&'static str> {
    // Objects have few members, so iterating them is faster than looking each keyword up.
    schema.iter().find_map(|(key, value)| match (key.as_str(), value) {
        ("type", Value::Array(_)) => Some("type"),
        ("type", Value::String(kind)) if kind == "null" => Some("type"),
        ("exclusiveMinimum", Value::Number(_)) => Some("exclusiveMinimum"),
        ("exclusiveMaximum", Value::Number(_)) => Some("exclusiveMaximum"),
        // A property may have this name. Then the value is an object.
        ("const", value) if !is_collection(value) => Some("const"),
        _ => None,
    })
}

/// Rewrites one schema, without those in it.
fn rewrite(walk: &mut Walk<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let Some(key) = keyword(members) else { return };
    let text = walk.text_of(at).child(key);
    walk.warn(
        Code::NewerKeyword,
        text,
        format!(
            "`{key}` has the form of OpenAPI 3.1 and is read that way, although the document declares 3.0"
        ),
        "declare `openapi: 3.1.0`",
    );
    schema::constant(walk, members, at);
    schema::bounds(members);
    schema_types::rewrite(walk, members, at);
}
