//! The JSON Schema of the manifest.

use serde_json::{Map, Value as Json, json};

use super::keys::{DEPENDENCY, Key, ROOT, Value};
use crate::diagnostic::Level;

/// The JSON Schema (draft 7, which editors read) of the manifest, as text.
pub fn schema() -> String {
    let mut root = table(ROOT);
    // Only a runtime has no APIs.
    let runtime = json!({"properties": {"layout": {"const": "runtime"}}, "required": ["layout"]});
    let without_apis = json!({"properties": {"package": runtime}});
    if let Some(object) = root.as_object_mut() {
        object.insert("anyOf".to_owned(), json!([{"required": ["api"]}, without_apis]));
        object.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
        object.insert("title".to_owned(), json!("sdk.toml, the manifest of oasmith"));
    }
    format!("{root:#}\n")
}

fn table(keys: &[Key]) -> Json {
    let properties: Map<String, Json> =
        keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<_> = keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    let mut table =
        json!({"type": "object", "properties": properties, "additionalProperties": false});
    if let (false, Some(object)) = (required.is_empty(), table.as_object_mut()) {
        object.insert("required".to_owned(), json!(required));
    }
    table
}

fn property(key: &Key) -> Json {
    let texts = || json!({"type": "array", "items": {"type": "string"}, "minItems": 1});
    let mut schema = match key.value {
        Value::Text => json!({"type": "string"}),
        Value::Texts => texts(),
        Value::TextsOrValues => {
            let values = json!({
                "type": "object",
                "patternProperties": {"^x-": {"type": ["string", "boolean", "number"]}},
                "additionalProperties": false,
            });
            json!({"oneOf": [texts(), values]})
        }
        Value::Flag => json!({"type": "boolean"}),
        Value::Choice(words) => json!({"enum": words}),
        Value::ChoiceOrTable(words) => choice_or_table(words),
        Value::Format(choices) => {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            json!({"anyOf": [{"enum": words}, type_path()]})
        }
        Value::Formats(keys) => {
            let mut table = table(keys);
            if let Some(object) = table.as_object_mut() {
                object.insert("additionalProperties".to_owned(), type_path());
            }
            table
        }
        Value::TextOrTable(keys) => json!({"anyOf": [{"type": "string"}, table(keys)]}),
        Value::Table(keys) => table(keys),
        Value::Tables(keys) => json!({
            "type": "object",
            "additionalProperties": table(keys),
            "minProperties": 1,
        }),
        Value::Names => json!({"type": "object", "additionalProperties": {"type": "string"}}),
        Value::Types => json!({"type": "object", "additionalProperties": type_path()}),
        Value::Lists => json!({"type": "object", "additionalProperties": texts()}),
        Value::Dependencies => json!({"type": "object", "additionalProperties": dependency()}),
        Value::Levels => {
            let words: Vec<_> = Level::WORDS.iter().map(|(word, _)| *word).collect();
            json!({
                "type": "object",
                "patternProperties": {"^[WE][0-9]{4}$": {"enum": words}},
                "additionalProperties": false,
            })
        }
    };
    if let Some(object) = schema.as_object_mut() {
        object.insert("description".to_owned(), json!(key.about));
        if let Some(default) = key.default {
            let default = if matches!(key.value, Value::Flag) {
                json!(default == "true")
            } else {
                json!(default)
            };
            object.insert("default".to_owned(), default);
        }
    }
    schema
}

/// One of these words, or a table of them.
fn choice_or_table(words: &[&str]) -> Json {
    let table = json!({"type": "object", "additionalProperties": {"enum": words}});
    json!({"anyOf": [{"enum": words}, table]})
}

/// A version requirement, or a table.
fn dependency() -> Json {
    json!({"anyOf": [{"type": "string"}, table(DEPENDENCY)]})
}

/// The path of a type.
fn type_path() -> Json {
    json!({"type": "string", "pattern": "::"})
}
