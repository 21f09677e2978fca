//! Operations and their parts.

use serde_json::{Value, json};

use super::document::{
    document, list, nothing, object, operations, paths, responding, with_property,
};
use super::measure::Shape;

pub const SHAPES: &[Shape] = &[
    Shape::new("operations", 30, |count| {
        operations(count, |index| json!({"operationId": format!("get{index}"), "responses": nothing()}))
    }),
    Shape::new("operations without a name", 30, |count| operations(count, |_| json!({"responses": nothing()}))),
    Shape::new("operations of the same name", 30, |count| {
        let paths = object(count, |index| {
            (
                format!("/{}/{}", "-".repeat(index % 20), "-".repeat(index / 20)),
                json!({"get": {"responses": nothing()}}),
            )
        });
        document(paths, json!({})).into()
    }),
    Shape::new("operations with a schema each", 30, |count| {
        operations(
            count,
            |index| json!({"responses": responding(with_property(&format!("p{index}"), json!({"type": "string"})))}),
        )
    }),
    Shape::new("operations with the same schema", 30, |count| {
        let schemas = json!({"A": with_property("a", json!({"type": "string"}))});
        let responses = responding(json!({"$ref": "#/components/schemas/A"}));
        document(paths(count, |_| json!({"responses": responses})), json!({"schemas": schemas})).into()
    }),
    Shape::new("bodies that responses convert into", 30, |count| {
        let part = |kind: &str, index: usize| {
            let next = json!({"$ref": format!("#/components/schemas/{kind}{}", (index + 1) % count)});
            (format!("{kind}{index}"), json!({"type": "object", "properties": {"a": {"type": "string"}, "next": next}}))
        };
        let schemas = object(2 * count, |index| part(if index < count { "Read" } else { "Written" }, index % count));
        let content = |kind: &str, index: usize| {
            json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{kind}{index}")}}})
        };
        let item = |index: usize| {
            let get = json!({"responses": {"200": {"description": "A.", "content": content("Read", index)}}});
            let put = json!({"requestBody": {"content": content("Written", index)}, "responses": nothing()});
            (format!("/p{index}"), json!({"get": get, "put": put}))
        };
        document(object(count, item), json!({"schemas": schemas})).into()
    }),
    Shape::new("parameters of one operation", 60, |count| {
        one(json!({"parameters": list(count, |index| parameter(&format!("p{index}"), "query"))}))
    }),
    Shape::new("required parameters of one operation", 60, |count| {
        let required = |index: usize| {
            let mut parameter = parameter(&format!("p{index}"), "header");
            parameter["required"] = true.into();
            parameter
        };
        one(json!({"parameters": list(count, required)}))
    }),
    Shape::new("parameters of one name in Rust", 60, |count| {
        let name = |index: usize| format!("a{}", format!("-{index:b}").replace('0', "-").replace('1', "_"));
        one(json!({"parameters": list(count, |index| parameter(&name(index), "query"))}))
    }),
    Shape::new("parameters of a path", 60, |count| {
        let required = |index: usize| {
            let mut parameter = parameter(&format!("p{index}"), "path");
            parameter["required"] = true.into();
            parameter
        };
        let path: String = (0..count).map(|index| format!("/{{p{index}}}")).collect();
        document(
            json!({path: {"get": {"operationId": "a", "parameters": list(count, required), "responses": nothing()}}}),
            json!({}),
        )
        .into()
    })
    .within(140),
    Shape::new("parameters that are references", 60, |count| {
        let all = object(count, |index| (format!("P{index}"), parameter(&format!("p{index}"), "query")));
        let references = list(count, |index| json!({"$ref": format!("#/components/parameters/P{index}")}));
        let operation = json!({"operationId": "a", "parameters": references, "responses": nothing()});
        document(json!({"/a": {"get": operation}}), json!({"parameters": all})).into()
    }),
    Shape::new("operations with the same parameter", 30, |count| {
        let reference = json!([{"$ref": "#/components/parameters/P"}]);
        let components = json!({"parameters": {"P": parameter("p", "query")}});
        document(paths(count, |_| json!({"parameters": reference, "responses": nothing()})), components).into()
    }),
    Shape::new("operations with the same long parameter", 250, |count| {
        let mut long = parameter("p", "query");
        long["description"] = "It is long. ".repeat(count * 20).into();
        let reference = json!([{"$ref": "#/components/parameters/P"}]);
        document(paths(count, |_| json!({"parameters": reference, "responses": nothing()})), json!({"parameters": {"P": long}})).into()
    })
    .refused("E0127"),
    Shape::new("operations with the same long response", 250, |count| {
        let long = json!({"description": "It is long. ".repeat(count * 20)});
        let responses = json!({"404": {"$ref": "#/components/responses/R"}, "204": {"description": "A."}});
        document(paths(count, |_| json!({"responses": responses})), json!({"responses": {"R": long}})).into()
    })
    .refused("E0127"),
    Shape::new("other names of a long parameter in 3.1", 250, |count| {
        let mut all = object(count, |index| (format!("P{index}"), json!({"$ref": "#/components/parameters/P"})));
        all["P"] = parameter("p", "query");
        all["P"]["description"] = "It is long. ".repeat(count * 20).into();
        let operation = |index: usize| json!({"parameters": [{"$ref": format!("#/components/parameters/P{index}")}], "responses": nothing()});
        let mut document = document(paths(count, operation), json!({"parameters": all}));
        document["openapi"] = "3.1.0".into();
        document.into()
    })
    .refused("E0127"),
    Shape::new("operations of one path with parameters", 30, |count| {
        let item = |index: usize| {
            let operation = |id: String| json!({"operationId": id, "responses": nothing()});
            let item = json!({"parameters": [parameter("p", "query")], "get": operation(format!("get{index}")), "put": operation(format!("put{index}"))});
            (format!("/a{index}"), item)
        };
        document(object(count, item), json!({})).into()
    }),
    Shape::new("enums of parameters", 30, |count| {
        let parameter = |index: usize| json!({"name": format!("p{index}"), "in": "query", "schema": {"type": "string", "enum": ["a", "b", format!("v{index}")]}});
        one(json!({"parameters": list(count, parameter)}))
    }),
    Shape::new("parameters with properties", 60, |count| {
        let properties = object(count, |index| (format!("p{index}"), json!({"type": "string"})));
        one(
            json!({"parameters": [{"name": "a", "in": "query", "style": "deepObject", "explode": true, "schema": {"type": "object", "properties": properties}}]}),
        )
    }),
    Shape::new("headers of one response", 60, |count| {
        let headers = object(count, |index| (format!("X-H{index}"), json!({"schema": {"type": "string"}})));
        document(json!({"/a": {"get": {"operationId": "a", "responses": {"204": {"description": "A.", "headers": headers}}}}}), json!({})).into()
    }),
    Shape::new("headers that are references", 60, |count| {
        let headers = object(count, |index| (format!("X-H{index}"), json!({"schema": {"type": "string"}})));
        let references =
            object(count, |index| (format!("X-H{index}"), json!({"$ref": format!("#/components/headers/X-H{index}")})));
        let operation = json!({"operationId": "a", "responses": {"204": {"description": "A.", "headers": references}}});
        document(json!({"/a": {"get": operation}}), json!({"headers": headers})).into()
    }),
    Shape::new("statuses of one operation", 40, |count| {
        let responses = object(count, |index| {
            let schema = with_property(&format!("p{index}"), json!({"type": "string"}));
            (
                // The ratio of the classes is the same at each size: informational responses have
                // no body, and successes and errors have different code.
                (100 * (1 + index % 5) + index / 5).to_string(),
                json!({"description": "A.", "content": {"application/json": {"schema": schema}}}),
            )
        });
        document(json!({"/a": {"get": {"operationId": "a", "responses": responses}}}), json!({})).into()
    })
    .within(500),
    Shape::new("errors of operations", 20, |count| {
        let problem = |index: usize| json!({"description": "A.", "content": {"application/json": {"schema": with_property(&format!("p{index}"), json!({"type": "string"}))}}});
        operations(
            count,
            |index| json!({"responses": {"204": {"description": "A."}, "400": problem(index), "404": problem(index + 1), "default": problem(index)}}),
        )
    }),
    Shape::new("responses that are references", 30, |count| {
        let responses = object(count, |index| {
            (
                format!("R{index}"),
                json!({"description": "A.", "content": {"application/json": {"schema": with_property("a", json!({"type": "string"}))}}}),
            )
        });
        let operation =
            |index: usize| json!({"responses": {"200": {"$ref": format!("#/components/responses/R{index}")}}});
        document(paths(count, operation), json!({"responses": responses})).into()
    }),
    Shape::new("media types of one response", 60, |count| {
        let content = object(count, |index| {
            (
                format!("application/vnd.a{index}+json"),
                json!({"schema": with_property(&format!("p{index}"), json!({"type": "string"}))}),
            )
        });
        document(json!({"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "A.", "content": content}}}}}), json!({})).into()
    }),
    Shape::new("media types of one request", 30, |count| {
        let content = object(count, |index| {
            (
                format!("application/vnd.a{index}+json"),
                json!({"schema": with_property(&format!("p{index}"), json!({"type": "string"}))}),
            )
        });
        document(
            json!({"/a": {"post": {"operationId": "a", "requestBody": {"content": content}, "responses": nothing()}}}),
            json!({}),
        )
        .into()
    }),
    Shape::new("parts of a form", 60, |count| {
        let properties = object(count, |index| {
            (format!("p{index}"), json!({"type": "string", "format": if index % 2 == 0 { "binary" } else { "uuid" }}))
        });
        let encoding = object(count, |index| (format!("p{index}"), json!({"contentType": "text/plain"})));
        let body = json!({"content": {"multipart/form-data": {"schema": {"type": "object", "properties": properties}, "encoding": encoding}}});
        document(json!({"/a": {"post": {"operationId": "a", "requestBody": body, "responses": nothing()}}}), json!({}))
            .into()
    }),
    Shape::new("fields of a form", 60, |count| {
        let properties =
            object(count, |index| (format!("p{index}"), json!({"type": "array", "items": {"type": "string"}})));
        let encoding =
            object(count, |index| (format!("p{index}"), json!({"style": "form", "explode": index % 2 == 0})));
        let body = json!({"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": properties}, "encoding": encoding}}});
        document(json!({"/a": {"post": {"operationId": "a", "requestBody": body, "responses": nothing()}}}), json!({}))
            .into()
    }),
    Shape::new("bodies that are references", 30, |count| {
        let bodies = object(count, |index| {
            (
                format!("B{index}"),
                json!({"content": {"application/json": {"schema": with_property("a", json!({"type": "string"}))}}}),
            )
        });
        let paths = object(count, |index| {
            (
                format!("/a{index}"),
                json!({"post": {"requestBody": {"$ref": format!("#/components/requestBodies/B{index}")}, "responses": nothing()}}),
            )
        });
        document(paths, json!({"requestBodies": bodies})).into()
    }),
    Shape::new("tags", 30, |count| {
        let mut all: Value =
            document(paths(count, |index| json!({"tags": [format!("t{index}")], "responses": nothing()})), json!({}));
        all["tags"] = list(count, |index| json!({"name": format!("t{index}"), "description": "A."}));
        all.into()
    })
    .within(2_000),
    Shape::new("tags of the same name in Rust", 30, |count| {
        let name = |index: usize| format!("t{}", format!("-{index:b}").replace('0', "-").replace('1', "_"));
        operations(count, |index| json!({"tags": [name(index)], "responses": nothing()}))
    })
    .within(2_000),
    Shape::new("tags of one operation", 250, |count| {
        one(json!({"tags": list(count, |index| format!("t{index}").into())}))
    }),
    Shape::new("operations of one tag", 30, |count| {
        operations(count, |_| json!({"tags": ["a"], "responses": nothing()}))
    }),
    Shape::new("lists with pages", 20, |count| {
        let parameters =
            json!([parameter("offset", "query"), parameter("limit", "query"), parameter("cursor", "query")]);
        let schema = |index: usize| json!({"type": "array", "items": with_property(&format!("p{index}"), json!({"type": "string"}))});
        operations(count, |index| json!({"parameters": parameters, "responses": responding(schema(index))}))
    }),
    Shape::new("streams", 20, |count| {
        let content = |index: usize| json!({"text/event-stream": {"schema": with_property(&format!("p{index}"), json!({"type": "string"}))}});
        operations(count, |index| json!({"responses": {"200": {"description": "A.", "content": content(index)}}}))
    }),
    Shape::new("unknown keywords of operations", 60, |count| {
        operations(count, |index| json!({format!("q{index}"): 1, "responses": nothing()}))
    }),
    Shape::new("references that lead nowhere", 400, |count| {
        operations(
            count,
            |index| json!({"responses": {"200": {"$ref": format!("#/components/responses/Missing{index}")}}}),
        )
    })
    .refused("E0103"),
    Shape::new("operations of 2.0", 30, |count| {
        let operation = |index: usize| json!({"operationId": format!("a{index}"), "parameters": [{"$ref": "#/parameters/P"}, {"name": "b", "in": "body", "schema": {"type": "object"}}], "responses": {"200": {"description": "A.", "schema": {"type": "string"}}}});
        let paths = object(count, |index| (format!("/a{index}"), json!({"post": operation(index)})));
        json!({
            "swagger": "2.0", "info": {"title": "Growth", "version": "1"}, "consumes": ["application/json"], "produces": ["application/json"],
            "parameters": {"P": {"name": "p", "in": "query", "type": "string", "collectionFormat": "csv"}}, "paths": paths,
        })
        .into()
    }),
];

fn one(mut operation: Value) -> super::measure::Files {
    operation["operationId"] = "a".into();
    operation["responses"] = nothing();
    document(json!({"/a": {"get": operation}}), json!({})).into()
}

fn parameter(name: &str, location: &str) -> Value {
    json!({"name": name, "in": location, "schema": {"type": "string"}})
}
