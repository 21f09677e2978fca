//! The module `deps`: the crates whose types are part of the public API.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::doc::DocPage;
use crate::plan::{Contents, Crate};
use crate::runtime::Condition;

/// The name of the module.
pub const NAME: &str = "deps";

/// Those that every crate with a client has in its API, and the conditions under which it does.
const OF_CLIENTS: &[(&str, Condition)] = &[
    ("bytes", Condition::Always),
    ("futures_core", Condition::Always),
    ("http", Condition::Always),
    ("reqwest", Condition::Native),
    ("tower_layer", Condition::Tower),
    ("tower_service", Condition::Tower),
];

/// The names of the crates, in alphabetical order, each with the condition under which it is there.
pub fn crates(krate: &Crate) -> Vec<(&str, Condition)> {
    let mut crates = vec![("serde_json", Condition::Always)];
    if krate.contents() == Contents::Client {
        crates.extend(OF_CLIENTS);
    }
    crates.extend(krate.dependencies.types.iter().map(|name| (name.as_str(), Condition::Always)));
    crates.sort_unstable_by_key(|(name, _)| *name);
    crates.dedup_by_key(|(name, _)| *name);
    crates
}

/// `deps.rs`
pub fn tokens(krate: &Crate) -> TokenStream {
    let docs = DocPage::default()
        .ours(
            "The crates whose types are part of this crate's API, in the versions that it uses. A \
             program needs no dependencies of its own on them.",
        )
        .inner();
    let uses = crates(krate).into_iter().map(|(name, condition)| {
        let name = format_ident!("{name}");
        let predicate: Option<TokenStream> =
            condition.predicate().and_then(|predicate| predicate.parse().ok());
        let cfg = predicate.map(|predicate| quote!(#[cfg(#predicate)]));
        let path = (krate.runtime.is_some() && OF_CLIENTS.iter().any(|(it, _)| name == it))
            .then(|| quote!(crate::runtime::deps::));
        quote!(#cfg pub use #path #name;)
    });
    quote!(#docs #(#uses)*)
}
