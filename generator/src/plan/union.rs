//! Unions: their variants, and how values identify them.

use super::chosen::MemberNames;
use super::direction::TypeKey;
use super::docs;
use super::krate::{
    Docs, Inline, RustType, Shape, ShapeKind, UnionDebug, UnionItem, UnionVariant, WithoutTag,
};
use super::name::{self, Case};
use super::tag;
use super::types::TypeMap;
use super::variant::{self, Named};
use crate::ir::{
    Access, Enum, EnumValues, Origin, Presence, Scalar, ScalarKind, Struct, Type, TypeKind, Union,
    Variant,
};

/// The item of a union.
pub fn item(
    types: &TypeMap<'_>,
    key: TypeKey,
    union: &Union,
    mut names: MemberNames<'_, '_>,
) -> UnionItem {
    let direction = types.directions.directions(key).direction();
    let rust_types: Vec<RustType> =
        union.variants.iter().map(|variant| types.rust_type(&variant.ty, direction)).collect();
    let conversions = conversions(types, key, union);
    let location = types.api.types.get(key.id).map(|definition| &definition.location);
    let named: Vec<Named<'_>> = union
        .variants
        .iter()
        .zip(&rust_types)
        .map(|(variant, ty)| {
            let structure = types.api.types.structure(&variant.ty);
            let own = structure.and_then(|(id, _)| types.api.types.get(id));
            let is_added = own.is_some_and(|own| Some(&own.location) == location);
            Named { variant, ty, is_added }
        })
        .collect();
    let words = variant::words(types.api, names.owner, &named);
    let mut variants = Vec::with_capacity(rust_types.len());
    let tags = union.read_tags();
    for ((((variant, ty), words), from), tags) in
        union.variants.iter().zip(&rust_types).zip(words).zip(conversions).zip(tags)
    {
        let structure = types.api.types.structure(&variant.ty).map(|(id, _)| id);
        variants.push(UnionVariant {
            ident: names.take(&words, Case::Type, &variant.location),
            ty: ty.clone(),
            tags,
            is_default: variant.is_default,
            written_tag: types.tags.written(variant, structure, union.discriminator.as_deref()),
            shape: variant_shape(types, variant),
            from,
            from_str: false,
            docs: variant_docs(types, variant, ty),
            source: (&variant.location).into(),
        });
    }
    if union.discriminator.is_none()
        && let Some(index) = only_text(types, key, union, &variants)
        && let Some(variant) = variants.get_mut(index)
    {
        variant.from_str = true;
    }
    UnionItem {
        tag: union.discriminator.clone(),
        without_tag: tag::without_tag(types.api, union),
        variants,
        debug: UnionDebug::Everything,
        catch_all: name::ident("unknown", Case::Type),
    }
}

/// For each variant, whether a `From` impl can make it. It cannot if another variant has the same
/// type in Rust, nor if the type is any JSON value or the union itself.
fn conversions(types: &TypeMap<'_>, key: TypeKey, union: &Union) -> Vec<bool> {
    let direction = types.directions.directions(key).direction();
    let itself = types.idents.get(&key).cloned().map(RustType::Item);
    let unaliased: Vec<Option<RustType>> = union
        .variants
        .iter()
        .map(|variant| unaliased(types, &variant.ty, UNALIASED))
        .map(|ty| ty.map(|ty| types.rust_type(&ty, direction)))
        .collect();
    let is_unique =
        |ty: &Option<RustType>| unaliased.iter().filter(|other| *other == ty).count() == 1;
    let can_convert = |ty: &Option<RustType>| {
        is_unique(ty) && !matches!(ty, None | Some(RustType::Json)) && *ty != itself
    };
    unaliased.iter().map(can_convert).collect()
}

/// The variant that every text becomes: the only one that holds text, if it has a `From` impl, and
/// is a string or an enum of strings.
fn only_text(
    types: &TypeMap<'_>,
    key: TypeKey,
    union: &Union,
    variants: &[UnionVariant],
) -> Option<usize> {
    let may_hold_text = |variant: &UnionVariant| {
        matches!(variant.shape.kind, ShapeKind::String | ShapeKind::Any | ShapeKind::Union)
    };
    let mut texts = variants.iter().enumerate().filter(|(_, variant)| may_hold_text(variant));
    let ((index, variant), None) = (texts.next()?, texts.next()) else { return None };
    let ty = unaliased(types, &union.variants.get(index)?.ty, UNALIASED)?;
    let is_text = match ty {
        Type::Named(id) => types.api.types.get(id).is_some_and(|definition| {
            matches!(&definition.kind, TypeKind::Enum(values) if enum_kind(values) == ShapeKind::String)
        }),
        ty => types.rust_type(&ty, types.directions.directions(key).direction()) == RustType::String,
    };
    (is_text && variant.from).then_some(index)
}

/// The docs of a variant: its tags. Those of an inline schema are shown here only if it has no type
/// of its own.
fn variant_docs(types: &TypeMap<'_>, variant: &Variant, ty: &RustType) -> Docs {
    let mut docs = tag_line(variant).map(docs::line).unwrap_or_default();
    if !matches!(ty, RustType::Item(_)) {
        docs.paragraphs.extend(types.docs(&variant.docs).paragraphs);
        docs.deprecated |= variant.docs.deprecated;
    }
    docs
}

