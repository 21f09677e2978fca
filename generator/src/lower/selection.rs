//! The selected operations and webhooks, and what happens to those with errors.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Context;
use super::operation::FoundOperation;
use super::webhook::FoundWebhook;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{LeftOut, Origin, Type, TypeKind};
use crate::load::View;
use crate::select::{Candidate, Contents, Criterion, Endpoint, Selection, Selector};
use crate::source::Location;

impl Context<'_> {
    /// Keeps the selected operations and webhooks. Nothing is reported about the others.
    pub(super) fn select(
        &mut self,
        operations: &mut Vec<FoundOperation>,
        webhooks: &mut Vec<FoundWebhook>,
    ) {
        if self.selection.is_everything() {
            return;
        }
        let (document, selection) = (self.document, self.selection);
        let of_operations = operations.iter().map(|found| {
            let candidate = candidate(document, found.location(), &found.item, &found.location);
            Candidate { id: candidate.id.or(Some(&found.id)), ..candidate }
        });
        let of_webhooks = webhooks
            .iter()
            .map(|found| candidate(document, found.location(), &found.item, &found.location));
        let candidates: Vec<Candidate<'_>> = of_operations.chain(of_webhooks).collect();
        let selected: Vec<bool> =
            candidates.iter().map(|candidate| selection.selects(candidate)).collect();
        of_nothing(selection, &candidates)
            .into_iter()
            .for_each(|diagnostic| self.report.push(diagnostic));
        let rest = candidates.iter().zip(&selected).filter(|(_, selected)| !**selected);
        self.unselected =
            rest.filter_map(|(candidate, _)| candidate.name().map(str::to_owned)).collect();

        let of_operations = operations.iter().map(|found| (&found.item, &found.location));
        let locations: Vec<_> = of_operations
            .chain(webhooks.iter().map(|found| (&found.item, &found.location)))
            .zip(&selected)
            .collect();
        self.forget(&locations);
        let mut each = selected.iter().copied();
        operations.retain(|_| each.next().unwrap_or_default());
        webhooks.retain(|_| each.next().unwrap_or_default());
        self.name_again(operations);
        if !selected.contains(&true) && !self.report.is_stopped() {
            let message = "no operation or webhook of the document is selected";
            let diagnostic = Diagnostic::new(Code::NothingSelected, message)
                .help("select more, or exclude less");
            let location = selection.selectors().find_map(|selector| selector.location.as_ref());
            self.report.push(located(diagnostic, location));
        }
    }

    /// Removes reports about operations that are not selected, and about paths without a selected
    /// one.
    fn forget(&mut self, locations: &[((&Location, &Location), &bool)]) {
        let selected = || locations.iter().filter(|(_, selected)| **selected);
        let kept: BTreeSet<&Location> = selected().map(|((item, _), _)| *item).collect();
        // Another path may refer to the same path item.
        let shared: BTreeSet<&Location> = selected().map(|((_, location), _)| *location).collect();
        let unselected = locations
            .iter()
            .filter(|((_, location), selected)| !**selected && !shared.contains(location));
        let outer = unselected
            .map(|((item, location), _)| if kept.contains(item) { *location } else { *item });
        self.report.forget(&outer.collect());
    }

    /// The names of the schemas of `components`, if not all of the document is lowered.
    pub(super) fn component_schemas(&self) -> Vec<String> {
        if self.unselected.is_empty() && self.left_out.is_empty() {
            return Vec::new();
        }
        let schemas = self.members(&self.document.root().child("components"), "schemas");
        schemas.into_iter().map(|(name, _)| name).collect()
    }

    /// The number of errors that affect the whole document.
    fn open_errors(&self) -> usize {
        self.report.errors_raised().saturating_sub(self.contained)
    }

    /// Lowers an operation or a webhook. It is left out if it, or something that it shares with
    /// others, has an error.
    pub(super) fn left_out_on_error<T>(
        &mut self,
        id: &str,
        location: &Location,
        shared: &[Location],
        work: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let (made, errors) = self.contain(work);
        if errors || shared.iter().chain([location]).any(|location| self.has_load_error(location)) {
            self.left_out.push(LeftOut { id: Some(id.to_owned()), location: location.clone() });
            return None;
        }
        made
    }

    /// Lowers a schema. If it has an error, outside of the schemas that it uses, it becomes any
    /// JSON value.
    pub(super) fn json_on_error(
        &mut self,
        location: &Location,
        work: impl FnOnce(&mut Self) -> Type,
    ) -> Type {
        let (ty, errors) = self.contain(work);
        if errors { self.degrade(location) } else { ty }
    }

    /// Replaces a schema with errors by any JSON value.
    pub(super) fn degrade(&mut self, location: &Location) -> Type {
        self.degraded.insert(location.clone());
        self.inline.insert(location.clone(), Type::Json);
        Type::Json
    }

    /// Does some work, and returns whether it found errors. They do not affect anything else.
    pub(super) fn contain<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, bool) {
        let before = self.open_errors();
        let made = work(self);
        let errors = self.open_errors().saturating_sub(before);
        self.contained += errors;
        (made, errors > 0)
    }

    /// Whether loading found errors at or below a location.
    pub(super) fn has_load_error(&self, location: &Location) -> bool {
        self.load_errors.any_within(location)
    }

    /// The schemas that are selected by themselves: all named ones, if only types are generated and
    /// nothing is selected, or if the document has nothing else.
    pub(super) fn wanted_schemas(&mut self, has_operations: bool) -> Vec<Type> {
        let all = match self.selection.contents {
            Contents::Types => self.selection.is_everything(),
            Contents::Client => !has_operations && self.left_out.is_empty(),
        };
        if !all {
            return Vec::new();
        }
        let schemas = self.members(&self.document.root().child("components"), "schemas");
        schemas.into_iter().map(|(_, location)| self.component(&location)).collect()
    }

    /// A named schema. One that only refers to another schema is an alias, unless it gives that one
    /// its name.
    fn component(&mut self, location: &Location) -> Type {
        if self.object(location).is_none_or(|raw| !raw.contains_key("$ref")) {
            return Type::Named(self.named(location));
        }
        let origin = Origin::Named(location.pointer().last().unwrap_or_default());
        let ty = self.schema(location, origin.clone());
        match &ty {
            Type::Named(id)
                if self.types.get(*id).is_some_and(|definition| definition.origin == origin) =>
            {
                ty
            }
            _ => {
                let id = self.reserve(origin, location);
                self.set(id, TypeKind::Alias(ty));
                Type::Named(id)
            }
        }
    }
}

