//! Lists that look paged, although neither the document nor the manifest is certain: the lines for
//! the manifest that make them paged.

use super::fit::{Items, fit, item, resolved};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir::{self, PageSource, Pagination, PaginationStyle, ParameterLocation};
use crate::manifest;
use crate::plan::krate::{Field, ItemKind, Operation, Parameter, RustType, StructItem};

/// Parameters with a cursor. All names here are without separators and in lower case.
const CURSORS: &[&str] = &[
    "after",
    "aftercursor",
    "bookmark",
    "continuation",
    "continuationtoken",
    "cursor",
    "marker",
    "nextcursor",
    "nextpagetoken",
    "nexttoken",
    "pageafter",
    "pagecursor",
    "pagetoken",
    "scrollid",
    "startafter",
    "startcursor",
    "startingafter",
];

const PAGES: &[&str] =
    &["currentpage", "page", "pageindex", "pageno", "pagenum", "pagenumber", "pagenr"];

const OFFSETS: &[&str] = &["offset", "pageoffset", "skip", "start", "startat", "startindex"];

const SIZES: &[&str] = &[
    "count",
    "itemsperpage",
    "limit",
    "maxresults",
    "pagelimit",
    "pagesize",
    "perpage",
    "resultsperpage",
    "rows",
    "size",
    "take",
    "top",
];

/// Properties with the cursor of the next page.
const NEXT: &[&str] = &[
    "after",
    "aftercursor",
    "bookmark",
    "continuationtoken",
    "cursor",
    "endcursor",
    "lastid",
    "next",
    "nextcontinuationtoken",
    "nextcursor",
    "nextkey",
    "nextmarker",
    "nextpage",
    "nextpagecursor",
    "nextpagetoken",
    "nexttoken",
    "scrollid",
];

/// Properties that say whether there are more pages.
const MORE: &[&str] = &[
    "hasmore",
    "hasmoreitems",
    "hasnext",
    "hasnextpage",
    "islast",
    "islastpage",
    "ismore",
    "more",
];

/// Properties with the number of all items.
const TOTALS: &[&str] = &[
    "itemtotal",
    "itemstotal",
    "total",
    "totalcount",
    "totalelements",
    "totalhits",
    "totalitems",
    "totalrecords",
    "totalresults",
];

/// Properties with the number of all pages.
const PAGE_COUNTS: &[&str] =
    &["lastpage", "numberofpages", "numpages", "pagecount", "pages", "totalpages"];

/// Properties with the items, if a page has several lists.
const ITEMS: &[&str] =
    &["content", "data", "elements", "entries", "items", "list", "records", "results", "values"];

/// Objects with more properties are no pages, and no parts of pages. This bounds the search, which
/// looks at the properties of properties for each operation.
const MOST_FIELDS: usize = 64;

/// Reports the operations without pagination that look paged.
pub fn report(
    chosen: &manifest::Api,
    operations: &[(&Operation, &ir::Operation)],
    items: &Items<'_>,
    report: &mut Report,
) {
    for (operation, documented) in operations {
        if chosen.pagination.contains_key(&operation.id) {
            continue;
        }
        let search = Search { operation, documented, items };
        let Some(found) = search.pagination().filter(|it| fit(it, operation, items).is_ok()) else {
            continue;
        };
        let message = format!("the list `{}` looks paged, and is not", operation.id);
        let help = format!(
            "add this to the manifest if it is right, or `style = \"none\"` alone if it has no \
             pages:\n{}",
            lines(&chosen.name, &operation.id, &found)
        );
        let diagnostic = Diagnostic::new(Code::LooksPaged, message).help(help);
        report.push(match &operation.source.0 {
            Some(location) => diagnostic.at(location.clone()),
            None => diagnostic,
        });
    }
}

struct Search<'s> {
    operation: &'s Operation,
    documented: &'s ir::Operation,
    items: &'s Items<'s>,
}

/// A field of a page with its path.
type Found<'s> = (Vec<String>, &'s Field);

impl<'s> Search<'s> {
    fn pagination(&self) -> Option<Pagination> {
        let mut responses = self.operation.output.responses();
        let page = responses.next()?.content.typed()?;
        if self.element(page).is_some() {
            return Some(Pagination { style: self.cursor_of_header()?, items: Vec::new() });
        }
        let page = self.structure(page)?;
        let fields = self.fields(page);
        let style = self
            .cursor(&fields)
            .or_else(|| self.cursor_of_header())
            .or_else(|| self.page(&fields))
            .or_else(|| self.offset(&fields))?;
        Some(Pagination { style, items: self.list(page)? })
    }

