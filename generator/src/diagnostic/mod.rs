//! Messages of a run: errors and warnings with a code, a location and a help. They are collected in
//! a [`Report`].

mod code;
mod excerpt;
pub mod explain;
mod github;
mod json;
mod label;
mod lints;
mod nearest;
mod render;
mod report;
mod sarif;
mod span;

pub use code::{Code, Loss};
pub use excerpt::visible;
pub use lints::{Level, Lints};
pub use nearest::{nearest, nearest_file};
pub use render::{Located, Rendered, Style};
pub use report::{Report, Softened, Unlisted};
pub use span::escaped_json;

use crate::source::Location;

/// Error or warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be generated.
    Error,
    /// The crate is generated, but lacks a part of the document or differs from it.
    Warning,
}

impl Severity {
    /// The word that a message starts with.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One message: what is wrong, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The kind of the problem.
    pub code: Code,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// Where it is wrong.
    pub location: Option<Location>,
    /// A few words beside the underlined source. `None` for the label of the code.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Related locations, each with a label.
    pub related: Vec<(Location, String)>,
    severity: Severity,
}

impl Diagnostic {
    /// A message without a location.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            location: None,
            label: None,
            help: None,
            related: Vec::new(),
            severity: code.severity(),
        }
    }

    /// Sets the location.
    #[must_use]
    pub fn at(mut self, location: Location) -> Self {
        self.location = Some(location);
        self
    }

    /// The label: that of this message, or that of its code.
    pub fn label_or_default(&self) -> &str {
        self.label.as_deref().or(self.code.label()).unwrap_or_default()
    }

    /// Sets the label of the underlined source.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets the help: what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a related location.
    #[must_use]
    pub fn related(mut self, location: Location, text: impl Into<String>) -> Self {
        self.related.push((location, text.into()));
        self
    }

    /// Error or warning: that of the code, or that of the report's [`Lints`].
    pub fn severity(&self) -> Severity {
        self.severity
    }
}
