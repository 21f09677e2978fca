//! Base schemas as unions of their children.

use std::collections::BTreeSet;

use super::Context;
use super::children::{Child, Children};
use super::compose::Member;
use super::discriminator::default_variant;
use super::docs;
use super::leaf::{Destination, UnionAt};
use super::node::Node;
use super::schema::Slot;
use crate::ir::{Origin, Struct, Type, TypeId, TypeKind, Union};
use crate::source::Location;

impl<'a> Context<'a> {
    /// A base schema as the union of its children.
    pub(super) fn base_union(&mut self, node: &Node<'a>, children: &Children, slot: &Slot) -> Type {
        if let Some(wider) = &children.wider {
            return Type::Named(self.named(wider));
        }
        if children.merged.is_some() {
            let leaves = self.leaves(&node.location, None);
            return self.extend(&node.location, leaves, Destination { at: node, slot, key: None });
        }
        let id = self.define(slot, &node.location, docs::of_schema(node));
        let holder = children.holder.as_ref().unwrap_or(&node.location);
        let default = self.default_target(holder);
        let mut variants = Vec::with_capacity(children.all.len());
        for child in &children.all {
            if self.is_over {
                break;
            }
            let ty = self.child_type(node, id, children, child);
            variants.push(child.variant(ty, default.as_ref()));
        }
        let discriminator = Some(children.property.clone());
        if let Some(target) = default.filter(|_| !variants.iter().any(|variant| variant.is_default))
        {
            let ty = if target == node.location {
                self.own_struct(&target)
            } else {
                self.named(&target)
            };
            variants.push(default_variant(ty, holder));
        }
        self.unique_tags(&mut variants);
        self.set(id, TypeKind::Union(Union { variants, discriminator }));
        Type::Named(id)
    }

    /// The type of a child of a base schema, in the union `id`.
    fn child_type(
        &mut self,
        base: &Node<'a>,
        id: TypeId,
        children: &Children,
        child: &Child,
    ) -> Type {
        if child.target == base.location {
            return Type::Named(self.own_struct(&child.target));
        }
        let nested = self.children_of(&child.target);
        if !nested.is_empty() {
            // A union by the same property would repeat the children of this one.
            return Type::Named(match nested.property == children.property {
                true => self.own_struct(&child.target),
                false => self.named(&child.target),
            });
        }
        if child.is_descendant {
            return Type::Named(self.named(&child.target));
        }
        self.merged_child(base, id, children, child)
    }

    /// A schema that only the mapping of a base schema makes a child: merged with the base schema,
    /// unless it has all properties of that.
    fn merged_child(
        &mut self,
        base: &Node<'a>,
        id: TypeId,
        children: &Children,
        child: &Child,
    ) -> Type {
        let mut known: BTreeSet<&str> = BTreeSet::from([children.property.as_str()]);
        let parts = self.leaves(&child.target, None);
        known.extend(parts.iter().flat_map(|leaf| leaf.node.properties()).map(|(name, _)| name));
        let mut outer = self.leaves(&base.location, None);
        outer.retain(|leaf| leaf.node.properties().any(|(name, _)| !known.contains(name)));
        if outer.is_empty() || parts.iter().any(|leaf| leaf.node.alternatives().is_some()) {
            return Type::Named(self.named(&child.target));
        }
        let (location, target) = (child.target.clone(), child.target.clone());
        let origin = Origin::Merged { owner: id, name: self.name_of(&target) };
        let to = Destination { at: base, slot: &Slot::Reserved(id), key: None };
        let union = UnionAt { node: base, keyword: "oneOf", outer: &outer, to };
        self.alternative(&Member { location, target, reference: true }, &union, origin)
    }

    /// Lowers the struct with the properties of a base schema.
    pub(super) fn define_own(&mut self, location: &Location, id: TypeId) {
        let Some(node) = self.node(location) else { return };
        self.describe(id, docs::of_schema(&node));
        if let Some(same) = self.same_own_struct(&node) {
            self.set(id, TypeKind::Alias(Type::Named(same)));
            return;
        }
        self.set(id, TypeKind::Struct(Struct::default()));
        let ty = self.nested(location, |context| {
            let leaves = context.leaves(location, None);
            let to = Destination { at: &node, slot: &Slot::Reserved(id), key: None };
            Some(context.merge_leaves(leaves, to))
        });
        if ty != Type::Named(id) {
            self.set(id, TypeKind::Alias(ty));
        }
    }
}
