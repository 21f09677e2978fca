//! The path of a request.

use std::borrow::Cow;

use super::argument_value::Value;
use super::http::url::dots;
use super::http::url::segments;
use super::parameter::{Location, Parameter};
use super::request_error::RequestErrorKind;
use super::table::Operation;

/// A path from the program, if it is below the base URL.
pub(crate) fn checked_path(path: &str) -> Result<&str, RequestErrorKind> {
    let error = |reason| {
        let name = path.escape_debug().to_string();
        Err(RequestErrorKind::Option { kind: "path", name, reason })
    };
    let without_query = path.split('?').next().unwrap_or_default();
    if !path.starts_with('/') {
        return error("does not begin with `/`");
    }
    if path.contains('#') {
        return error("has a fragment");
    }
    if segments(without_query).any(|segment| dots(segment).is_some()) {
        return error("has a segment `.` or `..`");
    }
    Ok(path)
}

/// Returns the URL of a request without its query: the base URL, and the template with the
/// arguments. An argument that would change the path is an error: no encoding makes an empty
/// segment, `.` or `..` safe. The whole segment is checked, including the text of the template and
/// other arguments.
pub(crate) fn url(
    base_url: &str,
    operation: &Operation,
    values: &[Option<Value>],
) -> Result<String, RequestErrorKind> {
    // Room for arguments of the usual length.
    let mut url = String::with_capacity(base_url.len() + operation.path.len() + 32);
    url.push_str(base_url);
    // The parameter that the last segments so far have something of, and where they begin.
    let mut argument = None;
    let mut in_query = false;
    let mut rest = operation.path;
    loop {
        let placeholder = rest
            .split_once('{')
            .and_then(|(literal, placeholder)| Some((literal, placeholder.split_once('}')?)));
        let literal = placeholder.map_or(rest, |(literal, _)| literal);
        if let (Some(found), Some(end)) = (argument, literal.find(['/', '\\', '?', '#'])) {
            let (segment, _) = literal.split_at(end);
            check_segments(&url, segment, found)?;
            argument = None;
        }
        url.push_str(literal);
        in_query |= literal.contains('?');
        let Some((_, (name, after))) = placeholder else { break };
        if let Some((index, parameter)) = operation.parameter(Location::Path, name) {
            let value = values.get(index).and_then(Option::as_ref).unwrap_or(&Value::Null);
            let start = || url.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
            let (_, start) = argument.unwrap_or_else(|| (parameter.name, start()));
            url.push_str(&filled(parameter, value, in_query)?);
            argument = (!in_query).then_some((parameter.name, start));
        }
        rest = after;
    }
    if let Some(found) = argument {
        check_segments(&url, "", found)?;
    }
    Ok(url)
}

/// An argument, encoded for the path.
fn filled(
    parameter: &Parameter,
    value: &Value,
    in_query: bool,
) -> Result<String, RequestErrorKind> {
    // What is reserved says something else in a query.
    let allow_reserved = parameter.allow_reserved && !in_query;
    let text = Parameter { allow_reserved, ..*parameter }.to_segment(value);
    match text.is_empty() && !in_query && !parameter.allow_empty {
        true => Err(RequestErrorKind::parameter(
            parameter.name,
            "is empty, so the path would be another one",
        )),
        false => Ok(text),
    }
}

/// Rejects an argument that makes a segment `.` or `..`. If its slashes are not encoded, it must
/// not make an empty segment either.
fn check_segments(
    url: &str,
    rest: &str,
    (name, start): (&'static str, usize),
) -> Result<(), RequestErrorKind> {
    let mut text = Cow::from(url.get(start..).unwrap_or(url));
    text += rest;
    // Most arguments have no character that could change the path.
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Ok(());
    }
    let mut found = segments(&text).peekable();
    while let Some(segment) = found.next() {
        if dots(segment).is_some() {
            return Err(RequestErrorKind::parameter(
                name,
                "makes `.` or `..` of a segment, so the path would be another one",
            ));
        }
        if segment.is_empty() && found.peek().is_some() {
            return Err(RequestErrorKind::parameter(
                name,
                "makes an empty segment, so the path would be another one",
            ));
        }
    }
    Ok(())
}
