//! Bytes in other encodings than Base64: base64url and base16 (RFC 4648, sections 5 and 8).

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::base64;

/// Declares a type of bytes that are written as text in an encoding.
macro_rules! encoded_bytes {
    ($(#[$docs:meta])* $name:ident, $what:literal, $encode:path, $decode:path) => {
        $(#[$docs])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub struct $name(pub Vec<u8>);

        impl From<Vec<u8>> for $name {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }
        }

        impl From<&[u8]> for $name {
            fn from(bytes: &[u8]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl<const N: usize> From<&[u8; N]> for $name {
            fn from(bytes: &[u8; N]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl From<$name> for Vec<u8> {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&$encode(&self.0))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&$encode(&self.0))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Text { what: $what, decode: $decode };
                deserializer.deserialize_str(text).map(Self)
            }
        }
    };
}

encoded_bytes! {
    /// Bytes that are written as base64url text (`format: base64url`), without padding.
    Base64Url, "base64url", url_encode, url_decode
}

encoded_bytes! {
    /// Bytes that are written as hexadecimal digits (`contentEncoding: base16`), in upper case.
    /// They are read in any case.
    Base16, "base16", hex_encode, hex_decode
}

/// Decodes a text.
struct Text {
    what: &'static str,
    decode: fn(&str) -> Option<Vec<u8>>,
}

impl Visitor<'_> for Text {
    type Value = Vec<u8>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a {} text", self.what)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Vec<u8>, E> {
        (self.decode)(text).ok_or_else(|| E::custom(format_args!("not valid {}", self.what)))
    }
}

fn url_encode(bytes: &[u8]) -> String {
    base64::encode(bytes).trim_end_matches('=').replace('+', "-").replace('/', "_")
}

fn url_decode(text: &str) -> Option<Vec<u8>> {
    let is_other = text.contains(['+', '/']);
    base64::decode(&text.replace('-', "+").replace('_', "/")).filter(|_| !is_other)
}

fn hex_encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn hex_decode(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks_exact(2);
    let is_even = pairs.remainder().is_empty();
    let byte = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    pairs.map(byte).collect::<Option<Vec<u8>>>().filter(|_| is_even)
}
