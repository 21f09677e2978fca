//! The last pass over all definitions: null, circular aliases and unions, and what is not used.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, MAX_DEPTH};
use crate::diagnostic::Code;
use crate::ir::{ContentFormat, Operation, Origin, Type, TypeId, TypeKind, Types, Webhook};

/// How many aliases lead to the last one, at most.
const LONGEST_CHAIN: usize = 64;

impl Context<'_> {
    /// The definitions that are used, in the order in which they were reached, with new numbers.
    /// A definition never allows null itself: each use of it does. `schemas` keeps those that
    /// operations and webhooks do not use.
    pub(super) fn finish(
        &mut self,
        operations: &mut [Operation],
        webhooks: &mut [Webhook],
        schemas: &mut Vec<Type>,
    ) -> Types {
        self.hoist_null();
        self.cut_circular_aliases();
        self.shorten_alias_chains();
        let too_deep = self.cut_deep_aliases();
        self.cut_circular_unions();
        self.read_event_data(operations, webhooks, schemas);
        self.keep_tags(operations, webhooks, schemas);
        self.narrow_tags(operations, webhooks, schemas);
        let mut used = self.used(|visit| for_each_use(operations, webhooks, visit));
        schemas.retain(|ty| !matches!(ty, Type::Named(id) if used.contains(id)));
        used.extend(self.used(|visit| schemas.iter_mut().for_each(visit)));
        self.name_bases(&used);
        for id in too_deep.iter().filter(|id| used.contains(id)) {
            self.warn_deep_alias(*id);
        }
        let numbers = Numbers {
            ids: used.iter().zip(0..).map(|(old, new)| (*old, TypeId(new))).collect(),
            nullable: std::mem::take(&mut self.nullable),
        };
        for_each_use(operations, webhooks, &mut |ty| numbers.renumber(ty));
        schemas.iter_mut().for_each(|ty| numbers.renumber(ty));
        numbers.kept(&self.types)
    }

    /// Gives the structs of base schemas the names of the schemas, if nothing uses their unions.
    fn name_bases(&mut self, used: &BTreeSet<TypeId>) {
        for (location, id) in self.own.clone() {
            if self.named.get(&location).is_none_or(|union| !used.contains(union)) {
                let name = self.name_of(&location);
                if let Some(definition) = self.types.get_mut(id) {
                    definition.origin = Origin::Named(name);
                }
            }
        }
    }

    /// Finds all definitions that allow null: themselves, or through an alias or a variant.
    fn hoist_null(&mut self) {
        let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        let mut work: Vec<TypeId> = self.nullable.iter().copied().collect();
        for (id, definition) in self.types.iter() {
            let mut look = |ty: &Type| match ty {
                Type::Nullable(_) => work.push(id),
                Type::Named(of) => users.entry(*of).or_default().push(id),
                _ => {}
            };
            match &definition.kind {
                TypeKind::Alias(ty) => look(ty),
                TypeKind::Union(union) => {
                    union.variants.iter().for_each(|variant| look(&variant.ty))
                }
                TypeKind::Struct(_) | TypeKind::Enum(_) => {}
            }
        }
        let mut found = BTreeSet::new();
        while let Some(id) = work.pop() {
            if found.insert(id) {
                work.extend(users.get(&id).into_iter().flatten());
            }
        }
        self.nullable = found;
    }

    /// Cuts aliases of nothing but themselves. Lists of themselves stay: planning makes them types
    /// (`plan/recursion.rs`).
    fn cut_circular_aliases(&mut self) {
        let mut done: BTreeSet<TypeId> = BTreeSet::new();
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        for start in ids {
            let mut path = Vec::new();
            let mut on_path = BTreeSet::new();
            let mut at = Some(start);
            while let Some(id) = at.filter(|id| !done.contains(id)) {
                if !on_path.insert(id) {
                    let from = path.iter().position(|known| *known == id).unwrap_or(0);
                    self.cut_circle(path.get(from..).unwrap_or_default());
                    break;
                }
                path.push(id);
                at = self.types.get(id).and_then(|definition| alias_of(&definition.kind));
            }
            done.extend(path);
        }
    }

    /// Makes some aliases in a long chain point to its end, so that following aliases takes a
    /// bounded number of steps.
    fn shorten_alias_chains(&mut self) {
        let mut ends: BTreeMap<TypeId, (TypeId, usize)> = BTreeMap::new();
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        for start in ids {
            let mut path = Vec::new();
            let mut at = start;
            let (end, mut distance) = loop {
                if let Some(known) = ends.get(&at) {
                    break *known;
                }
                match self.types.get(at).and_then(|definition| alias_of(&definition.kind)) {
                    Some(next) => path.push(std::mem::replace(&mut at, next)),
                    None => break (at, 0),
                }
            };
            for id in path.into_iter().rev() {
                distance += 1;
                if distance % LONGEST_CHAIN == 0 {
                    self.set(id, TypeKind::Alias(Type::Named(end)));
                }
                ends.insert(id, (end, distance));
            }
        }
    }

    /// Aliases that lead back to themselves become any JSON value.
    fn cut_circle(&mut self, circle: &[TypeId]) {
        let location = circle
            .iter()
            .min()
            .and_then(|id| self.types.get(*id))
            .map(|definition| definition.location.clone());
        if let Some(location) = location {
            self.report_at(
                Code::EndlessSchema,
                &location,
                "this schema refers only to itself, so it becomes any JSON value",
                "describe its values",
            );
            self.degraded.insert(location);
        }
        for id in circle {
            self.set(*id, TypeKind::Alias(Type::Json));
        }
    }

    /// To rustc, lists of lists are one type, even with aliases between them. Those that are too
    /// deep become any JSON value.
    fn cut_deep_aliases(&mut self) -> Vec<TypeId> {
        let mut cut = Vec::new();
        let mut depths: BTreeMap<TypeId, usize> = BTreeMap::new();
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        for start in ids {
            let mut path: Vec<(TypeId, usize)> = Vec::new();
            let mut below = Some(start);
            while let Some(id) = below.filter(|id| !depths.contains_key(id)) {
                // A list of itself becomes a type, which ends the nesting.
                depths.insert(id, 0);
                let Some(TypeKind::Alias(ty)) =
                    self.types.get(id).map(|definition| &definition.kind)
                else {
                    break;
                };
                path.push((id, levels(ty)));
                below = innermost(ty);
            }
            let mut depth = below.and_then(|id| depths.get(&id)).copied().unwrap_or(0);
            for (id, own) in path.into_iter().rev() {
                depth += own;
                if depth > MAX_DEPTH {
                    self.set(id, TypeKind::Alias(Type::Json));
                    cut.push(id);
                    depth = 0;
                }
                depths.insert(id, depth);
            }
        }
        cut
    }

    fn warn_deep_alias(&mut self, id: TypeId) {
        if let Some(location) = self.types.get(id).map(|definition| definition.location.clone()) {
            self.report_at(
                Code::NestedTooDeep,
                &location,
                format!(
                    "lists and maps nested more than {MAX_DEPTH} levels deep become any JSON value"
                ),
                "put an object with a property between them",
            );
        }
    }

    /// Removes variants that lead back to their own union: reading one would never end.
    fn cut_circular_unions(&mut self) {
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        let mut done = BTreeSet::new();
        for id in ids {
            self.cut_circular_union(id, &mut done);
        }
    }

    fn cut_circular_union(&mut self, start: TypeId, done: &mut BTreeSet<TypeId>) {
        // The unions on the path, each with the variant that is next.
        let mut path: Vec<(TypeId, usize)> = vec![(start, 0)];
        while let Some((id, index)) = path.pop() {
            if done.contains(&id) {
                continue;
            }
            let variant = match self.types.get(id).map(|definition| &definition.kind) {
                Some(TypeKind::Union(union)) => union.variants.get(index).cloned(),
                _ => None,
            };
            let Some(variant) = variant else {
                done.insert(id);
                continue;
            };
            let target = self.resolved(&variant.ty);
            let back = target == Some(id) || path.iter().any(|(above, _)| Some(*above) == target);
            if !back {
                path.push((id, index + 1));
                path.extend(target.map(|target| (target, 0)));
                continue;
            }
            self.report_at(
                Code::EndlessPart,
                &variant.location,
                "this alternative leads back to its own schema and is ignored",
                "remove it, or put an object with a property between them",
            );
            if let Some(TypeKind::Union(union)) =
                self.types.get_mut(id).map(|definition| &mut definition.kind)
            {
                union.variants.remove(index);
            }
            path.push((id, index));
        }
    }

    /// The definition behind aliases.
    pub(super) fn resolved(&self, ty: &Type) -> Option<TypeId> {
        let mut ty = ty;
        loop {
            match ty {
                Type::Nullable(inner) => ty = inner,
                Type::Named(id) => match self.types.get(*id).map(|definition| &definition.kind) {
                    Some(TypeKind::Alias(target)) => ty = target,
                    _ => return Some(*id),
                },
                _ => return None,
            }
        }
    }

    /// The definitions that some types use, directly or through others.
    fn used(&self, for_each: impl FnOnce(&mut dyn FnMut(&mut Type))) -> BTreeSet<TypeId> {
        let mut used = BTreeSet::new();
        let mut work = Vec::new();
        for_each(&mut |ty| named(ty, &mut work));
        while let Some(id) = work.pop() {
            if used.insert(id)
                && let Some(definition) = self.types.get(id)
            {
                parts(&definition.kind, &mut |ty| named(ty, &mut work));
            }
        }
        used
    }
}

