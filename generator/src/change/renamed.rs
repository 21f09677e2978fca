//! Finds renamed types.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem::discriminant;

use super::likeness::{self, Members};
use super::matching::Operations;
use super::names::{Names, innermost, item_uses, operation_uses};
use super::shapes;
use crate::plan::{Api, Ident, Operation, Output, RustType};

/// With how many types that are used where it was a removed type is compared.
const MOST_TRIED: usize = 32;

/// Finds the types that are equal: those with the same name; those that are used at the same
/// location and have members in common; and those that differ only in their names, if that is
/// unambiguous.
pub(super) fn names<'a>(old: &'a Api, new: &'a Api, operations: &Operations<'a>) -> Names<'a> {
    let mut names = Names::new(old, new);
    follow_uses(&mut names, operations);
    for (old, new) in shapes::pairs(&names) {
        names.rename(old, new);
    }
    names
}

/// Matches the types that matched operations and items use.
fn follow_uses<'a>(names: &mut Names<'a>, operations: &Operations<'a>) {
    let mut uses: VecDeque<(&'a RustType, &'a RustType)> = VecDeque::new();
    for (old, new) in operations.both() {
        responses(names, old, new);
        uses.extend(operation_uses(old, new));
    }
    uses.extend(names.both().into_iter().flat_map(|(old, new)| item_uses(old, new)));
    // Two types that meet in many locations are compared once.
    let mut tried: BTreeMap<&'a Ident, BTreeSet<&'a Ident>> = BTreeMap::new();
    let mut members = Members::default();
    while let Some((old, new)) = uses.pop_front() {
        let (Some(old), Some(new)) = (innermost(old), innermost(new)) else { continue };
        let (Some(old_item), Some(new_item)) = (names.old_item(old), names.new_item(new)) else {
            continue;
        };
        if !names.are_open(old, new) {
            continue;
        }
        let tried = tried.entry(old).or_default();
        if tried.len() < MOST_TRIED
            && tried.insert(new)
            && likeness::related(names, &mut members, old_item, new_item)
        {
            names.rename(old, new);
            uses.extend(item_uses(old_item, new_item));
        }
    }
}

/// The errors, headers and responses of an operation, which are named after it.
fn responses<'a>(names: &mut Names<'a>, old: &'a Operation, new: &'a Operation) {
    let several = |operation: &'a Operation| match &operation.output {
        Output::Several { ident, .. } => Some(ident),
        Output::One(_) => None,
    };
    let named = [
        old.error.as_ref().zip(new.error.as_ref()),
        old.headers.as_ref().zip(new.headers.as_ref()),
        several(old).zip(several(new)),
    ];
    for (old, new) in named.into_iter().flatten() {
        let kinds = names.old_item(old).zip(names.new_item(new));
        let alike =
            kinds.is_some_and(|(old, new)| discriminant(&old.kind) == discriminant(&new.kind));
        if alike && names.are_open(old, new) {
            names.rename(old, new);
        }
    }
}
