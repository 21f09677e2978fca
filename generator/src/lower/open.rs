//! Patterns for the names of additional properties: `x-open-fields`, and `patternProperties` of
//! 3.1.

use serde_json::{Map, Value};

use super::Context;
use super::docs::prose;
use crate::diagnostic::Code;
use crate::ir::{NamePattern, Prefix};
use crate::load::keys;
use crate::source::Location;

pub(super) const OPEN_FIELDS: &str = "x-open-fields";

impl Context<'_> {
    /// The patterns that a schema gives for the names of its additional properties.
    pub(super) fn name_patterns(
        &mut self,
        location: &Location,
        raw: &Map<String, Value>,
    ) -> Vec<NamePattern> {
        let patterns =
            raw.get(keys::PATTERN_PROPERTIES).and_then(Value::as_array).into_iter().flatten();
        let prefixes = patterns.filter_map(Value::as_str).filter_map(literal_prefix);
        let mut names: Vec<NamePattern> =
            prefixes.map(|text| NamePattern::Prefix(Prefix { text, description: None })).collect();
        let Some(written) = raw.get(OPEN_FIELDS) else { return names };
        let list = location.child(OPEN_FIELDS);
        let Some(entries) = written.as_array() else {
            self.malformed(&list);
            return names;
        };
        for (index, entry) in entries.iter().enumerate() {
            match name_pattern(entry) {
                Some(pattern) => names.push(pattern),
                None => self.malformed(&list.element(index)),
            }
        }
        names
    }

    fn malformed(&mut self, location: &Location) {
        self.report_at(
            Code::OpenFields,
            location,
            "this is not a list of patterns for names of additional properties",
            "write a list of `prefix: custom_`, or `pair: [type_, value_]` with the `firstIndex` of the numbers that follow",
        );
    }
}

/// Whether the schema of additional properties describes a property: there are no patterns, or one
/// of them matches every name with the same beginning.
pub(super) fn is_described(raw: &Map<String, Value>, name: &str) -> bool {
    let Some(patterns) = raw.get(keys::PATTERN_PROPERTIES).and_then(Value::as_array) else {
        return true;
    };
    patterns.iter().filter_map(Value::as_str).any(|pattern| {
        let Some(prefix) = literal_prefix(pattern) else { return false };
        let rest = pattern.strip_prefix('^').and_then(|rest| rest.strip_prefix(prefix.as_str()));
        match (name.strip_prefix(prefix.as_str()), rest) {
            (Some(_), Some("" | ".*" | ".*$")) => true,
            (Some(name), Some(".+" | ".+$")) => !name.is_empty(),
            _ => false,
        }
    })
}

fn name_pattern(entry: &Value) -> Option<NamePattern> {
    let entry = entry.as_object()?;
    let description = prose(entry.get("description").and_then(Value::as_str));
    if let Some(text) = entry.get("prefix") {
        return Some(NamePattern::Prefix(Prefix { text: prefix(text)?, description }));
    }
    let descriptions = entry.get("descriptions").and_then(Value::as_object);
    let of = |text: &str| {
        prose(descriptions.and_then(|descriptions| descriptions.get(text)).and_then(Value::as_str))
    };
    let texts: Option<Vec<String>> = entry.get("pair")?.as_array()?.iter().map(prefix).collect();
    let prefixes: Vec<Prefix> =
        texts?.into_iter().map(|text| Prefix { description: of(&text), text }).collect();
    let first = entry.get("firstIndex").map_or(Some(0), Value::as_u64)?;
    let differ = prefixes
        .iter()
        .enumerate()
        .all(|(index, one)| prefixes.iter().take(index).all(|other| other.text != one.text));
    (prefixes.len() > 1 && differ).then_some(NamePattern::Numbered { prefixes, first, description })
}

fn prefix(text: &Value) -> Option<String> {
    text.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The beginning of all names that match a pattern (ECMA-262): `custom_` for `^custom_.+`.
fn literal_prefix(pattern: &str) -> Option<String> {
    let rest = pattern.strip_prefix('^')?;
    let special = |character: char| r"\^$.|?*+()[]{}".contains(character);
    let end = rest.find(special).unwrap_or(rest.len());
    let (mut text, rest) = rest.split_at_checked(end)?;
    // An alternative has another beginning, and an optional part is no beginning.
    if rest.contains('|') {
        return None;
    }
    if rest.starts_with(['?', '*', '{']) {
        text = text.char_indices().next_back().map_or("", |(last, _)| text.split_at(last).0);
    }
    // A pattern that matches only one text is a name.
    (!text.is_empty() && rest != "$").then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_pattern_begins_with_a_text() {
        for (pattern, prefix) in [
            ("^custom_", Some("custom_")),
            ("^custom_.*$", Some("custom_")),
            ("^x-[a-z]+$", Some("x-")),
            ("^items?_", Some("item")),
            ("^a{2}", None),
            ("^whole$", None),
            ("^one_|^two_", None),
            ("^a(b|c)", None),
            ("custom_", None),
            ("^[a-z]+", None),
            ("", None),
        ] {
            assert_eq!(literal_prefix(pattern).as_deref(), prefix, "{pattern}");
        }
    }

    /// `is_described`
    #[test]
    fn a_required_property_that_matches_no_pattern_is_any_value() {
        let text = "
X: {type: object, required: [k, x-a], x-pattern-properties: [^x-], additionalProperties: {type: integer}}
";
        let expected = ["X struct k!: json, x-a!: i64, *: i64"];
        crate::lower::tests::check("pattern-required", text, &expected, &["W0308", "W0308"]);
    }

    #[test]
    fn an_entry_is_a_prefix_or_several_that_are_numbered() {
        for (entry, is_pattern) in [
            (json!({"prefix": "custom_"}), true),
            (json!({"pair": ["type_", "value_"], "firstIndex": 1}), true),
            (json!({"pair": ["type_", "value_"]}), true),
            (json!({"pair": ["type_", "type_"]}), false),
            (json!({"pair": ["type_"]}), false),
            (json!({"pair": ["type_", ""]}), false),
            (json!({"pair": ["type_", "value_"], "firstIndex": -1}), false),
            (json!({"prefix": 1}), false),
            (json!({}), false),
            (json!("custom_"), false),
        ] {
            assert_eq!(name_pattern(&entry).is_some(), is_pattern, "{entry}");
        }
    }
}
