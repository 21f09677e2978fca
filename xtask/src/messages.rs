//! What a command says about its input, and how: flags that several commands share.

use std::fmt::Display;

use clap::ValueEnum;
use oasmith::diagnostic::{Code, Level, Lints};
use oasmith::manifest::{Fault, check_code, check_lint};
use oasmith::{Input, Report};

use crate::terminal::{Shown, note, say, show};

/// Who the messages are for.
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
    /// How messages are written: for people to standard error, else to standard output as JSON
    /// lines, as annotations for GitHub Actions, or as SARIF 2.1.0
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "human")]
    message_format: Format,

    /// List all messages: not only the first 50 to people, and the first 1000 with each code to
    /// tools, which are told how many more there are
    #[arg(long)]
    all: bool,

    /// Make an error of each warning that is not allowed
    #[arg(long)]
    deny_warnings: bool,

    /// Do not say this warning
    #[arg(long, value_name = "CODE", value_parser = lint)]
    allow: Vec<Code>,

    /// Say this warning, whatever the manifest makes of it
    #[arg(long, value_name = "CODE", value_parser = lint)]
    warn: Vec<Code>,

    /// Make an error of this warning
    #[arg(long, value_name = "CODE", value_parser = code)]
    deny: Vec<Code>,
}

impl Messages {
    /// A report that keeps as much as is shown.
    pub fn report(&self) -> Report {
        let mut report = Report::new();
        if self.all {
            report.listed = usize::MAX;
        }
        report
    }

    /// Puts the levels of the command line above those of the manifest. Of a code with several, the
    /// strictest holds.
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

    /// Shows what a run has to say about its input.
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

    /// Whether programs read them.
    pub fn are_for_tools(&self) -> bool {
        !matches!(self.message_format, Format::Human)
    }

    /// Says a result: to standard output, unless messages for tools go there.
    pub fn say(&self, text: impl Display) {
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

fn one_line(fault: Fault) -> String {
    format!("{}; {}", fault.message, fault.help)
}
