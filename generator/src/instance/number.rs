//! Numbers within bounds.

use serde_json::{Number, Value};

use super::check::fits;
use super::flat::Flat;
use crate::ir::Scalar;

/// An integer that fits all schemas: the `index`th one, if it has to differ from others.
pub(super) fn integer(flat: &Flat<'_>, index: usize) -> Option<Value> {
    let step = flat.largest("multipleOf").filter(|step| *step >= 1.0).unwrap_or(1.0) as i64;
    let sizes = flat.keyword("format").filter_map(Value::as_str).filter_map(Scalar::of_format);
    let (mut least, mut most) = (i64::MIN, i64::MAX);
    for size in sizes {
        if let Scalar::Integer(size) = size {
            let (of_size, greatest) = size.range();
            least = least.max(of_size);
            most = most.min(i64::try_from(greatest).unwrap_or(i64::MAX));
        }
    }
    if let Some(bound) = lower_bound(flat) {
        least = least.max(bound.floor() as i64);
    }
    if let Some(bound) = flat.smallest("maximum").or(flat.smallest("exclusiveMaximum")) {
        most = most.min(bound.ceil() as i64);
    }
    let start = 1_i64.clamp(least.min(most), most);
    let aligned = start.saturating_add(step - 1).div_euclid(step).saturating_mul(step);
    let skipped = i64::try_from(index).unwrap_or_default().saturating_mul(step);
    let beyond = |offset: i64| aligned.saturating_add(skipped).saturating_add(offset);
    let candidates = [beyond(0), beyond(step), beyond(-step), beyond(-step.saturating_mul(2))];
    candidates.into_iter().map(Value::from).find(|value| fits(value, flat))
}

/// A number that fits all schemas.
pub(super) fn number(flat: &Flat<'_>, index: usize) -> Option<Value> {
    let step = flat.largest("multipleOf").filter(|step| *step > 0.0);
    let least = lower_bound(flat);
    let most = flat.smallest("maximum").or(flat.smallest("exclusiveMaximum"));
    let start = 1.0 + index as f64;
    let middle = match (least, most) {
        (Some(least), Some(most)) => f64::midpoint(least, most),
        (Some(least), None) => least + start,
        (None, Some(most)) => most - start,
        (None, None) => start,
    };
    let aligned = |number: f64| match step {
        Some(step) => (number / step).ceil() * step,
        None => number,
    };
    let candidates = [Some(start), least, most, Some(middle), least.map(|least| least + start)];
    candidates
        .into_iter()
        .flatten()
        .flat_map(|number| [aligned(number), number])
        .filter_map(Number::from_f64)
        .map(Value::Number)
        .find(|value| fits(value, flat))
}

fn lower_bound(flat: &Flat<'_>) -> Option<f64> {
    flat.largest("minimum").or(flat.largest("exclusiveMinimum"))
}
