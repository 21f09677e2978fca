//! JSON that is kept until it is known what it is.

use std::borrow::Cow;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, StrDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};

use super::Json;

/// `serde_json` wraps a number in a struct of this name when its feature `arbitrary_precision` is on.
pub(super) const PRECISE_NUMBER: &str = "$serde_json::private::Number";

/// A JSON value as it stands in a text: its strings are not copied, its objects are lists.
#[derive(Debug, Clone, PartialEq)]
pub enum Content<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A whole number below 0.
    Signed(i64),
    /// A whole number.
    Unsigned(u64),
    /// A number that is not whole.
    Float(f64),
    /// A number of any length, which only `serde_json` itself can read.
    Precise(Json),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Self>),
    /// An object, in the order of the text. Of two properties with one name the last one counts.
    Object(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Content<'a> {
    /// A property of an object.
    pub(super) fn property(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().rfind(|(key, _)| key == name).map(|(_, value)| value)
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same as a value of its own.
    pub(super) fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Boolean(value) => Json::from(*value),
            Self::Signed(value) => Json::from(*value),
            Self::Unsigned(value) => Json::from(*value),
            Self::Float(value) => Json::from(*value),
            Self::Precise(value) => value.clone(),
            Self::Text(value) => Json::from(&**value),
            Self::List(items) => Json::Array(items.iter().map(Self::to_json).collect()),
            Self::Object(fields) => {
                // Not collected: that would sort them all first.
                let mut object = serde_json::Map::new();
                for (key, value) in fields {
                    object.insert(key.to_string(), value.to_json());
                }
                Json::Object(object)
            }
        }
    }

    /// The error that it is something else than a visitor expects.
    fn is_not(&self, expected: &dyn serde::de::Expected) -> serde_json::Error {
        let unexpected = match self {
            Self::Null => Unexpected::Unit,
            Self::Boolean(value) => Unexpected::Bool(*value),
            Self::Signed(value) => Unexpected::Signed(*value),
            Self::Unsigned(value) => Unexpected::Unsigned(*value),
            Self::Float(value) => Unexpected::Float(*value),
            Self::Precise(_) => Unexpected::Other("number"),
            Self::Text(value) => Unexpected::Str(value),
            Self::List(_) => Unexpected::Seq,
            Self::Object(_) => Unexpected::Map,
        };
        serde_json::Error::invalid_type(unexpected, expected)
    }

    pub(super) fn list<A: SeqAccess<'a>>(mut sequence: A) -> Result<Self, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Self::List(items))
    }

    pub(super) fn object<A: MapAccess<'a>>(mut map: A) -> Result<Self, A::Error> {
        let mut fields = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            if key == PRECISE_NUMBER && fields.is_empty() {
                let number = Rest { key: Some(key), map };
                return Json::deserialize(MapAccessDeserializer::new(number)).map(Self::Precise);
            }
            fields.push((key, map.next_value()?));
        }
        Ok(Self::Object(fields))
    }
}

impl From<Content<'_>> for Json {
    fn from(content: Content<'_>) -> Self {
        content.to_json()
    }
}

impl<'de> Deserialize<'de> for Content<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Content<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Content<'de>, E> {
        Ok(Content::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Content<'de>, E> {
        Ok(Content::Signed(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Content<'de>, E> {
        Ok(Content::Unsigned(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Content<'de>, E> {
        Ok(Content::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Content<'de>, E> {
        Ok(Content::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Content<'de>, E> {
        Ok(Content::Text(Cow::Borrowed(value)))
    }

    fn visit_string<E>(self, value: String) -> Result<Content<'de>, E> {
        Ok(Content::Text(Cow::Owned(value)))
    }

    fn visit_unit<E>(self) -> Result<Content<'de>, E> {
        Ok(Content::Null)
    }

    fn visit_none<E>(self) -> Result<Content<'de>, E> {
        Ok(Content::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Content<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Content<'de>, A::Error> {
        Content::list(sequence)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Content<'de>, A::Error> {
        Content::object(map)
    }
}

/// The name of a property. `Cow` itself always copies.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Name)
    }
}

struct Name;

impl<'de> Visitor<'de> for Name {
    type Value = Key<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(name.to_owned())))
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(name)))
    }
}

/// An object whose first name was read already.
struct Rest<'a, A> {
    key: Option<Cow<'a, str>>,
    map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for &Content<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A kept value is read as often as it takes to find out what it is.
