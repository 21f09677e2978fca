//! Limits for what becomes items of a crate, so that untrusted documents take no longer than
//! others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Context;
use super::operation::FoundOperation;
use super::webhook::FoundWebhook;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::TypeId;
use crate::load::Followed;
use crate::source::Location;

/// The usual size of a repeated part, in bytes.
const USUAL_BYTES_OF_A_PART: usize = 1024;

/// The number of further bytes that count as another part.
const BYTES_OF_A_PART: usize = 256;

/// The size of quotes, colons and the like, in bytes.
const BYTES_OF_A_VALUE: usize = 4;

impl Context<'_> {
    /// Whether there are too many operations and webhooks, or their names are too long, which is
    /// reported.
    pub(super) fn is_too_large(
        &mut self,
        operations: &[FoundOperation],
        webhooks: &[FoundWebhook],
    ) -> bool {
        let most = self.document.limit(|limits| limits.operations);
        let locations = || {
            operations.iter().map(|it| &it.location).chain(webhooks.iter().map(|it| &it.location))
        };
        if let Some(location) = locations().nth(most) {
            let message = format!("more than {most} operations and webhooks are wanted");
            let help = "select those that are needed, or raise the limit with --max-operations";
            self.report.push(
                Diagnostic::new(Code::TooMany, message)
                    .at(location.clone())
                    .label("one too many")
                    .help(help),
            );
            return true;
        }
        if let Some(location) = self.tag_too_many(operations) {
            let most = self.document.limits().tags;
            let message = format!("more than {most} tags make a group of operations each");
            let help = "an operation is in the group of its first tag: use fewer, or raise the limit with --max-tags";
            self.report.push(
                Diagnostic::new(Code::TooMany, message)
                    .at(location)
                    .label("one too many")
                    .help(help),
            );
            return true;
        }
        let long = locations().find_map(|location| self.long_name(location));
        let Some((location, what)) = long else { return false };
        let message = format!("{what} has more than {} bytes", self.document.limits().key);
        let help = "if this is intended, raise the limit with --max-key";
        self.report.push(
            Diagnostic::new(Code::TooMany, message).at(location).label("too long").help(help),
        );
        true
    }

    /// The first tag beyond the limit.
    fn tag_too_many(&self, operations: &[FoundOperation]) -> Option<Location> {
        let mut tags = BTreeSet::new();
        operations.iter().map(|it| it.location.child("tags").element(0)).find(|location| {
            let tag = self.document.value(location).and_then(Value::as_str);
            tag.is_some_and(|tag| tags.insert(tag) && tags.len() > self.document.limits().tags)
        })
    }

    /// The id or the first tag of an operation that is longer than the limit for keys.
    fn long_name(&self, operation: &Location) -> Option<(Location, &'static str)> {
        let is_long = |value: Option<&Value>| {
            value
                .and_then(Value::as_str)
                .is_some_and(|text| text.len() > self.document.limits().key)
        };
        let id = operation.child("operationId");
        if is_long(self.document.value(&id)) {
            return Some((id, "an `operationId`"));
        }
        let tag = self
            .elements(operation, "tags")
            .into_iter()
            .find(|tag| is_long(self.document.value(tag)))?;
        Some((tag, "a tag"))
    }

    /// Counts parts of the document that are repeated in the crate, and reports more than the
    /// limit: the size of the crate must stay in proportion to the document.
    pub(super) fn repeat(&mut self, location: &Location, parts: usize) {
        if parts == 0 {
            return;
        }
        self.copies += parts;
        let most = self.document.limit(|limits| limits.copies);
        if !self.is_over && self.copies > most {
            self.is_over = true;
            let message = format!(
                "more than {most} parts are repeated: what schemas include by `allOf`, long parameters and responses that operations share, and security requirements of the whole document"
            );
            let help =
                "select the operations that are needed, or raise the limit with --max-copies";
            self.report.push(
                Diagnostic::new(Code::TooMany, message)
                    .at(location.clone())
                    .label("one too many")
                    .help(help),
            );
        }
    }

    /// Follows a reference to what operations share: a parameter, a response, a header or a body.
    /// All of it is repeated for each operation, which counts if it is long. `None` also if that
    /// exceeds the limit.
    pub(super) fn shared(&mut self, location: &Location) -> Option<Followed> {
        let followed = self.document.follow(location, self.report)?;
        if followed.reference.is_some() {
            let more = self.long_parts(&followed.location, 1);
            self.repeat(location, more);
        }
        (!self.is_over).then_some(followed)
    }

    /// The number of further parts that a value with `parts` parts counts for, because of its
    /// length.
    pub(super) fn long_parts(&mut self, location: &Location, parts: usize) -> usize {
        let usual = USUAL_BYTES_OF_A_PART.saturating_mul(parts);
        self.size(location).saturating_sub(usual) / BYTES_OF_A_PART
    }

    /// The approximate size of a value in the text, in bytes.
    fn size(&mut self, location: &Location) -> usize {
        if let Some(size) = self.sizes.get(location) {
            return *size;
        }
        let mut size = 0;
        let mut open: Vec<&Value> = self.document.value(location).into_iter().collect();
        while let Some(value) = open.pop() {
            size += BYTES_OF_A_VALUE;
            match value {
                Value::String(text) => size += text.len(),
                Value::Array(elements) => open.extend(elements),
                Value::Object(members) => {
                    size += members.keys().map(String::len).sum::<usize>();
                    open.extend(members.values());
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        self.sizes.insert(location.clone(), size);
        size
    }

    /// Whether a pointer is too long, which is reported.
    pub(super) fn is_far(&mut self, location: &Location) -> bool {
        let longest = self.document.limits().longest_pointer();
        if self.is_over || location.pointer().as_str().len() <= longest {
            return self.is_over;
        }
        self.is_over = true;
        let message =
            format!("the keys that lead to this schema have more than {longest} bytes together");
        let help =
            "move it to `components/schemas` and refer to it, or raise the limit with --max-key";
        self.report.push(
            Diagnostic::new(Code::TooMany, message)
                .at(location.clone())
                .label("too deep in long keys")
                .help(help),
        );
        true
    }

    /// The definition to use instead of a further one, if there are too many or the pointer is too
    /// long, which is reported. Each definition has its pointer, so that nested long keys cost
    /// their length once for each level.
    pub(super) fn last_definition(&mut self, location: &Location, more: usize) -> Option<TypeId> {
        if self.full.is_none() && self.is_far(location) {
            self.full = self.types.iter().last().map(|(id, _)| id);
        }
        let most = self.document.limit(|limits| limits.schemas).max(1);
        if self.full.is_none() && self.types.len() + self.alternatives + more > most {
            self.full = self.types.iter().last().map(|(id, _)| id);
            let message =
                format!("more than {most} schemas become types, alternatives of unions included");
            let help =
                "select the operations that are needed, or raise the limit with --max-schemas";
            self.report.push(
                Diagnostic::new(Code::TooMany, message)
                    .at(location.clone())
                    .label("one too many")
                    .help(help),
            );
        }
        self.full
    }
}
