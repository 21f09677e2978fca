//! The results of all documents: a table for people, tab-separated values, and a summary.

use std::fmt::Write as _;
use std::time::Duration;

use super::check::Checked;
use super::document::{CrateCounts, Figures};
use super::examples::{self, Tried, Verdict};
use super::find::FoundDocument;
use oasmith::diagnostic::{Code, Loss, visible};

/// How the process of a document ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There is a crate.
    Ok,
    /// The document has errors. There is no crate, or one without the invalid parts.
    Errors,
    /// The process ended in another way, or exceeded the memory limit.
    Crash,
    /// The process exceeded the time limit.
    Timeout,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Ok, Self::Errors, Self::Crash, Self::Timeout];

    /// The word in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Errors => "errors",
            Self::Crash => "crash",
            Self::Timeout => "timeout",
        }
    }
}

/// The result of a document.
#[derive(Debug)]
pub struct Row {
    pub document: FoundDocument,
    pub outcome: Outcome,
    /// `None` after a crash or timeout.
    pub figures: Option<Figures>,
    pub time: Duration,
    /// Peak resident memory, in kB.
    pub peak: Option<u64>,
    /// `None` if the crate was not checked.
    pub check: Option<Checked>,
    /// `None` if its examples were not tried.
    pub examples: Option<Tried>,
}

/// The number of schemas or operations that were lost because of errors.
fn lost_for_errors(made: &CrateCounts, loss: Loss) -> usize {
    match loss {
        Loss::Schema => made.degraded,
        Loss::Operation => made.left_out,
    }
}

const COLUMNS: [&str; 20] = [
    "name",
    "version",
    "operations",
    "schemas",
    "outcome",
    "errors",
    "warnings",
    "degraded",
    "left out",
    "files",
    "lines",
    "seconds",
    "peak MB",
    "check",
    "rustc errors",
    "rustc warnings",
    "check seconds",
    "examples",
    "valid",
    "lossy",
];

impl Row {
    /// The number of schemas or operations that were lost, by warnings and by errors.
    pub fn lost(&self, loss: Loss) -> usize {
        let codes = || Code::ALL.iter().filter(|code| code.loss() == Some(loss));
        let warned = |figures: &Figures| {
            codes().filter_map(|code| figures.codes.get(code.id())).sum::<usize>()
        };
        self.figures.iter().map(warned).sum::<usize>()
            + self.made().map_or(0, |made| lost_for_errors(made, loss))
    }

    /// The counts of the crate, if there is one.
    pub fn made(&self) -> Option<&CrateCounts> {
        self.figures.as_ref()?.made.as_ref()
    }

    /// Whether its crate does not compile.
    pub fn check_failed(&self) -> bool {
        self.check.as_ref().is_some_and(|check| !check.succeeded)
    }

    /// Whether an example changed in a round trip, or examples could not be tried.
    pub fn examples_failed(&self) -> bool {
        self.examples.as_ref().is_some_and(|tried| !tried.is_clean())
    }

    fn cells(&self) -> [String; COLUMNS.len()] {
        let none = || "-".to_owned();
        let of_figures = |get: &dyn Fn(&Figures) -> usize| {
            self.figures.as_ref().map_or_else(none, |it| get(it).to_string())
        };
        let made = self.made();
        let of_made = |number: Option<usize>| number.map_or_else(none, |number| number.to_string());
        let check = self.check.as_ref();
        let verdict = self.examples.as_ref().and_then(Tried::verdict);
        let of_verdict = |get: fn(&Verdict) -> usize| {
            verdict.map_or_else(none, |verdict| get(verdict).to_string())
        };
        let of_check =
            |number: Option<usize>| number.map_or_else(none, |number| number.to_string());
        [
            visible(&self.document.name),
            self.document.version.as_deref().map_or_else(none, visible),
            of_made(made.map(|made| made.operations)),
            of_made(made.map(|made| made.schemas)),
            self.outcome.word().to_owned(),
            of_figures(&|figures| figures.errors),
            of_figures(&|figures| figures.warnings),
            of_made(made.map(|_| self.lost(Loss::Schema))),
            of_made(made.map(|_| self.lost(Loss::Operation))),
            of_made(made.map(|made| made.files)),
            of_made(made.map(|made| made.lines)),
            format!("{:.2}", self.time.as_secs_f64()),
            self.peak.map_or_else(none, |peak| format!("{:.1}", peak as f64 / 1024.0)),
            check.map_or_else(none, |check| {
                if check.succeeded { "ok" } else { "failed" }.to_owned()
            }),
            of_check(check.map(|check| check.errors)),
            of_check(check.map(|check| check.warnings)),
            check.map_or_else(none, |check| format!("{:.2}", check.time.as_secs_f64())),
            of_verdict(|verdict| verdict.examples),
            of_verdict(|verdict| verdict.valid),
            of_verdict(|verdict| verdict.failed.len()),
        ]
    }
}

/// A header line and one line for each document, with tabs between the cells.
pub fn tsv(rows: &[Row]) -> String {
    let mut text = COLUMNS.join("\t") + "\n";
    for row in rows {
        text += &(row.cells().join("\t") + "\n");
    }
    text
}

