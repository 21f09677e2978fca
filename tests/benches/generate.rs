//! Time of generation, from documents to the files of a crate in memory: `cargo bench -p
//! oasmith-tests`.
//!
//! `growth` shows whether time is proportional: each line has twice the operations of the previous
//! one.

use std::path::Path;

use divan::Bencher;
use oasmith::{Input, Report};
use serde_json::{Map, Value, json};

fn main() {
    divan::main();
}

/// The work of `cargo xtask codegen --check` without reading the generated folder.
#[divan::bench]
fn spec() -> usize {
    let mut report = Report::new();
    let input = Input::from_manifest(Path::new("../spec/sdk.toml"), &mut report);
    files(input, &mut report)
}

/// A document with this many operations, two schemas for each, and a tag for every twenty.
#[divan::bench(args = [125, 250, 500, 1000, 2000])]
fn growth(bencher: Bencher<'_, '_>, operations: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("openapi.json");
    std::fs::write(&path, document(operations).to_string()).expect("a document");
    bencher.bench(|| {
        let mut report = Report::new();
        let input = Input::from_document(&path, "growth", &mut report);
        files(input, &mut report)
    });
}

fn files(input: Option<Input>, report: &mut Report) -> usize {
    let generated = input.and_then(|input| oasmith::generate(&input, report));
    generated.expect("a document without errors").files.len()
}

fn document(operations: usize) -> Value {
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for index in 0..operations {
        paths.insert(format!("/resources-{index}/{{id}}"), json!({"put": operation(index)}));
        schemas.insert(format!("Resource{index}"), resource(index, operations));
        schemas.insert(
            format!("Problem{index}"),
            json!({"type": "object", "properties": properties(3)}),
        );
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Growth", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

fn operation(index: usize) -> Value {
    let content = |schema: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}{index}")}}});
    json!({
        "operationId": format!("replaceResource{index}"),
        "tags": [format!("Tag {}", index / 20)],
        "description": "Replaces a resource, and returns the new one.",
        "parameters": [
            {"name": "id", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "dry_run", "in": "query", "schema": {"type": "boolean"}},
        ],
        "requestBody": {"required": true, "content": content("Resource")},
        "responses": {
            "200": {"description": "What it is now.", "content": content("Resource")},
            "422": {"description": "What is wrong with it.", "content": content("Problem")},
        },
    })
}

/// An object with properties of many types, including another resource.
fn resource(index: usize, operations: usize) -> Value {
    let mut properties = properties(8);
    let other = format!("#/components/schemas/Resource{}", (index + 1) % operations);
    properties.insert(
        "kind".to_owned(),
        json!({"type": "string", "enum": ["first", "second", format!("other {index}")]}),
    );
    properties
        .insert("part".to_owned(), json!({"type": "object", "properties": self::properties(4)}));
    properties.insert("others".to_owned(), json!({"type": "array", "items": {"$ref": other}}));
    json!({"type": "object", "required": ["field_0", "kind"], "properties": properties})
}

fn properties(count: usize) -> Map<String, Value> {
    let property = |index: usize| {
        let ty = ["string", "integer", "boolean", "number"].get(index % 4).copied();
        (
            format!("field_{index}"),
            json!({"type": ty, "description": format!("The *field* with the number {index}.")}),
        )
    };
    (0..count).map(property).collect()
}
