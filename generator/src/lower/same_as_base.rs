//! Schemas below a discriminator that add nothing to the schema that they extend: a description, a
//! title, or an example. Their values are all values of that schema.

use super::Context;
use super::children::Children;
use super::hierarchy::InlineParts;
use super::node::own_structure;
use crate::source::Location;

/// How many schemas below and above another one are looked at.
const MOST_SCHEMAS: usize = 16;

impl Context<'_> {
    /// The children of a schema that adds nothing to the one that it extends, if that has other
    /// children: those of that schema.
    pub(super) fn children_of_same(
        &mut self,
        schema: &Location,
        property: &str,
    ) -> Option<Children> {
        let mut base = schema.clone();
        for _ in 0..MOST_SCHEMAS {
            if !self.is_same_as_base(&base, property) {
                break;
            }
            base = self.only_base(&base)?;
        }
        if base == *schema || self.is_same_as_base(&base, property) {
            return None;
        }
        let above = self.children_of(&base);
        let wider = match &above.wider {
            Some(wider) => wider.clone(),
            None if self.has_others(&above, &base, property) => base,
            None => return None,
        };
        Some(Children { property: property.to_owned(), wider: Some(wider), ..Children::default() })
    }

    /// Whether a base schema has children that add something to it.
    fn has_others(&mut self, children: &Children, base: &Location, property: &str) -> bool {
        let key = (base.clone(), property.to_owned());
        if let Some(known) = self.hierarchy.has_others.get(&key) {
            return *known;
        }
        let mut others = children.all.iter().filter(|child| child.target != *base);
        let has_others = others.any(|child| !self.is_same_as_base(&child.target, property));
        self.hierarchy.has_others.insert(key, has_others);
        has_others
    }

    /// Removes the schemas that add nothing to the one that they extend, if others have a value of
    /// the discriminator apart from their name: then these names are no values.
    pub(super) fn retain_distinct(
        &mut self,
        mut others: Vec<Location>,
        base: &Location,
        (property, has_mapping): (&str, bool),
    ) -> Vec<Location> {
        let has_value = |context: &mut Self, schema: &Location| {
            context.has_own_tag(schema) || !context.mappings(schema, property).is_empty()
        };
        if has_mapping || others.iter().any(|schema| has_value(self, schema)) {
            others.retain(|schema| schema == base || !self.is_same_as_base(schema, property));
        }
        others
    }

    /// Whether a schema, and each one that extends it, adds nothing to the schema that it extends,
    /// and no value of the discriminator is its own.
    pub(super) fn is_same_as_base(&mut self, schema: &Location, property: &str) -> bool {
        let key = (schema.clone(), property.to_owned());
        if let Some(known) = self.hierarchy.same_as_base.get(&key) {
            return *known;
        }
        let mut all = vec![schema.clone()];
        let mut visited = 0;
        let mut is_same = true;
        while let Some(at) = all.get(visited).cloned() {
            visited += 1;
            is_same = visited <= MOST_SCHEMAS
                && self.only_base(&at).is_some()
                && !self.has_own_tag(&at)
                && self.mappings(&at, property).is_empty()
                && self.is_unlisted(&at, property);
            if !is_same {
                break;
            }
            let children = self.hierarchy.children.get(&at).into_iter().flatten();
            // One more than may be visited.
            let children = children.filter(|child| !all.contains(child)).take(MOST_SCHEMAS + 1);
            all.extend(children.cloned().collect::<Vec<_>>());
        }
        self.hierarchy.same_as_base.insert(key, is_same);
        is_same
    }

    /// Whether the name of a schema is not one of the listed values of the discriminator.
    fn is_unlisted(&mut self, schema: &Location, property: &str) -> bool {
        let name = self.name_of(schema);
        let values = self.inherited_values(schema, property);
        values.is_none_or(|values| values.named(&name).is_none())
    }

    /// The only schema that a schema includes, if it adds nothing to it.
    pub(super) fn only_base(&self, schema: &Location) -> Option<Location> {
        let raw = self.object(schema)?;
        let mut parts = InlineParts::of(schema);
        let mut next = Some(raw);
        while let Some(raw) = next {
            if !raw.contains_key("$ref") {
                if own_structure(raw) || raw.contains_key("discriminator") {
                    return None;
                }
                parts.enter(raw);
            }
            next = parts.next();
        }
        let mut included = self.included(schema);
        let only = included.pop()?;
        (included.is_empty() && only != *schema).then_some(only)
    }
}
