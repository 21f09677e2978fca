//! The location of an error in a JSON text.

use std::fmt;

use serde_json::error::Category;

use super::text::without_mark;
use super::value::json_path::{PathStep, WITHIN_VALUE};

/// The path of the value that cannot be read, such as `$.items[3].name`.
pub(crate) fn error_path(text: &[u8], error: &serde_json::Error) -> String {
    let mut path = json_path(text, error.line(), error.column());
    // The value of a union is read from memory: its end is the position of the error.
    if let Some([_, inner, _]) = split_union(&error.to_string()) {
        path.push_str(inner.strip_prefix('$').unwrap_or(inner));
    }
    path
}

/// The message of an error without the path that [`error_path`] returns.
pub(crate) struct WithoutPath<'a>(pub(crate) &'a serde_json::Error);

impl fmt::Display for WithoutPath<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = self.0.to_string();
        let message = match split_union(&message) {
            Some([before, _, after]) => format!("{before}{after}"),
            None => message,
        };
        let [unions, reason] = split_unions(&message);
        let is_of_chrono = OF_CHRONO.iter().any(|known| reason.starts_with(known));
        let about = match self.0.classify() {
            Category::Data if is_of_chrono => "not a date or time in the documented format: ",
            Category::Syntax | Category::Eof => "not valid JSON: ",
            Category::Data | Category::Io => "",
        };
        write!(formatter, "{unions}{about}{reason}")
    }
}

/// What `chrono` says of a text that is no date or time. It does not say that it is about one, so
/// it reads as if the response ended too early.
const OF_CHRONO: [&str; 6] = [
    "input contains invalid characters",
    "input is not enough for unique date and time",
    "input is out of range",
    "no possible date and time matching input",
    "premature end of input",
    "trailing input",
];

/// The names of unions with which a message begins, and the rest.
fn split_unions(message: &str) -> [&str; 2] {
    let is_name = |part: &str| part.chars().all(|character| character.is_alphanumeric());
    let mut rest = message;
    while let Some((_, after)) = rest.split_once(": ").filter(|(name, _)| is_name(name)) {
        rest = after;
    }
    [message.strip_suffix(rest).unwrap_or_default(), rest]
}

/// The text before the path inside a union's value, the path, and the text after it.
fn split_union(message: &str) -> Option<[&str; 3]> {
    let [start, end] = WITHIN_VALUE;
    let (rest, after) = message.rsplit_once(end)?;
    let (before, path) = rest.rsplit_once(start)?;
    Some([before, path, after])
}

/// One level of nesting, and the location in it.
enum Level {
    Object(Option<String>),
    Array(usize),
}

impl Level {
    fn step(&self) -> Option<PathStep<'_>> {
        match self {
            Self::Object(key) => key.as_deref().map(PathStep::Key),
            Self::Array(index) => Some(PathStep::Index(*index)),
        }
    }
}

/// The path of the value at a line and a column (both from 1, as `serde_json` counts), such as
/// `$.items[3].name`.
pub fn json_path(text: &[u8], line: usize, column: usize) -> String {
    let mut levels = Vec::new();
    let mut rest = before(text, line, column);
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'{' => levels.push(Level::Object(None)),
            b'[' => levels.push(Level::Array(0)),
            b'}' | b']' => {
                levels.pop();
            }
            b',' => match levels.last_mut() {
                Some(Level::Object(key)) => *key = None,
                Some(Level::Array(index)) => *index += 1,
                None => {}
            },
            b'"' => {
                let (string, after) = split_string(after);
                rest = after;
                if let (Some(Level::Object(key @ None)), Some(string)) = (levels.last_mut(), string)
                {
                    *key = Some(unescape(string));
                }
            }
            _ => {}
        }
    }
    show(&levels)
}

/// The text up to a location.
fn before(text: &[u8], line: usize, column: usize) -> &[u8] {
    let text = without_mark(text);
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)) {
        start += line.len();
    }
    text.get(..start.saturating_add(column)).unwrap_or(text)
}

/// Splits after the closing quote. Returns `None` if the string does not end here.
pub(crate) fn split_string(text: &[u8]) -> (Option<&[u8]>, &[u8]) {
    let mut escaped = false;
    for (index, byte) in text.iter().enumerate() {
        match byte {
            b'"' if !escaped => {
                let (string, rest) = text.split_at(index);
                return (Some(string), rest.get(1..).unwrap_or_default());
            }
            b'\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    (None, &[])
}

pub(crate) fn unescape(string: &[u8]) -> String {
    let quoted = [b"\"", string, b"\""].concat();
    serde_json::from_slice(&quoted).unwrap_or_else(|_| String::from_utf8_lossy(string).into_owned())
}

fn show(levels: &[Level]) -> String {
    PathStep::show(&levels.iter().filter_map(Level::step).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use serde::de::Error as _;

    use super::*;

    #[test]
    fn a_message_about_a_text_that_is_not_json_says_so() {
        for (text, reason) in [
            ("nope", "expected ident at line 1 column 2"),
            ("[1", "EOF while parsing a list at line 1 column 2"),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            assert_eq!(WithoutPath(&error).to_string(), format!("not valid JSON: {reason}"));
        }
    }

    #[test]
    fn a_message_about_a_date_or_time_says_so() {
        let shown = |message: &str| WithoutPath(&serde_json::Error::custom(message)).to_string();
        let about = "not a date or time in the documented format";
        for (message, expected) in [
            ("premature end of input", format!("{about}: premature end of input")),
            (
                "trailing input at line 1 column 7",
                format!("{about}: trailing input at line 1 column 7"),
            ),
            (
                "Event: Ping: trailing input (at $.at of this value) at line 1 column 7",
                format!("Event: Ping: {about}: trailing input at line 1 column 7"),
            ),
            ("not valid: trailing input", "not valid: trailing input".to_owned()),
            ("missing field `a`", "missing field `a`".to_owned()),
        ] {
            assert_eq!(shown(message), expected);
        }
    }
}
