//! Reading and writing structs.
//!
//! A generated struct describes its fields only. `object!` implements [`Object`], `Serialize` and
//! `Deserialize` from that. The reader and the writer store errors, so that the generic bodies have
//! no branches.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use super::maybe::Maybe;
use super::object_fields::{Key, ReadState};
pub use super::object_fields::{
    absent, add_numbered, boxed, boxed_option, is_next, is_open, list, map, none,
};
use super::string_enum::Unknown;

/// A struct: the names of its fields, how they are written, and how they are read.
pub trait Object: Sized {
    /// The declared fields, in the order of the document.
    const FIELDS: &'static [&'static str];

    /// Writes each field.
    fn write<M: SerializeMap>(&self, object: &mut Writer<M>);

    /// Reads the fields. Returns `None` if the reader has an error.
    fn read<'de, M: MapAccess<'de>>(object: &mut Reader<'de, M>) -> Option<Self>;
}

/// Writes the fields of one object.
#[derive(Debug)]
pub struct Writer<M: SerializeMap> {
    map: M,
    fields: &'static [&'static str],
    tag: Option<&'static str>,
    error: Option<M::Error>,
}

impl<M: SerializeMap> Writer<M> {
    /// Writes a required field.
    pub fn required<T: Serialize>(&mut self, name: &'static str, value: &T) {
        if self.tag != Some(name) {
            self.entry(name, value);
        }
    }

    /// Writes a field that is omitted if it is `None`.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// The same for a field that is received as `null`, too.
    pub fn nullable<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        self.optional(name, value);
    }

    /// Writes a field that is omitted, `null` or a value.
    pub fn maybe<T: Serialize>(&mut self, name: &'static str, value: &Maybe<T>) {
        match value {
            Maybe::Absent => {}
            Maybe::Null => self.required(name, &()),
            Maybe::Value(value) => self.required(name, value),
        }
    }

    /// Writes additional properties. One with the name of a declared field is omitted.
    pub fn additional<T: Serialize>(&mut self, values: &BTreeMap<String, T>) {
        for (name, value) in values {
            let name = name.as_str();
            if self.tag != Some(name) && !self.fields.contains(&name) {
                self.entry(name, value);
            }
        }
    }

    fn entry<T: Serialize>(&mut self, name: &str, value: &T) {
        if self.error.is_none() {
            self.error = self.map.serialize_entry(name, value).err();
        }
    }
}

/// Writes an object.
pub fn write<T: Object, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    write_tagged(value, None, serializer)
}

/// Writes an object with its tag as the first field. A field with the same name is omitted.
pub(crate) fn write_tagged<T: Object, S: Serializer>(
    value: &T,
    tag: Option<(&'static str, &'static str)>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut object =
        Writer { map: serializer.serialize_map(None)?, fields: T::FIELDS, tag: None, error: None };
    if let Some((name, tag)) = tag {
        object.entry(name, &tag);
        object.tag = Some(name);
    }
    value.write(&mut object);
    match object.error {
        Some(error) => Err(error),
        None => object.map.end(),
    }
}

/// Reads the fields of one object.
#[derive(Debug)]
pub struct Reader<'de, M: MapAccess<'de>> {
    map: M,
    state: ReadState,
    error: Option<M::Error>,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, M: MapAccess<'de>> Reader<'de, M> {
    /// Returns the index of the next field in `fields`, a greater number for an undeclared field,
    /// or `None` at the end. If the object is `open`, [`Reader::additional`] can then read an
    /// undeclared field.
    pub fn next(&mut self, fields: &'static [&'static str], open: bool) -> Option<usize> {
        if self.error.is_some() {
            return None;
        }
        self.state.fields = fields;
        match self.map.next_key_seed(Key { state: &mut self.state, open }) {
            Ok(index) => index,
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// Reads a required field, or an optional one that may have any value.
    pub fn required<T: Deserialize<'de>>(&mut self, _: &'static str, slot: &mut Option<T>) {
        match self.map.next_value() {
            Ok(value) => *slot = Some(value),
            Err(error) => self.error = Some(error),
        }
    }

    /// Reads a field that may be absent. `null` is the same, though no schema describes it.
    pub fn optional<T: Deserialize<'de>>(&mut self, name: &'static str, slot: &mut Option<T>) {
        self.nullable(name, slot);
        self.state.has_null |= slot.is_none();
    }

