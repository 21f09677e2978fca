//! Sets of locations.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, FileId, Location};

/// A set of locations. It tests whether it contains, covers or is below another location.
#[derive(Debug, Clone, Default)]
pub struct Locations {
    pointers: BTreeMap<FileId, BTreeSet<String>>,
}

impl Locations {
    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.pointers.is_empty()
    }

    /// Whether a location is in the set or below one that is.
    pub fn cover(&self, location: &Location) -> bool {
        let (At::Value(pointer) | At::Key(pointer)) = &location.at else { return false };
        let Some(pointers) = self.pointers.get(&location.file) else { return false };
        let pointer = pointer.as_str();
        let ends = pointer.match_indices('/').map(|(at, _)| at).chain([pointer.len()]);
        ends.filter_map(|end| pointer.get(..end)).any(|outer| pointers.contains(outer))
    }

    /// Whether the set has a location or one below it.
    pub fn any_within(&self, outer: &Location) -> bool {
        let Some(pointers) = self.pointers.get(&outer.file) else { return false };
        let outer = outer.pointer().as_str();
        let below = format!("{outer}/");
        pointers.contains(outer)
            || pointers.range(below.clone()..).next().is_some_and(|next| next.starts_with(&below))
    }
}

/// Byte offsets are left out.
impl<'a> FromIterator<&'a Location> for Locations {
    fn from_iter<I: IntoIterator<Item = &'a Location>>(locations: I) -> Self {
        let mut all = Self::default();
        for location in locations {
            if let At::Value(pointer) | At::Key(pointer) = &location.at {
                all.pointers.entry(location.file).or_default().insert(pointer.as_str().to_owned());
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Locations;
    use crate::source::{FileId, Location, Pointer};

    #[test]
    fn what_stands_at_and_below_locations_is_found() {
        let location = |pointer: &str| Location::value(FileId(0), Pointer::new(pointer));
        let locations: Locations =
            [&location("/a/b"), &location("/a/b2"), &location("/c").key()].into_iter().collect();
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
                (locations.cover(&location(pointer)), locations.any_within(&location(pointer))),
                (covered, within),
                "{pointer}"
            );
        }
        assert!(!locations.cover(&Location::value(FileId(1), Pointer::new("/a/b"))));
    }
}
