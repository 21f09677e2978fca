//! Identical inline schemas become one definition.
//!
//! Definitions are visited after those that they use, whose uses then name the first one of each
//! kind. So two definitions are identical if they name the same definitions, and each is compared
//! once with those of the same hash.

mod meaning;

use std::collections::{BTreeMap, BTreeSet};

use super::finish::{for_each_use, parts, parts_mut};
use crate::ir::{Api, Origin, Type, TypeDef, TypeId, TypeKind, Types};
use meaning::{Meaning, Usage, usages};

/// Makes one definition of all identical inline schemas; of objects, it is that of a schema with a
/// name if one is identical to them. Their docs are part of the comparison, and so are the
/// directions in which objects are sent, because optional fields have other types in requests than
/// in responses. Schemas with a name keep their definition, and so do those that XML describes.
///
/// The definitions that others replace stay in [`Api::types`], and nothing uses them.
pub fn share(api: &mut Api) {
    let usages = usages(api);
    let mut sharing = Sharing { usages: &usages, ..Sharing::default() };
    for id in children_first(&api.types) {
        sharing.visit(id, &mut api.types, api.xml.contains_key(&id));
    }
    let shared = sharing.shared(&api.types);
    let replace = |ty: &mut Type| shared.replace(ty);
    for_each_use(&mut api.operations, &mut api.webhooks, &mut { replace });
    api.schemas.iter_mut().for_each(replace);
    let ids: Vec<TypeId> = api.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        let origin = shared.origin(id, &api.types);
        let Some(definition) = api.types.get_mut(id) else { continue };
        parts_mut(&mut definition.kind, &mut { replace });
        definition.origin = origin.unwrap_or_else(|| definition.origin.clone());
    }
}

/// All definitions, each after those that it uses, and those with a name before others. In a
/// circle, one comes before those that it uses.
fn children_first(types: &Types) -> Vec<TypeId> {
    enum Step {
        Enter(TypeId),
        Leave(TypeId),
    }
    let mut order = Vec::with_capacity(types.len());
    let mut entered = BTreeSet::new();
    let (named, inline): (Vec<_>, Vec<_>) =
        types.iter().partition(|(_, definition)| has_name(definition));
    for (start, _) in named.into_iter().chain(inline) {
        let mut work = vec![Step::Enter(start)];
        while let Some(step) = work.pop() {
            match step {
                Step::Enter(id) if entered.insert(id) => {
                    work.push(Step::Leave(id));
                    if let Some(definition) = types.get(id) {
                        let mut enter = |ty: &Type| work.extend(ty.named().map(Step::Enter));
                        parts(&definition.kind, &mut enter);
                    }
                }
                Step::Enter(_) => {}
                Step::Leave(id) => order.push(id),
            }
        }
    }
    order
}

/// The definitions that were visited.
#[derive(Default)]
struct Sharing<'a> {
    usages: &'a [Usage],
    /// Those that differ from each other, by their hashes.
    distinct: BTreeMap<u64, Vec<TypeId>>,
    /// The definition in [`distinct`](Self::distinct) for each of the other inline schemas.
    others: Replacements,
    /// The schemas with a name that are identical to a definition in [`distinct`](Self::distinct).
    named: BTreeMap<TypeId, Vec<TypeId>>,
}

