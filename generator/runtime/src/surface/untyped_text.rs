//! Values of texts without types: headers with unions, and forms. A union tries what the text can
//! be: `true` or `false`, an integer, a number, a text, a list, an object.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::str::FromStr;

use ::http::HeaderMap;
use ::http::header::SET_COOKIE;
use serde::de::value::{BorrowedStrDeserializer, SeqDeserializer, StrDeserializer, U8Deserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer,
    MapAccess, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::http::headers::{Text, text};
use super::value::replay_mode::{LOOK, Mode, Question, REPLAY};
use super::value::score::Score;
use super::value::string_enum::{OPEN, UNKNOWN};

/// Reads a header whose type has a union. Without `delimiters`, lists are in the style `simple`.
/// Returns `None` if the header is absent or unreadable.
pub fn untyped_header<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &str,
    delimiters: &'static [char],
) -> Option<T> {
    let delimiter = if name.eq_ignore_ascii_case(SET_COOKIE.as_str()) { '\n' } else { ',' };
    let (delimiter, nested) = delimiters.split_first().unwrap_or((&delimiter, &[]));
    let text = text(headers, name, *delimiter)?;
    let source = Source::Header(Text { text: &text, delimiter: *delimiter, nested });
    source.read().ok()
}

/// A value, as it is written.
#[derive(Clone)]
#[allow(dead_code, reason = "not every document has webhooks that are forms")]
pub(crate) enum Source<'a> {
    /// All of it is in one text.
    Header(Text<'a>),
    /// A property of a form.
    Form(FormField<'a>),
    /// A form.
    Body(&'a [(&'a str, FormField<'a>)]),
}

/// The pairs of a form that have one name.
#[derive(Clone)]
pub(crate) struct FormField<'a> {
    /// What follows the name in brackets, and the value.
    pub(crate) pairs: Vec<(&'a str, &'a str)>,
    pub(crate) lists: Lists,
}

/// How a list in a form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(dead_code, reason = "not every document has webhooks that are forms")]
pub(crate) enum Lists {
    /// One pair for each item.
    Pairs,
    /// The same. What follows the name in brackets is a part of the value.
    Deep,
    /// One text with this delimiter.
    Delimited(char),
    /// JSON.
    Json,
}

impl<'a> FormField<'a> {
    /// An item of a list. What is in it is JSON.
    fn item(pairs: Vec<(&'a str, &'a str)>) -> Source<'a> {
        Source::Form(Self { pairs, lists: Lists::Json })
    }

    /// The only text, if it has no brackets.
    fn only(&self) -> Option<&'a str> {
        match self.pairs.as_slice() {
            [("", text)] => Some(text),
            _ => None,
        }
    }

    /// The pairs by their first bracket. Without brackets, each pair is an item.
    fn groups(&self) -> Vec<(&'a str, Vec<(&'a str, &'a str)>)> {
        let mut groups: Vec<(&'a str, Vec<(&'a str, &'a str)>)> = Vec::new();
        let mut indices: BTreeMap<&str, usize> = BTreeMap::new();
        for (path, text) in &self.pairs {
            let bracket = path.strip_prefix('[').and_then(|rest| rest.split_once(']'));
            let (key, rest) = bracket.unwrap_or_default();
            let index = match key {
                "" => groups.len(),
                key => *indices.entry(key).or_insert(groups.len()),
            };
            match groups.get_mut(index) {
                Some((_, pairs)) => pairs.push((rest, text)),
                None => groups.push((key, vec![(rest, *text)])),
            }
        }
        groups
    }
}

