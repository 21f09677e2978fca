//! Boxing: what contains itself needs an indirection, and what is large makes every value of an
//! enum large.

use std::collections::BTreeMap;

use super::krate::{
    FieldPresence, Item, ItemKind, Output, Response, ResponseContent, ResponseVariant, RustType,
};
use super::name::Ident;
use super::visit::positions;

/// A variant that is larger than this is boxed, in bytes. Well below what clippy's
/// `large_enum_variant` asks for.
const LARGE: usize = 160;

/// A struct that is larger than this holds its large fields in boxes, in bytes. Types that hold
/// several of the next double with each, up to sizes that rustc refuses; no other document comes
/// near.
const HUGE: usize = 64 * 1024;

/// Makes the types finite: an alias that is made of itself becomes a type of its own, and an edge
/// that closes a cycle of values is boxed. No other edge is.
pub fn break_cycles(items: &mut [Item]) {
    let positions = positions(items);
    for alias in endless_aliases(items, &positions) {
        if let Some(item) = items.get_mut(alias)
            && let ItemKind::Alias(ty) = &item.kind
        {
            item.kind = ItemKind::Newtype(ty.clone());
        }
    }
    for (item, part) in closing_edges(items, &edges(items, &positions)) {
        if let Some(ty) = items.get_mut(item).and_then(|item| parts_mut(item).into_iter().nth(part))
        {
            boxed(ty);
        }
    }
}

/// Boxes what is large in huge structs, in the variants of some items, of an item that is not among
/// them, and of what is decoded into them.
pub fn box_large_variants<'a>(
    items: &mut [Item],
    other: Option<&mut Item>,
    outputs: impl IntoIterator<Item = &'a mut Output>,
) {
    let sizes = Sizes::bounded(items);
    for item in items.iter_mut().chain(other) {
        sizes.shrink_item(item);
    }
    for output in outputs {
        if let Output::Several { responses, .. } = output {
            for (_, response) in responses {
                sizes.shrink_response(response);
            }
        }
    }
}

/// The item that a type holds by value.
fn target(ty: &RustType) -> Option<&Ident> {
    match ty {
        RustType::Item(ident) => Some(ident),
        RustType::Option(inner) => target(inner),
        _ => None,
    }
}

fn boxed(ty: &mut RustType) {
    match ty {
        RustType::Item(_) => *ty = RustType::Boxed(Box::new(ty.clone())),
        RustType::Option(inner) => boxed(inner),
        _ => {}
    }
}

/// The types that an item holds, in a fixed order.
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

/// The aliases that lead back to themselves through nothing but aliases, one for each such way.
fn endless_aliases(items: &[Item], positions: &BTreeMap<Ident, usize>) -> Vec<usize> {
    let mut endless = Vec::new();
    let next = |at: usize| -> Option<usize> {
        match &items.get(at)?.kind {
            ItemKind::Alias(ty) => positions.get(ty.item()?).copied(),
            _ => None,
        }
    };
    // From where each was reached first.
    let mut reached: Vec<Option<usize>> = vec![None; items.len()];
    for start in 0..items.len() {
        let mut at = Some(start);
        while let Some(item) = at
            && let Some(from @ None) = reached.get_mut(item)
        {
            *from = Some(start);
            at = next(item);
        }
        // A way that meets itself is a circle; the first of its items stands for it.
        let meets = at.filter(|item| reached.get(*item) == Some(&Some(start)));
        endless.extend(meets.and_then(|from| {
            let circle =
                std::iter::successors(Some(from), |at| next(*at).filter(|next| *next != from));
            circle.min()
        }));
    }
    endless.sort_unstable();
    endless
}

/// Of each part of each item, the item that it holds by value.
fn edges(items: &[Item], positions: &BTreeMap<Ident, usize>) -> Vec<Vec<Option<usize>>> {
    let target = |ty| target(ty).and_then(|ident| positions.get(ident)).copied();
    items.iter().map(|item| parts(item).into_iter().map(target).collect()).collect()
}

/// The edges that lead back to an item that is being looked at: item and part.
fn closing_edges(items: &[Item], edges: &[Vec<Option<usize>>]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; items.len()];
    let mut closing = Vec::new();
    for root in 0..items.len() {
        if states.get(root) != Some(&State::New) {
            continue;
        }
        let mut stack = vec![(root, 0_usize)];
        while let Some((item, part)) = stack.last_mut().map(|top| {
            top.1 += 1;
            (top.0, top.1 - 1)
        }) {
            if let Some(state) = states.get_mut(item) {
                *state = State::Open;
            }
            let Some(edge) = edges.get(item).and_then(|edges| edges.get(part)) else {
                if let Some(state) = states.get_mut(item) {
                    *state = State::Done;
                }
                stack.pop();
                continue;
            };
            let Some(next) = *edge else { continue };
            match states.get(next) {
                Some(State::New) => stack.push((next, 0)),
                Some(State::Open) => closing.push(holder(items, &stack, item, part)),
                _ => {}
            }
        }
    }
    closing
}

