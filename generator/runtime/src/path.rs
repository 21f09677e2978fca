//! The path of a request.

use super::error::Refusal;
use super::operation::{Operation, Segment};
use super::plain::Value;

/// Puts the arguments into the template. An argument that would make another path of it is refused: no encoding makes an empty
/// segment, `.` or `..` safe.
pub(super) fn path(operation: &Operation, values: &[Option<Value>]) -> Result<String, Refusal> {
    let mut path = String::new();
    let mut last = "";
    for segment in operation.path {
        match segment {
            Segment::Literal(text) => path.push_str(text),
            Segment::Parameter(index) => {
                let Some(parameter) = operation.parameters.get(*index) else { continue };
                last = parameter.name;
                let value = values.get(*index).and_then(Option::as_ref).unwrap_or(&Value::Null);
                let text = parameter.to_segment(value);
                if text.is_empty() {
                    return Err(Refusal::parameter(last, "is empty, which would make another path of the request"));
                }
                path.push_str(&text);
            }
        }
    }
    if !last.is_empty() && path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err(Refusal::parameter(
            last,
            "makes a `.` or `..` of a segment, which would make another path of the request",
        ));
    }
    Ok(path)
}
