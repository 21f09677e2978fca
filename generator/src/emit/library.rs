//! `lib.rs`, and the page of each API.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::Page;
use super::scope::{Home, Scope, ident};
use super::{client, example, feature, lint, runtime, types};
use crate::plan::{Api, Crate, Inline};

/// `lib.rs`
pub fn tokens(krate: &Crate) -> TokenStream {
    let page = page_docs(krate);
    let apis = krate.apis.iter().map(|api| match &api.module {
        Some(module) => {
            let (name, cfg) = (ident(&module.ident), feature(module.feature.as_deref()));
            quote!(#cfg pub mod #name;)
        }
        None => modules(api),
    });
    let users = runtime::FOR_USERS.iter().map(|name| format_ident!("{name}"));
    quote! {
        #page
        #![forbid(unsafe_code)]
        #![deny(missing_docs)]

        #[doc(hidden)]
        pub mod runtime;
        #(#apis)*

        #[doc(inline)]
        pub use runtime::{#(#users),*};
        #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
        #[doc(inline)]
        pub use runtime::{Blocking, BlockingIter};
        #[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
        #[doc(inline)]
        pub use runtime::FetchTransport;
        #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
        #[doc(inline)]
        pub use runtime::{ReqwestTransport, same_origin_redirects};
        #[cfg(feature = "webhook-signatures")]
        #[doc(inline)]
        pub use runtime::{SecretError, SignatureError, WebhookVerifier};
        #[cfg(feature = "test-util")]
        #[doc(inline)]
        pub use runtime::{Documented, On, TestDouble, TestRequest, Told};
    }
}

fn page_docs(krate: &Crate) -> TokenStream {
    let scope = Scope::new(Home::Above, [], []);
    let mut page = Page::default().line(&[Inline::Words(krate.package.description.clone())], &scope);
    for api in krate.apis.iter().filter(|api| api.module.is_none()) {
        page = page.docs(&api.docs, &scope);
    }
    if let Some(text) = krate.apis.iter().find_map(|api| example::snippet(api, krate)) {
        page = page.title("# Example").code("no_run", &text);
    }
    let features = krate.features.iter().map(|feature| (feature.name.clone(), feature.summary.clone()));
    page = page.title("# Features").ours("All groups are on by default, and `rustls` for the transport.");
    page.table(
        ["Feature", "What it is"],
        features.chain(TRANSPORTS.map(|(name, text)| (name.to_owned(), text.to_owned()))),
    )
    .inner("A client.")
}

/// The features of the transport.
pub const TRANSPORTS: [(&str, &str); 9] = [
    ("rustls", "HTTP by reqwest, TLS by rustls."),
    ("native-tls", "HTTP by reqwest, TLS by the library of the system."),
    (
        "reqwest",
        "HTTP by reqwest, without TLS; in a browser HTTP by `fetch`. Without it the client needs a transport of your own.",
    ),
    (
        "gzip",
        "Asks for compressed answers, off by default: it pays for large answers over slow lines, and costs a decompressor to compile. \
         The limit on an answer's size is one on what comes out of it. A browser does this by itself.",
    ),
    ("blocking", "Calls that block the thread, for programs without an async runtime, off by default."),
    ("test-util", "A double of the server, for tests of programs that use the client, off by default."),
    ("fs", "Files of the disk as bodies, and downloads as files of the disk, off by default."),
    ("tracing", "A span for each call and an event for each attempt, off by default."),
    ("webhook-signatures", "Checks the signatures of webhooks (Standard Webhooks), off by default."),
];

/// `mod.rs` of an API with a module of its own.
pub fn page(api: &Api) -> TokenStream {
    let scope = Scope::new(Home::Above, [], []);
    let title = [
        Inline::Words(api.title.clone()),
        Inline::Text(", version "),
        Inline::Words(api.version.clone()),
        Inline::Text("."),
    ];
    let docs = Page::default().line(&title, &scope).docs(&api.docs, &scope).inner("An API.");
    let modules = modules(api);
    quote!(#docs #modules)
}

/// What stands in the module of an API.
fn modules(api: &Api) -> TokenStream {
    let parent = api.module.as_ref().map(|module| ident(&module.ident));
    let groups = api.groups.iter().map(|group| &group.module);
    let modules = groups.chain(api.webhooks.iter().map(|webhooks| &webhooks.module)).map(|module| {
        let (name, cfg) = (ident(&module.ident), feature(module.feature.as_deref()));
        let expect = lint::inception(&name, parent.as_ref());
        quote!(#cfg #expect pub mod #name;)
    });
    let types = (!types::names(api).is_empty()).then(|| {
        quote!(
            pub mod types;
        )
    });
    let client = client::exports(api);
    quote!(mod client; #(#modules)* #types #client)
}
