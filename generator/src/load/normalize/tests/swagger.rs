use serde_json::{Value, json};

use super::{one, said, upgraded};
use crate::load::file_address::FileAddress;
use crate::source::{Location, Pointer};

/// A document of Swagger 2.0 with these members, normalized, and the messages.
fn swagger(more: Value) -> (Value, Vec<String>) {
    let mut value = json!({"swagger": "2.0", "info": {"title": "t", "version": "1"}});
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    one(value)
}

#[test]
fn servers_of_2_0() {
    for (before, after) in [
        (
            json!({"host": "a.b:80", "basePath": "/v1/", "schemes": ["http", "https"]}),
            json!([{"url": "https://a.b:80/v1"}, {"url": "http://a.b:80/v1"}]),
        ),
        (json!({"host": "a.b"}), json!([{"url": "https://a.b"}])),
        (json!({"basePath": "/"}), json!([{"url": "/"}])),
        (json!({"host": "https://a.b", "basePath": "v1"}), json!([{"url": "https://a.b/v1"}])),
        (json!({}), Value::Null),
    ] {
        let (value, said) = swagger(before.clone());
        assert_eq!(value.get("servers").unwrap_or(&Value::Null), &after, "{before}");
        assert_eq!(said, [""; 0]);
    }
    let (_, said) = swagger(json!({"host": "a", "schemes": ["wss"]}));
    assert_eq!(said, ["W0159 \"wss\""]);
}

#[test]
fn parameters_of_2_0() {
    let list = |location: &str, format: Value| json!({"name": "a", "in": location, "type": "array", "items": {"type": "string"}, "collectionFormat": format});
    let list_after = |location: &str, style: &str, explode: bool| json!({"name": "a", "in": location, "schema": {"type": "array", "items": {"type": "string"}}, "style": style, "explode": explode});
    let delimited = |location: &str, style: &str, delimiter: &str| {
        let mut after = list_after(location, style, false);
        after["x-delimiter"] = json!(delimiter);
        after
    };
    for (before, after, expected) in [
        (
            json!({"name": "a", "in": "query", "type": "integer", "format": "int32", "default": 5, "x-nullable": true, "x-example": 3, "required": true, "x-y": 1}),
            json!({"name": "a", "in": "query", "schema": {"type": "integer", "format": "int32", "default": 5, "x-nullable": true, "nullable": true}, "example": 3, "required": true, "x-y": 1}),
            vec![],
        ),
        (list("query", Value::Null), list_after("query", "form", false), vec![]),
        (list("query", json!("multi")), list_after("query", "form", true), vec![]),
        (list("query", json!("ssv")), list_after("query", "spaceDelimited", false), vec![]),
        (list("query", json!("pipes")), list_after("query", "pipeDelimited", false), vec![]),
        (list("query", json!("tsv")), delimited("query", "form", "tab"), vec![]),
        (list("path", json!("ssv")), delimited("path", "simple", "space"), vec![]),
        (list("header", json!("pipes")), delimited("header", "simple", "pipe"), vec![]),
        (list("path", json!("csv")), list_after("path", "simple", false), vec![]),
        (
            list("header", json!("multi")),
            list_after("header", "simple", false),
            vec!["W0158 \"multi\""],
        ),
    ] {
        let (value, said) = swagger(
            json!({"paths": {"/a": {"get": {"parameters": [before.clone()], "responses": {}}}}}),
        );
        assert_eq!(value["paths"]["/a"]["get"]["parameters"][0], after, "{before}");
        assert_eq!(said.len(), expected.len(), "{before}: {said:?}");
    }
}

#[test]
fn bodies_of_2_0() {
    let (value, said) = swagger(json!({
        "consumes": ["application/json"],
        "parameters": {
            "Shared": {"name": "b", "in": "body", "required": true, "schema": {"$ref": "#/definitions/X"}},
            "Field": {"name": "f", "in": "formData", "type": "file", "required": true},
            "Page": {"name": "page", "in": "query", "type": "integer"},
        },
        "paths": {
            "/inline": {"post": {"consumes": ["a/b", "c/d"], "parameters": [
                {"$ref": "#/parameters/Page"}, {"name": "b", "in": "body", "description": "d", "schema": {"type": "file"}},
                {"name": "z", "in": "query", "type": "string"},
            ], "responses": {}}},
            "/shared": {"post": {"parameters": [{"$ref": "#/parameters/Shared"}], "responses": {}}},
            "/own": {"post": {"consumes": ["a/b"], "parameters": [{"$ref": "#/parameters/Shared"}], "responses": {}}},
            "/form": {"post": {"parameters": [
                {"name": "a", "in": "formData", "type": "array", "items": {"type": "string"}, "collectionFormat": "multi"},
                {"name": "n", "in": "formData", "type": "string", "required": true},
            ], "responses": {}}},
            "/file": {"post": {"consumes": ["multipart/form-data"], "parameters": [{"$ref": "#/parameters/Field"}], "responses": {}}},
            "/item": {"parameters": [{"$ref": "#/parameters/Shared"}, {"$ref": "#/parameters/Page"}], "put": {"responses": {}}},
            "/two": {"post": {"parameters": [{"in": "body", "schema": {}}, {"name": "n", "in": "formData", "type": "string"}], "responses": {}}},
            "/deep": {"post": {"parameters": [{"in": "body", "schema": {"$ref": "#/paths/~1inline/post/parameters/1/schema"}}], "responses": {}}},
        },
        "definitions": {"X": {"type": "object"}},
    }));
    let body = |path: &str, method: &str| value["paths"][path][method]["requestBody"].clone();
    let binary = json!({"type": "string", "format": "binary"});
    assert_eq!(
        body("/inline", "post"),
        json!({"description": "d", "content": {"a/b": {"schema": binary}, "c/d": {"schema": binary}}})
    );
    assert_eq!(
        value["paths"]["/inline"]["post"]["parameters"],
        json!([{"$ref": "#/components/parameters/Page"}, {"name": "z", "in": "query", "schema": {"type": "string"}}])
    );
    assert_eq!(body("/shared", "post"), json!({"$ref": "#/components/requestBodies/Shared"}));
    assert_eq!(
        body("/own", "post"),
        json!({"required": true, "content": {"a/b": {"schema": {"$ref": "#/components/requestBodies/Shared/content/application~1json/schema"}}}})
    );
    assert_eq!(
        body("/form", "post"),
        json!({"required": true, "content": {"application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "string"}}, "n": {"type": "string"}}, "required": ["n"]},
            "encoding": {"a": {"style": "form", "explode": true}},
        }}})
    );
    assert_eq!(
        body("/file", "post"),
        json!({"required": true, "content": {"multipart/form-data": {
            "schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}, "required": ["f"]},
        }}})
    );
    assert_eq!(body("/item", "put"), json!({"$ref": "#/components/requestBodies/Shared"}));
    assert_eq!(
        value["paths"]["/item"]["parameters"],
        json!([{"$ref": "#/components/parameters/Page"}])
    );
    assert_eq!(
        body("/deep", "post")["content"]["application/json"]["schema"],
        json!({"$ref": "#/paths/~1inline/post/requestBody/content/a~1b/schema"})
    );
    assert_eq!(
        value["components"],
        json!({
            "parameters": {"Page": {"name": "page", "in": "query", "schema": {"type": "integer"}}},
            "requestBodies": {"Shared": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/X"}}}}},
            "schemas": {"X": {"type": "object"}},
        })
    );
    assert_eq!(said, ["W0160 {"]);
}

