//! Messages as text, in the manner of rustc.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Diagnostic, Report, Severity};
use crate::source::{Location, Place};

/// Whether colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences at all.
    Plain,
    /// ANSI colours.
    Color,
}

/// How many messages [`Report::render`] shows.
const SHOWN: usize = 50;

/// How many columns of a line are shown.
const COLUMNS: usize = 160;

/// How many of them may stand before the underlined part.
const COLUMNS_BEFORE: usize = 60;

/// A message and where it stands.
type Located<'a> = (&'a Diagnostic, Option<Location>);

/// As many as the limit says, in their order; errors take the places of warnings.
fn up_to<'a>(all: &[Located<'a>], limit: usize) -> Vec<Located<'a>> {
    let is_error = |(diagnostic, _): &Located<'a>| diagnostic.severity() == Severity::Error;
    let errors = all.iter().filter(|located| is_error(located)).count();
    let mut room = limit.saturating_sub(errors);
    let fits = |located: &&Located<'a>| {
        let fits = is_error(located) || room > 0;
        if fits && !is_error(located) {
            room -= 1;
        }
        fits
    };
    all.iter().filter(fits).take(limit).copied().collect()
}

impl Report {
    /// The first 50 messages in document order, and a line that counts all of them; empty when there is none.
    pub fn render(&self, style: Style) -> String {
        self.render_up_to(SHOWN, style)
    }

    /// As [`Report::render`], with another limit. Where not all are shown, warnings give way to errors.
    pub fn render_up_to(&self, limit: usize, style: Style) -> String {
        let all = self.located();
        let shown = up_to(&all, limit);
        let related = self.locate(shown.iter().flat_map(|(diagnostic, _)| &diagnostic.related).map(|(place, _)| place));
        let mut text = String::new();
        for (diagnostic, location) in &shown {
            Message { report: self, related: &related, style, gutter: 0 }.render(diagnostic, *location, &mut text);
            text.push('\n');
        }
        if all.len() > shown.len() {
            _ = writeln!(text, "… and {} more (--all shows them)", all.len() - shown.len());
        }
        if let Some(summary) = self.summary() {
            text.push_str(&summary);
            text.push('\n');
        }
        text
    }

