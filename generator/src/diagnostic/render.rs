//! Messages as text, in the style of rustc.
//!
//! `annotate-snippets` would not make this simpler. It takes the text of a file and derives lines
//! and columns from it, but a text, and a single line, may have megabytes: [`Excerpt`] cuts both to
//! what is shown, so the positions must come from elsewhere, and only the lines below would be left
//! to the library.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::excerpt::{Excerpt, Line, visible};
use super::{Code, Diagnostic, Report, Severity};
use crate::source::{Location, Position};

/// Codes that the line on hidden messages names.
const MOST_CODES: usize = 5;

/// Whether colors are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// No escape sequences at all.
    Plain,
    /// ANSI colors.
    Color,
}

/// A message and its position.
pub type Located<'a> = (&'a Diagnostic, Option<Position>);

/// Messages as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The messages.
    pub text: String,
    /// The code of the first error, or of the first message if there is no error.
    pub about: Code,
}

fn is_error((diagnostic, _): &&Located<'_>) -> bool {
    diagnostic.severity() == Severity::Error
}

/// The first messages up to a limit, in their order. Errors take precedence over warnings.
fn up_to<'a>(all: &[Located<'a>], limit: usize) -> Vec<Located<'a>> {
    let errors = all.iter().filter(is_error).count();
    let mut warnings = limit.saturating_sub(errors);
    let fits = |located: &&Located<'a>| {
        let fits = is_error(located) || warnings > 0;
        if fits && !is_error(located) {
            warnings -= 1;
        }
        fits
    };
    all.iter().filter(fits).take(limit).copied().collect()
}

impl Report {
    /// The number of messages that [`Report::render`] shows.
    pub const SHOWN: usize = 50;

    /// The first 50 messages in document order, and a line with the number of all messages. Empty
    /// if there are none.
    pub fn render(&self, style: Style) -> String {
        self.render_up_to(Self::SHOWN, style)
    }

    /// Like [`Report::render`], with another limit. Errors take precedence over warnings.
    pub fn render_up_to(&self, limit: usize, style: Style) -> String {
        self.rendered(limit, style).map_or_else(String::new, |rendered| rendered.text)
    }

    /// Like [`Report::render_up_to`], with the code of the first error. `None` if there are no
    /// messages.
    pub fn rendered(&self, limit: usize, style: Style) -> Option<Rendered> {
        let locations = self.locations();
        let all = self.in_order(&locations);
        let (first, _) = all.iter().find(is_error).or(all.first())?;
        Some(Rendered { text: self.text(&all, &locations, limit, style), about: first.code })
    }

