//! Schemas that extend a base schema and that its mapping does not name: children of it by their
//! names, or other uses of it, such as responses with one more property.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Context;
use super::children::{Child, Children};
use super::extended::MOST_CHILDREN;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Origin;
use crate::source::Location;

/// How many schemas below another one are looked at.
const MOST_BELOW: usize = 16;

impl Context<'_> {
    /// The base schema that a schema may be another use of, and not only a child by its name:
    /// mappings name the base schema by other values than its name, but not the schema.
    fn other_use_of(&mut self, schema: &Location, property: &str) -> Option<Location> {
        let key = (schema.clone(), property.to_owned());
        if let Some(known) = self.hierarchy.other_uses.get(&key) {
            return known.clone();
        }
        // Until it is known, as for schemas that extend each other.
        self.hierarchy.other_uses.insert(key.clone(), None);
        // A schema high in a hierarchy has many below it, so this ends soon.
        let base = match self.has_tag(schema, property, MOST_BELOW) {
            true => None,
            false => self.named_base(schema, property),
        };
        self.hierarchy.other_uses.insert(key, base.clone());
        base
    }

    /// Whether a schema, or one that extends it, has a value of the discriminator apart from its
    /// name, or more than `most` schemas extend it.
    fn has_tag(&mut self, schema: &Location, property: &str, most: usize) -> bool {
        let mut seen = BTreeSet::from([schema.clone()]);
        let mut work = vec![schema.clone()];
        while let Some(at) = work.pop() {
            if seen.len() > most
                || self.has_own_tag(&at)
                || !self.mappings(&at, property).is_empty()
                || self.constants(&at, property).is_some()
            {
                return true;
            }
            let children = self.hierarchy.children.get(&at).into_iter().flatten();
            work.extend(children.filter(|child| seen.insert((*child).clone())).cloned());
        }
        false
    }

    /// The schema that mappings name by other values than its name, and that a schema extends,
    /// directly or through other uses.
    fn named_base(&mut self, schema: &Location, property: &str) -> Option<Location> {
        self.included(schema).into_iter().find_map(|base| {
            let mapped = self.mappings(&base, property);
            if mapped.is_empty() {
                return self.other_use_of(&base, property).filter(|_| base != *schema);
            }
            let name = self.name_of(&base);
            mapped.iter().all(|mapped| !mapped.tags.contains(&name)).then_some(base)
        })
    }

    /// The children of a schema that may be another use of a base schema: those of the base schema
    /// that mappings name, and itself, since its name is a value of the discriminator, too.
    pub(super) fn children_of_other_use(
        &mut self,
        schema: &Location,
        property: &str,
    ) -> Option<Children> {
        let base = self.other_use_of(schema, property)?;
        let above = self.children_of(&base);
        let named = match self.inheritance.named.get(&base) {
            Some(known) => known.clone(),
            None => {
                let named = above.all.iter().filter(|child| !child.is_unmapped());
                let named: Rc<[Child]> = named.cloned().collect();
                self.inheritance.named.insert(base.clone(), named.clone());
                named
            }
        };
        if !above.targets.contains(schema) || named.iter().all(|child| child.target == base) {
            return None;
        }
        if named.len() > MOST_CHILDREN {
            self.report_not_merged(&base, schema);
            return None;
        }
        let mut all: Vec<Child> = named.to_vec();
        all.push(self.unmapped_child(schema.clone(), property));
        let targets = all.iter().map(|child| child.target.clone()).collect();
        let (property, holder) = (property.to_owned(), above.holder.clone());
        Some(Children { all, targets, property, holder, wider: None, merged: Some(base) })
    }

    /// Notes that something uses a named schema directly, not as an alternative.
    pub(super) fn note_use(&mut self, schema: &Location, origin: &Origin) {
        if !matches!(origin, Origin::Variant { .. }) {
            self.used_directly.insert(schema.clone());
        }
    }

    /// Reports schemas that are children of base schemas only by their names, although there are
    /// mappings, and are used directly.
    pub(super) fn report_children_by_name(&mut self) {
        for schema in std::mem::take(&mut self.used_directly) {
            let Some(base) = self.base_of_child_by_name(&schema) else { continue };
            let (name, above) = (self.name_of(&schema), self.name_of(&base));
            self.report.push(
                Diagnostic::new(
                    Code::ChildByName,
                    format!(
                        "no mapping names `{name}`, so its value of the discriminator is its name, and properties of other schemas that extend `{above}` are not read"
                    ),
                )
                .at(schema)
                .label("used directly, not as one of the alternatives")
                .related(base, "extended by it and by others")
                .help("name the schema in the mapping, or give it `x-ms-discriminator-value`"),
            );
        }
    }

    /// The base schema that a schema extends as its child only because of its name.
    fn base_of_child_by_name(&mut self, schema: &Location) -> Option<Location> {
        if !self.children_of(schema).is_empty() {
            return None;
        }
        let top = self.inherited_base(schema)?;
        let property = self.declared(&top)?.property;
        if self.has_tag(schema, &property, MOST_BELOW)
            || self.inherited_values(schema, &property).is_some()
        {
            return None;
        }
        let bases = self.included(schema);
        bases.into_iter().find(|base| {
            let children = self.children_of(base);
            let is_named = |child: &Child| {
                child.target != *base && (!child.is_unmapped() || self.has_own_tag(&child.target))
            };
            children.targets.contains(schema) && children.all.iter().any(is_named)
        })
    }
}
