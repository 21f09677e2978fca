//! Unions, discriminators and mappings.

use serde_json::{Value, json};

use super::document::{
    all_of_these, document, each_schema, list, nested, object, requiring, schema, with_property,
};
use super::measure::{Files, Shape};

pub const SHAPES: &[Shape] = &[
    Shape::new("alternatives", 60, |count| {
        union(
            count,
            |all| json!({"oneOf": all}),
            |index| requiring(&format!("p{index}"), json!({"type": "string"})),
        )
    }),
    Shape::new("lists of alternatives that are elements in XML", 30, |count| {
        let mut schemas = object(count, |index| {
            let structure = requiring(&format!("p{index}"), json!({"type": "string"}));
            (format!("S{}", index + 1), structure)
        });
        let all = list(count, |index| schema(index + 1));
        schemas["Any"] = json!({"xml": {"nodeType": "none"}, "oneOf": all});
        let any = json!({"$ref": "#/components/schemas/Any"});
        let lists =
            object(count, |index| (format!("l{index}"), json!({"type": "array", "items": any})));
        let response = json!({"200": {"description": "A.", "content": {"application/xml": {"schema": {"type": "object", "properties": lists}}}}});
        let mut document = document(
            json!({"/a": {"get": {"operationId": "a", "responses": response}}}),
            json!({"schemas": schemas}),
        );
        document["openapi"] = "3.2.0".into();
        document.into()
    }),
    Shape::new("alternatives that only require properties", 60, |count| {
        let required = list(count, |index| json!({"required": [format!("p{index}")]}));
        each_schema(1, |_| json!({"type": "object", "properties": {"a": {}}, "anyOf": required}))
    }),
    Shape::new("unions of schemas that inherit a discriminator", 60, |count| {
        let base = json!({"$ref": "#/components/schemas/S1"});
        all_of_these(count * 2 + 1, |index| match index {
            1 => {
                json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}})
            }
            index if index <= count + 1 => {
                let own = with_property(&format!("p{index}"), json!({"type": "string"}));
                json!({"allOf": [base, own]})
            }
            index => json!({"oneOf": [schema(index - count), schema(2)]}),
        })
    }),
    Shape::new("alternatives that are alike", 60, |count| {
        union(count, |all| json!({"anyOf": all}), |_| with_property("a", json!({"type": "string"})))
    }),
    Shape::new("anonymous alternatives", 60, |count| {
        each_schema(
            1,
            |_| json!({"oneOf": list(count, |index| requiring(&format!("p{index}"), json!({"type": "string"})))}),
        )
    }),
    Shape::new("alternatives with titles", 60, |count| {
        each_schema(
            1,
            |_| json!({"oneOf": list(count, |index| json!({"title": "Same", "type": "object", "required": [format!("p{index}")], "properties": {format!("p{index}"): {}}}))}),
        )
    }),
    Shape::new("alternatives with a discriminator", 60, |count| {
        union(
            count,
            |all| json!({"oneOf": all, "discriminator": {"propertyName": "kind"}}),
            |_| requiring("kind", json!({"type": "string"})),
        )
    }),
    Shape::new("alternatives with a mapping", 60, |count| {
        let mapping = mapping(count);
        union(
            count,
            |all| json!({"oneOf": all, "discriminator": {"propertyName": "kind", "mapping": mapping}}),
            |_| requiring("kind", json!({"type": "string"})),
        )
    }),
    Shape::new("alternatives with a mapping, tags in enums", 60, |count| {
        let mapping = mapping(count);
        union(
            count,
            |all| json!({"oneOf": all, "discriminator": {"propertyName": "kind", "mapping": mapping}}),
            |index| requiring("kind", json!({"type": "string", "enum": [format!("k{index}")]})),
        )
    }),
    Shape::new("a mapping to two alternatives", 250, |count| {
        let mapping = object(count, |index| {
            (format!("k{index}"), format!("#/components/schemas/S{}", index % 2 + 1).into())
        });
        union(
            2,
            |all| json!({"oneOf": all, "discriminator": {"propertyName": "kind", "mapping": mapping}}),
            |_| requiring("kind", json!({"type": "string"})),
        )
    }),
    Shape::new("a mapping to names", 60, |count| {
        let mapping =
            object(count, |index| (format!("k{index}"), format!("S{}", index + 1).into()));
        union(
            count,
            |all| json!({"oneOf": all, "discriminator": {"propertyName": "kind", "mapping": mapping}}),
            |_| requiring("kind", json!({"type": "string"})),
        )
    }),
    Shape::new("a mapping to what is not there", 60, |count| {
        let mapping =
            object(count, |index| (format!("k{index}"), format!("X{}", index + 1).into()));
        union(
            count,
            |all| json!({"oneOf": all, "discriminator": {"propertyName": "kind", "mapping": mapping}}),
            |_| requiring("kind", json!({"type": "string"})),
        )
    }),
    Shape::new("children of a base", 60, |count| family(count, None)),
    Shape::new("children of a base with a mapping", 60, |count| {
        family(count, Some(mapping(count)))
    }),
    Shape::new("children of a base that lists their tags", 120, |count| {
        let tags = list(count, |index| json!(format!("s_{}", index + 1)));
        each_schema(count + 1, |index| match index {
            0 => {
                json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": tags}}, "discriminator": {"propertyName": "kind"}})
            }
            _ => json!({"allOf": [schema(0), {"type": "object"}]}),
        })
    }),
    Shape::new("children of a child with another discriminator", 120, |count| {
        each_schema(count + 2, |index| match index {
            0 | 1 => {
                let tag = format!("kind{index}");
                let base = if index == 0 { json!([]) } else { json!([schema(0)]) };
                json!({"allOf": base, "type": "object", "required": [tag], "properties": {&tag: {"type": "string"}}, "discriminator": {"propertyName": tag}})
            }
            _ => json!({"allOf": [schema(1), {"type": "object"}]}),
        })
    }),
    Shape::new("children of the child before", 300, |count| {
        all_of_these(count, |index| match index {
            1 => {
                json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}})
            }
            other => json!({"allOf": [schema(other - 1), {"type": "object"}]}),
        })
    }),
    Shape::new("other uses of a base with a mapping", 200, other_uses),
    Shape::new("bases with two children", 30, |count| {
        all_of_these(count * 3, |index| match index % 3 {
            0 => {
                json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}})
            }
            other => {
                json!({"allOf": [schema((index - other).max(3)), with_property(&format!("q{index}"), json!({"type": "string"}))]})
            }
        })
    }),
    Shape::new("alternatives with constants", 60, |count| {
        union(
            count,
            |all| json!({"oneOf": all}),
            |index| json!({"type": "object", "required": ["kind", "a"], "properties": {"kind": {"type": "string", "enum": [format!("k{index}")]}, "a": {}}}),
        )
    }),
    Shape::new("unions", 60, |count| {
        all_of_these(
            count,
            |index| json!({"oneOf": [requiring(&format!("p{index}"), json!({})), requiring("q", json!({}))]}),
        )
    }),
    Shape::new("unions of the same two", 60, |count| {
        all_of_these(count, |index| match index {
            1 | 2 => requiring(&format!("p{index}"), json!({"type": "string"})),
            _ => json!({"oneOf": [schema(1), schema(2)]}),
        })
    }),
    Shape::new("unions of the same two with a discriminator", 60, |count| {
        all_of_these(count, |index| match index {
            1 | 2 => requiring("kind", json!({"type": "string"})),
            _ => {
                json!({"oneOf": [schema(1), schema(2)], "discriminator": {"propertyName": "kind"}})
            }
        })
    }),
    Shape::new("unions of the next union", 60, |count| {
        each_schema(count + 1, |index| match index {
            last if last == count => with_property("a", json!({"type": "string"})),
            other => {
                json!({"oneOf": [schema(other + 1), requiring(&format!("p{index}"), json!({}))]})
            }
        })
    }),
    Shape::new("anyOf in anyOf", 100, |count| {
        nested(count, |_| r#"{"anyOf":["#.to_owned(), r#"{"type":"object"}"#, |_| "]}".to_owned())
    }),
    Shape::new("alternatives beside properties", 30, |count| {
        let alternatives =
            list(count, |index| requiring(&format!("p{index}"), json!({"type": "string"})));
        each_schema(
            1,
            |_| json!({"type": "object", "properties": {"common": {"type": "string"}}, "oneOf": alternatives}),
        )
    }),
    Shape::new("alternatives that only require", 60, |count| {
        let properties = object(count, |index| (format!("p{index}"), json!({"type": "string"})));
        each_schema(
            1,
            |_| json!({"type": "object", "properties": properties, "anyOf": list(count, |index| json!({"required": [format!("p{index}")]}))}),
        )
    }),
    Shape::new("enums of one value in anyOf", 250, |count| {
        each_schema(
            1,
            |_| json!({"anyOf": list(count, |index| json!({"type": "string", "enum": [format!("v{index}")]}))}),
        )
    }),
    Shape::new("integers of one value in oneOf", 250, |count| {
        each_schema(
            1,
            |_| json!({"oneOf": list(count, |index| json!({"type": "integer", "enum": [index], "title": format!("V {index}")}))}),
        )
    }),
    Shape::new("constants in oneOf", 250, |count| {
        json!({
            "openapi": "3.1.0", "info": {"title": "Growth", "version": "1"}, "paths": {},
            "components": {"schemas": {"S0": {"oneOf": list(count, |index| json!({"const": format!("v{index}"), "description": "A."}))}}},
        })
        .into()
    }),
    Shape::new("lists and scalars in anyOf", 100, |count| {
        each_schema(1, |_| {
            json!({"anyOf": list(count, |index| match index % 3 {
                0 => json!({"type": "array", "items": {"type": "string", "enum": [format!("v{index}"), "a"]}}),
                1 => json!({"type": "string", "maxLength": index}),
                _ => json!({"type": "object", "additionalProperties": {"type": "integer"}}),
            })})
        })
    }),
    Shape::new("alternatives of many properties", 4, |count| {
        union(
            count,
            |all| json!({"oneOf": all}),
            |index| {
                let names = list(20, |property| format!("p{index}_{property}").into());
                json!({"type": "object", "required": names, "properties": object(20, |property| (format!("p{index}_{property}"), json!({})))})
            },
        )
    }),
    Shape::new("shared properties of alternatives", 4, |count| {
        union(
            count,
            |all| json!({"oneOf": all}),
            |index| {
                let names = list(20, |property| format!("p{property}").into());
                let mut properties = object(20, |property| (format!("p{property}"), json!({})));
                properties[format!("q{index}")] = json!({});
                json!({"type": "object", "required": names, "properties": properties})
            },
        )
    }),
];

