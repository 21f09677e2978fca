//! The path of a request.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::error::Refusal;
use super::operation::Operation;
use super::parameter::Parameter;
use super::plain::Value;

/// Puts the arguments into the template. An argument that would make another path of it is refused:
/// no encoding makes an empty segment, `.` or `..` safe. What counts is the whole segment, with
/// what the template and other arguments have of it.
pub(super) fn path(operation: &Operation, values: &[Option<Value>]) -> Result<String, Refusal> {
    let mut path = String::new();
    // The parameter that the last segment so far has something of.
    let mut argument = None;
    let mut in_query = false;
    let mut rest = operation.path;
    loop {
        let hole =
            rest.split_once('{').and_then(|(literal, hole)| Some((literal, hole.split_once('}')?)));
        let literal = hole.map_or(rest, |(literal, _)| literal);
        if let (Some(name), Some(end)) = (argument, literal.find(['/', '\\', '?', '#'])) {
            let (segment, _) = literal.split_at(end);
            check_segment(&format!("{path}{segment}"), name)?;
            argument = None;
        }
        path.push_str(literal);
        in_query |= literal.contains('?');
        let Some((_, (name, after))) = hole else { break };
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

/// An argument as it stands in the path.
fn filled(parameter: &Parameter, value: &Value, in_query: bool) -> Result<String, Refusal> {
    let text = parameter.to_segment(value);
    match text.is_empty() && !in_query {
        true => Err(Refusal::parameter(
            parameter.name,
            "is empty, which would make another path of the request",
        )),
        false => Ok(text),
    }
}

/// Refuses the argument that makes a `.` or `..` of the last segment.
fn check_segment(path: &str, name: &'static str) -> Result<(), Refusal> {
    match segments(path).next_back().and_then(dots) {
        Some(_) => Err(Refusal::parameter(
            name,
            "makes a `.` or `..` of a segment, which would make another path of the request",
        )),
        None => Ok(()),
    }
}

/// The segments of a path as URL parsers find them: `\` is a `/` to them (WHATWG URL, "path
/// state").
pub(super) fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split(['/', '\\'])
}

/// How many dots a segment is made of, if URL parsers take it for `.` or `..`: that may be
/// percent-encoded (WHATWG URL, "single-dot URL path segment").
pub(super) fn dots(segment: &str) -> Option<u8> {
    let mut rest = segment;
    for count in 0..=2 {
        if rest.is_empty() {
            return (count > 0).then_some(count);
        }
        let encoded = rest.split_at_checked(3).filter(|(dot, _)| dot.eq_ignore_ascii_case("%2e"));
        rest = rest.strip_prefix('.').or(encoded.map(|(_, rest)| rest))?;
    }
    None
}

/// The pairs of a query but those with some names.
pub(super) fn query_without(query: &str, is_left_out: impl Fn(&str) -> bool) -> Vec<String> {
    let is_kept = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default().replace('+', " ");
        !pair.is_empty() && !is_left_out(&percent_decode_str(&name).decode_utf8_lossy())
    };
    query.split('&').filter(is_kept).map(str::to_owned).collect()
}

/// What may stand in the value of a variable of a server's URL that names its host or port.
const AUTHORITY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'[')
    .remove(b']');

/// What may stand in the value of one that is part of its path.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A host or port as part of a server's URL. What would lead to another server is encoded, and is
/// no host then.
pub fn url_authority(text: &str) -> String {
    utf8_percent_encode(text, AUTHORITY).to_string()
}

/// Text as part of the path of a server's URL.
pub fn url_path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

#[cfg(test)]
mod tests {
    /// What the parser that `reqwest` uses makes of it is the judge.
    #[cfg(feature = "reqwest")]
    #[test]
    fn dots_are_what_url_parsers_take_for_them() {
        let parts = ["", ".", "%2e", "%2E", "%2", "e", "%", "%252e", "..", "x", "%2f", ";", "%09"];
        for number in 0..parts.len().pow(3) {
            let part = |at: u32| parts[number / parts.len().pow(at) % parts.len()];
            let segment = [part(0), part(1), part(2)].concat();
            let url = reqwest::Url::parse(&format!("https://api.test/a/b/{segment}/c")).unwrap();
            let expected = match url.as_str() {
                "https://api.test/a/b/c" if !segment.is_empty() => Some(1),
                "https://api.test/a/c" => Some(2),
                _ => None,
            };
            assert_eq!(super::dots(&segment), expected, "{segment}: {url}");
        }
    }
}
