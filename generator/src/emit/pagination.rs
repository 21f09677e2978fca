//! Lists that come in pages: the two methods of a request, and how the next page is requested.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{FieldPresence, Pagination};
use crate::plan::{PageSource, PaginationStyle};

/// Whether the table of a request has a row for `pages` and `stream`.
pub fn has_row(pagination: &Pagination) -> bool {
    pagination.xml.is_none()
}

/// `pages: PageStream, stream: ItemStream of Item = |page| page.into_inner(),`
pub fn row(pagination: &Pagination, scope: &mut Scope<'_>) -> TokenStream {
    let (pages, stream) = (scope.runtime("PageStream"), scope.runtime("ItemStream"));
    let (item, items) = (ty::tokens(&pagination.item, scope), items(pagination));
    quote!(pages: #pages, stream: #stream of #item = |page| #items,)
}

/// `pages` and `stream`, written out. `response` is what a page comes as, `error` is the body of an
/// error.
pub fn methods(
    pagination: &Pagination,
    response: &TokenStream,
    error: Option<&TokenStream>,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let json = pagination.xml.as_ref().map(|root| {
        let (read, root) = (scope.runtime("xml_page"), scope.xml(root));
        quote!(.page_json(|page| #read(page, &#root)))
    });
    let (pages, stream) = (scope.runtime("PageStream"), scope.runtime("ItemStream"));
    let (request, error) = (scope.runtime("Request"), error.map(|error| quote!(, #error)));
    let (item, items) = (ty::tokens(&pagination.item, scope), items(pagination));
    quote! {
        /// Returns a stream of the pages, starting with this one. Each one is requested when it is
        /// needed.
        #[inline]
        pub fn pages(self) -> #pages<#response #error> { #pages::new(self.call, <Self as #request>::decode) #json }

        /// Returns a stream of the items of all pages, starting with this one. A page is requested
        /// when all earlier items were taken.
        #[inline]
        pub fn stream(self) -> #stream<#item #error> {
            #stream::new(self.call, |response| <Self as #request>::decode(response).map(|page| #items)) #json
        }
    }
}

/// Takes the items out of `page`.
fn items(pagination: &Pagination) -> TokenStream {
    let mut tokens = quote!(page.into_inner());
    let mut is_optional = false;
    for (field, presence) in &pagination.fields {
        let field = ident(field);
        let part = match presence {
            FieldPresence::Maybe => quote!(#field.into_option()),
            _ => quote!(#field),
        };
        let may_miss = *presence != FieldPresence::Required;
        tokens = match (is_optional, may_miss) {
            (false, _) => quote!(#tokens.#part),
            (true, false) => quote!(#tokens.map(|part| part.#part)),
            (true, true) => quote!(#tokens.and_then(|part| part.#part)),
        };
        is_optional |= may_miss;
    }
    if is_optional { quote!(#tokens.unwrap_or_default()) } else { tokens }
}

/// `offset("offset") size("limit")`
pub fn description(pagination: &Pagination, scope: &mut Scope<'_>) -> TokenStream {
    let name = |name: &String| Literal::string(name);
    let size = |size: &Option<String>| {
        size.as_ref().map(|parameter| {
            let parameter = name(parameter);
            quote!(size(#parameter))
        })
    };
    let style = match &pagination.style {
        PaginationStyle::Offset { offset, limit, total } => {
            let (offset, limit, total) =
                (name(offset), size(limit), total_source(total.as_ref(), scope));
            quote!(offset(#offset)#limit #total)
        }
        PaginationStyle::Page { page, first, size: limit, total } => {
            let (page, limit, total) =
                (name(page), size(limit), total_source(total.as_ref(), scope));
            let first = Literal::u64_unsuffixed(*first);
            quote!(page(#page, #first)#limit #total)
        }
        PaginationStyle::Cursor { parameter, next } => {
            let (parameter, next) = (name(parameter), source(next, scope));
            quote!(cursor(#parameter, #next))
        }
        PaginationStyle::Url(next) => {
            let next = source(next, scope);
            quote!(url(#next))
        }
    };
    let items = (!pagination.items.is_empty()).then(|| {
        let pointer = pointer(&pagination.items);
        quote!(items(#pointer))
    });
    quote!(#style #items)
}

fn total_source(total: Option<&PageSource>, scope: &mut Scope<'_>) -> Option<TokenStream> {
    let total = source(total?, scope);
    Some(quote!(total(#total)))
}

fn source(source: &PageSource, scope: &mut Scope<'_>) -> TokenStream {
    let ty = scope.runtime("CursorSource");
    match source {
        PageSource::Header(name) => {
            let name = Literal::string(name);
            quote!(#ty::Header(#name))
        }
        PageSource::Body(path) => {
            let pointer = pointer(path);
            quote!(#ty::Body(#pointer))
        }
        PageSource::Link => quote!(#ty::Link),
    }
}

/// A JSON pointer (RFC 6901).
fn pointer(path: &[String]) -> Literal {
    let tokens =
        path.iter().map(|token| format!("/{}", token.replace('~', "~0").replace('/', "~1")));
    Literal::string(&tokens.collect::<String>())
}
