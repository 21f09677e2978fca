//! Numbers of JSON.

/// With its feature `arbitrary_precision`, `serde_json` wraps a number in a struct of this name.
#[allow(dead_code, reason = "not every crate has unions")]
pub(crate) const PRECISE_NUMBER: &str = "$serde_json::private::Number";

/// The integer that equals a double. `None` beyond 2^53, where doubles are not exact.
#[allow(dead_code, reason = "not every crate has unions")]
pub(crate) fn whole(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}
