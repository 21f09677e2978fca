//! Tags of unions around other unions. The outer union cannot write them for the structs of the
//! inner one, so these have a field, whose values are those that the outer union has for the inner
//! one.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::Context;
use crate::ir::{
    Docs, Enum, EnumValue, EnumValues, Operation, Origin, OtherValues, Scalar, StringFormat, Type,
    TypeDef, TypeId, TypeKind, Union, Webhook,
};
use crate::source::Location;

/// How many values a field gets, at most. With more, it remains a string.
const MOST_VALUES: usize = 32;

/// A definition, and the property that is the tag of a union around it.
type Tagged = (TypeId, String);

/// The values that a property has in a definition.
#[derive(Debug, Clone, Default)]
struct UpperTags {
    values: IndexMap<String, Location>,
    /// Whether it may have other values.
    is_free: bool,
    /// The first union between the union of the tag and the definition.
    behind: Option<TypeId>,
}

impl UpperTags {
    /// Adds values. The result is whether some of them are new.
    fn add(&mut self, other: &Self) -> bool {
        let before = (self.values.len(), self.is_free, self.behind);
        self.values.extend(other.values.iter().map(|(tag, at)| (tag.clone(), at.clone())));
        self.is_free |= other.is_free || self.values.len() > MOST_VALUES;
        if self.is_free {
            self.values.clear();
        }
        self.behind = self.behind.or(other.behind);
        before != (self.values.len(), self.is_free, self.behind)
    }
}

impl Context<'_> {
    /// Gives the fields of tags that only a union around another union reads the values that they
    /// can have.
    pub(super) fn narrow_tags(
        &mut self,
        operations: &mut [Operation],
        webhooks: &mut [Webhook],
        schemas: &mut [Type],
    ) {
        let mut found: BTreeMap<Tagged, UpperTags> = BTreeMap::new();
        let mut work = Vec::new();
        for union in self.uses(operations, webhooks, schemas).into_keys() {
            for (tagged, tags) in self.tags_of_variants(union) {
                if found.entry(tagged.clone()).or_default().add(&tags) {
                    work.push(tagged);
                }
            }
        }
        while let Some(tagged) = work.pop() {
            let Some(tags) = found.get(&tagged) else { continue };
            let inner = UpperTags { behind: tags.behind.or(Some(tagged.0)), ..tags.clone() };
            for id in self.variants_behind(&tagged) {
                let tagged = (id, tagged.1.clone());
                if found.entry(tagged.clone()).or_default().add(&inner) {
                    work.push(tagged);
                }
            }
        }
        let mut enums = BTreeMap::new();
        for ((id, property), tags) in found {
            if let Some(union) = tags.behind
                && !tags.values.is_empty()
            {
                self.narrow_tag(&(id, property), union, tags, &mut enums);
            }
        }
    }

    /// The tags that a union has for its variants.
    fn tags_of_variants(&self, union: TypeId) -> Vec<(Tagged, UpperTags)> {
        let Some(TypeKind::Union(Union { variants, discriminator: Some(property) })) =
            self.types.get(union).map(|definition| &definition.kind)
        else {
            return Vec::new();
        };
        let tags = variants.iter().filter_map(|variant| {
            let values = variant.tags.iter().map(|tag| (tag.clone(), variant.location.clone()));
            let tags = UpperTags {
                values: values.collect(),
                is_free: variant.is_default || variant.tags.is_empty() || variant.name.is_some(),
                behind: None,
            };
            Some(((self.resolved(&variant.ty)?, property.clone()), tags))
        });
        tags.collect()
    }

    /// The variants of a union that does not read the tag.
    fn variants_behind(&self, (union, property): &Tagged) -> Vec<TypeId> {
        match self.types.get(*union).map(|definition| &definition.kind) {
            Some(TypeKind::Union(union)) if union.discriminator.as_ref() != Some(property) => {
                union.variants.iter().filter_map(|variant| self.resolved(&variant.ty)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Makes a field that is any string an enum, one for all structs behind the same union.
    fn narrow_tag(
        &mut self,
        (id, property): &Tagged,
        union: TypeId,
        tags: UpperTags,
        enums: &mut BTreeMap<(TypeId, String, Vec<String>), TypeId>,
    ) {
        let any = Type::Scalar(Scalar::String(StringFormat::Plain));
        let Some(TypeKind::Struct(structure)) = self.types.get(*id).map(|it| &it.kind) else {
            return;
        };
        let is_field = |field: &crate::ir::Field| field.name == *property && field.ty == any;
        let (Some(index), Some(location)) =
            (structure.fields.iter().position(is_field), tags.values.values().next())
        else {
            return;
        };
        let key = (union, property.clone(), tags.values.keys().cloned().collect());
        let origin = Origin::Property { owner: union, name: Some(property.clone()) };
        let definition = TypeDef {
            origin,
            location: location.clone(),
            docs: Docs::default(),
            is_secret: false,
            kind: TypeKind::Enum(Enum {
                values: EnumValues::Strings(tags.values.into_iter().map(value).collect()),
                others: OtherValues::Unknown,
            }),
        };
        let ty = *enums.entry(key).or_insert_with(|| self.types.add(definition));
        if let Some(TypeKind::Struct(structure)) = self.types.get_mut(*id).map(|it| &mut it.kind)
            && let Some(field) = structure.fields.get_mut(index)
        {
            field.ty = Type::Named(ty);
        }
    }
}

fn value((value, location): (String, Location)) -> EnumValue<String> {
    EnumValue { value, name: None, description: None, location }
}

#[cfg(test)]
mod tests {
    use crate::lower::tests::check;

    /// `Context::narrow_tags`
    #[test]
    fn the_tag_of_an_outer_union_has_its_values_in_the_structs_of_the_inner_one() {
        let text = "
X: {type: object, properties: {part: {$ref: '#/components/schemas/Part'}}}
Part:
  type: object
  required: [kind]
  properties: {kind: {type: string}}
  discriminator: {propertyName: kind, mapping: {screw: Screw, bolt: Screw, nut: Nut}}
Nut: {allOf: [{$ref: '#/components/schemas/Part'}], type: object}
Screw:
  allOf: [{$ref: '#/components/schemas/Part'}]
  type: object
  required: [head]
  properties: {head: {type: string}}
  discriminator: {propertyName: head, mapping: {flat: Flat, star: Star}}
Flat: {allOf: [{$ref: '#/components/schemas/Screw'}], type: object}
Star: {allOf: [{$ref: '#/components/schemas/Screw'}], type: object}
";
        let expected = [
            "X struct part: Part",
            "Part union(kind) screw=bolt=Screw | nut=Nut",
            "Screw union(head) flat=Flat | star=Star",
            "Nut struct kind!: string",
            "Flat struct kind!: Screw.kind, head!: string",
            "Star struct kind!: Screw.kind, head!: string",
            "Screw.kind enum screw bolt",
        ];
        check("upper-tag", text, &expected, &[]);
    }
}
