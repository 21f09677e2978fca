//! Pagination, if the document is unambiguous about it.

use crate::ir::{
    Content, ContentFormat, Field, Method, Operation, PageSource, Pagination, PaginationStyle,
    ParameterLocation, Response, Scalar, Struct, Type, TypeKind, Types,
};

/// Parameters with a cursor, and the properties of a page with the next one.
const CURSORS: &[(&str, &[&str])] = &[
    ("cursor", &["next_cursor", "nextCursor", "end_cursor", "endCursor"]),
    ("after", &["next_cursor", "nextCursor", "end_cursor", "endCursor", "after"]),
    ("starting_after", &["next_cursor", "nextCursor", "starting_after"]),
    ("marker", &["nextMarker", "NextMarker", "next_marker"]),
    ("continuation-token", &["NextContinuationToken"]),
    ("page_token", &["next_page_token"]),
    ("pageToken", &["nextPageToken"]),
    ("next_token", &["next_token"]),
    ("nextToken", &["nextToken"]),
];

/// Properties with the URL of the next page.
const URLS: &[&str] = &[
    "next_url",
    "nextUrl",
    "next_page_url",
    "nextPageUrl",
    "next_link",
    "nextLink",
    "@odata.nextLink",
];

/// Objects in a page that describe it.
const ABOUT: &[&str] = &["meta", "pagination", "paging", "page_info", "pageInfo"];

const SIZES: &[&str] = &["per_page", "perPage", "page_size", "pageSize", "limit"];
const TOTALS: &[&str] = &["Pagination-Total", "X-Total-Count"];

/// Finds the pagination of each operation.
pub(super) fn find(operations: &mut [Operation], types: &Types) {
    for operation in operations {
        operation.pagination = of(operation, types);
    }
}

fn of(operation: &Operation, types: &Types) -> Option<Pagination> {
    let mut successes = operation.responses.iter().filter(|response| response.status.is_success());
    let (Some(response), None, Method::Get) =
        (successes.next(), successes.next(), &operation.method)
    else {
        return None;
    };
    let Content { format: ContentFormat::Json | ContentFormat::Xml(_), ty, .. } =
        response.content.as_ref()?
    else {
        return None;
    };
    let (items, page) = match resolved(ty, types)? {
        Resolved::List(_) => (Vec::new(), None),
        Resolved::Struct(page) => (vec![only_list(page, types)?], Some(page)),
    };
    let query = Query { operation, types };
    let style = page
        .and_then(|page| cursor(&query, page))
        .or_else(|| offset(&query, response).filter(has_total))
        .or_else(|| page.and_then(|page| url(page, types)))
        .or_else(|| link(&query, response))
        .or_else(|| offset(&query, response))
        .or_else(|| number(&query, response))?;
    Some(Pagination { style, items })
}

fn has_total(style: &PaginationStyle) -> bool {
    matches!(style, PaginationStyle::Offset { total: Some(_), .. })
}

/// The target of a type's aliases.
enum Resolved<'t> {
    List(&'t Type),
    Struct(&'t Struct),
}

fn resolved<'t>(ty: &'t Type, types: &'t Types) -> Option<Resolved<'t>> {
    let mut ty = ty;
    for _ in 0..=types.len() {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::List(inner) => return Some(Resolved::List(inner)),
            Type::Named(id) => match &types.get(*id)?.kind {
                TypeKind::Alias(target) => ty = target,
                TypeKind::Struct(structure) => return Some(Resolved::Struct(structure)),
                TypeKind::Enum(_) | TypeKind::Union(_) => return None,
            },
            Type::Scalar(_) | Type::Map(_) | Type::JsonString(_) | Type::Json => return None,
        }
    }
    None
}

/// The only property that is a list of objects.
fn only_list(page: &Struct, types: &Types) -> Option<String> {
    let is_list = |field: &&Field| match resolved(&field.ty, types) {
        Some(Resolved::List(item)) => matches!(resolved(item, types), Some(Resolved::Struct(_))),
        _ => false,
    };
    let mut lists = page.fields.iter().filter(is_list);
    let (only, None) = (lists.next()?, lists.next()) else { return None };
    Some(only.name.clone())
}

/// Whether a type, or the target of its aliases, is a string or an integer.
fn is_scalar(ty: &Type, types: &Types, is_right: fn(Scalar) -> bool) -> bool {
    let mut ty = ty;
    for _ in 0..=types.len() {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Scalar(scalar) => return is_right(*scalar),
            Type::Named(id) => match types.get(*id).map(|definition| &definition.kind) {
                Some(TypeKind::Alias(target)) => ty = target,
                _ => return false,
            },
            Type::List(_) | Type::Map(_) | Type::JsonString(_) | Type::Json => return false,
        }
    }
    false
}

fn is_integer(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::Integer(_))
}

fn is_string(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::String(_))
}

fn is_cursor(scalar: Scalar) -> bool {
    is_integer(scalar) || is_string(scalar)
}

