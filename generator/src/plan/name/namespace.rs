//! Keeps the names of one scope different from each other.

use std::collections::BTreeMap;

use super::{Ident, guard};
use crate::source::Location;

/// Identifiers that must differ from each other, each with the location of what has it.
#[derive(Debug, Default)]
pub struct Namespace {
    taken: BTreeMap<String, Option<Location>>,
    suffix: &'static str,
    /// The next number to try, for names that were taken more than once.
    numbers: BTreeMap<String, usize>,
}

/// Two things of a document with the same name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// The name.
    pub wanted: Ident,
    /// The location of the first one; `None` if the name is reserved.
    pub first: Option<Location>,
}

impl Namespace {
    /// A namespace with reserved names. `suffix` is appended to a name that is reserved.
    pub fn reserving<'a>(names: impl IntoIterator<Item = &'a str>, suffix: &'static str) -> Self {
        Self {
            taken: names.into_iter().map(|name| (name.to_owned(), None)).collect(),
            suffix,
            numbers: BTreeMap::new(),
        }
    }

    /// Whether an identifier is taken.
    pub fn has(&self, ident: &Ident) -> bool {
        self.taken.contains_key(ident.plain())
    }

    /// Takes the name of the setter that takes an `Option`, beside the setter of this name.
    pub fn take_option_setter(&mut self, setter: &Ident, location: &Location) -> Ident {
        let name = format!("set_{}", setter.plain().trim_start_matches('_'));
        self.take(guard(name), location).0
    }

    /// Takes an identifier. If it is taken already, appends the next free number and returns the
    /// clash.
    pub fn take(&mut self, wanted: Ident, location: &Location) -> (Ident, Option<Clash>) {
        if !self.taken.contains_key(wanted.plain()) {
            self.taken.insert(wanted.plain().to_owned(), Some(location.clone()));
            return (wanted, None);
        }
        let first = self.taken.get(wanted.plain()).cloned().flatten();
        let suffixed = format!("{}{}", wanted.plain(), self.suffix);
        if first.is_none() && !self.taken.contains_key(&suffixed) {
            self.taken.insert(suffixed.clone(), Some(location.clone()));
            return (guard(suffixed), Some(Clash { wanted, first }));
        }
        let words = wanted.plain().trim_end_matches('_');
        let separator = if words.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { "" };
        let number = self.numbers.entry(words.to_owned()).or_insert(2);
        let found = loop {
            let name = format!("{words}{separator}{number}");
            *number += 1;
            if !self.taken.contains_key(&name) {
                break guard(name);
            }
        };
        self.taken.insert(found.plain().to_owned(), Some(location.clone()));
        (found, Some(Clash { wanted, first }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Case, ident};
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut names = Namespace::reserving(["Option"], "Schema");
        let location = Location::root(FileId(0));
        assert_eq!(names.take(ident("paid", Case::Type), &location).0.as_str(), "Paid");
        let (second, clash) = names.take(ident("Paid", Case::Type), &location);
        assert_eq!(second.as_str(), "Paid2");
        assert_eq!(clash.map(|clash| clash.first), Some(Some(location.clone())));
        assert_eq!(names.take(ident("option", Case::Type), &location).0.as_str(), "OptionSchema");
    }
}
