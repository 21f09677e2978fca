//! What a definition means: everything of it but its name and its location.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::super::finish::parts;
use crate::ir::{
    Access, Additional, Api, Docs, Enum, EnumValue, EnumValues, Field, InheritedTags, Operation,
    Origin, OtherValues, Presence, Type, TypeDef, TypeId, TypeKind, Types, Variant, Webhook,
};

/// What a definition means.
#[derive(PartialEq, Hash)]
pub(super) struct Meaning<'a> {
    docs: &'a Docs,
    is_secret: bool,
    is_combined: bool,
    contents: Contents<'a>,
    /// `None` for enums, which are the same in all uses.
    use_as_variant: Option<(&'a BTreeSet<Tag>, bool)>,
    /// Whether it is sent, and whether it is received: only of objects, whose optional fields have
    /// other types in requests than in responses.
    directions: Option<[bool; 2]>,
}

#[derive(PartialEq, Hash)]
enum Contents<'a> {
    Struct { fields: Vec<FieldMeaning<'a>>, additional: Option<&'a Additional>, is_closed: bool },
    Strings(Vec<ValueMeaning<'a, String>>, OtherValues),
    Integers(Vec<ValueMeaning<'a, i64>>, OtherValues),
    Union { variants: Vec<VariantMeaning<'a>>, discriminator: Option<&'a str> },
    Alias(&'a Type),
}

#[derive(PartialEq, Hash)]
struct FieldMeaning<'a> {
    name: &'a str,
    ty: &'a Type,
    presence: Presence,
    access: Access,
    constant: Option<&'a Value>,
    is_secret: bool,
    docs: &'a Docs,
}

#[derive(PartialEq, Hash)]
struct ValueMeaning<'a, T> {
    value: &'a T,
    name: Option<&'a str>,
    description: Option<&'a str>,
}

#[derive(PartialEq, Hash)]
struct VariantMeaning<'a> {
    ty: &'a Type,
    tags: &'a [String],
    name: Option<&'a str>,
    inherited: Option<&'a InheritedTags>,
    is_default: bool,
    title: Option<&'a str>,
    docs: &'a Docs,
}

impl<'a> Meaning<'a> {
    pub(super) fn of(definition: &'a TypeDef, usage: &'a Usage) -> Self {
        let TypeDef { origin, location: _, docs, is_secret, kind } = definition;
        let contents = match kind {
            TypeKind::Struct(structure) => Contents::Struct {
                fields: structure.fields.iter().map(of_field).collect(),
                additional: structure.additional.as_ref(),
                is_closed: structure.is_closed,
            },
            TypeKind::Enum(Enum { values, others }) => match values {
                EnumValues::Strings(values) => {
                    Contents::Strings(values.iter().map(of_value).collect(), *others)
                }
                EnumValues::Integers(values) => {
                    Contents::Integers(values.iter().map(of_value).collect(), *others)
                }
            },
            TypeKind::Union(union) => Contents::Union {
                variants: union.variants.iter().map(of_variant).collect(),
                discriminator: union.discriminator.as_deref(),
            },
            TypeKind::Alias(ty) => Contents::Alias(ty),
        };
        Self {
            docs,
            is_secret: *is_secret,
            is_combined: matches!(origin, Origin::Combined { .. }),
            contents,
            use_as_variant: (!matches!(kind, TypeKind::Enum(_)))
                .then_some((&usage.tags, usage.has_other_uses)),
            directions: matches!(kind, TypeKind::Struct(_))
                .then_some([usage.is_sent, usage.is_received]),
        }
    }

    /// Whether it is an object without fields, which says nothing about what it is.
    pub(super) fn is_empty_object(&self) -> bool {
        matches!(&self.contents, Contents::Struct { fields, .. } if fields.is_empty())
    }

    pub(super) fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        Hash::hash(self, &mut hasher);
        hasher.finish()
    }
}

