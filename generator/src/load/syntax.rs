//! Messages about syntax errors.

use crate::diagnostic::{Code, Diagnostic};

/// The language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Json,
    Yaml,
}

/// An error of a parser in our words.
struct KnownError {
    /// A part of the parser's message.
    parser_message: &'static str,
    message: &'static str,
    help: &'static str,
}

const fn known(
    parser_message: &'static str,
    message: &'static str,
    help: &'static str,
) -> KnownError {
    KnownError { parser_message, message, help }
}

const JSON: &[KnownError] = &[
    known(
        "expected `,` or `}`",
        "expected `,` or `}` before this",
        "put a comma between two members, or close the object",
    ),
    known(
        "expected `,` or `]`",
        "expected `,` or `]` before this",
        "put a comma between two elements, or close the list",
    ),
    known("expected `:`", "expected `:` before this", "put a colon between a key and its value"),
    known("EOF while parsing", "it ends too early", "close each object, list and text"),
    known("key must be a string", "a key must be a text", "put double quotes around the key"),
    known(
        "trailing comma",
        "a comma that nothing follows",
        "remove it: JSON has no comma after the last element",
    ),
    known("invalid escape", "no such escape in a text", "write a backslash as `\\\\`"),
    known(
        "control character",
        "a line break or control character in a text",
        "write a line break as `\\n`",
    ),
    known(
        "invalid number",
        "this is not a number",
        "write digits, with no zero, `+` or `.` before them",
    ),
    known(
        "trailing characters",
        "something follows the document",
        "remove it, or put both into one object",
    ),
    known(
        "expected",
        "this is not a value",
        "write a text in double quotes, a number, `true`, `false`, `null`, a list or an object",
    ),
];

const YAML: &[KnownError] = &[
    known(
        "mapping values are not allowed",
        "a `:` is not allowed here",
        "put quotes around a text with `: ` in it, and start all keys of a mapping in the same column",
    ),
    known(
        "cannot start any token",
        "no value can start like this",
        "put quotes around a text that starts with this character",
    ),
    known(
        "',' or '}'",
        "a mapping in braces is not closed",
        "put a `,` before this, or a `}` where the mapping ends",
    ),
    known(
        "',' or ']'",
        "a list in brackets is not closed",
        "put a `,` before this, or a `]` where the list ends",
    ),
    known(
        "did not find expected key",
        "expected a key of the mapping",
        "start all keys of a mapping in the same column, without `- ` between them",
    ),
    known(
        "'-' indicator",
        "expected a `-` of the list",
        "start each element with `- ` in the same column, and put no keys between them",
    ),
    known(
        "could not find expected ':'",
        "expected a `:` behind the key",
        "put `: ` between a key and its value",
    ),
    known(
        "node content",
        "a value is missing before this",
        "write a value, or remove the character that requires one",
    ),
    known(
        "unknown anchor",
        "no anchor has this name",
        "put `&name` before the value that `*name` stands for",
    ),
    known(
        "escape character",
        "no such escape in a text",
        "write a backslash as `\\\\`, or use single quotes",
    ),
    known("end of stream", "it ends too early", "close each quote, brace and bracket"),
    known("document indicator", "a new document starts in a text", "close the quote before it"),
    known(
        "more than one document",
        "it has more than one document",
        "move each document into a file of its own",
    ),
    known(
        "control characters",
        "a control character",
        "remove it, or write it as an escape in double quotes",
    ),
];

/// The message about a syntax error at a byte. `parser_message` is the parser's message.
pub(super) fn diagnostic(
    language: Language,
    text: &str,
    parser_message: &str,
    offset: usize,
) -> Diagnostic {
    let (name, known_errors) = match language {
        Language::Json => ("JSON", JSON),
        Language::Yaml => ("YAML", YAML),
    };
    let rest = text.get(offset..).unwrap_or_default();
    let next = rest.chars().next().filter(|_| !rest.trim().is_empty());
    let label = if next.is_none() { "the text ends here" } else { "not expected here" };
    let (reason, label, help) = match (language, next) {
        (Language::Yaml, Some('\t')) => {
            ("a tab in the indentation", "a tab", "indent with spaces only")
        }
        (Language::Json, Some('/')) => {
            ("it has a comment", "a comment", "remove it: JSON has no comments")
        }
        (Language::Json, Some('\'')) => {
            ("a text in single quotes", "single quotes", "put double quotes around a text")
        }
        (Language::Yaml, _) if closes_earlier_quote(text, offset) => (
            "a text in quotes ends before this, and starts on an earlier line",
            label,
            "close the quote on the line that the text starts on",
        ),
        _ => {
            match known_errors.iter().find(|known| parser_message.contains(known.parser_message)) {
                Some(known) => (known.message, label, known.help),
                None => (
                    parser_message,
                    label,
                    "check the punctuation, quotes and indentation around it",
                ),
            }
        }
    };
    Diagnostic::new(Code::Syntax, format!("this is not {name}: {reason}")).label(label).help(help)
}

/// Whether a quote before this byte closes one of an earlier line.
fn closes_earlier_quote(text: &str, offset: usize) -> bool {
    let line = text.get(..offset).unwrap_or_default().rsplit('\n').next().unwrap_or_default();
    let closes = |quote: char| line.ends_with(quote) && line.matches(quote).count() % 2 == 1;
    closes('"') || closes('\'')
}

/// The byte that the second document of a text starts with.
pub(super) fn second_document(text: &str) -> usize {
    let mut seen = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let is_marker = line.trim_end() == "---" || line.starts_with("--- ");
        if is_marker && seen {
            return start;
        }
        seen |= is_marker || !(line.trim().is_empty() || line.starts_with(['#', '%']));
        start += line.len();
    }
    0
}