impl<'de> Deserializer<'de> for &Content<'_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self {
            Content::Null => visitor.visit_unit(),
            Content::Boolean(value) => visitor.visit_bool(*value),
            Content::Signed(value) => visitor.visit_i64(*value),
            Content::Unsigned(value) => visitor.visit_u64(*value),
            Content::Float(value) => visitor.visit_f64(*value),
            Content::Precise(Json::Number(value)) => value.deserialize_any(visitor),
            Content::Precise(_) => Err(self.is_not(&visitor)),
            Content::Text(value) => visitor.visit_str(value),
            Content::List(items) => Items::visit(items, visitor),
            Content::Object(fields) => Fields::visit(fields, visitor),
        }
    }

    // What most types ask for, told apart here, so that the compiler makes no more for each of them.

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self {
            Content::Object(fields) => Fields::visit(fields, visitor),
            other => Err(other.is_not(&visitor)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self {
            Content::List(items) => Items::visit(items, visitor),
            other => Err(other.is_not(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self {
            Content::Text(value) => visitor.visit_str(value),
            other => Err(other.is_not(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self {
            Content::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        self.to_json().deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct
        struct identifier ignored_any
    }
}

/// The values of a list, for a visitor.
struct Items<'c, 'a>(std::slice::Iter<'c, Content<'a>>);

impl<'c, 'a> Items<'c, 'a> {
    fn visit<'de, V: Visitor<'de>>(items: &'c [Content<'a>], visitor: V) -> Result<V::Value, serde_json::Error> {
        let mut rest = Self(items.iter());
        let value = visitor.visit_seq(&mut rest)?;
        match rest.0.len() {
            0 => Ok(value),
            left => Err(too_many(items.len(), items.len() - left, "in sequence")),
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = serde_json::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, serde_json::Error> {
        match self.0.next() {
            Some(item) => seed.deserialize(item).map(Some),
            None => Ok(None),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// The properties of an object, for a visitor.
struct Fields<'c, 'a> {
    rest: std::slice::Iter<'c, (Cow<'a, str>, Content<'a>)>,
    value: &'c Content<'a>,
}

impl<'c, 'a> Fields<'c, 'a> {
    fn visit<'de, V: Visitor<'de>>(
        fields: &'c [(Cow<'a, str>, Content<'a>)],
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        let mut map = Fields { rest: fields.iter(), value: &Content::Null };
        let value = visitor.visit_map(&mut map)?;
        match map.rest.len() {
            0 => Ok(value),
            left => Err(too_many(fields.len(), fields.len() - left, "in map")),
        }
    }
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, serde_json::Error> {
        match self.rest.next() {
            Some((key, value)) => {
                self.value = value;
                seed.deserialize(StrDeserializer::new(key)).map(Some)
            }
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, serde_json::Error> {
        seed.deserialize(self.value)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// A visitor left something over.
fn too_many(length: usize, read: usize, of: &str) -> serde_json::Error {
    let elements = if read == 1 { "element" } else { "elements" };
    serde_json::Error::invalid_length(length, &&*format!("{read} {elements} {of}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_kept_value_is_what_serde_json_would_read() {
        let text = r#" {"a": [null, true, -1, 1, 1.5, 18446744073709551615, "x", "\u00e9\n"], "b": {}, "\"": [[]], "a b": 1e400} "#;
        assert!(serde_json::from_str::<Content<'_>>(text).is_err(), "a number out of range is an error for both");
        let text = text.replace("1e400", "1e40");
        let content: Content<'_> = serde_json::from_str(&text).unwrap();
        let expected: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(content.to_json(), expected);
        assert_eq!(Json::deserialize(&content).unwrap(), expected, "read once more");
        assert!(matches!(content.property("a"), Some(Content::List(items)) if items.len() == 8));
    }

    #[test]
    fn only_strings_with_escapes_are_copied() {
        let content: Content<'_> = serde_json::from_str(r#"{"plain": "text", "esc\taped": "te\nxt"}"#).unwrap();
        let Content::Object(fields) = content else { panic!("an object") };
        let is_copied = |text: &Cow<'_, str>| matches!(text, Cow::Owned(_));
        let copied: Vec<(bool, bool)> = fields
            .iter()
            .map(|(key, value)| (is_copied(key), matches!(value, Content::Text(text) if is_copied(text))))
            .collect();
        assert_eq!(copied, [(false, false), (true, true)]);
    }

    #[test]
    fn the_last_of_two_properties_counts() {
        let content: Content<'_> = serde_json::from_str(r#"{"a": 1, "b": 2, "a": 3}"#).unwrap();
        assert_eq!(content.property("a"), Some(&Content::Unsigned(3)));
        assert_eq!(content.to_json(), json!({"a": 3, "b": 2}));
    }

    #[test]
    fn enums_and_options_of_other_crates_are_read_as_from_json() {
        #[derive(Debug, PartialEq, Deserialize)]
        enum Derived {
            Unit,
            Newtype(Option<i8>),
            Struct { a: (bool, char) },
        }
        for (json, expected) in [
            (json!("Unit"), Some(Derived::Unit)),
            (json!({"Newtype": 3}), Some(Derived::Newtype(Some(3)))),
            (json!({"Newtype": null}), Some(Derived::Newtype(None))),
            (json!({"Struct": {"a": [true, "x"]}}), Some(Derived::Struct { a: (true, 'x') })),
            (json!({"Struct": {"a": [true, "x", 1]}}), None),
            (json!({"Newtype": 300}), None),
            (json!(1), None),
        ] {
            let text = json.to_string();
            let content: Content<'_> = serde_json::from_str(&text).unwrap();
            assert_eq!(Derived::deserialize(&content).ok(), expected, "{json}");
            assert_eq!(Derived::deserialize(&json).ok(), expected, "{json}");
        }
    }
}
