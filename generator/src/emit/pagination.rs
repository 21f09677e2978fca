//! Lists that come in pages: the two methods of a request, and the table.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{FieldPresence, Pagination};
use crate::plan::{PageSource, PaginationStyle};

/// `pages` and `stream`. `response` is what a page comes as, `error` the body of an error.
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
    let error = error.map(|error| quote!(, #error));
    let (item, items) = (ty::tokens(&pagination.item, scope), items(pagination));
    quote! {
        /// Returns a stream of the pages, starting with this one. Each one is requested when it is
        /// needed.
        #[inline]
        pub fn pages(self) -> #pages<#response #error> { #pages::new(self.call, Self::decode) #json }

        /// Returns a stream of the items of all pages, starting with this one. A page is requested
        /// when all earlier items were taken.
        #[inline]
        pub fn stream(self) -> #stream<#item #error> {
            #stream::new(self.call, |response| Self::decode(response).map(|page| #items)) #json
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
            FieldPresence::Required | FieldPresence::Optional | FieldPresence::Nullable => {
                quote!(#field)
            }
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

/// The table's entry.
pub fn table(pagination: Option<&Pagination>, scope: &mut Scope<'_>) -> TokenStream {
    let Some(pagination) = pagination else { return quote!(None) };
    let (ty, paging) = (scope.runtime("Pagination"), scope.runtime("PaginationStyle"));
    let index = |index: &usize| Literal::usize_unsuffixed(*index);
    let optional = |at: &Option<usize>| match at.as_ref().map(index) {
        Some(at) => quote!(Some(#at)),
        None => quote!(None),
    };
    let style = match &pagination.style {
        PaginationStyle::Offset { offset, limit, total } => {
            let (offset, limit, total) =
                (index(offset), optional(limit), total_source(total.as_ref(), scope));
            quote!(Offset { offset: #offset, limit: #limit, total: #total })
        }
        PaginationStyle::Page { page, first, size, total } => {
            let (page, size, total) =
                (index(page), optional(size), total_source(total.as_ref(), scope));
            let first = Literal::u64_unsuffixed(*first);
            quote!(Page { page: #page, first: #first, size: #size, total: #total })
        }
        PaginationStyle::Cursor { parameter, next } => {
            let (parameter, next) = (index(parameter), source(next, scope));
            quote!(Cursor { parameter: #parameter, next: #next })
        }
        PaginationStyle::Url(next) => {
            let next = source(next, scope);
            quote!(Url(#next))
        }
    };
    let items = pointer(&pagination.items);
    quote!(Some(#ty { style: #paging::#style, items: #items }))
}

fn total_source(total: Option<&PageSource>, scope: &mut Scope<'_>) -> TokenStream {
    match total.map(|total| source(total, scope)) {
        Some(total) => quote!(Some(#total)),
        None => quote!(None),
    }
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
