//! The encodings of the parts of a multipart form.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::scope::Scope;
use crate::plan::{HeaderValue, Ident, PropertyEncoding, Style};

/// `PartEncoding::new("photo").content_type("image/png")`, for each property that has an encoding.
pub fn encodings(
    properties: &[PropertyEncoding],
    roots: &BTreeMap<String, Ident>,
    scope: &mut Scope<'_>,
) -> Vec<TokenStream> {
    let mut encodings = Vec::new();
    for property in properties {
        let content_type = property.content_type.as_ref().map(|content_type| {
            let content_type = Literal::string(content_type);
            quote!(.content_type(#content_type))
        });
        let style = property.is_styled.then(|| style(property, scope));
        let headers = (!property.headers.is_empty()).then(|| headers(property));
        let setters: TokenStream = match style {
            Some(style) => style,
            None => {
                let written = roots.get(&property.name).map(|root| written(root, scope));
                content_type.into_iter().chain(written).chain(headers).collect()
            }
        };
        if !setters.is_empty() {
            let (ty, name) = (scope.runtime("PartEncoding"), Literal::string(&property.name));
            encodings.push(quote!(#ty::new(#name)#setters));
        }
        encodings.extend(header_properties(property, scope));
    }
    encodings
}

/// `.written(|part| xml_part(part, &xml_schemas::META_ELEMENT))`
fn written(root: &Ident, scope: &mut Scope<'_>) -> TokenStream {
    let (write, root) = (scope.runtime("xml_part"), scope.xml(root));
    quote!(.written(|part| #write(part, &#root)))
}

fn style(property: &PropertyEncoding, scope: &mut Scope<'_>) -> TokenStream {
    scope.runtime("part_encoding");
    let function = format_ident!(
        "{}",
        match (property.style, property.explode) {
            (Style::DeepObject, _) => "deep_object",
            (Style::DeepBrackets, _) => "deep_brackets",
            (_, true) => "exploded",
            (Style::SpaceDelimited, false) => "with_spaces",
            (Style::PipeDelimited, false) => "with_pipes",
            (Style::TabDelimited, false) => "with_tabs",
            (_, false) => "with_commas",
        }
    );
    quote!(.style(part_encoding::#function))
}

/// `.header("X-Kind", "original").property_header("X-Id", "file header X-Id")`
fn headers(property: &PropertyEncoding) -> TokenStream {
    let headers = property.headers.iter().map(|(name, value)| {
        let name = Literal::string(name);
        let (method, value) = match value {
            HeaderValue::Constant(text) => ("header", Literal::string(text)),
            HeaderValue::Property(property) => ("property_header", Literal::string(property)),
        };
        let method = format_ident!("{method}");
        quote!(.#method(#name, #value))
    });
    headers.collect()
}

/// The properties with the values of headers are no parts.
fn header_properties(property: &PropertyEncoding, scope: &mut Scope<'_>) -> Vec<TokenStream> {
    let mut encodings = Vec::new();
    for (_, value) in &property.headers {
        if let HeaderValue::Property(name) = value {
            scope.runtime("part_encoding");
            let (ty, name) = (scope.runtime("PartEncoding"), Literal::string(name));
            encodings.push(quote!(#ty::new(#name).style(part_encoding::no_part)));
        }
    }
    encodings
}
