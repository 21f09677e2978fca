//! Values outside of JSON bodies: parameters, forms, parts.
//!
//! Any `Serialize` value becomes a small tree that keeps the order of its fields. The following
//! code is not generic.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::http::file::{self, File};
use super::value::base64;
use super::value::number::PRECISE_NUMBER;

/// A value as a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value: it is not sent.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, written out.
    Number(String),
    /// A text.
    Text(String),
    /// Bytes, with a name and a media type if they are known.
    File(File),
    /// An array.
    List(Vec<Value>),
    /// An object, in the order of its fields.
    Object(Vec<(String, Value)>),
}

impl Value {
    /// Converts a value to a tree. A file that is a stream is an error.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        let value = Self::with_streams(value)?;
        if value.has_stream() { Err(Error::custom(file::MISPLACED)) } else { Ok(value) }
    }

    /// Converts a value to a tree.
    pub(crate) fn with_streams<T: Serialize + ?Sized>(value: &T) -> Result<Self, Error> {
        value.serialize(Tree)
    }

    /// Whether it contains a file that is a stream.
    pub(crate) fn has_stream(&self) -> bool {
        match self {
            Self::File(file) => file.bytes().is_none(),
            Self::List(items) => items.iter().any(Self::has_stream),
            Self::Object(fields) => fields.iter().any(|(_, value)| value.has_stream()),
            Self::Null | Self::Boolean(_) | Self::Number(_) | Self::Text(_) => false,
        }
    }

    /// Whether there is no value to send.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The value as one text: a scalar unchanged, bytes as Base64, anything else as JSON. `None` if
    /// there is no value.
    pub fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Null => None,
            Self::Boolean(true) => Some("true".into()),
            Self::Boolean(false) => Some("false".into()),
            Self::Number(text) | Self::Text(text) => Some(text.into()),
            Self::File(file) => Some(base64_of(file).into()),
            Self::List(_) | Self::Object(_) => Some(self.json().into()),
        }
    }

    /// The value as JSON. Bytes become Base64.
    pub fn json(&self) -> String {
        let mut text = String::new();
        self.write_json(&mut text);
        text
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Boolean(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Number(text) => out.push_str(text),
            Self::Text(text) => write_json_text(text, out),
            Self::File(file) => write_json_text(&base64_of(file), out),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    item.write_json(out);
                }
                out.push(']');
            }
            Self::Object(fields) => {
                out.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    write_json_text(name, out);
                    out.push(':');
                    value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

/// The bytes of a file as a text. A stream has none, and cannot occur here.
fn base64_of(file: &File) -> String {
    base64::encode(file.bytes().map(|bytes| &**bytes).unwrap_or_default())
}

/// A string literal of JSON (RFC 8259, section 7).
fn write_json_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            character if character < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(character));
            }
            character => out.push(character),
        }
    }
    out.push('"');
}

/// The value cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(String);

impl Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

impl serde::ser::Error for Error {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Builds a tree.
struct Tree;

fn number(value: impl Display) -> Result<Value, Error> {
    Ok(Value::Number(value.to_string()))
}

impl Serializer for Tree {
    type Ok = Value;
    type Error = Error;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = List;
    type SerializeMap = Object;
    type SerializeStruct = Object;
    type SerializeStructVariant = Object;

    fn serialize_bool(self, value: bool) -> Result<Value, Error> {
        Ok(Value::Boolean(value))
    }

    fn serialize_i8(self, value: i8) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_i16(self, value: i16) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_i32(self, value: i32) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_i64(self, value: i64) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_i128(self, value: i128) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_u8(self, value: u8) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_u16(self, value: u16) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_u32(self, value: u32) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_u64(self, value: u64) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_u128(self, value: u128) -> Result<Value, Error> {
        number(value)
    }

    fn serialize_f32(self, value: f32) -> Result<Value, Error> {
        if value.is_finite() {
            number(value)
        } else {
            Err(Error::custom("a number must be finite"))
        }
    }

