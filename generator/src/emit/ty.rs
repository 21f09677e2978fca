//! Types, and the arguments that take their values.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::other_type;
use super::scope::Scope;
use crate::plan::{ResponseContent, RustType};

/// A type as it is written in a file.
pub fn tokens(ty: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    match ty {
        RustType::Item(item) => scope.item(item),
        RustType::Unit => quote!(()),
        RustType::Bool => quote!(bool),
        RustType::Integer(name) => {
            let name = format_ident!("{name}");
            quote!(#name)
        }
        RustType::F64 => quote!(f64),
        RustType::String => quote!(String),
        RustType::Json => scope.runtime("Json"),
        RustType::Body => scope.runtime("Body"),
        RustType::Base64 => scope.runtime("Base64"),
        RustType::Base64Url => scope.runtime("Base64Url"),
        RustType::Base16 => scope.runtime("Base16"),
        RustType::File => scope.runtime("File"),
        RustType::Other(other) => other_type::tokens(other, scope),
        RustType::Vec(inner) => {
            let inner = tokens(inner, scope);
            quote!(Vec<#inner>)
        }
        RustType::Map(inner) => map(inner, scope),
        RustType::Option(inner) => {
            let inner = tokens(inner, scope);
            quote!(Option<#inner>)
        }
        RustType::Boxed(inner) => {
            let inner = tokens(inner, scope);
            quote!(Box<#inner>)
        }
        RustType::JsonString(inner) => {
            let (name, inner) = (scope.runtime("JsonString"), tokens(inner, scope));
            quote!(#name<#inner>)
        }
    }
}

/// `BTreeMap<String, T>`
pub fn map(values: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    let map = scope.external("std::collections", "BTreeMap");
    let values = tokens(values, scope);
    quote!(#map<String, #values>)
}

/// The type of a response's body; `None` if there is none.
pub fn content(content: &ResponseContent, scope: &mut Scope<'_>) -> Option<TokenStream> {
    match content {
        ResponseContent::Empty => None,
        ResponseContent::Json(ty)
        | ResponseContent::Xml(ty, _)
        | ResponseContent::JsonOrXml(ty, _) => Some(tokens(ty, scope)),
        // A stream is an output of its own: among others, and as an error, a body is read to its
        // end.
        ResponseContent::Text | ResponseContent::Stream(_) => Some(quote!(String)),
        ResponseContent::Bytes => Some(scope.runtime("Bytes")),
    }
}

/// An argument of a function: small values as they are, lists and maps as anything with such
/// elements, others as anything that becomes them.
pub fn argument(name: &Ident, ty: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    let ty = argument_type(ty, scope);
    quote!(#name: #ty)
}

/// The type of an [`argument`].
pub fn argument_type(ty: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    match unboxed(ty).as_ref().unwrap_or(ty) {
        RustType::Vec(inner) => {
            let element = accepted(inner, scope);
            quote!(impl IntoIterator<Item = #element>)
        }
        RustType::Map(inner) => {
            let element = accepted(inner, scope);
            quote!(impl IntoIterator<Item = (impl Into<String>, #element)>)
        }
        bare => accepted(bare, scope),
    }
}

fn accepted(ty: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    let bare = tokens(ty, scope);
    if scope.is_copied(ty) { bare } else { quote!(impl Into<#bare>) }
}

/// The value that an [`argument`] gives.
pub fn value(name: &Ident, ty: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    match ty {
        _ if scope.is_copied(ty) => quote!(#name),
        RustType::Boxed(_) => quote!(Box::new(#name.into())),
        RustType::Option(inner) if matches!(inner.as_ref(), RustType::Boxed(_)) => {
            quote!(#name.into().map(Box::new))
        }
        RustType::Vec(inner) => {
            let (list, into) =
                (tokens(ty, scope), (!scope.is_copied(inner)).then(|| quote!(.map(Into::into))));
            quote!(#name.into_iter()#into.collect::<#list>())
        }
        RustType::Map(inner) => {
            let (map, into) =
                (tokens(ty, scope), (!scope.is_copied(inner)).then(|| quote!(.into())));
            quote!(#name.into_iter().map(|(key, value)| (key.into(), value #into)).collect::<#map>())
        }
        _ => quote!(#name.into()),
    }
}

/// The type without the box that it needs in a struct; `None` if there is no box.
pub fn unboxed(ty: &RustType) -> Option<RustType> {
    match ty {
        RustType::Boxed(inner) => Some(inner.as_ref().clone()),
        RustType::Option(inner) => unboxed(inner).map(|inner| RustType::Option(Box::new(inner))),
        _ => None,
    }
}
