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

/// Implements the traits of a string enum, given `as_str` and `From<&str>`. The call site imports
/// the module and the macro together: `use …::string_enum;`.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! string_enum {
    ($name:ident) => {
        string_enum!($name, read);
    };
    ($name:ident, $read:ident) => {
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
                string_enum::$read(deserializer)
            }
        }
    };
}
pub(crate) use string_enum;
