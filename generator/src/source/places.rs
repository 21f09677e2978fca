//! Sets of locations.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, FileId, Place};

/// A set of locations that answers whether it contains, covers or lies below another location.
#[derive(Debug, Clone, Default)]
pub struct Places {
    pointers: BTreeMap<FileId, BTreeSet<String>>,
}

impl Places {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pointers.is_empty()
    }

    /// Whether a place is one of them or below one.
    pub fn cover(&self, place: &Place) -> bool {
        let (At::Value(pointer) | At::Key(pointer)) = &place.at else { return false };
        let Some(pointers) = self.pointers.get(&place.file) else { return false };
        let pointer = pointer.as_str();
        let ends = pointer.match_indices('/').map(|(at, _)| at).chain([pointer.len()]);
        ends.filter_map(|end| pointer.get(..end)).any(|outer| pointers.contains(outer))
    }

    /// Whether one of them is a place or below it.
    pub fn any_within(&self, outer: &Place) -> bool {
        let Some(pointers) = self.pointers.get(&outer.file) else { return false };
        let outer = outer.pointer().as_str();
        let below = format!("{outer}/");
        pointers.contains(outer)
            || pointers.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below))
    }
}

/// Places that are offsets in a text are left out.
impl<'a> FromIterator<&'a Place> for Places {
    fn from_iter<I: IntoIterator<Item = &'a Place>>(places: I) -> Self {
        let mut all = Self::default();
        for place in places {
            if let At::Value(pointer) | At::Key(pointer) = &place.at {
                all.pointers.entry(place.file).or_default().insert(pointer.as_str().to_owned());
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Places;
    use crate::source::{FileId, Place, Pointer};

    #[test]
    fn what_stands_at_and_below_places_is_found() {
        let place = |pointer: &str| Place::value(FileId(0), Pointer::new(pointer));
        let places: Places =
            [&place("/a/b"), &place("/a/b2"), &place("/c").key()].into_iter().collect();
        for (pointer, covered, within) in [
            ("", false, true),
            ("/a", false, true),
            ("/a/b", true, true),
            ("/a/b/c", true, false),
            ("/a/b2/c", true, false),
            ("/a/b1", false, false),
            ("/a/", false, false),
            ("/c/d", true, false),
            ("/d", false, false),
        ] {
            assert_eq!(
                (places.cover(&place(pointer)), places.any_within(&place(pointer))),
                (covered, within),
                "{pointer}"
            );
        }
        assert!(!places.cover(&Place::value(FileId(1), Pointer::new("/a/b"))));
    }
}
