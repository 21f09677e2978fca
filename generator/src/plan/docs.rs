//! Docs: the text of the document, and lines of the generator with what types do not express.

use serde_json::Value;

use super::krate::{DEFAULT, Docs, Inline, Paragraph};
use crate::ir::{self, Constraint};

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
    let items = constraints(&docs.item_constraints);
    if !items.is_empty() {
        facts.push([vec![Inline::Text("Each item: ")], sentences(items)].concat());
    }
    if let Some(default) = docs.default.as_ref().filter(|default| !default.is_null()) {
        facts.push(vec![Inline::Text(DEFAULT), Inline::Code(json(default)), Inline::Text(".")]);
    }
    (!facts.is_empty()).then(|| Paragraph::Line(sentences(facts)))
}

fn sentences(facts: Vec<Vec<Inline>>) -> Vec<Inline> {
    facts.join(&Inline::Text(" "))
}

/// A sentence for each constraint.
fn constraints(constraints: &[Constraint]) -> Vec<Vec<Inline>> {
    const RANGES: &[(&str, &str, &str)] = &[
        ("minimum", "maximum", ""),
        ("minLength", "maxLength", " characters"),
        ("minItems", "maxItems", " items"),
        ("minProperties", "maxProperties", " properties"),
    ];
    let ranges = RANGES.iter().filter_map(|&(low, high, unit)| range(constraints, low, high, unit));
    ranges.chain(constraints.iter().filter_map(other)).collect()
}

fn range(
    constraints: &[Constraint],
    low: &str,
    high: &str,
    unit: &'static str,
) -> Option<Vec<Inline>> {
    let find = |keyword| constraints.iter().find(|constraint| constraint.keyword == keyword);
    let exclusive =
        |keyword| find(keyword).is_some_and(|constraint| constraint.value == Value::Bool(true));
    let value = |keyword| find(keyword).map(|constraint| Inline::Code(json(&constraint.value)));
    let more =
        if low == "minimum" && exclusive("exclusiveMinimum") { "More than " } else { "At least " };
    let less =
        if high == "maximum" && exclusive("exclusiveMaximum") { "less than " } else { "at most " };
    Some(match (value(low), value(high)) {
        (Some(low), Some(high)) if low == high => {
            vec![Inline::Text("Exactly "), low, Inline::Text(unit), Inline::Text(".")]
        }
        (Some(low), Some(high)) => {
            vec![
                Inline::Text(more),
                low,
                Inline::Text(", "),
                Inline::Text(less),
                high,
                Inline::Text(unit),
                Inline::Text("."),
            ]
        }
        (Some(low), None) => vec![Inline::Text(more), low, Inline::Text(unit), Inline::Text(".")],
        (None, Some(high)) => {
            let less = if less == "less than " { "Less than " } else { "At most " };
            vec![Inline::Text(less), high, Inline::Text(unit), Inline::Text(".")]
        }
        (None, None) => return None,
    })
}

fn other(constraint: &Constraint) -> Option<Vec<Inline>> {
    let label = match constraint.keyword {
        "pattern" => "Pattern: ",
        "format" => "Format: ",
        "multipleOf" => "A multiple of ",
        "uniqueItems" if constraint.value == Value::Bool(true) => {
            return Some(vec![Inline::Text("Items are unique.")]);
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
    let mut line = vec![Inline::Text("One of ")];
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
