//! Random documents: most of what OpenAPI has, in unusual combinations, and some mistakes.

use serde_json::{Map, Value, json};

use super::chance::{Chance, WORDS};

/// Names that are equal in Rust, have a meaning there, or are not valid there.
const NAMES: &[&str] = &[
    "A", "B", "a", "a-b", "a_b", "aB", "AB", "Self", "self", "type", "Option", "Result", "Error",
    "Response", "List", "Client", "new", "🦀", "1", "$x", "x y", "ß", "", "id", "data", "next",
    "kind", "String", "Vec", "Unknown", "items", "send", "stream", "body", "core", "std", "r#fn",
    "limit", "offset", "cursor", "A_B", "A-Input", "AInput", "r", "T",
];

const FORMATS: &[&str] = &[
    "date",
    "date-time",
    "time",
    "duration",
    "uuid",
    "uri",
    "byte",
    "binary",
    "decimal",
    "email",
    "int32",
    "int64",
    "uint64",
    "float",
    "double",
    "password",
    "other",
];

const MEDIA: &[&str] = &[
    "application/json",
    "application/json; charset=utf-8",
    "application/problem+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "text/plain",
    "text/event-stream",
    "application/x-ndjson",
    "application/jsonl",
    "application/json-seq",
    "application/octet-stream",
    "image/png",
    "*/*",
    "application/xml",
];

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document of one of three versions.
pub fn document(chance: &mut Chance) -> Value {
    let version = *chance.of(&["3.0.3", "3.0.4", "3.1.0", "3.1.1", "3.2.0"]);
    let mut maker = Maker {
        schemas: names(chance, 10),
        tags: names(chance, 4),
        chance,
        version,
        operations: 0,
    };
    let schemas = maker
        .schemas
        .clone()
        .into_iter()
        .map(|name| (name, maker.schema(4)))
        .collect::<Map<_, _>>();
    let paths = (0..maker.chance.below(5)).map(|_| maker.path()).collect::<Map<_, _>>();
    let mut document = json!({
        "openapi": version,
        "info": {"title": maker.word(), "version": "1", "description": maker.prose()},
        "tags": maker.tags.iter().map(|name| json!({"name": name})).collect::<Vec<_>>(),
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "token": {"type": "http", "scheme": "bearer"},
            "user": {"type": "http", "scheme": "basic"},
        }},
    });
    if maker.one_in(3) {
        document["servers"] = json!([{"url": "https://{host}.test/{base}", "variables": {
            "host": {"default": "a", "enum": ["a", "b"]}, "base": {"default": "v1"},
        }}]);
    }
    if maker.one_in(3) {
        document["security"] = json!([{"key": []}, {"token": [], "user": []}]);
    }
    if version >= "3.1" && maker.one_in(3) {
        let hooks = (0..maker.chance.below(3))
            .map(|_| (maker.name(), maker.item("")))
            .collect::<Map<_, _>>();
        document["webhooks"] = hooks.into();
    }
    document
}

fn names(chance: &mut Chance, most: usize) -> Vec<String> {
    let mut names: Vec<String> =
        (0..=chance.below(most)).map(|_| (*chance.of(NAMES)).to_owned()).collect();
    names.sort();
    names.dedup();
    names
}

struct Maker<'c> {
    chance: &'c mut Chance,
    version: &'static str,
    schemas: Vec<String>,
    tags: Vec<String>,
    operations: usize,
}