    /// Reads a field that may be absent or `null`.
    pub fn nullable<T: Deserialize<'de>>(&mut self, _: &'static str, slot: &mut Option<T>) {
        match self.map.next_value() {
            Ok(value) => *slot = value,
            Err(error) => self.error = Some(error),
        }
    }

    /// Reads a field that distinguishes absent from `null`.
    pub fn maybe<T: Deserialize<'de>>(&mut self, _: &'static str, slot: &mut Maybe<T>) {
        match self.map.next_value() {
            Ok(value) => *slot = value,
            Err(error) => self.error = Some(error),
        }
    }

    /// Reads an undeclared field. The object is open.
    pub fn additional<T: Deserialize<'de>>(&mut self, slot: &mut BTreeMap<String, T>) {
        match self.map.next_value() {
            Ok(value) => {
                slot.insert(std::mem::take(&mut self.state.key), value);
            }
            Err(error) => self.error = Some(error),
        }
    }

    /// Marks the last field as secret: an error does not show its value.
    pub fn hidden(&mut self) {
        if let Some(error) = self.error.take() {
            let text = error.to_string();
            let location = text.rsplit_once(" at line ").filter(|(_, at)| is_location(at));
            let location =
                location.map_or("", |(before, _)| text.get(before.len()..).unwrap_or(""));
            self.error =
                Some(M::Error::custom(format_args!("not a value of this field{location}")));
        }
    }

    /// Whether the undeclared field has this name. The object is open.
    pub fn is_named(&self, name: &str) -> bool {
        self.state.key == name
    }

    /// Skips an undeclared field.
    pub fn skip(&mut self) {
        if let Err(error) = self.map.next_value::<IgnoredAny>() {
            self.error = Some(error);
        }
    }

    /// Tells a union that tries this object that it has a `null` that it does not describe. The
    /// union's buffer gives a value after the end; all others have none.
    fn tell_null(&mut self) {
        if let Err(error) = self.map.next_key_seed(Unknown) {
            self.error = Some(error);
        }
    }

    /// A required field is not there.
    pub fn missing<T>(&mut self, name: &'static str) -> Option<T> {
        if self.error.is_none() {
            self.error = Some(M::Error::missing_field(name));
        }
        None
    }
}

/// Whether a text is the end of the location of a JSON error: `3 column 14`.
fn is_location(text: &str) -> bool {
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(" column ").is_some_and(|(line, column)| is_number(line) && is_number(column))
}

struct Whole<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for Whole<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object ({})", short_name(std::any::type_name::<T>()))
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
        let mut object =
            Reader { map, state: ReadState::new(T::FIELDS), error: None, lifetime: PhantomData };
        let value = T::read(&mut object);
        if object.state.has_null && object.error.is_none() {
            object.tell_null();
        }
        // Not a `match` of both: that would move the value once more.
        if let Some(error) = object.error {
            return Err(error);
        }
        match value {
            Some(value) => Ok(value),
            None => Err(M::Error::custom("the object was not read to its end")),
        }
    }
}

/// Returns `Item` for `library::types::Item`.
fn short_name(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// Reads an object.
pub fn read<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(Whole(PhantomData))
}

impl<T: Object> Object for Box<T> {
    const FIELDS: &'static [&'static str] = T::FIELDS;

    fn write<M: SerializeMap>(&self, object: &mut Writer<M>) {
        T::write(self, object);
    }

    fn read<'de, M: MapAccess<'de>>(object: &mut Reader<'de, M>) -> Option<Self> {
        T::read(object).map(Box::new)
    }
}

