//! Messages as workflow commands of GitHub Actions, which become annotations of a change:
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message>.

use std::fmt::Write as _;

use super::excerpt::visible;
use super::span::{Span, Spanned};
use super::{Code, Report};

impl Report {
    /// All messages in document order, each as a command such as
    /// `::error file=spec/a.yaml,line=8,col=5,endLine=8,endColumn=8,title=E0107%3A …::the key …`.
    /// If the report does not keep all messages of a code, a last command has the number of the
    /// others.
    pub fn render_github(&self) -> String {
        let mut text = String::new();
        for Spanned { diagnostic, span, related } in self.spanned() {
            let location = span.map(location).unwrap_or_default();
            let title = title(diagnostic.code);
            let mut message = visible(&diagnostic.message);
            if !diagnostic.label_or_default().is_empty() {
                _ = write!(message, " ({})", visible(diagnostic.label_or_default()));
            }
            for (span, label) in related {
                _ = write!(
                    message,
                    "\n{}:{}:{}: {}",
                    visible(span.file),
                    span.line,
                    span.column,
                    visible(label)
                );
            }
            for (index, line) in diagnostic.help.iter().flat_map(|help| help.lines()).enumerate() {
                let before = if index == 0 { "help: " } else { "" };
                _ = write!(message, "\n{before}{}", visible(line));
            }
            _ = writeln!(
                text,
                "::{} {location}title={title}::{}",
                diagnostic.severity().word(),
                data(&message)
            );
        }
        for unlisted in self.unlisted() {
            let title = title(unlisted.code);
            _ = writeln!(
                text,
                "::{} title={title}::{}",
                unlisted.severity.word(),
                data(&unlisted.to_string())
            );
        }
        text
    }
}

fn title(code: Code) -> String {
    property(&format!("{}: {}", code.id(), code.title()))
}

fn location(span: Span<'_>) -> String {
    let Span { file, line, column, end_line, end_column } = span;
    let file = property(&visible(file));
    // GitHub rejects columns of a part of several lines.
    match line == end_line {
        true => format!(
            "file={file},line={line},col={column},endLine={end_line},endColumn={end_column},"
        ),
        false => format!("file={file},line={line},endLine={end_line},"),
    }
}

/// A text after the `::` of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, Diagnostic, Report};
    use crate::source::{At, Location};

    #[test]
    fn no_text_leaves_its_command() {
        let mut report = Report::new();
        let file = report.sources.add("a,b::c%\n.yaml", "one: 1\n");
        let location = Location { file, at: At::Offset(0) };
        let attack = "100%\r\n::add-mask::x\u{202e}";
        let said = Diagnostic::new(Code::NotText, attack)
            .at(location.clone())
            .label("l\n::x::")
            .help("a\n::stop::b");
        report.push(said.related(location, "and\n::c::"));
        report.push(Diagnostic::new(Code::OutputFailed, "::error::no place"));
        let expected = "\
::warning file=a%2Cb%3A%3Ac%25\\u{a}.yaml,line=1,col=1,endLine=1,endColumn=4,title=W0106%3A a value should be a string::\
100%25\\u{d}\\u{a}::add-mask::x\\u{202e} (l\\u{a}::x::)%0Aa,b::c%25\\u{a}.yaml:1:1: and\\u{a}::c::%0Ahelp: a%0A::stop::b
::error title=E0502%3A the output cannot be read or written::::error::no place
";
        assert_eq!(report.render_github(), expected);
    }

    #[test]
    fn what_is_not_listed_is_counted() {
        let mut report = Report::new();
        report.listed = 1;
        (0..4).for_each(|number| {
            report.push(Diagnostic::new(Code::OutputFailed, format!("{number}")))
        });
        let text = report.render_github();
        let last = "::error title=E0502%3A the output cannot be read or written::3 more are not listed (--all lists them)";
        assert_eq!(text.lines().collect::<Vec<_>>().get(1..), Some([last].as_slice()));
    }
}