/// The definition that is the target of an alias.
fn alias_of(kind: &TypeKind) -> Option<TypeId> {
    match kind {
        TypeKind::Alias(Type::Named(id)) => Some(*id),
        TypeKind::Alias(Type::Nullable(inner)) => match inner.as_ref() {
            Type::Named(id) => Some(*id),
            _ => None,
        },
        _ => None,
    }
}

/// How many lists, maps and nulls are around the innermost type.
fn levels(ty: &Type) -> usize {
    let (mut ty, mut levels) = (ty, 0);
    while let Type::List(inner)
    | Type::Map(inner)
    | Type::Nullable(inner)
    | Type::JsonString(inner) = ty
    {
        (ty, levels) = (inner, levels + 1);
    }
    levels
}

/// The definition that a type mentions.
fn innermost(ty: &Type) -> Option<TypeId> {
    let mut found = Vec::new();
    named(ty, &mut found);
    found.pop()
}

/// The definition that a type mentions.
pub(super) fn named(ty: &Type, found: &mut Vec<TypeId>) {
    let mut ty = ty;
    loop {
        match ty {
            Type::Named(id) => return found.push(*id),
            Type::List(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::JsonString(inner) => ty = inner,
            Type::Scalar(_) | Type::Json => return,
        }
    }
}

/// The new numbers of the definitions that are kept, and what allows null.
struct Numbers {
    ids: BTreeMap<TypeId, TypeId>,
    /// By their old numbers.
    nullable: BTreeSet<TypeId>,
}

impl Numbers {
    /// The definitions that are kept, with the new numbers.
    fn kept(&self, types: &Types) -> Types {
        let mut kept = Types::default();
        for (_, definition) in types.iter().filter(|(id, _)| self.ids.contains_key(id)) {
            let mut definition = definition.clone();
            parts_mut(&mut definition.kind, &mut |ty| self.renumber(ty));
            remove_null(&mut definition.kind);
            self.renumber_origin(&mut definition.origin, types);
            kept.add(definition);
        }
        kept
    }

    /// Renumbers the definition that a type names, and adds the null that the definition allows.
    fn renumber(&self, ty: &mut Type) {
        let mut at = ty;
        let mut has_null = false;
        loop {
            match at {
                Type::Nullable(inner) => (at, has_null) = (inner, true),
                Type::List(inner) | Type::Map(inner) | Type::JsonString(inner) => {
                    (at, has_null) = (inner, false);
                }
                Type::Named(id) => {
                    let lacks_null = self.nullable.contains(id) && !has_null;
                    *id = self.ids.get(id).copied().unwrap_or(*id);
                    if lacks_null {
                        *at = at.clone().nullable();
                    }
                    return;
                }
                Type::Scalar(_) | Type::Json => return,
            }
        }
    }

    /// Renumbers the owner in an origin. An owner that is not kept leaves its own origin.
    fn renumber_origin(&self, origin: &mut Origin, types: &Types) {
        let (owner, words) = match origin {
            Origin::Item(inner)
            | Origin::Part { whole: inner, .. }
            | Origin::Shared { first: inner, .. } => {
                return self.renumber_origin(inner, types);
            }
            Origin::Property { owner, name } => {
                (owner, name.clone().unwrap_or_else(|| "value".to_owned()))
            }
            Origin::Variant { owner, index, title, words } => {
                let words = title.as_ref().or(words.as_ref()).cloned();
                (owner, words.unwrap_or_else(|| format!("variant {}", *index + 1)))
            }
            Origin::Merged { owner, name } => (owner, name.clone()),
            Origin::Combined { owner } => (owner, "combined".to_owned()),
            Origin::Named(_) | Origin::Operation { .. } => return,
        };
        if let Some(id) = self.ids.get(owner) {
            *owner = *id;
            return;
        }
        let lost = types.get(*owner).map(|definition| definition.origin.clone());
        let mut whole = Box::new(lost.unwrap_or_else(|| Origin::Named(String::new())));
        self.renumber_origin(&mut whole, types);
        *origin = Origin::Part { whole, words };
    }
}

/// Takes null out of a definition. Its uses allow it instead.
fn remove_null(kind: &mut TypeKind) {
    let strip = |ty: &mut Type| *ty = std::mem::replace(ty, Type::Json).into_non_null().0;
    match kind {
        TypeKind::Alias(ty) => strip(ty),
        TypeKind::Union(union) => {
            union.variants.iter_mut().for_each(|variant| strip(&mut variant.ty))
        }
        TypeKind::Struct(_) | TypeKind::Enum(_) => {}
    }
}

/// All types that operations and webhooks mention.
pub(super) fn for_each_use(
    operations: &mut [Operation],
    webhooks: &mut [Webhook],
    visit: &mut dyn FnMut(&mut Type),
) {
    for operation in operations {
        operation.parameters.iter_mut().for_each(|parameter| visit(&mut parameter.ty));
        if let Some(body) = &mut operation.body {
            visit(&mut body.content.ty);
            if let ContentFormat::Multipart(multipart) = &mut body.content.format {
                multipart.headers.iter_mut().for_each(|part| visit(&mut part.header.ty));
            }
        }
        for response in &mut operation.responses {
            response.headers.iter_mut().for_each(|header| visit(&mut header.ty));
            let contents = response.content.iter_mut().chain(&mut response.streams);
            contents.for_each(|content| visit(&mut content.ty));
        }
        for callback in &mut operation.callbacks {
            callback.body.iter_mut().for_each(|body| visit(&mut body.ty));
            callback.headers.iter_mut().for_each(|header| visit(&mut header.ty));
            let replies = callback.replies.iter_mut().filter_map(|reply| reply.content.as_mut());
            replies.for_each(|content| visit(&mut content.ty));
        }
    }
    for webhook in webhooks {
        webhook.body.iter_mut().for_each(|body| visit(&mut body.ty));
        webhook.headers.iter_mut().for_each(|header| visit(&mut header.ty));
    }
}

/// All types that a definition mentions.
pub(super) fn parts(kind: &TypeKind, visit: &mut dyn FnMut(&Type)) {
    match kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter().for_each(|field| visit(&field.ty));
            structure.additional.iter().for_each(|additional| visit(&additional.ty));
        }
        TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.ty)),
        TypeKind::Alias(ty) => visit(ty),
        TypeKind::Enum(_) => {}
    }
}