/// The same in columns, with numbers aligned to the right.
pub fn table(rows: &[Row]) -> String {
    const TO_THE_LEFT: [&str; 4] = ["name", "version", "outcome", "check"];
    let mut lines = vec![COLUMNS.map(str::to_owned)];
    lines.extend(rows.iter().map(Row::cells));
    let mut widths = [0; COLUMNS.len()];
    for line in &lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut text = String::new();
    for line in lines {
        let mut shown = String::new();
        for ((cell, width), column) in line.iter().zip(widths).zip(COLUMNS) {
            _ = match TO_THE_LEFT.contains(&column) {
                true => write!(shown, "{cell:width$}  "),
                false => write!(shown, "{cell:>width$}  "),
            };
        }
        text += &(shown.trim_end().to_owned() + "\n");
    }
    text
}

/// Counts of all documents: outcomes, checks, examples, and what the crates lack.
pub fn summary(rows: &[Row]) -> String {
    let mut text = outcomes(rows) + "\n";
    if let Some(line) = checks(rows) {
        text += &(line + "\n");
    }
    text += &examples::summary(rows);
    for loss in [Loss::Schema, Loss::Operation] {
        text += &(losses(rows, loss) + "\n");
    }
    text
}

/// Such as `documents: 3 (2 ok, 1 errors, 0 crash, 0 timeout)`.
fn outcomes(rows: &[Row]) -> String {
    let counts = Outcome::ALL.map(|outcome| {
        let count = rows.iter().filter(|row| row.outcome == outcome).count();
        format!("{count} {}", outcome.word())
    });
    format!("documents: {} ({})", rows.len(), counts.join(", "))
}

/// Such as `checked: 2 (1 failed, 7 rustc warnings)`. `None` if no crate was checked.
fn checks(rows: &[Row]) -> Option<String> {
    let checks: Vec<&Checked> = rows.iter().filter_map(|row| row.check.as_ref()).collect();
    let failed = checks.iter().filter(|check| !check.succeeded).count();
    let warnings: usize = checks.iter().map(|check| check.warnings).sum();
    let count = checks.len();
    (count > 0).then(|| format!("checked: {count} ({failed} failed, {warnings} rustc warnings)"))
}

/// Such as `degraded schemas: 2 beside 40 (1 W0303: …; 1 with errors)`. Only documents that became
/// a crate are counted.
fn losses(rows: &[Row], loss: Loss) -> String {
    let crates: Vec<(&Row, &CrateCounts)> =
        rows.iter().filter_map(|row| Some((row, row.made()?))).collect();
    let lost: usize = crates.iter().map(|(row, _)| row.lost(loss)).sum();
    let by_errors: usize = crates.iter().map(|(_, made)| lost_for_errors(made, loss)).sum();

    let mut reasons = Vec::new();
    for code in Code::ALL.iter().filter(|code| code.loss() == Some(loss)) {
        let figures = crates.iter().filter_map(|(row, _)| row.figures.as_ref());
        let count: usize = figures.filter_map(|figures| figures.codes.get(code.id())).sum();
        if count > 0 {
            reasons.push(format!("{count} {}: {}", code.id(), code.title()));
        }
    }
    if by_errors > 0 {
        reasons.push(format!("{by_errors} with errors"));
    }
    let reasons = match reasons.is_empty() {
        true => String::new(),
        false => format!(" ({})", reasons.join("; ")),
    };
    let (what, all): (_, usize) = match loss {
        Loss::Schema => ("degraded schemas", crates.iter().map(|(_, made)| made.schemas).sum()),
        Loss::Operation => {
            ("operations left out", crates.iter().map(|(_, made)| made.operations).sum())
        }
    };
    format!("{what}: {lost} beside {all}{reasons}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Checked, CrateCounts, Duration, Figures, FoundDocument, Outcome, Row, summary};

    fn row(outcome: Outcome) -> Row {
        Row {
            document: FoundDocument::default(),
            outcome,
            figures: None,
            time: Duration::ZERO,
            peak: None,
            check: None,
            examples: None,
        }
    }

    #[test]
    fn a_summary_counts_what_the_crates_lack() {
        let made =
            CrateCounts { operations: 5, schemas: 40, degraded: 1, ..CrateCounts::default() };
        let codes = BTreeMap::from([("W0303".to_owned(), 1)]);
        let complete = Row {
            figures: Some(Figures { codes, made: Some(made), ..Figures::default() }),
            check: Some(Checked { succeeded: false, warnings: 7, ..Checked::default() }),
            ..row(Outcome::Errors)
        };
        let text = summary(&[complete, row(Outcome::Timeout)]);
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "documents: 2 (0 ok, 1 errors, 0 crash, 1 timeout)",
                "checked: 1 (1 failed, 7 rustc warnings)",
                "degraded schemas: 2 beside 40 (1 W0303: a type is not defined by OpenAPI; 1 with errors)",
                "operations left out: 0 beside 5",
            ]
        );
    }
}
