//! Random schemas.

use std::collections::BTreeSet;

use oasmith_tests::random::Random;
use serde_json::{Map, Value, json};

/// The names of properties. There are few, so that schemas share them.
const PROPERTIES: &[&str] = &["a", "b", "c", "d", "e", "f"];

/// The names of properties of schemas that extend others.
const FURTHER: &[&str] = &["p", "q", "r"];

/// The values of enums.
const WORDS: &[&str] = &["red", "green", "blue", "small", "large"];

/// The maximum depth of inline schemas.
const DEPTH: usize = 2;

/// Creates the schemas of a document.
pub struct Maker<'r> {
    pub random: &'r mut Random,
    /// The named schemas, to which later ones refer.
    pub named: Map<String, Value>,
    /// The names of objects with properties.
    objects: Vec<String>,
    /// The names of schemas whose values may lack their tag.
    pub untagged: BTreeSet<String>,
    depth: usize,
}

/// A reference to a named schema.
pub fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

impl<'r> Maker<'r> {
    pub fn new(random: &'r mut Random) -> Self {
        Self { random, named: Map::new(), objects: Vec::new(), untagged: BTreeSet::new(), depth: 0 }
    }

    /// Adds named schemas: one, or a base schema and its children.
    pub fn add(&mut self) {
        let name = format!("S{}", self.named.len());
        let schema = match self.random.below(10) {
            0..3 => {
                self.objects.push(name.clone());
                self.object()
            }
            3 => self.extension(),
            4 => return self.tagged(&name),
            5 => return self.hierarchy(&name),
            6 => self.recursive(&name),
            _ => self.union(),
        };
        self.named.insert(name, schema);
    }

    /// A random schema.
    fn schema(&mut self) -> Value {
        if self.depth >= DEPTH {
            return self.scalar();
        }
        self.depth += 1;
        let schema = match self.random.below(12) {
            0..4 => self.scalar(),
            4 => json!({"type": "array", "items": self.schema()}),
            5 => json!({"type": "object", "additionalProperties": self.schema()}),
            6 => self.object(),
            7 | 8 => self.union(),
            _ => self.any_named(),
        };
        self.depth -= 1;
        schema
    }

    fn any_named(&mut self) -> Value {
        let names: Vec<String> = self.named.keys().cloned().collect();
        match names.is_empty() {
            true => self.scalar(),
            false => reference(self.random.of::<String>(&names)),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.random.below(9) {
            0 => json!({"type": "integer"}),
            1 => json!({"type": "number"}),
            2 => json!({"type": "boolean"}),
            3 => {
                json!({"type": "string", "format": *self.random.of(&["date", "date-time", "uuid"])})
            }
            4 => json!({"type": "string", "enum": self.words()}),
            5 => json!({"const": *self.random.of(WORDS)}),
            6 => json!({"type": ["string", "null"]}),
            7 => json!({"type": "integer", "enum": [self.random.below(3), 7]}),
            _ => json!({"type": "string"}),
        }
    }

    fn words(&mut self) -> Vec<&'static str> {
        let mut words = self.random.some(WORDS);
        if words.is_empty() {
            words.push("red");
        }
        words
    }

    fn object(&mut self) -> Value {
        let names = PROPERTIES.iter().map(|name| (*name).to_owned()).collect();
        self.object_of(names)
    }

    /// An object with some of these properties.
    fn object_of(&mut self, names: Vec<String>) -> Value {
        let names = self.random.some(&names);
        let properties: Map<String, Value> =
            names.iter().map(|name| (name.clone(), self.schema())).collect();
        let required = self.random.some(&names);
        let mut schema = json!({"type": "object", "properties": properties});
        if !required.is_empty() {
            schema["required"] = json!(required);
        }
        match self.random.below(10) {
            0 => schema["additionalProperties"] = json!(true),
            1 => schema["additionalProperties"] = self.scalar(),
            _ => {}
        }
        schema
    }

