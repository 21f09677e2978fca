use std::collections::BTreeMap;

use super::{At, Pointer};

/// Where values are in the text that normalization has moved.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Moves(BTreeMap<String, Pointer>);

impl Moves {
    /// Notes that the value now at `now` is at `text` in the text, with everything in it.
    pub fn record(&mut self, now: &Pointer, text: Pointer) {
        if self.text_of(now) != text {
            self.0.insert(now.as_str().to_owned(), text);
        }
    }

    /// The pointer of a value in the text. The longest prefix that was moved decides.
    pub fn text_of(&self, now: &Pointer) -> Pointer {
        longest(&self.0, now).unwrap_or_else(|| now.clone())
    }

    /// The same for a part of a file.
    pub(crate) fn text_at(&self, now: &At) -> At {
        match now {
            At::Value(pointer) => At::Value(self.text_of(pointer)),
            At::Key(pointer) => At::Key(self.text_of(pointer)),
            At::Offset(offset) => At::Offset(*offset),
        }
    }

    /// Whether nothing was moved.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A pointer whose longest prefix in the map is replaced by its value there; `None` if the map has
/// no prefix.
pub(crate) fn longest(map: &BTreeMap<String, Pointer>, pointer: &Pointer) -> Option<Pointer> {
    if map.is_empty() {
        return None;
    }
    let text = pointer.as_str();
    let mut end = text.len();
    loop {
        let (prefix, rest) = text.split_at_checked(end)?;
        if let Some(found) = map.get(prefix) {
            return Some(Pointer::new(format!("{found}{rest}")));
        }
        end = prefix.rfind('/')?;
    }
}

#[cfg(test)]
mod tests {
    use super::Moves;
    use crate::source::Pointer;

    #[test]
    fn the_longest_moved_prefix_decides() {
        let mut moves = Moves::default();
        moves.record(&Pointer::new("/a"), Pointer::new("/b"));
        moves.record(&Pointer::new("/a/x/0"), Pointer::new("/c"));
        for (now, text) in [
            ("/a/y", "/b/y"),
            ("/a/x/0/z", "/c/z"),
            ("/a/x/01", "/b/x/01"),
            ("/ab", "/ab"),
            ("", ""),
        ] {
            assert_eq!(moves.text_of(&Pointer::new(now)).as_str(), text, "{now}");
        }
    }

    #[test]
    fn everything_can_move() {
        let mut moves = Moves::default();
        moves.record(&Pointer::root(), Pointer::new("/in"));
        assert_eq!(moves.text_of(&Pointer::new("/a")).as_str(), "/in/a");
    }
}
