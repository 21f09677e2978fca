//! What the root of a document declares for all of it.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::members::texts;
use crate::diagnostic::Report;
use crate::load::document::Document;
use crate::load::view::View;
use crate::source::FileId;

/// What the root of a document declares for all of it.
#[derive(Debug)]
pub(super) struct Globals {
    pub(super) root: FileId,
    /// Security schemes that are mutual TLS.
    pub(super) mutual_tls: BTreeSet<String>,
    pub(super) consumes: Vec<String>,
    pub(super) produces: Vec<String>,
    pub(super) schemes: Vec<String>,
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
        }
    }
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
