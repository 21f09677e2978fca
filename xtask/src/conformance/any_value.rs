//! Reads YAML as JSON, including values that JSON lacks: integers of any size, keys that are not
//! strings, and merge keys.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

/// The key whose members are merged into its mapping.
const MERGE: &str = "<<";

/// Reads JSON or YAML; `None` if it is neither.
pub fn read(text: &str) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    serde_yaml::from_str(text).ok().map(|AnyValue(value)| value)
}

struct AnyValue(Value);

impl<'de> Deserialize<'de> for AnyValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor).map(Self)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(nearest(&value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(nearest(&value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(AnyValue(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let (mut object, mut merged) = (Map::new(), Map::new());
        while let Some((AnyValue(key), AnyValue(value))) = members.next_entry()? {
            match (key, value) {
                (Value::String(key), Value::Object(others)) if key == MERGE => merged = others,
                (Value::String(key), value) => _ = object.insert(key, value),
                (key, value) => _ = object.insert(key.to_string(), value),
            }
        }
        for (key, value) in merged {
            object.entry(key).or_insert(value);
        }
        Ok(Value::Object(object))
    }
}

/// The nearest JavaScript number: mock servers are written in JavaScript.
fn nearest(digits: &str) -> Value {
    digits.parse::<f64>().map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::read;

    #[test]
    fn yaml_is_read_as_json() {
        let text = "\
a: &a {b: 1, c: ~}
d: {<<: *a, b: [true, 1.5]}
responses: {200: x, true: y}
least: -9223372036854776000
most: 18446744073709552000
";
        let value = json!({
            "a": {"b": 1, "c": null},
            "d": {"b": [true, 1.5], "c": null},
            "responses": {"200": "x", "true": "y"},
            "least": -9_223_372_036_854_776_000_f64,
            "most": 18_446_744_073_709_552_000_f64,
        });
        assert_eq!(read(text), Some(value));
        assert_eq!(read("\u{feff}{\"a\": 1}"), Some(json!({"a": 1})));
        assert_eq!(read("a: ["), None);
    }
}
