//! Files to a [`Document`]: every file that a document refers to, read and brought to one dialect, OpenAPI 3.0.
//!
//! Nothing is copied together. Each file keeps its own value, and a node is addressed by its [`Place`], so that places
//! stay right through external references by construction.

mod document;
mod files;
mod piece;
mod read;
mod reference;
mod shape;

use std::path::Path;

use serde_json::Value;

pub use document::{Document, Followed};
pub use piece::Piece;
pub use reference::ReferenceError;

use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{FileId, Place};

/// Reads a document and, transitively, every file that it refers to.
///
/// All that is wrong with the files goes to the report. `None` when the root itself cannot be used; a document that
/// could be read in part is given back, so that the stages after this one can say what they find, too.
pub fn load(path: &Path, report: &mut Report) -> Option<Document> {
    let mut reader = files::Reader::open(path, report)?;
    // What upgrades 2.0, 3.1 and 3.2 and what applies overlays belongs here, on the value of the root, before the
    // version is checked and the references are followed.
    let root = reader.root();
    let checked = check_version(reader.root_value(), &root, report)?;
    check_root(checked, &root, report);
    reader.read_referenced(report);
    Some(reader.into_document())
}

/// Reads a text that is no document, such as the manifest, and keeps it among the sources.
///
/// `None` when it cannot be read or is not UTF-8, which is reported.
pub fn read_text(path: &Path, report: &mut Report) -> Option<FileId> {
    let shown = path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
    match std::fs::read_to_string(path) {
        Ok(text) => Some(report.sources.add(shown, text)),
        Err(error) => {
            let code = match error.kind() {
                std::io::ErrorKind::InvalidData => Code::TextEncoding,
                _ => Code::UnreadableFile,
            };
            let message = format!("`{}` cannot be read: {error}", shown.escape_debug());
            report.push(Diagnostic::new(code, message).help("check the path, and that the file is UTF-8"));
            None
        }
    }
}

/// Goes on with a document of OpenAPI 3.0 only.
fn check_version<'v>(value: &'v Value, root: &Place, report: &mut Report) -> Option<&'v Value> {
    const HELP: &str = "OpenAPI 3.0 is supported, as in `openapi: 3.0.3`";
    let problem = match (value.get("openapi"), value.get("swagger")) {
        (Some(Value::String(version)), _) if is_supported(version) => return Some(value),
        (Some(Value::String(version)), _) => {
            Diagnostic::new(Code::UnsupportedVersion, format!("OpenAPI {} is not supported", version.escape_debug()))
                .at(root.child("openapi"))
                .label("this version")
        }
        (Some(other), _) => {
            let message = format!("the version of OpenAPI must be text, found {}", piece::found(other));
            Diagnostic::new(Code::UnsupportedVersion, message).at(root.child("openapi")).label("not text")
        }
        (None, Some(_)) => Diagnostic::new(Code::UnsupportedVersion, "Swagger 2.0 documents are not supported")
            .at(root.child("swagger"))
            .label("this version"),
        (None, None) => Diagnostic::new(Code::UnsupportedVersion, "this is no OpenAPI document: `openapi` is missing")
            .at(root.clone()),
    };
    report.push(problem.help(HELP));
    None
}

fn is_supported(version: &str) -> bool {
    version.strip_prefix("3.0").is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}

/// The members that the root must have (OpenAPI 3.0.3, "OpenAPI Object").
fn check_root(value: &Value, root: &Place, report: &mut Report) {
    if value.get("info").is_none_or(Value::is_null) {
        report.push(
            Diagnostic::new(Code::MissingInfo, "the document has no `info`")
                .at(root.clone())
                .help("add `info` with a `title` and a `version`"),
        );
    }
    let has = |key| value.get(key).is_some_and(Value::is_object);
    let missing = |code| {
        Diagnostic::new(code, "the document has no `paths`")
            .at(root.clone())
            .help("add `paths: {}` if there are really none")
    };
    match value.get("paths") {
        Some(Value::Object(_)) => {}
        Some(Value::Null) | None if has("components") || has("x-webhooks") => report.push(missing(Code::MissingPaths)),
        Some(Value::Null) | None => report.push(missing(Code::MissingMember)),
        Some(other) => report.push(piece::wrong_type("paths", "an object", other, root.child("paths"))),
    }
}

#[cfg(test)]
mod tests;
