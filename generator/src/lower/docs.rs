//! Docs, examples and constraints.

use serde_json::{Map, Value};

use super::Context;
use super::node::{InstanceKind, Node, kind, structural};
use crate::diagnostic::Code;
use crate::ir::{Constraint, Docs, Scalar};
use crate::load::grammar::{Object, Version};
use crate::source::Location;

/// A text that is not blank.
pub(super) fn prose(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// The docs of a schema. Without a description, its title is used.
pub(super) fn of_schema(node: &Node<'_>) -> Docs {
    let data = &node.data;
    let description = prose(data.description.as_deref());
    Docs {
        summary: if description.is_none() { prose(data.title.as_deref()) } else { None },
        description,
        deprecated: data.deprecated,
        examples: data.example.iter().cloned().collect(),
        default: data.default.clone(),
        constraints: constraints(node.raw),
        item_constraints: item_constraints(node.raw),
        see: data.external_docs.as_ref().map(|docs| docs.url.clone()).filter(|url| !url.is_empty()),
    }
}

/// The constraints for the elements of a list, if their schema is an inline scalar.
fn item_constraints(raw: &Map<String, Value>) -> Vec<Constraint> {
    let Some(items) = raw.get("items").and_then(Value::as_object) else { return Vec::new() };
    let is_plain = !matches!(kind(items), InstanceKind::Array | InstanceKind::Object)
        && !items.contains_key("$ref");
    if is_plain && !items.contains_key("enum") { constraints(items) } else { Vec::new() }
}

fn constraints(raw: &Map<String, Value>) -> Vec<Constraint> {
    let mut constraints: Vec<_> = raw
        .iter()
        .filter(|(_, value)| !matches!(value, Value::Null | Value::Bool(false)))
        .filter_map(|(key, value)| {
            let member = Object::Schema.dialect_member(key).filter(|it| it.is_constraint())?;
            member.kind.accepts(value).then_some(())?;
            Some(Constraint { keyword: member.key, value: value.clone() })
        })
        .collect();
    constraints.sort_by_key(rank);
    // Formats of numbers are sizes of their types.
    let is_shown =
        |format: &&str| matches!(Scalar::of_format(format), None | Some(Scalar::String(_)));
    if let Some(format) = raw.get("format").and_then(Value::as_str).filter(is_shown) {
        constraints.push(Constraint { keyword: "format", value: Value::from(format) });
    }
    constraints
}

/// The position of a constraint among others: the order of the specification.
fn rank(constraint: &Constraint) -> usize {
    let mut keywords = Object::Schema.members(Version::DIALECT);
    keywords.position(|member| member.key == constraint.keyword).unwrap_or(usize::MAX)
}

/// Overrides the docs `under` with those `over` them.
pub(super) fn overlay(mut under: Docs, over: Docs) -> Docs {
    if over.summary.is_some() || over.description.is_some() {
        under.summary = over.summary;
        under.description = over.description;
    }
    under.deprecated |= over.deprecated;
    if !over.examples.is_empty() {
        under.examples = over.examples;
    }
    if !over.item_constraints.is_empty() {
        under.item_constraints = over.item_constraints;
    }
    for constraint in over.constraints {
        match under.constraints.iter_mut().find(|known| known.keyword == constraint.keyword) {
            Some(known) => *known = constraint,
            None => under.constraints.push(constraint),
        }
    }
    under.constraints.sort_by_key(rank);
    Docs { default: over.default.or(under.default), see: over.see.or(under.see), ..under }
}

impl Context<'_> {
    /// The docs of the use of a schema: only descriptions beside a reference, everything for an
    /// inline schema.
    pub(super) fn docs_of_use(&mut self, location: &Location) -> Docs {
        // Errors of the schema are reported with the schema.
        self.contain(|context| context.docs_of_valid_use(location)).0
    }

    fn docs_of_valid_use(&mut self, location: &Location) -> Docs {
        let Some(raw) = self.object(location) else { return Docs::default() };
        if raw.contains_key("$ref") {
            let text = |key: &str| prose(raw.get(key).and_then(Value::as_str));
            return Docs {
                summary: text("summary"),
                description: text("description"),
                ..Docs::default()
            };
        }
        let Some(own) = self.node(location).map(|node| of_schema(&node)) else {
            return Docs::default();
        };
        let mut docs = Docs::default();
        for part in self.elements(location, "allOf") {
            // A part with only descriptions, a default or the like describes this use.
            let beside =
                self.object(&part).is_some_and(|raw| !raw.contains_key("$ref") && !structural(raw));
            if let Some(node) = beside.then(|| self.node(&part)).flatten() {
                docs = overlay(docs, of_schema(&node));
            }
        }
        overlay(docs, own)
    }

    /// The examples of a parameter, header or media type: `example`, then the values of `examples`.
    pub(super) fn examples(&mut self, location: &Location) -> Vec<Value> {
        let mut found = Vec::new();
        found.extend(self.object(location).and_then(|raw| raw.get("example")).cloned());
        for (_, at) in self.members(location, "examples") {
            let Some((at, raw)) = self.optional_target(&at) else { continue };
            match raw.get("value") {
                Some(value) => found.push(value.clone()),
                None if raw.contains_key("externalValue") => self.report_at(
                    Code::ExternalExample,
                    &at.child("externalValue"),
                    "an external example is not shown",
                    "put it into the document as `value`",
                ),
                None => {}
            }
        }
        found
    }
}
