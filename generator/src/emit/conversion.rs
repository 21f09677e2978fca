//! Conversions from what responses have to what requests take.

use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::{Home, Imports, Names, Scope, ident};
use crate::plan::{
    self, AdditionalConversion, Conversion, ConversionKind, FieldConversion, FieldValue,
    PresenceConversion, ValueConversion, VariantConversion,
};

/// `impl From<Pet> for PetInput { … }`, and its imports.
pub fn tokens(conversion: &Conversion, names: &Arc<Names<'_>>) -> (TokenStream, Imports) {
    let mut scope = Scope::part(Home::Types, Arc::clone(names));
    let (source, target) = (scope.item(&conversion.source), scope.item(&conversion.target));
    let body = match &conversion.kind {
        ConversionKind::Struct { fields, additional } => {
            structure(fields, additional.as_ref(), &mut scope)
        }
        ConversionKind::Union(variants) => {
            let arms = variants.iter().map(|variant| arm(&source, variant));
            quote!(match value { #(#arms)* })
        }
        ConversionKind::Newtype(inner) => {
            let inner = value(inner, quote!(value.0));
            quote!(Self(#inner))
        }
        ConversionKind::StringEnum => quote!(Self::from(value.as_str())),
        ConversionKind::IntegerEnum => quote!(Self::from(value.as_i64())),
        ConversionKind::Responses(variants) => responses(&source, variants),
    };
    let parameter = if reads_source(&conversion.kind) { quote!(value) } else { quote!(_) };
    let tokens = quote! {
        impl From<#source> for #target { fn from(#parameter: #source) -> Self { #body } }
    };
    (tokens, scope.into_imports())
}

fn structure(
    fields: &[FieldConversion],
    additional: Option<&AdditionalConversion>,
    scope: &mut Scope<'_>,
) -> TokenStream {
    let fields: Vec<TokenStream> = fields
        .iter()
        .map(|field| {
            let (name, value) = (ident(&field.target), field_value(&field.value, scope));
            quote!(#name: #value,)
        })
        .collect();
    let additional = additional.map(|additional| {
        let name = ident(&additional.target);
        let map = match &additional.source {
            None => {
                let map = scope.external("std::collections", "BTreeMap");
                quote!(#map::new())
            }
            Some((source, each)) => {
                let source = ident(source);
                match each {
                    ValueConversion::Same => quote!(value.#source),
                    each => map_values(each, quote!(value.#source)),
                }
            }
        };
        quote!(#name: #map,)
    });
    quote!(Self { #(#fields)* #additional })
}

fn field_value(field: &FieldValue, scope: &mut Scope<'_>) -> TokenStream {
    let (source, presence, each) = match field {
        FieldValue::Nothing => return quote!(None),
        FieldValue::Absent => {
            let maybe = scope.runtime("Maybe");
            return quote!(#maybe::Absent);
        }
        FieldValue::Field { source, presence, value } => (ident(source), presence, value),
    };
    let read = quote!(value.#source);
    match presence {
        PresenceConversion::Required => value(each, read),
        PresenceConversion::Some => {
            let value = value(each, read);
            quote!(Some(#value))
        }
        PresenceConversion::Value => {
            let (maybe, value) = (scope.runtime("Maybe"), value(each, read));
            quote!(#maybe::Value(#value))
        }
        PresenceConversion::Mapped => mapped(each, read),
        PresenceConversion::OrAbsent => {
            let (maybe, option) = (scope.runtime("Maybe"), mapped(each, read));
            quote!(#maybe::or_absent(#option))
        }
        PresenceConversion::OrNull => {
            let (maybe, option) = (scope.runtime("Maybe"), mapped(each, read));
            quote!(#maybe::or_null(#option))
        }
        PresenceConversion::IntoOption => mapped(each, quote!(#read.into_option())),
    }
}

/// The value inside of an `Option` or a `Maybe`.
fn mapped(each: &ValueConversion, read: TokenStream) -> TokenStream {
    match each {
        ValueConversion::Same => read,
        each => {
            let function = function(each);
            quote!(#read.map(#function))
        }
    }
}

fn value(conversion: &ValueConversion, read: TokenStream) -> TokenStream {
    match conversion {
        ValueConversion::Same => read,
        ValueConversion::Into => quote!(#read.into()),
        ValueConversion::List(each) => {
            let function = function(each);
            quote!(#read.into_iter().map(#function).collect())
        }
        ValueConversion::Map(each) => map_values(each, read),
        ValueConversion::Option(each) => mapped(each, read),
        ValueConversion::Unboxed(inner) => match inner.as_ref() {
            ValueConversion::Same => quote!(*#read),
            inner => value(inner, quote!((*#read))),
        },
        ValueConversion::Boxed(inner) => {
            let inner = value(inner, read);
            quote!(Box::new(#inner))
        }
    }
}

fn map_values(each: &ValueConversion, read: TokenStream) -> TokenStream {
    let each = value(each, quote!(value));
    quote!(#read.into_iter().map(|(key, value)| (key, #each)).collect())
}

fn function(conversion: &ValueConversion) -> TokenStream {
    match conversion {
        ValueConversion::Into => quote!(Into::into),
        ValueConversion::Boxed(inner) if **inner == ValueConversion::Same => quote!(Box::new),
        conversion => {
            let value = value(conversion, quote!(value));
            quote!(|value| #value)
        }
    }
}

fn arm(source: &TokenStream, variant: &VariantConversion) -> TokenStream {
    let (from, to) = (ident(&variant.source), ident(&variant.target));
    let value = value(&variant.value, quote!(value));
    quote!(#source::#from(value) => Self::#to(#value),)
}

/// The body, whatever the status is. Variants whose bodies are alike share an arm.
fn responses(source: &TokenStream, variants: &[(plan::Ident, ValueConversion)]) -> TokenStream {
    let arms = variants.chunk_by(|(_, one), (_, next)| one == next).filter_map(|alike| {
        let (_, each) = alike.first()?;
        let names = alike.iter().map(|(name, _)| ident(name));
        let value = value(each, quote!(value));
        Some(quote!(#(#source::#names(value))|* => #value,))
    });
    quote!(match value { #(#arms)* })
}

fn reads_source(kind: &ConversionKind) -> bool {
    match kind {
        ConversionKind::Struct { fields, additional } => {
            fields.iter().any(|field| matches!(field.value, FieldValue::Field { .. }))
                || additional.as_ref().is_some_and(|additional| additional.source.is_some())
        }
        _ => true,
    }
}
