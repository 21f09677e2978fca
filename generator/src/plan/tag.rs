//! Which discriminators are written by the union, so that the structs in it have no field for them.

use std::collections::{BTreeMap, BTreeSet};

use super::direction::{Directions, named};
use super::krate::WithoutTag;
use crate::ir::{Api, Presence, Struct, Type, TypeDef, TypeId, TypeKind, Union, Variant, Webhook};

/// Which structs leave their discriminator to the union that they are part of.
#[derive(Debug, Default)]
pub struct Tags {
    carried: BTreeSet<(TypeId, String)>,
    kept: BTreeSet<(TypeId, String)>,
}

/// How a definition is used.
#[derive(Debug, Default)]
struct TagUses {
    properties: BTreeSet<String>,
    elsewhere: bool,
}

impl Tags {
    /// A struct leaves its discriminator to the union if it is never used outside of one, all of
    /// them call the property the same, and each identifies it by exactly one value. A struct that
    /// is only received and may lack the property keeps it, so that it is written unchanged.
    pub fn of(api: &Api, directions: &Directions) -> Self {
        let kept = kept(api, directions);
        let mut uses: BTreeMap<TypeId, TagUses> = BTreeMap::new();
        for (_, definition) in api.types.iter() {
            note_definition(definition, &mut uses);
        }
        let operations = api.operations.iter().flat_map(|operation| {
            operation.sent_types().into_iter().chain(operation.received_types())
        });
        let webhooks = api.webhooks.iter().flat_map(Webhook::types);
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
        Self { carried: carried.filter(|it| !kept.contains(it)).collect(), kept }
    }

    /// Whether the union writes and reads this property of this definition.
    pub fn carried(&self, id: TypeId, property: &str) -> bool {
        self.carried.contains(&(id, property.to_owned()))
    }

    /// The property of this definition that the union around it writes and reads, if there is one.
    pub fn carried_by(&self, id: TypeId) -> Option<&str> {
        let mut carried = self.carried.range((id, String::new())..);
        carried.next().filter(|(other, _)| *other == id).map(|(_, property)| property.as_str())
    }

    /// The tag that writing a variant puts in, given the struct that it holds and the property:
    /// none when there are several or any, for then the struct says which it is.
    pub fn written(
        &self,
        variant: &Variant,
        structure: Option<TypeId>,
        property: Option<&str>,
    ) -> Option<String> {
        let (id, property) = (structure?, property?);
        match variant.tags.as_slice() {
            [tag] if !variant.is_default && !self.kept.contains(&(id, property.to_owned())) => {
                Some(tag.clone())
            }
            _ => None,
        }
    }
}

/// The discriminators of structs that are only received, and that may come without it.
fn kept(api: &Api, directions: &Directions) -> BTreeSet<(TypeId, String)> {
    let is_sent =
        |id| directions.keys(id).into_iter().any(|key| directions.directions(key).request);
    let mut kept = BTreeSet::new();
    for (_, definition) in api.types.iter() {
        let TypeKind::Union(union) = &definition.kind else { continue };
        if let (Some(property), WithoutTag::ByShape) =
            (&union.discriminator, without_tag(api, union))
        {
            let structs = union.variants.iter().filter_map(|it| api.types.structure(&it.ty));
            let has_optional = |structure: &Struct| {
                let mut fields = structure.fields.iter();
                fields.any(|it| it.name == *property && it.presence != Presence::Required)
            };
            let received = structs.filter(|(id, it)| has_optional(it) && !is_sent(*id));
            kept.extend(received.map(|(id, _)| (id, property.clone())));
        }
    }
    kept
}

/// OpenAPI requires a discriminator to be required, or a default for values without it (3.2,
/// Discriminator Object). Where a schema does not require it, there are values without it, and
/// their shape decides.
pub fn without_tag(api: &Api, union: &Union) -> WithoutTag {
    let Some(tag) = &union.discriminator else { return WithoutTag::Unknown };
    if union.variants.iter().any(|variant| variant.is_default) {
        return WithoutTag::Unknown;
    }
    let mut seen = BTreeSet::new();
    let mut work: Vec<&Type> = union.variants.iter().map(|variant| &variant.ty).collect();
    while let Some(id) = work.pop().map(named) {
        let Some(definition) = id.filter(|id| seen.insert(*id)).and_then(|id| api.types.get(id))
        else {
            continue;
        };
        match &definition.kind {
            TypeKind::Struct(structure) if !requires(structure, tag) => return WithoutTag::ByShape,
            TypeKind::Union(inner) => work.extend(inner.variants.iter().map(|it| &it.ty)),
            TypeKind::Alias(ty) => work.push(ty),
            TypeKind::Struct(_) | TypeKind::Enum(_) => {}
        }
    }
    WithoutTag::Unknown
}

/// Whether a struct requires a property.
pub fn requires(structure: &Struct, tag: &str) -> bool {
    let mut fields = structure.fields.iter();
    fields.any(|field| field.name == *tag && field.presence == Presence::Required)
}

fn note_definition(definition: &TypeDef, uses: &mut BTreeMap<TypeId, TagUses>) {
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
