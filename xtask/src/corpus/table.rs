//! What became of the documents, as a table for people and as tab-separated values.

use std::fmt::Write as _;
use std::time::Duration;

use super::check::Checked;
use super::document::{Figures, Made};
use super::examples::{self, Tried, Verdict};
use super::find::Found;
use oasmith::diagnostic::{Code, Loss, visible};

/// How the process of a document ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// There is a crate.
    Ok,
    /// The document has errors; there is no crate, or one of the rest.
    Errors,
    /// The process ended in some other way, or passed the limit of memory.
    Crash,
    /// The process passed the limit of time.
    Timeout,
}

impl Outcome {
    pub const ALL: [Self; 4] = [Self::Ok, Self::Errors, Self::Crash, Self::Timeout];

    /// As it stands in the table.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Errors => "errors",
            Self::Crash => "crash",
            Self::Timeout => "timeout",
        }
    }
}

/// What became of a document.
#[derive(Debug)]
pub struct Row {
    pub document: Found,
    pub outcome: Outcome,
    /// `None` after a crash or timeout.
    pub figures: Option<Figures>,
    pub time: Duration,
    /// The most memory that was used, in kB.
    pub peak: Option<u64>,
    /// `None` when the crate was not checked.
    pub check: Option<Checked>,
    /// `None` when its examples were not tried.
    pub examples: Option<Tried>,
}

/// How many schemas or operations were lost for errors in them.
fn lost_for_errors(made: &Made, loss: Loss) -> usize {
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
    /// How many schemas or operations were lost: by the codes of the warnings, and for errors.
    pub fn lost(&self, loss: Loss) -> usize {
        let codes = || Code::ALL.iter().filter(|code| code.loss() == Some(loss));
        let warned = |figures: &Figures| {
            codes().filter_map(|code| figures.codes.get(code.id())).sum::<usize>()
        };
        self.figures.iter().map(warned).sum::<usize>()
            + self.made().map_or(0, |made| lost_for_errors(made, loss))
    }

    /// What is in the crate, if there is one.
    pub fn made(&self) -> Option<&Made> {
        self.figures.as_ref()?.made.as_ref()
    }

    /// Whether its crate does not compile.
    pub fn check_failed(&self) -> bool {
        self.check.as_ref().is_some_and(|check| !check.succeeded)
    }

    /// Whether an example does not come back as it was, or none could be tried.
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

/// One line for each document below a line of names, cells apart by a tab.
pub fn tsv(rows: &[Row]) -> String {
    let mut text = COLUMNS.join("\t") + "\n";
    for row in rows {
        text += &(row.cells().join("\t") + "\n");
    }
    text
}

/// The same in columns, numbers to the right.
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

/// How many documents ended in which way, what was lost, and by which codes.
pub fn summary(rows: &[Row]) -> String {
    let ended = |outcome: Outcome| rows.iter().filter(|row| row.outcome == outcome).count();
    let outcomes: Vec<_> =
        Outcome::ALL.iter().map(|it| format!("{} {}", ended(*it), it.word())).collect();
    let mut text = format!("documents: {} ({})\n", rows.len(), outcomes.join(", "));
    let checked = rows.iter().filter(|row| row.check.is_some()).count();
    if checked > 0 {
        let failed = rows.iter().filter(|row| row.check_failed()).count();
        let warnings: usize =
            rows.iter().filter_map(|row| row.check.as_ref()).map(|check| check.warnings).sum();
        text += &format!("checked: {checked} ({failed} failed, {warnings} rustc warnings)\n");
    }
    text += &examples::summary(rows);
    let made = || rows.iter().filter_map(Row::made);
    let schemas: usize = made().map(|made| made.schemas).sum();
    let operations: usize = made().map(|made| made.operations).sum();
    for (loss, what, all) in [
        (Loss::Schema, "degraded schemas", schemas),
        (Loss::Operation, "operations left out", operations),
    ] {
        let made = || rows.iter().filter(|row| row.made().is_some());
        let lost: usize = made().map(|row| row.lost(loss)).sum();
        let times = |code: &Code| -> usize {
            made().filter_map(|row| row.figures.as_ref()?.codes.get(code.id())).sum()
        };
        let codes = Code::ALL.iter().filter(|code| code.loss() == Some(loss) && times(code) > 0);
        let mut codes: Vec<_> =
            codes.map(|code| format!("{} {}: {}", times(code), code.id(), code.title())).collect();
        let for_errors: usize =
            made().filter_map(|row| Some(lost_for_errors(row.made()?, loss))).sum();
        if for_errors > 0 {
            codes.push(format!("{for_errors} for errors in them"));
        }
        let reasons =
            if codes.is_empty() { String::new() } else { format!(" ({})", codes.join("; ")) };
        text += &format!("{what}: {lost} beside {all}{reasons}\n");
    }
    text
}
