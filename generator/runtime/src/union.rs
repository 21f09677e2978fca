//! Unions (`oneOf`, `anyOf`): with a discriminator the tag decides, without one the shape of the value does.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, MapAccess, SeqAccess, Visitor};
use serde::{Deserializer, Serialize, Serializer};

pub use super::content::Content;
use super::{Json, json, object};

/// A union whose discriminator says which of its schemas a value has.
pub trait Read: Sized {
    /// The union's name, for errors.
    const NAME: &'static str;

    /// Reads a value according to its tag.
    fn read(value: Content<'_>) -> Result<Self, Error>;
}

/// A value does not have the schema that its tag names.
#[derive(Debug)]
pub struct Error {
    error: serde_json::Error,
    path: String,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" | "$" => write!(formatter, "{}", self.error),
            path => write!(formatter, "{} (at {path} of this value)", self.error),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// The discriminator of a value.
pub fn tag<'a>(value: &'a Content<'_>, name: &str) -> Option<&'a str> {
    value.property(name)?.as_str()
}

/// Reads a value as one of the union's schemas.
pub fn variant<T: DeserializeOwned, U>(value: &Content<'_>, wrap: impl FnOnce(T) -> U) -> Result<U, Error> {
    match T::deserialize(value) {
        Ok(value) => Ok(wrap(value)),
        Err(error) => Err(explain(error, value, |text| json::from_slice::<T>(text).err())),
    }
}

/// An error in a buffered value has no place: reading its text once more finds one.
fn explain(error: serde_json::Error, value: &Content<'_>, read: fn(&[u8]) -> Option<serde_json::Error>) -> Error {
    let text = serde_json::to_vec(&value.to_json()).unwrap_or_default();
    let path = read(&text).map(|error| super::json_path(&text, error.line(), error.column()));
    Error { error, path: path.unwrap_or_default() }
}

/// Writes a variant: its tag first, then its fields without one that has the tag's name.
pub fn tagged<T: object::Object, S: Serializer>(
    serializer: S,
    name: &'static str,
    tag: &'static str,
    value: &T,
) -> Result<S::Ok, S::Error> {
    object::write_tagged(value, Some((name, tag)), serializer)
}

/// Writes a variant that carries its tag in a field of its own.
pub fn untagged<T: Serialize + ?Sized, S: Serializer>(serializer: S, value: &T) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

/// A union without a discriminator, or with values that have none.
pub trait Untagged: Sized {
    /// What is known of each schema, in the order of the document.
    const SHAPES: &'static [Shape];