/// The schemas `S1`, `S2` and so on, and `S0` with references to all of them.
fn union(count: usize, of: impl Fn(Value) -> Value, each: impl Fn(usize) -> Value) -> Files {
    let all = list(count, |index| schema(index + 1));
    each_schema(count + 1, |index| match index {
        0 => of(all.clone()),
        other => each(other),
    })
}

fn mapping(count: usize) -> Value {
    object(count, |index| {
        (format!("k{}", index + 1), format!("#/components/schemas/S{}", index + 1).into())
    })
}

/// A base whose mapping names itself and two children, and more schemas that extend it.
fn other_uses(count: usize) -> Files {
    let mapping = object(3, |index| (format!("k{index}"), format!("S{}", index + 1).into()));
    all_of_these(count + 3, |index| match index {
        1 => {
            json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind", "mapping": mapping}})
        }
        other => {
            json!({"allOf": [schema(1), with_property(&format!("p{other}"), json!({"type": "string"}))]})
        }
    })
}

/// A base, and schemas that extend it.
fn family(count: usize, mapping: Option<Value>) -> Files {
    let mut discriminator = json!({"propertyName": "kind"});
    if let Some(mapping) = mapping {
        discriminator["mapping"] = mapping;
    }
    each_schema(count + 1, |index| match index {
        0 => {
            json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}, "discriminator": discriminator})
        }
        other => {
            json!({"allOf": [schema(0), with_property(&format!("p{other}"), json!({"type": "string"}))]})
        }
    })
}
