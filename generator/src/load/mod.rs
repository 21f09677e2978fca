//! Reads files into a [`Document`]: the document and every file that it refers to, normalized to
//! one dialect, OpenAPI 3.0.
//!
//! Files are not bundled. Each file keeps its own value, and a node is addressed by its
//! [`Location`], so that locations stay correct across external references.

mod deep;
mod disk;
mod document;
mod file_address;
mod files;
pub(crate) mod grammar;
mod input;
pub mod keys;
mod limits;
mod mismatch;
mod names;

mod node;
mod node_check;
mod node_rules;
mod normalize;
mod overlay;
mod parse_error;
mod read;
mod read_value;
mod recognize;
mod reference;
mod reference_error;
mod references;
mod remote;
mod request;
mod resolve_files;
mod suggestion;
mod syntax;
mod url;
mod version;
mod view;

use std::path::Path;

use serde_json::Value;

pub use document::{Document, Followed};
pub use input::{InputFile, InputOrigin, digests};
pub use limits::{Limit, Limits};
pub use node::FromNode;
pub use reference_error::{LEFT_OUT, ReferenceError};
pub use remote::{Address, Fetch, Fetched, Host, Remote};
pub use request::{GivenPath, Replacement, Request};
pub(crate) use url::percent_decoded;
pub use view::View;

use crate::diagnostic::{Code, Diagnostic, Report, nearest_file};
use crate::source::{FileId, Location};
use grammar::{Object, ValueKind, Version};
use mismatch::wrong_type;
use node_check::{empty_other, ignored};
use node_rules::is_minor;

/// Reads a document, applies its overlays and reads, transitively, every file that it refers to.
///
/// Problems are reported. `None` if the root cannot be used. A document that was read in part is
/// returned, so that later stages can report their problems, too.
pub fn load(request: &Request, report: &mut Report) -> Option<Document> {
    let mut reader = files::FileReader::open(request, report)?;
    let root = reader.root();
    if let Some(value) = reader.root_value_mut() {
        let overlays = overlay::apply(request, value, root.file, report);
        reader.inputs.extend(overlays);
    }
    let version = version::declared_version(reader.root_value(), &root, report)?;
    if version >= Version::V31 {
        reader.identify();
    }
    reader.read_referenced(report);
    let mut document = reader.into_document();
    normalize::normalize(&mut document, version, report);
    check_root(document.value(&root).unwrap_or(&Value::Null), &root, report);
    Some(document)
}

/// Reads a text that is not a document, such as the manifest, and adds it to the sources.
///
/// `None` if it cannot be read or is not UTF-8, which is reported.
pub fn read_text(path: &Path, report: &mut Report) -> Option<(FileId, InputFile)> {
    match disk::read_bytes(path, Limits::default().bytes) {
        Ok(bytes) => keep(path, bytes, report),
        Err(error) => {
            let shown = disk::show(path);
            let shown = if shown.is_empty() { "." } else { shown.as_str() };
            let message =
                format!("`{}` cannot be read: {}", shown.escape_debug(), disk::explain(&error));
            let help = match (nearest_file(path), path.is_dir()) {
                (_, true) => disk::help_for_folder(path),
                (Some(nearest), false) => format!("did you mean `{nearest}`?"),
                (None, false) => "check the path".to_owned(),
            };
            report.push(Diagnostic::new(Code::UnreadableFile, message).help(help));
            None
        }
    }
}

/// Like [`read_text`], with a text that replaces the content of the file at `path`.
pub fn keep_text(path: &Path, text: &str, report: &mut Report) -> Option<(FileId, InputFile)> {
    keep(path, text.into(), report)
}

fn keep(path: &Path, bytes: Vec<u8>, report: &mut Report) -> Option<(FileId, InputFile)> {
    let input = InputFile::at_path(path, &bytes);
    let (file, is_text) = read::text(&disk::show(path), bytes, report);
    is_text.then_some((file, input))
}

/// The names of the files in a folder that end in `ending`, sorted. Subfolders are not searched.
pub fn file_names(folder: &Path, ending: &str) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(ending) && entry.path().is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

const PATHS: ValueKind = ValueKind::Object(Object::Paths);

/// The members that the root must have (OpenAPI 3.0.3, "OpenAPI Object").
fn check_root(value: &Value, root: &Location, report: &mut Report) {
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
            .help("add `paths: {}` if the API has no paths")
    };
    match value.get("paths") {
        Some(Value::Object(_)) => {}
        Some(Value::Null) | None if has("components") || has("x-webhooks") => {
            report.push(missing(Code::MissingPaths))
        }
        Some(Value::Null) | None => report.push(missing(Code::MissingMember)),
        Some(other) if PATHS.is_empty_other(other) => {
            report.push(empty_other("paths", PATHS, &root.child("paths")))
        }
        Some(other) => report.push(wrong_type("paths", "an object", other, root.child("paths"))),
    }
    check_collections(Object::Document, value, root, report);
    if let Some(components) = value.get("components") {
        check_collections(Object::Components, components, &root.child("components"), report);
    }
    for (path, item) in value.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let location = root.child("paths").child(path);
        if !item.is_object() && !item.is_null() && !path.starts_with("x-") {
            report.push(wrong_type(path, "an object", item, location.clone()));
        }
        check_collections(Object::PathItem, item, &location, report);
    }
}

/// Checks the types of the lists and maps of an object that no later stage reads as a whole.
fn check_collections(object: Object, value: &Value, location: &Location, report: &mut Report) {
    for member in object.members(Version::DIALECT) {
        let (expected, fits): (_, fn(&Value) -> bool) = match member.kind {
            ValueKind::Objects(_) | ValueKind::Requirements => ("a list", Value::is_array),
            ValueKind::ObjectMap(_) | ValueKind::Object(Object::Components) => {
                ("an object", Value::is_object)
            }
            _ => continue,
        };
        if let Some(found) = value.get(member.key).filter(|it| !fits(it) && !it.is_null()) {
            let at = location.child(member.key);
            report.push(if member.kind.is_empty_other(found) {
                empty_other(member.key, member.kind, &at)
            } else if is_minor(object, member) {
                ignored(member.key, member.kind, found, &at)
            } else {
                wrong_type(member.key, expected, found, at)
            });
        }
    }
}

#[cfg(test)]
mod tests;