    /// A named object schema, and additional properties.
    fn extension(&mut self) -> Value {
        match self.objects.is_empty() {
            true => self.object(),
            false => {
                let base = self.random.of(&self.objects).clone();
                let names = FURTHER.iter().map(|name| (*name).to_owned()).collect();
                json!({"allOf": [reference(&base), open(self.object_of(names))]})
            }
        }
    }

    fn recursive(&mut self, name: &str) -> Value {
        let inner = match self.random.below(3) {
            0 => json!({"type": "array", "items": reference(name)}),
            1 => json!({"type": "object", "additionalProperties": reference(name)}),
            _ => reference(name),
        };
        let branch = json!({"type": "object", "required": ["a"], "properties": {"a": inner}});
        let keyword = *self.random.of(&["oneOf", "anyOf"]);
        json!({keyword: [branch, self.object(), self.scalar()]})
    }

    fn union(&mut self) -> Value {
        let count = 2 + self.random.below(3);
        if self.random.one_in(6) {
            let members: Vec<Value> = (0..count).map(|_| open(self.object())).collect();
            let keyword = *self.random.of(&["oneOf", "anyOf"]);
            let properties = json!({"g": self.scalar()});
            return json!({"type": "object", "properties": properties, keyword: members});
        }
        let members: Vec<Value> = (0..count)
            .map(|_| match self.random.below(6) {
                0 | 1 => self.object(),
                2 => self.extension(),
                3 => self.any_named(),
                _ => self.schema(),
            })
            .collect();
        let keyword = *self.random.of(&["oneOf", "anyOf"]);
        let mut schema = json!({keyword: members});
        if self.random.one_in(6) {
            schema[keyword].as_array_mut().expect("a list").push(json!({"type": "null"}));
        }
        schema
    }

    /// Alternatives with a discriminator.
    fn tagged(&mut self, name: &str) {
        let count = 2 + self.random.below(3);
        let (is_required, is_mapped, is_const) =
            (!self.random.one_in(4), self.random.one_in(2), self.random.one_in(3));
        let mut mapping = Map::new();
        let mut members = Vec::new();
        for index in 0..count {
            let member = format!("{name}M{index}");
            let tag = if is_mapped { format!("m{index}") } else { member.clone() };
            let mut schema = open(self.object());
            schema["properties"]["kind"] = match is_const {
                true => json!({"type": "string", "enum": [tag]}),
                false => json!({"type": "string"}),
            };
            match is_required {
                true => require(&mut schema, "kind"),
                false => drop(self.untagged.insert(member.clone())),
            }
            mapping.insert(tag, reference(&member)["$ref"].clone());
            members.push(reference(&member));
            self.named.insert(member, schema);
        }
        let keyword = *self.random.of(&["oneOf", "anyOf"]);
        let mut discriminator = json!({"propertyName": "kind"});
        if is_mapped {
            discriminator["mapping"] = mapping.into();
        }
        let schema = json!({keyword: members, "discriminator": discriminator});
        self.named.insert(name.to_owned(), schema);
    }

    /// A base schema with children and grandchildren.
    fn hierarchy(&mut self, name: &str) {
        let mut base = open(self.object());
        base["properties"]["kind"] = json!({"type": "string"});
        require(&mut base, "kind");
        base["discriminator"] = json!({"propertyName": "kind"});
        self.named.insert(name.to_owned(), base);
        let mut above = vec![name.to_owned()];
        for index in 0..2 + self.random.below(3) {
            let child = format!("{name}C{index}");
            let parent = self.random.of(&above).clone();
            let names = FURTHER.iter().map(|name| format!("{name}{index}")).collect();
            let part = open(self.object_of(names));
            self.named.insert(child.clone(), json!({"allOf": [reference(&parent), part]}));
            above.push(child);
        }
    }
}

/// The same without a restriction of additional properties, so that others can extend it.
fn open(mut object: Value) -> Value {
    object.as_object_mut().expect("a schema").shift_remove("additionalProperties");
    object
}

fn require(schema: &mut Value, name: &str) {
    match schema.get_mut("required").and_then(Value::as_array_mut) {
        Some(required) => required.push(name.into()),
        None => schema["required"] = json!([name]),
    }
}
