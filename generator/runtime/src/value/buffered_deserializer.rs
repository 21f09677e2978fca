//! Deserializes values of a buffer, also for unions inside the buffer (`replay`).

use std::borrow::Cow;

use serde::de::value::{StrDeserializer, U8Deserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::attempts::{Attempts, Member, MemberName};
use super::buffered::Content;
use super::json_path::PathStep;
use super::number::whole;
use super::replay_mode::{LOOK, Mode, Question, REPLAY, TAG};
use super::string_enum::{OPEN, UNKNOWN};
use serde_json::Value as Json;

/// A value of a buffer.
#[derive(Clone, Copy)]
pub(crate) struct BufferedDeserializer<'de, 'a> {
    content: &'de Content<'a>,
    mode: Mode,
    /// The member of an object that it is the value of, if it counts.
    member: Option<Member>,
    attempts: &'de Attempts<'de>,
}

impl<'de, 'a> BufferedDeserializer<'de, 'a> {
    pub(crate) fn new(content: &'de Content<'a>, attempts: &'de Attempts<'de>) -> Self {
        Self { content, mode: Mode::Read, member: None, attempts }
    }

    /// A value inside this one.
    fn part(self, content: &'de Content<'a>) -> Self {
        Self { content, mode: self.mode.of_parts(), member: None, ..self }
    }

    /// The value of a member of this object.
    fn member(self, content: &'de Content<'a>, name: MemberName) -> Self {
        let is_outermost = self.mode == Mode::Try;
        let member = (self.mode != Mode::Read).then_some(Member { is_outermost, name });
        if let Some(member) = member {
            self.attempts.read_member(member);
        }
        Self { member, ..self.part(content) }
    }

    fn address(self) -> usize {
        std::ptr::from_ref(self.content).addr()
    }

    fn visit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self.content {
            Content::Null => visitor.visit_unit(),
            Content::Boolean(value) => visitor.visit_bool(*value),
            Content::Signed(value) => visitor.visit_i64(*value),
            Content::Unsigned(value) => visitor.visit_u64(*value),
            Content::Float(value) => visitor.visit_f64(*value),
            Content::Precise(Json::Number(value)) => value.deserialize_any(visitor),
            Content::Precise(_) => Err(self.is_not(&visitor)),
            Content::Text(value) => visitor.visit_borrowed_str(value),
            Content::List(items) => self.visit_list(items, visitor),
            Content::Object(fields) => self.visit_object(fields, visitor),
        }
    }

    fn visit_list<V: Visitor<'de>>(
        self,
        items: &'de [Content<'a>],
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        let mut rest = Items { node: self, rest: items.iter(), next: 0 };
        let value = visitor.visit_seq(&mut rest)?;
        match rest.rest.len() {
            0 => Ok(value),
            left => Err(too_many(items.len(), items.len() - left, "in sequence")),
        }
    }

    fn visit_object<V: Visitor<'de>>(
        self,
        fields: &'de [(Cow<'a, str>, Content<'a>)],
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        let tag = match self.mode {
            Mode::Read => None,
            Mode::Try | Mode::Inside => self.attempts.tag_of(self.address()),
        };
        let mut map = Fields {
            node: self,
            rest: fields.iter(),
            tag,
            key: "",
            name: MemberName::Key,
            value: &Content::Null,
            is_at_end: false,
        };
        let value = visitor.visit_map(&mut map)?;
        match map.rest.len() {
            0 => Ok(value),
            left => Err(too_many(fields.len(), fields.len() - left, "in map")),
        }
    }

    /// The error for a value of another type than the visitor expects.
    fn is_not(self, expected: &dyn serde::de::Expected) -> serde_json::Error {
        let unexpected = match self.content {
            Content::Null => Unexpected::Unit,
            Content::Boolean(value) => Unexpected::Bool(*value),
            Content::Signed(value) => Unexpected::Signed(*value),
            Content::Unsigned(value) => Unexpected::Unsigned(*value),
            Content::Float(value) => Unexpected::Float(*value),
            Content::Precise(_) => Unexpected::Other("number"),
            Content::Text(value) => Unexpected::Str(value),
            Content::List(_) => Unexpected::Seq,
            Content::Object(_) => Unexpected::Map,
        };
        serde_json::Error::invalid_type(unexpected, expected)
    }

    /// A number where an integer is expected: `1.0` is one (JSON Schema 2020-12, section 6.1.1).
    fn visit_integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self.content {
            Content::Float(value) => match whole(*value) {
                Some(whole) => visitor.visit_i64(whole),
                None => Err(self.is_not(&visitor)),
            },
            _ => self.visit(visitor),
        }
    }
}

macro_rules! integers {
    ($($name:ident)*) => {
        $(
            fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
                self.visit_integer(visitor)
            }
        )*
    };
}

