//! Unions: the names of their variants, what tells them apart, and what writing one puts in.

use super::direction::Key;
use super::docs;
use super::item::member;
use super::krate::{Docs, Inline, RustType, Shape, ShapeKind, UnionItem, UnionVariant, WithoutTag};
use super::name::{self, Case, Ident, Namespace};
use super::tag::{self, Tags};
use super::types::Scope;
use crate::ir::{
    Access, EnumValues, Origin, Presence, Scalar, Struct, Type, TypeKind, Union, Variant,
};

/// The item of a union.
pub fn item(scope: &mut Scope<'_>, key: Key, union: &Union, tags: &Tags) -> UnionItem {
    let direction = scope.directions.ways(key).direction();
    let owner = scope.idents.get(&key).cloned().unwrap_or_else(|| name::ident("union", Case::Type));
    let types: Vec<RustType> =
        union.variants.iter().map(|variant| scope.rust_type(&variant.ty, direction)).collect();
    let bare = union.variants.iter().map(|variant| unaliased(scope, &variant.ty, UNALIASED));
    let bare: Vec<Option<RustType>> =
        bare.map(|ty| ty.map(|ty| scope.rust_type(&ty, direction))).collect();
    let words = variant_words(scope, &owner, &union.variants, &types);
    let mut names = Namespace::reserving(["Unknown"], "Variant");
    let mut variants = Vec::with_capacity(types.len());
    for (((variant, ty), words), bare_ty) in union.variants.iter().zip(&types).zip(words).zip(&bare)
    {
        let ident = member(scope, &mut names, &owner, &words, Case::Type, &variant.place);
        let structure = scope.api.types.structure(&variant.ty).map(|(id, _)| id);
        variants.push(UnionVariant {
            ident,
            ty: ty.clone(),
            tags: variant.tags.clone(),
            is_default: variant.is_default,
            written_tag: tags.written(variant, structure, union.discriminator.as_deref()),
            shape: shape(scope, &variant.ty),
            from: bare.iter().filter(|other| *other == bare_ty).count() == 1
                && !matches!(bare_ty, None | Some(RustType::Json))
                && *bare_ty != Some(RustType::Item(owner.clone())),
            docs: variant_docs(variant, ty),
            spot: (&variant.place).into(),
        });
    }
    let without_tag = tag::without_tag(scope.api, union);
    UnionItem {
        tag: union.discriminator.clone(),
        without_tag,
        variants,
        catch_all: name::ident("unknown", Case::Type),
    }
}

/// What a variant holds; the words for an inline schema stand here only where no type has them.
fn variant_docs(variant: &Variant, ty: &RustType) -> Docs {
    let mut docs = docs::line(variant_line(variant, ty));
    if !matches!(ty, RustType::Item(_)) {
        docs.paragraphs.extend(docs::of(&variant.docs).paragraphs);
        docs.deprecated |= variant.docs.deprecated;
    }
    docs
}

fn variant_line(variant: &Variant, ty: &RustType) -> Vec<Inline> {
    let mut line: Vec<Inline> = Vec::new();
    for tag in variant.tags.iter().take(3) {
        if !line.is_empty() {
            line.push(Inline::Text(", "));
        }
        line.push(Inline::Code(tag.clone()));
    }
    match (variant.is_default, variant.tags.len()) {
        (true, 0) => line.push(Inline::Text("All other values")),
        (true, _) => line.push(Inline::Text(" and all other values")),
        (false, 4..) => line.push(Inline::Text(" and others")),
        (false, _) => {}
    }
    if !line.is_empty() {
        line.push(Inline::Text(": "));
    }
    line.extend(match ty {
        RustType::Item(ident) => vec![Inline::Link(ident.clone())],
        RustType::Bool => vec![Inline::Text("true or false.")],
        RustType::Integer(_) => vec![Inline::Text("An integer.")],
        RustType::F64 => vec![Inline::Text("A number.")],
        RustType::Vec(_) => vec![Inline::Text("A list.")],
        RustType::Map(_) => vec![Inline::Text("A map.")],
        RustType::Json => vec![Inline::Text("Any JSON value.")],
        _ => vec![Inline::Text("A string.")],
    });
    line
}

/// The names of the variants: what they hold, without the words that all of them or the union
/// itself have.
fn variant_words(
    scope: &Scope<'_>,
    owner: &Ident,
    variants: &[Variant],
    types: &[RustType],
) -> Vec<String> {
    // What it is a list of is called after the union itself.
    let list = variants.iter().find(|variant| is_list_of_anonymous(scope, &variant.ty));
    let full: Vec<String> = variants
        .iter()
        .zip(types)
        .map(|(variant, ty)| {
            type_words(variant, ty, list.is_some_and(|list| std::ptr::eq(list, variant)))
        })
        .collect();
    let split: Vec<Vec<String>> = full.iter().map(|words| name::camel_words(words)).collect();
    let items = types.iter().all(|ty| matches!(ty, RustType::Item(_)));
    let own = name::camel_words(owner.plain());
    let cut = |words: &[String]| -> Option<String> {
        let end = words.strip_suffix(own.as_slice()).filter(|rest| !rest.is_empty());
        let start = words.strip_prefix(own.as_slice()).filter(|rest| !rest.is_empty());
        end.or(start).map(<[String]>::concat)
    };
    let suffix = if items && split.len() > 1 { common_suffix(&split) } else { 0 };
    split
        .iter()
        .zip(full)
        .map(|(words, full)| {
            let short = cut(words).or_else(|| {
                let rest = words.get(..words.len().saturating_sub(suffix)).unwrap_or_default();
                (!rest.is_empty()).then(|| rest.concat())
            });
            let usable = |short: &String| {
                short.starts_with(|first: char| first.is_ascii_alphabetic()) && short != "Self"
            };
            short.filter(usable).unwrap_or(full)
        })
        .collect()
}

