//! How a pagination fits an operation: its parameters, and the fields that lead to the items.

use std::collections::BTreeMap;

use crate::diagnostic::nearest;
use crate::ir::{self, PaginationStyle};
use crate::plan::krate::{
    FieldPresence, ItemKind, Operation, Output, Pagination, Response, RustType,
};
use crate::plan::name::Ident;

/// The items of a crate, by their names.
pub type Items<'a> = BTreeMap<&'a Ident, &'a ItemKind>;

/// Why a pagination does not fit an operation.
pub struct Misfit {
    /// What does not fit.
    pub message: String,
    /// What to do.
    pub help: String,
}

fn misfit(message: impl Into<String>, help: impl Into<String>) -> Misfit {
    Misfit { message: message.into(), help: help.into() }
}

/// A pagination with the parameters and fields of an operation.
pub fn fit(
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
    check_parameters(&found.style, operation)?;
    let (fields, item) = path(page, &found.items, items)?;
    let xml = content.root().cloned();
    Ok(Pagination { style: found.style.clone(), items: found.items.clone(), fields, item, xml })
}

/// Rejects parameters that the operation does not have.
fn check_parameters(style: &PaginationStyle, operation: &Operation) -> Result<(), Misfit> {
    let check = |name: &String| {
        if operation.parameters.iter().any(|parameter| parameter.name == *name) {
            return Ok(());
        }
        let names: Vec<&str> =
            operation.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
        let help = match nearest(name, &names) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("it has: {}", names.join(", ")),
        };
        Err(misfit(format!("it has no parameter `{name}`"), help))
    };
    match style {
        PaginationStyle::Offset { offset: one, limit: other, .. }
        | PaginationStyle::Page { page: one, size: other, .. } => {
            check(one)?;
            other.as_ref().map_or(Ok(()), check)
        }
        PaginationStyle::Cursor { parameter, .. } => check(parameter),
        PaginationStyle::Url(_) => Ok(()),
    }
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
pub fn resolved<'t>(ty: &'t RustType, items: &Items<'t>) -> &'t RustType {
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

/// The item that a type is.
pub fn item<'t>(ty: &RustType, items: &Items<'t>) -> Option<&'t ItemKind> {
    let RustType::Item(ident) = ty else { return None };
    items.get(ident).copied()
}
