//! Messages about values that are not of the expected type.

use serde_json::Value;

use super::grammar::Object;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Location;

/// A value in a message: `a list`, `the text "ten"`.
pub(super) fn describe(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => match text.char_indices().nth(40) {
            Some((end, _)) => {
                format!("the text \"{}…\"", text.get(..end).unwrap_or_default().escape_debug())
            }
            None => format!("the text \"{}\"", text.escape_debug()),
        },
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The message about a member with a value of the wrong type.
pub(super) fn wrong_type(
    key: &str,
    expected: &str,
    value: &Value,
    location: Location,
) -> Diagnostic {
    let message = format!("`{}` must be {expected}, found {}", key.escape_debug(), describe(value));
    let key = key.escape_debug().to_string();
    let help = match value {
        // The usual cause: a schema lists its properties without `properties`.
        Value::Object(_) if expected == "text" => {
            format!("write a text; if `{key}` is the name of a property, put it under `properties`")
        }
        // A reference without quotes is a comment of YAML.
        Value::Null if key == "$ref" => {
            "put it in quotes: `#` starts a comment, as in `$ref: \"#/components/schemas/Pet\"`"
                .to_owned()
        }
        _ => how_to_write(&key, expected),
    };
    Diagnostic::new(Code::WrongType, message)
        .at(location)
        .label(format!("expected {expected}"))
        .help(help)
}

/// How a value of a type is written.
fn how_to_write(key: &str, expected: &str) -> String {
    match expected {
        "text" => {
            format!("write a text, in quotes where it looks like something else: `{key}: \"…\"`")
        }
        "a number" | "an integer" | "a non-negative integer" => {
            format!("write it in digits and without quotes: `{key}: 10`")
        }
        "`true` or `false`" => format!("write `{key}: true` or `{key}: false`"),
        "an object" | "an object of texts" | "an object or a boolean" => {
            format!("write its members below `{key}:`, or in braces: `{key}: {{name: …}}`")
        }
        "a list of objects" => {
            format!(
                "write each element with a dash before it, or in brackets: `{key}: [{{name: …}}]`"
            )
        }
        "a list of texts" => {
            format!(
                "write each element with a dash before it, or in brackets: `{key}: [first, second]`"
            )
        }
        "a list" => {
            format!("write each element with a dash before it, or in brackets: `{key}: […]`")
        }
        _ => format!("write {expected}"),
    }
}

/// The message about a text that is none of the allowed ones. The location of a parameter may have
/// other capitals: then it is taken as the first text.
pub(super) fn unknown_value(
    key: &str,
    allowed: &'static [&'static str],
    text: &str,
    location: Location,
) -> (Option<&'static str>, Diagnostic) {
    let known = allowed.iter().find(|word| key == "in" && word.eq_ignore_ascii_case(text)).copied();
    let text = text.escape_debug();
    let diagnostic = match known {
        Some(word) => {
            let message = format!("`{key}` is `{text}`; it is taken as `{word}`");
            Diagnostic::new(Code::WordInOtherCase, message).help(format!("write `{word}`"))
        }
        None => {
            let message = format!("`{key}` cannot be `{text}`");
            let help = format!("use {}", one_of(allowed));
            Diagnostic::new(Code::UnknownValue, message).help(help)
        }
    };
    (known, diagnostic.at(location))
}

/// The message about an object that is missing, and that all of its members may be missing from.
pub(super) fn taken_as_empty(object: Object, location: Location) -> Diagnostic {
    let noun = object.noun();
    let message = format!("{noun} must be an object, found nothing; it is taken as empty");
    Diagnostic::new(Code::EmptyCollection, message).at(location).help(match object {
        Object::MediaType => "write `{}`, or describe it with `schema`",
        _ => "write a `description`",
    })
}

/// Texts as alternatives in a sentence: `a`, `b` or `c`.
pub(super) fn one_of(texts: &[&str]) -> String {
    match texts.split_last() {
        Some((last, [])) => format!("`{last}`"),
        Some((last, others)) => format!("`{}` or `{last}`", others.join("`, `")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{describe, one_of};

    #[test]
    fn long_texts_are_cut_and_control_characters_escaped() {
        assert_eq!(describe(&json!("a\u{1b}b")), "the text \"a\\u{1b}b\"");
        assert_eq!(describe(&json!("a".repeat(41))), format!("the text \"{}…\"", "a".repeat(40)));
    }

    #[test]
    fn alternatives_read_as_a_sentence() {
        assert_eq!(one_of(&["a"]), "`a`");
        assert_eq!(one_of(&["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
