//! Cycles of types: what would contain itself by value is boxed.

use std::collections::BTreeMap;

use super::holding::{Holding, box_part, held};
use super::krate::{Item, ItemKind};
use super::name::Ident;
use super::visit::positions;

/// Makes the types finite: an alias that is part of its own target becomes a type, and one edge of
/// each cycle of values is boxed. No other edge is.
pub fn break_cycles(items: &mut [Item]) {
    let positions = positions(items);
    for alias in endless_aliases(items, &positions) {
        if let Some(item) = items.get_mut(alias)
            && let ItemKind::Alias(ty) = &item.kind
        {
            item.kind = ItemKind::Newtype(ty.clone());
        }
    }
    let held = held(items, &positions);
    for holding in closing_edges(items, &held) {
        box_part(items, holding);
    }
}

/// The aliases that lead back to themselves through nothing but aliases, one for each cycle.
fn endless_aliases(items: &[Item], positions: &BTreeMap<Ident, usize>) -> Vec<usize> {
    let target = |at: usize| -> Option<usize> {
        match &items.get(at)?.kind {
            ItemKind::Alias(ty) => positions.get(ty.item()?).copied(),
            _ => None,
        }
    };
    let mut endless = Vec::new();
    // For each item, the start of the path that reached it first.
    let mut reached_from: Vec<Option<usize>> = vec![None; items.len()];
    for start in 0..items.len() {
        let mut at = Some(start);
        while let Some(item) = at
            && let Some(from @ None) = reached_from.get_mut(item)
        {
            *from = Some(start);
            at = target(item);
        }
        // A path that reaches itself is a cycle. Its first item represents it.
        let met = at.filter(|item| reached_from.get(*item) == Some(&Some(start)));
        endless.extend(met.and_then(|met| {
            std::iter::successors(Some(met), |at| target(*at).filter(|next| *next != met)).min()
        }));
    }
    endless.sort_unstable();
    endless
}

/// How far the search for cycles has come with an item.
#[derive(Clone, Copy, PartialEq)]
enum VisitState {
    New,
    /// It is on the path.
    Open,
    Done,
}

/// The edges that close a cycle: those that lead back to an item on the path of a depth-first
/// search. `held` is the item that each part of each item holds.
fn closing_edges(items: &[Item], held: &[Vec<Option<usize>>]) -> Vec<Holding> {
    let mut states = vec![VisitState::New; items.len()];
    let mut closing = Vec::new();
    for root in 0..items.len() {
        if states.get(root) != Some(&VisitState::New) {
            continue;
        }
        set(&mut states, root, VisitState::Open);
        // The items on the path, each with the part that is next.
        let mut path = vec![Holding { item: root, part: 0 }];
        while let Some(top) = path.last_mut() {
            let here = *top;
            top.part += 1;
            match held.get(here.item).and_then(|parts| parts.get(here.part)) {
                None => {
                    set(&mut states, here.item, VisitState::Done);
                    path.pop();
                }
                Some(None) => {}
                Some(Some(next)) => match states.get(*next) {
                    Some(VisitState::New) => {
                        set(&mut states, *next, VisitState::Open);
                        path.push(Holding { item: *next, part: 0 });
                    }
                    Some(VisitState::Open) => closing.push(boxable(items, &path, here)),
                    Some(VisitState::Done) | None => {}
                },
            }
        }
    }
    closing
}

fn set(states: &mut [VisitState], item: usize, state: VisitState) {
    if let Some(known) = states.get_mut(item) {
        *known = state;
    }
}

/// The edge to box for one that closes a cycle. An alias with a box would be another type, so the
/// last item on the path that is no alias has the box.
fn boxable(items: &[Item], path: &[Holding], closing: Holding) -> Holding {
    let is_alias =
        |at: usize| items.get(at).is_some_and(|item| matches!(item.kind, ItemKind::Alias(_)));
    if !is_alias(closing.item) {
        return closing;
    }
    let user = path.iter().rev().find(|holding| !is_alias(holding.item));
    // The path has the part that is next.
    user.map_or(closing, |user| Holding { item: user.item, part: user.part.saturating_sub(1) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::krate::{Docs, RustType, SourceLocation};
    use crate::plan::naming::{Case, ident};

    fn item(name: &str, kind: ItemKind) -> Item {
        Item {
            ident: ident(name, Case::Type),
            docs: Docs::default(),
            derives: Vec::new(),
            kind,
            source: SourceLocation::default(),
        }
    }

    fn of(name: &str) -> RustType {
        RustType::Item(ident(name, Case::Type))
    }

    #[test]
    fn one_edge_of_a_cycle_is_boxed() {
        // A holds B and C, B holds A, and C holds nothing of them.
        let held = [vec![Some(1), Some(2)], vec![None, Some(0)], vec![]];
        let items: Vec<Item> =
            ["A", "B", "C"].map(|name| item(name, ItemKind::Newtype(of(name)))).into();
        assert_eq!(closing_edges(&items, &held), [Holding { item: 1, part: 1 }]);
    }

    #[test]
    fn the_user_of_an_alias_has_the_box() {
        let mut items = vec![
            item("Node", ItemKind::Newtype(RustType::Option(Box::new(of("Next"))))),
            item("Next", ItemKind::Alias(of("Node"))),
        ];
        break_cycles(&mut items);
        let boxed = RustType::Option(Box::new(RustType::Boxed(Box::new(of("Next")))));
        assert_eq!(items[0].kind, ItemKind::Newtype(boxed));
        assert_eq!(items[1].kind, ItemKind::Alias(of("Node")));
    }

    #[test]
    fn an_alias_of_a_list_of_itself_becomes_a_type() {
        let list = RustType::Vec(Box::new(of("Tree")));
        let mut items = vec![item("Tree", ItemKind::Alias(list.clone()))];
        break_cycles(&mut items);
        assert_eq!(items[0].kind, ItemKind::Newtype(list));
    }
}
