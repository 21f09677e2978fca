//! Links: operations that use values of a response (OpenAPI 3.0.4, "Link Object").

use serde_json::{Map, Value};

use super::Context;
use super::docs::prose;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Link;
use crate::source::Location;

impl Context<'_> {
    /// The links of a response that lead to an operation.
    pub(super) fn links(&mut self, response: &Location) -> Vec<Link> {
        let mut links = Vec::new();
        for (_, location) in self.members(response, "links") {
            let Some((target, raw)) = self.optional_target(&location) else { continue };
            let Some(operation) = self.linked(&target, raw) else { continue };
            if raw.contains_key("server") {
                self.report_at(
                    Code::LinkServer,
                    &target.child("server").key(),
                    "the server of this link is not used: the operation keeps its own server",
                    "add it to `servers` of the operation",
                );
            }
            let parameters = raw.get("parameters").and_then(Value::as_object);
            let parameters = parameters.into_iter().flatten();
            links.push(Link {
                operation,
                parameters: parameters.map(|(name, value)| (name.clone(), shown(value))).collect(),
                body: raw.get("requestBody").map(shown),
                description: prose(raw.get("description").and_then(Value::as_str)),
            });
        }
        links
    }

    /// The operation that a link leads to.
    fn linked(&mut self, location: &Location, raw: &Map<String, Value>) -> Option<String> {
        let text = |key: &str| raw.get(key).and_then(Value::as_str);
        let (key, found) = match (text("operationId"), text("operationRef")) {
            (Some(id), _) => ("operationId", self.with_id(id, location)),
            (None, Some(reference)) => ("operationRef", self.referred(reference, location)),
            (None, None) => ("", None),
        };
        if found.is_none() {
            let at = if key.is_empty() { location.clone() } else { location.child(key) };
            self.report_at(
                Code::DanglingLink,
                &at,
                "this link refers to no operation of the document",
                "set its `operationId` to that of an operation, or remove it",
            );
        }
        found
    }

    /// The first operation with an `operationId`.
    fn with_id(&mut self, id: &str, link: &Location) -> Option<String> {
        let written = self.operation_ids.written(id)?;
        let found = written.id.clone();
        if written.count > 1 {
            let message = format!(
                "{} operations have the `operationId` `{id}`; this link leads to the first one",
                written.count
            );
            self.report.push(
                Diagnostic::new(Code::AmbiguousLink, message)
                    .at(link.child("operationId"))
                    .related(written.first.child("operationId"), "the first one")
                    .help("give the operations different ids, or use `operationRef`"),
            );
        }
        Some(found)
    }

    /// The operation that an `operationRef` points at. A path item may have several paths, so its
    /// text is tried before its target.
    fn referred(&self, reference: &str, link: &Location) -> Option<String> {
        let ids = &self.operation_ids;
        let named = self.document.named(link.file, reference).ok();
        let found = named.and_then(|named| ids.at(&named));
        let target = || ids.at(&self.document.resolve(link.file, reference).ok()?);
        found.or_else(target).cloned()
    }
}

/// A value, or a runtime expression.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
