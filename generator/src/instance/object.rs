//! Objects: which properties they have.

use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value};

use super::flat::Flat;
use super::make::{Direction, Maker, Wish, shown};
use super::pattern;
use crate::load::keys;
use crate::source::Location;

/// A property, and the schemas that its value has to fit.
type Properties<'d> = IndexMap<&'d str, Vec<Location>>;

impl<'d> Maker<'d> {
    pub(super) fn object(&mut self, flat: &Flat<'d>, wish: Wish<'_>) -> Option<Value> {
        let hint = wish.hint.into_iter().chain(shown(flat)).find_map(Value::as_object);
        let properties = properties(flat);
        let lists = flat.keyword("required").filter_map(Value::as_array).flatten();
        let required: IndexSet<&str> = lists.filter_map(Value::as_str).collect();
        let least = flat.largest("minProperties").map_or(0, |least| least as usize);
        let most = flat.smallest("maxProperties").map_or(usize::MAX, |most| most as usize);
        let mut object = Map::new();
        for (name, value) in &flat.tags {
            object.insert(name.clone(), Value::from(value.as_str()));
        }
        let sets_optional = self.sets_optional();
        for (name, schemas) in &properties {
            let is_required = required.contains(name);
            if !is_required && is_closed_to(flat, name) {
                continue;
            }
            let is_wanted = is_required
                || ((sets_optional || object.len() < least.min(most)) && object.len() < most);
            if object.contains_key(*name) || !is_wanted || self.is_of_other_direction(schemas) {
                continue;
            }
            let hint = hint.and_then(|hint| hint.get(*name));
            let member = Wish { hint, name, index: wish.index };
            match self.value(schemas, member) {
                Some(value) => drop(object.insert((*name).to_owned(), value)),
                None if is_required && self.allows_null(schemas) => {
                    object.insert((*name).to_owned(), Value::Null);
                }
                None if is_required => return None,
                None => {}
            }
        }
        let others = required.iter().filter(|name| !properties.contains_key(**name));
        for name in others {
            let value = self.additional(flat, hint.and_then(|hint| hint.get(*name)))?;
            object.entry((*name).to_owned()).or_insert(value);
        }
        if least > object.len() || (sets_optional && object.len() < most) {
            self.add_additional(flat, hint, &properties, &mut object);
        }
        Some(Value::Object(in_order(object, &properties)))
    }

    /// Adds properties that the schema does not name.
    fn add_additional(
        &mut self,
        flat: &Flat<'d>,
        hint: Option<&Map<String, Value>>,
        properties: &Properties<'_>,
        object: &mut Map<String, Value>,
    ) {
        let least = flat.largest("minProperties").map_or(0, |least| least as usize);
        let is_described = flat.keyword("additionalProperties").any(Value::is_object);
        let is_closed = flat.keyword("additionalProperties").any(|it| *it == Value::Bool(false));
        if is_closed || (!is_described && !properties.is_empty()) {
            return;
        }
        let patterns = flat.keyword(keys::PATTERN_PROPERTIES).filter_map(Value::as_array);
        let pattern = patterns.flatten().find_map(Value::as_str);
        let shown = hint.into_iter().flatten().find(|(name, _)| {
            !properties.contains_key(name.as_str())
                && pattern.is_none_or(|one| pattern::matches(one, name))
        });
        for index in 0..least.saturating_sub(object.len()).max(1) {
            let shown = shown.filter(|_| index == 0);
            let name = match (shown, pattern) {
                (Some((name, _)), _) => name.clone(),
                (None, Some(one)) => pattern::text(one, 1, 100, index).unwrap_or_default(),
                (None, None) if index == 0 => "key".to_owned(),
                (None, None) => format!("key{index}"),
            };
            if let Some(value) = self.additional(flat, shown.map(|(_, value)| value)) {
                object.insert(name, value);
            }
        }
    }

    /// A value of a property that the schema does not name.
    fn additional(&mut self, flat: &Flat<'d>, hint: Option<&Value>) -> Option<Value> {
        let described = flat
            .parts
            .iter()
            .filter(|(_, raw)| raw.get("additionalProperties").is_some_and(Value::is_object));
        let schemas: Vec<Location> =
            described.map(|(at, _)| at.child("additionalProperties")).collect();
        if schemas.is_empty() {
            return Some(hint.cloned().unwrap_or_else(|| Value::from("text")));
        }
        self.value(&schemas, Wish::new(hint, "text"))
    }

    /// Whether a property is only sent the other way.
    fn is_of_other_direction(&self, schemas: &[Location]) -> bool {
        let flat = Flat::of(self.view, schemas);
        flat.is(match self.direction {
            Direction::Sent => "readOnly",
            Direction::Received => "writeOnly",
        })
    }

    fn allows_null(&self, schemas: &[Location]) -> bool {
        Flat::of(self.view, schemas).is("nullable")
    }
}

/// Whether one of the schemas has rules for all properties that it does not name, and does not name
/// this one: the value had to match both.
fn is_closed_to(flat: &Flat<'_>, name: &str) -> bool {
    flat.parts.iter().any(|(_, raw)| {
        let is_named = raw.get("properties").is_some_and(|named| named.get(name).is_some());
        let is_ruled = match raw.get("additionalProperties") {
            Some(Value::Bool(allowed)) => !allowed,
            Some(Value::Object(rules)) => !rules.is_empty(),
            _ => false,
        };
        is_ruled && !is_named && !raw.contains_key(keys::PATTERN_PROPERTIES)
    })
}

fn properties<'d>(flat: &Flat<'d>) -> Properties<'d> {
    let mut properties = Properties::new();
    for (at, raw) in &flat.parts {
        let Some(named) = raw.get("properties").and_then(Value::as_object) else { continue };
        let at = at.child("properties");
        for name in named.keys() {
            properties.entry(name).or_default().push(at.child(name));
        }
    }
    properties
}

/// The properties in the order of the schema, others after them.
fn in_order(mut object: Map<String, Value>, properties: &Properties<'_>) -> Map<String, Value> {
    let mut ordered = Map::new();
    for name in properties.keys() {
        if let Some(value) = object.shift_remove(*name) {
            ordered.insert((*name).to_owned(), value);
        }
    }
    ordered.extend(object);
    ordered
}
