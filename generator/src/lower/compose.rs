//! `allOf`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Context;
use super::docs;
use super::node::{Node, own_structure, structural};
use super::schema::Slot;
use crate::diagnostic::Code;
use crate::ir::Type;
use crate::source::Location;

/// One of several schemas that apply together.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// Its location in the list.
    pub location: Location,
    /// The schema, after following a reference.
    pub target: Location,
    /// Whether the list has a reference to it.
    pub reference: bool,
}

impl<'a> Context<'a> {
    /// A schema with `allOf`. What is beside it counts as another member.
    pub(super) fn all_of(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        let locations = self.elements(&node.location, "allOf");
        let (mut members, mut null) = self.structural_members(&locations);
        members.retain(|member| {
            let endless = member.target == node.location;
            if endless {
                self.report_at(
                    Code::EndlessPart,
                    &member.location,
                    "this part is the schema itself and adds nothing",
                    "remove it from its own `allOf`",
                );
            }
            !endless
        });
        let own = own_structure(node.raw);
        if !own && members.is_empty() {
            return self.by_kind(node, slot);
        }
        self.subsume(&mut members);
        if let ([only], false) = (members.as_slice(), own) {
            let only = only.clone();
            if let Some(ty) = self.single(&only, node, slot) {
                return if null { ty.nullable() } else { ty };
            }
            null = false;
        }
        let all_null = !own
            && !members.is_empty()
            && members.iter().all(|member| self.allows_null(&member.target));
        let ty = self.merge_members(&members, Some(node), slot, None);
        if all_null || null { ty.nullable() } else { ty }
    }

    /// The members with more than descriptions, each target once, and whether one of the others
    /// allows null.
    pub(super) fn structural_members(&mut self, locations: &[Location]) -> (Vec<Member>, bool) {
        let mut members: Vec<Member> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut null = false;
        for location in locations {
            let Some(followed) = self.document.follow(location, self.report) else { continue };
            let Some(raw) = self.object(&followed.location) else { continue };
            let reference = followed.reference.is_some();
            if !reference && !structural(raw) {
                null |= raw.get("nullable") == Some(&Value::Bool(true));
                // Reading it reports its errors.
                self.node(&followed.location);
                continue;
            }
            if seen.insert(followed.location.clone()) {
                members.push(Member {
                    location: location.clone(),
                    target: followed.location,
                    reference,
                });
            }
        }
        (members, null)
    }

    /// The type of a single member with only descriptions beside it. `None` if the schema extends a
    /// base schema.
    fn single(&mut self, member: &Member, node: &Node<'a>, slot: &Slot) -> Option<Type> {
        if member.reference {
            if self.is_child(&member.target, &node.location) {
                return None;
            }
            return Some(Type::Named(self.named(&member.target)));
        }
        let inner = self.node(&member.target)?;
        if let Slot::Reserved(id) = slot {
            let docs = docs::overlay(docs::of_schema(&inner), docs::of_schema(node));
            self.describe(*id, docs);
        }
        Some(self.nested(&member.target, |context| Some(context.shape(&inner, slot))))
    }

    /// Whether a schema allows null.
    pub(super) fn allows_null(&mut self, target: &Location) -> bool {
        let Some(raw) = self.object(target) else { return false };
        let in_enum = raw
            .get("enum")
            .and_then(Value::as_array)
            .is_some_and(|all| all.iter().any(|one| one.is_null()));
        in_enum || raw.get("nullable") == Some(&Value::Bool(true))
    }

    /// Removes members that another one includes.
    pub(super) fn subsume(&mut self, members: &mut Vec<Member>) {
        if members.iter().filter(|member| member.reference).count() < 2 {
            return;
        }
        let bases: Vec<BTreeSet<Location>> =
            members.iter().map(|member| self.bases(&member.target)).collect();
        let includes = |one: usize, other: usize| match (bases.get(one), members.get(other)) {
            (Some(bases), Some(member)) => one != other && bases.contains(&member.target),
            _ => false,
        };
        // Of two that include each other, the first one is kept.
        let goes = |index: usize| {
            (0..members.len())
                .any(|other| includes(other, index) && (other < index || !includes(index, other)))
        };
        let keep: Vec<bool> = (0..members.len()).map(|index| !goes(index)).collect();
        let mut keep = keep.into_iter();
        members.retain(|_| keep.next().unwrap_or(true));
    }

    /// All schemas that a schema includes by `allOf`, without itself.
    pub(super) fn bases(&mut self, target: &Location) -> BTreeSet<Location> {
        let mut found = BTreeSet::new();
        let mut work = if self.is_over { Vec::new() } else { self.elements(target, "allOf") };
        while let Some(location) = work.pop() {
            let Some((location, _)) = self.target(&location) else { continue };
            if location != *target && !found.contains(&location) {
                work.extend(self.elements(&location, "allOf"));
                found.insert(location);
            }
        }
        self.repeat(target, found.len());
        found
    }
}
