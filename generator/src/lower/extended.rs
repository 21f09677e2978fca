//! Base schemas with a discriminator that are merged with other schemas, by a schema that is not
//! one of their children.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Context;
use super::children::{Child, Children};
use super::compose::Member;
use super::discriminator::default_variant;
use super::docs;
use super::leaf::{Destination, Leaf, UnionAt};
use super::schema::Slot;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Origin, Type, TypeKind, Union};
use crate::source::Location;

/// How many children of a base schema are merged with other schemas in one location.
pub(super) const MOST_CHILDREN: usize = 64;

/// How many are merged in all of a document.
const MOST_IN_ALL: usize = 2048;

impl<'a> Context<'a> {
    /// The base schema that members include, if the schema at `at`, which consists of them, is not
    /// one of its children: its values are those of all children.
    pub(super) fn extended_base(&mut self, members: &[Member], at: &Location) -> Option<Location> {
        if self.has_own_tag(at) {
            return None;
        }
        let mut found: BTreeSet<Location> = BTreeSet::new();
        for member in members {
            let parts = match member.reference {
                true => vec![member.target.clone()],
                false => self.included(&member.target),
            };
            for part in parts {
                if part != *at
                    && !self.children_of(&part).is_empty()
                    && !self.is_child(&part, at)
                    && !self.descends(&part, at)
                {
                    found.insert(part);
                }
            }
        }
        let first = found.pop_first()?;
        match found.is_empty() {
            true => Some(first),
            false => {
                found.insert(first);
                found.into_iter().for_each(|base| self.report_not_merged(&base, at));
                None
            }
        }
    }

    /// Reports that only the properties of a base schema itself are merged.
    pub(super) fn report_not_merged(&mut self, base: &Location, at: &Location) {
        let name = self.name_of(base);
        self.report.push(
            Diagnostic::new(
                Code::ChildrenNotMerged,
                format!(
                    "`{name}` is merged with other schemas without the schemas that extend it, so the properties of these are not read"
                ),
            )
            .at(at.clone())
            .label("merged here")
            .related(base.clone(), "has a discriminator")
            .help("describe each combination, and list them as one `oneOf`"),
        );
    }

    /// The union of the children of `base`, each merged with the other leaves.
    pub(super) fn extend(
        &mut self,
        base: &Location,
        leaves: Vec<Leaf<'a>>,
        to: Destination<'_, 'a>,
    ) -> Type {
        let Some(node) = self.node(base) else { return Type::Json };
        let children = self.children_or_wider(base);
        let whole = children.merged.as_ref().unwrap_or(base);
        let own: BTreeSet<Location> =
            self.leaves(whole, None).into_iter().map(|leaf| leaf.node.location.clone()).collect();
        let is_beside = |leaf: &&Leaf<'a>| !own.contains(&leaf.node.location);
        let outer: Vec<Leaf<'a>> = leaves.iter().filter(is_beside).cloned().collect();
        let mut kept: Vec<Child> = children.all.clone();
        if let Some(tags) = self.narrowed_tags(&outer, &children.property) {
            for child in &mut kept {
                child.tags.retain(|tag| tags.contains(tag));
            }
            kept.retain(|child| !child.tags.is_empty());
        }
        if kept.is_empty() {
            return self.merge_leaves(leaves, to);
        }
        self.distributed += kept.len();
        let has_alternatives = outer.iter().any(|leaf| leaf.node.alternatives().is_some());
        if has_alternatives || kept.len() > MOST_CHILDREN || self.distributed > MOST_IN_ALL {
            self.report_not_merged(base, &to.at.location);
            return self.merge_leaves(leaves, to);
        }
        if let [only] = kept.as_slice()
            && self.children_of(&only.target).is_empty()
        {
            let mut all = self.leaves(&only.target, None);
            all.extend(outer);
            return self.merge_leaves(all, to);
        }
        let union = UnionAt { node: &node, keyword: "oneOf", outer: &outer, to };
        self.union_of_children(&kept, &children, &union)
    }

    /// The children of a base schema, or of the one whose union represents it.
    fn children_or_wider(&mut self, base: &Location) -> Rc<Children> {
        let children = self.children_of(base);
        match &children.wider {
            Some(wider) => self.children_of(wider),
            None => children,
        }
    }

    /// The values of the discriminator that schemas beside a base schema list.
    fn narrowed_tags(&mut self, outer: &[Leaf<'a>], property: &str) -> Option<BTreeSet<String>> {
        let values = outer.iter().filter_map(|leaf| {
            let property = leaf.node.location.child("properties").child(property);
            self.listed(&property)
        });
        let mut sets = values.map(|values| values.into_iter().collect::<BTreeSet<String>>());
        let first = sets.next()?;
        Some(sets.fold(first, |all, values| all.intersection(&values).cloned().collect()))
    }

    fn union_of_children(
        &mut self,
        kept: &[Child],
        children: &Children,
        union: &UnionAt<'_, 'a>,
    ) -> Type {
        let Destination { at, slot, key } = union.to;
        let id = self.define(slot, &at.location, docs::of_schema(at));
        if let Some(key) = key {
            self.merged.insert(key.to_vec(), Type::Named(id));
        }
        self.set(id, TypeKind::Union(Union { variants: Vec::new(), discriminator: None }));
        let holder = children.holder.as_ref().unwrap_or(&union.node.location);
        let default = self.default_target(holder);
        let mut variants = Vec::with_capacity(kept.len());
        for child in kept {
            let origin = Origin::Merged { owner: id, name: self.name_of(&child.target) };
            let ty = self.merged_child_with(child, children, union, origin);
            variants.push(child.variant(ty, default.as_ref()));
        }
        if let Some(target) = default.filter(|_| !variants.iter().any(|it| it.is_default)) {
            let origin = Origin::Merged { owner: id, name: self.name_of(&target) };
            let ty = self.merged_with(&target, union, origin);
            let mut variant = default_variant(id, holder);
            variant.ty = ty;
            variants.push(variant);
        }
        self.unique_tags(&mut variants);
        let discriminator = Some(children.property.clone());
        self.set(id, TypeKind::Union(Union { variants, discriminator }));
        Type::Named(id)
    }

    /// A child merged with what is beside the base schema. One that is identified by another
    /// property is a union itself.
    fn merged_child_with(
        &mut self,
        child: &Child,
        children: &Children,
        union: &UnionAt<'_, 'a>,
        origin: Origin,
    ) -> Type {
        if child.target == union.to.at.location {
            return Type::Named(self.own_struct(&child.target));
        }
        let nested = self.children_of(&child.target);
        if child.target == union.node.location
            || nested.is_empty()
            || nested.property == children.property
        {
            return self.merged_with(&child.target, union, origin);
        }
        let Some(node) = self.node(&child.target) else { return Type::Json };
        let mut leaves = self.leaves(&child.target, None);
        leaves.extend(union.outer.iter().cloned());
        let slot = Slot::Free(origin);
        let to = Destination { at: &node, slot: &slot, key: None };
        self.nested(&child.target, |context| Some(context.extend(&child.target, leaves, to)))
    }
}
