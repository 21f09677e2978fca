//! Parts of documents.

use serde_json::{Map, Value, json};

use super::measure::Files;

/// An object with a member for each number below `count`.
pub fn object(count: usize, member: impl Fn(usize) -> (String, Value)) -> Value {
    (0..count).map(member).collect::<Map<_, _>>().into()
}

/// A list with an element for each number below `count`.
pub fn list(count: usize, element: impl Fn(usize) -> Value) -> Value {
    (0..count).map(element).collect::<Vec<_>>().into()
}

/// A reference to the schema `S{index}`.
pub fn schema(index: usize) -> Value {
    json!({"$ref": format!("#/components/schemas/S{index}")})
}

/// An object with one property.
pub fn with_property(name: &str, schema: Value) -> Value {
    json!({"type": "object", "properties": {name: schema}})
}

/// An object with one property, which is required.
pub fn requiring(name: &str, schema: Value) -> Value {
    json!({"type": "object", "required": [name], "properties": {name: schema}})
}

/// Responses with this schema.
pub fn responding(schema: Value) -> Value {
    json!({"200": {"description": "A.", "content": {"application/json": {"schema": schema}}}})
}

/// The document with these paths and components.
pub fn document(paths: Value, components: Value) -> Value {
    json!({"openapi": "3.0.3", "info": {"title": "Growth", "version": "1"}, "paths": paths, "components": components})
}

/// The document with these schemas, the first of which, `S0`, an operation receives.
pub fn schemas(schemas: Value) -> Files {
    let paths = json!({"/a": {"get": {"operationId": "a", "responses": responding(schema(0))}}});
    document(paths, json!({"schemas": schemas})).into()
}

/// The schemas `S0`, `S1` and so on.
pub fn each_schema(count: usize, each: impl Fn(usize) -> Value) -> Files {
    schemas(object(count, |index| (format!("S{index}"), each(index))))
}

/// The schemas `S1`, `S2` and so on, and `S0` with a property for each of them.
pub fn all_of_these(count: usize, each: impl Fn(usize) -> Value) -> Files {
    let all = object(count, |index| (format!("p{}", index + 1), schema(index + 1)));
    each_schema(count + 1, |index| match index {
        0 => json!({"type": "object", "properties": all}),
        other => each(other),
    })
}

/// Schemas each of which contains a reference to the next one.
pub fn chain(count: usize, link: impl Fn(usize, Value) -> Value) -> Files {
    each_schema(count + 1, |index| {
        if index == count {
            with_property("a", json!({"type": "string"}))
        } else {
            link(index, schema(index + 1))
        }
    })
}

/// A path with an operation for each number below `count`.
pub fn paths(count: usize, operation: impl Fn(usize) -> Value) -> Value {
    object(count, |index| (format!("/a{index}"), json!({"get": operation(index)})))
}

/// Operations without anything else.
pub fn operations(count: usize, operation: impl Fn(usize) -> Value) -> Files {
    document(paths(count, operation), json!({})).into()
}

/// Responses without a body.
pub fn nothing() -> Value {
    json!({"204": {"description": "A."}})
}

/// A document whose schema `S0` is `inner`, deeply nested. It is built as text, because recursive
/// code cannot handle values this deep.
pub fn nested(
    count: usize,
    before: impl Fn(usize) -> String,
    inner: &str,
    after: impl Fn(usize) -> String,
) -> Files {
    let mut files = each_schema(1, |_| "HERE".into());
    let before: String = (0..count).map(before).collect();
    let after: String = (0..count).rev().map(after).collect();
    for (_, text) in &mut files.0 {
        *text = text.replace("\"HERE\"", &format!("{before}{inner}{after}"));
    }
    files
}
