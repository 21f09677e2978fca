//! Integers without a size: their bounds and example values decide which one they need.

use serde_json::{Map, Number, Value};

use crate::ir::IntegerFormat;
use crate::load::keys;

/// The largest integer of 63 bits, rounded as JavaScript rounds it.
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// The largest integer of 64 bits, rounded in the same way.
const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

/// The constraints of a schema for the size of its integers.
pub(super) struct IntegerRange<'a> {
    /// `minimum`, or 0.
    minimum: f64,
    /// `maximum`, or 0.
    maximum: f64,
    /// Whether the schema allows exactly 0 to a `maximum` beyond `i64`.
    needs_u64: bool,
    /// The whole numbers in `enum`, `default` and examples, each with its keyword.
    values: Vec<(&'static str, &'a Number)>,
}

impl<'a> IntegerRange<'a> {
    /// Reads the range of a schema.
    pub fn of(schema: &'a Map<String, Value>) -> Self {
        let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
        let (minimum, maximum) = (bound("minimum"), bound("maximum"));
        let exact = schema.get("maximum").and_then(Value::as_u64);
        Self {
            minimum: minimum.unwrap_or_default(),
            maximum: maximum.unwrap_or_default(),
            needs_u64: minimum.is_some_and(|minimum| minimum >= 0.0)
                && exact.is_some_and(|maximum| i64::try_from(maximum).is_err()),
            values: whole_numbers(schema, minimum, maximum),
        }
    }

    /// The size that holds all values. `None` if 64 bits do not.
    pub fn format(&self) -> Option<IntegerFormat> {
        let all = |fits: fn(&Number) -> bool| self.values.iter().all(|(_, value)| fits(value));
        let fits_i64 = self.minimum >= -TWO_TO_63 && self.maximum <= TWO_TO_63 && !self.needs_u64;
        if fits_i64 && all(Number::is_i64) {
            return Some(IntegerFormat::I64);
        }
        let fits_u64 = self.minimum >= 0.0 && self.maximum <= TWO_TO_64;
        (fits_u64 && all(Number::is_u64)).then_some(IntegerFormat::U64)
    }

    /// The keyword whose value is too large.
    pub fn too_large(&self) -> &'static str {
        let limit = if self.minimum < 0.0 { TWO_TO_63 } else { TWO_TO_64 };
        if self.minimum < -TWO_TO_63 {
            return "minimum";
        }
        if self.maximum > limit {
            return "maximum";
        }
        let value = self.values.iter().find(|(_, value)| !value.is_i64());
        value.map_or("maximum", |(keyword, _)| keyword)
    }
}

/// The whole numbers that a schema names as its values and that its bounds allow.
fn whole_numbers(
    schema: &Map<String, Value>,
    minimum: Option<f64>,
    maximum: Option<f64>,
) -> Vec<(&'static str, &Number)> {
    let single = ["default", "example"].into_iter().filter_map(|key| Some((key, schema.get(key)?)));
    let several =
        [("enum", "enum"), ("examples", keys::EXAMPLES)].into_iter().flat_map(|(keyword, key)| {
            let values = schema.get(key).and_then(Value::as_array).into_iter().flatten();
            values.map(move |value| (keyword, value))
        });
    let is_allowed = |number: &Number| {
        let value = number.as_f64().unwrap_or_default();
        value.fract() == 0.0
            && minimum.is_none_or(|minimum| value >= minimum)
            && maximum.is_none_or(|maximum| value <= maximum)
    };
    // A number written as `1.0` or `1e3` that fits an integer does not need a size.
    let has_size = |number: &Number| {
        !number.is_f64() || number.as_f64().is_some_and(|value| value.abs() >= TWO_TO_63)
    };
    let numbers = single.chain(several).filter_map(|(keyword, value)| match value {
        Value::Number(number) => Some((keyword, number)),
        _ => None,
    });
    numbers.filter(|(_, number)| is_allowed(number) && has_size(number)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn range(schema: Value) -> (Option<IntegerFormat>, &'static str) {
        let schema = schema.as_object().expect("an object");
        let range = IntegerRange::of(schema);
        (range.format(), range.too_large())
    }

    #[test]
    fn bounds_and_values_choose_the_size() {
        let (i64, u64) = (Some(IntegerFormat::I64), Some(IntegerFormat::U64));
        for (schema, format) in [
            (json!({}), i64),
            (json!({"minimum": 0, "maximum": 100}), i64),
            (json!({"minimum": 0, "maximum": u64::MAX}), u64),
            // Without a minimum, such a maximum may be what a tool writes for a `long`.
            (json!({"maximum": i64::MAX as u64 + 1}), i64),
            (json!({"minimum": -1, "maximum": i64::MAX as u64 + 1}), i64),
            (json!({"example": u64::MAX}), u64),
            (json!({"example": 1e3}), i64),
            (json!({"minimum": -1, "example": u64::MAX}), None),
        ] {
            assert_eq!(range(schema.clone()).0, format, "{schema}");
        }
    }

    #[test]
    fn the_keyword_that_is_too_large_is_found() {
        assert_eq!(range(json!({"minimum": -1e20})), (None, "minimum"));
        assert_eq!(range(json!({"maximum": 1e20})), (None, "maximum"));
        assert_eq!(range(json!({"example": 1e20})), (None, "example"));
    }
}
