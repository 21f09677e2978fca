//! Groups of operations: one file each.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{self, Page};
use super::operation;
use super::scope::{Home, Scope, ident};
use crate::plan::Group;
use crate::plan::Ident;

/// The file of a group.
pub fn tokens(group: &Group) -> TokenStream {
    let mut scope = Scope::new(Home::Beside, [], names(group));
    let name = ident(&group.ident);
    let core = scope.runtime("Core");
    let methods: Vec<TokenStream> =
        group.operations.iter().map(|operation| operation::method(operation, &mut scope)).collect();
    let requests: Vec<TokenStream> =
        group.operations.iter().map(|operation| operation::request(operation, group, &mut scope)).collect();
    let page = Page::default().ours(&format!("The operations of [`{}`].", group.ident.plain())).inner("Operations.");
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

/// The names that the file defines.
fn names(group: &Group) -> impl Iterator<Item = &Ident> {
    std::iter::once(&group.ident).chain(group.operations.iter().map(|operation| &operation.ident))
}
