//! Which operations and groups of two APIs are the same.

use super::align::{Pair, partners, weave};
use crate::plan::{Api, Group, Operation};

/// An operation, and the group that it is in.
pub type Member<'a> = (&'a Group, &'a Operation);

/// The operations of an API, before and now.
#[derive(Debug)]
pub struct Operations<'a> {
    old: Vec<Member<'a>>,
    new: Vec<Member<'a>>,
    partners: Vec<Option<usize>>,
}

impl<'a> Operations<'a> {
    /// Those of two APIs. The same are those that have the same Rust path, else the same HTTP method and path, else the same id.
    pub fn of(old: &'a Api, new: &'a Api) -> Self {
        let (old, new) = (members(old), members(new));
        let partners = partners(&old, &new, &[&has_same_path, &is_same_request, &|old, new| old.1.id == new.1.id]);
        Self { old, new, partners }
    }

    /// All of them.
    pub fn pairs(&self) -> Vec<Pair<'_, Member<'a>>> {
        weave(&self.old, &self.new, &self.partners)
    }

    /// Those that are in both.
    pub fn both(&self) -> Vec<(&'a Operation, &'a Operation)> {
        self.pairs().iter().filter_map(Pair::both).map(|(old, new)| (old.1, new.1)).collect()
    }

    /// What a group is called now: where all of its operations that are still there are in one group that was not there before.
    pub fn group_now(&self, old: &Group) -> Option<&'a Group> {
        let is_old = |group: &Group| self.old.iter().any(|(other, _)| other.module.ident == group.module.ident);
        if self.new.iter().any(|(group, _)| group.module.ident == old.module.ident) {
            return self.new.iter().map(|(group, _)| *group).find(|group| group.module.ident == old.module.ident);
        }
        let pairs = self.pairs();
        let here = pairs.iter().filter_map(Pair::both).filter(|(before, _)| before.0.module.ident == old.module.ident);
        let mut groups = here.map(|(_, (group, _))| *group);
        let first = groups.next()?;
        let together = groups.all(|group| group.module.ident == first.module.ident);
        (together && !is_old(first)).then_some(first)
    }
}

fn members(api: &Api) -> Vec<Member<'_>> {
    api.groups.iter().flat_map(|group| group.operations.iter().map(move |operation| (group, operation))).collect()
}

fn has_same_path(old: &Member<'_>, new: &Member<'_>) -> bool {
    old.1.method_ident == new.1.method_ident && old.0.module.ident == new.0.module.ident
}

fn is_same_request(old: &Member<'_>, new: &Member<'_>) -> bool {
    old.1.http_method == new.1.http_method && same_template(&old.1.path, &new.1.path)
}

/// Whether two paths are the same but for the names of their parameters.
pub fn same_template(old: &str, new: &str) -> bool {
    erased(old).eq(erased(new))
}

/// A path without the names in its braces.
fn erased(path: &str) -> impl Iterator<Item = char> {
    let mut inside = false;
    path.chars().filter(move |character| {
        let kept = !inside || *character == '}';
        inside = match character {
            '{' => true,
            '}' => false,
            _ => inside,
        };
        kept
    })
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
