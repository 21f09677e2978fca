//! What is said: results to standard output, everything else to standard error. A reader that went away is no reason
//! to fail.

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

use oasmith::Report;
use oasmith::diagnostic::Style;

/// Says a result, and ends the line.
pub fn say(text: impl Display) {
    let _ = writeln!(io::stdout(), "{text}");
}

/// Says something beside the results, and ends the line.
pub fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// How much of what there is to say is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// As much as people read.
    First,
    /// All of it.
    All,
}

/// Shows what a run has to say about its input, to people.
pub fn show(report: &Report, shown: Shown) {
    let colored = io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let style = if colored { Style::Color } else { Style::Plain };
    let limit = match shown {
        Shown::First => Report::SHOWN,
        Shown::All => usize::MAX,
    };
    let Some(rendered) = report.rendered(limit, style) else { return };
    note(rendered.text.trim_end());
    note(format_args!("for more about {0}, run `cargo xtask explain {0}`", rendered.about.id()));
}
