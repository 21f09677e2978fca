//! Whether two JSON values say the same.

use serde_json::Value;

/// What a property that is `null` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nulls {
    /// `null`. In what is sent, it is something else than a property that is not there.
    Kept,
    /// That there is no such property. In a type that is only received, null and absent mean the same.
    Absent,
}

/// How what came out differs from what went in, each with its place; nothing when it says the same.
///
/// Numbers are the same when their values are (`0` and `0.0`), texts that are both times of RFC 3339 when their instants
/// and offsets are (`14:15:22Z` and `14:15:22+00:00`). The order of properties says nothing.
pub fn differences(before: &Value, after: &Value, nulls: Nulls) -> Vec<String> {
    let mut differences = Vec::new();
    compare("$", before, after, nulls, &mut differences);
    differences
}

fn compare(place: &str, before: &Value, after: &Value, nulls: Nulls, out: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            for (key, value) in one {
                match other.get(key) {
                    Some(after) => compare(&format!("{place}.{key}"), value, after, nulls, out),
                    None if nulls == Nulls::Absent && value.is_null() => {}
                    None => out.push(format!("{place}.{key} is lost, it was {value}")),
                }
            }
            for (key, value) in other.iter().filter(|(key, _)| !one.contains_key(*key)) {
                if nulls == Nulls::Kept || !value.is_null() {
                    out.push(format!("{place}.{key} is new, it is {value}"));
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (before, after)) in one.iter().zip(other).enumerate() {
                compare(&format!("{place}[{index}]"), before, after, nulls, out);
            }
        }
        (before, after) if same_scalar(before, after) => {}
        (before, after) => out.push(format!("{place} was {before}, is {after}")),
    }
}

fn same_scalar(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::String(one), Value::String(other)) => one == other || same_time(one, other),
        (before, after) => before == after,
    }
}

fn same_time(one: &str, other: &str) -> bool {
    let parse = |text| chrono::DateTime::parse_from_rfc3339(text).ok();
    match (parse(one), parse(other)) {
        (Some(one), Some(other)) => one == other && one.offset() == other.offset(),
        _ => false,
    }
}
