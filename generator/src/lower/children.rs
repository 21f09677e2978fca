//! Base schemas with a discriminator, and the schemas that include them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::listed_values::ListedValues;
use crate::ir::{Docs, Type, Variant};
use crate::source::Location;

/// The values of the discriminator of the children of a base schema.
pub(super) type TagsOfChildren = BTreeMap<Location, Rc<[String]>>;

/// What is known of base schemas.
#[derive(Debug, Default)]
pub(super) struct Inheritance {
    pub(super) found: BTreeMap<Location, Rc<Children>>,
    /// The children of a base schema that mappings name.
    pub(super) named: BTreeMap<Location, Rc<[Child]>>,
    /// For each property: the schemas without a value for it that others could inherit.
    pub(super) free: BTreeMap<String, BTreeSet<Location>>,
    /// For each property: the values that a schema lists for it, or one that it includes.
    pub(super) listed: BTreeMap<String, BTreeMap<Location, Option<Rc<ListedValues>>>>,
    /// For the uppermost schema of a hierarchy: the values of its children.
    pub(super) tags: BTreeMap<Location, Rc<TagsOfChildren>>,
}

/// The children of a base schema; none for one that is a plain object.
#[derive(Debug, Default)]
pub(super) struct Children {
    pub(super) all: Vec<Child>,
    pub(super) targets: BTreeSet<Location>,
    /// The property with the tag.
    pub(super) property: String,
    /// The schema with the discriminator: the base schema, an inline part of its `allOf`, or a
    /// base schema of it.
    pub(super) holder: Option<Location>,
    /// For a schema too deep in a hierarchy for a union of its own, or one that adds nothing to the
    /// schema that it extends: the schema above whose union it is.
    pub(super) wider: Option<Location>,
    /// For another use of a base schema: this base schema, whose children are merged with the rest
    /// of the schema.
    pub(super) merged: Option<Location>,
}

impl Children {
    /// Whether there are no children.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty() && self.wider.is_none()
    }
}

/// A schema with its values of a discriminator.
#[derive(Debug, Clone)]
pub(super) struct Child {
    pub(super) target: Location,
    /// Where the mapping names it, or its own location.
    pub(super) location: Location,
    pub(super) tags: Vec<String>,
    /// Its name, if that is read as such a value, too.
    pub(super) name: Option<String>,
    /// Whether it includes the base schema.
    pub(super) is_descendant: bool,
}

impl Child {
    /// Whether no mapping names it.
    pub(super) fn is_unmapped(&self) -> bool {
        self.location == self.target
    }

    /// The variant with the type `ty` of this schema. `default` is the schema for unknown
    /// tags.
    pub(super) fn variant(&self, ty: Type, default: Option<&Location>) -> Variant {
        Variant {
            ty,
            tags: self.tags.clone(),
            name: self.name.clone(),
            inherited: None,
            is_default: default == Some(&self.target),
            title: None,
            docs: Docs::default(),
            location: self.location.clone(),
        }
    }
}

/// The children of a base schema while they are found. A child may lose values to a later one.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    children: Vec<Child>,
    /// The children by their schemas.
    indexes: BTreeMap<Location, usize>,
    /// The child that has a value.
    pub(super) owners: BTreeMap<String, usize>,
    /// How many values each child has left.
    counts: Vec<usize>,
}

impl Gathered {
    /// Begins with these children.
    pub(super) fn of(children: Vec<Child>) -> Self {
        let mut gathered = Self::default();
        children.into_iter().for_each(|child| gathered.add(child));
        gathered
    }

    /// Adds a child. Its values are no longer those of others.
    pub(super) fn add(&mut self, child: Child) {
        let index = self.children.len();
        self.indexes.insert(child.target.clone(), index);
        self.counts.push(0);
        self.children.push(child);
        let tags = self.children.last().map(|child| child.tags.clone()).unwrap_or_default();
        for tag in tags {
            self.give(tag, index);
        }
    }

    fn give(&mut self, tag: String, index: usize) {
        if let Some(count) = self.counts.get_mut(index) {
            *count += 1;
        }
        let before = self.owners.insert(tag, index);
        if let Some(count) = before.and_then(|index| self.counts.get_mut(index)) {
            *count -= 1;
        }
    }

    /// Which child a schema is.
    pub(super) fn index(&self, schema: &Location) -> Option<usize> {
        self.indexes.get(schema).copied()
    }

    /// Gives a child more values, unless others have them.
    pub(super) fn add_tags(&mut self, index: usize, tags: Vec<String>) {
        for tag in tags {
            if !self.owners.contains_key(&tag)
                && let Some(child) = self.children.get_mut(index)
            {
                child.tags.push(tag.clone());
                self.give(tag, index);
            }
        }
    }

    /// The child that has a value.
    pub(super) fn owner(&self, tag: &str) -> Option<(usize, &Child)> {
        let index = *self.owners.get(tag)?;
        Some((index, self.children.get(index)?))
    }

    /// Whether a child has a value left after losing so many.
    pub(super) fn keeps_one(&self, index: usize, lost: usize) -> bool {
        self.counts.get(index).is_some_and(|count| lost < *count)
    }

    /// The children, each with its own values.
    pub(super) fn finish(self) -> Vec<Child> {
        let Self { mut children, owners, .. } = self;
        for (index, child) in children.iter_mut().enumerate() {
            child.tags.retain(|tag| owners.get(tag) == Some(&index));
        }
        children
    }
}
