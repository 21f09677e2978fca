//! Texts with placeholders.

use crate::ir::{Segment, Template};
use crate::load::percent_decoded;

/// Parses `/customers/{id}`. The error is part of a message.
pub(super) fn template(text: &str) -> Result<Template, &'static str> {
    let mut segments = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find(['{', '}']) {
        let (literal, tail) = rest.split_at(open);
        let Some(tail) = tail.strip_prefix('{') else { return Err("a `}` has no `{` before it") };
        let Some((name, after)) = tail.split_once('}') else {
            return Err("a `{` has no `}` after it");
        };
        if name.is_empty() {
            return Err("a pair of braces holds no name");
        }
        if name.contains('{') {
            return Err("a `{` is within braces");
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

/// The names of the placeholders in a text.
pub(super) fn placeholders(template: &Template) -> impl Iterator<Item = &str> {
    template.0.iter().filter_map(|segment| match segment {
        Segment::Parameter(name) => Some(name.as_str()),
        Segment::Literal(_) => None,
    })
}

/// Removes the fragment of a path (RFC 3986, section 3.5), which no request has. `None` if it has
/// none.
pub(super) fn without_fragment(template: &Template) -> Option<Template> {
    let is_cut =
        |segment: &Segment| matches!(segment, Segment::Literal(text) if text.contains('#'));
    let at = template.0.iter().position(is_cut)?;
    let (before, after) = template.0.split_at(at);
    let mut kept = before.to_vec();
    if let Some(Segment::Literal(text)) = after.first() {
        literal(&mut kept, text.split('#').next().unwrap_or_default());
    }
    Some(Template(kept))
}

/// Removes the pairs `key={name}` that `is_taken` accepts from the query of a path.
pub(super) fn take_pairs(
    template: &Template,
    mut is_taken: impl FnMut(&str, &str) -> bool,
) -> Template {
    without_pairs(template, |pair| match pair {
        [Segment::Literal(key), Segment::Parameter(name)] => {
            key.strip_suffix('=').is_some_and(|key| is_taken(key, name))
        }
        _ => false,
    })
}

/// Removes the pairs `key=text` and keys without a value that `is_taken` accepts from the query of
/// a path.
pub(super) fn take_texts(template: &Template, mut is_taken: impl FnMut(&str) -> bool) -> Template {
    without_pairs(template, |pair| match pair {
        [Segment::Literal(text)] => {
            let key = text.split('=').next().unwrap_or_default();
            is_taken(&percent_decoded(key).unwrap_or_else(|| key.to_owned()))
        }
        _ => false,
    })
}

fn without_pairs(template: &Template, mut is_taken: impl FnMut(&[Segment]) -> bool) -> Template {
    let Some((mut path, query)) = split(&template.0, '?') else { return template.clone() };
    let mut delimiter = "?";
    let mut rest = query;
    loop {
        let (pair, others) = match split(&rest, '&') {
            Some((pair, others)) => (pair, Some(others)),
            None => (rest, None),
        };
        if !pair.is_empty() && !is_taken(&pair) {
            literal(&mut path, delimiter);
            pair.iter().for_each(|segment| push(&mut path, segment));
            delimiter = "&";
        }
        match others {
            Some(others) => rest = others,
            None => return Template(path),
        }
    }
}

/// The segments before and after the first such character in a literal.
fn split(segments: &[Segment], delimiter: char) -> Option<(Vec<Segment>, Vec<Segment>)> {
    let (at, before, after) =
        segments.iter().enumerate().find_map(|(at, segment)| match segment {
            Segment::Literal(text) => {
                text.split_once(delimiter).map(|(before, after)| (at, before, after))
            }
            Segment::Parameter(_) => None,
        })?;
    let (mut left, mut right) = (segments.get(..at)?.to_vec(), Vec::new());
    literal(&mut left, before);
    literal(&mut right, after);
    right.extend_from_slice(segments.get(at + 1..)?);
    Some((left, right))
}

fn push(segments: &mut Vec<Segment>, segment: &Segment) {
    match segment {
        Segment::Literal(text) => literal(segments, text),
        Segment::Parameter(_) => segments.push(segment.clone()),
    }
}

/// Adds text, to the last literal if there is one.
fn literal(segments: &mut Vec<Segment>, text: &str) {
    match segments.last_mut() {
        _ if text.is_empty() => {}
        Some(Segment::Literal(before)) => before.push_str(text),
        _ => segments.push(Segment::Literal(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::{take_pairs, template, without_fragment};
    use crate::ir::{Segment, Template};

    fn text(template: &Template) -> String {
        let text = |segment: &Segment| match segment {
            Segment::Literal(text) => text.clone(),
            Segment::Parameter(name) => format!("{{{name}}}"),
        };
        template.0.iter().map(text).collect()
    }

    #[test]
    fn pairs_of_a_query_are_taken_out_one_by_one() {
        for (path, left) in [
            ("/a?x={x}", "/a"),
            ("/a?beta=true", "/a?beta=true"),
            ("/a?x={x}&beta=true&y={x}", "/a?beta=true&y={x}"),
            ("/a/{x}?y={y}&x={x}", "/a/{x}?y={y}"),
            ("/a?x={x}-{y}", "/a?x={x}-{y}"),
            ("/a?beta&&x={x}", "/a?beta"),
            ("/a?", "/a"),
            ("/{x}", "/{x}"),
        ] {
            let template = template(path).unwrap();
            let taken = take_pairs(&template, |key, name| (key, name) == ("x", "x"));
            assert_eq!(text(&taken), left, "{path}");
        }
    }

    #[test]
    fn a_fragment_is_cut_off() {
        for (path, left) in [
            ("/#Action=A", Some("/")),
            ("/a/{b}#c{d}", Some("/a/{b}")),
            ("/{a#b}", None),
            ("/a", None),
        ] {
            let template = template(path).unwrap();
            assert_eq!(without_fragment(&template).as_ref().map(text).as_deref(), left, "{path}");
        }
    }
}
