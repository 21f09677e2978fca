//! Flags for messages, which several commands share, and the output of messages.

use std::fmt::Display;

use clap::ValueEnum;
use oasmith::diagnostic::{Code, Level, Lints};
use oasmith::manifest::{ValueError, check_code, check_lint};
use oasmith::{Input, Report};

use crate::terminal::{Shown, note, say, show};

/// The format of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    // Comments here would be shown at length in the help of every command.
    Human,
    Json,
    Github,
    Sarif,
}

/// Flags for messages.
#[derive(clap::Args)]
#[command(next_help_heading = "Messages")]
pub struct Messages {
    /// Format of messages: `human` to standard error; others to standard output: JSON lines,
    /// annotations for GitHub Actions, or SARIF 2.1.0
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    message_format: Format,

    /// Print problems only, and nothing on success
    #[arg(short, long)]
    quiet: bool,

    /// List all messages, not only the first 50 (`human`) or the first 1000 of each code
    #[arg(long)]
    all: bool,

    /// Make every warning an error, except those that are allowed
    #[arg(long)]
    deny_warnings: bool,

    /// Hide this warning
    #[arg(long, value_name = "CODE", value_parser = lint)]
    allow: Vec<Code>,

    /// Show this warning, even if the manifest hides it
    #[arg(long, value_name = "CODE", value_parser = lint)]
    warn: Vec<Code>,

    /// Make this warning an error
    #[arg(long, value_name = "CODE", value_parser = code)]
    deny: Vec<Code>,
}

impl Messages {
    /// A report that keeps as many messages as are shown.
    pub fn report(&self) -> Report {
        let mut report = Report::new();
        if self.all {
            report.listed = usize::MAX;
        }
        report
    }

    /// Applies the levels of the command line after those of the manifest. If a code has several,
    /// the strictest one counts.
    pub fn apply(&self, input: Option<Input>) -> Option<Input> {
        input.map(|mut input| {
            self.set(&mut input.manifest.lints);
            input
        })
    }

    fn set(&self, lints: &mut Lints) {
        if self.deny_warnings {
            lints.deny_warnings();
        }
        for (codes, level) in
            [(&self.allow, Level::Allow), (&self.warn, Level::Warn), (&self.deny, Level::Deny)]
        {
            codes.iter().for_each(|code| lints.set(*code, level));
        }
    }

    /// Prints the messages of a run.
    pub fn show(&self, report: &Report) {
        let text = match self.message_format {
            Format::Human => return show(report, if self.all { Shown::All } else { Shown::First }),
            Format::Json => report.render_json(),
            Format::Github => report.render_github(),
            Format::Sarif => report.render_sarif(),
        };
        if !text.is_empty() {
            say(text.trim_end());
        }
    }

    /// Whether a program reads the messages.
    pub fn are_for_tools(&self) -> bool {
        !matches!(self.message_format, Format::Human)
    }

    /// Prints a result: to standard output, or to standard error if messages for tools use it.
    pub fn say(&self, text: impl Display) {
        if self.quiet {
            return;
        }
        match self.message_format {
            Format::Human => say(text),
            Format::Json | Format::Github | Format::Sarif => note(text),
        }
    }
}

fn lint(id: &str) -> Result<Code, String> {
    check_lint(id).map_err(one_line)
}

fn code(id: &str) -> Result<Code, String> {
    check_code(id).map_err(one_line)
}

fn one_line(error: ValueError) -> String {
    format!("{}; {}", error.message, error.help)
}