#[test]
fn responses_schemas_and_security_of_2_0() {
    let (value, said) = swagger(json!({
        "produces": ["application/json"],
        "paths": {"/a": {"get": {"produces": ["application/pdf"], "responses": {
            "200": {"description": "", "schema": {"type": "file"}},
            "201": {"description": "", "schema": {"$ref": "#/definitions/Pet"}, "examples": {"application/pdf": 1}, "headers": {"X": {"type": "integer", "description": "d"}}},
            "204": {"description": ""}, "404": {"$ref": "#/responses/E"},
        }}}},
        "responses": {"E": {"description": "e", "schema": {"type": "string", "x-nullable": true}}},
        "definitions": {
            "Pet": {"type": "object", "discriminator": "kind", "properties": {"p": {"$ref": "#/definitions/Pet", "x-nullable": true}, "q": {"$ref": "#/definitions/Pet", "description": "d"}}},
        },
        "securityDefinitions": {
            "b": {"type": "basic"}, "k": {"type": "apiKey", "name": "n", "in": "header"},
            "o": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "a", "tokenUrl": "t", "scopes": {"s": "d"}},
        },
    }));
    let schema = json!({"$ref": "#/components/schemas/Pet"});
    assert_eq!(
        value["paths"]["/a"]["get"]["responses"],
        json!({
            "200": {"description": "", "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}},
            "201": {"description": "", "headers": {"X": {"description": "d", "schema": {"type": "integer"}}}, "content": {"application/pdf": {"schema": schema, "example": 1}}},
            "204": {"description": ""},
            "404": {"$ref": "#/components/responses/E"},
        })
    );
    assert_eq!(
        value["components"],
        json!({
            "schemas": {"Pet": {"type": "object", "discriminator": {"propertyName": "kind"}, "properties": {
                "p": {"x-nullable": true, "nullable": true, "allOf": [schema]},
                "q": {"$ref": "#/components/schemas/Pet", "description": "d"},
            }}},
            "responses": {"E": {"description": "e", "content": {"application/json": {"schema": {"type": "string", "x-nullable": true, "nullable": true}}}}},
            "securitySchemes": {
                "b": {"type": "http", "scheme": "basic"},
                "k": {"type": "apiKey", "name": "n", "in": "header"},
                "o": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "a", "tokenUrl": "t", "scopes": {"s": "d"}}}},
            },
        })
    );
    assert_eq!(said, ["W0161 \"$ref\""]);
}

#[test]
fn other_files_of_2_0_keep_their_own_shape() {
    let (document, report) = upgraded(vec![
        (
            "swagger.json",
            json!({"swagger": "2.0", "paths": {"/a": {"post": {"parameters": [{"$ref": "p.json#/body"}], "responses": {}}}},
                "definitions": {"Error": {"type": "object"}}}),
        ),
        (
            "p.json",
            json!({"body": {"name": "b", "in": "body", "schema": {"$ref": "s.json#/definitions/S"}}}),
        ),
        (
            "s.json",
            json!({"definitions": {"S": {"discriminator": "d", "items": {"$ref": "swagger.json#/definitions/Error"}}}}),
        ),
    ]);
    let value = |name: &str, pointer: &str| {
        let file = *document.found[&FileAddress::Path(name.to_owned())].as_ref().unwrap();
        document.value(&Location::value(file, Pointer::new(pointer))).cloned().unwrap_or_default()
    };
    assert_eq!(
        value("swagger.json", "/paths/~1a/post/requestBody"),
        json!({"content": {"application/json": {"schema": {"$ref": "p.json#/body/schema"}}}})
    );
    assert_eq!(
        value("s.json", "/definitions/S"),
        json!({"discriminator": {"propertyName": "d"}, "items": {"$ref": "swagger.json#/components/schemas/Error"}})
    );
    assert_eq!(said(&report), [""; 0]);
}
