//! Messages for tools: every location with its lines and columns.

use std::fmt::Write as _;

use serde::Serialize;

use super::excerpt::misleads;
use super::{Diagnostic, Report};
use crate::source::{Location, Position};

/// A part of a file. Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Span<'r> {
    pub(super) file: &'r str,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

/// A message and its locations.
pub(super) struct Spanned<'r> {
    pub(super) diagnostic: &'r Diagnostic,
    pub(super) span: Option<Span<'r>>,
    pub(super) related: Vec<(Span<'r>, &'r str)>,
}

impl Report {
    /// All messages in document order.
    pub(super) fn spanned(&self) -> Vec<Spanned<'_>> {
        let locations = self.locations();
        self.in_order(&locations)
            .into_iter()
            .map(|(diagnostic, position)| Spanned {
                diagnostic,
                span: diagnostic
                    .location
                    .as_ref()
                    .zip(position)
                    .and_then(|(location, position)| self.span(location, position)),
                related: diagnostic
                    .related
                    .iter()
                    .filter_map(|(location, text)| {
                        Some((self.span(location, *locations.get(location)?)?, text.as_str()))
                    })
                    .collect(),
            })
            .collect()
    }

    fn span(&self, location: &Location, position: Position) -> Option<Span<'_>> {
        let source = self.sources.get(location.file)?;
        let Position { line, column, start, end } = position;
        let marked = source.text.get(start..end).unwrap_or_default().trim_end();
        let (end_line, end_column) = match marked.rsplit_once('\n') {
            None => (line, column + marked.chars().count()),
            Some((before, last)) => {
                (line + 1 + before.matches('\n').count(), 1 + last.chars().count())
            }
        };
        Some(Span { file: &source.name, line, column, end_line, end_column })
    }
}

/// JSON text in which control characters, invisible characters and those that change the direction
/// of writing are `\u` escapes. The value stays the same (RFC 8259, section 7), and a terminal can
/// show the text.
pub fn escaped_json(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        // ASCII controls are white space between values, or escaped already.
        if !character.is_ascii() && misleads(character) || character == '\u{7f}' {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                _ = write!(text, "\\u{unit:04x}");
            }
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Span, escaped_json};
    use crate::diagnostic::{Code, Diagnostic, Report};
    use crate::source::{Location, Pointer};

    #[test]
    fn an_end_is_found_on_any_line() {
        let mut report = Report::new();
        let file = report.sources.add("a.yaml", "é: 客户\r\nb: \"one\r\n  two\"\r\nc: |\n  x\n\n");
        for key in ["é", "b", "c"] {
            let location = Location::value(file, Pointer::root().child(key));
            report.push(Diagnostic::new(Code::NotText, key).at(location));
        }
        let spans: Vec<_> = report.spanned().iter().filter_map(|spanned| spanned.span).collect();
        let span = |line, column, end_line, end_column| Span {
            file: "a.yaml",
            line,
            column,
            end_line,
            end_column,
        };
        assert_eq!(spans, [span(1, 4, 1, 6), span(2, 4, 3, 7), span(5, 3, 5, 4)]);
    }

    #[test]
    fn escapes_mean_the_same() {
        let value = "\u{202e}\u{e0041}\u{7f}\u{85}é客\u{0}\n";
        let json = serde_json::to_string(value).unwrap_or_default();
        let escaped = escaped_json(&json);
        assert_eq!(escaped, r#""\u202e\udb40\udc41\u007f\u0085é客\u0000\n""#);
        assert_eq!(serde_json::from_str::<String>(&escaped).ok().as_deref(), Some(value));
    }
}
