//! What there is to say about a run: collected, never thrown.

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
pub use nearest::nearest;
pub use render::{Located, Rendered, Style};
pub use report::{Report, Unlisted};
pub use span::escaped_json;

use crate::source::Location;

/// How much a message matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be generated.
    Error,
    /// Something is generated, but not all that the document says.
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

/// One message: what is wrong, where, and a way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is about.
    pub code: Code,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// Where it is wrong.
    pub location: Option<Location>,
    /// A few words beside the underlined source.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Location, String)>,
    severity: Severity,
}

impl Diagnostic {
    /// A message without a place.
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

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Location) -> Self {
        self.location = Some(place);
        self
    }

    /// The few words beside the underlined source: its own, or those that suit all messages with
    /// its code.
    pub fn label_or_default(&self) -> &str {
        self.label.as_deref().or(self.code.label()).unwrap_or_default()
    }

    /// Puts a few words beside the underlined source.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Shows another place, too.
    #[must_use]
    pub fn related(mut self, place: Location, text: impl Into<String>) -> Self {
        self.related.push((place, text.into()));
        self
    }

    /// Error or warning: as the code has it, or as the report that it is in was told.
    pub fn severity(&self) -> Severity {
        self.severity
    }
}
