//! Which operations have pages, and where the items of a page are.

mod suggestion;

use std::collections::BTreeMap;

use super::krate::{
    FieldPresence, Group, Item, ItemKind, Operation, Output, Pagination, Response, RustType,
};
use super::name::Ident;
use super::types::TypeMap;
use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::ir::{self, PageSource, PaginationStyle};
use crate::manifest;

/// The items of a crate, by their names.
type Items<'a> = BTreeMap<&'a Ident, &'a ItemKind>;

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

/// Why a pagination does not fit an operation.
struct Misfit {
    message: String,
    help: String,
}

fn misfit(message: impl Into<String>, help: impl Into<String>) -> Misfit {
    Misfit { message: message.into(), help: help.into() }
}

fn fit(
    found: &ir::Pagination,
    operation: &Operation,
    items: &Items<'_>,
) -> Result<Pagination, Misfit> {
    if operation.http_method != ir::Method::Get {
        return Err(misfit("it is not sent with `GET`", "remove it"));
    }
    let only = match &operation.output {
        Output::One(Response { content, .. }) => Some(content),
        Output::Several { .. } => None,
    };
    let Some((content, page)) = only.and_then(|content| Some((content, content.typed()?))) else {
        return Err(misfit(
            "it does not have exactly one successful response with JSON or XML",
            "remove it",
        ));
    };
    let style = with_indices(&found.style, operation)?;
    let (fields, item) = path(page, &found.items, items)?;
    let xml = content.root().cloned();
    Ok(Pagination { style, items: found.items.clone(), fields, item, xml })
}

fn with_indices(
    style: &PaginationStyle,
    operation: &Operation,
) -> Result<PaginationStyle<usize>, Misfit> {
    let index = |name: &String| {
        let found = operation.parameters.iter().position(|parameter| parameter.name == *name);
        found.ok_or_else(|| {
            let names: Vec<&str> =
                operation.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
            let help = match nearest(name, &names) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("it has: {}", names.join(", ")),
            };
            misfit(format!("it has no parameter `{name}`"), help)
        })
    };
    let optional = |name: &Option<String>| name.as_ref().map(index).transpose();
    Ok(match style {
        PaginationStyle::Offset { offset, limit, total } => PaginationStyle::Offset {
            offset: index(offset)?,
            limit: optional(limit)?,
            total: total.clone(),
        },
        PaginationStyle::Page { page, first, size, total } => PaginationStyle::Page {
            page: index(page)?,
            first: *first,
            size: optional(size)?,
            total: total.clone(),
        },
        PaginationStyle::Cursor { parameter, next } => {
            PaginationStyle::Cursor { parameter: index(parameter)?, next: next.clone() }
        }
        PaginationStyle::Url(next) => PaginationStyle::Url(next.clone()),
    })
}

type Path = (Vec<(Ident, FieldPresence)>, RustType);

/// The path of fields to the items of a page, and the type of an item.
fn path(page: &RustType, names: &[String], items: &Items<'_>) -> Result<Path, Misfit> {
    let mut ty = resolved(page, items);
    let mut fields = Vec::new();
    for name in names {
        let structure = match item(ty, items) {
            Some(ItemKind::Struct(structure)) => structure,
            _ => {
                return Err(misfit(
                    format!("there is no object with `{name}`"),
                    "set `items` to the path of its items",
                ));
            }
        };
        let Some(field) = structure.fields.iter().find(|field| field.name == *name) else {
            let names: Vec<&str> =
                structure.fields.iter().map(|field| field.name.as_str()).collect();
            let help = nearest(name, &names).map(|near| format!("did you mean `{near}`?"));
            let help = help.unwrap_or_else(|| format!("there is: {}", names.join(", ")));
            return Err(misfit(format!("a page has no `{name}`"), help));
        };
        let (presence, inner) = match (&field.ty, field.presence) {
            (RustType::Option(inner), FieldPresence::Required) => {
                (FieldPresence::Optional, inner.as_ref())
            }
            (ty, presence) => (presence, ty),
        };
        fields.push((field.ident.clone(), presence));
        ty = resolved(inner, items);
    }
    match ty {
        RustType::Vec(item) => Ok((fields, item.as_ref().clone())),
        _ => Err(misfit("that is not a list", "set `items` to the path of the items of a page")),
    }
}

/// The target of a type's aliases, without a box.
fn resolved<'t>(ty: &'t RustType, items: &Items<'t>) -> &'t RustType {
    let mut ty = ty;
    for _ in 0..=items.len() {
        match (ty, item(ty, items)) {
            (RustType::Boxed(inner), _) => ty = inner,
            (_, Some(ItemKind::Alias(target))) => ty = target,
            _ => break,
        }
    }
    ty
}

fn item<'t>(ty: &RustType, items: &Items<'t>) -> Option<&'t ItemKind> {
    let RustType::Item(ident) = ty else { return None };
    items.get(ident).copied()
}
