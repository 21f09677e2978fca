//! Objects: structs and maps.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::Context;
use super::docs;
use super::leaf::Destination;
use super::marks::Marks;
use super::node::{Additional, Node, structural};
use super::open::{OPEN_FIELDS, is_described};
use super::schema::Slot;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{self, Access, Docs, Field, Origin, Presence, Struct, Type, TypeId, TypeKind};
use crate::source::Location;

/// For how many properties of a schema that nothing describes a similar name is looked for.
const MOST_SIMILAR: usize = 64;

/// The properties that one or several schemas describe together.
#[derive(Debug, Default)]
pub(super) struct Properties<'a> {
    /// For each property, the locations that describe it, and the named schemas that they are in.
    named: IndexMap<&'a str, Vec<(Location, Option<Location>)>>,
    /// The required properties, and where they are required.
    required: IndexMap<&'a str, Location>,
    /// The properties that some alternatives require, and where they do.
    choices: IndexMap<&'a str, Location>,
    /// The additional properties of the schemas.
    additional: Vec<Additional>,
    /// Whether one of them has `properties` or forbids others.
    any: bool,
    /// The schemas that may have patterns for names of additional properties.
    described: Vec<(Location, &'a Map<String, Value>)>,
}

impl<'a> Properties<'a> {
    /// Adds the properties of a schema. `home` is the named schema that it is part of.
    pub fn add(&mut self, node: &Node<'a>, home: Option<&Location>) {
        for (name, location) in node.properties() {
            let locations = self.named.entry(name).or_default();
            if !locations.iter().any(|(known, _)| *known == location) {
                locations.push((location, home.cloned()));
            }
        }
        let at = node.location.child("required");
        for (index, name) in node.required().enumerate() {
            self.required.entry(name).or_insert_with(|| at.element(index));
        }
        let additional = node.additional();
        self.any |= node.has("properties")
            || node.has(OPEN_FIELDS)
            || additional == Additional::Forbidden
            || node.required().any(|name| !is_described(node.raw, name));
        self.additional.push(additional);
        self.described.push((node.location.clone(), node.raw));
    }

    /// Adds properties that some alternatives require.
    pub fn add_choices(&mut self, choices: Vec<(&'a str, Location)>) {
        for (name, location) in choices {
            self.choices.entry(name).or_insert(location);
        }
    }

    /// The properties that are required, or by some alternatives, but that nothing describes. An
    /// open object keeps the latter anyway, and a closed one does not allow them.
    fn undescribed(&self, is_open: bool) -> Vec<(&'a str, &Location, Presence)> {
        let is_lost = !is_open && !self.additional.contains(&Additional::Forbidden);
        let choices = self.choices.iter().filter(|(name, _)| !self.required.contains_key(*name));
        let choices = choices.filter(|_| is_lost).map(|(name, at)| (*name, at, Presence::Optional));
        let required = self.required.iter().map(|(name, at)| (*name, at, Presence::Required));
        required.chain(choices).filter(|(name, ..)| !self.named.contains_key(name)).collect()
    }

    /// Whether a property has the schema `values` of additional properties.
    fn is_additional(&self, values: &Location, name: &str) -> bool {
        let is_of = |location: &Location| location.child("additionalProperties") == *values;
        let mut described = self.described.iter().filter(|(location, _)| is_of(location));
        described.all(|(_, raw)| is_described(raw, name))
    }

    /// The help for a property that nothing describes. With `suggests`, others are looked at for
    /// one with a similar name.
    fn help_for(&self, name: &str, suggests: bool) -> String {
        let names = self.named.keys().filter(|_| suggests);
        let names: Vec<&str> = names.copied().collect();
        match nearest(name, &names) {
            Some(nearest) if !self.required.contains_key(nearest) => {
                format!("did you mean `{nearest}`?")
            }
            _ => "describe it under `properties`, or remove it from `required`".to_owned(),
        }
    }

    /// Whether no property has a name and all are allowed.
    pub fn is_map(&self) -> bool {
        !self.any
    }

    /// The additional properties; `None` if there are none.
    fn others(&self) -> Option<Additional> {
        if self.additional.contains(&Additional::Forbidden) {
            return None;
        }
        let schema = self.additional.iter().find(|one| matches!(one, Additional::Schema(_)));
        schema.or_else(|| self.additional.iter().find(|one| **one == Additional::Any)).cloned()
    }
}

impl<'a> Context<'a> {
    /// An object that a single schema describes.
    pub(super) fn plain_object(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        let mut properties = Properties::default();
        properties.add(node, None);
        self.object_of(properties, Destination { at: node, slot, key: None })
    }

