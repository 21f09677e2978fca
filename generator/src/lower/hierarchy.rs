//! `allOf` as inheritance: which schemas include which others, and the discriminators on the way.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value};

use super::Context;
use super::extension::{Declared, Mapped};
use super::node::{holds, own_structure};
use crate::diagnostic::Report;
use crate::source::{FileId, Location};

/// A walk through the inline parts of an `allOf`, and of those of its parts, each before its own
/// parts. A pointer grows with the depth, so that only those that are asked for are made.
pub(super) struct InlineParts<'v> {
    outer: Location,
    /// For each level: the parts, and how many of them are visited.
    levels: Vec<(&'v [Value], usize)>,
}

impl<'v> InlineParts<'v> {
    /// The walk through the parts of the schema at `outer`, which is not entered yet.
    pub(super) fn of(outer: &Location) -> Self {
        Self { outer: outer.clone(), levels: Vec::new() }
    }

    /// Visits the parts of the last schema next.
    pub(super) fn enter(&mut self, schema: &'v Map<String, Value>) {
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            self.levels.push((parts, 0));
        }
    }

    /// The next part that is an object.
    pub(super) fn next(&mut self) -> Option<&'v Map<String, Value>> {
        while let Some((parts, visited)) = self.levels.last_mut() {
            let Some(part) = parts.get(*visited) else {
                self.levels.pop();
                continue;
            };
            *visited += 1;
            if let Some(part) = part.as_object() {
                return Some(part);
            }
        }
        None
    }

    /// The location of the last part.
    fn location(&self) -> Location {
        let mut pointer = self.outer.pointer().clone();
        for (_, visited) in &self.levels {
            pointer.push("allOf");
            pointer.push(&visited.saturating_sub(1).to_string());
        }
        Location::value(self.outer.file, pointer)
    }
}

