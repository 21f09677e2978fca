//! Random schemas that mostly refer to each other: hierarchies, unions, lists and aliases, often
//! circular.

use serde_json::{Map, Value, json};

use super::chance::Chance;

/// The properties of discriminators, and others.
const PROPERTIES: &[&str] = &["kind", "type", "next"];

const KEYWORDS: &[&str] = &["allOf", "allOf", "allOf", "oneOf", "anyOf"];

/// A document whose operations send and receive such schemas.
pub fn document(chance: &mut Chance) -> Value {
    let version = *chance.of(&["3.0.3", "3.1.0", "3.2.0"]);
    let mut graph = Graph { count: 2 + chance.below(6), chance };
    let schemas: Map<_, _> =
        (0..graph.count).map(|index| (Graph::name(index), graph.schema(2))).collect();
    let content = |graph: &mut Graph<'_>| {
        let media = json!({"schema": graph.reference()});
        json!({"application/json": media, "application/xml": media})
    };
    let paths: Map<_, _> = (0..3)
        .map(|index| {
            let operation = json!({
                "operationId": format!("do{index}"),
                "requestBody": {"content": content(&mut graph)},
                "responses": {"200": {"description": "", "content": content(&mut graph)}},
            });
            (format!("/{index}"), json!({"post": operation}))
        })
        .collect();
    json!({
        "openapi": version,
        "info": {"title": "Graph", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

struct Graph<'c> {
    chance: &'c mut Chance,
    count: usize,
}

impl Graph<'_> {
    fn name(index: usize) -> String {
        format!("S{index}")
    }

    fn any_name(&mut self) -> String {
        Self::name(self.chance.below(self.count))
    }

    fn reference(&mut self) -> Value {
        json!({"$ref": format!("#/components/schemas/{}", self.any_name())})
    }

    fn schema(&mut self, depth: usize) -> Value {
        match self.chance.below(if depth == 0 { 3 } else { 9 }) {
            0 | 1 => self.reference(),
            2 => json!({"type": "object", "properties": {"id": {"type": "string"}}}),
            3 => json!({"type": "array", "items": self.schema(depth - 1)}),
            4 => json!({"additionalProperties": self.schema(depth - 1)}),
            5 => {
                let mut schema = self.composed(depth);
                schema["nullable"] = true.into();
                schema
            }
            _ => self.composed(depth),
        }
    }

    fn composed(&mut self, depth: usize) -> Value {
        let keyword = *self.chance.of(KEYWORDS);
        let parts: Vec<Value> =
            (0..=self.chance.below(3)).map(|_| self.schema(depth - 1)).collect();
        let mut schema = json!({keyword: parts});
        if self.chance.below(3) == 0 {
            let properties: Map<_, _> = (0..=self.chance.below(2))
                .map(|_| ((*self.chance.of(PROPERTIES)).to_owned(), self.property(depth)))
                .collect();
            schema["properties"] = properties.into();
        }
        if self.chance.below(3) == 0 {
            schema["discriminator"] = self.discriminator();
        }
        if self.chance.below(12) == 0 {
            schema["x-ms-discriminator-value"] = self.any_name().into();
        }
        schema
    }

    fn property(&mut self, depth: usize) -> Value {
        match self.chance.below(3) {
            0 => self.schema(depth - 1),
            1 => json!({"type": "string", "enum": [self.any_name()]}),
            _ => json!({"type": "string"}),
        }
    }

    fn discriminator(&mut self) -> Value {
        let mut discriminator = json!({"propertyName": *self.chance.of(PROPERTIES)});
        if self.chance.below(2) == 0 {
            let mapping: Map<_, _> = (0..=self.chance.below(3))
                .map(|_| {
                    let value = match self.chance.below(2) {
                        0 => self.any_name(),
                        _ => format!("v{}", self.chance.below(3)),
                    };
                    (value, format!("#/components/schemas/{}", self.any_name()).into())
                })
                .collect();
            discriminator["mapping"] = mapping.into();
        }
        discriminator
    }
}
