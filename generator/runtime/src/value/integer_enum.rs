//! Enums whose values are integers.

use std::fmt;
use std::marker::PhantomData;
use std::mem::discriminant;

use serde::de::{DeserializeSeed, Error, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use super::string_enum::{OPEN, Unknown};

/// An integer that is unlikely to be a value of any enum.
const NO_VALUE: i64 = i64::MIN + 1;

struct Number<T>(PhantomData<T>);

impl<'de, T: From<i64>> DeserializeSeed<'de> for Number<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        i64::deserialize(deserializer).map(T::from)
    }
}

impl<'de, T: From<i64>> Visitor<'de> for Number<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("i64")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<T, E> {
        Ok(T::from(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<T, E> {
        let unexpected = |_| E::invalid_value(Unexpected::Unsigned(value), &self);
        i64::try_from(value).map(T::from).map_err(unexpected)
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

/// Reads an integer; every integer is a value.
pub fn read<'de, T: From<i64>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(OPEN, Number(PhantomData))
}

/// The same for an enum beside a schema of any integer: no value is unknown.
#[allow(dead_code, reason = "whether it is used depends on the document")]
pub fn read_described<'de, T: From<i64>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    Number(PhantomData).deserialize(deserializer)
}

/// Declares an enum of integers with `as_i64`, its conversions and its traits. The rows are those
/// of `string_enum!`. The call site imports the module and the macro together:
/// `use …::integer_enum;`.
///
/// ```text
/// integer_enum! {
///     pub enum Level {
///         Low = -1,
///         _ = Unknown,
///     }
/// }
/// ```
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! integer_enum {
    (
        $(#[$($meta:tt)*])*
        pub enum $name:ident {
            $(
                $(#[$($first:tt)*] $(#[$($docs:tt)*])* $described:ident)? $($variant:ident)?
                = $number:literal,
            )*
            _ = $other:ident $(($others:ident))?,
        }
    ) => {
        $(#[$($meta)*])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$($first)*] $(#[$($docs)*])* $described,)?
                $(#[doc = concat!(" `", $number, "`")] $variant,)?
            )*
            #[doc = integer_enum!(@docs $($others)?)]
            $other(i64),
        }

        impl $name {
            /// The value as it is sent.
            #[inline]
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$($described)? $($variant)? => $number,)*
                    Self::$other(value) => *value,
                }
            }
        }

        impl From<i64> for $name {
            #[inline]
            fn from(value: i64) -> Self {
                match value {
                    $($number => Self::$($described)? $($variant)?,)*
                    _ => Self::$other(value),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.as_i64(), formatter)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                integer_enum!(@read $($others)?)(deserializer)
            }
        }
    };
    (@docs) => { " A value that this version does not know." };
    (@docs described) => { " Any other value." };
    (@read) => { integer_enum::read };
    (@read described) => { integer_enum::read_described };
}
pub(crate) use integer_enum;
