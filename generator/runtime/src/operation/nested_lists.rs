//! Nested lists without JSON (OpenAPI 2.0, "Items Object").

use serde::ser::{Error as _, Serialize, Serializer};

use super::argument_value::{Error, Value};

/// A list whose inner lists are texts.
pub struct NestedLists(Result<Value, Error>);

/// Writes the inner lists as texts. The first delimiter separates the items of the outermost inner
/// list. An item that contains its delimiter is an error.
pub fn nested_lists<T: Serialize + ?Sized>(value: &T, delimiters: &[char]) -> NestedLists {
    NestedLists(Value::of(value).and_then(|value| match value {
        Value::List(items) => {
            let items = items.into_iter().map(|item| joined(item, delimiters));
            items.collect::<Result<_, _>>().map(Value::List)
        }
        value => Ok(value),
    }))
}

/// A list as a text; any other value unchanged.
fn joined(value: Value, delimiters: &[char]) -> Result<Value, Error> {
    let Some((delimiter, inner)) = delimiters.split_first() else { return Ok(value) };
    let Value::List(items) = value else { return Ok(value) };
    let mut texts: Vec<String> = Vec::new();
    for item in items {
        let item = joined(item, inner)?;
        let Some(text) = item.text() else { continue };
        if text.contains(*delimiter) {
            return Err(Error::custom("an item of an inner list contains its delimiter"));
        }
        texts.push(text.into_owned());
    }
    Ok(Value::Text(texts.join(delimiter.encode_utf8(&mut [0; 4]))))
}

impl Serialize for NestedLists {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Ok(Value::List(items)) => serializer.collect_seq(items.iter().map(Value::text)),
            Ok(value) => value.text().serialize(serializer),
            Err(error) => Err(S::Error::custom(error)),
        }
    }
}
