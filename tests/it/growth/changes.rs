//! Comparisons of documents with changed copies.

use serde_json::{Value, json};

use super::document::{
    all_of_these, chain, document, each_schema, list, nothing, object, operations, paths,
    requiring, schema, schemas, with_property,
};
use super::measure::{Files, Shape};

/// Each document is compared with itself, and with a copy in which every name with a number is
/// different.
pub const SHAPES: &[Shape] = &[
    Shape::new("types that hold the next, renamed", 100, |count| chain(count, |_, next| with_property("next", next))).compared(),
    // Types can only be matched by their shapes.
    Shape::new("types that hold the next, found by shape", 100, |count| {
        each_schema(count + 2, |index| match index {
            0 => with_property("p0", schema(1)),
            last if last == count + 1 => with_property("a", json!({"type": "string"})),
            other => with_property("next", schema(other + 1)),
        })
    })
    .compared(),
    Shape::new("types of one shape, renamed", 100, |count| all_of_these(count, |_| with_property("a", json!({"type": "string"})))).compared(),
    Shape::new("types of different shapes, renamed", 100, |count| all_of_these(count, |index| with_property(&format!("q{index}"), json!({"type": "string"})))).compared(),
    Shape::new("properties of one object, renamed", 250, |count| {
        each_schema(1, |_| json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"type": "string"})))}))
    })
    .compared(),
    Shape::new("properties that are sent alone, renamed", 250, |count| {
        let properties = object(count, |index| (format!("p{index}"), json!({"type": "string", "readOnly": index % 2 == 0})));
        let body = json!({"content": {"application/json": {"schema": schema(0)}}});
        let responses = json!({"200": {"description": "A.", "content": {"application/json": {"schema": schema(0)}}}});
        let paths = json!({"/a": {"post": {"requestBody": body, "responses": responses}}});
        document(paths, json!({"schemas": {"S0": {"type": "object", "properties": properties}}})).into()
    })
    .compared(),
    Shape::new("values of one enum, renamed", 250, |count| each_schema(1, |_| json!({"type": "string", "enum": list(count, |index| format!("v{index}").into())}))).compared(),
    Shape::new("alternatives of one union, renamed", 60, |count| {
        each_schema(count + 1, |index| match index {
            0 => json!({"oneOf": list(count, |index| schema(index + 1))}),
            other => requiring(&format!("q{other}"), json!({"type": "string"})),
        })
    })
    .compared(),
    Shape::new("names for other types, renamed", 100, |count| {
        all_of_these(count, |index| if index % 40 == 0 || index == count { json!({"type": "string"}) } else { json!({"type": "array", "items": schema(index + 1)}) })
    })
    .compared(),
    // The location of each old type now has another type.
    Shape::new("types at exchanged locations", 16, |count| {
        let pairs = (0..count).flat_map(|one| (0..count).map(move |other| (one, other)));
        let properties: serde_json::Map<_, _> = pairs.map(|(one, other)| (format!("p_{one}_{other}"), schema(1 + one))).collect();
        let own = |index: usize| json!({"type": "object", "properties": object(count * 4, |property| (format!("q{index}_{property}"), json!({"type": "string"})))});
        each_schema(count + 1, |index| if index == 0 { json!({"type": "object", "properties": properties}) } else { own(index) })
    })
    .within(100)
    .compared(),
    Shape::new("operations, renamed", 40, |count| operations(count, |index| json!({"operationId": format!("get{index}"), "responses": nothing()}))).compared(),
    Shape::new("groups, renamed", 40, |count| operations(count, |index| json!({"operationId": format!("get{index}"), "tags": [format!("tag{index}")], "responses": nothing()}))).compared(),
    Shape::new("parameters of one operation, renamed", 100, |count| {
        operations(1, |_| json!({"operationId": "a", "parameters": parameters(count), "responses": nothing()}))
    })
    .compared(),
    Shape::new("headers of one response, renamed", 60, |count| {
        let headers = object(count, |index| (format!("X-H{index}"), json!({"schema": {"type": "string"}})));
        operations(1, |_| json!({"operationId": "a", "responses": {"204": {"description": "A.", "headers": headers}}}))
    })
    .compared(),
    Shape::new("errors of operations, renamed", 20, |count| {
        operations(count, |index| {
            let error = json!({"description": "A.", "content": {"application/json": {"schema": with_property(&format!("q{index}"), json!({"type": "string"}))}}});
            json!({"operationId": format!("get{index}"), "responses": {"204": {"description": "A."}, "400": error, "404": {"description": "A."}}})
        })
    })
    .compared(),
    Shape::new("servers, renamed", 100, |count| {
        let mut servers = document(paths(1, |_| json!({"operationId": "a", "responses": nothing()})), json!({}));
        if let Some(members) = servers.as_object_mut() {
            members.insert("servers".to_owned(), list(count, |index| json!({"url": format!("https://example.com/v{index}")})));
        }
        servers.into()
    })
    .compared(),
    Shape::new("security schemes, renamed", 60, |count| {
        let schemes = object(count, |index| (format!("key{index}"), json!({"type": "apiKey", "in": "header", "name": format!("X-{index}")})));
        let operation = |index: usize| json!({"operationId": format!("get{index}"), "security": [{format!("key{index}"): []}], "responses": nothing()});
        document(paths(count, operation), json!({"securitySchemes": schemes})).into()
    })
    .compared(),
    Shape::new("descriptions, renamed", 100, |count| {
        schemas(json!({"S0": {"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"type": "string", "description": format!("A w{index}.")})))}}))
    })
    .compared(),
];

fn parameters(count: usize) -> Value {
    list(
        count,
        |index| json!({"name": format!("p{index}"), "in": "query", "required": true, "schema": {"type": "string"}}),
    )
}

/// The document with different names wherever they have a number: `"p1"` becomes `"n_p1"`, and
/// `#/components/schemas/S1` likewise.
pub fn renamed(Files(files): &Files) -> Files {
    let each = |(name, text): &(String, String)| (name.clone(), renamed_text(text));
    Files(files.iter().map(each).collect())
}

fn renamed_text(text: &str) -> String {
    let mut renamed = String::with_capacity(text.len() * 2);
    let mut before = ' ';
    for (at, sign) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if matches!(before, '"' | '/') && is_numbered(rest) {
            renamed.push_str("n_");
        }
        renamed.push(sign);
        before = sign;
    }
    renamed
}

/// Whether a text starts with letters followed by a number and the end of a word.
fn is_numbered(text: &str) -> bool {
    let number = text
        .trim_start_matches(|sign: char| sign.is_ascii_alphabetic() || matches!(sign, '-' | '_'));
    let letters = text.len() - number.len();
    let end = number.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == '_');
    (1..20).contains(&letters) && end.len() < number.len() && end.starts_with(['"', '/'])
}