    /// An object: a map if no property has a name, otherwise a struct.
    pub(super) fn object_of(
        &mut self,
        properties: Properties<'a>,
        to: Destination<'_, 'a>,
    ) -> Type {
        if properties.is_map() {
            return match properties.others() {
                Some(Additional::Schema(values)) => self.map(&values, to.slot),
                _ => Type::Map(Box::new(Type::Json)),
            };
        }
        let id = self.define(to.slot, &to.at.location, docs::of_schema(to.at));
        if let Some(key) = to.key {
            self.merged.insert(key.to_vec(), Type::Named(id));
        }
        self.set(id, TypeKind::Struct(Struct::default()));
        let structure = self.structure(properties, id);
        self.set(id, TypeKind::Struct(structure));
        Type::Named(id)
    }

    fn structure(&mut self, properties: Properties<'a>, id: TypeId) -> Struct {
        let others = properties.others();
        let mut fields = Vec::with_capacity(properties.named.len());
        for (name, locations) in &properties.named {
            let presence = match properties.required.contains_key(name) {
                true => Presence::Required,
                false => Presence::Optional,
            };
            fields.extend(self.field(name, locations, presence, id));
        }
        fields.extend(self.undescribed(&properties, others.as_ref(), id));
        let additional = others.map(|others| {
            let (ty, is_untyped, is_secret) = match others {
                Additional::Schema(location) => {
                    let origin = Origin::Property { owner: id, name: None };
                    let ty = self.schema(&location, origin);
                    let is_untyped =
                        self.is_untyped(&location) || self.has_untyped_items(&location);
                    (ty, is_untyped, self.is_secret(&location))
                }
                _ => (Type::Json, true, false),
            };
            let described = properties.described.iter();
            ir::Additional {
                ty,
                is_untyped,
                is_secret,
                names: described
                    .flat_map(|(location, raw)| self.name_patterns(location, raw))
                    .collect(),
            }
        });
        let is_closed = properties.additional.contains(&Additional::Forbidden);
        Struct { fields, additional, is_closed }
    }

    /// The required properties that nothing describes. They have the type of additional properties.
    /// Those that only some alternatives require are optional.
    fn undescribed(
        &mut self,
        properties: &Properties<'a>,
        others: Option<&Additional>,
        id: TypeId,
    ) -> Vec<Field> {
        let mut fields = Vec::new();
        for (name, location, presence) in properties.undescribed(others.is_some()) {
            let (ty, becomes) = match others {
                Some(Additional::Schema(values)) if properties.is_additional(values, name) => {
                    let origin = Origin::Property { owner: id, name: None };
                    (self.schema(values, origin), "of the type of additional properties")
                }
                _ => (Type::Json, "of any JSON value"),
            };
            let why = match properties.additional.contains(&Additional::Forbidden) {
                true => "is not a property, and no others are allowed",
                false => "is not a property",
            };
            let (by, optional) = match presence {
                Presence::Required => ("", ""),
                Presence::Optional | Presence::Patched => (" by an alternative", "n optional"),
            };
            self.report_at(
                Code::RequiredWithoutProperty,
                location,
                format!(
                    "`{name}` is required{by}, but {why}: it becomes a{optional} field {becomes}"
                ),
                properties.help_for(name, fields.len() < MOST_SIMILAR),
            );
            fields.push(Field {
                name: name.to_owned(),
                ty,
                presence,
                access: Access::Both,
                constant: None,
                is_secret: false,
                docs: Docs::default(),
                location: location.clone(),
            });
        }
        fields
    }

    /// A property that one or several locations describe.
    fn field(
        &mut self,
        name: &str,
        locations: &[(Location, Option<Location>)],
        presence: Presence,
        id: TypeId,
    ) -> Option<Field> {
        let (last, _) = locations.last()?;
        let mut docs = Docs::default();
        for (location, _) in locations {
            docs = docs::overlay(docs, self.docs_of_use(location));
        }
        let ty = match locations {
            [(location, home)] => {
                let owner = self.owner(location, home.as_ref(), id);
                self.schema(location, Origin::Property { owner, name: Some(name.to_owned()) })
            }
            several => {
                let locations: Vec<Location> =
                    several.iter().map(|(location, _)| location.clone()).collect();
                let origin = Origin::Property { owner: id, name: Some(name.to_owned()) };
                self.merge(&locations, &Slot::Free(origin))
            }
        };
        let targets: Vec<_> =
            locations.iter().filter_map(|(location, _)| self.glance(location)).collect();
        for (location, raw) in &targets {
            if locations.iter().any(|(known, _)| known == location) {
                super::enumeration::shown_values(raw, &ty, &mut docs);
            }
        }
        let constant = targets.iter().rev().find_map(|(_, raw)| constant(raw));
        let access = self.access(targets);
        let is_secret = access == Access::WriteOnly
            || locations.iter().any(|(location, _)| self.is_secret(location));
        Some(Field {
            name: name.to_owned(),
            ty,
            presence,
            access,
            constant,
            is_secret,
            docs,
            location: last.clone(),
        })
    }