/// An alias cannot hold a box without changing what it is called for: whoever uses it does.
fn holder(items: &[Item], stack: &[(usize, usize)], item: usize, part: usize) -> (usize, usize) {
    let is_alias =
        |at: usize| items.get(at).is_some_and(|item| matches!(item.kind, ItemKind::Alias(_)));
    if !is_alias(item) {
        return (item, part);
    }
    let user = stack.iter().rev().find(|(at, _)| !is_alias(*at));
    user.map_or((item, part), |(at, next)| (*at, next.saturating_sub(1)))
}

/// All items, what an item holds by value before the item itself.
fn held_first(edges: &[Vec<Option<usize>>]) -> Vec<usize> {
    let mut is_seen = vec![false; edges.len()];
    let mut enter = |at: usize| {
        let is_new = is_seen.get_mut(at).is_some_and(|is_seen| !std::mem::replace(is_seen, true));
        edges.get(at).filter(|_| is_new).map(|held| (at, held.iter().flatten()))
    };
    let mut order = Vec::with_capacity(edges.len());
    for start in 0..edges.len() {
        let mut way: Vec<_> = enter(start).into_iter().collect();
        while let Some((at, held)) = way.last_mut() {
            match held.next() {
                Some(held) => way.extend(enter(*held)),
                None => {
                    order.push(*at);
                    way.pop();
                }
            }
        }
    }
    order
}

/// About how large values of items are, in bytes.
struct Sizes(BTreeMap<Ident, usize>);

impl Sizes {
    /// The sizes of items, once no struct is larger than its own fields make it.
    fn bounded(items: &mut [Item]) -> Self {
        let mut sizes = Self(BTreeMap::new());
        for at in held_first(&edges(items, &positions(items))) {
            let Some(item) = items.get_mut(at) else { continue };
            let mut size = size_of_item(item, &sizes.0);
            if let ItemKind::Struct(structure) = &mut item.kind
                && size > HUGE
            {
                structure.fields.iter_mut().for_each(|field| sizes.shrink(&mut field.ty));
                size = size_of_item(item, &sizes.0);
            }
            sizes.0.insert(item.ident.clone(), size);
        }
        sizes
    }

    fn shrink_item(&self, item: &mut Item) {
        match &mut item.kind {
            ItemKind::Union(union) => {
                for variant in &mut union.variants {
                    self.shrink(&mut variant.ty);
                }
            }
            ItemKind::Error(error) => self.shrink_responses(&mut error.variants),
            ItemKind::Responses(variants) => self.shrink_responses(variants),
            _ => {}
        }
    }

    fn shrink_responses(&self, variants: &mut [ResponseVariant]) {
        for variant in variants {
            self.shrink_response(&mut variant.response);
        }
    }

    fn shrink_response(&self, response: &mut Response) {
        if let ResponseContent::Json(ty) = &mut response.content {
            self.shrink(ty);
        }
    }

    fn shrink(&self, ty: &mut RustType) {
        if size_of(ty, &self.0) > LARGE {
            boxed(ty);
        }
    }
}

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
                .max(72)
                + 8
        }
        ItemKind::Alias(ty) | ItemKind::Newtype(ty) => size_of(ty, sizes),
        ItemKind::StringEnum(_) => 24,
        ItemKind::IntegerEnum(_) => 16,
        ItemKind::Error(_) | ItemKind::Headers(_) | ItemKind::Responses(_) => 0,
    }
}

fn size_of(ty: &RustType, sizes: &BTreeMap<Ident, usize>) -> usize {
    match ty {
        RustType::Item(ident) => sizes.get(ident).copied().unwrap_or(0),
        RustType::Unit => 0,
        RustType::Bool => 1,
        RustType::Integer(_) | RustType::F64 | RustType::Boxed(_) => 8,
        RustType::DateTime | RustType::Uuid => 16,
        RustType::Date => 4,
        RustType::Json | RustType::File | RustType::Body => 72,
        RustType::String | RustType::Base64 | RustType::Vec(_) | RustType::Map(_) => 24,
        RustType::Option(inner) => size_of(inner, sizes) + 8,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_an_item_holds_comes_first() {
        // One holds two others, of which the second holds the first; one holds what is held in
        // another way already, and nothing.
        let edges =
            [vec![Some(1), Some(2)], vec![], vec![None, Some(1)], vec![Some(2), None, Some(0)]];
        assert_eq!(super::held_first(&edges), [1, 2, 0, 3]);
        // What is no item, and a circle, which there is none of any more.
        assert_eq!(super::held_first(&[vec![Some(9), Some(1)], vec![Some(0)]]), [1, 0]);
    }
}
