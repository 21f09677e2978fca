//! The directions in which definitions are sent, and which definitions become two types.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Access, Api, Field, Type, TypeDef, TypeId, TypeKind};

/// The direction in which a value is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the caller to the server.
    Request,
    /// From the server to the caller.
    Response,
}

/// A type of the crate: a definition, or the half for requests of one that becomes two types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypeKey {
    /// The definition.
    pub id: TypeId,
    /// Whether this is the half for requests of a definition that has two.
    pub input: bool,
}

/// The directions in which the values of a type are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DirectionSet {
    /// Requests have them.
    pub request: bool,
    /// Responses have them.
    pub response: bool,
}

impl DirectionSet {
    /// Whether a field with this access is part of a type with these directions.
    pub fn include(self, access: Access) -> bool {
        match access {
            Access::Both => true,
            Access::ReadOnly => self.response || !self.request,
            Access::WriteOnly => self.request || !self.response,
        }
    }

    /// The direction to map the parts of such a type in. A response type serves both.
    pub fn direction(self) -> Direction {
        if self.request && !self.response { Direction::Request } else { Direction::Response }
    }
}

/// The directions of all definitions of an API.
#[derive(Debug, Default)]
pub struct Directions {
    of: BTreeMap<TypeId, DirectionSet>,
    /// The definitions that become two types.
    split: BTreeSet<TypeId>,
}

impl Directions {
    /// Follows the types of every operation, webhook and selected schema of an API.
    pub fn of(api: &Api) -> Self {
        let mut directions = Self::default();
        for operation in &api.operations {
            directions.reach(api, &operation.sent_types(), Direction::Request);
            directions.reach(api, &operation.received_types(), Direction::Response);
        }
        for webhook in &api.webhooks {
            directions.reach(api, &webhook.types(), Direction::Response);
        }
        // A schema that was selected directly may be used in both directions.
        let schemas: Vec<&Type> = api.schemas.iter().collect();
        directions.reach(api, &schemas, Direction::Request);
        directions.reach(api, &schemas, Direction::Response);
        directions.find_splits(api);
        directions
    }

    /// The type of a definition in a direction.
    pub fn key(&self, id: TypeId, direction: Direction) -> TypeKey {
        TypeKey { id, input: direction == Direction::Request && self.split.contains(&id) }
    }

    /// The types of a definition: none if nothing uses it.
    pub fn keys(&self, id: TypeId) -> Vec<TypeKey> {
        let one = TypeKey { id, input: false };
        match (self.of.contains_key(&id), self.split.contains(&id)) {
            (false, _) => Vec::new(),
            (true, false) => vec![one],
            (true, true) => vec![one, TypeKey { id, input: true }],
        }
    }

    /// The directions in which the values of a type are sent.
    pub fn directions(&self, key: TypeKey) -> DirectionSet {
        if self.split.contains(&key.id) {
            return DirectionSet { request: key.input, response: !key.input };
        }
        self.of.get(&key.id).copied().unwrap_or_default()
    }

    fn reach(&mut self, api: &Api, roots: &[&Type], direction: Direction) {
        let mut work: Vec<TypeId> = roots.iter().filter_map(|ty| named(ty)).collect();
        while let Some(id) = work.pop() {
            let found = self.of.entry(id).or_default();
            let seen = match direction {
                Direction::Request => std::mem::replace(&mut found.request, true),
                Direction::Response => std::mem::replace(&mut found.response, true),
            };
            if seen {
                continue;
            }
            let Some(definition) = api.types.get(id) else { continue };
            let only = DirectionSet {
                request: direction == Direction::Request,
                response: direction == Direction::Response,
            };
            work.extend(parts(definition, |field| only.include(field.access)));
        }
    }

    fn find_splits(&mut self, api: &Api) {
        let both = |directions: &DirectionSet| directions.request && directions.response;
        let candidates: Vec<TypeId> =
            self.of.iter().filter(|(_, directions)| both(directions)).map(|(id, _)| *id).collect();
        let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        let mut work = Vec::new();
        for id in candidates {
            let Some(definition) = api.types.get(id) else { continue };
            if has_one_way_field(definition) {
                work.push(id);
            }
            for part in parts(definition, |_| true) {
                users.entry(part).or_default().push(id);
            }
        }
        while let Some(id) = work.pop() {
            if self.split.insert(id) {
                work.extend(users.get(&id).into_iter().flatten());
            }
        }
    }
}

/// The definition that a type names, inside of any lists, maps and null.
pub fn named(ty: &Type) -> Option<TypeId> {
    let mut ty = ty;
    loop {
        match ty {
            Type::Named(id) => return Some(*id),
            Type::List(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::JsonString(inner) => ty = inner,
            Type::Scalar(_) | Type::Json => return None,
        }
    }
}

/// The definitions that a definition names, in the fields that `include` accepts.
pub fn parts(definition: &TypeDef, include: impl Fn(&Field) -> bool) -> Vec<TypeId> {
    match &definition.kind {
        TypeKind::Struct(structure) => {
            let fields =
                structure.fields.iter().filter(|field| include(field)).map(|field| &field.ty);
            fields
                .chain(structure.additional.iter().map(|additional| &additional.ty))
                .filter_map(named)
                .collect()
        }
        TypeKind::Union(union) => {
            union.variants.iter().filter_map(|variant| named(&variant.ty)).collect()
        }
        TypeKind::Alias(ty) => named(ty).into_iter().collect(),
        TypeKind::Enum(_) => Vec::new(),
    }
}

fn has_one_way_field(definition: &TypeDef) -> bool {
    match &definition.kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter().any(|field| field.access != Access::Both)
        }
        _ => false,
    }
}