/// The query parameters of an operation.
struct Query<'q> {
    operation: &'q Operation,
    types: &'q Types,
}

impl Query<'_> {
    fn has(&self, name: &str, is_right: fn(Scalar) -> bool) -> bool {
        let here = |parameter: &&crate::ir::Parameter| {
            parameter.location == ParameterLocation::Query && parameter.name == name
        };
        self.operation
            .parameters
            .iter()
            .find(here)
            .is_some_and(|it| is_scalar(&it.ty, self.types, is_right))
    }

    fn size(&self) -> Option<&'static str> {
        SIZES.iter().copied().find(|name| self.has(name, is_integer))
    }
}

/// The path of a property with one of these names in a page, or in an object that describes the
/// page.
fn property(
    page: &Struct,
    names: &[&str],
    types: &Types,
    is_right: fn(Scalar) -> bool,
) -> Option<PageSource> {
    let named = |structure: &Struct| {
        let is_it = |field: &&Field| {
            names.contains(&field.name.as_str()) && is_scalar(&field.ty, types, is_right)
        };
        structure.fields.iter().find(is_it).map(|field| field.name.clone())
    };
    if let Some(name) = named(page) {
        return Some(PageSource::Body(vec![name]));
    }
    page.fields.iter().filter(|field| ABOUT.contains(&field.name.as_str())).find_map(|field| {
        let Some(Resolved::Struct(about)) = resolved(&field.ty, types) else { return None };
        Some(PageSource::Body(vec![field.name.clone(), named(about)?]))
    })
}

fn cursor(query: &Query<'_>, page: &Struct) -> Option<PaginationStyle> {
    CURSORS.iter().filter(|(name, _)| query.has(name, is_cursor)).find_map(|(name, fields)| {
        let next = property(page, fields, query.types, is_cursor)?;
        Some(PaginationStyle::Cursor { parameter: (*name).to_owned(), next })
    })
}

/// `next` alone may be anything; with `previous` beside it, or in `links`, it is a URL.
fn url(page: &Struct, types: &Types) -> Option<PaginationStyle> {
    if let Some(next) = property(page, URLS, types, is_string) {
        return Some(PaginationStyle::Url(next));
    }
    let has = |structure: &Struct, name: &str| {
        structure
            .fields
            .iter()
            .any(|field| field.name == name && is_scalar(&field.ty, types, is_string))
    };
    if has(page, "next") && (has(page, "previous") || has(page, "prev")) {
        return Some(PaginationStyle::Url(PageSource::Body(vec!["next".to_owned()])));
    }
    let links = page.fields.iter().find(|field| field.name == "links")?;
    let Some(Resolved::Struct(inside)) = resolved(&links.ty, types) else { return None };
    let path = vec!["links".to_owned(), "next".to_owned()];
    has(inside, "next").then_some(PaginationStyle::Url(PageSource::Body(path)))
}

/// The header `Link`, if it is documented, and a parameter or the description shows that there are
/// pages.
fn link(query: &Query<'_>, response: &Response) -> Option<PaginationStyle> {
    let header = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("link"))?;
    let says = header.docs.description.as_deref().is_some_and(|text| text.contains("next"));
    let has_pages =
        query.has("page", is_integer) || query.has("offset", is_integer) || query.size().is_some();
    let has_cursor = CURSORS.iter().any(|(name, _)| query.has(name, is_cursor));
    (says || has_pages || has_cursor).then_some(PaginationStyle::Url(PageSource::Link))
}

fn offset(query: &Query<'_>, response: &Response) -> Option<PaginationStyle> {
    let is_there = query.has("offset", is_integer) && query.has("limit", is_integer);
    let (offset, limit) = ("offset".to_owned(), Some("limit".to_owned()));
    is_there.then(|| PaginationStyle::Offset { offset, limit, total: total(response) })
}

/// The number of the first page: the default, or else 1, or 0 if that is allowed.
fn number(query: &Query<'_>, response: &Response) -> Option<PaginationStyle> {
    let size = query.size().filter(|_| query.has("page", is_integer))?;
    let page = query.operation.parameters.iter().find(|parameter| parameter.name == "page")?;
    let minimum = page.docs.constraints.iter().find(|constraint| constraint.keyword == "minimum");
    let first = match (&page.docs.default, minimum) {
        (Some(default), _) => default.as_u64()?,
        (None, Some(minimum)) if minimum.value.as_u64() == Some(0) => return None,
        (None, _) => 1,
    };
    let total = total(response);
    Some(PaginationStyle::Page {
        page: "page".to_owned(),
        first,
        size: Some(size.to_owned()),
        total,
    })
}

fn total(response: &Response) -> Option<PageSource> {
    let header = response
        .headers
        .iter()
        .find(|it| TOTALS.iter().any(|name| it.name.eq_ignore_ascii_case(name)))?;
    Some(PageSource::Header(header.name.clone()))
}
