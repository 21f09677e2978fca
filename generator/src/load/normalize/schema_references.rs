//! References to schemas where another object belongs: a parameter, a header, a media type, a
//! request body, a response. What is meant is certain: the schema describes their value.

use serde_json::{Map, Value, json};

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::load::document::Document;
use crate::load::grammar::{Object, Role, Version};
use crate::source::{Location, Pointer};

/// An object or a list that is no schema, and the one around it.
struct Visited<'v> {
    parent: Option<usize>,
    key: &'v str,
    /// Its position, if it is an element of a list.
    index: Option<usize>,
}

/// Moves such references of the root file into a `schema`, with a warning. Pointers that are longer
/// than `longest` stay as they are.
pub(super) fn rewrite(
    document: &mut Document,
    version: Version,
    longest: usize,
    report: &mut Report,
) {
    let root = document.root;
    let Some(value) = document.files.get_mut(&root).map(|file| &mut file.value) else { return };
    for (pointer, object) in misplaced(value, longest) {
        let Some(Value::Object(members)) = value.pointer_mut(pointer.as_str()) else { continue };
        let Some(reference) = members.shift_remove("$ref") else { continue };
        insert(members, object, version, reference);
        let message = format!(
            "this reference leads to a schema, not to {}: it is read as the schema of its value",
            object.noun()
        );
        let help = "write the reference into a `schema`";
        let location = Location::value(root, pointer.child("$ref"));
        let diagnostic = Diagnostic::new(Code::SchemaReference, message).at(location);
        report.push(diagnostic.label("a schema").help(help));
    }
}

/// The objects that have such a reference.
fn misplaced(root: &Value, longest: usize) -> Vec<(Pointer, Object)> {
    let mut found = Vec::new();
    let mut visited: Vec<Visited<'_>> = Vec::new();
    let mut open = vec![(root, Role::One(Object::Document), None)];
    while let Some((value, role, at)) = open.pop() {
        if role == Role::One(Object::Schema) {
            continue;
        }
        match value {
            Value::Object(members) => {
                if let Role::One(object) = role
                    && is_misplaced(root, members, object)
                {
                    let pointer = pointer(&visited, at);
                    found.extend(
                        Some((pointer, object)).filter(|(it, _)| it.as_str().len() <= longest),
                    );
                }
                for (key, value) in members {
                    let Some(role) = role.step(key) else { continue };
                    visited.push(Visited { parent: at, key, index: None });
                    open.push((value, role, Some(visited.len() - 1)));
                }
            }
            Value::Array(elements) => {
                let role = role.step("0").unwrap_or(role);
                for (index, value) in elements.iter().enumerate() {
                    visited.push(Visited { parent: at, key: "", index: Some(index) });
                    open.push((value, role, Some(visited.len() - 1)));
                }
            }
            _ => {}
        }
    }
    found
}

fn is_misplaced(root: &Value, members: &Map<String, Value>, object: Object) -> bool {
    let has = |key: &str| members.contains_key(key);
    let is_candidate = match object {
        Object::Parameter => has("name") && has("in"),
        Object::Header | Object::MediaType | Object::RequestBody | Object::Response => true,
        _ => false,
    };
    is_candidate
        && !has("schema")
        && !has("content")
        && members.get("$ref").and_then(Value::as_str).is_some_and(|text| is_schema(root, text))
}

/// Whether a reference leads to a schema of the same file.
fn is_schema(root: &Value, reference: &str) -> bool {
    let Some(pointer) = reference.strip_prefix('#').map(Pointer::new) else { return false };
    let role =
        pointer.tokens().try_fold(Role::One(Object::Document), |role, token| role.step(&token));
    role == Some(Role::One(Object::Schema)) && root.pointer(pointer.as_str()).is_some()
}

fn pointer(visited: &[Visited<'_>], at: Option<usize>) -> Pointer {
    let mut path = Vec::new();
    let mut next = at;
    while let Some(step) = next.and_then(|index| visited.get(index)) {
        path.push(step);
        next = step.parent;
    }
    path.iter().rev().fold(Pointer::root(), |pointer, step| match step.index {
        Some(index) => pointer.child(&index.to_string()),
        None => pointer.child(step.key),
    })
}

/// Adds what has the reference as its schema.
fn insert(members: &mut Map<String, Value>, object: Object, version: Version, reference: Value) {
    let schema = json!({"$ref": reference});
    match object {
        Object::RequestBody | Object::Response if version != Version::V2 => {
            let content = json!({"application/json": {"schema": schema}});
            members.insert("content".to_owned(), content);
        }
        _ => {
            members.insert("schema".to_owned(), schema);
        }
    }
}
