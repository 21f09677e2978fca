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
mod sarif;
mod span;

use std::collections::{BTreeMap, BTreeSet};

pub use code::{Code, Loss};
pub use excerpt::visible;
pub use lints::{Level, Lints};
pub use nearest::nearest;
pub use render::{Located, Rendered, Style};
pub use span::escaped_json;

use crate::source::{At, Location, Place, Sources};

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
    pub place: Option<Place>,
    /// A few words beside the underlined source.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// Other places that belong to it, each with a few words.
    pub related: Vec<(Place, String)>,
    severity: Severity,
}

impl Diagnostic {
    /// A message without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            place: None,
            label: None,
            help: None,
            related: Vec::new(),
            severity: code.severity(),
        }
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The few words beside the underlined source: its own, or those that suit all messages with its code.
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
    pub fn related(mut self, place: Place, text: impl Into<String>) -> Self {
        self.related.push((place, text.into()));
        self
    }

    /// Error or warning: as the code has it, or as the report that it is in was told.
    pub fn severity(&self) -> Severity {
        self.severity
    }
}

/// What makes two messages the same: code, file, place and text. A file goes by its name, since documents that share
/// one read it once each.
type Identity = (Code, Option<(String, At)>, String);

fn identity(diagnostic: &Diagnostic, sources: &Sources) -> Identity {
    let place = diagnostic.place.as_ref().map(|place| {
        let name = sources.get(place.file).map_or("", |source| source.name.as_str());
        (name.to_owned(), place.at.clone())
    });
    (diagnostic.code, place, diagnostic.message.clone())
}

/// All messages of a run, and the texts that they are about.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// Every file that was read.
    pub sources: Sources,
    /// What becomes of the warnings that are pushed from now on.
    pub lints: Lints,
    diagnostics: Vec<Diagnostic>,
    raised: usize,
    seen: BTreeSet<Identity>,
}

impl Report {
    /// A report that says nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a message, unless the same one (code, place and text) is there already, or its code is allowed.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        let Some(severity) = self.lints.severity(diagnostic.code) else { return };
        diagnostic.severity = severity;
        // A warning that is denied spoils nothing.
        self.raised += usize::from(diagnostic.code.severity() == Severity::Error);
        let identity = identity(&diagnostic, &self.sources);
        if self.seen.insert(identity) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Takes note of an error that was said before, and has another consequence now.
    pub fn raise_again(&mut self) {
        self.raised += 1;
    }

    /// How often an error was found, those that were found again and are said once each time: whoever looks at it before
    /// and after some work knows whether anything was wrong with that.
    pub fn errors_raised(&self) -> usize {
        self.raised
    }

    /// Takes back all that was said of what stands at and below a place.
    pub fn forget(&mut self, outer: &Place) {
        self.diagnostics.retain(|diagnostic| !diagnostic.place.as_ref().is_some_and(|place| place.is_within(outer)));
        self.seen = self.diagnostics.iter().map(|diagnostic| identity(diagnostic, &self.sources)).collect();
    }

    /// Where errors are.
    pub fn error_places(&self) -> impl Iterator<Item = &Place> {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error);
        errors.filter_map(|diagnostic| diagnostic.place.as_ref())
    }

    /// Whether one of the errors stops everything, even where what an error spoils may be left out.
    pub fn is_stopped(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code.stops())
    }

    /// Whether one of the messages is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity() == Severity::Error)
    }

    /// How many messages there are.
    pub fn said(&self) -> usize {
        self.diagnostics.len()
    }

    /// How many errors and warnings there are.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.diagnostics.iter().filter(|diagnostic| diagnostic.severity() == Severity::Error).count();
        (errors, self.diagnostics.len() - errors)
    }

    /// The messages in document order: by file as the files were read, then by position in it; those without a place
    /// come last.
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        self.located().into_iter().map(|(diagnostic, _)| diagnostic).collect()
    }

    /// The messages in document order, each with the position of its place.
    pub fn located(&self) -> Vec<(&Diagnostic, Option<Location>)> {
        self.in_order(&self.locations())
    }

    /// The positions of all places, those that are related among them: each file is read once.
    fn locations(&self) -> BTreeMap<&Place, Location> {
        let places = self
            .diagnostics
            .iter()
            .flat_map(|diagnostic| diagnostic.place.iter().chain(diagnostic.related.iter().map(|(place, _)| place)));
        self.sources.located(places)
    }

    fn in_order(&self, locations: &BTreeMap<&Place, Location>) -> Vec<(&Diagnostic, Option<Location>)> {
        let mut all: Vec<_> = self
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let location = diagnostic.place.as_ref().and_then(|place| locations.get(place)).copied();
                (diagnostic, location)
            })
            .collect();
        all.sort_by_key(|(diagnostic, location)| {
            let file = diagnostic.place.as_ref().map(|place| self.sources.written(place).file);
            (file.is_none(), file, location.map(|location| location.start))
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostic, Report};
    use crate::source::{Place, Pointer};

    #[test]
    fn messages_come_in_document_order_and_once() {
        let mut report = Report::new();
        let first = report.sources.add("a.yaml", "one: 1\ntwo: 2\n");
        let second = report.sources.add("b.yaml", "three: 3\n");
        let place = |file, key| Place::value(file, Pointer::root().child(key));
        report.push(Diagnostic::new(Code::Syntax, "none"));
        report.push(Diagnostic::new(Code::Syntax, "b").at(place(second, "three")));
        report.push(Diagnostic::new(Code::WrongType, "a two").at(place(first, "two")));
        report.push(Diagnostic::new(Code::NotText, "a one").at(place(first, "one")));
        report.push(Diagnostic::new(Code::NotText, "a one").at(place(first, "one")));
        let messages: Vec<_> = report.diagnostics().iter().map(|diagnostic| diagnostic.message.clone()).collect();
        assert_eq!(messages, ["a one", "a two", "b", "none"]);
        assert_eq!(report.counts(), (3, 1));
        assert!(report.has_errors());
    }
}
