//! Identical inline schemas become one definition.
//!
//! Definitions are visited after those that they use, whose uses then name the first one of each
//! kind. So two definitions are identical if they name the same definitions, and each is compared
//! once with those of the same hash.

mod meaning;

use std::collections::{BTreeMap, BTreeSet};

use super::finish::{for_each_use, parts, parts_mut};
use crate::ir::{Api, Origin, Type, TypeDef, TypeId, TypeKind, Types, Webhook, letters};
use meaning::{Meaning, Usage, usages};

/// Makes one definition of all identical inline schemas. Their docs are part of the comparison, and
/// so are the directions in which objects are sent, because optional fields have other types in
/// requests than in responses. Schemas that XML describes keep their definition.
///
/// Objects that are identical to a schema with a name, inline or with a name of their own, become
/// aliases of it, so their names stay when one of them changes. `customized` are the schemas with
/// settings of their own, which stay types.
///
/// The definitions that others replace stay in [`Api::types`], and nothing uses them.
pub fn share(api: &mut Api, customized: &BTreeSet<&str>) {
    let usages = usages(api);
    let mut sharing = Sharing { usages: &usages, ..Sharing::default() };
    for id in children_first(&api.types) {
        sharing.visit(id, &mut api.types, api.xml.contains_key(&id));
    }
    let named = sharing.aliases(api, customized);
    let shared = sharing.shared();
    let named: BTreeMap<TypeId, TypeId> =
        named.into_iter().map(|(id, same)| (shared.replacements.of(id), same)).collect();
    let replace = |ty: &mut Type| shared.replace(ty);
    for_each_use(&mut api.operations, &mut api.webhooks, &mut { replace });
    api.schemas.iter_mut().for_each(replace);
    let ids: Vec<TypeId> = api.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        let origin = shared.origin(id, &api.types);
        let Some(definition) = api.types.get_mut(id) else { continue };
        parts_mut(&mut definition.kind, &mut { replace });
        definition.origin = origin.unwrap_or_else(|| definition.origin.clone());
        if let Some(same) = named.get(&id) {
            definition.kind = TypeKind::Alias(Type::Named(*same));
        }
    }
}

