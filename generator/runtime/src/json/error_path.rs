//! The location of an error in a JSON text.

use std::fmt;

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
        match split_union(&message) {
            Some([before, _, after]) => write!(formatter, "{before}{after}"),
            None => formatter.write_str(&message),
        }
    }
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