    fn serialize_f64(self, value: f64) -> Result<Value, Error> {
        if value.is_finite() {
            number(value)
        } else {
            Err(Error::custom("a number must be finite"))
        }
    }

    fn serialize_char(self, value: char) -> Result<Value, Error> {
        Ok(Value::Text(value.into()))
    }

    fn serialize_str(self, value: &str) -> Result<Value, Error> {
        Ok(Value::Text(value.to_owned()))
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<Value, Error> {
        Ok(Value::File(File::new(value.to_vec())))
    }

    fn serialize_none(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Value, Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Value, Error> {
        Ok(Value::Null)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<Value, Error> {
        Ok(Value::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<Value, Error> {
        if name != file::MARKER {
            return value.serialize(self);
        }
        let (written, file) = file::taken(|| value.serialize(self));
        written.map(|written| file.map_or(written, Value::File))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Value, Error> {
        Ok(Value::Object(vec![(variant.to_owned(), Value::with_streams(value)?)]))
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List, Error> {
        Ok(List { items: Vec::new(), variant: None })
    }

    fn serialize_tuple(self, _: usize) -> Result<List, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List, Error> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<List, Error> {
        Ok(List { items: Vec::new(), variant: Some(variant) })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Object, Error> {
        Ok(Object { fields: Vec::new(), key: String::new(), variant: None, is_number: false })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Object, Error> {
        Ok(Object {
            fields: Vec::new(),
            key: String::new(),
            variant: None,
            is_number: name == PRECISE_NUMBER,
        })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object, Error> {
        Ok(Object {
            fields: Vec::new(),
            key: String::new(),
            variant: Some(variant),
            is_number: false,
        })
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<Value, Error> {
        Ok(Value::Text(value.to_string()))
    }
}

/// Collects an array.
struct List {
    items: Vec<Value>,
    variant: Option<&'static str>,
}

impl List {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.items.push(Value::with_streams(value)?);
        Ok(())
    }

    fn finish(self) -> Value {
        named(self.variant, Value::List(self.items))
    }
}

fn named(variant: Option<&'static str>, value: Value) -> Value {
    match variant {
        Some(variant) => Value::Object(vec![(variant.to_owned(), value)]),
        None => value,
    }
}

impl SerializeSeq for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.push(value)
    }

    fn end(self) -> Result<Value, Error> {
        Ok(self.finish())
    }
}

impl SerializeTuple for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.push(value)
    }

    fn end(self) -> Result<Value, Error> {
        Ok(self.finish())
    }
}

impl SerializeTupleStruct for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.push(value)
    }

    fn end(self) -> Result<Value, Error> {
        Ok(self.finish())
    }
}

impl SerializeTupleVariant for List {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.push(value)
    }

    fn end(self) -> Result<Value, Error> {
        Ok(self.finish())
    }
}

/// Collects an object.
struct Object {
    fields: Vec<(String, Value)>,
    key: String,
    variant: Option<&'static str>,
    is_number: bool,
}

impl Object {
    fn finish(self) -> Value {
        match (self.is_number, self.fields.as_slice()) {
            (true, [(_, Value::Text(number))]) => Value::Number(number.clone()),
            _ => named(self.variant, Value::Object(self.fields)),
        }
    }
}

impl SerializeMap for Object {
    type Ok = Value;
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let key = Value::with_streams(key)?;
        self.key = key.text().ok_or_else(|| Error::custom("a key must not be null"))?.into_owned();
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.fields.push((std::mem::take(&mut self.key), Value::with_streams(value)?));
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        Ok(self.finish())
    }
}

impl SerializeStruct for Object {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.fields.push((name.to_owned(), Value::with_streams(value)?));
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        Ok(self.finish())
    }
}

impl SerializeStructVariant for Object {
    type Ok = Value;
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.fields.push((name.to_owned(), Value::with_streams(value)?));
        Ok(())
    }

    fn end(self) -> Result<Value, Error> {
        Ok(self.finish())
    }
}
