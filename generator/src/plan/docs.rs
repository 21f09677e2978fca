//! Docs: the text of the document, and lines of the generator with what types do not express.

use serde_json::Value;

use super::krate::{DEFAULT, Docs, Inline, Paragraph};
use super::name::Ident;
use crate::ir::{self, Constraint};

/// How the sentences about constraints begin.
const AT_LEAST: &str = "At least ";
const AT_MOST: &str = "At most ";
const MORE_THAN: &str = "More than ";
const LESS_THAN: &str = "Less than ";
const EXACTLY: &str = "Exactly ";
const MULTIPLE: &str = "A multiple of ";
const ONE_OF: &str = "One of ";
const PATTERN: &str = "Pattern: ";
const FORMAT: &str = "Format: ";
const UNIQUE: &str = "Items are unique.";

/// The docs of a definition, field, parameter or header.
pub fn of(docs: &ir::Docs) -> Docs {
    let mut paragraphs = prose(docs.summary.as_deref(), docs.description.as_deref());
    match (facts(docs), examples(&docs.examples)) {
        (Some(Paragraph::Line(facts)), Some(Paragraph::Line(example))) => {
            paragraphs.push(Paragraph::Line(sentences(vec![facts, example])));
        }
        (facts, example) => paragraphs.extend(facts.into_iter().chain(example)),
    }
    if let Some(see) = &docs.see {
        paragraphs.push(Paragraph::Line(vec![
            Inline::Text("See "),
            Inline::Words(see.clone()),
            Inline::Text("."),
        ]));
    }
    Docs { paragraphs, deprecated: docs.deprecated }
}

/// A text of the document.
pub fn words(text: Option<&str>) -> Docs {
    Docs { paragraphs: prose(None, text), deprecated: false }
}

/// A text as one line.
pub fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line of the generator.
pub fn line(parts: Vec<Inline>) -> Docs {
    Docs { paragraphs: vec![Paragraph::Line(parts)], deprecated: false }
}

/// The docs. Without a text of the document, the line `otherwise` comes first.
pub fn or(docs: Docs, otherwise: impl FnOnce() -> Vec<Inline>) -> Docs {
    if docs.paragraphs.iter().any(|paragraph| matches!(paragraph, Paragraph::Prose(_))) {
        return docs;
    }
    let mut paragraphs = vec![Paragraph::Line(otherwise())];
    paragraphs.extend(docs.paragraphs);
    Docs { paragraphs, deprecated: docs.deprecated }
}

/// The docs without a title that only repeats one of the names, such as `Zip Code` of `zip_code`.
pub fn without_repeated_title<'a>(
    docs: &ir::Docs,
    names: impl IntoIterator<Item = &'a Ident>,
) -> ir::Docs {
    let mut docs = docs.clone();
    let title = docs.summary.as_deref().map(ir::letters);
    if names.into_iter().any(|name| title.as_deref() == Some(&*ir::letters(name.plain()))) {
        docs.summary = None;
    }
    docs
}

/// The first paragraph of a text.
pub fn first_paragraph(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or_default()
}

/// Summary and description. A summary that the description begins with is left out.
pub fn prose(summary: Option<&str>, description: Option<&str>) -> Vec<Paragraph> {
    let text = |text: Option<&str>| {
        text.map(str::trim).filter(|text| !says_nothing(text)).map(str::to_owned)
    };
    let bare = |text: &str| text.trim_end_matches('.').to_lowercase();
    match (text(summary), text(description)) {
        (Some(summary), Some(description)) if bare(&description).starts_with(&bare(&summary)) => {
            vec![Paragraph::Prose(description)]
        }
        (summary, description) => {
            summary.into_iter().chain(description).map(Paragraph::Prose).collect()
        }
    }
}

/// Whether a text has only HTML comments, which are for the authors of the document.
fn says_nothing(text: &str) -> bool {
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        rest = comment.split_once("-->").map_or("", |(_, after)| after.trim_start());
    }
    rest.is_empty()
}

