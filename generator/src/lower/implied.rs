//! Implied discriminators: each alternative requires the same property with a different value.

use std::collections::BTreeSet;

use crate::ir::{Access, Field, Presence, Struct, TypeId, TypeKind, Types, Union};

/// Sets the discriminators that the schemas of unions imply.
pub(super) fn discriminate(types: &mut Types) {
    let ids: Vec<TypeId> = types.iter().map(|(id, _)| id).collect();
    for id in ids {
        if let Some((property, tags)) = implied(types, id) {
            set_discriminator(types, id, property, tags);
        }
    }
}

/// The first property with a different value in each schema of a union, and the values.
fn implied(types: &Types, id: TypeId) -> Option<(String, Vec<String>)> {
    let TypeKind::Union(union @ Union { discriminator: None, .. }) = &types.get(id)?.kind else {
        return None;
    };
    let structs: Option<Vec<&Struct>> =
        union.variants.iter().map(|variant| Some(types.structure(&variant.ty)?.1)).collect();
    let structs = structs.filter(|structs| structs.len() > 1)?;
    structs.first()?.fields.iter().find_map(|field| {
        let tags: Option<Vec<&str>> =
            structs.iter().map(|structure| constant(structure, &field.name)).collect();
        let tags = tags?;
        let distinct: BTreeSet<&str> = tags.iter().copied().collect();
        let tags =
            (distinct.len() == tags.len()).then(|| tags.into_iter().map(str::to_owned).collect());
        Some((field.name.clone(), tags?))
    })
}

/// The only string that a required property of a struct may have.
fn constant<'a>(structure: &'a Struct, name: &str) -> Option<&'a str> {
    let is_tag = |field: &&Field| {
        field.name == name && field.presence == Presence::Required && field.access == Access::Both
    };
    structure.fields.iter().find(is_tag)?.constant.as_ref()?.as_str()
}

fn set_discriminator(types: &mut Types, id: TypeId, property: String, tags: Vec<String>) {
    let Some(TypeKind::Union(union)) = types.get_mut(id).map(|definition| &mut definition.kind)
    else {
        return;
    };
    union.discriminator = Some(property);
    for (variant, tag) in union.variants.iter_mut().zip(tags) {
        variant.tags = vec![tag];
    }
}
