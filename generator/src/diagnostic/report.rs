//! All messages of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::{Code, Diagnostic, Lints, Severity};
use crate::source::{At, Digest, Location, Locations, Position, Sources};

/// All messages of a run, and the texts of the files.
///
/// A report keeps the first [`Report::LISTED`] messages of each code, and counts the others.
#[derive(Debug, Clone)]
pub struct Report {
    /// Every file that was read.
    pub sources: Sources,
    /// The levels of warnings that are pushed from now on.
    pub lints: Lints,
    /// The number of messages of each code to keep. Default: [`Report::LISTED`].
    pub listed: usize,
    diagnostics: Vec<Diagnostic>,
    /// The messages that are only counted.
    counted: Vec<Counted>,
    counts: BTreeMap<(Code, Severity), Count>,
    raised: usize,
    seen: BTreeSet<Digest>,
    softened: Option<Softened>,
}

/// What errors in a part that a crate can do without become: warnings.
#[derive(Debug, Clone, Copy)]
pub struct Softened {
    /// The code of the warnings.
    pub code: Code,
    /// What is lost, in a few words: their messages end with it.
    pub loss: &'static str,
}

/// A message that is only counted.
#[derive(Debug, Clone)]
struct Counted {
    code: Code,
    severity: Severity,
    location: Option<Location>,
}

/// The messages of one code that a report does not keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlisted {
    /// Their code.
    pub code: Code,
    /// Error or warning.
    pub severity: Severity,
    /// Their number.
    pub count: usize,
}

impl fmt::Display for Unlisted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} more are not listed (--all lists them)", self.count)
    }
}

/// The number of messages with a code.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    listed: usize,
    unlisted: usize,
}

impl Count {
    fn all(self) -> usize {
        self.listed + self.unlisted
    }
}

impl Default for Report {
    fn default() -> Self {
        Self {
            sources: Sources::default(),
            lints: Lints::default(),
            listed: Self::LISTED,
            diagnostics: Vec::new(),
            counted: Vec::new(),
            counts: BTreeMap::new(),
            raised: 0,
            seen: BTreeSet::new(),
            softened: None,
        }
    }
}

/// The identity of a message: code, file, location and text. The file is identified by its name,
/// because documents that share a file read it once each.
fn identity(diagnostic: &Diagnostic, sources: &Sources) -> Digest {
    let mut text = diagnostic.code.id().to_owned();
    if let Some(location) = &diagnostic.location {
        text.push_str(sources.get(location.file).map_or("", |source| source.name.as_str()));
        // No file name contains this character.
        text.push('\0');
        match &location.at {
            At::Value(pointer) => text.extend(["value", pointer.as_str()]),
            At::Key(pointer) => text.extend(["key", pointer.as_str()]),
            At::Offset(offset) => text.extend(["offset", &offset.to_string()]),
        }
    }
    text.push('\0');
    text.push_str(&diagnostic.message);
    Digest::of(text.as_bytes())
}

impl Report {
    /// The default number of messages of each code to keep.
    pub const LISTED: usize = 1_000;

