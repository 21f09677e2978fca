//! Structs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::debug::{self, Shown};
use super::derive;
use super::doc;
use super::lint;
use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{
    self, AdditionalField, Construction, Field, FieldPresence, Item, OpenSetter, OpenSetterKind,
    RustType, StructItem,
};

/// A table with what `object!` writes, and beside it what has no row.
pub fn tokens(item: &Item, structure: &StructItem, scope: &mut Scope<'_>) -> TokenStream {
    scope.runtime("object");
    let name = ident(&item.ident);
    let (docs, derive) = (doc::attributes(&item.docs, scope), derive::attribute(item));
    let debug = debug::structure(&name, &shown(structure), scope);
    let derived = derived(structure, debug.is_none());
    let in_tests = match (structure.construction, structure.has_default()) {
        (Construction::Callers, _) => None,
        (Construction::Server, true) => Some(quote!(new and Default for tests)),
        (Construction::Server, false) => Some(quote!(new for tests)),
    };
    let rows: Vec<TokenStream> =
        structure.fields.iter().map(|field| row(field, structure, scope)).collect();
    let additional = structure
        .additional
        .as_ref()
        .map(|additional| additional_row(additional, structure.construction, scope));
    let open = structure.additional.as_ref().and_then(|it| open_setters(&name, it, scope));
    quote! {
        object! { #docs #derive pub struct #name #derived #in_tests { #(#rows)* #additional } }
        #debug
        #open
    }
}

/// The traits behind the name: all structs derive `Clone` and `PartialEq`.
fn derived(structure: &StructItem, debug: bool) -> Option<TokenStream> {
    let default = structure.has_default() && structure.construction == Construction::Callers;
    match (debug, default) {
        (true, true) => Some(quote!(: Debug + Default)),
        (true, false) => Some(quote!(: Debug)),
        (false, true) => Some(quote!(: Default)),
        (false, false) => None,
    }
}

/// What `Debug` shows.
fn shown(structure: &StructItem) -> Vec<Shown<'_>> {
    let additional = structure.additional.iter().map(|additional| Shown {
        ident: &additional.ident,
        is_hidden: additional.is_hidden,
        is_optional: false,
    });
    structure.fields.iter().map(Shown::field).chain(additional).collect()
}

