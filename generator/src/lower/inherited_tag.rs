//! The values of an inherited discriminator, for schemas in a union that has no discriminator.
//!
//! A base schema with a discriminator identifies each schema that includes it by a value (OpenAPI,
//! "Discriminator Object"), whatever lists these schemas as alternatives.

use std::rc::Rc;

use super::Context;
use super::children::{Child, TagsOfChildren};
use crate::ir::InheritedTags;
use crate::source::Location;

/// How many schemas that only repeat another one are followed.
const MOST_REPEATED: usize = 16;

impl Context<'_> {
    /// The values of the discriminator that a schema inherits. `None` if it has children, since
    /// these have values of their own, or if it may have any value.
    pub(super) fn inherited_tags(&mut self, schema: &Location) -> Option<InheritedTags> {
        let mut schema = schema.clone();
        let mut base = self.inherited_base(&schema)?;
        let property = self.declared(&base)?.property;
        for _ in 0..MOST_REPEATED {
            base = self.uppermost(&base, &property);
            if !self.children_of(&schema).is_empty() {
                return None;
            }
            if let Some(tags) = self.tags_of_children(&base).get(&schema) {
                let values = tags.to_vec();
                return (!values.is_empty()).then_some(InheritedTags { property, values });
            }
            schema = self.only_base(&schema)?;
        }
        None
    }

    /// The values of each child of the uppermost schema of a hierarchy.
    fn tags_of_children(&mut self, top: &Location) -> Rc<TagsOfChildren> {
        if let Some(known) = self.inheritance.tags.get(top) {
            return known.clone();
        }
        let children = self.children_of(top);
        let default = children.holder.as_ref().and_then(|holder| self.default_target(holder));
        let mut tags = TagsOfChildren::new();
        for child in &children.all {
            if default.as_ref() != Some(&child.target) {
                let values = self.tags_of_child(child, &children.property);
                tags.insert(child.target.clone(), values);
            }
        }
        let tags = Rc::new(tags);
        self.inheritance.tags.insert(top.clone(), tags.clone());
        tags
    }

    /// The values of a child. A schema that no mapping names may be another use of one that it
    /// includes, and have its values.
    fn tags_of_child(&mut self, child: &Child, property: &str) -> Rc<[String]> {
        let mut values = child.tags.clone();
        values.extend(child.name.clone());
        if child.is_unmapped()
            && !self.has_own_tag(&child.target)
            && let Some(mapped) = self.mapped_above(&child.target, property)
        {
            values.extend(mapped.into_iter().filter(|tag| !child.tags.contains(tag)));
        }
        values.into()
    }

    /// The values of the nearest schema that a schema includes and a mapping names.
    fn mapped_above(&mut self, schema: &Location, property: &str) -> Option<Vec<String>> {
        let mut at = schema.clone();
        for _ in 0..MOST_REPEATED {
            let included = self.included(&at);
            for part in &included {
                let mapped = self.mappings(part, property);
                if !mapped.is_empty() {
                    return Some(mapped.into_iter().flat_map(|mapped| mapped.tags).collect());
                }
            }
            at = included.into_iter().next()?;
        }
        None
    }
}