/// The value for examples: the first example of the document, the default, or the maximum.
pub fn sample(docs: &ir::Docs) -> Option<Value> {
    let plain = |value: &&Value| !matches!(value, Value::Null | Value::Array(_) | Value::Object(_));
    let maximum = || docs.constraints.iter().find(|constraint| constraint.keyword == "maximum");
    let given = docs.examples.first().filter(plain).or(docs.default.as_ref().filter(plain));
    given.or_else(|| maximum().map(|constraint| &constraint.value)).cloned()
}

/// The constraints and the default, as one line.
fn facts(docs: &ir::Docs) -> Option<Paragraph> {
    let mut facts = constraints(&docs.constraints);
    facts.extend(constraints(&docs.item_constraints).into_iter().map(of_each_item));
    if let Some(default) = docs.default.as_ref().filter(|default| !default.is_null()) {
        facts.push(vec![Inline::Text(DEFAULT), Inline::Code(json(default)), Inline::Text(".")]);
    }
    (!facts.is_empty()).then(|| Paragraph::Line(sentences(facts)))
}

/// The sentence about a value, as one about each item of a list.
fn of_each_item(mut sentence: Vec<Inline>) -> Vec<Inline> {
    const STARTS: &[(&str, &str)] = &[
        (AT_LEAST, "Each item: at least "),
        (AT_MOST, "Each item: at most "),
        (MORE_THAN, "Each item: more than "),
        (LESS_THAN, "Each item: less than "),
        (EXACTLY, "Each item: exactly "),
        (MULTIPLE, "Each item: a multiple of "),
        (ONE_OF, "Each item: one of "),
        (PATTERN, "Pattern of each item: "),
        (FORMAT, "Format of each item: "),
        (UNIQUE, "Each item: its items are unique."),
    ];
    if let Some(Inline::Text(start)) = sentence.first_mut() {
        let found = STARTS.iter().find(|(of_value, _)| of_value == start);
        *start = found.map_or(*start, |(_, of_item)| of_item);
    }
    sentence
}

fn sentences(facts: Vec<Vec<Inline>>) -> Vec<Inline> {
    facts.join(&Inline::Text(" "))
}

/// A sentence for each constraint.
fn constraints(constraints: &[Constraint]) -> Vec<Vec<Inline>> {
    const RANGES: &[(&str, &str, [&str; 2])] = &[
        ("minimum", "maximum", ["", ""]),
        ("minLength", "maxLength", [" character", " characters"]),
        ("minItems", "maxItems", [" item", " items"]),
        ("minProperties", "maxProperties", [" property", " properties"]),
    ];
    let ranges =
        RANGES.iter().filter_map(|&(low, high, units)| range(constraints, low, high, units));
    ranges.chain(constraints.iter().filter_map(other)).collect()
}

