//! Converts normalized schemas to JSON Schema 2020-12.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use crate::diagnostic::Report;
use crate::ir::Scalar;
use crate::load::grammar::{Object, ValueKind, Version};
use crate::load::{Document, keys};
use crate::source::Location;

/// Keywords for values of all types that mean the same in both.
const SAME_FOR_ALL_TYPES: &[&str] = &["enum", "type", "readOnly", "writeOnly"];

/// Keywords that mean the same in both and contain no schemas.
fn same_keywords() -> impl Iterator<Item = &'static str> {
    let rules = Object::Schema.members(Version::V30).filter(|member| {
        member.is_in(Version::V31) && (member.is_constraint() || member.kind == ValueKind::Texts)
    });
    rules.map(|member| member.key).chain(SAME_FOR_ALL_TYPES.iter().copied())
}

/// The longest pointer of a schema, in bytes. A schema with a longer one allows any value.
const LONGEST: usize = 4_096;

/// The schemas of examples. Each has a name that others refer to, so that nothing recurses.
pub(super) struct Schemas<'a> {
    document: &'a Document,
    prefix: String,
    names: BTreeMap<(Location, bool), String>,
    waiting: VecDeque<(Location, bool, String)>,
    /// By name.
    pub defs: BTreeMap<String, Value>,
}

impl<'a> Schemas<'a> {
    pub fn new(document: &'a Document, prefix: String) -> Self {
        Self {
            document,
            prefix,
            names: BTreeMap::new(),
            waiting: VecDeque::new(),
            defs: BTreeMap::new(),
        }
    }

