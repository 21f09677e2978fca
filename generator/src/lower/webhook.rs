//! Webhooks: `x-webhooks`, and 3.1's `webhooks`.

use super::Context;
use super::operation::{METHODS, operation_docs};
use crate::diagnostic::Code;
use crate::ir::{Content, ContentFormat, OperationPart, Origin, Webhook};
use crate::source::Place;

impl Context<'_> {
    /// What the server sends by itself.
    pub(super) fn webhooks(&mut self) -> Vec<Webhook> {
        let root = self.document.root();
        let mut webhooks = Vec::new();
        for key in ["x-webhooks", "webhooks"] {
            for (name, place) in self.members(&root, key) {
                let Some((item, raw)) = self.target(&place) else { continue };
                let methods: Vec<&String> =
                    raw.keys().filter(|key| METHODS.iter().any(|(known, _)| known == key)).collect();
                for method in &methods {
                    let name = if methods.len() == 1 { name.clone() } else { format!("{name} {method}") };
                    webhooks.extend(self.webhook(name, item.child(method), &root.child(key)));
                }
            }
        }
        webhooks
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
