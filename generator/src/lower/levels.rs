//! Deep hierarchies. Each schema in one is the union of itself and all below it, so the unions of a
//! chain would grow with the square of its length.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Context;
use super::children::{Child, Children};
use super::compose::Member;
use super::node::{Node, own_structure};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Type, TypeId, TypeKind};
use crate::source::Location;

/// How many levels below the uppermost schema have unions of their own.
const MOST_LEVELS: usize = 6;

impl<'a> Context<'a> {
    /// The replacement for the children of a schema that is too deep in its hierarchy for a union
    /// of its own: the union of the last schema above it that has one. `mapped` are the schemas in
    /// its own mapping.
    pub(super) fn deep_children(
        &mut self,
        base: &Location,
        property: &str,
        mapped: &[Child],
    ) -> Option<Children> {
        if !self.is_extended(base) {
            return None;
        }
        let top = self.uppermost(base, property);
        if !self.hierarchy.deep.contains_key(&top) {
            let deep = self.below_levels(&top);
            self.hierarchy.deep.insert(top.clone(), deep);
        }
        let deep = self.hierarchy.deep.get(&top)?;
        let wider = deep.get(base)?.clone();
        if !mapped.iter().all(|child| child.target == *base || deep.contains_key(&child.target)) {
            return None;
        }
        let (name, wide, uppermost) =
            (self.name_of(base), self.name_of(&wider), self.name_of(&top));
        self.report.push(
            Diagnostic::new(
                Code::DeepHierarchy,
                format!(
                    "`{name}` is more than {MOST_LEVELS} levels below `{uppermost}`, so its type is that of `{wide}`"
                ),
            )
            .at(base.clone())
            .label("deep in its hierarchy")
            .related(top, "the uppermost schema with the discriminator")
            .help("no action needed: the type has all schemas that extend this one, and others"),
        );
        Some(Children { property: property.to_owned(), wider: Some(wider), ..Children::default() })
    }

    /// The uppermost schema with the same discriminator above a schema, or the schema itself.
    pub(super) fn uppermost(&mut self, schema: &Location, property: &str) -> Location {
        let mut path = BTreeSet::from([schema.clone()]);
        let mut top = schema.clone();
        loop {
            if let Some(known) = self.hierarchy.uppermost.get(&top) {
                top = known.clone();
                break;
            }
            let above = self.inherited_base(&top);
            let is_same = |above: &Location| {
                self.declared(above).is_some_and(|declared| declared.property == property)
            };
            match above.filter(is_same) {
                Some(above) if path.insert(above.clone()) => top = above,
                _ => break,
            }
        }
        self.hierarchy.uppermost.extend(path.into_iter().map(|schema| (schema, top.clone())));
        top
    }

    /// The schemas that are too deep below `top`, each with the last schema above it that is not.
    fn below_levels(&mut self, top: &Location) -> BTreeMap<Location, Location> {
        let mut deep: BTreeMap<Location, Location> = BTreeMap::new();
        let mut seen = BTreeSet::from([top.clone()]);
        let mut open = VecDeque::from([(top.clone(), 0)]);
        while let Some((at, level)) = open.pop_front() {
            let last = deep.get(&at).unwrap_or(&at).clone();
            for child in self.hierarchy.children.get(&at).into_iter().flatten() {
                if !seen.insert(child.clone()) {
                    continue;
                }
                if level >= MOST_LEVELS {
                    deep.insert(child.clone(), last.clone());
                }
                open.push_back((child.clone(), level + 1));
            }
        }
        deep
    }

    /// The struct of the schema that one too deep in its hierarchy includes, if it adds nothing to
    /// it.
    pub(super) fn same_own_struct(&mut self, node: &Node<'a>) -> Option<TypeId> {
        let children = self.children_of(&node.location);
        children.wider.as_ref()?;
        if own_structure(node.raw) || self.is_same_as_base(&node.location, &children.property) {
            return None;
        }
        let parts = self.elements(&node.location, "allOf");
        let (members, _) = self.structural_members(&parts);
        let [Member { target, reference: true, .. }] = members.as_slice() else { return None };
        if self.children_of(target).is_empty() {
            return None;
        }
        let same = self.own_struct(target);
        match self.types.get(same).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(Type::Named(first))) => Some(*first),
            _ => Some(same),
        }
    }
}
