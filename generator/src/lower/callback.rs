//! Callbacks: requests that the API sends after an operation (OpenAPI 3.0.4, "Callback Object").

use super::Context;
use super::operation::operation_docs;
use crate::diagnostic::Code;
use crate::ir::{Callback, Method, Response};
use crate::source::Location;

/// What identifies a callback of an operation.
struct CallbackKey<'k> {
    name: &'k str,
    expression: &'k str,
    method: Method,
    /// The Path Item Object that it is in.
    item: &'k Location,
}

impl Context<'_> {
    /// The callbacks of an operation, in the order of the document.
    pub(super) fn callbacks(&mut self, operation: &Location, id: &str) -> Vec<Callback> {
        let mut found = Vec::new();
        for (name, location) in self.members(operation, "callbacks") {
            let Some((target, raw)) = self.optional_target(&location) else { continue };
            let expressions: Vec<&String> =
                raw.keys().filter(|key| !key.starts_with("x-")).collect();
            for expression in expressions {
                let item = self.optional_target(&target.child(expression));
                let Some((item, raw)) = item else { continue };
                for (method, location) in self.methods(&item, raw) {
                    let key = CallbackKey { name: &name, expression, method, item: &item };
                    found.extend(self.callback(id, key, location));
                }
            }
        }
        found
    }

    fn callback(&mut self, id: &str, key: CallbackKey<'_>, location: Location) -> Option<Callback> {
        let operation: openapiv3::Operation = self.document.node(&location, self.report)?;
        self.check_received_id(&location);
        let words = format!("{id} {}", key.name);
        let (headers, others) = self.received_headers(key.item, &location, &words);
        let unused = [
            (!others.is_empty(), "parameters", "read them from the request yourself"),
            (!operation.callbacks.is_empty(), "callbacks", "describe them at the operation itself"),
        ];
        for (_, part, help) in unused.iter().filter(|(is_there, ..)| *is_there) {
            self.report_at(
                Code::WebhookPart,
                &location.child(part).key(),
                format!("{part} of a callback are not used"),
                *help,
            );
        }
        let body =
            operation.request_body.as_ref().and_then(|_| self.received_body(&location, &words));
        let replies = self.responses(&location, &words).into_iter().map(bare).collect();
        let docs = operation_docs(&operation);
        Some(Callback {
            name: key.name.to_owned(),
            expression: key.expression.to_owned(),
            method: key.method,
            body,
            headers,
            replies,
            docs,
            location,
        })
    }
}

/// A response to a callback. Only its status and a body of JSON or XML are used.
fn bare(response: Response) -> Response {
    let content = response.content.filter(|content| content.format.is_typed());
    Response { content, streams: Vec::new(), headers: Vec::new(), links: Vec::new(), ..response }
}
