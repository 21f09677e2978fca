//! Webhooks.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::{self, Cell, DocPage};
use super::scope::{Home, Scope, ident, path};
use super::{argument, feature, ty, types};
use crate::plan::{
    BodyFunction, BodyFunctionKind, BodyType, Callback, Item, ItemKind, RustType, Webhooks,
};

/// The file of the webhooks.
pub fn tokens(webhooks: &Webhooks) -> TokenStream {
    let items =
        || webhooks.headers.iter().chain(webhooks.callbacks.iter().flat_map(Callback::items));
    // A type of the API may have the same name as an item of this file, so all types are named by
    // their paths.
    let taken = webhooks.event.iter().chain(items()).map(|item| &item.ident);
    let mut scope = Scope::new(Home::Beside, [], taken);
    let event = webhooks.event.as_ref().map(|event| event_item(event, webhooks, &mut scope));
    let defined: Vec<TokenStream> = items().map(|item| defined(item, &mut scope)).collect();
    let functions: Vec<TokenStream> =
        webhooks.functions.iter().map(|function| body_function(function, &mut scope)).collect();
    let has_bodies = webhooks.callbacks.iter().any(|callback| callback.items().next().is_some());
    let read = has_bodies.then(|| {
        let module = path("crate::runtime::webhook");
        quote!(
            pub use #module::{from_request_parts, from_slice};
        )
    });
    let page = page(webhooks, &scope);
    let imports = scope.imports();
    quote!(#page #imports #read #event #(#defined)* #(#functions)*)
}

/// An item, and how headers are read.
fn defined(item: &Item, scope: &mut Scope<'_>) -> TokenStream {
    let definition = types::item(item, scope);
    if !matches!(item.kind, ItemKind::Headers(_)) {
        return definition;
    }
    let name = ident(&item.ident);
    let (headers, parts) = (scope.runtime("Headers"), scope.external("http::request", "Parts"));
    quote! {
        #definition

        impl #name {
            #[doc = " Reads the headers of a request. One that is absent or unreadable is `None`."]
            #[inline]
            pub fn from_request_parts(head: &#parts) -> Self { #headers::read(&head.headers) }
        }
    }
}

/// A function that reads or writes a body.
fn body_function(function: &BodyFunction, scope: &mut Scope<'_>) -> TokenStream {
    let name = ident(&function.ident);
    let error = scope.runtime("WebhookError");
    let docs = doc::attributes(&function.docs, scope);
    let ty = match &function.ty {
        BodyType::Api(ty) => ty::tokens(ty, scope),
        BodyType::Callback(alias) => {
            let alias = ident(alias);
            quote!(#alias)
        }
    };
    let (module, described) = match &function.kind {
        BodyFunctionKind::ReadXml(root) => ("xml_webhook", {
            let root = scope.xml(root);
            quote!(&#root)
        }),
        BodyFunctionKind::ReadForm(encodings) => {
            ("form_webhook", argument::properties(encodings, scope))
        }
        BodyFunctionKind::WriteXml(root) => {
            let root = scope.xml(root);
            scope.runtime("xml_webhook");
            return quote! {
                #docs
                #[doc = ""]
                #[doc = " # Errors"]
                #[doc = ""]
                #[doc = " The value cannot be written as XML."]
                pub fn #name(body: &#ty) -> Result<String, #error> {
                    xml_webhook::write(body, &#root)
                }
            };
        }
    };
    scope.runtime(module);
    let (module, parts) = (format_ident!("{module}"), scope.external("http::request", "Parts"));
    quote! {
        #docs
        #[doc = ""]
        #[doc = " # Errors"]
        #[doc = ""]
        #[doc = " The media type is another one, or the body does not match the type."]
        pub fn #name(head: &#parts, body: &[u8]) -> Result<#ty, #error> {
            #module::from_request_parts(head, body, #described)
        }
    }
}

fn page(webhooks: &Webhooks, scope: &Scope<'_>) -> TokenStream {
    let rows = webhooks.bodies.iter().map(|(name, ty, docs)| {
        let body = match ty {
            Some(RustType::Item(item)) => Cell::Ours(scope.link(item)),
            _ => Cell::Text(String::new()),
        };
        [Cell::Code(name.clone()), body, Cell::Summary(docs)]
    });
    let page = DocPage::default()
        .ours("Requests that the API sends to URLs that were registered with it.");
    let page = feature::noted(page, webhooks.module.feature.as_deref()).table(
        ["Webhook", "Body", "When"],
        &rows.collect::<Vec<_>>(),
        scope,
    );
    let callbacks = webhooks.callbacks.iter().map(|callback| {
        let body = match &callback.body {
            Some(item) => Cell::Ours(format!("[`{}`]", item.ident.plain())),
            None => Cell::Text(String::new()),
        };
        [
            Cell::Code(callback.name.clone()),
            body,
            Cell::Code(callback.operation.clone()),
            Cell::Summary(&callback.docs),
        ]
    });
    let callbacks: Vec<_> = callbacks.collect();
    let page = page.table(["Callback", "Body", "After", "Description"], &callbacks, scope);
    let has_bodies = webhooks.callbacks.iter().any(|callback| callback.body.is_some());
    let read = "Each callback has its own URL; [`from_request_parts`] reads the request as the type of its body.";
    let page = if has_bodies { page.ours(read) } else { page };
    page.inner()
}

fn event_item(event: &Item, webhooks: &Webhooks, scope: &mut Scope<'_>) -> TokenStream {
    let definition = types::item(event, scope);
    let name = ident(&event.ident);
    let (error, parts) = (scope.runtime("WebhookError"), scope.external("http::request", "Parts"));
    let root = webhooks.event_element.as_ref().map(|(root, _)| root);
    let root = root.map(|root| scope.xml(root));
    let module = format_ident!("{}", if root.is_some() { "xml_webhook" } else { "webhook" });
    scope.runtime(if root.is_some() { "xml_webhook" } else { "webhook" });
    let (format, root) = match root {
        Some(root) => ("JSON or XML", Some(quote!(, &#root))),
        None => ("JSON", None),
    };
    let wrong_body = format!(" The body is not {format}, or does not match the type of the event.");
    let wrong_type = format!(
        " The media type is not {format}, or the body does not match the type of the event."
    );
    quote! {
        #definition

        impl #name {
            #[doc = " Reads the body of a webhook request."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = #wrong_body]
            #[inline]
            pub fn from_slice(body: &[u8]) -> Result<Self, #error> { #module::from_slice(body #root) }

            #[doc = " Reads a webhook request from its head and its unmodified body."]
            #[doc = ""]
            #[doc = " Anyone who knows the URL can send such a request, so verify the signature first. With"]
            #[doc = " the feature `webhook-signatures`, `WebhookVerifier` does that for APIs that follow"]
            #[doc = " Standard Webhooks."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = #wrong_type]
            #[inline]
            pub fn from_request_parts(head: &#parts, body: &[u8]) -> Result<Self, #error> {
                #module::from_request_parts(head, body #root)
            }
        }
    }
}
