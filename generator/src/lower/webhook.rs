//! Webhooks: `x-webhooks`, and 3.1's `webhooks`.

use super::Context;
use super::operation::operation_docs;
use crate::diagnostic::Code;
use crate::ir::{Content, ContentFormat, LeftOut, OperationPart, Origin, Type, Webhook};
use crate::select::Endpoint;
use crate::source::Location;

/// A webhook that is not read yet.
pub(super) struct FoundWebhook {
    /// Its key in the document.
    key: String,
    /// The key, followed by the method if there are several.
    name: String,
    pub(super) item: Location,
    pub(super) location: Location,
    /// All webhooks.
    list: Location,
}

impl FoundWebhook {
    pub(super) fn location(&self) -> Endpoint<'_> {
        Endpoint::Webhook(&self.key)
    }
}

impl Context<'_> {
    /// All webhooks of the document, not read yet.
    pub(super) fn find_webhooks(&mut self) -> Vec<FoundWebhook> {
        let root = self.document.root();
        let mut webhooks = Vec::new();
        for key in ["x-webhooks", "webhooks"] {
            for (name, location) in self.members(&root, key) {
                let (item, is_wrong) = self.contain(|context| context.target(&location));
                if is_wrong {
                    self.left_out.push(LeftOut { id: Some(name.clone()), location });
                }
                let Some((item, raw)) = item else { continue };
                let methods = self.methods(&item, raw);
                let is_only = methods.len() == 1;
                for (method, location) in methods {
                    let method = method.as_str().to_lowercase();
                    webhooks.push(FoundWebhook {
                        key: name.clone(),
                        name: if is_only { name.clone() } else { format!("{name} {method}") },
                        location,
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
            self.left_out_on_error(&found.name, &found.location, &[], |context| {
                context.webhook(found.name.clone(), found.location.clone(), &found.list)
            })
        };
        found.iter().filter_map(read).collect()
    }

    fn webhook(&mut self, name: String, location: Location, list: &Location) -> Option<Webhook> {
        let operation: openapiv3::Operation = self.document.node(&location, self.report)?;
        self.check_received_id(&location);
        if !operation.parameters.is_empty() {
            // Reported once: most documents give every webhook the same headers.
            self.report_at(
                Code::WebhookPart,
                &list.key(),
                "parameters of webhooks are not used; only their bodies are",
                "read them from the request yourself",
            );
        }
        let body =
            operation.request_body.as_ref().and_then(|_| self.received_body(&location, &name));
        Some(Webhook { name, body, docs: operation_docs(&operation), location })
    }

    /// The type of the body of a request that the API sends. `None` if it is not JSON.
    pub(super) fn received_body(&mut self, operation: &Location, words: &str) -> Option<Type> {
        let (target, _) = self.target(&operation.child("requestBody"))?;
        let origin =
            Origin::Operation { operation: words.to_owned(), part: OperationPart::RequestBody };
        let content = self.content(&target, &origin)?;
        self.only_json(&content, &target).then_some(content.ty)
    }

    fn only_json(&mut self, content: &Content, body: &Location) -> bool {
        let is_json = content.format == ContentFormat::Json;
        if !is_json {
            self.report_at(
                Code::WebhookPart,
                &body.child("content").key(),
                format!(
                    "`{}` is not read: only JSON bodies of webhooks and callbacks are",
                    content.media_type
                ),
                "read it from the request yourself",
            );
        }
        is_json
    }
}
