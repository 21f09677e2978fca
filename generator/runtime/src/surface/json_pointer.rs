//! Finds single values of a JSON text without reading the rest into memory.

use std::fmt;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::json::text::without_mark;

/// The value at a JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PointerTarget {
    /// There is no such value, or it is null or of another type.
    Nothing,
    /// A string or a number.
    Text(String),
    /// A list: its length, and a hash of its first item or of all items.
    List { count: u64, hash: u64 },
}

/// Finds the value at a JSON pointer (RFC 6901) of property names. Only the first item of a list is
/// hashed, because hashing all of them takes five times as long.
pub(crate) fn find(json: &[u8], pointer: &str) -> PointerTarget {
    found(json, Finder { pointer, hashed: 1 })
}

/// The same with a hash of all items of a list.
pub(crate) fn find_all(json: &[u8], pointer: &str) -> PointerTarget {
    found(json, Finder { pointer, hashed: u64::MAX })
}

fn found(json: &[u8], finder: Finder<'_>) -> PointerTarget {
    let mut reader = serde_json::Deserializer::from_slice(without_mark(json));
    finder.deserialize(&mut reader).unwrap_or(PointerTarget::Nothing)
}

struct Finder<'p> {
    /// The rest of the pointer.
    pointer: &'p str,
    /// How many items of a list are hashed.
    hashed: u64,
}

impl<'de> DeserializeSeed<'de> for Finder<'_> {
    type Value = PointerTarget;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<PointerTarget, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Finder<'_> {
    fn text(&self, text: impl fmt::Display) -> PointerTarget {
        if self.pointer.is_empty() {
            PointerTarget::Text(text.to_string())
        } else {
            PointerTarget::Nothing
        }
    }
}

impl<'de> Visitor<'de> for Finder<'_> {
    type Value = PointerTarget;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<PointerTarget, E> {
        Ok(PointerTarget::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<PointerTarget, E> {
        Ok(PointerTarget::Nothing)
    }

    fn visit_i64<E>(self, number: i64) -> Result<PointerTarget, E> {
        Ok(self.text(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<PointerTarget, E> {
        Ok(self.text(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<PointerTarget, E> {
        Ok(self.text(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<PointerTarget, E> {
        Ok(self.text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<PointerTarget, A::Error> {
        let is_it = self.pointer.is_empty();
        let (mut count, mut hasher) = (0, DefaultHasher::new());
        while is_it
            && count < self.hashed
            && elements.next_element_seed(Digest(&mut hasher))?.is_some()
        {
            count += 1;
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(if is_it {
            PointerTarget::List { count, hash: hasher.finish() }
        } else {
            PointerTarget::Nothing
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<PointerTarget, A::Error> {
        let (wanted, rest) = match self.pointer.strip_prefix('/') {
            Some(path) => path.split_at(path.find('/').unwrap_or(path.len())),
            None => ("", ""),
        };
        let wanted = wanted.replace("~1", "/").replace("~0", "~");
        let mut found = PointerTarget::Nothing;
        while let Some(key) = members.next_key::<String>()? {
            if !self.pointer.is_empty() && key == wanted {
                found = members.next_value_seed(Finder { pointer: rest, ..self })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Adds a value to a hash. Equal values have equal hashes, whatever their white space.
struct Digest<'h>(&'h mut DefaultHasher);

impl Digest<'_> {
    fn put<E>(self, kind: u8, bits: u64) -> Result<(), E> {
        (kind, bits).hash(self.0);
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Digest<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Digest<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.put(0, 0)
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.put(1, value.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.put(2, number.cast_unsigned())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.put(3, number)
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.put(4, number.to_bits())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        text.hash(self.0);
        self.put(5, 0)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while elements.next_element_seed(Digest(&mut *self.0))?.is_some() {}
        self.put(6, 0)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while members.next_key_seed(Digest(&mut *self.0))?.is_some() {
            members.next_value_seed(Digest(&mut *self.0))?;
        }
        self.put(7, 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_leads_to_texts_and_lists() {
        let json = br#"{"a": {"b/c": "x", "n": 12, "none": null}, "list": [1, {"a": 2}, []], "": {"": "y"}}"#;
        for (pointer, text) in [("/a/b~1c", "x"), ("/a/n", "12"), ("//", "y")] {
            assert_eq!(find(json, pointer), PointerTarget::Text(text.to_owned()), "{pointer}");
        }
        assert!(matches!(find(json, "/list"), PointerTarget::List { count: 3, .. }));
        assert!(matches!(find(b"[1, 2]", ""), PointerTarget::List { count: 2, .. }));
        for pointer in ["", "/a", "/a/none", "/z", "/list/0", "/a/n/m"] {
            assert_eq!(find(json, pointer), PointerTarget::Nothing, "{pointer}");
        }
        assert_eq!(find(b"{\"a\": ", "/a"), PointerTarget::Nothing);
    }
    #[test]
    fn the_first_element_stands_for_a_list() {
        assert_eq!(find(b"[1, 2]", ""), find(b"[1,3]", ""));
        assert_ne!(find(b"[1, 2]", ""), find(b"[1]", ""));
        assert_ne!(find(b"[1, 2]", ""), find(b"[2, 1]", ""));
    }

    #[test]
    fn lists_are_distinguished_by_their_elements() {
        let texts = [
            "[]",
            "[1]",
            "[-1]",
            "[1.5]",
            "[\"1\"]",
            "[null]",
            "[true]",
            "[false]",
            "[[1]]",
            "[[],1]",
            "[1,[]]",
            "[{}]",
            "[[]]",
            "[{\"a\":1}]",
            "[{\"a\":2}]",
            "[{\"b\":1}]",
            "[{\"a\":1},{}]",
            "[{\"a\":{}}]",
            "[{\"a\":1,\"b\":2}]",
            "[\"a\",\"b\"]",
            "[\"ab\"]",
            "[\"a\",1]",
            "[1,2]",
            "[2,1]",
        ];
        for (index, one) in texts.iter().enumerate() {
            for (other_index, other) in texts.iter().enumerate() {
                let spaced = format!("{{\"meta\": 7, \"data\": {} }}", other.replace(',', " ,\n "));
                let is_same = find_all(one.as_bytes(), "") == find_all(spaced.as_bytes(), "/data");
                assert_eq!(is_same, index == other_index, "{one} {other}");
                let begins_alike = find(one.as_bytes(), "") == find(spaced.as_bytes(), "/data");
                assert!(begins_alike || !is_same, "{one} {other}");
            }
        }
    }
}
