//! Output of the commands: results go to standard output, everything else to standard error. Errors
//! of writing are ignored. Texts of documents and file names reach a terminal only through this
//! module, which escapes control characters.

use std::borrow::Cow;
use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write as _};

use oasmith::Report;
use oasmith::diagnostic::{Style, visible};

use crate::program::call;

/// Prints a result and a line break.
pub fn say(text: impl Display) {
    let _ = writeln!(io::stdout(), "{}", lines(&text.to_string()));
}

/// Prints a note or an error and a line break.
pub fn note(text: impl Display) {
    let _ = writeln!(io::stderr(), "{}", lines(&text.to_string()));
}

/// Text of several lines in which each line is [`visible`].
fn lines(text: &str) -> Cow<'_, str> {
    let is_shown = |character: char| character == '\n' || (' '..='~').contains(&character);
    match text.chars().all(is_shown) {
        true => text.into(),
        false => text.split('\n').map(visible).collect::<Vec<_>>().join("\n").into(),
    }
}

/// The messages to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The first ones.
    First,
    /// All of them.
    All,
}

/// Prints the messages of a run for people.
pub fn show(report: &Report, shown: Shown) {
    let colored =
        io::stderr().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let style = if colored { Style::Color } else { Style::Plain };
    let limit = match shown {
        Shown::First => Report::SHOWN,
        Shown::All => usize::MAX,
    };
    let Some(rendered) = report.rendered(limit, style) else { return };
    // The report escaped everything but the colors.
    let _ = writeln!(io::stderr(), "{}", rendered.text.trim_end());
    let code = rendered.about.id();
    note(format_args!("for more about {code}, run `{}`", call(&format!("explain {code}"))));
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn what_a_terminal_must_not_get_is_escaped() {
        assert_eq!(lines("one\ntwo"), "one\ntwo");
        assert_eq!(
            lines("é\u{1b}[31m\u{9b}1m\u{202e}\n\u{200b}\r\n"),
            "é\\u{1b}[31m\\u{9b}1m\\u{202e}\n\\u{200b}\\u{d}\n"
        );
    }
}
