//! The types of an API: one file for each group that has some of its own, one for what several
//! share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::feature::feature;
use super::scope::{Home, Imports, Names, Scope, ident};
use super::{alias, enumeration, lint, other_type, response, structure, union};
use crate::plan::{self, Ident};
use crate::plan::{Api, Contents, Item, ItemKind, Module, OtherType, RustType, TypesModule};

/// `types/mod.rs`
pub fn page(api: &Api) -> TokenStream {
    let modules: Vec<&Module> = api
        .types
        .iter()
        .filter(|types| !types.items.is_empty())
        .map(|types| &types.module)
        .collect();
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
    let docs = match api.contents {
        Contents::Client => " The types of requests and responses.",
        Contents::Types => " The types of the document's schemas.",
    };
    let requirement = requirement(api);
    let import = requirement.as_ref().map(|_| {
        quote!(
            use crate::runtime::chosen_type;
        )
    });
    quote! {
        #![doc = #docs]
        #(#declared)*
        #import
        #(#exported)*
        #requirement
    }
}

/// Assertions that make rustc report what a custom type lacks. `None` without such types.
fn requirement(api: &Api) -> Option<TokenStream> {
    let modules = api.types.iter();
    let types = modules.flat_map(|module| module.items.iter().map(move |item| (module, item)));
    let mut own = BTreeMap::new();
    for (module, item) in types {
        for ty in plan::item_types(item) {
            if let RustType::Other(ty @ OtherType::Own(_)) = ty.innermost() {
                own.entry(ty).or_insert(module.module.feature.as_deref());
            }
        }
    }
    if own.is_empty() {
        return None;
    }
    let checks = own.into_iter().map(|(ty, cfg)| {
        let (ty, cfg) = (other_type::in_program(ty, &quote!(crate)), feature(cfg));
        quote!(#cfg const _: () = chosen_type::<#ty>();)
    });
    Some(quote!(#(#checks)*))
}

/// Whether an API has types.
pub fn are_there(api: &Api) -> bool {
    api.types.iter().any(|module| !module.items.is_empty())
}

/// The names of all types of an API.
pub fn taken(api: &Api) -> BTreeSet<&str> {
    api.types.iter().flat_map(|module| &module.items).map(|item| item.ident.plain()).collect()
}

/// What a file below `types/` has to do with; `taken` are the names of all types, and `copied` is
/// [`Api::copied`].
pub fn names<'a>(
    module: &'a TypesModule,
    taken: &Arc<BTreeSet<&'a str>>,
    copied: &Arc<BTreeSet<&'a Ident>>,
) -> Names<'a> {
    let local: BTreeSet<&Ident> = module.items.iter().map(|item| &item.ident).collect();
    let used = module
        .items
        .iter()
        .flat_map(plan::references)
        .filter(|item| !local.contains(item))
        .collect();
    Names { local, taken: Arc::clone(taken), used, copied: Arc::clone(copied) }
}

/// An item of a file below `types/`, and its imports.
pub fn tokens(each: &Item, names: &Arc<Names<'_>>) -> (TokenStream, Imports) {
    let mut scope = Scope::part(Home::Types, Arc::clone(names));
    (item(each, &mut scope), scope.into_imports())
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
        ItemKind::Error(error) => response::errors(item, error, scope),
        ItemKind::Headers(fields) => response::headers(item, fields, scope),
        ItemKind::Responses(variants) => response::responses(item, variants, scope),
    }
}
