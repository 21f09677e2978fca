//! JSON in JSON strings.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

use super::text;

/// A value that is sent as a string with JSON in it (`contentMediaType: application/json`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct JsonString<T>(pub T);

impl<T> JsonString<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for JsonString<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for JsonString<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for JsonString<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Serialize> Serialize for JsonString<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = text::to_vec(&self.0).map_err(ser::Error::custom)?;
        serializer.serialize_str(&String::from_utf8(text).map_err(ser::Error::custom)?)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonString<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text::from_slice(text.as_bytes()).map(Self).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::JsonString;

    #[test]
    fn a_value_is_a_string_with_its_json() {
        let value = JsonString(vec![1, 2]);
        assert_eq!(serde_json::to_value(&value).unwrap(), json!("[1,2]"));
        assert_eq!(serde_json::from_value::<JsonString<Vec<i32>>>(json!("[1, 2]")).unwrap(), value);
        assert!(serde_json::from_value::<JsonString<Vec<i32>>>(json!("[1")).is_err());
        assert!(serde_json::from_value::<JsonString<Vec<i32>>>(json!([1])).is_err());
    }

    #[test]
    fn numbers_are_those_of_other_json() {
        assert!(serde_json::to_value(JsonString(f64::NAN)).is_err());
        assert!(serde_json::to_value(JsonString([f64::INFINITY])).is_err());
        assert_eq!(serde_json::to_value(JsonString(1.5)).unwrap(), json!("1.5"));
        let whole = serde_json::from_value::<JsonString<Vec<i32>>>(json!("[1.0, 2e1, -0]"));
        assert_eq!(whole.unwrap(), JsonString(vec![1, 20, 0]));
        assert!(serde_json::from_value::<JsonString<i32>>(json!("1.5")).is_err());
    }
}
