//! Which discriminators a union carries by itself, so that the structs in it have no field for them.

use std::collections::{BTreeMap, BTreeSet};

use super::direction::{named, request_types, response_types, webhook_types};
use crate::ir::{Api, Type, TypeDef, TypeId, TypeKind, Variant};

/// Which structs leave their discriminator to the union that they are part of.
#[derive(Debug, Default)]
pub struct Tags {
    carried: BTreeSet<(TypeId, String)>,
}

/// How a definition is used.
#[derive(Debug, Default)]
struct Uses {
    properties: BTreeSet<String>,
    elsewhere: bool,
}

impl Tags {
    /// A struct leaves its discriminator to the union when it is never used outside of one, all of them call the
    /// property the same, and each knows it by exactly one value.
    pub fn of(api: &Api) -> Self {
        let mut uses: BTreeMap<TypeId, Uses> = BTreeMap::new();
        for (_, definition) in api.types.iter() {
            note_definition(definition, &mut uses);
        }
        let operations = api
            .operations
            .iter()
            .flat_map(|operation| request_types(operation).into_iter().chain(response_types(operation)));
        let webhooks = api.webhooks.iter().flat_map(webhook_types);
        for id in operations.chain(webhooks).chain(&api.schemas).filter_map(named) {
            uses.entry(id).or_default().elsewhere = true;
        }
        let carried = uses.into_iter().filter_map(|(id, uses)| {
            let mut properties = uses.properties.into_iter();
            match (properties.next(), properties.next(), uses.elsewhere) {
                (Some(property), None, false) => Some((id, property)),
                _ => None,
            }
        });
        Self { carried: carried.collect() }
    }

    /// Whether the union writes and reads this property of this definition.
    pub fn carried(&self, id: TypeId, property: &str) -> bool {
        self.carried.contains(&(id, property.to_owned()))
    }

    /// The tag that writing a variant puts in: none when there are several or any, for then the struct says which it is.
    pub fn written(variant: &Variant, is_struct: bool) -> Option<String> {
        match variant.tags.as_slice() {
            [tag] if is_struct && !variant.is_default => Some(tag.clone()),
            _ => None,
        }
    }
}

fn note_definition(definition: &TypeDef, uses: &mut BTreeMap<TypeId, Uses>) {
    match &definition.kind {
        TypeKind::Struct(structure) => {
            let others = structure.additional.iter().map(|additional| &additional.ty);
            let types = structure.fields.iter().map(|field| &field.ty).chain(others);
            for id in types.filter_map(named) {
                uses.entry(id).or_default().elsewhere = true;
            }
        }
        TypeKind::Alias(ty) => {
            if let Some(id) = named(ty) {
                uses.entry(id).or_default().elsewhere = true;
            }
        }
        TypeKind::Union(union) => {
            for variant in &union.variants {
                let Some(id) = named(&variant.ty) else { continue };
                let uses = uses.entry(id).or_default();
                match (&union.discriminator, &variant.ty, variant.tags.as_slice()) {
                    (Some(property), Type::Named(_), [_]) if !variant.is_default => {
                        uses.properties.insert(property.clone());
                    }
                    _ => uses.elsewhere = true,
                }
            }
        }
        TypeKind::Enum(_) => {}
    }
}