    /// How many errors and warnings there are, in words; `None` when there are none.
    pub fn summary(&self) -> Option<String> {
        let (errors, warnings) = self.counts();
        let counted = |count: usize, word: &str| {
            (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        };
        let parts: Vec<_> = [counted(errors, "error"), counted(warnings, "warning")].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// One message on its way to text.
struct Message<'r> {
    report: &'r Report,
    related: &'r BTreeMap<&'r Place, Location>,
    style: Style,
    /// How wide the column of line numbers is.
    gutter: usize,
}

impl Message<'_> {
    fn render(mut self, diagnostic: &Diagnostic, location: Option<Location>, text: &mut String) {
        let related = diagnostic.related.iter().filter_map(|(place, _)| self.related.get(place));
        let last_line = location.iter().chain(related).map(|location| location.line).max();
        self.gutter = last_line.map_or(0, |line| line.to_string().len());
        let color = match diagnostic.severity() {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
        };
        let head = format!("{}[{}]", diagnostic.severity().word(), diagnostic.code.id());
        _ = writeln!(
            text,
            "{}{}",
            self.paint(color, &head),
            self.paint("1", &format!(": {}", visible(&diagnostic.message)))
        );
        if let (Some(place), Some(location)) = (&diagnostic.place, location) {
            let label = diagnostic.label.as_deref().unwrap_or_default();
            self.block("-->", '^', color, (place, location), label, text);
        }
        for (place, label) in &diagnostic.related {
            if let Some(&location) = self.related.get(place) {
                self.block(":::", '-', "1;34", (place, location), label, text);
            }
        }
        if let Some(help) = &diagnostic.help {
            let indent = " ".repeat(self.gutter + 1);
            let help = help.lines().map(visible).collect::<Vec<_>>().join(&format!("\n{indent}        "));
            _ = writeln!(text, "{indent}{} {} {help}", self.paint("1;34", "="), self.paint("1", "help:"));
        }
    }

    /// A piece of a file with a line under what matters.
    fn block(&self, arrow: &str, mark: char, color: &str, at: (&Place, Location), label: &str, text: &mut String) {
        let (place, location) = at;
        let written = self.report.sources.written(place);
        let Some(source) = self.report.sources.get(written.file) else { return };
        let indent = " ".repeat(self.gutter);
        let name = visible(&source.name);
        _ = writeln!(text, "{indent}{} {name}:{}:{}", self.paint("1;34", arrow), location.line, location.column);
        let bar = self.paint("1;34", "|");
        let (line, before, width) = excerpt(&source.text, location);
        let number = self.paint("1;34", &format!("{:>width$}", location.line, width = self.gutter));
        _ = writeln!(text, "{indent} {bar}");
        _ = writeln!(text, "{}", format!("{number} {bar} {line}").trim_end());
        let marks = mark.to_string().repeat(width.max(1));
        let underline = if label.is_empty() { marks } else { format!("{marks} {}", visible(label)) };
        _ = writeln!(text, "{indent} {bar} {}{}", " ".repeat(before), self.paint(color, &underline));
    }

    fn paint(&self, color: &str, text: &str) -> String {
        match self.style {
            Style::Plain => text.to_owned(),
            Style::Color => format!("\u{1b}[{color}m{text}\u{1b}[0m"),
        }
    }
}

/// The line of a location as it is shown, the columns before the underlined part, and how many that part has.
fn excerpt(text: &str, location: Location) -> (String, usize, usize) {
    let (before, after) = text.split_at_checked(location.start).unwrap_or((text, ""));
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split(['\n', '\r']).next().unwrap_or_default();
    let length = location.end.saturating_sub(location.start).min(after.len());
    let (marked, after) = after.split_at_checked(length).unwrap_or((after, ""));
    let before: Vec<char> = visible(before).chars().collect();
    let cut = before.len().saturating_sub(if before.len() > COLUMNS_BEFORE * 2 {
        COLUMNS_BEFORE
    } else {
        COLUMNS_BEFORE * 2
    });
    let mut line: String = if cut > 0 { "…".to_owned() } else { String::new() };
    line.extend(before.iter().skip(cut));
    let start = line.chars().count();
    let rest = COLUMNS.saturating_sub(start);
    // Only as much as can be shown is looked at: a line may be megabytes long.
    let marked: String = marked.chars().take(rest).collect();
    let marked: String = visible(&marked).chars().take(rest).collect();
    let width = marked.chars().count();
    line.push_str(&marked);
    let tail = visible(&after.chars().take(rest).collect::<String>());
    let room = rest - width;
    line.extend(tail.chars().take(room));
    if tail.chars().count() > room {
        line.push('…');
    }
    (line, start, width)
}

/// A text without signs that a terminal or a reader could be misled by: tabs become spaces, control characters and
/// those that change the direction of writing are written as escapes.
fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => shown.push_str("    "),
            _ if misleads(character) => _ = write!(shown, "\\u{{{:x}}}", u32::from(character)),
            other => shown.push(other),
        }
    }
    shown
}

fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || matches!(character, '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{Style, visible};
    use crate::diagnostic::{Code, Diagnostic, Report};
    use crate::source::{At, FileId, Place, Pointer};

    fn report(text: &str) -> (Report, FileId) {
        let mut report = Report::new();
        let file = report.sources.add("spec/a.yaml", text);
        (report, file)
    }

    #[test]
    fn a_message_shows_its_place_as_rustc_does() {
        let (mut report, file) = report("type: string\nenum:\n  - paid\n  - other\n  - Paid\n");
        let value = |index| Place::root(file).child("enum").element(index);
        let diagnostic = Diagnostic::new(Code::DuplicateKey, "`paid` and `Paid` would both be `Paid`")
            .at(value(2))
            .label("second one here")
            .related(value(0), "first one here")
            .help("name one of them");
        report.push(diagnostic);
        assert_eq!(
            report.render(Style::Plain),
            "error[E0107]: `paid` and `Paid` would both be `Paid`
 --> spec/a.yaml:5:5
  |
5 |   - Paid
  |     ^^^^ second one here
 ::: spec/a.yaml:3:5
  |
3 |   - paid
  |     ---- first one here
  = help: name one of them

1 error
"
        );
    }

    #[test]
    fn a_message_without_a_place_is_short() {
        let (mut report, _) = report("");
        report.push(Diagnostic::new(Code::NotText, "so be it").help("do\nthis"));
        assert_eq!(report.render(Style::Plain), "warning[W0106]: so be it\n = help: do\n         this\n\n1 warning\n");
    }

    #[test]
    fn nothing_to_say_is_nothing() {
        assert_eq!(report("").0.render(Style::Plain), "");
    }

    #[test]
    fn what_could_mislead_is_escaped() {
        assert_eq!(visible("a\tb\u{202e}c\u{1b}[31m\u{7}\n"), "a    b\\u{202e}c\\u{1b}[31m\\u{7}\\u{a}");
        let (mut report, file) = report("\ta: \"x\u{202e}y\" \u{1b}[0m\r\n");
        report.push(Diagnostic::new(Code::Syntax, "bad \u{1b}[31m").at(Place { file, at: At::Offset(4) }));
        let shown = report.render(Style::Plain);
        assert!(shown.contains("1 |     a: \"x\\u{202e}y\" \\u{1b}[0m\n  |        ^^^^^^^^^^^^\n"), "{shown}");
        assert!(!shown.contains('\u{1b}'));
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let (mut report, file) =
            report(&format!("{{\"a\": \"{}\", \"b\": 1, \"c\": \"{}\"}}", "x".repeat(5_000), "y".repeat(5_000)));
        let place = Place::value(file, Pointer::root().child("b"));
        report.push(Diagnostic::new(Code::WrongType, "b").at(place));
        let shown = report.render(Style::Plain);
        let lines: Vec<_> = shown.lines().collect();
        assert!(lines.iter().all(|line| line.chars().count() < 180), "{shown}");
        let column = |line: &str, sign| line.chars().position(|character| character == sign);
        assert_eq!(
            column(lines[3], '1').map(|_| lines[3].chars().nth(column(lines[4], '^').unwrap_or(0))),
            Some(Some('1'))
        );
    }

    #[test]
    fn only_so_many_are_shown() {
        let (mut report, _) = report("");
        for number in 0..62 {
            report.push(Diagnostic::new(Code::Syntax, format!("{number}")));
        }
        let shown = report.render(Style::Plain);
        assert!(shown.ends_with("\n… and 12 more (--all shows them)\n62 errors\n"), "{shown}");
        assert!(!report.render_up_to(usize::MAX, Style::Plain).contains("more"));
    }

    #[test]
    fn colors_are_only_used_when_asked_for() {
        let (mut report, _) = report("");
        report.push(Diagnostic::new(Code::Syntax, "x"));
        assert!(report.render(Style::Color).starts_with("\u{1b}[1;31merror[E0102]\u{1b}[0m"));
    }

    #[test]
    fn warnings_give_way_to_errors() {
        let mut report = Report::new();
        for number in 0..60 {
            report.push(Diagnostic::new(Code::NameClash, format!("warning {number}")));
        }
        report.push(Diagnostic::new(Code::Syntax, "the error"));
        let shown = report.render(Style::Plain);
        assert!(shown.contains("the error"), "{shown}");
        assert!(shown.ends_with("\n… and 11 more (--all shows them)\n1 error, 60 warnings\n"), "{shown}");
    }
}