    /// An empty report.
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps or counts a message. Ignores it if it is there already (same code, location and text),
    /// or its code is allowed.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if let Some(softened) = self.softened
            && diagnostic.code.severity() == Severity::Error
            // A limit concerns the whole document.
            && diagnostic.code != Code::TooMany
        {
            diagnostic.code = softened.code;
            diagnostic.message = format!("{}; {}", diagnostic.message, softened.loss);
        }
        let code = diagnostic.code;
        let Some(severity) = self.lints.severity(code) else { return };
        diagnostic.severity = severity;
        // A denied warning does not invalidate a part of the document.
        self.raised += usize::from(code.severity() == Severity::Error);
        if !self.seen.insert(identity(&diagnostic, &self.sources)) {
            return;
        }
        let count = self.counts.entry((code, severity)).or_default();
        if count.listed < self.listed {
            count.listed += 1;
            self.diagnostics.push(diagnostic);
        } else {
            count.unlisted += 1;
            self.counted.push(Counted { code, severity, location: diagnostic.location });
        }
    }

    /// Counts an error again that was pushed before, because it affects another part.
    pub fn raise_again(&mut self) {
        self.raised += usize::from(self.softened.is_none());
    }

    /// Whether errors become warnings.
    pub fn is_softened(&self) -> bool {
        self.softened.is_some()
    }

    /// Sets how errors are handled from now on, and returns the previous setting.
    pub fn soften(&mut self, softened: Option<Softened>) -> Option<Softened> {
        std::mem::replace(&mut self.softened, softened)
    }

    /// The number of errors, including repeated ones. Compare it before and after some work to find
    /// out whether the work had errors.
    pub fn errors_raised(&self) -> usize {
        self.raised
    }

    /// Removes all messages at and below some locations.
    pub fn forget(&mut self, outer: &Locations) {
        if outer.is_empty() {
            return;
        }
        let is_forgotten =
            |location: Option<&Location>| location.is_some_and(|location| outer.cover(location));
        let (sources, seen) = (&self.sources, &mut self.seen);
        self.diagnostics.retain(|diagnostic| {
            let forgotten = is_forgotten(diagnostic.location.as_ref());
            if forgotten {
                seen.remove(&identity(diagnostic, sources));
            }
            !forgotten
        });
        self.counted.retain(|counted| !is_forgotten(counted.location.as_ref()));
        self.counts.clear();
        for diagnostic in &self.diagnostics {
            self.counts.entry((diagnostic.code, diagnostic.severity)).or_default().listed += 1;
        }
        for counted in &self.counted {
            self.counts.entry((counted.code, counted.severity)).or_default().unlisted += 1;
        }
    }

    /// The locations of all errors.
    pub fn error_locations(&self) -> impl Iterator<Item = &Location> {
        let listed =
            self.diagnostics.iter().map(|diagnostic| (diagnostic.severity, &diagnostic.location));
        let all =
            listed.chain(self.counted.iter().map(|counted| (counted.severity, &counted.location)));
        all.filter(|(severity, _)| *severity == Severity::Error)
            .filter_map(|(_, location)| location.as_ref())
    }

    /// Whether one of the errors stops generation even with `--keep-going`.
    pub fn is_stopped(&self) -> bool {
        self.counts.keys().any(|(code, _)| code.stops())
    }

    /// Whether one of the messages is an error.
    pub fn has_errors(&self) -> bool {
        self.counts.keys().any(|(_, severity)| *severity == Severity::Error)
    }

    /// The number of all messages, including those that are only counted.
    pub fn message_count(&self) -> usize {
        self.counts.values().map(|count| count.all()).sum()
    }

    /// The numbers of errors and warnings, including those that are only counted.
    pub fn counts(&self) -> (usize, usize) {
        let errors = self.counts.iter().filter(|((_, severity), _)| *severity == Severity::Error);
        let errors = errors.map(|(_, count)| count.all()).sum();
        (errors, self.message_count() - errors)
    }

    /// The number of messages of each code, including those that are only counted.
    pub fn counts_by_code(&self) -> BTreeMap<Code, usize> {
        let mut counts = BTreeMap::new();
        for ((code, _), count) in &self.counts {
            *counts.entry(*code).or_default() += count.all();
        }
        counts
    }

    /// The messages that are only counted, by code.
    pub fn unlisted(&self) -> impl Iterator<Item = Unlisted> {
        let counts = self.counts.iter().filter(|(_, count)| count.unlisted > 0);
        counts.map(|(&(code, severity), count)| Unlisted { code, severity, count: count.unlisted })
    }

    /// The messages in document order: by file in the order of reading, then by position. Messages
    /// without a location come last.
    pub fn diagnostics(&self) -> Vec<&Diagnostic> {
        self.located().into_iter().map(|(diagnostic, _)| diagnostic).collect()
    }

    /// The messages in document order, each with its position.
    pub fn located(&self) -> Vec<(&Diagnostic, Option<Position>)> {
        self.in_order(&self.locations())
    }

    /// The positions of all locations, including related ones. Each file is scanned once.
    pub(super) fn locations(&self) -> BTreeMap<&Location, Position> {
        let locations = self.diagnostics.iter().flat_map(|diagnostic| {
            diagnostic
                .location
                .iter()
                .chain(diagnostic.related.iter().map(|(location, _)| location))
        });
        self.sources.located(locations)
    }

    pub(super) fn in_order(
        &self,
        locations: &BTreeMap<&Location, Position>,
    ) -> Vec<(&Diagnostic, Option<Position>)> {
        let mut all: Vec<_> = self
            .diagnostics
            .iter()
            .map(|diagnostic| {
                let position = diagnostic
                    .location
                    .as_ref()
                    .and_then(|location| locations.get(location))
                    .copied();
                (diagnostic, position)
            })
            .collect();
        all.sort_by_cached_key(|(diagnostic, position)| {
            let file =
                diagnostic.location.as_ref().map(|location| self.sources.written(location).file);
            (file.is_none(), file, position.map(|position| position.start))
        });
        all
    }
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::source::{Location, Pointer};

    #[test]
    fn messages_come_in_document_order_and_once() {
        let mut report = Report::new();
        let first = report.sources.add("a.yaml", "one: 1\ntwo: 2\n");
        let second = report.sources.add("b.yaml", "three: 3\n");
        let location = |file, key| Location::value(file, Pointer::root().child(key));
        report.push(Diagnostic::new(Code::Syntax, "none"));
        report.push(Diagnostic::new(Code::Syntax, "b").at(location(second, "three")));
        report.push(Diagnostic::new(Code::WrongType, "a two").at(location(first, "two")));
        report.push(Diagnostic::new(Code::NotText, "a one").at(location(first, "one")));
        report.push(Diagnostic::new(Code::NotText, "a one").at(location(first, "one")));
        let messages: Vec<_> =
            report.diagnostics().iter().map(|diagnostic| diagnostic.message.clone()).collect();
        assert_eq!(messages, ["a one", "a two", "b", "none"]);
        assert_eq!(report.counts(), (3, 1));
        assert!(report.has_errors());
    }

    #[test]
    fn messages_with_one_code_are_counted_after_the_first_ones() {
        let mut report = Report::new();
        report.listed = 2;
        let file = report.sources.add("a.yaml", "one: 1\ntwo: 2\nthree: 3\nfour: 4\n");
        let location = |key| Location::value(file, Pointer::root().child(key));
        for key in ["one", "two", "three", "four", "four"] {
            report.push(Diagnostic::new(Code::NotText, "a").at(location(key)));
            report.push(Diagnostic::new(Code::WrongType, "b").at(location(key)));
        }
        assert_eq!(
            (report.message_count(), report.counts(), report.errors_raised()),
            (8, (4, 4), 5)
        );
        assert_eq!(report.diagnostics().len(), 4);
        let unlisted: Vec<_> =
            report.unlisted().map(|unlisted| (unlisted.code, unlisted.count)).collect();
        assert_eq!(unlisted, [(Code::WrongType, 2), (Code::NotText, 2)]);
        assert_eq!(report.error_locations().count(), 4);
        report.forget(&[&location("one"), &location("four")].into_iter().collect());
        assert_eq!((report.message_count(), report.counts()), (4, (2, 2)));
        report.push(Diagnostic::new(Code::NotText, "a").at(location("one")));
        assert_eq!((report.message_count(), report.diagnostics().len()), (5, 3));
    }
}
