//! Groups of operations: one file each.

use std::collections::BTreeSet;
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{self, Cell, DocPage};
use super::scope::{Home, Imports, Names, Scope, ident};
use super::snippet::Snippets;
use super::{feature, operation, request};
use crate::plan::{Group, Ident, Operation};

/// The names that the file of a group has to do with; `copied` is
/// [`Api::copied`](crate::plan::Api::copied).
pub fn names<'a>(group: &'a Group, copied: &Arc<BTreeSet<&'a Ident>>) -> Arc<Names<'a>> {
    let here = std::iter::once(&group.ident)
        .chain(group.operations.iter().map(|operation| &operation.ident));
    let taken = Arc::new(here.map(Ident::plain).collect());
    Arc::new(Names { taken, copied: Arc::clone(copied), ..Names::default() })
}

/// The head of its file: its page, and the methods that begin a call.
pub fn head(
    group: &Group,
    snippets: &Snippets<'_>,
    names: &Arc<Names<'_>>,
) -> (TokenStream, Imports) {
    let mut scope = Scope::part(Home::Beside, Arc::clone(names));
    let name = ident(&group.ident);
    let core = scope.runtime("Core");
    let methods: Vec<TokenStream> = group
        .operations
        .iter()
        .map(|operation| operation::method((group, operation), snippets, &mut scope))
        .collect();
    let page = page(group, &scope);
    let docs = doc::attributes(&group.docs, &scope);
    let tokens = quote! {
        #page

        #docs
        #[derive(Debug, Clone)]
        pub struct #name { pub(super) core: #core }

        impl #name { #(#methods)* }
    };
    (tokens, scope.into_imports())
}

/// A request of its file.
pub fn request(
    group: &Group,
    operation: &Operation,
    names: &Arc<Names<'_>>,
) -> (TokenStream, Imports) {
    let mut scope = Scope::part(Home::Beside, Arc::clone(names));
    (request::request((group, operation), &mut scope), scope.into_imports())
}

/// What rustdoc takes for a derive macro of Rust's prelude, too, unless a link says that it is a
/// type.
const DERIVES: &[&str] =
    &["Clone", "Copy", "Debug", "Default", "Eq", "Hash", "Ord", "PartialEq", "PartialOrd"];

/// The module's page: a table of the operations.
fn page(group: &Group, scope: &Scope<'_>) -> TokenStream {
    let (name, module) = (group.ident.plain(), group.module.ident.plain());
    let target = if DERIVES.contains(&name) { format!("(struct@{name})") } else { String::new() };
    let title = format!(
        "The operations of [`{name}`]{target}, returned by \
         [`Client::{module}`](super::Client::{module})."
    );
    let rows: Vec<[Cell<'_>; 2]> = group
        .operations
        .iter()
        .map(|operation| {
            let method = operation.method_ident.plain();
            [
                Cell::Ours(format!("[`{method}`]({name}::{method})")),
                Cell::SummaryAndCode(
                    &operation.docs,
                    format!("{} {}", operation.http_method, operation.path),
                ),
            ]
        })
        .collect();
    let page = feature::noted(DocPage::default().ours(&title), group.module.feature.as_deref());
    page.table(["Method", "Description"], &rows, scope).inner()
}
