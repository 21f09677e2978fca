//! Which items hold which others by value, without an indirection.

use std::collections::BTreeMap;

use super::krate::{Item, ItemKind, RustType};
use super::name::Ident;

/// A part of an item that holds another item by value. Items and parts by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holding {
    /// The item.
    pub item: usize,
    /// Its field or variant.
    pub part: usize,
}

/// For each part of each item, the item that it holds by value.
pub fn held(items: &[Item], positions: &BTreeMap<Ident, usize>) -> Vec<Vec<Option<usize>>> {
    let held = |ty| held_by_value(ty).and_then(|ident| positions.get(ident)).copied();
    items.iter().map(|item| parts(item).into_iter().map(held).collect()).collect()
}

/// Puts a part of an item into a box.
pub fn box_part(items: &mut [Item], holding: Holding) {
    let item = items.get_mut(holding.item);
    if let Some(ty) = item.and_then(|item| parts_mut(item).into_iter().nth(holding.part)) {
        put_into_box(ty);
    }
}

/// Puts the item that a type holds by value into a box.
pub fn put_into_box(ty: &mut RustType) {
    match ty {
        RustType::Item(_) => *ty = RustType::Boxed(Box::new(ty.clone())),
        RustType::Option(inner) | RustType::JsonString(inner) => put_into_box(inner),
        _ => {}
    }
}

/// The item that a type holds by value.
fn held_by_value(ty: &RustType) -> Option<&Ident> {
    match ty {
        RustType::Item(ident) => Some(ident),
        RustType::Option(inner) | RustType::JsonString(inner) => held_by_value(inner),
        _ => None,
    }
}

/// The types of an item's parts, in the order of [`parts_mut`].
fn parts(item: &Item) -> Vec<&RustType> {
    match &item.kind {
        ItemKind::Struct(structure) => structure.fields.iter().map(|field| &field.ty).collect(),
        ItemKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        ItemKind::Alias(ty) | ItemKind::Newtype(ty) => vec![ty],
        _ => Vec::new(),
    }
}

fn parts_mut(item: &mut Item) -> Vec<&mut RustType> {
    match &mut item.kind {
        ItemKind::Struct(structure) => {
            structure.fields.iter_mut().map(|field| &mut field.ty).collect()
        }
        ItemKind::Union(union) => {
            union.variants.iter_mut().map(|variant| &mut variant.ty).collect()
        }
        ItemKind::Newtype(ty) => vec![ty],
        _ => Vec::new(),
    }
}
