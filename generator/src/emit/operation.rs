//! Operations: the method of a group that begins a request, the request that is being made, and the
//! table behind it.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::doc::{self, DocPage};
use super::lint::{self, Receiver};
use super::response;
use super::scope::{Scope, ident};
use super::snippet::{Member, Snippets};
use super::structure::option_setter_docs;
use super::ty;
use super::{method_docs, pagination, part, stream};
use crate::plan::{Body, BodyFormat, Inline, Operation, Output, Parameter, ResponseContent};
use crate::plan::{Method, ParameterLocation, PropertyEncoding, Status, Style};

/// The method of the group.
pub fn method(member: Member<'_>, snippets: &Snippets<'_>, scope: &mut Scope<'_>) -> TokenStream {
    let operation = member.1;
    let (name, request, table) =
        (ident(&operation.method_ident), ident(&operation.ident), ident(&operation.table_ident));
    let required: Vec<(usize, &Parameter)> = operation
        .parameters
        .iter()
        .enumerate()
        .filter(|(_, parameter)| parameter.required)
        .collect();
    let body = operation.body.as_ref().filter(|body| body.required);
    let mut arguments: Vec<TokenStream> = required
        .iter()
        .map(|(_, parameter)| ty::argument(&ident(&parameter.ident), &parameter.ty, scope))
        .collect();
    arguments.extend(body.map(|body| ty::argument(&ident(&body.ident), &body.argument(), scope)));
    let values = required.iter().map(|(index, parameter)| {
        let value = ty::value(&ident(&parameter.ident), &parameter.ty, scope);
        let index = Literal::usize_unsuffixed(*index);
        match &parameter.form {
            None => {
                let value = joined(parameter, value, scope);
                quote!(.with(#index, &#value))
            }
            Some(encodings) => {
                let encodings = properties(encodings, scope);
                quote!(.with_query_form(#index, &#value, #encodings))
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
            #request { call: self.core.call(&#table)#(#values)* #sent #read_mode #redirects #expects_xml }
        }
    }
}

/// `.redirects(&[302])`
fn redirects(operation: &Operation) -> Option<TokenStream> {
    let statuses: Vec<Literal> =
        operation.redirects.iter().map(|status| Literal::u16_unsuffixed(*status)).collect();
    (!statuses.is_empty()).then(|| quote!(.redirects(&[#(#statuses),*])))
}

/// The request that is being made.
pub fn request(member: Member<'_>, scope: &mut Scope<'_>) -> TokenStream {
    let operation = member.1;
    let (name, call) = (ident(&operation.ident), scope.runtime("Call"));
    let setters = setters(operation, scope);
    let methods = (!setters.is_empty()).then(|| quote!(impl #name { #(#setters)* }));
    let future = future(operation, scope);
    let table = table(operation, scope);
    let docs = method_docs::request(member, scope);
    quote! {
        #docs
        #[derive(Debug, Clone)]
        #[must_use = "a request does nothing until it is awaited"]
        pub struct #name { call: #call }

        #methods
        #future
        #table
    }
}

fn setters(operation: &Operation, scope: &mut Scope<'_>) -> Vec<TokenStream> {
    let optional =
        operation.parameters.iter().enumerate().filter(|(_, parameter)| !parameter.required);
    let mut setters: Vec<TokenStream> =
        optional.map(|(index, parameter)| parameter_setter(index, parameter, scope)).collect();
    setters.extend(
        operation.body.as_ref().filter(|body| !body.required).map(|body| body_setter(body, scope)),
    );
    let content_type =
        operation.body.as_ref().and_then(|body| Some((body, body.content_type_ident.as_ref()?)));
    setters.extend(content_type.map(|(body, name)| content_type_setter(body, name, scope)));
    setters.extend(
        operation.accept_setter.as_ref().map(|(name, others)| accept_setter(name, others, scope)),
    );
    if !operation.streams.is_empty() {
        let error = operation.error.as_ref().map(|error| scope.item(error));
        let headers = operation.headers.as_ref().map(|headers| scope.item(headers));
        let methods = operation.streams.iter();
        let methods =
            methods.map(|method| stream::method(method, headers.as_ref(), error.as_ref(), scope));
        setters.extend(methods.collect::<Vec<_>>());
    }
    if let Some(pages) = &operation.pagination {
        let response = response(operation, scope);
        let error = operation.error.as_ref().map(|error| scope.item(error));
        setters.push(pagination::methods(pages, &response, error.as_ref(), scope));
    }
    setters
}

/// `nested_lists(&value, &[','])`, if the value is a list of lists that are no JSON.
fn joined(parameter: &Parameter, value: TokenStream, scope: &mut Scope<'_>) -> TokenStream {
    if parameter.nested.is_empty() {
        return value;
    }
    let (function, delimiters) = (scope.runtime("nested_lists"), &parameter.nested);
    quote!(#function(&#value, &[#(#delimiters),*]))
}

fn parameter_setter(index: usize, parameter: &Parameter, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&parameter.ident);
    let (index, argument) =
        (Literal::usize_unsuffixed(index), ty::argument(&name, &parameter.ty, scope));
    let value = ty::value(&name, &parameter.ty, scope);
    let set = match &parameter.form {
        None => {
            let value = joined(parameter, value, scope);
            quote!(.set(#index, &#value))
        }
        Some(encodings) => {
            let encodings = properties(encodings, scope);
            quote!(.set_query_form(#index, &#value, #encodings))
        }
    };
    let docs = doc::attributes(&parameter.docs, scope);
    let of_option = option_setter(&index, parameter, scope);
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
fn option_setter(
    index: &Literal,
    parameter: &Parameter,
    scope: &mut Scope<'_>,
) -> Option<TokenStream> {
    let (name, of_option) = (ident(&parameter.ident), ident(parameter.option_ident.as_ref()?));
    let ty = ty::tokens(ty::unboxed(&parameter.ty).as_ref().unwrap_or(&parameter.ty), scope);
    let set = match &parameter.form {
        None if parameter.nested.is_empty() => quote!(.set(#index, &#name)),
        None => {
            let lists = joined(parameter, quote!(lists), scope);
            quote!(.set(#index, &#name.map(|lists| #lists)))
        }
        Some(encodings) => {
            let encodings = properties(encodings, scope);
            quote!(.set_query_form(#index, &#name, #encodings))
        }
    };
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

fn accept_setter(
    name: &crate::plan::Ident,
    media_types: &[String],
    scope: &Scope<'_>,
) -> TokenStream {
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

fn content_type_setter(body: &Body, name: &crate::plan::Ident, scope: &Scope<'_>) -> TokenStream {
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

/// `.json(&body.into())`
fn send_body(body: &Body, prefix: &str, scope: &mut Scope<'_>) -> TokenStream {
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

fn properties(encodings: &[PropertyEncoding], scope: &mut Scope<'_>) -> TokenStream {
    let encodings = encodings.iter().map(|encoding| property(encoding, scope));
    let encodings: Vec<TokenStream> = encodings.collect();
    quote!(&[#(#encodings),*])
}

/// `PropertyEncoding::new("tags").style(Style::Form, false)`
fn property(encoding: &PropertyEncoding, scope: &mut Scope<'_>) -> TokenStream {
    let (ty, name) = (scope.runtime("PropertyEncoding"), Literal::string(&encoding.name));
    let default = PropertyEncoding::of(encoding.name.clone());
    let content = encoding.content_type.is_some().then(|| quote!(.content()));
    let is_default = (encoding.style, encoding.explode) == (default.style, default.explode);
    let style = (!is_default && content.is_none()).then(|| {
        let (style, explode) = (style(encoding.style, scope), encoding.explode);
        quote!(.style(#style, #explode))
    });
    let reserved = encoding.allow_reserved.then(|| quote!(.allow_reserved()));
    quote!(#ty::new(#name)#content #style #reserved)
}

fn style(style: Style, scope: &mut Scope<'_>) -> TokenStream {
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

fn future(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&operation.ident);
    let (request, raw) = (scope.runtime("Request"), scope.runtime("RawResponse"));
    scope.runtime("request");
    let (response, body) = (response(operation, scope), error_body(operation, scope));
    let error = scope.runtime("Error");
    let stub_response = stub_response(operation, scope);
    let decode = match stream::of_output(operation) {
        Some(stream) => {
            let decode = stream::decode(stream);
            quote!(response.#decode())
        }
        None => {
            let arms = arms(&operation.output, scope);
            let otherwise = otherwise(&operation.output, scope);
            quote!(match response.status() { #(#arms)* _ => #otherwise, })
        }
    };
    quote! {
        impl #request for #name {
            type Response = #response;
            type ErrorBody = #body;

            #[inline]
            fn decode(response: #raw) -> Result<Self::Response, #error<Self::ErrorBody>> { #decode }
        }

        request!(#name);
        #stub_response
    }
}

/// `stub_response!(GetCustomer, GET_CUSTOMER, 200, json);`
fn stub_response(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let (name, table) = (ident(&operation.ident), ident(&operation.table_ident));
    scope.runtime("stub_response");
    let Output::One(success) = &operation.output else {
        return quote!(stub_response!(#name, #table););
    };
    let status = Literal::u16_unsuffixed(response::chosen(success.status, &[], response::SUCCESS));
    let format = response::format(&success.content).map(|format| {
        let root = response::root_ident(&success.content).map(|root| quote!(::#root));
        quote!(, #format #root)
    });
    quote!(stub_response!(#name, #table, #status #format);)
}

fn response(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let response = scope.runtime("Response");
    if let Some(stream) = stream::of_output(operation) {
        let error = operation.error.as_ref().map(|error| scope.item(error));
        let headers = operation.headers.as_ref().map(|headers| scope.item(headers));
        return stream::response(stream, headers.as_ref(), error.as_ref(), scope);
    }
    let body = match &operation.output {
        Output::One(success) => ty::content(&success.content, scope).unwrap_or_else(|| quote!(())),
        Output::Several { ident, .. } => scope.item(ident),
    };
    match &operation.headers {
        Some(headers) => {
            let headers = scope.item(headers);
            quote!(#response<#body, #headers>)
        }
        None => quote!(#response<#body>),
    }
}

/// The documented errors of an operation.
fn error_body(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    match &operation.error {
        Some(body) => scope.item(body),
        None => scope.runtime("RawError"),
    }
}

/// `200 => response.json(),`
fn arms(output: &Output, scope: &mut Scope<'_>) -> Vec<TokenStream> {
    let (item, successes) = match output {
        Output::One(success) => (None, vec![(None, success)]),
        Output::Several { ident: item, responses } => {
            let successes = response::by_status(responses, |(_, success)| success.status);
            let successes =
                successes.into_iter().map(|(variant, success)| (Some(ident(variant)), success));
            (Some(scope.item(item)), successes.collect())
        }
    };
    let statuses: Vec<Status> = successes.iter().map(|(_, success)| success.status).collect();
    let for_others = for_others(output);
    let arms = successes.into_iter().filter_map(|(variant, success)| {
        let pattern = match success.status {
            status if for_others == Some(status) => {
                let others: Vec<Status> =
                    statuses.iter().filter(|other| **other != status).copied().collect();
                response::pattern(Status::Range(2), &others)
            }
            // The success for all other statuses is a success only where the status is one.
            Status::Default if statuses.contains(&Status::Range(2)) => None,
            Status::Default => response::pattern(Status::Range(2), &statuses),
            status => response::pattern(status, &statuses),
        }?;
        let method = method_name(&success.content, variant.is_some());
        let wrap = variant.map(|variant| quote!(#item::#variant));
        let root = response::root(&success.content, scope).map(|root| quote!(#root,));
        Some(quote!(#pattern => response.#method(#root #wrap),))
    });
    arms.collect()
}

/// The success that successes of all other statuses are: the only one, or the first if none has a
/// body. `None` if there is one for them, or it depends on the body.
fn for_others(output: &Output) -> Option<Status> {
    let statuses: Vec<Status> = output.responses().map(|response| response.status).collect();
    let has_others = statuses.contains(&Status::Range(2)) || statuses.contains(&Status::Default);
    let first = statuses.into_iter().find(|status| status.is_success())?;
    (!has_others && !output.has_undocumented()).then_some(first)
}

/// What becomes of a status that has no arm.
fn otherwise(output: &Output, scope: &mut Scope<'_>) -> TokenStream {
    let Output::Several { ident: item, responses } = output else {
        return quote!(response.error());
    };
    if !output.has_undocumented() {
        return quote!(response.error());
    }
    let item = scope.item(item);
    let mut successes: Vec<_> =
        responses.iter().filter(|(_, response)| response.status.is_success()).collect();
    successes.sort_by_key(|(_, response)| match response.content {
        ResponseContent::Empty => 0,
        ResponseContent::Json(_) | ResponseContent::Xml(..) | ResponseContent::JsonOrXml(..) => 1,
        ResponseContent::Text | ResponseContent::Stream(_) => 2,
        ResponseContent::Bytes => 3,
    });
    let tried = successes.into_iter().map(|(variant, success)| {
        let (method, variant) = (method_name(&success.content, false), ident(variant));
        match response::root(&success.content, scope) {
            Some(root) => {
                let parse = format_ident!("parse_{method}");
                quote!(.or(|response| response.#parse(#root).map(#item::#variant)))
            }
            None => quote!(.#method(#item::#variant)),
        }
    });
    quote!(response.undocumented()#(#tried)*.end())
}

fn method_name(content: &ResponseContent, as_variant: bool) -> Ident {
    let name = match content {
        ResponseContent::Empty => "empty",
        ResponseContent::Json(_) => "json",
        ResponseContent::Xml(..) => "xml",
        ResponseContent::JsonOrXml(..) => "json_or_xml",
        ResponseContent::Text | ResponseContent::Stream(_) => "text",
        ResponseContent::Bytes => "bytes",
    };
    if as_variant { format_ident!("{name}_as") } else { format_ident!("{name}") }
}

fn table(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let (name, ty) = (ident(&operation.table_ident), scope.runtime("Operation"));
    let (id, accept) = (Literal::string(&operation.id), Literal::string(&operation.accept));
    let method = method_variant(&operation.http_method, scope);
    let path = Literal::string(&operation.template);
    let server = match operation.server.as_ref().map(|server| Literal::string(server)) {
        Some(server) => quote!(Some(#server)),
        None => quote!(None),
    };
    let parameters: Vec<TokenStream> =
        operation.parameters.iter().map(|parameter| table_parameter(parameter, scope)).collect();
    let security = operation.security.iter().map(|schemes| {
        let schemes = schemes.iter().map(|scheme| Literal::string(scheme));
        quote!(&[#(#schemes),*])
    });
    let body = match &operation.body {
        Some(body) => {
            let content_type = Literal::string(&body.content_type);
            quote!(Some(#content_type))
        }
        None => quote!(None),
    };
    let pagination = pagination::table(operation.pagination.as_ref(), scope);
    quote! {
        static #name: #ty = #ty {
            id: #id,
            method: #method,
            path: #path,
            server: #server,
            parameters: &[#(#parameters),*],
            security: &[#(#security),*],
            accept: #accept,
            body: #body,
            pagination: #pagination,
        };
    }
}

fn method_variant(method: &Method, scope: &mut Scope<'_>) -> TokenStream {
    let ty = scope.runtime("Method");
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
            return quote!(#ty::Other(#method));
        }
    };
    let variant = format_ident!("{variant}");
    quote!(#ty::#variant)
}

/// A parameter in the table of an operation. The defaults of its location are left out.
fn table_parameter(parameter: &Parameter, scope: &mut Scope<'_>) -> TokenStream {
    let (ty, name) = (scope.runtime("Parameter"), Literal::string(&parameter.name));
    let constructor = match parameter.location {
        ParameterLocation::Path => format_ident!("path"),
        ParameterLocation::Query => format_ident!("query"),
        ParameterLocation::Header => format_ident!("header"),
        ParameterLocation::Cookie => format_ident!("cookie"),
    };
    if parameter.form.is_some() {
        return quote!(#ty::query_string(#name));
    }
    if parameter.is_whole_query {
        let json = parameter.style.is_none().then(|| quote!(.json()));
        return quote!(#ty::whole_query(#name)#json);
    }
    let style_of_location = parameter.location.default_style();
    let default = (style_of_location, style_of_location.explodes_by_default());
    let Some(written) = parameter.style else { return quote!(#ty::#constructor(#name).json()) };
    let reserved = written.allow_reserved.then(|| quote!(.allow_reserved()));
    let empty = written.allow_empty.then(|| quote!(.allow_empty()));
    let styled = ((written.style, written.explode) != default).then(|| {
        let (style, explode) = (style(written.style, scope), written.explode);
        quote!(.style(#style, #explode))
    });
    quote!(#ty::#constructor(#name)#styled #reserved #empty)
}