impl Context<'_> {
    /// The discriminator that a schema declares, itself or in an inline part of its `allOf`.
    pub(super) fn declared(&self, location: &Location) -> Option<Declared> {
        let raw = self.object(location)?;
        let mut parts = InlineParts::of(location);
        let mut next = Some(raw);
        while let Some(raw) = next {
            if !raw.contains_key("$ref") {
                if let Some(discriminator) = raw.get("discriminator").and_then(Value::as_object) {
                    let property = discriminator.get("propertyName").and_then(Value::as_str);
                    return Some(Declared {
                        holder: parts.location(),
                        property: property.unwrap_or_default().to_owned(),
                        has_alternatives: holds(raw, "oneOf") || holds(raw, "anyOf"),
                    });
                }
                parts.enter(raw);
            }
            next = parts.next();
        }
        None
    }

    /// The named schemas that a schema includes directly, also from inline parts of its `allOf`.
    pub(super) fn included(&self, location: &Location) -> Vec<Location> {
        // Errors are reported when something uses these schemas.
        let mut quiet = Report::new();
        let mut found = Vec::new();
        let Some(raw) = self.object(location) else { return found };
        let mut parts = InlineParts::of(location);
        parts.enter(raw);
        while let Some(part) = parts.next() {
            if part.contains_key("$ref") {
                let followed = self.document.follow(&parts.location(), &mut quiet);
                found.extend(followed.map(|followed| followed.location));
            } else {
                parts.enter(part);
            }
        }
        found
    }

    /// All schemas that include the one at `base`, directly or through others.
    pub(super) fn descendants(&mut self, base: &Location) -> Vec<Location> {
        self.scan();
        let mut all = Vec::new();
        let mut seen = BTreeSet::from([base.clone()]);
        let mut work = vec![base.clone()];
        while let Some(location) = work.pop() {
            for target in self.hierarchy.children.get(&location).into_iter().flatten() {
                if seen.insert(target.clone()) {
                    work.push(target.clone());
                    all.push(target.clone());
                }
            }
        }
        all
    }

    /// Whether schemas include the one at `base`.
    pub(super) fn is_extended(&mut self, base: &Location) -> bool {
        self.scan();
        self.hierarchy.children.get(base).is_some_and(|children| !children.is_empty())
    }

    /// Whether a schema includes `base` by `allOf`, directly or through others.
    pub(super) fn descends(&self, schema: &Location, base: &Location) -> bool {
        let mut seen = BTreeSet::from([schema.clone()]);
        let mut work = vec![schema.clone()];
        while let Some(at) = work.pop() {
            for part in self.included(&at) {
                if part == *base {
                    return true;
                }
                if seen.insert(part.clone()) {
                    work.push(part);
                }
            }
        }
        false
    }

    /// The nearest schema with a discriminator that a schema includes.
    pub(super) fn inherited_base(&mut self, location: &Location) -> Option<Location> {
        let mut open = VecDeque::from([location.clone()]);
        let mut seen = BTreeSet::from([location.clone()]);
        let (mut found, mut is_chain) = (None, true);
        'walk: while let Some(at) = open.pop_front() {
            let parts = self.included(&at);
            is_chain &= parts.len() < 2;
            for part in parts {
                if seen.contains(&part) {
                    continue;
                }
                match self.hierarchy.inherited.get(&part).cloned() {
                    _ if self.is_base(&part) => found = Some(part),
                    Some(known) => found = known,
                    None => {
                        seen.insert(part.clone());
                        open.push_back(part);
                    }
                }
                if found.is_some() {
                    break 'walk;
                }
            }
        }
        if found.is_none() || is_chain {
            let all = seen.into_iter().map(|location| (location, found.clone()));
            self.hierarchy.inherited.extend(all);
        } else {
            self.hierarchy.inherited.insert(location.clone(), found.clone());
        }
        found
    }

    /// Whether a schema has a discriminator for schemas that include it.
    fn is_base(&mut self, location: &Location) -> bool {
        match self.declared(location) {
            Some(declared) => !declared.has_alternatives || self.lists_children(location),
            None => false,
        }
    }

    /// Whether the alternatives of a schema are schemas that include it. They describe no value
    /// that includes it, too.
    pub(super) fn lists_children(&mut self, location: &Location) -> bool {
        if let Some(known) = self.hierarchy.lists_children.get(location) {
            return *known;
        }
        let mut quiet = Report::new();
        let keyword = ["oneOf", "anyOf"]
            .into_iter()
            .find(|keyword| self.object(location).is_some_and(|raw| holds(raw, keyword)));
        let locations = keyword.map_or_else(Vec::new, |keyword| self.elements(location, keyword));
        let lists = !locations.is_empty()
            && locations.iter().all(|at| match self.document.follow(at, &mut quiet) {
                Some(followed) => self.descends(&followed.location, location),
                None => false,
            });
        self.hierarchy.lists_children.insert(location.clone(), lists);
        lists
    }

    /// Whether the alternatives of `base` lead back to a schema that includes it: to itself, to one
    /// that includes it, or to one that it includes.
    pub(super) fn leads_back(&mut self, base: &Location, schema: &Location) -> bool {
        if base == schema || !self.lists_children(base) {
            return false;
        }
        let mut quiet = Report::new();
        let locations = ["oneOf", "anyOf"].into_iter().flat_map(|key| self.elements(base, key));
        let locations: Vec<Location> = locations.collect();
        let targets = locations.iter().filter_map(|at| self.document.follow(at, &mut quiet));
        let mut targets = targets.map(|followed| followed.location);
        targets.any(|target| {
            target == *schema || self.descends(&target, schema) || self.descends(schema, &target)
        })
    }

    /// What the nearest base schema whose mapping names a schema says about it.
    pub(super) fn nearest_mapping(&mut self, target: &Location, property: &str) -> Option<Mapped> {
        let mut all = self.mappings(target, property);
        if all.is_empty() {
            return None;
        }
        let mut seen = BTreeSet::from([target.clone()]);
        let mut open = VecDeque::from([target.clone()]);
        while let Some(at) = open.pop_front() {
            if let Some(index) = all.iter().position(|mapped| mapped.base == at) {
                return Some(all.swap_remove(index));
            }
            open.extend(self.included(&at).into_iter().filter(|part| seen.insert(part.clone())));
        }
        None
    }

    /// What the mappings of base schemas with this discriminator say about a schema.
    pub(super) fn mappings(&mut self, target: &Location, property: &str) -> Vec<Mapped> {
        self.scan();
        let all = self.hierarchy.mapped.get(target).into_iter().flatten();
        all.filter(|mapped| mapped.property == property).cloned().collect()
    }

    /// Finds which schemas include which others, and what the mappings of base schemas say.
    fn scan(&mut self) {
        if std::mem::replace(&mut self.hierarchy.is_scanned, true) {
            return;
        }
        let mut quiet = Report::new();
        let root = self.document.root().file;
        let others = self.document.files().filter(|file| *file != root);
        let files: Vec<FileId> = std::iter::once(root).chain(others).collect();
        let schemas = files.into_iter().flat_map(|file| self.schemas_of(file));
        let mut visited = BTreeSet::new();
        let mut children: BTreeMap<Location, Vec<Location>> = BTreeMap::new();
        for location in schemas.collect::<Vec<_>>() {
            let Some(followed) = self.document.follow(&location, &mut quiet) else { continue };
            let child = followed.location;
            if !visited.insert(child.clone()) {
                continue;
            }
            let mut parents = BTreeSet::new();
            for parent in self.included(&child) {
                if parents.insert(parent.clone()) {
                    children.entry(parent).or_default().push(child.clone());
                }
            }
            self.note_mapping(child);
        }
        self.hierarchy.children = children;
    }

    /// The schemas of a file that may have names.
    fn schemas_of(&self, file: FileId) -> Vec<Location> {
        let root = Location::root(file);
        let Some(raw) = self.object(&root) else { return Vec::new() };
        let named = |at: &Location, key: &str| -> Vec<Location> {
            self.members(at, key).into_iter().map(|(_, location)| location).collect()
        };
        let mut schemas = named(&root.child("components"), "schemas");
        if !raw.contains_key("openapi") {
            schemas.extend(["definitions", "$defs"].iter().flat_map(|key| named(&root, key)));
            schemas.extend(raw.keys().map(|key| root.child(key)));
            schemas.push(root);
        }
        schemas
    }

    fn note_mapping(&mut self, base: Location) {
        let Some(declared) = self.declared(&base) else { return };
        if declared.has_alternatives && !self.lists_children(&base) {
            return;
        }
        let mut tags: BTreeMap<Location, Mapped> = BTreeMap::new();
        for (tag, location) in self.members(&declared.holder.child("discriminator"), "mapping") {
            let Some(text) = self.document.value(&location).and_then(Value::as_str) else {
                continue;
            };
            let Some(target) = self.mapped_schema(&location, text) else { continue };
            let new = || Mapped {
                base: base.clone(),
                property: declared.property.clone(),
                tags: Vec::new(),
                location,
            };
            tags.entry(target).or_insert_with(new).tags.push(tag);
        }
        for (target, mapped) in tags {
            self.hierarchy.mapped.entry(target).or_default().push(mapped);
        }
    }

    fn mapped_schema(&self, location: &Location, text: &str) -> Option<Location> {
        let target = self.mapping_location(location, text)?;
        Some(self.document.follow(&target, &mut Report::new())?.location)
    }

    /// Whether a schema is another one with null, and no mapping names it.
    pub(super) fn is_nullable_alias(&mut self, location: &Location, property: &str) -> bool {
        let only_nullable = |raw: &Map<String, Value>| {
            raw.get("nullable") == Some(&Value::Bool(true)) && !own_structure(raw)
        };
        self.object(location).is_some_and(only_nullable)
            && self.elements(location, "allOf").len() == 1
            && self.mappings(location, property).is_empty()
    }
}