    /// Reads a value as the schema with this index.
    fn fit(index: usize, value: &Content<'_>) -> Option<Self>;

    /// Keeps a value that none of the schemas fits.
    fn unknown(value: Json) -> Self;
}

/// Reads a value as one of the union's schemas, if it is one.
pub fn fit<T: DeserializeOwned, U>(value: &Content<'_>, wrap: impl FnOnce(T) -> U) -> Option<U> {
    T::deserialize(value).ok().map(wrap)
}

/// What can be told of a schema without reading a value.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    kind: Kind,
    nullable: bool,
    required: &'static [&'static str],
    constants: &'static [(&'static str, &'static [&'static str])],
    /// The properties that it keeps, when it does not keep all.
    fields: Option<&'static [&'static str]>,
    values: &'static [&'static str],
    /// The shapes that it may have instead of this one.
    alternatives: &'static [Shape],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Any,
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Shape {
    const fn of(kind: Kind) -> Self {
        Self { kind, nullable: false, required: &[], constants: &[], fields: None, values: &[], alternatives: &[] }
    }

    /// Any string.
    pub const fn string() -> Self {
        Self::of(Kind::String)
    }

    /// A string that is one of `values`.
    pub const fn one_of(values: &'static [&'static str]) -> Self {
        Self { values, ..Self::of(Kind::String) }
    }

    /// A whole number.
    pub const fn integer() -> Self {
        Self::of(Kind::Integer)
    }

    /// A number.
    pub const fn number() -> Self {
        Self::of(Kind::Number)
    }

    /// `true` or `false`.
    pub const fn boolean() -> Self {
        Self::of(Kind::Boolean)
    }

    /// Only `null`.
    pub const fn null() -> Self {
        Self::of(Kind::Null)
    }

    /// An array.
    pub const fn array() -> Self {
        Self::of(Kind::Array)
    }

    /// An object that keeps no properties but those of a struct: those that it must have, and those that have one of a few strings.
    pub const fn structure<T: object::Object>(
        required: &'static [&'static str],
        constants: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { fields: Some(T::FIELDS), ..Self::object(required, constants) }
    }

    /// An object that keeps all its properties: those that it must have, and those that have one of a few strings.
    pub const fn object(
        required: &'static [&'static str],
        constants: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { required, constants, ..Self::of(Kind::Object) }
    }

    /// Anything.
    pub const fn any() -> Self {
        Self::of(Kind::Any)
    }

    /// What one of the schemas of another union describes.
    pub const fn union<T: Untagged>() -> Self {
        Self { alternatives: T::SHAPES, ..Self::any() }
    }

    /// The same, or `null`.
    pub const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    fn has_type(&self, value: &Content<'_>) -> bool {
        match (self.kind, value) {
            (Kind::Any, _)
            | (Kind::Null, Content::Null)
            | (Kind::Boolean, Content::Boolean(_))
            | (Kind::Number, Content::Signed(_) | Content::Unsigned(_) | Content::Float(_))
            | (Kind::Number, Content::Precise(Json::Number(_)))
            | (Kind::Integer, Content::Signed(_) | Content::Unsigned(_))
            | (Kind::String, Content::Text(_))
            | (Kind::Array, Content::List(_))
            | (Kind::Object, Content::Object(_) | Content::Precise(Json::Object(_))) => true,
            (Kind::Integer, Content::Precise(Json::Number(number))) => !number.is_f64(),
            (_, Content::Null) => self.nullable,
            _ => false,
        }
    }

    fn has_required(&self, value: &Content<'_>) -> bool {
        self.required.iter().all(|name| value.property(name).is_some())
    }

    /// How many constants match; `None` when one contradicts.
    fn matching_constants(&self, value: &Content<'_>) -> Option<usize> {
        let mut matching = 0;
        for (name, allowed) in self.constants {
            match value.property(name) {
                Some(Content::Text(text)) if allowed.contains(&&**text) => matching += 1,
                Some(_) => return None,
                None => {}
            }
        }
        match value {
            Content::Text(text) if !self.values.is_empty() => self.values.contains(&&**text).then_some(1),
            _ => Some(matching),
        }
    }

    /// How many properties would be lost that another one of the shapes has: what none of them has says nothing about which it is.
    fn lost(&self, shapes: &[Self], value: &Content<'_>) -> usize {
        let Some(own) = self.fields else { return 0 };
        let mut lost = Vec::new();
        for shape in shapes {
            shape.add_lost(own, value, &mut lost);
        }
        lost.len()
    }

    /// Adds the properties of a value that this shape has, and not `own`, each once.
    fn add_lost(&self, own: &[&str], value: &Content<'_>, lost: &mut Vec<&'static str>) {
        for name in self.fields.unwrap_or_default() {
            if !own.contains(name) && !lost.contains(name) && value.property(name).is_some() {
                lost.push(name);
            }
        }
        for shape in self.alternatives {
            shape.add_lost(own, value, lost);
        }
    }

    /// How well a value fits this shape, which has an index among others; `None` when it cannot have it.
    fn rank(&self, index: usize, shapes: &[Self], value: &Content<'_>) -> Option<Rank> {
        if !self.alternatives.is_empty() {
            return self.alternatives.iter().filter_map(|shape| shape.rank(index, shapes, value)).min();
        }
        if !self.has_type(value) {
            return None;
        }
        let constants = Reverse(self.matching_constants(value)?);
        let required = Reverse(self.required.len());
        let lost = self.lost(shapes, value);
        Some((!self.has_required(value), constants, lost, Reverse(self.narrowness()), required, index))
    }

    /// A narrower type is a better fit: an integer is a number, and all is anything.
    fn narrowness(&self) -> u8 {
        match self.kind {
            Kind::Any => 0,
            Kind::Number => 1,
            _ => 2,
        }
    }
}

/// How well a value fits a shape, less for a better fit: whether a required property is missing; how many constants match, how many
/// properties would be lost, how narrow the type is, how many properties are required; and the shape's index.
type Rank = (bool, Reverse<usize>, usize, Reverse<u8>, Reverse<usize>, usize);

/// The best of the shapes that a value may have, among those that are no better than `last`. Mostly the first one fits.
fn next_best(shapes: &[Shape], value: &Content<'_>, last: Option<Rank>) -> Option<Rank> {
    let ranks = shapes.iter().enumerate().filter_map(|(index, shape)| shape.rank(index, shapes, value));
    ranks.filter(|rank| last.is_none_or(|last| *rank > last)).min()
}

/// Reads a value as the schema that it fits best.
pub fn choose<T: Untagged>(value: Content<'_>) -> T {
    let mut last = None;
    while let Some(rank) = next_best(T::SHAPES, &value, last) {
        if let Some(fitting) = T::fit(rank.5, &value) {
            return fitting;
        }
        last = Some(rank);
    }
    T::unknown(value.into())
}

