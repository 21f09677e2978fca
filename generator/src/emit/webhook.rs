//! What an API sends by itself.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Cell, DocPage};
use super::scope::{Home, Scope, ident, path};
use super::types;
use crate::plan::{Item, RustType, Webhooks};

/// The file of the webhooks.
pub fn tokens(webhooks: &Webhooks) -> TokenStream {
    let aliases = || {
        webhooks.callbacks.iter().flat_map(|callback| callback.body.iter().chain(&callback.replies))
    };
    let local = webhooks.event.iter().chain(aliases()).map(|item| &item.ident);
    let mut scope = Scope::new(Home::Beside, local, []);
    let event = webhooks.event.as_ref().map(|event| event_item(event, &mut scope));
    let callbacks: Vec<TokenStream> =
        aliases().map(|alias| types::item(alias, &mut scope)).collect();
    let read = (!callbacks.is_empty()).then(|| {
        let module = path("crate::runtime::webhook");
        quote!(
            pub use #module::{from_request_parts, from_slice};
        )
    });
    let page = page(webhooks, &scope);
    let imports = scope.imports();
    quote!(#page #imports #read #event #(#callbacks)*)
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
        .ours("Requests that the API sends to URLs that were registered with it.")
        .table(["Webhook", "Body", "When"], &rows.collect::<Vec<_>>(), scope);
    let callbacks = webhooks.callbacks.iter().map(|callback| {
        let body = match &callback.body {
            Some(item) => Cell::Ours(scope.link(&item.ident)),
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

fn event_item(event: &Item, scope: &mut Scope<'_>) -> TokenStream {
    let definition = types::item(event, scope);
    let name = ident(&event.ident);
    let (error, parts) = (scope.runtime("WebhookError"), scope.external("http::request", "Parts"));
    scope.runtime("webhook");
    quote! {
        #definition

        impl #name {
            #[doc = " Reads the body of a webhook request."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " The body is not JSON, or does not match the type of the event."]
            #[inline]
            pub fn from_slice(body: &[u8]) -> Result<Self, #error> { webhook::from_slice(body) }

            #[doc = " Reads a webhook request from its head and its unmodified body."]
            #[doc = ""]
            #[doc = " Anyone who knows the URL can send such a request, so verify the signature first. With"]
            #[doc = " the feature `webhook-signatures`, `WebhookVerifier` does that for APIs that follow"]
            #[doc = " Standard Webhooks."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " The media type is not JSON, or the body does not match the type of the event."]
            #[inline]
            pub fn from_request_parts(head: &#parts, body: &[u8]) -> Result<Self, #error> {
                webhook::from_request_parts(head, body)
            }
        }
    }
}
