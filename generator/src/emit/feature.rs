//! The condition under which an item is compiled.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc::DocPage;

/// Adds to the page of a module that it needs a feature.
pub fn noted(page: DocPage, feature: Option<&str>) -> DocPage {
    match feature {
        Some(name) => {
            page.ours(&format!("Needs the feature `{name}`, which is enabled by default."))
        }
        None => page,
    }
}

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