impl<'a> Source<'a> {
    /// Reads the value.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, TextError> {
        T::deserialize(Untyped {
            source: self,
            unknown: &Cell::new(0),
            depth: 0,
            is_in_union: false,
        })
    }

    /// The text of a single value.
    fn text(&self) -> Result<&'a str, TextError> {
        match self {
            Self::Header(text) => Ok(text.text),
            Self::Form(field) => {
                let plain = field.pairs.iter().find(|(path, _)| path.is_empty());
                plain.map(|(_, text)| *text).ok_or_else(|| TextError("expected one value".into()))
            }
            Self::Body(_) => Err(TextError("expected an object".into())),
        }
    }

    fn items(&self) -> Vec<Self> {
        match self {
            Self::Header(text) => text.items().map(|item| Self::Header(text.item(item))).collect(),
            Self::Form(field) => match (field.lists, field.only()) {
                (Lists::Delimited(delimiter), Some(text)) => text
                    .split(delimiter)
                    .filter(|item| !item.is_empty())
                    .map(|item| FormField::item(vec![("", item)]))
                    .collect(),
                _ => field.groups().into_iter().map(|(_, pairs)| FormField::item(pairs)).collect(),
            },
            Self::Body(_) => Vec::new(),
        }
    }

    fn members(&self) -> Option<Vec<(&'a str, Self)>> {
        match self {
            Self::Header(text) => {
                let pairs = text.pairs()?.into_iter();
                Some(pairs.map(|(key, value)| (key, Self::Header(text.item(value)))).collect())
            }
            Self::Form(field) => match (field.lists, field.only()) {
                (Lists::Delimited(delimiter), Some(text)) => {
                    let parts: Vec<&str> = text.split(delimiter).collect();
                    let pairs = parts.chunks(2);
                    let item = |pair: &[&'a str]| {
                        Some((*pair.first()?, FormField::item(vec![("", *pair.get(1)?)])))
                    };
                    pairs.map(item).collect()
                }
                (_, Some(_)) => None,
                (lists, None) => {
                    let groups = field.groups().into_iter();
                    let of = |pairs| Self::Form(FormField { pairs, lists });
                    Some(groups.map(|(key, pairs)| (key, of(pairs))).collect())
                }
            },
            Self::Body(fields) => {
                let fields = fields.iter();
                Some(fields.map(|(name, field)| (*name, Self::Form(field.clone()))).collect())
            }
        }
    }

    /// The text of a value that is JSON, such as an object in a form.
    fn json(&self, start: char) -> Option<&'a str> {
        let Self::Form(field) = self else { return None };
        field.only().filter(|text| text.trim_start().starts_with(start))
    }

    /// Whether it can only be an object.
    fn is_object(&self) -> bool {
        match self {
            Self::Header(_) => false,
            Self::Form(field) => {
                field.pairs.first().is_some_and(|(path, _)| path.starts_with('[') && *path != "[]")
            }
            Self::Body(_) => true,
        }
    }
}

/// A text is not the value that the document describes.
#[derive(Debug)]
pub(crate) struct TextError(pub(crate) String);

impl Display for TextError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for TextError {}

impl serde::de::Error for TextError {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// The maximum nesting of lists and objects, which is that of `serde_json`.
const DEPTH: usize = 128;

/// A value that is read.
#[derive(Clone)]
struct Untyped<'a> {
    source: Source<'a>,
    /// How many values were unknown to their enum since a union has tried its last schema.
    unknown: &'a Cell<u8>,
    /// The number of lists and objects around it.
    depth: usize,
    /// Whether a union reads it. Then only the numbers of JSON are numbers, so that other texts of
    /// digits remain texts.
    is_in_union: bool,
}

/// Whether a text that Rust reads as a number is also a JSON number (RFC 8259, section 6).
fn is_json_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    match digits {
        [b'0', next, ..] => !next.is_ascii_digit(),
        [first, ..] => first.is_ascii_digit(),
        [] => false,
    }
}

impl<'a> Untyped<'a> {
    fn part(&self, source: Source<'a>) -> Self {
        Self { source, unknown: self.unknown, depth: self.depth + 1, is_in_union: false }
    }

    /// An error if a list or object is nested too deep.
    fn check_depth(&self) -> Result<(), TextError> {
        match self.depth {
            0..DEPTH => Ok(()),
            _ => Err(TextError("it is nested too deep".into())),
        }
    }

    fn number<T: FromStr>(&self) -> Result<T, TextError> {
        let text = self.source.text()?;
        let is_number = !self.is_in_union || is_json_number(text);
        let number = is_number.then(|| text.parse().ok()).flatten();
        number.ok_or_else(|| TextError(format!("`{}` is not a number", text.escape_debug())))
    }

    fn visit_json<V: Visitor<'a>>(&self, text: &'a str, visitor: V) -> Result<V::Value, TextError> {
        let mut json = serde_json::Deserializer::from_str(text);
        let value = json.deserialize_any(visitor).map_err(TextError::custom)?;
        json.end().map_err(TextError::custom)?;
        Ok(value)
    }

    fn visit_list<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        if let Some(text) = self.source.json('[') {
            return self.visit_json(text, visitor);
        }
        self.check_depth()?;
        let items = self.source.items().into_iter().map(|item| self.part(item));
        visitor.visit_seq(SeqDeserializer::new(items))
    }

    fn visit_object<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        if let Some(text) = self.source.json('{') {
            return self.visit_json(text, visitor);
        }
        self.check_depth()?;
        let members = self.source.members();
        let members = members.ok_or_else(|| TextError("expected an object".into()))?;
        let members: Vec<_> =
            members.into_iter().map(|(key, value)| (key, self.part(value))).collect();
        visitor.visit_map(Members { rest: members.into_iter(), value: None })
    }
}

