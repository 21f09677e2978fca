//! `lib.rs`, and the page of each API.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::doc::{Cell, DocPage};
use super::feature::{feature, noted};
use super::guide::{self, Audience};
use super::scope::{Home, Scope, ident};
use super::{client, deps, lint, runtime, types};
use crate::plan::{Api, Contents, Crate, Ident, Inline, Layout, XML_MODULE};
use crate::runtime::{Condition, INTERFACE};

/// The module for code of users.
pub const EXT_FILE: &str = "src/ext/mod.rs";

/// Its initial text.
pub const EXT_TEXT: &str = "\
//! Code of our own. `oasmith generate` never changes a file in this folder.
//!
//! It is part of the crate, so it can add `impl` blocks to generated types.
";

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
    let users = users(krate);
    let deps = format_ident!("{}", deps::NAME);
    let runtime = runtime_module(krate);
    let ext = krate.package.ext.then(|| {
        quote!(
            pub mod ext;
        )
    });
    let attributes = match krate.package.layout {
        Layout::Crate | Layout::Runtime => of_crate(krate),
        Layout::Module { .. } => lint::of_module(),
    };
    quote! {
        #page
        #attributes
        #![forbid(unsafe_code)]

        #runtime
        pub mod #deps;
        #ext
        #(#apis)*

        #users
    }
}

/// The module `runtime`: its files, or the crate that others share, if that fits.
fn runtime_module(krate: &Crate) -> TokenStream {
    let Some(shared) = &krate.runtime else {
        return quote!(
            #[doc(hidden)]
            pub mod runtime;
        );
    };
    let name = format_ident!("{}", shared.library());
    let interface = Literal::u32_unsuffixed(INTERFACE);
    quote! {
        #[doc(hidden)]
        pub use #name as runtime;

        #name::interface!(#interface);
    }
}

/// The attributes of a crate.
fn of_crate(krate: &Crate) -> TokenStream {
    let limit = krate.recursion_limit.map(|limit| {
        let limit = Literal::string(&limit.to_string());
        quote!(#![recursion_limit = #limit])
    });
    // On docs.rs, each item shows the feature that it needs.
    let has_features = krate.contents() == Contents::Client || !krate.features.is_empty();
    let badges = has_features.then(|| quote!(#![cfg_attr(docsrs, feature(doc_cfg))]));
    quote!(#badges #limit)
}

/// The public names of the runtime.
fn users(krate: &Crate) -> TokenStream {
    let users = runtime::for_users(krate).into_iter().map(|name| format_ident!("{name}"));
    let with_features = with_features(krate);
    quote! {
        #[doc(inline)]
        pub use runtime::{#(#users),*};
        #with_features
    }
}

/// Those that need a feature.
fn with_features(krate: &Crate) -> TokenStream {
    let of_condition = |condition: Condition| {
        let names = runtime::for_users_under(krate, condition);
        let names: Vec<_> = names.into_iter().map(|name| format_ident!("{name}")).collect();
        let predicate: TokenStream = condition.predicate()?.parse().ok()?;
        let names = match names.as_slice() {
            [] => return None,
            [name] => quote!(#name),
            names => quote!({#(#names),*}),
        };
        Some(quote! {
            #[cfg(#predicate)]
            #[doc(inline)]
            pub use runtime::#names;
        })
    };
    Condition::ALL.into_iter().filter_map(of_condition).collect()
}

fn page_docs(krate: &Crate) -> TokenStream {
    let scope = Scope::new(Home::Above, [], []);
    let mut page =
        DocPage::default().line(&[Inline::Words(krate.package.description.clone())], &scope);
    for api in &krate.apis {
        if api.module.is_none() {
            page = contents(page.docs(&api.docs, &scope), api, &scope);
        }
    }
    page = page.table(["API", "Description"], &apis(krate), &scope);
    guide::write(page, krate, Audience::Rustdoc).inner()
}

/// A row for each API that has a module.
fn apis(krate: &Crate) -> Vec<[Cell<'_>; 2]> {
    let with_module =
        krate.apis.iter().filter_map(|api| Some((api.module.as_ref()?.ident.plain(), api)));
    let row = |(module, api): (&str, &Api)| {
        let title = format!("{}, version {}", api.title, api.version);
        [Cell::Ours(format!("[`{module}`](mod@{module})")), Cell::Text(title)]
    };
    with_module.map(row).collect()
}

/// Tables of an API's groups, credentials and servers.
fn contents<'a>(page: DocPage, api: &'a Api, scope: &Scope<'_>) -> DocPage {
    let link = |module: &Ident| Cell::Ours(format!("[`{0}`](mod@{0})", module.plain()));
    let groups: Vec<[Cell<'a>; 2]> = api
        .groups
        .iter()
        .map(|group| [link(&group.module.ident), Cell::Summary(&group.docs)])
        .collect();
    let webhooks = api.webhooks.iter().map(|webhooks| {
        [link(&webhooks.module.ident), Cell::Text("Webhooks and callbacks.".to_owned())]
    });
    let rows: Vec<[Cell<'a>; 2]> = groups.into_iter().chain(webhooks).collect();
    let credentials = api.credentials.iter().map(|credential| {
        let setter = credential.ident.plain();
        [
            Cell::Ours(format!("[`{setter}`](ClientBuilder::{setter})")),
            Cell::Summary(&credential.docs),
        ]
    });
    let servers = api.servers.iter().map(|server| {
        let name = server.ident.plain();
        [Cell::Ours(format!("[`{name}`](Server::{name})")), Cell::Summary(&server.docs)]
    });
    let (credentials, servers): (Vec<_>, Vec<_>) = (credentials.collect(), servers.collect());
    page.table(["Group", "Operations"], &rows, scope)
        .table(["Credential", "Description"], &credentials, scope)
        .table(["Server", "Description"], &servers, scope)
}

/// `mod.rs` of an API with a module of its own.
pub fn page(api: &Api) -> TokenStream {
    let scope = Scope::new(Home::Above, [], []);
    let title = [
        Inline::Words(api.title.clone()),
        Inline::Text(", version "),
        Inline::Words(api.version.clone()),
        Inline::Text("."),
    ];
    let page = DocPage::default().line(&title, &scope).docs(&api.docs, &scope);
    let page = noted(page, api.module.as_ref().and_then(|module| module.feature.as_deref()));
    let docs = contents(page, api, &scope).inner();
    let modules = modules(api);
    quote!(#docs #modules)
}

/// The modules and exports of an API.
fn modules(api: &Api) -> TokenStream {
    let parent = api.module.as_ref().map(|module| ident(&module.ident));
    let groups = api.groups.iter().map(|group| &group.module);
    let modules =
        groups.chain(api.webhooks.iter().map(|webhooks| &webhooks.module)).map(|module| {
            let (name, cfg) = (ident(&module.ident), feature(module.feature.as_deref()));
            let expect = lint::inception(&name, parent.as_ref());
            quote!(#cfg #expect pub mod #name;)
        });
    let types = types::are_there(api).then(|| {
        quote!(
            pub mod types;
        )
    });
    let xml = api.xml.is_used().then(|| {
        let module = format_ident!("{XML_MODULE}");
        quote!(mod #module;)
    });
    if api.contents == Contents::Types {
        return types.into_token_stream();
    }
    let client = client::exports(api);
    quote!(mod client; #xml #(#modules)* #types #client)
}