    fn text(
        &self,
        all: &[Located<'_>],
        locations: &BTreeMap<&Location, Position>,
        limit: usize,
        style: Style,
    ) -> String {
        let shown = up_to(all, limit);
        let mut text = String::new();
        for (diagnostic, location) in &shown {
            Message { report: self, locations, style, gutter: 0 }
                .render(diagnostic, *location, &mut text);
            text.push('\n');
        }
        if self.message_count() > shown.len() {
            let more = self.message_count() - shown.len();
            _ = writeln!(text, "… and {more} more (--all shows them): {}", self.not_shown(&shown));
        }
        if let Some(summary) = self.summary() {
            text.push_str(&summary);
            text.push('\n');
        }
        text
    }

    /// The number of hidden messages of each code, for the most frequent codes, in words.
    fn not_shown(&self, shown: &[Located<'_>]) -> String {
        let mut counts = self.counts_by_code();
        for (diagnostic, _) in shown {
            counts.entry(diagnostic.code).and_modify(|count| *count = count.saturating_sub(1));
        }
        let mut counts: Vec<(Code, usize)> =
            counts.into_iter().filter(|(_, count)| *count > 0).collect();
        counts.sort_by_key(|(code, count)| (Reverse(*count), *code));
        let most =
            counts.iter().take(MOST_CODES).map(|(code, count)| format!("{count} × {}", code.id()));
        let others = (counts.len() > MOST_CODES).then(|| "others".to_owned());
        most.chain(others).collect::<Vec<_>>().join(", ")
    }

    /// The number of errors and warnings, in words. `None` if there are none.
    pub fn summary(&self) -> Option<String> {
        let (errors, warnings) = self.counts();
        let counted = |count: usize, word: &str| {
            (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        };
        let parts: Vec<_> = [counted(errors, "error"), counted(warnings, "warning")]
            .into_iter()
            .flatten()
            .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// Renders one message.
struct Message<'r> {
    report: &'r Report,
    locations: &'r BTreeMap<&'r Location, Position>,
    style: Style,
    /// Width of the column of line numbers.
    gutter: usize,
}

impl<'r> Message<'r> {
    fn render(mut self, diagnostic: &Diagnostic, position: Option<Position>, text: &mut String) {
        let color = match diagnostic.severity() {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
        };
        let head = format!("{}[{}]", diagnostic.severity().word(), diagnostic.code.id());
        let message = self.paint("1", &format!(": {}", visible(&diagnostic.message)));
        _ = writeln!(text, "{}{message}", self.paint(color, &head));

        let location = diagnostic.location.as_ref().zip(position);
        let own_marks = Marks { arrow: "-->", mark: '^', color };
        let own = location.and_then(|at| self.block(own_marks, at, diagnostic.label_or_default()));
        let related = diagnostic.related.iter().filter_map(|(location, label)| {
            let position = *self.locations.get(location)?;
            self.block(RELATED, (location, position), label)
        });
        let blocks: Vec<Block<'_>> = own.into_iter().chain(related).collect();
        let last_line = blocks.iter().map(|block| block.excerpt.last_number()).max();
        self.gutter = last_line.map_or(0, |line| line.to_string().len());
        for block in &blocks {
            self.show(block, text);
        }
        if let Some(help) = &diagnostic.help {
            let indent = " ".repeat(self.gutter + 1);
            let help =
                help.lines().map(visible).collect::<Vec<_>>().join(&format!("\n{indent}        "));
            _ = writeln!(
                text,
                "{indent}{} {} {help}",
                self.paint("1;34", "="),
                self.paint("1", "help:")
            );
        }
    }

    /// A part of a file with an underlined position.
    fn block<'b>(
        &self,
        marks: Marks,
        (location, position): (&Location, Position),
        label: &'b str,
    ) -> Option<Block<'b>>
    where
        'r: 'b,
    {
        let source = self.report.sources.get(self.report.sources.written(location).file)?;
        let name = &source.name;
        Some(Block { marks, name, position, excerpt: Excerpt::new(&source.text, position), label })
    }

    fn show(&self, block: &Block<'_>, text: &mut String) {
        let Block { marks: Marks { arrow, mark, color }, position, label, .. } = block;
        let arrow = self.paint("1;34", arrow);
        let indent = " ".repeat(self.gutter);
        _ = writeln!(
            text,
            "{indent}{arrow} {}:{}:{}",
            visible(block.name),
            position.line,
            position.column
        );
        let bar = self.paint("1;34", "|");
        _ = writeln!(text, "{indent} {bar}");
        let label = if label.is_empty() { String::new() } else { format!(" {}", visible(label)) };
        let under = |before: &str, marks: &str| {
            format!("{indent} {bar} {before}{}\n", self.paint(color, marks))
        };
        match &block.excerpt {
            Excerpt::OneLine { line, before, width } => {
                self.line(line, "", text);
                let marks = format!("{}{label}", mark.to_string().repeat(*width));
                text.push_str(&under(&" ".repeat(*before), &marks));
            }
            Excerpt::Lines { first, cut, last, start, end } => {
                let side = self.paint(color, "|");
                for (index, line) in first.iter().enumerate() {
                    if index == 0 {
                        self.line(line, "  ", text);
                        text.push_str(&under(" ", &format!("{}{mark}", "_".repeat(start + 1))));
                    } else {
                        self.line(line, &format!("{side} "), text);
                    }
                }
                if *cut {
                    _ = writeln!(text, "{:<width$} {side}", "...", width = self.gutter + 2);
                }
                self.line(last, &format!("{side} "), text);
                text.push_str(&under("", &format!("|{}{mark}{label}", "_".repeat(*end))));
            }
        }
    }

    /// A line of a file with its number, after the bar that marks a part of several lines.
    fn line(&self, line: &Line, side: &str, text: &mut String) {
        let number = self.paint("1;34", &format!("{:>width$}", line.number, width = self.gutter));
        let bar = self.paint("1;34", "|");
        _ = writeln!(text, "{}", format!("{number} {bar} {side}{}", line.text).trim_end());
    }

    fn paint(&self, color: &str, text: &str) -> String {
        match self.style {
            Style::Plain => text.to_owned(),
            Style::Color => format!("\u{1b}[{color}m{text}\u{1b}[0m"),
        }
    }
}

/// How a part of a file is marked.
#[derive(Clone, Copy)]
struct Marks {
    arrow: &'static str,
    /// The character that underlines it.
    mark: char,
    color: &'static str,
}

/// The marks of a related location.
const RELATED: Marks = Marks { arrow: ":::", mark: '-', color: "1;34" };

/// A part of a file that belongs to a message.
struct Block<'b> {
    marks: Marks,
    /// The file's name.
    name: &'b str,
    position: Position,
    excerpt: Excerpt,
    label: &'b str,
}

#[cfg(test)]
mod tests {
    use super::Style;
    use crate::diagnostic::{Code, Diagnostic, Report};
    use crate::source::{At, FileId, Location, Pointer};

    fn report(text: &str) -> (Report, FileId) {
        let mut report = Report::new();
        let file = report.sources.add("spec/a.yaml", text);
        (report, file)
    }

    #[test]
    fn a_message_shows_its_location_as_rustc_does() {
        let (mut report, file) = report("type: string\nenum:\n  - paid\n  - other\n  - Paid\n");
        let value = |index| Location::root(file).child("enum").element(index);
        let diagnostic =
            Diagnostic::new(Code::DuplicateKey, "`paid` and `Paid` would both be `Paid`")
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
    fn a_message_without_a_location_is_short() {
        let (mut report, _) = report("");
        report.push(Diagnostic::new(Code::NotText, "so be it").help("do\nthis"));
        assert_eq!(
            report.render(Style::Plain),
            "warning[W0106]: so be it\n = help: do\n         this\n\n1 warning\n"
        );
    }

    #[test]
    fn nothing_to_say_is_nothing() {
        assert_eq!(report("").0.render(Style::Plain), "");
    }

    #[test]
    fn what_could_mislead_is_escaped() {
        let (mut report, file) = report("\ta: \"x\u{202e}y\" \u{1b}[0m\r\n");
        report.push(
            Diagnostic::new(Code::Syntax, "bad \u{1b}[31m")
                .at(Location { file, at: At::Offset(4) }),
        );
        let shown = report.render(Style::Plain);
        assert!(
            shown.contains("1 |     a: \"x\\u{202e}y\" \\u{1b}[0m\n  |        ^^^^^^^^^^^^\n"),
            "{shown}"
        );
        assert!(!shown.contains('\u{1b}'));
    }

    #[test]
    fn a_part_of_several_lines_is_shown_as_rustc_does() {
        let (mut report, file) = report("a: 1\ntext: |\n  one\n  two\nb: 2\n");
        let location = Location::value(file, Pointer::root().child("text"));
        report.push(
            Diagnostic::new(Code::WrongType, "no number").at(location).label("expected a number"),
        );
        let shown = report.render(Style::Plain);
        let expected = "error[E0105]: no number
 --> spec/a.yaml:3:3
  |
3 |     one
  |  ___^
4 | |   two
  | |_____^ expected a number

1 error
";
        assert_eq!(shown, expected);
    }

    #[test]
    fn long_lines_are_cut_around_the_location() {
        let (mut report, file) = report(&format!(
            "{{\"a\": \"{}\", \"b\": 1, \"c\": \"{}\"}}",
            "x".repeat(5_000),
            "y".repeat(5_000)
        ));
        let location = Location::value(file, Pointer::root().child("b"));
        report.push(Diagnostic::new(Code::WrongType, "b").at(location));
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
        assert!(
            shown.ends_with("\n… and 12 more (--all shows them): 12 × E0102\n62 errors\n"),
            "{shown}"
        );
        assert!(!report.render_up_to(usize::MAX, Style::Plain).contains("more"));
    }

    #[test]
    fn codes_of_what_is_not_shown_are_counted() {
        let mut report = Report::new();
        report.listed = 60;
        let codes = [
            Code::NotText,
            Code::NameClash,
            Code::Syntax,
            Code::NotBoolean,
            Code::WrongType,
            Code::DuplicateKey,
        ];
        for (code, count) in codes.into_iter().zip([200, 100, 1, 5, 4, 3]) {
            (0..count).for_each(|number| report.push(Diagnostic::new(code, format!("{number}"))));
        }
        let shown = report.render(Style::Plain);
        let end = "\n… and 263 more (--all shows them): 158 × W0106, 100 × W0401, 5 × W0107\n8 errors, 305 warnings\n";
        assert!(shown.ends_with(end), "{shown}");
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
        let end = format!(
            "\n… and 11 more (--all shows them): 11 × {}\n1 error, 60 warnings\n",
            Code::NameClash.id()
        );
        assert!(shown.ends_with(&end), "{shown}");
    }
}
