//! Groups of operations: one file each.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{self, Cell, Page};
use super::operation;
use super::scope::{Home, Scope, ident};
use super::snippet::Snippets;
use crate::plan::Group;
use crate::plan::Ident;

/// The file of a group.
pub fn tokens(group: &Group, snippets: &Snippets<'_>) -> TokenStream {
    let mut scope = Scope::new(Home::Beside, [], names(group));
    let name = ident(&group.ident);
    let core = scope.runtime("Core");
    let methods: Vec<TokenStream> =
        group.operations.iter().map(|operation| operation::method((group, operation), snippets, &mut scope)).collect();
    let requests: Vec<TokenStream> =
        group.operations.iter().map(|operation| operation::request((group, operation), &mut scope)).collect();
    let page = page(group, &scope);
    let docs = doc::attributes(&group.docs, "A group of operations.", &scope);
    let imports = scope.imports();
    quote! {
        #page
        #imports

        #docs
        #[derive(Debug, Clone)]
        pub struct #name { pub(super) core: #core }

        impl #name { #(#methods)* }

        #(#requests)*
    }
}

/// The module's page: a table of the operations.
fn page(group: &Group, scope: &Scope<'_>) -> TokenStream {
    let (name, module) = (group.ident.plain(), group.module.ident.plain());
    let title = format!("The operations of [`{name}`], which [`Client::{module}`](super::Client::{module}) gives.");
    let rows: Vec<[Cell<'_>; 2]> = group
        .operations
        .iter()
        .map(|operation| {
            let method = operation.method_ident.plain();
            [
                Cell::Ours(format!("[`{method}`]({name}::{method})")),
                Cell::SummaryAndCode(&operation.docs, format!("{} {}", operation.http_method, operation.path)),
            ]
        })
        .collect();
    Page::default().ours(&title).table(["Method", "What it does"], &rows, scope).inner("Operations.")
}

/// The names that the file defines.
fn names(group: &Group) -> impl Iterator<Item = &Ident> {
    std::iter::once(&group.ident).chain(group.operations.iter().map(|operation| &operation.ident))
}
