//! Random values of schemas.

use std::collections::BTreeSet;

use oasmith_tests::random::Random;
use serde_json::{Map, Value, json};

/// The depth beyond which optional parts are omitted.
const DEPTH: usize = 6;

/// The maximum depth that is searched for the shallowest alternative.
const HEIGHT: usize = 8;

/// The named schemas of a document.
pub struct Schemas<'s>(pub &'s Map<String, Value>);

impl<'s> Schemas<'s> {
    fn target(&self, schema: &'s Value) -> Option<(&'s str, &'s Value)> {
        let name = schema.get("$ref")?.as_str()?.strip_prefix("#/components/schemas/")?;
        self.0.get_key_value(name).map(|(name, schema)| (name.as_str(), schema))
    }

    /// The names of the schemas that a schema refers to, including itself and those that extend it.
    pub fn reached(&self, name: &'s str) -> BTreeSet<&'s str> {
        let mut found = BTreeSet::new();
        let mut work = vec![name];
        while let Some(name) = work.pop() {
            if found.insert(name) {
                let text = self.0[name].to_string();
                let names = self.0.keys().map(String::as_str);
                work.extend(
                    names.filter(|it| text.contains(&format!("/{it}\"")) || self.extends(it, name)),
                );
            }
        }
        found
    }

    /// A value that probably fits a schema.
    pub fn value(&self, random: &mut Random, schema: &'s Value, depth: usize) -> Value {
        if let Some((name, target)) = self.target(schema) {
            if target.get("discriminator").is_none() || has(target, "oneOf") || has(target, "anyOf")
            {
                let value = self.value(random, target, depth);
                return self.with_tag(name, value);
            }
            let mut all = vec![name];
            all.extend(self.0.keys().map(String::as_str).filter(|it| self.extends(it, name)));
            let shallowest = all.iter().min_by_key(|it| self.height(&self.0[**it], HEIGHT));
            let name = match shallowest {
                Some(name) if depth > DEPTH => *name,
                _ => *random.of(&all),
            };
            return self.with_tag(name, self.structure(random, &self.0[name], depth));
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return random.of(values).clone();
        }
        self.structure(random, schema, depth)
    }

    /// Whether a schema extends a base schema.
    fn extends(&self, name: &str, base: &str) -> bool {
        let parts = list(&self.0[name], "allOf").filter_map(|part| self.target(part));
        parts.into_iter().any(|(part, _)| part == base || self.extends(part, base))
    }

    /// The value of a schema that extends a base with a discriminator has the schema's name as its
    /// tag.
    fn with_tag(&self, name: &str, mut value: Value) -> Value {
        let bases = self.0.iter().filter(|(_, schema)| schema.get("discriminator").is_some());
        let mut bases = bases.filter(|(_, schema)| schema.get("properties").is_some());
        if bases.any(|(base, _)| base == name || self.extends(name, base)) {
            value["kind"] = name.into();
        }
        value
    }

    /// A value of a schema that is not a reference.
    fn structure(&self, random: &mut Random, schema: &'s Value, depth: usize) -> Value {
        let mut parts: Vec<Value> = list(schema, "allOf")
            .map(|part| match self.target(part) {
                Some((_, target)) => self.structure(random, target, depth),
                None => self.value(random, part, depth),
            })
            .collect();
        for keyword in ["oneOf", "anyOf"] {
            let members: Vec<&Value> = list(schema, keyword).collect();
            if members.is_empty() {
                continue;
            }
            let shallowest = members.iter().min_by_key(|member| self.height(member, HEIGHT));
            let member = match shallowest {
                Some(member) if depth > DEPTH => *member,
                _ => *random.of(&members),
            };
            parts.push(self.value(random, member, depth + 1));
            if keyword == "anyOf"
                && schema.get("discriminator").is_none()
                && depth <= DEPTH
                && random.one_in(3)
            {
                let member = *random.of(&members);
                parts.push(self.value(random, member, depth + 1));
            }
            if let Some(tag) = self.tag(schema, member)
                && let Some(Value::Object(value)) = parts.last_mut()
                && (value.contains_key("kind") || !random.one_in(3))
            {
                value.insert("kind".to_owned(), tag);
            }
        }
        if schema.get("type").is_some() || schema.get("properties").is_some() {
            parts.push(self.plain(random, schema, depth));
        }
        let mut parts = parts.into_iter();
        let mut value = parts.next().unwrap_or(json!(1));
        for part in parts {
            match (&mut value, part) {
                (Value::Object(value), Value::Object(part)) => value.extend(part),
                // Properties beside alternatives apply only to objects.
                (_, Value::Object(_)) if has(schema, "oneOf") || has(schema, "anyOf") => {}
                (value, part) => *value = part,
            }
        }
        value
    }

    /// The minimum depth of the values of a schema, up to a limit.
    fn height(&self, schema: &'s Value, limit: usize) -> usize {
        let Some(limit) = limit.checked_sub(1) else { return 0 };
        if let Some((_, target)) = self.target(schema) {
            return 1 + self.height(target, limit);
        }
        let all = list(schema, "allOf").map(|part| self.height(part, limit)).max();
        let alternatives = list(schema, "oneOf").chain(list(schema, "anyOf"));
        let alternative = alternatives.map(|one| 1 + self.height(one, limit)).min();
        let required = list(schema, "required").filter_map(Value::as_str);
        let properties = required.filter_map(|name| schema.get("properties")?.get(name));
        let property = properties.map(|property| 1 + self.height(property, limit)).max();
        [all, alternative, property].into_iter().flatten().max().unwrap_or_default()
    }

    /// The tag of an alternative.
    fn tag(&self, schema: &'s Value, member: &'s Value) -> Option<Value> {
        let (name, _) = self.target(member)?;
        let discriminator = schema.get("discriminator")?;
        let mapping = discriminator.get("mapping").and_then(Value::as_object);
        let mut mapping = mapping.into_iter().flatten();
        let mapped = mapping.find(|(_, target)| Some(*target) == member.get("$ref"));
        Some(mapped.map_or(name.into(), |(tag, _)| tag.as_str().into()))
    }

    fn plain(&self, random: &mut Random, schema: &'s Value, depth: usize) -> Value {
        let kind = match schema.get("type") {
            Some(Value::Array(kinds)) => random.of(kinds).as_str(),
            kind => kind.and_then(Value::as_str),
        };
        match kind.unwrap_or("object") {
            "null" => Value::Null,
            "boolean" => random.one_in(2).into(),
            "integer" => random.below(1000).into(),
            "number" => json!(random.below(1000) as f64 / 8.0),
            "string" => text(random, schema.get("format").and_then(Value::as_str)),
            "array" => {
                let count = if depth > DEPTH { 0 } else { random.below(3) };
                (0..count).map(|_| self.value(random, &schema["items"], depth + 1)).collect()
            }
            _ => self.object(random, schema, depth),
        }
    }

    fn object(&self, random: &mut Random, schema: &'s Value, depth: usize) -> Value {
        let required: Vec<&str> = list(schema, "required").filter_map(Value::as_str).collect();
        let mut value = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if required.contains(&name.as_str()) || depth <= DEPTH && random.one_in(2) {
                value.insert(name.clone(), self.value(random, property, depth + 1));
            }
        }
        if let Some(others @ Value::Object(_)) = schema.get("additionalProperties") {
            let count = if depth > DEPTH { 0 } else { random.below(3) };
            for name in ["x", "y", "a"].into_iter().take(count) {
                if !value.contains_key(name) && properties.is_none_or(|all| !all.contains_key(name))
                {
                    value.insert(name.to_owned(), self.value(random, others, depth + 1));
                }
            }
        }
        value.into()
    }