/// The members of an object. An error names the member.
struct Members<'a> {
    rest: std::vec::IntoIter<(&'a str, Untyped<'a>)>,
    value: Option<(&'a str, Untyped<'a>)>,
}

impl<'a> MapAccess<'a> for Members<'a> {
    type Error = TextError;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TextError> {
        self.value = self.rest.next();
        let Some((key, _)) = &self.value else { return Ok(None) };
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, TextError> {
        let (key, value) = self.value.take().ok_or_else(|| TextError("no member".into()))?;
        seed.deserialize(value).map_err(|error| TextError(format!("`{key}`: {error}")))
    }
}

impl<'a> IntoDeserializer<'a, TextError> for Untyped<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! numbers {
    ($($deserialize:ident $visit:ident,)*) => {
        $(
            fn $deserialize<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
                visitor.$visit(self.number()?)
            }
        )*
    };
}

impl<'a> Deserializer<'a> for Untyped<'a> {
    type Error = TextError;

    numbers! {
        deserialize_i8 visit_i8,
        deserialize_i16 visit_i16,
        deserialize_i32 visit_i32,
        deserialize_i64 visit_i64,
        deserialize_i128 visit_i128,
        deserialize_u8 visit_u8,
        deserialize_u16 visit_u16,
        deserialize_u32 visit_u32,
        deserialize_u64 visit_u64,
        deserialize_u128 visit_u128,
        deserialize_f32 visit_f32,
        deserialize_f64 visit_f64,
    }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        match self.source.text()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            text => Err(TextError(format!("`{}` is not a boolean", text.escape_debug()))),
        }
    }

    fn deserialize_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        match &self.source {
            source if source.is_object() => self.visit_object(visitor),
            Source::Form(field) if field.only().is_none() => self.visit_list(visitor),
            source => visitor.visit_borrowed_str(source.text()?),
        }
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_some(self)
    }

    /// Handles what a union asks a buffered value (`value::replay`).
    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        match name {
            REPLAY => match self.source.json('{').or_else(|| self.source.json('[')) {
                Some(text) if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => {
                    self.visit_json(text, visitor)
                }
                _ => visitor.visit_enum(Self { is_in_union: true, ..self }),
            },
            LOOK if self.source.is_object() => self.visit_object(visitor),
            LOOK => visitor.visit_bytes(self.source.text().unwrap_or_default().as_bytes()),
            OPEN if self.is_in_union => visitor.visit_map(self),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    /// The result of a try of a union. It tries its schemas in their order, until one has no
    /// unknown value.
    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_u64(match Question::of_name(name) {
            Some(Question::Next) => u64::from(self.unknown.replace(0)),
            Some(Question::Score) => {
                Score { unknown: self.unknown.get(), ..Score::default() }.to_bits()
            }
            _ => 0,
        })
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        if name == UNKNOWN {
            self.unknown.set(self.unknown.get().saturating_add(1));
        }
        visitor.visit_unit()
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_enum(StrDeserializer::new(self.source.text()?))
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.visit_list(visitor)
    }

    fn deserialize_tuple<V: Visitor<'a>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.visit_list(visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.visit_object(visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        self.visit_object(visitor)
    }

    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_borrowed_str(self.source.text()?)
    }

    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, TextError> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { <V: Visitor<'a>> char bytes byte_buf unit identifier }
}

// A union reads a value by these traits, as it reads a buffered value (`value::replay`).

impl<'a> EnumAccess<'a> for Untyped<'a> {
    type Error = TextError;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, Self), TextError> {
        let mode = U8Deserializer::<TextError>::new(Mode::Read as u8);
        Ok((seed.deserialize(mode)?, self))
    }
}

impl<'a> VariantAccess<'a> for Untyped<'a> {
    type Error = TextError;

    fn struct_variant<V: Visitor<'a>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, TextError> {
        visitor.visit_map(self)
    }

    fn unit_variant(self) -> Result<(), TextError> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, TextError> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, visitor: V) -> Result<V::Value, TextError> {
        self.deserialize_any(visitor)
    }
}

impl<'a> MapAccess<'a> for Untyped<'a> {
    type Error = TextError;

    /// Tries the value.
    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, TextError> {
        seed.deserialize(self.clone()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, TextError> {
        seed.deserialize(self.clone())
    }
}
