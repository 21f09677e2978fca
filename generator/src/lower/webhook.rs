//! Webhooks: `x-webhooks`, and 3.1's `webhooks`.

use super::Context;
use super::node::{InstanceKind, kind};
use super::operation::operation_docs;
use super::parameter::written_schema;
use crate::diagnostic::Code;
use crate::ir::{
    Content, ContentFormat, Header, HeaderEncoding, LeftOut, OperationPart, Origin, Parameter,
    ParameterEncoding, ParameterLocation, PropertyEncoding, Style, Webhook,
};
use crate::load::LEFT_OUT;
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
                context.webhook(found)
            })
        };
        found.iter().filter_map(read).collect()
    }

    fn webhook(&mut self, found: &FoundWebhook) -> Option<Webhook> {
        let (name, location) = (found.name.clone(), found.location.clone());
        let operation: openapiv3::Operation = self.document.node(&location, self.report)?;
        self.check_received_id(&location);
        let (headers, others) = self.received_headers(&found.item, &location, &name);
        if !others.is_empty() {
            // Reported once: most documents give every webhook the same parameters.
            self.report_at(
                Code::WebhookPart,
                &found.list.key(),
                "only the headers of webhooks are used, no other parameters",
                "read them from the request yourself",
            );
        }
        let body =
            operation.request_body.as_ref().and_then(|_| self.received_body(&location, &name));
        Some(Webhook { name, body, headers, docs: operation_docs(&operation), location })
    }

    /// The headers of a request that the API sends, and its other parameters.
    pub(super) fn received_headers(
        &mut self,
        item: &Location,
        operation: &Location,
        words: &str,
    ) -> (Vec<Header>, Vec<Parameter>) {
        let parameters =
            self.optional(LEFT_OUT, |context| context.parameters(item, operation, words));
        let (headers, others): (Vec<Parameter>, Vec<Parameter>) = parameters
            .into_iter()
            .partition(|parameter| parameter.location == ParameterLocation::Header);
        let headers = headers.into_iter().map(|parameter| Header {
            encoding: self.received_encoding(&parameter),
            is_secret: self.is_secret(&written_schema(&parameter.source)),
            name: parameter.name,
            ty: parameter.ty,
            docs: parameter.docs,
            location: parameter.source,
        });
        (headers.collect(), others)
    }

    fn received_encoding(&self, parameter: &Parameter) -> HeaderEncoding {
        let delimiters = self.delimiters(&parameter.source);
        match &parameter.encoding {
            ParameterEncoding::Json => HeaderEncoding::Json,
            _ if delimiters.is_empty() => HeaderEncoding::Simple,
            _ => HeaderEncoding::Delimited(delimiters),
        }
    }

    /// The body of a request that the API sends. `None` if it is neither JSON, XML nor a
    /// form without parts.
    pub(super) fn received_body(&mut self, operation: &Location, words: &str) -> Option<Content> {
        let (target, _) = self.target(&operation.child("requestBody"))?;
        let origin =
            Origin::Operation { operation: words.to_owned(), part: OperationPart::RequestBody };
        let content = self.received(&target, &origin)?;
        self.check_joined(&content, &target);
        self.check_typed(&content, &target).then_some(content)
    }

    /// Nothing says where the properties of an exploded object end, so it is not read.
    fn check_joined(&mut self, content: &Content, body: &Location) {
        let ContentFormat::Form(encodings) = &content.format else { return };
        let media_type = body.child("content").child(&content.media_type);
        let Some((form, _)) = self.glance(&media_type.child("schema")) else { return };
        let is_joined =
            |it: &&PropertyEncoding| it.is_styled && it.explode && it.style == Style::Form;
        for property in encodings.iter().filter(is_joined) {
            let schema = self.glance(&form.child("properties").child(&property.name));
            if schema.is_some_and(|(_, raw)| kind(raw) == InstanceKind::Object) {
                self.report_at(
                    Code::WebhookPart,
                    &media_type.child("encoding").child(&property.name).key(),
                    format!(
                        "the object `{}` is not read: its properties are among those of the form",
                        property.name
                    ),
                    "read them from the request yourself, or use `style: deepObject`",
                );
            }
        }
    }

    fn check_typed(&mut self, content: &Content, body: &Location) -> bool {
        let is_received = content.format.is_received();
        if !is_received {
            self.report_at(
                Code::WebhookPart,
                &body.child("content").key(),
                format!(
                    "`{}` is not read: only JSON, XML and URL-encoded forms of webhooks and callbacks are",
                    content.media_type
                ),
                "read it from the request yourself",
            );
        }
        is_received
    }
}