    /// Whether a value fits a schema. If a discriminator names an alternative, the value must fit
    /// that one.
    pub fn fits(&self, schema: &'s Value, value: &Value) -> bool {
        if let Some((_, target)) = self.target(schema) {
            return self.fits(target, value);
        }
        self.fits_type(schema, value)
            && schema.get("const").is_none_or(|only| only == value)
            && schema.get("enum").is_none_or(|_| list(schema, "enum").any(|one| one == value))
            && list(schema, "allOf").all(|part| self.fits(part, value))
            && self.fits_alternatives(schema, value)
            && match value {
                Value::Array(items) => items
                    .iter()
                    .all(|item| schema.get("items").is_none_or(|schema| self.fits(schema, item))),
                Value::Object(members) => self.fits_object(schema, members),
                _ => true,
            }
    }

    /// Whether each property of a value, at any depth, is described by some schema that the value
    /// fits.
    pub fn describes(&self, schema: &'s Value, value: &Value) -> bool {
        self.describe(&[schema], value)
    }

    fn describe(&self, schemas: &[&'s Value], value: &Value) -> bool {
        let parts: Vec<&Value> =
            schemas.iter().flat_map(|schema| self.parts(schema, value)).collect();
        match value {
            Value::Array(items) => items.iter().all(|item| {
                let of: Vec<&Value> = parts.iter().filter_map(|part| part.get("items")).collect();
                self.describe(&of, item)
            }),
            Value::Object(members) => members.iter().all(|(name, value)| {
                let property = |part: &&'s Value| {
                    let property = part.get("properties").and_then(|all| all.get(name));
                    property.or_else(|| part.get("additionalProperties"))
                };
                let of: Vec<&Value> = parts.iter().filter_map(property).collect();
                // A part that allows any value does not change the type of another part.
                let typed: Vec<&Value> =
                    of.iter().copied().filter(|one| **one != Value::Bool(true)).collect();
                match typed.is_empty() {
                    true => !of.is_empty(),
                    false => self.describe(&typed, value),
                }
            }),
            _ => true,
        }
    }

