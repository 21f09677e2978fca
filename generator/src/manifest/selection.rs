//! The `[api.….select]` table, and `only`.

use serde_json::Value;
use toml::Spanned;
use toml::de::DeValue;

use super::check::ValueError;
use super::keys;
use super::table::{Reader, Table, Text, string, table, wrong_type};
use crate::diagnostic::{Code, Diagnostic};
use crate::select::{Contents, Criterion, PathPattern, Selection, Selector};

/// Reads the selection of an API.
pub(super) fn read(api: &Table<'_>, key: &str, reader: &mut Reader<'_>) -> Selection {
    let mut selection = Selection { contents: contents(api, reader), ..Selection::default() };
    let name = format!("[api.{key}.select]");
    if let Some(mut select) = api.table("select", &name, reader) {
        select.allow(&keys::names(keys::SELECT), reader);
        selection.include = selectors(&select, reader);
        if let Some(mut exclude) = select.table("exclude", &format!("`exclude` of {name}"), reader)
        {
            exclude.allow(&keys::names(keys::EXCLUDE), reader);
            selection.exclude = selectors(&exclude, reader);
        }
    }
    selection
}

fn contents(api: &Table<'_>, reader: &mut Reader<'_>) -> Contents {
    let known = |word: &str| match word {
        "types" => Ok(()),
        _ => Err(ValueError {
            code: Code::UnknownContents,
            message: format!("`only` cannot be `{word}`"),
            help: "write only = \"types\", or omit it for a client".to_owned(),
        }),
    };
    api.text("only", known, reader).map_or(Contents::Client, |_| Contents::Types)
}

fn selectors(table: &Table<'_>, reader: &mut Reader<'_>) -> Vec<Selector> {
    let mut selectors = Vec::new();
    for (key, value) in table.entries() {
        let read: fn(&str) -> Result<Criterion, ValueError> = match key.value.as_str() {
            "tags" => |tag| Ok(Criterion::Tag(tag.to_owned())),
            "paths" => path,
            "operations" => |id| Ok(Criterion::Operation(id.to_owned())),
            "webhooks" => |name| Ok(Criterion::Webhook(name.to_owned())),
            "extensions" if value.get_ref().is_table() => {
                selectors.extend(extensions(value, &key, reader));
                continue;
            }
            "extensions" => |key| extension(key, None),
            _ => continue,
        };
        for text in texts(value, &key.value, reader) {
            match read(&text.value) {
                Ok(by) => {
                    selectors.push(Selector { by, location: Some(reader.location(text.offset)) })
                }
                Err(error) => reader.value_error(error, text.offset),
            }
        }
    }
    selectors
}

/// A list of texts.
fn texts(value: &Spanned<DeValue<'_>>, key: &str, reader: &mut Reader<'_>) -> Vec<Text> {
    let Some(elements) = value.get_ref().as_array() else {
        let message = format!("`{key}` must be a list of strings");
        wrong_type(message, format!("write {key} = [\"…\"]"), value, reader);
        return Vec::new();
    };
    if elements.is_empty() {
        let location = reader.location(value.span().start);
        let diagnostic =
            Diagnostic::new(Code::EmptyManifestValue, format!("`{key}` is empty")).at(location);
        reader.error(diagnostic.help("set it, or remove the key"));
    }
    elements.iter().filter_map(|element| string(element, key, reader)).collect()
}

/// Reads extensions with the values to match.
fn extensions(value: &Spanned<DeValue<'_>>, key: &Text, reader: &mut Reader<'_>) -> Vec<Selector> {
    let mut selectors = Vec::new();
    for (name, wanted) in table(value, "`extensions`", key.offset..key.offset, reader).entries() {
        let value = match wanted.get_ref() {
            DeValue::String(text) => Value::from(text.as_ref()),
            DeValue::Boolean(truth) => Value::from(*truth),
            DeValue::Integer(number) => {
                number.to_string().parse::<i64>().map_or(Value::Null, Value::from)
            }
            DeValue::Float(number) => {
                number.to_string().parse::<f64>().map_or(Value::Null, Value::from)
            }
            _ => Value::Null,
        };
        if value.is_null() {
            let message =
                format!("the value of `{}` must be a string, a boolean or a number", name.value);
            wrong_type(message, format!("write {} = true", name.value), wanted, reader);
            continue;
        }
        match extension(&name.value, Some(value)) {
            Ok(by) => selectors.push(Selector { by, location: Some(reader.location(name.offset)) }),
            Err(error) => reader.value_error(error, name.offset),
        }
    }
    selectors
}

fn path(text: &str) -> Result<Criterion, ValueError> {
    PathPattern::new(text).map(Criterion::Path).map_err(|reason| ValueError {
        code: Code::InvalidSelector,
        message: format!("`{text}` cannot be a pattern of paths: {reason}"),
        help: "write one such as `/customers/*` or `/customers/**`".to_owned(),
    })
}

fn extension(key: &str, value: Option<Value>) -> Result<Criterion, ValueError> {
    match key.strip_prefix("x-") {
        Some(_) => Ok(Criterion::Extension { key: key.to_owned(), value }),
        None => Err(ValueError {
            code: Code::InvalidSelector,
            message: format!("`{key}` is not an extension: it does not start with `x-`"),
            help: format!("write `x-{key}` if the document has that extension"),
        }),
    }
}

/// Reads a selector of the command line.
///
/// # Errors
/// Says what is wrong with it.
pub fn extension_flag(text: &str) -> Result<Criterion, ValueError> {
    match text.split_once('=') {
        // `true` and `3` are read as JSON; anything else is text.
        Some((key, value)) => {
            extension(key, Some(serde_json::from_str(value).unwrap_or_else(|_| value.into())))
        }
        None => extension(text, None),
    }
}

/// The same, for a pattern of paths.
///
/// # Errors
/// Says what is wrong with it.
pub fn path_flag(text: &str) -> Result<Criterion, ValueError> {
    path(text)
}
