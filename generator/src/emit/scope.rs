//! A file that is being written: which names stand in it, and what it has to import.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::plan::Ident;

/// Where a file stands in regard to the types of its API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// One of the files below `types/`.
    Types,
    /// Beside `types`: groups, webhooks, the client.
    Beside,
    /// Above `types`: the page of the API.
    Above,
}

/// The names of a file.
#[derive(Debug)]
pub struct Scope<'a> {
    home: Home,
    /// Items that are defined here.
    local: BTreeSet<&'a Ident>,
    /// Names of types that an import must not bring in a second time.
    taken: BTreeSet<&'a str>,
    imports: BTreeMap<String, BTreeSet<String>>,
    draft: bool,
}

impl<'a> Scope<'a> {
    /// A file that defines some items; `taken` are the names of all that may come to stand in it.
    pub fn new(
        home: Home,
        local: impl IntoIterator<Item = &'a Ident>,
        taken: impl IntoIterator<Item = &'a Ident>,
    ) -> Self {
        let local: BTreeSet<&Ident> = local.into_iter().collect();
        let taken = taken.into_iter().chain(local.iter().copied()).map(Ident::plain).collect();
        Self { home, local, taken, imports: BTreeMap::new(), draft: false }
    }

    /// Writes a file twice: only then is it known from the start what it imports, and a link to an imported type must not say
    /// where that type stands.
    pub fn write(&mut self, file: impl Fn(&mut Self) -> TokenStream) -> TokenStream {
        self.draft = true;
        file(self);
        self.draft = false;
        file(self)
    }

    /// Whether documentation is not needed yet.
    pub fn is_draft(&self) -> bool {
        self.draft
    }

    /// A type of the API: by its own name among the types, elsewhere below `types`.
    pub fn item(&mut self, item: &Ident) -> TokenStream {
        let name = ident(item);
        if self.local.contains(item) {
            return quote!(#name);
        }
        match self.home {
            Home::Types => {
                self.add("super", item.as_str());
                quote!(#name)
            }
            Home::Beside => {
                self.add("super", "types");
                quote!(types::#name)
            }
            Home::Above => quote!(types::#name),
        }
    }

    /// A type, trait or function of the runtime.
    pub fn runtime(&mut self, name: &str) -> TokenStream {
        self.external("crate::runtime", name)
    }

    /// Something of another crate.
    pub fn external(&mut self, module: &str, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        if self.taken.contains(name) {
            let module = path(module);
            return quote!(#module::#ident);
        }
        self.add(module, name);
        quote!(#ident)
    }

    /// How rustdoc finds a type of the API from here.
    pub fn link(&self, item: &Ident) -> String {
        let name = item.plain();
        let imported = self.imports.get("super").is_some_and(|names| names.contains(item.as_str()));
        match self.home {
            _ if self.local.contains(item) || imported => format!("[`{name}`]"),
            Home::Types => format!("[`{name}`](super::{name})"),
            Home::Beside => format!("[`{name}`](super::types::{name})"),
            Home::Above => format!("[`{name}`](types::{name})"),
        }
    }

    /// How rustdoc finds a variant of a type of the API from here.
    pub fn variant_link(&self, item: &Ident, variant: &Ident) -> String {
        let (name, variant) = (item.plain(), variant.plain());
        let path = match self.home {
            _ if self.local.contains(item) => "",
            Home::Types => "super::",
            Home::Beside => "super::types::",
            Home::Above => "types::",
        };
        format!("[`{variant}`]({path}{name}::{variant})")
    }

    /// The `use` items, in the order that rustfmt gives them.
    pub fn imports(&self) -> TokenStream {
        let mut uses: Vec<(usize, Vec<&str>, TokenStream)> = self
            .imports
            .iter()
            .map(|(module, names)| {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let (last, tokens) = import(&names);
                let module_path = path(module);
                (rank(module), module.split("::").chain([last]).collect(), quote!(use #module_path::#tokens;))
            })
            .collect();
        uses.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        uses.into_iter().map(|(.., tokens)| tokens).collect()
    }

    fn add(&mut self, module: &str, name: &str) {
        self.imports.entry(module.to_owned()).or_default().insert(name.to_owned());
    }
}

/// The last part of a `use`, and what it is sorted by: a list stands after any name.
fn import<'a>(names: &[&'a str]) -> (&'a str, TokenStream) {
    match names {
        [name] => {
            let word = word(name);
            (name, quote!(#word))
        }
        names => {
            let words = names.iter().map(|name| word(name));
            ("{", quote!({#(#words),*}))
        }
    }
}

fn rank(module: &str) -> usize {
    let first = module.split("::").next().unwrap_or_default();
    ["super", "crate"].iter().position(|known| *known == first).unwrap_or(2)
}

fn path(module: &str) -> TokenStream {
    let words = module.split("::").map(word);
    quote!(#(#words)::*)
}

/// An identifier of the plan as a token.
pub fn ident(ident: &Ident) -> proc_macro2::Ident {
    word(ident.as_str())
}

fn word(text: &str) -> proc_macro2::Ident {
    let span = proc_macro2::Span::call_site();
    match text.strip_prefix("r#") {
        Some(raw) => proc_macro2::Ident::new_raw(raw, span),
        None => proc_macro2::Ident::new(text, span),
    }
}
