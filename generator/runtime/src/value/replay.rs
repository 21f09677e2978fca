//! Reads buffered JSON several times, to find the schema of a union that it matches.
//!
//! A union buffers its value once. A union inside it reads the same buffer, whatever types are
//! between the two, so the time for a response is proportional to its size, at any depth of unions.
//! serde passes only its own traits to a visitor. Therefore the inner union requests a newtype with
//! a special name, and the buffer presents itself as an enum whose content can be read several
//! times. The variant selects the kind of attempt, and the content is the value. Tuple structs with
//! special names are questions (`attempts`).

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess,
    Visitor,
};

use super::attempts::Attempts;
use super::buffered::Content;
use super::buffered_deserializer::BufferedDeserializer;
use super::replay_mode::{Mode, Question, REPLAY, TAG};

/// A buffered value, for a union.
pub trait Replay<'de> {
    /// The error of a value that does not match.
    type Error: serde::de::Error;

    /// Sets how much of the value is read.
    fn mode(&self) -> Mode;

    /// Reads the value in this mode.
    fn read<T: Deserialize<'de>>(&mut self) -> Result<T, Self::Error> {
        self.read_seed(PhantomData)
    }

    /// The same with a seed.
    fn read_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Self::Error>;

    /// Tries the value if [`Replay::set_trying`] is on. Otherwise, reads it in this mode.
    fn attempt<T: Deserialize<'de>>(&mut self) -> Option<T>;

    /// Sets whether [`Replay::attempt`] tries the value in any mode.
    fn set_trying(&mut self, is_trying: bool);

    /// Sends a question to the buffer.
    fn ask(&mut self, question: Question, argument: usize) -> u64;

    /// Stores which property is the discriminator of the value: the only one of these.
    fn set_tag(&mut self, properties: &'static [&'static str]);
}

/// Reads a union.
pub(crate) trait Resolve {
    /// The union.
    type Value;
    /// Its name, for errors. Empty if it accepts any value.
    const NAME: &'static str;

    fn resolve<'de, R: Replay<'de>>(value: &mut R) -> Result<Self::Value, R::Error>;
}

/// Reads a union from the buffer of the union around it, or from a new buffer.
pub(crate) fn deserialize<'de, K: Resolve, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<K::Value, D::Error> {
    deserializer.deserialize_newtype_struct(REPLAY, EntrySeed::<K>(PhantomData))
}

/// Buffers a value inside the visitor, so that the format adds the location of this value to an
/// error.
struct EntrySeed<K>(PhantomData<K>);

impl<K: Resolve> EntrySeed<K> {
    fn finish<E: serde::de::Error>(self, content: Content<'_>) -> Result<K::Value, E> {
        let attempts = Attempts::default();
        let access = BufferedDeserializer::new(&content, &attempts);
        K::resolve(&mut Replayed { access, mode: Mode::Read, is_trying: false })
            .map_err(|error| E::custom(format_args!("{}: {error}{}", K::NAME, attempts.location())))
    }
}

