//! Complete runs and samples.

use std::env;

/// If this variable is set, a run is complete: it ignores records, and expensive tests do not use
/// samples. `cargo xtask ci` sets it.
const ALL: &str = "OASMITH_TEST_ALL";

/// Whether this run is complete.
pub fn is_complete() -> bool {
    env::var_os(ALL).is_some()
}

/// All elements if the run is complete; otherwise every `nth`, beginning with the first.
pub fn sample<I: IntoIterator>(all: I, nth: usize) -> impl Iterator<Item = I::Item> {
    all.into_iter().step_by(if is_complete() { 1 } else { nth })
}

#[cfg(test)]
mod tests {
    use super::{is_complete, sample};

    #[test]
    fn a_sample_has_the_first_element_and_those_far_from_it() {
        let expected: &[i32] = if is_complete() { &[1, 2, 3, 4, 5] } else { &[1, 4] };
        assert_eq!(sample([1, 2, 3, 4, 5], 3).collect::<Vec<_>>(), expected);
    }
}