    /// The name of the schema at a location, for requests or for responses.
    pub fn name(&mut self, location: &Location, sent: bool) -> String {
        let location = self.target(location).unwrap_or_else(|| location.clone());
        let number = self.names.len();
        match self.names.entry((location.clone(), sent)) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(new) => {
                let name = format!("{}{number}", self.prefix);
                self.waiting.push_back((location, sent, name.clone()));
                new.insert(name).clone()
            }
        }
    }

    /// Converts all named schemas.
    pub fn finish(&mut self) {
        while let Some((location, sent, name)) = self.waiting.pop_front() {
            let schema = self.schema(&location, sent);
            self.defs.insert(name, schema);
        }
    }

    fn target(&self, location: &Location) -> Option<Location> {
        self.document.follow(location, &mut Report::new()).map(|followed| followed.location)
    }

    fn refer(&mut self, location: &Location, sent: bool) -> Value {
        let name = self.name(location, sent);
        json!({"$ref": format!("#/$defs/{}", name.replace('~', "~0").replace('/', "~1").replace('%', "%25"))})
    }

    fn schema(&mut self, location: &Location, sent: bool) -> Value {
        // The types have any JSON value for schemas this deep, too.
        if location.pointer().as_str().len() > LONGEST {
            return Value::Bool(true);
        }
        let raw = match self.document.value(location) {
            Some(Value::Object(raw)) if !raw.contains_key("$ref") => raw,
            Some(Value::Bool(allowed)) => return Value::Bool(*allowed),
            _ => return Value::Bool(true),
        };
        let mut schema = Map::new();
        for key in same_keywords() {
            if let Some(value) = raw.get(key).filter(|value| !value.is_null()) {
                schema.insert(key.to_owned(), value.clone());
            }
        }
        for (key, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            if raw.get(exclusive) == Some(&Value::Bool(true))
                && let Some(bound) = schema.shift_remove(key)
            {
                schema.insert(exclusive.to_owned(), bound);
            }
        }
        self.format(raw, &mut schema);
        self.parts(location, raw, sent, &mut schema);
        self.required(location, raw, sent, &mut schema);
        match raw.get("nullable").and_then(Value::as_bool) {
            Some(true) => json!({"anyOf": [schema, {"type": "null"}]}),
            _ => Value::Object(schema),
        }
    }

    /// A format is a constraint if it chooses the Rust type.
    fn format(&self, raw: &Map<String, Value>, schema: &mut Map<String, Value>) {
        let Some(format) = raw.get("format").and_then(Value::as_str) else { return };
        let kind = raw.get("type").and_then(Value::as_str).unwrap_or_default();
        let size = match (kind, Scalar::of_format(format)) {
            ("string", Some(Scalar::String(_))) => {
                schema.insert("format".to_owned(), json!(format));
                return;
            }
            ("integer", Some(Scalar::Integer(size))) => size,
            _ => return,
        };
        let (least, greatest) = size.range();
        let beyond = json!({"allOf": [{"minimum": least, "maximum": greatest}]});
        schema.extend(beyond.as_object().cloned().unwrap_or_default());
    }

    fn parts(
        &mut self,
        location: &Location,
        raw: &Map<String, Value>,
        sent: bool,
        schema: &mut Map<String, Value>,
    ) {
        for key in ["items", "additionalProperties", "not"] {
            match raw.get(key) {
                Some(Value::Bool(allowed)) => schema.insert(key.to_owned(), Value::Bool(*allowed)),
                Some(Value::Object(_)) => {
                    schema.insert(key.to_owned(), self.refer(&location.child(key), sent))
                }
                _ => None,
            };
        }
        let mut all = Vec::new();
        for key in ["allOf", "anyOf", "oneOf"] {
            let Some(Value::Array(parts)) = raw.get(key) else { continue };
            let at = location.child(key);
            let each = (0..parts.len()).map(|index| at.element(index));
            match key {
                "allOf" => all.extend(each.map(|part| self.refer(&part, sent))),
                // Most documents allow a second one to match, too.
                _ => {
                    let tags = self.tags(location);
                    let parts: Vec<Value> =
                        each.map(|part| self.part(tags.as_ref(), &part, sent)).collect();
                    all.push(json!({"anyOf": parts}));
                }
            }
        }
        if let Some(Value::Array(own)) = schema.get_mut("allOf") {
            own.extend(all);
        } else if !all.is_empty() {
            schema.insert("allOf".to_owned(), Value::Array(all));
        }
        if let Some(Value::Object(properties)) = raw.get("properties") {
            let at = location.child("properties");
            let of = |key: &String| (key.clone(), self.refer(&at.child(key), sent));
            schema.insert(
                "properties".to_owned(),
                Value::Object(properties.keys().map(of).collect()),
            );
        }
    }

    /// The discriminator of a composition. Each target of its mapping is resolved once.
    fn tags(&self, union: &Location) -> Option<Tags<'a>> {
        let discriminator = union.child("discriminator");
        let property =
            self.document.value(&discriminator.child("propertyName")).and_then(Value::as_str)?;
        let target = |text: &str| {
            self.document.resolve(union.file, text).ok().and_then(|location| self.target(&location))
        };
        let mapping =
            self.document.value(&discriminator.child("mapping")).and_then(Value::as_object);
        let mut tags = Tags {
            property,
            all: Vec::new(),
            of_name: BTreeMap::new(),
            of_target: BTreeMap::new(),
            default: None,
        };
        for (index, (tag, of)) in mapping.into_iter().flatten().enumerate() {
            tags.all.push(tag);
            let Some(text) = of.as_str() else { continue };
            tags.of_name.entry(text).or_default().push(index);
            if let Some(target) = target(text) {
                tags.of_target.entry(target).or_default().push(index);
            }
        }
        let default = self
            .document
            .value(&discriminator.child(keys::DEFAULT_MAPPING))
            .and_then(Value::as_str);
        tags.default = default.map(|text| (text, target(text)));
        Some(tags)
    }

    /// One of the schemas of a composition, only for values whose discriminator names it (OpenAPI
    /// 3.0.3, "Discriminator Object").
    fn part(&mut self, tags: Option<&Tags<'a>>, part: &Location, sent: bool) -> Value {
        let schema = self.refer(part, sent);
        let is_reference = self.document.value(part).is_some_and(|part| part.get("$ref").is_some());
        let (Some(tags), Some(target), true) = (tags, self.target(part), is_reference) else {
            return schema;
        };
        let Some(name) = target.pointer().tokens().last().map(|name| name.into_owned()) else {
            return schema;
        };
        let own: BTreeSet<usize> = [tags.of_name.get(name.as_str()), tags.of_target.get(&target)]
            .into_iter()
            .flatten()
            .flatten()
            .copied()
            .collect();
        let is_default = tags
            .default
            .as_ref()
            .is_some_and(|(text, to)| *text == name || to.as_ref() == Some(&target));
        let values = if is_default {
            let all = tags.all.iter().enumerate();
            let others: Vec<&str> =
                all.filter(|(index, _)| !own.contains(index)).map(|(_, tag)| *tag).collect();
            json!({"not": {"enum": others}})
        } else {
            let own = own.iter().filter_map(|index| tags.all.get(*index).copied());
            json!({"enum": own.chain([name.as_str()]).collect::<Vec<_>>()})
        };
        json!({"allOf": [schema, {"properties": {tags.property: values}}]})
    }

    /// Removes properties that are only required in the other direction (OpenAPI 3.0.3, "Schema
    /// Object", `readOnly`, `writeOnly`).
    fn required(
        &self,
        location: &Location,
        raw: &Map<String, Value>,
        sent: bool,
        schema: &mut Map<String, Value>,
    ) {
        let Some(Value::Array(required)) = schema.get_mut("required") else { return };
        let other_way = if sent { "readOnly" } else { "writeOnly" };
        let says = |location: &Location| {
            self.document.value(location).and_then(|it| it.get(other_way))
                == Some(&Value::Bool(true))
        };
        let stays = |name: &Value| {
            let Some(name) = name
                .as_str()
                .filter(|name| raw.get("properties").and_then(|it| it.get(name)).is_some())
            else {
                return true;
            };
            let property = location.child("properties").child(name);
            let target = self.target(&property);
            let parts = property.child("allOf");
            let count = self.document.value(&parts).and_then(Value::as_array).map_or(0, Vec::len);
            let in_part = (0..count).any(|index| {
                let part = parts.element(index);
                says(&part) || self.target(&part).as_ref().is_some_and(says)
            });
            !(says(&property) || target.as_ref().is_some_and(says) || in_part)
        };
        required.retain(stays);
    }
}

/// The discriminator of a composition.
struct Tags<'a> {
    property: &'a str,
    /// The values of its mapping.
    all: Vec<&'a str>,
    /// The values for each name of a schema.
    of_name: BTreeMap<&'a str, Vec<usize>>,
    /// The values for the schema at each location.
    of_target: BTreeMap<Location, Vec<usize>>,
    /// The schema for all other values, and its location.
    default: Option<(&'a str, Option<Location>)>,
}