impl Sharing<'_> {
    fn visit(&mut self, id: TypeId, types: &mut Types, has_xml: bool) {
        let Some(definition) = types.get_mut(id) else { return };
        parts_mut(&mut definition.kind, &mut |ty| self.others.replace(ty));
        let has_name = has_name(definition);
        // Enums and unions without docs are often identical by chance, and then the name misleads.
        if has_xml || (has_name && !matches!(definition.kind, TypeKind::Struct(_))) {
            return;
        }
        let meaning =
            |id: TypeId| Some(Meaning::of(types.get(id)?, self.usages.get(id.0 as usize)?));
        let Some(own) = meaning(id) else { return };
        let known = self.distinct.entry(own.hash()).or_default();
        let same = known.iter().find(|known| meaning(**known).as_ref() == Some(&own)).copied();
        if same.is_none() {
            known.push(id);
        }
        match (same, has_name) {
            (same, true) => self.named.entry(same.unwrap_or(id)).or_default().push(id),
            (Some(same), false) => {
                self.others.0.insert(id, same);
            }
            (None, false) => {}
        }
    }

    /// Groups of identical definitions. The first in the document represents the others, unless one
    /// has a name.
    fn shared(self, types: &Types) -> Shared {
        let mut members: BTreeMap<TypeId, BTreeSet<TypeId>> = BTreeMap::new();
        for (other, same) in self.others.0 {
            members.entry(same).or_insert_with(|| [same].into()).insert(other);
        }
        for same in self.named.keys() {
            members.entry(*same).or_insert_with(|| [*same].into());
        }
        let mut shared = Shared::default();
        for (same, mut members) in members {
            let named = self.named.get(&same).into_iter().flatten().copied();
            if let Some(named) = named.min_by_key(|id| shortest_name(*id, types)) {
                members.retain(|id| types.get(*id).is_some_and(|it| !has_name(it)));
                shared.replacements.0.extend(members.into_iter().map(|inline| (inline, named)));
                continue;
            }
            let Some(first) = members.first().copied() else { continue };
            let others = members.iter().skip(1);
            shared.replacements.0.extend(others.map(|other| (*other, first)));
            shared.groups.insert(first, members);
        }
        shared
    }
}

fn has_name(definition: &TypeDef) -> bool {
    matches!(definition.origin, Origin::Named(_))
}

/// The order of identical schemas with a name: it does not depend on where they are used.
fn shortest_name(id: TypeId, types: &Types) -> Option<(usize, &str)> {
    match &types.get(id)?.origin {
        Origin::Named(name) => Some((name.len(), name.as_str())),
        _ => None,
    }
}

/// Definitions, each with the one that replaces it.
#[derive(Default)]
struct Replacements(BTreeMap<TypeId, TypeId>);

impl Replacements {
    /// Replaces the definition that a type names.
    fn replace(&self, ty: &mut Type) {
        let mut ty = ty;
        loop {
            match ty {
                Type::Named(id) => return *id = self.0.get(id).copied().unwrap_or(*id),
                Type::List(inner)
                | Type::Map(inner)
                | Type::Nullable(inner)
                | Type::JsonString(inner) => ty = inner,
                Type::Scalar(_) | Type::Json => return,
            }
        }
    }
}

/// Groups of identical definitions.
#[derive(Default)]
struct Shared {
    /// All definitions of each group, by the first one.
    groups: BTreeMap<TypeId, BTreeSet<TypeId>>,
    /// The first one of the group for each of the others.
    replacements: Replacements,
}

impl Shared {
    fn replace(&self, ty: &mut Type) {
        self.replacements.replace(ty);
    }

    /// The new origin of a definition.
    fn origin(&self, id: TypeId, types: &Types) -> Option<Origin> {
        let mut origin = types.get(id)?.origin.clone();
        self.replace_owner(&mut origin);
        let Some(members) = self.groups.get(&id) else { return Some(origin) };
        let position = origin.position();
        let is_same_position = members
            .iter()
            .filter_map(|member| types.get(*member))
            .all(|member| member.origin.position() == position);
        Some(Origin::Shared { is_same_position, first: Box::new(origin) })
    }

    fn replace_owner(&self, origin: &mut Origin) {
        let mut origin = origin;
        loop {
            match origin {
                Origin::Item(inner)
                | Origin::Part { whole: inner, .. }
                | Origin::Shared { first: inner, .. } => origin = inner,
                Origin::Property { owner, .. }
                | Origin::Variant { owner, .. }
                | Origin::Merged { owner, .. }
                | Origin::Combined { owner } => {
                    let replacement = self.replacements.0.get(owner);
                    return *owner = replacement.copied().unwrap_or(*owner);
                }
                Origin::Named(_) | Origin::Operation { .. } => return,
            }
        }
    }
}