fn of_field(field: &Field) -> FieldMeaning<'_> {
    let Field { name, ty, presence, access, constant, is_secret, docs, location: _ } = field;
    let (presence, access, is_secret) = (*presence, *access, *is_secret);
    FieldMeaning { name, ty, presence, access, constant: constant.as_ref(), is_secret, docs }
}

fn of_value<T>(value: &EnumValue<T>) -> ValueMeaning<'_, T> {
    let EnumValue { value, name, description, location: _ } = value;
    ValueMeaning { value, name: name.as_deref(), description: description.as_deref() }
}

fn of_variant(variant: &Variant) -> VariantMeaning<'_> {
    let Variant { ty, tags, name, inherited, is_default, title, docs, location: _ } = variant;
    let (name, title) = (name.as_deref(), title.as_deref());
    let inherited = inherited.as_ref();
    VariantMeaning { ty, tags, name, inherited, is_default: *is_default, title, docs }
}

/// How a definition is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(super) struct Usage {
    is_sent: bool,
    is_received: bool,
    /// The unions with a discriminator that it is a variant of: they may write the discriminator
    /// for it, if it is used in nothing else.
    tags: BTreeSet<Tag>,
    has_other_uses: bool,
}

impl Usage {
    /// Whether no union with a discriminator has it as a variant.
    pub(super) fn is_untagged(&self) -> bool {
        self.tags.is_empty()
    }
}

/// The discriminator of a union, for one of its variants.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Tag {
    property: String,
    values: Vec<String>,
    is_default: bool,
}

/// How each definition is used, by the numbers of the definitions.
pub(super) fn usages(api: &Api) -> Vec<Usage> {
    let mut usages = vec![Usage::default(); api.types.len()];
    let sent = api.operations.iter().flat_map(Operation::sent_types);
    for id in reached(&api.types, sent.chain(&api.schemas)) {
        change(&mut usages, id, |usage| usage.is_sent = true);
    }
    let received = api.operations.iter().flat_map(Operation::received_types);
    let received = received.chain(api.webhooks.iter().flat_map(Webhook::types));
    for id in reached(&api.types, received.chain(&api.schemas)) {
        change(&mut usages, id, |usage| usage.is_received = true);
    }
    for (_, definition) in api.types.iter() {
        if let TypeKind::Union(union) = &definition.kind
            && let Some(property) = &union.discriminator
        {
            for variant in &union.variants {
                let (values, is_default) = (variant.tags.clone(), variant.is_default);
                let tag = Tag { property: property.clone(), values, is_default };
                if let Some(id) = variant.ty.named() {
                    change(&mut usages, id, |usage| usage.tags.extend([tag]));
                }
            }
        } else {
            parts(&definition.kind, &mut |ty| has_other_use(&mut usages, ty));
        }
    }
    let operations = api.operations.iter().flat_map(Operation::sent_types);
    let operations = operations.chain(api.operations.iter().flat_map(Operation::received_types));
    let all = operations.chain(api.webhooks.iter().flat_map(Webhook::types)).chain(&api.schemas);
    all.for_each(|ty| has_other_use(&mut usages, ty));
    usages
}

/// Matters for variants of unions with a discriminator only.
fn has_other_use(usages: &mut [Usage], ty: &Type) {
    if let Some(id) = ty.named() {
        change(usages, id, |usage| usage.has_other_uses = true);
    }
}

fn change(usages: &mut [Usage], id: TypeId, change: impl FnOnce(&mut Usage)) {
    if let Some(usage) = usages.get_mut(id.0 as usize) {
        change(usage);
    }
}

/// The definitions that some types use, directly or through others.
fn reached<'a>(types: &Types, roots: impl IntoIterator<Item = &'a Type>) -> BTreeSet<TypeId> {
    let mut reached = BTreeSet::new();
    let mut work: Vec<TypeId> = roots.into_iter().filter_map(Type::named).collect();
    while let Some(id) = work.pop() {
        if reached.insert(id)
            && let Some(definition) = types.get(id)
        {
            parts(&definition.kind, &mut |ty| work.extend(ty.named()));
        }
    }
    reached
}