impl Maker<'_> {
    fn one_in(&mut self, number: usize) -> bool {
        self.chance.below(number) == 0
    }

    fn name(&mut self) -> String {
        (*self.chance.of(NAMES)).to_owned()
    }

    fn word(&mut self) -> String {
        (*self.chance.of(WORDS)).to_owned()
    }

    fn prose(&mut self) -> String {
        (0..self.chance.below(4)).map(|_| self.word() + " ").collect()
    }

    fn scalar(&mut self) -> Value {
        let word = self.word();
        self.chance
            .of(&[
                json!(word),
                json!(1),
                json!(-7.5),
                json!(true),
                Value::Null,
                json!([]),
                json!({}),
            ])
            .clone()
    }

    /// A random schema, and sometimes a string instead.
    fn schema(&mut self, depth: usize) -> Value {
        if self.one_in(150) {
            return self.scalar();
        }
        let kind = self.chance.below(if depth == 0 { 10 } else { 20 });
        let mut schema = match kind {
            0..=2 => return self.reference(),
            3 | 4 => json!({"type": "string", "format": *self.chance.of(FORMATS)}),
            5 => {
                let values: Vec<Value> =
                    (0..=self.chance.below(4)).map(|_| Value::from(self.name())).collect();
                json!({"type": "string", "enum": values})
            }
            6 => {
                json!({"type": *self.chance.of(&["integer", "number"]), "format": *self.chance.of(FORMATS), "minimum": 0})
            }
            7 => json!({"type": "integer", "enum": [1, 2, self.chance.below(3)]}),
            8 => json!({"type": "boolean"}),
            9 => json!({}),
            10..=12 => json!({"type": "array", "items": self.schema(depth - 1)}),
            13..=16 => self.object(depth),
            _ => self.composed(depth),
        };
        self.decorate(&mut schema);
        schema
    }

    fn reference(&mut self) -> Value {
        let name = self.chance.of(&self.schemas).clone();
        json!({"$ref": format!("#/components/schemas/{}", name.replace('~', "~0").replace('/', "~1"))})
    }

    fn object(&mut self, depth: usize) -> Value {
        let properties: Map<_, _> =
            (0..self.chance.below(6)).map(|_| (self.name(), self.schema(depth - 1))).collect();
        let required: Vec<_> =
            properties.keys().filter(|_| self.chance.below(2) == 0).cloned().collect();
        let mut object = json!({"type": "object", "properties": properties});
        if !required.is_empty() {
            object["required"] = required.into();
        }
        match self.chance.below(6) {
            0 => object["additionalProperties"] = true.into(),
            1 => object["additionalProperties"] = false.into(),
            2 => object["additionalProperties"] = self.schema(depth - 1),
            _ => {}
        }
        object
    }

    fn composed(&mut self, depth: usize) -> Value {
        let keyword = *self.chance.of(&["allOf", "oneOf", "anyOf"]);
        let parts: Vec<Value> =
            (0..=self.chance.below(4)).map(|_| self.schema(depth - 1)).collect();
        let mut schema = json!({keyword: parts});
        if self.one_in(3) {
            schema["discriminator"] = json!({"propertyName": self.name()});
        }
        if self.one_in(4) {
            schema["properties"] = json!({self.name(): self.schema(depth - 1)});
        }
        schema
    }

    fn decorate(&mut self, schema: &mut Value) {
        let is_new = self.version >= "3.1";
        match self.chance.below(12) {
            0 if is_new => {
                if let Some(kind) = schema.get("type").cloned() {
                    schema["type"] = json!([kind, "null"]);
                }
            }
            0 => schema["nullable"] = true.into(),
            1 => schema["readOnly"] = true.into(),
            2 => schema["writeOnly"] = true.into(),
            3 => schema["default"] = self.scalar(),
            4 => schema["description"] = self.prose().into(),
            5 => schema["deprecated"] = true.into(),
            6 if is_new => schema["const"] = self.scalar(),
            7 => schema["title"] = self.name().into(),
            8 => schema["example"] = self.scalar(),
            _ => {}
        }
    }

    /// A path, the parameters in it, and its operations.
    fn path(&mut self) -> (String, Value) {
        let mut path = String::new();
        for _ in 0..=self.chance.below(3) {
            path += &match self.chance.below(4) {
                0 => format!("/{{{}}}", self.name()),
                1 => format!("/x{{{}}}.y", self.name()),
                _ => format!("/{}", self.name()),
            };
        }
        let item = self.item(&path);
        (path, item)
    }

    fn item(&mut self, path: &str) -> Value {
        (0..=self.chance.below(2))
            .map(|_| ((*self.chance.of(METHODS)).to_owned(), self.operation(path)))
            .collect::<Map<_, _>>()
            .into()
    }

    fn operation(&mut self, path: &str) -> Value {
        self.operations += 1;
        let number = self.operations;
        let mut parameters: Vec<Value> = path
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next())
            .map(|name| json!({"name": name, "in": "path", "required": true, "schema": self.schema(0)}))
            .collect();
        for _ in 0..self.chance.below(4) {
            let location = *self.chance.of(&["query", "query", "header", "cookie"]);
            let style =
                *self.chance.of(&["form", "form", "simple", "deepObject", "spaceDelimited"]);
            let mut parameter =
                json!({"name": self.name(), "in": location, "schema": self.schema(1)});
            if self.one_in(3) {
                parameter["style"] = style.into();
            }
            if self.one_in(3) {
                parameter["required"] = true.into();
            }
            parameters.push(parameter);
        }
        let mut operation = json!({"parameters": parameters, "responses": self.responses()});
        if !self.one_in(5) {
            operation["operationId"] = format!("{}{number}", self.name()).into();
        }
        if !self.tags.is_empty() && !self.one_in(3) {
            operation["tags"] = json!([self.chance.of(&self.tags)]);
        }
        if self.one_in(2) {
            operation["requestBody"] =
                json!({"required": self.one_in(2), "content": self.content()});
        }
        if self.one_in(6) {
            operation["security"] = self
                .chance
                .of(&[json!([]), json!([{}, {"user": []}]), json!([{"none": []}])])
                .clone();
        }
        if self.one_in(8) {
            operation["deprecated"] = true.into();
        }
        operation
    }

    fn responses(&mut self) -> Value {
        let mut responses = Map::new();
        for _ in 0..=self.chance.below(3) {
            let status = *self
                .chance
                .of(&["200", "201", "204", "2XX", "301", "400", "404", "4XX", "500", "default"]);
            let mut response = json!({"description": self.prose()});
            if !self.one_in(4) {
                response["content"] = self.content();
            }
            if self.one_in(4) {
                response["headers"] = json!({self.name(): {"schema": self.schema(0)}});
            }
            responses.insert(status.to_owned(), response);
        }
        responses.into()
    }

    fn content(&mut self) -> Value {
        let one = |maker: &mut Self| {
            ((*maker.chance.of(MEDIA)).to_owned(), json!({"schema": maker.schema(3)}))
        };
        (0..=self.chance.below(2)).map(|_| one(self)).collect::<Map<_, _>>().into()
    }
}
