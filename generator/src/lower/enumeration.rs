//! `enum`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Context;
use super::docs;
use super::node::{InstanceKind, Node};
use super::schema::Slot;
use crate::diagnostic::Code;
use crate::ir::{Constraint, Docs, Enum, EnumValue, EnumValues, OtherValues, Type, TypeKind};
use crate::source::Location;

impl<'a> Context<'a> {
    /// A schema with `enum`: a definition if all values are strings or all are integers, otherwise
    /// the type of its kind.
    pub(super) fn enumeration(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        let values = node.values();
        if values.iter().all(Value::is_null) {
            return Type::Json;
        }
        match self.enum_values(node) {
            Some(values) => {
                self.define_enum(Enum { values, others: OtherValues::Unknown }, node, slot)
            }
            None => self.not_an_enum(node, slot),
        }
    }

    /// The definition of an enum.
    pub(super) fn define_enum(&mut self, values: Enum, node: &Node<'a>, slot: &Slot) -> Type {
        let mut docs = docs::of_schema(node);
        docs.examples.retain(|example| !example.is_null());
        let id = self.define(slot, &node.location, docs);
        self.set(id, TypeKind::Enum(values));
        Type::Named(id)
    }

    /// The values of an `enum` of strings or of integers, without null and repetition.
    pub(super) fn enum_values(&mut self, node: &Node<'a>) -> Option<EnumValues> {
        let at = node.location.child("enum");
        let listed: Vec<(usize, &'a Value)> =
            node.values().iter().enumerate().filter(|(_, value)| !value.is_null()).collect();
        match node.kind() {
            InstanceKind::String => {
                let mut values = Vec::new();
                for (index, value) in listed {
                    let location = at.element(index);
                    let text = self.enum_text(value, &location)?;
                    values.push(with_name(node, index, text, location));
                }
                Some(EnumValues::Strings(self.distinct(values)))
            }
            InstanceKind::Integer => {
                let mut values = Vec::new();
                for (index, value) in listed {
                    values.push(with_name(node, index, integer(value)?, at.element(index)));
                }
                Some(EnumValues::Integers(self.distinct(values)))
            }
            _ => None,
        }
    }

    /// The text of a value in an enum of strings. YAML reads some unquoted texts as other values.
    fn enum_text(&mut self, value: &Value, location: &Location) -> Option<String> {
        let text = match value {
            Value::String(text) => return Some(text.clone()),
            Value::Bool(value) => value.to_string(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        self.report_at(
            Code::EnumText,
            location,
            format!("this value of an enum of strings is not a string and is read as `\"{text}\"`"),
            "put it into quotes",
        );
        Some(text)
    }

    fn distinct<T: Ord + Clone + std::fmt::Debug>(
        &mut self,
        values: Vec<EnumValue<T>>,
    ) -> Vec<EnumValue<T>> {
        let mut seen = BTreeSet::new();
        let mut kept = Vec::new();
        for value in values {
            if seen.insert(value.value.clone()) {
                kept.push(value);
            } else {
                let message = format!("the value `{:?}` is in this enum twice", value.value);
                self.report_at(
                    Code::DuplicateEnumValue,
                    &value.location,
                    message,
                    "remove one of them",
                );
            }
        }
        kept
    }

    /// An `enum` that cannot become an enum.
    fn not_an_enum(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        let kind = node.kind();
        let values: Vec<&Value> = node.values().iter().filter(|value| !value.is_null()).collect();
        let harmless =
            kind == InstanceKind::Boolean && values.iter().all(|value| value.is_boolean());
        if !harmless {
            let (code, taken) = match kind {
                InstanceKind::Any => (Code::EnumOfAnything, "any JSON value"),
                _ => (Code::MixedEnum, kind.word()),
            };
            self.report_at(
                code,
                &node.location.child("enum").key(),
                format!(
                    "only an `enum` of strings or of integers becomes an enum; this one becomes {taken}"
                ),
                "give all values the same type, `string` or `integer`, and set `type` to it",
            );
        }
        self.by_kind(node, slot)
    }
}

/// Adds the values of an enum that became a scalar to the constraints.
pub(super) fn shown_values(raw: &Map<String, Value>, ty: &Type, docs: &mut Docs) {
    let mut bare = ty;
    if let Type::Nullable(inner) = ty {
        bare = inner;
    }
    let (Type::Scalar(_) | Type::Json) = bare else { return };
    if let Some(values @ Value::Array(_)) = raw.get("enum") {
        docs.constraints.push(Constraint { keyword: "enum", value: values.clone() });
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        _ => None,
    }
}

/// A value with the name and the description that extensions give it.
fn with_name<T>(node: &Node<'_>, index: usize, value: T, location: Location) -> EnumValue<T> {
    let listed = |key: &str| node.raw.get(key)?.as_array()?.get(index)?.as_str();
    let by_value = |key: &str| {
        let written = node.values().get(index)?;
        let key_of_value = written.as_str().map_or_else(|| written.to_string(), str::to_owned);
        node.raw.get(key)?.as_object()?.get(&key_of_value)?.as_str()
    };
    // Azure's extension lists the values in objects.
    let in_object = |member: &str| {
        let objects = node.raw.get("x-ms-enum")?.get("values")?.as_array()?;
        let written = node.values().get(index)?;
        objects.iter().find(|object| object.get("value") == Some(written))?.get(member)?.as_str()
    };
    let name = ["x-enum-varnames", "x-enumNames"]
        .iter()
        .find_map(|key| listed(key).or_else(|| by_value(key)))
        .or_else(|| in_object("name"));
    let description = ["x-enum-descriptions", "x-enumDescriptions"]
        .iter()
        .find_map(|key| listed(key).or_else(|| by_value(key)))
        .or_else(|| in_object("description"));
    EnumValue { value, name: docs::prose(name), description: docs::prose(description), location }
}

/// The values of all enums, without duplicates. `None` if some are strings and others integers, or
/// there are none.
pub(super) fn merge_values(all: Vec<EnumValues>) -> Option<EnumValues> {
    let (mut strings, mut integers) = (Vec::new(), Vec::new());
    for values in all {
        match values {
            EnumValues::Strings(values) => strings.extend(values),
            EnumValues::Integers(values) => integers.extend(values),
        }
    }
    match (strings.is_empty(), integers.is_empty()) {
        (false, true) => Some(EnumValues::Strings(once_each(strings))),
        (true, false) => Some(EnumValues::Integers(once_each(integers))),
        _ => None,
    }
}

fn once_each<T: Ord + Clone>(mut values: Vec<EnumValue<T>>) -> Vec<EnumValue<T>> {
    let mut seen = BTreeSet::new();
    values.retain(|value| seen.insert(value.value.clone()));
    values
}
