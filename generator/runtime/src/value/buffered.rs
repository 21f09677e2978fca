//! Buffered JSON.

use super::number::PRECISE_NUMBER;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use serde_json::Value as Json;

/// A JSON value that borrows its strings from the text, and stores objects as lists.
#[derive(Debug, Clone, PartialEq)]
pub enum Content<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A negative integer.
    Signed(i64),
    /// An integer.
    Unsigned(u64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A number of any length, which only `serde_json` can read.
    Precise(Json),
    /// A string.
    Text(Cow<'a, str>),
    /// An array.
    List(Vec<Self>),
    /// An object, in the order of the text. If a name occurs twice, the last one counts.
    Object(Vec<(Cow<'a, str>, Self)>),
}

impl<'a> Content<'a> {
    /// The same value without borrowed strings.
    pub(crate) fn to_json(&self) -> Json {
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

    pub(crate) fn list<A: SeqAccess<'a>>(mut sequence: A) -> Result<Self, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Self::List(items))
    }

    pub(crate) fn object<A: MapAccess<'a>>(mut map: A) -> Result<Self, A::Error> {
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

/// The name of a property. `Cow` itself always copies when it is deserialized.
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

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.key.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_kept_value_is_what_serde_json_would_read() {
        let text = r#" {"a": [null, true, -1, 1, 1.5, 18446744073709551615, "x", "\u00e9\n"], "b": {}, "\"": [[]], "a b": 1e400} "#;
        assert!(
            serde_json::from_str::<Content<'_>>(text).is_err(),
            "a number out of range is an error for both"
        );
        let text = text.replace("1e400", "1e40");
        let content: Content<'_> = serde_json::from_str(&text).unwrap();
        let expected: Json = serde_json::from_str(&text).unwrap();
        assert_eq!(content.to_json(), expected);
    }

    #[test]
    fn only_strings_with_escapes_are_copied() {
        let content: Content<'_> =
            serde_json::from_str(r#"{"plain": "text", "esc\taped": "te\nxt"}"#).unwrap();
        let Content::Object(fields) = content else { panic!("an object") };
        let is_copied = |text: &Cow<'_, str>| matches!(text, Cow::Owned(_));
        let copied: Vec<(bool, bool)> = fields
            .iter()
            .map(|(key, value)| {
                (is_copied(key), matches!(value, Content::Text(text) if is_copied(text)))
            })
            .collect();
        assert_eq!(copied, [(false, false), (true, true)]);
    }

    #[test]
    fn the_last_of_two_properties_counts() {
        let content: Content<'_> = serde_json::from_str(r#"{"a": 1, "b": 2, "a": 3}"#).unwrap();
        assert_eq!(content.to_json(), json!({"a": 3, "b": 2}));
    }
}
