//! Webhooks: `x-webhooks`, and 3.1's `webhooks`.

use super::Context;
use super::operation::{METHODS, operation_docs};
use crate::diagnostic::Code;
use crate::ir::{Content, ContentFormat, LeftOut, OperationPart, Origin, Webhook};
use crate::select::Location;
use crate::source::Place;

/// A webhook that is found, but not read.
pub(super) struct FoundWebhook {
    /// The key that it stands under.
    key: String,
    /// The same, with the method behind it where there are several.
    name: String,
    pub(super) item: Place,
    pub(super) place: Place,
    /// All webhooks.
    list: Place,
}

impl FoundWebhook {
    pub(super) fn location(&self) -> Location<'_> {
        Location::Webhook(&self.key)
    }
}

impl Context<'_> {
    /// What the server sends by itself; not yet read.
    pub(super) fn find_webhooks(&mut self) -> Vec<FoundWebhook> {
        let root = self.document.root();
        let mut webhooks = Vec::new();
        for key in ["x-webhooks", "webhooks"] {
            for (name, place) in self.members(&root, key) {
                let (item, is_wrong) = self.contain(|context| context.target(&place));
                if is_wrong {
                    self.left_out.push(LeftOut { id: Some(name.clone()), place });
                }
                let Some((item, raw)) = item else { continue };
                let methods: Vec<&String> =
                    raw.keys().filter(|key| METHODS.iter().any(|(known, _)| known == key)).collect();
                for method in &methods {
                    webhooks.push(FoundWebhook {
                        key: name.clone(),
                        name: if methods.len() == 1 { name.clone() } else { format!("{name} {method}") },
                        place: item.child(method),
                        item: item.clone(),
                        list: root.child(key),
                    });
                }
            }
        }
        webhooks
    }

    /// The webhooks that are selected.
    pub(super) fn webhooks(&mut self, found: &[FoundWebhook]) -> Vec<Webhook> {
        let read = |found: &FoundWebhook| {
            self.whole(&found.name, &found.place, |context| {
                context.webhook(found.name.clone(), found.place.clone(), &found.list)
            })
        };
        found.iter().filter_map(read).collect()
    }

    fn webhook(&mut self, name: String, place: Place, list: &Place) -> Option<Webhook> {
        let operation: openapiv3::Operation = self.document.piece(&place, self.report)?;
        if !operation.parameters.is_empty() {
            // Once for all of them: documents tend to give every webhook the same headers.
            self.say(
                Code::WebhookPart,
                &list.key(),
                "parameters of webhooks are not used; only their bodies are",
                "read them from the request yourself",
            );
        }
        let body = match operation.request_body {
            None => None,
            Some(_) => self.target(&place.child("requestBody")).and_then(|(target, _)| {
                let origin = Origin::Operation { operation: name.clone(), part: OperationPart::RequestBody };
                let content = self.content(&target, &origin)?;
                self.only_json(&content, &target).then_some(content.ty)
            }),
        };
        Some(Webhook { name, body, docs: operation_docs(&operation), place })
    }

    fn only_json(&mut self, content: &Content, body: &Place) -> bool {
        let is_json = content.format == ContentFormat::Json;
        if !is_json {
            self.say(
                Code::WebhookPart,
                &body.child("content").key(),
                format!("`{}` is not read: only JSON is, of what webhooks bring", content.media_type),
                "read it from the request yourself",
            );
        }
        is_json
    }
}
