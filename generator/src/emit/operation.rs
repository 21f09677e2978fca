//! Operations: the method of a group that begins a request.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::argument::{joined, location, properties, send_body};
use super::doc;
use super::lint::{self, Receiver};
use super::scope::{Scope, ident};
use super::snippet::{Member, Snippets};
use super::ty;
use super::{method_docs, stream};
use crate::plan::{Operation, Parameter};

/// The method of the group.
pub fn method(member: Member<'_>, snippets: &Snippets<'_>, scope: &mut Scope<'_>) -> TokenStream {
    let operation = member.1;
    let (name, request) = (ident(&operation.method_ident), ident(&operation.ident));
    let required: Vec<&Parameter> =
        operation.parameters.iter().filter(|parameter| parameter.required).collect();
    let body = operation.body.as_ref().filter(|body| body.required);
    let mut arguments: Vec<TokenStream> = required
        .iter()
        .map(|parameter| ty::argument(&ident(&parameter.ident), &parameter.ty, scope))
        .collect();
    arguments.extend(body.map(|body| ty::argument(&ident(&body.ident), &body.argument(), scope)));
    let values = required.iter().map(|parameter| {
        let value = ty::value(&ident(&parameter.ident), &parameter.ty, scope);
        let name = Literal::string(&parameter.name);
        match &parameter.form {
            None => {
                let (location, value) = (location(parameter), joined(parameter, value, scope));
                quote!(.#location(#name, &#value))
            }
            Some(encodings) => {
                let encodings = properties(encodings, scope);
                quote!(.query_form(#name, &#value, #encodings))
            }
        }
    });
    let values: Vec<TokenStream> = values.collect();
    let sent = body.map(|body| send_body(body, "", scope));
    let read_mode = stream::of_output(operation).map(|stream| stream::read_mode(stream, scope));
    let redirects = redirects(operation);
    let expects_xml = operation.output.is_only_xml().then(|| quote!(.expects_xml()));
    let docs = method_docs::attributes(member, snippets, scope);
    let deprecated = doc::deprecation(&operation.docs);
    let (many, constructor) = (lint::many_arguments(arguments.len() + 1), lint::constructor(&name));
    let standard = lint::standard_method(&name, Receiver::Reference, arguments.len());
    quote! {
        #docs
        #deprecated
        #many
        #constructor
        #standard
        pub fn #name(&self, #(#arguments),*) -> #request {
            #request { call: self.core.call(#request::OPERATION)#(#values)* #sent #read_mode #redirects #expects_xml }
        }
    }
}

/// `.redirects(&[302])`
fn redirects(operation: &Operation) -> Option<TokenStream> {
    let statuses: Vec<Literal> =
        operation.redirects.iter().map(|status| Literal::u16_unsuffixed(*status)).collect();
    (!statuses.is_empty()).then(|| quote!(.redirects(&[#(#statuses),*])))
}
