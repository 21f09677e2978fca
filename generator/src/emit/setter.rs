//! Setters of a request that have no row in its table: those of bodies and media types, and of
//! parameters that need more than a conversion.

use proc_macro2::TokenStream;
use quote::quote;

use super::argument::{joined, send_body, set};
use super::doc::{self, DocPage};
use super::lint::{self, Receiver};
use super::scope::{Scope, ident};
use super::structure::option_setter_docs;
use super::ty;
use crate::plan::{Body, Ident, Inline, Operation, Parameter};

/// The setters of a body and of media types.
pub fn of_body(operation: &Operation, scope: &mut Scope<'_>) -> Vec<TokenStream> {
    let mut setters = Vec::new();
    if let Some(body) = &operation.body {
        setters.extend((!body.required).then(|| body_setter(body, scope)));
        let name = body.content_type_ident.as_ref();
        setters.extend(name.map(|name| content_type_setter(body, name, scope)));
    }
    let accept = operation.accept_setter.as_ref();
    setters.extend(accept.map(|(name, others)| accept_setter(name, others, scope)));
    setters
}

/// The setters of an optional parameter.
pub fn of_parameter(parameter: &Parameter, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&parameter.ident);
    let argument = ty::argument(&name, &parameter.ty, scope);
    let value = joined(parameter, ty::value(&name, &parameter.ty, scope), scope);
    let set = set(parameter, &value, scope);
    let docs = doc::attributes(&parameter.docs, scope);
    let of_option = option_setter(parameter, scope);
    let (deprecated, expect) =
        (doc::deprecation(&parameter.docs), lint::standard_method(&name, Receiver::Value, 1));
    quote! {
        #docs
        #deprecated
        #expect
        pub fn #name(mut self, #argument) -> Self { self.call #set; self }
        #of_option
    }
}

/// The setter of a parameter that takes an `Option`: nothing is sent for `null`.
fn option_setter(parameter: &Parameter, scope: &mut Scope<'_>) -> Option<TokenStream> {
    let (name, of_option) = (ident(&parameter.ident), ident(parameter.option_ident.as_ref()?));
    let ty = ty::tokens(ty::unboxed(&parameter.ty).as_ref().unwrap_or(&parameter.ty), scope);
    let value = if parameter.nested.is_empty() {
        quote!(#name)
    } else {
        let lists = joined(parameter, quote!(lists), scope);
        quote!(#name.map(|lists| #lists))
    };
    let set = set(parameter, &value, scope);
    let (docs, deprecated) =
        (option_setter_docs(&parameter.ident), doc::deprecation(&parameter.docs));
    Some(quote! {
        #docs
        #deprecated
        pub fn #of_option(mut self, #name: Option<#ty>) -> Self { self.call #set; self }
    })
}

fn body_setter(body: &Body, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&body.ident);
    let (argument, set) =
        (ty::argument(&name, &body.argument(), scope), send_body(body, "set_", scope));
    let docs = doc::attributes(&body.docs, scope);
    let deprecated = doc::deprecation(&body.docs);
    let of_option = body.option_ident.as_ref().map(|of_option| {
        let (docs, of_option) = (option_setter_docs(&body.ident), ident(of_option));
        let ty = body.argument();
        let ty = ty::tokens(ty::unboxed(&ty).as_ref().unwrap_or(&ty), scope);
        quote! {
            #docs
            #deprecated
            pub fn #of_option(mut self, #name: Option<#ty>) -> Self {
                self.call.clear_body();
                match #name {
                    Some(#name) => self.#name(#name),
                    None => self,
                }
            }
        }
    });
    quote! {
        #docs
        #deprecated
        pub fn #name(mut self, #argument) -> Self { self.call #set; self }
        #of_option
    }
}

/// `a`, `b`
fn list(media_types: &[String]) -> Vec<Inline> {
    let names: Vec<Vec<Inline>> =
        media_types.iter().map(|name| vec![Inline::Code(name.clone())]).collect();
    names.join(&Inline::Text(", "))
}

fn accept_setter(name: &Ident, media_types: &[String], scope: &Scope<'_>) -> TokenStream {
    let name = ident(name);
    let start = vec![Inline::Text("Asks for a response of another media type: ")];
    let line = [start, list(media_types), vec![Inline::Text(".")]].concat();
    let docs = DocPage::default().line(&line, scope).outer();
    quote! {
        #docs
        pub fn #name(mut self, #name: impl AsRef<str>) -> Self {
            self.call.set_header("accept", #name.as_ref());
            self
        }
    }
}

fn content_type_setter(body: &Body, name: &Ident, scope: &Scope<'_>) -> TokenStream {
    let name = ident(name);
    let others = match body.content_types.as_slice() {
        [] => vec![Inline::Code("image/png".to_owned())],
        others => list(others),
    };
    let start = vec![Inline::Text("Sets the media type of the body, such as ")];
    let end = vec![
        Inline::Text(". Default: "),
        Inline::Code(body.content_type.clone()),
        Inline::Text("."),
    ];
    let line = [start, others, end].concat();
    let docs = DocPage::default().line(&line, scope).outer();
    quote! {
        #docs
        pub fn #name(mut self, #name: impl Into<String>) -> Self { self.call = self.call.content_type(#name); self }
    }
}
