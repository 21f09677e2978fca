//! What is known about schemas that extend others by `allOf`.

use std::collections::BTreeMap;

use crate::source::Location;

/// Which schemas of a document include which others by `allOf`, found once.
#[derive(Debug, Default)]
pub(super) struct Hierarchy {
    pub is_scanned: bool,
    /// The schemas that include a schema directly.
    pub children: BTreeMap<Location, Vec<Location>>,
    /// The values of discriminators that mappings of base schemas give a schema.
    pub mapped: BTreeMap<Location, Vec<Mapped>>,
    /// The nearest base schema with a discriminator; `None` if there is none.
    pub inherited: BTreeMap<Location, Option<Location>>,
    /// The schemas that are too deep below a schema for unions of their own, each with the last
    /// schema above it that has one.
    pub deep: BTreeMap<Location, BTreeMap<Location, Location>>,
    /// For a schema with a discriminator, the uppermost one with the same.
    pub uppermost: BTreeMap<Location, Location>,
    /// Whether the alternatives of a schema are its own children.
    pub lists_children: BTreeMap<Location, bool>,
    /// For a schema and a property with the tag, the base schema that it is another use of.
    pub other_uses: BTreeMap<(Location, String), Option<Location>>,
    /// For a schema and a property with the tag, whether it adds nothing to the schema that it
    /// extends.
    pub same_as_base: BTreeMap<(Location, String), bool>,
    /// For a base schema and a property with the tag, whether it has children that add something.
    pub has_others: BTreeMap<(Location, String), bool>,
}

/// The discriminator of a schema.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// The schema whose member it is: the schema itself, or an inline part of its `allOf`.
    pub holder: Location,
    /// The property with the tag.
    pub property: String,
    /// Whether alternatives are beside it.
    pub has_alternatives: bool,
}

/// What the mapping of a base schema says about another schema.
#[derive(Debug, Clone)]
pub(super) struct Mapped {
    /// The base schema.
    pub base: Location,
    /// The property with the tag.
    pub property: String,
    /// The values for the schema.
    pub tags: Vec<String>,
    /// The location of the first value in the mapping.
    pub location: Location,
}