/// The row of a field.
fn row(field: &Field, structure: &StructItem, scope: &mut Scope<'_>) -> TokenStream {
    let (name, wire) = (ident(&field.ident), Literal::string(&field.name));
    let ty = ty::tokens(&field.ty, scope);
    let (ty, presence) = match field.presence {
        FieldPresence::Required => {
            let presence = required(&field.ty, scope);
            (ty, presence)
        }
        FieldPresence::Optional => (quote!(Option<#ty>), quote!(optional)),
        FieldPresence::Any => (quote!(Option<#ty>), quote!(any)),
        FieldPresence::Nullable => (quote!(Option<#ty>), quote!(nullable)),
        FieldPresence::Maybe => {
            let maybe = scope.runtime("Maybe");
            (quote!(#maybe<#ty>), quote!(maybe))
        }
    };
    let hidden = field.is_hidden.then(|| quote!((hidden)));
    let is_set = structure.is_constructed() && field.presence != FieldPresence::Required;
    let setter = field.option_ident.as_ref().filter(|_| is_set).map(|set| {
        let (set, accepted) = (ident(set), accepted(field, scope));
        let deprecated = doc::deprecation(&field.docs);
        quote!(=> #deprecated #set(#accepted))
    });
    let docs = doc::row_attributes(&field.docs, scope);
    quote!(#docs pub #name: #ty = #presence #wire #hidden #setter,)
}

/// What `new` takes for a required field.
fn required(ty: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    if scope.is_copied(ty) {
        let ty = ty::tokens(ty, scope);
        return quote!(required(#ty));
    }
    let convert = match ty {
        RustType::Vec(_) => quote!(list),
        RustType::Map(_) => quote!(map),
        RustType::Boxed(_) => quote!(boxed),
        RustType::Option(inner) if matches!(inner.as_ref(), RustType::Boxed(_)) => {
            quote!(boxed_option)
        }
        _ => return quote!(required Into),
    };
    let argument = ty::argument_type(ty, scope);
    quote!(required: #convert(#argument))
}

/// What the setter of an optional field takes.
fn accepted(field: &Field, scope: &mut Scope<'_>) -> TokenStream {
    match (&field.ty, field.presence) {
        (RustType::Boxed(inner), _) => {
            let inner = ty::tokens(inner, scope);
            quote!(boxed #inner)
        }
        (ty, FieldPresence::Maybe) => ty::tokens(ty, scope),
        (RustType::Vec(inner), _) => {
            let inner = accepted_value(inner, scope);
            quote!(list #inner)
        }
        (RustType::Map(inner), _) => {
            let inner = accepted_value(inner, scope);
            quote!(map #inner)
        }
        (ty, _) => accepted_value(ty, scope),
    }
}

/// `bool`, or `into String`.
fn accepted_value(ty: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    let into = (!scope.is_copied(ty)).then(|| quote!(into));
    let ty = ty::tokens(ty, scope);
    quote!(#into #ty)
}

/// The row of the map for properties without a field.
fn additional_row(
    additional: &AdditionalField,
    construction: Construction,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let (name, ty) = (ident(&additional.ident), ty::map(&additional.ty, scope));
    let setter = (construction == Construction::Callers).then(|| {
        let value = accepted_value(&additional.ty, scope);
        quote!(set(#value))
    });
    let without = additional.tag.as_deref().map(|tag| {
        let tag = Literal::string(tag);
        quote!(without #tag)
    });
    let facts = (setter.is_some() || without.is_some()).then(|| quote!(= #setter #without));
    quote!(additional pub #name: #ty #facts,)
}

/// The docs of the setter that takes an `Option`.
pub fn option_setter_docs(setter: &plan::Ident) -> TokenStream {
    let setter = setter.plain();
    let text = format!(" The same as [`{setter}`](Self::{setter}()), but `None` leaves it out.");
    quote!(#[doc = #text])
}

/// The setters that add to the map, if there are some.
fn open_setters(
    name: &Ident,
    additional: &AdditionalField,
    scope: &mut Scope<'_>,
) -> Option<TokenStream> {
    if additional.setters.is_empty() {
        return None;
    }
    let setters: Vec<TokenStream> =
        additional.setters.iter().map(|setter| open_setter(setter, additional, scope)).collect();
    Some(quote!(impl #name { #(#setters)* }))
}

/// A setter that adds to the map.
fn open_setter(
    setter: &OpenSetter,
    additional: &AdditionalField,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let (name, map) = (ident(&setter.ident), ident(&additional.ident));
    let docs = doc::attributes(&setter.docs, scope);
    match &setter.kind {
        OpenSetterKind::Prefixed { prefix } => {
            let (key, given) = (format_ident!("name"), format_ident!("value"));
            let argument = ty::argument(&given, &additional.ty, scope);
            let (value, format) =
                (ty::value(&given, &additional.ty, scope), format!("{}{{}}", escaped(prefix)));
            quote! {
                #docs
                pub fn #name(mut self, #key: impl AsRef<str>, #argument) -> Self {
                    self.#map.insert(format!(#format, #key.as_ref()), #value);
                    self
                }
            }
        }
        OpenSetterKind::Numbered { parts, first } => {
            let arguments: Vec<TokenStream> = parts
                .iter()
                .map(|(part, _)| ty::argument(&ident(part), &additional.ty, scope))
                .collect();
            let pairs: Vec<TokenStream> = parts
                .iter()
                .map(|(part, prefix)| {
                    let (value, prefix) =
                        (ty::value(&ident(part), &additional.ty, scope), Literal::string(prefix));
                    quote!((#prefix, #value))
                })
                .collect();
            let (first, many) =
                (Literal::u64_unsuffixed(*first), lint::many_arguments(arguments.len() + 1));
            scope.runtime("object");
            quote! {
                #docs
                #many
                pub fn #name(mut self, #(#arguments),*) -> Self {
                    object::add_numbered(&mut self.#map, #first, [#(#pairs),*]);
                    self
                }
            }
        }
    }
}

/// A text as part of a format string.
fn escaped(text: &str) -> String {
    text.replace('{', "{{").replace('}', "}}")
}
