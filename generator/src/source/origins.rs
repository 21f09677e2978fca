use std::collections::BTreeMap;

use super::{FileId, Location, Pointer};

/// Where values of a file are written that overlays copied into it or moved to another index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins(BTreeMap<String, Location>);

impl Origins {
    /// Where the value at `pointer` of `file` is written. The longest prefix from elsewhere
    /// decides.
    pub fn of(&self, file: FileId, pointer: &Pointer) -> Location {
        let text = pointer.as_str();
        let mut prefix = text;
        loop {
            if let Some(origin) = self.0.get(prefix) {
                let rest = text.get(prefix.len()..).unwrap_or_default();
                return Location::value(
                    origin.file,
                    Pointer::new(format!("{}{rest}", origin.pointer())),
                );
            }
            match prefix.rfind('/') {
                Some(end) if !self.0.is_empty() => prefix = prefix.get(..end).unwrap_or_default(),
                _ => return Location::value(file, pointer.clone()),
            }
        }
    }

    /// Notes that a value is written at `origin`, with everything in it.
    pub fn set(&mut self, pointer: &Pointer, origin: Location) {
        self.take(pointer);
        self.0.insert(pointer.as_str().to_owned(), origin);
    }

    /// Notes that a value is a copy of the one at `from`, which has these origins.
    pub fn copy(&mut self, pointer: &Pointer, file: FileId, from: &Pointer, origins: &Self) {
        self.set(pointer, origins.of(file, from));
        for (below, origin) in origins.below(from) {
            self.0.insert(format!("{pointer}{below}"), origin);
        }
    }

    /// Notes that a value was removed.
    pub fn remove(&mut self, pointer: &Pointer) {
        self.take(pointer);
    }

    /// Notes that an element of a list was removed. The indices of the elements after it, up to
    /// `length`, decrease by one.
    pub fn remove_element(&mut self, file: FileId, list: &Pointer, index: usize, length: usize) {
        self.take(&list.child(&index.to_string()));
        for later in index + 1..length {
            let from = list.child(&later.to_string());
            let own = self.of(file, &from);
            let below = self.take(&from);
            let to = list.child(&(later - 1).to_string());
            self.0
                .extend(below.into_iter().map(|(below, origin)| (format!("{to}{below}"), origin)));
            self.0.insert(to.as_str().to_owned(), own);
        }
    }

    /// The origins of a value and of the values in it, by the rest of the pointer.
    fn below(&self, pointer: &Pointer) -> Vec<(String, Location)> {
        let (first, last) = (format!("{pointer}/"), format!("{pointer}0"));
        let inner = self.0.range(first..last);
        let own = self.0.get_key_value(pointer.as_str());
        let rest = |(key, origin): (&String, &Location)| {
            (key.get(pointer.as_str().len()..).unwrap_or_default().to_owned(), origin.clone())
        };
        own.into_iter().chain(inner).map(rest).collect()
    }

    fn take(&mut self, pointer: &Pointer) -> Vec<(String, Location)> {
        let taken = self.below(pointer);
        for (below, _) in &taken {
            self.0.remove(&format!("{pointer}{below}"));
        }
        taken
    }
}

#[cfg(test)]
mod tests {
    use super::Origins;
    use crate::source::{FileId, Location, Pointer};

    const HERE: FileId = FileId(0);

    fn there(pointer: &str) -> Location {
        Location::value(FileId(1), Pointer::new(pointer))
    }

    fn of(origins: &Origins, pointer: &str) -> (u32, String) {
        let location = origins.of(HERE, &Pointer::new(pointer));
        (location.file.0, location.pointer().to_string())
    }

    #[test]
    fn the_longest_prefix_from_elsewhere_decides() {
        let mut origins = Origins::default();
        assert_eq!(of(&origins, "/a/b"), (0, "/a/b".to_owned()));
        origins.set(&Pointer::new("/a"), there("/x"));
        origins.set(&Pointer::new("/a/b/0"), there("/y"));
        assert_eq!(of(&origins, "/a/c"), (1, "/x/c".to_owned()));
        assert_eq!(of(&origins, "/a/b/0/d"), (1, "/y/d".to_owned()));
        assert_eq!(of(&origins, "/a/b/01"), (1, "/x/b/01".to_owned()));
        assert_eq!(of(&origins, "/ab"), (0, "/ab".to_owned()));
        origins.set(&Pointer::new("/a"), there("/z"));
        assert_eq!(of(&origins, "/a/b/0"), (1, "/z/b/0".to_owned()));
    }

    #[test]
    fn elements_after_a_removed_one_keep_their_locations() {
        let mut origins = Origins::default();
        origins.set(&Pointer::new("/l/2/x"), there("/new"));
        origins.remove_element(HERE, &Pointer::new("/l"), 1, 4);
        assert_eq!(of(&origins, "/l/0"), (0, "/l/0".to_owned()));
        assert_eq!(of(&origins, "/l/1/y"), (0, "/l/2/y".to_owned()));
        assert_eq!(of(&origins, "/l/1/x/z"), (1, "/new/z".to_owned()));
        assert_eq!(of(&origins, "/l/2"), (0, "/l/3".to_owned()));
        origins.remove_element(HERE, &Pointer::new("/l"), 0, 3);
        assert_eq!(of(&origins, "/l/0/x"), (1, "/new".to_owned()));
        assert_eq!(of(&origins, "/l/1"), (0, "/l/3".to_owned()));
    }

    #[test]
    fn a_copy_is_written_where_its_original_is() {
        let mut origins = Origins::default();
        origins.set(&Pointer::new("/a/b"), there("/x"));
        let before = origins.clone();
        origins.copy(&Pointer::new("/c"), HERE, &Pointer::new("/a"), &before);
        assert_eq!(of(&origins, "/c/d"), (0, "/a/d".to_owned()));
        assert_eq!(of(&origins, "/c/b/e"), (1, "/x/e".to_owned()));
        origins.remove(&Pointer::new("/a"));
        assert_eq!(of(&origins, "/c/b/e"), (1, "/x/e".to_owned()));
    }
}