    /// A schema and its parts, without alternatives that a value does not fit.
    fn parts(&self, schema: &'s Value, value: &Value) -> Vec<&'s Value> {
        let mut found = vec![schema];
        if let Some((_, target)) = self.target(schema) {
            let tag = value.get("kind").and_then(Value::as_str);
            let is_base = target.get("discriminator").is_some() && has(target, "properties");
            let child = tag.filter(|_| is_base).and_then(|tag| self.0.get(tag));
            found.extend(self.parts(child.unwrap_or(target), value));
        }
        let all = list(schema, "allOf").map(|part| match self.target(part) {
            Some((_, target)) => target,
            None => part,
        });
        found.extend(all.flat_map(|part| self.parts(part, value)));
        let alternatives = list(schema, "oneOf").chain(list(schema, "anyOf"));
        let fitting = alternatives.filter(|one| self.fits(one, value));
        found.extend(fitting.flat_map(|one| self.parts(one, value)));
        found
    }

    fn fits_type(&self, schema: &Value, value: &Value) -> bool {
        let is = |kind: &str| match kind {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
            "number" => value.is_number(),
            "string" => value.is_string() && fits_format(schema, value),
            "array" => value.is_array(),
            _ => value.is_object(),
        };
        match schema.get("type") {
            None => true,
            Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(is),
            Some(kind) => kind.as_str().is_some_and(is),
        }
    }

    fn fits_alternatives(&self, schema: &'s Value, value: &Value) -> bool {
        let tag = value.get("kind").filter(|_| schema.get("discriminator").is_some());
        ["oneOf", "anyOf"].into_iter().filter(|keyword| has(schema, keyword)).all(|keyword| {
            let members = list(schema, keyword);
            let fitting = members.filter(|member| {
                let is_named = tag.is_none() || self.tag(schema, member).as_ref() == tag;
                is_named && self.fits(member, value)
            });
            match fitting.count() {
                0 => false,
                1 => true,
                _ => keyword == "anyOf",
            }
        })
    }

    fn fits_object(&self, schema: &'s Value, members: &Map<String, Value>) -> bool {
        let mut required = list(schema, "required").filter_map(Value::as_str);
        required.all(|name| members.contains_key(name))
            && members.iter().all(|(name, value)| {
                let property = schema.get("properties").and_then(|all| all.get(name));
                match property.or_else(|| schema.get("additionalProperties")) {
                    None | Some(Value::Bool(true)) => true,
                    Some(Value::Bool(false)) => false,
                    Some(schema) => self.fits(schema, value),
                }
            })
    }
}

fn has(schema: &Value, keyword: &str) -> bool {
    schema.get(keyword).is_some()
}

fn list<'s>(schema: &'s Value, keyword: &str) -> impl Iterator<Item = &'s Value> + use<'s> {
    schema.get(keyword).and_then(Value::as_array).into_iter().flatten()
}

const TEXTS: &[(&str, &str)] = &[
    ("date", "2024-05-06"),
    ("date-time", "2024-05-06T07:08:09Z"),
    ("uuid", "b7a5a0c1-0f4e-4c2e-8a9e-0123456789ab"),
];

fn text(random: &mut Random, format: Option<&str>) -> Value {
    let found = TEXTS.iter().find(|(name, _)| Some(*name) == format);
    match found {
        Some((_, text)) => json!(text),
        None => json!(random.of(&["", "red", "text", "7", "2024-05-06"])),
    }
}

fn fits_format(schema: &Value, value: &Value) -> bool {
    let format = schema.get("format").and_then(Value::as_str);
    format.is_none_or(|format| TEXTS.iter().any(|(name, text)| *name == format && value == text))
}
