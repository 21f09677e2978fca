//! Whether two items are equal except for their names.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use crate::plan::{Ident, Item, ItemKind};

/// The members of items, each found once.
#[derive(Debug, Default)]
pub struct Members<'a> {
    old: BTreeMap<&'a Ident, Option<BTreeSet<String>>>,
    new: BTreeMap<&'a Ident, Option<BTreeSet<String>>>,
}

/// Whether two items of one kind, used at the same location, have at least half of their members in
/// common. Aliases have no members: their targets must be equal.
pub fn related<'a>(
    names: &Names<'_>,
    members: &mut Members<'a>,
    old: &'a Item,
    new: &'a Item,
) -> bool {
    if let (ItemKind::Alias(old), ItemKind::Alias(new))
    | (ItemKind::Newtype(old), ItemKind::Newtype(new)) = (&old.kind, &new.kind)
    {
        return names.may_be_same(old, new);
    }
    let one_kind = std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind);
    let before = members.old.entry(&old.ident).or_insert_with(|| members_of(old));
    let now = members.new.entry(&new.ident).or_insert_with(|| members_of(new));
    let (Some(before), Some(now)) = (before, now) else { return false };
    let (fewer, more) = if before.len() < now.len() { (before, now) } else { (now, before) };
    // Types of very different size differ: their members need not be compared.
    one_kind && 2 * fewer.len() >= more.len() && 2 * fewer.intersection(more).count() >= more.len()
}

/// The names of an item's members on the wire. `None` for an item without members.
fn members_of(item: &Item) -> Option<BTreeSet<String>> {
    Some(match &item.kind {
        ItemKind::Struct(structure) => {
            structure.fields.iter().map(|field| field.name.clone()).collect()
        }
        ItemKind::StringEnum(values) => {
            values.variants.iter().map(|variant| variant.value.clone()).collect()
        }
        ItemKind::IntegerEnum(values) => {
            values.variants.iter().map(|variant| variant.value.to_string()).collect()
        }
        ItemKind::Union(union) if union.tag.is_some() => {
            union.variants.iter().flat_map(|variant| variant.tags.clone()).collect()
        }
        ItemKind::Union(union) => {
            union.variants.iter().map(|variant| variant.ident.plain().to_owned()).collect()
        }
        ItemKind::Headers(fields) => {
            fields.iter().map(|field| field.name.to_ascii_lowercase()).collect()
        }
        ItemKind::Error(error) => {
            error.variants.iter().map(|variant| variant.response.status.to_string()).collect()
        }
        ItemKind::Responses(variants) => {
            variants.iter().map(|variant| variant.response.status.to_string()).collect()
        }
        ItemKind::Alias(_) | ItemKind::Newtype(_) => return None,
    })
}