impl<'de, K: Resolve> Visitor<'de> for EntrySeed<K> {
    type Value = K::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    /// Other formats ignore the name of a newtype.
    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<K::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    /// The union around it has a buffer.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<K::Value, A::Error> {
        let (mode, content) = access.variant()?;
        content
            .struct_variant(&[], Buffered::<K> { mode: Mode::of_number(mode), union: PhantomData })
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<K::Value, E> {
        self.finish(Content::Boolean(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<K::Value, E> {
        self.finish(Content::Signed(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<K::Value, E> {
        self.finish(Content::Unsigned(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<K::Value, E> {
        self.finish(Content::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<K::Value, E> {
        self.finish(Content::Text(Cow::Borrowed(value)))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<K::Value, E> {
        self.finish(Content::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<K::Value, E> {
        self.finish(Content::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<K::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<K::Value, A::Error> {
        let value = Content::list(sequence)?;
        self.finish(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<K::Value, A::Error> {
        let value = Content::object(map)?;
        self.finish(value)
    }
}

/// Reads a union from the buffer of the union around it.
struct Buffered<K> {
    mode: Mode,
    union: PhantomData<K>,
}

impl<'de, K: Resolve> Visitor<'de> for Buffered<K> {
    type Value = K::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a buffered value")
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<K::Value, A::Error> {
        K::resolve(&mut Replayed { access, mode: self.mode, is_trying: false })
    }
}

/// A buffered value, from the point of view of the inner union.
pub(crate) struct Replayed<A> {
    access: A,
    mode: Mode,
    is_trying: bool,
}

impl<'de, A: MapAccess<'de>> Replay<'de> for Replayed<A> {
    type Error = A::Error;

    fn mode(&self) -> Mode {
        self.mode
    }

    fn read_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.access.next_value_seed(seed)
    }

    fn attempt<T: Deserialize<'de>>(&mut self) -> Option<T> {
        match self.is_trying {
            true => self.access.next_key().ok().flatten(),
            false => self.access.next_value().ok(),
        }
    }

    fn set_trying(&mut self, is_trying: bool) {
        self.is_trying = is_trying;
    }

    fn ask(&mut self, question: Question, argument: usize) -> u64 {
        // The buffer has a result for each question.
        self.access.next_value_seed(Ask { question, argument }).unwrap_or_default()
    }

    fn set_tag(&mut self, properties: &'static [&'static str]) {
        self.access.next_value_seed(Tag(properties)).ok();
    }
}

/// A question to the buffer.
struct Ask {
    question: Question,
    argument: usize,
}

impl<'de> DeserializeSeed<'de> for Ask {
    type Value = u64;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_tuple_struct(self.question.name(), self.argument, Number)
    }
}

struct Number;

impl Visitor<'_> for Number {
    type Value = u64;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a number")
    }

    fn visit_u64<E>(self, number: u64) -> Result<u64, E> {
        Ok(number)
    }
}

/// The discriminator of a value.
struct Tag(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = IgnoredAny;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<IgnoredAny, D::Error> {
        deserializer.deserialize_struct(TAG, self.0, IgnoredAny)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;
    use serde_json::Value as Json;

    /// Gives a union access to a buffered value.
    pub(crate) fn with<T>(
        content: &Content<'_>,
        look: impl for<'c> FnOnce(&mut Replayed<BufferedDeserializer<'c, '_>>) -> T,
    ) -> T {
        let attempts = Attempts::default();
        look(&mut Replayed {
            access: BufferedDeserializer::new(content, &attempts),
            mode: Mode::Read,
            is_trying: false,
        })
    }

    fn read<T: serde::de::DeserializeOwned>(text: &str) -> Option<T> {
        let content: Content<'_> = serde_json::from_str(text).unwrap();
        with(&content, |value| value.read().ok())
    }

    #[test]
    fn a_buffered_value_is_what_serde_json_would_read() {
        let text = r#" {"a": [null, true, -1, 1, 1.5, 18446744073709551615, "x", "\u00e9\n"], "b": {}, "\"": [[]], "a b": 1e40} "#;
        assert_eq!(read::<Json>(text), Some(serde_json::from_str(text).unwrap()));
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
            assert_eq!(read::<Derived>(&json.to_string()), expected, "{json}");
            assert_eq!(Derived::deserialize(&json).ok(), expected, "{json}");
        }
    }

    #[test]
    fn whole_numbers_are_integers() {
        for (text, expected) in [
            ("1.0", Some(1)),
            ("1e3", Some(1000)),
            ("-0", Some(0)),
            ("-2.50e1", Some(-25)),
            ("1.5", None),
            ("1e300", None),
        ] {
            assert_eq!(read::<i64>(text), expected, "{text}");
        }
        assert_eq!(
            (read::<u8>("1.0"), read::<u8>("256.0"), read::<u64>("-1.0")),
            (Some(1), None, None)
        );
        assert_eq!(read::<f64>("-0").map(f64::is_sign_negative), Some(true));
    }
}
