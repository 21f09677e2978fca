//! Base schemas with a discriminator, and the schemas that include them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::ir::{Docs, Type, Variant};
use crate::source::Location;

/// What is known of base schemas.
#[derive(Debug, Default)]
pub(super) struct Inheritance {
    pub(super) found: BTreeMap<Location, Rc<Children>>,
    /// For each property: the schemas without a value for it that others could inherit.
    pub(super) free: BTreeMap<String, BTreeSet<Location>>,
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
    /// For a schema too deep in a hierarchy for a union of its own: the schema above whose union it
    /// is.
    pub(super) wider: Option<Location>,
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
            is_default: default == Some(&self.target),
            title: None,
            docs: Docs::default(),
            location: self.location.clone(),
        }
    }
}