macro_rules! visits {
    ($($name:ident)*) => {
        $(
            fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
                self.visit(visitor)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for BufferedDeserializer<'de, '_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        if let Some(member) = self.member {
            self.attempts.read_any(member);
        }
        self.visit(visitor)
    }

    // The common types are distinguished here, so that the compiler makes no more for each of
    // them.

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self.content {
            Content::Object(fields) => self.visit_object(fields, visitor),
            _ => Err(self.is_not(&visitor)),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self.content {
            Content::List(items) => self.visit_list(items, visitor),
            _ => Err(self.is_not(&visitor)),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        match self.content {
            Content::Text(value) => visitor.visit_borrowed_str(value),
            _ => Err(self.is_not(&visitor)),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        match self.content {
            Content::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        match name {
            REPLAY => visitor.visit_enum(self),
            LOOK => Self { mode: Mode::Read, member: None, ..self }.visit(visitor),
            OPEN if self.mode != Mode::Read => visitor.visit_map(self),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    /// Handles a question or report of a union.
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        match Question::of_name(name) {
            Some(question) => {
                let value = (self.address(), self.mode);
                visitor.visit_u64(self.attempts.ask(question, length, value))
            }
            None => self.visit(visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        match (name, fields) {
            (TAG, [property]) => {
                self.attempts.set_tag(self.address(), property);
                visitor.visit_unit()
            }
            _ => self.visit(visitor),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        match name {
            UNKNOWN => {
                self.attempts.note_unknown();
                visitor.visit_unit()
            }
            _ => self.visit(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        self.content.to_json().deserialize_enum(name, variants, visitor)
    }

    /// Skipped values are not read.
    fn deserialize_ignored_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        if let Some(member) = self.member {
            self.attempts.pass_over(member);
        }
        visitor.visit_unit()
    }

    integers! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 }
    integers! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 }

    visits! { deserialize_bool deserialize_f32 deserialize_f64 deserialize_char deserialize_bytes }
    visits! { deserialize_byte_buf deserialize_unit deserialize_identifier }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        self.visit(visitor)
    }
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for BufferedDeserializer<'de, '_> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

// The giving side of a buffered value, in serde's words.

impl<'de> EnumAccess<'de> for BufferedDeserializer<'de, '_> {
    type Error = serde_json::Error;
    type Variant = Self;

    /// Deserializes the mode.
    fn variant_seed<V: DeserializeSeed<'de>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), serde_json::Error> {
        let mode = U8Deserializer::<serde_json::Error>::new(self.mode as u8);
        Ok((seed.deserialize(mode)?, self))
    }
}

impl<'de> VariantAccess<'de> for BufferedDeserializer<'de, '_> {
    type Error = serde_json::Error;

    /// Deserializes the value, as a map that never ends.
    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        visitor.visit_map(self)
    }

    fn unit_variant(self) -> Result<(), serde_json::Error> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<T::Value, serde_json::Error> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        self.deserialize_any(visitor)
    }
}

impl<'de> MapAccess<'de> for BufferedDeserializer<'de, '_> {
    type Error = serde_json::Error;

    /// Tries the value. An error leaves no path behind.
    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, serde_json::Error> {
        let tried = seed.deserialize(Self { mode: Mode::Try, member: None, ..*self });
        if tried.is_err() {
            self.attempts.forget_location();
        }
        tried.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, serde_json::Error> {
        seed.deserialize(*self)
    }
}

/// The values of a list, for a visitor.
struct Items<'de, 'a> {
    node: BufferedDeserializer<'de, 'a>,
    rest: std::slice::Iter<'de, Content<'a>>,
    next: usize,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = serde_json::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, serde_json::Error> {
        let Some(item) = self.rest.next() else { return Ok(None) };
        self.next += 1;
        match seed.deserialize(self.node.part(item)) {
            Ok(value) => Ok(Some(value)),
            Err(error) => Err(self.node.attempts.inside(PathStep::Index(self.next - 1), error)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The properties of an object, for a visitor.
struct Fields<'de, 'a> {
    node: BufferedDeserializer<'de, 'a>,
    rest: std::slice::Iter<'de, (Cow<'a, str>, Content<'a>)>,
    /// The property that a union itself reads.
    tag: Option<&'static str>,
    key: &'de str,
    name: MemberName,
    value: &'de Content<'a>,
    is_at_end: bool,
}

impl<'de> MapAccess<'de> for Fields<'de, '_> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, serde_json::Error> {
        let Some((key, value)) = self.rest.next() else {
            // Who asks after the end has something to tell.
            return match std::mem::replace(&mut self.is_at_end, true) {
                true if self.node.mode != Mode::Read => seed.deserialize(self.node).map(Some),
                _ => Ok(None),
            };
        };
        (self.key, self.value, self.name) = (key, value, MemberName::Key);
        let found = seed.deserialize(Name { key, name: &mut self.name }).map(Some);
        if self.tag == Some(self.key) {
            self.name = MemberName::Tag;
        }
        found
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, serde_json::Error> {
        match seed.deserialize(self.node.member(self.value, self.name)) {
            Ok(value) => Ok(value),
            Err(error) => Err(self.node.attempts.inside(PathStep::Key(self.key), error)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// The name of a member. Structs request an identifier, maps a string.
struct Name<'de, 'n> {
    key: &'de str,
    name: &'n mut MemberName,
}

impl<'de> Deserializer<'de> for Name<'de, '_> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        visitor.visit_borrowed_str(self.key)
    }

    fn deserialize_identifier<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        *self.name = MemberName::Property;
        visitor.visit_borrowed_str(self.key)
    }

    fn deserialize_option<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> Result<V::Value, serde_json::Error> {
        visitor.visit_some(self)
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
        StrDeserializer::new(self.key).deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct ignored_any
    }
}

/// The visitor has not read everything.
fn too_many(length: usize, read: usize, of: &str) -> serde_json::Error {
    let elements = if read == 1 { "element" } else { "elements" };
    serde_json::Error::invalid_length(length, &&*format!("{read} {elements} {of}"))
}