/// The least and the greatest of something, in units with a singular and a plural.
fn range(
    constraints: &[Constraint],
    low: &str,
    high: &str,
    units: [&'static str; 2],
) -> Option<Vec<Inline>> {
    let find = |keyword| constraints.iter().find(|constraint| constraint.keyword == keyword);
    let exclusive =
        |keyword| find(keyword).is_some_and(|constraint| constraint.value == Value::Bool(true));
    let value = |keyword| find(keyword).map(|constraint| &constraint.value);
    let unit = |value: &Value| {
        let [one, several] = units;
        Inline::Text(if value.as_u64() == Some(1) { one } else { several })
    };
    let code = |value: &Value| Inline::Code(json(value));
    let is_more = low == "minimum" && exclusive("exclusiveMinimum");
    let is_less = high == "maximum" && exclusive("exclusiveMaximum");
    let more = if is_more { MORE_THAN } else { AT_LEAST };
    let mut sentence = match (value(low), value(high)) {
        (Some(low), Some(high)) if low == high => {
            vec![Inline::Text(EXACTLY), code(low), unit(low)]
        }
        (Some(low), Some(high)) => {
            let less = if is_less { ", less than " } else { ", at most " };
            vec![Inline::Text(more), code(low), Inline::Text(less), code(high), unit(high)]
        }
        (Some(low), None) => vec![Inline::Text(more), code(low), unit(low)],
        (None, Some(high)) => {
            let less = if is_less { LESS_THAN } else { AT_MOST };
            vec![Inline::Text(less), code(high), unit(high)]
        }
        (None, None) => return None,
    };
    sentence.push(Inline::Text("."));
    Some(sentence)
}

fn other(constraint: &Constraint) -> Option<Vec<Inline>> {
    let label = match constraint.keyword {
        "pattern" => PATTERN,
        "format" => FORMAT,
        "multipleOf" => MULTIPLE,
        "uniqueItems" if constraint.value == Value::Bool(true) => {
            return Some(vec![Inline::Text(UNIQUE)]);
        }
        "enum" => return constraint.value.as_array().map(|values| allowed(values)),
        _ => return None,
    };
    let value = match &constraint.value {
        Value::String(text) => text.clone(),
        value => json(value),
    };
    Some(vec![Inline::Text(label), Inline::Code(value), Inline::Text(".")])
}

/// The allowed values, if they are not the variants of an enum.
fn allowed(values: &[Value]) -> Vec<Inline> {
    const SHOWN: usize = 12;
    let shown = values.iter().take(SHOWN).map(|value| vec![Inline::Code(json(value))]);
    let mut line = vec![Inline::Text(ONE_OF)];
    line.extend(shown.collect::<Vec<_>>().join(&Inline::Text(", ")));
    line.push(Inline::Text(if values.len() > SHOWN { " and others." } else { "." }));
    line
}

/// The first example: on the line if it is short, otherwise as a block.
fn examples(examples: &[Value]) -> Option<Paragraph> {
    let example = examples.first().filter(|example| !example.is_null())?;
    Some(match example {
        Value::Array(_) | Value::Object(_) => Paragraph::Example(
            serde_json::to_string_pretty(example).unwrap_or_else(|_| example.to_string()),
        ),
        Value::String(text) if text.len() > 80 => Paragraph::Example(text.clone()),
        Value::String(text) => Paragraph::Line(vec![
            Inline::Text("Example: "),
            Inline::Code(text.clone()),
            Inline::Text("."),
        ]),
        value => Paragraph::Line(vec![
            Inline::Text("Example: "),
            Inline::Code(json(value)),
            Inline::Text("."),
        ]),
    })
}

fn json(value: &Value) -> String {
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::name::{self, Case};

    fn said(constraints: &[(&'static str, Value)], are_items: bool) -> String {
        let constraints =
            constraints.iter().map(|(keyword, value)| Constraint { keyword, value: value.clone() });
        let mut docs = ir::Docs::default();
        let list = if are_items { &mut docs.item_constraints } else { &mut docs.constraints };
        list.extend(constraints);
        let Some(Paragraph::Line(line)) = facts(&docs) else { return String::new() };
        line.iter()
            .map(|part| match part {
                Inline::Text(text) => (*text).to_owned(),
                Inline::Code(code) => code.clone(),
                other => format!("{other:?}"),
            })
            .collect()
    }

    #[test]
    fn a_constraint_is_a_sentence_about_the_value_or_about_each_item() {
        let least = [("minItems", 1.into()), ("format", "email".into())];
        assert_eq!(said(&least, false), "At least 1 item. Format: email.");
        assert_eq!(said(&least, true), "Each item: at least 1 item. Format of each item: email.");
        let length = [("minLength", 1.into()), ("maxLength", 5.into())];
        assert_eq!(said(&length, true), "Each item: at least 1, at most 5 characters.");
        let open = [("maximum", 5.into()), ("exclusiveMaximum", true.into())];
        assert_eq!(said(&open, false), "Less than 5.");
    }

    #[test]
    fn a_title_that_repeats_a_name_is_left_out() {
        let named = |title: &str| {
            let docs = ir::Docs { summary: Some(title.to_owned()), ..ir::Docs::default() };
            let names = [name::ident("zip_code", Case::Value), name::ident("Zip", Case::Type)];
            without_repeated_title(&docs, &names).summary
        };
        assert_eq!(named("Zip Code"), None);
        assert_eq!(named("ZIP"), None);
        assert_eq!(named("Postal code").as_deref(), Some("Postal code"));
    }
}
