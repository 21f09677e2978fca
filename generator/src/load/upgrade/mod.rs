//! Swagger 2.0, OpenAPI 3.1 and 3.2 to the one dialect that all later stages know: OpenAPI 3.0.3.
//!
//! Values are rewritten before any of them is read as an openapiv3 type. The version of the root
//! holds for all files. A file that is not the root may be a part of anything; what it is, is told
//! by what refers to it:
//!
//! 1. [`reach`] goes from the root along all references and finds out what stands where (by
//!    [`grammar`]);
//! 2. [`walk`] goes through each of these parts and rewrites one object after the other, from the
//!    outside in;
//! 3. [`relink`] changes the references to what stands elsewhere now.
//!
//! What 3.0 cannot say travels in extensions, see [`keys`]. What has moved is remembered in the
//! file's [`Moves`](crate::source::Moves), so that messages show where it stands in the text.

mod collections;
mod grammar;
mod identify;
pub mod keys;
mod newer;
mod reach;
mod relink;
mod schema;
mod types;
mod v2;
mod v2_operation;
mod v2_parameter;
mod v31;
mod v32;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub(super) use identify::{Identified, anchor, anchors, identify};

use super::piece::found;
use super::{Document, View};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{FileId, Location, Moves};
use reach::Reached;
use walk::{Walk, texts};

/// The version that a document has after this stage.
const DIALECT: &str = "3.0.3";

/// The version of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// Swagger 2.0.
    V2,
    V30,
    V31,
    V32,
}

impl Version {
    /// The version that the root of a document gives itself; `None` when it is none that is known,
    /// which is reported.
    pub(super) fn of(root: &Value, location: &Location, report: &mut Report) -> Option<Self> {
        const HELP: &str =
            "OpenAPI 3.0, 3.1, 3.2 and Swagger 2.0 are supported, as in `openapi: 3.0.3`";
        let (key, value) = match (root.get("openapi"), root.get("swagger")) {
            (Some(version), _) => ("openapi", version),
            (None, Some(version)) => ("swagger", version),
            (None, None) => {
                let message = "this is no OpenAPI document: `openapi` is missing";
                let diagnostic =
                    Diagnostic::new(Code::UnsupportedVersion, message).at(location.clone());
                report.push(diagnostic.label("no `openapi` in this object").help(HELP));
                return None;
            }
        };
        let name = if key == "openapi" { "OpenAPI" } else { "Swagger" };
        let (message, label) = match value {
            Value::String(text) => match Self::parse(key, text) {
                Some(version) => return Some(version),
                None => {
                    (format!("{name} {} is not supported", text.escape_debug()), "this version")
                }
            },
            // Unquoted it is a number to YAML, and there is only one version of this name.
            Value::Number(number) if key == "swagger" && number.as_f64() == Some(2.0) => {
                return Some(Self::V2);
            }
            other => {
                (format!("the version of {name} must be text, found {}", found(other)), "not text")
            }
        };
        let diagnostic =
            Diagnostic::new(Code::UnsupportedVersion, message).at(location.child(key)).label(label);
        report.push(diagnostic.help(HELP));
        None
    }

    fn parse(key: &str, text: &str) -> Option<Self> {
        let is = |version: &str| {
            text.strip_prefix(version)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
        };
        match key {
            "swagger" => (is("2.0") || text == "2").then_some(Self::V2),
            _ if is("3.0") => Some(Self::V30),
            _ if is("3.1") => Some(Self::V31),
            _ if is("3.2") => Some(Self::V32),
            _ => None,
        }
    }
}

/// What the root says for the whole document.
#[derive(Debug)]
struct Globals {
    root: FileId,
    /// Security schemes that are mutual TLS.
    mutual_tls: BTreeSet<String>,
    consumes: Vec<String>,
    produces: Vec<String>,
    schemes: Vec<String>,
}

impl Globals {
    fn of(document: &Document) -> Self {
        let location = document.root();
        let root = document.value(&location);
        let list = |key: &str| texts(root.and_then(|root| root.get(key))).unwrap_or_default();
        Self {
            root: location.file,
            mutual_tls: mutual_tls(document),
            consumes: list("consumes"),
            produces: list("produces"),
            schemes: list("schemes"),
        }
    }
}

fn mutual_tls(document: &Document) -> BTreeSet<String> {
    let view = View::new(document);
    let schemes = document.root().child("components").child("securitySchemes");
    let names = document.value(&schemes).and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let is_mutual = |name: &&String| {
        // What is wrong with the reference is reported when it is used.
        let target = view.follow(&schemes.child(name), &mut Report::new());
        let kind =
            target.and_then(|target| document.value(&target.location)?.get("type")?.as_str());
        kind == Some("mutualTLS")
    };
    names.filter(is_mutual).cloned().collect()
}

/// Brings all files of a document to 3.0. What cannot be kept is reported.
pub(super) fn upgrade(document: &mut Document, version: Version, report: &mut Report) {
    if version == Version::V30 && !document.files.values().any(|file| newer::is_used(&file.value)) {
        return;
    }
    let globals = Globals::of(document);
    let longest = document.limits().longest_pointer();
    let reached = Reached::of(document);
    let mut relocated = BTreeMap::new();
    let mut references = Vec::new();
    for (&file, entries) in &reached.entries {
        let Some(value) = document.files.get_mut(&file).map(|file| &mut file.value) else {
            continue;
        };
        let mut walk = Walk {
            version,
            file,
            globals: &globals,
            reached: &reached,
            report: &mut *report,
            moves: Moves::default(),
            relocated: BTreeMap::new(),
            references: Vec::new(),
            longest,
        };
        walk.run(value, entries);
        let Walk { moves, relocated: moved, references: found, .. } = walk;
        report.sources.set_moves(file, moves);
        relocated.insert(file, moved);
        references.push((file, found));
    }
    relink::relink(document, &relocated, &references);
}

/// A value in a message.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| found(value), |text| text.escape_debug().to_string())
}

#[cfg(test)]
mod tests;
