//! The links of operations, as part of their docs.

use std::collections::BTreeMap;

use super::krate::{Group, Inline, Paragraph};
use crate::ir;

/// Adds the links of each operation to its docs, once all methods have their names.
pub fn plan(api: &ir::Api, groups: &mut [Group]) {
    let links: BTreeMap<&str, Vec<(ir::Status, &ir::Link)>> =
        api.operations.iter().map(|operation| (operation.id.as_str(), links(operation))).collect();
    if links.values().all(Vec::is_empty) {
        return;
    }
    let mut methods: BTreeMap<String, Inline> = BTreeMap::new();
    for group in groups.iter() {
        for operation in &group.operations {
            let method = operation.method_ident.clone();
            let (module, group) = (group.module.ident.clone(), group.ident.clone());
            methods.insert(operation.id.clone(), Inline::Method { module, group, method });
        }
    }
    for operation in groups.iter_mut().flat_map(|group| &mut group.operations) {
        let links = links.get(operation.id.as_str()).into_iter().flatten();
        let lines: Vec<Vec<Inline>> =
            links.filter_map(|(status, link)| line(*status, link, &methods)).collect();
        if !lines.is_empty() {
            operation.docs.paragraphs.push(Paragraph::Line(vec![Inline::Text("Links:")]));
            operation.docs.paragraphs.push(Paragraph::List(lines));
        }
    }
}

/// The links of all responses. One that several responses have is listed once.
fn links(operation: &ir::Operation) -> Vec<(ir::Status, &ir::Link)> {
    let mut links: Vec<(ir::Status, &ir::Link)> = Vec::new();
    for response in &operation.responses {
        for link in &response.links {
            if !links.iter().any(|(_, known)| *known == link) {
                links.push((response.status, link));
            }
        }
    }
    links
}

/// `201`, then [`get`](…) with `id` from `$response.body#/id`: Asks for it.
fn line(
    status: ir::Status,
    link: &ir::Link,
    methods: &BTreeMap<String, Inline>,
) -> Option<Vec<Inline>> {
    let mut line = vec![
        Inline::Code(status.to_string()),
        Inline::Text(", then "),
        methods.get(&link.operation)?.clone(),
    ];
    let body = link.body.as_ref().map(|value| ("body", value));
    let parameters = link.parameters.iter().map(|(name, value)| (name.as_str(), value)).chain(body);
    for (index, (name, value)) in parameters.enumerate() {
        line.push(Inline::Text(if index == 0 { " with " } else { ", " }));
        let from = if value.starts_with('$') { " from " } else { " = " };
        line.extend([
            Inline::Code(name.to_owned()),
            Inline::Text(from),
            Inline::Code(value.clone()),
        ]);
    }
    if let Some(description) =
        link.description.as_deref().and_then(|text| text.trim().split("\n\n").next())
    {
        line.extend([Inline::Text(": "), Inline::Words(description.to_owned())]);
    }
    Some(line)
}
