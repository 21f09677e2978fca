//! Sizes of types: large variants are boxed, since each value of an enum is as large as its largest
//! variant.

use std::collections::BTreeMap;

use super::holding::{held, put_into_box};
use super::krate::{
    FieldPresence, Item, ItemKind, OtherType, Output, Response, ResponseContent, ResponseVariant,
    RustType,
};
use super::name::Ident;
use super::visit::positions;

/// A larger variant is boxed, in bytes. Clippy's `large_enum_variant` allows more.
const LARGE: usize = 160;

/// The size in bytes beyond which a struct boxes its large fields. Otherwise, types that each
/// contain the next one twice would double in size, until rustc rejects them.
const HUGE: usize = 64 * 1024;

/// The size of a union that holds nothing larger, without its tag: any JSON value for unknown
/// variants.
const UNKNOWN: usize = 72;

/// Boxes what is large: fields of huge structs, variants of items and of `other`, and responses
/// among several.
pub fn box_large_variants<'a>(
    items: &mut [Item],
    other: Option<&mut Item>,
    outputs: impl IntoIterator<Item = &'a mut Output>,
) {
    let sizes = Sizes::bounded(items);
    for item in items.iter_mut().chain(other) {
        sizes.box_variants(item);
    }
    for output in outputs {
        if let Output::Several { responses, .. } = output {
            for (_, response) in responses {
                sizes.box_response(response);
            }
        }
    }
}

/// The estimated sizes of items, in bytes.
struct Sizes(BTreeMap<Ident, usize>);

impl Sizes {
    /// The sizes of items, after the large fields of huge structs were boxed.
    fn bounded(items: &mut [Item]) -> Self {
        let mut sizes = Self(BTreeMap::new());
        for at in held_first(&held(items, &positions(items))) {
            let Some(item) = items.get_mut(at) else { continue };
            let mut size = size_of_item(item, &sizes.0);
            if let ItemKind::Struct(structure) = &mut item.kind
                && size > HUGE
            {
                structure.fields.iter_mut().for_each(|field| sizes.box_if_large(&mut field.ty));
                size = size_of_item(item, &sizes.0);
            }
            sizes.0.insert(item.ident.clone(), size);
        }
        sizes
    }

    fn box_variants(&self, item: &mut Item) {
        match &mut item.kind {
            ItemKind::Union(union) => {
                for variant in &mut union.variants {
                    self.box_if_large(&mut variant.ty);
                }
            }
            ItemKind::Error(error) => self.box_responses(&mut error.variants),
            ItemKind::Responses(variants) => self.box_responses(variants),
            _ => {}
        }
    }

    fn box_responses(&self, variants: &mut [ResponseVariant]) {
        for variant in variants {
            self.box_response(&mut variant.response);
        }
    }

    fn box_response(&self, response: &mut Response) {
        if let ResponseContent::Json(ty)
        | ResponseContent::Xml(ty, _)
        | ResponseContent::JsonOrXml(ty, _) = &mut response.content
        {
            self.box_if_large(ty);
        }
    }

    fn box_if_large(&self, ty: &mut RustType) {
        if size_of(ty, &self.0) > LARGE {
            put_into_box(ty);
        }
    }
}

/// The estimated size of an item, in bytes.
fn size_of_item(item: &Item, sizes: &BTreeMap<Ident, usize>) -> usize {
    match &item.kind {
        ItemKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| {
                let padding = if field.presence == FieldPresence::Required { 0 } else { 8 };
                size_of(&field.ty, sizes) + padding
            });
            fields.sum::<usize>() + if structure.additional.is_some() { 24 } else { 0 }
        }
        ItemKind::Union(union) => {
            union
                .variants
                .iter()
                .map(|variant| size_of(&variant.ty, sizes))
                .max()
                .unwrap_or(0)
                .max(UNKNOWN)
                + 8
        }
        ItemKind::Alias(ty) | ItemKind::Newtype(ty) => size_of(ty, sizes),
        ItemKind::StringEnum(_) => 24,
        ItemKind::IntegerEnum(_) => 16,
        ItemKind::Error(_) | ItemKind::Headers(_) | ItemKind::Responses(_) => 0,
    }
}

/// The estimated size of a type, in bytes. `sizes` are those of the items.
pub fn size_of(ty: &RustType, sizes: &BTreeMap<Ident, usize>) -> usize {
    match ty {
        RustType::Item(ident) => sizes.get(ident).copied().unwrap_or(0),
        RustType::Unit => 0,
        RustType::Bool => 1,
        RustType::Integer(_) | RustType::F64 | RustType::Boxed(_) => 8,
        RustType::Other(OtherType::Library(library)) => library.facts().size,
        RustType::Json | RustType::Body => 72,
        RustType::File => 80,
        RustType::String
        | RustType::Base64
        | RustType::Base64Url
        | RustType::Base16
        | RustType::Vec(_)
        | RustType::Map(_)
        | RustType::Other(OtherType::Own(_)) => 24,
        RustType::Option(inner) => size_of(inner, sizes) + 8,
        RustType::JsonString(inner) => size_of(inner, sizes),
    }
}

/// The order of items in which each comes after those that it holds by value.
fn held_first(held: &[Vec<Option<usize>>]) -> Vec<usize> {
    let mut is_seen = vec![false; held.len()];
    let mut enter = |at: usize| {
        let is_new = is_seen.get_mut(at).is_some_and(|is_seen| !std::mem::replace(is_seen, true));
        held.get(at).filter(|_| is_new).map(|parts| (at, parts.iter().flatten()))
    };
    let mut order = Vec::with_capacity(held.len());
    for start in 0..held.len() {
        let mut path: Vec<_> = enter(start).into_iter().collect();
        while let Some((at, parts)) = path.last_mut() {
            match parts.next() {
                Some(next) => path.extend(enter(*next)),
                None => {
                    order.push(*at);
                    path.pop();
                }
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_an_item_holds_comes_first() {
        // The first holds two others, and the second of those holds the first. The last holds what
        // is held elsewhere already.
        let edges =
            [vec![Some(1), Some(2)], vec![], vec![None, Some(1)], vec![Some(2), None, Some(0)]];
        assert_eq!(super::held_first(&edges), [1, 2, 0, 3]);
        // A part that is no item, and a cycle, which is boxed by then.
        assert_eq!(super::held_first(&[vec![Some(9), Some(1)], vec![Some(0)]]), [1, 0]);
    }
}
