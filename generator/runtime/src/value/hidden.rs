//! What `Debug` shows in place of a secret.

use std::fmt;

/// Stands for a secret value in `Debug` output.
#[derive(Clone, Copy)]
pub struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("…")
    }
}
