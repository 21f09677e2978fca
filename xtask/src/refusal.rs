//! Why a command does nothing, and the way out.

use std::fmt;

/// What stands in the way, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    message: String,
    help: String,
}

/// A step that may be refused.
pub type Checked<T = ()> = Result<T, Refusal>;

impl Refusal {
    /// Both without a full stop; the message may have further lines.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }

    /// The same, with a line on what was or was not done.
    pub fn after(mut self, what: &str) -> Self {
        self.help = format!("{}\n  = note: {what}", self.help);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error: {}\n  = help: {}", self.message.trim_end(), self.help)
    }
}
