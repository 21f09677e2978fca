//! Which operations and groups of two APIs are the same.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{Alignment, Pair, weave};
use crate::plan::{Api, Group, Ident, Operation};

/// An operation, and the group that it is in.
pub type Member<'a> = (&'a Group, &'a Operation);

/// The operations of an API, before and now.
#[derive(Debug)]
pub struct Operations<'a> {
    old: Vec<Member<'a>>,
    new: Vec<Member<'a>>,
    partners: Vec<Option<usize>>,
    /// The new groups, by the modules of the old ones.
    groups: BTreeMap<&'a Ident, &'a Group>,
}

impl<'a> Operations<'a> {
    /// Matches the operations of two APIs: by Rust path, then by HTTP method and path, then by id.
    pub fn of(old: &'a Api, new: &'a Api) -> Self {
        let (old, new) = (members(old), members(new));
        let by_path = Alignment::of(&old, &new)
            .by(|(group, operation)| (&group.module.ident, &operation.method_ident));
        let by_request =
            by_path.by(|(_, operation)| (&operation.http_method, erased(&operation.path)));
        let partners = by_request.by(|(_, operation)| &operation.id).into_partners();
        let groups = groups(&old, &new, &partners);
        Self { old, new, partners, groups }
    }

    /// All operations.
    pub fn pairs(&self) -> Vec<Pair<'_, Member<'a>>> {
        weave(&self.old, &self.new, &self.partners)
    }

    /// The operations in both APIs.
    pub fn both(&self) -> Vec<(&'a Operation, &'a Operation)> {
        self.pairs().iter().filter_map(Pair::both).map(|(old, new)| (old.1, new.1)).collect()
    }

    /// The new group for an old one: a new group that has all of its remaining operations.
    pub fn group_now(&self, old: &Group) -> Option<&'a Group> {
        self.groups.get(&old.module.ident).copied()
    }
}

fn groups<'a>(
    old: &[Member<'a>],
    new: &[Member<'a>],
    partners: &[Option<usize>],
) -> BTreeMap<&'a Ident, &'a Group> {
    let module = |(group, _): &Member<'a>| &group.module.ident;
    let before: BTreeSet<&Ident> = old.iter().map(module).collect();
    let now: BTreeMap<&Ident, &'a Group> =
        new.iter().rev().map(|member| (module(member), member.0)).collect();
    // The new group of each old group's operations; `None` if they are in several.
    let mut homes: BTreeMap<&'a Ident, Option<&'a Group>> = BTreeMap::new();
    for (member, partner) in old.iter().zip(partners) {
        let Some((home, _)) = partner.and_then(|at| new.get(at)) else { continue };
        let is_other = |known: &mut Option<&'a Group>| {
            known.is_some_and(|it| it.module.ident != home.module.ident)
        };
        homes
            .entry(module(member))
            .and_modify(|known| {
                if is_other(known) {
                    *known = None
                }
            })
            .or_insert(Some(home));
    }
    let renamed = homes.into_iter().filter_map(|(ident, home)| Some((ident, home?)));
    let mut groups: BTreeMap<&'a Ident, &'a Group> =
        renamed.filter(|(_, home)| !before.contains(&home.module.ident)).collect();
    groups.extend(old.iter().map(module).filter_map(|ident| Some((ident, *now.get(ident)?))));
    groups
}

fn members(api: &Api) -> Vec<Member<'_>> {
    api.groups
        .iter()
        .flat_map(|group| group.operations.iter().map(move |operation| (group, operation)))
        .collect()
}

/// Whether two paths differ only in the names of their parameters.
pub fn same_template(old: &str, new: &str) -> bool {
    erased(old) == erased(new)
}

/// A path without the names in its braces.
fn erased(path: &str) -> String {
    let mut inside = false;
    let kept = path.chars().filter(|character| {
        let kept = !inside || *character == '}';
        inside = match character {
            '{' => true,
            '}' => false,
            _ => inside,
        };
        kept
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::same_template;

    #[test]
    fn names_of_parameters_make_no_other_path() {
        assert!(same_template("/lamps/{id}/on", "/lamps/{lampId}/on"));
        assert!(!same_template("/lamps/{id}/on", "/lamps/{id}/off"));
        assert!(!same_template("/lamps/{id}", "/lamps/id"));
        assert!(same_template("/a.{x}{y}", "/a.{y}{z}"));
    }
}
