//! What the root of a document declares for all of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::members::texts;
use crate::diagnostic::Report;
use crate::load::document::Document;
use crate::load::view::View;
use crate::source::{FileId, Pointer};

/// What the root of a document declares for all of it.
#[derive(Debug)]
pub(super) struct Globals {
    pub(super) root: FileId,
    /// Security schemes that are mutual TLS.
    pub(super) mutual_tls: BTreeSet<String>,
    pub(super) consumes: Vec<String>,
    pub(super) produces: Vec<String>,
    pub(super) schemes: Vec<String>,
    /// The schemas with a `$dynamicAnchor` that schemas of several files have.
    shared_anchors: BTreeSet<(FileId, Pointer)>,
}

impl Globals {
    pub(super) fn of(document: &Document) -> Self {
        let location = document.root();
        let root = document.value(&location);
        let list = |key: &str| texts(root.and_then(|root| root.get(key))).unwrap_or_default();
        Self {
            root: location.file,
            mutual_tls: mutual_tls(document),
            consumes: list("consumes"),
            produces: list("produces"),
            schemes: list("schemes"),
            shared_anchors: shared_anchors(document),
        }
    }

    /// Whether schemas of other files may bind what a `$dynamicRef` names. `target` is the fragment
    /// that it has without a binding.
    pub(super) fn is_bound_elsewhere(&self, file: FileId, target: &str) -> bool {
        let pointer = Pointer::new(target.replace("%25", "%"));
        self.shared_anchors.contains(&(file, pointer))
    }
}

/// A document of one file has none.
fn shared_anchors(document: &Document) -> BTreeSet<(FileId, Pointer)> {
    if document.files.len() < 2 {
        return BTreeSet::new();
    }
    let mut by_name: BTreeMap<&str, BTreeSet<(FileId, Pointer)>> = BTreeMap::new();
    for (file, value) in document.files.iter().map(|(id, file)| (*id, &file.value)) {
        let mut open = vec![(Pointer::root(), value)];
        while let Some((at, value)) = open.pop() {
            match value {
                Value::Object(members) => {
                    if let Some(name) = members.get("$dynamicAnchor").and_then(Value::as_str) {
                        by_name.entry(name).or_default().insert((file, at.clone()));
                    }
                    open.extend(members.iter().map(|(key, value)| (at.child(key), value)));
                }
                Value::Array(elements) => {
                    let elements = elements.iter().enumerate();
                    open.extend(elements.map(|(index, it)| (at.child(&index.to_string()), it)));
                }
                _ => {}
            }
        }
    }
    let files = |at: &BTreeSet<(FileId, Pointer)>| -> BTreeSet<FileId> {
        at.iter().map(|(file, _)| *file).collect()
    };
    by_name.into_values().filter(|at| files(at).len() > 1).flatten().collect()
}

fn mutual_tls(document: &Document) -> BTreeSet<String> {
    let view = View::new(document);
    let schemes = document.root().child("components").child("securitySchemes");
    let names = document.value(&schemes).and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let is_mutual = |name: &&String| {
        // A broken reference is reported where it is used.
        let target = view.follow(&schemes.child(name), &mut Report::new());
        let kind =
            target.and_then(|target| document.value(&target.location)?.get("type")?.as_str());
        kind == Some("mutualTLS")
    };
    names.filter(is_mutual).cloned().collect()
}
