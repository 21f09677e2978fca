//! Structs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::debug::{self, Shown};
use super::doc;
use super::lint::{self, Receiver};
use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{
    self, AdditionalField, Construction, Field, FieldPresence, Item, OpenSetter, OpenSetterKind,
    RustType, StructItem,
};

/// A struct with what makes it readable and writable.
pub fn tokens(item: &Item, structure: &StructItem, scope: &mut Scope<'_>) -> TokenStream {
    let definition = definition(item, structure, scope);
    let methods = methods(item, structure, scope);
    let object = object(item, structure, scope);
    quote!(#definition #methods #object)
}

fn definition(item: &Item, structure: &StructItem, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&item.ident);
    let (default, in_tests) = match (structure.has_default(), structure.construction) {
        (false, _) => (None, None),
        (true, Construction::Callers) => (Some(quote!(, Default)), None),
        (true, Construction::Server) => {
            (None, Some(quote!(#[cfg_attr(feature = "test-util", derive(Default))])))
        }
    };
    let fields: Vec<TokenStream> =
        structure.fields.iter().map(|field| field_definition(field, scope)).collect();
    let additional = structure.additional.as_ref().map(|additional| {
        let (name, ty) = (ident(&additional.ident), ty::map(&additional.ty, scope));
        let docs = doc::attributes(&additional.docs, scope);
        quote!(#docs pub #name: #ty,)
    });
    let docs = doc::attributes(&item.docs, scope);
    let debug = debug::structure(&name, &shown(structure), scope);
    let derived = debug.is_none().then(|| quote!(Debug,));
    quote! {
        #docs
        #[derive(#derived Clone, PartialEq #default)]
        #in_tests
        #[non_exhaustive]
        pub struct #name { #(#fields)* #additional }
        #debug
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

fn field_definition(field: &Field, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&field.ident);
    let ty = ty::tokens(&field.ty, scope);
    let ty = match field.presence {
        FieldPresence::Required => ty,
        FieldPresence::Optional | FieldPresence::Nullable => quote!(Option<#ty>),
        FieldPresence::Maybe => {
            let maybe = scope.runtime("Maybe");
            quote!(#maybe<#ty>)
        }
    };
    let docs = doc::attributes(&field.docs, scope);
    quote!(#docs pub #name: #ty,)
}

fn methods(item: &Item, structure: &StructItem, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&item.ident);
    let constructor = constructor(item, structure, scope);
    if structure.construction == Construction::Server {
        return quote! {
            #[cfg(feature = "test-util")]
            impl #name { #constructor }
        };
    }
    let optional =
        structure.fields.iter().filter(|field| field.presence != FieldPresence::Required);
    let setters: Vec<TokenStream> = optional.map(|field| setter(field, scope)).collect();
    let additional =
        structure.additional.as_ref().map(|additional| additional_setter(additional, scope));
    quote!(impl #name { #constructor #(#setters)* #additional })
}

fn constructor(item: &Item, structure: &StructItem, scope: &mut Scope<'_>) -> TokenStream {
    let self_named = lint::self_named(&ident(&item.ident), &format_ident!("new"));
    let for_whom = match structure.construction {
        Construction::Callers => "",
        Construction::Server => ", for tests",
    };
    if structure.has_default() {
        let docs =
            format!(" Creates a [`{}`] without any field set{}.", item.ident.plain(), for_whom);
        // A setter of that name would be meant.
        let shadowed = structure.fields.iter().any(|field| field.ident.plain() == "default");
        let of = if shadowed { quote!(<Self as Default>) } else { quote!(Self) };
        return quote! {
            #[doc = #docs]
            #self_named
            pub fn new() -> Self { #of::default() }
        };
    }
    let required: Vec<&Field> =
        structure.fields.iter().filter(|field| field.presence == FieldPresence::Required).collect();
    let arguments: Vec<TokenStream> =
        required.iter().map(|field| ty::argument(&ident(&field.ident), &field.ty, scope)).collect();
    let values: Vec<TokenStream> =
        structure.fields.iter().map(|field| initial(field, scope)).collect();
    let additional = structure.additional.as_ref().map(|additional| {
        let (name, map) =
            (ident(&additional.ident), scope.external("std::collections", "BTreeMap"));
        quote!(#name: #map::new(),)
    });
    let docs =
        format!(" Creates a [`{}`] from its required fields{}.", item.ident.plain(), for_whom);
    let expect = lint::many_arguments(arguments.len());
    quote! {
        #[doc = #docs]
        #expect
        #self_named
        pub fn new(#(#arguments),*) -> Self { Self { #(#values)* #additional } }
    }
}

/// What `new` puts into a field.
fn initial(field: &Field, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&field.ident);
    match field.presence {
        FieldPresence::Required if ty::is_copied(&field.ty) => quote!(#name,),
        FieldPresence::Required => {
            let value = ty::value(&name, &field.ty, scope);
            quote!(#name: #value,)
        }
        FieldPresence::Optional | FieldPresence::Nullable => quote!(#name: None,),
        FieldPresence::Maybe => {
            let maybe = scope.runtime("Maybe");
            quote!(#name: #maybe::Absent,)
        }
    }
}

fn setter(field: &Field, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&field.ident);
    let (argument, value) = match field.presence {
        FieldPresence::Maybe => maybe_argument(&name, field, scope),
        FieldPresence::Required | FieldPresence::Optional | FieldPresence::Nullable => {
            let value = ty::value(&name, &field.ty, scope);
            (ty::argument(&name, &field.ty, scope), quote!(Some(#value)))
        }
    };
    let docs = doc::attributes(&field.docs, scope);
    let (deprecated, expect) =
        (doc::deprecation(&field.docs), lint::standard_method(&name, Receiver::Value, 1));
    let of_option = field.option_ident.as_ref().map(|of_option| {
        let (docs, of_option) = (option_setter_docs(&field.ident), ident(of_option));
        let (ty, value) = option_argument(&name, field, scope);
        quote! {
            #docs
            #deprecated
            pub fn #of_option(mut self, #name: Option<#ty>) -> Self { self.#name = #value; self }
        }
    });
    quote! {
        #docs
        #deprecated
        #expect
        pub fn #name(mut self, #argument) -> Self { self.#name = #value; self }
        #of_option
    }
}

/// The docs of the setter that takes an `Option`.
pub fn option_setter_docs(setter: &plan::Ident) -> TokenStream {
    let setter = setter.plain();
    let text = format!(" The same as [`{setter}`](Self::{setter}()), but `None` leaves it out.");
    quote!(#[doc = #text])
}

/// The type in the `Option` that a setter takes, and the value of the field.
fn option_argument(
    name: &Ident,
    field: &Field,
    scope: &mut Scope<'_>,
) -> (TokenStream, TokenStream) {
    let unboxed = ty::unboxed(&field.ty);
    let ty = ty::tokens(unboxed.as_ref().unwrap_or(&field.ty), scope);
    let value = if unboxed.is_some() { quote!(#name.map(Box::new)) } else { quote!(#name) };
    match field.presence {
        FieldPresence::Required | FieldPresence::Optional | FieldPresence::Nullable => (ty, value),
        FieldPresence::Maybe => {
            let maybe = scope.runtime("Maybe");
            (ty, quote!(#maybe::or_absent(#value)))
        }
    }
}

fn maybe_argument(
    name: &Ident,
    field: &Field,
    scope: &mut Scope<'_>,
) -> (TokenStream, TokenStream) {
    let maybe = scope.runtime("Maybe");
    let unboxed = ty::unboxed(&field.ty);
    let ty = ty::tokens(unboxed.as_ref().unwrap_or(&field.ty), scope);
    let value =
        if unboxed.is_some() { quote!(#name.into().map(Box::new)) } else { quote!(#name.into()) };
    (quote!(#name: impl Into<#maybe<#ty>>), value)
}

fn additional_setter(additional: &AdditionalField, scope: &mut Scope<'_>) -> TokenStream {
    let (name, map) = (ident(&additional.ident), RustType::Map(Box::new(additional.ty.clone())));
    let (argument, value) = (ty::argument(&name, &map, scope), ty::value(&name, &map, scope));
    let open: Vec<TokenStream> =
        additional.setters.iter().map(|setter| open_setter(setter, additional, scope)).collect();
    quote! {
        #[doc = " Sets the additional properties."]
        pub fn #name(mut self, #argument) -> Self { self.#name = #value; self }

        #(#open)*
    }
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

/// `object!(Pet { 0 => required name "name", … });`
fn object(item: &Item, structure: &StructItem, scope: &mut Scope<'_>) -> TokenStream {
    scope.runtime("object");
    let name = ident(&item.ident);
    let fields = structure.fields.iter().enumerate().map(|(index, field)| {
        let (index, wire, name) =
            (Literal::usize_unsuffixed(index), Literal::string(&field.name), ident(&field.ident));
        let presence = presence(field.presence);
        let hidden = field.is_hidden.then(|| format_ident!("hidden"));
        quote!(#index => #presence #name #wire #hidden,)
    });
    let additional = structure.additional.as_ref().map(|additional| {
        let name = ident(&additional.ident);
        let tag = additional.tag.as_deref().map(Literal::string);
        let tag = tag.map(|tag| quote!(without #tag));
        quote!(_ => additional #name #tag,)
    });
    quote!(object!(#name { #(#fields)* #additional });)
}

fn presence(presence: FieldPresence) -> Ident {
    match presence {
        FieldPresence::Required => format_ident!("required"),
        FieldPresence::Optional => format_ident!("optional"),
        FieldPresence::Nullable => format_ident!("nullable"),
        FieldPresence::Maybe => format_ident!("maybe"),
    }
}
