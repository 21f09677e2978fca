//! What people read: the words of the document and, in ours, what the types do not say.

use serde_json::Value;

use super::krate::{Docs, Inline, Paragraph};
use crate::ir::{self, Constraint};

/// The documentation of a definition, field, parameter or header.
pub fn of(docs: &ir::Docs) -> Docs {
    let mut paragraphs = prose(docs.summary.as_deref(), docs.description.as_deref());
    paragraphs.extend(facts(docs));
    paragraphs.extend(examples(&docs.examples));
    if let Some(see) = &docs.see {
        paragraphs.push(Paragraph::Line(vec![Inline::Text("See "), Inline::Words(see.clone()), Inline::Text(".")]));
    }
    Docs { paragraphs, deprecated: docs.deprecated }
}

/// One paragraph of the document's words.
pub fn words(text: Option<&str>) -> Docs {
    Docs { paragraphs: prose(None, text), deprecated: false }
}

/// A text as one line.
pub fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line of ours.
pub fn line(parts: Vec<Inline>) -> Docs {
    Docs { paragraphs: vec![Paragraph::Line(parts)], deprecated: false }
}

/// The documentation, or what stands for it when the document says nothing.
pub fn or(docs: Docs, otherwise: impl FnOnce() -> Vec<Inline>) -> Docs {
    if docs.paragraphs.iter().any(|paragraph| matches!(paragraph, Paragraph::Prose(_))) {
        return docs;
    }
    let mut paragraphs = vec![Paragraph::Line(otherwise())];
    paragraphs.extend(docs.paragraphs);
    Docs { paragraphs, deprecated: docs.deprecated }
}

/// Summary and description, the one that repeats the other left out.
pub fn prose(summary: Option<&str>, description: Option<&str>) -> Vec<Paragraph> {
    let text = |text: Option<&str>| text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let bare = |text: &str| text.trim_end_matches('.').to_lowercase();
    match (text(summary), text(description)) {
        (Some(summary), Some(description)) if bare(&description).starts_with(&bare(&summary)) => {
            vec![Paragraph::Prose(description)]
        }
        (summary, description) => summary.into_iter().chain(description).map(Paragraph::Prose).collect(),
    }
}

/// What is allowed, and what an absent value stands for, as one line.
fn facts(docs: &ir::Docs) -> Option<Paragraph> {
    let mut parts: Vec<Inline> = Vec::new();
    let mut add = |fact: Vec<Inline>| {
        if !parts.is_empty() {
            parts.push(Inline::Text(" "));
        }
        parts.extend(fact);
    };
    range(&docs.constraints, "minimum", "maximum", "").into_iter().for_each(&mut add);
    range(&docs.constraints, "minLength", "maxLength", " characters").into_iter().for_each(&mut add);
    range(&docs.constraints, "minItems", "maxItems", " items").into_iter().for_each(&mut add);
    range(&docs.constraints, "minProperties", "maxProperties", " properties").into_iter().for_each(&mut add);
    for constraint in &docs.constraints {
        other(constraint).into_iter().for_each(&mut add);
    }
    if let Some(default) = docs.default.as_ref().filter(|default| !default.is_null()) {
        add(vec![Inline::Text("Default: "), Inline::Code(json(default)), Inline::Text(".")]);
    }
    (!parts.is_empty()).then_some(Paragraph::Line(parts))
}

fn range(constraints: &[Constraint], low: &str, high: &str, unit: &'static str) -> Option<Vec<Inline>> {
    let find = |keyword| constraints.iter().find(|constraint| constraint.keyword == keyword);
    let exclusive = |keyword| find(keyword).is_some_and(|constraint| constraint.value == Value::Bool(true));
    let value = |keyword| find(keyword).map(|constraint| Inline::Code(json(&constraint.value)));
    let more = if low == "minimum" && exclusive("exclusiveMinimum") { "More than " } else { "At least " };
    let less = if high == "maximum" && exclusive("exclusiveMaximum") { "less than " } else { "at most " };
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
        "uniqueItems" if constraint.value == Value::Bool(true) => return Some(vec![Inline::Text("No item twice.")]),
        _ => return None,
    };
    let value = match &constraint.value {
        Value::String(text) => text.clone(),
        value => json(value),
    };
    Some(vec![Inline::Text(label), Inline::Code(value), Inline::Text(".")])
}

/// The first example: on the line when it is short, as a block when it is not.
fn examples(examples: &[Value]) -> Option<Paragraph> {
    let example = examples.first().filter(|example| !example.is_null())?;
    Some(match example {
        Value::Array(_) | Value::Object(_) => {
            Paragraph::Example(serde_json::to_string_pretty(example).unwrap_or_else(|_| example.to_string()))
        }
        Value::String(text) if text.len() > 80 => Paragraph::Example(text.clone()),
        Value::String(text) => {
            Paragraph::Line(vec![Inline::Text("Example: "), Inline::Code(text.clone()), Inline::Text(".")])
        }
        value => Paragraph::Line(vec![Inline::Text("Example: "), Inline::Code(json(value)), Inline::Text(".")]),
    })
}

fn json(value: &Value) -> String {
    value.to_string()
}