/// The same, to change them.
pub(super) fn parts_mut(kind: &mut TypeKind, visit: &mut dyn FnMut(&mut Type)) {
    match kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter_mut().for_each(|field| visit(&mut field.ty));
            structure.additional.iter_mut().for_each(|additional| visit(&mut additional.ty));
        }
        TypeKind::Union(union) => {
            union.variants.iter_mut().for_each(|variant| visit(&mut variant.ty))
        }
        TypeKind::Alias(ty) => visit(ty),
        TypeKind::Enum(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn what_is_kept_is_used_and_never_null_itself() {
        check(
            "finish",
            "
X: {type: object, required: [name, names], properties: {name: {$ref: '#/components/schemas/Name'}, names: {$ref: '#/components/schemas/Names'}}}
Names: {type: array, nullable: true, items: {$ref: '#/components/schemas/Name'}}
Name: {type: string, nullable: true, enum: [a, b]}
Unused: {type: object, properties: {a: {type: string}}}
",
            &["X struct name!: Name?, names!: Names?", "Name enum a b", "Names = [Name?]"],
            &[],
        );
    }

    #[test]
    fn a_use_of_a_nullable_definition_allows_null() {
        let numbers =
            Numbers { ids: [(TypeId(7), TypeId(0))].into(), nullable: [TypeId(7)].into() };
        let renumbered = |mut ty: Type| {
            numbers.renumber(&mut ty);
            ty
        };
        let nullable = Type::Named(TypeId(0)).nullable();
        assert_eq!(renumbered(Type::Named(TypeId(7))), nullable);
        assert_eq!(renumbered(Type::Named(TypeId(7)).nullable()), nullable);
        let list = |ty| Type::List(Box::new(ty));
        assert_eq!(renumbered(list(Type::Named(TypeId(7))).nullable()), list(nullable).nullable());
    }
}
