//! Which operations have pages, and where the items of a page are.

mod fit;
mod suggestion;

use std::collections::BTreeMap;

use super::krate::{Group, Item, Operation};
use super::types::TypeMap;
use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::ir::{self, PageSource, PaginationStyle};
use crate::manifest;
use fit::{Items, fit};

/// Sets the pagination of operations: that of the manifest, or that of the document.
pub fn plan(types: &TypeMap<'_>, items: &[Item], groups: &mut [Group], report: &mut Report) {
    let (api, chosen) = (types.api, types.chosen);
    let documented = api
        .operations
        .iter()
        .rev()
        .filter_map(|it| Some((it.id.as_str(), it.pagination.as_ref()?)));
    let documented: BTreeMap<&str, &ir::Pagination> = documented.collect();
    let items: &Items<'_> = &items.iter().map(|item| (&item.ident, &item.kind)).collect();
    for operation in groups.iter_mut().flat_map(|group| &mut group.operations) {
        let found = documented.get(operation.id.as_str()).copied();
        operation.pagination = match chosen.pagination.get(&operation.id) {
            Some(pagination) => match from_manifest(pagination)
                .map(|it| fit(&it, operation, items))
                .transpose()
            {
                Ok(pagination) => pagination,
                Err(why) => {
                    let message =
                        format!("the pagination does not fit `{}`: {}", operation.id, why.message);
                    let location = pagination.location.clone();
                    report.push(
                        Diagnostic::new(Code::PaginationMisfit, message)
                            .at(location)
                            .help(why.help),
                    );
                    None
                }
            },
            None => found.and_then(|found| fit(found, operation, items).ok()),
        };
    }
    check_operations(api, chosen, report);
    let by_id: BTreeMap<&str, &ir::Operation> =
        api.operations.iter().rev().map(|operation| (operation.id.as_str(), operation)).collect();
    let operations = groups.iter().flat_map(|group| &group.operations);
    let without = operations.filter(|operation| operation.pagination.is_none());
    let without: Vec<(&Operation, &ir::Operation)> =
        without.filter_map(|it| Some((it, *by_id.get(it.id.as_str())?))).collect();
    suggestion::report(chosen, &without, items, report);
}

/// Reports paginations in the manifest for operations that the document does not have. Operations
/// that are not selected or are left out do not count.
pub fn check_operations(api: &ir::Api, chosen: &manifest::Api, report: &mut Report) {
    let here = api.operations.iter().map(|operation| operation.id.as_str());
    let left_out = api.left_out.iter().filter_map(|left_out| left_out.id.as_deref());
    let ids: Vec<&str> =
        here.chain(api.unselected.iter().map(String::as_str)).chain(left_out).collect();
    for (id, pagination) in chosen.pagination.iter().filter(|(id, _)| !ids.contains(&id.as_str())) {
        let diagnostic =
            Diagnostic::new(Code::PaginationOfNothing, format!("there is no operation `{id}`"));
        let help = match nearest(id, &ids) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "use an operationId of the document".to_owned(),
        };
        report.push(diagnostic.at(pagination.location.clone()).help(help));
    }
}

/// The pagination in the manifest; `None` for no pages.
fn from_manifest(chosen: &manifest::Pagination) -> Option<ir::Pagination> {
    use manifest::PaginationStyle as Chosen;
    let total = |total: &Option<String>| total.as_deref().map(source);
    let style = match &chosen.style {
        Chosen::None => return None,
        Chosen::Offset { offset, limit, total: all } => PaginationStyle::Offset {
            offset: offset.clone(),
            limit: limit.clone(),
            total: total(all),
        },
        Chosen::Page { page, first, limit, total: all } => PaginationStyle::Page {
            page: page.clone(),
            first: *first,
            size: limit.clone(),
            total: total(all),
        },
        Chosen::Cursor { cursor, next } => {
            PaginationStyle::Cursor { parameter: cursor.clone(), next: source(next) }
        }
        Chosen::Link { next } if next.eq_ignore_ascii_case("link") => {
            PaginationStyle::Url(PageSource::Link)
        }
        Chosen::Link { next } => PaginationStyle::Url(source(next)),
    };
    Some(ir::Pagination { style, items: tokens(&chosen.items) })
}

fn source(text: &str) -> PageSource {
    match text.starts_with('/') {
        true => PageSource::Body(tokens(text)),
        false => PageSource::Header(text.to_owned()),
    }
}

/// The tokens of a JSON pointer (RFC 6901).
fn tokens(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect()
}
