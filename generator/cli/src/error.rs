//! Why a command failed, and what to do.

use std::fmt;

use oasmith::diagnostic::{Code, Diagnostic};

use crate::program::Program;

/// A problem and its solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandError {
    message: String,
    help: String,
}

/// The result of a step that may fail.
pub type Checked<T = ()> = Result<T, CommandError>;

impl CommandError {
    /// Message and help, both without a full stop. The message may have several lines. Both write
    /// commands as `oasmith lint`, and name the program that was called.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        let program = Program::called();
        Self { message: program.spell(&message.into()), help: program.spell(&help.into()) }
    }

    /// The same as a message with a code.
    pub fn into_diagnostic(self, code: Code) -> Diagnostic {
        Diagnostic::new(code, self.message).help(self.help)
    }

    /// Adds a note about what was done before.
    pub fn after(mut self, what: &str) -> Self {
        self.help = format!("{}\n  = note: {what}", self.help);
        self
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error: {}\n  = help: {}", self.message.trim_end(), self.help)
    }
}
