//! Enums of strings and of integers.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::doc;
use super::scope::{Scope, ident};
use crate::plan::{EnumItem, Item, OtherValues};

/// An enum of strings.
pub fn strings(item: &Item, values: &EnumItem<String>, scope: &mut Scope<'_>) -> TokenStream {
    let definition = definition(item, values, &quote!(String), scope);
    let (name, catch_all) = (ident(&item.ident), ident(&values.catch_all));
    let variants: Vec<Ident> =
        values.variants.iter().map(|variant| ident(&variant.ident)).collect();
    let texts: Vec<Literal> =
        values.variants.iter().map(|variant| Literal::string(&variant.value)).collect();
    let all_described = all_described(values.others);
    scope.runtime("string_enum");
    quote! {
        #definition
        impl #name {
            #[doc = " The value as it is sent."]
            #[inline]
            pub fn as_str(&self) -> &str {
                match self { #(Self::#variants => #texts,)* Self::#catch_all(value) => value, }
            }
        }
        impl From<&str> for #name {
            #[inline]
            fn from(value: &str) -> Self {
                match value { #(#texts => Self::#variants,)* _ => Self::#catch_all(value.to_owned()), }
            }
        }
        string_enum!(#name #all_described);
    }
}

/// An enum of integers.
pub fn integers(item: &Item, values: &EnumItem<i64>, scope: &mut Scope<'_>) -> TokenStream {
    let definition = definition(item, values, &quote!(i64), scope);
    let (name, catch_all) = (ident(&item.ident), ident(&values.catch_all));
    let variants: Vec<Ident> =
        values.variants.iter().map(|variant| ident(&variant.ident)).collect();
    let numbers: Vec<TokenStream> =
        values.variants.iter().map(|variant| number(variant.value)).collect();
    let all_described = all_described(values.others);
    scope.runtime("integer_enum");
    quote! {
        #definition
        impl #name {
            #[doc = " The value as it is sent."]
            #[inline]
            pub fn as_i64(&self) -> i64 {
                match self { #(Self::#variants => #numbers,)* Self::#catch_all(value) => *value, }
            }
        }
        impl From<i64> for #name {
            #[inline]
            fn from(value: i64) -> Self {
                match value { #(#numbers => Self::#variants,)* _ => Self::#catch_all(value), }
            }
        }
        integer_enum!(#name #all_described);
    }
}

fn definition<T: ToString>(
    item: &Item,
    values: &EnumItem<T>,
    other: &TokenStream,
    scope: &Scope<'_>,
) -> TokenStream {
    let (name, catch_all) = (ident(&item.ident), ident(&values.catch_all));
    let docs = doc::attributes(&item.docs, scope);
    let variants = values.variants.iter().map(|variant| {
        let name = ident(&variant.ident);
        let docs = doc::attributes(&variant.docs, scope);
        quote!(#docs #name,)
    });
    let docs_of_others = match values.others {
        OtherValues::Unknown => " A value that this version does not know.",
        OtherValues::Described => " Any other value.",
    };
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = #docs_of_others]
            #catch_all(#other),
        }
    }
}

/// The argument of the macro for an enum whose other values a schema describes.
fn all_described(others: OtherValues) -> TokenStream {
    match others {
        OtherValues::Unknown => TokenStream::new(),
        OtherValues::Described => quote!(, read_described),
    }
}

fn number(value: i64) -> TokenStream {
    let digits = Literal::u64_unsuffixed(value.unsigned_abs());
    if value < 0 { quote!(-#digits) } else { quote!(#digits) }
}
