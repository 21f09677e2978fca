//! Other names for types, and types around one other.

use proc_macro2::TokenStream;
use quote::quote;

use super::derive;
use super::doc;
use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{Item, RustType};

/// `pub type X = T;`
pub fn tokens(item: &Item, target: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    let (name, target) = (ident(&item.ident), ty::tokens(target, scope));
    let docs = doc::attributes(&item.docs, scope);
    quote!(#docs pub type #name = #target;)
}

/// `pub struct X(pub T);`
pub fn newtype(item: &Item, inner: &RustType, scope: &mut Scope<'_>) -> TokenStream {
    let (name, inner) = (ident(&item.ident), ty::tokens(inner, scope));
    let (serialize, serializer) =
        (scope.external("serde", "Serialize"), scope.external("serde", "Serializer"));
    let (deserialize, deserializer) =
        (scope.external("serde", "Deserialize"), scope.external("serde", "Deserializer"));
    let (docs, derive) = (doc::attributes(&item.docs, scope), derive::attribute(item));
    quote! {
        #docs
        #derive
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name(pub #inner);

        impl From<#inner> for #name { fn from(value: #inner) -> Self { Self(value) } }

        impl #serialize for #name {
            fn serialize<S: #serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> { self.0.serialize(serializer) }
        }

        impl<'de> #deserialize<'de> for #name {
            fn deserialize<D: #deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                #deserialize::deserialize(deserializer).map(Self)
            }
        }
    }
}
