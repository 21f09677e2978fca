//! Headers of a response as typed values.

use std::borrow::Cow;
use std::fmt::{self, Display};

use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The documented headers of a response.
pub trait Headers: Sized {
    /// Reads the headers; one that is absent or unreadable is `None`.
    fn read(headers: &HeaderMap) -> Self;
}

impl Headers for () {
    fn read(_: &HeaderMap) -> Self {}
}

/// Reads a header in the style `simple`: lists are split at commas, objects are `key=value` or
/// `key,value` pairs. `None` when it is absent or unreadable.
pub fn header<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    let text = text(headers, name)?;
    T::deserialize(Text(&text)).ok()
}

/// All lines of a header as one; mostly there is only one.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<Cow<'a, str>> {
    let mut lines = headers
        .get_all(name)
        .iter()
        .map(|value| std::str::from_utf8(value.as_bytes()).map(str::trim));
    let mut text = Cow::Borrowed(lines.next()?.ok()?);
    for line in lines {
        text = Cow::Owned(format!("{text},{}", line.ok()?));
    }
    Some(text)
}

/// The value of a header of a request, or why it would not arrive as it is (RFC 9110, section 5.5).
pub(crate) fn outgoing(text: &str) -> Result<HeaderValue, &'static str> {
    if text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']) {
        return Err("begins or ends with white space, which is not part of a header's value");
    }
    HeaderValue::from_str(text).map_err(|_| "contains characters that a header cannot")
}

/// A header's value that is not shown either.
pub(crate) fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut value = outgoing(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// A media type without its parameters.
pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// The media type of event streams.
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// Whether a response is an event stream, or does not say what it is.
pub(crate) fn is_event_stream(headers: &HeaderMap) -> bool {
    let is_so = |value: &HeaderValue| {
        value.to_str().is_ok_and(|value| essence(value).eq_ignore_ascii_case(EVENT_STREAM))
    };
    headers.get(CONTENT_TYPE).is_none_or(is_so)
}

/// Whether a media type is JSON (RFC 6839, section 3.1, for those that end in `+json`).
pub(crate) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type).to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// Reads a value from a text.
struct Text<'a>(&'a str);

#[derive(Debug)]
struct Unreadable;

impl Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the header is unreadable")
    }
}

impl std::error::Error for Unreadable {}

impl serde::de::Error for Unreadable {
    fn custom<T: Display>(_: T) -> Self {
        Self
    }
}

impl<'de> IntoDeserializer<'de, Unreadable> for Text<'_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl Text<'_> {
    fn items(&self) -> Vec<&str> {
        if self.0.is_empty() { Vec::new() } else { self.0.split(',').map(str::trim).collect() }
    }

    fn pairs(&self) -> Option<Vec<(&str, &str)>> {
        let items = self.items();
        if items.iter().all(|item| item.contains('=')) {
            return items.into_iter().map(|item| item.split_once('=')).collect();
        }
        items.chunks(2).map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
    }
}

macro_rules! parsed {
    ($($deserialize:ident $visit:ident $type:ty,)*) => {
        $(
            fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
                visitor.$visit(self.0.parse::<$type>().map_err(|_| Unreadable)?)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Text<'_> {
    type Error = Unreadable;

    parsed! {
        deserialize_bool visit_bool bool,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_i128 visit_i128 i128,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_u128 visit_u128 u128,
        deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(SeqDeserializer::new(self.items().into_iter().map(Text)))
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let pairs = self.pairs().ok_or(Unreadable)?;
        visitor.visit_map(MapDeserializer::new(
            pairs.into_iter().map(|(key, value)| (key, Text(value))),
        ))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_map(visitor)
    }

    forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct tuple_struct identifier ignored_any
    }
}
