//! Whether two items are the same but for their names.

use std::collections::BTreeSet;

use super::names::Names;
use crate::plan::{AnswerContent, AnswerVariant, Item, ItemKind, RustType, Stream};

/// Whether nothing of two items differs but the name, and the words about them.
pub fn alike(names: &Names<'_>, old: &Item, new: &Item) -> bool {
    let same = |old: &RustType, new: &RustType| names.may_be_same(old, new);
    match (&old.kind, &new.kind) {
        (ItemKind::Struct(old), ItemKind::Struct(new)) => {
            let additional = match (&old.additional, &new.additional) {
                (Some(old), Some(new)) => same(&old.ty, &new.ty),
                (None, None) => true,
                _ => false,
            };
            // An object of which nothing is known is like any other such object.
            let says = !old.fields.is_empty();
            says && additional
                && all(&old.fields, &new.fields, |old, new| {
                    (&old.name, old.presence) == (&new.name, new.presence) && same(&old.ty, &new.ty)
                })
        }
        (ItemKind::StringEnum(old), ItemKind::StringEnum(new)) => {
            all(&old.variants, &new.variants, |old, new| old.value == new.value)
        }
        (ItemKind::IntegerEnum(old), ItemKind::IntegerEnum(new)) => {
            all(&old.variants, &new.variants, |old, new| old.value == new.value)
        }
        (ItemKind::Union(old), ItemKind::Union(new)) => {
            old.tag == new.tag
                && all(&old.variants, &new.variants, |old, new| old.tags == new.tags && same(&old.ty, &new.ty))
        }
        (ItemKind::Alias(old), ItemKind::Alias(new)) | (ItemKind::Newtype(old), ItemKind::Newtype(new)) => {
            same(old, new)
        }
        (ItemKind::Error(old), ItemKind::Error(new)) => answers(names, &old.variants, &new.variants),
        (ItemKind::Answers(old), ItemKind::Answers(new)) => answers(names, old, new),
        (ItemKind::Headers(old), ItemKind::Headers(new)) => {
            all(old, new, |old, new| old.name == new.name && same(&old.ty, &new.ty))
        }
        _ => false,
    }
}

fn answers(names: &Names<'_>, old: &[AnswerVariant], new: &[AnswerVariant]) -> bool {
    let same = |old: &AnswerContent, new: &AnswerContent| match (old, new) {
        (AnswerContent::Json(old), AnswerContent::Json(new))
        | (AnswerContent::Stream(Stream::Lines(old)), AnswerContent::Stream(Stream::Lines(new)))
        | (AnswerContent::Stream(Stream::Events(old)), AnswerContent::Stream(Stream::Events(new))) => {
            names.may_be_same(old, new)
        }
        _ => old == new,
    };
    all(old, new, |old, new| old.answer.status == new.answer.status && same(&old.answer.content, &new.answer.content))
}

fn all<T>(old: &[T], new: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    old.len() == new.len() && old.iter().zip(new).all(|(old, new)| same(old, new))
}

/// Whether two items of one kind, which stand at the same place of something, have at least half of their members in common.
pub fn related(names: &Names<'_>, old: &Item, new: &Item) -> bool {
    let (Some(before), Some(now)) = (members(old), members(new)) else { return alike(names, old, new) };
    let one_kind = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
    let shared = before.intersection(&now).count();
    one_kind && 2 * shared >= before.len().max(now.len())
}

/// What the members of an item are called on the wire. `None` for what has none.
fn members(item: &Item) -> Option<BTreeSet<String>> {
    Some(match &item.kind {
        ItemKind::Struct(structure) => structure.fields.iter().map(|field| field.name.clone()).collect(),
        ItemKind::StringEnum(values) => values.variants.iter().map(|variant| variant.value.clone()).collect(),
        ItemKind::IntegerEnum(values) => values.variants.iter().map(|variant| variant.value.to_string()).collect(),
        ItemKind::Union(union) if union.tag.is_some() => {
            union.variants.iter().flat_map(|variant| variant.tags.clone()).collect()
        }
        ItemKind::Union(union) => union.variants.iter().map(|variant| variant.ident.plain().to_owned()).collect(),
        ItemKind::Headers(fields) => fields.iter().map(|field| field.name.to_ascii_lowercase()).collect(),
        ItemKind::Error(error) => error.variants.iter().map(|variant| variant.answer.status.to_string()).collect(),
        ItemKind::Answers(variants) => variants.iter().map(|variant| variant.answer.status.to_string()).collect(),
        ItemKind::Alias(_) | ItemKind::Newtype(_) => return None,
    })
}