/// An operation or a webhook, as selectors see it.
fn candidate<'d: 'a, 'a>(
    document: &View<'d>,
    at: Endpoint<'a>,
    item: &Location,
    location: &Location,
) -> Candidate<'a> {
    let value = |location: &Location| document.value(location).unwrap_or(&Value::Null);
    let operation = value(location);
    let id =
        operation.get("operationId").and_then(Value::as_str).filter(|id| !id.trim().is_empty());
    Candidate { at, id, operation, item: value(item) }
}

/// The errors about selectors that match none of the candidates.
fn of_nothing(selection: &Selection, candidates: &[Candidate<'_>]) -> Vec<Diagnostic> {
    let unused =
        |selector: &&Selector| !candidates.iter().any(|candidate| selector.by.names(candidate));
    let say = |selector: &Selector| {
        let (message, names) = known(&selector.by, candidates);
        let help = match meant(&selector.by, &names) {
            None if is_list(&selector.by, &names) => {
                "repeat the flag, or write a list in the manifest: each selector is one name"
                    .to_owned()
            }
            Some(name) => format!("did you mean `{name}`?"),
            None if names.is_empty() => {
                "leave it out: the document has nothing of the kind".to_owned()
            }
            None => format!("there is: {}", listed(&names)),
        };
        located(
            Diagnostic::new(Code::SelectorOfNothing, message).help(help),
            selector.location.as_ref(),
        )
    };
    selection.selectors().filter(unused).map(say).collect()
}

fn located(diagnostic: Diagnostic, location: Option<&Location>) -> Diagnostic {
    match location {
        Some(location) => diagnostic.at(location.clone()),
        None => diagnostic,
    }
}

/// The error about a selector that matches nothing, with the names that the document has.
fn known(by: &Criterion, candidates: &[Candidate<'_>]) -> (String, BTreeSet<String>) {
    let all = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
    let none_has = |what: String| format!("no operation or webhook of the document has {what}");
    match by {
        Criterion::Tag(tag) => (
            none_has(format!("the tag `{tag}`")),
            all(&mut candidates.iter().flat_map(Candidate::tags)),
        ),
        Criterion::Operation(id) => {
            let ids = &mut candidates.iter().filter_map(|candidate| candidate.id);
            (none_has(format!("the `operationId` `{id}`")), all(ids))
        }
        Criterion::Extension { key, value: None } => (
            none_has(format!("the extension `{key}`")),
            all(&mut candidates.iter().flat_map(Candidate::extensions)),
        ),
        Criterion::Extension { key, value: Some(value) } => {
            let values: BTreeSet<String> = candidates
                .iter()
                .filter_map(|candidate| candidate.extension(key))
                .map(Value::to_string)
                .collect();
            let keys = || all(&mut candidates.iter().flat_map(Candidate::extensions));
            let message = none_has(format!("the extension `{key}` with the value `{value}`"));
            (message, if values.is_empty() { keys() } else { values })
        }
        Criterion::Path(pattern) => {
            let paths = candidates.iter().filter_map(|candidate| match candidate.at {
                Endpoint::Path(path) => Some(path),
                Endpoint::Webhook(_) => None,
            });
            (format!("no path of the document is like `{}`", pattern.as_str()), all(&mut { paths }))
        }
        Criterion::Webhook(name) => {
            let names = candidates.iter().filter_map(|candidate| match candidate.at {
                Endpoint::Webhook(name) => Some(name),
                Endpoint::Path(_) => None,
            });
            (format!("no webhook of the document is called `{name}`"), all(&mut { names }))
        }
    }
}

/// The most similar name.
fn meant<'n>(by: &Criterion, names: &'n BTreeSet<String>) -> Option<&'n str> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let word = match by {
        Criterion::Tag(word) | Criterion::Operation(word) | Criterion::Webhook(word) => word,
        Criterion::Extension { key, .. } => key,
        Criterion::Path(pattern) => pattern.as_str(),
    };
    nearest(word, &names).filter(|name| *name != word)
}

/// Whether a selector is several names of the document with commas between them.
fn is_list(by: &Criterion, names: &BTreeSet<String>) -> bool {
    let (Criterion::Tag(word) | Criterion::Operation(word) | Criterion::Webhook(word)) = by else {
        return false;
    };
    word.contains(',') && word.split(',').any(|part| names.contains(part.trim()))
}

/// The number of names that are listed.
const LISTED: usize = 8;

fn listed(names: &BTreeSet<String>) -> String {
    let shown: Vec<String> = names.iter().take(LISTED).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > LISTED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
