//! Whether a text, number or boolean fits the keywords of schemas.

use serde_json::{Map, Value};

use super::flat::Flat;
use super::pattern;
use crate::ir::Scalar;

/// Whether a scalar fits all schemas.
pub(super) fn fits(value: &Value, flat: &Flat<'_>) -> bool {
    !flat.is_never && flat.parts.iter().all(|(_, raw)| fits_one(value, raw))
}

fn fits_one(value: &Value, raw: &Map<String, Value>) -> bool {
    let has_type = match raw.get("type").and_then(Value::as_str) {
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("number") => value.is_number(),
        Some("integer") => is_integer(value),
        Some(_) => false,
        None => true,
    };
    let is_listed =
        raw.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(value));
    let is_within = match value {
        Value::String(text) => text_fits(text, raw),
        Value::Number(number) => number.as_f64().is_some_and(|number| number_fits(number, raw)),
        _ => true,
    };
    has_type && is_listed && is_within
}

fn is_integer(value: &Value) -> bool {
    value.is_i64() || value.is_u64()
}

fn text_fits(text: &str, raw: &Map<String, Value>) -> bool {
    let length = text.chars().count() as u64;
    let limit = |key: &str| raw.get(key).and_then(Value::as_u64);
    let format = raw.get("format").and_then(Value::as_str).unwrap_or_default();
    limit("minLength").is_none_or(|least| length >= least)
        && limit("maxLength").is_none_or(|most| length <= most)
        && raw
            .get("pattern")
            .and_then(Value::as_str)
            .is_none_or(|pattern| pattern::matches(pattern, text))
        && format_fits(text, format)
}

/// Whether a text has a format that chooses a Rust type, or that servers check. Others are not
/// checked.
fn format_fits(text: &str, format: &str) -> bool {
    let shape = match format {
        "date" => r"^\d{4}-(0[1-9]|1[0-2])-([0-2][0-9]|3[01])$",
        "date-time" => {
            r"^\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)$"
        }
        "uuid" => "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        "email" => r"^[^@\s]+@[^@\s]+\.[^@\s.]+$",
        "uri" | "url" => r"^[a-zA-Z][a-zA-Z0-9+.-]*:[^\s{}]+$",
        "ipv4" => r"^\d{1,3}(\.\d{1,3}){3}$",
        "byte" => r"^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        _ => return true,
    };
    pattern::matches(shape, text)
}

fn number_fits(number: f64, raw: &Map<String, Value>) -> bool {
    let bound = |key: &str| raw.get(key).and_then(Value::as_f64);
    let excludes = |key: &str| raw.get(key) == Some(&Value::Bool(true));
    let (least, most) = (bound("minimum"), bound("maximum"));
    let multiple = bound("multipleOf").filter(|step| *step > 0.0).is_none_or(|step| {
        let quotient = number / step;
        (quotient - quotient.round()).abs() < 1e-9
    });
    let kind = raw.get("type").and_then(Value::as_str);
    let format = raw.get("format").and_then(Value::as_str).and_then(Scalar::of_format);
    let has_size = match (kind, format) {
        (Some("integer"), Some(Scalar::Integer(size))) => {
            let (least, most) = size.range();
            number >= least as f64 && number <= most as f64
        }
        _ => true,
    };
    least.is_none_or(
        |least| {
            if excludes("exclusiveMinimum") { number > least } else { number >= least }
        },
    ) && most.is_none_or(
        |most| {
            if excludes("exclusiveMaximum") { number < most } else { number <= most }
        },
    ) && bound("exclusiveMinimum").is_none_or(|least| number > least)
        && bound("exclusiveMaximum").is_none_or(|most| number < most)
        && multiple
        && has_size
}
