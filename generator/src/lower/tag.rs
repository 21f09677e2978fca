//! `tags`.

use serde_json::Value;

use super::Context;
use super::docs::prose;
use crate::ir::{Operation, Tag};
use crate::load::keys;

impl Context<'_> {
    /// The tags that operations have: those that the document describes first, in its order, then the others.
    pub(super) fn tags(&mut self, operations: &[Operation]) -> Vec<Tag> {
        let mut described: Vec<Tag> = Vec::new();
        for place in self.elements(&self.document.root(), "tags") {
            let Some(tag) = self.document.piece::<openapiv3::Tag>(&place, self.report) else { continue };
            if !described.iter().any(|known| known.name == tag.name) {
                let text = |key| prose(self.document.value(&place.child(key)).and_then(Value::as_str));
                let (summary, parent) = (text(keys::SUMMARY), text(keys::PARENT));
                described.push(Tag { name: tag.name, summary, parent, description: prose(tag.description.as_deref()) });
            }
        }
        let used = || operations.iter().flat_map(|operation| &operation.tags);
        let mut tags: Vec<Tag> = described.into_iter().filter(|tag| used().any(|name| *name == tag.name)).collect();
        for name in used() {
            if !tags.iter().any(|tag| tag.name == *name) {
                tags.push(Tag { name: name.clone(), summary: None, parent: None, description: None });
            }
        }
        tags
    }
}
