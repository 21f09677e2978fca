//! Servers, security, webhooks, callbacks, links.

use serde_json::{Value, json};

use super::document::{
    document, list, nothing, object, operations, paths, responding, with_property,
};
use super::measure::{Files, Shape};

pub const SHAPES: &[Shape] = &[
    Shape::new("servers", 60, |count| {
        with(
            "servers",
            list(
                count,
                |index| json!({"url": format!("https://a{index}.test/v{index}"), "description": "A."}),
            ),
        )
    }),
    Shape::new("servers of the same name", 60, |count| {
        with(
            "servers",
            list(
                count,
                |index| json!({"url": format!("https://a{index}.test"), "description": "A."}),
            ),
        )
    }),
    Shape::new("variables of a server", 60, |count| {
        let url: String = (0..count).map(|index| format!("/{{v{index}}}")).collect();
        with(
            "servers",
            json!([{"url": format!("https://a.test{url}"), "variables": object(count, |index| (format!("v{index}"), json!({"default": "a", "enum": ["a", "b"]})))}]),
        )
    }),
    Shape::new("values of a variable of a server", 100, |count| {
        with(
            "servers",
            json!([{"url": "https://{v}.test", "variables": {"v": {"default": "v0", "enum": list(count, |index| format!("v{index}").into())}}}]),
        )
    }),
    Shape::new("servers of operations", 30, |count| {
        operations(
            count,
            |index| json!({"servers": [{"url": format!("https://a{index}.test")}], "responses": nothing()}),
        )
    }),
    Shape::new("security schemes", 30, |count| {
        document(
            paths(
                1,
                |_| json!({"security": list(count, |index| json!({format!("k{index}"): []})), "responses": nothing()}),
            ),
            schemes(count),
        )
        .into()
    }),
    Shape::new("security schemes that are references to the next", 60, |count| {
        let scheme = |index: usize| match index + 1 == count {
            true => json!({"type": "apiKey", "in": "header", "name": "X-K"}),
            false => json!({"$ref": format!("#/components/securitySchemes/k{}", index + 1)}),
        };
        let schemes =
            json!({"securitySchemes": object(count, |index| (format!("k{index}"), scheme(index)))});
        let mut document = document(paths(1, |_| json!({"responses": nothing()})), schemes);
        document["openapi"] = "3.1.0".into();
        document.into()
    }),
    Shape::new("security schemes that are all required", 30, |count| {
        let all = object(count, |index| (format!("k{index}"), json!([])));
        document(paths(1, |_| json!({"security": [all], "responses": nothing()})), schemes(count))
            .into()
    }),
    Shape::new("security schemes, one for each operation", 30, |count| {
        document(
            paths(
                count,
                |index| json!({"security": [{format!("k{index}"): []}], "responses": nothing()}),
            ),
            schemes(count),
        )
        .into()
    }),
    Shape::new("security schemes for all operations", 400, |count| {
        let mut all = document(paths(count, |_| json!({"responses": nothing()})), schemes(count));
        all["security"] = list(count, |index| json!({format!("k{index}"): []}));
        all.into()
    })
    .refused("E0127"),
    Shape::new("scopes", 100, |count| {
        let scopes = object(count, |index| (format!("s{index}"), json!("A.")));
        let scheme = json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.test/token", "scopes": scopes}}});
        let operation = json!({"security": [{"k": list(count, |index| format!("s{index}").into())}], "responses": nothing()});
        document(paths(1, |_| operation.clone()), json!({"securitySchemes": {"k": scheme}})).into()
    }),
    Shape::new("scopes of operations", 30, |count| {
        let scopes = object(count, |index| (format!("s{index}"), json!("A.")));
        let scheme = json!({"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.test/token", "scopes": scopes}}});
        let operation = |index: usize| json!({"security": [{"k": [format!("s{index}")]}], "responses": nothing()});
        document(paths(count, operation), json!({"securitySchemes": {"k": scheme}})).into()
    }),
    Shape::new("webhooks", 30, |count| {
        let body = |index: usize| json!({"content": {"application/json": {"schema": with_property(&format!("p{index}"), json!({"type": "string"}))}}});
        let mut all = document(json!({}), json!({}));
        all["openapi"] = "3.1.0".into();
        all["webhooks"] = object(count, |index| {
            (
                format!("w{index}"),
                json!({"post": {"requestBody": body(index), "responses": nothing()}}),
            )
        });
        all.into()
    }),
    Shape::new("webhooks with constants", 30, |count| {
        let schema = |index: usize| json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": [format!("k{index}")]}}});
        let mut all = document(
            json!({}),
            json!({"schemas": object(count, |index| (format!("S{index}"), schema(index)))}),
        );
        all["openapi"] = "3.1.0".into();
        let body = |index: usize| json!({"content": {"application/json": {"schema": super::document::schema(index)}}});
        all["webhooks"] = object(count, |index| {
            (
                format!("w{index}"),
                json!({"post": {"requestBody": body(index), "responses": nothing()}}),
            )
        });
        all.into()
    }),
    Shape::new("callbacks of one operation", 30, |count| {
        let body = json!({"content": {"application/json": {"schema": with_property("a", json!({"type": "string"}))}}});
        let callback = |index: usize| json!({format!("{{$request.body#/u{index}}}"): {"post": {"requestBody": body, "responses": nothing()}}});
        let callbacks = object(count, |index| (format!("c{index}"), callback(index)));
        operations(1, |_| json!({"callbacks": callbacks, "responses": nothing()}))
    }),
    Shape::new("callbacks of operations", 20, |count| {
        let body = json!({"content": {"application/json": {"schema": with_property("a", json!({"type": "string"}))}}});
        let callback =
            json!({"{$request.body#/u}": {"post": {"requestBody": body, "responses": nothing()}}});
        operations(
            count,
            |index| json!({"callbacks": {format!("c{index}"): callback}, "responses": nothing()}),
        )
    }),
    Shape::new("links of one response", 30, |count| {
        let links = object(count, |index| {
            (
                format!("l{index}"),
                json!({"operationId": "b", "parameters": {"p": "$response.body#/a"}}),
            )
        });
        let response = json!({"description": "A.", "links": links, "content": {"application/json": {"schema": with_property("a", json!({"type": "string"}))}}});
        let b = json!({"operationId": "b", "parameters": [{"name": "p", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": nothing()});
        let paths = json!({"/a": {"get": {"operationId": "a", "responses": {"200": response}}}, "/b/{p}": {"get": b}});
        document(paths, json!({})).into()
    }),
    Shape::new("links to the next operation", 20, |count| {
        let paths = object(count, |index| {
            let link = json!({"operationId": format!("a{}", (index + 1) % count), "parameters": {"p": "$response.body#/a"}});
            let response = json!({"description": "A.", "links": {"next": link}, "content": {"application/json": {"schema": with_property("a", json!({"type": "string"}))}}});
            let parameters = json!([{"name": "p", "in": "path", "required": true, "schema": {"type": "string"}}]);
            (
                format!("/a{index}/{{p}}"),
                json!({"get": {"operationId": format!("a{index}"), "parameters": parameters, "responses": {"200": response}}}),
            )
        });
        document(paths, json!({})).into()
    }),
    Shape::new("links by reference", 20, |count| {
        let paths = object(count, |index| {
            let link = json!({"operationRef": format!("#/paths/~1a{}/get", (index + 1) % count)});
            let response = json!({"description": "A.", "links": {"next": link}, "content": {"application/json": {"schema": {"type": "string"}}}});
            (
                format!("/a{index}"),
                json!({"get": {"operationId": format!("a{index}"), "responses": {"200": response}}}),
            )
        });
        document(paths, json!({})).into()
    }),
    Shape::new("examples of a response", 60, |count| {
        let schema = with_property("a", json!({"type": "integer"}));
        let examples = object(count, |index| (format!("e{index}"), json!({"value": {"a": index}})));
        let mut responses = responding(schema);
        responses["200"]["content"]["application/json"]["examples"] = examples;
        operations(1, |_| json!({"responses": responses}))
    }),
    Shape::new("examples that are references", 60, |count| {
        let schema = with_property("a", json!({"type": "integer"}));
        let mut responses = responding(schema);
        responses["200"]["content"]["application/json"]["examples"] = object(count, |index| {
            (format!("e{index}"), json!({"$ref": format!("#/components/examples/E{index}")}))
        });
        let examples = object(count, |index| (format!("E{index}"), json!({"value": {"a": index}})));
        document(paths(1, |_| json!({"responses": responses})), json!({"examples": examples}))
            .into()
    }),
    Shape::new("external documentation", 30, |count| {
        operations(
            count,
            |index| json!({"externalDocs": {"url": format!("https://a.test/{index}"), "description": "More."}, "responses": nothing()}),
        )
    }),
];

fn with(key: &str, member: Value) -> Files {
    let mut all = document(paths(1, |_| json!({"responses": nothing()})), json!({}));
    all[key] = member;
    all.into()
}

fn schemes(count: usize) -> Value {
    json!({"securitySchemes": object(count, |index| (format!("k{index}"), json!({"type": "apiKey", "in": "header", "name": format!("X-K{index}")})))})
}
