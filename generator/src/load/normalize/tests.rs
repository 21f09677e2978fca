mod swagger;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Version, identify, normalize};
use crate::diagnostic::Report;
use crate::load::document::File;
use crate::load::file_address::FileAddress;
use crate::load::version::declared_version;
use crate::load::{Document, Limits};
use crate::source::{Location, Pointer};

/// Normalizes the files of a document. The first one is its root. Returns their values and the
/// messages.
fn upgraded(files: Vec<(&str, Value)>) -> (Document, Report) {
    let mut report = Report::new();
    let (mut loaded, mut found, mut root) = (BTreeMap::new(), BTreeMap::new(), None);
    for (name, mut value) in files {
        let id = report.sources.add(name, serde_json::to_string_pretty(&value).unwrap());
        let base = FileAddress::Path(name.to_owned());
        identify(&mut value, &base);
        found.insert(base.clone(), Ok(id));
        loaded.insert(id, File { base, value });
        root.get_or_insert(id);
    }
    let mut document = Document {
        root: root.unwrap(),
        limits: Limits::default(),
        version: Version::DIALECT,
        bytes: 0,
        files: loaded,
        found,
        inputs: Vec::new(),
    };
    let location = document.root();
    let version =
        declared_version(document.value(&location).unwrap(), &location, &mut report).unwrap();
    normalize(&mut document, version, &mut report);
    (document, report)
}

/// The messages of a report: code, the text at its location, and message.
fn said(report: &Report) -> Vec<String> {
    report
        .located()
        .into_iter()
        .map(|(diagnostic, position)| {
            let location = diagnostic.location.as_ref().unwrap();
            let (text, at) = (&report.sources.get(location.file).unwrap().text, position.unwrap());
            format!("{} {}", diagnostic.code.id(), &text[at.start..at.end])
        })
        .collect()
}

fn one(value: Value) -> (Value, Vec<String>) {
    let (document, report) = upgraded(vec![("openapi.json", value)]);
    (document.value(&document.root()).cloned().unwrap(), said(&report))
}

/// A schema of 3.1, its normalized form, and the messages.
fn schema(schema: Value) -> (Value, Vec<String>) {
    let (value, said) = one(json!({"openapi": "3.1.0", "components": {"schemas": {"X": schema}}}));
    (value.pointer("/components/schemas/X").cloned().unwrap(), said)
}

/// Checks that each first schema becomes the second one without messages.
fn become_silently(table: Vec<(Value, Value)>) {
    for (before, after) in table {
        let (found, said) = schema(before.clone());
        assert_eq!(found, after, "{before}");
        assert_eq!(said, [""; 0], "{before}");
        let (again, _) = schema(found.clone());
        assert_eq!(again, found, "a second time: {before}");
    }
}

