//! How the response of an operation is read.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::scope::{Scope, ident};
use super::ty;
use super::{pagination, response, stream};
use crate::plan::{Operation, Output, Response, ResponseContent, Status};

/// The type of a successful response.
pub fn response_type(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
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

/// The rows about the response; `None` if the table has no word for how it is read.
pub fn rows(operation: &Operation, scope: &mut Scope<'_>) -> Option<TokenStream> {
    let how = match (&operation.output, stream::of_output(operation)) {
        (Output::One(success), Some(stream)) => {
            let (read, status) = (stream::decode(stream), status_of_stub(success));
            quote!(as #read #status)
        }
        (Output::One(success), None) => {
            let is_default = match arms(&operation.output, scope).as_slice() {
                [(pattern, _)] => pattern.to_string() == every_success()?.to_string(),
                _ => false,
            };
            // A test double responds only with JSON.
            if !is_default || matches!(success.content, ResponseContent::JsonOrXml(..)) {
                return None;
            }
            let (format, status) = (method_name(&success.content, false), status_of_stub(success));
            let root = response::root_ident(&success.content).map(|root| quote!(::#root));
            quote!(= #format #root #status)
        }
        (Output::Several { .. }, _) => {
            let arms = arms(&operation.output, scope);
            let arms = arms.iter().map(|(pattern, read)| quote!(#pattern => #read,));
            let arms: Vec<TokenStream> = arms.collect();
            let otherwise = otherwise(&operation.output, scope);
            quote!({ #(#arms)* _ => #otherwise, })
        }
    };
    let (response, error) = (response_type(operation, scope), error_body(operation, scope));
    let pages = operation.pagination.as_ref().filter(|pages| pagination::has_row(pages));
    let pages = pages.map(|pages| pagination::row(pages, scope));
    Some(quote! {
        #pages
        response: #response #how,
        error: #error,
    })
}

/// A status of the response in tests.
fn status_of_stub(success: &Response) -> Literal {
    Literal::u16_unsuffixed(response::chosen(success.status, &[], response::SUCCESS))
}

/// The impls that the rows are for, written out.
pub fn written(operation: &Operation, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&operation.ident);
    let (request, raw) = (scope.runtime("Request"), scope.runtime("RawResponse"));
    let (response, body) = (response_type(operation, scope), error_body(operation, scope));
    let error = scope.runtime("Error");
    let arms = arms(&operation.output, scope);
    let arms = arms.iter().map(|(pattern, read)| quote!(#pattern => response.#read,));
    let arms: Vec<TokenStream> = arms.collect();
    let stub = match &operation.output {
        Output::One(success) => {
            let status = status_of_stub(success);
            let format = response::format(&success.content);
            let root = response::root_ident(&success.content).map(|root| quote!(::#root));
            quote!(= #status #format #root)
        }
        Output::Several { .. } => TokenStream::new(),
    };
    quote! {
        impl #request for #name {
            type Response = #response;
            type ErrorBody = #body;

            #[inline]
            fn call_mut(&mut self) -> &mut request::Call { &mut self.call }

            #[inline]
            fn decode(response: #raw) -> Result<Self::Response, #error<Self::ErrorBody>> {
                match response.status() { #(#arms)* _ => response.error(), }
            }
        }

        stub_response! { #name #stub }
    }
}

/// `200..=299`
fn every_success() -> Option<TokenStream> {
    response::pattern(Status::Range(2), &[])
}

/// `200` and `json()`
fn arms(output: &Output, scope: &mut Scope<'_>) -> Vec<(TokenStream, TokenStream)> {
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
        Some((pattern, quote!(#method(#root #wrap))))
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

/// `error()`: the arm for all other statuses.
fn otherwise(output: &Output, scope: &mut Scope<'_>) -> TokenStream {
    let Output::Several { ident: item, responses } = output else {
        return quote!(error());
    };
    if !output.has_undocumented() {
        return quote!(error());
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
            Some(root) => quote!(#method(#root, #item::#variant)),
            None => quote!(#method(#item::#variant)),
        }
    });
    quote!(undocumented() #(#tried)* end())
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