/// All definitions, each after those that it uses. In a circle, one comes before those that it
/// uses.
fn children_first(types: &Types) -> Vec<TypeId> {
    enum Step {
        Enter(TypeId),
        Leave(TypeId),
    }
    let mut order = Vec::with_capacity(types.len());
    let mut entered = BTreeSet::new();
    for (start, _) in types.iter() {
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
    /// The definition in [`distinct`](Self::distinct) for each of the others.
    others: Replacements,
    /// The objects with a name, by their hashes.
    named: BTreeMap<u64, Vec<TypeId>>,
}

impl Sharing<'_> {
    fn visit(&mut self, id: TypeId, types: &mut Types, has_xml: bool) {
        let Some(definition) = types.get_mut(id) else { return };
        parts_mut(&mut definition.kind, &mut |ty| self.others.replace(ty));
        let has_name = name(definition).is_some();
        // Enums and unions without docs are often identical by chance, and then a name misleads.
        if has_xml || (has_name && !matches!(definition.kind, TypeKind::Struct(_))) {
            return;
        }
        let meaning =
            |id: TypeId| Some(Meaning::of(types.get(id)?, self.usages.get(id.0 as usize)?));
        let Some(own) = meaning(id) else { return };
        if has_name {
            self.named.entry(own.hash()).or_default().push(id);
            return;
        }
        let known = self.distinct.entry(own.hash()).or_default();
        match known.iter().find(|known| meaning(**known).as_ref() == Some(&own)) {
            Some(same) => {
                self.others.0.insert(id, *same);
            }
            None => known.push(id),
        }
    }

    /// For each object that is identical to one with a name, that one. Of several, it is the one
    /// with the shortest name, which does not depend on their order.
    ///
    /// Some stay definitions of their own: variants of unions with a discriminator, which the
    /// unions write for them; variants of one union, whose `From` impls need different types; and
    /// with a name, objects without fields, and those with settings of the manifest.
    fn aliases(&self, api: &Api, customized: &BTreeSet<&str>) -> BTreeMap<TypeId, TypeId> {
        let types = &api.types;
        let customized: BTreeSet<String> = customized.iter().map(|name| letters(name)).collect();
        let is_customized = |name: &str| customized.contains(&letters(name));
        let name = |id: TypeId| types.get(id).and_then(name).unwrap_or_default();
        let unions = self.unions(api);
        let mut found = BTreeMap::new();
        for (hash, named) in &self.named {
            let mut named: Vec<TypeId> = named.clone();
            named.sort_by_key(|id| (name(*id).len(), name(*id)));
            let inline = self.distinct.get(hash).into_iter().flatten().copied();
            let mut groups: Vec<Group<'_>> = Vec::new();
            for id in named.into_iter().chain(inline) {
                let Some(meaning) = self.meaning(id, types).filter(|_| self.is_untagged(id)) else {
                    continue;
                };
                let is_named = !name(id).is_empty();
                let stays = is_named && (meaning.is_empty_object() || is_customized(name(id)));
                let own = unions.get(&id).cloned().unwrap_or_default();
                let same = groups.iter_mut().find(|group| group.meaning == meaning);
                match same {
                    Some(group) if !stays && group.unions.is_disjoint(&own) => {
                        group.unions.extend(own);
                        found.insert(id, group.first);
                    }
                    None if is_named && !stays => {
                        groups.push(Group { meaning, first: id, unions: own });
                    }
                    _ => {}
                }
            }
        }
        found
    }

    fn meaning<'t>(&self, id: TypeId, types: &'t Types) -> Option<Meaning<'t>>
    where
        Self: 't,
    {
        Some(Meaning::of(types.get(id)?, self.usages.get(id.0 as usize)?))
    }

    fn is_untagged(&self, id: TypeId) -> bool {
        self.usages.get(id.0 as usize).is_some_and(Usage::is_untagged)
    }

    /// The unions that have a definition as a variant, directly or through aliases. `None` is that
    /// of all webhooks.
    fn unions(&self, api: &Api) -> BTreeMap<TypeId, BTreeSet<Option<TypeId>>> {
        let mut found: BTreeMap<TypeId, BTreeSet<Option<TypeId>>> = BTreeMap::new();
        let mut add = |union: Option<TypeId>, ty: &Type| {
            let mut named = ty.named();
            for _ in 0..=api.types.len() {
                let Some(id) = named.map(|id| self.others.of(id)) else { break };
                if !found.entry(id).or_default().insert(union) {
                    break;
                }
                named = match api.types.get(id).map(|definition| &definition.kind) {
                    Some(TypeKind::Alias(target)) => target.named(),
                    _ => None,
                };
            }
        };
        for (id, definition) in api.types.iter() {
            if let TypeKind::Union(union) = &definition.kind {
                union.variants.iter().for_each(|variant| add(Some(id), &variant.ty));
            }
        }
        api.webhooks.iter().flat_map(Webhook::types).for_each(|ty| add(None, ty));
        found
    }

    /// Groups of identical definitions. The first in the document represents the others.
    fn shared(self) -> Shared {
        let mut members: BTreeMap<TypeId, BTreeSet<TypeId>> = BTreeMap::new();
        for (other, same) in self.others.0 {
            members.entry(same).or_insert_with(|| [same].into()).insert(other);
        }
        let mut shared = Shared::default();
        for members in members.into_values() {
            let Some(first) = members.first().copied() else { continue };
            let others = members.iter().skip(1);
            shared.replacements.0.extend(others.map(|other| (*other, first)));
            shared.groups.insert(first, members);
        }
        shared
    }
}

/// Identical objects, all but the first of which become aliases.
struct Group<'t> {
    meaning: Meaning<'t>,
    first: TypeId,
    /// The unions that have one of them as a variant.
    unions: BTreeSet<Option<TypeId>>,
}

fn name(definition: &TypeDef) -> Option<&str> {
    match &definition.origin {
        Origin::Named(name) => Some(name),
        _ => None,
    }
}

/// Definitions, each with the one that replaces it.
#[derive(Default)]
struct Replacements(BTreeMap<TypeId, TypeId>);

impl Replacements {
    fn of(&self, id: TypeId) -> TypeId {
        self.0.get(&id).copied().unwrap_or(id)
    }

    /// Replaces the definition that a type names.
    fn replace(&self, ty: &mut Type) {
        let mut ty = ty;
        loop {
            match ty {
                Type::Named(id) => return *id = self.of(*id),
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