#[test]
fn types_become_one_type() {
    become_silently(vec![
        (json!({"type": "string"}), json!({"type": "string"})),
        (json!({"type": ["string"]}), json!({"type": "string"})),
        (
            json!({"type": ["string", "null"], "maxLength": 5}),
            json!({"type": "string", "maxLength": 5, "nullable": true}),
        ),
        (json!({"type": "null"}), json!({"nullable": true, "enum": [null]})),
        (json!({"type": null}), json!({"nullable": true, "enum": [null]})),
        (json!({"type": ["string", null]}), json!({"type": "string", "nullable": true})),
        (json!({"type": ["null"]}), json!({"nullable": true, "enum": [null]})),
        (json!({"type": ["integer", "number"]}), json!({"type": "number"})),
        (json!({"type": []}), json!({})),
        (
            json!({"type": ["string", "integer"]}),
            json!({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ),
        (
            json!({"type": ["string", "integer", "null"], "minimum": 1, "pattern": "a", "format": "int64", "title": "T"}),
            json!({"title": "T", "nullable": true, "anyOf": [
                {"type": "string", "pattern": "a"},
                {"type": "integer", "format": "int64", "minimum": 1},
            ]}),
        ),
        (
            json!({"type": ["object", "array"], "properties": {"a": {"type": ["string", "null"]}}, "items": {"const": 1}}),
            json!({"anyOf": [
                {"type": "object", "properties": {"a": {"type": "string", "nullable": true}}},
                {"type": "array", "items": {"enum": [1]}},
            ]}),
        ),
        (
            json!({"type": ["string", "integer"], "enum": ["a", 1, null, "b"]}),
            json!({"nullable": true, "anyOf": [{"type": "string", "enum": ["a", "b"]}, {"type": "integer", "enum": [1]}]}),
        ),
        (
            json!({"type": ["string", "number", "boolean", "array", "object", "null"]}),
            json!({"nullable": true}),
        ),
        (
            json!({"type": ["string", "object"], "oneOf": [{"type": "string"}, {"type": "object"}]}),
            json!({"oneOf": [{"type": "string"}, {"type": "object"}]}),
        ),
    ]);
}

#[test]
fn values_and_bounds() {
    become_silently(vec![
        (json!({"const": "a"}), json!({"enum": ["a"]})),
        (json!({"const": null}), json!({"nullable": true, "enum": [null]})),
        (json!({"exclusiveMinimum": 3}), json!({"minimum": 3, "exclusiveMinimum": true})),
        (json!({"exclusiveMaximum": 3, "maximum": 2}), json!({"maximum": 2})),
        (
            json!({"exclusiveMaximum": 3, "maximum": 9}),
            json!({"maximum": 3, "exclusiveMaximum": true}),
        ),
        (
            json!({"exclusiveMinimum": true, "minimum": 9}),
            json!({"exclusiveMinimum": true, "minimum": 9}),
        ),
        (json!({"examples": [1]}), json!({"example": 1})),
        (json!({"examples": [1, 2]}), json!({"example": 1, "x-examples": [1, 2]})),
        (json!({"example": 0, "examples": []}), json!({"example": 0})),
        (json!({"nullable": true, "type": "string"}), json!({"nullable": true, "type": "string"})),
        (json!({"$comment": "c", "$id": "i", "$anchor": "a"}), json!({})),
        (
            json!({"example": {"const": 1}, "default": {"type": ["a"]}, "enum": [{"const": 1}], "x-y": {"const": 1}}),
            json!({"example": {"const": 1}, "default": {"type": ["a"]}, "enum": [{"const": 1}], "x-y": {"const": 1}}),
        ),
    ]);
}

#[test]
fn content_becomes_a_format() {
    let string = |more: Value| {
        let mut all = json!({"type": "string"});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    become_silently(vec![
        (
            json!({"contentEncoding": "base64"}),
            string(json!({"x-content-encoding": "base64", "format": "byte"})),
        ),
        (
            json!({"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}),
            string(json!({
                "x-content-encoding": "base64", "x-content-media-type": "image/png",
                "format": "byte"
            })),
        ),
        (
            json!({"type": "string", "contentMediaType": "application/octet-stream"}),
            string(json!({"x-content-media-type": "application/octet-stream", "format": "binary"})),
        ),
        (
            json!({"type": "string", "contentMediaType": "application/json"}),
            string(json!({"x-content-media-type": "application/json"})),
        ),
        (
            json!({"type": ["string", "null"], "contentEncoding": "base64"}),
            json!({
                "type": "string", "x-content-encoding": "base64", "format": "byte", "nullable": true
            }),
        ),
    ]);
    let (found, said) = schema(json!({"type": "string", "contentEncoding": "base32"}));
    assert_eq!(found, json!({"type": "string", "x-content-encoding": "base32"}));
    assert_eq!(said, ["W0152 \"contentEncoding\""]);
}

#[test]
fn references_with_siblings_are_compositions() {
    become_silently(vec![
        (json!({"$ref": "#/x"}), json!({"$ref": "#/x"})),
        (json!({"$ref": "#/x", "x-y": 1, "$comment": "c"}), json!({"$ref": "#/x", "x-y": 1})),
        (
            json!({"$ref": "#/x", "description": "d"}),
            json!({"description": "d", "allOf": [{"$ref": "#/x"}]}),
        ),
        (
            json!({"$ref": "#/x", "allOf": [{"const": 1}]}),
            json!({"allOf": [{"enum": [1]}, {"$ref": "#/x"}]}),
        ),
        (
            json!({"properties": {"$ref": {"const": 1}}}),
            json!({"properties": {"$ref": {"enum": [1]}}}),
        ),
        (
            json!({"anyOf": [{"$ref": "#/x"}, {"type": "null"}]}),
            json!({"anyOf": [{"$ref": "#/x"}, {"nullable": true, "enum": [null]}]}),
        ),
    ]);
}

#[test]
fn collections_become_plain() {
    become_silently(vec![
        (json!({"items": true}), json!({"items": {}})),
        (json!({"items": false}), json!({"maxItems": 0, "items": {}})),
        (json!({"prefixItems": [{"const": 1}]}), json!({"items": {"enum": [1]}})),
        (
            json!({"prefixItems": [{"type": "number"}, {"type": "number"}], "items": false}),
            json!({"maxItems": 2, "items": {"type": "number"}}),
        ),
        (
            json!({"not": true, "properties": {"a": true, "b": false}}),
            json!({"not": {}, "properties": {"a": {}, "b": {"not": {}}}}),
        ),
        (json!({"additionalProperties": false}), json!({"additionalProperties": false})),
        (json!({"unevaluatedProperties": false}), json!({"additionalProperties": false})),
        (
            json!({"additionalProperties": {}, "unevaluatedProperties": false}),
            json!({"additionalProperties": {}}),
        ),
        (
            json!({"patternProperties": {"^x": {"const": 1}}, "additionalProperties": false}),
            json!({"x-pattern-properties": ["^x"], "additionalProperties": {"enum": [1]}}),
        ),
        (
            json!({"patternProperties": {"a": {"type": "string"}, "b": {"type": "integer"}, "c": {"type": "string"}}, "additionalProperties": false}),
            json!({"x-pattern-properties": ["a", "b", "c"], "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "integer"}]}}),
        ),
        (
            json!({"patternProperties": {"a": {"type": "string"}}, "additionalProperties": true}),
            json!({"x-pattern-properties": ["a"], "additionalProperties": true}),
        ),
        (json!({"propertyNames": {"type": "string", "maxLength": 5}}), json!({})),
    ]);
    let (found, said) = schema(
        json!({"prefixItems": [{"type": "string"}, {"type": "number"}], "items": {"const": 1}}),
    );
    assert_eq!(
        found,
        json!({"items": {"anyOf": [{"type": "string"}, {"type": "number"}, {"enum": [1]}]}})
    );
    assert_eq!(said, ["W0151 \"prefixItems\""]);
    let (found, said) = schema(json!({"patternProperties": {"^x": {"const": 1}}}));
    let values = json!({"enum": [1]});
    assert_eq!(found, json!({"x-pattern-properties": ["^x"], "additionalProperties": values}));
    assert_eq!(said, ["W0150 \"patternProperties\""]);
    let (_, said) = schema(json!({"patternProperties": {"^x": {}}}));
    assert!(said.is_empty());
}

#[test]
fn what_types_do_not_express_is_said() {
    let (found, said) = schema(json!({
        "if": {"required": ["a"]}, "then": {}, "else": false, "dependentRequired": {"a": ["b"]},
        "properties": {"a": {"contains": {"const": 1}, "minContains": 1}, "b": {"propertyNames": {"enum": ["x"]}}},
    }));
    assert_eq!(found, json!({"properties": {"a": {}, "b": {}}}));
    assert_eq!(said, ["W0150 \"if\"", "W0150 \"contains\"", "W0150 \"propertyNames\""]);
}

#[test]
fn properties_of_conditions_are_kept() {
    let (found, said) = schema(json!({
        "properties": {"a": {"type": "string"}},
        "if": {"properties": {"a": {"const": "x"}}},
        "then": {"properties": {"a": {"const": "x"}, "b": {"type": "string", "enum": ["y"]}}, "required": ["b"]},
        "else": {"properties": {"b": {"type": "integer"}, "c": {"minLength": 1}}, "then": {"properties": {"d": true}}},
        "dependentSchemas": {"a": {"properties": {"e": {"type": ["number", "null"]}}}},
    }));
    assert_eq!(
        found,
        json!({"properties": {
            "a": {"type": "string"},
            "b": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            "c": {},
            "d": {},
            "e": {"type": "number", "nullable": true},
        }})
    );
    assert_eq!(said, ["W0150 \"if\""]);
    let text = json!({"type": "string", "if": {}, "then": {"properties": {"a": {}}}});
    assert_eq!(schema(text).0, json!({"type": "string"}));
}

#[test]
fn references_follow_what_moves() {
    let (value, said) = one(json!({
        "openapi": "3.1.0",
        "webhooks": {"w": {"post": {"requestBody": {"content": {"a/b": {"schema": {"const": 1}}}}}}},
        "components": {"schemas": {
            "Pair": {"prefixItems": [{"type": "string"}, {"$ref": "#/components/schemas/Map/patternProperties/%5Ea~1%25"}]},
            "Map": {"patternProperties": {"^a/%": {"type": "integer"}}},
            "Both": {"type": ["object", "string"], "properties": {"a": {"$defs": {"D": {"const": 1}}}}},
            "Users": {"anyOf": [
                {"$ref": "#/components/schemas/Pair/prefixItems/0"},
                {"$ref": "#/components/schemas/Both/properties/a/$defs/D"},
                {"$ref": "#/webhooks/w/post/requestBody/content/a~1b/schema"},
            ], "discriminator": {"propertyName": "p", "defaultMapping": "#/components/schemas/Pair/prefixItems/0",
                "mapping": {"x": "#/components/schemas/Both/properties/a"}}},
        }},
    }));
    let at = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).unwrap_or("?");
    assert_eq!(at("/openapi"), "3.0.3");
    assert_eq!(value.get("paths"), Some(&json!({})));
    assert_eq!(
        at("/components/schemas/Pair/items/anyOf/1/$ref"),
        "#/components/schemas/Map/additionalProperties"
    );
    let users = "/components/schemas/Users";
    for (pointer, text) in [
        ("/anyOf/0/$ref", "#/components/schemas/Pair/items/anyOf/0"),
        ("/anyOf/1/$ref", "#/components/schemas/Both/anyOf/0/properties/a/$defs/D"),
        ("/anyOf/2/$ref", "#/x-webhooks/w/post/requestBody/content/a~1b/schema"),
        ("/discriminator/mapping/x", "#/components/schemas/Both/anyOf/0/properties/a"),
        ("/discriminator/x-default-mapping", "#/components/schemas/Pair/items/anyOf/0"),
    ] {
        assert_eq!(at(&format!("{users}{pointer}")), text);
    }
    assert_eq!(value.pointer("/x-webhooks/w/post/responses"), Some(&json!({})));
    assert_eq!(said, ["W0151 \"prefixItems\"", "W0150 \"patternProperties\""]);
}

#[test]
fn messages_show_the_text() {
    let (document, report) = upgraded(vec![(
        "a.json",
        json!({"openapi": "3.1.0", "webhooks": {"w": {"post": {"requestBody": {"content": {"a/b": {"schema": {
            "type": ["object", "array"], "properties": {"a": {"$ref": "#/nothing", "title": "t"}},
        }}}}}}}}),
    )]);
    let source = report.sources.get(document.root().file).unwrap();
    let schema = "/x-webhooks/w/post/requestBody/content/a~1b/schema";
    let text =
        source.moves.text_of(&Pointer::new(format!("{schema}/anyOf/0/properties/a/allOf/0/$ref")));
    assert_eq!(text.as_str(), "/webhooks/w/post/requestBody/content/a~1b/schema/properties/a/$ref");
}

#[test]
fn parts_in_other_files_are_what_refers_to_them() {
    let (document, report) = upgraded(vec![
        (
            "openapi.json",
            json!({"openapi": "3.1.0", "paths": {"/a": {"$ref": "a.json"}}, "components": {"schemas": {"$ref": "schemas.json#/all"}}}),
        ),
        (
            "a.json",
            json!({"get": {"parameters": [{"$ref": "p.json#/const"}], "responses": {"200": {"$ref": "r.json"}}}}),
        ),
        (
            "p.json",
            json!({"const": {"name": "const", "in": "query", "schema": {"const": 1}, "const": 5}}),
        ),
        (
            "r.json",
            json!({"description": "", "content": {"a/b": {"schema": {"$ref": "schemas.json#/all/X/properties/y"}}}}),
        ),
        (
            "schemas.json",
            json!({"all": {"X": {"type": ["object", "null"], "properties": {"y": {"const": 2}}}}, "type": ["kept"]}),
        ),
    ]);
    let values: Vec<_> = document.files.values().map(|file| &file.value).collect();
    assert_eq!(
        values[2],
        &json!({"const": {"name": "const", "in": "query", "schema": {"enum": [1]}, "const": 5}})
    );
    assert_eq!(
        values[4],
        &json!({"all": {"X": {"type": "object", "properties": {"y": {"enum": [2]}}, "nullable": true}}, "type": ["kept"]})
    );
    assert_eq!(said(&report), [""; 0]);
}

#[test]
fn what_is_new_in_3_2() {
    let (value, said) = one(json!({
        "openapi": "3.2.0", "$self": "https://a/b", "jsonSchemaDialect": "x",
        "info": {"title": "t", "summary": "s", "version": "1", "license": {"name": "n", "identifier": "MIT"}},
        "servers": [{"url": "/", "name": "n"}],
        "tags": [{"name": "a", "summary": "A", "parent": "b", "kind": "nav"}],
        "paths": {"/a": {
            "query": {"responses": {"200": {"summary": "fine", "content": {"text/event-stream": {"itemSchema": {"const": 1}}}}}},
            "additionalOperations": {"COPY": {"security": [{"tls": [], "key": []}, {"tls": []}], "parameters": [
                {"$ref": "#/components/parameters/Json"},
                {"name": "q", "in": "querystring", "content": {"application/x-www-form-urlencoded": {"schema": {"const": {}}}}},
                {"name": "c", "in": "cookie", "style": "cookie", "schema": {}},
            ]}},
            "get": {"responses": {"200": {"content": {"a/b": {"$ref": "#/components/mediaTypes/M"}}}, "201": {"$ref": "#/r"}}},
        }},
        "components": {
            "parameters": {"Json": {"name": "j", "in": "querystring", "content": {"application/json": {"schema": {}}}}},
            "mediaTypes": {"M": {"schema": {"const": 2}, "itemEncoding": {}, "examples": {"e": {"dataValue": 5, "serializedValue": "5"}}}},
            "securitySchemes": {"tls": {"type": "mutualTLS"}, "key": {"type": "oauth2", "flows": {"deviceAuthorization": {}}}},
        },
    }));
    assert_eq!(
        value["info"],
        json!({"title": "t", "version": "1", "x-summary": "s", "license": {"name": "n", "x-identifier": "MIT"}})
    );
    assert_eq!(value["servers"], json!([{"url": "/", "x-name": "n"}]));
    assert_eq!(
        value["tags"],
        json!([{"name": "a", "x-summary": "A", "x-parent": "b", "x-kind": "nav"}])
    );
    let item = &value["paths"]["/a"];
    assert_eq!(
        item["x-additional-operations"],
        json!({
            "QUERY": {"responses": {"200": {"content": {"text/event-stream": {"x-item-schema": {"enum": [1]}}}, "description": "fine", "x-summary": "fine"}}},
            "COPY": {"security": [{"key": []}, {}], "responses": {}, "parameters": [
                {"$ref": "#/components/parameters/Json"},
                {"name": "q", "in": "query", "content": {"application/x-www-form-urlencoded": {"schema": {"enum": [{}]}}}, "x-query-string": true},
                {"name": "c", "in": "cookie", "style": "form", "schema": {}, "x-plain-cookie": true},
            ]},
        })
    );
    assert_eq!(
        item["get"]["responses"],
        json!({
            "200": {"description": "", "content": {"a/b": {"schema": {"$ref": "#/components/mediaTypes/M/schema"}}}},
            "201": {"$ref": "#/r"},
        })
    );
    assert_eq!(
        value["components"]["parameters"]["Json"],
        json!({"name": "j", "in": "query", "content": {"application/json": {"schema": {}}}, "x-query-string": true})
    );
    assert_eq!(
        value["components"]["mediaTypes"]["M"],
        json!({"schema": {"enum": [2]}, "examples": {"e": {"value": 5, "x-serialized-value": "5"}}})
    );
    assert_eq!(
        value["components"]["securitySchemes"],
        json!({"key": {"type": "oauth2", "flows": {}}})
    );
    assert_eq!(said, ["W0157 \"itemEncoding\"", "W0153 \"tls\"", "W0154 \"deviceAuthorization\""]);
}

#[test]
fn depth_is_no_danger() {
    let (depth, value, rejected) = upgraded_within(280);
    assert_eq!((depth, value, rejected), (280, json!({"enum": [1]}), false));
    // Where pointers become too long, nothing reads what is there.
    let (depth, value, rejected) = upgraded_within(1_500);
    assert!(
        (280..1_500).contains(&depth) && value.get("prefixItems").is_some() && !rejected,
        "{depth}"
    );
}

/// How many of the nested lists are normalized, the content of the innermost, and whether there is
/// an error.
fn upgraded_within(count: usize) -> (usize, Value, bool) {
    let mut deep = json!({"const": 1});
    for _ in 0..count {
        deep = Value::Object(
            [("prefixItems".to_owned(), Value::Array(vec![deep]))].into_iter().collect(),
        );
    }
    let mut value = json!({"openapi": "3.1.0", "components": {"schemas": {}}});
    value["components"]["schemas"]["X"] = deep;
    let base = FileAddress::Path(String::new());
    identify(&mut value, &base);
    let mut report = Report::new();
    let root = report.sources.add("a.json", "");
    let files = BTreeMap::from([(root, File { base, value })]);
    let mut document = Document {
        root,
        limits: Limits::default(),
        version: Version::DIALECT,
        bytes: 0,
        files,
        found: BTreeMap::new(),
        inputs: Vec::new(),
    };
    normalize(&mut document, Version::V31, &mut report);
    let mut value = std::mem::take(&mut document.files.get_mut(&root).unwrap().value);
    let mut value = value["components"]["schemas"]["X"].take();
    let mut depth = 0;
    while let Some(items) = value.get_mut("items").map(Value::take) {
        (value, depth) = (items, depth + 1);
    }
    (depth, value, report.has_errors())
}

#[test]
fn versions_are_reported() {
    for (root, expected) in [
        (json!({"openapi": "3.0.3"}), Some(Version::V30)),
        (json!({"openapi": "3.1.1"}), Some(Version::V31)),
        (json!({"openapi": "3.2.0"}), Some(Version::V32)),
        (json!({"swagger": "2.0"}), Some(Version::V2)),
        (json!({"swagger": 2.0}), Some(Version::V2)),
        (json!({"openapi": "3.10.0"}), None),
        (json!({"openapi": "4.0.0"}), None),
        (json!({"swagger": "1.2"}), None),
        (json!({"openapi": 3.1}), None),
        (json!({}), None),
    ] {
        let mut report = Report::new();
        let location = Location::root(report.sources.add("a", ""));
        assert_eq!(declared_version(&root, &location, &mut report), expected, "{root}");
        assert_eq!(report.counts().0, usize::from(expected.is_none()));
    }
}
