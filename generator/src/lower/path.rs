//! Texts with holes.

use crate::ir::{Segment, Template};

/// Reads `/customers/{id}`; the error says what is wrong.
pub(super) fn template(text: &str) -> Result<Template, &'static str> {
    let mut segments = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (literal, tail) = rest.split_at(open);
        let Some(tail) = tail.strip_prefix('{') else { return Err("a `}` has no `{` before it") };
        let Some((name, after)) = tail.split_once('}') else { return Err("a `{` has no `}` after it") };
        if name.is_empty() {
            return Err("a pair of braces holds no name");
        }
        if name.contains('{') {
            return Err("a `{` stands within braces");
        }
        if !literal.is_empty() {
            segments.push(Segment::Literal(literal.to_owned()));
        }
        segments.push(Segment::Parameter(name.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        segments.push(Segment::Literal(rest.to_owned()));
    }
    Ok(Template(segments))
}

/// The names in the holes of a text.
pub(super) fn holes(template: &Template) -> impl Iterator<Item = &str> {
    template.0.iter().filter_map(|segment| match segment {
        Segment::Parameter(name) => Some(name.as_str()),
        Segment::Literal(_) => None,
    })
}
