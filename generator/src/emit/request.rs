//! Requests: the table of an operation, which the macro `request!` expands, and what has no row in
//! it.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::argument::{location, style};
use super::doc;
use super::scope::{Scope, ident};
use super::snippet::Member;
use super::ty;
use super::{decode, method_docs, pagination, setter, stream};
use crate::plan::{Method, Operation, Parameter, RustType};

/// The request that is being made.
pub fn request(member: Member<'_>, scope: &mut Scope<'_>) -> TokenStream {
    let operation = member.1;
    let name = ident(&operation.ident);
    scope.runtime("request");
    scope.runtime("stub_response");
    let docs = method_docs::request(member);
    let method = method(&operation.http_method);
    let (path, id) = (Literal::string(&operation.template), Literal::string(&operation.id));
    let parameters: Vec<TokenStream> =
        operation.parameters.iter().map(|parameter| row(parameter, scope)).collect();
    let details = details(operation, scope);
    let result = decode::rows(operation, scope);
    let methods = methods(operation, scope);
    let methods = (!methods.is_empty()).then(|| quote!(impl #name { #(#methods)* }));
    let written = result.is_none().then(|| decode::written(operation, scope));
    quote! {
        request! {
            #docs
            pub struct #name = #method #path as #id {
                #(#parameters)*
                #details
                #result
            }
        }

        #methods
        #written
    }
}

/// `Get`
fn method(method: &Method) -> TokenStream {
    let variant = match method {
        Method::Get => "Get",
        Method::Put => "Put",
        Method::Post => "Post",
        Method::Delete => "Delete",
        Method::Options => "Options",
        Method::Head => "Head",
        Method::Patch => "Patch",
        Method::Trace => "Trace",
        Method::Query => "Query",
        Method::Other(method) => {
            let method = Literal::string(method);
            return quote!(Other(#method));
        }
    };
    let variant = format_ident!("{variant}");
    quote!(#variant)
}

/// The rows of all that is not the default.
fn details(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let text = |text: &String| Literal::string(text);
    let server = operation.server.as_ref().map(text).map(|server| quote!(server: #server,));
    let body = operation.body.as_ref().map(|body| text(&body.content_type));
    let body = body.map(|media_type| quote!(body: #media_type,));
    let security = operation.security.iter().map(|schemes| {
        let schemes = schemes.iter().map(text);
        quote!([#(#schemes),*])
    });
    let security: Vec<TokenStream> = security.collect();
    let security = (!security.is_empty()).then(|| quote!(security: [#(#security),*],));
    let accept = (operation.accept != "application/json").then(|| {
        let accept = text(&operation.accept);
        quote!(accept: #accept,)
    });
    let paged = operation.pagination.as_ref().map(|pages| {
        let pagination = pagination::description(pages, scope);
        quote!(paged: #pagination,)
    });
    quote!(#server #body #security #accept #paged)
}

/// `pub fn limit(i64) or set_limit in query("limit"),`
fn row(parameter: &Parameter, scope: &mut Scope<'_>) -> TokenStream {
    let in_request = in_request(parameter, scope);
    let argument = (!parameter.required).then(|| argument(parameter, scope)).flatten();
    let Some(argument) = argument else { return quote!(in #in_request,) };
    let name = ident(&parameter.ident);
    let (docs, deprecated) =
        (doc::row_attributes(&parameter.docs, scope), doc::deprecation(&parameter.docs));
    let option = parameter.option_ident.as_ref().map(|option| {
        let option = ident(option);
        quote!(or #deprecated #option)
    });
    quote! {
        #docs
        #deprecated
        pub fn #name(#argument) #option in #in_request,
    }
}

/// What the setter of a parameter takes; `None` if the table has no word for it.
fn argument(parameter: &Parameter, scope: &mut Scope<'_>) -> Option<TokenStream> {
    if parameter.form.is_some() || !parameter.nested.is_empty() {
        return None;
    }
    let into = |ty: &RustType, scope: &Scope<'_>| (!scope.is_copied(ty)).then(|| quote!(into));
    match &parameter.ty {
        RustType::Map(_) => None,
        ty if ty::unboxed(ty).is_some() => None,
        RustType::Vec(inner) => {
            let (into, inner) = (into(inner, scope), ty::tokens(inner, scope));
            Some(quote!(list #into #inner))
        }
        ty => {
            let (into, ty) = (into(ty, scope), ty::tokens(ty, scope));
            Some(quote!(#into #ty))
        }
    }
}

/// `query("limit")`, without the defaults of its location.
fn in_request(parameter: &Parameter, scope: &mut Scope<'_>) -> TokenStream {
    let (constructor, name) = (location(parameter), Literal::string(&parameter.name));
    if parameter.form.is_some() {
        return quote!(query_string(#name));
    }
    if parameter.is_whole_query {
        let json = parameter.style.is_none().then(|| quote!(.json()));
        return quote!(#constructor(#name)#json);
    }
    let style_of_location = parameter.location.default_style();
    let default = (style_of_location, style_of_location.explodes_by_default());
    let Some(written) = parameter.style else { return quote!(#constructor(#name).json()) };
    let reserved = written.allow_reserved.then(|| quote!(.allow_reserved()));
    let empty = written.allow_empty.then(|| quote!(.allow_empty()));
    let styled = ((written.style, written.explode) != default).then(|| {
        let (style, explode) = (style(written.style, scope), written.explode);
        quote!(.style(#style, #explode))
    });
    quote!(#constructor(#name)#styled #reserved #empty)
}

/// The methods that have no row.
fn methods(operation: &Operation, scope: &mut Scope<'_>) -> Vec<TokenStream> {
    let optional = operation.parameters.iter().filter(|parameter| !parameter.required);
    let mut methods: Vec<TokenStream> = Vec::new();
    for parameter in optional {
        if argument(parameter, scope).is_none() {
            methods.push(setter::of_parameter(parameter, scope));
        }
    }
    methods.extend(setter::of_body(operation, scope));
    if !operation.streams.is_empty() {
        let error = operation.error.as_ref().map(|error| scope.item(error));
        let headers = operation.headers.as_ref().map(|headers| scope.item(headers));
        for method in &operation.streams {
            methods.push(stream::method(method, headers.as_ref(), error.as_ref(), scope));
        }
    }
    if let Some(pages) = &operation.pagination
        && !pagination::has_row(pages)
    {
        let response = decode::response_type(operation, scope);
        let error = operation.error.as_ref().map(|error| scope.item(error));
        methods.push(pagination::methods(pages, &response, error.as_ref(), scope));
    }
    methods
}
