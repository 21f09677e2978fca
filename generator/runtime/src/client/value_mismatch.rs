//! Values of a response that do not match the document.

use std::fmt;

/// A value of a response that does not match the document, and was converted or left out: see
/// [`Builder::lenient`](super::super::Builder::lenient).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueMismatch {
    pub(crate) path: String,
    pub(crate) message: String,
    pub(crate) is_converted: bool,
}

impl ValueMismatch {
    /// Returns the path of the value in the body, such as `$.items[3].name`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns why the value cannot be read. The text may contain the value.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns whether the value was converted: a string to a number or boolean, or the other way
    /// round. Otherwise, it was left out.
    pub fn is_converted(&self) -> bool {
        self.is_converted
    }
}

impl fmt::Display for ValueMismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_converted { "converted" } else { "left out" };
        write!(formatter, "{}: {what}: {}", self.path, self.message)
    }
}
