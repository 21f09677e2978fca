//! Arguments of an operation: how they are set on its call.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::part;
use super::scope::{Scope, ident};
use super::ty;
use crate::plan::{Body, BodyFormat, Parameter, ParameterLocation, PropertyEncoding, Style};

/// The constructor of a parameter, and the method of a call that sets it.
pub fn location(parameter: &Parameter) -> Ident {
    format_ident!(
        "{}",
        match parameter.location {
            _ if parameter.is_whole_query => "whole_query",
            ParameterLocation::Path => "path",
            ParameterLocation::Query => "query",
            ParameterLocation::Header => "header",
            ParameterLocation::Cookie => "cookie",
        }
    )
}

/// `nested_lists(&value, &[','])`, if the value is a list of lists that are no JSON.
pub fn joined(parameter: &Parameter, value: TokenStream, scope: &mut Scope<'_>) -> TokenStream {
    if parameter.nested.is_empty() {
        return value;
    }
    let (function, delimiters) = (scope.runtime("nested_lists"), &parameter.nested);
    quote!(#function(&#value, &[#(#delimiters),*]))
}

/// `.json(&body.into())`
pub fn send_body(body: &Body, prefix: &str, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&body.ident);
    let value = ty::value(&name, &body.ty, scope);
    let method = |name: &str| format_ident!("{prefix}{name}");
    let (method, encodings): (Ident, Vec<TokenStream>) = match &body.format {
        BodyFormat::Json => {
            let json = method("json");
            return quote!(.#json(&#value));
        }
        BodyFormat::Xml(root) => {
            let (xml, root) = (method("xml"), scope.xml(root));
            return quote!(.#xml(&#value, &#root));
        }
        BodyFormat::JsonLines => {
            let lines = method("json_lines");
            return quote!(.#lines(&#value));
        }
        BodyFormat::TextLines => {
            let lines = method("text_lines");
            return quote!(.#lines(&#value));
        }
        BodyFormat::Text => {
            let text = method("text");
            return quote!(.#text(#name));
        }
        BodyFormat::Bytes => {
            let body = method("body");
            return quote!(.#body(#name));
        }
        BodyFormat::Form(encodings) => {
            let encodings = encodings.iter().map(|encoding| property(encoding, scope));
            (method("form"), encodings.collect())
        }
        BodyFormat::Multipart(encodings, roots) => {
            (method("multipart"), part::encodings(encodings, roots, scope))
        }
    };
    quote!(.#method(&#value, &[#(#encodings),*]))
}

/// `&[PropertyEncoding::new("tags")]`
pub fn properties(encodings: &[PropertyEncoding], scope: &mut Scope<'_>) -> TokenStream {
    let encodings = encodings.iter().map(|encoding| property(encoding, scope));
    let encodings: Vec<TokenStream> = encodings.collect();
    quote!(&[#(#encodings),*])
}

/// `PropertyEncoding::new("tags").style(Style::Form, false)`
fn property(encoding: &PropertyEncoding, scope: &mut Scope<'_>) -> TokenStream {
    let (ty, name) = (scope.runtime("PropertyEncoding"), Literal::string(&encoding.name));
    let default = PropertyEncoding::of(encoding.name.clone());
    let content = encoding.content_type.as_ref().map(|_| match encoding.is_json() {
        true => quote!(.json()),
        false => quote!(.content()),
    });
    let is_default = (encoding.style, encoding.explode) == (default.style, default.explode);
    let style = (!is_default && content.is_none()).then(|| {
        let (style, explode) = (style(encoding.style, scope), encoding.explode);
        quote!(.style(#style, #explode))
    });
    let reserved = encoding.allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(#ty::new(#name)#content #style #reserved)
}

/// `Style::Form`
pub fn style(style: Style, scope: &mut Scope<'_>) -> TokenStream {
    let ty = scope.runtime("Style");
    let variant = format_ident!(
        "{}",
        match style {
            Style::Matrix => "Matrix",
            Style::Label => "Label",
            Style::Form => "Form",
            Style::Simple => "Simple",
            Style::SpaceDelimited => "SpaceDelimited",
            Style::PipeDelimited => "PipeDelimited",
            Style::TabDelimited => "TabDelimited",
            Style::DeepObject => "DeepObject",
            Style::DeepBrackets => "DeepBrackets",
            Style::Cookie => "Cookie",
        }
    );
    quote!(#ty::#variant)
}

/// `.set(Parameter::query("limit"), &value)`
pub fn set(parameter: &Parameter, value: &TokenStream, scope: &mut Scope<'_>) -> TokenStream {
    let name = Literal::string(&parameter.name);
    if let Some(encodings) = &parameter.form {
        let encodings = properties(encodings, scope);
        return quote!(.set_query_form(#name, &#value, #encodings));
    }
    let (ty, location) = (scope.runtime("Parameter"), location(parameter));
    quote!(.set(#ty::#location(#name), &#value))
}
