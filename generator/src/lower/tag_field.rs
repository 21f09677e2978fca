//! Fields for tags that no schema declares and the union cannot write: those of schemas with
//! several tags, with any tag, or behind another union.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::finish::{for_each_use, named, parts};
use crate::ir::{
    Access, Docs, Field, Operation, Origin, Presence, Scalar, StringFormat, Struct, Type, TypeDef,
    TypeId, TypeKind, Union, Variant, Webhook,
};
use crate::source::Location;

/// A tag that a schema must keep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Need {
    property: String,
    /// Whether a value may come without it.
    is_optional: bool,
    location: Location,
}

/// A union with the variants whose schemas must keep the tag.
struct TaggedUnion {
    union: TypeId,
    variants: Vec<(usize, Need)>,
}

/// How a definition takes part.
enum Keeps {
    /// It keeps the tag already, or its values have none.
    Already,
    /// It is a struct without a field for the tag.
    Struct,
    /// It is a union that does not read the tag.
    Union,
}

impl Context<'_> {
    /// Adds fields for tags to the definitions that operations, webhooks and schemas use. A struct
    /// that is used elsewhere, too, is copied first.
    pub(super) fn keep_tags(
        &mut self,
        operations: &mut [Operation],
        webhooks: &mut [Webhook],
        schemas: &mut [Type],
    ) {
        let mut uses = self.uses(operations, webhooks, schemas);
        let found: Vec<TaggedUnion> = uses.keys().filter_map(|id| self.tags_to_keep(*id)).collect();
        let mut copies = BTreeMap::new();
        for TaggedUnion { union, variants } in found {
            for (index, need) in variants {
                self.keep_tag((union, index), &need, &mut uses, &mut copies);
            }
        }
    }

    /// How often each definition that is used is mentioned.
    pub(super) fn uses(
        &self,
        operations: &mut [Operation],
        webhooks: &mut [Webhook],
        schemas: &mut [Type],
    ) -> BTreeMap<TypeId, usize> {
        let mut uses: BTreeMap<TypeId, usize> = BTreeMap::new();
        let mut work = Vec::new();
        for_each_use(operations, webhooks, &mut |ty| named(ty, &mut work));
        schemas.iter().for_each(|ty| named(ty, &mut work));
        while let Some(id) = work.pop() {
            let count = uses.entry(id).or_default();
            *count += 1;
            if *count == 1
                && let Some(definition) = self.types.get(id)
            {
                parts(&definition.kind, &mut |ty| named(ty, &mut work));
            }
        }
        uses
    }

    fn tags_to_keep(&self, id: TypeId) -> Option<TaggedUnion> {
        let TypeKind::Union(Union { variants, discriminator: Some(property) }) =
            &self.types.get(id)?.kind
        else {
            return None;
        };
        // The union writes a single tag itself, but only for a struct.
        let must_keep = |variant: &Variant| {
            let is_struct = self.types.structure(&variant.ty).is_some();
            variant.is_default || variant.tags.len() > 1 || !is_struct && variant.tags.len() == 1
        };
        let kept = variants.iter().enumerate().filter(|(_, variant)| must_keep(variant));
        let mut kept = kept.peekable();
        kept.peek()?;
        // Values without the tag are those of the default, if there is one. Otherwise they are read
        // by their shape, if one of the other schemas allows them.
        let is_read_without = !variants.iter().any(|variant| variant.is_default)
            && variants.iter().any(|it| self.may_lack(&it.ty, property, !must_keep(it)));
        let variants: Vec<(usize, Need)> = kept
            .map(|(index, variant)| {
                let is_optional = variant.is_default || is_read_without;
                let (property, location) = (property.clone(), variant.location.clone());
                (index, Need { property, is_optional, location })
            })
            .collect();
        (!variants.is_empty()).then_some(TaggedUnion { union: id, variants })
    }

    /// Whether a value of a type may be without a property: if a struct has it as an optional
    /// field, or with `is_other`, if a struct has no field for it.
    fn may_lack(&self, ty: &Type, property: &str, is_other: bool) -> bool {
        let mut seen = BTreeSet::new();
        let mut work = vec![ty];
        while let Some(ty) = work.pop() {
            let Some(id) = self.resolved(ty).filter(|id| seen.insert(*id)) else { continue };
            match self.types.get(id).map(|definition| &definition.kind) {
                Some(TypeKind::Struct(structure)) => {
                    let field = structure.fields.iter().find(|field| field.name == property);
                    if field.map_or(is_other, |field| field.presence == Presence::Optional) {
                        return true;
                    }
                }
                Some(TypeKind::Union(union)) => {
                    work.extend(union.variants.iter().map(|variant| &variant.ty));
                }
                _ => {}
            }
        }
        false
    }

    /// Makes the schema of a variant keep its tag, and those of the unions behind it.
    fn keep_tag(
        &mut self,
        variant: (TypeId, usize),
        need: &Need,
        uses: &mut BTreeMap<TypeId, usize>,
        copies: &mut BTreeMap<(TypeId, String, bool), TypeId>,
    ) {
        let mut work = vec![variant];
        while let Some((union, index)) = work.pop() {
            let Some(id) = self.variant_type(union, index) else { continue };
            let keeps = self.keeps(id, &need.property);
            if matches!(keeps, Keeps::Already) {
                continue;
            }
            let key = (id, need.property.clone(), need.is_optional);
            let known = copies.get(&key).copied();
            let kept = match known {
                Some(known) => known,
                None if self.is_only_use((union, index), id, uses) => id,
                None => self.copied(id, union),
            };
            if kept != id {
                self.set_variant_type(union, index, kept);
            }
            if known.is_some() {
                continue;
            }
            copies.insert(key, kept);
            copies.insert((kept, need.property.clone(), need.is_optional), kept);
            match keeps {
                Keeps::Union => {
                    let count = self.variant_count(kept);
                    if kept != id {
                        // The copy mentions its variants once more.
                        (0..count).filter_map(|at| self.variant_type(kept, at)).for_each(|id| {
                            *uses.entry(id).or_default() += 1;
                        });
                    }
                    work.extend((0..count).map(|index| (kept, index)));
                }
                _ => self.add_tag_field(kept, need),
            }
        }
    }

    /// The definition of a variant, behind aliases.
    pub(super) fn variant_type(&self, union: TypeId, index: usize) -> Option<TypeId> {
        let TypeKind::Union(union) = &self.types.get(union)?.kind else { return None };
        self.resolved(&union.variants.get(index)?.ty)
    }

    fn variant_count(&self, union: TypeId) -> usize {
        match self.types.get(union).map(|definition| &definition.kind) {
            Some(TypeKind::Union(union)) => union.variants.len(),
            _ => 0,
        }
    }

    pub(super) fn set_variant_type(&mut self, union: TypeId, index: usize, ty: TypeId) {
        if let Some(TypeKind::Union(union)) =
            self.types.get_mut(union).map(|definition| &mut definition.kind)
            && let Some(variant) = union.variants.get_mut(index)
        {
            variant.ty = Type::Named(ty);
        }
    }

    fn keeps(&self, id: TypeId, property: &str) -> Keeps {
        match self.types.get(id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(Struct { fields, additional, .. })) => {
                let any = additional.as_ref().is_some_and(|others| others.ty == Type::Json);
                match any || fields.iter().any(|field| field.name == property) {
                    true => Keeps::Already,
                    false => Keeps::Struct,
                }
            }
            Some(TypeKind::Union(union)) if union.discriminator.as_deref() != Some(property) => {
                Keeps::Union
            }
            _ => Keeps::Already,
        }
    }

    /// Whether nothing but a variant mentions a definition.
    fn is_only_use(
        &self,
        (union, index): (TypeId, usize),
        id: TypeId,
        uses: &BTreeMap<TypeId, usize>,
    ) -> bool {
        let Some(TypeKind::Union(union)) = self.types.get(union).map(|it| &it.kind) else {
            return false;
        };
        let is_direct = union.variants.get(index).is_some_and(|it| it.ty == Type::Named(id));
        is_direct && uses.get(&id).copied().unwrap_or(1) == 1
    }

    /// A copy of a definition for a union.
    fn copied(&mut self, id: TypeId, union: TypeId) -> TypeId {
        let Some(definition) = self.types.get(id) else { return id };
        let origin = match &definition.origin {
            Origin::Named(name) => Origin::Merged { owner: union, name: name.clone() },
            other => Origin::Part { whole: Box::new(other.clone()), words: "tagged".to_owned() },
        };
        let copy = TypeDef { origin, ..definition.clone() };
        self.types.add(copy)
    }

    fn add_tag_field(&mut self, id: TypeId, need: &Need) {
        if let Some(TypeKind::Struct(structure)) =
            self.types.get_mut(id).map(|definition| &mut definition.kind)
        {
            let presence = match need.is_optional {
                true => Presence::Optional,
                false => Presence::Required,
            };
            structure.fields.insert(
                0,
                Field {
                    name: need.property.clone(),
                    ty: Type::Scalar(Scalar::String(StringFormat::Plain)),
                    presence,
                    access: Access::Both,
                    constant: None,
                    is_secret: false,
                    docs: Docs::default(),
                    location: need.location.clone(),
                },
            );
        }
    }
}
