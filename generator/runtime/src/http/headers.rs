//! Headers of a response as typed values.

use std::borrow::Cow;
use std::fmt::{self, Display};

use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue, SET_COOKIE};
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The documented headers of a response.
pub trait Headers: Sized {
    /// Reads the headers. A header that is absent or unreadable is `None`.
    fn read(headers: &HeaderMap) -> Self;
}

impl Headers for () {
    fn read(_: &HeaderMap) -> Self {}
}

/// Reads a header in the style `simple`. Lists are split at commas (RFC 9110, section 5.6.1), but
/// not within quotes, angle brackets and dates. Objects are `key=value` or `key,value` pairs.
/// Returns `None` if the header is absent or unreadable.
///
/// Several lines are one list (section 5.3), except those of `Set-Cookie`: each is an item, or a
/// line of a text.
pub fn header<T: DeserializeOwned>(headers: &HeaderMap, name: &str) -> Option<T> {
    let delimiter = if name.eq_ignore_ascii_case(SET_COOKIE.as_str()) { '\n' } else { ',' };
    let text = text(headers, name, delimiter)?;
    T::deserialize(Text { text: &text, delimiter, nested: &[] }).ok()
}

/// All lines of a header as one text. Usually there is only one line.
pub(crate) fn text<'a>(
    headers: &'a HeaderMap,
    name: &str,
    delimiter: char,
) -> Option<Cow<'a, str>> {
    let mut lines = headers
        .get_all(name)
        .iter()
        .map(|value| std::str::from_utf8(value.as_bytes()).map(str::trim));
    let mut text = Cow::Borrowed(lines.next()?.ok()?);
    for line in lines {
        text = Cow::Owned(format!("{text}{delimiter}{}", line.ok()?));
    }
    Some(text)
}

/// The value of a request header, or an error if it would not arrive unchanged (RFC 9110, section
/// 5.5).
pub(crate) fn outgoing(text: &str) -> Result<HeaderValue, &'static str> {
    if text.starts_with([' ', '\t']) || text.ends_with([' ', '\t']) {
        return Err("begins or ends with white space, which is not part of a header's value");
    }
    HeaderValue::from_str(text).map_err(|_| "contains characters that are not allowed in headers")
}

/// A header value that is marked as sensitive.
pub(crate) fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut value = outgoing(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// A media type without its parameters.
pub(crate) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// The media type of a body, if the header `Accept` does not list it. An empty list accepts every
/// media type.
pub(crate) fn undocumented_media_type<'a>(headers: &'a HeaderMap, accept: &str) -> Option<&'a str> {
    let media_type = essence(headers.get(CONTENT_TYPE)?.to_str().ok()?);
    let is_it = |accepted: &str| match essence(accepted).strip_suffix('*') {
        Some("*/") => true,
        Some(range) => {
            media_type.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
        }
        None => media_type.eq_ignore_ascii_case(essence(accepted)),
    };
    let is_documented = media_type.is_empty() || accept.is_empty() || accept.split(',').any(is_it);
    (!is_documented).then_some(media_type)
}

/// The media type of event streams.
pub(crate) const EVENT_STREAM: &str = "text/event-stream";

/// Whether a response is an event stream, or has no media type.
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
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) text: &'a str,
    /// The separator of a list.
    pub(crate) delimiter: char,
    /// Those of the lists in it. A list that has none is one item.
    pub(crate) nested: &'static [char],
}

/// The items of a list, without empty ones. Each byte is read a fixed number of times.
pub(crate) struct Items<'a> {
    rest: &'a str,
    delimiter: char,
    /// Whether there was a quote without an end: it and the following quotes are ordinary
    /// characters.
    is_quote_open: bool,
    /// The same for an angle bracket.
    is_bracket_open: bool,
}

impl<'a> Iterator for Items<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        while !self.rest.is_empty() {
            let end =
                if self.delimiter == ',' { self.comma() } else { self.rest.find(self.delimiter) };
            let (item, others) = self.rest.split_at(end.unwrap_or(self.rest.len()));
            self.rest = others.strip_prefix(self.delimiter).unwrap_or_default();
            if !item.trim().is_empty() {
                return Some(item.trim());
            }
        }
        None
    }
}

impl Items<'_> {
    /// The first comma that separates two items.
    fn comma(&mut self) -> Option<usize> {
        let mut at = 0;
        while let Some(found) = self.rest.get(at..)?.find([',', '"', '<']) {
            let start = at + found;
            let (before, rest) = self.rest.split_at(start);
            let skipped = match rest.as_bytes().first() {
                Some(b'"') if self.is_quote_open => None,
                Some(b'"') => quoted(rest).or_else(|| {
                    self.is_quote_open = true;
                    None
                }),
                Some(b'<') if self.is_bracket_open => None,
                Some(b'<') => rest.find('>').map(|end| end + 1).or_else(|| {
                    self.is_bracket_open = true;
                    None
                }),
                _ if is_date(before, rest) => None,
                _ => return Some(start),
            };
            at = start + skipped.unwrap_or(1);
        }
        None
    }
}

/// The length of a quoted string (RFC 9110, section 5.6.4).
fn quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    let is_end = |(_, byte): &(usize, u8)| {
        let is_end = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        is_end
    };
    text.bytes().enumerate().skip(1).find(is_end).map(|(at, _)| at + 1)
}

/// Whether a comma follows the name of a day in a date (RFC 9110, section 5.6.7).
fn is_date(before: &str, after: &str) -> bool {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let word = before.rsplit(|character: char| !character.is_ascii_alphabetic()).next();
    let is_day = word.and_then(|word| word.get(..3)).is_some_and(|day| DAYS.contains(&day));
    let digits = after.strip_prefix(", ").and_then(|after| after.get(..3)).map(str::as_bytes);
    is_day && digits.is_some_and(|digits| matches!(digits, [b'0'..=b'9', b'0'..=b'9', b' ' | b'-']))
}

#[derive(Debug)]
pub(crate) struct Unreadable;

impl Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the header cannot be read")
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

impl<'a> Text<'a> {
    pub(crate) fn items(&self) -> Items<'a> {
        let (rest, delimiter) = (self.text, self.delimiter);
        Items { rest, delimiter, is_quote_open: false, is_bracket_open: false }
    }

    pub(crate) fn item<'t>(&self, text: &'t str) -> Text<'t> {
        let (delimiter, nested) = self.nested.split_first().unwrap_or((&self.delimiter, &[]));
        Text { text, delimiter: *delimiter, nested }
    }

    pub(crate) fn pairs(&self) -> Option<Vec<(&'a str, &'a str)>> {
        let items: Vec<&'a str> = self.items().collect();
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
                visitor.$visit(self.text.parse::<$type>().map_err(|_| Unreadable)?)
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
        visitor.visit_str(self.text)
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
        visitor.visit_enum(self.text.into_deserializer())
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let items = self.items().map(|text| self.item(text));
        visitor.visit_seq(SeqDeserializer::new(items))
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
            pairs.into_iter().map(|(key, text)| (key, self.item(text))),
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
