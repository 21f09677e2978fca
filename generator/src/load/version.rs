//! The version of OpenAPI that a document declares.

use serde_json::Value;

use super::mismatch::describe;
use crate::diagnostic::{Code, Diagnostic, Report};
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
            let message = "this is not an OpenAPI document: `openapi` is missing";
            let diagnostic =
                Diagnostic::new(Code::UnsupportedVersion, message).at(location.clone());
            report.push(diagnostic.label("no `openapi` in this object").help(SUPPORTED));
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
        _ => SUPPORTED.to_owned(),
    };
    report.push(diagnostic.help(help));
    None
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
