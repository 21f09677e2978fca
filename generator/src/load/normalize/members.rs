//! Members of objects while they are rewritten.

use serde_json::{Map, Value};

use crate::load::mismatch::describe;

/// Whether a member is present and not null.
pub(super) fn has(members: &Map<String, Value>, key: &str) -> bool {
    members.get(key).is_some_and(|value| !value.is_null())
}

/// The texts in a list, without other elements.
pub(super) fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    let texts = value?.as_array()?.iter().filter_map(Value::as_str).map(str::to_owned);
    Some(texts.collect())
}

/// A value in a message.
pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| describe(value), |text| text.escape_debug().to_string())
}