fn type_words(variant: &Variant, ty: &RustType, is_list: bool) -> String {
    match (ty, &variant.title, variant.tags.as_slice()) {
        (RustType::Item(ident), _, _) => ident.plain().to_owned(),
        (_, Some(title), _) => title.clone(),
        (_, None, [tag]) => tag.clone(),
        _ if is_list => "list".to_owned(),
        (ty, _, _) => kind_words(ty),
    }
}

fn is_list_of_anonymous(scope: &Scope<'_>, ty: &Type) -> bool {
    let Type::List(inner) = ty else { return false };
    let Type::Named(id) = inner.as_ref() else { return false };
    scope.api.types.get(*id).is_some_and(|definition| matches!(definition.origin, Origin::Item(_)))
}

fn kind_words(ty: &RustType) -> String {
    let words = match ty {
        RustType::Bool => "boolean",
        RustType::Integer(_) => "integer",
        RustType::F64 => "number",
        RustType::DateTime => "date time",
        RustType::Date => "date",
        RustType::Uuid => "uuid",
        RustType::Base64 | RustType::Body | RustType::File => "bytes",
        RustType::Map(_) => "map",
        RustType::Json => "json",
        RustType::Unit => "empty",
        RustType::Vec(inner) => return format!("{} list", kind_words(inner)),
        RustType::Option(inner) | RustType::Boxed(inner) => return kind_words(inner),
        RustType::Item(ident) => return ident.plain().to_owned(),
        RustType::String => "string",
    };
    words.to_owned()
}

fn common_suffix(names: &[Vec<String>]) -> usize {
    let Some((first, rest)) = names.split_first() else { return 0 };
    (1..first.len())
        .take_while(|length| {
            let suffix = first.get(first.len() - length..).unwrap_or_default();
            rest.iter().all(|name| name.len() > *length && name.ends_with(suffix))
        })
        .last()
        .unwrap_or(0)
}

/// How many lists, maps and names are looked behind.
const UNALIASED: usize = 64;

/// The type with what its aliases stand for: Rust takes them for the same type. `None` for one that
/// is nested deeper than this, as is an array of itself.
fn unaliased(scope: &Scope<'_>, ty: &Type, depth: usize) -> Option<Type> {
    let depth = depth.checked_sub(1)?;
    Some(match ty {
        Type::Named(id) => match scope.api.types.get(*id).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(target)) => unaliased(scope, target, depth)?,
            _ => ty.clone(),
        },
        Type::List(inner) => Type::List(Box::new(unaliased(scope, inner, depth)?)),
        Type::Map(inner) => Type::Map(Box::new(unaliased(scope, inner, depth)?)),
        Type::Nullable(inner) => Type::Nullable(Box::new(unaliased(scope, inner, depth)?)),
        Type::Scalar(_) | Type::Json => ty.clone(),
    })
}

/// What JSON a variant fits; only a union asks that has no discriminator, or values without one.
fn shape(scope: &Scope<'_>, ty: &Type) -> Shape {
    let plain = |kind| Shape { kind, required: Vec::new(), constants: Vec::new() };
    let (mut ty, mut nullable) = (ty, false);
    for _ in 0..=scope.api.types.len() {
        match ty {
            Type::Scalar(scalar) => return plain(scalar_kind(*scalar)),
            Type::List(_) => return plain(ShapeKind::Array),
            Type::Map(_) => return plain(ShapeKind::Object),
            Type::Json => return plain(ShapeKind::Any),
            Type::Nullable(inner) => (ty, nullable) = (inner, true),
            Type::Named(id) => match scope.api.types.get(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(target)) => ty = target,
                Some(TypeKind::Struct(structure)) => return struct_shape(structure),
                Some(TypeKind::Enum(values)) => {
                    return plain(match values.values {
                        EnumValues::Strings(_) => ShapeKind::String,
                        EnumValues::Integers(_) => ShapeKind::Integer,
                    });
                }
                Some(TypeKind::Union(union)) if !nullable => {
                    let by_shape = union.discriminator.is_none()
                        || tag::without_tag(scope.api, union) == WithoutTag::ByShape;
                    return plain(if by_shape { ShapeKind::Union } else { ShapeKind::TaggedUnion });
                }
                Some(TypeKind::Union(_)) | None => return plain(ShapeKind::Any),
            },
        }
    }
    plain(ShapeKind::Any)
}

fn scalar_kind(scalar: Scalar) -> ShapeKind {
    match scalar {
        Scalar::Boolean => ShapeKind::Boolean,
        Scalar::Integer(_) => ShapeKind::Integer,
        Scalar::Number(_) => ShapeKind::Number,
        Scalar::String(_) => ShapeKind::String,
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
        kind: if structure.additional.is_some() { ShapeKind::Object } else { ShapeKind::Struct },
        required: required.map(|field| field.name.clone()).collect(),
        constants: constants.collect(),
    }
}
