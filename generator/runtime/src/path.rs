//! The path of a request.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::error::Refusal;
use super::operation::{Operation, Segment};
use super::plain::Value;

/// Puts the arguments into the template. An argument that would make another path of it is refused: no encoding makes an empty
/// segment, `.` or `..` safe.
pub(super) fn path(operation: &Operation, values: &[Option<Value>]) -> Result<String, Refusal> {
    let mut path = String::new();
    // The parameter that the last segment so far has something of.
    let mut argument = None;
    let mut in_query = false;
    for segment in operation.path {
        match segment {
            Segment::Literal(text) => {
                if let (Some(name), Some(end)) = (argument, text.find(['/', '?'])) {
                    let (segment, _) = text.split_at(end);
                    check_segment(&format!("{path}{segment}"), name)?;
                    argument = None;
                }
                path.push_str(text);
                in_query |= text.contains('?');
            }
            Segment::Server(_) => {}
            Segment::Parameter(index) => {
                let Some(parameter) = operation.parameters.get(*index) else { continue };
                let value = values.get(*index).and_then(Option::as_ref).unwrap_or(&Value::Null);
                let text = parameter.to_segment(value);
                if text.is_empty() && !in_query {
                    let reason = "is empty, which would make another path of the request";
                    return Err(Refusal::parameter(parameter.name, reason));
                }
                path.push_str(&text);
                argument = (!in_query).then_some(parameter.name);
            }
        }
    }
    if let Some(name) = argument {
        check_segment(&path, name)?;
    }
    Ok(path)
}

/// Refuses the argument that makes a `.` or `..` of the last segment.
fn check_segment(path: &str, name: &'static str) -> Result<(), Refusal> {
    match path.rsplit('/').next() {
        Some("." | "..") => Err(Refusal::parameter(
            name,
            "makes a `.` or `..` of a segment, which would make another path of the request",
        )),
        _ => Ok(()),
    }
}

/// What may stand in the value of a variable of a server's URL that names its host or port.
const AUTHORITY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':').remove(b'[').remove(b']');

/// What may stand in the value of one that is part of its path.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A host or port as part of a server's URL. What would lead to another server is encoded, and is no host then.
pub fn url_authority(text: &str) -> String {
    utf8_percent_encode(text, AUTHORITY).to_string()
}

/// Text as part of the path of a server's URL.
pub fn url_path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}
