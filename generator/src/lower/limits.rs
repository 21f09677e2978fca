//! How much an API may have of what becomes items of a crate: documents that nobody has looked at take no longer than others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Context;
use super::operation::Found;
use super::webhook::FoundWebhook;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::TypeId;
use crate::source::Place;

/// A pointer may be as long as so many of the longest keys.
const KEYS_OF_A_POINTER: usize = 4;

impl Context<'_> {
    /// Whether there are more operations and webhooks than may be, or names of them that are too long, which is reported.
    pub(super) fn is_too_large(&mut self, operations: &[Found], webhooks: &[FoundWebhook]) -> bool {
        let most = self.document.most(|limits| limits.operations);
        let places = || operations.iter().map(|it| &it.place).chain(webhooks.iter().map(|it| &it.place));
        if let Some(place) = places().nth(most) {
            let message = format!("more than {most} operations and webhooks are wanted");
            let help = "select those that are needed, or raise the limit with --max-operations";
            self.report
                .push(Diagnostic::new(Code::TooMany, message).at(place.clone()).label("one too many").help(help));
            return true;
        }
        if let Some(place) = self.tag_too_many(operations) {
            let most = self.document.limits().tags;
            let message = format!("more than {most} tags make a group of operations each");
            let help = "an operation is in the group of its first tag: use fewer, or raise the limit with --max-tags";
            self.report.push(Diagnostic::new(Code::TooMany, message).at(place).label("one too many").help(help));
            return true;
        }
        let long = places().find_map(|place| self.long_name(place));
        let Some((place, what)) = long else { return false };
        let message = format!("{what} has more than {} bytes", self.document.limits().key);
        let help = "if it is meant, raise the limit with --max-key";
        self.report.push(Diagnostic::new(Code::TooMany, message).at(place).label("too long").help(help));
        true
    }

    /// The first tag with which there are more than may be.
    fn tag_too_many(&self, operations: &[Found]) -> Option<Place> {
        let mut tags = BTreeSet::new();
        operations.iter().map(|it| it.place.child("tags").element(0)).find(|place| {
            let tag = self.document.value(place).and_then(Value::as_str);
            tag.is_some_and(|tag| tags.insert(tag) && tags.len() > self.document.limits().tags)
        })
    }

    /// The id or the first tag of an operation that is longer than a key may be.
    fn long_name(&self, operation: &Place) -> Option<(Place, &'static str)> {
        let is_long = |value: Option<&Value>| {
            value.and_then(Value::as_str).is_some_and(|text| text.len() > self.document.limits().key)
        };
        let id = operation.child("operationId");
        if is_long(self.document.value(&id)) {
            return Some((id, "an `operationId`"));
        }
        let tag = self.elements(operation, "tags").into_iter().find(|tag| is_long(self.document.value(tag)))?;
        Some((tag, "a tag"))
    }

    /// Counts what stands in the crate more than once. There is an end of that: what the document says once must not become so much that the crate is
    /// out of proportion to it.
    pub(super) fn repeat(&mut self, place: &Place, parts: usize) {
        self.copies += parts;
        let most = self.document.most(|limits| limits.copies);
        if !self.is_over && self.copies > most {
            self.is_over = true;
            let message = format!(
                "more than {most} parts are repeated: what schemas include by `allOf`, and security requirements of the whole document"
            );
            let help = "select the operations that are needed, or raise the limit with --max-copies";
            self.report
                .push(Diagnostic::new(Code::TooMany, message).at(place.clone()).label("one too many").help(help));
        }
    }

    /// Whether a pointer is too long, which is reported.
    pub(super) fn is_far(&mut self, place: &Place) -> bool {
        let longest = self.document.limits().key.saturating_mul(KEYS_OF_A_POINTER);
        if self.is_over || place.pointer().as_str().len() <= longest {
            return self.is_over;
        }
        self.is_over = true;
        let message = format!("the keys that lead to this schema have more than {longest} bytes together");
        let help = "move it to `components/schemas` and refer to it, or raise the limit with --max-key";
        self.report
            .push(Diagnostic::new(Code::TooMany, message).at(place.clone()).label("too deep in long keys").help(help));
        true
    }

    /// The definition that stands for all others where there may be no more, or its pointer is too long, which is reported: each definition knows
    /// its pointer, so that keys which stand in each other cost their length once for each level below them.
    pub(super) fn last_definition(&mut self, place: &Place, more: usize) -> Option<TypeId> {
        if self.full.is_none() && self.is_far(place) {
            self.full = self.types.iter().last().map(|(id, _)| id);
        }
        let most = self.document.most(|limits| limits.schemas).max(1);
        if self.full.is_none() && self.types.len() + self.alternatives + more > most {
            self.full = self.types.iter().last().map(|(id, _)| id);
            let message = format!("more than {most} schemas become types, alternatives of unions included");
            let help = "select the operations that are needed, or raise the limit with --max-schemas";
            self.report
                .push(Diagnostic::new(Code::TooMany, message).at(place.clone()).label("one too many").help(help));
        }
        self.full
    }
}
