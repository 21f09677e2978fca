//! Schemas and references between them.

use serde_json::{Value, json};

use super::document::{
    all_of_these, chain, each_schema, list, nested, object, requiring, schema, schemas,
    with_property,
};
use super::measure::{Files, Shape};

pub const SHAPES: &[Shape] = &[
    Shape::new("properties of one object", 250, |count| {
        each_schema(
            1,
            |_| json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"type": "string"})))}),
        )
    }),
    Shape::new("required properties of one object", 250, |count| {
        let names = list(count, |index| format!("p{index}").into());
        each_schema(
            1,
            |_| json!({"type": "object", "required": names, "properties": object(count, |index| (format!("p{index}"), json!({"type": "string"})))}),
        )
    }),
    Shape::new("objects", 100, |count| {
        all_of_these(count, |index| with_property(&format!("q{index}"), json!({"type": "integer"})))
    }),
    Shape::new("inline objects, of which every second is the same", 60, |count| {
        all_of_these(count, |index| {
            let own = format!("own{}", index * (index % 2));
            with_property("inner", with_property("same", with_property(&own, json!({"type": "string"}))))
        })
    }),
    Shape::new("references, each used once", 250, |count| chain(count, |_, next| next)),
    Shape::new("references, each used elsewhere, too", 100, |count| {
        let all = object(count, |index| (format!("p{index}"), schema(index + 1)));
        each_schema(count + 2, |index| match index {
            0 => json!({"type": "object", "properties": all}),
            last if last == count + 1 => with_property("a", json!({"type": "string"})),
            other => schema(other + 1),
        })
    }),
    Shape::new("objects that hold the next", 100, |count| chain(count, |_, next| with_property("next", next))),
    Shape::new("objects that require the next", 100, |count| chain(count, |_, next| requiring("next", next))),
    Shape::new("objects in a circle", 100, |count| {
        each_schema(count, |index| requiring("next", schema((index + 1) % count)))
    }),
    Shape::new("objects that hold several others", 60, |count| {
        each_schema(count, |index| {
            let properties = object(8, |other| (format!("p{other}"), schema((index * 7 + other * other + 1) % count)));
            json!({"type": "object", "properties": properties, "required": ["p0", "p1"]})
        })
    }),
    Shape::new("lists of the next", 250, |count| chain(count, |_, next| json!({"type": "array", "items": next}))),
    Shape::new("maps of the next", 250, |count| {
        chain(count, |_, next| json!({"type": "object", "additionalProperties": next}))
    }),
    Shape::new("lists in lists", 250, |count| {
        nested(count, |_| r#"{"items":"#.to_owned(), r#"{"type":"string"}"#, |_| "}".to_owned())
    }),
    Shape::new("objects in objects", 10, |count| {
        let nested = (0..20).fold(json!({"type": "string"}), |inner, level| with_property(&format!("p{level}"), inner));
        all_of_these(count, |_| nested.clone())
    }),
    Shape::new("schemas in allOf in allOf", 250, |count| {
        nested(count, |_| r#"{"allOf":["#.to_owned(), r#"{"type":"object"}"#, |_| "]}".to_owned())
    }),
    Shape::new("schemas in allOf in allOf, with siblings", 300, |count| {
        let sibling = |level: usize, sibling: usize| {
            with_property(&format!("p{level}_{sibling}"), json!({"type": "string"})).to_string()
        };
        let siblings = |level: usize| (0..4).map(|index| format!(",{}", sibling(level, index))).collect::<String>();
        nested(count, |_| r#"{"allOf":["#.to_owned(), r#"{"type":"object"}"#, |level| format!("{}]}}", siblings(level)))
    })
    .refused("E0127"),
    Shape::new("schemas of one allOf", 100, |count| {
        each_schema(count + 1, |index| match index {
            0 => json!({"allOf": list(count, |index| schema(index + 1))}),
            other => with_property(&format!("p{other}"), json!({"type": "string"})),
        })
    }),
    Shape::new("anonymous schemas of one allOf", 100, |count| {
        each_schema(
            1,
            |_| json!({"allOf": list(count, |index| with_property(&format!("p{index}"), json!({"type": "string"})))}),
        )
    }),
    Shape::new("schemas that are allOf the next", 250, |count| chain(count, |_, next| json!({"allOf": [next]}))),
    Shape::new("schemas that are allOf the next and a property", 600, |count| {
        all_of_these(count, |index| match index {
            1 => with_property("a", json!({"type": "string"})),
            other => {
                json!({"allOf": [schema(other - 1), with_property(&format!("q{other}"), json!({"type": "string"}))]})
            }
        })
    })
    .refused("E0127"),
    Shape::new("schemas that are allOf the same", 100, |count| {
        all_of_these(count, |index| match index {
            1 => with_property("a", json!({"type": "string"})),
            other => json!({"allOf": [schema(1), with_property(&format!("q{other}"), json!({"type": "integer"}))]}),
        })
    }),
    Shape::new("allOf twice the next", 100, |count| chain(count, |_, next| json!({"allOf": [next.clone(), next]}))),
    Shape::new("constraints of one property", 100, |count| {
        each_schema(
            1,
            |_| json!({"type": "object", "properties": {"a": {"allOf": list(count, |index| json!({"type": "string", "maxLength": index + 5}))}}}),
        )
    }),
    Shape::new("values of one enum", 400, |count| {
        each_schema(1, |_| json!({"type": "string", "enum": list(count, |index| format!("v{index}").into())}))
    }),
    Shape::new("integers of one enum", 400, |count| {
        each_schema(1, |_| json!({"type": "integer", "enum": list(count, |index| index.into())}))
    }),
    Shape::new("enums", 60, |count| {
        all_of_these(count, |index| json!({"type": "string", "enum": ["a", "b", format!("v{index}")]}))
    }),
    Shape::new("anonymous enums", 60, |count| {
        each_schema(
            1,
            |_| json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"type": "string", "enum": ["a", "b"]})))}),
        )
    }),
    Shape::new("properties of the same name in Rust", 250, |count| {
        each_schema(
            1,
            |_| json!({"type": "object", "properties": object(count, |index| (same_name(index), json!({})))}),
        )
    }),
    Shape::new("schemas of the same name in Rust", 100, |count| {
        let named = |index: usize| (same_name(index), with_property("a", json!({"type": "string"})));
        let properties = object(count, |index| {
            (format!("p{index}"), json!({"$ref": format!("#/components/schemas/{}", same_name(index))}))
        });
        let mut all = object(count, named);
        all["S0"] = json!({"type": "object", "properties": properties});
        schemas(all)
    }),
    Shape::new("values of one name in an enum", 250, |count| {
        each_schema(1, |_| json!({"type": "string", "enum": list(count, |index| same_name(index).into())}))
    }),
    Shape::new("objects that are sent and received", 60, |count| {
        let circle = object(count, |index| {
            let properties = json!({"id": {"type": "string", "readOnly": true}, "next": schema((index + 1) % count)});
            (format!("S{index}"), json!({"type": "object", "properties": properties}))
        });
        let content = json!({"content": {"application/json": {"schema": schema(0)}}});
        let operation =
            json!({"operationId": "a", "requestBody": content, "responses": super::document::responding(schema(0))});
        super::document::document(json!({"/a": {"post": operation}}), json!({"schemas": circle})).into()
    }),
    Shape::new("defaults", 100, |count| {
        each_schema(
            1,
            |_| json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"type": "string", "default": format!("v{index}"), "maxLength": 9})))}),
        )
    }),
    Shape::new("patterns", 100, |count| {
        each_schema(
            1,
            |_| json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"type": "string", "pattern": format!("^a{index}$")})))}),
        )
    }),
    Shape::new("examples of schemas", 100, |count| {
        let example = |count: usize| list(count, |index| json!({"a": index, "b": [index]}));
        each_schema(
            1,
            |_| json!({"type": "object", "properties": {"a": {"type": "integer"}}, "example": example(count)}),
        )
    }),
    Shape::new("references into schemas", 100, |count| {
        let properties = object(count, |index| match index {
            0 => ("p0".to_owned(), with_property("a", json!({"type": "string"}))),
            other => {
                (format!("p{other}"), json!({"$ref": format!("#/components/schemas/S0/properties/p{}", other - 1)}))
            }
        });
        each_schema(1, |_| json!({"type": "object", "properties": properties}))
    }),
    Shape::new("objects without a name that refer back", 60, |count| {
        let properties = object(count, |index| {
            (
                format!("p{index}"),
                with_property(
                    "back",
                    json!({"$ref": format!("#/components/schemas/S0/properties/p{}", (index + 1) % count)}),
                ),
            )
        });
        each_schema(1, |_| json!({"type": "object", "properties": properties}))
    }),
    Shape::new("unknown keywords", 250, |count| {
        let mut all = object(count, |index| (format!("q{index}"), json!(1)));
        all["type"] = "object".into();
        each_schema(1, |_| all.clone())
    }),
    Shape::new("extensions", 250, |count| {
        let mut all = object(count, |index| (format!("x-q{index}"), json!(index)));
        all["type"] = "object".into();
        each_schema(1, |_| all.clone())
    }),
    Shape::new("definitions of 3.1 in each other", 50, defined_within).within(200),
    Shape::new("definitions of 3.1 far in each other", 300, defined_within),
    Shape::new("anchors", 100, |count| {
        let mut document = value(each_schema(count + 1, |index| match index {
            0 => {
                json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"$ref": format!("#a{}", index + 1)})))})
            }
            other => json!({"$anchor": format!("a{other}"), "type": "object", "properties": {"a": {"type": "string"}}}),
        }));
        document["openapi"] = "3.1.0".into();
        document.into()
    }),
    Shape::new("identifiers of schemas", 100, |count| {
        let mut document = value(each_schema(count + 1, |index| match index {
            0 => {
                json!({"type": "object", "properties": object(count, |index| (format!("p{index}"), json!({"$ref": format!("https://a.test/a{}", index + 1)})))})
            }
            other => {
                json!({"$id": format!("https://a.test/a{other}"), "type": "object", "properties": {"a": {"type": "string"}}})
            }
        }));
        document["openapi"] = "3.1.0".into();
        document.into()
    }),
    Shape::new("tuples of 3.1", 100, |count| {
        let mut document = value(each_schema(
            1,
            |_| json!({"type": "array", "prefixItems": list(count, |_| json!({"type": ["string", "null"], "const": "a"}))}),
        ));
        document["openapi"] = "3.1.0".into();
        document.into()
    }),
    Shape::new("definitions of 2.0", 100, |count| {
        let properties =
            object(count, |index| (format!("p{index}"), json!({"$ref": format!("#/definitions/S{}", index + 1)})));
        let definitions = object(count + 1, |index| match index {
            0 => ("S0".to_owned(), json!({"type": "object", "properties": properties})),
            other => (format!("S{other}"), with_property("a", json!({"type": "string"}))),
        });
        let responses = json!({"200": {"description": "A.", "schema": {"$ref": "#/definitions/S0"}}});
        json!({
            "swagger": "2.0", "info": {"title": "Growth", "version": "1"}, "produces": ["application/json"],
            "paths": {"/a": {"get": {"operationId": "a", "responses": responses}}}, "definitions": definitions,
        })
        .into()
    }),
];

/// Keys that are all different but become the same name in Rust.
fn same_name(index: usize) -> String {
    format!("a{}", format!("-{index:b}").replace('0', "-").replace('1', "_"))
}

fn value(files: Files) -> Value {
    serde_json::from_str(&files.0.first().expect("a root").1).expect("JSON")
}

/// A schema with nested definitions, each of which contains a reference.
fn defined_within(count: usize) -> Files {
    let before = |level: usize| {
        format!(
            r##"{{"type":["object","null"],"properties":{{"a":{{"$ref":"#/components/schemas/S0"}}}},"$defs":{{"d{level}":"##
        )
    };
    let mut files = nested(count, before, r#"{"type":"string"}"#, |_| "}}".to_owned());
    for (_, text) in &mut files.0 {
        *text = text.replace("3.0.3", "3.1.0");
    }
    files
}