    /// The definition that names inline schemas of a property: that of the schema that it comes
    /// from, if it has any.
    fn owner(&mut self, location: &Location, home: Option<&Location>, id: TypeId) -> TypeId {
        let Some(home) = home else { return id };
        if self.inline.contains_key(location)
            || self.object(location).is_none_or(|raw| raw.contains_key("$ref"))
        {
            return id;
        }
        let own = self.object(location).is_some_and(structural_inside);
        if own { self.named(home) } else { id }
    }

    /// The directions in which a property is sent: those of its schema, its target, or a part of
    /// its `allOf`.
    fn access(&mut self, targets: Vec<(Location, &'a Map<String, Value>)>) -> Access {
        let (mut read, mut write) = (None, None);
        for (target, _) in targets.into_iter().rev() {
            let marks = self.marks(target);
            read = read.or(marks.read);
            write = write.or(marks.write);
        }
        match (read, write) {
            (Some(read), Some(write)) => {
                let diagnostic = Diagnostic::new(
                    Code::ReadAndWriteOnly,
                    "this is both `readOnly` and `writeOnly`, so both are ignored",
                );
                let help = "remove one of them";
                self.report
                    .push(diagnostic.at(read).related(write, "`writeOnly` is here").help(help));
                Access::Both
            }
            (Some(_), None) => Access::ReadOnly,
            (None, Some(_)) => Access::WriteOnly,
            (None, None) => Access::Both,
        }
    }
}

/// A schema whose marks are being found.
struct Marking {
    target: Location,
    /// The parts of its `allOf` that are not visited yet, in reverse order.
    parts: Vec<Location>,
    marks: Marks,
}

impl<'a> Context<'a> {
    /// The marks of a schema: its own, or those of what it includes. Each schema is visited once.
    fn marks(&mut self, target: Location) -> Marks {
        let mut path: Vec<Marking> = Vec::new();
        let mut next = Some(target);
        let mut last = Marks::default();
        loop {
            if let Some(target) = next.take() {
                last = self.enter_marks(target, &mut path);
            }
            let Some(open) = path.last_mut() else { return last };
            open.marks.read = open.marks.read.take().or(last.read.take());
            open.marks.write = open.marks.write.take().or(last.write.take());
            while next.is_none()
                && let Some(part) = path.last_mut().and_then(|open| open.parts.pop())
            {
                next = self.glance(&part).map(|(target, _)| target);
            }
            if next.is_none()
                && let Some(done) = path.pop()
            {
                self.marked.insert(done.target, done.marks.clone());
                last = done.marks;
            }
        }
    }

    /// The marks of a schema, as far as they are known. Appends a search in what it includes.
    fn enter_marks(&mut self, target: Location, path: &mut Vec<Marking>) -> Marks {
        let Some(raw) = self.object(&target) else { return Marks::default() };
        let own = |key: &str| (raw.get(key) == Some(&Value::Bool(true))).then(|| target.child(key));
        let marks = Marks { read: own("readOnly"), write: own("writeOnly") };
        // Most schemas include nothing, so remembering them would take longer.
        if !raw.contains_key("allOf") {
            return marks;
        }
        if let Some(known) = self.marked.get(&target) {
            return known.clone();
        }
        // Until they are known there are none, as for a schema that includes itself.
        self.marked.insert(target.clone(), Marks::default());
        path.push(Marking { parts: self.elements(&target, "allOf"), target, marks });
        Marks::default()
    }
}

/// The only value that a schema allows.
fn constant(raw: &Map<String, Value>) -> Option<Value> {
    match raw.get("enum")?.as_array()?.as_slice() {
        [only] if !only.is_null() => Some(only.clone()),
        _ => None,
    }
}

/// Whether an inline schema may contain a definition.
fn structural_inside(raw: &Map<String, Value>) -> bool {
    structural(raw)
        && (raw.contains_key("enum")
            || raw.values().any(|value| value.is_object() || value.is_array()))
}