/// Reads a union with a discriminator.
pub fn read<'de, T: Read, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Buffered { name: T::NAME, read: T::read, result: PhantomData })
}

/// Reads a union without a discriminator.
pub fn read_untagged<'de, T: Untagged, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(Buffered { name: "", read: |value| Ok(choose(value)), result: PhantomData })
}

/// Buffers a value inside the visitor, so that the format gives an error the place of this very value.
struct Buffered<'de, T> {
    name: &'static str,
    read: fn(Content<'_>) -> Result<T, Error>,
    result: PhantomData<&'de ()>,
}

impl<T> Buffered<'_, T> {
    fn finish<E: serde::de::Error>(self, value: Content<'_>) -> Result<T, E> {
        (self.read)(value).map_err(|error| E::custom(format_args!("{}: {error}", self.name)))
    }
}

impl<'de, T> Visitor<'de> for Buffered<'de, T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<T, E> {
        self.finish(Content::Boolean(value))
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<T, E> {
        self.finish(Content::Signed(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<T, E> {
        self.finish(Content::Unsigned(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<T, E> {
        self.finish(Content::Float(value))
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<T, E> {
        self.finish(Content::Text(Cow::Borrowed(value)))
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<T, E> {
        self.finish(Content::Null)
    }

    fn visit_none<E: serde::de::Error>(self) -> Result<T, E> {
        self.finish(Content::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<T, A::Error> {
        let value = Content::list(sequence)?;
        self.finish(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let value = Content::object(map)?;
        self.finish(value)
    }
}

/// `Deserialize` for a union that is [`Read`]. The call site imports this module as `union`.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! union {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                union::read(deserializer)
            }
        }
    };
}
pub(crate) use union;

/// `Deserialize` for a union that is [`Untagged`]. The call site imports this module as `union`.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! untagged_union {
    ($name:ident) => {
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                union::read_untagged(deserializer)
            }
        }
    };
}
pub(crate) use untagged_union as untagged;

#[cfg(test)]
mod tests {
    use super::{Content, Shape, next_best};

    /// Which of the shapes of objects, by the properties that each keeps, is the best for a value.
    fn best(shapes: &[Option<&'static [&'static str]>], text: &str) -> Option<usize> {
        let of = |fields: &Option<&'static [&'static str]>| match fields {
            Some(fields) => Shape { fields: Some(fields), ..Shape::object(&["id"], &[]) },
            None => Shape::any(),
        };
        let shapes: Vec<Shape> = shapes.iter().map(of).collect();
        let value: Content<'_> = serde_json::from_str(text).expect("JSON");
        next_best(&shapes, &value, None).map(|rank| rank.5)
    }

    #[test]
    fn the_schema_that_keeps_most_is_taken() {
        let shapes = [Some(&["id", "next"][..]), Some(&["id", "next", "first"]), Some(&["id", "last"])];
        for (text, index) in [
            (r#"{"id": 1}"#, 0),
            (r#"{"id": 1, "next": 2}"#, 0),
            (r#"{"id": 1, "first": 2}"#, 1),
            (r#"{"id": 1, "next": 2, "first": 3, "last": 4}"#, 1),
            (r#"{"id": 1, "last": 2}"#, 2),
            // What nobody knows says nothing.
            (r#"{"id": 1, "new": 2}"#, 0),
        ] {
            assert_eq!(best(&shapes, text), Some(index), "{text}");
        }
    }

    #[test]
    fn a_union_is_as_good_as_the_best_of_its_schemas() {
        const fn of(fields: &'static [&'static str]) -> Shape {
            Shape { fields: Some(fields), ..Shape::object(&[], &[]) }
        }
        const INNER: &[Shape] = &[of(&["id", "name"]), of(&["id", "size"]), Shape::string()];
        let shapes = [of(&["id"]), Shape { alternatives: INNER, ..Shape::any() }];
        let index = |text: &str| {
            let value: Content<'_> = serde_json::from_str(text).expect("JSON");
            next_best(&shapes, &value, None).map(|rank| rank.5)
        };
        assert_eq!(index(r#"{"id": 1}"#), Some(0));
        assert_eq!(index(r#"{"id": 1, "size": 2}"#), Some(1));
        assert_eq!(index(r#""text""#), Some(1));
        assert_eq!(index("1"), None);
    }

    #[test]
    fn any_value_keeps_what_no_object_does() {
        let shapes = [Some(&["id", "next"][..]), Some(&["id", "last"]), None];
        assert_eq!(best(&shapes, r#"{"id": 1, "last": 2, "new": 3}"#), Some(1));
        assert_eq!(best(&shapes, r#"{"id": 1, "next": 2, "last": 3}"#), Some(2));
    }
}
