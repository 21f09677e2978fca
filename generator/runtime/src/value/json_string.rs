//! JSON inside of JSON strings.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};

use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser};

/// A value that is sent as a string with its JSON (`contentMediaType: application/json`).
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
        let text = serde_json::to_string(&self.0).map_err(ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonString<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        serde_json::from_str(&text).map(Self).map_err(de::Error::custom)
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
}
