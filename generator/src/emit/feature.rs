//! The condition under which an item is compiled.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// `#[cfg(feature = "…")]`
pub fn feature(name: Option<&str>) -> TokenStream {
    match name {
        Some(name) => {
            let name = Literal::string(name);
            quote!(#[cfg(feature = #name)])
        }
        None => TokenStream::new(),
    }
}
