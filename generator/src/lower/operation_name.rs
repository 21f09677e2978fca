//! The names of operations: their `operationId`, or words for their method and path.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Context;
use super::operation::FoundOperation;
use super::operation_id::{OperationKey, WrittenId};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::letters;
use crate::source::Location;

impl<'a> Context<'a> {
    /// Gives each operation its `operationId`, or words that no other one has.
    pub(super) fn name_operations(&mut self, found: &mut [FoundOperation]) {
        let mut taken: BTreeMap<String, OperationKey> = BTreeMap::new();
        for operation in found.iter_mut() {
            let Some(id) = self.written_id(&operation.location) else { continue };
            match taken.get(id) {
                None => {
                    taken.insert(id.to_owned(), operation.identity());
                    operation.id = id.to_owned();
                }
                Some(first) => operation.first = Some(first.clone()),
            }
        }
        // Names are made of words, so `get b` would have the name of a written `getB`.
        let written: BTreeSet<String> = taken.keys().map(|id| letters(id)).collect();
        // The first number that may be unused after some words.
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for operation in found.iter_mut().filter(|operation| operation.id.is_empty()) {
            let words = words(operation.method.as_str(), &operation.path);
            let mut id = words.clone();
            let number = numbers.entry(words.clone()).or_insert(2);
            while taken.contains_key(&id) || written.contains(&letters(&id)) {
                id = format!("{words} {number}");
                *number += 1;
            }
            taken.insert(id.clone(), operation.identity());
            operation.id = id;
        }
        self.note_ids(found);
    }

    /// Notes the ids of operations, over those that were noted before.
    fn note_ids(&mut self, found: &[FoundOperation]) {
        let mut ids = std::mem::take(&mut self.operation_ids);
        ids.by_id.clear();
        for operation in found {
            let path = Location::value(operation.key.file, operation.key.pointer().clone());
            let below_path = path.child(&operation.method.as_str().to_ascii_lowercase());
            ids.by_location.insert(below_path, operation.id.clone());
            ids.taken.insert(operation.id.clone());
            let Some(id) = self.written_id(&operation.location) else { continue };
            let new = || WrittenId {
                id: operation.id.clone(),
                first: operation.location.clone(),
                count: 0,
            };
            ids.by_id.entry(id.to_owned()).or_insert_with(new).count += 1;
        }
        // A reference to an operation that several paths share means that of the first path.
        for operation in found.iter().rev() {
            ids.by_location.insert(operation.location.clone(), operation.id.clone());
        }
        self.operation_ids = ids;
    }

    /// Renames selected operations that have words instead of their `operationId` only because of
    /// operations that are not selected.
    pub(super) fn name_again(&mut self, found: &mut [FoundOperation]) {
        let kept: BTreeSet<OperationKey> = found.iter().map(FoundOperation::identity).collect();
        let is_lost = |first: &OperationKey| !kept.contains(first);
        if found.iter().any(|found| found.first.as_ref().is_some_and(is_lost)) {
            for found in found.iter_mut().filter(|found| found.first.is_some()) {
                found.first = None;
                found.id.clear();
            }
            self.name_operations(found);
        } else {
            self.note_ids(found);
        }
    }

    fn written_id(&self, operation: &Location) -> Option<&'a str> {
        let id = self.document.value(&operation.child("operationId"))?.as_str()?;
        (!id.trim().is_empty()).then_some(id)
    }

    /// Warns about an operation whose `operationId` is empty or that of another one.
    pub(super) fn check_id(&mut self, found: &FoundOperation) {
        let at = found.location.child("operationId");
        let written = self.document.value(&at).and_then(Value::as_str);
        if written.is_some_and(|id| id.trim().is_empty()) {
            self.report_at(
                Code::EmptyOperationId,
                &at,
                format!(
                    "the `operationId` is empty; `{} {}` is named `{}` instead",
                    found.method, found.path, found.id
                ),
                "write an `operationId`, or remove it",
            );
        }
        let (Some(first), Some(id)) = (&found.first, self.written_id(&found.location)) else {
            return;
        };
        let message = format!(
            "two operations have the `operationId` `{id}`; `{} {}` is named `{}` instead",
            found.method, found.path, found.id
        );
        let diagnostic = Diagnostic::new(Code::DuplicateOperationId, message);
        let diagnostic = if first.location == found.location {
            diagnostic
                .at(found.key.clone())
                .label("the second path of these operations")
                .related(first.path.clone(), "the first one")
                .help("describe the operations of each path, with an `operationId` for each")
        } else {
            diagnostic
                .at(found.location.child("operationId"))
                .label("the second one")
                .related(first.location.child("operationId"), "the first one")
                .help("give one of them another `operationId`")
        };
        self.report.push(diagnostic);
    }

    /// Warns about a webhook or callback whose `operationId` an operation or another one of them
    /// has. Nothing is named after it.
    pub(super) fn check_received_id(&mut self, location: &Location) {
        let Some(id) = self.written_id(location) else { return };
        let first = match self.operation_ids.by_id.get(id) {
            Some(written) => written.first.clone(),
            None => {
                let received = self.operation_ids.received.entry(id.to_owned());
                received.or_insert_with(|| location.clone()).clone()
            }
        };
        if first == *location {
            return;
        }
        let message = format!(
            "two operations have the `operationId` `{id}`; webhooks and callbacks are named by \
             their keys instead"
        );
        self.report.push(
            Diagnostic::new(Code::DuplicateOperationId, message)
                .at(location.child("operationId"))
                .label("the second one")
                .related(first.child("operationId"), "the first one")
                .help("give one of them another `operationId`"),
        );
    }
}

/// The words for a method and a path.
fn words(method: &str, path: &str) -> String {
    let mut words = method.to_ascii_lowercase();
    for word in
        path.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty())
    {
        words.push(' ');
        words.push_str(word);
    }
    words
}