/// Declares a struct that is a JSON object, with its constructor, its setters, [`Object`],
/// `Serialize` and `Deserialize`. The call site imports the module and the macro together:
/// `use …::object;`.
///
/// ```text
/// object! {
///     /// The docs of the struct.
///     pub struct Parcel: Debug + Default new for tests {
///         /// The docs of the field, and of its setter.
///         pub label: Option<String> = optional "label" => set_label(into String),
///         additional pub others: BTreeMap<String, Json> = set(into Json) without "kind",
///     }
/// }
/// ```
///
/// - Behind the name are the traits to derive besides `Clone` and `PartialEq`. A struct that only
///   servers send has `new for tests` (or `new and Default for tests`): these need the feature
///   `test-util`.
/// - A field has its name in JSON behind its presence. A required field also says what `new` takes:
///   `required(bool) "a"` a `bool`, `required Into "a"` what becomes the field's type, and
///   `required: list(impl IntoIterator<…>) "a"` the argument of [`list`], [`map`], [`boxed`] or
///   [`boxed_option`].
/// - `optional "a"`, `any "a"`, `nullable "a"` and `maybe "a"` may be absent; to `any`, `null` is a
///   value. A setter has the field's name;
///   behind the presence are the name of its twin that takes an `Option`, and what it takes:
///   `bool`, `into String`, `boxed Node`, `list i64`, `list into String`, `map i64` or
///   `map into String`.
/// - The value of a field with `(hidden)` is not in errors.
/// - `additional` is the map of undeclared fields, without the discriminator that a union reads.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! object {
    (
        $(#[$($meta:tt)*])*
        pub struct $name:ident $(: $derived:ident $(+ $derived_too:ident)*)?
        $(new $(and $test_default:ident)? for $tests:ident)?
        {
            $(
                $(#[$($docs:tt)*])*
                pub $field:ident: $ty:ty =
                $(required($plain:ty) $plain_name:literal)?
                $(required $into:ident $into_name:literal)?
                $(required: $convert:ident($argument:ty) $convert_name:literal)?
                $(optional $optional:literal)?
                $(any $any:literal)?
                $(nullable $nullable:literal)?
                $(maybe $maybe:literal)?
                $(($hidden:ident))?
                $(=> $(#[$($attribute:tt)*])* $set:ident($($accepted:tt)*))?,
            )*
            $(
                additional pub $rest:ident: $rest_ty:ty
                $(= $(set($($rest_accepted:tt)*))? $(without $tag:literal)?)?,
            )?
        }
    ) => {
        $(#[$($meta)*])*
        #[derive($($derived, $($derived_too,)*)? Clone, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$($docs)*])* pub $field: $ty,)*
            $(
                /// Properties without a field.
                pub $rest: $rest_ty,
            )?
        }

        object!(@default [$($($test_default)?)?] $name [$($field)*] [$($rest)?]);

        #[allow(
            clippy::self_named_constructors,
            clippy::should_implement_trait,
            clippy::too_many_arguments,
            dead_code,
            reason = "names and parameters come from the document"
        )]
        impl $name {
            object! { @new [$($tests)?]
                #[doc = " Creates a value without its optional fields."]
                $(#[doc = concat!(" Only for ", stringify!($tests), ".")])?
                pub fn new(
                    $(
                        $($field: $plain,)?
                        $($field: impl $into<$ty>,)?
                        $($field: $argument,)?
                    )*
                ) -> Self {
                    Self {
                        $(
                            $($field: ::core::convert::identity::<$plain>($field),)?
                            $($field: $into::into($field),)?
                            $($field: object::$convert($field),)?
                            $($field: object::none($optional),)?
                            $($field: object::none($any),)?
                            $($field: object::none($nullable),)?
                            $($field: object::absent($maybe),)?
                        )*
                        $($rest: ::std::collections::BTreeMap::new(),)?
                    }
                }
            }

            $(
                object!(@setter [$(#[$($docs)*])*] $field $ty, [$($maybe)?]
                    $([$(#[$($attribute)*])*] $set ($($accepted)*))?);
            )*
            $($($(
                object!(@setter_of_map $rest ($($rest_accepted)*));
            )?)?)?
        }

        impl object::Object for $name {
            const FIELDS: &'static [&'static str] = &[$(
                $($plain_name)? $($into_name)? $($convert_name)?
                $($optional)? $($any)? $($nullable)? $($maybe)?
            ),*];

            #[allow(unused_variables, reason = "an object may have no fields")]
            fn write<M: ::serde::ser::SerializeMap>(&self, object: &mut object::Writer<M>) {
                $(
                    $(object.required($plain_name, &self.$field);)?
                    $(object.required($into_name, &self.$field);)?
                    $(object.required($convert_name, &self.$field);)?
                    $(object.optional($optional, &self.$field);)?
                    $(object.optional($any, &self.$field);)?
                    $(object.nullable($nullable, &self.$field);)?
                    $(object.maybe($maybe, &self.$field);)?
                )*
                $(object.additional(&self.$rest);)?
            }

            #[allow(
                unreachable_code,
                unused_assignments,
                unused_mut,
                unused_variables,
                reason = "an object may have no fields, or additional properties"
            )]
            fn read<'de, M: ::serde::de::MapAccess<'de>>(
                object: &mut object::Reader<'de, M>,
            ) -> Option<Self> {
                $(
                    $(let mut $field: Option<$ty> = object::none($plain_name);)?
                    $(let mut $field: Option<$ty> = object::none($into_name);)?
                    $(let mut $field: Option<$ty> = object::none($convert_name);)?
                    $(let mut $field: $ty = object::none($optional);)?
                    $(let mut $field: $ty = object::none($any);)?
                    $(let mut $field: $ty = object::none($nullable);)?
                    $(let mut $field: $ty = object::absent($maybe);)?
                )*
                $(let mut $rest = ::std::collections::BTreeMap::new();)?
                while let Some(mut index) =
                    object.next(Self::FIELDS, false $(|| object::is_open(stringify!($rest)))?)
                {
                    $(
                        if object::is_next(&mut index) {
                            $(object.required($plain_name, &mut $field);)?
                            $(object.required($into_name, &mut $field);)?
                            $(object.required($convert_name, &mut $field);)?
                            $(object.optional($optional, &mut $field);)?
                            $(object.required($any, &mut $field);)?
                            $(object.nullable($nullable, &mut $field);)?
                            $(object.maybe($maybe, &mut $field);)?
                            $(object.$hidden();)?
                            continue;
                        }
                    )*
                    $($($(
                        if object.is_named($tag) {
                            object.skip();
                            continue;
                        }
                    )?)?)?
                    $(
                        object.additional(&mut $rest);
                        continue;
                    )?
                    object.skip();
                }
                $(
                    $(let Some($field) = $field else { return object.missing($plain_name) };)?
                    $(let Some($field) = $field else { return object.missing($into_name) };)?
                    $(let Some($field) = $field else { return object.missing($convert_name) };)?
                )*
                Some(Self { $($field,)* $($rest,)? })
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                object::write(self, serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                object::read(deserializer)
            }
        }
    };
    (@new [] $($function:tt)*) => { $($function)* };
    (@new [$tests:ident] $($function:tt)*) => {
        #[cfg(feature = "test-util")]
        object! { @new [] $($function)* }
    };
    (@default [] $($rest:tt)*) => {};
    (@default [$default:ident] $name:ident [$($field:ident)*] [$($rest:ident)?]) => {
        #[cfg(feature = "test-util")]
        impl ::core::default::$default for $name {
            fn default() -> Self {
                Self {
                    $($field: ::core::default::$default::default(),)*
                    $($rest: ::core::default::$default::default(),)?
                }
            }
        }
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [$($maybe:literal)?]) => {};
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [] [$($attribute:tt)*] $set:ident (list into $item:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            impl IntoIterator<Item = impl Into<$item>>, Some(object::list($field)), $ty, $field);
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [] [$($attribute:tt)*] $set:ident (list $item:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            impl IntoIterator<Item = $item>, Some(object::list($field)), $ty, $field);
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [] [$($attribute:tt)*] $set:ident (map into $value:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            impl IntoIterator<Item = (impl Into<String>, impl Into<$value>)>,
            Some(object::map($field)), $ty, $field);
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [] [$($attribute:tt)*] $set:ident (map $value:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            impl IntoIterator<Item = (impl Into<String>, $value)>,
            Some(object::map($field)), $ty, $field);
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [] [$($attribute:tt)*] $set:ident (into $value:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            impl Into<$value>, Some($field.into()), $ty, $field);
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [] [$($attribute:tt)*] $set:ident (boxed $value:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            impl Into<$value>, Some(object::boxed($field)), Option<$value>, $field.map(Box::new));
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [] [$($attribute:tt)*] $set:ident ($value:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            $value, Some($field), $ty, $field);
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [$maybe:literal] [$($attribute:tt)*] $set:ident (boxed $value:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            impl Into<object::Maybe<$value>>, $field.into().map(Box::new),
            Option<$value>, object::Maybe::or_absent($field.map(Box::new)));
    };
    (@setter [$($docs:tt)*] $field:ident $ty:ty, [$maybe:literal] [$($attribute:tt)*] $set:ident ($value:ty)) => {
        object!(@methods [$($docs)*] [$($attribute)*] $field $set
            impl Into<object::Maybe<$value>>, $field.into(),
            Option<$value>, object::Maybe::or_absent($field));
    };
    (@methods [$($docs:tt)*] [$($attribute:tt)*] $field:ident $set:ident
        $argument:ty, $value:expr, $option:ty, $option_value:expr
    ) => {
        $($docs)*
        $($attribute)*
        pub fn $field(mut self, $field: $argument) -> Self {
            self.$field = $value;
            self
        }

        /// The same setter for an `Option`: `None` leaves it out.
        $($attribute)*
        pub fn $set(mut self, $field: $option) -> Self {
            self.$field = $option_value;
            self
        }
    };
    (@setter_of_map $field:ident (into $value:ty)) => {
        object!(@setter_of_map $field, impl Into<$value>);
    };
    (@setter_of_map $field:ident ($value:ty)) => {
        object!(@setter_of_map $field, $value);
    };
    (@setter_of_map $field:ident, $value:ty) => {
        /// Sets the additional properties.
        pub fn $field(
            mut self,
            $field: impl IntoIterator<Item = (impl Into<String>, $value)>,
        ) -> Self {
            self.$field = object::map($field);
            self
        }
    };
}
pub(crate) use object;
