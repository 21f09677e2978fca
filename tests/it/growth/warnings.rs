//! Documents with many messages, and documents with many examples.

use serde_json::{Value, json};

use super::document::{
    all_of_these, chain, document, each_schema, list, nothing, object, operations, paths,
    responding, schema,
};
use super::measure::{Files, Shape};

pub const SHAPES: &[Shape] = &[
    Shape::new("values of enums that have one name in Rust", 30, |count| {
        operations(count, |index| {
            let values = list(40, |value| if value % 2 == 0 { format!("v-{value}") } else { format!("v_{}", value - 1) }.into());
            json!({"operationId": format!("get{index}"), "parameters": [parameter(0, json!({"type": "string", "enum": values}))], "responses": nothing()})
        })
    })
    .linted(),
    Shape::new("warnings of one code in one line", 400, |count| {
        operations(count / 20, |index| json!({"operationId": format!("get{index}"), "parameters": list(20, |number| parameter(number, json!({"type": "string", "format": "odd", "x": 1}))), "responses": nothing()}))
    })
    .linted(),
    Shape::new("references that lead nowhere, all shown", 400, |count| {
        all_of_these(1, |_| json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"$ref": format!("#/x/y{index}")})))}))
    })
    .linted(),
    Shape::new("operations that are not selected, with warnings", 60, |count| {
        let operation = |index: usize| json!({"operationId": format!("get{index}"), "tags": [if index.is_multiple_of(2) { "a" } else { "b" }], "parameters": [{"name": "p", "in": "query", "required": "true", "schema": {"type": "string"}}], "responses": nothing()});
        let manifest = "[package]\nname = \"growth\"\nversion = \"0.1.0\"\n\n[api.growth]\ndocument = \"openapi.json\"\n\n[api.growth.select]\ntags = [\"a\"]\n";
        let document = document(paths(count, operation), json!({})).to_string();
        Files(vec![("sdk.toml".to_owned(), manifest.to_owned()), ("openapi.json".to_owned(), document)])
    })
    .linted(),
    Shape::new("examples of one schema", 240, |count| {
        let holder = json!({"schema": schema(0), "examples": object(count, |index| (format!("e{index}"), json!({"value": {"p0": index}})))});
        let response = json!({"200": {"description": "A.", "content": {"application/json": holder}}});
        let schemas = json!({"S0": {"type": "object", "properties": {"p0": {"type": "integer"}}}});
        document(paths(1, |_| json!({"operationId": "a", "responses": response})), json!({"schemas": schemas})).into()
    })
    .exemplified(),
    Shape::new("examples of schemas", 120, |count| all_of_these(count, |index| json!({"type": "object", "properties": {"a": {"type": "integer", "example": index}}, "example": {"a": index}}))).exemplified(),
    Shape::new("examples of a parameter that all operations share", 30, |count| {
        let parameter = json!({"name": "p", "in": "query", "schema": {"type": "string"}, "examples": object(count, |index| (format!("e{index}"), json!({"value": "a"})))});
        let operation = |index: usize| json!({"operationId": format!("get{index}"), "parameters": [{"$ref": "#/components/parameters/P"}], "responses": nothing()});
        document(paths(count, operation), json!({"parameters": {"P": parameter}})).into()
    })
    .exemplified()
    .slow(),
    Shape::new("examples of a response that all operations share", 30, |count| {
        let examples = object(count, |index| (format!("e{index}"), json!({"value": "a"})));
        let response = json!({"description": "A.", "content": {"application/json": {"schema": {"type": "string"}, "examples": examples}}});
        let operation = |index: usize| json!({"operationId": format!("get{index}"), "responses": {"200": {"$ref": "#/components/responses/R"}}});
        document(paths(count, operation), json!({"responses": {"R": response}})).into()
    })
    .exemplified()
    .slow(),
    Shape::new("examples of schemas in schemas", 100, |count| chain(count, |_, next| json!({"type": "object", "properties": {"next": next}, "example": {}}))).exemplified(),
    Shape::new("alternatives of a mapping with an example each", 30, |count| {
        let mapping = object(count, |index| (format!("t{index}"), format!("#/components/schemas/S{}", index + 1).into()));
        each_schema(count + 1, |index| match index {
            0 => json!({"oneOf": list(count, |index| schema(index + 1)), "discriminator": {"propertyName": "kind", "mapping": mapping}, "example": {"kind": "t0"}}),
            other => json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, format!("q{other}"): {"type": "integer", "example": other}}}),
        })
    })
    .exemplified(),
    Shape::new("an example of a schema in schemas without a name", 100, |count| {
        let inner = json!({"type": "string", "example": "a"});
        let nested = (0..20).fold(inner, |inner, _| json!({"type": "array", "items": inner}));
        let paths = paths(count, |_| json!({"responses": responding(nested.clone())}));
        document(paths, json!({})).into()
    })
    .exemplified(),
];

fn parameter(number: usize, schema: Value) -> Value {
    json!({"name": format!("p{number}"), "in": "query", "schema": schema})
}
