//! The version of OpenAPI that a document declares.

use serde_json::Value;

use super::mismatch::describe;
use super::recognize;
use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::source::Location;

use super::grammar::Version;

const SUPPORTED: &str =
    "OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are supported, as in `openapi: 3.0.3`";

/// The version that the root of a document declares.
///
/// `None` if it is missing or not supported, which is reported.
pub(super) fn declared_version(
    root: &Value,
    location: &Location,
    report: &mut Report,
) -> Option<Version> {
    let (key, value) = match (root.get("openapi"), root.get("swagger")) {
        (Some(version), _) => ("openapi", version),
        (None, Some(version)) => ("swagger", version),
        (None, None) => {
            report.push(no_version(root, location, report));
            return None;
        }
    };
    let name = if key == "openapi" { "OpenAPI" } else { "Swagger" };
    let (message, label) = match value {
        Value::String(text) => match parse(key, text) {
            Some(version) => return Some(version),
            None => (format!("{name} {} is not supported", text.escape_debug()), "this version"),
        },
        // YAML reads an unquoted 2.0 as a number, and there is only one version 2.
        Value::Number(number) if key == "swagger" && number.as_f64() == Some(2.0) => {
            return Some(Version::V2);
        }
        other => {
            (format!("the version of {name} must be text, found {}", describe(other)), "not text")
        }
    };
    let diagnostic =
        Diagnostic::new(Code::UnsupportedVersion, message).at(location.child(key)).label(label);
    let help = match value {
        Value::Number(number) if parse(key, &number.to_string()).is_some() => {
            format!("put it in quotes: `{key}: \"{number}\"`")
        }
        _ => meant(key, value).map_or_else(
            || SUPPORTED.to_owned(),
            |meant| format!("write `{meant}`, if the document follows that version"),
        ),
    };
    report.push(diagnostic.help(help));
    None
}

/// The declaration that a text or number with another key, or without its last parts, means.
fn meant(key: &str, value: &Value) -> Option<&'static str> {
    let text = match value {
        Value::String(text) => text.trim().trim_start_matches(['v', 'V', '^', '=']).to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    match (text.split('.').next()?, key) {
        ("2", _) => Some("swagger: \"2.0\""),
        ("3", _) if text.starts_with("3.1") => Some("openapi: \"3.1.0\""),
        ("3", _) if text.starts_with("3.2") => Some("openapi: \"3.2.0\""),
        ("3", _) => Some("openapi: \"3.0.3\""),
        _ => None,
    }
}

/// The message about an object that declares no version.
fn no_version(root: &Value, location: &Location, report: &Report) -> Diagnostic {
    let text = report.sources.get(location.file).map_or("", |source| source.text.as_str());
    let other = recognize::of_object(root).or_else(|| recognize::of_text(text));
    let keys = root.as_object().into_iter().flat_map(|members| members.keys());
    let misspelled = keys
        .map(String::as_str)
        .find(|key| nearest(key, &["openapi", "swagger"]).is_some() && !key.starts_with("x-"));
    let (message, help) = match (other, misspelled) {
        (Some(format), _) => {
            (format!("this is {}, not an OpenAPI document", format.name), format.help.to_owned())
        }
        (None, Some(key)) => (
            "this is not an OpenAPI document: `openapi` is missing".to_owned(),
            format!("write `openapi` instead of `{}`", key.escape_debug()),
        ),
        (None, None) => {
            let message = "this is not an OpenAPI document: `openapi` is missing".to_owned();
            (message, SUPPORTED.to_owned())
        }
    };
    Diagnostic::new(Code::UnsupportedVersion, message)
        .at(location.clone())
        .label("no `openapi` in this object")
        .help(help)
}

fn parse(key: &str, text: &str) -> Option<Version> {
    let is = |version: &str| {
        text.strip_prefix(version)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
    };
    match key {
        "swagger" => (is("2.0") || text == "2").then_some(Version::V2),
        _ if is("3.0") => Some(Version::V30),
        _ if is("3.1") => Some(Version::V31),
        _ if is("3.2") => Some(Version::V32),
        _ => None,
    }
}
