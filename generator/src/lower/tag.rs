//! `tags`.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::Context;
use super::docs::prose;
use crate::ir::{Operation, Tag};
use crate::load::{LEFT_OUT, keys};

impl Context<'_> {
    /// The tags of operations: first those that the document describes, in its order, then the
    /// others.
    pub(super) fn tags(&mut self, operations: &[Operation]) -> Vec<Tag> {
        let mut described: IndexMap<String, Tag> = IndexMap::new();
        for location in self.elements(&self.document.root(), "tags") {
            let tag: Option<openapiv3::Tag> =
                self.optional(LEFT_OUT, |context| context.document.node(&location, context.report));
            let Some(tag) = tag else { continue };
            if !described.contains_key(&tag.name) {
                let text =
                    |key| prose(self.document.value(&location.child(key)).and_then(Value::as_str));
                let (summary, parent) = (text(keys::SUMMARY), text(keys::PARENT));
                let description = prose(tag.description.as_deref());
                described
                    .insert(tag.name.clone(), Tag { name: tag.name, summary, parent, description });
            }
        }
        let used: IndexSet<&String> =
            operations.iter().flat_map(|operation| &operation.tags).collect();
        described.retain(|name, _| used.contains(name));
        for name in used {
            let bare =
                || Tag { name: name.clone(), summary: None, parent: None, description: None };
            described.entry(name.clone()).or_insert_with(bare);
        }
        described.into_values().collect()
    }
}
