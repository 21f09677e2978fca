//! Which definitions are a union, or contain one at any depth.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Type, TypeId, TypeKind, Types};

/// The definitions that are a union or contain one.
pub struct WithUnion(BTreeSet<TypeId>);

impl WithUnion {
    /// Follows the uses of each union, so each definition is visited once.
    pub fn of(types: &Types) -> Self {
        let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        let mut open = Vec::new();
        for (id, definition) in types.iter() {
            let parts: Vec<&Type> = match &definition.kind {
                TypeKind::Union(_) => {
                    open.push(id);
                    continue;
                }
                TypeKind::Struct(structure) => {
                    let additional = structure.additional.iter().map(|additional| &additional.ty);
                    structure.fields.iter().map(|field| &field.ty).chain(additional).collect()
                }
                TypeKind::Alias(target) => vec![target],
                TypeKind::Enum(_) => continue,
            };
            for part in parts.into_iter().filter_map(Type::named) {
                users.entry(part).or_default().push(id);
            }
        }
        let mut found = BTreeSet::new();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(users.get(&id).into_iter().flatten());
            }
        }
        Self(found)
    }

    /// Whether a type is one of them, or a list or map of one.
    pub fn contains(&self, ty: &Type) -> bool {
        ty.named().is_some_and(|id| self.0.contains(&id))
    }
}
