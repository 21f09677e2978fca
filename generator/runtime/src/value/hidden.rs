//! The placeholder for secrets in `Debug` output.

use std::fmt;

/// Replaces a secret value in `Debug` output.
#[derive(Clone, Copy)]
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}
