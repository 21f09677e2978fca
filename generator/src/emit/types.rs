//! The types of an API: one file for each group that has some of its own, one for what several share.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::scope::{Home, Scope, ident};
use super::{alias, answer, enumeration, feature, lint, structure, union};
use crate::plan::Ident;
use crate::plan::{Api, Item, ItemKind, Module, TypesModule};

/// `types/mod.rs`
pub fn page(api: &Api) -> TokenStream {
    let modules: Vec<&Module> =
        api.types.iter().filter(|types| !types.items.is_empty()).map(|types| &types.module).collect();
    let parent = format_ident!("types");
    let declared = modules.iter().map(|module| {
        let (name, cfg) = (ident(&module.ident), feature(module.feature.as_deref()));
        let expect = lint::inception(&name, Some(&parent));
        quote!(#cfg #expect mod #name;)
    });
    let exported = modules.iter().map(|module| {
        let (name, cfg) = (ident(&module.ident), feature(module.feature.as_deref()));
        quote!(#cfg pub use #name::*;)
    });
    quote! {
        #![doc = " What is sent and answered."]
        #(#declared)*
        #(#exported)*
    }
}

/// The names of all types of an API.
pub fn names(api: &Api) -> BTreeSet<&Ident> {
    api.types.iter().flat_map(|module| &module.items).map(|item| &item.ident).collect()
}

/// A file below `types/`.
pub fn tokens(module: &TypesModule, names: &BTreeSet<&Ident>) -> TokenStream {
    let local = module.items.iter().map(|item| &item.ident);
    let mut scope = Scope::new(Home::Types, local, names.iter().copied());
    let items = scope.write(|scope| module.items.iter().map(|each| item(each, scope)).collect());
    let imports = scope.imports();
    quote!(#imports #items)
}

/// One item.
pub fn item(item: &Item, scope: &mut Scope<'_>) -> TokenStream {
    match &item.kind {
        ItemKind::Struct(structure) => structure::tokens(item, structure, scope),
        ItemKind::StringEnum(values) => enumeration::strings(item, values, scope),
        ItemKind::IntegerEnum(values) => enumeration::integers(item, values, scope),
        ItemKind::Union(union) => union::tokens(item, union, scope),
        ItemKind::Alias(target) => alias::tokens(item, target, scope),
        ItemKind::Newtype(inner) => alias::newtype(item, inner, scope),
        ItemKind::Error(error) => answer::errors(item, error, scope),
        ItemKind::Headers(fields) => answer::headers(item, fields, scope),
        ItemKind::Answers(variants) => answer::answers(item, variants, scope),
    }
}
