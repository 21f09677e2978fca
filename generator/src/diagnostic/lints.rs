//! Levels of warnings.

use std::collections::BTreeMap;

use super::{Code, Severity};

/// The level of a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It is hidden.
    Allow,
    /// It is shown, and the crate is generated.
    Warn,
    /// It is an error, and nothing is generated.
    Deny,
}

impl Level {
    /// All levels, each with its word in the manifest and on the command line.
    pub const WORDS: &'static [(&'static str, Self)] =
        &[("allow", Self::Allow), ("warn", Self::Warn), ("deny", Self::Deny)];
}

/// The level of each warning. The last one that is set counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lints {
    levels: BTreeMap<Code, Level>,
    warnings_denied: bool,
}

impl Lints {
    /// Sets the level of a warning. It has no effect on errors.
    pub fn set(&mut self, code: Code, level: Level) {
        self.levels.insert(code, level);
    }

    /// Makes every warning an error, except those that were allowed before or get a level
    /// afterwards.
    pub fn deny_warnings(&mut self) {
        self.warnings_denied = true;
        self.levels.retain(|_, level| *level != Level::Warn);
    }

    /// The severity of messages with this code. `None` if they are hidden.
    pub fn severity(&self, code: Code) -> Option<Severity> {
        if code.severity() == Severity::Error {
            return Some(Severity::Error);
        }
        match self.levels.get(&code) {
            Some(Level::Allow) => None,
            Some(Level::Warn) => Some(Severity::Warning),
            Some(Level::Deny) => Some(Severity::Error),
            None if self.warnings_denied => Some(Severity::Error),
            None => Some(Severity::Warning),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Level, Lints};
    use crate::diagnostic::{Code, Diagnostic, Report, Severity};

    const CODE: Code = Code::NameClash;

    #[test]
    fn what_is_chosen_later_holds() {
        let mut lints = Lints::default();
        assert_eq!(lints.severity(CODE), Some(Severity::Warning));
        lints.set(CODE, Level::Warn);
        lints.deny_warnings();
        assert_eq!(lints.severity(CODE), Some(Severity::Error));
        lints.set(CODE, Level::Warn);
        assert_eq!(lints.severity(CODE), Some(Severity::Warning));
        assert_eq!(lints.severity(Code::NotText), Some(Severity::Error));
    }

    #[test]
    fn what_is_allowed_is_no_warning_that_could_be_denied() {
        let mut lints = Lints::default();
        lints.set(CODE, Level::Allow);
        lints.deny_warnings();
        assert_eq!(lints.severity(CODE), None);
    }

    #[test]
    fn an_error_stays_one() {
        let mut lints = Lints::default();
        for (_, level) in Level::WORDS {
            lints.set(Code::Syntax, *level);
            assert_eq!(lints.severity(Code::Syntax), Some(Severity::Error));
        }
    }

    #[test]
    fn a_report_goes_by_them() {
        let mut report = Report::new();
        report.lints.set(Code::NotText, Level::Deny);
        report.lints.set(Code::NotBoolean, Level::Allow);
        for code in [CODE, Code::NotText, Code::NotBoolean] {
            report.push(Diagnostic::new(code, "this"));
        }
        assert_eq!(report.counts(), (1, 1));
        assert!(report.has_errors());
        let said: Vec<_> = report.diagnostics().iter().map(|it| (it.code, it.severity())).collect();
        assert_eq!(said, [(CODE, Severity::Warning), (Code::NotText, Severity::Error)]);
    }
}