    /// A cursor that the next one comes for in a header.
    fn cursor_of_header(&self) -> Option<PaginationStyle> {
        let parameter = self.parameter(CURSORS, is_cursor)?.name.clone();
        let mut headers = self.documented.responses.iter().flat_map(|response| &response.headers);
        let is_next =
            |name: &str| is_one(name, NEXT) || is_one(name.trim_start_matches("X-"), NEXT);
        let next = headers.find(|header| is_next(&header.name))?;
        Some(PaginationStyle::Cursor { parameter, next: PageSource::Header(next.name.clone()) })
    }

    /// An object that may be a page, or a part of one.
    fn structure(&self, ty: &RustType) -> Option<&'s StructItem> {
        match item(resolved(ty, self.items), self.items)? {
            ItemKind::Struct(structure) if structure.fields.len() <= MOST_FIELDS => Some(structure),
            _ => None,
        }
    }

    fn is_object(&self, ty: &RustType) -> bool {
        matches!(item(resolved(ty, self.items), self.items), Some(ItemKind::Struct(_)))
    }

    /// The fields of a page, then those of the objects in it.
    fn fields(&self, page: &'s StructItem) -> Vec<Found<'s>> {
        let own = page.fields.iter().map(|field| (vec![field.name.clone()], field));
        let mut fields: Vec<Found<'s>> = own.collect();
        fields.extend(self.inner(&fields));
        fields
    }

    /// The fields of the objects that some fields have.
    fn inner(&self, fields: &[Found<'s>]) -> Vec<Found<'s>> {
        let mut found = Vec::new();
        for (path, outer) in fields {
            let structure = self.structure(value(&outer.ty));
            found.extend(structure.into_iter().flat_map(|it| &it.fields).map(|field| {
                (path.iter().chain([&field.name]).cloned().collect::<Vec<String>>(), field)
            }));
        }
        found
    }

    /// The path to the items: the only list, the only list of objects, or the one with such a name.
    fn list(&self, page: &'s StructItem) -> Option<Vec<String>> {
        let own = |structure: &'s StructItem| {
            let is_list = |field: &&Field| self.element(&field.ty).is_some();
            structure.fields.iter().filter(is_list).collect::<Vec<&Field>>()
        };
        let lists = own(page);
        if !lists.is_empty() {
            return Some(vec![self.only(&lists)?.name.clone()]);
        }
        let inner = page.fields.iter().filter_map(|outer| {
            Some((outer, own(self.structure(value(&outer.ty))?))).filter(|(_, it)| !it.is_empty())
        });
        match inner.collect::<Vec<_>>().as_slice() {
            [(outer, lists)] => Some(vec![outer.name.clone(), self.only(lists)?.name.clone()]),
            _ => None,
        }
    }

    fn only<'f>(&self, lists: &[&'f Field]) -> Option<&'f Field> {
        let is_object =
            |field: &Field| self.element(&field.ty).is_some_and(|element| self.is_object(element));
        let objects: Vec<&Field> = lists.iter().copied().filter(|field| is_object(field)).collect();
        match (lists, objects.as_slice()) {
            ([only], _) | (_, [only]) => Some(only),
            _ => lists.iter().copied().find(|field| is_one(&field.name, ITEMS)),
        }
    }

    fn element(&self, ty: &'s RustType) -> Option<&'s RustType> {
        match resolved(value(ty), self.items) {
            RustType::Vec(element) => Some(element),
            _ => None,
        }
    }

    fn parameter(&self, names: &[&str], is_right: fn(&RustType) -> bool) -> Option<&'s Parameter> {
        self.operation.parameters.iter().find(|parameter| {
            parameter.location == ParameterLocation::Query
                && is_one(&parameter.name, names)
                && is_right(resolved(value(&parameter.ty), self.items))
        })
    }

    fn size(&self) -> Option<String> {
        self.parameter(SIZES, is_integer).map(|parameter| parameter.name.clone())
    }

    fn cursor(&self, fields: &[Found<'s>]) -> Option<PaginationStyle> {
        let next = |names: &[&str]| {
            let deeper = || self.find(&self.inner(fields), names, is_cursor);
            let found = self.find(fields, names, is_cursor);
            found.or_else(|| (fields.len() <= MOST_FIELDS).then(deeper).flatten())
        };
        let found = self.parameter(CURSORS, is_cursor).and_then(|it| Some((it, next(NEXT)?)));
        // The number of the next page is a cursor, too.
        let of_pages = || Some((self.parameter(PAGES, is_integer)?, next(&["nextpage"])?));
        let (parameter, next) = found.or_else(of_pages)?;
        Some(PaginationStyle::Cursor { parameter: parameter.name.clone(), next })
    }

    fn page(&self, fields: &[Found<'s>]) -> Option<PaginationStyle> {
        let page = self.parameter(PAGES, is_integer)?;
        let total = self.total(fields)?;
        let documented = self.documented.parameters.iter().find(|it| it.name == page.name)?;
        let constraints = &documented.docs.constraints;
        let minimum = constraints.iter().find(|it| it.keyword == "minimum");
        let first = documented.docs.default.as_ref().or(minimum.map(|it| &it.value));
        let first = first.and_then(serde_json::Value::as_u64).unwrap_or(1);
        Some(PaginationStyle::Page { page: page.name.clone(), first, size: self.size(), total })
    }

    fn offset(&self, fields: &[Found<'s>]) -> Option<PaginationStyle> {
        let offset = self.parameter(OFFSETS, is_integer)?.name.clone();
        let total = self.total(fields)?;
        Some(PaginationStyle::Offset { offset, limit: self.size(), total })
    }

    /// The number of all items, if a page has it. `None` if nothing shows that there are more
    /// pages.
    fn total(&self, fields: &[Found<'s>]) -> Option<Option<PageSource>> {
        let total = self.find(fields, TOTALS, is_integer);
        let more = || self.find(fields, MORE, |ty| matches!(ty, RustType::Bool));
        let rest = || self.find(fields, PAGE_COUNTS, is_integer);
        let next = || self.find(fields, NEXT, is_cursor);
        let is_paged = total.is_some() || more().or_else(rest).or_else(next).is_some();
        is_paged.then_some(total)
    }

    fn find(
        &self,
        fields: &[Found<'s>],
        names: &[&str],
        is_right: fn(&RustType) -> bool,
    ) -> Option<PageSource> {
        let is_it = |(_, field): &&Found<'s>| {
            is_one(&field.name, names) && is_right(resolved(value(&field.ty), self.items))
        };
        fields.iter().find(is_it).map(|(path, _)| PageSource::Body(path.clone()))
    }
}

/// A type without the `Option` of what may be null.
fn value(ty: &RustType) -> &RustType {
    match ty {
        RustType::Option(inner) => inner,
        ty => ty,
    }
}

fn is_integer(ty: &RustType) -> bool {
    matches!(ty, RustType::Integer(_))
}

fn is_cursor(ty: &RustType) -> bool {
    matches!(ty, RustType::Integer(_) | RustType::String | RustType::Other(_))
}

/// Whether a name is one of some, whatever its separators and its case are.
fn is_one(name: &str, names: &[&str]) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    names.contains(&letters.collect::<String>().to_ascii_lowercase().as_str())
}

/// The table of an operation for the manifest.
fn lines(api: &str, operation: &str, pagination: &Pagination) -> String {
    let (style, mut values) = match &pagination.style {
        PaginationStyle::Cursor { parameter, next } => {
            ("cursor", vec![("cursor", Some(parameter.clone())), ("next", Some(source(next)))])
        }
        PaginationStyle::Page { page, first, size, total } => (
            "page",
            vec![
                ("page", Some(page.clone())),
                ("first", (*first != 1).then(|| first.to_string())),
                ("limit", size.clone()),
                ("total", total.as_ref().map(source)),
            ],
        ),
        PaginationStyle::Offset { offset, limit, total } => (
            "offset",
            vec![
                ("offset", Some(offset.clone())),
                ("limit", limit.clone()),
                ("total", total.as_ref().map(source)),
            ],
        ),
        PaginationStyle::Url(next) => ("link", vec![("next", Some(source(next)))]),
    };
    values.insert(0, ("style", Some(style.to_owned())));
    // Without it, the whole body is the list.
    values.push(("items", Some(pointer(&pagination.items)).filter(|path| !path.is_empty())));
    let lines = values.into_iter().filter_map(|(key, value)| {
        value.map(|value| format!("\n{key} = {}", toml::Value::from(value)))
    });
    let table = format!("[api.{}.pagination.{}]", key(api), key(operation));
    [table].into_iter().chain(lines).collect()
}

/// A key of TOML, in quotes if it needs them.
fn key(name: &str) -> String {
    let is_bare = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '-';
    match !name.is_empty() && name.chars().all(is_bare) {
        true => name.to_owned(),
        false => toml::Value::from(name).to_string(),
    }
}

fn source(source: &PageSource) -> String {
    match source {
        PageSource::Header(name) => name.clone(),
        PageSource::Body(path) => pointer(path),
        PageSource::Link => "Link".to_owned(),
    }
}

/// A JSON pointer (RFC 6901).
fn pointer(path: &[String]) -> String {
    let tokens = path.iter().map(|token| token.replace('~', "~0").replace('/', "~1"));
    tokens.flat_map(|token| ["/".to_owned(), token]).collect()
}
