//! The fields of a struct: their names, and their values before they are set.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Visitor};

use super::maybe::Maybe;

/// A list from anything with such items.
pub fn list<T>(items: impl IntoIterator<Item = impl Into<T>>) -> Vec<T> {
    items.into_iter().map(Into::into).collect()
}

/// A map from anything with such entries.
pub fn map<T>(
    entries: impl IntoIterator<Item = (impl Into<String>, impl Into<T>)>,
) -> BTreeMap<String, T> {
    entries.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
}

/// A value in a box.
pub fn boxed<T>(value: impl Into<T>) -> Box<T> {
    Box::new(value.into())
}

/// A value in a box, if there is one.
pub fn boxed_option<T>(value: impl Into<Option<T>>) -> Option<Box<T>> {
    value.into().map(Box::new)
}

/// The field with this name is not set.
pub const fn none<T>(_: &'static str) -> Option<T> {
    None
}

/// The same for a field that distinguishes absent from `null`.
pub const fn absent<T>(_: &'static str) -> Maybe<T> {
    Maybe::Absent
}

/// Whether an object has a field with this name for additional properties: it is the argument.
pub const fn is_open(_: &'static str) -> bool {
    true
}

/// Whether a field is the one with this index; then it is also counted down for the next one.
#[inline]
pub const fn is_next(index: &mut usize) -> bool {
    let is_next = *index == 0;
    *index = index.wrapping_sub(1);
    is_next
}

/// Adds properties whose names are a prefix and a number. All get the same number, the first from
/// `first` on that none of them has.
pub fn add_numbered<T, const N: usize>(
    map: &mut BTreeMap<String, T>,
    first: u64,
    parts: [(&str, T); N],
) {
    let is_free = |number: &u64| {
        parts.iter().all(|(prefix, _)| !map.contains_key(&format!("{prefix}{number}")))
    };
    let Some(number) = (first..=u64::MAX).find(is_free) else { return };
    map.extend(parts.into_iter().map(|(prefix, value)| (format!("{prefix}{number}"), value)));
}

/// The state of a reader that does not depend on the format.
#[derive(Debug)]
pub(crate) struct ReadState {
    pub(crate) fields: &'static [&'static str],
    next: usize,
    pub(crate) key: String,
    /// Whether a field is `null` that no schema allows to be so.
    pub(crate) has_null: bool,
}

/// The index of an undeclared field.
const UNKNOWN: usize = usize::MAX;

impl ReadState {
    pub(crate) fn new(fields: &'static [&'static str]) -> Self {
        Self { fields, next: 0, key: String::new(), has_null: false }
    }

    /// Most servers send fields in the order of their document, without some fields. So the search
    /// starts after the last field.
    fn find(&mut self, key: &str, open: bool) -> usize {
        let (before, after) = self.fields.split_at_checked(self.next).unwrap_or((self.fields, &[]));
        let index = position(after, key).map(|index| index + self.next);
        let Some(index) = index.or_else(|| position(before, key)) else {
            if open {
                key.clone_into(&mut self.key);
            }
            return UNKNOWN;
        };
        self.next = index + 1;
        index
    }
}

/// The index of a name. Most names differ in their length or first letter, so only names with the
/// same ones are compared as a whole.
fn position(names: &[&str], key: &str) -> Option<usize> {
    let first = key.as_bytes().first();
    names.iter().position(|name| {
        name.len() == key.len() && name.as_bytes().first() == first && *name == key
    })
}

/// Reads the name of a field, and gives its index.
pub(crate) struct Key<'a> {
    pub(crate) state: &'a mut ReadState,
    pub(crate) open: bool,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a field")
    }

    fn visit_str<E>(self, key: &str) -> Result<usize, E> {
        let index = self.state.next;
        if self.state.fields.get(index).is_some_and(|field| *field == key) {
            self.state.next = index + 1;
            return Ok(index);
        }
        Ok(self.state.find(key, self.open))
    }
}
