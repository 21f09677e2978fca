//! The groups of an API: its operations by tag.

use std::collections::BTreeMap;

use super::chosen::Names;
use super::docs;
use super::krate::{Docs, Group, Inline, Item, Module, Paragraph, SourceLocation};
use super::module::Members;
use super::name::method::method_names;
use super::operation::{self, Planner};
use super::operation_words::readable_ids;
use super::response::ResponseItems;
use super::types::TypeMap;
use crate::ir;

/// Plans the groups that have a module, and the items of their responses.
pub fn groups<'a>(
    types: &TypeMap<'a>,
    names: &mut Names<'a>,
    members: &Members<'_>,
    modules: &[(Option<String>, Module)],
) -> (Vec<Group>, Vec<Item>) {
    let tags: BTreeMap<&str, &ir::Tag> =
        types.api.tags.iter().rev().map(|tag| (tag.name.as_str(), tag)).collect();
    let mut responses = ResponseItems::default();
    let mut groups = Vec::with_capacity(modules.len());
    for (tag, module) in modules {
        let operations = members.with(tag.as_deref());
        let ids = readable_ids(operations);
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let chosen = tag.as_ref().and_then(|tag| names.chosen(&format!("tag:{tag}")));
        let texts: Vec<&str> = tag.as_deref().into_iter().chain(chosen).collect();
        let methods = method_names(&texts, &ids);
        let ident = operation::group_ident(&module.ident);
        let mut planner = Planner::new(types, names, &mut responses, &ident);
        let planned = operations.iter().zip(&methods);
        let planned = planned.map(|(operation, method)| planner.plan(operation, method)).collect();
        let described = tag.as_deref().and_then(|tag| tags.get(tag).copied());
        let tag_location = |first: &&ir::Operation| first.location.child("tags").element(0);
        groups.push(Group {
            module: module.clone(),
            ident,
            docs: group_docs(tag.as_deref(), described),
            operations: planned,
            source: SourceLocation(operations.first().map(tag_location)),
        });
    }
    (groups, responses.finish(names))
}

/// The docs of a group. The document may describe its tag.
fn group_docs(tag: Option<&str>, described: Option<&ir::Tag>) -> Docs {
    let summary = described.and_then(|tag| tag.summary.as_deref());
    let description = described.and_then(|tag| tag.description.as_deref());
    let paragraphs = docs::prose(summary, description);
    let mut docs = docs::or(Docs { paragraphs, deprecated: false }, || match tag {
        Some(tag) => vec![
            Inline::Text("The operations with the tag "),
            Inline::Code(tag.to_owned()),
            Inline::Text("."),
        ],
        None => vec![Inline::Text("The operations without a tag.")],
    });
    if let Some(parent) = described.and_then(|tag| tag.parent.clone()) {
        let line = vec![Inline::Text("Part of "), Inline::Code(parent), Inline::Text(".")];
        docs.paragraphs.push(Paragraph::Line(line));
    }
    docs
}
