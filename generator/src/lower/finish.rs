//! The last look at all definitions: null, endless aliases and unions, and what is not used.

use std::collections::{BTreeMap, BTreeSet};

use super::{Context, MAX_DEPTH};
use crate::diagnostic::Code;
use crate::ir::{Operation, Origin, Type, TypeId, TypeKind, Types, Webhook};

/// Behind how many other names the last one stands, at most.
const FAR: usize = 64;

impl Context<'_> {
    /// The definitions that operations and webhooks use, in the order in which they were reached,
    /// renumbered. A definition never allows null itself: each use of it says so. Wanted schemas
    /// that operations and webhooks use are taken off the list of those that are there for
    /// themselves.
    pub(super) fn finish(
        &mut self,
        operations: &mut [Operation],
        webhooks: &mut [Webhook],
        schemas: &mut Vec<Type>,
    ) -> Types {
        self.hoist_null();
        self.cut_aliases();
        self.shorten_aliases();
        let cut = self.cut_deep_aliases();
        self.cut_unions();
        let mut used = self.used(|visit| for_each_use(operations, webhooks, visit));
        schemas.retain(|ty| !matches!(ty, Type::Named(id) if used.contains(id)));
        used.extend(self.used(|visit| schemas.iter_mut().for_each(visit)));
        cut.iter().filter(|id| used.contains(id)).for_each(|id| self.say_deep_alias(*id));
        let ids: BTreeMap<TypeId, TypeId> =
            used.iter().zip(0..).map(|(old, new)| (*old, TypeId(new))).collect();
        let nullable = std::mem::take(&mut self.nullable);
        let renumber = |ty: &mut Type| renumber(ty, &ids, &nullable);
        for_each_use(operations, webhooks, &mut |ty| renumber(ty));
        schemas.iter_mut().for_each(renumber);
        let mut kept = Types::default();
        for (_, definition) in self.types.iter().filter(|(id, _)| ids.contains_key(id)) {
            let mut definition = definition.clone();
            parts_mut(&mut definition.kind, &mut |ty| renumber(ty));
            bare(&mut definition.kind);
            renumber_origin(&mut definition.origin, &ids, &self.types);
            kept.add(definition);
        }
        kept
    }

    /// Finds all definitions that allow null: by themselves, or since one of their parts does.
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

    /// An alias of itself says nothing.
    fn cut_aliases(&mut self) {
        let mut done: BTreeSet<TypeId> = BTreeSet::new();
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        for start in ids {
            let mut path = Vec::new();
            let mut on_path = BTreeSet::new();
            let mut at = Some(start);
            while let Some(id) = at.filter(|id| !done.contains(id)) {
                if !on_path.insert(id) {
                    let from = path.iter().position(|known| *known == id).unwrap_or(0);
                    self.endless(path.get(from..).unwrap_or_default());
                    break;
                }
                path.push(id);
                at = self.types.get(id).and_then(|definition| alias_of(&definition.kind));
            }
            done.extend(path);
        }
    }

    /// Where a schema is another name for one far behind others, every so many of them is a name
    /// for that itself: then the way behind names is short for all who look there.
    fn shorten_aliases(&mut self) {
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
                if distance % FAR == 0 {
                    self.set(id, TypeKind::Alias(Type::Named(end)));
                }
                ends.insert(id, (end, distance));
            }
        }
    }

    /// Aliases that lead round in a circle become any JSON value.
    fn endless(&mut self, circle: &[TypeId]) {
        let place = circle
            .iter()
            .min()
            .and_then(|id| self.types.get(*id))
            .map(|definition| definition.place.clone());
        if let Some(place) = place {
            self.say(
                Code::EndlessSchema,
                &place,
                "this schema is nothing but itself, so any JSON value is taken",
                "say what it is",
            );
            self.degraded.insert(place);
        }
        for id in circle {
            self.set(*id, TypeKind::Alias(Type::Json));
        }
    }

    /// An alias is no type to the compiler: lists of lists are one type, whatever names stand
    /// between. Those that are too deep become any JSON value.
    fn cut_deep_aliases(&mut self) -> Vec<TypeId> {
        let mut cut = Vec::new();
        let mut depths: BTreeMap<TypeId, usize> = BTreeMap::new();
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        for start in ids {
            let mut path: Vec<(TypeId, usize)> = Vec::new();
            let mut below = Some(start);
            while let Some(id) = below.filter(|id| !depths.contains_key(id)) {
                // Lists of themselves become types of their own.
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

    fn say_deep_alias(&mut self, id: TypeId) {
        if let Some(place) = self.types.get(id).map(|definition| definition.place.clone()) {
            self.say(
                Code::NestedTooDeep,
                &place,
                format!("lists and maps are nested more than {MAX_DEPTH} levels deep here, and become any JSON value"),
                "put an object with a property between them",
            );
        }
    }

    /// A union that is one of its own variants, at whatever depth, could be tried for ever.
    fn cut_unions(&mut self) {
        let ids: Vec<TypeId> = self.types.iter().map(|(id, _)| id).collect();
        let mut done = BTreeSet::new();
        for id in ids {
            self.cut_union(id, &mut done);
        }
    }

    fn cut_union(&mut self, start: TypeId, done: &mut BTreeSet<TypeId>) {
        // A stack of unions, each with the index of the variant that is next.
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
            self.say(
                Code::EndlessPart,
                &variant.place,
                "this alternative leads back to the schema that it is an alternative of, and is left out",
                "remove it, or give the schema in between a property of its own",
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
    fn resolved(&self, ty: &Type) -> Option<TypeId> {
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

    /// The definitions that something uses, however far away.
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

/// The definition that an alias is another name for.
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

/// How many lists, maps and nulls a type is made of.
fn levels(ty: &Type) -> usize {
    let (mut ty, mut levels) = (ty, 0);
    while let Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) = ty {
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
fn named(ty: &Type, found: &mut Vec<TypeId>) {
    let mut ty = ty;
    loop {
        match ty {
            Type::Named(id) => return found.push(*id),
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => ty = inner,
            Type::Scalar(_) | Type::Json => return,
        }
    }
}

/// Gives a definition that a type mentions its new number, and says that it may be null.
fn renumber(ty: &mut Type, ids: &BTreeMap<TypeId, TypeId>, nullable: &BTreeSet<TypeId>) {
    let mut at = ty;
    let mut null = false;
    loop {
        match at {
            Type::Nullable(inner) => {
                null = true;
                at = inner;
            }
            Type::List(inner) | Type::Map(inner) => {
                null = false;
                at = inner;
            }
            Type::Named(id) => {
                let may = nullable.contains(id) && !null;
                *id = ids.get(id).copied().unwrap_or(*id);
                if may {
                    *at = at.clone().nullable();
                }
                return;
            }
            Type::Scalar(_) | Type::Json => return,
        }
    }
}

/// Takes null out of a definition; its uses have it now.
fn bare(kind: &mut TypeKind) {
    let strip = |ty: &mut Type| *ty = std::mem::replace(ty, Type::Json).into_non_null().0;
    match kind {
        TypeKind::Alias(ty) => strip(ty),
        TypeKind::Union(union) => {
            union.variants.iter_mut().for_each(|variant| strip(&mut variant.ty))
        }
        TypeKind::Struct(_) | TypeKind::Enum(_) => {}
    }
}

/// Renumbers the owner in an origin. An owner that is not kept leaves its own origin.
fn renumber_origin(origin: &mut Origin, ids: &BTreeMap<TypeId, TypeId>, types: &Types) {
    let (owner, words) = match origin {
        Origin::Item(inner) | Origin::Part { whole: inner, .. } => {
            return renumber_origin(inner, ids, types);
        }
        Origin::Property { owner, name } => {
            (owner, name.clone().unwrap_or_else(|| "value".to_owned()))
        }
        Origin::Variant { owner, index, title, words } => {
            let words = title.as_ref().or(words.as_ref()).cloned();
            (owner, words.unwrap_or_else(|| format!("variant {}", *index + 1)))
        }
        Origin::Merged { owner, name } => (owner, name.clone()),
        Origin::Named(_) | Origin::Operation { .. } => return,
    };
    if let Some(id) = ids.get(owner) {
        *owner = *id;
        return;
    }
    let lost = types.get(*owner).map(|definition| definition.origin.clone());
    let mut whole = Box::new(lost.unwrap_or_else(|| Origin::Named(String::new())));
    renumber_origin(&mut whole, ids, types);
    *origin = Origin::Part { whole, words };
}

/// All types that operations and webhooks mention.
fn for_each_use(
    operations: &mut [Operation],
    webhooks: &mut [Webhook],
    visit: &mut dyn FnMut(&mut Type),
) {
    for operation in operations {
        operation.parameters.iter_mut().for_each(|parameter| visit(&mut parameter.ty));
        operation.body.iter_mut().for_each(|body| visit(&mut body.content.ty));
        for response in &mut operation.responses {
            response.headers.iter_mut().for_each(|header| visit(&mut header.ty));
            let contents = response.content.iter_mut().chain(&mut response.streams);
            contents.for_each(|content| visit(&mut content.ty));
        }
        for callback in &mut operation.callbacks {
            callback.body.iter_mut().for_each(&mut *visit);
            let replies = callback.replies.iter_mut().filter_map(|reply| reply.content.as_mut());
            replies.for_each(|content| visit(&mut content.ty));
        }
    }
    webhooks.iter_mut().flat_map(|webhook| &mut webhook.body).for_each(visit);
}

/// All types that a definition mentions.
fn parts(kind: &TypeKind, visit: &mut dyn FnMut(&Type)) {
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
fn parts_mut(kind: &mut TypeKind, visit: &mut dyn FnMut(&mut Type)) {
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
