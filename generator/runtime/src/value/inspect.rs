//! Inspects values without deserializing them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::number::{PRECISE_NUMBER, whole};
use super::replay_mode::LOOK;

/// The kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InspectedKind {
    Null,
    Boolean,
    Integer,
    /// A whole number that is written with a fraction or an exponent, such as `1.0`.
    Whole,
    Number,
    String,
    Array,
    Object,
    /// A text without a type, such as a header: it may be any of them.
    Untyped,
}

/// A summary of a value.
pub(crate) struct Inspected<'de> {
    pub(crate) found: InspectedKind,
    /// The text of a string.
    text: Option<Cow<'de, str>>,
}

/// Visits the properties of an object in their order.
pub(crate) trait Properties<'de> {
    /// The value is an object.
    fn start(&mut self) {}

    /// Whether the visitor needs the text of the property.
    fn is_wanted(&mut self, name: &str) -> bool;

    /// The text of the property, or `None` if it is not a string.
    fn text(&mut self, text: Option<Cow<'de, str>>);
}

/// Finds the text of one property. If the name occurs twice, the last one counts.
pub(crate) struct TextOf<'n, 'de> {
    name: &'n str,
    text: Option<Cow<'de, str>>,
}

impl<'n, 'de> TextOf<'n, 'de> {
    pub(crate) fn new(name: &'n str) -> Self {
        Self { name, text: None }
    }

    pub(crate) fn as_deref(&self) -> Option<&str> {
        self.text.as_deref()
    }
}

impl<'de> Properties<'de> for TextOf<'_, 'de> {
    fn is_wanted(&mut self, name: &str) -> bool {
        name == self.name
    }

    fn text(&mut self, text: Option<Cow<'de, str>>) {
        self.text = text;
    }
}

/// Ignores all properties.
struct Nothing;

impl Properties<'_> for Nothing {
    fn is_wanted(&mut self, _: &str) -> bool {
        false
    }

    fn text(&mut self, _: Option<Cow<'_, str>>) {}
}

/// Inspects a value.
pub(crate) struct Inspect<'p, 'de>(pub(crate) &'p mut dyn Properties<'de>);

impl<'de> DeserializeSeed<'de> for Inspect<'_, 'de> {
    type Value = Inspected<'de>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Inspected<'de>, D::Error> {
        deserializer.deserialize_newtype_struct(LOOK, self)
    }
}

fn seen<E>(found: InspectedKind) -> Result<Inspected<'static>, E> {
    Ok(Inspected { found, text: None })
}

impl<'de> Visitor<'de> for Inspect<'_, 'de> {
    type Value = Inspected<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Inspected<'de>, E> {
        seen(InspectedKind::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Inspected<'de>, E> {
        seen(InspectedKind::Boolean)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Inspected<'de>, E> {
        seen(InspectedKind::Integer)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Inspected<'de>, E> {
        seen(InspectedKind::Integer)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Inspected<'de>, E> {
        seen(if whole(value).is_some() { InspectedKind::Whole } else { InspectedKind::Number })
    }

    fn visit_str<E>(self, text: &str) -> Result<Inspected<'de>, E> {
        Ok(Inspected { found: InspectedKind::String, text: Some(Cow::Owned(text.to_owned())) })
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Inspected<'de>, E> {
        Ok(Inspected { found: InspectedKind::String, text: Some(Cow::Borrowed(text)) })
    }

    fn visit_bytes<E>(self, text: &[u8]) -> Result<Inspected<'de>, E> {
        let text = String::from_utf8_lossy(text).into_owned();
        Ok(Inspected { found: InspectedKind::Untyped, text: Some(Cow::Owned(text)) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Inspected<'de>, A::Error> {
        while sequence.next_element::<IgnoredAny>()?.is_some() {}
        seen(InspectedKind::Array)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Inspected<'de>, A::Error> {
        let mut found = InspectedKind::Object;
        self.0.start();
        while let Some(name) = map.next_key_seed(Name(&mut *self.0))? {
            match name {
                Named::Wanted => {
                    let text = map.next_value_seed(Inspect(&mut Nothing))?.text;
                    self.0.text(text);
                    continue;
                }
                Named::Number => found = InspectedKind::Number,
                Named::Other => {}
            }
            map.next_value::<IgnoredAny>()?;
        }
        seen(found)
    }
}

/// The kind of a property, by its name.
enum Named {
    Wanted,
    /// A number of any length, which `serde_json` wraps in an object.
    Number,
    Other,
}

struct Name<'p, 'de>(&'p mut dyn Properties<'de>);

impl<'de> DeserializeSeed<'de> for Name<'_, 'de> {
    type Value = Named;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Named, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for Name<'_, 'de> {
    type Value = Named;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Named, E> {
        Ok(match name {
            PRECISE_NUMBER => Named::Number,
            name if self.0.is_wanted(name) => Named::Wanted,
            _ => Named::Other,
        })
    }
}