fn tag_line(variant: &Variant) -> Option<Vec<Inline>> {
    let mut line: Vec<Inline> = Vec::new();
    for tag in &variant.tags {
        if !line.is_empty() {
            line.push(Inline::Text(", "));
        }
        line.push(Inline::Code(tag.clone()));
    }
    match (variant.is_default, line.is_empty()) {
        (true, true) => line.push(Inline::Text("All other values.")),
        (true, false) => line.push(Inline::Text(" and all other values.")),
        (false, true) => return None,
        (false, false) => {}
    }
    Some(line)
}

/// How many lists, maps and names [`unaliased`] goes through.
const UNALIASED: usize = 64;

/// The type with every alias replaced by its target, which to Rust is the same type. `None` for a
/// type that is nested deeper than `depth`, such as an array of itself.
fn unaliased(types: &TypeMap<'_>, ty: &Type, depth: usize) -> Option<Type> {
    let depth = depth.checked_sub(1)?;
    Some(match ty {
        Type::Named(id) => match types.api.types.get(*id).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(target)) => unaliased(types, target, depth)?,
            _ => ty.clone(),
        },
        Type::List(inner) => Type::List(Box::new(unaliased(types, inner, depth)?)),
        Type::Map(inner) => Type::Map(Box::new(unaliased(types, inner, depth)?)),
        Type::Nullable(inner) => Type::Nullable(Box::new(unaliased(types, inner, depth)?)),
        Type::JsonString(inner) => Type::JsonString(Box::new(unaliased(types, inner, depth)?)),
        Type::Scalar(_) | Type::Json => ty.clone(),
    })
}

/// Whether a type is any JSON value.
pub fn is_any(types: &TypeMap<'_>, ty: &Type) -> bool {
    unaliased(types, ty, UNALIASED) == Some(Type::Json)
}

/// The JSON that a variant fits, with the values of a discriminator that its schema inherits.
fn variant_shape(types: &TypeMap<'_>, variant: &Variant) -> Shape {
    let mut shape = shape(types, &variant.ty);
    if let Some(tags) = &variant.inherited
        && matches!(shape.kind, ShapeKind::Struct | ShapeKind::Open)
        && !shape.constants.iter().any(|(name, _)| *name == tags.property)
    {
        shape.constants.push((tags.property.clone(), tags.values.clone()));
    }
    shape
}

/// The JSON that a variant fits. It matters for unions without a discriminator, and for values
/// without theirs.
pub(super) fn shape(types: &TypeMap<'_>, ty: &Type) -> Shape {
    let of_kind = |kind| Shape { kind, ..Shape::default() };
    let (mut ty, mut nullable) = (ty, false);
    for _ in 0..=types.api.types.len() {
        match ty {
            Type::Scalar(scalar) => return of_kind(scalar_kind(*scalar)),
            Type::List(_) => return of_kind(ShapeKind::Array),
            Type::Map(values) if **values == Type::Json => return of_kind(ShapeKind::Object),
            Type::Map(_) => return of_kind(ShapeKind::Open),
            Type::JsonString(_) => return of_kind(ShapeKind::String),
            Type::Json => return of_kind(ShapeKind::Any),
            Type::Nullable(inner) => (ty, nullable) = (inner, true),
            Type::Named(id) => {
                let Some(definition) = types.api.types.get(*id) else { break };
                match &definition.kind {
                    TypeKind::Alias(target) => ty = target,
                    TypeKind::Struct(structure) => {
                        let is_combined =
                            matches!(definition.origin.first(), Origin::Combined { .. });
                        return Shape { is_combined, ..struct_shape(structure) };
                    }
                    TypeKind::Enum(values) => return of_kind(enum_kind(values)),
                    TypeKind::Union(union) if !nullable => return union_shape(types, union),
                    TypeKind::Union(_) => break,
                }
            }
        }
    }
    of_kind(ShapeKind::Any)
}

fn enum_kind(values: &Enum) -> ShapeKind {
    match values.values {
        EnumValues::Strings(_) => ShapeKind::String,
        EnumValues::Integers(_) => ShapeKind::Integer,
    }
}

fn union_shape(types: &TypeMap<'_>, union: &Union) -> Shape {
    match (&union.discriminator, tag::without_tag(types.api, union)) {
        (Some(tag), WithoutTag::Unknown) => {
            Shape { kind: ShapeKind::TaggedUnion, required: vec![tag.clone()], ..Shape::default() }
        }
        _ => Shape { kind: ShapeKind::Union, ..Shape::default() },
    }
}

fn scalar_kind(scalar: Scalar) -> ShapeKind {
    match scalar.kind() {
        ScalarKind::Boolean => ShapeKind::Boolean,
        ScalarKind::Integer => ShapeKind::Integer,
        ScalarKind::Number => ShapeKind::Number,
        ScalarKind::String => ShapeKind::String,
        ScalarKind::Array => ShapeKind::Array,
        ScalarKind::Object => ShapeKind::Object,
        ScalarKind::Any => ShapeKind::Any,
    }
}

fn struct_shape(structure: &Struct) -> Shape {
    let fields = structure.fields.iter();
    let required = fields
        .clone()
        .filter(|field| field.presence == Presence::Required && field.access != Access::WriteOnly);
    let constants = fields.filter_map(|field| {
        let text = field.constant.as_ref()?.as_str()?;
        Some((field.name.clone(), vec![text.to_owned()]))
    });
    Shape {
        kind: if structure.additional.is_some() { ShapeKind::Open } else { ShapeKind::Struct },
        required: required.map(|field| field.name.clone()).collect(),
        constants: constants.collect(),
        is_combined: false,
    }
}
