//! The path of a request.

use super::argument_value::Value;
use super::http::url::dots;
use super::http::url::segments;
use super::parameter::Parameter;
use super::request_error::RequestErrorKind;
use super::table::Operation;

/// Puts the arguments into the template. An argument that would make another path of it is
/// rejected: no encoding makes an empty segment, `.` or `..` safe. What counts is the whole
/// segment, with what the template and other arguments have of it.
pub(crate) fn path(
    operation: &Operation,
    values: &[Option<Value>],
) -> Result<String, RequestErrorKind> {
    let mut path = String::new();
    // The parameter that the last segment so far has something of.
    let mut argument = None;
    let mut in_query = false;
    let mut rest = operation.path;
    loop {
        let placeholder = rest
            .split_once('{')
            .and_then(|(literal, placeholder)| Some((literal, placeholder.split_once('}')?)));
        let literal = placeholder.map_or(rest, |(literal, _)| literal);
        if let (Some(name), Some(end)) = (argument, literal.find(['/', '\\', '?', '#'])) {
            let (segment, _) = literal.split_at(end);
            check_segment(&format!("{path}{segment}"), name)?;
            argument = None;
        }
        path.push_str(literal);
        in_query |= literal.contains('?');
        let Some((_, (name, after))) = placeholder else { break };
        if let Some((index, parameter)) = operation.path_parameter(name) {
            let value = values.get(index).and_then(Option::as_ref).unwrap_or(&Value::Null);
            path.push_str(&filled(parameter, value, in_query)?);
            argument = (!in_query).then_some(parameter.name);
        }
        rest = after;
    }
    if let Some(name) = argument {
        check_segment(&path, name)?;
    }
    Ok(path)
}

/// An argument, encoded for the path.
fn filled(
    parameter: &Parameter,
    value: &Value,
    in_query: bool,
) -> Result<String, RequestErrorKind> {
    let text = parameter.to_segment(value);
    match text.is_empty() && !in_query {
        true => Err(RequestErrorKind::parameter(
            parameter.name,
            "is empty, which would make another path of the request",
        )),
        false => Ok(text),
    }
}

/// Rejects the argument that makes a `.` or `..` of the last segment.
fn check_segment(path: &str, name: &'static str) -> Result<(), RequestErrorKind> {
    match segments(path).next_back().and_then(dots) {
        Some(_) => Err(RequestErrorKind::parameter(
            name,
            "makes a `.` or `..` of a segment, which would make another path of the request",
        )),
        None => Ok(()),
    }
}
