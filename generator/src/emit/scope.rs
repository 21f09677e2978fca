//! The names that a generated file uses, and its imports.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::plan::{Ident, RustType, XML_MODULE};

/// Where a file is, relative to the types of its API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// One of the files below `types/`.
    Types,
    /// Beside `types`: groups, webhooks, the client.
    Beside,
    /// Above `types`: the page of the API.
    Above,
}

impl Home {
    /// The path to the types of the API, with `::` behind it.
    fn path_to_types(self) -> String {
        let modules: &[&str] = match self {
            Self::Types => &["super"],
            Self::Beside => &["super", "types"],
            Self::Above => &["types"],
        };
        modules.iter().flat_map(|module| [module, "::"]).collect()
    }
}

/// The names that a file has to do with.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// Items that are defined here.
    pub local: BTreeSet<&'a Ident>,
    /// Names of types that an import must not bring in a second time.
    pub taken: Arc<BTreeSet<&'a str>>,
    /// Items from elsewhere that the file uses, and so imports: a link to one must not say where it
    /// is.
    pub used: BTreeSet<&'a Ident>,
    /// The aliases whose values functions take as they are.
    pub copied: Arc<BTreeSet<&'a Ident>>,
}

/// What a file imports: names by their modules.
#[derive(Debug, Default)]
pub struct Imports(BTreeMap<String, BTreeSet<String>>);

/// A file that is being written, or a part of one.
#[derive(Debug)]
pub struct Scope<'a> {
    home: Home,
    names: Arc<Names<'a>>,
    imports: Imports,
}

impl<'a> Scope<'a> {
    /// A file that defines some items; `taken` are all names that the file may use otherwise.
    pub fn new(
        home: Home,
        local: impl IntoIterator<Item = &'a Ident>,
        taken: impl IntoIterator<Item = &'a Ident>,
    ) -> Self {
        let local: BTreeSet<&Ident> = local.into_iter().collect();
        let taken = taken.into_iter().chain(local.iter().copied()).map(Ident::plain).collect();
        let names = Names { local, taken: Arc::new(taken), ..Names::default() };
        Self::part(home, Arc::new(names))
    }

    /// A part of a file with these names.
    pub fn part(home: Home, names: Arc<Names<'a>>) -> Self {
        Self { home, names, imports: Imports::default() }
    }

    /// A type of the API: by its own name among the types, elsewhere below `types`.
    pub fn item(&mut self, item: &Ident) -> TokenStream {
        let name = ident(item);
        if self.names.local.contains(item) {
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

    /// Whether functions take values of a type as they are.
    pub fn is_copied(&self, ty: &RustType) -> bool {
        match ty {
            RustType::Item(item) => self.names.copied.contains(item),
            ty => ty.is_copied(),
        }
    }

    /// A type, trait or function of the runtime.
    pub fn runtime(&mut self, name: &str) -> TokenStream {
        self.external("crate::runtime", name)
    }

    /// Something of another crate.
    pub fn external(&mut self, module: &str, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        if self.names.taken.contains(name) {
            let module = path(module);
            return quote!(#module::#ident);
        }
        self.add(module, name);
        quote!(#ident)
    }

    /// The description of a root element of XML.
    pub fn xml(&mut self, name: &Ident) -> TokenStream {
        let above = if matches!(self.home, Home::Types) { "super::super" } else { "super" };
        self.add(above, XML_MODULE);
        let (module, name) = (word(XML_MODULE), ident(name));
        quote!(#module::#name)
    }

    /// How rustdoc finds a type of the API from here.
    pub fn link(&self, item: &Ident) -> String {
        let name = item.plain();
        match self.home {
            _ if self.names.local.contains(item) || self.names.used.contains(item) => {
                format!("[`{name}`]")
            }
            home => format!("[`{name}`]({}{name})", home.path_to_types()),
        }
    }

    /// How rustdoc finds a variant of a type of the API from here.
    pub fn variant_link(&self, item: &Ident, variant: &Ident) -> String {
        let (name, variant) = (item.plain(), variant.plain());
        let path = match self.home {
            _ if self.names.local.contains(item) => String::new(),
            home => home.path_to_types(),
        };
        format!("[`{variant}`]({path}{name}::{variant})")
    }

    /// The `use` items.
    pub fn imports(&self) -> TokenStream {
        self.imports.tokens()
    }

    /// What the part imports.
    pub fn into_imports(self) -> Imports {
        self.imports
    }

    fn add(&mut self, module: &str, name: &str) {
        self.imports.add(module, name);
    }
}

impl Imports {
    /// Adds those of another part of the file.
    pub fn append(&mut self, other: Self) {
        for (module, names) in other.0 {
            self.0.entry(module).or_default().extend(names);
        }
    }

    /// The `use` items, in the order that rustfmt gives them.
    pub fn tokens(&self) -> TokenStream {
        let mut uses: Vec<(usize, Vec<&str>, TokenStream)> = self
            .0
            .iter()
            .map(|(module, names)| {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let (last, tokens) = import(&names);
                let module_path = path(module);
                (
                    rank(module),
                    module.split("::").chain([last]).collect(),
                    quote!(use #module_path::#tokens;),
                )
            })
            .collect();
        uses.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
        uses.into_iter().map(|(.., tokens)| tokens).collect()
    }

    fn add(&mut self, module: &str, name: &str) {
        match self.0.get_mut(module) {
            Some(names) if names.contains(name) => {}
            Some(names) => drop(names.insert(name.to_owned())),
            None => drop(self.0.insert(module.to_owned(), BTreeSet::from([name.to_owned()]))),
        }
    }
}

/// The last part of a `use`, and its sort key: a list comes after any name.
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

/// A path of modules, such as `crate::runtime`.
pub fn path(module: &str) -> TokenStream {
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
