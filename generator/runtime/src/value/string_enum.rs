//! Enums whose values are strings.

use std::fmt;
use std::marker::PhantomData;
use std::mem::discriminant;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};

/// The newtype of an enum with unknown values. A union that tries one of its schemas passes the
/// value to it as a map.
pub(crate) const OPEN: &str = "$oasmith::open";

/// The unit struct that reports an unknown value of an enum.
pub(crate) const UNKNOWN: &str = "$oasmith::unknown";

/// A text that is not a value of any enum.
const NO_VALUE: &str = "$oasmith::no_value";

struct Text<T>(PhantomData<T>);

impl<'de, T: for<'a> From<&'a str>> DeserializeSeed<'de> for Text<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de, T: for<'a> From<&'a str>> Visitor<'de> for Text<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<T, E> {
        Ok(T::from(value))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        self.deserialize(deserializer)
    }

    /// A union tries one of its schemas.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
        let value = map.next_value_seed(self)?;
        if discriminant(&value) == discriminant(&T::from(NO_VALUE)) {
            map.next_value_seed(Unknown)?;
        }
        Ok(value)
    }
}

/// Reports that a value is unknown.
pub(crate) struct Unknown;

impl<'de> DeserializeSeed<'de> for Unknown {
    type Value = IgnoredAny;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<IgnoredAny, D::Error> {
        deserializer.deserialize_unit_struct(UNKNOWN, IgnoredAny)
    }
}

/// Reads a string; every string is a value.
pub fn read<'de, T: for<'a> From<&'a str>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(OPEN, Text(PhantomData))
}

/// The same for an enum beside a schema of any string: no value is unknown.
#[allow(dead_code, reason = "whether it is used depends on the document")]
pub fn read_described<'de, T: for<'a> From<&'a str>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Text(PhantomData).deserialize(deserializer)
}

/// Declares an enum of strings with `as_str`, its conversions and its traits. The last row is the
/// variant for all other values, with `(described)` if a schema describes them. The call site
/// imports the module and the macro together: `use …::string_enum;`.
///
/// ```text
/// string_enum! {
///     /// The docs of the enum.
///     pub enum Color {
///         Red = "red",
///         /// The docs of the variant; without them, they are its value.
///         DarkGreen = "dark-green",
///         _ = Unknown,
///     }
/// }
/// ```
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! string_enum {
    (
        $(#[$($meta:tt)*])*
        pub enum $name:ident {
            $(
                $(#[$($first:tt)*] $(#[$($docs:tt)*])* $described:ident)? $($variant:ident)?
                = $text:literal,
            )*
            _ = $other:ident $(($others:ident))?,
        }
    ) => {
        $(#[$($meta)*])*
        #[derive(Debug, Clone, PartialEq, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$($first)*] $(#[$($docs)*])* $described,)?
                $(#[doc = concat!(" `", $text, "`")] $variant,)?
            )*
            #[doc = string_enum!(@docs $($others)?)]
            $other(String),
        }

        // Derived, these two cost the compiler more.
        impl ::core::cmp::Eq for $name {}

        impl ::std::hash::Hash for $name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl $name {
            /// The value as it is sent.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$($described)? $($variant)? => $text,)*
                    Self::$other(value) => value,
                }
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(value: &str) -> Self {
                match value {
                    $($text => Self::$($described)? $($variant)?,)*
                    _ => Self::$other(value.to_owned()),
                }
            }
        }

        impl From<String> for $name {
            #[inline]
            fn from(value: String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            #[inline]
            fn from_str(value: &str) -> Result<Self, ::std::convert::Infallible> {
                Ok(Self::from(value))
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl AsRef<str> for $name {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                string_enum!(@read $($others)?)(deserializer)
            }
        }
    };
    (@docs) => { " A value that this version does not know." };
    (@docs described) => { " Any other value." };
    (@read) => { string_enum::read };
    (@read described) => { string_enum::read_described };
}
pub(crate) use string_enum;
