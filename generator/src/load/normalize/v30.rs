//! Documents that call themselves 3.0 and write schemas as 3.1 does: what 3.0 would refuse or lose
//! is taken as it is meant.

use serde_json::{Map, Value};

use super::reach::is_collection;
use super::walk::{Pass, Walk};
use super::{schema, schema_types};
use crate::diagnostic::Code;
use crate::load::grammar::Object;
use crate::source::Pointer;

/// Schemas of 3.1 in documents that declare 3.0.
pub(super) const PASS: Pass = &[(Object::Schema, rewrite)];

/// Whether anything in a file may be such a schema. It is no question of roles: what only looks
/// like one costs time.
pub(super) fn is_needed(value: &Value) -> bool {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) if keyword(members).is_some() => return true,
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

/// The first keyword that 3.0 does not have in this way.
fn keyword(schema: &Map<String, Value>) -> Option<&'static str> {
    // An object has a few members: going through them takes less than looking for each keyword.
    schema.iter().find_map(|(key, value)| match (key.as_str(), value) {
        ("type", Value::Array(_)) => Some("type"),
        ("type", Value::String(kind)) if kind == "null" => Some("type"),
        ("exclusiveMinimum", Value::Number(_)) => Some("exclusiveMinimum"),
        ("exclusiveMaximum", Value::Number(_)) => Some("exclusiveMaximum"),
        // A property can have the name, and then it is an object.
        ("const", value) if !is_collection(value) => Some("const"),
        _ => None,
    })
}

/// Brings one schema to 3.0, without those in it.
fn rewrite(walk: &mut Walk<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let Some(key) = keyword(members) else { return };
    let text = walk.text_of(at).child(key);
    walk.say(
        Code::NewerKeyword,
        text,
        format!(
            "`{key}` is written as in OpenAPI 3.1 and taken so, although the document is of 3.0"
        ),
        "let the document say `openapi: 3.1.0`",
    );
    schema::constant(walk, members, at);
    schema::bounds(members);
    schema_types::rewrite(walk, members, at);
}
