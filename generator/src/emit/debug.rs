//! `Debug` of types with secrets. All others derive it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::scope::{Scope, ident};
use crate::plan::{FieldPresence, RustType, UnionDebug, UnionItem};

/// A field as `Debug` shows it.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'p> {
    /// Its name.
    pub ident: &'p crate::plan::Ident,
    /// Whether the value is hidden.
    pub is_hidden: bool,
    /// Whether it is an `Option` or a `Maybe`, which shows whether there is a value.
    pub is_optional: bool,
}

impl<'p> Shown<'p> {
    /// The field of a struct.
    pub fn field(field: &'p crate::plan::Field) -> Self {
        let is_optional =
            field.presence != FieldPresence::Required || matches!(field.ty, RustType::Option(_));
        Self { ident: &field.ident, is_hidden: field.is_hidden, is_optional }
    }
}

/// `Debug` of a struct; `None` if it can be derived.
pub fn structure(name: &Ident, fields: &[Shown<'_>], scope: &mut Scope<'_>) -> Option<TokenStream> {
    if !fields.iter().any(|field| field.is_hidden) {
        return None;
    }
    let hidden = scope.runtime("Hidden");
    let shown = fields.iter().map(|field| {
        let (name, text) = (ident(field.ident), Literal::string(field.ident.plain()));
        let value = match (field.is_hidden, field.is_optional) {
            (false, _) => quote!(&self.#name),
            (true, true) => quote!(&self.#name.as_ref().map(|_| #hidden)),
            (true, false) => quote!(&#hidden),
        };
        quote!(.field(#text, #value))
    });
    let text = Literal::string(&name.to_string());
    let body = quote!(formatter.debug_struct(#text)#(#shown)*.finish());
    Some(implementation(name, &body, scope))
}

/// `Debug` of a union; `None` if it can be derived.
pub fn union(name: &Ident, union: &UnionItem, scope: &mut Scope<'_>) -> Option<TokenStream> {
    if union.debug == UnionDebug::Everything {
        return None;
    }
    let hidden = scope.runtime("Hidden");
    let known = union.variants.iter().map(|variant| (&variant.ident, union.debug));
    let arms = known.chain([(&union.catch_all, UnionDebug::Nothing)]).map(|(variant, debug)| {
        let (name, text) = (ident(variant), Literal::string(variant.plain()));
        match debug {
            UnionDebug::Nothing => {
                quote!(Self::#name(_) => formatter.debug_tuple(#text).field(&#hidden).finish(),)
            }
            UnionDebug::Known | UnionDebug::Everything => {
                quote!(Self::#name(value) => formatter.debug_tuple(#text).field(value).finish(),)
            }
        }
    });
    let body = quote!(match self { #(#arms)* });
    Some(implementation(name, &body, scope))
}

fn implementation(name: &Ident, body: &TokenStream, scope: &mut Scope<'_>) -> TokenStream {
    let fmt = scope.external("std", "fmt");
    quote! {
        impl #fmt::Debug for #name {
            fn fmt(&self, formatter: &mut #fmt::Formatter<'_>) -> #fmt::Result { #body }
        }
    }
}
