//! What an API sends by itself.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc::{Cell, Page};
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
    let page = Page::default()
        .ours("What the API sends by itself, to an address that it was told:")
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
    let page = page.table(["Callback", "Body", "After", "What it is"], &callbacks, scope);
    let has_bodies = webhooks.callbacks.iter().any(|callback| callback.body.is_some());
    let read = "The address tells callbacks apart; [`from_request_parts`] reads one as its type.";
    let page = if has_bodies { page.ours(read) } else { page };
    page.inner("What the API sends by itself.")
}

fn event_item(event: &Item, scope: &mut Scope<'_>) -> TokenStream {
    let definition = types::item(event, scope);
    let name = ident(&event.ident);
    let (error, parts) = (scope.runtime("WebhookError"), scope.external("http::request", "Parts"));
    scope.runtime("webhook");
    quote! {
        #definition

        impl #name {
            #[doc = " Reads the body of a request that the API made."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " When the body is no JSON, or not what its own type says."]
            #[inline]
            pub fn from_slice(body: &[u8]) -> Result<Self, #error> { webhook::from_slice(body) }

            #[doc = " Reads a request that the API made: its head, and its body as it came."]
            #[doc = ""]
            #[doc = " Whoever knows the address can send such a request: check first that it comes from the API."]
            #[doc = " With the feature `webhook-signatures` the crate's `WebhookVerifier` does that, for APIs that"]
            #[doc = " sign as Standard Webhooks says."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " When the head says that the body is not JSON, or the body is not what its own type says."]
            #[inline]
            pub fn from_request_parts(head: &#parts, body: &[u8]) -> Result<Self, #error> {
                webhook::from_request_parts(head, body)
            }
        }
    }
}
